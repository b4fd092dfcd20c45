import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdtemp, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { z } from 'zod'
import { problem } from '../lib/problem.ts'
import { prepareDataDir, privateDir, type DataDir } from './data-dir.ts'
import { silentLog, type Log } from './log.ts'
import { serviceAccount, type Account } from './postgres-account.ts'
import { findBinaries, type Binaries } from './postgres-binaries.ts'

export type EmbeddedOptions = {
  readonly dataDir: string
  readonly log?: Log
  /** Server settings added to ours; tests turn fsync off. */
  readonly settings?: Readonly<Record<string, string>>
  /** Service accounts to look for when we are root. */
  readonly accounts?: readonly string[]
  /** Where else binaries may be copied when neither the checkout nor the data directory can be reached by the account. */
  readonly cacheDir?: string
  /** `native/` of the npm package; tests point it elsewhere. */
  readonly nativeDir?: string
}

export type EmbeddedPostgres = {
  /** Superuser of this cluster: migrations, backup, restore. */
  readonly ownerUrl: string
  /** Neither owner nor superuser; may only enter `sw_app` and `sw_system`. */
  readonly runtimeUrl: string
  /** Changes when the server had to be started again. */
  readonly pid: number
  /** True when a server that outlived its parent was taken over instead of started. */
  readonly attached: boolean
  readonly socketDir: string
  readonly binaries: Binaries
  /** Fast shutdown: open transactions roll back, committed ones are kept. Idempotent. */
  stop(): Promise<void>
}

const OWNER = 'sealwright_owner'
const RUNTIME = 'sealwright'
const DATABASE = 'sealwright'
/** Only a file name in our private socket folder: no TCP port is opened. */
const PORT = 5432
/** After a kill -9 the dead postmaster can stand in the process table for about 100 ms; 5 s is generous (reference/stack.md section 1). */
const STALE_RETRY_MS = 5_000
const START_DEADLINE_MS = 60_000
const STOP_DEADLINE_MS = 30_000

/**
 * PostgreSQL as a child process on a private Unix socket, its cluster in `dataDir/pg`, its passwords in `dataDir/keys`.
 * The caller holds the data directory's lock. A crash at any step leaves what the next start completes: the cluster is made beside
 * its place and renamed; a server that outlived us is attached to when it is ours and of this version, else stopped.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? silentLog
  const account = await serviceAccount(undefined, options.accounts)
  const dirs = await prepareDataDir(options.dataDir, account)
  const reach = await reachable(dirs.top, account)
  const copyDirs = [...(reach ? [dirs.top] : []), options.cacheDir ?? '/var/cache/sealwright']
  const binaries = await findBinaries(account, copyDirs, options.nativeDir)
  const passwords = await loadPasswords(dirs)
  const home: Home = { dirs, account, reach, binaries, passwords, log, settings: options.settings ?? {} }

  const orphan = await takeOver(home)
  if (orphan !== undefined) {
    await bootstrap(orphan) // its parent may have been killed before it came to this
    return orphan
  }
  await makeCluster(home)
  const server = running(home, await startServer(home), false)
  await bootstrap(server)
  return server
}

type Passwords = z.infer<typeof passwordsSchema>
const passwordsSchema = z.object({ owner: z.string(), runtime: z.string() })
const socketSchema = z.object({ socketDir: z.string() })

type Home = {
  readonly dirs: DataDir
  readonly account: Account | null
  /** False when a folder above the data directory is closed to the account: then the cluster is named by an inherited descriptor. */
  readonly reach: boolean
  readonly binaries: Binaries
  readonly passwords: Passwords
  readonly log: Log
  readonly settings: Readonly<Record<string, string>>
}

async function loadPasswords(dirs: DataDir): Promise<Passwords> {
  const path = join(dirs.keys, 'postgres.json')
  const text = await readFile(path, 'utf8').catch(absent)
  if (text !== undefined) return passwordsSchema.parse(JSON.parse(text))
  const fresh = {
    owner: randomBytes(24).toString('base64url'),
    runtime: randomBytes(24).toString('base64url'),
  }
  await writeDurably(path, JSON.stringify(fresh))
  return fresh
}

/** Written whole or not at all, mode 0600. */
async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}

// ---- cluster -----------------------------------------------------------------------------------------------------------------------

async function makeCluster(home: Home): Promise<void> {
  const { dirs, account, binaries } = home
  const version = await readFile(join(dirs.pg, 'PG_VERSION'), 'utf8').catch(absent)
  if (version !== undefined) {
    if (Number(version) === binaries.major) return
    throw problem(
      'database_major_changed',
      500,
      `the database was made by PostgreSQL ${version.trim()}, this version runs ${binaries.major}`,
      {
        where: dirs.pg,
        fix: 'with the old version run `sealwright backup data`, then restore it into an empty data directory with this one',
      },
    )
  }
  const fresh = `${dirs.pg}.new`
  await rm(fresh, { recursive: true, force: true })
  await privateDir(fresh, account)
  const socketDir = await newSocketDir(account)
  const passwordFile = join(socketDir, 'password')
  await writeFile(passwordFile, home.passwords.owner, { mode: 0o600 })
  if (account !== null) await chown(passwordFile, account.uid, account.gid)
  try {
    const args = [
      '--username',
      OWNER,
      '--auth',
      'scram-sha-256',
      '--pwfile',
      passwordFile,
      '--encoding',
      'UTF8',
      '--locale',
      'C',
    ]
    const made = await spawned(home, binaries.initdb, fresh, args)
    const code = await new Promise<number | null>((resolve) => void made.child.once('exit', resolve))
    if (code !== 0) throw startFailed('initdb', made.tail())
  } finally {
    await rm(socketDir, { recursive: true, force: true })
  }
  await rename(fresh, dirs.pg)
}

/** Runs a PostgreSQL program as the account on `cluster`, in its own session: Ctrl-C in a terminal must not reach it before we drained. */
async function spawned(
  home: Home,
  program: string,
  cluster: string,
  args: readonly string[],
): Promise<{ child: ChildProcess; tail: () => string }> {
  const { account, reach } = home
  // A magic link resolves to the open folder itself, so folders above it may be closed to the account.
  const handle = reach ? undefined : await open(cluster, 'r')
  try {
    const child = spawn(program, ['-D', reach ? cluster : '/proc/self/fd/3', ...args], {
      cwd: '/',
      detached: true,
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe', ...(handle === undefined ? [] : [handle.fd])],
      ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
    })
    let text = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString('utf8')).slice(-4_000)
    })
    child.stderr?.on('error', () => {}) // its end is seen as exit
    child.on('error', (error) => {
      text += error.message
    })
    return { child, tail: () => text.trim() }
  } finally {
    await handle?.close()
  }
}

/**
 * Unix socket paths end at 107 bytes, so the socket cannot stand in the data directory itself. Private: 0700 of the account. The recorded
 * folder is used again while it is there and ours, so that a restarted server is found at the same address.
 */
async function socketDirOf(home: Home): Promise<string> {
  const recorded = await recordedSocketDir(home)
  const info = recorded === undefined ? undefined : await stat(recorded).catch(absent)
  const owner = home.account?.uid ?? process.getuid?.()
  if (
    recorded !== undefined &&
    info?.isDirectory() === true &&
    info.uid === owner &&
    (info.mode & 0o777) === 0o700
  )
    return recorded
  const dir = await newSocketDir(home.account)
  await writeDurably(join(home.dirs.top, 'postgres.json'), JSON.stringify({ socketDir: dir }))
  return dir
}

async function recordedSocketDir(home: Home): Promise<string | undefined> {
  const text = await readFile(join(home.dirs.top, 'postgres.json'), 'utf8').catch(absent)
  return text === undefined ? undefined : socketSchema.parse(JSON.parse(text)).socketDir
}

async function newSocketDir(account: Account | null): Promise<string> {
  const dir = await mkdtemp(join(tmpdir().length > 60 ? '/tmp' : tmpdir(), 'sealwright-'))
  await privateDir(dir, account)
  return dir
}

async function reachable(dir: string, account: Account | null): Promise<boolean> {
  if (account === null) return true
  const child = spawn('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], {
    cwd: '/',
    stdio: 'ignore',
    uid: account.uid,
    gid: account.gid,
  })
  const code = await new Promise<number | null>((resolve) => {
    child.once('exit', resolve)
    child.once('error', () => resolve(1))
  })
  if (code === 0) return true
  if (process.platform === 'linux' && (await stat('/proc/self/fd').catch(absent)) !== undefined) return false
  throw problem(
    'data_dir_unreachable',
    500,
    `the account \`${account.name}\` cannot reach the data directory`,
    {
      where: dir,
      fix: 'choose a data directory whose parent folders have mode 711 or wider (`--data /var/lib/sealwright`)',
    },
  )
}

// ---- server ------------------------------------------------------------------------------------------------------------------------

/**
 * Statements and values stay out of the server's log: parameters can be personal data or secrets.
 * Logs rotate by weekday inside the cluster, so at most seven files exist.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  password_encryption: 'scram-sha-256',
  max_connections: '100',
  shared_buffers: '128MB',
  timezone: 'UTC',
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgres-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length_on_error: '0',
}

type Started = { readonly socketDir: string; readonly pid: number }

async function startServer(home: Home): Promise<Started> {
  const socketDir = await socketDirOf(home)
  const settings = { ...SETTINGS, unix_socket_directories: socketDir, port: String(PORT), ...home.settings }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const retryUntil = performance.now() + STALE_RETRY_MS
  for (;;) {
    const { child, tail } = await spawned(home, home.binaries.postgres, home.dirs.pg, args)
    const outcome = await untilReady(child, urlOf(home, socketDir, OWNER, 'postgres'))
    if (outcome === 'ready' && child.pid !== undefined) {
      child.unref()
      child.stderr?.destroy()
      home.log.info(
        { server: child.pid, postgres: home.binaries.major, binaries: home.binaries.origin },
        'embedded database started',
      )
      return { socketDir, pid: child.pid }
    }
    if (outcome === 'late' && child.pid !== undefined) {
      signal(child.pid, 'SIGQUIT')
      throw startFailed('postgres', `not ready after ${START_DEADLINE_MS / 1000} s\n${tail()}`)
    }
    if (!/postmaster\.pid|shared memory block/.test(tail()) || performance.now() > retryUntil) {
      throw startFailed('postgres', tail())
    }
    await pause(50)
  }
}

async function untilReady(child: ChildProcess, url: string): Promise<'ready' | 'exited' | 'late'> {
  let gone = false
  child.once('exit', () => {
    gone = true
  })
  child.once('error', () => {
    gone = true
  })
  const deadline = performance.now() + START_DEADLINE_MS
  while (performance.now() < deadline) {
    if (gone || child.exitCode !== null) return 'exited'
    if ((await answers(url)) !== undefined) return 'ready'
    await pause(20)
  }
  return 'late'
}

/** server_version_num, or undefined when nobody answers with our password. */
async function answers(url: string): Promise<number | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {}) // the query reports it
  try {
    await client.connect()
    const { rows } = await client.query<{ v: string }>(`select current_setting('server_version_num') as v`)
    return Number(rows[0]?.v)
  } catch {
    return undefined // not up yet, or not ours: the caller polls under a deadline
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Looks once a second whether the server lives (a child's exit event would not tell of one that was taken over) and starts it again. */
const WATCH_MS = 1_000

function running(home: Home, started: Started, attached: boolean): EmbeddedPostgres {
  const { socketDir } = started
  let pid = started.pid
  let stopping: Promise<void> | undefined
  let restart: Promise<void> | undefined

  const watch = setInterval(() => {
    restart ??= revive().finally(() => {
      restart = undefined
    })
  }, WATCH_MS)
  watch.unref()

  async function revive(): Promise<void> {
    if (stopping !== undefined || (await alive(pid))) return
    home.log.error({ server: pid }, 'the embedded database ended unexpectedly: starting it again')
    try {
      pid = (await startServer(home)).pid
    } catch (error) {
      home.log.error({ error }, 'the embedded database does not start again yet') // the next look tries again; /readyz tells
    }
  }

  const stop = async (): Promise<void> => {
    clearInterval(watch)
    await restart
    await stopServer(pid)
    await rm(socketDir, { recursive: true, force: true })
  }

  return {
    ownerUrl: urlOf(home, socketDir, OWNER, DATABASE),
    runtimeUrl: urlOf(home, socketDir, RUNTIME, DATABASE),
    get pid() {
      return pid
    },
    attached,
    socketDir,
    binaries: home.binaries,
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}

function urlOf(home: Home, socketDir: string, user: string, database: string): string {
  const password = user === OWNER ? home.passwords.owner : home.passwords.runtime
  return `postgresql://${user}:${password}@localhost:${PORT}/${database}?host=${encodeURIComponent(socketDir)}`
}

/** Fast shutdown, then immediate: both keep every committed transaction. */
async function stopServer(pid: number): Promise<void> {
  for (const [name, deadlineMs] of [
    ['SIGINT', STOP_DEADLINE_MS],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!signal(pid, name)) return
    const deadline = performance.now() + deadlineMs
    while (performance.now() < deadline) {
      if (!(await alive(pid))) return
      await pause(10)
    }
  }
  throw startFailed('postgres', `process ${pid} does not end`)
}

// ---- a server that outlived its parent ---------------------------------------------------------------------------------------------

async function takeOver(home: Home): Promise<EmbeddedPostgres | undefined> {
  const lock = await readFile(join(home.dirs.pg, 'postmaster.pid'), 'utf8').catch(absent)
  const pid = Number(lock?.split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 1 || !(await alive(pid)) || !(await runsOn(pid, home.dirs.pg)))
    return undefined
  const socketDir = await recordedSocketDir(home)
  if (socketDir !== undefined) {
    const version = await answers(urlOf(home, socketDir, OWNER, DATABASE))
    if (version !== undefined && Math.floor(version / 10_000) === home.binaries.major) {
      home.log.warn({ server: pid }, 'attached to the embedded database that outlived an earlier process')
      return running(home, { socketDir, pid }, true)
    }
  }
  home.log.warn({ server: pid }, 'stopping the embedded database that outlived an earlier process')
  await stopServer(pid)
  return undefined
}

/** A process id can be reused: the postmaster's working directory is its cluster. Where that cannot be read, the pid file is believed. */
async function runsOn(pid: number, cluster: string): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const [cwd, own] = await Promise.all([stat(`/proc/${pid}/cwd`).catch(absent), stat(cluster).catch(absent)])
  return cwd !== undefined && own !== undefined && cwd.ino === own.ino && cwd.dev === own.dev
}

/** A zombie has ended: it holds no file and no lock. */
async function alive(pid: number): Promise<boolean> {
  if (!signal(pid, 0)) return false
  if (process.platform !== 'linux') return true
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(absent)
  return line !== undefined && !/\) Z /.test(line)
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch {
    return false // no such process
  }
}

// ---- first content -----------------------------------------------------------------------------------------------------------------

/** Database and runtime login; repeated on each fresh start, so that a crash between two statements is completed. */
async function bootstrap(server: EmbeddedPostgres): Promise<void> {
  const owner = new URL(server.ownerUrl)
  const runtimePassword = new URL(server.runtimeUrl).password
  owner.pathname = '/postgres'
  const client = new Client({ connectionString: owner.href })
  await client.connect()
  try {
    for (const role of ['sw_app', 'sw_system', 'sw_backup']) {
      await client.query(
        `do $$ begin create role ${role} nologin noinherit; exception when duplicate_object then null; end $$`,
      )
    }
    // The password is base64url: it holds no quote.
    await client.query(
      `do $$ begin create role ${RUNTIME} login noinherit; exception when duplicate_object then null; end $$`,
    )
    await client.query(`alter role ${RUNTIME} password '${runtimePassword}'`)
    await client.query(`grant sw_app, sw_system to ${RUNTIME}`)
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE} template template0 encoding 'UTF8'`)
    await client.query(`revoke all on database ${DATABASE} from public`)
    await client.query(`grant connect on database ${DATABASE} to ${RUNTIME}`)
  } finally {
    await client.end()
  }
}

const startFailed = (program: string, tail: string): Error =>
  problem(
    'postgres_start_failed',
    500,
    `\`${program}\` did not start: ${tail === '' ? 'it said nothing' : (tail.split('\n').at(-1) ?? tail)}`,
    {
      fix: 'see docs/failures/postgres.md; the last lines are in `output`',
      extra: { output: tail },
    },
  )

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

/** For catch(): a file that is not there (ESRCH: a process under /proc that ended while we read) is undefined, any other failure stays one. */
function absent(error: unknown): undefined {
  if (
    error instanceof Error &&
    'code' in error &&
    ['ENOENT', 'ENOTDIR', 'ESRCH'].includes(String(error.code))
  )
    return undefined
  throw error
}
