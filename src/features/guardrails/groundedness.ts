import { indexContext, type ContextIndex } from './groundedness/context.ts'
import { featuresOf, type Features } from './groundedness/features.ts'
import { answerRisk, riskOf } from './groundedness/model.ts'
import { askedOf } from './groundedness/question.ts'
import { sentenceSpans, tokensOf } from './groundedness/tokens.ts'

export { indexContext, type ContextIndex }

export type Groundedness = {
  readonly score: number
  readonly spans: readonly { readonly start: number; readonly end: number; readonly type: string }[]
}

/** A sentence at or above this risk is named as not supported. */
const THRESHOLD = 0.5
/** Answers longer than this are judged up to here. */
const ANSWER_CHARS_MAX = 100_000

/**
 * How likely it is that `answer` says something that `context` does not (0..1), with the sentences that do. Deterministic; reads the context
 * anew on each call: `indexContext` and `judgeAnswer` where one context serves several answers.
 * LIMIT: words are compared by stem and a short list of synonyms, so a free paraphrase reads as unsupported, and what follows only by
 * reasoning over several sentences does too. It says "look here", never "false".
 */
export function groundedness(context: string, question: string, answer: string): Groundedness {
  return judgeAnswer(indexContext(context), question, answer)
}

/** The same over a context that was read once. Work grows with the answer, not with the context. */
export function judgeAnswer(index: ContextIndex, question: string, answer: string): Groundedness {
  const asked = askedOf(question)
  const spans: { start: number; end: number; type: string }[] = []
  const risks: number[] = []
  for (const { start, end } of sentenceSpans(answer.slice(0, ANSWER_CHARS_MAX))) {
    const tokens = tokensOf(answer, start, end)
    const features = featuresOf(index, asked, tokens, answer.charCodeAt(end - 1) === 63)
    if (features === null) continue
    const risk = riskOf(features)
    if (risk >= THRESHOLD) spans.push({ start, end, type: reasonOf(features) })
    risks.push(risk)
  }
  return { score: answerRisk(risks), spans }
}

/** The strongest single reason, in the order in which a reader can check it. */
function reasonOf(f: Features): string {
  if (f.negationAdded >= 1 || f.negationDropped >= 1 || f.opposite > 0) return 'contradiction'
  if (f.unknownNumbers > 0 || f.unitsDiffer > 0) return 'unsupported_number'
  if (f.unknownNames > 0) return 'unsupported_name'
  if (f.numbersElsewhere > 0) return 'unsupported_number'
  if (f.namesElsewhere > 0) return 'unsupported_name'
  if (f.slotSwap > 0 || f.rolesTurned > 0) return 'contradiction'
  return f.overclaims >= 1 && f.unknownShare < 0.2 ? 'overclaim' : 'unsupported'
}
