import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { child, killed } from '../../test/world/child.ts'
import { startEmbeddedPostgres, type EmbeddedOptions, type EmbeddedPostgres } from './embedded-postgres.ts'
import { npmNativeDir } from './postgres-binaries.ts'

const root = process.getuid?.() === 0
let top: string
let servers: EmbeddedPostgres[] = []

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'sw-pg-'))
  await chmod(top, 0o755)
})
afterEach(async () => {
  await Promise.all(servers.map((s) => s.stop()))
  servers = []
  await rm(top, { recursive: true, force: true })
})

async function start(dataDir: string, more: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, cacheDir: join(top, 'cache'), ...more })
  servers.push(server)
  return server
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777
/** A zombie (its new parent has not asked for its end) does not run. */
const running = async (pid: number): Promise<boolean> =>
  /\) [^Z] /.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))
const said = z.object({ pid: z.number(), ownerUrl: z.string() })

describe('embedded database', () => {
  it('is private: modes, its own account, no TCP port, scram, a short socket path, durable settings; the runtime login is nobody special', async () => {
    const dir = join(top, 'data')
    const server = await start(dir)
    expect(
      await Promise.all(
        ['', 'keys', 'wal', 'blobs', 'pg', 'keys/postgres.json', 'postgres.json'].map((p) =>
          mode(join(dir, p)),
        ),
      ),
    ).toEqual([root ? 0o711 : 0o700, 0o700, 0o700, 0o700, 0o700, 0o600, 0o600])
    const owner = (await stat(join(dir, 'pg'))).uid
    if (root) {
      expect(owner).not.toBe(0)
      expect((await stat(`/proc/${server.pid}`)).uid).toBe(owner)
    }
    expect(await mode(server.socketDir)).toBe(0o700)
    expect(join(server.socketDir, '.s.PGSQL.5432').length).toBeLessThan(107)
    expect(
      await query(
        server.ownerUrl,
        `select current_setting(s) from unnest(array['listen_addresses', 'fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums']) s`,
      ),
    ).toEqual(['', 'on', 'on', 'on', 'on'])
    await expect(query(server.ownerUrl.replace(/:[^:@/]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
      'password authentication failed',
    )
    expect(
      await query(
        server.runtimeUrl,
        'select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolinherit from pg_roles where rolname = current_user',
      ),
    ).toEqual([false])
    await expect(query(server.runtimeUrl, 'set role sw_backup')).rejects.toThrow('permission denied')
    await expect(query(server.runtimeUrl, 'create table public.x (a int)')).rejects.toThrow(
      'permission denied',
    )
  })

  it("keeps statements and values out of the server's log", async () => {
    const dir = join(top, 'data')
    const server = await start(dir)
    await query(server.ownerUrl, `create table t (email text primary key)`)
    await query(server.ownerUrl, `insert into t values ('CANARY@example.com')`)
    await expect(query(server.ownerUrl, `insert into t values ('CANARY@example.com')`)).rejects.toThrow(
      'duplicate key',
    )
    await server.stop()
    const logs = await readdir(join(dir, 'pg', 'log'))
    const text = (await Promise.all(logs.map((l) => readFile(join(dir, 'pg', 'log', l), 'utf8')))).join('')
    expect(text).toContain('duplicate key value violates unique constraint')
    expect(text).not.toContain('CANARY')
  })

  it('stops cleanly, and starts again with its data', async () => {
    const dir = join(top, 'data')
    const first = await start(dir)
    await query(first.ownerUrl, 'create table kept as select 42 as n')
    await first.stop()
    expect(await running(first.pid)).toBe(false)
    await expect(stat(first.socketDir)).rejects.toThrow('ENOENT')
    const second = await start(dir)
    expect(second.attached).toBe(false)
    expect(await query(second.ownerUrl, 'select n from kept')).toEqual([42])
  })

  it('parent killed with -9: the next start attaches to the server that lives on, and can stop it', async () => {
    const dir = join(top, 'data')
    const parent = await child('start-postgres.mts', [dir])
    const orphan = said.parse(parent.said)
    await query(orphan.ownerUrl, 'create table kept as select 1 as n')
    await killed(parent.process)
    expect(await running(orphan.pid)).toBe(true)
    const server = await start(dir)
    expect([server.attached, server.pid]).toEqual([true, orphan.pid])
    expect(await query(server.ownerUrl, 'select n from kept')).toEqual([1])
    await server.stop()
    expect(await running(orphan.pid)).toBe(false)
  })

  it('an orphan that cannot be spoken to is stopped and replaced', async () => {
    const dir = join(top, 'data')
    const parent = await child('start-postgres.mts', [dir])
    const orphan = said.parse(parent.said)
    await query(orphan.ownerUrl, 'create table kept as select 1 as n')
    await killed(parent.process)
    await rm(join(dir, 'postgres.json'))
    const server = await start(dir)
    expect(server.attached).toBe(false)
    expect(await running(orphan.pid)).toBe(false)
    expect(await query(server.ownerUrl, 'select n from kept')).toEqual([1])
  })

  it('server killed with -9: started again at once over the stale postmaster.pid, no acknowledged row is lost', async () => {
    const dir = join(top, 'data')
    let server = await start(dir)
    await query(server.ownerUrl, 'create table kept (n int)')
    for (let round = 1; round <= 3; round++) {
      await query(server.ownerUrl, `insert into kept values (${round})`)
      process.kill(server.pid, 'SIGKILL')
      await server.stop() // ends its watch, so that not it but the next start meets the stale file
      server = await start(dir)
      expect(await query(server.ownerUrl, 'select n from kept order by n')).toEqual(
        Array.from({ length: round }, (_, i) => i + 1),
      )
    }
  })

  it('a first start that was killed half-way is completed by the next one', async () => {
    const dir = join(top, 'data')
    await mkdir(join(dir, 'pg.new', 'base'), { recursive: true })
    await writeFile(join(dir, 'pg.new', 'PG_VERSION'), '18\n')
    const server = await start(dir)
    expect(await query(server.runtimeUrl, 'select current_user')).toEqual(['sealwright'])
    expect(await readdir(dir)).not.toContain('pg.new')
  })

  it('a cluster of another PostgreSQL major is refused with the way over', async () => {
    const dir = join(top, 'data')
    await mkdir(join(dir, 'pg'), { recursive: true })
    await writeFile(join(dir, 'pg', 'PG_VERSION'), '14\n')
    await expect(start(dir)).rejects.toMatchObject({
      problem: { code: 'database_major_changed', fix: expect.stringContaining('sealwright backup data') },
    })
  })

  it('a broken cluster is refused with what the server said', async () => {
    const dir = join(top, 'data')
    const server = await start(dir)
    await server.stop()
    await rm(join(dir, 'pg', 'global', 'pg_control'))
    await expect(start(dir)).rejects.toMatchObject({
      problem: {
        code: 'postgres_start_failed',
        detail: expect.stringContaining('postgres'),
        extra: { output: expect.stringContaining('pg_control') },
      },
    })
  })

  it('the links that the package leaves to its install script are made at start', async () => {
    const native = join(top, 'package', 'native')
    await copyWithoutLinks(native)
    const server = await start(join(top, 'data'), { nativeDir: native })
    expect(server.binaries.origin).toBe('npm')
    expect(await query(server.ownerUrl, 'select 1')).toEqual([1])
  })

  describe.runIf(root)('as root', () => {
    it('a checkout that the account cannot enter: the binaries are copied once, owned by root', async () => {
      const native = join(top, 'closed', 'package', 'native')
      await copyWithoutLinks(native)
      await chmod(join(top, 'closed'), 0o700)
      const dir = join(top, 'data')
      const server = await start(dir, { nativeDir: native })
      expect(server.binaries.origin).toBe('copy')
      expect(server.binaries.postgres.startsWith(dir)).toBe(true)
      expect((await stat(server.binaries.postgres)).uid).toBe(0)
      await server.stop()
      expect((await start(dir, { nativeDir: native })).binaries.origin).toBe('copy')
    })

    it('a data directory below a closed folder works all the same, and so does taking over its orphan', async () => {
      await mkdir(join(top, 'closed'), { mode: 0o700 })
      const dir = join(top, 'closed', 'data')
      const parent = await child('start-postgres.mts', [dir])
      const orphan = said.parse(parent.said)
      await killed(parent.process)
      const attached = await start(dir)
      expect(attached.pid).toBe(orphan.pid)
      await attached.stop()
      const server = await start(dir)
      expect(await query(server.runtimeUrl, 'select 1')).toEqual([1])
    })

    it('without a service account it refuses with the command that makes one, and never takes `nobody`', async () => {
      const wanted = {
        problem: { code: 'postgres_no_account', fix: expect.stringContaining('useradd --system') },
      }
      await expect(start(join(top, 'data'), { accounts: ['no-such-account-here'] })).rejects.toMatchObject(
        wanted,
      )
      await expect(start(join(top, 'data'), { accounts: ['nobody', 'root'] })).rejects.toMatchObject(wanted)
    })
  })
})

/** The package as npm unpacks it with --ignore-scripts. */
async function copyWithoutLinks(native: string): Promise<void> {
  const from = npmNativeDir() ?? ''
  await mkdir(join(native, '..'), { recursive: true })
  await cp(join(from, '..', 'package.json'), join(native, '..', 'package.json'))
  const links: readonly { target: string }[] = JSON.parse(
    await readFile(join(from, 'pg-symlinks.json'), 'utf8'),
  )
  const skipped = new Set(links.map((l) => join(from, '..', l.target)))
  await cp(from, native, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !skipped.has(source),
  })
}
