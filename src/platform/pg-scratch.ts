import { randomBytes } from 'node:crypto'
import { Client, escapeIdentifier } from 'pg'
import { problem } from '../lib/problem.ts'
import { databaseProblem } from './pg-errors.ts'

const PREFIX = 'sw_restore_test_'

/**
 * Gives `work` the owner URL of an empty database on the same server and drops it afterwards. Scratch databases of killed processes are dropped
 * first. Throws `database_scratch_refused` when the owner may not create databases.
 */
export async function withScratchDatabase<T>(
  ownerUrl: string,
  work: (scratchUrl: string) => Promise<T>,
): Promise<T> {
  const name = `${PREFIX}${randomBytes(6).toString('hex')}`
  await asOwner(ownerUrl, async (client) => {
    await dropLeftovers(client)
    await client.query(`create database ${escapeIdentifier(name)} template template0 encoding 'UTF8'`)
  })
  const scratch = new URL(ownerUrl)
  scratch.pathname = `/${name}`
  try {
    return await work(scratch.href)
  } finally {
    await asOwner(ownerUrl, (client) =>
      client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`),
    )
  }
}

/** Only ours, and only those that nobody is connected to: another process may be testing right now. */
async function dropLeftovers(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    select d.datname::text as name from pg_database d
    where d.datname ~ '^${PREFIX}[0-9a-f]{12}$' and pg_has_role(d.datdba, 'usage') and not exists (select from pg_stat_activity a where a.datid = d.oid)`)
  for (const { name } of rows) await client.query(`drop database if exists ${escapeIdentifier(name)}`)
}

async function asOwner(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {}) // the query in flight reports it
  try {
    await client.connect()
    await work(client)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '42501')
      throw problem('database_scratch_refused', 503, 'the database login may not create a scratch database', {
        fix: '`alter role ... createdb` for the login of `DATABASE_URL`',
      })
    throw databaseProblem(error)
  } finally {
    await client.end().catch(() => undefined) // never connected, or already gone
  }
}
