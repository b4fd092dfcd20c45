import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../test/world/database.ts'
import { until } from '../../test/world/wait.ts'
import { sql } from './db.ts'
import { bumpGeneration } from './generation.ts'
import { openDb } from './pg.ts'

let world: FreshDatabase
beforeAll(async () => {
  world = await freshDatabase()
})
afterAll(() => world.close())

describe('a transaction', () => {
  it('runs as a role that is neither owner nor superuser, and sees only its organisation', async () => {
    const [a, b] = [await seedOrg(world.db), await seedOrg(world.db, 'sample')]
    const seen = await world.db.tx({ org: a }, (tx) =>
      tx.rows<{ id: string; role: string }>(sql`select id, current_user as role from org`),
    )
    expect(seen).toEqual([{ id: a, role: 'sw_app' }])
    expect(
      await world.db.tx({ org: b }, (tx) => tx.run(sql`update org set name = 'taken' where id = ${a}`)),
    ).toBe(0)
    const all = await world.db.tx('system', (tx) => tx.rows(sql`select id from org where id in (${a}, ${b})`))
    expect(all).toHaveLength(2)
  })

  it('rolls back when its work throws, and its connection serves the next one', async () => {
    const org = await seedOrg(world.db)
    await expect(
      world.db.tx({ org }, async (tx) => {
        await bumpGeneration(tx, org)
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    expect(await world.db.tx({ org }, (tx) => bumpGeneration(tx, org))).toBe(2)
  })

  it('refuses to commit when a failed statement was swallowed', async () => {
    const org = await seedOrg(world.db)
    await expect(
      world.db.tx({ org }, async (tx) => {
        await bumpGeneration(tx, org)
        await tx.run(sql`select 1 / 0`).catch(() => undefined)
      }),
    ).rejects.toThrow('nothing was committed')
    expect(await world.db.tx({ org }, (tx) => bumpGeneration(tx, org))).toBe(2)
  })

  it('is dead after its function returned', async () => {
    const org = await seedOrg(world.db)
    const kept = await world.db.tx({ org }, async (tx) => tx)
    await expect(kept.rows(sql`select 1`)).rejects.toThrow('this transaction is over')
  })

  it('read only refuses writes; repeatable read keeps its snapshot; hints run only after commit', async () => {
    const org = await seedOrg(world.db)
    await expect(world.db.tx({ org }, (tx) => bumpGeneration(tx, org), { readOnly: true })).rejects.toThrow(
      'read-only',
    )
    const generations = await world.db.tx(
      { org },
      async (tx) => {
        const before = await tx.one<{ generation: string }>(sql`select generation from org`)
        await world.db.tx({ org }, (other) => bumpGeneration(other, org))
        return [before, await tx.one<{ generation: string }>(sql`select generation from org`)]
      },
      { isolation: 'repeatable read' },
    )
    expect(generations).toEqual([{ generation: '1' }, { generation: '1' }])
    const hints: string[] = []
    await world.db.tx({ org }, async (tx) => tx.onCommit(() => hints.push('committed')))
    await world.db
      .tx({ org }, async (tx) => {
        tx.onCommit(() => hints.push('never'))
        throw new Error('no')
      })
      .catch(() => undefined)
    expect(hints).toEqual(['committed'])
  })
})

describe('what the server says', () => {
  const failing = (state: string): Promise<unknown> =>
    world.db
      .tx('system', (tx) =>
        tx.run({
          text: `do $$ begin raise exception 'as the server says it' using errcode = '${state}'; end $$`,
          values: [],
        }),
      )
      .catch((error: unknown) => error)

  it.each([
    ['53100', 'database_full'],
    ['58030', 'database_full'],
    ['53300', 'database_unavailable'],
    ['57P01', 'database_unavailable'],
  ])('SQLSTATE %s is %s for the person, with the cause kept for the log', async (state, code) => {
    expect(await failing(state)).toMatchObject({ problem: { code, status: 503 }, cause: { code: state } })
  })

  it('a broken invariant stays what it is', async () => {
    expect(await failing('23505')).toMatchObject({ code: '23505' })
  })

  it('that finds no connection free in time is told so, the others and the health check are served', async () => {
    const small = openDb({ url: world.url, connectionsMax: 2, busyDeadlineMs: 300 })
    try {
      let open = (): void => {}
      const gate = new Promise<void>((resolve) => (open = resolve))
      const holding = [1, 2].map((n) =>
        small.tx('system', async (tx) => {
          await gate
          return tx.rows(sql`select ${n}::int as n`)
        }),
      )
      await expect(small.tx('system', (tx) => tx.rows(sql`select 3 as n`))).rejects.toMatchObject({
        problem: { code: 'database_busy', status: 503 },
      })
      expect(await small.ping(5_000)).toEqual({ ok: true })
      const waits = openDb({ url: world.url, connectionsMax: 1, busyDeadlineMs: 60_000 })
      const many = Array.from({ length: 40 }, (_, n) =>
        waits.tx('system', (tx) =>
          tx.rows<{ n: number }>(sql`select ${n}::int as n, pg_sleep(0.005)::text as s`),
        ),
      )
      expect((await Promise.all(many)).map(([row]) => row?.n)).toEqual(
        Array.from({ length: 40 }, (_, n) => n),
      )
      await waits.close()
      open()
      expect(await Promise.all(holding)).toEqual([[{ n: 1 }], [{ n: 2 }]])
    } finally {
      await small.close()
    }
  })

  it('a statement that does not end is ended, and so is a transaction that waits for us; the pool goes on', async () => {
    const db = openDb({ url: world.url, statementDeadlineMs: 50 })
    const owner = new Client({ connectionString: world.ownerUrl })
    await owner.connect()
    try {
      await expect(db.tx('system', (tx) => tx.rows(sql`select pg_sleep(30)`))).rejects.toMatchObject({
        problem: { code: 'database_timeout' },
      })
      const dawdling = db.tx('system', async (tx) => {
        await tx.rows(sql`select 1`)
        await until('the server ended it', async () => {
          const { rows } = await owner.query(
            `select from pg_stat_activity where state = 'idle in transaction' and datname = current_database()`,
          )
          return rows.length === 0
        })
        return tx.rows(sql`select 2`)
      })
      await expect(dawdling).rejects.toThrow(/database_(timeout|unavailable)/)
      expect(await db.tx('system', (tx) => tx.rows(sql`select 1 as n`))).toEqual([{ n: 1 }])
    } finally {
      await owner.end()
      await db.close()
    }
  })
})
