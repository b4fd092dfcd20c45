import type { Detector, Finding, RequestContext } from '../contract.ts'
import { wholeDetector } from '../detector.ts'
import { indexContext, judgeAnswer, type ContextIndex } from '../groundedness.ts'

const CHARS_MAX = 131_072
/** More context than this costs more than 100 ms to compare; its beginning counts. */
const CONTEXT_MAX = 200_000
/** A user's text that is longer holds more than a question: what it tells is context too. */
const TEXT_LEAST = 400

function detector(context: string, question: string): Detector {
  // an answer of several choices is compared with one index
  let index: ContextIndex | null = null
  return {
    ...wholeDetector({
      guard: 'grounded',
      version: 'grounded@4',
      charsMax: CHARS_MAX,
      judge: (answer) => (context === '' ? [] : judge((index ??= indexContext(context)), question, answer)),
    }),
  }
}

function judge(context: ContextIndex, question: string, answer: string): readonly Finding[] {
  const { score, spans } = judgeAnswer(context, question, answer)
  const found = spans.map((span): Finding => ({ guard: 'grounded', ...span, score }))
  // the score alone still stands in the record
  return found.length > 0 || score === 0
    ? found
    : [{ guard: 'grounded', type: 'unsupported', start: 0, end: answer.length, score }]
}

/**
 * Sentences of the answer that the context does not carry: documents and tool results; where there are none, the system prompt and long texts
 * of the user. Without any context nothing is judged. It needs the whole answer. LIMIT: those of `groundedness`.
 */
export const grounded: Detector = {
  ...detector('', ''),
  bind(context) {
    const question = context.texts.findLast((t) => t.origin === 'user')?.text ?? ''
    return detector(contextOf(context), question.length > TEXT_LEAST ? '' : question)
  },
}

/** The question is no source: what it claims (`refunds take 30 days, right?`) would support an answer that agrees. */
function contextOf({ texts }: RequestContext): string {
  const given = texts.filter((t) => t.origin === 'document' || t.origin === 'tool_result')
  const told =
    given.length > 0
      ? given
      : texts.filter((t) => (t.origin === 'system' || t.origin === 'user') && t.text.length > TEXT_LEAST)
  return told
    .map((t) => t.text)
    .join('\n')
    .slice(0, CONTEXT_MAX)
}
