import { createHash } from 'node:crypto'
import { Client, DatabaseError } from 'pg'
import { problem } from '../lib/problem.ts'
import type { Clock } from './clock.ts'
import type { Migration } from './migrations.ts'
import { databaseProblem } from './pg-errors.ts'

export type MigrateResult = { readonly applied: readonly string[]; readonly version: string }

/** Any fixed number: two starting servers on one database take turns instead of racing. */
const MIGRATION_LOCK = 5_911_400

/**
 * Brings a database up to this binary, as its owner. One advisory lock over all, one transaction per step, in order of the number.
 * A crash between two steps leaves whole steps; the next start goes on from there.
 * Throws `database_newer` when the database has a step that this binary does not know (never downgrade silently), and
 * `migration_changed` when a step's text is not the one that ran.
 */
export async function migrate(
  ownerUrl: string,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<MigrateResult> {
  const steps = inOrder(migrations)
  const client = new Client({ connectionString: ownerUrl, application_name: 'sealwright migrate' })
  client.on('error', () => {}) // the query in flight reports it
  try {
    await client.connect()
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(
      'create table if not exists schema_migrations (id text primary key, digest text not null, applied_at timestamptz not null)',
    )
    const done = await client.query<{ id: string; digest: string }>(
      'select id, digest from schema_migrations order by id',
    )
    refuseForeign(steps, done.rows)
    const known = new Set(done.rows.map((r) => r.id))
    const applied: string[] = []
    for (const step of steps.filter((s) => !known.has(s.id))) {
      await apply(client, step, clock)
      applied.push(step.id)
    }
    return { applied, version: steps.at(-1)?.id ?? 'none' }
  } catch (error) {
    throw databaseProblem(error)
  } finally {
    await client.end().catch(() => undefined) // a lost connection also releases the lock
  }
}

export const migrationDigest = (step: Migration): string =>
  createHash('sha256').update(step.sql).digest('hex')

function inOrder(migrations: readonly Migration[]): Migration[] {
  const steps = migrations.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  steps.forEach((step, i) => {
    if (!/^\d{4}-[a-z0-9-]+$/.test(step.id)) throw new Error(`migration id ${step.id} is not NNNN-name`)
    if (steps[i + 1]?.id.slice(0, 4) === step.id.slice(0, 4))
      throw new Error(`two migrations carry the number ${step.id.slice(0, 4)}`)
  })
  return steps
}

function refuseForeign(steps: readonly Migration[], rows: readonly { id: string; digest: string }[]): void {
  for (const row of rows) {
    const step = steps.find((s) => s.id === row.id)
    if (step === undefined)
      throw problem(
        'database_newer',
        500,
        `the database has migration \`${row.id}\`, which this version does not know`,
        {
          where: 'schema_migrations',
          fix: 'start the newer version again, or restore a backup that this version made',
        },
      )
    if (migrationDigest(step) !== row.digest)
      throw problem(
        'migration_changed',
        500,
        `migration \`${row.id}\` is not the text that ran on this database`,
        {
          where: 'schema_migrations',
          fix: 'a released migration never changes: add a new one and restore the old text',
        },
      )
  }
}

async function apply(client: Client, step: Migration, clock: Clock): Promise<void> {
  await client.query('begin')
  try {
    await client.query(step.sql)
    await client.query(
      'insert into schema_migrations (id, digest, applied_at) values ($1, $2, to_timestamp($3 / 1000.0))',
      [step.id, migrationDigest(step), clock.nowMs()],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    if (error instanceof DatabaseError)
      throw new Error(
        `migration ${step.id} failed: ${error.message}${error.position === undefined ? '' : ` near: ${near(step.sql, Number(error.position))}`}`,
        { cause: error },
      )
    throw error
  }
}

const near = (text: string, position: number): string =>
  JSON.stringify(text.slice(Math.max(0, position - 40), position + 40))
