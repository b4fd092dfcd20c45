import { formatOf } from './answer-format.ts'
import { blocked, refuse, type Refusal } from './answers.ts'
import { moved } from './admit-call.ts'
import type { Call } from './call.ts'
import type { ChatRequest } from './canonical.ts'
import type { ChatDeps } from './chat-deps.ts'
import { crashed } from './crashed.ts'
import { dispatchFor } from './dispatch.ts'
import { end } from './end-call.ts'
import { decidedBy } from './guard.ts'
import { guard } from './judge-input.ts'
import { notApproved, standing, standingNow, type Plan } from './plan.ts'
import { relay, type Attempt } from './relay.ts'
import { dispatchResilient, type DispatchPort } from './resilience/dispatch.ts'
import { newServed } from './resilience/served.ts'
import { attemptResult } from './resilience/target-health.ts'
import type { Key, Route, Target } from './snapshot.ts'

/** Each target once, in order, the second and later ones under the newest snapshot; or as the route's resilience says. */
export function dispatch(call: Call, key: Key, plan: Plan, deps: ChatDeps): void {
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
