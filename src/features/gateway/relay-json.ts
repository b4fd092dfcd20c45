import { isAscii } from 'node:buffer'
import { collecting, type AnswerGuards } from './answer-guards.ts'
import { blocked, headersFor, refuse, type Refusal } from './answers.ts'
import { crashed } from './crashed.ts'
import { decidedBy, redactText } from './guard.ts'
import { AnswerInvalid, type JsonAnswer } from './output.ts'
import { ANSWERED, failure, Relay } from './relay-base.ts'
import type { AnswerHeaders } from './upstream.ts'

/** A JSON answer: read whole, judged in one pass, recorded, then released. */
export class JsonRelay extends Relay {
  private first: Buffer | null = null
  private more: Buffer[] | null = null

  protected begin(headers: AnswerHeaders): void {
    if (!(headers.get('content-type') ?? '').includes('json'))
      this.onFailure('upstream_invalid', 'the upstream did not answer with JSON')
  }
  protected data(chunk: Buffer): void {
    if (this.bytes > this.input.limits.answerBytesMax) {
      this.onFailure(
        'upstream_overflow',
        `the upstream's answer is larger than ${this.input.limits.answerBytesMax} bytes`,
      )
    } else if (this.first === null) this.first = chunk
    else if (this.more === null) this.more = [this.first, chunk]
    else this.more.push(chunk)
  }

  protected complete(): void {
    this.stop()
    const bytes = this.more === null ? (this.first ?? NOTHING) : Buffer.concat(this.more)
    const { guards } = this
    if (guards?.asks === true) this.ask(bytes, guards)
    else this.judged(bytes)
  }

  /** Servers hear all texts of the answer first; then it is judged as any other. */
  private ask(bytes: Buffer, guards: AnswerGuards): void {
    const { route, detectors, format } = this.input
    const heard = collecting()
    try {
      format.judge(bytes, route.policy.spec, detectors, heard)
    } catch (cause) {
      this.refused(cause)
      return
    }
    guards
      .askServers(heard.texts)
      .then(() => this.judged(bytes))
      .catch((cause: unknown) => crashed(this.call, cause))
  }

  private judged(bytes: Buffer): void {
    try {
      this.judge(bytes)
    } catch (cause) {
      this.refused(cause)
    }
  }

  private refused(cause: unknown): void {
    const refusal =
      cause instanceof AnswerInvalid ? refuse('upstream_invalid', cause.message) : failure(cause, this.call)
    this.settle({ kind: 'failed', refusal, mayFallBack: cause instanceof AnswerInvalid })
  }

  private judge(bytes: Buffer): void {
    const { call, route, detectors, format } = this.input
    const fromUs = call.host.clock.monotonicUs()
    const answer = format.judge(bytes, route.policy.spec, detectors, this.guards)
    const { judgement } = answer
    const ending = this.ending(judgement, answer.usage, answer.chars, call.host.clock.monotonicUs() - fromUs)
    const logging = route.policy.spec.logging
    if (judgement.block !== null) {
      const decided = decidedBy(ending.output ?? [], 'block')
      const response = logging === 'full' ? bytes : undefined
      call
        .refuse(blocked(judgement.block.code, 'output'), {
          ...ending,
          status: 'blocked',
          verdict: 'blocked',
          httpStatus: 403,
          decidedBy: decided,
          response,
        })
        .then(
          () => this.settle(ANSWERED),
          (cause: unknown) => crashed(call, cause),
        )
      return
    }
    if (logging === 'full') ending.response = answer.bytes
    else if (logging === 'redacted') ending.response = Buffer.from(redactText(answer.text, detectors))
    call.endThen(ending, (evidence) => {
      try {
        this.release(answer, evidence)
        this.settle(ANSWERED)
      } catch (cause) {
        crashed(call, cause)
      }
    })
  }

  /** The outcome is durable (or this route need not have one): the answer leaves in one piece, headers and body in one write. */
  private release({ text, bytes }: JsonAnswer, evidence: string): void {
    const { call } = this
    const { res } = call
    if (!call.mayRelease)
      call.answerError(
        refuse('evidence_unavailable', 'the answer came but could not be recorded, so it is not released'),
        evidence,
      )
    else if (!res.destroyed) {
      res.writeHead(200, headersFor(call.marks(evidence), 'application/json', bytes.length))
      // a string of ASCII goes out joined to its head; bytes would be a second buffer of the same write
      if (isAscii(bytes)) res.end(text, 'latin1')
      else res.end(bytes)
    }
  }

  protected fail(refusal: Refusal, mayFallBack: boolean): void {
    this.stop()
    this.abort()
    this.settle({ kind: 'failed', refusal, mayFallBack })
  }

  cancelled(why: 'client_gone' | 'shutting_down'): void {
    this.stop()
    this.abort()
    const refusal = refuse(
      why,
      why === 'client_gone' ? 'the client closed the connection' : 'the gateway is shutting down',
    )
    void this.call.refuse(refusal, { status: 'cut', verdict: 'cut' }).then(() => this.settle(ANSWERED))
  }
}

const NOTHING = Buffer.alloc(0)
