import type { LimitName } from '../../../identity/limits.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { subjectName, type Subject } from './budget.ts'
import { utcDay, utcMonth, type Counter } from './counters.ts'

/** One limit's account over all replicas. `bucket` is the stretch of time in which leased units may be used. */
export type LeaseAccount = {
  readonly org: string
  readonly counter: string
  readonly bucket: number
  /** Buckets after this one count: a rolling minute looks back, a day does not. */
  readonly after: number
  /** When this bucket counts for nothing any more. */
  readonly expiresMs: number
}

/**
 * Where slices of a limit come from. INVARIANT: over all holders, the units leased in the buckets after `after` never exceed `max`.
 * What survives a crash: a lease is durable before it is used, so units of a replica that died stay taken until their bucket expires
 * (refused early by a slice, never overspent).
 */
export interface LeaseStore {
  /** Leases at least `units` and at most a slice of what is left (1/(4 x holders)), or nothing. */
  take(
    account: LeaseAccount,
    units: number,
    max: number,
    nowMs: number,
  ): Promise<{ readonly granted: number; readonly left: number }>
  /** Units that were leased and not used. */
  give(account: LeaseAccount, units: number, nowMs: number): Promise<void>
  /** Units of before leases were kept, once per account: a second call changes nothing. */
  seed(account: LeaseAccount, units: number, nowMs: number): Promise<void>
  /** Keeps leases of running calls from expiring while their holder lives. */
  renew(accounts: readonly LeaseAccount[], nowMs: number): Promise<void>
}

/**
 * A slice of what is left: a quarter of an equal share, so that four refills are needed to spend a replica's share and one replica cannot hold
 * what another needs; at least what the call needs, if that is left.
 */
export const sliceOf = (left: number, holders: number, units: number): number =>
  units > left ? 0 : Math.min(left, Math.max(units, Math.floor(left / (4 * Math.max(1, holders)))))

const BUCKET_MS = 10_000
/** Six whole buckets and the one that has begun: leased units are used inside their bucket, so any rolling minute sees at most these. */
const BUCKETS = 7
/** A holder that says nothing for so long is dead, and what its calls held is free. Renewed three times in that time. */
export const RUNNING_TTL_MS = 30_000

type Window = (nowMs: number) => { bucket: number; after: number; expiresMs: number; usableMs: number }
const windows: Readonly<Record<LimitName, Window>> = {
  requestsPerMinute: minute,
  tokensPerMinute: minute,
  concurrentRequests: (nowMs) => ({
    bucket: 0,
    after: -1,
    expiresMs: nowMs + RUNNING_TTL_MS,
    usableMs: Number.POSITIVE_INFINITY,
  }),
  tokensPerDay: day,
  costPerDayMicroUsd: day,
  costPerMonthMicroUsd: (nowMs) => ({
    bucket: utcMonth.of(nowMs),
    after: utcMonth.of(nowMs) - 1,
    expiresMs: utcMonth.endMs(nowMs),
    usableMs: utcMonth.endMs(nowMs),
  }),
}
function minute(nowMs: number): ReturnType<Window> {
  const bucket = Math.floor(nowMs / BUCKET_MS)
  const usableMs = (bucket + 1) * BUCKET_MS
  return { bucket, after: bucket - BUCKETS, expiresMs: usableMs + (BUCKETS - 1) * BUCKET_MS, usableMs }
}
function day(nowMs: number): ReturnType<Window> {
  const usableMs = utcDay.endMs(nowMs)
  return { bucket: utcDay.of(nowMs), after: utcDay.of(nowMs) - 1, expiresMs: usableMs, usableMs }
}

const LEASE_FIRST = -1

/** After the account said "no", so long it is not asked again: a refused caller must not become load on the database. */
const ASK_AGAIN_MS = 250

/** Counters whose units are leased. One per process; `close` gives back what was not used. */
export class Leasing {
  readonly #deps: { readonly store: LeaseStore; readonly clock: Clock; readonly log: Log }
  readonly #counters = new Set<LeasedCounter>()
  readonly #writes = new Set<Promise<void>>()

  constructor(deps: { readonly store: LeaseStore; readonly clock: Clock; readonly log: Log }) {
    this.#deps = deps
  }

  counter(subject: Subject, name: LimitName): Counter {
    const counter = new LeasedCounter(
      this.#deps.store,
      subject.org,
      `${subjectName(subject)} ${name}`,
      windows[name],
      name === 'concurrentRequests',
      (writing) => this.#track(writing),
    )
    this.#counters.add(counter)
    return counter
  }

  /** Resolves when the counter may have units again: `unavailable` when the store cannot be asked. */
  async lease(counter: Counter, units: number, max: number): Promise<'asked' | 'unavailable'> {
    if (!(counter instanceof LeasedCounter)) throw new Error('only a leased counter asks for a lease')
    try {
      await counter.refill(units, max, this.#deps.clock.nowMs())
      return 'asked'
    } catch (cause) {
      this.#deps.log.warn({ cause: String(cause) }, 'no lease of a limit could be had')
      return 'unavailable'
    }
  }

  /** Writes that nobody waits for. One that fails leaves units taken: refused early, never overspent. */
  #track(writing: Promise<void>): void {
    const done = writing
      .catch((cause: unknown) =>
        this.#deps.log.warn({ cause: String(cause) }, 'a lease of a limit could not be given back or seeded'),
      )
      .finally(() => this.#writes.delete(done))
    this.#writes.add(done)
  }

  /** Resolves when all that was given back and seeded until now has been written or has failed. */
  async written(): Promise<void> {
    await Promise.all(this.#writes)
  }

  /** To be called every RUNNING_TTL_MS / 3: keeps leases of running calls. */
  async renew(): Promise<void> {
    const nowMs = this.#deps.clock.nowMs()
    const accounts = [...this.#counters].flatMap((c) => c.toRenew(nowMs))
    if (accounts.length === 0) return
    await this.#deps.store.renew(accounts, nowMs)
    for (const counter of this.#counters) counter.renewed(nowMs)
  }

  async close(): Promise<void> {
    const nowMs = this.#deps.clock.nowMs()
    for (const counter of this.#counters) counter.release(nowMs)
    await this.written()
  }
}

/** Spends a slice synchronously; asks for the next one when a call does not fit into what is left of it. */
class LeasedCounter implements Counter {
  /** Units that may be taken until `#usableMs`; negative after a call used more than it held. */
  #free = 0
  #bucket = Number.NEGATIVE_INFINITY
  #usableMs = Number.NEGATIVE_INFINITY
  /** For running calls: until when this holder's lease stands if it is not renewed. */
  #standsMs = Number.POSITIVE_INFINITY
  #account: LeaseAccount | null = null
  #max = 0
  /** What the account had left when it was last asked. */
  #left = Number.POSITIVE_INFINITY
  #deniedMs = Number.NEGATIVE_INFINITY
  #denied = Number.POSITIVE_INFINITY
  #flight: Promise<void> | null = null
  /** Running calls of before this moment were held under a lease that lapsed: their ends free nothing. */
  #lapsedMs = Number.NEGATIVE_INFINITY

  constructor(
    private readonly store: LeaseStore,
    private readonly org: string,
    private readonly name: string,
    private readonly window: Window,
    private readonly running: boolean,
    private readonly write: (writing: Promise<void>) => void,
  ) {}

  waitMs(units: number, max: number, nowMs: number): number {
    if (units > max) return Number.POSITIVE_INFINITY
    this.#roll(nowMs)
    if (this.running && nowMs >= this.#standsMs) return LEASE_FIRST
    if (units <= this.#free) return 0
    if (nowMs - this.#deniedMs < ASK_AGAIN_MS && units >= this.#denied && max <= this.#max)
      return this.running ? 1_000 : Math.max(1, this.#usableMs - nowMs)
    return LEASE_FIRST
  }

  take(units: number, nowMs: number): void {
    this.#roll(nowMs)
    this.#free -= units
  }

  correct(delta: number, takenMs: number, nowMs: number): void {
    this.#roll(nowMs)
    const taken = this.window(takenMs)
    if (taken.bucket === this.#bucket) {
      if (this.running && takenMs < this.#lapsedMs) return
      this.#free -= delta
      if (this.running) this.#shareIdle(nowMs)
    } else if (delta < 0 && nowMs < taken.expiresMs) this.#giveBack(this.#accountOf(takenMs), -delta, nowMs)
  }

  /** Of all replicas, as last told. */
  used(nowMs: number): number {
    this.#roll(nowMs)
    return Math.max(
      0,
      this.#max - (Number.isFinite(this.#left) ? this.#left : this.#max) - Math.max(0, this.#free),
    )
  }

  seed(units: number, atMs: number, nowMs: number): void {
    this.write(this.store.seed(this.#accountOf(atMs), units, nowMs))
  }

  live(nowMs: number): boolean {
    this.#roll(nowMs)
    return this.#flight !== null || this.#account !== null
  }

  /** One question at a time: who comes meanwhile waits for the same answer and asks again if it was not enough. */
  refill(units: number, max: number, nowMs: number): Promise<void> {
    this.#flight ??= this.#ask(units, max, nowMs).finally(() => {
      this.#flight = null
    })
    return this.#flight
  }

  async #ask(units: number, max: number, nowMs: number): Promise<void> {
    this.#roll(nowMs)
    if (this.running && nowMs >= this.#standsMs) {
      this.#free = 0
      this.#lapsedMs = nowMs
    }
    const account = this.#accountOf(nowMs)
    const { granted, left } = await this.store.take(account, units - Math.min(0, this.#free), max, nowMs)
    this.#max = max
    this.#left = left
    if (granted === 0) {
      this.#deniedMs = nowMs
      this.#denied = units
      return
    }
    this.#denied = Number.POSITIVE_INFINITY
    // The bucket may have ended while the answer was under way: then the units are of no use.
    if (account.bucket !== this.#bucket) return this.#giveBack(account, granted, nowMs)
    this.#free += granted
    this.#account = account
    if (this.running) this.#standsMs = account.expiresMs
  }

  toRenew(nowMs: number): LeaseAccount[] {
    return this.running && this.#account !== null && nowMs < this.#standsMs ? [this.#accountOf(nowMs)] : []
  }
  renewed(nowMs: number): void {
    if (this.running && this.#account !== null && nowMs < this.#standsMs)
      this.#standsMs = nowMs + RUNNING_TTL_MS
  }

  release(nowMs: number): void {
    this.#roll(nowMs)
    if (this.#account === null || this.#free <= 0) return
    const units = this.#free
    this.#free = 0
    this.#giveBack(this.#account, units, nowMs)
  }

  /** Units of ended calls are for all replicas: half of them go back as soon as more than an eighth of the limit lies idle here. */
  #shareIdle(nowMs: number): void {
    if (this.#account === null || this.#free <= Math.max(1, this.#max / 8)) return
    const units = Math.ceil(this.#free / 2)
    this.#free -= units
    this.#giveBack(this.#account, units, nowMs)
  }

  #accountOf(nowMs: number): LeaseAccount {
    const { bucket, after, expiresMs } = this.window(nowMs)
    return { org: this.org, counter: this.name, bucket, after, expiresMs }
  }

  #giveBack(account: LeaseAccount, units: number, nowMs: number): void {
    this.write(this.store.give(account, units, nowMs))
  }

  /** A new bucket begins with nothing; what was free in the old one goes back where it may still matter (a rolling minute looks at it). */
  #roll(nowMs: number): void {
    if (nowMs < this.#usableMs) return
    const { bucket, usableMs } = this.window(nowMs)
    if (this.#account !== null && this.#free > 0 && nowMs < this.#account.expiresMs)
      this.#giveBack(this.#account, this.#free, nowMs)
    this.#bucket = bucket
    this.#usableMs = usableMs
    this.#free = 0
    this.#account = null
    this.#denied = Number.POSITIVE_INFINITY
  }
}
