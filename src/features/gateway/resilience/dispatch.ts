import { refuse, type Refusal } from '../answers.ts'
import type { Call } from '../call.ts'
import type { ChatRequest } from '../canonical.ts'
import type { Attempt } from '../relay.ts'
import type { Key, Route, Target } from '../snapshot.ts'
import type { Upstream } from '../upstream.ts'
import { cacheKey } from './answer-cache.ts'
import { Attempts } from './attempts.ts'
import type { Breaker, Pass } from './breaker.ts'
import { replay, Taped } from './cached-upstream.ts'
import { unitOf, weightedOrder } from './order.ts'
import { answerSafely } from './answer-safely.ts'
import { safeWireOf } from './safe-answer.ts'
import { newServed, type Served } from './served.ts'
import type { RouteResilience } from './settings.ts'
import type { ResilienceState } from './state.ts'
import { attemptResult, type AttemptResult } from './target-health.ts'

/** What dispatching needs of the pipeline around it. */
export type DispatchPort = {
  readonly call: Call
  readonly key: Key
  /** The target under the newest snapshot with the input judged by its policy, or why it may not be used any more. */
  readonly recheck: (
    target: Target,
    request: ChatRequest,
  ) => Promise<{ readonly route: Route; readonly target: Target } | Refusal>
  /** Why the route as a whole may not answer any more under the newest snapshot, a safe answer included; null = it may. */
  readonly standing: () => Refusal | null
  readonly upstreamFor: (target: Target) => Upstream
  readonly send: (
    route: Route,
    target: Target,
    upstream: Upstream,
    limits: { readonly totalMs: number; readonly tryMs: number | null },
  ) => Promise<Attempt>
  /** Ends the call with a refusal and its record. */
  readonly refuse: (refusal: Refusal) => Promise<void>
  /** From the first attempt to the last byte, where the route says nothing. */
  readonly totalMs: number
}

/** The order in which a call tries its targets. Named by route: by weight where there are weights; a version or model by name stays first. */
export function ordered(
  call: Call,
  key: Key,
  route: Route,
  targets: readonly Target[],
  state: ResilienceState,
): readonly Target[] {
  const { resilience } = route
  if (resilience?.weights === undefined || resilience.weights === null || targets !== route.targets)
    return targets
  const { weights, sticky } = resilience
  const by = sticky === 'none' ? null : `${key.part.id} ${sticky === 'user' ? (call.endUser ?? '') : ''}`
  const weighted = targets.map((target) => ({
    id: target.version.id,
    weight: weights[target.index] ?? 0,
    target,
  }))
  const order = weightedOrder(weighted, (t) => (by === null ? 1 - state.deps.random() : unitOf(by, t.id)))
  return order.map((t) => t.target)
}

/** The target that the intent names: the first whose breaker would let the call through. */
export const firstOpen = (
  route: Route,
  targets: readonly Target[],
  state: ResilienceState,
): Target | undefined =>
  route.resilience === null || route.resilience.breaker === null
    ? targets[0]
    : (targets.find((t) => state.breaker(route, t)?.admits !== false) ?? targets[0])

/**
 * Sends a call of a route with resilience: cache, then targets with retries and breakers, then the safe answer. INVARIANT: whatever is tried
 * after the first attempt was re-checked against the newest snapshot right before; after a released byte or a block nothing is tried.
 */
export async function dispatchResilient(
  port: DispatchPort,
  pinned: {
    readonly route: Route
    readonly targets: readonly Target[]
    readonly resilience: RouteResilience
  },
  state: ResilienceState,
): Promise<void> {
  const { call } = port
  const { resilience, targets } = pinned
  const served = newServed()
  call.served = served
  const deadlineMs = state.deps.nowMs() + (resilience.totalMs ?? port.totalMs)
  const { request } = call
  if (request === null) throw new Error('a call is dispatched that has no request')
  const run: Run = { port, request, state, served, resilience, deadlineMs }
  if (await fromCache(run, pinned.route, targets)) return

  const budget = state.budget(pinned.route)
  budget?.deposit()
  const plan = new Attempts<Target>({
    targets,
    settings: resilience.attempts,
    budget,
    breakerOf: (target) => state.breaker(pinned.route, target),
    nowMs: state.deps.nowMs,
    random: state.deps.random,
    deadlineMs,
  })
  let failed: Refusal | null = null
  let waitingFromUs = 0
  for (;;) {
    const step = plan.next()
    if (step.kind === 'stop') return lastResort(run, failed, step.why, step.waitMs)
    if (step.waitMs > 0 && !(await pause(call, step.waitMs))) return
    let { route, target }: { route: Route; target: Target } = { route: pinned.route, target: step.target }
    if (failed !== null) {
      const again = await port.recheck(step.target, request)
      if ('code' in again) {
        // this target went, others may still stand; everything else ends the call
        if (again.code !== 'version_not_approved' || port.standing() !== null) return port.refuse(again)
        plan.failed({ mayFallBack: true, transient: false, retryAfterMs: null })
        continue
      }
      route = again.route
      target = again.target
    }
    const pass = plan.enter(step)
    if (pass === null) continue
    served.attempts = plan.made
    served.fallback = targets.indexOf(step.target)
    const sentUs = call.host.clock.monotonicUs()
    if (step.waitMs > 0) served.earlierUs += sentUs - waitingFromUs
    const attempt = await attemptAt(run, route, target, step.breaker, pass)
    if (attempt.kind === 'answered') return
    failed = attempt.refusal
    waitingFromUs = call.host.clock.monotonicUs()
    served.earlierUs += waitingFromUs - sentUs
    if (call.clientGone) return port.refuse(failed)
    plan.failed({
      mayFallBack: attempt.mayFallBack,
      transient: transient(failed),
      retryAfterMs: failed.retryAfterS === undefined ? null : failed.retryAfterS * 1_000,
    })
  }
}

type Run = {
  readonly port: DispatchPort
  readonly request: ChatRequest
  readonly state: ResilienceState
  readonly served: Served
  readonly resilience: RouteResilience
  readonly deadlineMs: number
}

/** What may be gone in a moment. Wrong credentials and answers that are none stay so. */
const TRANSIENT = new Set(['upstream_refused', 'upstream_timeout', 'upstream_cut', 'upstream_rate_limited'])
const transient = (refusal: Refusal): boolean => TRANSIENT.has(refusal.code) && refusal.lasting !== true

async function attemptAt(
  run: Run,
  route: Route,
  target: Target,
  breaker: Breaker | null,
  pass: Pass,
): Promise<Attempt> {
  const { port, state, resilience } = run
  const { call } = port
  call.route = route
  call.target = target
  const key = run.served.cache === 'miss' ? keyOf(run, route, target) : null
  const upstream = port.upstreamFor(target)
  const taped = key === null ? null : new Taped(upstream, state.deps.cacheBytesMax / 10)
  const fromUs = call.host.clock.monotonicUs()
  const totalMs = Math.max(1, run.deadlineMs - state.deps.nowMs())
  const attempt = await port.send(route, target, taped ?? upstream, { totalMs, tryMs: resilience.tryMs })
  const code = attempt.kind === 'failed' ? attempt.refusal.code : call.code
  const result = attemptResult(code)
  report(breaker, pass, result)
  state.counters(target).note(result, code, call.host.clock.monotonicUs() - fromUs, call.host.clock.nowMs())
  const answer = code === '' ? (taped?.answer() ?? null) : null
  const { cache } = resilience
  if (key !== null && cache !== null && answer !== null && attempt.kind === 'answered')
    state.cache.put(key, { ...answer, callId: call.id, expiresMs: state.deps.nowMs() + cache.ttlMs })
  return attempt
}

function report(breaker: Breaker | null, pass: Pass, result: AttemptResult): void {
  if (breaker === null) return
  if (result === 'good') breaker.succeeded(pass)
  else if (result === 'bad') breaker.failed(pass)
  else breaker.released(pass)
}

/** True when the call was answered from the cache. */
async function fromCache(run: Run, route: Route, targets: readonly Target[]): Promise<boolean> {
  const { port, state, served, resilience } = run
  const [target] = targets
  const { call } = port
  if (resilience.cache === null || target === undefined || !cacheable(run)) return false
  const asked = String(call.req.headers['cache-control'] ?? '')
  if (asked.includes('no-cache') || asked.includes('no-store')) {
    served.cache = 'bypass'
    return false
  }
  const found = state.cache.get(keyOf(run, route, target), state.deps.nowMs())
  if (found === null) {
    served.cache = 'miss'
    return false
  }
  served.cache = 'hit'
  served.code = 'cached'
  served.decidedBy = `cached from ${found.callId}`
  call.target = target
  const attempt = await port.send(route, target, replay(found), {
    totalMs: Math.max(1, run.deadlineMs - state.deps.nowMs()),
    tryMs: null,
  })
  if (attempt.kind === 'answered') return true
  // what was good once and is not now (a stricter reader of answers): asked for anew
  served.cache = 'miss'
  served.code = ''
  served.decidedBy = ''
  return false
}

/** Fields by which an answer rests on, or becomes part of, what the provider keeps: the same bytes are then another question. */
const STATEFUL = ['previous_response_id', 'conversation', 'background'] as const

/**
 * Deterministic or opted in, read in one way only, whole in itself, and nothing of it was masked: masks may differ from call to call.
 */
function cacheable({ port, request, resilience }: Run): boolean {
  const { call } = port
  if (!request.plain || call.inputMasked || call.tokens.size > 0) return false
  if (request.value['store'] === true || STATEFUL.some((f) => (request.value[f] ?? null) !== null))
    return false
  // betas of the provider's interface change answers and stand in no body
  if (call.req.headers['anthropic-beta'] !== undefined) return false
  return resilience.cache?.anyTemperature === true || request.value['temperature'] === 0
}

function keyOf({ port, request }: Run, route: Route, target: Target): string {
  const { call, key } = port
  return cacheKey({
    org: route.part.org,
    systemId: route.part.systemId,
    routeId: route.part.id,
    operation: call.operation,
    versionId: target.version.id,
    versionDigest: target.version.digest,
    policyDigest: route.policy.digest,
    keyId: key.part.id,
    // one who was proven and one of whom the caller says so are two
    endUser: call.endUser === null ? '' : `${call.endUserProof} ${call.endUser}`,
    team: call.team ?? '',
    body: request.bytes,
  })
}

/** No target answered: the operator's text where there is one and the failure is the upstream's, else the failure. */
async function lastResort(
  run: Run,
  failed: Refusal | null,
  why: 'exhausted' | 'open' | 'late' | 'final',
  waitMs: number,
): Promise<void> {
  const { port, served, resilience } = run
  const { call } = port
  const refusal =
    failed ??
    refuse(
      'upstream_unavailable',
      'every target of this route failed lately, so it is left alone for a while',
      {
        retryAfterS: Math.max(1, Math.ceil(waitMs / 1_000)),
      },
    )
  const text = resilience.safeText
  const wire = safeWireOf(call.operation)
  if (
    text === null ||
    wire === null ||
    why === 'final' ||
    refusal.type !== 'upstream_error' ||
    call.clientGone
  )
    return port.refuse(refusal)
  const stands = port.standing()
  if (stands !== null) return port.refuse(stands)
  served.degraded = true
  served.code = 'degraded'
  served.decidedBy = `safe answer: ${refusal.code}`
  return answerSafely(call, run.request, text, wire)
}

/** Waits before a retry. False: the call ended meanwhile, with its record. */
function pause(call: Call, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const cancelled = (why: 'client_gone' | 'shutting_down'): void => {
      clearTimeout(timer)
      call.running = null
      const refusal = refuse(
        why,
        why === 'client_gone' ? 'the client closed the connection' : 'the gateway is shutting down',
      )
      void call.refuse(refusal, { status: 'cut', verdict: 'cut' }).then(() => resolve(false))
    }
    const timer = setTimeout(() => {
      call.running = null
      resolve(true)
    }, ms)
    call.running = { cancelled }
    if (call.clientGone) cancelled('client_gone')
  })
}
