import { Pool, type buildConnector, type Dispatcher } from 'undici'
import type { IncomingHttpHeaders } from 'node:http'
import type { UpstreamPart } from './snapshot.ts'

/** Why an upstream gave no (whole) answer. `upstream_cut` = it ended before its end, after its first byte. */
export type UpstreamFailure =
  'upstream_refused' | 'upstream_timeout' | 'upstream_invalid' | 'upstream_cut' | 'upstream_overflow'

/** Who listens to one upstream exchange. Exactly one of `onEnd` and `onFailure` is called, nothing after it or after `abort`. */
export interface UpstreamSink {
  onStart(status: number, headers: IncomingHttpHeaders): void
  onData(chunk: Buffer): void
  onEnd(): void
  onFailure(code: UpstreamFailure, why: string): void
}

export interface UpstreamExchange {
  abort(): void
  pause(): void
  resume(): void
}

export type UpstreamRequest = { readonly body: Buffer; readonly stream: boolean }

/** An upstream that speaks OpenAI's chat completions, wherever it runs. */
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

/** An OpenAI-compatible server by base URL (`https://api.openai.com/v1`) and key, over one keep-alive pool. */
export function openaiUpstream(
  part: UpstreamPart,
  deadlines: Deadlines,
  connector?: buildConnector.connector,
): Upstream {
  const base = new URL(part.baseUrl ?? 'http://invalid.invalid')
  const pool = new Pool(base.origin, {
    connections: 256,
    pipelining: 1,
    connect: connector ?? { timeout: deadlines.connectMs },
    headersTimeout: deadlines.firstByteMs,
    bodyTimeout: deadlines.idleMs,
    keepAliveTimeout: 30_000,
    maxHeaderSize: 16_384,
  })
  const path = `${base.pathname.replace(/\/+$/, '')}/chat/completions`
  const json = headers(part.key, 'application/json')
  const sse = headers(part.key, 'text/event-stream')
  return {
    send(request, sink) {
      const exchange = new Exchange(sink)
      pool.dispatch(
        { path, method: 'POST', headers: request.stream ? sse : json, body: request.body, idempotent: false },
        exchange,
      )
      return exchange
    },
    close: () => pool.destroy(),
  }
}

const headers = (key: string | null, accept: string): string[] => [
  'content-type',
  'application/json',
  'accept',
  accept,
  'accept-encoding',
  'identity',
  'user-agent',
  'sealwright',
  ...(key === null || key === '' ? [] : ['authorization', `Bearer ${key}`]),
]

class Exchange implements Dispatcher.DispatchHandler, UpstreamExchange {
  #controller: Dispatcher.DispatchController | null = null
  #started = false
  #over = false
  #aborted = false
  readonly #sink: UpstreamSink

  constructor(sink: UpstreamSink) {
    this.#sink = sink
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#aborted) controller.abort(new Error('aborted'))
  }
  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (this.#over || status < 200) return
    this.#started = true
    const encoding = headers['content-encoding']
    if (encoding !== undefined && encoding !== 'identity') {
      this.#fail(
        'upstream_invalid',
        `the upstream sent content-encoding ${String(encoding).slice(0, 20)}, which was not asked for`,
      )
      return
    }
    this.#sink.onStart(status, headers)
  }
  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#over) this.#sink.onData(chunk)
  }
  onResponseEnd(): void {
    if (this.#over) return
    this.#over = true
    this.#sink.onEnd()
  }
  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#over) return
    this.#over = true
    const code = 'code' in error ? String(error.code) : ''
    if (
      code === 'UND_ERR_HEADERS_TIMEOUT' ||
      code === 'UND_ERR_BODY_TIMEOUT' ||
      code === 'UND_ERR_CONNECT_TIMEOUT'
    ) {
      this.#sink.onFailure('upstream_timeout', `the upstream was silent too long (${code})`)
    } else if (code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW') {
      this.#sink.onFailure('upstream_invalid', 'the upstream did not speak HTTP')
    } else if (this.#started)
      this.#sink.onFailure('upstream_cut', 'the upstream closed its answer before the end')
    else
      this.#sink.onFailure(
        'upstream_refused',
        `the upstream could not be reached (${code === '' ? error.name : code})`,
      )
  }

  #fail(code: UpstreamFailure, why: string): void {
    this.#over = true
    this.#controller?.abort(new Error(why))
    this.#sink.onFailure(code, why)
  }

  abort(): void {
    this.#over = true
    this.#aborted = true
    if (this.#controller?.aborted === false) this.#controller.abort(new Error('aborted'))
  }
  pause(): void {
    this.#controller?.pause()
  }
  resume(): void {
    this.#controller?.resume()
  }
}
