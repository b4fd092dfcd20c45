import { headersFor, refuse } from '../answers.ts'
import type { Call } from '../call.ts'
import type { ChatRequest } from '../canonical.ts'
import { safeAnswerBody, type SafeWire } from './safe-answer.ts'

/** Answers with the operator's text in the client's own wire format: recorded as degraded, then released. */
export async function answerSafely(
  call: Call,
  request: ChatRequest,
  text: string,
  wire: SafeWire,
): Promise<void> {
  const body = Buffer.from(
    safeAnswerBody({
      wire,
      stream: request.stream,
      text,
      id: call.id.replaceAll('-', ''),
      createdS: Math.floor(call.atMs / 1_000),
      includeUsage: request.includeUsage,
    }),
  )
  const evidence = await call.end({
    status: 'completed',
    verdict: call.inputMasked ? 'masked' : call.inputFlagged ? 'flagged' : 'allowed',
    httpStatus: 200,
    code: 'degraded',
    decidedBy: call.served?.decidedBy ?? '',
    response: call.route?.policy.spec.logging === 'metadata' ? undefined : body,
  })
  if (!call.mayRelease)
    return call.answerError(
      refuse('evidence_unavailable', 'the answer could not be recorded, so it is not released'),
      evidence,
    )
  const { res } = call
  if (res.destroyed) return
  const type = request.stream ? 'text/event-stream; charset=utf-8' : 'application/json'
  res.writeHead(200, headersFor(call.marks(evidence), type, request.stream ? null : body.length))
  res.end(body)
}
