import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { inject } from 'vitest'
import { uuidv7, type OrgId } from '../../src/lib/ids.ts'
import { sql, type Db } from '../../src/platform/db.ts'
import { openDb } from '../../src/platform/pg.ts'
import { asOwner, withDatabase, type BrokerAnswer } from './database-broker.ts'

export type FreshDatabase = {
  /** As the product runs: row level security applies. */
  readonly db: Db
  /** For a second `openDb` on the same database (replicas, reconnects). */
  readonly url: string
  /** Superuser or owner: migrations, backup, looking at the catalogue. Sees past no row level security unless it is a superuser. */
  readonly ownerUrl: string
  readonly close: () => Promise<void>
}

/**
 * A database of its own for one suite, cloned in about 50 ms from a template with all migrations of src/app/migrations.ts.
 * Call it in `beforeAll` (or a test) and `close()` it in `afterAll`. It holds no installation and no organisation yet: see `seedOrg`.
 */
export async function freshDatabase(
  options: { readonly connectionsMax?: number } = {},
): Promise<FreshDatabase> {
  const world = await ask(inject('databaseBroker'))
  if (!world.ok) throw new Error(`the test database did not start:\n${world.error}`)
  const name = `sw_test_${randomBytes(6).toString('hex')}`
  await asOwner(world.ownerUrl, `create database ${name} template ${world.template}`)
  const url = withDatabase(world.runtimeUrl, name)
  const db = openDb({ url, connectionsMax: options.connectionsMax ?? 5 })
  return {
    db,
    url,
    ownerUrl: withDatabase(world.ownerUrl, name),
    async close() {
      await db.close()
      await asOwner(world.ownerUrl, `drop database if exists ${name} with (force)`)
    },
  }
}

/** An organisation; ids are random so that suites never collide. */
export async function seedOrg(db: Db, kind: 'own' | 'sample' = 'own', name = 'Test company'): Promise<OrgId> {
  const id = uuidv7(Date.now(), randomBytes(10))
  await db.tx('system', (tx) =>
    tx.run(sql`insert into org (id, name, kind, created_at) values (${id}, ${name}, ${kind}, now())`),
  )
  return id as string as OrgId
}

function ask(path: string): Promise<BrokerAnswer> {
  return new Promise((resolve, reject) => {
    let text = ''
    connect(path)
      .on('data', (chunk) => (text += chunk.toString()))
      .on('end', () => resolve(JSON.parse(text)))
      .on('error', reject)
  })
}
