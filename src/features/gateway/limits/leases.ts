import type { LimitName } from '../../../identity/limits.ts'
import { monotonicMs, STEP_LASTS_MS, SteadyTime, type Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { subjectName, type Subject } from './budget.ts'
import { utcDay, utcMonth, type Counter } from './counters.ts'

/** One limit's account over all replicas. */
export type LeaseAccount = { readonly org: string; readonly counter: string; readonly window: LeaseWindow }

export type LeaseAnswer = {
  readonly granted: number
  readonly left: number
  /** The stretch of time in which they may be used, by the store's clock. */
  readonly bucket: number
  /** For how long that is, from when the question was put. */
  readonly usableMs: number
  /** The holder had units in this bucket already, and they stand. */
  readonly stood: boolean
}

/**
 * Where slices of a limit come from. The store's clock decides in which stretch of time (bucket) units count, never the holders': theirs may differ by
 * minutes. INVARIANT: over all holders, the units leased in the buckets after `after` never exceed `max`. What is dated ahead, by a clock that was set
 * back since, counts, and once a holder is sure of the time it counts as of now: it is neither forgotten nor held until that date comes.
 * What survives a crash: a lease is durable before it is used, so units of a replica that died stay taken until their bucket expires
 * (refused early by a slice, never overspent).
 */
export interface LeaseStore {
  /** Leases at least `units` and at most a slice of what is left (1/(4 x holders)), or nothing. What stood of running calls is renewed. */
  take(account: LeaseAccount, units: number, max: number): Promise<LeaseAnswer>
  /** Units of this bucket that were leased and not used. */
  give(account: LeaseAccount, bucket: number, units: number): Promise<void>
  /** Units used `agoMs` ago, before leases were kept, once per account and bucket: a second call changes nothing. */
  seed(account: LeaseAccount, units: number, agoMs: number): Promise<void>
  /** Keeps leases of running calls from expiring while their holder lives, and looks at the clock. Gives the counters whose leases stood until now. */
  renew(accounts: readonly LeaseAccount[]): Promise<ReadonlySet<string>>
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

export type LeaseWindow = 'minute' | 'day' | 'month' | 'running'

type Bucket = {
  readonly bucket: number
  /** When it counts for nothing any more. */
  readonly expiresMs: number
}

/** What a window means at a moment of the store's clock. */
export type Stretch = Bucket & {
  /** Buckets after this one count: a rolling minute looks back, a day does not. */
  readonly after: number
  readonly usableMs: number
  /** No bucket is dated later, unless by a clock that was set back since. */
  readonly newest: number
  /** And which one such units are then held to have been taken in. */
  readonly insteadOfLater: Bucket
}

export function stretchOf(window: LeaseWindow, nowMs: number): Stretch {
  switch (window) {
    case 'minute': {
      const bucket = Math.floor(nowMs / BUCKET_MS)
      const expiresMs = (bucket + BUCKETS) * BUCKET_MS
      return {
        bucket,
        expiresMs,
        after: bucket - BUCKETS,
        usableMs: (bucket + 1) * BUCKET_MS - nowMs,
        newest: bucket + 1,
        // their holder may use them for as long as a bucket lasts
        insteadOfLater: { bucket: bucket + 1, expiresMs: expiresMs + BUCKET_MS },
      }
    }
    case 'day':
    case 'month': {
      const period = window === 'day' ? utcDay : utcMonth
      const bucket = period.of(nowMs)
      const expiresMs = period.endMs(nowMs)
      return {
        bucket,
        expiresMs,
        after: bucket - 1,
        usableMs: expiresMs - nowMs,
        newest: bucket + 1,
        insteadOfLater: { bucket, expiresMs },
      }
    }
    case 'running': {
      const held = { bucket: 0, expiresMs: nowMs + RUNNING_TTL_MS }
      return { ...held, after: -1, usableMs: Number.POSITIVE_INFINITY, newest: 0, insteadOfLater: held }
    }
  }
}

export type StoreTime = {
  readonly nowMs: number
  /** This holder has known the store's clock for long enough to say that a later date than it shows is wrong. */
  readonly sure: boolean
}

/**
 * The store's clock as one holder believes it: without its jumps until they have lasted, so that a fault of it neither ends a minute early nor takes
 * running calls for those of a dead holder.
 * LIMIT: a holder that begins while that clock is wrong goes by it until ten minutes after it was set right; it and the others may then each use what
 * the other has taken.
 */
export function storeTime(clock: Pick<Clock, 'monotonicUs'>): (shownMs: number) => StoreTime {
  let seen: { readonly time: SteadyTime; readonly sinceMs: number } | null = null
  return (shownMs) => {
    const atMs = monotonicMs(clock)
    seen ??= { time: new SteadyTime(shownMs, atMs), sinceMs: atMs }
    const calm = seen.time.saw(shownMs, atMs)
    return { nowMs: seen.time.at(atMs), sure: calm && atMs - seen.sinceMs >= STEP_LASTS_MS }
  }
}

const windowOf: Readonly<Record<LimitName, LeaseWindow>> = {
  requestsPerMinute: 'minute',
  tokensPerMinute: 'minute',
  concurrentRequests: 'running',
  tokensPerDay: 'day',
  costPerDayMicroUsd: 'day',
  costPerMonthMicroUsd: 'month',
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
      { org: subject.org, counter: `${subjectName(subject)} ${name}`, window: windowOf[name] },
      () => monotonicMs(this.#deps.clock),
      (writing) => this.#track(writing),
    )
    this.#counters.add(counter)
    return counter
  }

  /** Resolves when the counter may have units again: `unavailable` when the store cannot be asked. */
  async lease(counter: Counter, units: number, max: number): Promise<'asked' | 'unavailable'> {
    if (!(counter instanceof LeasedCounter)) throw new Error('only a leased counter asks for a lease')
    try {
      await counter.refill(units, max)
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

  /** To be called at the start and every RUNNING_TTL_MS / 3: keeps leases of running calls, and sees when the store's clock is set. */
  async renew(): Promise<void> {
    const askedMs = monotonicMs(this.#deps.clock)
    const counters = [...this.#counters].filter((c) => c.toRenew(askedMs))
    const stood = await this.#deps.store.renew(counters.map((c) => c.account))
    for (const counter of counters) counter.renewed(askedMs, stood.has(counter.account.counter))
  }

  async close(): Promise<void> {
    for (const counter of this.#counters) counter.release()
    await this.written()
  }
}

/** A stretch of time that is over: whose calls may still give units back. */
type Past = { readonly bucket: number; readonly fromMs: number; readonly untilMs: number }

/** Spends a slice synchronously; asks for the next one when a call does not fit into what is left of it. Times are monotonic. */
class LeasedCounter implements Counter {
  /** Units that may be taken until `#untilMs`; negative after a call used more than it held. */
  #free = 0
  /** Null: nothing is held, and which stretch it is now only the store knows. */
  #bucket: number | null = null
  #fromMs = Number.NEGATIVE_INFINITY
  #untilMs = Number.POSITIVE_INFINITY
  #past: Past[] = []
  /** For running calls: until when this holder's lease stands if it is not renewed. */
  #standsMs = Number.POSITIVE_INFINITY
  #max = 0
  /** What the account had left when it was last asked. */
  #left = Number.POSITIVE_INFINITY
  #deniedMs = Number.NEGATIVE_INFINITY
  #denied = Number.POSITIVE_INFINITY
  #deniedUntilMs = Number.NEGATIVE_INFINITY
  #flight: Promise<void> | null = null
  /** Running calls of before this moment were held under a lease that lapsed: their ends free nothing. */
  #lapsedMs = Number.NEGATIVE_INFINITY
  readonly #running: boolean

  constructor(
    private readonly store: LeaseStore,
    readonly account: LeaseAccount,
    private readonly now: () => number,
    private readonly write: (writing: Promise<void>) => void,
  ) {
    this.#running = account.window === 'running'
  }

  waitMs(units: number, max: number, nowMs: number): number {
    if (units > max) return Number.POSITIVE_INFINITY
    this.#roll(nowMs)
    if (this.#running && this.#bucket !== null && nowMs >= this.#standsMs) return LEASE_FIRST
    if (units <= this.#free) return 0
    if (nowMs - this.#deniedMs < ASK_AGAIN_MS && units >= this.#denied && max <= this.#max)
      return this.#running ? 1_000 : Math.max(1, this.#deniedUntilMs - nowMs)
    return LEASE_FIRST
  }

  take(units: number, nowMs: number): void {
    this.#roll(nowMs)
    this.#free -= units
  }

  correct(delta: number, takenMs: number, nowMs: number): void {
    this.#roll(nowMs)
    if (takenMs >= this.#fromMs) {
      if (this.#running && takenMs < this.#lapsedMs) return
      this.#free -= delta
      if (this.#running) this.#shareIdle()
      return
    }
    const past = this.#past.find((p) => takenMs >= p.fromMs && takenMs < p.untilMs)
    if (delta < 0 && past !== undefined) this.#giveBack(past.bucket, -delta)
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
    this.write(this.store.seed(this.account, units, nowMs - atMs))
  }

  live(nowMs: number): boolean {
    this.#roll(nowMs)
    return this.#flight !== null || this.#bucket !== null
  }

  /** One question at a time: who comes meanwhile waits for the same answer and asks again if it was not enough. */
  refill(units: number, max: number): Promise<void> {
    this.#flight ??= this.#ask(units, max).finally(() => {
      this.#flight = null
    })
    return this.#flight
  }

  async #ask(units: number, max: number): Promise<void> {
    const askedMs = this.now()
    this.#roll(askedMs)
    const got = await this.store.take(this.account, units - Math.min(0, this.#free), max)
    const untilMs = askedMs + got.usableMs
    this.#max = max
    this.#left = got.left
    if (this.#running) {
      if (!got.stood) this.#lapse()
      this.#standsMs = askedMs + RUNNING_TTL_MS
    }
    if (got.granted === 0) {
      this.#deniedMs = askedMs
      this.#denied = units
      this.#deniedUntilMs = untilMs
      return
    }
    this.#denied = Number.POSITIVE_INFINITY
    if (got.bucket !== this.#bucket) this.#enter(got.bucket)
    this.#free += got.granted
    this.#untilMs = untilMs
  }

  /** What was held for running calls has been given to others. */
  #lapse(): void {
    this.#bucket = null
    this.#free = Math.min(0, this.#free)
    this.#lapsedMs = this.now()
  }

  toRenew(nowMs: number): boolean {
    return this.#running && this.#bucket !== null && nowMs < this.#standsMs
  }
  renewed(askedMs: number, stood: boolean): void {
    if (this.#bucket !== null) this.#standsMs = stood ? askedMs + RUNNING_TTL_MS : Number.NEGATIVE_INFINITY
  }

  release(): void {
    this.#roll(this.now())
    if (this.#bucket === null || this.#free <= 0) return
    const units = this.#free
    this.#free = 0
    this.#giveBack(this.#bucket, units)
  }

  /** Units of ended calls are for all replicas: half of them go back as soon as more than an eighth of the limit lies idle here. */
  #shareIdle(): void {
    if (this.#bucket === null || this.#free <= Math.max(1, this.#max / 8)) return
    const units = Math.ceil(this.#free / 2)
    this.#free -= units
    this.#giveBack(this.#bucket, units)
  }

  #giveBack(bucket: number, units: number): void {
    this.write(this.store.give(this.account, bucket, units))
  }

  /** The stretch is over: nothing is held any more. */
  #roll(nowMs: number): void {
    if (nowMs < this.#untilMs) return
    this.#leave(this.#untilMs, nowMs)
    this.#fromMs = this.#untilMs
    this.#untilMs = Number.POSITIVE_INFINITY
  }

  /** A lease of another stretch than the one held, if one is; what a call used above what it held is taken from the new one. */
  #enter(bucket: number): void {
    const nowMs = this.now()
    if (this.#bucket !== null) {
      this.#leave(nowMs, nowMs)
      this.#fromMs = nowMs
    }
    this.#bucket = bucket
  }

  /** What was free goes back where it may still matter: a rolling minute looks at it. */
  #leave(untilMs: number, nowMs: number): void {
    if (this.#bucket !== null && this.account.window === 'minute') {
      const matters = (p: Past): boolean => nowMs < p.untilMs + BUCKETS * BUCKET_MS
      const past = { bucket: this.#bucket, fromMs: this.#fromMs, untilMs }
      if (this.#free > 0 && matters(past)) this.#giveBack(this.#bucket, this.#free)
      this.#past = [...this.#past.filter(matters), past]
    }
    this.#bucket = null
    this.#free = 0
    this.#denied = Number.POSITIVE_INFINITY
  }
}
