export type RetryBudgetSettings = {
  /** Retries per first attempt: 0.2 = at most one call in five is sent twice in the long run. */
  readonly ratio: number
  /** Retries a second that are allowed whatever the traffic, so that a quiet route may retry at all. */
  readonly perSecondMin: number
  /** Tokens that can be saved up. */
  readonly capacity: number
}

/**
 * A fifth on top is what a struggling upstream can bear; at 1.0 an outage doubles the load that caused it. 50 saved retries pass a blip of a
 * busy route; ten times as many would be a storm.
 */
export const retryBudgetDefaults: RetryBudgetSettings = { ratio: 0.2, perSecondMin: 0.5, capacity: 50 }

/** Token bucket that first attempts fill and retries empty. Starts with one token a capacity's tenth, so that a fresh process may retry. */
export class RetryBudget {
  readonly #settings: RetryBudgetSettings
  readonly #nowMs: () => number
  #tokens: number
  #filledMs: number

  constructor(settings: RetryBudgetSettings, nowMs: () => number) {
    this.#settings = settings
    this.#nowMs = nowMs
    this.#tokens = Math.max(1, settings.capacity / 10)
    this.#filledMs = nowMs()
  }

  /** A first attempt was made. */
  deposit(): void {
    this.#tokens = Math.min(this.#settings.capacity, this.#tokens + this.#settings.ratio)
  }

  /** May one retry be made? Takes it when so. */
  withdraw(): boolean {
    const now = this.#nowMs()
    const earned = (Math.max(0, now - this.#filledMs) / 1_000) * this.#settings.perSecondMin
    this.#filledMs = now
    this.#tokens = Math.min(this.#settings.capacity, this.#tokens + earned)
    // an epsilon for sums of 0.2
    if (this.#tokens < 1 - 1e-9) return false
    this.#tokens -= 1
    return true
  }

  get tokens(): number {
    return this.#tokens
  }
}
