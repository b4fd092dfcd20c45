/** Time and randomness enter the program only here, so that tests inject both. */
export interface Clock {
  /** Whole milliseconds since the Unix epoch. */
  nowMs(): number
  /** Microseconds on a clock that never goes back; for durations only. */
  monotonicUs(): number
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicUs: () => Math.round(performance.now() * 1000),
}

export const monotonicMs = (clock: Pick<Clock, 'monotonicUs'>): number => clock.monotonicUs() / 1_000

/**
 * A step of a clock is believed when it has lasted so long. A fault of the time service is over in seconds or noticed in minutes; at double, a
 * machine that slept keeps its old day for longer than anybody waits.
 */
export const STEP_LASTS_MS = 600_000

/** So far apart two servers of one installation may be, each by its own clock: one has not believed a step that the other has, and a minute. */
export const CLOCKS_APART_MS = STEP_LASTS_MS + 60_000

/** Below this, two clocks that were read one after the other differ by drift and by the reading. */
const DRIFT_MS = 500

/** What time another clock shows, without its jumps: runs on with the monotonic clock, and follows a step in either direction once it has lasted. */
export class SteadyTime {
  #aheadMs: number
  #step: { readonly byMs: number; readonly sinceMs: number } | null = null

  constructor(timeMs: number, monotonicMs: number) {
    this.#aheadMs = timeMs - monotonicMs
  }

  at(monotonicMs: number): number {
    return monotonicMs + this.#aheadMs
  }

  /** The clock showed `timeMs`. True when that is no step. */
  saw(timeMs: number, monotonicMs: number): boolean {
    const byMs = timeMs - this.at(monotonicMs)
    const step = this.#step
    if (Math.abs(byMs) > DRIFT_MS) {
      if (step === null || Math.abs(byMs - step.byMs) > DRIFT_MS) {
        this.#step = { byMs, sinceMs: monotonicMs }
        return false
      }
      if (monotonicMs - step.sinceMs < STEP_LASTS_MS) return false
    }
    this.#aheadMs += byMs
    this.#step = null
    return true
  }
}

const LOOK_MS = 1_000

/**
 * The wall clock without its jumps, for one process. What was granted until a moment is over by `latestMs`, what is thrown away for good is old
 * by `earliestMs`: so neither a clock set back nor one that ran ahead for a while prolongs a grant or destroys anything.
 * LIMIT: a process that starts while the clock is wrong knows nothing else, and a step that lasts is the new time.
 */
export class SteadyClock implements Clock {
  readonly #clock: Clock
  readonly #time: SteadyTime
  #lookMs: number
  /** While the wall clock shows a second from here on, it has not been set. */
  #calmMs: number

  constructor(clock: Clock) {
    const wallMs = clock.nowMs()
    const nowMs = monotonicMs(clock)
    this.#clock = clock
    this.#time = new SteadyTime(wallMs, nowMs)
    this.#lookMs = nowMs + LOOK_MS
    this.#calmMs = wallMs
  }

  nowMs(): number {
    return this.at(monotonicMs(this.#clock))
  }

  monotonicUs(): number {
    return this.#clock.monotonicUs()
  }

  /** The same for a moment of the monotonic clock that was just read. */
  at(monotonicMs: number): number {
    if (monotonicMs >= this.#lookMs) this.#look(monotonicMs)
    return Math.floor(this.#time.at(monotonicMs))
  }

  /** `wallMs`: where the wall clock was just read. Costs two comparisons as long as it does not jump. */
  latestMs(wallMs: number = this.#clock.nowMs()): number {
    if (wallMs >= this.#calmMs && wallMs < this.#calmMs + LOOK_MS) return wallMs
    return Math.max(wallMs, this.nowMs())
  }

  earliestMs(): number {
    return Math.min(this.#clock.nowMs(), this.nowMs())
  }

  #look(monotonicMs: number): void {
    const wallMs = this.#clock.nowMs()
    this.#lookMs = monotonicMs + LOOK_MS
    this.#calmMs = this.#time.saw(wallMs, monotonicMs) ? wallMs : Number.POSITIVE_INFINITY
  }
}
