import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  ApiClient,
  apiOf,
  HandClock,
  memoryKeyStore,
  RememberingLedger,
  RememberingOutbox,
  type ApiAnswer,
} from '../../../test/world/control-plane.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../../test/world/database.ts'
import { verifies } from '../../../test/promises.ts'
import type { OrgId, SystemRef } from '../../lib/ids.ts'
import { problem } from '../../lib/problem.ts'
import { commitRider, withCommitRider } from '../../platform/commit-rider.ts'
import { STEP_LASTS_MS } from '../../platform/clock.ts'
import { sql, type Db } from '../../platform/db.ts'
import { silentLog } from '../../platform/log.ts'
import { openDb } from '../../platform/pg.ts'
import { systemRandom } from '../../platform/random.ts'
import { endpoint } from '../endpoint.ts'
import { apiRouter, demand, principalOf } from '../http.ts'
import { createIdentity, type IdentityRoom } from '../index.ts'
import { HELD_MS, KEPT_MS } from './claim.ts'
import { forgetOldRequests } from './once.ts'

const thing = {
  action: 'key.create',
  body: z.strictObject({
    name: z.string().default(''),
    /** Where the handler stops. */
    at: z.enum(['start', 'middle', 'end']).optional(),
    after: z.enum(['refuse', 'break', 'large']).optional(),
    change: z.boolean().default(true),
  }),
  answer: z.looseObject({ made: z.number() }),
  status: 201,
} as const
const make = endpoint('things.make', { ...thing, summary: 'Make a thing' })
const remake = endpoint('things.remake', { ...thing, summary: 'Make it anew' })
const send = endpoint('things.send', { ...thing, summary: 'Act outside', outward: true })
const look = endpoint('things.look', { ...thing, summary: 'Look at it', readsOnly: true })

let database: FreshDatabase
let second: Db
let org: OrgId
let clock: HandClock
let keystore: ReturnType<typeof memoryKeyStore>
let rooms: readonly IdentityRoom[]
let token: string
let other: string
/** Handlers that stopped, in order: called, each goes on. */
let stopped: (() => void)[]
let runs: number

beforeAll(async () => {
  database = await freshDatabase({ connectionsMax: 12 })
  second = openDb({ url: database.url, connectionsMax: 12 })
})
afterAll(async () => {
  await second.close()
  await database.close()
})
beforeEach(async () => {
  await database.db.tx('system', (tx) => tx.run(sql`update org set kind = 'sample'`))
  org = await seedOrg(database.db)
  clock = new HandClock()
  keystore = memoryKeyStore()
  stopped = []
  runs = 0
  rooms = [database.db, second].map((db) =>
    createIdentity({
      db,
      clock,
      random: systemRandom,
      log: silentLog,
      ledger: new RememberingLedger(),
      outbox: new RememberingOutbox(),
      keystore,
      trial: true,
      systems: {
        systemByName: async () => ({
          id: randomUUID(),
          ref: 'r' as string as SystemRef,
          name: 'sandbox',
          environment: 'trial',
          active: true,
        }),
      },
      publicUrl: () => 'http://127.0.0.1:4400',
      cookie: { secure: false },
      passwordCost: { log2N: 4, r: 8, p: 1 },
    }),
  )
  const [room] = rooms
  if (room === undefined) throw new Error('no room')
  token = await database.db.tx({ org }, (tx) => room.issueTrialToken(tx, org))
  other = await database.db.tx({ org }, (tx) => room.issueTrialToken(tx, org))
})

/** Rows that things left. */
const made = (): Promise<number> =>
  database.db.tx({ org }, async (tx) => {
    const { n } = await tx.one<{ n: number }>(sql`select count(*)::integer as n from outbox_event`)
    return n
  })

function thingRoutes(db: Db) {
  const routes = apiRouter()
  const handler = (described: typeof make) => async (c: Parameters<typeof principalOf>[0]) => {
    const run = ++runs
    const input = await described.body(c)
    demand(c, 'key.create', { kind: 'key', environment: 'trial' })
    const stop = (at: 'start' | 'middle' | 'end'): Promise<void> =>
      at === input.at ? new Promise((resolve) => stopped.push(resolve)) : Promise.resolve()
    await stop('start')
    if (input.change)
      await db.tx({ org }, async (tx) => {
        await tx.run(
          sql`insert into outbox_event (event_id, org_id, type, data, emitted_at) values (${randomUUID()}, ${org}, 'thing', '{}', now())`,
        )
        await stop('middle')
      })
    await stop('end')
    if (input.after === 'refuse') throw problem('thing_refused', 409, 'no')
    if (input.after === 'break') throw problem('thing_broken', 503, 'broken')
    c.header('location', `/things/${run}`)
    return c.json({ made: run, ...(input.after === 'large' ? { text: 'x'.repeat(70_000) } : {}) }, 201)
  }
  routes.post('/things', make, handler(make))
  routes.put('/things', remake, handler(remake))
  routes.post('/things/send', send, handler(send))
  routes.post('/things/look', look, handler(look))
  return routes
}

/** A caller at one of the two servers. */
const at = (server: 0 | 1, bearer = token): ApiClient => {
  const room = rooms[server]
  if (room === undefined) throw new Error('no such server')
  return new ApiClient(
    apiOf(room.middleware, room.routes, thingRoutes(server === 0 ? database.db : second)),
    bearer,
  )
}
const post = (
  client: ApiClient,
  key: string,
  body: object = {},
  path = '/things',
  more: Record<string, string> = {},
): Promise<ApiAnswer> => client.send('POST', path, body, { 'idempotency-key': key, ...more })
const replayed = (answer: ApiAnswer): boolean => answer.headers.get('idempotency-replayed') === 'true'
const settledAt = async (server: 0 | 1, key: string, body: object): Promise<ApiAnswer> => {
  for (;;) {
    const answer = await post(at(server), key, body)
    if (answer.body.code !== 'idempotency_in_progress') return answer
  }
}
const whenStopped = async (n: number): Promise<void> => {
  while (stopped.length < n) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('a request with an idempotency key', () => {
  verifies(
    'UX-4',
    'is carried out once: its repetition at any server has the same status, body and headers',
    async () => {
      const first = await post(at(0), 'k1', { name: 'a' })
      expect([first.status, first.body, replayed(first)]).toEqual([201, { made: 1 }, false])
      for (const server of [0, 1] as const) {
        const again = await post(at(server), 'k1', { name: 'a' })
        expect([again.status, again.body, replayed(again)]).toEqual([201, { made: 1 }, true])
        expect(again.headers.get('location')).toBe('/things/1')
        expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'))
      }
      expect([await made(), runs]).toEqual([1, 1])
      // without a key, and with another, it is another request
      await at(0).post('/things', { name: 'a' })
      await post(at(0), 'k2', { name: 'a' })
      expect(await made()).toBe(3)
    },
  )

  verifies(
    'UX-4',
    'is refused when the key came with another method, path, body or precondition',
    async () => {
      await post(at(0), 'k', { name: 'a' })
      const others = [
        post(at(1), 'k', { name: 'b' }),
        post(at(1), 'k', { name: 'a' }, '/things?x=1'),
        post(at(1), 'k', { name: 'a' }, '/things', { 'if-match': '"2"' }),
        at(1).send('PUT', '/things', { name: 'a' }, { 'idempotency-key': 'k' }),
      ]
      for (const answer of await Promise.all(others))
        expect([answer.status, answer.body.code]).toEqual([422, 'idempotency_key_reused'])
      expect(await made()).toBe(1)
    },
  )

  it('belongs to its caller: the same key of another is another request', async () => {
    await post(at(0), 'k', { name: 'a' })
    expect(replayed(await post(at(0, other), 'k', { name: 'a' }))).toBe(false)
    expect(await made()).toBe(2)
  })

  verifies('UX-4', 'is carried out once by 40 concurrent repetitions at two servers', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => post(at(i % 2 === 0 ? 0 : 1), 'k')),
    )
    expect([await made(), runs]).toEqual([1, 1])
    const told = new Set(answers.map((a) => (a.status === 201 ? `201 ${a.body.made}` : a.body.code)))
    expect([...told].filter((t) => t !== '201 1' && t !== 'idempotency_in_progress')).toEqual([])
    expect(answers.filter((a) => a.status === 201 && !replayed(a))).toHaveLength(1)
    expect(replayed(await post(at(1), 'k'))).toBe(true)
  })

  it('is told to wait while the first runs, with retry-after', async () => {
    const first = post(at(0), 'k', { at: 'middle' })
    await whenStopped(1)
    const meanwhile = await post(at(1), 'k', { at: 'middle' })
    expect(meanwhile.body).toMatchObject({
      code: 'idempotency_in_progress',
      status: 409,
      extra: { retryAfterSeconds: 1 },
    })
    stopped[0]?.()
    expect((await first).status).toBe(201)
    expect(replayed(await post(at(1), 'k', { at: 'middle' }))).toBe(true)
  })

  verifies('UX-4', 'that was refused before it changed anything leaves the key free', async () => {
    expect((await post(at(0), 'k', { unknown: 1 })).status).toBe(400)
    expect((await post(at(0, 'swt-nobody'), 'k')).status).toBe(401)
    expect((await post(at(0), 'k', { change: false, after: 'refuse' })).status).toBe(409)
    expect((await post(at(0), 'k', { change: false, after: 'break' })).status).toBe(503)
    expect((await post(at(0), 'k', { name: 'right' })).status).toBe(201)
    expect(await made()).toBe(1)
  })

  it('that changed something and was then refused keeps its refusal', async () => {
    const body = { after: 'refuse' }
    expect((await post(at(0), 'k', body)).body).toMatchObject({ code: 'thing_refused' })
    const again = await post(at(1), 'k', body)
    expect([again.status, again.body.code, replayed(again)]).toEqual([409, 'thing_refused', true])
    expect(await made()).toBe(1)
  })

  verifies(
    'UX-4',
    'that changed something and then broke is not carried out again, and the repetition is told',
    async () => {
      const body = { after: 'break' }
      expect((await post(at(0), 'k', body)).status).toBe(503)
      for (const server of [0, 1] as const)
        expect((await post(at(server), 'k', body)).body).toMatchObject({
          code: 'idempotency_answer_lost',
          status: 409,
          extra: { answered: null },
        })
      expect(await made()).toBe(1)
    },
  )

  it('has a key of 1 to 255 printable characters', async () => {
    for (const key of ['', 'x'.repeat(256), 'ä', 'a\tb'])
      expect((await post(at(0), key)).body, key).toMatchObject({
        code: 'idempotency_key_invalid',
        status: 400,
      })
    expect((await post(at(0), 'x'.repeat(255))).status).toBe(201)
    expect((await post(at(0), '"8e03978e-40d5-43dd-bc93-6894a57f9324"')).status).toBe(201)
  })

  it('that only reads is carried out each time and kept nowhere', async () => {
    for (const run of [1, 2])
      expect((await post(at(0), 'k', { change: false }, '/things/look')).body.made).toBe(run)
    expect(await rows()).toEqual([])
  })
})

type Row = { state: string; answer: Buffer | null; key_hash: Buffer; request_hash: Buffer }
const rows = (): Promise<Row[]> =>
  database.db.tx({ org }, (tx) =>
    tx.rows<Row>(sql`select state, answer, key_hash, request_hash from idempotency_request limit 10`),
  )

describe('a server that dies with a keyed request', () => {
  verifies(
    'UX-4',
    'before it committed: another carries it out after the hold, and the first can commit no more',
    async () => {
      for (const where of ['start', 'middle'] as const) {
        const before = await made()
        const ghost = post(at(0), where, { at: where })
        await whenStopped(1)
        const early = await post(at(1), where, { at: where })
        expect(early.body.code).toBe('idempotency_in_progress')
        clock.forward(HELD_MS + 1)
        const successor = post(at(1), where, { at: where })
        await whenStopped(2)
        stopped[1]?.()
        expect((await successor).status).toBe(201)
        expect(await made()).toBe(before + 1)
        // it was only slow: what it does now is rolled back
        stopped[0]?.()
        expect((await ghost).body.code).toBe('idempotency_in_progress')
        expect(await made()).toBe(before + 1)
        expect((await post(at(0), where, { at: where })).body).toEqual((await successor).body)
        stopped = []
      }
    },
  )

  verifies(
    'UX-4',
    'after it committed: nobody carries it out again, and the repetition is told that its answer is lost',
    async () => {
      void post(at(0), 'k', { at: 'end' })
      await whenStopped(1)
      expect((await post(at(1), 'k', { at: 'end' })).body.code).toBe('idempotency_in_progress')
      clock.forward(HELD_MS + 1)
      expect((await post(at(1), 'k', { at: 'end' })).body.code).toBe('idempotency_answer_lost')
      expect([await made(), (await rows())[0]?.state]).toEqual([1, 'changed'])
      stopped[0]?.()
    },
  )

  it('while it acted outside: it is not done again; what was refused before it acted is', async () => {
    void post(at(0), 'k', { change: false, at: 'start' }, '/things/send')
    await whenStopped(1)
    clock.forward(HELD_MS + 1)
    const again = await post(at(1), 'k', { change: false, at: 'start' }, '/things/send')
    expect(again.body.code).toBe('idempotency_answer_lost')
    expect(runs).toBe(1)
    stopped[0]?.()
    const refused = { change: false, after: 'refuse' }
    for (const run of [2, 3]) {
      expect((await post(at(0), 'k2', refused, '/things/send')).body.code).toBe('thing_refused')
      expect(runs).toBe(run)
    }
  })

  it('is not taken for dead because the clock is set', async () => {
    const first = post(at(0), 'k', { at: 'start' })
    await whenStopped(1)
    for (const byMs of [-3 * HELD_MS, 3 * HELD_MS, 20 * HELD_MS, -20 * HELD_MS]) {
      clock.step(byMs)
      expect((await post(at(1), 'k', { at: 'start' })).body.code).toBe('idempotency_in_progress')
    }
    stopped[0]?.()
    expect((await first).status).toBe(201)
    expect(replayed(await post(at(1), 'k', { at: 'start' }))).toBe(true)
  })

  it('does not block its key when the clock was set back for good since', async () => {
    void post(at(0), 'k', { at: 'start' })
    await whenStopped(1)
    clock.step(-KEPT_MS)
    expect((await post(at(1), 'k', { at: 'start' })).body.code).toBe('idempotency_in_progress')
    clock.forward(STEP_LASTS_MS)
    void post(at(1), 'k', { at: 'start' })
    await whenStopped(2)
    stopped.forEach((go) => go())
    while ((await made()) === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(replayed(await settledAt(1, 'k', { at: 'start' }))).toBe(true)
    expect(await made()).toBe(1)
  })

  it('is not taken for dead while its heart beats', async () => {
    const first = post(at(0), 'k', { at: 'start' })
    await whenStopped(1)
    clock.forward(HELD_MS - 1_000)
    // the heartbeat, at the server's own pace
    const heldUntil = async (): Promise<number> =>
      database.db.tx({ org }, async (tx) =>
        (
          await tx.one<{ held_until: Date }>(sql`select held_until from idempotency_request`)
        ).held_until.getTime(),
      )
    while ((await heldUntil()) < clock.ms + HELD_MS) await new Promise((resolve) => setTimeout(resolve, 50))
    clock.forward(HELD_MS - 1_000)
    expect((await post(at(1), 'k', { at: 'start' })).body.code).toBe('idempotency_in_progress')
    stopped[0]?.()
    expect((await first).status).toBe(201)
  })
})

describe('a kept answer', () => {
  verifies(
    'UX-4',
    'with a secret in it is given again, and cannot be read from the database even with the installation’s key',
    async () => {
      const key = randomUUID()
      const first = await post(at(0), key, { system: 'sandbox', name: 'of the nightly job' }, '/keys')
      expect(first.status, JSON.stringify(first.body)).toBe(201)
      expect(first.body.key).toMatch(/^sw-/)
      const again = await post(at(1), key, { system: 'sandbox', name: 'of the nightly job' }, '/keys')
      expect([again.status, again.body, replayed(again)]).toEqual([201, first.body, true])
      const [row] = await rows()
      const kept = row?.answer ?? Buffer.alloc(0)
      expect(kept.length).toBeGreaterThan(100)
      for (const bytes of [kept, keystore.unwrap('idempotency-answer', kept)])
        for (const text of [first.body.key, '"key"', 'of the nightly job', key])
          expect(bytes.includes(text), text).toBe(false)
      expect(row?.key_hash.includes(key)).toBe(false)
    },
  )

  it('is lost under another key-encryption key, and says with which status it was answered', async () => {
    await post(at(0), 'k')
    const forgotten = memoryKeyStore()
    keystore.unwrap = forgotten.unwrap
    expect((await post(at(0), 'k')).body).toMatchObject({
      code: 'idempotency_answer_lost',
      extra: { answered: 201 },
    })
    expect(await made()).toBe(1)
  })

  it('is not kept when it is larger than 64 KiB: the repetition is told', async () => {
    expect((await post(at(0), 'k', { after: 'large' })).status).toBe(201)
    expect((await post(at(0), 'k', { after: 'large' })).body).toMatchObject({
      code: 'idempotency_answer_lost',
      extra: { answered: 201 },
    })
    expect((await rows())[0]?.answer).toBe(null)
  })

  it('is forgotten after 24 hours, and not before; swept or not, the key is new then', async () => {
    const age = (ms: number): Promise<number> =>
      database.db.tx({ org }, (tx) =>
        tx.run(sql`
          update idempotency_request set created_at = ${new Date(clock.ms - ms)}, held_until = ${new Date(clock.ms - ms)}`),
      )
    await post(at(0), 'k')
    await age(KEPT_MS - 1)
    await forgetOldRequests({ db: database.db, clock })
    expect(replayed(await post(at(0), 'k'))).toBe(true)
    await age(KEPT_MS)
    // not swept yet
    const another = await post(at(0), 'k', { name: 'another' })
    expect([another.status, replayed(another), await made()]).toEqual([201, false, 2])
    await age(KEPT_MS)
    await forgetOldRequests({ db: database.db, clock })
    expect(await rows()).toEqual([])
  })

  it('is one of at most 10,000 of a caller in a day', async () => {
    await post(at(0), 'k')
    await database.db.tx({ org }, (tx) =>
      tx.run(sql`
        insert into idempotency_request (org_id, caller, key_hash, request_hash, attempt, state, held_until, created_at)
        select org_id, caller, decode(md5(n::text), 'hex'), request_hash, attempt, 'answered', held_until, created_at
        from idempotency_request, generate_series(1, 9999) as n`),
    )
    expect((await post(at(0), 'one more')).body).toMatchObject({
      code: 'idempotency_keys_exhausted',
      status: 429,
    })
    expect((await post(at(0, other), 'one more')).status).toBe(201)
    expect(replayed(await post(at(0), 'k'))).toBe(true)
  })
})

it('what a transaction sets off after its commit belongs to no request', async () => {
  let inside: unknown = 'not asked'
  const ridden: string[] = []
  await withCommitRider(
    async (tx) => void ridden.push(tx.scope === 'system' ? 'system' : 'org'),
    async () => {
      await database.db.tx({ org }, async (tx) => tx.onCommit(() => (inside = commitRider())))
      await database.db.tx('system', async () => {}, { readOnly: true })
    },
  )
  expect([inside, ridden]).toEqual([undefined, ['org']])
})
