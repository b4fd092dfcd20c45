import type { SteadyClock } from '../../../platform/clock.ts'

/**
 * What is counted, in one process. Everything here is synchronous: between asking whether a call fits and taking its units no other call can
 * come, so any number of concurrent calls gets at most what there is. All times are of the monotonic clock: no minute is longer or shorter because
 * the wall clock was set.
 */
export interface Counter {
  /** Milliseconds until `units` more may fit under `max`: 0 = now, Infinity = never, a negative number = ask `lease` first. */
  waitMs(units: number, max: number, nowMs: number): number
  /** Takes units; the caller has asked `waitMs` in the same turn. */
  take(units: number, nowMs: number): void
  /** Corrects what was taken at `takenMs` by `delta` units, where that time still counts. */
  correct(delta: number, takenMs: number, nowMs: number): void
  /** Units that count now, held ones included. */
  used(nowMs: number): number
  /** Units of before this process started; `atMs` may be negative. */
  seed(units: number, atMs: number, nowMs: number): void
  /** False when nothing that it holds can matter to a later call. */
  live(nowMs: number): boolean
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Calls in any rolling minute, exact: the times of the last admissions, oldest first from `head`. */
export class RollingCalls implements Counter {
  #times: number[] = []
  #head = 0

  waitMs(units: number, max: number, nowMs: number): number {
    if (units > max) return Number.POSITIVE_INFINITY
    this.#forget(nowMs)
    const used = this.#times.length - this.#head
    if (used + units <= max) return 0
    const frees = this.#times[this.#head + used + units - max - 1] ?? nowMs
    return Math.max(1, frees + MINUTE_MS - nowMs)
  }

  take(units: number, nowMs: number): void {
    for (let i = 0; i < units; i++) this.#times.push(nowMs)
  }

  /** A call that was let through has been made, whatever came of it. */
  correct(): void {}

  used(nowMs: number): number {
    this.#forget(nowMs)
    return this.#times.length - this.#head
  }

  seed(units: number, atMs: number): void {
    this.#times = [...Array.from({ length: units }, () => atMs), ...this.#times.slice(this.#head)]
    this.#head = 0
  }

  live(nowMs: number): boolean {
    return this.used(nowMs) > 0
  }

  #forget(nowMs: number): void {
    while (this.#head < this.#times.length && (this.#times[this.#head] ?? 0) <= nowMs - MINUTE_MS)
      this.#head += 1
    if (this.#head > 1_024 && this.#head * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#head)
      this.#head = 0
    }
  }
}

/** Calls running now. */
export class Running implements Counter {
  #running = 0

  /** When a running call will end is not known: a second is what a client may as well wait. */
  waitMs(units: number, max: number): number {
    if (units > max) return Number.POSITIVE_INFINITY
    return this.#running + units <= max ? 0 : 1_000
  }
  take(units: number): void {
    this.#running += units
  }
  correct(delta: number): void {
    this.#running = Math.max(0, this.#running + delta)
  }
  used(): number {
    return this.#running
  }
  /** A call does not outlive its process. */
  seed(): void {}
  live(): boolean {
    return this.#running > 0
  }
}

const SECOND_MS = 1_000
/** Sixty whole seconds and the one that has begun: with 60, calls 59.001 s apart would fall out of each other's minute. */
const SLOTS = 61

/** Units in any rolling minute, in slots of a second: never under-counted, over-counted by at most the oldest second's units. */
export class RollingSum implements Counter {
  readonly #slots = new Float64Array(SLOTS)
  #second = 0
  #sum = 0

  waitMs(units: number, max: number, nowMs: number): number {
    if (units > max) return Number.POSITIVE_INFINITY
    this.#advance(nowMs)
    if (this.#sum + units <= max) return 0
    let freed = 0
    for (let second = this.#second - SLOTS + 1; second <= this.#second; second++) {
      freed += this.#slots[slotOf(second)] ?? 0
      if (this.#sum - freed + units <= max) return Math.max(1, (second + SLOTS) * SECOND_MS - nowMs)
    }
    return MINUTE_MS
  }

  take(units: number, nowMs: number): void {
    this.#advance(nowMs)
    this.#add(this.#second, units)
  }

  correct(delta: number, takenMs: number, nowMs: number): void {
    this.#advance(nowMs)
    const second = Math.min(Math.floor(takenMs / SECOND_MS), this.#second)
    if (second > this.#second - SLOTS) this.#add(second, delta)
  }

  used(nowMs: number): number {
    this.#advance(nowMs)
    return this.#sum
  }

  seed(units: number, atMs: number, nowMs: number): void {
    this.correct(units, atMs, nowMs)
  }

  live(nowMs: number): boolean {
    return this.used(nowMs) > 0
  }

  #add(second: number, units: number): void {
    const slot = slotOf(second)
    const before = this.#slots[slot] ?? 0
    const after = Math.max(0, before + units)
    this.#slots[slot] = after
    this.#sum += after - before
  }

  #advance(nowMs: number): void {
    const now = Math.floor(nowMs / SECOND_MS)
    if (now <= this.#second) return
    if (now - this.#second >= SLOTS) {
      this.#slots.fill(0)
      this.#sum = 0
    } else {
      for (let second = this.#second + 1; second <= now; second++) {
        const slot = slotOf(second)
        this.#sum -= this.#slots[slot] ?? 0
        this.#slots[slot] = 0
      }
    }
    this.#second = now
  }
}

const slotOf = (second: number): number => ((second % SLOTS) + SLOTS) % SLOTS

export type Period = {
  /** A number that grows from period to period. */
  of(ms: number): number
  endMs(ms: number): number
  readonly longestMs: number
}
export const utcDay: Period = {
  longestMs: DAY_MS,
  of: (ms) => Math.floor(ms / DAY_MS),
  endMs: (ms) => (Math.floor(ms / DAY_MS) + 1) * DAY_MS,
}
export const utcMonth: Period = {
  longestMs: 31 * DAY_MS,
  of: (ms) => {
    const at = new Date(ms)
    return at.getUTCFullYear() * 12 + at.getUTCMonth()
  },
  endMs: (ms) => {
    const at = new Date(ms)
    return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1)
  },
}

/**
 * Units of a UTC day or month. What a call that ran over the end was found to have used belongs to the period in which it began.
 * INVARIANT: a new period opens when the clock shows one that it never showed before. A clock that was set back opens none twice; one that was set
 * back to an earlier period opens the next when as much time has passed as the longest lasts, so that a caller is not refused until a date comes
 * again that the clock showed by mistake.
 */
export class PeriodSum implements Counter {
  readonly #period: Period
  readonly #clock: SteadyClock
  #newest = Number.NEGATIVE_INFINITY
  #endsMs = Number.NEGATIVE_INFINITY
  #openedMs = Number.NEGATIVE_INFINITY
  #fullMs = Number.NEGATIVE_INFINITY
  #sum = 0

  constructor(period: Period, clock: SteadyClock) {
    this.#period = period
    this.#clock = clock
  }

  waitMs(units: number, max: number, nowMs: number): number {
    if (units > max) return Number.POSITIVE_INFINITY
    this.#roll(nowMs)
    return this.#sum + units <= max ? 0 : Math.max(1, this.#leftMs(nowMs))
  }
  take(units: number, nowMs: number): void {
    this.#roll(nowMs)
    this.#sum += units
  }
  correct(delta: number, takenMs: number, nowMs: number): void {
    this.#roll(nowMs)
    if (takenMs >= this.#openedMs) this.#sum = Math.max(0, this.#sum + delta)
  }
  used(nowMs: number): number {
    this.#roll(nowMs)
    return this.#sum
  }
  seed(units: number, atMs: number, nowMs: number): void {
    this.#roll(nowMs)
    if (this.#period.of(this.#clock.at(nowMs) + atMs - nowMs) >= this.#newest) this.#sum += units
  }
  live(nowMs: number): boolean {
    return this.used(nowMs) > 0
  }

  #leftMs(nowMs: number): number {
    const at = this.#clock.at(nowMs)
    return this.#period.of(at) < this.#newest ? this.#fullMs - nowMs : this.#endsMs - at
  }

  #roll(nowMs: number): void {
    const at = this.#clock.at(nowMs)
    if (at < this.#endsMs && nowMs < this.#fullMs) return
    const period = this.#period.of(at)
    if (period === this.#newest) return
    if (period > this.#newest) {
      this.#newest = period
      this.#endsMs = this.#period.endMs(at)
    } else if (nowMs < this.#fullMs) return
    this.#openedMs = nowMs
    this.#fullMs = nowMs + this.#period.longestMs
    this.#sum = 0
  }
}
