import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testClock, type TestClock } from '../../test/world/clock.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../test/world/database.ts'
import { until } from '../../test/world/wait.ts'
import type { OrgId } from '../lib/ids.ts'
import { sql, type Tx } from './db.ts'
import type { Subscription } from './events.ts'
import { bumpGeneration } from './generation.ts'
import type { JobHandler } from './jobs.ts'
import { silentLog } from './log.ts'
import { systemRandom } from './random.ts'
import { createWork, type Work } from './work.ts'
import type { Runner } from './work-runner.ts'

let world: FreshDatabase
let org: OrgId
let clock: TestClock
const runners: Runner[] = []

beforeAll(async () => {
  world = await freshDatabase()
})
afterAll(() => world.close())
beforeEach(async () => {
  clock = testClock()
  await world.db.tx('system', async (tx) => {
    for (const table of [sql`delete from outbox_event`, sql`delete from job`, sql`delete from job_schedule`])
      await tx.run(table)
  })
  org = await seedOrg(world.db)
})
afterEach(async () => {
  await Promise.all(runners.splice(0).map((r) => r.stop(0)))
})

const create = (): Work => createWork({ db: world.db, clock, random: systemRandom, log: silentLog })

/** Polls only when asked: rounds come from drain() and from hints. */
function start(work: Work, wiring: { handlers?: JobHandler[]; subscriptions?: Subscription[] }): Runner {
  const runner = work.start({
    handlers: wiring.handlers ?? [],
    subscriptions: wiring.subscriptions ?? [],
    pollMs: 3_600_000,
  })
  runners.push(runner)
  return runner
}

const inOrg = <T>(run: (tx: Tx) => Promise<T>): Promise<T> => world.db.tx({ org }, run)

describe('outbox', () => {
  it('an event of a rolled-back change is never delivered; one of a committed change is, once, in order', async () => {
    const work = create()
    const seen: unknown[] = []
    await inOrg(async (tx) => {
      await work.outbox.emit(tx, { type: 'thing.changed', org, data: { n: 0 } })
      throw new Error('rolled back')
    }).catch(() => undefined)
    for (const n of [1, 2, 3])
      await inOrg((tx) => work.outbox.emit(tx, { type: 'thing.changed', org, data: { n } }))
    await inOrg((tx) => work.outbox.emit(tx, { type: 'thing.ignored', org, data: {} }))
    const runner = start(work, {
      subscriptions: [
        { event: 'thing.changed', name: 'list', handle: async (e) => void seen.push(e.data['n']) },
      ],
    })
    await runner.drain()
    await runner.drain()
    expect(seen).toEqual([1, 2, 3])
  })

  it("the subscriber's writes and the mark `done` are one transaction: a throw leaves neither and is tried again", async () => {
    const work = create()
    let fail = true
    const runner = start(work, {
      subscriptions: [
        {
          event: 'thing.changed',
          name: 'bump',
          handle: async (event, tx) => {
            await bumpGeneration(tx, event.org)
            if (fail) throw new Error('not today')
          },
        },
      ],
    })
    await inOrg((tx) => work.outbox.emit(tx, { type: 'thing.changed', org, data: {} }))
    await runner.drain()
    expect(await generation()).toBe(1)
    fail = false
    await runner.drain()
    expect(await generation()).toBe(1) // its time has not come
    clock.advance(1_000)
    await runner.drain()
    expect(await generation()).toBe(2)
  })

  it('a failing event holds back only its own subscriber and organisation, and is parked and shown after its budget', async () => {
    const work = create()
    const other = await seedOrg(world.db)
    const seen: string[] = []
    const runner = start(work, {
      subscriptions: [
        {
          event: 'e',
          name: 'good',
          handle: async (e) =>
            void seen.push(`good ${e.org === org ? 'own' : 'other'} ${String(e.data['n'])}`),
        },
        {
          event: 'e',
          name: 'bad',
          handle: async (e) => {
            if (e.data['n'] === 1) throw new Error('poison')
            seen.push(`bad ${e.org === org ? 'own' : 'other'} ${String(e.data['n'])}`)
          },
        },
      ],
    })
    for (const n of [1, 2]) await inOrg((tx) => work.outbox.emit(tx, { type: 'e', org, data: { n } }))
    await world.db.tx({ org: other }, (tx) => work.outbox.emit(tx, { type: 'e', org: other, data: { n: 3 } }))
    await runner.drain()
    expect(seen.toSorted()).toEqual(['bad other 3', 'good other 3', 'good own 1', 'good own 2'])
    for (let i = 0; i < 8; i++) {
      clock.advance(600_000)
      await runner.drain()
    }
    expect(seen).toContain('bad own 2')
    expect((await work.counts()).parked).toMatchObject([{ what: 'event e for bad', error: 'poison' }])
  })

  it('two processes deliver each event once', async () => {
    const [a, b] = [create(), create()]
    const seen: unknown[] = []
    const subscription: Subscription = {
      event: 'e',
      name: 's',
      handle: async (e) => void seen.push(e.data['n']),
    }
    const [one, two] = [
      start(a, { subscriptions: [subscription] }),
      start(b, { subscriptions: [subscription] }),
    ]
    for (let n = 0; n < 30; n++) await inOrg((tx) => a.outbox.emit(tx, { type: 'e', org, data: { n } }))
    await until('all delivered', async () => {
      await Promise.all([one.drain(), two.drain()])
      return seen.length >= 30
    })
    expect(seen.toSorted((x, y) => Number(x) - Number(y))).toEqual(Array.from({ length: 30 }, (_, i) => i))
  })

  const generation = async (): Promise<number> =>
    Number((await inOrg((tx) => tx.one<{ generation: string }>(sql`select generation from org`))).generation)
})

describe('jobs', () => {
  const handler = (
    type: string,
    handle: JobHandler['handle'],
    more: Partial<JobHandler> = {},
  ): JobHandler => ({ type, deadlineMs: 5_000, attemptsMax: 3, handle, ...more })

  it('run once, at their time, with their data; a dedupe key that has not started yet is not enqueued twice', async () => {
    const work = create()
    const seen: unknown[] = []
    const runner = start(work, {
      handlers: [handler('t', async (data, { org: of }) => void seen.push([data['n'], of]))],
    })
    await inOrg(async (tx) => {
      await work.jobs.enqueue(tx, { type: 't', org, data: { n: 1 }, dedupeKey: 'k' })
      await work.jobs.enqueue(tx, { type: 't', org, data: { n: 2 }, dedupeKey: 'k' })
      await work.jobs.enqueue(tx, { type: 't', org, data: { n: 3 }, runAtMs: clock.nowMs() + 60_000 })
    })
    await runner.drain()
    expect(seen).toEqual([[1, org]])
    clock.advance(60_000)
    await runner.drain()
    await inOrg((tx) => work.jobs.enqueue(tx, { type: 't', org, data: { n: 4 }, dedupeKey: 'k' }))
    await runner.drain()
    expect(seen).toEqual([
      [1, org],
      [3, org],
      [4, org],
    ])
  })

  it('a failing job is retried with growing pauses, then parked and shown; a later one is not held up', async () => {
    const work = create()
    let attempts = 0
    const done: string[] = []
    const runner = start(work, {
      handlers: [
        handler('bad', async () => {
          attempts++
          throw new Error('upstream says no')
        }),
        handler('good', async () => void done.push('good')),
      ],
    })
    await inOrg(async (tx) => {
      await work.jobs.enqueue(tx, { type: 'bad', org, data: {} })
      await work.jobs.enqueue(tx, { type: 'good', org, data: {} })
    })
    await runner.drain()
    expect([attempts, done]).toEqual([1, ['good']])
    await runner.drain()
    expect(attempts).toBe(1)
    clock.advance(1_000)
    await runner.drain()
    clock.advance(1_000)
    await runner.drain()
    expect(attempts).toBe(2)
    clock.advance(1_000)
    await runner.drain()
    expect(attempts).toBe(3)
    clock.advance(1e9)
    await runner.drain()
    expect(attempts).toBe(3)
    expect((await work.counts()).parked).toMatchObject([{ what: 'job bad', error: 'upstream says no' }])
  })

  it('a job past its deadline gets its signal aborted and counts as failed, even if it never answers', async () => {
    const work = create()
    let reason: unknown
    const runner = start(work, {
      handlers: [
        handler(
          'slow',
          (_, { signal }) =>
            new Promise(() => signal.addEventListener('abort', () => (reason = signal.reason))),
          { deadlineMs: 20, attemptsMax: 1 },
        ),
      ],
    })
    await inOrg((tx) => work.jobs.enqueue(tx, { type: 'slow', org, data: {} }))
    await runner.drain()
    expect(String(reason)).toContain('not done within 20 ms')
    expect((await work.counts()).parked).toMatchObject([{ what: 'job slow', error: 'not done within 20 ms' }])
  })

  it('a job whose process was killed is taken up by another one', async () => {
    const work = create()
    const seen: string[] = []
    await inOrg((tx) => work.jobs.enqueue(tx, { type: 't', org, data: {} }))
    // What a kill -9 leaves behind: running, held by a runner that no longer beats.
    await world.db.tx('system', (tx) =>
      tx.run(
        sql`update job set state = 'running', attempts = 1, runner = gen_random_uuid(), held_until = to_timestamp(${clock.nowMs()}::double precision / 1000) + interval '30 s'`,
      ),
    )
    const runner = start(work, { handlers: [handler('t', async () => void seen.push('ran'))] })
    await runner.drain()
    expect(seen).toEqual([])
    clock.advance(31_000)
    await runner.drain()
    clock.advance(1_000)
    await runner.drain()
    expect(seen).toEqual(['ran'])
  })

  it('what was dated by a clock that ran a year ahead does not wait for that year', async () => {
    const work = create()
    const seen: string[] = []
    const wiring = {
      handlers: [
        handler('queued', async () => void seen.push('queued')),
        handler('killed', async () => void seen.push('killed')),
        handler('periodic', async () => void seen.push('periodic'), { everyMs: 60_000 }),
      ],
      subscriptions: [{ event: 'thing.changed', name: 'list', handle: async () => void seen.push('event') }],
    }
    const right = clock.nowMs()
    clock.advance(365 * 86_400_000)
    await inOrg((tx) => work.jobs.enqueue(tx, { type: 'queued', org, data: {} }))
    await inOrg((tx) => work.jobs.enqueue(tx, { type: 'killed', org, data: {} }))
    await inOrg((tx) => work.outbox.emit(tx, { type: 'thing.changed', org, data: {} }))
    await world.db.tx('system', async (tx) => {
      const held = sql`state = 'running', attempts = 1, runner = gen_random_uuid(), held_until = to_timestamp(${clock.nowMs()}::double precision / 1000)`
      await tx.run(sql`update job set ${held} where type = 'killed'`)
      await tx.run(sql`
        insert into job (id, org_id, type, data, dedupe_key, enqueued_at, run_at, started_at)
        select gen_random_uuid(), null, 'periodic', '{}', 'periodic', enqueued_at, run_at, enqueued_at from job where type = 'queued'`)
      await tx.run(sql`update job set ${held} where type = 'periodic'`)
      await tx.run(
        sql`insert into job_schedule (type, next_at) values ('periodic', to_timestamp(${clock.nowMs() + 60_000}::double precision / 1000))`,
      )
      // Fanned out, and not delivered yet.
      await tx.run(sql`update outbox_event set fanned_out = true`)
      await tx.run(sql`
        insert into outbox_delivery (event, subscription, org_id, run_at)
        select id, 'list', org_id, emitted_at from outbox_event`)
    })
    clock.set(right)
    const runner = start(work, wiring)
    await runner.drain()
    clock.advance(2_000)
    await runner.drain()
    expect(seen.toSorted()).toEqual(['event', 'killed', 'periodic', 'queued'])
    // One that was asked for later keeps its time.
    await inOrg((tx) =>
      work.jobs.enqueue(tx, { type: 'queued', org, data: {}, runAtMs: clock.nowMs() + 86_400_000 }),
    )
    await runner.drain()
    expect(seen).toHaveLength(4)
  })

  it('a periodic job runs once per period for the whole installation, never twice at once', async () => {
    const [a, b] = [create(), create()]
    let runs = 0
    const every = handler('nightly', async () => void runs++, { everyMs: 60_000 })
    const [one, two] = [start(a, { handlers: [every] }), start(b, { handlers: [every] })]
    const both = (): Promise<unknown> =>
      Promise.all([one.drain(), two.drain()]).then(() => Promise.all([one.drain(), two.drain()]))
    await both()
    expect(runs).toBe(1)
    await both()
    expect(runs).toBe(1)
    clock.advance(60_000)
    await both()
    expect(runs).toBe(2)
  })

  it('stop lets running work see the end, gives cut-off work back without counting the attempt, and takes no more', async () => {
    const work = create()
    let began = false
    const runner = start(work, {
      handlers: [
        handler(
          'long',
          (_, { signal }) =>
            new Promise((_resolve, reject) => {
              began = true
              signal.addEventListener('abort', () => reject(new Error('aborted')))
            }),
          { deadlineMs: 60_000, attemptsMax: 1 },
        ),
      ],
    })
    await inOrg((tx) => work.jobs.enqueue(tx, { type: 'long', org, data: {} }))
    await until('the job runs', () => began)
    await runner.stop(0)
    const left = await world.db.tx('system', (tx) => tx.one(sql`select state, attempts from job`))
    expect(left).toEqual({ state: 'queued', attempts: 0 })
  })
})
