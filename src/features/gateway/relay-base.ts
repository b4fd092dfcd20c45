import type { Detector } from '../guardrails/index.ts'
import { refuse, type Refusal } from './answers.ts'
import { crashed } from './crashed.ts'
import type { Call, Ending } from './call.ts'
import type { Deadline, Deadlines } from './deadlines.ts'
import { estimateTokens } from './canonical.ts'
import { answerGuards, AnswerGuards } from './answer-guards.ts'
import type { ExternalDetectors } from './external/ask.ts'
import { guardPlanOf } from './guard-plan.ts'
import { decidedBy, redactText, toVerdicts } from './guard.ts'
import type { OutputJudgement, Usage } from './output.ts'
import type { Route } from './snapshot.ts'
import { objectOf, parsed, textOf } from './wire/json.ts'
import type { AnswerFormat } from './answer-format.ts'
import type {
  AnswerHeaders,
  Upstream,
  UpstreamExchange,
  UpstreamFailure,
  UpstreamRequest,
  UpstreamSink,
} from './upstream.ts'
import { traceHeaders } from './telemetry/trace-context.ts'

/** How one attempt at one target went. `failed`: nothing was released, so another target may be tried. `answered`: the call is over. */
export type Attempt =
  | { readonly kind: 'answered' }
  | { readonly kind: 'failed'; readonly refusal: Refusal; readonly mayFallBack: boolean }

export type RelayLimits = {
  /** Bytes of a JSON answer, buffered whole. */
  readonly answerBytesMax: number
  /** Bytes of a stream; it is never buffered whole, this ends endless ones. */
  readonly streamBytesMax: number
  /** From dispatch to the last byte. */
  readonly totalMs: number
  /** From dispatch to a stream's head or a JSON answer's end; null = no deadline of its own. */
  readonly tryMs?: number | null
}

/** 16 MiB of JSON is 4 million tokens; 64 MiB of stream is ten times that with its framing. Anything beyond is hostile or broken. */
export const relayLimits = { answerBytesMax: 16 * 1_048_576, streamBytesMax: 64 * 1_048_576 } as const

const ERROR_BYTES_MAX = 65_536

export type RelayInput = {
  readonly call: Call
  readonly route: Route
  readonly upstream: Upstream
  readonly request: UpstreamRequest
  readonly format: AnswerFormat
  readonly detectors: readonly Detector[]
  readonly servers: ExternalDetectors | null
  readonly limits: RelayLimits
  readonly deadlines: Deadlines
}

const NO_ERROR: Buffer[] = []

/** An ending that is still being put together. */
export type Draft = { -readonly [Field in keyof Ending]: Ending[Field] }

export const ANSWERED: Attempt = { kind: 'answered' }

/** What JSON and streams have in common: deadline, cancellation, the upstream's error answers, one end. */
export abstract class Relay implements UpstreamSink {
  protected readonly call: Call
  protected readonly input: RelayInput
  private readonly settled: (attempt: Attempt) => void
  private readonly startUs: number
  protected exchange: UpstreamExchange | null = null
  /** What the answer is judged with beyond its own text; undefined for most policies. */
  protected readonly guards: AnswerGuards | undefined
  protected over = false
  protected bytes = 0
  private status = 0
  private retryAfter: string | undefined = undefined
  private error: Buffer[] = NO_ERROR
  private deadline: Deadline | null = null

  constructor(input: RelayInput, then: (attempt: Attempt) => void) {
    this.input = input
    this.call = input.call
    this.settled = then
    this.startUs = input.call.host.clock.monotonicUs()
    this.guards = guardsFor(input)
  }

  start(): void {
    const { call } = this
    call.timingsUs['dispatch'] = this.startUs - call.startUs
    call.running = this
    const { totalMs, tryMs } = this.input.limits
    this.expireIn(Math.min(totalMs, tryMs ?? totalMs))
    const { request } = this.input
    this.exchange = this.input.upstream.send(
      call.trace === null
        ? request
        : { ...request, headers: [...request.headers, ...traceHeaders(call.trace)] },
      this,
    )
    // an upstream that fails at once calls back before `exchange` is set
    if (this.over) this.exchange.abort()
  }

  private expireIn(ms: number): void {
    this.input.deadlines.cancel(this.deadline)
    this.deadline = this.input.deadlines.after(ms, () =>
      this.onFailure('upstream_timeout', 'the call took longer than its deadline'),
    )
  }

  /** A stream's head came in time: from here on only the whole call's deadline holds. */
  private headCame(): void {
    const { totalMs, tryMs } = this.input.limits
    if (tryMs === undefined || tryMs === null || this.call.request?.stream !== true) return
    this.expireIn(totalMs - (this.call.host.clock.monotonicUs() - this.startUs) / 1_000)
  }

  // A fault of ours in the middle of the upstream's callbacks ends this call, with its record, and nothing else.

  onStart(status: number, headers: AnswerHeaders): void {
    if (this.over) return
    try {
      this.call.stage('upstreamFirstByte', this.startUs)
      this.status = status
      if (status === 200) {
        this.headCame()
        this.begin(headers)
      } else {
        const after = headers.get('retry-after')
        if (after !== undefined && /^\d{1,5}$/.test(after)) this.retryAfter = after
        this.error = []
      }
    } catch (cause) {
      this.fault(cause)
    }
  }

  onData(chunk: Buffer): void {
    if (this.over) return
    try {
      this.bytes += chunk.length
      if (this.status === 200) this.data(chunk)
      else if (this.bytes <= ERROR_BYTES_MAX) this.error.push(chunk)
    } catch (cause) {
      this.fault(cause)
    }
  }

  onEnd(): void {
    if (this.over) return
    try {
      if (this.status === 200) this.complete()
      else this.upstreamError()
    } catch (cause) {
      this.fault(cause)
    }
  }

  onFailure(code: UpstreamFailure, why: string): void {
    if (this.over) return
    this.fail(refuse(code, why), true)
  }

  private fault(cause: unknown): void {
    if (!this.over) this.fail(failure(cause, this.call), false)
    else crashed(this.call, cause)
  }

  protected abstract begin(headers: AnswerHeaders): void
  protected abstract data(chunk: Buffer): void
  protected abstract complete(): void
  /** Ends the attempt without an answer. */
  protected abstract fail(refusal: Refusal, mayFallBack: boolean): void
  abstract cancelled(why: 'client_gone' | 'shutting_down'): void

  /** No callback of the upstream counts after this. */
  protected stop(): void {
    this.over = true
    this.input.deadlines.cancel(this.deadline)
    this.call.running = null
    this.call.stage('upstream', this.startUs)
  }
  protected settle(attempt: Attempt): void {
    this.settled(attempt)
  }
  protected abort(): void {
    this.exchange?.abort()
  }

  /** The upstream answered with an error status. Its text is shown only for errors of the request, cut short and with findings masked. */
  private upstreamError(): void {
    const status = this.status
    if (status === 429) {
      const retryAfterS = this.retryAfter === undefined ? undefined : Number(this.retryAfter)
      const rest = retryAfterS === undefined ? {} : { retryAfterS }
      this.fail(
        refuse('upstream_rate_limited', 'the upstream is over its own rate limit: try again later', rest),
        true,
      )
    } else if (status === 401 || status === 403) {
      this.fail(
        refuse(
          'upstream_refused',
          `the upstream refused our credentials (${status}): check the upstream's key`,
          { lasting: true },
        ),
        true,
      )
    } else if (status >= 400 && status < 500) {
      const said = redactText(upstreamMessage(Buffer.concat(this.error)), this.input.detectors)
      this.fail(
        refuse(
          'upstream_rejected',
          `the upstream rejected the request (${status})${said === '' ? '' : `: ${said}`}`,
          { status },
        ),
        false,
      )
    } else if (status >= 500) this.fail(refuse('upstream_refused', `the upstream failed (${status})`), true)
    else this.fail(refuse('upstream_invalid', `the upstream answered with status ${status}`), true)
  }

  /** What every complete or cut answer records; `judgement` is null when no text came. */
  protected ending(
    judgement: OutputJudgement | null,
    usage: Usage | null,
    chars: number,
    guardUs: number,
  ): Draft {
    const output = toVerdicts(judgement?.verdicts ?? [], 'output', guardUs)
    this.call.timingsUs['guardOut'] = guardUs
    const verdict =
      this.call.inputMasked || judgement?.masked === true
        ? 'masked'
        : this.call.inputFlagged || judgement?.flagged === true
          ? 'flagged'
          : 'allowed'
    const action = verdict === 'masked' ? 'mask' : 'flag'
    return {
      status: 'completed',
      verdict,
      httpStatus: 200,
      code: '',
      decidedBy: verdict === 'allowed' ? '' : decidedBy([...this.call.input, ...output], action),
      output,
      scannedTo: judgement?.scannedTo ?? 0,
      authorisedTo: judgement?.authorisedTo ?? 0,
      tokensIn: usage?.tokensIn ?? estimateTokens(charsOf(this.call.parts)),
      tokensCached: usage?.tokensCached ?? 0,
      tokensOut: usage?.tokensOut ?? estimateTokens(chars),
      tokensEstimated: usage === null,
      response: undefined,
    }
  }
}

function guardsFor({ call, route, detectors, servers }: RelayInput): AnswerGuards | undefined {
  const plan = guardPlanOf(route.policy, detectors)
  return answerGuards(plan, call.tokens)
    ? new AnswerGuards({
        plan,
        spec: route.policy.spec,
        parts: call.parts,
        request: call.request?.value ?? {},
        tokens: call.tokens,
        nowMs: call.host.steady.latestMs(call.atMs),
        servers,
      })
    : undefined
}

const charsOf = (parts: readonly { readonly text: string }[]): number =>
  parts.reduce((sum, part) => sum + part.text.length, 0)

/** What an upstream's error says, at most 300 characters; '' when nothing. OpenAI, Anthropic: `error.message`; AWS: `message`; Gemini: also in a list. */
function upstreamMessage(bytes: Buffer): string {
  const told = parsed(bytes.toString('utf8'))
  const value = objectOf(Array.isArray(told) ? told[0] : told)
  const message =
    textOf(objectOf(value?.['error'])?.['message']) ?? textOf(value?.['error']) ?? textOf(value?.['message'])
  return message?.slice(0, 300) ?? ''
}

export function failure(cause: unknown, call: Call): Refusal {
  call.host.log.error(
    { call: call.id, cause: cause instanceof Error ? cause.name : 'error' },
    'a call failed inside the gateway',
  )
  return refuse('internal_error', 'the gateway failed on this call: its evidence id finds it in the log')
}
