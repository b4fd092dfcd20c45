import { describe, expect, it } from 'vitest'
import { testClock } from '../../test/world/clock.ts'
import { STEP_LASTS_MS, SteadyClock } from './clock.ts'

const HOUR_MS = 3_600_000
const START = Date.UTC(2026, 10, 22, 10)

describe('a clock without jumps', () => {
  it('runs with the wall clock, through drift that nobody sets right at once', () => {
    const clock = testClock(START)
    const steady = new SteadyClock(clock)
    for (let i = 0; i < 100; i++) {
      clock.advance(5_000)
      clock.step(100)
      expect(Math.abs(steady.nowMs() - clock.nowMs())).toBeLessThanOrEqual(100)
      expect(steady.latestMs()).toBe(clock.nowMs())
    }
  })

  it('shows whole milliseconds as every clock does, whatever the monotonic one shows', () => {
    let us = 123_456_789
    const steady = new SteadyClock({ nowMs: () => START, monotonicUs: () => us })
    for (let i = 0; i < 50; i++) {
      us += 7_777
      expect(Number.isInteger(steady.nowMs()), `${steady.nowMs()}`).toBe(true)
      expect(Number.isInteger(steady.latestMs()) && Number.isInteger(steady.earliestMs())).toBe(true)
    }
  })

  it.each([-1_000, -2 * HOUR_MS, -8_760 * HOUR_MS, 1_000, 2 * HOUR_MS, 8_760 * HOUR_MS])(
    'does not follow a step of %d ms until it has lasted ten minutes; grants end by the later clock, and nothing is thrown away before both say so',
    (byMs) => {
      const clock = testClock(START)
      const steady = new SteadyClock(clock)
      clock.advance(HOUR_MS)
      clock.step(byMs)
      for (let ms = 0; ms < STEP_LASTS_MS; ms += 60_000) {
        expect(steady.nowMs()).toBe(START + HOUR_MS + ms)
        expect(steady.latestMs()).toBe(START + HOUR_MS + ms + Math.max(0, byMs))
        expect(steady.earliestMs()).toBe(START + HOUR_MS + ms + Math.min(0, byMs))
        clock.advance(60_000)
      }
      expect([steady.nowMs(), steady.latestMs(), steady.earliestMs()]).toEqual(Array(3).fill(clock.nowMs()))
    },
  )

  it('forgets a step that was taken back, and counts anew from each other one', () => {
    const clock = testClock(START)
    const steady = new SteadyClock(clock)
    const truth = (): number => clock.monotonicUs() / 1_000
    for (const byMs of [HOUR_MS, -HOUR_MS, -HOUR_MS, 5 * HOUR_MS, -4 * HOUR_MS]) {
      clock.step(byMs)
      expect(steady.nowMs()).toBe(truth())
      clock.advance(STEP_LASTS_MS - 1_000)
      expect(steady.nowMs()).toBe(truth())
    }
  })
})
