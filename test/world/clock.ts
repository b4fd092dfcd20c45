import type { Clock } from '../../src/platform/clock.ts'

export type TestClock = Clock & { advance(ms: number): void; set(ms: number): void }

/** Time that moves only when a test says so. */
export function testClock(startMs: number = Date.UTC(2026, 10, 22, 10, 0, 0)): TestClock {
  let now = startMs
  return {
    nowMs: () => now,
    monotonicUs: () => now * 1000,
    advance: (ms) => void (now += ms),
    set: (ms) => void (now = ms),
  }
}
