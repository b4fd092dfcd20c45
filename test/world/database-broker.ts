import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'
import { migrate } from '../../src/platform/migrate.ts'
import { systemClock } from '../../src/platform/clock.ts'

export type BrokerAnswer =
  | { readonly ok: true; readonly ownerUrl: string; readonly runtimeUrl: string; readonly template: string }
  | { readonly ok: false; readonly error: string }

const PREFIX = 'sealwright-test-'

/**
 * One database server per vitest run. Workers ask over a Unix socket; the first question starts it and builds the template with every
 * migration. SEALWRIGHT_TEST_DATABASE_URL (an owner who may create databases and roles) runs the same suites on an external server.
 */
export async function startDatabaseBroker(): Promise<{
  readonly path: string
  readonly close: () => Promise<void>
}> {
  await removeLeftovers()
  const dir = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`))
  const path = join(dir, 'broker.sock')
  let started: Promise<World> | undefined
  const server = createServer((socket) => {
    socket.on('error', () => {}) // a worker that went away needs no answer
    started ??= startWorld(join(dir, 'data'))
    started.then(
      (world) =>
        socket.end(
          JSON.stringify({
            ok: true,
            ownerUrl: world.ownerUrl,
            runtimeUrl: world.runtimeUrl,
            template: world.template,
          }),
        ),
      (error: unknown) =>
        socket.end(
          JSON.stringify({
            ok: false,
            error: error instanceof Error ? (error.stack ?? error.message) : String(error),
          }),
        ),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  server.unref()
  const onExit = (): void => {
    if (embeddedPid !== undefined) process.kill(embeddedPid, 'SIGQUIT')
  }
  process.once('exit', onExit)
  return {
    path,
    async close() {
      process.removeListener('exit', onExit)
      await new Promise((resolve) => server.close(resolve))
      await started?.then(
        (world) => world.close(),
        () => undefined,
      ) // why it did not start was told to each suite
      await rm(dir, { recursive: true, force: true })
    },
  }
}

type World = {
  readonly ownerUrl: string
  readonly runtimeUrl: string
  readonly template: string
  readonly close: () => Promise<void>
}
let embeddedPid: number | undefined

async function startWorld(dataDir: string): Promise<World> {
  const { migrations } = await import('../../src/app/migrations.ts')
  const external = process.env['SEALWRIGHT_TEST_DATABASE_URL']
  const template = `sw_template_${process.pid}`
  let embedded: EmbeddedPostgres | undefined
  if (external === undefined) {
    // Durability is proven by its own tests with fsync on; here a lost server is a lost test run.
    embedded = await startEmbeddedPostgres({
      dataDir,
      settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
    })
    embeddedPid = embedded.pid
  }
  const ownerUrl = embedded?.ownerUrl ?? external ?? ''
  const templateUrl = withDatabase(ownerUrl, template)
  try {
    await asOwner(ownerUrl, `drop database if exists ${template}`)
    await asOwner(ownerUrl, `create database ${template} template template0 encoding 'UTF8'`)
    await migrate(templateUrl, migrations, systemClock)
  } catch (error) {
    await embedded?.stop()
    throw error
  }
  return {
    ownerUrl,
    runtimeUrl: embedded?.runtimeUrl ?? ownerUrl,
    template,
    async close() {
      if (embedded === undefined) await asOwner(ownerUrl, `drop database if exists ${template}`)
      else await embedded.stop()
      embeddedPid = undefined
    },
  }
}

export function withDatabase(url: string, database: string): string {
  const parsed = new URL(url)
  parsed.pathname = `/${database}`
  return parsed.href
}

export async function asOwner(ownerUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A run that was killed cannot clean up: the next one stops its server (by the pid file in its own folder) and removes the folder. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1])
    if (!Number.isInteger(owner) || alive(owner)) continue
    const dir = join(tmpdir(), name)
    const pidFile = await readFile(join(dir, 'data', 'pg', 'postmaster.pid'), 'utf8').catch(() => '')
    const pid = Number(pidFile.split('\n')[0])
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (pid > 1 && command.includes('postgres')) process.kill(pid, 'SIGQUIT')
    await rm(dir, { recursive: true, force: true }).catch(() => undefined) // still being written to: the run after this one removes it
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
