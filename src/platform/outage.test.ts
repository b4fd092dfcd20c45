import { mkdtemp, chmod, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedOrg } from '../../test/world/database.ts'
import { testClock } from '../../test/world/clock.ts'
import { until } from '../../test/world/wait.ts'
import { ProblemError } from '../lib/problem.ts'
import { sql, type Db } from './db.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts'
import { bumpGeneration } from './generation.ts'
import { silentLog } from './log.ts'
import { migrate } from './migrate.ts'
import { openDb } from './pg.ts'
import { systemRandom } from './random.ts'
import { platformMigrations } from './schema.ts'
import { createWork } from './work.ts'

let dir: string
let server: EmbeddedPostgres
const clock = testClock()

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sw-outage-'))
  await chmod(dir, 0o755)
  server = await startEmbeddedPostgres({ dataDir: join(dir, 'data') })
  await migrate(server.ownerUrl, platformMigrations, clock)
})
afterAll(async () => {
  await server.stop()
  await rm(dir, { recursive: true, force: true })
})

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  )

/** The socket's folder has another name after each start; a real installation restarts with its server, so the test follows it. */
const follow = (
  url: () => string,
): { db: () => Db; reopen: () => Promise<void>; close: () => Promise<void> } => {
  let db = openDb({ url: url(), connectDeadlineMs: 2_000 })
  return {
    db: () => db,
    reopen: async () => {
      await db.close()
      db = openDb({ url: url() })
    },
    close: () => db.close(),
  }
}

describe('database gone and back', () => {
  it('an open transaction fails with a clear code, later ones too, and ping says why; after the restart nothing half-done is seen', async () => {
    const db = openDb({ url: server.runtimeUrl, connectDeadlineMs: 2_000 })
    const org = await seedOrg(db)
    try {
      const broken = codeOf(
        db.tx({ org }, async (tx) => {
          await bumpGeneration(tx, org)
          await server.stop()
          await until('the connection breaks', () =>
            tx.rows(sql`select 1`).then(
              () => false,
              (error: unknown) => {
                throw error
              },
            ),
          )
        }),
      )
      expect(await broken).toBe('database_unavailable')
      expect(await codeOf(db.tx({ org }, (tx) => tx.rows(sql`select 1`)))).toBe('database_unavailable')
      expect(await db.ping(2_000)).toMatchObject({
        ok: false,
        reason: expect.stringContaining('database_unavailable'),
      })
    } finally {
      await db.close()
    }
    server = await startEmbeddedPostgres({ dataDir: join(dir, 'data') })
    const again = openDb({ url: server.runtimeUrl })
    try {
      expect(await again.ping(2_000)).toEqual({ ok: true })
      expect(await again.tx({ org }, (tx) => tx.one(sql`select generation from org`))).toEqual({
        generation: '1',
      })
    } finally {
      await again.close()
    }
  })

  it('a server that died is started again under the same address, and the pool finds it', async () => {
    const db = openDb({ url: server.runtimeUrl, connectDeadlineMs: 2_000 })
    try {
      const org = await seedOrg(db)
      const before = server.pid
      process.kill(before, 'SIGKILL')
      await until('a new server', () => server.pid !== before)
      await until(
        'it serves',
        async () => (await codeOf(db.tx({ org }, (tx) => bumpGeneration(tx, org)))) === 'done',
      )
    } finally {
      await db.close()
    }
  })

  it('connections cut by the server are replaced without a restart of ours', async () => {
    const db = openDb({ url: server.runtimeUrl })
    const owner = openDb({ url: server.ownerUrl })
    try {
      const org = await seedOrg(db)
      await owner.tx('system', (tx) =>
        tx
          .rows(sql`reset role`)
          .then(() =>
            tx.rows(sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'sealwright'`),
          ),
      )
      await until(
        'a new connection serves',
        async () => (await codeOf(db.tx({ org }, (tx) => bumpGeneration(tx, org)))) === 'done',
      )
      expect(await db.tx({ org }, (tx) => tx.one(sql`select generation from org`))).toEqual({
        generation: '2',
      })
    } finally {
      await db.close()
      await owner.close()
    }
  })

  it('the job runner survives the outage and goes on with what was enqueued', async () => {
    const handle = follow(() => server.runtimeUrl)
    const proxy: Db = {
      tx: (...a) => handle.db().tx(...a),
      ping: (ms) => handle.db().ping(ms),
      close: () => handle.close(),
    }
    const org = await seedOrg(proxy)
    const ran: string[] = []
    const work = createWork({ db: proxy, clock, random: systemRandom, log: silentLog })
    await proxy.tx({ org }, (tx) =>
      work.jobs.enqueue(tx, { type: 't', org, data: {}, runAtMs: clock.nowMs() + 1_000 }),
    )
    const runner = work.start({
      handlers: [{ type: 't', deadlineMs: 1_000, attemptsMax: 3, handle: async () => void ran.push('ran') }],
      subscriptions: [],
      pollMs: 20,
    })
    try {
      await server.stop()
      clock.advance(1_000)
      await runner.drain()
      expect(ran).toEqual([])
      server = await startEmbeddedPostgres({ dataDir: join(dir, 'data') })
      await handle.reopen()
      await until('the job ran', () => ran.length === 1)
    } finally {
      await runner.stop(0)
      await handle.close()
    }
  })

  it('a closed pool refuses instead of hanging', async () => {
    const db = openDb({ url: server.runtimeUrl })
    await db.close()
    expect(await codeOf(db.tx('system', (tx) => tx.rows(sql`select 1`)))).toBe('database_closed')
  })
})

describe('migrations', () => {
  it('run once, forward only; a database from a newer version and a changed step are refused', async () => {
    expect((await migrate(server.ownerUrl, platformMigrations, clock)).applied).toEqual([])
    const next = { id: '0099-next', sql: 'create table next_thing (id int)' }
    expect((await migrate(server.ownerUrl, [...platformMigrations, next], clock)).applied).toEqual([
      '0099-next',
    ])
    expect(await codeOf(migrate(server.ownerUrl, platformMigrations, clock))).toBe('database_newer')
    expect(
      await codeOf(migrate(server.ownerUrl, [...platformMigrations, { ...next, sql: 'select 1' }], clock)),
    ).toBe('migration_changed')
  })

  it('a failing step leaves nothing of itself and says where', async () => {
    const base = [...platformMigrations, { id: '0099-next', sql: 'create table next_thing (id int)' }]
    const bad = { id: '0100-bad', sql: 'create table half (id int); create tabel oops (id int)' }
    await expect(migrate(server.ownerUrl, [...base, bad], clock)).rejects.toThrow(
      /migration 0100-bad failed: syntax error.*create tabel oops/,
    )
    expect(
      (
        await migrate(
          server.ownerUrl,
          [...base, { id: '0100-bad', sql: 'create table half (id int)' }],
          clock,
        )
      ).applied,
    ).toEqual(['0100-bad'])
  })

  it('two servers that start at once take turns', async () => {
    const base = [
      ...platformMigrations,
      { id: '0099-next', sql: 'create table next_thing (id int)' },
      { id: '0100-bad', sql: 'create table half (id int)' },
    ]
    const steps = [...base, { id: '0101-slow', sql: 'create table slow (id int); select pg_sleep(0.2)' }]
    const results = await Promise.all([
      migrate(server.ownerUrl, steps, clock),
      migrate(server.ownerUrl, steps, clock),
    ])
    expect(results.map((r) => r.applied.length).toSorted()).toEqual([0, 1])
  })
})
