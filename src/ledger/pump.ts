import { publishOnce, SigningRefused, type PublishDeps } from './publish.ts'
import { sequenceAll, HeadMoved } from './sequence.ts'
import { Shipper } from './ship.ts'
import { isBefore, type Position } from './spool.ts'
import { reportVanished } from './vanished.ts'
import { publishable } from './log-store.ts'

/** A slot as the pump sees it: how far it may read, and whom to tell what can be deleted. */
export type SpoolView = {
  readonly dir: string
  readonly from: Position
  readonly durable: () => Position
  readonly released: (to: Position) => void
}

/** The slot of a process that died: `done` is told once, when all of it and what our own slot says of it (before `told`) is shipped. */
export type OrphanView = {
  readonly dir: string
  readonly from: Position
  readonly end: Position
  readonly told: Position
  readonly done: () => void
}

export type PumpDeps = PublishDeps & {
  readonly wal: string
  /** Other servers record into the same database. */
  readonly replicas?: boolean
  /** `ship`: of a worker process; the main process sequences and publishes what arrives. */
  readonly duty?: 'all' | 'ship'
}

/** Rest between rounds when little waits. Lower: more transactions for the same calls; higher: entries stay pending longer. */
const REST_MS = 100
const PUBLISH_MS = 1000
const RETRY_MS = 500

/**
 * Ships, sequences and publishes, for ever. One per process; runs in a worker thread so that it shares no turn of the gateway's loop.
 * Beside the process's own slot it ships those of dead ones until they are empty.
 */
export class Pump {
  private readonly deps: PumpDeps
  private readonly own: { readonly view: SpoolView; readonly shipper: Shipper }
  private stopping = false
  private wake: (() => void) | undefined
  private running: Promise<void> | undefined
  private nextPublish = 0
  readonly refused = new Map<string, SigningRefused>()
  totals = { calls: 0, entries: 0, sequenced: 0, rounds: 0 }

  constructor(deps: PumpDeps, view: SpoolView, orphans: readonly OrphanView[] = []) {
    this.deps = deps
    this.own = { view, shipper: new Shipper(view.dir, view.from, deps) }
    for (const orphan of orphans) this.adopt(orphan)
  }

  start(): void {
    this.running ??= this.loop()
  }

  /** One more slot to ship, of a process that died. */
  adopt(orphan: OrphanView): void {
    this.orphans.push({ orphan, shipper: new Shipper(orphan.dir, orphan.from, this.deps) })
    this.kick()
  }
  private readonly orphans: { readonly orphan: OrphanView; readonly shipper: Shipper }[] = []

  /** Hint that something waits (an entry was appended, a test is impatient). */
  kick(): void {
    this.wake?.()
  }

  /** Finishes what is durable now, then ends. */
  async stop(): Promise<void> {
    this.stopping = true
    this.kick()
    await this.running
    for (const { shipper } of [this.own, ...this.orphans]) await shipper.close()
  }

  /** Ships, sequences and publishes everything that is durable at the call, without the loop. For tests and shutdown. */
  async drain(): Promise<void> {
    // Bound at the call: under steady load there is always more, and nothing would be published while it is chased.
    const bound = this.own.view.durable()
    for (;;) {
      const more = await this.ship(bound)
      await this.sequence()
      if (!more) break
    }
    await this.publish()
  }

  /** The same while the loop runs: asks it, and resolves when one whole turn that began after the call has published. */
  drained(): Promise<void> {
    if (!this.running) return this.drain()
    return new Promise((resolve, reject) => {
      this.drains.push({ resolve, reject })
      this.kick()
    })
  }
  private readonly drains: { resolve: () => void; reject: (error: unknown) => void }[] = []

  private async loop(): Promise<void> {
    if (this.deps.duty !== 'ship') await this.reportVanished()
    while (!this.stopping) {
      let more = false
      const asked = this.drains.splice(0)
      try {
        if (asked.length > 0) {
          await this.drain()
          for (const { resolve } of asked) resolve()
          continue
        }
        more = await this.ship()
        await this.sequence()
        const now = this.deps.clock.monotonicUs() / 1000
        if (now >= this.nextPublish) {
          this.nextPublish = now + PUBLISH_MS
          await this.publish()
        }
      } catch (error) {
        for (const { reject } of asked) reject(error)
        this.deps.log.warn({ error: text(error) }, 'evidence is not moving to the database: trying again')
        await this.rest(RETRY_MS)
        continue
      }
      if (!more) await this.rest(REST_MS)
    }
    try {
      await this.drain()
    } catch (error) {
      this.deps.log.warn(
        { error: text(error) },
        'evidence stays in the spool: it is shipped at the next start',
      )
    }
  }

  /** Tried until it succeeds once: nothing new is shipped before the losses of earlier runs are told. */
  private async reportVanished(): Promise<void> {
    while (!this.stopping) {
      try {
        await reportVanished(this.deps, this.own.view.dir, this.deps.replicas === true ? this.deps.wal : null)
        return
      } catch (error) {
        this.deps.log.warn({ error: text(error) }, 'evidence is not moving to the database: trying again')
        await this.rest(RETRY_MS)
      }
    }
  }

  /**
   * One round of each slot, of our own up to `bound` or to what is durable now. One that fails does not keep the others: the outcomes of an
   * orphan's calls stand in our own slot and cannot be shipped before the orphan's intents.
   */
  private async ship(bound?: Position): Promise<boolean> {
    const { view, shipper } = this.own
    let more = false
    let failed: { readonly error: unknown } | undefined
    const round = async (of: Shipper, to: Position): Promise<number> => {
      try {
        const result = await of.round(to)
        this.totals.calls += result.calls
        this.totals.entries += result.entries
        this.totals.rounds += 1
        more ||= result.more
        return result.bytes
      } catch (error) {
        failed ??= { error }
        return 0
      }
    }
    for (const { orphan, shipper: of } of this.orphans) await round(of, orphan.end)
    if ((await round(shipper, bound ?? view.durable())) > 0) view.released(shipper.at)
    for (const adopted of this.orphans.filter((o) => this.isDone(o.orphan, o.shipper))) {
      this.orphans.splice(this.orphans.indexOf(adopted), 1)
      await adopted.shipper.close()
      adopted.orphan.done()
    }
    if (failed !== undefined) throw failed.error
    return more
  }

  private isDone(orphan: OrphanView, shipper: Shipper): boolean {
    return !isBefore(shipper.at, orphan.end) && !isBefore(this.own.shipper.at, orphan.told)
  }

  private async sequence(): Promise<void> {
    if (this.deps.duty === 'ship') return
    try {
      this.totals.sequenced += await sequenceAll(this.deps)
    } catch (error) {
      if (!(error instanceof HeadMoved)) throw error
      this.deps.log.warn({ error: error.message }, 'another sequencer is at work: this one waits')
    }
  }

  private async publish(): Promise<void> {
    if (this.deps.duty === 'ship') return
    const orgs = await this.deps.db.tx('system', publishable, { readOnly: true })
    for (const org of orgs) {
      try {
        await publishOnce(this.deps, org)
        this.refused.delete(org)
      } catch (error) {
        if (!(error instanceof SigningRefused)) throw error
        this.refused.set(org, error)
        this.deps.log.error(
          { org, reason: error.reason, error: error.message },
          'a log is not signed any more',
        )
      }
    }
  }

  private rest(ms: number): Promise<void> {
    if (this.stopping || this.drains.length > 0) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        this.wake = undefined
        resolve()
      }
      const timer = setTimeout(done, ms)
      this.wake = done
    })
  }
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error))
