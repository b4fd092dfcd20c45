import { backoffMs, type BackoffSettings } from './backoff.ts'
import type { Breaker, Pass } from './breaker.ts'
import type { RetryBudget } from './retry-budget.ts'

/** How an attempt ended that released nothing to the client. */
export type AttemptFailure = {
  /** Another target may do better: everything but errors of the request itself and faults of ours. */
  readonly mayFallBack: boolean
  /** The same target may do better in a moment: refused, overloaded, silent, cut. Not: wrong credentials, an answer that is none. */
  readonly transient: boolean
  readonly retryAfterMs: number | null
}

export type AttemptSettings = {
  /** Retries on one target; 0 = none. */
  readonly retriesMax: number
  readonly backoff: BackoffSettings
  /** A call makes no more attempts than this over all targets, whatever else is allowed. */
  readonly attemptsMax: number
}

export type Step<T> =
  | {
      readonly kind: 'try'
      readonly target: T
      /** 0 for the first attempt at this target. */
      readonly retry: number
      readonly waitMs: number
      readonly breaker: Breaker | null
    }
  /** `open`: what is left is behind open breakers; `waitMs` tells when the first of them lets a probe through. */
  | { readonly kind: 'stop'; readonly why: 'exhausted' | 'open' | 'late' | 'final'; readonly waitMs: number }

type Try<T> = Extract<Step<T>, { kind: 'try' }>

export type AttemptPort<T> = {
  readonly targets: readonly T[]
  readonly settings: AttemptSettings
  readonly budget: RetryBudget | null
  readonly breakerOf: (target: T) => Breaker | null
  readonly nowMs: () => number
  readonly random: () => number
  /** When the call as a whole must be over. */
  readonly deadlineMs: number
}

/**
 * Which target is tried next, after which wait, or why none is. Decides only; the caller waits, re-checks policy, asks `enter`, sends, reports.
 * INVARIANT: at most `attemptsMax` attempts enter; a retry is paid from the budget; a target whose breaker gives no pass is never sent to.
 */
export class Attempts<T> {
  readonly #port: AttemptPort<T>
  #at = 0
  #retry = 0
  #made = 0
  #last: AttemptFailure | null = null
  readonly #passedOver: Breaker[] = []

  constructor(port: AttemptPort<T>) {
    this.#port = port
  }

  /** Attempts that were entered so far. */
  get made(): number {
    return this.#made
  }

  next(): Step<T> {
    const { settings, targets } = this.#port
    if (this.#made >= settings.attemptsMax) return this.#stop('exhausted')
    const last = this.#last
    if (last !== null) {
      if (!last.mayFallBack) return this.#stop('final')
      const retried = this.#again(last)
      if (retried !== null) return retried
      this.#at += 1
      this.#retry = 0
      this.#last = null
    }
    for (; this.#at < targets.length; this.#at++) {
      const target = targets[this.#at]
      if (target === undefined) break
      if (this.#port.nowMs() >= this.#port.deadlineMs) return this.#stop('late')
      const breaker = this.#port.breakerOf(target)
      if (breaker === null || breaker.admits) return { kind: 'try', target, retry: 0, waitMs: 0, breaker }
      this.#passedOver.push(breaker)
    }
    return this.#stop(this.#passedOver.length > 0 ? 'open' : 'exhausted')
  }

  /** Right before sending. Null: the breaker opened while this call waited; ask `next` again. */
  enter(step: Try<T>): Pass | null {
    const pass = step.breaker === null ? 0 : step.breaker.enter()
    if (pass !== null) this.#made += 1
    else {
      if (step.breaker !== null) this.#passedOver.push(step.breaker)
      this.#last = { mayFallBack: true, transient: false, retryAfterMs: null }
    }
    return pass
  }

  failed(failure: AttemptFailure): void {
    this.#last = failure
  }

  /** The same target once more, if that may help, is paid for and fits into the time that is left. */
  #again(last: AttemptFailure): Try<T> | null {
    const { settings, targets, budget } = this.#port
    const target = targets[this.#at]
    if (target === undefined || !last.transient || this.#retry >= settings.retriesMax) return null
    const waitMs = backoffMs(settings.backoff, this.#retry, last.retryAfterMs, this.#port.random)
    if (waitMs === null || this.#port.nowMs() + waitMs >= this.#port.deadlineMs) return null
    // the failure may just have opened it: then a retry would not be sent, and must not be paid
    const breaker = this.#port.breakerOf(target)
    if (breaker?.admits === false) return null
    if (budget?.withdraw() === false) return null
    this.#retry += 1
    return { kind: 'try', target, retry: this.#retry, waitMs, breaker }
  }

  #stop(why: 'exhausted' | 'open' | 'late' | 'final'): Step<T> {
    const waits = this.#passedOver.map((b) => b.waitMs)
    return { kind: 'stop', why, waitMs: waits.length === 0 ? 0 : Math.min(...waits) }
  }
}
