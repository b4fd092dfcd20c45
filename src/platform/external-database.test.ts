import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testClock } from '../../test/world/clock.ts'
import { asOwner, withDatabase } from '../../test/world/database-broker.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../test/world/database.ts'
import { migrations } from '../app/migrations.ts'
import { sql, type Db } from './db.ts'
import { bumpGeneration } from './generation.ts'
import { migrate } from './migrate.ts'
import { openDb } from './pg.ts'
import { openLoader, openSnapshot } from './pg-export.ts'

/** `DATABASE_URL` as a managed PostgreSQL gives it: one login that owns its database and is no superuser. */
const login = `sw_test_owner_${randomBytes(4).toString('hex')}`
const databases = [`${login}_a`, `${login}_b`]
let world: FreshDatabase
let url: (database: string) => string
let db: Db

beforeAll(async () => {
  world = await freshDatabase()
  await asOwner(world.ownerUrl, `create role ${login} login createdb createrole password 'test'`)
  for (const role of ['sw_app', 'sw_system', 'sw_backup'])
    await asOwner(world.ownerUrl, `grant ${role} to ${login}`)
  for (const name of databases)
    await asOwner(world.ownerUrl, `create database ${name} owner ${login} template template0 encoding 'UTF8'`)
  url = (database) => {
    const parsed = new URL(withDatabase(world.ownerUrl, database))
    parsed.username = login
    parsed.password = 'test'
    return parsed.href
  }
  await migrate(url(databases[0] ?? ''), migrations, testClock())
  db = openDb({ url: url(databases[0] ?? '') })
})
afterAll(async () => {
  await db.close()
  for (const name of databases) await asOwner(world.ownerUrl, `drop database if exists ${name} with (force)`)
  await asOwner(world.ownerUrl, `drop role ${login}`)
  await world.close()
})

describe('external database with an owner that is no superuser', () => {
  it('takes every migration, and scopes hold although the login owns the tables', async () => {
    const [mine, theirs] = [await seedOrg(db), await seedOrg(db)]
    expect(await db.tx({ org: mine }, (tx) => bumpGeneration(tx, mine))).toBe(2)
    expect(
      await db.tx({ org: mine }, (tx) => tx.rows(sql`select id, current_user as role from org`)),
    ).toEqual([{ id: mine, role: 'sw_app' }])
    expect(
      await db.tx({ org: mine }, (tx) => tx.run(sql`update org set name = 'x' where id = ${theirs}`)),
    ).toBe(0)
    expect(
      await db.tx('system', (tx) => tx.rows(sql`select id from org where id in (${mine}, ${theirs})`)),
    ).toHaveLength(2)
  })

  it('is exported and loaded by that owner, protection included', async () => {
    const org = await seedOrg(db, 'own', 'Moved')
    const to = url(databases[1] ?? '')
    const snapshot = await openSnapshot(url(databases[0] ?? ''))
    const loader = await openLoader(to, snapshot.shape, migrations, testClock())
    for (const { name } of snapshot.shape.tables) {
      const session = await loader.table(name)
      for await (const chunk of snapshot.rows(name)) await session.write(chunk)
      await session.end()
    }
    await loader.commit()
    await snapshot.close()
    const moved = openDb({ url: to })
    try {
      expect(await moved.tx({ org }, (tx) => tx.rows(sql`select name from org`))).toEqual([{ name: 'Moved' }])
    } finally {
      await moved.close()
    }
  })

  it('a database that is not there, a wrong password and a server that is not there are told apart from a bug', async () => {
    const code = async (target: string): Promise<unknown> => {
      const pool = openDb({ url: target, connectDeadlineMs: 2_000 })
      const error = await pool.tx('system', (tx) => tx.rows(sql`select 1`)).catch((e: unknown) => e)
      await pool.close()
      return error
    }
    expect(await code(url('nowhere_at_all'))).toMatchObject({ problem: { code: 'database_refused' } })
    expect(await code(url(databases[0] ?? '').replace(':test@', ':wrong@'))).toMatchObject({
      problem: { code: 'database_refused' },
    })
    expect(await code('postgresql://u:p@127.0.0.1:1/x')).toMatchObject({
      problem: { code: 'database_unavailable', status: 503 },
    })
  })
})
