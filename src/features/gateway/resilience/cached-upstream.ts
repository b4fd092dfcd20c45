import type { AnswerHeaders, Upstream, UpstreamExchange, UpstreamFailure, UpstreamSink } from '../upstream.ts'
import type { CachedAnswer } from './answer-cache.ts'

/** A cached answer as an upstream that sends it again: it is judged, recorded and released like any other. */
export const replay = (answer: CachedAnswer): Upstream => ({
  send(_request, sink) {
    let open = true
    setImmediate(() => {
      if (open)
        sink.onStart(200, {
          get: (name) => (name === 'content-type' ? answer.contentType : undefined),
        })
      if (open) sink.onData(answer.bytes)
      if (open) sink.onEnd()
    })
    return {
      abort() {
        open = false
      },
      // one chunk: there is nothing to hold back
      pause() {},
      resume() {},
    }
  },
  close: async () => {},
})

/**
 * Keeps what an upstream sends while it passes, up to a bound. Whoever asks for it knows that the call completed: a stream is complete with its
 * own last event, before the connection says so.
 */
export class Taped implements Upstream {
  readonly #upstream: Upstream
  readonly #bytesMax: number
  readonly #chunks: Buffer[] = []
  #bytes = 0
  #type: string | null = null

  constructor(upstream: Upstream, bytesMax: number) {
    this.#upstream = upstream
    this.#bytesMax = bytesMax
  }

  /** Null when there was no status 200, or more than the bound. */
  answer(): { readonly bytes: Buffer; readonly contentType: string } | null {
    return this.#type === null || this.#bytes > this.#bytesMax
      ? null
      : { bytes: Buffer.concat(this.#chunks), contentType: this.#type }
  }

  send(request: Parameters<Upstream['send']>[0], sink: UpstreamSink): UpstreamExchange {
    return this.#upstream.send(request, {
      onStart: (status: number, headers: AnswerHeaders) => {
        if (status === 200) this.#type = headers.get('content-type') ?? ''
        sink.onStart(status, headers)
      },
      onData: (chunk: Buffer) => {
        this.#bytes += chunk.length
        if (this.#bytes <= this.#bytesMax) this.#chunks.push(chunk)
        else this.#chunks.length = 0
        sink.onData(chunk)
      },
      onEnd: () => sink.onEnd(),
      onFailure: (code: UpstreamFailure, why: string) => sink.onFailure(code, why),
    })
  }

  close(): Promise<void> {
    return this.#upstream.close()
  }
}
