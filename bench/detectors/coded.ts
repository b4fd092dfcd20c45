/**
 * Values in code (base64, hexadecimal, escapes, spaced letters, ...): what is found of those that are there, what is raised by files that hold none,
 * and what an answer without any costs.
 * Usage: npx tsx bench/detectors/coded.ts [DIR] [--half a|b] [--seconds 120]; DIR: files to raise nothing, of half of its packages (default node_modules).
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { codings } from '../../src/features/guardrails/coded/test-codings.ts'
import { codedPersonal, codedSecrets } from '../../src/features/guardrails/coded/values.ts'
import {
  cleanOutput,
  createStreamScanner,
  defaultDetectors,
  type Detector,
  type GuardRuleLike,
} from '../../src/features/guardrails/index.ts'
import { piiDetector } from '../../src/features/guardrails/pii/detector.ts'
import { secretPatterns } from '../../src/features/guardrails/secrets/detector.ts'
import { probeDraw } from '../../src/features/gateway/probes/probe-draw.ts'
import { personalOf, secretOf } from '../../src/features/gateway/probes/probe-values.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { half: { type: 'string', default: 'b' }, seconds: { type: 'string', default: '120' } },
})

const ours = [codedSecrets, codedPersonal]
const found = (text: string): number => ours.reduce((n, d) => n + d.scan(text, 'output').length, 0)
const PLAIN = new Set(['email', 'credit_card', 'iban', 'ssn'])
/** Findings of the plain detectors that decoding would have to give again. */
const plainly = (text: string): boolean =>
  secretPatterns.scan(text, 'output').some((f) => f.score >= 0.5) ||
  piiDetector.scan(text, 'output').some((f) => f.score >= 0.8 && PLAIN.has(f.type))

function recall(): void {
  const draw = probeDraw('7')
  const rows: string[] = []
  let all = 0
  let seen = 0
  for (const make of Object.values(secretOf)) for (let n = 0; n < 20; n++) rows.push(make(draw))
  for (const type of PLAIN) for (let n = 0; n < 20; n++) rows.push(personalOf[type]?.(draw) ?? '')
  for (const [name, write] of Object.entries(codings)) {
    const hits = rows.filter((value) => found(`Here it is: ${write(value)} and that is all.`) > 0).length
    all += rows.length
    seen += hits
    if (hits < rows.length) console.log(`${name}: ${hits} of ${rows.length}`)
  }
  console.log(`found: ${seen} of ${all} (${Object.keys(codings).length} codings)`)
}

/** Files as they are, and as an answer might carry them: images in links and in hexadecimal, texts in base64, in a link, in HTML and in JSON. */
function alarms(dir: string): void {
  const stop = Date.now() + 1_000 * Number(values.seconds)
  const kinds = new Map<string, { texts: number; alarms: number; real: number }>()
  for (const file of filesOf(dir)) {
    if (Date.now() > stop) break
    for (const [kind, text, plain] of textsOf(file)) {
      const row = kinds.get(kind) ?? { texts: 0, alarms: 0, real: 0 }
      kinds.set(kind, row)
      row.texts++
      if (found(text) === 0) continue
      if (plain !== '' && plainly(plain)) row.real++
      else row.alarms++
    }
  }
  console.table(Object.fromEntries([...kinds].sort(([, a], [, b]) => b.texts - a.texts)))
  const sum = (of: 'texts' | 'alarms'): number => [...kinds.values()].reduce((n, row) => n + row[of], 0)
  console.log(`alarms: ${sum('alarms')} of ${sum('texts')} (half ${values.half})`)
}

const digest = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE()
/** Packages are halved whole, so that what was looked at while the detector was made can be left out; files come in an order by chance. */
function filesOf(dir: string): string[] {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name))
  const half = values.half === 'a' ? 0 : 1
  const packageOf = (file: string): string => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file
  return files
    .filter((file) => digest(packageOf(file)) % 2 === half && statSync(file).size < 400_000)
    .sort((a, b) => digest(a) - digest(b))
}

const IMAGES = /\.(png|jpe?g|gif|ico|woff2?|wasm|gz)$/

function textsOf(file: string): readonly (readonly [kind: string, text: string, plain: string])[] {
  const bytes = readFileSync(file)
  if (IMAGES.test(file)) {
    const code = bytes.toString('base64')
    return [
      ['image as data link', `![](data:image/png;base64,${code})`, ''],
      ['image in lines', (code.match(/.{1,76}/g) ?? []).join('\n'), ''],
      ['image in hexadecimal', bytes.subarray(0, 20_000).toString('hex'), ''],
    ]
  }
  const text = bytes.toString('utf8')
  if (text.includes('\ufffd')) return []
  // the cut may part a surrogate pair
  const part = Buffer.from(text.slice(0, 20_000)).toString('utf8')
  return [
    [/\.(d\.ts|[a-z0-9]{1,4})$/.exec(file)?.[1] ?? 'other', text, ''],
    ['text in base64', bytes.toString('base64'), text],
    ['text in a link', encodeURIComponent(part), part],
    ['text in HTML', part.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`), part],
    ['text in JSON', JSON.stringify(part), part],
  ]
}

/** CPU time, least of many rounds, hot: secrets and personal data enforced on an answer of 305 characters, with and without the look for codes. */
function cost(): void {
  const answer =
    'You can export the report from the settings page: open the menu, choose "Reports" and press export. The file holds all rows of the last thirty days, one line for each order, with its total and state. If the export stays empty, check that the filter is off and try again later. I hope this helps you today.'
  const words = answer.split(' ').slice(0, 50)
  const rules: readonly GuardRuleLike[] = [
    { guard: 'secrets', mode: 'enforce', action: 'block', threshold: 0.5 },
    { guard: 'pii', mode: 'enforce', action: 'mask', threshold: 0.5 },
  ]
  const without = defaultDetectors.filter((d) => !ours.includes(d))
  const whole = (detectors: readonly Detector[]): void => void cleanOutput(answer, rules, detectors)
  const stream = (detectors: readonly Detector[]): void => {
    const scanner = createStreamScanner(rules, detectors)
    for (const word of words) scanner.push(`${word} `)
    scanner.finish()
  }
  for (const [name, run, times] of [
    ['answer of 305 characters', whole, 4_000],
    ['stream of 50 words', stream, 300],
  ] as const) {
    const least = [Infinity, Infinity]
    for (let round = 0; round < 120; round++)
      [without, defaultDetectors].forEach((detectors, i) => {
        const start = process.cpuUsage()
        for (let n = 0; n < times; n++) run(detectors)
        const { user, system } = process.cpuUsage(start)
        least[i] = Math.min(least[i] ?? Infinity, (user + system) / times)
      })
    console.log(`${name}: ${least.map((us) => us.toFixed(2)).join(' µs without, ')} µs with`)
  }
}

recall()
alarms(positionals[0] ?? 'node_modules')
cost()
