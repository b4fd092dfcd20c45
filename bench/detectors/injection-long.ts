/**
 * The injection detector on long texts: microseconds of CPU per KB by kind of ordinary text, and what the skim loses of development attacks that
 * stand somewhere in one, beside the same detector without it. Usage: tsx bench/detectors/injection-long.ts DIR [CHARS]; DIR holds
 * injection-dev.jsonl. The packages whose documents and code are read are none that the skim learnt from.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Detector, Origin } from '../../src/features/guardrails/contract.ts'
import { injectionDetector } from '../../src/features/guardrails/injection/detector.ts'
import { isData } from '../../src/features/guardrails/injection/features.ts'
import { shippedWeights, skimWeights } from '../../src/features/guardrails/injection/weights.ts'
import { random } from '../../train/injection/generate/random.ts'
import { longTexts } from '../../train/injection/long-texts.ts'
import { baseRows } from '../../train/injection/rows.ts'

const dir = process.argv[2]
if (dir === undefined || !existsSync(join(dir, 'injection-dev.jsonl'))) {
  console.error('no labelled sets there: give the folder that holds injection-dev.jsonl')
  process.exit(2)
}
process.env['DETECTOR_SETS'] = dir
const chars = Number(process.argv[3] ?? 10_240)
const ROUNDS = 20
const TEXTS = 12
const FLAG = 0.3
const BLOCK = 0.5

const skim = skimWeights()
const never = (name: string): number =>
  name.endsWith(' window') ? Number.NEGATIVE_INFINITY : skim.number(name)
const detector = injectionDetector()
const thorough = injectionDetector(shippedWeights(), { ...skim, number: never })
const rows = baseRows(['injection-dev'])
const texts = longTexts(
  'judged',
  chars,
  rows.filter((row) => row.label === 0),
)
/** The prompt of bench/gateway. */
const note = /'(Please read the following note[^']+)'/u.exec(
  readFileSync(join(import.meta.dirname, '../gateway/load.mjs'), 'utf8'),
)?.[1]
const sentences = (note ?? '').split(/(?<=\.) /u)
const prompt = (n: number): string => {
  let text = `Note ${n}.`
  for (let i = n; text.length < chars; i = (i * 5 + 3) % 8_191)
    text += ` ${sentences[i % sentences.length]} (${i})`
  return text.slice(0, chars)
}
const prompts = Array.from({ length: TEXTS }, (_, n) => ({
  kind: "the gateway bench's prompt",
  data: false,
  text: prompt(n),
}))

const originOf = (data: boolean): Origin => (data ? 'document' : 'user')
const kinds = new Map<string, { text: string; data: boolean }[]>()
for (const { kind, data, text } of [...prompts, ...texts]) {
  const name = `${data ? 'data' : 'user'}: ${kind}`
  const some = kinds.get(name) ?? []
  if (some.length < TEXTS) kinds.set(name, [...some, { text, data }])
}

const best = (judge: () => void): number => {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    judge()
    least = Math.min(least, performance.now() - start)
  }
  return least * 1000
}
let sink = 0
const hashed = (text: string): void => {
  let h = 0
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16_777_619)
  sink ^= h
}
const top = (d: Detector, text: string, origin: Origin): number =>
  d.scan(text, origin).reduce((most, { score }) => Math.max(most, score), 0)
console.table(
  [...kinds].map(([kind, some]) => {
    const kilobytes = some.reduce((sum, { text }) => sum + text.length, 0) / 1024
    const cost = (judge: (text: string, origin: Origin) => void): string =>
      (
        some.reduce((sum, { text, data }) => sum + best(() => judge(text, originOf(data))), 0) / kilobytes
      ).toFixed(1)
    return {
      kind,
      texts: some.length,
      hashLoop: cost(hashed),
      detector: cost((text, origin) => detector.scan(text, origin)),
      withoutSkim: cost((text, origin) => thorough.scan(text, origin)),
      flagged: some.filter(({ text, data }) => top(detector, text, originOf(data)) >= FLAG).length,
    }
  }),
)

const r = random(5)
const lost = new Map<
  string,
  { texts: number; flagged: number; lostFlags: number; blocked: number; lostBlocks: number }
>()
const pool = { user: texts.filter(({ data }) => !data), data: texts.filter(({ data }) => data) }
for (const row of rows.filter(({ label }, i) => label === 1 && i % 2 === 0))
  for (const data of isData(row.origin) ? [true] : [false, true]) {
    const { text } = r.pick(data ? pool.data : pool.user)
    const at = r.int(text.length)
    const made = `${text.slice(0, at)}\n${row.text}\n${text.slice(at)}`
    const [wanted, got] = [top(thorough, made, originOf(data)), top(detector, made, originOf(data))]
    const key = `${isData(row.origin) ? 'attacks on data' : "users' attacks"} in ${data ? 'data' : "a user's text"}`
    const tally = lost.get(key) ?? { texts: 0, flagged: 0, lostFlags: 0, blocked: 0, lostBlocks: 0 }
    lost.set(key, {
      texts: tally.texts + 1,
      flagged: tally.flagged + (wanted >= FLAG ? 1 : 0),
      lostFlags: tally.lostFlags + (wanted >= FLAG && got < FLAG ? 1 : 0),
      blocked: tally.blocked + (wanted >= BLOCK ? 1 : 0),
      lostBlocks: tally.lostBlocks + (wanted >= BLOCK && got < BLOCK ? 1 : 0),
    })
  }
console.table(Object.fromEntries(lost))
