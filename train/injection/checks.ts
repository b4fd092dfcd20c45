/**
 * The frozen checks (test/guardrails: three of users' prompts, four of tool results) by the shipped detector, as shares blocked and flagged, and for
 * prompts the area under the curve: `tsx train/injection/checks.ts [NAME]`, where a name (`third prompts`) reads one check alone. It prints figures and
 * no text: a check whose misses are read is training data. Run it for a version, not for a try.
 */
import { ensembleScore, injectionDetector } from '../../src/features/guardrails/injection/detector.ts'
import { prompts, secondPrompts, thirdPrompts, type Prompt } from '../../test/guardrails/prompts/index.ts'
import { cases } from '../../test/guardrails/tool-results/index.ts'
import { fourthRecords, records, thirdRecords } from '../../test/guardrails/tool-results/records.ts'
import { auc, recallAt } from './metrics.ts'

const detector = injectionDetector()
const ensemble = ensembleScore()
type Judged = { readonly what: string; readonly group: string; readonly score: number }
const scored = (text: string, origin: 'user' | 'tool_result' = 'tool_result'): number =>
  Math.max(0, ...detector.scan(text, origin).map(({ score }) => score))

const only = process.argv[2]
const wanted = ([name]: readonly [name: string, ...unknown[]]): boolean => only === undefined || name === only

const allPrompts: readonly (readonly [name: string, some: readonly Prompt[]])[] = [
  ['prompts', prompts],
  ['second prompts', secondPrompts],
  ['third prompts', thirdPrompts],
]
const promptChecks = allPrompts.filter(wanted)
const firstCheck = wanted(['first check']) ? cases : []
const recordChecks = (
  [
    ['second check', records()],
    ['third check', thirdRecords()],
    ['fourth check', fourthRecords()],
  ] as const
).filter(wanted)

const judged: Judged[] = [
  ...promptChecks.flatMap(([name, some]) =>
    some.map((it): Judged => ({
      what: `${name}, ${it.label === 1 ? 'attacks' : it.kind}`,
      group: it.label === 1 ? it.kind : '',
      score: scored(it.text, 'user'),
    })),
  ),
  ...firstCheck.map((it): Judged => ({
    what: it.what === 'override' ? `first check, ${it.words}` : `first check, ${it.what}`,
    group: it.what === 'override' ? it.act : it.what === 'hard' ? it.kind : '',
    score: scored(it.text),
  })),
  ...recordChecks.flatMap(([name, some]) =>
    some.map((it): Judged => ({
      what: `${name}, ${it.label === 1 ? it.words : it.kind}`,
      group: it.label === 1 ? it.act : '',
      score: scored(it.text),
    })),
  ),
]
const line = (some: readonly Judged[]): Readonly<Record<string, string | number>> => ({
  texts: some.length,
  blocked: (some.filter(({ score }) => score >= 0.5).length / some.length).toFixed(3),
  flagged: (some.filter(({ score }) => score >= 0.3).length / some.length).toFixed(3),
})
const table: Record<string, Readonly<Record<string, string | number>>> = {}
for (const what of new Set(judged.map((it) => it.what))) {
  const some = judged.filter((it) => it.what === what)
  table[what] = line(some)
  for (const group of new Set(some.map((it) => it.group)))
    if (group !== '') table[`${what}: ${group}`] = line(some.filter((it) => it.group === group))
}
console.table(table)

/** What blocks and, where that is silent, what the ensemble alone says: for ranking. */
const ranked = (prompts: readonly Prompt[], kinds: readonly string[]) => {
  const some = prompts.filter(({ label, kind }) => label === 1 || kinds.includes(kind))
  const scores = some.map(({ text }) => Math.max(scored(text, 'user'), ensemble(text, 'user')))
  return [scores, some.map(({ label }) => label)] as const
}
for (const [name, some] of promptChecks)
  for (const kinds of [['ordinary', 'hard'], ['ordinary'], ['hard']]) {
    const [scores, labels] = ranked(some, kinds)
    console.log(
      `${name}, attacks against ${kinds.join(' and ')}: area under the curve ${auc(scores, labels).toFixed(3)}, recall at 1 % ${recallAt(scores, labels, 0.01).toFixed(2)}`,
    )
  }
