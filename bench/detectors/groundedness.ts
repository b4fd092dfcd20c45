/**
 * Groundedness on labelled answers: area under the curve and share flagged per kind, and the cost of reading and judging.
 * Usage: npx tsx bench/detectors/groundedness.ts DIR [FILE.jsonl ...] [--json FILE]; rows are {context, question?, answer, label, kind?}.
 * The development set was trained on: what to expect elsewhere is printed by train/groundedness/train.ts, each source left out.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { groundedness, indexContext, judgeAnswer } from '../../src/features/guardrails/groundedness.ts'
import { tokensOf } from '../../src/features/guardrails/groundedness/tokens.ts'
import { auc } from '../../train/groundedness/models.ts'

type Row = {
  readonly context: string
  readonly question?: string
  readonly answer: string
  readonly label: number
  readonly kind?: string
}

const folder = process.argv[2]
if (folder === undefined) {
  console.error('give the folder that holds groundedness-dev.jsonl')
  process.exit(2)
}
const load = (file: string): Row[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): Row => JSON.parse(line))

/** What people write without a detector, and the only thing to compare with: no npm package that judges groundedness runs offline. */
function newWords(r: Row): number {
  const known = new Set(words(`${r.context} ${r.question ?? ''}`))
  const said = words(r.answer)
  return said.filter((w) => !known.has(w)).length / Math.max(1, said.length)
}
const words = (text: string): string[] =>
  tokensOf(text, 0, text.length)
    .filter((t) => t.kind !== 'stop')
    .map((t) => t.stem)

const jsonAt = process.argv.indexOf('--json')
const files = process.argv.slice(3, jsonAt < 0 ? undefined : jsonAt)
const report: Record<string, unknown> = {}
for (const file of [join(folder, 'groundedness-dev.jsonl'), ...files]) {
  const scored = load(file).map((r) => ({
    score: groundedness(r.context, r.question ?? '', r.answer).score,
    label: r.label,
    kind: r.kind ?? '-',
  }))
  const lexical = load(file).map((r) => ({ score: newWords(r), label: r.label }))
  const flagged = (label: number): number => {
    const own = scored.filter((s) => s.label === label)
    return Number((own.filter((s) => s.score >= 0.5).length / own.length).toFixed(3))
  }
  const figures = {
    answers: scored.length,
    auc: Number(auc(scored).toFixed(3)),
    'share of new words, auc': Number(auc(lexical).toFixed(3)),
    'unsupported flagged': flagged(1),
    'supported flagged': flagged(0),
  }
  report[basename(file)] = figures
  console.log(`\n${basename(file)}:`, figures)
  const kinds = [...new Set(scored.map((s) => `${s.label === 1 ? 'unsupported' : 'supported'} ${s.kind}`))]
  console.table(
    Object.fromEntries(
      kinds.toSorted().map((kind) => {
        const own = scored.filter((s) => `${s.label === 1 ? 'unsupported' : 'supported'} ${s.kind}` === kind)
        return [
          kind,
          {
            rows: own.length,
            flagged: (own.filter((s) => s.score >= 0.5).length / own.length).toFixed(3),
          },
        ]
      }),
    ),
  )
}

/** Least CPU time of several rounds, in milliseconds. */
function least(run: () => void): string {
  let best = Infinity
  for (let i = 0; i < 8; i++) {
    const start = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(start)
    best = Math.min(best, user + system)
  }
  return (best / 1000).toFixed(2)
}
const contexts = load(join(folder, 'groundedness-dev.jsonl')).map((r) => r.context)
const long = contexts.join('\n').slice(0, 100_000)
const index = indexContext(long)
const answer = contexts.slice(40, 50).join('\n').slice(0, 1_000)
const cost = {
  'reading 100 KB of context': least(() => indexContext(long)),
  'judging 1 KB of answer against it': least(() => judgeAnswer(index, '', answer)),
  'both for 1 KB of context and 1 KB of answer': least(() => groundedness(long.slice(0, 1_000), '', answer)),
}
console.log('ms of CPU time:', cost)
if (jsonAt > 0)
  writeFileSync(
    process.argv[jsonAt + 1] ?? 'groundedness.json',
    `${JSON.stringify({ ...report, cost }, null, 2)}\n`,
  )
