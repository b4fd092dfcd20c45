import { Client, escapeIdentifier } from 'pg'
import { z } from 'zod'
import { problem } from '../lib/problem.ts'
import type { Clock } from './clock.ts'
import { migrate } from './migrate.ts'
import type { Migration } from './migrations.ts'
import { copyIn, copyOut, type CopySession } from './pg-copy.ts'

/** What a restore must know before rows flow; stands in the backup's manifest. */
export const shapeSchema = z.object({
  postgres: z.string(),
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  /** Partitions made at run time, with the bound as PostgreSQL prints it. */
  partitions: z.array(z.object({ parent: z.string(), name: z.string(), bound: z.string() })),
  sequences: z.array(z.object({ name: z.string(), value: z.string(), called: z.boolean() })),
})
export type Shape = z.infer<typeof shapeSchema>

export type Snapshot = {
  readonly shape: Shape
  /** All rows of one table in COPY text format. One table at a time. */
  rows(table: string): AsyncGenerator<Buffer>
  close(): Promise<void>
}

const MIGRATIONS_TABLE = 'schema_migrations'

/**
 * The whole database in one repeatable-read transaction: no row of a later commit is in it, and every row of an earlier one is. Reads as
 * `sw_backup`, so that a table which forgot `sw_protect` fails here instead of being left out. COPY text is the same for every PostgreSQL
 * major from 15 on, which makes this the way over a major upgrade too.
 */
export async function openSnapshot(ownerUrl: string): Promise<Snapshot> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'sealwright backup' })
  client.on('error', () => {}) // the query in flight reports it
  await client.connect()
  await client.query('begin isolation level repeatable read read only')
  const shape = await shapeOf(client)
  await client.query('set local role sw_backup')
  return {
    shape,
    rows(table) {
      const columns = shape.tables.find((t) => t.name === table)?.columns ?? []
      return copyOut(client, `copy (select ${list(columns)} from ${escapeIdentifier(table)}) to stdout`)
    },
    close: () => client.end(),
  }
}

const list = (columns: readonly string[]): string => columns.map((c) => escapeIdentifier(c)).join(', ')

async function shapeOf(client: Client): Promise<Shape> {
  const { rows: tables } = await client.query<{ name: string; columns: string[] }>(`
    select c.relname::text as name, array(
      select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum
    ) as columns
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> '${MIGRATIONS_TABLE}'
    order by c.relname collate "C"`)
  const { rows: partitions } = await client.query<{ parent: string; name: string; bound: string }>(`
    select p.relname::text as parent, c.relname::text as name, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_class c join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
    where c.relnamespace = 'public'::regnamespace and c.relispartition and c.relkind in ('r', 'p') order by c.oid`)
  const { rows: names } = await client.query<{ name: string }>(
    `select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' order by relname collate "C"`,
  )
  const sequences: Shape['sequences'] = []
  for (const { name } of names) {
    const { rows } = await client.query<{ value: string; called: boolean }>(
      `select last_value as value, is_called as called from ${escapeIdentifier(name)}`,
    )
    if (rows[0] !== undefined) sequences.push({ name, ...rows[0] })
  }
  const { rows: done } = await client.query<{ id: string }>(`select id from ${MIGRATIONS_TABLE} order by id`)
  const { rows: version } = await client.query<{ v: string }>(`select current_setting('server_version') as v`)
  return { postgres: version[0]?.v ?? '', migrations: done.map((r) => r.id), tables, partitions, sequences }
}

// ---- loading -------------------------------------------------------------------------------------------------------------------------

export type Loader = {
  /** Rows of one table, in COPY text format; tables come one after the other. */
  table(name: string): Promise<CopySession>
  /** Foreign keys back and checked, row level security back, sequences set, then all or nothing. */
  commit(): Promise<void>
  abort(): Promise<void>
}

/**
 * Fills an empty database: brings it to the backup's migrations, loads everything in one transaction, commits, then runs the newer
 * migrations. A crash before the commit leaves an empty database, after it a complete one that the next start migrates.
 * Throws `restore_not_empty`, `restore_newer` (made by a newer version) and `restore_mismatch` (tables are not those of its migrations).
 */
export async function openLoader(
  ownerUrl: string,
  shape: Shape,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<Loader> {
  const unknown = shape.migrations.filter((id) => !migrations.some((m) => m.id === id))
  if (unknown.length > 0)
    throw problem(
      'restore_newer',
      409,
      `this backup was made by a newer version (migration \`${unknown[0] ?? ''}\`)`,
      { fix: 'restore it with the version that made it, or a newer one' },
    )
  await refuseFilled(ownerUrl)
  await migrate(
    ownerUrl,
    migrations.filter((m) => shape.migrations.includes(m.id)),
    clock,
  )

  const client = new Client({ connectionString: ownerUrl, application_name: 'sealwright restore' })
  client.on('error', () => {}) // the query in flight reports it
  await client.connect()
  try {
    await client.query('begin')
    await makePartitions(client, shape)
    await sameTables(client, shape)
    const keys = await dropForeignKeys(client)
    await forceRls(client, shape, false)
    return {
      table: (name) =>
        copyIn(
          client,
          `copy ${escapeIdentifier(name)} (${list(shape.tables.find((t) => t.name === name)?.columns ?? [])}) from stdin`,
        ),
      async commit() {
        await forceRls(client, shape, true)
        for (const key of keys)
          await client.query(
            `alter table ${key.table} add constraint ${escapeIdentifier(key.name)} ${key.definition}`,
          )
        for (const s of shape.sequences)
          await client.query('select setval($1::regclass, $2::bigint, $3)', [
            escapeIdentifier(s.name),
            s.value,
            s.called,
          ])
        await client.query('commit')
        await client.end()
        await migrate(ownerUrl, migrations, clock)
      },
      abort: () => client.end(), // an open transaction dies with its connection
    }
  } catch (error) {
    await client.end()
    throw error
  }
}

async function refuseFilled(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const { rows } = await client.query(
      `select from pg_class where relnamespace = 'public'::regnamespace and relname = 'org'`,
    )
    if (rows.length === 0) return
    await client.query('begin; set local role sw_backup')
    const { rows: orgs } = await client.query('select from org limit 1')
    if (orgs.length > 0)
      throw problem('restore_not_empty', 409, 'the target database holds an installation already', {
        fix: 'restore into an empty data directory or database',
      })
  } finally {
    await client.end()
  }
}

async function makePartitions(client: Client, shape: Shape): Promise<void> {
  for (const p of shape.partitions) {
    // The bound is PostgreSQL's own text from the backup's manifest, whose digest was checked; nothing but these forms is let through.
    if (!/^(DEFAULT|FOR VALUES (FROM|IN|WITH) [^;]*)$/.test(p.bound))
      throw problem('restore_mismatch', 409, `the bound of partition \`${p.name}\` is not one`, {
        where: p.name,
      })
    const { rows } = await client.query('select to_regclass($1) as found', [escapeIdentifier(p.name)])
    if (rows[0]?.found === null)
      await client.query(
        `create table ${escapeIdentifier(p.name)} partition of ${escapeIdentifier(p.parent)} ${p.bound}`,
      )
  }
}

async function sameTables(client: Client, shape: Shape): Promise<void> {
  const here = await shapeOf(client)
  const spelled = (s: Shape): string[] =>
    s.tables.map((t) => `${t.name}(${t.columns.toSorted().join(',')})`).toSorted()
  const [a, b] = [spelled(here), spelled(shape)]
  const odd = [...a.filter((t) => !b.includes(t)), ...b.filter((t) => !a.includes(t))][0]
  if (odd !== undefined)
    throw problem(
      'restore_mismatch',
      409,
      `the tables of this backup are not those of its migrations (\`${odd.slice(0, 200)}\`)`,
      { fix: 'the backup was changed, or the migrations were' },
    )
}

/** Tables may refer to each other in circles; the keys come back, and are checked, before the commit. */
async function dropForeignKeys(
  client: Client,
): Promise<{ table: string; name: string; definition: string }[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(`
    select c.conrelid::regclass::text as table, c.conname::text as name, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_class t on t.oid = c.conrelid
    where c.contype = 'f' and c.conparentid = 0 and t.relnamespace = 'public'::regnamespace order by 1, 2`)
  for (const key of rows)
    await client.query(`alter table ${key.table} drop constraint ${escapeIdentifier(key.name)}`)
  return rows
}

/**
 * COPY refuses tables whose row level security applies to the loader; inside this transaction only the owner passes. Triggers guard changes
 * made by people; what is loaded passed them when it was made.
 */
async function forceRls(client: Client, shape: Shape, force: boolean): Promise<void> {
  for (const { name } of shape.tables) {
    await client.query(`alter table ${escapeIdentifier(name)} ${force ? 'enable' : 'disable'} trigger user`)
    const { rows } = await client.query<{ protected: boolean }>(
      'select relrowsecurity as protected from pg_class where oid = $1::regclass',
      [escapeIdentifier(name)],
    )
    if (rows[0]?.protected === true)
      await client.query(
        `alter table ${escapeIdentifier(name)} ${force ? 'force' : 'no force'} row level security`,
      )
  }
}
