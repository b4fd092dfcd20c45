import type { Clock } from '../../platform/clock.ts'

/** `null` = no limit. */
export type LimitSpec = {
  readonly requestsPerMinute?: number | null | undefined
  readonly tokensPerDay?: number | null | undefined
}

export type LimitRefusal = {
  readonly ok: false
  readonly limit: 'requestsPerMinute' | 'tokensPerDay'
  readonly scope: 'key' | 'route'
  readonly max: number
  readonly retryAfterS: number
}
/** What a call holds until it settles. */
export type Reservation = { readonly ok: true; settle(tokensUsed: number): void }

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/**
 * Limits of this process. Reserving is synchronous: of any number of concurrent calls, at most the limit's worth get through.
 * Requests: a rolling minute, exact (the last `max` admissions are kept). Tokens: a UTC day; a call reserves its estimate, settles what it used.
 * A refused call reserves nothing.
 * LIMIT: an upstream that answers more tokens than the call's `max_tokens` allows can take the day over its limit by that excess; further
 * calls are then refused. Replicas do not share counts yet.
 */
export class Limiter {
  readonly #clock: Clock
  readonly #meters = new Map<string, Meter>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts from before this process started (the ledger's calls of today), so that a restart does not refill a day. */
  seed(scope: 'key' | 'route', id: string, tokensToday: number): void {
    const meter = this.#meter(scope, id)
    meter.rollDay(dayOf(this.#clock.nowMs()))
    meter.tokens += tokensToday
  }

  reserve(
    who: readonly { readonly scope: 'key' | 'route'; readonly id: string; readonly spec: LimitSpec }[],
    tokens: number,
  ): Reservation | LimitRefusal {
    const nowMs = this.#clock.nowMs()
    const held: { readonly meter: Meter; readonly counts: boolean }[] = []
    for (const { scope, id, spec: given } of who) {
      const spec = {
        requestsPerMinute: given.requestsPerMinute ?? null,
        tokensPerDay: given.tokensPerDay ?? null,
      }
      if (spec.requestsPerMinute === null && spec.tokensPerDay === null) continue
      const meter = this.#meter(scope, id)
      meter.rollDay(dayOf(nowMs))
      if (spec.requestsPerMinute !== null) {
        const waitMs = meter.waitMs(nowMs, spec.requestsPerMinute)
        if (waitMs > 0) return refusal('requestsPerMinute', scope, spec.requestsPerMinute, waitMs)
      }
      if (spec.tokensPerDay !== null && meter.tokens + tokens > spec.tokensPerDay) {
        return refusal('tokensPerDay', scope, spec.tokensPerDay, DAY_MS - (nowMs % DAY_MS))
      }
      held.push({ meter, counts: spec.requestsPerMinute !== null })
    }
    const day = dayOf(nowMs)
    for (const { meter, counts } of held) {
      if (counts) meter.admit(nowMs)
      meter.tokens += tokens
    }
    let open = true
    return {
      ok: true,
      settle(tokensUsed) {
        if (!open) return
        open = false
        // a call that ran over midnight was reserved on a day that is closed: what it used counts there
        for (const { meter } of held) if (meter.day === day) meter.tokens += tokensUsed - tokens
      },
    }
  }

  /** Tokens counted or held today. */
  tokens(scope: 'key' | 'route', id: string): number {
    return this.#meters.get(`${scope} ${id}`)?.tokens ?? 0
  }

  #meter(scope: string, id: string): Meter {
    const name = `${scope} ${id}`
    let meter = this.#meters.get(name)
    if (meter === undefined) this.#meters.set(name, (meter = new Meter()))
    return meter
  }
}

const dayOf = (ms: number): number => Math.floor(ms / DAY_MS)

const refusal = (
  limit: LimitRefusal['limit'],
  scope: LimitRefusal['scope'],
  max: number,
  waitMs: number,
): LimitRefusal => ({
  ok: false,
  limit,
  scope,
  max,
  retryAfterS: Math.max(1, Math.ceil(waitMs / 1_000)),
})

class Meter {
  day = 0
  tokens = 0
  /** Admission times of the last minute, oldest first from `head`. */
  #times: number[] = []
  #head = 0

  rollDay(day: number): void {
    if (this.day === day) return
    this.day = day
    this.tokens = 0
  }

  /** 0 when one more fits. Works when the limit changes between calls and when the clock steps back (then it waits, never overspends). */
  waitMs(nowMs: number, max: number): number {
    while (this.#head < this.#times.length && (this.#times[this.#head] ?? 0) <= nowMs - MINUTE_MS)
      this.#head += 1
    if (this.#head > 1_024 && this.#head * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#head)
      this.#head = 0
    }
    const used = this.#times.length - this.#head
    if (used < max) return 0
    const frees = this.#times[this.#head + used - max] ?? nowMs
    return Math.max(1, frees + MINUTE_MS - nowMs)
  }

  admit(nowMs: number): void {
    this.#times.push(nowMs)
  }
}
