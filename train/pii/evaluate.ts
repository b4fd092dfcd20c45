import { isUpper, isWord } from '../../src/features/guardrails/pii/chars.ts'
import { decode, decoded, type NameModel } from '../../src/features/guardrails/pii/name-model.ts'
import { readRun, run } from '../../src/features/guardrails/pii/name-run.ts'
import type { Mark, Sentence } from './sentence.ts'

const LABEL: Readonly<Record<number, 1 | 2 | 3>> = { 1: 1, 2: 2, 3: 3 }

export function marksOf(text: string, model: NameModel): Mark[] {
  const marks: Mark[] = []
  for (let i = 0; i < text.length;) {
    if (!isWord(text.charCodeAt(i))) {
      i++
      continue
    }
    let end = i
    if (isUpper(text.charCodeAt(i))) end = readRun(text, i, true)
    if (end === i || run.count === 0) {
      while (end < text.length && isWord(text.charCodeAt(end))) end++
      i = Math.max(end, i + 1)
      continue
    }
    if (decode(text, model, true) === true)
      for (let k = 0; k < run.count;) {
        const label = LABEL[decoded[k] ?? 0]
        let to = k + 1
        while (to < run.count && decoded[to] === decoded[k]) to++
        if (label !== undefined) marks.push({ start: run.start[k] ?? 0, end: run.end[to - 1] ?? 0, label })
        k = to
      }
    i = end
  }
  return marks
}

export type NameScore = {
  readonly spans: number
  /** F1 of spans with both ends and the label right. */
  readonly exact: number
  /** F1 of spans that overlap with one of the same label. */
  readonly touching: number
  /** Person, location, organization: recall and precision of touching spans. */
  readonly labels: readonly { readonly recall: number; readonly precision: number }[]
}

export function score(sentences: readonly Sentence[], model: NameModel): NameScore {
  const labels = [1, 2, 3].map(() => ({ gold: 0, hit: 0, predicted: 0, right: 0 }))
  let exact = 0
  for (const { text, marks } of sentences) {
    const found = marksOf(text, model)
    const same = (a: Mark, b: Mark): boolean => a.label === b.label && a.start < b.end && b.start < a.end
    for (const mark of marks) {
      const of = labels[mark.label - 1]
      if (of === undefined) continue
      of.gold++
      if (found.some((f) => same(f, mark))) of.hit++
      if (found.some((f) => f.label === mark.label && f.start === mark.start && f.end === mark.end)) exact++
    }
    for (const f of found) {
      const of = labels[f.label - 1]
      if (of === undefined) continue
      of.predicted++
      if (marks.some((mark) => same(mark, f))) of.right++
    }
  }
  const sum = (of: 'gold' | 'hit' | 'predicted' | 'right'): number => labels.reduce((n, l) => n + l[of], 0)
  return {
    spans: sum('gold'),
    exact: f1(ratio(exact, sum('predicted')), ratio(exact, sum('gold'))),
    touching: f1(ratio(sum('right'), sum('predicted')), ratio(sum('hit'), sum('gold'))),
    labels: labels.map((l) => ({ recall: ratio(l.hit, l.gold), precision: ratio(l.right, l.predicted) })),
  }
}

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b)
const f1 = (precision: number, recall: number): number => ratio(2 * precision * recall, precision + recall)

/** The same as one line. */
export function evaluate(sentences: readonly Sentence[], model: NameModel): string {
  const { spans, exact, touching, labels } = score(sentences, model)
  const parts = labels.map(
    ({ recall, precision }, i) =>
      `${['per', 'loc', 'org'][i]} R${recall.toFixed(2)} P${precision.toFixed(2)}`,
  )
  return `exact F ${exact.toFixed(3)} overlap F ${touching.toFixed(3)} | ${parts.join(' | ')} | ${spans}`
}
