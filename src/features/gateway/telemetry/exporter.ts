/** One POST to a collector. Never rejects: what went wrong is in the answer. */
export type Post = (
  path: '/v1/traces' | '/v1/metrics',
  body: string,
) => Promise<
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly retryAfterMs: number | null
      readonly rejected: number
    }
  | { readonly kind: 'unreachable'; readonly why: string }
>

export type ExporterDeps = {
  readonly post: Post
  readonly encode: (items: readonly object[]) => string
  /** Monotonic. */
  readonly nowMs: () => number
  /** [0, 1) */
  readonly random: () => number
  /** Calls `act` later, once; returns how to call it off. */
  readonly later: (ms: number, act: () => void) => () => void
  readonly onDropped?: (count: number, why: 'queue_full' | 'refused' | 'given_up') => void
}

export type ExporterSettings = {
  /** Waiting spans; more are dropped and counted. 8,192 of some 1.5 KB are 12 MB. */
  readonly queueMax: number
  readonly batchMax: number
  readonly everyMs: number
  /** How long one batch is tried again before it is dropped. */
  readonly retryMsMax: number
}
export const exporterDefaults: ExporterSettings = {
  queueMax: 8_192,
  batchMax: 512,
  everyMs: 5_000,
  retryMsMax: 120_000,
}

const BACKOFF_BASE_MS = 1_000
const BACKOFF_MAX_MS = 30_000
/** OTLP/HTTP: only these may be sent again (specification, "Retryable Response Codes"). */
const RETRYABLE = new Set([429, 502, 503, 504])

/**
 * A bounded queue in front of a collector. Adding never waits and never throws: a full queue drops what comes and counts it. One request at a
 * time; a collector that says 429 or is away is asked again after its `retry-after` or a jittered backoff, and the batch is dropped after `retryMsMax`.
 */
export class Exporter {
  readonly #deps: ExporterDeps
  readonly #settings: ExporterSettings
  readonly #queue: object[] = []
  #sending: Promise<void> | null = null
  #cancel: (() => void) | null = null
  #wakeRetry: (() => void) | null = null
  #stopped = false
  sent = 0
  dropped = 0

  constructor(deps: ExporterDeps, settings: ExporterSettings = exporterDefaults) {
    this.#deps = deps
    this.#settings = settings
  }

  get waiting(): number {
    return this.#queue.length
  }

  add(item: object): void {
    if (this.#stopped || this.#queue.length >= this.#settings.queueMax) {
      this.#drop(1, 'queue_full')
      return
    }
    this.#queue.push(item)
    if (this.#queue.length >= this.#settings.batchMax) this.#flush()
    else this.#cancel ??= this.#deps.later(this.#settings.everyMs, () => this.#flush())
  }

  /** Sends what waits, at most for `deadlineMs`; then nothing more is taken. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopped = true
    this.#cancel?.()
    this.#cancel = null
    const late = new Promise<void>((resolve) => void this.#deps.later(deadlineMs, resolve))
    // a batch that waits for its retry goes now, once
    this.#wakeRetry?.()
    await Promise.race([late, this.#all()])
    this.#drop(this.#queue.splice(0).length, 'given_up')
  }

  async #all(): Promise<void> {
    while (this.#sending !== null || this.#queue.length > 0) {
      if (this.#sending === null) this.#flush()
      await this.#sending
    }
  }

  #flush(): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.#sending !== null || this.#queue.length === 0) return
    const batch = this.#queue.splice(0, this.#settings.batchMax)
    this.#sending = this.#send(batch).finally(() => {
      this.#sending = null
      if (this.#queue.length >= this.#settings.batchMax) this.#flush()
      else if (this.#queue.length > 0 && !this.#stopped)
        this.#cancel ??= this.#deps.later(this.#settings.everyMs, () => this.#flush())
    })
  }

  async #send(batch: readonly object[]): Promise<void> {
    const body = this.#deps.encode(batch)
    const endMs = this.#deps.nowMs() + this.#settings.retryMsMax
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#deps.post('/v1/traces', body)
      if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 300) {
        const rejected = Math.min(batch.length, answer.rejected)
        this.sent += batch.length - rejected
        this.#drop(rejected, 'refused')
        return
      }
      if (answer.kind === 'answered' && !RETRYABLE.has(answer.status))
        return this.#drop(batch.length, 'refused')
      const asked = answer.kind === 'answered' ? answer.retryAfterMs : null
      const bound = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** attempt)
      const waitMs = asked ?? bound / 2 + (this.#deps.random() * bound) / 2
      if (this.#stopped || this.#deps.nowMs() + waitMs > endMs) return this.#drop(batch.length, 'given_up')
      await this.#pause(waitMs)
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const off = this.#deps.later(ms, () => {
        this.#wakeRetry = null
        resolve()
      })
      this.#wakeRetry = () => {
        off()
        this.#wakeRetry = null
        resolve()
      }
    })
  }

  #drop(count: number, why: 'queue_full' | 'refused' | 'given_up'): void {
    if (count === 0) return
    this.dropped += count
    this.#deps.onDropped?.(count, why)
  }
}
