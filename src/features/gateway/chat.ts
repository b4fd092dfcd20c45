import type { Detector } from '../guardrails/index.ts'
import type { Admission, Asked } from './admission.ts'
import { blocked, refuse, type Refusal } from './answers.ts'
import { readBody, type BodyBudget } from './body.ts'
import type { Call, Ending } from './call.ts'
import { crashed } from './crashed.ts'
import type { Deadlines } from './deadlines.ts'
import { formatOf } from './answer-format.ts'
import { estimateTokens, type ChatRequest } from './canonical.ts'
import { dispatchFor } from './dispatch.ts'
import {
  decidedBy,
  guardByServers,
  guardInput,
  guardInputGently,
  redactTexts,
  type InputGuards,
  type Judgement,
} from './guard.ts'
import { guardPlanOf } from './guard-plan.ts'
import type { ExternalDetectors } from './external/ask.ts'
import { relay, type Attempt, type RelayLimits } from './relay.ts'
import { parseRequest } from './requests.ts'
import { dispatchResilient, firstOpen, ordered, type DispatchPort } from './resilience/dispatch.ts'
import { newServed } from './resilience/served.ts'
import type { ResilienceState } from './resilience/state.ts'
import { attemptResult } from './resilience/target-health.ts'
import { selectRoute, type Key, type Route, type Snapshot, type Target } from './snapshot.ts'
import { freshness, type SnapshotHolder } from './snapshot-holder.ts'
import type { Upstream } from './upstream.ts'
import type { Operation } from './upstreams/kinds.ts'
import type { UpstreamPart } from './snapshot.ts'

export type ChatDeps = {
  readonly snapshots: SnapshotHolder
  readonly admission: Admission
  readonly budget: BodyBudget
  readonly detectors: readonly Detector[]
  /** Null: no server is asked, and rules that name one fail as they declare. */
  readonly servers: ExternalDetectors | null
  readonly bodyBytesMax: number
  readonly bodyMs: number
  readonly relay: RelayLimits
  readonly deadlines: Deadlines
  readonly upstreamFor: (part: UpstreamPart) => Upstream
  readonly resilience: ResilienceState
}

/** Tokens held for an answer of which the client did not say how long it may become. Settled to what was used. */
const ANSWER_TOKENS_HELD = 4_096

/** Operations whose answers are no text of a model. */
const WORDLESS: ReadonlySet<Operation> = new Set(['embeddings', 'moderations', 'messages.count_tokens'])

const NOTHING_USED = { tokens: 0, costMicroUsd: 0 } as const

/** What a call runs under: pinned at its start; a fallback takes a newer one. */
type Plan = { readonly route: Route; readonly targets: readonly Target[] }

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

const end = (call: Call, refusal: Refusal, ending: Partial<Ending> = {}): void => {
  call.refuse(refusal, ending).catch((cause: unknown) => crashed(call, cause))
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

/** Route and targets under the call's snapshot, or why not. Every way in which the world may have moved on ends here. */
function planFor(call: Call, key: Key, model: string, deps: ChatDeps): Plan | Refusal {
  const selected = selectRoute(key, model)
  if (!selected.ok) {
    if (selected.code === 'environment_mismatch') {
      return refuse(
        'environment_mismatch',
        `the route \`${model}\` is for \`${selected.environment}\`, this key is for \`${key.part.environment}\``,
        { param: 'model' },
      )
    }
    const names =
      selected.available.length === 0
        ? 'none yet: create a route'
        : selected.available.map((n) => `\`${n}\``).join(', ')
    return refuse(
      'model_not_found',
      `no route, version or model \`${model}\` for system \`${key.system.name}\`; available: ${names}`,
      { param: 'model' },
    )
  }
  const { route, targets } = selected
  const refusal = standing(call, key, call.snapshot, route, deps)
  if (refusal !== null) return refusal
  const allowed = deps.admission.allowed(key, route, call.operation, targets)
  return allowed.length === 0
    ? notApproved(route)
    : { route, targets: ordered(call, key, route, allowed, deps.resilience) }
}

const notApproved = (route: Route): Refusal =>
  refuse(
    'version_not_approved',
    `the route \`${route.part.name}\` has no approved and deployed version in \`${route.part.environment}\``,
  )

/** Refusals that hold for a route as a whole, under one snapshot. */
function standing(call: Call, key: Key, snapshot: Snapshot, route: Route, deps: ChatDeps): Refusal | null {
  if (route.system.retired) return refuse('system_retired', `the system \`${route.system.name}\` is retired`)
  if (snapshot.killed.has(route.part.systemId))
    return refuse('kill_switch', `the kill switch of \`${route.system.name}\` is engaged`)
  const ageMs = deps.snapshots.ageMs()
  if (ageMs > freshness.allMs || (route.part.regulated && ageMs > freshness.regulatedMs)) {
    return refuse('snapshot_stale', 'this gateway cannot confirm its policies: it refuses until it can', {
      retryAfterS: 5,
    })
  }
  const denied = deps.admission.access(key, route, call.operation)
  if (denied !== null) return denied
  if (route.part.regulated && !call.host.recorder.available) {
    return refuse('evidence_unavailable', 'evidence cannot be written now, so this route refuses', {
      retryAfterS: 5,
    })
  }
  return null
}

/** Reserves what the call may use. At once, but where a lease of a limit must be fetched. */
function admit(
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
function moved(call: Call, route: Route, target: Target, deps: ChatDeps): Refusal | null {
  const { reservation, heldFor } = call
  if (reservation === null || heldFor === null || heldFor.target === target) return null
  const refusal = deps.admission.move(reservation, heldFor, { route, target })
  if (refusal === null) call.heldFor = { ...heldFor, route, target }
  return refusal
}

/** Bytes of a body from which its texts are judged with pauses. Below, judging takes less than a few ms. */
const GENTLE_BYTES = 131_072

/** Judges the input and keeps the result on the call. Gives the code of a block; at once unless the request is long. */
function guard(
  call: Call,
  route: Route,
  request: ChatRequest,
  deps: ChatDeps,
): string | null | Promise<string | null> {
  const fromUs = call.host.clock.monotonicUs()
  const plan = guardPlanOf(route.policy, deps.detectors)
  const guards: InputGuards = {
    plan,
    onGuardError: route.policy.spec.onGuardError,
    now: () => call.host.clock.monotonicUs(),
    atMs: call.atMs,
  }
  const { parts } = request
  if (plan.askedInput.length === 0 && request.bytes.length < GENTLE_BYTES)
    return keep(call, fromUs, guardInput(parts, guards))
  const own = guardInputGently(parts, guards)
  const judged =
    plan.askedInput.length === 0 ? own : own.then((o) => guardByServers(parts, o, guards, deps.servers))
  return judged.then((j) => keep(call, fromUs, j))
}

function keep(call: Call, fromUs: number, judged: Judgement): string | null {
  call.stage('guardIn', fromUs)
  call.input = judged.verdicts
  call.inputMasked = judged.masked
  call.inputFlagged = judged.flagged
  // a fallback may judge again: what the first policy put in stands in the request all the same
  if (judged.tokens.size > 0) call.tokens = new Map([...call.tokens, ...judged.tokens])
  return judged.block?.code ?? null
}

/** The body with secrets and personal details masked, as it came otherwise; nothing if it cannot be judged. */
function redactedCopy(request: ChatRequest, deps: ChatDeps): Uint8Array {
  const texts = redactTexts(request.parts, deps.detectors)
  const originals = request.parts.map((part) => part.text)
  request.parts.forEach((part, i) => part.replace(texts[i] ?? ''))
  const copy = Buffer.from(JSON.stringify(request.value))
  request.parts.forEach((part, i) => part.replace(originals[i] ?? ''))
  return copy
}

/** Each target once, in order, the second and later ones under the newest snapshot; or as the route's resilience says. */
function dispatch(call: Call, key: Key, plan: Plan, deps: ChatDeps): void {
  const { route, targets } = plan
  const [first] = targets
  if (first === undefined) {
    end(call, notApproved(route))
    return
  }
  if (route.resilience !== null) {
    dispatchResilient(
      dispatchPort(call, key, deps),
      { route, targets, resilience: route.resilience },
      deps.resilience,
    ).then(
      () => call.over(),
      (cause: unknown) => crashed(call, cause),
    )
    return
  }
  send(call, route, first, deps, (attempt) => {
    note(call, first, attempt, deps)
    if (attempt.kind === 'answered') call.over()
    else if (targets.length === 1 || !attempt.mayFallBack || call.clientGone) failed(call, attempt.refusal)
    else fallBack(call, key, targets, 1, deps).catch((cause: unknown) => crashed(call, cause))
  })
}

async function fallBack(
  call: Call,
  key: Key,
  targets: readonly Target[],
  at: number,
  deps: ChatDeps,
): Promise<void> {
  const { request } = call
  const target = targets[at]
  if (request === null || target === undefined) return
  const again = await recheck(call, key, target, request, deps)
  if ('code' in again)
    return call.refuse(
      again,
      again.type === 'policy_violation' ? { decidedBy: decidedBy(call.input, 'block') } : {},
    )
  const served = (call.served ??= newServed())
  served.attempts = at + 1
  served.fallback = at
  served.earlierUs += call.timingsUs['upstream'] ?? 0
  send(call, again.route, again.target, deps, (attempt) => {
    note(call, again.target, attempt, deps)
    if (attempt.kind === 'answered') call.over()
    else if (at + 1 === targets.length || !attempt.mayFallBack || call.clientGone)
      failed(call, attempt.refusal)
    else fallBack(call, key, targets, at + 1, deps).catch((cause: unknown) => crashed(call, cause))
  })
}

/** What the attempt said about its upstream, for the health view. */
function note(call: Call, target: Target, attempt: Attempt, deps: ChatDeps): void {
  const code = attempt.kind === 'failed' ? attempt.refusal.code : call.code
  const us = call.timingsUs['upstream'] ?? 0
  deps.resilience.counters(target).note(attemptResult(code), code, us, call.host.clock.nowMs())
}

const dispatchPort = (call: Call, key: Key, deps: ChatDeps): DispatchPort => ({
  call,
  key,
  recheck: (target, request) => recheck(call, key, target, request, deps),
  standing: () => standingNow(call, key, deps),
  upstreamFor: (target) => deps.upstreamFor(target.upstream),
  send: (route, target, upstream, limits) =>
    new Promise((resolve) =>
      send(
        call,
        route,
        target,
        { ...deps, relay: { ...deps.relay, ...limits }, upstreamFor: () => upstream },
        resolve,
      ),
    ),
  async refuse(refusal) {
    if (refusal.type === 'policy_violation')
      await call.refuse(refusal, { decidedBy: decidedBy(call.input, 'block') })
    else failed(call, refusal)
  },
  totalMs: deps.relay.totalMs,
})

function failed(call: Call, refusal: Refusal): void {
  const ours = refusal.type === 'upstream_error' || refusal.code === 'internal_error'
  end(call, refusal, ours ? { status: 'failed', verdict: 'failed' } : {})
}

function send(
  call: Call,
  route: Route,
  target: Target,
  deps: ChatDeps,
  then: (attempt: Attempt) => void,
): void {
  const { request } = call
  if (request === null) return
  const full = moved(call, route, target, deps)
  if (full !== null) {
    then({ kind: 'failed', refusal: full, mayFallBack: false })
    return
  }
  call.target = target
  call.route = route
  const { modelId } = target.version
  const dispatch = dispatchFor(request, target.upstream, modelId, call.inputMasked, call.req.headers)
  if ('message' in dispatch) {
    // another target may be able to carry it
    then({
      kind: 'failed',
      refusal: refuse('unsupported_parameter', dispatch.message, { param: dispatch.param }),
      mayFallBack: true,
    })
    return
  }
  relay(
    {
      call,
      route,
      upstream: deps.upstreamFor(target.upstream),
      request: dispatch.request,
      format: formatOf(request.operation, dispatch.door, call),
      detectors: deps.detectors,
      servers: deps.servers,
      limits: deps.relay,
      deadlines: deps.deadlines,
    },
    then,
  )
}

/** Why key and route may not go on under the newest snapshot, whichever target is meant; null = they may. */
function standingNow(call: Call, key: Key, deps: ChatDeps): Refusal | null {
  const newest = deps.snapshots.current
  if (newest === call.snapshot && call.route !== null) return standing(call, key, newest, call.route, deps)
  const sameKey = newest.keysByHash.get(key.part.hash)
  const route = newest.routesById.get(call.route?.part.id ?? '')
  if (sameKey === undefined || sameKey.part.revokedAtMs !== null)
    return refuse('key_revoked', 'the key was revoked while this call ran')
  if (route === undefined || !route.part.enabled)
    return refuse('version_not_approved', 'the route was taken out of service while this call ran')
  return standing(call, sameKey, newest, route, deps)
}

/**
 * A fallback is a new decision: the newest snapshot must still know the key, the route and the target, nothing may have been killed, and the
 * input is judged again when the policy changed since.
 */
async function recheck(
  call: Call,
  key: Key,
  target: Target,
  request: ChatRequest,
  deps: ChatDeps,
): Promise<{ route: Route; target: Target } | Refusal> {
  const newest = deps.snapshots.current
  if (newest === call.snapshot && call.route !== null) {
    return standing(call, key, newest, call.route, deps) ?? { route: call.route, target }
  }
  const refusal = standingNow(call, key, deps)
  if (refusal !== null) return refusal
  const route = newest.routesById.get(call.route?.part.id ?? '')
  const again = route?.targets.find((t) => t.version.id === target.version.id)
  if (route === undefined || again === undefined)
    return refuse('version_not_approved', 'the fallback is not approved and deployed any more')
  if (route.policy.digest !== call.route?.policy.digest) {
    const block = await guard(call, route, request, deps)
    if (block !== null) return blocked(block, 'input')
    // A long body is judged with pauses: what was engaged meanwhile counts too.
    if (deps.snapshots.current !== newest) return recheck(call, key, target, request, deps)
  }
  return { route, target: again }
}
