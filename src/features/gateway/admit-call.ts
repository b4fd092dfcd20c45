import type { Asked } from './admission.ts'
import type { Refusal } from './answers.ts'
import type { Call } from './call.ts'
import { estimateTokens, type ChatRequest } from './canonical.ts'
import type { ChatDeps } from './chat-deps.ts'
import type { Key, Route, Target } from './snapshot.ts'
import type { Operation } from './upstreams/kinds.ts'

/** Tokens held for an answer of which the client did not say how long it may become. Settled to what was used. */
const ANSWER_TOKENS_HELD = 4_096

/** Operations whose answers are no text of a model. */
const WORDLESS: ReadonlySet<Operation> = new Set(['embeddings', 'moderations', 'messages.count_tokens'])

/** Reserves what the call may use. At once, but where a lease of a limit must be fetched. */
export function admit(
  call: Call,
  key: Key,
  route: Route,
  target: Target,
  request: ChatRequest,
  deps: ChatDeps,
): Refusal | null | Promise<Refusal | null> {
  const fromUs = call.host.clock.monotonicUs()
  if (deps.admission.free(key, route, call.operation)) {
    call.stage('admit', fromUs)
    return null
  }
  const asked = askedOf(call, request)
  const answer = deps.admission.admit(key, route, target, asked)
  const keep = (held: Awaited<typeof answer>): Refusal | null => {
    call.stage('admit', fromUs)
    if (!('ok' in held)) return held
    call.reservation = held
    call.heldFor = { key, route, target, asked }
    return null
  }
  return answer instanceof Promise ? answer.then(keep) : keep(answer)
}

function askedOf(call: Call, request: ChatRequest): Asked {
  const chars = request.parts.reduce((sum, part) => sum + part.text.length, 0)
  return {
    callId: call.id,
    operation: call.operation,
    user: call.endUser,
    tokensIn: estimateTokens(chars),
    tokensOut: WORDLESS.has(request.operation)
      ? 0
      : (request.maxTokens ?? ANSWER_TOKENS_HELD) * request.choices,
    prompt: () => ({
      text: request.parts.findLast((part) => part.origin === 'user')?.text ?? '',
      body: request.value,
    }),
  }
}

/** What was reserved for one model counts for the one that is asked now. Null: it fits. */
export function moved(call: Call, route: Route, target: Target, deps: ChatDeps): Refusal | null {
  const { reservation, heldFor } = call
  if (reservation === null || heldFor === null || heldFor.target === target) return null
  const refusal = deps.admission.move(reservation, heldFor, { route, target })
  if (refusal === null) call.heldFor = { ...heldFor, route, target }
  return refusal
}
