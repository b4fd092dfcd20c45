/**
 * Gateway against its floor and a peer, side by side in one run: a bare node:http + undici proxy, Sealwright with everything on (and without
 * guards, to see their share), and the Portkey gateway from npm. Same upstream, same requests; the target on core 1, generator and upstream on core 0.
 *
 *   npx tsx bench/gateway.ts [seconds-per-cell] [targets,comma-separated] [bytes-of-the-prompt]
 *
 * All targets run at once and are asked in turn, in windows of one second in drawn order: a neighbour on the host slows them alike, which he does not when
 * one follows the other (the same build read 0.29 and 0.59 of the floor in one day). A cell is the median of its windows; its share of the floor the
 * median of the shares, each with the floor of the same round. Prints a table and writes bench/results/gateway-<date>.json with machine, load and commit.
 * CPU is the run time of all threads of the target (/proc/<pid>/task/*\/schedstat) over its answers; Linux only, '-' elsewhere. The generator costs
 * more than wrk: read ratios, not absolutes.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'

const HERE = import.meta.dirname
const ROUNDS = Number(process.argv[2] ?? 9)
const WANTED = (process.argv[3] ?? 'floor,sealwright,no-guards,portkey').split(',')
/** 0: the usual prompt of 600 bytes, JSON and streams. Else prompts of this length, JSON only. */
const PROMPT_BYTES = Number(process.argv[4] ?? 0)
const CONNECTIONS = PROMPT_BYTES > 0 ? [1, 32] : [1, 32, 128]
const KINDS = PROMPT_BYTES > 0 ? (['json'] as const) : (['json', 'sse'] as const)
/** Before the figures count: V8 needs some twenty thousand calls to optimise this path; half as long and its compiler threads share the cell. */
const WARM_SECONDS = 8
/** As shipped, compiled by tsc: tsx keeps function names at run time, which costs several percent. */
const BUILT = join(HERE, 'node_modules/.build/bench/gateway/sealwright.js')
const pinning = process.platform === 'linux' && cpus().length >= 2 && existsSync('/usr/bin/taskset')

type Target = {
  readonly name: string
  readonly command: (upstream: number) => readonly string[]
  readonly headers?: (upstream: number) => object
  readonly port?: number
  readonly env?: Record<string, string>
}
const node = process.execPath
const targets: readonly Target[] = [
  { name: 'floor', command: (up) => [node, join(HERE, 'gateway/floor.mjs'), String(up)] },
  {
    name: 'sealwright',
    command: (up) => [node, BUILT, String(up)],
  },
  {
    name: 'no-guards',
    command: (up) => [node, BUILT, String(up), 'no-guards'],
  },
  {
    name: 'portkey',
    command: () => [
      node,
      join(HERE, 'gateway/portkey/node_modules/@portkey-ai/gateway/build/start-server.js'),
      '--port=18787',
      '--headless',
    ],
    headers: (up) => ({
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `http://127.0.0.1:${up}/v1`,
    }),
    port: 18_787,
    env: { TRUSTED_CUSTOM_HOSTS: '127.0.0.1', NODE_ENV: 'production' },
  },
]

type Load = {
  done: number
  errors: number
  perS: number
  firstP50: number
  firstP99: number
  p50: number
  p99: number
}
type Cell = Load & {
  target: string
  kind: 'json' | 'sse'
  connections: number
  cpuUs: number | null
  rssMb: number | null
  /** Of the windows, in the order of the rounds. */
  windows: { perS: number; cpuUs: number | null }[]
}
type Running = {
  readonly target: Target
  readonly child: ChildProcess
  readonly port: number
  readonly headers: object
}

const pinned = (core: number, command: readonly string[]): readonly string[] =>
  pinning ? ['taskset', '-c', String(core), ...command] : command

function start(core: number, command: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const [file, ...args] = pinned(core, command)
  return spawn(file ?? node, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } })
}

/** The port that a child prints as its first line. */
const portOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const line = /^\{"port":(\d+)\}$/m.exec(text)
      if (line !== null) resolve(Number(line[1]))
    })
    child.once('exit', () => reject(new Error('a target ended before it was ready')))
  })

async function listening(port: number): Promise<number> {
  for (let i = 0; i < 100; i++) {
    try {
      await fetch(`http://127.0.0.1:${port}/`)
      return port
    } catch {
      await new Promise((resolve) => void setTimeout(resolve, 100))
    }
  }
  throw new Error(`nothing listens on ${port}`)
}

/** Nanoseconds that all threads of a process ran, and its resident memory in MB. */
function usage(pid: number): { ns: number; rssMb: number } | null {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`)
    const ns = tasks.reduce(
      (sum, t) => sum + Number(readFileSync(`/proc/${pid}/task/${t}/schedstat`, 'utf8').split(' ')[0]),
      0,
    )
    const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return { ns, rssMb: Math.round(Number(rss?.[1] ?? 0) / 1024) }
  } catch {
    return null
  }
}

async function load(
  port: number,
  connections: number,
  seconds: number,
  kind: string,
  headers: object,
): Promise<Load> {
  const args = [
    join(HERE, 'gateway/load.mjs'),
    String(port),
    String(connections),
    String(seconds),
    kind,
    'sw-bench-key-0001',
    'chat',
    JSON.stringify(headers),
    String(PROMPT_BYTES),
  ]
  const child = start(0, [node, ...args])
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await new Promise((resolve) => child.once('exit', resolve))
  const parsed: Load = JSON.parse(text)
  return parsed
}

async function started(target: Target, upstream: number): Promise<Running> {
  const child = start(1, target.command(upstream), target.env)
  const port = target.port === undefined ? await portOf(child) : await listening(target.port)
  return { target, child, port, headers: target.headers?.(upstream) ?? {} }
}

type Window = Load & { readonly cpuUs: number | null; readonly rssMb: number | null }

async function windowOf(
  { child, port, headers }: Running,
  kind: string,
  connections: number,
): Promise<Window> {
  const before = usage(child.pid ?? 0)
  const result = await load(port, connections, 1, kind, headers)
  const after = usage(child.pid ?? 0)
  const cpuUs =
    before === null || after === null
      ? null
      : Math.round((after.ns - before.ns) / 1_000 / Math.max(1, result.done))
  return { ...result, cpuUs, rssMb: after?.rssMb ?? null }
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2
}

function cellOf(target: string, kind: 'json' | 'sse', connections: number, windows: readonly Window[]): Cell {
  const of = (pick: (w: Window) => number): number => Number(median(windows.map(pick)).toFixed(2))
  const sum = (pick: (w: Window) => number): number => windows.reduce((n, w) => n + pick(w), 0)
  return {
    target,
    kind,
    connections,
    done: sum((w) => w.done),
    errors: sum((w) => w.errors),
    perS: Math.round(of((w) => w.perS)),
    firstP50: of((w) => w.firstP50),
    firstP99: of((w) => w.firstP99),
    p50: of((w) => w.p50),
    p99: of((w) => w.p99),
    cpuUs: windows.some((w) => w.cpuUs === null) ? null : Math.round(of((w) => w.cpuUs ?? 0)),
    rssMb: windows.at(-1)?.rssMb ?? null,
    windows: windows.map(({ perS, cpuUs }) => ({ perS, cpuUs })),
  }
}

/** Fisher and Yates: whoever comes first in a round is drawn anew each time. */
function drawn<T>(list: readonly T[]): T[] {
  const out = [...list]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    ;[out[i], out[j]] = [out[j] as T, out[i] as T]
  }
  return out
}

async function measure(running: readonly Running[]): Promise<Cell[]> {
  const cells: Cell[] = []
  for (const kind of KINDS) {
    for (const { port, headers } of running) await load(port, 32, WARM_SECONDS, kind, headers)
    for (const connections of CONNECTIONS) {
      const windows = new Map<Running, Window[]>(running.map((one) => [one, []]))
      for (let round = 0; round < ROUNDS; round++)
        for (const one of drawn(running)) windows.get(one)?.push(await windowOf(one, kind, connections))
      for (const [one, list] of windows) cells.push(cellOf(one.target.name, kind, connections, list))
    }
  }
  return cells
}

/** Weights of learnt detectors stand beside their code, where tsc leaves them. */
function copyWeights(): void {
  const src = join(HERE, '../src')
  for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.bin')) copyFileSync(join(src, file), join(HERE, 'node_modules/.build/src', file))
}

function installPortkey(): void {
  const dir = join(HERE, 'gateway/portkey')
  if (existsSync(join(dir, 'node_modules/@portkey-ai/gateway/build/start-server.js'))) return
  execFileSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'],
    { cwd: dir, stdio: 'inherit' },
  )
}

execFileSync(join(HERE, '../node_modules/.bin/tsc'), ['-p', join(HERE, 'gateway/tsconfig.json')])
copyWeights()
if (WANTED.includes('portkey')) installPortkey()
const mock = start(0, [node, join(HERE, 'gateway/mock.mjs')])
const running: Running[] = []
let cells: Cell[] = []
try {
  const upstream = await portOf(mock)
  for (const target of targets)
    if (WANTED.includes(target.name)) running.push(await started(target, upstream))
  cells = await measure(running)
} finally {
  for (const { child } of running) child.kill('SIGTERM')
  mock.kill('SIGTERM')
}
cells.sort((a, b) => WANTED.indexOf(a.target) - WANTED.indexOf(b.target))

/** Median of the shares round by round. */
function shareOf(cell: Cell, of: string): number | null {
  const other = cells.find(
    (c) => c.target === of && c.kind === cell.kind && c.connections === cell.connections,
  )
  if (other === undefined) return null
  const shares = cell.windows.map(({ perS }, round) => perS / Math.max(1, other.windows[round]?.perS ?? 1))
  return Number(median(shares).toFixed(3))
}
const shown = cells.map((cell) => ({
  ...cell,
  ofFloor: shareOf(cell, 'floor'),
  timesPortkey: shareOf(cell, 'portkey'),
}))
console.table(
  shown.map((c) => ({
    target: c.target,
    kind: c.kind,
    c: c.connections,
    'req/s': c.perS,
    'of floor': c.ofFloor?.toFixed(2) ?? '-',
    'x Portkey': c.timesPortkey?.toFixed(1) ?? '-',
    errors: c.errors,
    'p50 ms': c.p50,
    'p99 ms': c.p99,
    'first p50': c.firstP50,
    'first p99': c.firstP99,
    'CPU us': c.cpuUs ?? '-',
    'RSS MB': c.rssMb ?? '-',
  })),
)
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
const date = new Date().toISOString()
const machine = {
  cpu: cpus()[0]?.model ?? '',
  cores: cpus().length,
  memoryMb: Math.round(totalmem() / 1_048_576),
  node: process.version,
  pinned: pinning,
  /** Of others too: above the number of cores, absolute figures say little and ratios are rough. */
  loadAverage: loadavg().map((n) => Number(n.toFixed(1))),
}
mkdirSync(join(HERE, 'results'), { recursive: true })
const file = join(
  HERE,
  'results',
  `${PROMPT_BYTES > 0 ? `prompts-${PROMPT_BYTES}` : 'gateway'}-${date.slice(0, 16).replaceAll(':', '')}.json`,
)
writeFileSync(
  file,
  `${JSON.stringify({ date, commit, machine, secondsPerCell: ROUNDS, promptBytes: PROMPT_BYTES === 0 ? 600 : PROMPT_BYTES, note: 'evidence durable in the write-ahead log; shipping to SQL not in this process; windows of a second in turn, medians', cells: shown }, null, 2)}\n`,
)
console.log(`written to ${file.replace(`${process.cwd()}/`, '')}`)
