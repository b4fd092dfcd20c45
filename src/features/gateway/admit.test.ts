import { describe, expect, it } from 'vitest'
import { testClock } from '../../../test/world/clock.ts'
import { Limiter, type LimitSpec } from './admit.ts'

const none: LimitSpec = { requestsPerMinute: null, tokensPerDay: null }
const key = (spec: Partial<LimitSpec>): { scope: 'key'; id: string; spec: LimitSpec } => ({
  scope: 'key',
  id: 'k',
  spec: { ...none, ...spec },
})

describe('limits', () => {
  it('admits exactly the limit in any rolling minute and says when to come back', () => {
    const clock = testClock(0)
    const limiter = new Limiter(clock)
    const who = [key({ requestsPerMinute: 3 })]
    const admitted: number[] = []
    for (let second = 0; second < 300; second += 7) {
      clock.set(second * 1_000)
      if (limiter.reserve(who, 0).ok) admitted.push(second)
    }
    for (const at of admitted)
      expect(admitted.filter((s) => s >= at && s < at + 60).length).toBeLessThanOrEqual(3)
    expect(admitted.length).toBeGreaterThanOrEqual(13)
    clock.set(1_000_000)
    for (let i = 0; i < 3; i++) expect(limiter.reserve(who, 0).ok).toBe(true)
    clock.advance(20_000)
    expect(limiter.reserve(who, 0)).toEqual({
      ok: false,
      limit: 'requestsPerMinute',
      scope: 'key',
      max: 3,
      retryAfterS: 40,
    })
    clock.advance(40_000)
    expect(limiter.reserve(who, 0).ok).toBe(true)
  })

  it('never overspends tokens: what is held counts, what was not used comes back, once', () => {
    const clock = testClock()
    const limiter = new Limiter(clock)
    const who = [key({ tokensPerDay: 100 })]
    const held = [limiter.reserve(who, 40), limiter.reserve(who, 40)]
    expect(limiter.reserve(who, 40)).toMatchObject({ ok: false, limit: 'tokensPerDay' })
    const [first] = held
    if (first?.ok !== true) throw new Error('was admitted')
    first.settle(10)
    first.settle(10)
    expect(limiter.tokens('key', 'k')).toBe(50)
    expect(limiter.reserve(who, 50).ok).toBe(true)
    expect(limiter.reserve(who, 1).ok).toBe(false)
  })

  it('begins a new day at midnight UTC; a call that settles after it does not touch the new day', () => {
    const clock = testClock(Date.UTC(2026, 10, 22, 23, 59, 0))
    const limiter = new Limiter(clock)
    const who = [key({ tokensPerDay: 100 })]
    const late = limiter.reserve(who, 100)
    expect(limiter.reserve(who, 1)).toMatchObject({ ok: false, retryAfterS: 60 })
    clock.advance(61_000)
    expect(limiter.reserve(who, 30).ok).toBe(true)
    if (late.ok) late.settle(5)
    expect(limiter.tokens('key', 'k')).toBe(30)
  })

  it('a call refused by its route holds nothing of its key, and tokens of before a restart count', () => {
    const limiter = new Limiter(testClock())
    limiter.seed('route', 'r', 90)
    const route = { scope: 'route' as const, id: 'r', spec: { ...none, tokensPerDay: 100 } }
    expect(limiter.reserve([key({ tokensPerDay: 1_000 }), route], 20)).toMatchObject({
      ok: false,
      scope: 'route',
    })
    expect(limiter.tokens('key', 'k')).toBe(0)
    expect(limiter.reserve([key({ tokensPerDay: 1_000 }), route], 10).ok).toBe(true)
  })
})
