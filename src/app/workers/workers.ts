import type { Socket } from 'node:net'
import { basename } from 'node:path'
import type { Siblings, Slowdown, WatchReport, WorkerMetrics } from '../../features/gateway/index.ts'
import type { Call } from '../../features/gateway/contract.ts'
import { routesHealthSchema, type RoutesHealth } from '../../features/policies/contract.ts'
import type { HealthProbe } from '../../features/operations/index.ts'
import { heldSlots, type Evidence, type PumpThread, type SegmentKeys } from '../../ledger/index.ts'
import type { OrgId } from '../../lib/ids.ts'
import { problem } from '../../lib/problem.ts'
import type { Log } from '../../platform/log.ts'
import type { Begin, Question } from './protocol.ts'
import type { Recorders } from './recorders.ts'
import { WorkerEnded, WorkerProcess } from './worker-process.ts'

export type WorkersDeps = {
  /** 0: none are started; slots that earlier workers left are taken over all the same. */
  readonly count: number
  readonly walDir: string
  readonly evidence: Evidence
  readonly pump: PumpThread
  readonly segmentKeys: SegmentKeys
  readonly log: Log
  /** Asked when a worker starts: by then the listener is open. */
  readonly begin: (slot: string, index: number) => Begin
  readonly onCall: (org: string, call: Call) => void
  /** Extraction defence: what workers report, and what one that begins must know. */
  readonly onSeen: (report: WatchReport) => void
  readonly slowed: () => readonly Slowdown[]
  /** After each start or end of a process, for the file that tells commands on this machine who runs. */
  readonly onChange: () => void
}

/** A worker opens its slot, loads its weights and its snapshot: some seconds. Later the main process serves alone and says so. */
const START_MS = 60_000
const SHIP_MS = 60_000
const ASK_MS = 5_000
const SCRAPE_MS = 2_000
/** After the n-th end in a row a worker is started again after 250 ms x 2^n, at most after this. A worker that ran a minute begins anew. */
const BACKOFF_MAX_MS = 30_000
const STEADY_MS = 60_000
/** Ticks of a second in which a worker says nothing before it counts as hung and is killed: it speaks twice a second. */
const SILENT_TICKS_MAX = 30
/** How often slots are looked for that nobody holds any more (of workers whose main process was killed). */
const LOOK_MS = 5_000

/**
 * The worker processes: starts them, hands them connections, asks them what the main process is asked, and when one ends takes over its slot,
 * so that its calls have their outcome, and starts another. A worker that ends takes its connections with it, and nothing that a client had
 * read as answered.
 */
export class Workers implements Recorders, Siblings {
  readonly #deps: WorkersDeps
  readonly #running = new Map<number, WorkerProcess>()
  readonly #fails = new Map<number, number>()
  readonly #starts = new Map<number, NodeJS.Timeout>()
  readonly #watched = new Set<string>()
  #stopping = false
  #restarts = 0
  #adopting: Promise<void> = Promise.resolve()
  #tick: NodeJS.Timeout | undefined
  #look: NodeJS.Timeout | undefined

  constructor(deps: WorkersDeps) {
    this.#deps = deps
    this.#adopted = new Set(deps.evidence.orphans.map((orphan) => basename(orphan.dir)))
  }

  /** Resolves when all serve, or late; never rejects. */
  async start(): Promise<void> {
    this.#look = setInterval(() => void this.#adoptFree(), LOOK_MS)
    this.#look.unref()
    if (this.#deps.count === 0) return
    this.#tick = setInterval(() => this.#watchdog(), 1_000)
    this.#tick.unref()
    const ready = Array.from({ length: this.#deps.count }, (_, index) => this.#begin(index))
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.#deps.log.error(
          { ready: this.ready },
          'not all gateway workers serve yet: the main process helps',
        )
        resolve()
      }, START_MS)
    })
    await Promise.race([Promise.all(ready), late])
    clearTimeout(timer)
  }

  get ready(): number {
    return this.#serving().length
  }

  get pids(): readonly number[] {
    return [...this.#running.values()].map((w) => w.pid)
  }

  /** Hands the connection to the worker with the fewest. False: none can take it. */
  take(socket: Socket): boolean {
    let best: WorkerProcess | undefined
    for (const worker of this.#running.values())
      if (
        worker.ready &&
        !worker.stopping &&
        worker.silentTicks < 3 &&
        worker.load.open < (best?.load.open ?? Infinity)
      )
        best = worker
    return best?.give(socket) ?? false
  }

  // ---- what the ledger asks ------------------------------------------------------------------------------------------------------------

  async drain(): Promise<void> {
    await this.#all({ what: 'ship' }, SHIP_MS)
    await this.#adopting
    // whoever asks is told rather than shown a part: of a worker whose main process was killed, or while the database is away
    for (const slot of await heldSlots(this.#deps.walDir, 'any'))
      if (!this.#ours(slot)) throw new Error(`what slot ${slot} holds is not taken over yet`)
    await this.#deps.pump.drain()
  }

  async mark(org: OrgId): Promise<void> {
    await Promise.all([this.#deps.evidence.recorder.mark(org), this.#all({ what: 'mark', org }, ASK_MS)])
  }

  async retire(org: string, key: string): Promise<void> {
    await this.#adoptFree()
    const strangers = (await heldSlots(this.#deps.walDir)).filter((slot) => !this.#ours(slot))
    if (strangers.length > 0)
      throw problem(
        'erasure_not_settled',
        503,
        'a gateway worker of before the last start has not ended yet and may still seal under the key that must go',
        { fix: 'repeat the erasure in a minute' },
      )
    await Promise.all([
      this.#deps.segmentKeys.retire(org, key),
      this.#all({ what: 'retire', org, key }, SHIP_MS),
    ])
  }

  /** Each has read the newest policies when this resolves. */
  async refresh(): Promise<void> {
    await this.#all({ what: 'refresh' }, ASK_MS)
  }

  // ---- what the gateway's room asks ----------------------------------------------------------------------------------------------------

  async health(scope: {
    readonly org: string
    readonly systems: readonly string[] | null
  }): Promise<RoutesHealth[]> {
    const answers = await Promise.allSettled(
      this.#serving().map(([, worker]) => worker.ask({ what: 'health', ...scope }, SCRAPE_MS)),
    )
    return answers.flatMap((a) => (a.status === 'fulfilled' ? [routesHealthSchema.parse(a.value)] : []))
  }

  metrics(org: string | null): Promise<WorkerMetrics[]> {
    return Promise.all(
      Array.from({ length: this.#deps.count }, async (_, index) => {
        const worker = this.#running.get(index)
        const text = worker?.ready
          ? await worker.ask({ what: 'metrics', org }, SCRAPE_MS).catch(() => null)
          : null
        return { worker: String(index + 1), text: typeof text === 'string' ? text : null }
      }),
    )
  }

  watch(org: string, watched: boolean): void {
    if (watched) this.#watched.add(org)
    else this.#watched.delete(org)
    for (const worker of this.#running.values()) worker.tell({ kind: 'watch', org, watched })
  }

  slowed(callers: readonly Slowdown[]): void {
    for (const worker of this.#running.values()) worker.tell({ kind: 'slowed', callers })
  }

  // ---- life ----------------------------------------------------------------------------------------------------------------------------

  readonly probe: HealthProbe = {
    name: 'gateway workers',
    essential: false,
    check: async () => {
      const serving = this.#serving()
      const backlog = serving.reduce((sum, [, w]) => sum + w.load.backlogBytes, 0)
      const running = serving.reduce((sum, [, w]) => sum + w.load.running, 0)
      const blind = serving.filter(([, w]) => !w.load.available).length
      const detail = `${serving.length} of ${this.#deps.count} serve, ${running} calls run, ${(backlog / 2 ** 20).toFixed(1)} MiB wait in their spools, ${this.#restarts} restarts`
      if (blind > 0) return { status: 'degraded', detail: `${detail}; ${blind} cannot write evidence` }
      return { status: serving.length < this.#deps.count ? 'degraded' : 'ok', detail }
    },
  }

  /** All end: calls under way first, then what they recorded is shipped. One that is late is killed, and its slot taken over. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopping = true
    clearInterval(this.#look)
    clearInterval(this.#tick)
    for (const timer of this.#starts.values()) clearTimeout(timer)
    const running = [...this.#running.values()]
    for (const worker of running) {
      worker.stopping = true
      worker.tell({ kind: 'stop' })
    }
    const late = setTimeout(() => {
      for (const worker of this.#running.values()) {
        this.#deps.log.error(
          { process: worker.pid, slot: worker.slot },
          'a gateway worker did not end in time: killed',
        )
        worker.kill()
      }
    }, deadlineMs)
    await Promise.all(running.map((worker) => worker.ended))
    clearTimeout(late)
    await this.#adoptFree()
  }

  #serving(): [number, WorkerProcess][] {
    return [...this.#running].filter(([, w]) => w.ready && !w.stopping)
  }

  /** All must answer. One that ends meanwhile is not missed: its slot is taken over before `#adopting` resolves. */
  async #all(question: Question, deadlineMs: number): Promise<void> {
    await Promise.all(
      this.#serving().map(([, worker]) =>
        worker.ask(question, deadlineMs).catch((error: unknown) => {
          if (!(error instanceof WorkerEnded)) throw error
        }),
      ),
    )
  }

  /** Resolves when it serves, or has ended. */
  async #begin(index: number): Promise<void> {
    const { log } = this.#deps
    const slot = await this.#freshSlot()
    if (this.#stopping) return
    const startedAt = performance.now()
    await new Promise<void>((resolve) => {
      const worker = new WorkerProcess(this.#deps.begin(slot, index), {
        log,
        onReady: () => {
          log.info({ process: worker.pid, slot, worker: index + 1 }, 'a gateway worker serves')
          for (const org of this.#watched) worker.tell({ kind: 'watch', org, watched: true })
          worker.tell({ kind: 'slowed', callers: this.#deps.slowed() })
          this.#deps.onChange()
          resolve()
        },
        onCall: ({ org, call }) => this.#deps.onCall(org, call),
        onSeen: ({ report }) => this.#deps.onSeen(report),
        onEnd: (how) => {
          this.#running.delete(index)
          this.#given.delete(slot)
          this.#adopt()
          if (this.#stopping) log.info({ slot, how }, 'a gateway worker ended')
          else this.#again(index, slot, how, performance.now() - startedAt)
          this.#deps.onChange()
          resolve()
        },
      })
      this.#running.set(index, worker)
    })
  }

  #again(index: number, slot: string, how: string, ranMs: number): void {
    const fails = ranMs > STEADY_MS ? 0 : (this.#fails.get(index) ?? 0)
    this.#fails.set(index, fails + 1)
    this.#restarts += 1
    const waitMs = Math.min(BACKOFF_MAX_MS, 250 * 2 ** fails)
    this.#deps.log.error(
      { slot, how, worker: index + 1, waitMs },
      'a gateway worker ended and is started again',
    )
    const timer = setTimeout(() => {
      this.#starts.delete(index)
      this.#begin(index).catch((error: unknown) =>
        this.#deps.log.error({ error, worker: index + 1 }, 'a gateway worker could not be started'),
      )
    }, waitMs)
    this.#starts.set(index, timer)
  }

  #watchdog(): void {
    for (const [index, worker] of this.#running) {
      worker.silentTicks += 1
      if (!worker.ready || worker.silentTicks <= SILENT_TICKS_MAX) continue
      this.#deps.log.error(
        { process: worker.pid, worker: index + 1 },
        'a gateway worker says nothing: killed',
      )
      worker.kill()
    }
  }

  // ---- slots ---------------------------------------------------------------------------------------------------------------------------

  /** Names given to workers; main process only, so no two get the same. */
  readonly #given = new Set<string>()

  /** A name whose folder does not exist: only the main process makes and removes them, so nobody else takes it. */
  async #freshSlot(): Promise<string> {
    const there = new Set((await heldSlots(this.#deps.walDir, 'any')).map(String))
    for (let n = 0; ; n++) {
      const name = String(n)
      if (there.has(name) || this.#given.has(name)) continue
      this.#given.add(name)
      // an earlier slot of this name was taken over, shipped and removed: the new one is not, and must be when its worker ends
      this.#adopted.delete(name)
      return name
    }
  }

  #ours(slot: string): boolean {
    return this.#given.has(slot) || slot === basename(this.#deps.evidence.slotDir) || this.#adopted.has(slot)
  }
  /** Taken over and being shipped: this process holds them. */
  readonly #adopted: Set<string>

  #adopt(): void {
    void this.#adoptFree()
  }

  /** Takes over every slot whose process is dead. One at a time; a failure (no database) is tried again. */
  #adoptFree(): Promise<void> {
    this.#adopting = this.#adopting.then(async () => {
      const names = await heldSlots(this.#deps.walDir, 'any')
      for (const name of this.#adopted) if (!names.includes(name)) this.#adopted.delete(name)
      for (const name of names) {
        if (this.#ours(name)) continue
        try {
          const taken = await this.#deps.evidence.adopt(name)
          if (taken === undefined) continue
          this.#adopted.add(name)
          this.#deps.pump.adopt(taken.orphan)
          this.#deps.log.info(
            { slot: name, unknown: taken.calls },
            'the slot of a dead process was taken over',
          )
        } catch (error) {
          this.#deps.log.warn({ slot: name, error }, 'the slot of a dead process could not be taken over yet')
        }
      }
    })
    return this.#adopting
  }
}
