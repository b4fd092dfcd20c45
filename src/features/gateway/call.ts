import type { Linked } from '../../lib/chain.ts'
import type { CallId } from '../../lib/ids.ts'
import type {
  CallIntent,
  CallOutcome,
  CallRecorder,
  CallStatus,
  CallVerdict,
  GuardVerdict,
  Operation,
} from '../../ledger/contract.ts'
import type { Clock, SteadyClock } from '../../platform/clock.ts'
import type { HttpRequest, HttpResponse } from '../../platform/http1/contract.ts'
import type { Log } from '../../platform/log.ts'
import { errorBody, headersFor, type ErrorShape, type Refusal } from './answers.ts'
import { discardBody, type BodyBudget } from './body.ts'
import type { HeldFor } from './admission.ts'
import type { ChatRequest, TextPart } from './canonical.ts'
import type { Reservation, Used } from './limits/limiter.ts'
import { costOf } from './limits/price.ts'
import type { Served } from './resilience/served.ts'
import type { Key, Route, Snapshot, Target } from './snapshot.ts'
import { serverTiming } from './telemetry/server-timing.ts'
import type { TraceContext } from './telemetry/trace-context.ts'

/** What a call needs of the gateway around it. */
export type CallHost = {
  readonly clock: Clock
  /** By which exceptions of policies end. */
  readonly steady: SteadyClock
  readonly log: Log
  readonly recorder: CallRecorder
  /** `server-timing` on answers. */
  readonly serverTiming: boolean
  /** The call is over and has its record (or none, when `outcome` is null). */
  finished(call: Call, outcome: CallOutcome | null): void
  /** Nothing more will happen on it. */
  closed(call: Call): void
  /** One call without a record: evidence could not be written. */
  unrecorded(call: Call, code: string): void
}

const NO_HEADERS: readonly string[] = []
const NO_TOKENS: ReadonlyMap<string, string> = new Map()

export type Ending = {
  readonly status: CallStatus
  readonly verdict: CallVerdict
  readonly httpStatus: number
  readonly code: string
  readonly decidedBy: string
  readonly output?: readonly GuardVerdict[]
  readonly scannedTo?: number
  readonly authorisedTo?: number
  readonly tokensIn?: number
  /** Of `tokensIn`, those that the provider had cached. */
  readonly tokensCached?: number
  readonly tokensOut?: number
  readonly tokensEstimated?: boolean
  readonly response?: Uint8Array | undefined
}

/** One call from accept to its last byte: what is known of it so far, its record and its answer. All fields are set here, once per call. */
export class Call implements Linked<Call> {
  before: Call | null = null
  after: Call | null = null
  readonly startUs: number
  readonly atMs: number
  readonly timingsUs: Record<string, number> = {}
  operation: Operation = 'chat.completions'
  /** In whose words errors are told. */
  shape: ErrorShape = 'openai'
  snapshot: Snapshot
  key: Key | null = null
  route: Route | null = null
  /** Ids of the access policies that let it in. */
  allowedBy = ''
  target: Target | null = null
  request: ChatRequest | null = null
  /** Texts of the request as they came: `request.parts` stays what was judged, masks are laid in its value. */
  parts: readonly TextPart[] = []
  /** What a token proved. */
  team: string | null = null
  endUser: string | null = null
  /** `verified`: a token proved who it is; else the caller says so. */
  endUserProof: 'asserted' | 'verified' = 'asserted'
  input: readonly GuardVerdict[] = []
  inputMasked = false
  inputFlagged = false
  /** Pseudonyms in the request and what they stand for; nowhere but here, and gone with the call. */
  tokens: ReadonlyMap<string, string> = NO_TOKENS
  /** Request bytes to seal; undefined in metadata mode and before a route is known. */
  sealed: Uint8Array | undefined = undefined
  /** What the call holds of its limits until it ends, and for what; null where nothing is limited. */
  reservation: Reservation | null = null
  heldFor: HeldFor | null = null
  intentDurable = false
  ended = false
  private closed = false
  /** The code with which it ended; '' = completed, or not yet over. */
  code = ''
  served: Served | null = null
  /** Set when traces are sent. */
  trace: TraceContext | null = null
  /** The end is durable: only then may the last byte leave. */
  recorded = false
  clientGone = false
  bodyBytes = 0
  /** Where `bodyBytes` are counted until the call is over. */
  budget: BodyBudget | null = null
  /**
   * What runs for this call outside (upstream, timers), while there is such. The object itself, not a closure of it: closures stored here were
   * kept alive, each with its whole call, until the next full collection.
   */
  running: { cancelled(why: 'client_gone' | 'shutting_down'): void } | null = null

  constructor(
    readonly host: CallHost,
    readonly id: CallId,
    readonly req: HttpRequest,
    readonly res: HttpResponse,
    snapshot: Snapshot,
  ) {
    this.snapshot = snapshot
    this.startUs = host.clock.monotonicUs()
    this.atMs = host.clock.nowMs()
  }

  /** On a regulated route nothing is released without its record; elsewhere it is marked `none` and counted. */
  get mustRecord(): boolean {
    return this.route?.part.regulated !== false
  }
  get mayRelease(): boolean {
    return this.recorded || !this.mustRecord
  }

  /** Microseconds since `fromUs`, kept under a stage's name. */
  stage(name: string, fromUs: number): number {
    const nowUs = this.host.clock.monotonicUs()
    this.timingsUs[name] = nowUs - fromUs
    return nowUs
  }

  /** What is known before the upstream is called. A call without a key belongs to no organisation and has no intent. */
  intent(key: Key): CallIntent {
    const { route, target, request } = this
    return {
      callId: this.id,
      org: key.part.org,
      atMs: this.atMs,
      operation: this.operation,
      sys: key.system.ref,
      environment: key.part.environment,
      routeId: route?.part.id ?? '',
      principal: {
        keyId: key.part.id,
        team: this.team,
        endUser: this.endUser === null ? null : { name: this.endUser, proof: this.endUserProof },
      },
      requestedModel: request?.model ?? '',
      versionId: target?.version.id ?? '',
      policyDigest: route?.policy.digest ?? '',
      allowedBy: this.allowedBy,
      generation: key.generation,
      stream: request?.stream ?? false,
      input: this.input,
      request: this.sealed,
    }
  }

  /** Millionths of a US dollar; 0 where the model's price is not known (a cost limit then lets nothing through), and for what was kept here. */
  private cost(ending: Ending): number {
    const price = this.target?.price ?? null
    if (price === null || ending.tokensIn === undefined || this.served?.cache === 'hit') return 0
    return costOf(price, {
      tokensIn: ending.tokensIn,
      tokensCached: ending.tokensCached ?? 0,
      tokensOut: ending.tokensOut ?? 0,
    })
  }

  /** What the call counts for. A provider that was asked and cut off before it said what it used has used nobody knows how much. */
  private used(ending: Ending): Used {
    if (this.served?.cache === 'hit') return { tokens: 0, costMicroUsd: 0 }
    const asked = this.timingsUs['upstream'] !== undefined || this.timingsUs['dispatch'] !== undefined
    if (ending.status === 'cut' && asked && ending.tokensIn === undefined) return 'unknown'
    return { tokens: (ending.tokensIn ?? 0) + (ending.tokensOut ?? 0), costMicroUsd: this.cost(ending) }
  }

  outcome(ending: Ending): CallOutcome {
    const { served } = this
    const dispatched =
      (served === null || served.code === '') &&
      (this.timingsUs['upstream'] !== undefined || this.timingsUs['dispatch'] !== undefined)
    if (served !== null && served.earlierUs > 0) this.timingsUs['earlierAttempts'] = served.earlierUs
    this.stage('total', this.startUs)
    return {
      callId: this.id,
      atMs: this.host.clock.nowMs(),
      status: ending.status,
      verdict: ending.verdict,
      httpStatus: ending.httpStatus,
      code: ending.code === '' ? (served?.code ?? '') : ending.code,
      decidedBy: ending.decidedBy === '' ? (served?.decidedBy ?? '') : ending.decidedBy,
      versionId: dispatched ? (this.target?.version.id ?? '') : '',
      fallbackIndex: dispatched ? (served?.fallback ?? 0) : 0,
      output: ending.output ?? [],
      scannedTo: ending.scannedTo ?? 0,
      authorisedTo: ending.authorisedTo ?? 0,
      tokensIn: ending.tokensIn ?? 0,
      tokensOut: ending.tokensOut ?? 0,
      tokensEstimated: ending.tokensEstimated,
      costMicroUsd: this.cost(ending),
      timingsUs: this.timingsUs,
      response: ending.response,
    }
  }

  /**
   * Makes the call's end durable; once `then` is called the last byte may leave. Writes the intent too when none exists yet (a refusal).
   * `evidence`: the id for the answer's header, 'none' when nothing could be written. `then` is called once, never before this returns.
   */
  endThen(ending: Ending, then: (evidence: string) => void): void {
    if (this.ended) {
      queueMicrotask(() => then(this.id))
      return
    }
    this.ended = true
    this.code = ending.code
    const { recorder } = this.host
    const fromUs = this.host.clock.monotonicUs()
    this.reservation?.settle(this.used(ending))
    if (this.key === null || !this.intentDurable) {
      void this.endRefused(ending).then(then)
      return
    }
    const outcome = this.outcome(ending)
    recorder.outcomeThen(outcome, (error) => {
      if (error === null) {
        this.recorded = true
        this.stage('outcome', fromUs)
        this.host.finished(this, outcome)
      } else {
        this.host.unrecorded(this, error.message)
        this.host.finished(this, null)
      }
      then(this.id)
    })
  }

  end(ending: Ending): Promise<string> {
    return new Promise((resolve) => this.endThen(ending, resolve))
  }

  /** The end of a call that has no intent: both in one write, or one entry in the system log when nobody knows whose call it is. */
  private async endRefused(ending: Ending): Promise<string> {
    const { recorder, clock } = this.host
    const fromUs = clock.monotonicUs()
    let outcome: CallOutcome | null = null
    let evidence: string = this.id
    try {
      if (this.key === null) {
        const how = await recorder.refusedUnknown({
          callId: this.id,
          atMs: this.atMs,
          code: ending.code,
          httpStatus: ending.httpStatus,
        })
        // counted in one entry with others: there is none under this id
        if (how === 'batched') evidence = 'none'
      } else {
        outcome = this.outcome(ending)
        await recorder.refused(this.intent(this.key), outcome)
      }
      this.recorded = true
      this.stage('outcome', fromUs)
    } catch (cause) {
      outcome = null
      evidence = 'none'
      this.host.unrecorded(this, cause instanceof Error ? cause.message : String(cause))
    }
    this.host.finished(this, outcome)
    return evidence
  }

  /** Nothing more will happen on this call. Every way through a call ends here, once. */
  over(): void {
    if (this.closed) return
    this.closed = true
    if (this.budget !== null) this.budget.used -= this.bodyBytes
    this.host.closed(this)
  }

  /** Records a refusal, answers it and closes the call; a stream that has begun answers it itself. */
  async refuse(refusal: Refusal, ending: Partial<Ending> = {}): Promise<void> {
    const evidence = await this.end({
      status:
        refusal.type === 'policy_violation'
          ? 'blocked'
          : refusal.type === 'upstream_error'
            ? 'failed'
            : 'refused',
      verdict:
        refusal.type === 'policy_violation'
          ? 'blocked'
          : refusal.type === 'upstream_error'
            ? 'failed'
            : 'refused',
      httpStatus: refusal.status,
      decidedBy: refusal.decidedBy ?? `${refusal.status} ${refusal.code}`,
      ...ending,
      code: refusal.code,
    })
    this.answerError(refusal, evidence)
    this.over()
  }

  answerError(refusal: Refusal, evidence: string): void {
    const { res } = this
    if (res.headersSent || res.destroyed) return
    const body = Buffer.from(errorBody(refusal, this.shape, evidence))
    const headers = headersFor(this.marks(evidence), 'application/json', body.length)
    if (refusal.retryAfterS !== undefined) headers.push('retry-after', String(refusal.retryAfterS))
    if (refusal.status === 401) headers.push('www-authenticate', 'Bearer')
    res.writeHead(refusal.status, headers)
    res.end(body)
    discardBody(this.req)
  }

  /** Of a call until now: ours and, up to its end or its first byte, the upstream's. */
  private timing(): string {
    const upstreamUs = this.timingsUs['upstream'] ?? this.timingsUs['upstreamFirstByte'] ?? 0
    return serverTiming(
      this.host.clock.monotonicUs() - this.startUs,
      upstreamUs + (this.served?.earlierUs ?? 0),
    )
  }

  marks(evidence: string): Parameters<typeof headersFor>[0] {
    return {
      evidence,
      version: this.served?.degraded === true ? '' : (this.target?.version.label ?? ''),
      policy: this.route?.policyLabel ?? '',
      fallback: this.served?.fallback ?? 0,
      served: this.served,
      timing: this.host.serverTiming ? this.timing() : '',
      limits: this.reservation?.headers() ?? NO_HEADERS,
    }
  }
}
