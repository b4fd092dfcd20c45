import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomUUID } from 'node:crypto'
import { testClock, type TestClock } from '../../../../test/world/clock.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../../../test/world/database.ts'
import type { LimitName, LimitSpec } from '../../../identity/limits.ts'
import { STEP_LASTS_MS } from '../../../platform/clock.ts'
import { silentLog } from '../../../platform/log.ts'
import { openDb } from '../../../platform/pg.ts'
import { sql, type Db } from '../../../platform/db.ts'
import { databaseLeases, forgetLeases } from './lease-store.ts'
import { Leasing, RUNNING_TTL_MS, sliceOf, type LeaseStore } from './leases.ts'
import { Limiter, type LimitRefusal, type Reservation } from './limiter.ts'
import { memoryLeases } from './memory-leases.ts'

type Replica = { readonly limiter: Limiter; readonly leasing: Leasing }
/** `replica`: with a clock of its own; the store goes by the one that was given when it was made. */
type Made = { readonly replica: (clock: TestClock) => Replica; readonly org: string }

const replicaOver = (store: LeaseStore, clock: TestClock): Replica => {
  const leasing = new Leasing({ store, clock, log: silentLog })
  return { leasing, limiter: new Limiter(clock, leasing) }
}

let world: FreshDatabase
let second: Db
beforeAll(async () => {
  world = await freshDatabase()
  second = openDb({ url: world.url, connectionsMax: 5 })
})
afterAll(async () => {
  await second.close()
  await world.close()
})

const timeOf = (clock: TestClock) => () => sql`${new Date(clock.nowMs())}::timestamptz`

const kinds: readonly [string, (clock: TestClock) => Promise<Made>][] = [
  [
    'in memory',
    async (storeClock) => {
      const store = memoryLeases(storeClock)
      return { org: 'o', replica: (clock) => replicaOver(store(randomUUID()), clock) }
    },
  ],
  [
    'in PostgreSQL, each replica with connections of its own',
    async (storeClock) => {
      let n = 0
      return {
        org: await seedOrg(world.db),
        replica: (clock) =>
          replicaOver(
            databaseLeases(n++ % 2 === 0 ? world.db : second, randomUUID(), clock, timeOf(storeClock)),
            clock,
          ),
      }
    },
  ],
]

it('a slice is a quarter of an equal share, at least what a call needs, never more than is left', () => {
  expect(sliceOf(1_000, 2, 1)).toBe(125)
  expect(sliceOf(1_000, 2, 300)).toBe(300)
  expect(sliceOf(3, 2, 1)).toBe(1)
  expect(sliceOf(3, 2, 4)).toBe(0)
  expect(sliceOf(0, 1, 1)).toBe(0)
})

describe.each(kinds)('limits leased across replicas, %s', (_, make) => {
  const setUp = async (spec: LimitSpec, replicas = 2) => {
    const clock = testClock()
    const made = await make(clock)
    const subject = { scope: 'key', org: made.org, id: randomUUID() } as const
    const all = Array.from({ length: replicas }, () => made.replica(clock))
    const ask = async (i: number, tokens = 1): Promise<Reservation | LimitRefusal> => {
      const { limiter } = all[i] ?? never()
      return limiter.reserve([limiter.budgets(subject, spec)], { tokens, costMicroUsd: tokens })
    }
    return { clock, all, ask, subject, made }
  }

  it('of 500 concurrent calls on two replicas exactly the limit gets through in the end, and never one more', async () => {
    const { ask } = await setUp({ requestsPerMinute: 120 })
    const answers = await Promise.all(Array.from({ length: 500 }, (_, i) => ask(i % 2)))
    const admitted = answers.filter((a) => a.ok).length
    expect(admitted).toBeLessThanOrEqual(120)
    // early by a slice at most: what one replica holds and the other would need
    expect(admitted).toBeGreaterThanOrEqual(90)
  })

  it.each(['tokensPerMinute', 'tokensPerDay', 'costPerDayMicroUsd', 'costPerMonthMicroUsd'] as LimitName[])(
    '%s: what three replicas hold and use never passes the limit, and what is given back is used again',
    async (name) => {
      const { ask } = await setUp({ [name]: 1_000 }, 3)
      let used = 0
      for (let round = 0; round < 6; round++) {
        const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => ask(i % 3, 40)))
        const held = answers.flatMap((a) => (a.ok ? [a] : []))
        expect(used + held.length * 40).toBeLessThanOrEqual(1_000)
        for (const r of held) {
          r.settle({ tokens: 10, costMicroUsd: 10 })
          used += 10
        }
      }
      expect(used).toBeGreaterThan(300)
      expect(used).toBeLessThanOrEqual(1_000)
    },
  )

  it('a rolling minute stays within the limit over the border of buckets', async () => {
    const { clock, ask } = await setUp({ requestsPerMinute: 20 })
    const times: number[] = []
    for (let i = 0; i < 400; i++) {
      clock.advance(700)
      if ((await ask(i % 2)).ok) times.push(clock.nowMs())
    }
    for (const t of times)
      expect(times.filter((s) => s >= t && s < t + 60_000).length).toBeLessThanOrEqual(20)
    expect(times.length).toBeGreaterThan(40)
  })

  it('a replica that dies keeps what it leased until the period ends; a restart refills nothing', async () => {
    const { clock, ask, subject, made } = await setUp({ tokensPerDay: 100 }, 2)
    expect((await ask(0, 60)).ok).toBe(true)
    const reborn = made.replica(clock)
    const budgets = reborn.limiter.budgets(subject, { tokensPerDay: 100 })
    expect((await reborn.limiter.reserve([budgets], { tokens: 60, costMicroUsd: 0 })).ok).toBe(false)
    expect((await ask(1, 25)).ok).toBe(true)
    clock.advance(86_400_000)
    expect((await reborn.limiter.reserve([budgets], { tokens: 60, costMicroUsd: 0 })).ok).toBe(true)
  })

  it('running calls of a dead replica are free after 30 s, those of a live one stay counted', async () => {
    const { clock, all, ask } = await setUp({ concurrentRequests: 4 })
    for (let i = 0; i < 2; i++) expect((await ask(0)).ok).toBe(true)
    for (let i = 0; i < 2; i++) expect((await ask(1)).ok).toBe(true)
    for (const i of [0, 1]) expect((await ask(i)).ok).toBe(false)
    for (let at = 0; at < RUNNING_TTL_MS + 10_000; at += 10_000) {
      clock.advance(10_000)
      await all[1]?.leasing.renew()
    }
    const later = await Promise.all([ask(1), ask(1), ask(1)])
    expect(later.filter((a) => a.ok)).toHaveLength(2)
  })

  it('a replica whose leases lapsed frees nothing with the ends of its old calls', async () => {
    const { clock, ask } = await setUp({ concurrentRequests: 3 })
    const old = [await ask(0), await ask(0), await ask(0)]
    expect(old.every((a) => a.ok)).toBe(true)
    clock.advance(RUNNING_TTL_MS + 1)
    expect([(await ask(1)).ok, (await ask(1)).ok]).toEqual([true, true])
    expect((await ask(0)).ok).toBe(true)
    for (const r of old) if (r.ok) r.settle({ tokens: 0, costMicroUsd: 0 })
    expect((await ask(0)).ok).toBe(false)
  })

  it('use of before leases were kept counts once, whichever replica says it', async () => {
    const { clock, all, subject, ask } = await setUp({ tokensPerDay: 100 })
    for (const { limiter } of all)
      limiter.counter(subject, 'tokensPerDay').seed(70, clock.nowMs(), clock.nowMs())
    for (const { leasing } of all) await leasing.written()
    expect((await ask(0, 31)).ok).toBe(false)
    clock.advance(300)
    expect((await ask(1, 30)).ok).toBe(true)
  })

  it('what was not used is given back at the end', async () => {
    const { clock, all, ask } = await setUp({ tokensPerDay: 800 })
    expect((await ask(0, 1)).ok).toBe(true)
    await all[0]?.leasing.close()
    clock.advance(300)
    expect((await ask(1, 799)).ok).toBe(true)
    expect((await ask(1, 1)).ok).toBe(false)
  })
})

const HOUR_MS = 3_600_000
const YEAR_MS = 365 * 24 * HOUR_MS

describe.each(kinds)('leases when clocks are wrong, %s', (_, make) => {
  /** Replica clocks and the store's, all of which time moves on together; each may be set apart from the others. */
  const setUp = async (spec: LimitSpec) => {
    const storeClock = testClock()
    const made = await make(storeClock)
    const subject = { scope: 'key', org: made.org, id: randomUUID() } as const
    const clocks = [testClock(), testClock()]
    const all = clocks.map((clock) => made.replica(clock))
    const renew = async (): Promise<void> => {
      for (const { leasing } of all) await leasing.renew()
    }
    const ask = async (i: number): Promise<Reservation | LimitRefusal> => {
      const { limiter } = all[i] ?? never()
      return limiter.reserve([limiter.budgets(subject, spec)], { tokens: 1, costMicroUsd: 1 })
    }
    const pass = (ms: number): void => {
      for (const clock of [storeClock, ...clocks]) clock.advance(ms)
    }
    /** How many get through now, asked in turn until both replicas refuse three times in a row. */
    const spend = async (): Promise<number> => {
      let got = 0
      for (let refusals = 0, i = 0; refusals < 6; i++)
        if ((await ask(i % 2)).ok) {
          got += 1
          refusals = 0
        } else {
          refusals += 1
          pass(50)
        }
      return got
    }
    await renew()
    /** Until a step of the store's clock has lasted. */
    const settle = async (): Promise<void> => {
      await renew()
      pass(STEP_LASTS_MS)
      await renew()
    }
    return { storeClock, clocks, ask, pass, spend, renew, settle }
  }

  it.each([1, 7, 60, 180, 86_400])(
    'two servers whose clocks are %d s apart share one limit: no real minute holds more',
    async (apartS) => {
      const { clocks, ask, pass } = await setUp({ requestsPerMinute: 20 })
      clocks[1]?.step(apartS * 1_000)
      const times: number[] = []
      for (let t = 0; t < 200_000; t += 1_000) {
        for (const i of [0, 1]) if ((await ask(i)).ok) times.push(t)
        pass(1_000)
      }
      for (const t of times)
        expect(times.filter((s) => s >= t && s < t + 60_000).length).toBeLessThanOrEqual(20)
      expect(times.length).toBeGreaterThan(30)
    },
  )

  it.each([-1_000, -2 * HOUR_MS, -YEAR_MS, 2 * HOUR_MS, YEAR_MS])(
    'when every clock is set by %d ms, a minute that is spent stays spent and is over in time, and so it is when they are set right again',
    async (byMs) => {
      const { storeClock, clocks, pass, spend } = await setUp({ requestsPerMinute: 12 })
      expect(await spend()).toBe(12)
      for (const by of [byMs, -byMs]) {
        pass(5_000)
        for (const clock of [storeClock, ...clocks]) clock.step(by)
        expect(await spend()).toBe(0)
      }
      pass(90_000)
      expect(await spend()).toBe(12)
    },
  )

  it.each([-2 * HOUR_MS, -YEAR_MS])(
    'a step of %d ms that lasts gives no minute and no day twice, and neither is held until that date comes again',
    async (byMs) => {
      const { storeClock, pass, spend, settle } = await setUp({ requestsPerMinute: 12, tokensPerDay: 30 })
      let used = await spend()
      storeClock.step(byMs)
      expect([used, await spend()]).toEqual([12, 0])
      await settle()
      for (let i = 0; i < 4; i++) {
        const got = await spend()
        expect(got).toBeLessThanOrEqual(12)
        used += got
        pass(90_000)
      }
      expect(used).toBe(30)
      pass(24 * HOUR_MS)
      expect(await spend()).toBe(12)
    },
  )

  it('a day that was begun and is set back to the day before is not begun again', async () => {
    const { storeClock, pass, spend, settle } = await setUp({ tokensPerDay: 30 })
    pass(14 * HOUR_MS + 60_000)
    expect(await spend()).toBe(30)
    storeClock.step(-2 * HOUR_MS)
    await settle()
    expect(await spend()).toBe(0)
    pass(2 * HOUR_MS)
    expect(await spend()).toBe(0)
    pass(24 * HOUR_MS)
    expect(await spend()).toBe(30)
  })

  it('what a server leased under a clock that ran a year ahead holds its successors up for ten minutes, not for a year', async () => {
    const spec = { requestsPerMinute: 12 }
    const storeClock = testClock()
    const made = await make(storeClock)
    const subject = { scope: 'key', org: made.org, id: randomUUID() } as const
    const askOf = ({ limiter }: Replica) =>
      limiter.reserve([limiter.budgets(subject, spec)], { tokens: 1, costMicroUsd: 1 })
    const before = made.replica(storeClock)
    for (let i = 0; i < 12; i++) expect((await askOf(before)).ok).toBe(true)
    storeClock.step(-YEAR_MS)
    const next = made.replica(storeClock)
    await next.leasing.renew()
    expect((await askOf(next)).ok).toBe(false)
    storeClock.advance(STEP_LASTS_MS)
    expect((await askOf(next)).ok).toBe(false)
    storeClock.advance(80_000)
    for (let i = 0; i < 12; i++) expect((await askOf(next)).ok).toBe(true)
  })

  it.each([-YEAR_MS, -2 * HOUR_MS, 2 * HOUR_MS, YEAR_MS])(
    'places of running calls stay taken while their holder lives and the clock is set by %d ms, and are free again when it dies',
    async (byMs) => {
      const { storeClock, ask, pass, renew, settle } = await setUp({ concurrentRequests: 4 })
      for (let i = 0; i < 4; i++) expect((await ask(0)).ok).toBe(true)
      storeClock.step(byMs)
      expect((await ask(1)).ok).toBe(false)
      for (let i = 0; i < 6; i++) {
        pass(10_000)
        await renew()
        expect((await ask(1)).ok).toBe(false)
      }
      storeClock.step(-byMs)
      await renew()
      expect((await ask(1)).ok).toBe(false)
      storeClock.step(byMs)
      await settle()
      await ask(1)
      pass(RUNNING_TTL_MS + 1_000)
      expect((await ask(1)).ok).toBe(true)
    },
  )

  it('a step ahead that lasts is the new time', async () => {
    const { storeClock, spend, settle } = await setUp({ tokensPerDay: 30 })
    expect(await spend()).toBe(30)
    storeClock.step(24 * HOUR_MS)
    expect(await spend()).toBe(0)
    await settle()
    expect(await spend()).toBe(30)
  })
})

describe('leases in PostgreSQL', () => {
  it('a database that is gone means no units, said as such', async () => {
    const gone = openDb({ url: 'postgresql://nobody@127.0.0.1:1/none', connectionsMax: 1 })
    const clock = testClock()
    const { limiter } = replicaOver(databaseLeases(gone, randomUUID(), clock), clock)
    const budgets = limiter.budgets({ scope: 'key', org: randomUUID(), id: 'k' }, { tokensPerDay: 5 })
    expect(await limiter.reserve([budgets], { tokens: 1, costMicroUsd: 0 })).toEqual({
      ok: false,
      why: 'unavailable',
      limit: 'tokensPerDay',
      scope: 'key',
    })
    await gone.close()
  })

  it('rows that count for nothing any more are deleted', async () => {
    const clock = testClock()
    const org = await seedOrg(world.db)
    const { limiter } = replicaOver(databaseLeases(world.db, randomUUID(), clock, timeOf(clock)), clock)
    await limiter.reserve([limiter.budgets({ scope: 'key', org, id: 'k' }, { requestsPerMinute: 5 })], {
      tokens: 0,
      costMicroUsd: 0,
    })
    const kept = async (before: number): Promise<number> => {
      await forgetLeases(world.db, new Date(before), timeOf(clock))
      const rows = await world.db.tx('system', (tx) =>
        tx.rows(sql`select 1 from limit_lease where org_id = ${org} limit 2`),
      )
      return rows.length
    }
    expect(await kept(clock.nowMs())).toBe(1)
    // a server whose clock runs ahead deletes nothing that the database's still counts
    expect(await kept(clock.nowMs() + YEAR_MS)).toBe(1)
    clock.advance(120_000)
    expect(await kept(clock.nowMs())).toBe(0)
  })
})

function never(): never {
  throw new Error('no such replica')
}
