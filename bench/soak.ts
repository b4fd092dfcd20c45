/**
 * The evidence path at full load with a kill every 30 s, on the whole product: server, embedded PostgreSQL, shipping, sequencing, checkpoints.
 *
 *   npx tsx bench/soak.ts [--seconds 600] [--kill-every 30] [--connections 64] [--floor 15] [--workers 0] [--package]
 *
 * First the floor: a bare node:http + undici proxy between the same generator and the same upstream. Then Sealwright (enforced guards, sealed
 * payloads, durable intent and outcome) for the whole time, killed with SIGKILL and started again. Counts only calls whose complete answer the
 * generator read. Throughput includes the kills, the restarts and the drain at the end. Writes bench/results/soak-<date>.json.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { TestServer, type Ready } from '../test/world/server.ts'
import { guardedRoute } from '../test/world/live-route.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    'kill-every': { type: 'string', default: '30' },
    connections: { type: 'string', default: '64' },
    floor: { type: 'string', default: '15' },
    workers: { type: 'string', default: '0' },
    package: { type: 'boolean', default: false },
  },
})
const seconds = Number(values.seconds)
const killEveryS = Number(values['kill-every'])
const connections = Number(values.connections)
const workers = Number(values.workers)
const HERE = import.meta.dirname
const note = (text: string): void => void process.stderr.write(`soak: ${text}\n`)

const children: ChildProcess[] = []
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')))

/** Starts a helper that prints its port as its first line. */
function started(script: string, ...args: string[]): Promise<number> {
  const child = spawn(process.execPath, [join(HERE, 'gateway', script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(Number(/\d+/.exec(chunk.toString())?.[0])))
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)))
  })
}

const prompt =
  'Please summarise this note in two sentences. The team agreed that a record with gaps is not a record, and that it must be simple to run. '.repeat(
    3,
  )

type Load = {
  answered: number
  failed: number
  readonly evidence: string[]
  readonly ids: Set<string>
  duplicates: number
}

/** A closed loop of `connections` callers until `until`; each keeps the evidence id of every call that it read to the end. */
async function drive(
  target: () => { port: number; key: string; model: string },
  until: number,
  load: Load,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const one = (): Promise<void> =>
    new Promise((resolve) => {
      const { port, key, model } = target()
      const body = JSON.stringify({ model, messages: [{ role: 'user', content: prompt }] })
      const failed = (): void => {
        load.failed += 1
        setTimeout(resolve, 20)
      }
      const req = httpRequest(
        {
          agent,
          port,
          host: '127.0.0.1',
          method: 'POST',
          path: '/v1/chat/completions',
          headers: {
            authorization: `Bearer ${key}`,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          },
        },
        (res) => {
          res.on('data', () => {})
          res.once('error', failed)
          res.once('end', () => {
            if (res.statusCode !== 200 || !res.complete) return failed()
            load.answered += 1
            const id = res.headers['x-sealwright-evidence']
            if (typeof id === 'string') {
              if (load.ids.has(id)) load.duplicates += 1
              load.ids.add(id)
            }
            resolve()
          })
        },
      )
      req.once('error', failed)
      req.end(body)
    })
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) await one()
    }),
  )
  agent.destroy()
}

const emptyLoad = (): Load => ({ answered: 0, failed: 0, evidence: [], ids: new Set(), duplicates: 0 })

/** Resident bytes of a process; throws when there is none. */
const rssOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024

const sizeOf = (dir: string): number => {
  try {
    return readdirSync(dir, { recursive: true, withFileTypes: true }).reduce(
      (sum, e) => sum + (e.isFile() ? statSync(join(e.parentPath, e.name)).size : 0),
      0,
    )
  } catch {
    return 0 // a segment went away between listing and looking
  }
}

// The product of this commit, not of whenever it was built last.
note('building')
execFileSync(process.execPath, [join(HERE, '../scripts/build.mjs')], { stdio: 'ignore' })

// ---- floor ---------------------------------------------------------------------------------------------------------------------------
const upstream = await started('mock.mjs')
const floorPort = await started('floor.mjs', String(upstream))
const floorLoad = emptyLoad()
const floorTarget = (): { port: number; key: string; model: string } => ({
  port: floorPort,
  key: 'none',
  model: 'mock-1',
})
await drive(floorTarget, performance.now() + 4_000, emptyLoad())
const floorBegan = performance.now()
await drive(floorTarget, floorBegan + Number(values.floor) * 1_000, floorLoad)
const floorRate = floorLoad.answered / ((performance.now() - floorBegan) / 1_000)
note(`floor ${floorRate.toFixed(0)} calls/s with ${connections} connections`)

// ---- the product ---------------------------------------------------------------------------------------------------------------------
const server = new TestServer(mkdtempSync(join(tmpdir(), 'sealwright-soak-')))
const config = join(server.dataDir, 'sealwright.yaml')
if (workers > 0) writeFileSync(config, `gateway:\n  workers: ${workers}\n`)
const configured = workers > 0 ? ['--config', config] : []
let ready: Ready = await server.start(configured)
const { ana, key } = await guardedRoute(ready, 'soak', upstream)
const cli = await ana.commandLine(['admin'])
const portOf = (r: Ready): number => Number(new URL(r.url).port)
const target = (): { port: number; key: string; model: string } => ({
  port: portOf(ready),
  key,
  model: 'soak',
})
// A gateway follows a new key within two seconds.
for (let i = 0; i < 100; i++) {
  const probe = await fetch(`${ready.gateway}/models`, { headers: { authorization: `Bearer ${key}` } })
  if (probe.ok) break
  await new Promise((resolve) => setTimeout(resolve, 100))
}

const load = emptyLoad()
let backlogMax = 0
let kills = 0
let rssMax = 0
const wal = join(server.dataDir, 'wal')
const watch = setInterval(() => {
  backlogMax = Math.max(backlogMax, sizeOf(wal))
  try {
    rssMax = Math.max(rssMax, rssOf(server.child?.pid ?? 0))
  } catch {
    rssMax = Math.max(rssMax, 0) // between a kill and the next start there is no process to read
  }
}, 500)
const began = performance.now()
const until = began + seconds * 1_000
const killer = (async () => {
  for (let at = began + killEveryS * 1_000; at < until - 5_000; at += killEveryS * 1_000) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())))
    await server.kill9()
    kills += 1
    ready = await server.start([...configured, '--port', String(portOf(ready))])
    note(
      `${((performance.now() - began) / 1_000).toFixed(0)} s: killed ${kills} times, ${load.answered} answered, backlog at most ${(backlogMax / 2 ** 20).toFixed(0)} MiB`,
    )
  }
})()
await drive(target, until, load)
await killer
const drainFrom = performance.now()
for (;;) {
  const health = await ana.get<{ parts: { name: string; detail: string }[] }>('/health')
  const logs = await ana.get<{ pending: number }[]>('/ledger')
  const spool = health.parts.find((p) => p.name === 'evidence spool')?.detail ?? ''
  if (logs.every((l) => l.pending === 0) && spool.startsWith('0.0 MiB')) break
  if (performance.now() - drainFrom > 300_000) throw new Error(`not drained within 300 s: ${spool}`)
  await new Promise((resolve) => setTimeout(resolve, 250))
}
const drainS = (performance.now() - drainFrom) / 1_000
const totalS = (performance.now() - began) / 1_000
clearInterval(watch)
note('drained; looking up every evidence id that the generator kept')

// Every id against the log itself: all entry bundles are fetched, each leaf's id collected.
const exported = join(server.dataDir, 'exported-log')
const done = await cli.run('ledger', 'export', '--out', exported)
if (done.code !== 0) throw new Error(done.stderr)
const leaves = new Set<string>()
for (const entry of readdirSync(join(exported, 'tile/entries'), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue
  const bytes = readFileSync(join(entry.parentPath, entry.name))
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt16BE(at)
    const leaf: { id: string; type: string } = JSON.parse(bytes.toString('utf8', at + 2, at + 2 + length))
    leaves.add(leaf.id)
    at += 2 + length
  }
}
const missing = [...load.ids].filter((id) => !leaves.has(id))

/** The auditor's package over all of it, written and then verified by its own verifier in a process that nothing else runs in. */
async function packaged(): Promise<object> {
  note('writing and verifying the package')
  const file = join(server.dataDir, 'soak.zip')
  const from = performance.now()
  const exportedPackage = await cli.run('audit', 'export', '--out', file)
  if (exportedPackage.code !== 0) throw new Error(exportedPackage.stderr)
  const written = performance.now()
  const verified = await cli.run('verify', file)
  return {
    exportS: Number(((written - from) / 1_000).toFixed(1)),
    mebibytes: Math.round(statSync(file).size / 2 ** 20),
    verifyS: Number(((performance.now() - written) / 1_000).toFixed(1)),
    verifyExit: verified.code,
    serverRssMiB: Math.round(rssOf(server.child?.pid ?? 0) / 2 ** 20),
  }
}
const pack = values.package ? await packaged() : null
const rate = load.answered / totalS
const result = {
  at: new Date().toISOString(),
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  machine: {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: loadavg().map((n) => Number(n.toFixed(2))),
  },
  seconds,
  killEveryS,
  connections,
  workers,
  kills,
  floorPerS: Math.round(floorRate),
  answered: load.answered,
  failedDuringKills: load.failed,
  drainS: Number(drainS.toFixed(1)),
  perSIncludingDraining: Math.round(rate),
  ratioToFloor: Number((rate / floorRate).toFixed(3)),
  backlogMiBMax: Math.round(backlogMax / 2 ** 20),
  rssMiBMax: Math.round(rssMax / 2 ** 20),
  logEntries: leaves.size,
  evidenceIds: load.ids.size,
  missing: missing.length,
  duplicates: load.duplicates,
  ...(pack === null ? {} : { package: pack }),
}
mkdirSync(join(HERE, 'results'), { recursive: true })
writeFileSync(
  join(HERE, 'results', `soak-${result.at.slice(0, 16).replace(':', '')}.json`),
  `${JSON.stringify(result, null, 2)}\n`,
)
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
await server.dispose()
rmSync(exported, { recursive: true, force: true })
children.forEach((child) => child.kill())
process.exit(missing.length === 0 ? 0 : 1)
