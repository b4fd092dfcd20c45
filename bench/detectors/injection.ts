/**
 * The injection detector on labelled texts: flagged and blocked per kind and per source, cost per KB, and what its protocol says of unseen
 * sources. Usage: tsx bench/detectors/injection.ts DIR [--json FILE] [--peers]; DIR holds injection-dev.jsonl.
 * The dev rows share their sources with the training rows: these figures flatter; the LSO4 line is the one to judge by.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { injectionDetector } from '../../src/features/guardrails/injection/detector.ts'
import { isData } from '../../src/features/guardrails/injection/features.ts'
import { FirstStage } from '../../src/features/guardrails/injection/first-stage.ts'
import { Ensemble } from '../../src/features/guardrails/injection/model.ts'
import { Skim } from '../../src/features/guardrails/injection/skim.ts'
import { shippedWeights, skimWeights } from '../../src/features/guardrails/injection/weights.ts'
import { auc, recallAt } from '../../train/injection/metrics.ts'
import { baseRows } from '../../train/injection/rows.ts'

const dir = process.argv[2]
if (dir === undefined || !existsSync(join(dir, 'injection-dev.jsonl'))) {
  console.error('no labelled sets there: give the folder that holds injection-dev.jsonl')
  process.exit(2)
}
process.env['DETECTOR_SETS'] = dir
const BLOCK = 0.5
const FLAG = 0.3
const rows = baseRows(['injection-dev'])
const weights = shippedWeights()
const detector = injectionDetector(weights)
const first = new FirstStage(weights)
const skim = new Skim(skimWeights())
const ensemble = new Ensemble(weights)

const scores = rows.map((row) =>
  detector.scan(row.text, row.origin).reduce((top, f) => Math.max(top, f.score), 0),
)
const table = (
  key: (i: number) => string,
): Record<string, { rows: number; flagged: string; blocked: string }> => {
  const parts = new Map<string, number[]>()
  rows.forEach((_, i) => parts.set(key(i), [...(parts.get(key(i)) ?? []), scores[i] ?? 0]))
  const share = (values: readonly number[], level: number): string =>
    (values.filter((v) => v >= level).length / values.length).toFixed(3)
  return Object.fromEntries(
    [...parts]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, v]) => [name, { rows: v.length, flagged: share(v, FLAG), blocked: share(v, BLOCK) }]),
  )
}
const labels = rows.map((row) => row.label)
const kinds = table((i) => `${rows[i]?.label} ${rows[i]?.kind}`)
const sources = table((i) => `${rows[i]?.label} ${rows[i]?.source.slice(0, 40)}`)
const lso = join(import.meta.dirname, '../../train/injection/lso.jsonl')
const protocol: unknown = existsSync(lso)
  ? JSON.parse(readFileSync(lso, 'utf8').trim().split('\n').at(-1) ?? '{}')
  : 'no line in train/injection/lso.jsonl'

/**
 * The sum of each text's best time over ROUNDS passes: other work on the machine hits some passes of a text, seldom all of them, so this
 * stays the same within a few percent where the best whole pass moved by half.
 */
let sink = 0
const ROUNDS = 30
function cost(
  texts: readonly { readonly text: string; readonly data: boolean }[],
  judge: (t: string, data: boolean) => void,
): string {
  const kilobytes = texts.reduce((sum, { text }) => sum + text.length, 0) / 1024
  const best = new Float64Array(texts.length).fill(Number.POSITIVE_INFINITY)
  for (let round = 0; round < ROUNDS; round++)
    texts.forEach(({ text, data }, i) => {
      const start = performance.now()
      judge(text, data)
      best[i] = Math.min(best[i] ?? 0, performance.now() - start)
    })
  return ((best.reduce((sum, ms) => sum + ms, 0) * 1000) / kilobytes).toFixed(1)
}
const ordinary = rows
  .filter((row) => row.label === 0)
  .map((row) => ({ text: row.text, data: isData(row.origin) }))
/** What ends the judging of a whole text: the first stage for the user's words, the skim for data. */
const clears = (text: string, data: boolean): boolean =>
  data ? skim.clears(text, true, 'data whole') : first.clears(text, false)
const cleared = ordinary.filter(({ text, data }) => clears(text, data)).length / ordinary.length
/** Peers see every fourth row: some need milliseconds a text. A peer that is not installed or does not end in time is named, not guessed. */
const PEER_EVERY = 4
const PEER_MS = 240_000
const peerRows = rows.filter((_, i) => i % PEER_EVERY === 0)
function peer(name: string): unknown {
  const child = spawnSync(process.execPath, [join(import.meta.dirname, 'injection-peers.mjs'), name], {
    input: peerRows.map(({ text }) => JSON.stringify({ text })).join('\n'),
    timeout: PEER_MS,
    maxBuffer: 1 << 26,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  if (child.status !== 0) return 'not installed, or did not end in time'
  const { answers, microseconds }: { answers: number[]; microseconds: number } = JSON.parse(child.stdout)
  const share = (wanted: (row: (typeof rows)[number]) => boolean): string => {
    const some = peerRows.flatMap((row, i) => (wanted(row) ? [answers[i] ?? 0] : []))
    return (some.reduce((sum, v) => sum + v, 0) / some.length).toFixed(3)
  }
  return {
    recall: share((row) => row.label === 1),
    falseAlarmsOrdinary: share((row) => row.label === 0 && !row.kind.startsWith('hardneg')),
    falseAlarmsHard: share((row) => row.label === 0 && row.kind.startsWith('hardneg')),
    microsecondsPerKB: (
      microseconds /
      (peerRows.reduce((sum, { text }) => sum + text.length, 0) / 1024)
    ).toFixed(0),
  }
}
/** What they would need to take part. */
const cannotRun = {
  '@openai/guardrails':
    'not run: 0.2.1 asks a language model in both its checks of prompts (`Jailbreak`, `Prompt Injection Detection`), so it needs a key and a network',
}
const peers = process.argv.includes('--peers')
  ? {
      ...Object.fromEntries(
        ['@andersmyrmel/vard', 'llm_guardrail', '@presidio-dev/hai-guardrails'].map((name) => [
          name,
          peer(name),
        ]),
      ),
      ...cannotRun,
    }
  : 'not run: give --peers'
const machine = cpus()
const figures = {
  when: new Date().toISOString().slice(0, 16),
  commit: spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).stdout.trim(),
  machine: `${machine.length} x ${machine[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`,
  peers,
  version: detector.version,
  auc: auc(scores, labels).toFixed(4),
  recallAt1PercentFalsePositives: recallAt(scores, labels, 0.01).toFixed(3),
  protocol,
  kinds,
  sources,
  ordinaryCleared: cleared.toFixed(3),
  microsecondsPerKB: {
    // A loop that only hashes each char code: what this machine needs for almost nothing, to compare the rest with.
    hashLoop: cost(ordinary, (text) => {
      let h = 0
      for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16_777_619)
      sink ^= h
    }),
    firstStage: cost(ordinary, (text, data) => first.clears(text, data)),
    skim: cost(ordinary, (text, data) => skim.clears(text, data, 'data whole')),
    ensemble: cost(ordinary, (text, data) => ensemble.score(text, data)),
    detector: cost(ordinary, (text, data) => detector.scan(text, data ? 'document' : 'user')),
    detectorOnTheUsersTexts: cost(
      ordinary.filter(({ data }) => !data),
      (text) => detector.scan(text, 'user'),
    ),
  },
}
console.log(JSON.stringify({ ...figures, kinds: undefined, sources: undefined }, null, 2))
console.table(kinds)
console.table(sources)
const at = process.argv.indexOf('--json')
const file = process.argv[at + 1]
if (at > 0 && file !== undefined) writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`)
