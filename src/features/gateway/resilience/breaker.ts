/** When one upstream's model is left alone. Times in ms on a clock that never goes back. */
export type BreakerSettings = {
  /** This many failures in a row open it, however few calls there are. */
  readonly consecutiveFailures: number
  /** Or this share of failures (0..1) within the window, once there were `callsMin` calls in it. */
  readonly errorRate: number
  readonly callsMin: number
  readonly windowMs: number
  /** How long it stays open at first; doubled each time a probe fails, up to `openMsMax`. */
  readonly openMs: number
  readonly openMsMax: number
  /** Calls let through while half-open; all of them must succeed to close it. */
  readonly probes: number
}

/**
 * Five failures in a row mean that something is wrong whatever the traffic; half of twenty calls in ten seconds catches an upstream that
 * answers now and then. Half of 30 s open: a provider's overload would be probed while it lasts; double: a restart of 20 s would cost a minute.
 */
export const breakerDefaults: BreakerSettings = {
  consecutiveFailures: 5,
  errorRate: 0.5,
  callsMin: 20,
  windowMs: 10_000,
  openMs: 30_000,
  openMsMax: 300_000,
  probes: 1,
}

export type BreakerState = 'closed' | 'open' | 'half-open'

/**
 * Permission for one attempt: the breaker's epoch. A result that comes back in another epoch (a call from before it opened) is not counted.
 * Every pass is given back once, by `succeeded`, `failed` or `released`.
 */
export type Pass = number

const BUCKETS = 10

/**
 * Circuit breaker: closed, open, half-open. INVARIANT: while half-open at most `probes` attempts are out; while open none is.
 * LIMIT: per process; replicas learn of a failing upstream by themselves.
 */
export class Breaker {
  readonly settings: BreakerSettings
  readonly #nowMs: () => number
  readonly #bucketMs: number
  readonly #calls = new Uint32Array(BUCKETS)
  readonly #failures = new Uint32Array(BUCKETS)
  #bucket = 0
  #epoch = 0
  #state: BreakerState = 'closed'
  #inARow = 0
  #untilMs = 0
  #openMs: number
  #probesOut = 0
  #probesGood = 0
  #probedAtMs = 0

  constructor(settings: BreakerSettings, nowMs: () => number) {
    this.settings = settings
    this.#nowMs = nowMs
    this.#bucketMs = Math.max(1, settings.windowMs / BUCKETS)
    this.#openMs = settings.openMs
    this.#bucket = Math.floor(nowMs() / this.#bucketMs)
  }

  /** As it stands now; `half-open` from the moment at which a probe may go. */
  get state(): BreakerState {
    return this.#state === 'open' && this.#nowMs() >= this.#untilMs ? 'half-open' : this.#state
  }

  /** Milliseconds until it lets a probe through; 0 unless open. */
  get waitMs(): number {
    return this.#state === 'open' ? Math.max(0, this.#untilMs - this.#nowMs()) : 0
  }

  /** True when `enter` would give a pass. */
  get admits(): boolean {
    if (this.#state === 'closed') return true
    if (this.#state === 'open') return this.#nowMs() >= this.#untilMs
    return this.#probesOut < this.settings.probes || this.#probesLost()
  }

  /** A pass, or null: leave this upstream alone. */
  enter(): Pass | null {
    if (this.#state === 'closed') return this.#epoch
    if (this.#state === 'open') {
      if (this.#nowMs() < this.#untilMs) return null
      this.#to('half-open')
    } else if (this.#probesOut >= this.settings.probes) {
      if (!this.#probesLost()) return null
      // their results, should they still come, belong to the epoch that ends here
      this.#to('half-open')
    }
    this.#probesOut += 1
    this.#probedAtMs = this.#nowMs()
    return this.#epoch
  }

  succeeded(pass: Pass): void {
    if (pass !== this.#epoch) return
    this.#inARow = 0
    if (this.#state === 'half-open') {
      this.#probesOut -= 1
      this.#probesGood += 1
      if (this.#probesGood >= this.settings.probes) {
        this.#openMs = this.settings.openMs
        this.#to('closed')
      }
      return
    }
    this.#roll()
    const at = this.#bucket % BUCKETS
    this.#calls[at] = (this.#calls[at] ?? 0) + 1
  }

  failed(pass: Pass): void {
    if (pass !== this.#epoch) return
    if (this.#state === 'half-open') {
      this.#openMs = Math.min(this.#openMs * 2, this.settings.openMsMax)
      this.#open()
      return
    }
    this.#inARow += 1
    this.#roll()
    const at = this.#bucket % BUCKETS
    this.#calls[at] = (this.#calls[at] ?? 0) + 1
    this.#failures[at] = (this.#failures[at] ?? 0) + 1
    const calls = sum(this.#calls)
    if (
      this.#inARow >= this.settings.consecutiveFailures ||
      (calls >= this.settings.callsMin && sum(this.#failures) / calls >= this.settings.errorRate)
    )
      this.#open()
  }

  /** The attempt says nothing about the upstream: the client left, the request was wrong, the answer was blocked by us. */
  released(pass: Pass): void {
    if (pass === this.#epoch && this.#state === 'half-open') this.#probesOut -= 1
  }

  /** A probe that did not come back for as long as the breaker was open is taken for lost, so that it cannot stay half-open for ever. */
  #probesLost(): boolean {
    return this.#nowMs() - this.#probedAtMs >= this.settings.openMsMax
  }

  #open(): void {
    this.#untilMs = this.#nowMs() + this.#openMs
    this.#to('open')
  }

  #to(state: BreakerState): void {
    this.#state = state
    this.#epoch += 1
    this.#inARow = 0
    this.#probesOut = 0
    this.#probesGood = 0
    this.#calls.fill(0)
    this.#failures.fill(0)
  }

  /** Forgets what has left the window. */
  #roll(): void {
    const now = Math.floor(this.#nowMs() / this.#bucketMs)
    if (now === this.#bucket) return
    const gone = Math.min(BUCKETS, now - this.#bucket)
    for (let i = 1; i <= gone; i++) {
      const at = (this.#bucket + i) % BUCKETS
      this.#calls[at] = 0
      this.#failures[at] = 0
    }
    this.#bucket = now
  }
}

const sum = (counts: Uint32Array): number => {
  let total = 0
  for (const n of counts) total += n
  return total
}
