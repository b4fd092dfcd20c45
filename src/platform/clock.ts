/** Time and randomness enter the program only here, so that tests inject both. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number
  /** Microseconds on a clock that never goes back; for durations only. */
  monotonicUs(): number
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicUs: () => Math.round(performance.now() * 1000),
}
