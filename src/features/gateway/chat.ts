import type { Environment } from '../../ledger/contract.ts'
import type { Detector } from '../guardrails/index.ts'
import type { Limiter } from './admit.ts'
import { blocked, refuse, type Refusal } from './answers.ts'
import { readBody, type BodyBudget } from './body.ts'
import type { Call } from './call.ts'
import type { Deadlines } from './deadlines.ts'
import { bodyFor, estimateTokens, parseChatRequest, type ChatRequest } from './canonical.ts'
import { decidedBy, guardInput, guardInputGently, redactTexts, type Judgement } from './guard.ts'
import { relay, type RelayLimits } from './relay.ts'
import { selectRoute, type Key, type Route, type Snapshot, type Target } from './snapshot.ts'
import { freshness, type SnapshotHolder } from './snapshot-holder.ts'
import type { Upstream } from './upstream.ts'
import type { UpstreamPart } from './snapshot.ts'

/** May this key call this route? Asked once per key, route and generation. Unknown is no. */
export interface AccessPolicy {
  mayCall(ask: {
    readonly keyId: string
    readonly org: string
    readonly systemId: string
    readonly system: string
    readonly routeId: string
    readonly environment: Environment
    readonly routeEnvironment: Environment
  }): { readonly ok: boolean; readonly why: string; readonly policyIds: readonly string[] }
}

export type ChatDeps = {
  readonly snapshots: SnapshotHolder
  readonly access: AccessPolicy
  readonly limiter: Limiter
  readonly budget: BodyBudget
  readonly detectors: readonly Detector[]
  readonly bodyBytesMax: number
  readonly bodyMs: number
  readonly relay: RelayLimits
  readonly deadlines: Deadlines
  readonly upstreamFor: (part: UpstreamPart) => Upstream
}

/** Tokens held for an answer of which the client did not say how long it may become. Settled to what was used. */
const ANSWER_TOKENS_HELD = 4_096

/** What a call runs under: pinned at its start; a fallback takes a newer one. */
type Plan = { readonly route: Route; readonly targets: readonly Target[] }

/** POST /v1/chat/completions of an authenticated call, to its last byte. */
export async function chat(call: Call, key: Key, deps: ChatDeps): Promise<void> {
  const body = await readBody(call.req, deps.bodyBytesMax, deps.budget, deps.deadlines, deps.bodyMs)
  if (!body.ok)
    return call.refuse(
      bodyRefusal(body.code, deps.bodyBytesMax),
      body.code === 'client_gone' ? { status: 'cut', verdict: 'cut' } : {},
    )
  call.bodyBytes = body.bytes.length
  try {
    await judgeAndSend(call, key, body.bytes, deps)
  } finally {
    deps.budget.used -= body.bytes.length
  }
}

async function judgeAndSend(call: Call, key: Key, bytes: Buffer, deps: ChatDeps): Promise<void> {
  const parsed = parseChatRequest(bytes)
  if (!parsed.ok)
    return call.refuse(refuse(parsed.error.code, parsed.error.message, { param: parsed.error.param }))
  const request = parsed.request
  call.request = request
  call.parts = request.parts
  call.endUser ??= request.user

  const plan = planFor(call, key, request.model, deps)
  if (!('route' in plan)) return call.refuse(plan)
  const { route } = plan
  call.route = route
  const logging = route.policy.spec.logging
  if (logging === 'full') call.sealed = bytes
  else if (logging === 'redacted') call.sealed = redactedCopy(request, deps)
  if (bytes.length > route.policy.spec.limits.bodyBytesMax) {
    return call.refuse(bodyRefusal('body_too_large', route.policy.spec.limits.bodyBytesMax))
  }
  const refusal = admit(call, key, route, request, deps)
  if (refusal !== null) return call.refuse(refusal, { decidedBy: `429 ${refusal.param ?? ''}` })

  const judged = guard(call, route, request, deps)
  const block = judged instanceof Promise ? await judged : judged
  if (block !== null)
    return call.refuse(blocked(block, 'input'), { decidedBy: decidedBy(call.input, 'block') })

  call.target = plan.targets[0] ?? null
  if (!(await intentDurable(call, key))) return
  if (call.clientGone)
    return call.refuse(refuse('client_gone', 'the client closed the connection'), {
      status: 'cut',
      verdict: 'cut',
    })
  await dispatch(call, key, plan, request, deps)
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
  return (
    standing(call, key, call.snapshot, route, deps) ??
    (targets.length === 0 ? notApproved(route) : { route, targets })
  )
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
  const decision = deps.access.mayCall({
    keyId: key.part.id,
    org: key.part.org,
    systemId: route.part.systemId,
    system: route.system.name,
    routeId: route.part.id,
    environment: key.part.environment,
    routeEnvironment: route.part.environment,
  })
  if (!decision.ok)
    return refuse('not_authorised', `this key may not call the route \`${route.part.name}\`: ${decision.why}`)
  if (route.part.regulated && !call.host.recorder.available) {
    return refuse('evidence_unavailable', 'evidence cannot be written now, so this route refuses', {
      retryAfterS: 5,
    })
  }
  return null
}

function admit(call: Call, key: Key, route: Route, request: ChatRequest, deps: ChatDeps): Refusal | null {
  const fromUs = call.host.clock.monotonicUs()
  const chars = request.parts.reduce((sum, part) => sum + part.text.length, 0)
  const tokens = estimateTokens(chars) + (request.maxTokens ?? ANSWER_TOKENS_HELD) * request.choices
  const held = deps.limiter.reserve(
    [
      { scope: 'key', id: key.part.id, spec: key.part.limits },
      { scope: 'route', id: route.part.id, spec: route.policy.spec.limits },
    ],
    tokens,
  )
  call.stage('admit', fromUs)
  if (held.ok) {
    call.reservation = held
    return null
  }
  const code = held.limit === 'requestsPerMinute' ? 'rate_limit_exceeded' : 'token_limit_exceeded'
  const message = `the ${held.scope}'s limit of ${held.max} ${held.limit === 'requestsPerMinute' ? 'requests a minute' : 'tokens a day'} is reached`
  return refuse(code, message, { param: held.limit, retryAfterS: held.retryAfterS })
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
  const now = (): number => call.host.clock.monotonicUs()
  const { spec } = route.policy
  return request.bytes.length < GENTLE_BYTES
    ? keep(call, fromUs, guardInput(request.parts, spec, deps.detectors, now))
    : guardInputGently(request.parts, spec, deps.detectors, now).then((judged) => keep(call, fromUs, judged))
}

function keep(call: Call, fromUs: number, judged: Judgement): string | null {
  call.stage('guardIn', fromUs)
  call.input = judged.verdicts
  call.inputMasked = judged.masked
  call.inputFlagged = judged.flagged
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

/** INVARIANT: nothing of this call has left for an upstream before this resolved true. */
async function intentDurable(call: Call, key: Key): Promise<boolean> {
  const fromUs = call.host.clock.monotonicUs()
  try {
    await call.host.recorder.intent(call.intent(key))
  } catch (cause) {
    if (!call.mustRecord) return true
    call.host.unrecorded(call, cause instanceof Error ? cause.message : String(cause))
    call.reservation?.settle(0)
    call.ended = true
    call.host.finished(call, null)
    call.answerError(
      refuse('evidence_unavailable', 'evidence of this call could not be written, so it was not made', {
        retryAfterS: 5,
      }),
      'none',
    )
    return false
  }
  call.intentDurable = true
  call.stage('intent', fromUs)
  return true
}

/** First target, then at most one other, under the newest snapshot. */
async function dispatch(
  call: Call,
  key: Key,
  plan: Plan,
  request: ChatRequest,
  deps: ChatDeps,
): Promise<void> {
  let { route } = plan
  const [first, second] = plan.targets
  if (first === undefined) return call.refuse(notApproved(route))
  let failed: Refusal | null = null
  for (const target of second === undefined ? [first] : [first, second]) {
    let now = target
    if (failed !== null) {
      const again = await recheck(call, key, target, request, deps)
      if ('code' in again)
        return call.refuse(
          again,
          again.type === 'policy_violation' ? { decidedBy: decidedBy(call.input, 'block') } : {},
        )
      route = again.route
      now = again.target
    }
    call.target = now
    call.route = route
    const attempt = await relay({
      call,
      route,
      upstream: deps.upstreamFor(now.upstream),
      body: bodyFor(request, now.version.modelId, call.inputMasked),
      detectors: deps.detectors,
      limits: deps.relay,
      deadlines: deps.deadlines,
    })
    if (attempt.kind === 'answered') return
    failed = attempt.refusal
    if (!attempt.mayFallBack || call.clientGone) break
  }
  if (failed !== null) {
    const failure =
      failed.type === 'upstream_error' || failed.code === 'internal_error'
        ? ({ status: 'failed', verdict: 'failed' } as const)
        : {}
    return call.refuse(failed, failure)
  }
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
  const sameKey = newest.keysByHash.get(key.part.hash)
  const route = newest.routesById.get(call.route?.part.id ?? '')
  const again = route?.targets.find((t) => t.version.id === target.version.id)
  if (sameKey === undefined || sameKey.part.revokedAtMs !== null)
    return refuse('key_revoked', 'the key was revoked while this call ran')
  if (route === undefined || !route.part.enabled || again === undefined) {
    return refuse('version_not_approved', 'the fallback is not approved and deployed any more')
  }
  const refusal = standing(call, sameKey, newest, route, deps)
  if (refusal !== null) return refusal
  if (route.policy.digest !== call.route?.policy.digest) {
    const block = await guard(call, route, request, deps)
    if (block !== null) return blocked(block, 'input')
    // A long body is judged with pauses: what was engaged meanwhile counts too.
    if (deps.snapshots.current !== newest) return recheck(call, key, target, request, deps)
  }
  return { route, target: again }
}
