/**
 * A thousand streams at once through the gateway with everything on (key, limits, learnt injection model, secrets, personal data on both sides,
 * sealed and durable evidence), its floor (a bare node:http + undici proxy) beside it in the same run; and the first text of one stream alone.
 *
 *   npx tsx bench/streams.ts [--streams 1000] [--seconds 30] [--pace 10-50] [--chunks 200] [--targets floor,sealwright]
 *
 * The upstream and the clients are one process with one clock, on core 0; the target is on core 1. `late` is what a stream took beyond its own
 * pace; `beyondWindow` is the time from the chunk whose arrival let the first text out to that text at the client (hold-back itself is not counted:
 * `heldChars` tells how much text was waiting). Memory is the target's, sampled twice a second. Writes bench/results/streams-<date>.json.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '30' },
    pace: { type: 'string', default: '10-50' },
    chunks: { type: 'string', default: '200' },
    targets: { type: 'string', default: 'floor,sealwright' },
  },
})
const streams = Number(values.streams)
const seconds = Number(values.seconds)
const chunks = Number(values.chunks)
const paceMs = values.pace.split('-').map(Number)
const HERE = import.meta.dirname
const KEY = 'sw-bench-key-0001'
const BUILT = join(HERE, 'node_modules/.build/bench/gateway/sealwright.js')
const pinning = process.platform === 'linux' && cpus().length >= 2 && existsSync('/usr/bin/taskset')

execFileSync(join(HERE, '../node_modules/.bin/tsc'), ['-p', join(HERE, 'gateway/tsconfig.json')])
const src = join(HERE, '../src')
for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' }))
  if (file.endsWith('.bin')) copyFileSync(join(src, file), join(HERE, 'node_modules/.build/src', file))

const children: ChildProcess[] = []
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')))

/** A child on a core of its own, and its lines. */
function started(core: number, ...args: string[]): { child: ChildProcess; line: () => Promise<string> } {
  const command = pinning ? ['taskset', '-c', String(core), process.execPath] : [process.execPath]
  const [file = '', ...before] = command
  const child = spawn(file, [...before, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, line: async () => String((await lines.next()).value ?? '') }
}
const portIn = (line: string): number => Number(/\d+/.exec(line)?.[0])

/** Resident memory in MiB. */
const rssOf = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
/** Milliseconds that all threads of a process ran. */
const cpuOf = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`).reduce(
    (sum, t) => sum + Number(readFileSync(`/proc/${pid}/task/${t}/schedstat`, 'utf8').split(' ')[0]),
    0,
  ) / 1e6

const clients = started(0, join(HERE, 'gateway/paced.mjs'))
const upstream = portIn(await clients.line())

type Held = Record<string, number>
async function held(order: object): Promise<Held> {
  clients.child.stdin?.write(`${JSON.stringify(order)}\n`)
  const answer: Held = JSON.parse(await clients.line())
  return answer
}

const results: Record<string, object> = {}
for (const name of values.targets.split(',')) {
  const target = started(
    1,
    ...(name === 'floor' ? [join(HERE, 'gateway/floor.mjs')] : [BUILT]),
    String(upstream),
  )
  const port = portIn(await target.line())
  const pid = target.child.pid ?? 0
  const order = { port, key: KEY, paceMs, chunks }
  await held({ ...order, streams: 50, seconds: 8, paceMs: [1, 3] }) // the compilers of V8 are done before the figures count
  const alone = await held({ ...order, streams: 1, seconds: 12, paceMs: [20, 30], chunks: 40 })
  const samples: number[] = []
  const before = cpuOf(pid)
  const began = performance.now()
  const sampling = setInterval(() => samples.push(rssOf(pid)), 500)
  const together = await held({ ...order, streams, seconds })
  clearInterval(sampling)
  const took = performance.now() - began
  // what stands while all are open: without the three seconds of opening, and without the end when nothing new begins
  const plateau = samples.slice(8, Math.floor((seconds * 1_000) / 500))
  const part = (from: number, to: number): number => {
    const some = plateau.slice(Math.floor(plateau.length * from), Math.ceil(plateau.length * to))
    return Math.round(some.reduce((sum, n) => sum + n, 0) / Math.max(1, some.length))
  }
  results[name] = {
    alone,
    together,
    cpuShareOfOneCore: Number(((cpuOf(pid) - before) / took).toFixed(2)),
    rssMiB: { firstThird: part(0, 1 / 3), lastThird: part(2 / 3, 1), max: Math.max(...plateau), samples },
  }
  target.child.kill('SIGTERM')
  process.stderr.write(`${name}: ${JSON.stringify(results[name])}\n`)
}
clients.child.kill()

const result = {
  at: new Date().toISOString(),
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  machine: {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    pinned: pinning,
    load: loadavg().map((n) => Number(n.toFixed(2))),
  },
  note: 'evidence durable in the write-ahead log; shipping to SQL not in this process',
  streams,
  seconds,
  paceMs,
  chunks,
  results,
}
mkdirSync(join(HERE, 'results'), { recursive: true })
writeFileSync(
  join(HERE, 'results', `streams-${result.at.slice(0, 16).replace(':', '')}.json`),
  `${JSON.stringify(result, null, 2)}\n`,
)
process.exit(0)
