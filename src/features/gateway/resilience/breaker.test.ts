import { describe, expect, it } from 'vitest'
import { draws, testSeed } from '../../../../test/world/draws.ts'
import { Breaker, breakerDefaults, type BreakerSettings } from './breaker.ts'

const setUp = (settings: Partial<BreakerSettings> = {}) => {
  const time = { ms: 1_000_000 }
  const breaker = new Breaker({ ...breakerDefaults, ...settings }, () => time.ms)
  const call = (good: boolean): boolean => {
    const pass = breaker.enter()
    if (pass === null) return false
    if (good) breaker.succeeded(pass)
    else breaker.failed(pass)
    return true
  }
  return { time, breaker, call }
}

describe('a circuit breaker', () => {
  it('opens after failures in a row, and a success in between starts the count anew', () => {
    const { breaker, call } = setUp({ consecutiveFailures: 3 })
    call(false)
    call(false)
    call(true)
    call(false)
    call(false)
    expect(breaker.state).toBe('closed')
    call(false)
    expect(breaker.state).toBe('open')
    expect(breaker.enter()).toBeNull()
  })

  it('opens on the error rate of a flapping upstream, but not before there were enough calls', () => {
    const { breaker, call } = setUp({ consecutiveFailures: 100, errorRate: 0.5, callsMin: 20 })
    for (let i = 0; i < 9; i++) {
      call(true)
      call(false)
    }
    expect(breaker.state).toBe('closed')
    call(true)
    call(false)
    expect(breaker.state).toBe('open')
  })

  it('forgets what left the window', () => {
    const { time, breaker, call } = setUp({ consecutiveFailures: 100, callsMin: 4, windowMs: 10_000 })
    call(true)
    call(true)
    call(false)
    time.ms += 11_000
    call(true)
    call(true)
    call(true)
    call(false)
    expect(breaker.state).toBe('closed')
  })

  it('lets one probe through after its time, closes when it succeeds', () => {
    const { time, breaker, call } = setUp({ consecutiveFailures: 1, openMs: 30_000 })
    call(false)
    time.ms += 29_999
    expect(breaker.enter()).toBeNull()
    expect(breaker.waitMs).toBe(1)
    time.ms += 1
    expect(breaker.state).toBe('half-open')
    const probe = breaker.enter()
    expect(probe).not.toBeNull()
    expect(breaker.enter()).toBeNull()
    breaker.succeeded(probe ?? 0)
    expect(breaker.state).toBe('closed')
    expect(call(true)).toBe(true)
  })

  it('stays open twice as long after each failed probe, up to its bound, and as at first after it closed', () => {
    const { time, breaker, call } = setUp({ consecutiveFailures: 1, openMs: 10_000, openMsMax: 30_000 })
    call(false)
    for (const waitMs of [10_000, 20_000, 30_000, 30_000]) {
      expect(breaker.waitMs).toBe(waitMs)
      time.ms += waitMs
      call(false)
    }
    time.ms += 30_000
    call(true)
    call(false)
    expect(breaker.waitMs).toBe(10_000)
  })

  it('needs all of several probes to succeed', () => {
    const { time, breaker, call } = setUp({ consecutiveFailures: 1, openMs: 10_000, probes: 3 })
    call(false)
    time.ms += 10_000
    const passes = [breaker.enter(), breaker.enter(), breaker.enter()]
    expect(passes).not.toContain(null)
    expect(breaker.enter()).toBeNull()
    breaker.succeeded(passes[0] ?? 0)
    breaker.succeeded(passes[1] ?? 0)
    expect(breaker.state).toBe('half-open')
    breaker.failed(passes[2] ?? 0)
    expect(breaker.state).toBe('open')
  })

  it('does not count what began before it opened', () => {
    const { time, breaker, call } = setUp({ consecutiveFailures: 1, openMs: 10_000 })
    const slow = breaker.enter() ?? -1
    call(false)
    breaker.succeeded(slow)
    expect(breaker.state).toBe('open')
    time.ms += 10_000
    breaker.enter()
    breaker.failed(slow)
    expect(breaker.state).toBe('half-open')
  })

  it('gives a probe back that told nothing, and takes one for lost that never comes back', () => {
    const { time, breaker, call } = setUp({ consecutiveFailures: 1, openMs: 10_000, openMsMax: 40_000 })
    call(false)
    time.ms += 10_000
    breaker.released(breaker.enter() ?? -1)
    expect(breaker.enter()).not.toBeNull()
    expect(breaker.admits).toBe(false)
    time.ms += 40_000
    expect(breaker.admits).toBe(true)
    expect(breaker.enter()).not.toBeNull()
  })

  it('under any course of events lets at most `probes` out while half-open, none while open, and recovers', () => {
    const seed = testSeed()
    const random = draws(seed)
    for (let round = 0; round < 60; round++) {
      const probes = 1 + Math.floor(random() * 3)
      const { time, breaker } = setUp({ consecutiveFailures: 3, openMs: 1_000, openMsMax: 8_000, probes })
      const out: number[] = []
      for (let i = 0; i < 200; i++) {
        const before = breaker.state
        const what = random()
        if (what < 0.5) {
          const admits = breaker.admits
          const pass = breaker.enter()
          expect(pass !== null, `seed ${seed}`).toBe(admits)
          if (pass !== null) out.push(pass)
          if (before === 'open') expect(pass, `seed ${seed}`).toBeNull()
        } else if (what < 0.9) {
          const pass = out.splice(Math.floor(random() * out.length), 1)[0]
          if (pass !== undefined)
            [breaker.succeeded, breaker.failed, breaker.released][Math.floor(random() * 3)]?.call(
              breaker,
              pass,
            )
        } else time.ms += Math.floor(random() * 2_000)
        if (breaker.state === 'half-open') {
          let more = 0
          const taken: number[] = []
          for (let pass = breaker.enter(); pass !== null; pass = breaker.enter()) {
            taken.push(pass)
            more += 1
          }
          expect(more, `seed ${seed}`).toBeLessThanOrEqual(probes)
          for (const pass of taken) breaker.released(pass)
        }
      }
      time.ms += 100_000
      for (let i = 0; i < probes; i++) breaker.succeeded(breaker.enter() ?? -1)
      if (breaker.state !== 'closed') {
        time.ms += 100_000
        for (let i = 0; i < probes; i++) breaker.succeeded(breaker.enter() ?? -1)
      }
      expect(breaker.state, `seed ${seed}`).toBe('closed')
    }
  })
})
