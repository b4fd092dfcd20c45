import { SseOverflow } from '../../lib/sse.ts'
import { frameParser, streamTypes, type FrameParser, type StreamJudge } from './answer-format.ts'
import { blocked, errorEvent, headersFor, refuse, type Refusal } from './answers.ts'
import type { Ending } from './call.ts'
import { crashed } from './crashed.ts'
import { decidedBy, redactText } from './guard.ts'
import { AnswerInvalid } from './output.ts'
import { ANSWERED, failure, Relay, type Attempt, type RelayInput } from './relay-base.ts'
import type { AnswerHeaders } from './upstream.ts'

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

/**
 * Streams: events are judged, frames that may leave are sealed (`recorder.chunk`) and only then written; the last ones wait for the outcome.
 * One seal is in flight at a time, what comes meanwhile goes with the next. Headers are sent with the first frame, so that what is blocked
 * or fails before it is still a plain error answer.
 */
export class StreamRelay extends Relay {
  readonly #parser: FrameParser
  readonly #answer: StreamJudge
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

  constructor(input: RelayInput, then: (attempt: Attempt) => void) {
    super(input, then)
    this.#answer = input.format.stream(input.route.policy.spec, input.detectors, this.guards)
    this.#parser = frameParser(input.format.framing, (event, data) => this.#event(event, data))
  }

  protected begin(headers: AnswerHeaders): void {
    if (!(headers.get('content-type') ?? '').includes(streamTypes[this.input.format.framing])) {
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

  #event(event: string, data: string): void {
    if (this.over || this.#done) return
    if (data === '[DONE]') this.#done = true
    else {
      this.#answer.push(data, event)
      if (this.#answer.over) this.#done = true
    }
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
    const { guards } = this
    if (guards?.asks !== true) {
      this.#conclude()
      return
    }
    // the upstream has said all: only servers are waited for, each with its own deadline
    this.stop()
    const fromUs = this.call.host.clock.monotonicUs()
    guards
      .askServers()
      .then(() => {
        this.#guardUs += this.call.host.clock.monotonicUs() - fromUs
        this.#conclude()
      })
      .catch((cause: unknown) => crashed(this.call, cause))
  }

  #conclude(): void {
    this.#answer.finish()
    const { blocked: block } = this.#answer
    if (block !== null) {
      this.#block(block)
      return
    }
    const last = `${this.#queue}${this.#answer.take()}${this.#answer.last()}`
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
      res.end(errorEvent(refusal, this.call.shape, evidence))
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

  cancelled(why: 'client_gone' | 'shutting_down'): void {
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
