import type { Dispatcher } from 'undici'

/** Why an upstream gave no (whole) answer. `upstream_cut` = it ended before its end, after its first byte. */
export type UpstreamFailure =
  'upstream_refused' | 'upstream_timeout' | 'upstream_invalid' | 'upstream_cut' | 'upstream_overflow'

/** Headers of an answer by lower-case name, read when asked for: most answers are asked for two. */
export interface AnswerHeaders {
  get(name: string): string | undefined
}

/** Who listens to one upstream exchange. Exactly one of `onEnd` and `onFailure` is called, nothing after it or after `abort`. */
export interface UpstreamSink {
  onStart(status: number, headers: AnswerHeaders): void
  onData(chunk: Buffer): void
  onEnd(): void
  onFailure(code: UpstreamFailure, why: string): void
}

export interface UpstreamExchange {
  abort(): void
  pause(): void
  resume(): void
}

export type UpstreamRequest = {
  readonly body: Buffer
  readonly stream: boolean
  /** Below the upstream's base URL, with its query. */
  readonly path: string
  readonly accept: string
  /** Names and values in turn, besides the upstream's own: what the client's library said of the provider's interface, and the trace. */
  readonly headers: readonly string[]
}

/** A provider, or what stands in for one. The request is in its words already. */
export interface Upstream {
  send(request: UpstreamRequest, sink: UpstreamSink): UpstreamExchange
  close(): Promise<void>
}

export type Deadlines = {
  readonly connectMs: number
  /** To the answer's head. */
  readonly firstByteMs: number
  /** Silence between two chunks. */
  readonly idleMs: number
  /** Whole call, kept by the exchange that owns it. */
  readonly totalMs: number
}

export const defaultDeadlines: Deadlines = {
  connectMs: 5_000,
  firstByteMs: 120_000,
  idleMs: 60_000,
  totalMs: 600_000,
}

/** Names and values in turn, as they came. The first of a repeated name counts. */
class RawHeaders implements AnswerHeaders {
  constructor(private readonly raw: readonly Buffer[]) {}
  get(name: string): string | undefined {
    const { raw } = this
    for (let i = 0; i + 1 < raw.length; i += 2) {
      const given = raw[i]
      if (given?.length === name.length && given.toString('latin1').toLowerCase() === name)
        return raw[i + 1]?.toString('latin1')
    }
    return undefined
  }
}

/**
 * One request on its way. Undici's plain callbacks: the newer controller interface parses every header and makes four objects more a call
 * (a twentieth of a bare proxy's work).
 */
export class Exchange implements Dispatcher.DispatchHandler, UpstreamExchange {
  private abortRequest: ((error: Error) => void) | null = null
  private resumeReading: (() => void) | null = null
  private paused = false
  private started = false
  private over = false
  private aborted = false

  constructor(private readonly sink: UpstreamSink) {}

  onConnect(abort: (error?: Error) => void): void {
    this.abortRequest = abort
    if (this.aborted) abort(new Error('aborted'))
  }
  onHeaders(status: number, raw: Buffer[], resume: () => void): boolean {
    if (this.over || status < 200) return true
    this.started = true
    this.resumeReading = resume
    const headers = new RawHeaders(raw)
    const encoding = headers.get('content-encoding')
    if (encoding !== undefined && encoding !== 'identity') {
      this.fail(
        'upstream_invalid',
        `the upstream sent content-encoding ${encoding.slice(0, 20)}, which was not asked for`,
      )
      return true
    }
    this.sink.onStart(status, headers)
    return !this.paused
  }
  onData(chunk: Buffer): boolean {
    if (!this.over) this.sink.onData(chunk)
    return !this.paused
  }
  onComplete(): void {
    if (this.over) return
    this.over = true
    this.sink.onEnd()
  }
  onError(error: Error): void {
    if (this.over) return
    this.over = true
    const code = 'code' in error ? String(error.code) : ''
    if (
      code === 'UND_ERR_HEADERS_TIMEOUT' ||
      code === 'UND_ERR_BODY_TIMEOUT' ||
      code === 'UND_ERR_CONNECT_TIMEOUT'
    ) {
      this.sink.onFailure('upstream_timeout', `the upstream was silent too long (${code})`)
    } else if (code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW') {
      this.sink.onFailure('upstream_invalid', 'the upstream did not speak HTTP')
    } else if (this.started)
      this.sink.onFailure('upstream_cut', 'the upstream closed its answer before the end')
    else
      this.sink.onFailure(
        'upstream_refused',
        `the upstream could not be reached (${code === '' ? error.name : code})`,
      )
  }

  private fail(code: UpstreamFailure, why: string): void {
    this.over = true
    this.abortRequest?.(new Error(why))
    this.sink.onFailure(code, why)
  }

  abort(): void {
    this.over = true
    if (this.aborted) return
    this.aborted = true
    this.abortRequest?.(new Error('aborted'))
  }
  pause(): void {
    this.paused = true
  }
  resume(): void {
    if (!this.paused) return
    this.paused = false
    this.resumeReading?.()
  }
}
