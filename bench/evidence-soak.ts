/**
 * The evidence path under sustained load with kills: node bench/evidence-soak (built) [--seconds 60] [--kill-every 15] [--rate 0] [--inflight 128]
 * Reports calls acknowledged, whether each is in the database and in the log, the backlog's highest mark, and CPU per call by part.
 */
import { createCipheriv } from 'node:crypto'
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { migrations } from '../src/app/migrations.ts'
import { systemClock } from '../src/platform/clock.ts'
import { sql } from '../src/platform/db.ts'
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres.ts'
import { migrate } from '../src/platform/migrate.ts'
import { openDb } from '../src/platform/pg.ts'
import { newId, systemRandom } from '../src/platform/random.ts'
import { Frontier } from '../src/ledger/format/merkle.ts'
import { leafHashes, openLogOf, publishedOf } from '../src/ledger/log-store.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    'kill-every': { type: 'string', default: '15' },
    rate: { type: 'string', default: '0' },
    inflight: { type: 'string', default: '128' },
    backlog: { type: 'string', default: '256' },
  },
})
const seconds = Number(values.seconds)
const killEvery = Number(values['kill-every'])
const dir = mkdtempSync(join(tmpdir(), 'sw-soak-'))
for (const part of ['blobs', 'outside', 'keys']) mkdirSync(join(dir, part), { recursive: true })
const pg = await startEmbeddedPostgres({ dataDir: join(dir, 'db') })
await migrate(pg.ownerUrl, migrations, systemClock)
const db = openDb({ url: pg.runtimeUrl })
const installation = newId(systemClock, systemRandom)
const org = newId(systemClock, systemRandom)
await db.tx('system', async (tx) => {
  await tx.run(sql`insert into installation (id, created_at) values (${installation}, now())`)
  await tx.run(sql`insert into org (id, name, kind, created_at) values (${org}, 'soak', 'own', now())`)
})

const child = new URL(
  import.meta.url.endsWith('.ts') ? './evidence-soak-child.ts' : './evidence-soak-child.js',
  import.meta.url,
).pathname
type Tick = {
  calls: number
  waited: number
  backlog: number
  cpuUs: number
  totals?: object
  drainedMs?: number
}
const runs: Tick[] = []
let backlogMax = 0
let recovered = 0
const pgBefore = postgresCpuUs(pg.pid)
const began = Date.now()
const end = began + seconds * 1000
let last: ChildProcess | undefined
while (Date.now() < end) {
  const run = start()
  last = run.process
  const rest = end - Date.now()
  if (rest <= killEvery * 1000) {
    await sleep(rest)
    break
  }
  await sleep(killEvery * 1000)
  run.process.kill('SIGKILL')
  await run.gone
}
const loadedMs = Date.now() - began
last?.kill('SIGTERM')
await new Promise((resolve) => last?.once('exit', resolve))
const totalMs = Date.now() - began
const pgUs = postgresCpuUs(pg.pid) - pgBefore

const acked = existsSync(join(dir, 'acks'))
  ? readFileSync(join(dir, 'acks'), 'utf8')
      .split('\n')
      .filter((id) => id.length === 36)
  : []
const stored = new Set<string>()
let openCalls = 0
let after: { at: string; id: string } | undefined
for (;;) {
  const rows = await db.tx({ org: org as never }, (tx) =>
    tx.rows<{ id: string; at: string }>(sql`
      select id, at::text as at from call where org_id = ${org} and (at, id) > (${after?.at ?? '2000-01-01'}, ${after?.id ?? '00000000-0000-0000-0000-000000000000'})
      order by at, id limit 20000`),
  )
  for (const row of rows) {
    if (stored.has(row.id)) openCalls += 1
    stored.add(row.id)
  }
  const row = rows.at(-1)
  if (!row) break
  after = row
}
const missing = acked.filter((id) => !stored.has(id))
const log = await db.tx('system', (tx) => openLogOf(tx, org))
const published = log && (await db.tx('system', (tx) => publishedOf(tx, log.id)))
let rootOk = false
if (log) {
  const frontier = new Frontier()
  for (let at = 0; at < log.size; at += 65_536) {
    const hashes = await db.tx('system', (tx) => leafHashes(tx, log.id, at, Math.min(log.size, at + 65_536)))
    for (let i = 0; i < hashes.length; i += 32) frontier.append(hashes.subarray(i, i + 32))
  }
  rootOk = frontier.root().equals(log.root) && published?.size === log.size
}
const calls = runs.reduce((sum, run) => sum + run.calls, 0)
const nodeUs = runs.reduce((sum, run) => sum + run.cpuUs, 0)
const verdicts = await db.tx({ org: org as never }, (tx) =>
  tx.rows(sql`select verdict, count(*)::int as count from call group by verdict limit 20`),
)
console.log(
  JSON.stringify(
    {
      seconds: loadedMs / 1000,
      kills: runs.length - 1,
      callsPerSecondIncludingDraining: Math.round(calls / (totalMs / 1000)),
      calls,
      acknowledged: acked.length,
      acknowledgedMissing: missing.length,
      storedTwice: openCalls,
      recoveredAsUnknown: recovered,
      verdicts,
      logSize: log?.size,
      published: published?.size,
      rootRecomputed: rootOk,
      backlogMaxMiB: Math.round(backlogMax / 1048576),
      cpuUsPerCall: {
        node: Math.round(nodeUs / calls),
        postgres: Math.round(pgUs / calls),
        sum: Math.round((nodeUs + pgUs) / calls),
      },
      calibration: { gcm600Us: calibrate(), quiet: 4.5 },
      lastRun: runs.at(-1),
      spoolLeft: readdirSync(join(dir, 'wal', '0')).length,
    },
    null,
    1,
  ),
)
await db.close()
await pg.stop()
if (process.env['KEEP'] === undefined) rmSync(dir, { recursive: true, force: true })

function start(): { process: ChildProcess; gone: Promise<unknown> } {
  const args = [
    ...(process.env['PROFILE'] === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', process.env['PROFILE']]),
    ...(child.endsWith('.ts') ? ['--import', 'tsx'] : []),
    child,
    dir,
    pg.runtimeUrl,
    installation,
    org,
    values.inflight,
    values.rate,
    values.backlog,
  ]
  const process_ = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const tick: Tick = { calls: 0, waited: 0, backlog: 0, cpuUs: 0 }
  runs.push(tick)
  let rest = ''
  process_.stdout.on('data', (chunk: Buffer) => {
    rest += chunk.toString()
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const said: Tick & { recovered?: number } = JSON.parse(line)
      if (said.recovered !== undefined) recovered += said.recovered
      else Object.assign(tick, said)
      backlogMax = Math.max(backlogMax, tick.backlog)
    }
  })
  return { process: process_, gone: new Promise((resolve) => process_.once('exit', resolve)) }
}

/** CPU of one AES-256-GCM seal of 600 bytes, which took 4.5 µs on this kind of machine when quiet: how much the neighbours slow us. */
function calibrate(): number {
  const [key, nonce, plain] = [Buffer.alloc(32, 1), Buffer.alloc(12), Buffer.alloc(600)]
  const rounds = 50_000
  const start = process.cpuUsage()
  for (let i = 0; i < rounds; i++) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    cipher.update(plain)
    cipher.final()
    cipher.getAuthTag()
  }
  const used = process.cpuUsage(start)
  return Number(((used.user + used.system) / rounds).toFixed(2))
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** User and system time of the postmaster and all its children, reaped ones included (clock ticks of 10 ms). */
function postgresCpuUs(postmaster: number): number {
  let ticks = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const own = Number(pid) === postmaster
      if (!own && Number(fields[1]) !== postmaster) continue
      ticks += Number(fields[11]) + Number(fields[12]) + (own ? Number(fields[13]) + Number(fields[14]) : 0)
    } catch {
      // ended between the listing and the read
    }
  }
  return ticks * 10_000
}
