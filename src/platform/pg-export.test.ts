import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client } from 'pg'
import { testClock } from '../../test/world/clock.ts'
import { asOwner, withDatabase } from '../../test/world/database-broker.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../test/world/database.ts'
import { platformMigrations } from './schema.ts'
import type { Migration } from './migrations.ts'
import { migrate } from './migrate.ts'
import { copyIn, copyOut } from './pg-copy.ts'
import { openLoader, openSnapshot, type Snapshot } from './pg-export.ts'

const clock = testClock()
/** Everything that a room may do: circles, partitions, identity, generated columns, odd bytes. */
const extra: Migration = {
  id: '0050-extra',
  sql: `
    create table a (id bigint generated always as identity primary key, org_id uuid not null references org, b bigint, note text, raw bytea, twice bigint generated always as (id * 2) stored);
    create table b (id bigint primary key, org_id uuid not null references org, a bigint references a);
    alter table a add constraint a_b foreign key (b) references b;
    create table p (id uuid not null, org_id uuid not null, at timestamptz not null, primary key (id, at)) partition by range (at);
    create sequence counter;
    select sw_protect(t::regclass) from unnest(array['a', 'b', 'p']) t;`,
}
const newer: Migration = {
  id: '0051-newer',
  sql: `alter table a add column added text not null default 'new'`,
}

let world: FreshDatabase
const databases: string[] = []
const empty = async (): Promise<string> => {
  const name = `sw_test_${randomBytes(6).toString('hex')}`
  await asOwner(world.ownerUrl, `create database ${name} template template0 encoding 'UTF8'`)
  databases.push(name)
  return withDatabase(world.ownerUrl, name)
}
beforeAll(async () => {
  world = await freshDatabase()
})
afterAll(async () => {
  for (const name of databases) await asOwner(world.ownerUrl, `drop database ${name} with (force)`)
  await world.close()
})

async function rows(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

async function transfer(snapshot: Snapshot, to: string, migrations: readonly Migration[]): Promise<void> {
  const loader = await openLoader(to, snapshot.shape, migrations, clock)
  for (const { name } of snapshot.shape.tables) {
    const session = await loader.table(name)
    for await (const chunk of snapshot.rows(name)) await session.write(chunk)
    await session.end()
  }
  await loader.commit()
}

async function source(): Promise<string> {
  const from = await empty()
  await migrate(from, [...platformMigrations, extra], clock)
  await asOwner(
    from,
    `
    insert into org (id, name, kind, created_at) values ('0190a000-0000-7000-8000-000000000001', 'Own', 'own', now());
    create table p_2026 partition of p for values from ('2026-01-01') to ('2027-01-01');
    insert into a (org_id, note, raw) select '0190a000-0000-7000-8000-000000000001', note, raw from (values (E'tab\\t newline\\n back\\\\slash \\\\N', decode('00ff5c', 'hex')), (null, null), ('', ''), ('ünï 🎯', decode('5c2e', 'hex'))) v (note, raw);
    insert into b select 7, org_id, id from a limit 1;
    update a set b = 7;
    insert into p values ('0190a000-0000-7000-8000-000000000002', '0190a000-0000-7000-8000-000000000001', '2026-05-05');
    select nextval('counter'), nextval('counter')`,
  )
  return from
}
const CONTENT = `select (select json_agg(x order by id) from a x)::text as a, (select json_agg(x) from b x)::text as b, (select json_agg(x) from p x)::text as p, (select json_agg(x) from org x)::text as o`

describe('export and load', () => {
  it('a whole database arrives byte for byte: circles, partitions, identities, sequences, odd bytes; protection is back', async () => {
    const [from, to] = [await source(), await empty()]
    const snapshot = await openSnapshot(from)
    await transfer(snapshot, to, [...platformMigrations, extra])
    await snapshot.close()
    expect(await rows(to, CONTENT)).toEqual(await rows(from, CONTENT))
    expect(
      await rows(to, `insert into a (org_id) values ('0190a000-0000-7000-8000-000000000001') returning id`),
    ).toEqual([{ id: '5' }])
    expect(await rows(to, `select nextval('counter') as n`)).toEqual([{ n: '3' }])
    expect(
      await rows(
        to,
        `select count(*)::int as n from pg_class where relname in ('a', 'b', 'p', 'org') and relforcerowsecurity`,
      ),
    ).toEqual([{ n: 4 }])
    await expect(
      rows(to, `insert into b values (9, '0190a000-0000-7000-8000-000000000001', 999)`),
    ).rejects.toThrow('foreign key')
  })

  it('is one moment: what commits while it runs is not in it', async () => {
    const [from, to] = [await source(), await empty()]
    const snapshot = await openSnapshot(from)
    await asOwner(
      from,
      `insert into a (org_id, note) values ('0190a000-0000-7000-8000-000000000001', 'later'); delete from b; update org set name = 'renamed'`.replace(
        'delete from b;',
        '',
      ),
    )
    await transfer(snapshot, to, [...platformMigrations, extra])
    await snapshot.close()
    expect(await rows(to, `select count(*)::int as n, (select name from org) as name from a`)).toEqual([
      { n: 4, name: 'Own' },
    ])
  })

  it('an older backup is brought forward; a newer one, a filled target and changed tables are refused', async () => {
    const [from, to] = [await source(), await empty()]
    const snapshot = await openSnapshot(from)
    await transfer(snapshot, to, [...platformMigrations, extra, newer])
    expect(await rows(to, `select distinct added from a`)).toEqual([{ added: 'new' }])
    const code = (
      url: string,
      shape = snapshot.shape,
      migrations: readonly Migration[] = [...platformMigrations, extra],
    ): Promise<unknown> =>
      openLoader(url, shape, migrations, clock).then(
        (l) => l.abort(),
        (error: unknown) => error,
      )
    expect(await code(to)).toMatchObject({ problem: { code: 'restore_not_empty' } })
    expect(await code(await empty(), snapshot.shape, platformMigrations)).toMatchObject({
      problem: { code: 'restore_newer' },
    })
    const changed = {
      ...snapshot.shape,
      tables: snapshot.shape.tables.map((t) => (t.name === 'a' ? { ...t, columns: ['id'] } : t)),
    }
    expect(await code(await empty(), changed)).toMatchObject({ problem: { code: 'restore_mismatch' } })
    const injected = {
      ...snapshot.shape,
      partitions: [{ parent: 'p', name: 'p_x', bound: 'DEFAULT; drop table org' }],
    }
    expect(await code(await empty(), injected)).toMatchObject({ problem: { code: 'restore_mismatch' } })
    await snapshot.close()
  })

  it('a load that breaks off leaves an empty database', async () => {
    const [from, to] = [await source(), await empty()]
    const snapshot = await openSnapshot(from)
    const loader = await openLoader(to, snapshot.shape, [...platformMigrations, extra], clock)
    const session = await loader.table('org')
    for await (const chunk of snapshot.rows('org')) await session.write(chunk)
    await session.end()
    await loader.abort()
    await snapshot.close()
    expect(await rows(to, 'select * from org')).toEqual([])
  })
})

describe('copy', () => {
  it('streams more than its chunk size in bounded pieces, and carries errors of the server', async () => {
    const client = new Client({ connectionString: world.ownerUrl })
    await client.connect()
    try {
      const sizes: number[] = []
      for await (const chunk of copyOut(
        client,
        `copy (select repeat('x', 1000) from generate_series(1, 3000)) to stdout`,
        100_000,
      ))
        sizes.push(chunk.length)
      expect(sizes.reduce((a, b) => a + b)).toBe(3_003_000)
      expect(sizes.length).toBeGreaterThan(5)
      await expect(copyOut(client, 'copy (select 1 / 0) to stdout').next()).rejects.toThrow(
        'division by zero',
      )
      await client.query('create temp table t (n int)')
      const good = await copyIn(client, 'copy t from stdin')
      for (let i = 0; i < 1000; i++) await good.write(Buffer.from(`${i}\n`))
      expect(await good.end()).toBe(1000)
      const bad = await copyIn(client, 'copy t from stdin')
      await bad.write(Buffer.from('not a number\n'))
      await expect(bad.end()).rejects.toThrow('invalid input syntax')
      await expect(copyIn(client, 'copy nowhere from stdin')).rejects.toThrow('does not exist')
      expect((await client.query('select count(*)::int as n from t')).rows).toEqual([{ n: 1000 }])
    } finally {
      await client.end()
    }
  })

  it('reads through the role of backups only', async () => {
    await seedOrg(world.db)
    const snapshot = await openSnapshot(world.ownerUrl)
    const chunks: Buffer[] = []
    for await (const chunk of snapshot.rows('org')) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toContain('Test company')
    for (const { name } of snapshot.shape.tables)
      for await (const chunk of snapshot.rows(name)) expect(chunk.length).toBeGreaterThan(0)
    await snapshot.close()
  })
})
