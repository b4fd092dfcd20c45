/**
 * Gateway workers: what a call costs in each process of the whole product with 0, 1 and 2 workers, beside as many bare proxies.
 *
 *   npx tsx bench/workers.ts [--seconds 8] [--connections 64] [--workers 0,1,2]
 *
 * After `npm run build`. Enforced guards, sealed payloads, durable intent and outcome, embedded PostgreSQL, as in bench/soak.ts. CPU is the run time
 * of all threads of a process (/proc/<pid>/task/*\/schedstat, Linux) over the answers of the cell; `loop` is the thread that serves calls. Where the
 * machine has fewer cores than processes that work, throughput says what is left over, not what workers give: then only the CPU of each process
 * says what it would carry on a core of its own. Writes bench/results/workers-<date>.json.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { databaseProcesses } from '../test/world/embedded.ts'
import { guardedRoute } from '../test/world/live-route.ts'
import { TestServer } from '../test/world/server.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '64' },
    workers: { type: 'string', default: '0,1,2' },
  },
})
const connections = Number(values.connections)
const HERE = import.meta.dirname
/** Before the figures count: V8 optimises this path after some twenty thousand calls. */
const WARM_SECONDS = 8
const children: ChildProcess[] = []
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')))

function started(
  script: string,
  ...args: string[]
): Promise<{ readonly port: number; readonly pid: number }> {
  const child = spawn(process.execPath, [join(HERE, 'gateway', script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) =>
      resolve({ port: Number(/\d+/.exec(chunk.toString())?.[0]), pid: child.pid ?? 0 }),
    )
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)))
  })
}

type Load = {
  readonly done: number
  readonly errors: number
  readonly perS: number
  readonly p50: number
  readonly p99: number
}

function load(port: number, callers: number, seconds: number, key: string, model: string): Promise<Load> {
  const args = [String(port), String(callers), String(seconds), 'json', key, model, '{}']
  const child = spawn(process.execPath, [join(HERE, 'gateway/load.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return new Promise((resolve) => {
    child.once('exit', () => {
      const parsed: Load = JSON.parse(text)
      resolve(parsed)
    })
  })
}

type Cpu = { readonly all: number; readonly loop: number }
/** Nanoseconds that a process and the thread that serves its calls ran. */
function cpuOf(pid: number): Cpu {
  const run = (task: string): number =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0])
  try {
    return {
      all: readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum + run(task), 0),
      loop: run(String(pid)),
    }
  } catch {
    return { all: 0, loop: 0 } // a database process that ended between listing and looking
  }
}
const sum = (pids: readonly number[]): Cpu =>
  pids.map(cpuOf).reduce((a, b) => ({ all: a.all + b.all, loop: a.loop + b.loop }), { all: 0, loop: 0 })
const rssOf = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)

type Cell = {
  readonly target: string
  readonly processes: number
  readonly perS: number
  readonly p50: number
  readonly p99: number
  readonly errors: number
  /** µs a call. */
  readonly main: number
  readonly serving: number
  readonly servingLoop: number
  readonly database: number
  /** Calls a second that one serving process would carry on a core of its own, by the CPU of its loop. */
  readonly perCore: number
  readonly rssMiB: readonly number[]
}

async function floor(processes: number, upstream: number): Promise<Cell> {
  const floors = await Promise.all(
    Array.from({ length: processes }, () => started('floor.mjs', String(upstream))),
  )
  const drive = (seconds: number): Promise<Load[]> =>
    Promise.all(
      floors.map((f) => load(f.port, Math.round(connections / processes), seconds, 'none', 'mock-1')),
    )
  await drive(4)
  const pids = floors.map((f) => f.pid)
  const before = sum(pids)
  const loads = await drive(Number(values.seconds))
  const after = sum(pids)
  const done = loads.reduce((n, l) => n + l.done, 0)
  const us = (ns: number): number => Math.round(ns / 1_000 / done)
  for (const pid of pids) process.kill(pid)
  return {
    target: 'floor',
    processes,
    perS: Math.round(loads.reduce((n, l) => n + l.perS, 0)),
    p50: Math.max(...loads.map((l) => l.p50)),
    p99: Math.max(...loads.map((l) => l.p99)),
    errors: loads.reduce((n, l) => n + l.errors, 0),
    main: 0,
    serving: us(after.all - before.all),
    servingLoop: us(after.loop - before.loop),
    database: 0,
    perCore: Math.round(1e6 / us(after.loop - before.loop)),
    rssMiB: [],
  }
}

async function product(workers: number, upstream: number): Promise<Cell> {
  const dir = mkdtempSync(join(tmpdir(), 'sealwright-bench-workers-'))
  const server = new TestServer(join(dir, 'data'))
  const config = join(dir, 'sealwright.yaml')
  writeFileSync(config, `gateway: { workers: ${workers} }\n`)
  const ready = await server.start(['--config', config])
  const { key } = await guardedRoute(ready, 'bench', upstream)
  const port = Number(new URL(ready.url).port)
  // every process follows within two seconds; the warming outlasts that, and its refusals do not count
  await load(port, connections, WARM_SECONDS + 2, key, 'bench')
  const run = JSON.parse(readFileSync(join(server.dataDir, 'run.json'), 'utf8')) as {
    pid: number
    workers?: number[]
  }
  const serving = run.workers ?? [run.pid]
  const others = run.workers === undefined ? [] : [run.pid]
  const database = databaseProcesses(server.dataDir)
  const look = () => ({ serving: sum(serving), others: sum(others), database: sum(database) })
  const before = look()
  const got = await load(port, connections, Number(values.seconds), key, 'bench')
  const after = look()
  const us = (ns: number): number => Math.round(ns / 1_000 / got.done)
  const loop = us(after.serving.loop - before.serving.loop)
  const cell: Cell = {
    target: 'sealwright',
    processes: workers,
    perS: Math.round(got.perS),
    p50: got.p50,
    p99: got.p99,
    errors: got.errors,
    main: us(after.others.all - before.others.all),
    serving: us(after.serving.all - before.serving.all),
    servingLoop: loop,
    database: us(after.database.all - before.database.all),
    perCore: Math.round(1e6 / loop),
    rssMiB: [run.pid, ...(run.workers ?? [])].map(rssOf),
  }
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
  return cell
}

const cells: Cell[] = []
const upstream = await started('mock.mjs')
for (const workers of (values.workers ?? '').split(',').map(Number)) {
  cells.push(await floor(Math.max(1, workers), upstream.port))
  cells.push(await product(workers, upstream.port))
  const { target, processes, ...rest } = cells.at(-1) ?? cells[0] ?? { target: '', processes: 0 }
  process.stderr.write(`${target} ${processes}: ${JSON.stringify(rest)}\n`)
}
const result = {
  at: new Date().toISOString(),
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  machine: {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: loadavg().map((n) => Number(n.toFixed(2))),
  },
  connections,
  seconds: Number(values.seconds),
  cells,
}
mkdirSync(join(HERE, 'results'), { recursive: true })
writeFileSync(
  join(HERE, 'results', `workers-${result.at.slice(0, 16).replace(':', '')}.json`),
  `${JSON.stringify(result, null, 2)}\n`,
)
const head = [
  'target',
  'processes',
  'calls/s',
  'p50 ms',
  'p99 ms',
  'errors',
  'serving µs',
  'its loop µs',
  'main µs',
  'database µs',
  'per core/s',
]
process.stdout.write(
  `${[
    head,
    ...cells.map((c) => [
      c.target,
      c.processes,
      c.perS,
      c.p50,
      c.p99,
      c.errors,
      c.serving,
      c.servingLoop,
      c.main,
      c.database,
      c.perCore,
    ]),
  ]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')}\n`,
)
children.forEach((child) => child.kill())
process.exit(0)
