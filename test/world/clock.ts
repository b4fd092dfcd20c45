import type { Clock } from '../../src/platform/clock.ts'

export type TestClock = Clock & {
  /** Time passes; backwards it is only the wall clock that goes. */
  advance(ms: number): void
  set(ms: number): void
  /** The wall clock is set by this much; no time passes. */
  step(ms: number): void
}

/** Time that moves only when a test says so. */
export function testClock(startMs: number = Date.UTC(2026, 10, 22, 10, 0, 0)): TestClock {
  let wall = startMs
  let monotonic = startMs
  const advance = (ms: number): void => {
    wall += ms
    monotonic += Math.max(0, ms)
  }
  return {
    nowMs: () => wall,
    monotonicUs: () => monotonic * 1000,
    advance,
    set: (ms) => advance(ms - wall),
    step: (ms) => void (wall += ms),
  }
}
