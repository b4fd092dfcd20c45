/** The sample company comes as a workspace of its own and goes without a trace but the record that it was there. */
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { calls } from '../../src/app/sample-company.ts'
import { ask } from '../world/ask.ts'
import { filesUnder, ownerClient } from '../world/embedded.ts'
import { Person, type CommandLine } from '../world/people.ts'
import { eventually, sealwright, TestServer, type Ready } from '../world/server.ts'

// Real processes on a machine that may do other things: what waits here waits for conditions.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

type DemoState = { state: string; org: string | null; calls: number; error: string | null }
type Status = { origin: string; size: number; pending: number }

const server = new TestServer()
let ready: Ready
let ana: Person
let cli: CommandLine
let owner: Client
let sample = ''
let loaded: DemoState
let own = ''
let before: Map<string, number>
let evidence = ''

beforeAll(async () => {
  ready = await server.start()
  evidence = (await ask(ready.gateway, ready.key, 'A call of our own.')).evidence
  ana = await Person.claims(ready, 'ana@example.com')
  cli = await ana.commandLine(['admin'])
  owner = await ownerClient(server.dataDir)
  own = (await ana.get<{ org: { id: string } }>('/session')).org.id
  await settled()
  before = await rowsOf(own)
})
afterAll(async () => {
  await owner?.end()
  await server.dispose()
})

const settled = (): Promise<true> =>
  eventually('nothing pending', async () =>
    (await cli.json<Status[]>('ledger', 'status')).every((l) => l.pending === 0) ? true : undefined,
  )

/** Every table that says whose a row is, with how many rows this organisation has. Partitions count with their parent. */
async function rowsOf(org: string): Promise<Map<string, number>> {
  const { rows } = await owner.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace order by 1`,
  )
  const counts = new Map<string, number>()
  for (const { name } of rows) {
    const found = await owner.query<{ n: string }>(`select count(*) as n from ${name} where org_id = $1`, [
      org,
    ])
    counts.set(name, Number(found.rows[0]?.n))
  }
  return counts
}

/** Rows of any table, partition or not, in which the id stands as text or as bytes of JSON. */
async function rowsNaming(id: string): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1`,
  )
  const found: string[] = []
  for (const { name } of rows) {
    const { rowCount } = await owner.query(`select 1 from ${name} t where t::text like $1 limit 1`, [
      `%${id}%`,
    ])
    if ((rowCount ?? 0) > 0) found.push(name)
  }
  return found
}
const filesOf = (org: string): string[] =>
  ['blobs', 'keys', 'wal']
    .flatMap((part) => filesUnder(join(server.dataDir, part)))
    .map((file) => relative(server.dataDir, file))
    .filter((file) => file.includes(org))

describe('the sample company', () => {
  it('is absent at first, and removing it then is "not found"', async () => {
    expect(await cli.json<DemoState>('demo', 'status')).toMatchObject({ state: 'absent', org: null })
    expect((await cli.run('demo', 'remove')).code).toBe(5)
  })

  it('loads as its own workspace, made by real calls with real entries', async () => {
    // asked three times in the same moment, as by an impatient person: one company with each call once
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => ana.post<DemoState>('/demo')))
    if (first === undefined) throw new Error('no answer')
    loaded = first
    expect(loaded, loaded.error ?? '').toMatchObject({ state: 'ready', error: null, calls: calls.length })
    expect(others).toEqual([loaded, loaded])
    expect(loaded.calls).toBeGreaterThan(40)
    sample = loaded.org ?? ''
    expect(sample).not.toBe(own)
    const session = await ana.get<{ orgs: { id: string; kind: string }[] }>('/session')
    expect(session.orgs).toContainEqual(expect.objectContaining({ id: sample, kind: 'sample' }))
    const rows = await rowsOf(sample)
    for (const table of ['ai_system', 'call', 'ledger_batch', 'ledger_log', 'key'])
      if (rows.has(table)) expect(rows.get(table), table).toBeGreaterThan(0)
    expect([...rows.values()].filter((n) => n > 0).length).toBeGreaterThan(15)
  })

  it('a person of ours looks into it, sees its calls there and only there', async () => {
    const here = await ana.get<{ items: { system: string }[] }>('/calls?limit=200')
    expect(here.items.map((c) => c.system)).toEqual(['sandbox-chat'])
    const session = await ana.post<{ csrf: string; org: { id: string } }>('/session/org', { org: sample })
    ana.csrf = session.csrf
    expect(session.org.id).toBe(sample)
    const calls = await eventually('its calls', async () => {
      const page = await ana.get<{ items: { system: string; verdict: string; id: string }[] }>(
        '/calls?limit=200',
      )
      return page.items.length === loaded.calls ? page.items : undefined
    })
    expect(calls.some((c) => c.system === 'sandbox-chat')).toBe(false)
    for (const verdict of ['allowed', 'blocked', 'masked'])
      expect(
        calls.some((c) => c.verdict === verdict),
        verdict,
      ).toBe(true)
    const [first] = calls
    const detail = await eventually('published', async () => {
      const value = await ana.get<{ entries: { state: string }[] }>(`/calls/${first?.id ?? ''}`)
      return value.entries.length > 1 && value.entries.every((e) => e.state === 'published')
        ? value
        : undefined
    })
    expect(detail.entries).toHaveLength(2)
    expect((await ana.send('GET', `/calls/${evidence}`)).status).toBe(404)
    ana.csrf = (await ana.post<{ csrf: string }>('/session/org', { org: own })).csrf
    expect((await ana.send('GET', `/calls/${first?.id ?? ''}`)).status).toBe(404)
    expect(filesOf(sample).length).toBeGreaterThan(0)
  })

  it('loading again changes nothing', async () => {
    expect(await cli.json<DemoState>('demo', 'load')).toMatchObject({ state: 'ready', org: sample })
  })

  it('removed, it leaves no row in any table and no file of its own', async () => {
    expect((await cli.run('demo', 'remove')).code).toBe(0)
    await settled()
    const left = [...(await rowsOf(sample))].filter(([, n]) => n > 0)
    expect(left).toEqual([])
    expect((await owner.query('select 1 from org where id = $1', [sample])).rowCount).toBe(0)
    expect(filesOf(sample)).toEqual([])
    expect(await rowsNaming(sample)).toEqual([])
    expect(await cli.json<DemoState>('demo', 'status')).toMatchObject({ state: 'absent' })
  })

  it('our own log says that it was removed, and still verifies', async () => {
    const out = join(server.dataDir, 'exported')
    expect((await cli.run('ledger', 'export', '--out', out)).code).toBe(0)
    const types = filesUnder(join(out, 'tile/entries')).flatMap((file) => entryTypes(file))
    expect(types.filter((t) => t === 'demo.removed')).toHaveLength(1)
    const file = join(server.dataDir, 'package.zip')
    expect((await cli.run('audit', 'export', '--out', file)).code).toBe(0)
    const verified = await sealwright(['verify', file])
    expect(verified.code, verified.stdout).toBe(0)
  })

  it('our own workspace is as it was: same rows, same call, same key', async () => {
    const now = await rowsOf(own)
    const grown = [...now].filter(([table, n]) => n !== before.get(table)).map(([table]) => table)
    // Records of what was done (our log, sign-ins, the export just made, the jobs that ran) may grow; nothing else moves.
    expect(
      grown.filter(
        (table) => !/^(ledger_|outbox|job|audit_export|frozen|control_|population|user_session)/.test(table),
      ),
    ).toEqual([])
    for (const [table, n] of before)
      expect(now.get(table) ?? 0, table).toBeGreaterThanOrEqual(
        /^(outbox|job|user_session)/.test(table) ? 0 : n,
      )
    expect((await cli.run('ledger', 'show', evidence)).code).toBe(0)
    expect((await ask(ready.gateway, ready.key, 'Still there?')).status).toBe(200)
  })
})

/** Types of the leaves in one entry bundle: each a big-endian length, then JSON. */
function entryTypes(file: string): string[] {
  const bytes = readFileSync(file)
  const types: string[] = []
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt16BE(at)
    types.push((JSON.parse(bytes.toString('utf8', at + 2, at + 2 + length)) as { type: string }).type)
    at += 2 + length
  }
  return types
}
