import type { IncomingHttpHeaders } from 'node:http'
import type { Detector } from '../guardrails/index.ts'
import { blocked, errorEvent, headersFor, refuse, type Refusal } from './answers.ts'
import type { Call, Ending } from './call.ts'
import type { Deadline, Deadlines } from './deadlines.ts'
import { estimateTokens } from './canonical.ts'
import { decidedBy, redactText, toVerdicts } from './guard.ts'
import { AnswerInvalid, judgeJson, StreamAnswer, type OutputJudgement, type Usage } from './output.ts'
import type { Route } from './snapshot.ts'
import { SseOverflow, SseParser } from '../../lib/sse.ts'
import type { Upstream, UpstreamExchange, UpstreamFailure, UpstreamSink } from './upstream.ts'

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
}

/** 16 MiB of JSON is 4 million tokens; 64 MiB of stream is ten times that with its framing. Anything beyond is hostile or broken. */
export const relayLimits = { answerBytesMax: 16 * 1_048_576, streamBytesMax: 64 * 1_048_576 } as const

const ERROR_BYTES_MAX = 65_536
/**
 * Least time between two seals of one stream. The first frames go at once; then what a fast upstream sends within this time is sealed and written
 * together: a seal costs about as much as twenty frames. Half: twice the seals; double: a reader begins to see steps (a screen frame is 16 ms).
 */
const SEAL_GAP_MS = 15
/** Judged text that waits for the recorder or the client, at which the upstream is paused. */
const QUEUE_CHARS_MAX = 262_144
/** How long a slow reader gets for the end of a stream that was cut. */
const LAST_WORD_MS = 5_000
/** Frames that wait for a verdict. Windows are some hundred characters; with one character a frame that is some 100 KB of frames. */
const HELD_CHARS_MAX = 8 * 1_048_576

export type RelayInput = {
  readonly call: Call
  readonly route: Route
  readonly upstream: Upstream
  readonly body: Buffer
  readonly detectors: readonly Detector[]
  readonly limits: RelayLimits
  readonly deadlines: Deadlines
}

/** An ending that is still being put together. */
type Draft = { -readonly [Field in keyof Ending]: Ending[Field] }

const ANSWERED: Attempt = { kind: 'answered' }

/** Sends the call to one upstream and its answer, judged and recorded, to the client. Never rejects. */
export function relay(input: RelayInput): Promise<Attempt> {
  return new Promise((resolve) => {
    const sink =
      input.call.request?.stream === true ? new StreamRelay(input, resolve) : new JsonRelay(input, resolve)
    sink.start()
  })
}

/** What JSON and streams have in common: deadline, cancellation, the upstream's error answers, one end. */
abstract class Relay implements UpstreamSink {
  protected readonly call: Call
  protected readonly input: RelayInput
  readonly #resolve: (attempt: Attempt) => void
  readonly #startUs: number
  protected exchange: UpstreamExchange | null = null
  protected over = false
  protected bytes = 0
  #status = 0
  #retryAfter: string | undefined
  #error: Buffer[] = []
  #deadline: Deadline | null = null

  constructor(input: RelayInput, resolve: (attempt: Attempt) => void) {
    this.input = input
    this.call = input.call
    this.#resolve = resolve
    this.#startUs = input.call.host.clock.monotonicUs()
  }

  start(): void {
    const { call } = this
    call.timingsUs['dispatch'] = this.#startUs - call.startUs
    call.cancel = (why) => this.cancelled(why)
    this.#deadline = this.input.deadlines.after(this.input.limits.totalMs, () =>
      this.onFailure('upstream_timeout', 'the call took longer than its deadline'),
    )
    this.exchange = this.input.upstream.send(
      { body: this.input.body, stream: call.request?.stream === true },
      this,
    )
    // an upstream that fails at once calls back before `exchange` is set
    if (this.over) this.exchange.abort()
  }

  onStart(status: number, headers: IncomingHttpHeaders): void {
    if (this.over) return
    this.call.stage('upstreamFirstByte', this.#startUs)
    this.#status = status
    const after = headers['retry-after']
    this.#retryAfter = typeof after === 'string' && /^\d{1,5}$/.test(after) ? after : undefined
    if (status === 200) this.#guarded(() => this.begin(headers))
  }

  onData(chunk: Buffer): void {
    if (this.over) return
    this.bytes += chunk.length
    if (this.#status === 200) this.#guarded(() => this.data(chunk))
    else if (this.bytes <= ERROR_BYTES_MAX) this.#error.push(chunk)
  }

  onEnd(): void {
    if (this.over) return
    this.#guarded(() => (this.#status === 200 ? this.complete() : this.#upstreamError()))
  }

  onFailure(code: UpstreamFailure, why: string): void {
    if (this.over) return
    this.fail(refuse(code, why), true)
  }

  /** A fault of ours in the middle of the upstream's callbacks ends this call, with its record, and nothing else. */
  #guarded(step: () => void): void {
    try {
      step()
    } catch (cause) {
      if (!this.over) this.fail(failure(cause, this.call), false)
      else throw cause
    }
  }

  protected abstract begin(headers: IncomingHttpHeaders): void
  protected abstract data(chunk: Buffer): void
  protected abstract complete(): void
  /** Ends the attempt without an answer. */
  protected abstract fail(refusal: Refusal, mayFallBack: boolean): void
  protected abstract cancelled(why: 'client_gone' | 'shutting_down'): void

  /** No callback of the upstream counts after this. */
  protected stop(): void {
    this.over = true
    this.input.deadlines.cancel(this.#deadline)
    this.call.cancel = null
    this.call.stage('upstream', this.#startUs)
  }
  protected settle(attempt: Attempt): void {
    this.#resolve(attempt)
  }
  protected abort(): void {
    this.exchange?.abort()
  }

  /** The upstream answered with an error status. Its text is shown only for errors of the request, cut short and with findings masked. */
  #upstreamError(): void {
    const status = this.#status
    if (status === 429) {
      const retryAfterS = this.#retryAfter === undefined ? undefined : Number(this.#retryAfter)
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
        ),
        true,
      )
    } else if (status >= 400 && status < 500) {
      const said = redactText(upstreamMessage(Buffer.concat(this.#error)), this.input.detectors)
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
      tokensOut: usage?.tokensOut ?? estimateTokens(chars),
      tokensEstimated: usage === null,
      response: undefined,
    }
  }
}

const charsOf = (parts: readonly { readonly text: string }[]): number =>
  parts.reduce((sum, part) => sum + part.text.length, 0)

class JsonRelay extends Relay {
  readonly #chunks: Buffer[] = []

  protected begin(headers: IncomingHttpHeaders): void {
    if (!String(headers['content-type'] ?? '').includes('json'))
      this.onFailure('upstream_invalid', 'the upstream did not answer with JSON')
  }
  protected data(chunk: Buffer): void {
    if (this.bytes > this.input.limits.answerBytesMax) {
      this.onFailure(
        'upstream_overflow',
        `the upstream's answer is larger than ${this.input.limits.answerBytesMax} bytes`,
      )
    } else this.#chunks.push(chunk)
  }

  protected complete(): void {
    this.stop()
    const [only] = this.#chunks
    const bytes = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks)
    void this.#answer(bytes).then(
      (attempt) => this.settle(attempt),
      (cause: unknown) =>
        this.settle({ kind: 'failed', refusal: failure(cause, this.call), mayFallBack: false }),
    )
  }

  async #answer(bytes: Buffer): Promise<Attempt> {
    const { call, route, detectors } = this.input
    const fromUs = call.host.clock.monotonicUs()
    let answer: ReturnType<typeof judgeJson>
    try {
      answer = judgeJson(bytes, route.policy.spec, detectors)
    } catch (cause) {
      if (!(cause instanceof AnswerInvalid)) throw cause
      return { kind: 'failed', refusal: refuse('upstream_invalid', cause.message), mayFallBack: true }
    }
    const { judgement } = answer
    const ending = this.ending(judgement, answer.usage, answer.chars, call.host.clock.monotonicUs() - fromUs)
    const logging = route.policy.spec.logging
    if (judgement.block !== null) {
      const decided = decidedBy(ending.output ?? [], 'block')
      const response = logging === 'full' ? bytes : undefined
      await call.refuse(blocked(judgement.block.code, 'output'), {
        ...ending,
        status: 'blocked',
        verdict: 'blocked',
        httpStatus: 403,
        decidedBy: decided,
        response,
      })
      return ANSWERED
    }
    if (logging === 'full') ending.response = answer.bytes
    else if (logging === 'redacted')
      ending.response = Buffer.from(redactText(answer.bytes.toString('utf8'), detectors))
    const recorded = await call.end(ending)
    if (!call.mayRelease) {
      call.answerError(
        refuse('evidence_unavailable', 'the answer came but could not be recorded, so it is not released'),
        recorded,
      )
      return ANSWERED
    }
    const { res } = call
    if (!res.destroyed) {
      res.writeHead(200, headersFor(call.marks(recorded), 'application/json', answer.bytes.length))
      res.end(answer.bytes)
    }
    return ANSWERED
  }

  protected fail(refusal: Refusal, mayFallBack: boolean): void {
    this.stop()
    this.abort()
    this.settle({ kind: 'failed', refusal, mayFallBack })
  }

  protected cancelled(why: 'client_gone' | 'shutting_down'): void {
    this.stop()
    this.abort()
    const refusal = refuse(
      why,
      why === 'client_gone' ? 'the client closed the connection' : 'the gateway is shutting down',
    )
    void this.call.refuse(refusal, { status: 'cut', verdict: 'cut' }).then(() => this.settle(ANSWERED))
  }
}

/** An upstream's `error.message`, at most 300 characters; '' when there is none. */
function upstreamMessage(bytes: Buffer): string {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    const error: unknown =
      typeof value === 'object' && value !== null && 'error' in value ? value.error : null
    const message: unknown =
      typeof error === 'object' && error !== null && 'message' in error ? error.message : error
    return typeof message === 'string' ? message.slice(0, 300) : ''
  } catch (cause) {
    // not JSON: nothing that is fit to show
    return cause instanceof SyntaxError ? '' : ''
  }
}

function failure(cause: unknown, call: Call): Refusal {
  call.host.log.error(
    { call: call.id, cause: cause instanceof Error ? cause.name : 'error' },
    'a call failed inside the gateway',
  )
  return refuse('internal_error', 'the gateway failed on this call: its evidence id finds it in the log')
}

/**
 * Streams: events are judged, frames that may leave are sealed (`recorder.chunk`) and only then written; the last ones wait for the outcome.
 * One seal is in flight at a time, what comes meanwhile goes with the next. Headers are sent with the first frame, so that what is blocked
 * or fails before it is still a plain error answer.
 */
class StreamRelay extends Relay {
  readonly #parser: SseParser
  readonly #answer: StreamAnswer
  /** Frames judged but not yet handed to the recorder. */
  #queue = ''
  #sealing = false
  /** What is being sealed; written once that is done, or with the last bytes. */
  #unwritten = ''
  #sealed: Promise<void> = Promise.resolve()
  #sealFromMs = 0
  #gathering = false
  #released = false
  #draining = false
  #done = false
  #guardUs = 0
  #copy = ''

  constructor(input: RelayInput, resolve: (attempt: Attempt) => void) {
    super(input, resolve)
    this.#answer = new StreamAnswer(input.route.policy.spec, input.detectors)
    this.#parser = new SseParser((event) => this.#event(event.data))
  }

  protected begin(headers: IncomingHttpHeaders): void {
    if (!String(headers['content-type'] ?? '').includes('text/event-stream')) {
      this.onFailure('upstream_invalid', 'the upstream did not answer with an event stream')
    }
  }

  protected data(chunk: Buffer): void {
    if (this.bytes > this.input.limits.streamBytesMax) {
      this.onFailure(
        'upstream_overflow',
        `the upstream's stream is longer than ${this.input.limits.streamBytesMax} bytes`,
      )
      return
    }
    const fromUs = this.call.host.clock.monotonicUs()
    try {
      this.#parser.push(chunk)
    } catch (cause) {
      this.#invalid(cause)
      return
    }
    this.#guardUs += this.call.host.clock.monotonicUs() - fromUs
    if (this.over) return
    this.#advance()
  }

  #invalid(cause: unknown): void {
    if (cause instanceof AnswerInvalid || cause instanceof SseOverflow)
      this.onFailure('upstream_invalid', cause.message)
    else this.fail(failure(cause, this.call), false)
  }

  #event(data: string): void {
    if (this.over || this.#done) return
    if (data === '[DONE]') this.#done = true
    else this.#answer.push(data)
  }

  /** After each chunk: stop on a block, hand on what may go, finish after [DONE]. */
  #advance(): void {
    const { blocked: block } = this.#answer
    if (block !== null) {
      this.#block(block)
      return
    }
    if (this.#done) {
      this.complete()
      return
    }
    this.#queue += this.#answer.take()
    if (this.#answer.heldChars > HELD_CHARS_MAX) {
      this.onFailure('upstream_overflow', 'too much of the stream would have to be held for its verdict')
      return
    }
    if (this.#queue.length > QUEUE_CHARS_MAX) this.exchange?.pause()
    this.#pump()
  }

  #pump(): void {
    if (this.#sealing || this.#draining || this.over || this.#queue === '' || this.#gathering) return
    const waitMs = this.#sealFromMs - performance.now()
    if (waitMs > 0) {
      this.#gathering = true
      setTimeout(() => {
        this.#gathering = false
        this.#pump()
      }, waitMs)
      return
    }
    this.#sealFromMs = performance.now() + SEAL_GAP_MS
    const text = this.#queue
    this.#queue = ''
    this.#sealing = true
    this.#unwritten = text
    this.#sealed = this.#seal(text)
    void this.#sealed.then(
      () => {
        this.#sealing = false
        if (this.over) return
        this.#unwritten = ''
        this.#write(text)
        this.exchange?.resume()
        this.#pump()
      },
      () => {
        this.#sealing = false
        if (!this.over)
          this.fail(
            refuse('evidence_unavailable', 'the stream was ended because its evidence could not be written'),
            false,
          )
      },
    )
  }

  /** Durable before it is released, in full mode. In the other modes the text is not kept as it goes; a masked copy goes with the outcome. */
  async #seal(text: string): Promise<void> {
    const { logging } = this.input.route.policy.spec
    // only a call outside the regulated routes gets here without its intent; it is marked and counted
    if (!this.call.intentDurable) return
    if (logging === 'full') await this.call.host.recorder.chunk(this.call.id, Buffer.from(text))
    else if (logging === 'redacted' && this.#copy.length < 10_485_760) this.#copy += text
  }

  #write(text: string): void {
    const { res } = this.call
    if (res.destroyed) return
    if (!this.#released) {
      this.#released = true
      res.writeHead(
        200,
        headersFor(
          this.call.marks(this.call.intentDurable ? this.call.id : 'none'),
          'text/event-stream; charset=utf-8',
          null,
        ),
      )
    }
    if (!res.write(text) && !this.#draining) {
      this.#draining = true
      this.exchange?.pause()
      res.once('drain', () => {
        this.#draining = false
        this.exchange?.resume()
        this.#pump()
      })
    }
  }

  protected complete(): void {
    if (!this.#done) {
      try {
        this.#parser.end({ flush: true })
      } catch (cause) {
        this.#invalid(cause)
        return
      }
      if (!this.#done && !this.#answer.finished) {
        this.onFailure('upstream_cut', 'the upstream ended its stream before the answer was complete')
        return
      }
    }
    this.#answer.finish()
    const { blocked: block } = this.#answer
    if (block !== null) {
      this.#block(block)
      return
    }
    const last = `${this.#queue}${this.#answer.take()}data: [DONE]\n\n`
    this.#queue = ''
    this.stop()
    void this.#finish(last).then(
      () => this.settle(ANSWERED),
      (cause: unknown) =>
        this.settle({ kind: 'failed', refusal: failure(cause, this.call), mayFallBack: false }),
    )
  }

  /** The log is ordered, so chunks and outcome are issued at once and become durable together; each one's own failure is looked at. */
  async #finish(last: string): Promise<void> {
    const { call } = this
    const judgement = this.#answer.judgement()
    const ending = this.ending(judgement, this.#answer.usage, this.#answer.chars, this.#guardUs)
    const sealed = Promise.all([this.#sealed, this.#seal(last)])
    sealed.catch(() => {})
    const response = this.#copy === '' ? undefined : Buffer.from(redactText(this.#copy, this.input.detectors))
    const evidence = await call.end({ ...ending, status: 'completed', httpStatus: 200, code: '', response })
    let kept = call.mayRelease
    try {
      await sealed
    } catch (cause) {
      call.host.log.warn(
        { call: call.id, cause: String(cause) },
        'the last chunk of a stream could not be recorded',
      )
      kept = !call.mustRecord
    }
    if (!kept) {
      this.#error(
        refuse('evidence_unavailable', 'the end of the answer could not be recorded, so it is not released'),
        evidence,
      )
      return
    }
    this.#write(this.#unwritten + last)
    call.res.end()
  }

  #block(block: { readonly code: string }): void {
    this.stop()
    this.abort()
    const refusal = blocked(block.code, 'output')
    const ending = this.ending(
      this.#answer.judgement(),
      this.#answer.usage,
      this.#answer.chars,
      this.#guardUs,
    )
    const decided = decidedBy(ending.output ?? [], 'block')
    void this.#close(refusal, { ...ending, status: 'blocked', verdict: 'blocked', decidedBy: decided })
  }

  /** The end of a stream that did not complete: recorded, then told to the client if it still listens. */
  async #close(refusal: Refusal, ending: Partial<Ending>): Promise<void> {
    const rest = await this.#flush()
    const response = this.#copy === '' ? undefined : Buffer.from(redactText(this.#copy, this.input.detectors))
    const sent = this.#released ? { httpStatus: 200 } : { httpStatus: refusal.status, authorisedTo: 0 }
    await this.call.refuse(refusal, { ...ending, ...sent, response })
    if (rest !== '') this.#write(rest)
    this.#error(refusal, this.call.id)
    this.settle(ANSWERED)
  }

  /** What was authorised before the end and is durable now; '' before the first byte, where a plain error is clearer, and when nobody reads. */
  async #flush(): Promise<string> {
    const text = this.#queue
    this.#queue = ''
    if (!this.#released || this.#draining || this.call.res.destroyed) return ''
    try {
      await Promise.all([this.#sealed, text === '' ? undefined : this.#seal(text)])
      return this.#unwritten + text
    } catch (cause) {
      this.call.host.log.warn(
        { call: this.call.id, cause: String(cause) },
        'the rest of a cut stream could not be recorded',
      )
      return ''
    }
  }

  #error(refusal: Refusal, evidence: string): void {
    const { res } = this.call
    if (!this.#released) this.call.answerError(refusal, evidence)
    else if (!res.destroyed && !res.writableEnded) {
      res.end(errorEvent(refusal))
      if (!this.#draining) return
      // a client that does not read would keep the connection, and what waits in it, for ever
      const timer = setTimeout(() => res.destroy(), LAST_WORD_MS)
      timer.unref()
      res.once('close', () => clearTimeout(timer))
    }
  }

  protected fail(refusal: Refusal, mayFallBack: boolean): void {
    this.stop()
    this.abort()
    if (!this.#released && !this.#sealing) {
      this.settle({ kind: 'failed', refusal, mayFallBack })
      return
    }
    const partial = this.ending(
      this.#answer.judgement(),
      this.#answer.usage,
      this.#answer.chars,
      this.#guardUs,
    )
    void this.#close(refusal, { ...partial, status: 'cut', verdict: 'cut', decidedBy: refusal.code })
  }

  protected cancelled(why: 'client_gone' | 'shutting_down'): void {
    this.stop()
    this.abort()
    const refusal = refuse(
      why,
      why === 'client_gone' ? 'the client closed the connection' : 'the gateway is shutting down',
    )
    const partial = this.ending(
      this.#answer.judgement(),
      this.#answer.usage,
      this.#answer.chars,
      this.#guardUs,
    )
    void this.#close(refusal, { ...partial, status: 'cut', verdict: 'cut', decidedBy: why })
  }
}
