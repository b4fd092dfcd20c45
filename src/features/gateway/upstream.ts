import type {
  ExchangeError,
  ExchangeSink,
  Http1Pool,
  PoolExchange,
  PoolRequest,
} from '../../platform/http1/pool.ts'

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
  /** Text is ASCII. */
  readonly body: Buffer | string
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

/** One request on its way, and what its connection says of it in the words of calls. */
export class Exchange implements ExchangeSink, UpstreamExchange {
  private running: PoolExchange | null = null
  private paused = false
  private over = false

  constructor(private readonly sink: UpstreamSink) {}

  start(pool: Http1Pool, request: PoolRequest): void {
    if (this.over) return
    try {
      this.running = pool.send(request, this)
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      this.fail('upstream_refused', `the request could not be sent: ${why}`)
      return
    }
    if (this.paused) this.running.pause()
  }

  onHead(status: number, headers: AnswerHeaders): void {
    if (this.over) return
    const encoding = headers.get('content-encoding')
    if (encoding === undefined || encoding === 'identity') this.sink.onStart(status, headers)
    else
      this.fail(
        'upstream_invalid',
        `the upstream sent content-encoding ${encoding.slice(0, 20)}, which was not asked for`,
      )
  }
  onBody(chunk: Buffer): void {
    if (!this.over) this.sink.onData(chunk)
  }
  onEnd(): void {
    if (this.over) return
    this.over = true
    this.sink.onEnd()
  }
  onError(error: ExchangeError): void {
    if (this.over) return
    this.over = true
    this.sink.onFailure(...toldOf(error))
  }

  private fail(code: UpstreamFailure, why: string): void {
    this.abort()
    this.sink.onFailure(code, why)
  }

  abort(): void {
    this.over = true
    this.running?.abort()
  }
  pause(): void {
    this.paused = true
    this.running?.pause()
  }
  resume(): void {
    this.paused = false
    this.running?.resume()
  }
}

function toldOf(error: ExchangeError): readonly [UpstreamFailure, string] {
  switch (error.kind) {
    case 'timeout':
      return ['upstream_timeout', `the upstream was silent too long (${SILENT[error.phase]})`]
    case 'invalid':
      return ['upstream_invalid', `the upstream did not speak HTTP: ${error.why}`]
    case 'unreachable':
      return ['upstream_refused', `the upstream could not be reached (${error.code})`]
    case 'cut':
      return error.begun
        ? ['upstream_cut', 'the upstream closed its answer before the end']
        : ['upstream_refused', `the upstream closed the connection without an answer (${error.code})`]
  }
}

const SILENT = { connect: 'no connection', head: 'no answer', body: 'no more of its answer' } as const
