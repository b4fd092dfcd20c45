import { SteadyClock, type Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { unpack, type WatchReport } from './report.ts'
import { Slowdowns } from './slowdowns.ts'
import { ExtractionWatch, type ExtractionAlert, type Seen, type Slowdown } from './watch.ts'

export type KeeperDeps = {
  readonly clock: Clock
  readonly log: Pick<Log, 'warn'>
  readonly later: (ms: number, act: () => void) => void
  readonly onAlert: (alert: ExtractionAlert) => void
  /** To every worker. */
  readonly tell: (slowdowns: readonly Slowdown[]) => void
}

/** Longer than the workers take between two reports (REPORT_MS), so that a look has what all of them saw until the look before. */
export const LOOK_MS = 120
/** Calls of all workers that wait to be looked at: a second of more than they can serve, in some 18 MB. */
export const REPORTED_MAX = 20_000
const WARN_EVERY_MS = 60_000

/**
 * The profiles of all processes of one server, in its main process: looks at what workers report as if it had happened here, and tells all
 * of them who is slowed down. `watch` serves the main process's own calls from the same profiles.
 */
export class Keeper {
  readonly watch: ExtractionWatch
  readonly #deps: KeeperDeps
  readonly #clock: SteadyClock
  readonly #slowed = new Slowdowns<{ untilMs: number; slowdown: Slowdown }>()
  /** What came before the look before, and since. */
  #older: Seen[] = []
  #newer: Seen[] = []
  #changes: Slowdown[] | null = null
  #timed = false
  #unseen = 0
  #warnedAtMs = Number.NEGATIVE_INFINITY

  constructor(deps: KeeperDeps) {
    this.#deps = deps
    this.#clock = new SteadyClock(deps.clock)
    this.watch = new ExtractionWatch(deps.clock, deps.onAlert, (slowdown) => this.#changed(slowdown))
  }

  /** Calls since the start that workers let through and nobody looked at. */
  get unseen(): number {
    return this.#unseen
  }

  hear(report: WatchReport): void {
    for (const { org, keyId, user, calls } of report.refused) this.watch.refused(org, keyId, user, calls)
    const seen = unpack(report)
    const room = REPORTED_MAX - this.#older.length - this.#newer.length
    const kept = seen.length <= room ? seen : seen.filter((one, i) => i < room || one.held)
    for (const one of kept) this.#newer.push(one)
    this.#missed(report.lost + seen.length - kept.length)
    // somebody waits for the answer: in order or not
    if (kept.some((one) => one.held)) this.lookAtAll()
    else this.#soon()
  }

  /** Callers who are slowed down now: for a worker that begins. */
  slowed(): Slowdown[] {
    this.#slowed.forget(this.#clock.nowMs())
    return this.#slowed.values().map(({ slowdown }) => slowdown)
  }

  /** Looks at what had come before the last look, together with what others saw at the same time: calls count in the order in which they were made. */
  look(): void {
    const upToMs = this.#older.reduce((latest, one) => Math.max(latest, one.atMs), Number.NEGATIVE_INFINITY)
    const due = [...this.#older, ...this.#newer.filter((one) => one.atMs <= upToMs)]
    this.#older = this.#newer.filter((one) => one.atMs > upToMs)
    this.#newer = []
    this.#note(due)
    if (this.#older.length > 0) this.#soon()
  }

  lookAtAll(): void {
    const due = [...this.#older, ...this.#newer]
    this.#older = []
    this.#newer = []
    this.#note(due)
  }

  #note(due: Seen[]): void {
    this.#changes = []
    for (const seen of due.toSorted((a, b) => a.atMs - b.atMs)) this.watch.note(seen)
    const changes = new Map(this.#changes.map((c) => [`${c.org} ${c.keyId} ${c.user ?? ''}`, c]))
    this.#changes = null
    if (changes.size > 0) this.#deps.tell([...changes.values()])
    this.#slowed.forget(this.#clock.nowMs())
  }

  #changed(slowdown: Slowdown): void {
    if (slowdown.until === null) this.#slowed.delete(slowdown)
    else this.#slowed.set(slowdown, { untilMs: slowdown.until.ms, slowdown })
    if (this.#changes === null) this.#deps.tell([slowdown])
    else this.#changes.push(slowdown)
  }

  #soon(): void {
    if (this.#timed) return
    this.#timed = true
    this.#deps.later(LOOK_MS, () => {
      this.#timed = false
      this.look()
    })
  }

  #missed(calls: number): void {
    if (calls === 0) return
    this.#unseen += calls
    const nowMs = this.#clock.nowMs()
    if (nowMs - this.#warnedAtMs < WARN_EVERY_MS) return
    this.#warnedAtMs = nowMs
    this.#deps.log.warn(
      { calls: this.#unseen },
      'extraction defence could not look at all calls of the gateway workers: the main process is too slow',
    )
  }
}
