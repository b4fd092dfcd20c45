import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../src/platform/db.ts'
import { dumpSchema } from '../src/platform/dump-schema.ts'
import { verifies } from './promises.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from './world/database.ts'

let world: FreshDatabase
let owner: Client
beforeAll(async () => {
  world = await freshDatabase()
  owner = new Client({ connectionString: world.ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await world.close()
})

const names = async (text: string): Promise<string[]> =>
  (await owner.query<{ name: string }>(text)).rows.map((r) => r.name)

/** Tables of the installation, not of an organisation. Each needs a reason. */
const WITHOUT_ORG: Readonly<Record<string, string>> = {
  installation: 'one row: which installation this is',
  org: 'is the organisation; its own policy compares `id`',
  schema_migrations: 'written by the owner only; no role of ours has a grant on it',
  job_schedule: 'periods of the whole installation; the system role only',
}

describe('tenancy', () => {
  it('docs/schema.sql is what the migrations make', async () => {
    const committed = await readFile(join(import.meta.dirname, '../docs/schema.sql'), 'utf8')
    expect(await dumpSchema(world.ownerUrl), 'run `npx tsx scripts/dump-schema.ts`').toBe(committed)
  })

  it('every table belongs to an organisation, or stands in the list with a reason and is closed to the request role', async () => {
    const without = await names(`
      select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped) order by 1`)
    const open = await names(`
      select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped)
      and has_table_privilege('sw_app', c.oid, 'select') and not c.relrowsecurity order by 1`)
    const undeclared = without.filter((t) => !(t in WITHOUT_ORG))
    // A table of the system log or of the installation may exist in a room: then the request role must not read it.
    expect(open.filter((t) => t !== 'installation')).toEqual([])
    for (const t of undeclared)
      expect(
        await names(
          `select 'readable' as name where has_table_privilege('sw_app', 'public.${t}', 'select,insert,update,delete')`,
        ),
        t,
      ).toEqual([])
  })

  it('row level security is forced on every table with an organisation, and partitions cannot be reached past their parent', async () => {
    expect(
      await names(`
        select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and not (c.relrowsecurity and c.relforcerowsecurity)`),
    ).toEqual([])
    expect(
      await names(`
        select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relispartition
        and (has_table_privilege('sw_app', c.oid, 'select,insert,update,delete') or has_table_privilege('public', c.oid, 'select'))`),
    ).toEqual([])
    // A view without security_invoker reads with its owner's rights, past every policy.
    expect(
      await names(
        `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm') and not coalesce(reloptions::text like '%security_invoker=true%', false)`,
      ),
    ).toEqual([])
    // A function with its owner's rights is closed to requests and cannot be led astray by a search path.
    expect(
      await names(`select proname as name from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
        and (has_function_privilege('sw_app', oid, 'execute') or has_function_privilege('public', oid, 'execute') or not coalesce(proconfig::text like '%search_path%', false))`),
    ).toEqual([])
  })

  verifies(
    'SEC-1',
    'a request of one organisation reads, changes and deletes nothing of another in any table',
    async () => {
      const [mine, theirs] = [await seedOrg(world.db), await seedOrg(world.db, 'sample')]
      const tables = await names(`
      select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`)
      expect(tables.length).toBeGreaterThan(2)
      // This database is this suite's own: without foreign keys each table can be filled by itself.
      const keys = await owner.query<{ t: string; k: string }>(
        `select c.conrelid::regclass::text as t, quote_ident(c.conname) as k from pg_constraint c where c.contype = 'f' and c.conparentid = 0`,
      )
      for (const { t, k } of keys.rows) await owner.query(`alter table ${t} drop constraint ${k}`)
      const unfilled: string[] = []
      for (const table of tables) {
        const filled = await fill(table, theirs)
        if (!filled) unfilled.push(table)
        const count = async (org: typeof mine): Promise<number> =>
          Number(
            (
              await world.db.tx({ org }, (tx) =>
                tx.one<{ n: string }>({ text: `select count(*) as n from ${table}`, values: [] }),
              )
            ).n,
          )
        expect(await count(mine), `${table} read by another`).toBe(0)
        if (filled) expect(await count(theirs), `${table} read by its own`).toBe(1)
        const touch = (text: string): Promise<number | string> =>
          world.db
            .tx({ org: mine }, (tx) => tx.run({ text, values: [] }))
            .catch((error: unknown) => (String(error).includes('permission denied') ? 0 : String(error)))
        expect(await touch(`update ${table} set org_id = org_id`), `${table} updated by another`).toBe(0)
        expect(await touch(`delete from ${table}`), `${table} deleted by another`).toBe(0)
      }
      // Tables whose constraints the filler cannot meet are still covered by the catalogue test above; most must be filled for this one to mean something.
      expect(unfilled.length, `not filled: ${unfilled.join(', ')}`).toBeLessThan(tables.length / 3)
      await expect(
        world.db.tx({ org: mine }, (tx) =>
          tx.run(
            sql`insert into outbox_event (event_id, org_id, type, data, emitted_at) values (gen_random_uuid(), ${theirs}, 'x', '{}', now())`,
          ),
        ),
      ).rejects.toThrow('row-level security')
      expect(
        await world.db.tx({ org: mine }, (tx) => tx.rows(sql`select id from org where id = ${theirs}`)),
      ).toEqual([])
    },
  )

  it('a transaction that forgot its organisation sees nothing', async () => {
    await seedOrg(world.db)
    await owner.query('begin')
    await owner.query('set local role sw_app')
    expect((await owner.query('select * from org')).rows).toEqual([])
    await owner.query('rollback')
  })
})

/** One row with the simplest value of each type, as the role of restores, foreign keys dropped; false when a check refuses it. */
async function fill(table: string, org: string): Promise<boolean> {
  const { rows } = await owner.query<{ name: string; type: string; allowed: string | null }>(
    `select a.attname as name, format_type(a.atttypid, null) as type,
       (select substring(pg_get_constraintdef(c.oid) from '''([^'']*)''') from pg_constraint c where c.conrelid = a.attrelid and c.contype = 'c' and c.conkey = array[a.attnum] limit 1) as allowed
     from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attidentity <> 'a' and a.attgenerated = ''
       and (a.attnotnull or a.attname = 'org_id') and (a.attname = 'org_id' or not a.atthasdef)`,
    [table],
  )
  await owner.query('begin')
  try {
    await owner.query('set local role sw_backup')
    const values = rows.map((r) => (r.name === 'org_id' ? `'${org}'` : simplest(r.type, r.allowed)))
    await owner.query(
      `insert into ${table} (${rows.map((r) => `"${r.name}"`).join(', ')}) values (${values.join(', ')})`,
    )
    await owner.query('commit')
    return true
  } catch {
    await owner.query('rollback')
    return false
  }
}

function simplest(type: string, allowed: string | null): string {
  if (type === 'uuid') return 'gen_random_uuid()'
  if (type.startsWith('timestamp') || type === 'date') return 'now()'
  if (type === 'boolean') return 'false'
  if (type === 'bytea') return `decode(repeat('00', 32), 'hex')`
  if (/^(integer|bigint|smallint|numeric|double precision|real)/.test(type)) return '1'
  if (type.endsWith('[]')) return `'{}'`
  if (type.startsWith('json')) return `'{}'`
  return `'${allowed ?? 'x'}'`
}
