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
    if (decode(text, model))
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

/** Span F1: exact span and label; and overlapping span with the same label. Per label recall and precision of the latter. */
export function evaluate(sentences: readonly Sentence[], model: NameModel): string {
  let gold = 0
  let predicted = 0
  let exact = 0
  let overlapGold = 0
  let overlapPredicted = 0
  const per = [1, 2, 3].map(() => ({ gold: 0, hit: 0, predicted: 0, right: 0 }))
  for (const { text, marks } of sentences) {
    const found = marksOf(text, model)
    gold += marks.length
    predicted += found.length
    const same = (a: Mark, b: Mark): boolean => a.label === b.label && a.start < b.end && b.start < a.end
    for (const m of marks) {
      const p = per[m.label - 1]
      const hit = found.some((f) => same(f, m))
      if (p !== undefined) {
        p.gold++
        if (hit) p.hit++
      }
      if (hit) overlapGold++
      if (found.some((f) => f.label === m.label && f.start === m.start && f.end === m.end)) exact++
    }
    for (const f of found) {
      const p = per[f.label - 1]
      const right = marks.some((m) => same(m, f))
      if (p !== undefined) {
        p.predicted++
        if (right) p.right++
      }
      if (right) overlapPredicted++
    }
  }
  const f1 = (p: number, r: number): string => (p + r === 0 ? '0' : ((2 * p * r) / (p + r)).toFixed(3))
  const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b)
  const parts = per.map(
    (p, i) =>
      `${['per', 'loc', 'org'][i]} R${ratio(p.hit, p.gold).toFixed(2)} P${ratio(p.right, p.predicted).toFixed(2)}`,
  )
  return `exact F ${f1(ratio(exact, predicted), ratio(exact, gold))} overlap F ${f1(ratio(overlapPredicted, predicted), ratio(overlapGold, gold))} | ${parts.join(' | ')} | ${gold}`
}
