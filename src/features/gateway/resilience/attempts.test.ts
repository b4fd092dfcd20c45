import { describe, expect, it } from 'vitest'
import { draws, testSeed } from '../../../../test/world/draws.ts'
import { Attempts, type AttemptFailure, type AttemptPort } from './attempts.ts'
import { backoffDefaults, backoffMs } from './backoff.ts'
import { Breaker, breakerDefaults } from './breaker.ts'
import { RetryBudget, retryBudgetDefaults } from './retry-budget.ts'

const down: AttemptFailure = { mayFallBack: true, transient: true, retryAfterMs: null }
const wrong: AttemptFailure = { mayFallBack: true, transient: false, retryAfterMs: null }

const port = (rest: Partial<AttemptPort<string>> = {}, time = { ms: 0 }): AttemptPort<string> => ({
  targets: ['a', 'b', 'c'],
  settings: { retriesMax: 0, backoff: backoffDefaults, attemptsMax: 16 },
  budget: null,
  breakerOf: () => null,
  nowMs: () => time.ms,
  random: () => 0.5,
  deadlineMs: 600_000,
  ...rest,
})

/** Runs the plan with every attempt failing as given; the names of what was tried, and why it stopped. */
function run(on: AttemptPort<string>, fail: (target: string) => AttemptFailure): string[] {
  const plan = new Attempts(on)
  const log: string[] = []
  for (let i = 0; i < 100; i++) {
    const step = plan.next()
    if (step.kind === 'stop') return [...log, `stop ${step.why}`]
    const pass = plan.enter(step)
    if (pass === null) continue
    log.push(step.retry > 0 ? `${step.target}+${step.retry}` : step.target)
    const failure = fail(step.target)
    if (step.breaker !== null) step.breaker.failed(pass)
    plan.failed(failure)
  }
  throw new Error('the plan does not end')
}

describe('the order of attempts', () => {
  it('is each target once when no retries are configured', () => {
    expect(run(port(), () => down)).toEqual(['a', 'b', 'c', 'stop exhausted'])
  })

  it('retries what may pass on the same target before the next one', () => {
    const settings = { retriesMax: 2, backoff: backoffDefaults, attemptsMax: 16 }
    expect(run(port({ settings }), () => down)).toEqual([
      'a',
      'a+1',
      'a+2',
      'b',
      'b+1',
      'b+2',
      'c',
      'c+1',
      'c+2',
      'stop exhausted',
    ])
    expect(run(port({ settings }), () => wrong)).toEqual(['a', 'b', 'c', 'stop exhausted'])
  })

  it('ends at once when the failure is the request’s own', () => {
    expect(run(port(), () => ({ ...down, mayFallBack: false }))).toEqual(['a', 'stop final'])
  })

  it('never makes more attempts than its bound', () => {
    const settings = { retriesMax: 5, backoff: backoffDefaults, attemptsMax: 4 }
    expect(run(port({ settings }), () => down)).toEqual(['a', 'a+1', 'a+2', 'a+3', 'stop exhausted'])
  })

  it('pays each retry from the budget', () => {
    const budget = new RetryBudget({ ratio: 0, perSecondMin: 0, capacity: 20 }, () => 0)
    const settings = { retriesMax: 5, backoff: backoffDefaults, attemptsMax: 16 }
    // a tenth of 20 to begin with: two retries in all
    expect(run(port({ settings, budget }), () => down)).toEqual([
      'a',
      'a+1',
      'a+2',
      'b',
      'c',
      'stop exhausted',
    ])
    expect(run(port({ settings, budget }), () => down)).toEqual(['a', 'b', 'c', 'stop exhausted'])
  })

  it('does not wait for a `retry-after` beyond its bound, nor past the deadline', () => {
    const settings = { retriesMax: 1, backoff: backoffDefaults, attemptsMax: 16 }
    expect(run(port({ settings }), () => ({ ...down, retryAfterMs: 60_000 }))).toEqual([
      'a',
      'b',
      'c',
      'stop exhausted',
    ])
    expect(
      run(port({ settings, deadlineMs: 2_000, targets: ['a'] }), () => ({ ...down, retryAfterMs: 2_000 })),
    ).toEqual(['a', 'stop exhausted'])
    expect(run(port({ settings, deadlineMs: 0 }), () => down)).toEqual(['stop late'])
  })

  it('passes over an open breaker, also one that opens on the first failure, and says when to come back', () => {
    const time = { ms: 0 }
    const breakers = new Map(
      ['a', 'b', 'c'].map((t) => [
        t,
        new Breaker({ ...breakerDefaults, consecutiveFailures: 1 }, () => time.ms),
      ]),
    )
    const on = port(
      {
        breakerOf: (t) => breakers.get(t) ?? null,
        settings: { retriesMax: 3, backoff: backoffDefaults, attemptsMax: 16 },
      },
      time,
    )
    expect(run(on, () => down)).toEqual(['a', 'b', 'c', 'stop exhausted'])
    const again = new Attempts(on).next()
    expect(again).toEqual({ kind: 'stop', why: 'open', waitMs: 30_000 })
  })

  it('does not send when the breaker opened while a retry waited', () => {
    const breaker = new Breaker({ ...breakerDefaults, consecutiveFailures: 2 }, () => 0)
    const plan = new Attempts(
      port({
        targets: ['a'],
        breakerOf: () => breaker,
        settings: { retriesMax: 3, backoff: backoffDefaults, attemptsMax: 16 },
      }),
    )
    const first = plan.next()
    if (first.kind !== 'try') throw new Error('no first attempt')
    breaker.failed(plan.enter(first) ?? -1)
    plan.failed(down)
    const retry = plan.next()
    if (retry.kind !== 'try') throw new Error('no retry')
    breaker.failed(breaker.enter() ?? -1)
    expect(plan.enter(retry)).toBeNull()
    expect(plan.next()).toMatchObject({ kind: 'stop', why: 'open' })
    expect(plan.made).toBe(1)
  })
})

describe('backoff', () => {
  it('is jittered within an exponential bound and never shorter than `retry-after`', () => {
    const seed = testSeed()
    const random = draws(seed)
    for (let i = 0; i < 2_000; i++) {
      const retry = Math.floor(random() * 10)
      const after = random() < 0.5 ? null : Math.floor(random() * 8_000)
      const waitMs = backoffMs(backoffDefaults, retry, after, random)
      if (after !== null && after > backoffDefaults.retryAfterMsMax) expect(waitMs, `seed ${seed}`).toBeNull()
      else {
        expect(waitMs, `seed ${seed}`).toBeGreaterThanOrEqual(after ?? 0)
        expect(waitMs, `seed ${seed}`).toBeLessThanOrEqual(
          (after ?? 0) + Math.min(backoffDefaults.capMs, backoffDefaults.baseMs * 2 ** retry),
        )
      }
    }
  })
})

describe('a retry budget', () => {
  it('allows in the long run no more than its ratio of the calls, plus its minimum', () => {
    const time = { ms: 0 }
    const budget = new RetryBudget({ ...retryBudgetDefaults, perSecondMin: 1 }, () => time.ms)
    let retries = 0
    // ten minutes of 100 calls a second, all of which fail and would like ten retries
    for (let call = 0; call < 60_000; call++) {
      time.ms += 10
      budget.deposit()
      for (let i = 0; i < 10; i++) if (budget.withdraw()) retries += 1
    }
    expect(retries).toBeLessThanOrEqual(60_000 * 0.2 + 600 + 50)
    expect(retries).toBeGreaterThan(60_000 * 0.2)
  })

  it('saves up to its capacity and no more', () => {
    const time = { ms: 0 }
    const budget = new RetryBudget(retryBudgetDefaults, () => time.ms)
    for (let i = 0; i < 10_000; i++) budget.deposit()
    time.ms += 3_600_000
    let retries = 0
    while (budget.withdraw()) retries += 1
    expect(retries).toBe(50)
  })
})
