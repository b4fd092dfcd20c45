import { blocked, refuse, type Refusal } from './answers.ts'
import { admit } from './admit-call.ts'
import { readBody } from './body.ts'
import type { Call } from './call.ts'
import type { ChatRequest } from './canonical.ts'
import type { ChatDeps } from './chat-deps.ts'
import { crashed } from './crashed.ts'
import { end } from './end-call.ts'
import { decidedBy } from './guard.ts'
import { guard, redactedCopy } from './judge-input.ts'
import { notApproved, planFor, type Plan } from './plan.ts'
import { parseRequest } from './requests.ts'
import { firstOpen } from './resilience/dispatch.ts'
import type { Key } from './snapshot.ts'
import { dispatch } from './try-targets.ts'
import type { Operation } from './upstreams/kinds.ts'

const NOTHING_USED = { tokens: 0, costMicroUsd: 0 } as const

/**
 * A call to a model, in any of the clients' formats, authenticated, to its last byte. Steps that wait (body, intent, upstream, outcome) go on by callback:
 * this is the path of every call. Each callback catches what goes wrong in it, so that one call ends and nothing else.
 */
export function chat(call: Call, key: Key, operation: Operation, deps: ChatDeps): void {
  readBody(call.req, deps.bodyBytesMax, deps.budget, deps.deadlines, deps.bodyMs, (body) => {
    try {
      if (!body.ok) {
        const gone = body.code === 'client_gone' ? ({ status: 'cut', verdict: 'cut' } as const) : {}
        end(call, bodyRefusal(body.code, deps.bodyBytesMax), gone)
        return
      }
      call.bodyBytes = body.bytes.length
      call.budget = deps.budget
      judgeAndSend(call, key, operation, body.bytes, deps)
    } catch (cause) {
      crashed(call, cause)
    }
  })
}

function judgeAndSend(call: Call, key: Key, operation: Operation, bytes: Buffer, deps: ChatDeps): void {
  const parsed = parseRequest(operation, bytes)
  if (!parsed.ok) {
    end(call, refuse(parsed.error.code, parsed.error.message, { param: parsed.error.param }))
    return
  }
  const request = parsed.request
  call.request = request
  call.parts = request.parts
  call.endUser ??= request.user

  const plan = planFor(call, key, request.model, deps)
  if (!('route' in plan)) {
    end(call, plan)
    return
  }
  const { route } = plan
  call.route = route
  call.allowedBy = deps.admission.allowedBy(key, route, call.operation)
  const logging = route.policy.spec.logging
  if (logging === 'full') call.sealed = bytes
  else if (logging === 'redacted') call.sealed = redactedCopy(request, deps)
  if (bytes.length > route.policy.spec.limits.bodyBytesMax) {
    end(call, bodyRefusal('body_too_large', route.policy.spec.limits.bodyBytesMax))
    return
  }
  if (request.opaque && route.policy.spec.input.some((rule) => rule.mode === 'enforce')) {
    const why = 'numbers of tokens cannot be judged, and this route enforces guards: send text'
    end(call, refuse('invalid_value', why, { param: 'input' }))
    return
  }
  const [first] = plan.targets
  if (first === undefined) {
    end(call, notApproved(route))
    return
  }
  const admitted = admit(call, key, route, first, request, deps)
  if (admitted instanceof Promise)
    admitted
      .then((refusal) => judge(call, key, plan, request, refusal, deps))
      .catch((cause: unknown) => crashed(call, cause))
  else judge(call, key, plan, request, admitted, deps)
}

/** The call was let in, or not: then it ends. Else its input is judged. */
function judge(
  call: Call,
  key: Key,
  plan: Plan,
  request: ChatRequest,
  refusal: Refusal | null,
  deps: ChatDeps,
): void {
  if (refusal !== null) {
    end(call, refusal)
    return
  }
  const { route } = plan
  const judged = guard(call, route, request, deps)
  if (judged instanceof Promise)
    judged
      .then((block) => announce(call, key, plan, block, deps))
      .catch((cause: unknown) => crashed(call, cause))
  else announce(call, key, plan, judged, deps)
}

/** The input is judged: ends the call on a block, else makes its intent durable and sends it. */
function announce(call: Call, key: Key, plan: Plan, block: string | null, deps: ChatDeps): void {
  if (block !== null) {
    end(call, blocked(block, 'input'), { decidedBy: decidedBy(call.input, 'block') })
    return
  }
  call.target = firstOpen(plan.route, plan.targets, deps.resilience) ?? null
  const fromUs = call.host.clock.monotonicUs()
  // INVARIANT: nothing of this call has left for an upstream before its intent is durable
  call.host.recorder.intentThen(call.intent(key), (error) => {
    try {
      if (error === null) {
        call.intentDurable = true
        call.stage('intent', fromUs)
      } else if (call.mustRecord) {
        unannounced(call, error)
        return
      }
      if (call.clientGone)
        end(call, refuse('client_gone', 'the client closed the connection'), {
          status: 'cut',
          verdict: 'cut',
        })
      else dispatch(call, key, plan, deps)
    } catch (cause) {
      crashed(call, cause)
    }
  })
}

/** The intent could not be written: the call is not made. */
function unannounced(call: Call, error: Error): void {
  call.host.unrecorded(call, error.message)
  call.reservation?.settle(NOTHING_USED)
  call.ended = true
  call.host.finished(call, null)
  call.answerError(
    refuse('evidence_unavailable', 'evidence of this call could not be written, so it was not made', {
      retryAfterS: 5,
    }),
    'none',
  )
  call.over()
}

const bodyRefusal = (
  code: 'body_too_large' | 'body_timeout' | 'overloaded' | 'client_gone' | 'unsupported_media_type',
  bytesMax: number,
): Refusal => {
  if (code === 'body_too_large') return refuse(code, `the body is larger than ${bytesMax} bytes: send less`)
  if (code === 'unsupported_media_type')
    return refuse(code, 'send the body uncompressed, without `content-encoding`')
  if (code === 'body_timeout') return refuse(code, 'the body did not arrive in time')
  if (code === 'overloaded')
    return refuse(code, 'too many large requests at once: try again in a second', { retryAfterS: 1 })
  return refuse(code, 'the client closed the connection')
}
