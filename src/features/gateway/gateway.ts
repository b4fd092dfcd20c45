import type { buildConnector } from 'undici'
import { Chain } from '../../lib/chain.ts'
import type { CallId } from '../../lib/ids.ts'
import type { CallOutcome, CallRecorder } from '../../ledger/contract.ts'
import { monotonicMs, SteadyClock, type Clock } from '../../platform/clock.ts'
import type { HttpRequest, HttpResponse } from '../../platform/http1/contract.ts'
import type { Log } from '../../platform/log.ts'
import type { Outbound } from '../../platform/outbound.ts'
import { newId, type Random } from '../../platform/random.ts'
import type { Detector } from '../guardrails/index.ts'
import type { TokenVerifier } from '../../identity/index.ts'
import { Admission, type AccessPolicy } from './admission.ts'
import { refuse, type ErrorShape, type RefusalCode } from './answers.ts'
import { Authenticator, type Authentication } from './authenticate.ts'
import { BodyBudget } from './body.ts'
import { Call, type CallHost } from './call.ts'
import { crashed } from './crashed.ts'
import { chat } from './chat.ts'
import type { ChatDeps } from './chat-deps.ts'
import { end } from './end-call.ts'
import { Deadlines as CallDeadlines } from './deadlines.ts'
import { ExternalDetectors } from './external/ask.ts'
import type { CallerWatch, ExtractionAlert } from './extraction/watch.ts'
import type { Leasing } from './limits/leases.ts'
import { models } from './models.ts'
import { relayLimits } from './relay.ts'
import { CACHE_BYTES_MAX, ResilienceState } from './resilience/state.ts'
import { sandboxUpstream } from './sandbox.ts'
import { factOfCall } from './telemetry/fact-of-call.ts'
import type { Telemetry } from './telemetry/telemetry.ts'
import type { SnapshotHolder } from './snapshot-holder.ts'
import type { Key, UpstreamPart } from './snapshot.ts'
import { defaultDeadlines, type Deadlines, type Upstream } from './upstream.ts'
import type { Operation } from './upstreams/kinds.ts'
import { providerUpstream } from './upstreams/provider.ts'

export type GatewayCoreDeps = {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly recorder: CallRecorder
  readonly snapshots: SnapshotHolder
  readonly detectors: readonly Detector[]
  /** Absent: a key may call the routes of its system in its environment within its scope, and nothing else. */
  readonly access?: AccessPolicy
  /** Proves tokens of trusted issuers. Absent: virtual keys only. */
  readonly verifyToken?: TokenVerifier
  /** Limits shared with other replicas. Absent: this process counts alone. */
  readonly leasing?: Leasing
  /** A caller looks like one who copies a model. Must not throw. */
  readonly onExtraction?: (alert: ExtractionAlert) => void
  /** Watches callers instead of profiles of this process alone, and tells alerts itself. */
  readonly watch?: CallerWatch
  readonly bodyBytesMax?: number
  /** Bytes of request bodies in memory over all calls. */
  readonly bodyBudgetBytes?: number
  readonly deadlines?: Partial<Deadlines>
  /** Opens upstream connections: resolves, checks and pins addresses (platform/outbound). Absent: undici's own, without those checks. */
  readonly connector?: buildConnector.connector
  /** For questions to external detectors. Absent: none is asked, and rules that name one fail as they declare. */
  readonly outbound?: Pick<Outbound, 'fetch'>
  /** [0, 1), for weights and jitter; nothing secret rests on it. */
  readonly chance?: () => number
  /** Of cached answers in memory, over all routes. */
  readonly cacheBytesMax?: number
  /** Null or absent: a call is not looked at. */
  readonly telemetry?: Telemetry | null
  readonly noteKeyUse?: (org: string, keyId: string, atMs: number) => void
  /** After a call's outcome is durable, for the live log. Must not throw. */
  readonly onCall?: (call: Call, outcome: CallOutcome) => void
  /** One call was answered (or refused) without a record. */
  readonly onUnrecorded?: (code: string) => void
}

export type GatewayCore = {
  /** Answers any request below /v1. The Host header was checked before. Never throws. */
  handle(req: HttpRequest, res: HttpResponse): void
  /** Stops taking calls, waits for the running ones, cuts them after `deadlineMs`, closes the upstreams. */
  drain(deadlineMs: number): Promise<void>
  readonly admission: Admission
  /** Breakers, counters and cached answers, for the health view. */
  readonly resilience: ResilienceState
  /** As the calls ask them, breakers included. Null: this process asks none. */
  readonly servers: ExternalDetectors | null
  /** Runs `work` with a bearer that stands for `key` and dies with it; for the product's own calls through its own door. */
  withOwnBearer<T>(key: Key, work: (bearer: string) => Promise<T>): Promise<T>
  /** Calls running now; calls since start that could not be recorded, and that named no key known here. */
  stats(): {
    readonly running: number
    readonly unrecorded: number
    readonly unknownKeys: number
    readonly bodyBytes: number
  }
}

const BODY_MS = 30_000

export function createGatewayCore(deps: GatewayCoreDeps): GatewayCore {
  const deadlines = { ...defaultDeadlines, ...deps.deadlines }
  const authenticator = new Authenticator(deps.clock, deps.verifyToken ?? null)
  const running = new Chain<Call>()
  const idle: (() => void)[] = []
  let unrecorded = 0
  let unknownKeys = 0
  let stopping = false
  const onFact = deps.telemetry?.onCall ?? null
  const traceOf = deps.telemetry?.trace ?? null
  const host: CallHost = {
    clock: deps.clock,
    steady: new SteadyClock(deps.clock),
    serverTiming: deps.telemetry?.serverTiming ?? false,
    log: deps.log,
    recorder: deps.recorder,
    finished(call, outcome) {
      if (outcome === null) {
        if (call.key === null) unknownKeys += 1
        return
      }
      deps.onCall?.(call, outcome)
      onFact?.(factOfCall(call, outcome))
    },
    closed(call) {
      running.remove(call)
      if (running.size === 0 && idle.length > 0) for (const wake of idle.splice(0)) wake()
    },
    unrecorded(call, code) {
      unrecorded += 1
      deps.log.error({ call: call.id, code }, 'a call could not be recorded')
      deps.onUnrecorded?.(code)
    },
  }
  const upstreams = new Upstreams(deps, deadlines)
  const callDeadlines = new CallDeadlines()
  const budget = new BodyBudget(deps.bodyBudgetBytes ?? 256 * 1_048_576)
  const admission = new Admission({
    clock: deps.clock,
    access: deps.access ?? ownSystemOnly,
    leasing: deps.leasing ?? null,
    ...(deps.onExtraction === undefined ? {} : { onAlert: deps.onExtraction }),
    ...(deps.watch === undefined ? {} : { watch: deps.watch }),
  })
  const resilience = new ResilienceState({
    nowMs: () => monotonicMs(deps.clock),
    random: deps.chance ?? Math.random,
    cacheBytesMax: deps.cacheBytesMax ?? CACHE_BYTES_MAX,
  })
  const chatDeps: ChatDeps = {
    snapshots: deps.snapshots,
    admission,
    budget,
    detectors: deps.detectors,
    servers: deps.outbound === undefined ? null : new ExternalDetectors(deps.outbound, deps.clock),
    bodyBytesMax: deps.bodyBytesMax ?? 10_485_760,
    bodyMs: BODY_MS,
    relay: { ...relayLimits, totalMs: deadlines.totalMs },
    deadlines: callDeadlines,
    upstreamFor: (part) => upstreams.for(part),
    resilience,
  }

  const serve = (call: Call): void => {
    const { req } = call
    const url = req.url ?? '/'
    const query = url.indexOf('?')
    const path = query < 0 ? url : url.slice(0, query)
    if (stopping) {
      end(call, refuse('shutting_down', 'this gateway is shutting down: try again', { retryAfterS: 1 }))
      return
    }
    if (call.snapshot.generations.size === 0) {
      end(call, refuse('snapshot_stale', 'this gateway has not loaded its policies yet', { retryAfterS: 5 }))
      return
    }
    const operation = operationOf(path, req.method ?? '', req.headers['anthropic-version'] !== undefined)
    call.shape = operation.shape
    const who = authenticator.authenticate(bearerOf(req), call.snapshot)
    if (who instanceof Promise)
      who.then((proven) => known(call, operation, proven)).catch((cause: unknown) => crashed(call, cause))
    else known(call, operation, who)
  }

  const known = (call: Call, operation: Asked, who: Authentication): void => {
    call.stage('authenticate', call.startUs)
    if (!who.ok) {
      call.key = who.key
      end(call, who.refusal)
      return
    }
    call.key = who.key
    call.team = who.team
    call.endUser = who.user ?? endUserOf(call.req)
    if (who.user !== null) call.endUserProof = 'verified'
    deps.noteKeyUse?.(who.key.part.org, who.key.part.id, call.atMs)
    if (operation.kind === 'model') {
      call.operation = operation.operation
      chat(call, who.key, operation.operation, chatDeps)
    } else if (operation.kind === 'models')
      models(call, who.key, operation.id, operation.shape, admission).catch((cause: unknown) =>
        crashed(call, cause),
      )
    else end(call, refuse(operation.code, operation.message))
  }

  return {
    admission,
    resilience,
    servers: chatDeps.servers,
    async withOwnBearer(key, work) {
      const bearer = `sw-own-${deps.random.bytes(32).toString('hex')}`
      authenticator.own.set(`Bearer ${bearer}`, key)
      try {
        return await work(bearer)
      } finally {
        authenticator.own.delete(`Bearer ${bearer}`)
      }
    },
    handle(req, res) {
      const call = new Call(
        host,
        newId(deps.clock, deps.random) as string as CallId,
        req,
        res,
        deps.snapshots.current,
      )
      if (traceOf !== null) call.trace = traceOf(req.headers)
      running.add(call)
      res.on('close', () => {
        if (res.writableFinished) return
        call.clientGone = true
        call.running?.cancelled('client_gone')
      })
      res.on('error', ignore)
      try {
        serve(call)
      } catch (cause) {
        crashed(call, cause)
      }
    },
    async drain(deadlineMs) {
      stopping = true
      if (running.size > 0) {
        const timer = setTimeout(() => {
          for (const call of running) call.running?.cancelled('shutting_down')
        }, deadlineMs)
        await new Promise<void>((resolve) => idle.push(resolve))
        clearTimeout(timer)
      }
      callDeadlines.close()
      await upstreams.close()
    },
    stats: () => ({ running: running.size, unrecorded, unknownKeys, bodyBytes: budget.used }),
  }
}

/** A broken connection is told by 'close'; without a listener 'error' would end the process. */
const ignore = (): void => {}

type Asked = { readonly shape: ErrorShape } & (
  | { readonly kind: 'model'; readonly operation: Operation }
  | { readonly kind: 'models'; readonly id: string | null }
  | { readonly kind: 'none'; readonly code: RefusalCode; readonly message: string }
)

/** POST endpoints: what they ask, and in whose words their errors are told. */
const ENDPOINTS: Readonly<Record<string, Extract<Asked, { kind: 'model' }>>> = {
  '/v1/chat/completions': { kind: 'model', operation: 'chat.completions', shape: 'openai' },
  '/v1/responses': { kind: 'model', operation: 'responses', shape: 'responses' },
  '/v1/embeddings': { kind: 'model', operation: 'embeddings', shape: 'openai' },
  '/v1/moderations': { kind: 'model', operation: 'moderations', shape: 'openai' },
  '/v1/messages': { kind: 'model', operation: 'messages', shape: 'anthropic' },
  '/v1/messages/count_tokens': { kind: 'model', operation: 'messages.count_tokens', shape: 'anthropic' },
}

function operationOf(path: string, method: string, anthropic: boolean): Asked {
  const endpoint = Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined
  const shape = endpoint?.shape ?? (anthropic ? 'anthropic' : 'openai')
  if (endpoint !== undefined) {
    return method === 'POST'
      ? endpoint
      : { kind: 'none', shape, code: 'method_not_allowed', message: `\`${path}\` takes POST` }
  }
  // libraries escape the slash that a route's name may hold
  const models = /^\/v1\/models(?:\/((?:[A-Za-z0-9._@:-]|%2[Ff]|\/(?=.)){1,256}))?$/.exec(path)
  if (models !== null) {
    return method === 'GET'
      ? { kind: 'models', shape, id: models[1]?.replaceAll(/%2f/gi, '/') ?? null }
      : { kind: 'none', shape, code: 'method_not_allowed', message: '`/v1/models` takes GET' }
  }
  return {
    kind: 'none',
    shape,
    code: 'unknown_url',
    message: `no such endpoint: this gateway serves GET /v1/models and POST ${Object.keys(ENDPOINTS).join(', ')}`,
  }
}

/** Anthropic's libraries send the key as `x-api-key`, all others as a bearer. */
function bearerOf(req: HttpRequest): string | undefined {
  const { authorization } = req.headers
  const key = req.headers['x-api-key']
  return authorization === undefined && typeof key === 'string' ? `Bearer ${key}` : authorization
}

/** `x-sealwright-user`: what the caller says about its end user, at most 256 characters; header bytes are UTF-8 where they can be. */
function endUserOf(req: HttpRequest): string | null {
  const value = req.headers['x-sealwright-user']
  if (typeof value !== 'string' || value.trim() === '') return null
  const text = Buffer.from(value, 'latin1').toString('utf8')
  return (text.includes('\u{fffd}') ? value : text).trim().slice(0, 256)
}

/** The rule of Cedar's policies for callers without their engine, for gateways that are built without one (tests, benchmarks). */
const ownSystemOnly: AccessPolicy = ({ principal, route, version, operation }) => {
  const { routes, models: allowed, operations } = principal.scope
  const outside = (): string | null => {
    if (principal.system !== route.system) return 'it belongs to another system'
    if (principal.environment !== route.environment) return 'it is for another environment'
    if (routes !== null && !routes.includes(route.name)) return 'it is limited to other routes'
    if (operations !== null && !operations.includes(operation)) return 'it is limited to other operations'
    if (allowed === null || version === null) return null
    return allowed.includes(version.model) || allowed.includes(version.label)
      ? null
      : 'it is limited to other models'
  }
  const why = outside()
  return { ok: why === null, why: why ?? '', policyIds: ['gateway.own-system'] }
}

/** One pool per upstream as configured; a changed base URL or key is another upstream, the old one ends when its calls have. */
class Upstreams {
  readonly #byConfig = new Map<string, Upstream>()
  readonly #latest = new Map<string, string>()
  /** By the snapshot's own object: a call finds its upstream without spelling out what makes it another one. */
  readonly #byPart = new WeakMap<UpstreamPart, { readonly config: string; readonly upstream: Upstream }>()
  readonly #deps: GatewayCoreDeps
  readonly #deadlines: Deadlines

  constructor(deps: GatewayCoreDeps, deadlines: Deadlines) {
    this.#deps = deps
    this.#deadlines = deadlines
  }

  for(part: UpstreamPart): Upstream {
    const known = this.#byPart.get(part)
    // a part of an older snapshot may name an upstream that has been retired since
    if (known !== undefined && this.#byConfig.get(known.config) === known.upstream) return known.upstream
    const config =
      part.kind === 'sandbox'
        ? 'sandbox'
        : `${part.org} ${part.id} ${part.kind} ${part.baseUrl ?? ''} ${part.options.region ?? ''} ${part.key ?? ''}`
    let upstream = this.#byConfig.get(config)
    if (upstream === undefined) {
      upstream =
        part.kind === 'sandbox'
          ? sandboxUpstream(
              () => this.#deps.clock.nowMs(),
              (n) => this.#deps.random.bytes(n),
            )
          : providerUpstream(part, {
              deadlines: this.#deadlines,
              connector: this.#deps.connector,
              nowMs: () => this.#deps.clock.nowMs(),
              monotonicMs: () => monotonicMs(this.#deps.clock),
            })
      this.#byConfig.set(config, upstream)
      this.#retire(part, config)
    }
    this.#byPart.set(part, { config, upstream })
    return upstream
  }

  #retire(part: UpstreamPart, config: string): void {
    const before = this.#latest.get(part.id)
    this.#latest.set(part.id, config)
    if (before === undefined || before === config) return
    const old = this.#byConfig.get(before)
    this.#byConfig.delete(before)
    // its running calls keep it alive at most as long as a call may last
    if (old !== undefined) setTimeout(() => void old.close(), this.#deadlines.totalMs).unref()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byConfig.values()].map((u) => u.close()))
    this.#byConfig.clear()
  }
}
