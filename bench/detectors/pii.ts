/**
 * The detector of personal data, by set, source and type, with its cost, and npm peers beside it where they are installed.
 * Usage: tsx bench/detectors/pii.ts DIR [--json FILE] [--peers]; DIR holds pii-dev.jsonl and injection-dev.jsonl. Peers: `npm install` in bench/detectors.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { piiDetector } from '../../src/features/guardrails/pii/detector.ts'
import { peers } from './pii-peers.ts'
import { harmlessProse, prose } from './pii-prose.ts'
import { scoreRows, type Finder, type Row, type Score } from './pii-score.ts'
import { numberHeavy, randomFrom, structured } from './pii-sets.ts'

const THRESHOLD = 0.5
/** Sets made for this run; another seed than the tests use. */
const SEED = 4711

const dir = process.argv[2]
if (dir === undefined || !existsSync(join(dir, 'pii-dev.jsonl'))) {
  console.error('give the folder that holds pii-dev.jsonl')
  process.exit(2)
}
const lines = <T>(name: string): T[] =>
  readFileSync(join(dir, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line): T => JSON.parse(line))

const dev = lines<Row>('pii-dev')
const sets: readonly (readonly [string, readonly Row[]])[] = [
  ...[...new Set(dev.map((r) => r.kind))].map((kind): [string, Row[]] => [
    kind,
    dev.filter((r) => r.kind === kind),
  ]),
  ['own: identifiers of 40 countries', structured(3_000, SEED)],
  ['own: numbers of things', numberHeavy(3_000, SEED)],
  ['own: prose, marked by hand', prose()],
  ['own: harmless prose', harmlessProse()],
]

const ours: Finder = (text) => piiDetector.scan(text, 'user').filter((f) => f.score >= THRESHOLD)
const ordinary = lines<{ text: string; label: number }>('injection-dev')
  .filter((r) => r.label === 0)
  .map((r) => r.text)

/** CPU time over ordinary texts, the least of several passes: other work on the machine can only add to it. */
async function cost(finder: Finder, passes: number): Promise<number> {
  const texts = passes > 2 ? ordinary : ordinary.slice(0, 200)
  const kilobytes = texts.reduce((sum, t) => sum + t.length, 0) / 1024
  let least = Infinity
  for (let pass = 0; pass < passes; pass++) {
    const start = process.cpuUsage()
    for (const text of texts) await finder(text)
    least = Math.min(least, process.cpuUsage(start).user)
  }
  return Math.round((least / kilobytes) * 10) / 10
}

const report: Record<string, { scores: Record<string, Score>; microsecondsPerKB: number }> = {}
async function measure(name: string, finder: Finder, passes: number): Promise<void> {
  const scores: Record<string, Score> = {}
  for (const [set, rows] of sets) scores[set] = await scoreRows(rows, finder)
  const microsecondsPerKB = await cost(finder, passes)
  report[name] = { scores, microsecondsPerKB }
  console.log(`\n${name}: ${microsecondsPerKB} µs of CPU time per KB of ordinary text`)
  console.table(
    Object.fromEntries(
      Object.entries(scores).map(([set, s]) => [
        set,
        {
          rows: s.rows,
          F1: s.f1,
          'F1 exact': s.exactF1,
          'F1 any type': s.anyF1,
          'fully covered': s.redacted,
          'false alarms': s.falseAlarms,
        },
      ]),
    ),
  )
}

await measure(piiDetector.version, ours, 12)
for (const [set, score] of Object.entries(report[piiDetector.version]?.scores ?? {})) {
  console.log(`\n${piiDetector.version}, ${set}`)
  console.table(score.types)
}
if (process.argv.includes('--peers'))
  for (const { name, finder } of await peers()) await measure(name, finder, 2)
/** The same texts in pieces, as a stream brings them: what is found must be what the whole text gives. */
function streamed(): { texts: number; same: number } {
  const random = randomFrom(SEED)
  let texts = 0
  let same = 0
  for (const [, rows] of sets)
    for (const { text } of rows) {
      const whole = piiDetector.scan(text, 'output').map((f) => `${f.start}-${f.end} ${f.type} ${f.score}`)
      const pieces: string[] = []
      let hold = 0
      for (let end = 0; end < text.length;) {
        end = Math.min(text.length, end + 1 + Math.floor(random() * 24))
        const base = Math.max(0, hold - piiDetector.lookback)
        const step = piiDetector.advance(text.slice(base, end), hold - base, end === text.length, 'output')
        for (const f of step.findings) pieces.push(`${f.start + base}-${f.end + base} ${f.type} ${f.score}`)
        hold = base + step.hold
      }
      texts++
      if (pieces.join('\n') === whole.join('\n')) same++
    }
  return { texts, same }
}

const split = streamed()
console.log(
  `\nin pieces of 1 to 24 characters: ${split.same} of ${split.texts} texts give the findings of the whole text`,
)
const at = process.argv.indexOf('--json')
const file = process.argv[at + 1]
if (at > 0 && file !== undefined) writeFileSync(file, `${JSON.stringify({ ...report, split }, null, 2)}\n`)
