/**
 * Secrets: recall by shape and place, with each issuer left out of the list, false alarms on token-like harmless text, cost, and the npm
 * peers on the same texts. Every token is drawn at run time.
 * Usage: npx tsx bench/detectors/secrets.ts [DIR] [--peers] [--seed N] [--json FILE]
 * DIR holds secrets-dev.jsonl and injection-dev.jsonl; --peers needs `npm install` in bench/detectors.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { secretDetector, secretPatterns } from '../../src/features/guardrails/secrets/detector.ts'
import { secretFormats } from '../../src/features/guardrails/secrets/providers/index.ts'
import { HARMLESS } from '../../src/features/guardrails/secrets/test-harmless.ts'
import { HARMLESS_FILES } from '../../src/features/guardrails/secrets/test-harmless-files.ts'
import { CREDENTIALS, MORE_PLACES, SHAPES } from '../../src/features/guardrails/secrets/test-places.ts'
import {
  ISSUERS,
  pick,
  PLACES,
  seeded,
  tokenOf,
  UNLISTED,
} from '../../src/features/guardrails/secrets/test-tokens.ts'
import { secretPeers, type Peer } from './secrets-peers.ts'

const THRESHOLD = 0.5
const argument = (name: string): string | undefined => {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}
const seed = Number(argument('--seed') ?? 7)
const folder = process.argv[2]?.startsWith('--') === false ? process.argv[2] : undefined
const rng = seeded(seed)

type Case = { readonly text: string; readonly label: 0 | 1; readonly set: string; readonly kind: string }

const own: Peer = {
  name: secretPatterns.version,
  flags: (text) => secretPatterns.scan(text, 'user').some((f) => f.score >= THRESHOLD),
}

function cases(): Case[] {
  const out: Case[] = []
  for (const [kind, make] of UNLISTED)
    for (const [, text] of PLACES)
      out.push({ text: text(make(rng), pick(rng, ISSUERS)), label: 1, set: 'unlisted shapes', kind })
  const places = [...PLACES]
  for (const format of secretFormats)
    for (let i = 0; i < 2; i++) {
      const key = tokenOf(format, rng)
      const place = places[Math.floor(rng() * places.length)]
      if (key !== null && place !== undefined)
        out.push({ text: place[1](key, 'acme'), label: 1, set: 'listed issuers', kind: format.provider })
    }
  for (const [kind, make] of HARMLESS)
    for (let i = 0; i < 20; i++) out.push({ text: make(rng), label: 0, set: 'harmless, generated', kind })
  for (const [kind, make] of SHAPES)
    for (const [, text] of MORE_PLACES)
      out.push({ text: text(make(rng)), label: 1, set: 'second generator: shapes and places', kind })
  for (const [kind, make] of CREDENTIALS)
    for (let i = 0; i < 10; i++)
      out.push({
        text: make(rng).text,
        label: 1,
        set: 'second generator: connection strings and the like',
        kind,
      })
  for (const [kind, make] of HARMLESS_FILES)
    for (let i = 0; i < 20; i++)
      out.push({ text: make(rng), label: 0, set: 'harmless, second generator', kind })
  if (folder !== undefined && existsSync(join(folder, 'secrets-dev.jsonl')))
    for (const line of readFileSync(join(folder, 'secrets-dev.jsonl'), 'utf8').trim().split('\n')) {
      const row: { text: string; label: number; kind: string } = JSON.parse(line)
      const text = row.text.replaceAll('\u2042', '')
      out.push({
        text,
        label: row.label === 1 ? 1 : 0,
        set: row.label === 1 ? 'development set' : 'harmless, development set',
        kind: row.kind,
      })
    }
  return out
}

/** Whether the whole key is covered, with its issuer's formats taken out of the list. */
function heldOut(): { keys: number; found: number; missed: Record<string, number> } {
  const missed: Record<string, number> = {}
  let keys = 0
  let found = 0
  const places = [...PLACES]
  for (const provider of new Set(secretFormats.map((f) => f.provider))) {
    const detector = secretDetector(
      secretFormats.filter((f) => f.provider !== provider),
      'held out',
    )
    for (const format of secretFormats.filter((f) => f.provider === provider))
      for (let i = 0; i < 4; i++) {
        const key = tokenOf(format, rng)
        const place = places[Math.floor(rng() * places.length)]
        if (key === null || place === undefined) continue
        const text = place[1](key, 'acme')
        const at = text.indexOf(key)
        keys++
        if (
          detector
            .scan(text, 'user')
            .some((f) => f.score >= THRESHOLD && f.start <= at + 1 && f.end >= at + key.length - 2)
        )
          found++
        else missed[provider] = (missed[provider] ?? 0) + 1
      }
  }
  return { keys, found, missed }
}

async function judge(peer: Peer, all: readonly Case[]): Promise<Record<string, string>> {
  const counts = new Map<string, { n: number; flagged: number }>()
  for (const c of all) {
    const entry = counts.get(c.set) ?? { n: 0, flagged: 0 }
    entry.n++
    if (await peer.flags(c.text)) entry.flagged++
    counts.set(c.set, entry)
  }
  return Object.fromEntries(
    [...counts].map(([set, { n, flagged }]) => [`${set} (${n})`, (flagged / n).toFixed(3)]),
  )
}

/** Least CPU time of many rounds: the machine's other work can only make it worse. */
function cost(texts: readonly string[]): { perText: string; perKb: string } {
  const kb = texts.reduce((sum, t) => sum + t.length, 0) / 1024
  let best = Infinity
  for (let round = 0; round < 120; round++) {
    const start = process.cpuUsage()
    for (const text of texts) secretPatterns.scan(text, 'user')
    const { user, system } = process.cpuUsage(start)
    best = Math.min(best, user + system)
  }
  return { perText: (best / texts.length).toFixed(2), perKb: (best / kb).toFixed(2) }
}

const all = cases()
console.log(
  `seed ${seed}, ${all.length} texts, ${new Set(secretFormats.map((f) => f.provider)).size} issuers, ${secretFormats.length} prefixes`,
)
const report: Record<string, unknown> = {}
const peers = process.argv.includes('--peers') ? [own, ...(await secretPeers())] : [own]
for (const peer of peers) {
  const figures = await judge(peer, all)
  report[peer.name] = figures
  console.log(`\n${peer.name}`)
  console.table(figures)
}
const out = heldOut()
report['held out'] = out
console.log(
  `\nissuer left out of the list: ${out.found} of ${out.keys} keys covered (${(out.found / out.keys).toFixed(3)})`,
)
console.log(
  'missed:',
  Object.entries(out.missed)
    .map(([p, n]) => `${p} ${n}`)
    .join(', '),
)
const alarms = [...HARMLESS, ...HARMLESS_FILES]
  .map(
    ([kind]) =>
      [
        kind,
        all.filter((c) => c.kind === kind && c.label === 0 && own.flags(c.text) === true).length,
      ] as const,
  )
  .filter(([, n]) => n > 0)
console.log('false alarms by kind:', alarms.length === 0 ? 'none' : alarms)
if (folder !== undefined && existsSync(join(folder, 'injection-dev.jsonl'))) {
  const prose = readFileSync(join(folder, 'injection-dev.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((l): { text: string; label: number } => JSON.parse(l))
    .filter((r) => r.label === 0)
    .map((r) => r.text)
  const chat = all.filter((c) => c.kind === 'benign-chat').map((c) => c.text)
  const prompts = chat.map((_, i) =>
    `${chat[i]} ${chat[(i + 1) % chat.length]} ${chat[(i + 2) % chat.length]} ${chat[(i + 3) % chat.length]}`.slice(
      0,
      600,
    ),
  )
  report['cost'] = { 'prompts of 600 characters': cost(prompts), 'ordinary text': cost(prose) }
  console.log('µs of CPU time', report['cost'])
}
const file = argument('--json')
if (file !== undefined) writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
