/**
 * The database suites once more against a PostgreSQL that is not ours: the distribution's own server (15 on Debian 12), its own cluster in
 * a temporary folder, an ordinary password login. Run by `npm test` on CI, or by itself: node scripts/test-external.mjs
 */
import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { say } from './say.mjs'

const SUITES = [
  'src/platform/pg.test.ts',
  'src/platform/work.test.ts',
  'src/ledger',
  'src/identity',
  'src/approvals',
  'src/features/inventory',
  'src/features/registry',
  'src/features/policies',
  'src/features/controls/controls.test.ts',
]

/** Newest version folder with a server in it, or undefined. */
export function systemPostgres() {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return undefined
  const major = readdirSync(root)
    .filter((name) => existsSync(join(root, name, 'bin/initdb')))
    .toSorted((a, b) => Number(b) - Number(a))[0]
  return major === undefined ? undefined : { major, bin: join(root, major, 'bin') }
}

export async function testExternal() {
  const server = systemPostgres()
  if (server === undefined)
    throw new Error('no PostgreSQL under /usr/lib/postgresql: apt-get install postgresql')
  const dir = mkdtempSync(join(tmpdir(), 'sealwright-pg-'))
  const account = process.getuid?.() === 0 ? postgresAccount() : {}
  if (account.uid !== undefined) chownSync(dir, account.uid, account.gid)
  writeFileSync(join(dir, 'password'), 'external', { mode: 0o600 })
  if (account.uid !== undefined) chownSync(join(dir, 'password'), account.uid, account.gid)
  const cluster = join(dir, 'cluster')
  const options = { cwd: dir, ...account, stdio: 'ignore', env: { PATH: process.env.PATH, LC_ALL: 'C' } }
  const made = spawnSync(
    join(server.bin, 'initdb'),
    [
      '-D',
      cluster,
      '-U',
      'owner',
      '-A',
      'scram-sha-256',
      '--pwfile',
      join(dir, 'password'),
      '-E',
      'UTF8',
      '--locale',
      'C',
    ],
    options,
  )
  if (made.status !== 0) throw new Error(`initdb ended with ${made.status}`)
  const settings = ['listen_addresses=', `unix_socket_directories=${dir}`, 'fsync=off', 'max_connections=200']
  const child = spawn(
    join(server.bin, 'postgres'),
    ['-D', cluster, ...settings.flatMap((s) => ['-c', s])],
    options,
  )
  try {
    await ready(dir, child)
    say(`the database suites again on PostgreSQL ${server.major} of this system …`)
    const url = `postgresql://owner:external@localhost:5432/postgres?host=${encodeURIComponent(dir)}`
    const done = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...SUITES], {
      stdio: 'inherit',
      env: { ...process.env, SEALWRIGHT_TEST_DATABASE_URL: url },
    })
    return done.status ?? 70
  } finally {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGQUIT')
    await gone
    rmSync(dir, { recursive: true, force: true })
  }
}

function postgresAccount() {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((l) => l.startsWith('postgres:'))
  if (line === undefined) throw new Error('no account `postgres`')
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

async function ready(dir, child) {
  for (let i = 0; i < 300; i++) {
    if (
      existsSync(join(dir, '.s.PGSQL.5432')) &&
      /\bready\b/.test(readFileSync(join(dir, 'cluster/postmaster.pid'), 'utf8'))
    )
      return
    if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('postgres was not ready within 30 s')
}

if (import.meta.filename === process.argv[1]) process.exit(await testExternal())
