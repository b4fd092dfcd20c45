/** Rows as numbers: the features of each sentence of each answer. */
import { indexContext, type ContextIndex } from '../../src/features/guardrails/groundedness/context.ts'
import { featureNames, featuresOf } from '../../src/features/guardrails/groundedness/features.ts'
import { askedOf } from '../../src/features/guardrails/groundedness/question.ts'
import { sentenceSpans, tokensOf } from '../../src/features/guardrails/groundedness/tokens.ts'
import type { Row } from './rows.ts'

export type Example = { readonly row: Row; readonly sentences: readonly (readonly number[])[] }

export function examplesOf(rows: readonly Row[]): Example[] {
  const cache = new Map<string, ContextIndex>()
  return rows.map((row) => {
    let index = cache.get(row.context)
    if (index === undefined) {
      index = indexContext(row.context)
      cache.set(row.context, index)
    }
    const asked = askedOf(row.question)
    const sentences: number[][] = []
    for (const { start, end } of sentenceSpans(row.answer)) {
      const features = featuresOf(
        index,
        asked,
        tokensOf(row.answer, start, end),
        row.answer.charCodeAt(end - 1) === 63,
      )
      if (features !== null) sentences.push(featureNames.map((name) => features[name]))
    }
    return { row, sentences }
  })
}
