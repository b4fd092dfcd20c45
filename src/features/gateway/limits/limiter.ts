import type { LimitName, LimitSpec } from '../../../identity/limits.ts'
import { monotonicMs, SteadyClock, type Clock } from '../../../platform/clock.ts'
import {
  budgetsOf,
  subjectName,
  unitOf,
  unitsOf,
  type Amount,
  type Budget,
  type LimitScope,
  type Subject,
} from './budget.ts'
import { PeriodSum, RollingCalls, RollingSum, Running, utcDay, utcMonth, type Counter } from './counters.ts'
import type { Leasing } from './leases.ts'

export type LimitRefusal =
  | {
      readonly ok: false
      readonly why: 'reached'
      readonly limit: LimitName
      readonly scope: LimitScope
      readonly max: number
      /** Units that count now, what running calls hold included. */
      readonly used: number
      /** What this call would have taken. */
      readonly wanted: number
      /** Null: this call alone is larger than the limit, waiting does not help. */
      readonly retryAfterS: number | null
    }
  | {
      readonly ok: false
      readonly why: 'price_unknown'
      readonly limit: LimitName
      readonly scope: LimitScope
    }
  | { readonly ok: false; readonly why: 'unavailable'; readonly limit: LimitName; readonly scope: LimitScope }

/** Budgets of one call, by subject; a list that is empty is null, so that nothing is done for it. */
export type Budgets = readonly Budget[] | null

/** What a call turned out to have used; `unknown`: the upstream was asked and nobody can say, so what was held stays counted. */
export type Used = { readonly tokens: number; readonly costMicroUsd: number } | 'unknown'

const USERS_MAX = 50_000
/** Subjects beyond USERS_MAX share these: they may be refused for each other's use, and no one's use is forgotten. */
const SHARED_USERS = 1_024

/**
 * Limits of one gateway process. Reserving checks all budgets of a call and takes from all of them or from none, in one turn of the event
 * loop: of any number of concurrent calls, at most the limit's worth get through. Settling corrects what was held to what was used, once.
 * With leases (several replicas on one database) a call that finds its slice spent waits for a new one; then a promise comes back.
 * LIMIT: an upstream that answers more tokens than were held can take a limit over by that excess; further calls are then refused.
 */
export class Limiter {
  readonly #clock: Clock
  readonly #calendar: SteadyClock
  readonly #leasing: Leasing | null
  readonly #counters = new Map<string, Map<LimitName, Counter>>()
  readonly #users = new Map<string, Budgets>()

  constructor(clock: Clock, leasing: Leasing | null = null) {
    this.#clock = clock
    this.#calendar = new SteadyClock(clock)
    this.#leasing = leasing
  }

  /** The budgets of a subject. Called when a snapshot is new, not per call. */
  budgets(subject: Subject, spec: LimitSpec | undefined): Budgets {
    const list = budgetsOf(subject.scope, spec, (name) => this.counter(subject, name))
    return list.length === 0 ? null : list
  }

  /** The budgets of one end user, who is known only when the call comes. */
  userBudgets(org: string, system: string, user: string, spec: LimitSpec | undefined): Budgets {
    if (spec === undefined) return null
    return this.budgets({ scope: 'user', org, id: `${system} ${this.#userId(org, system, user)}` }, spec)
  }

  counter(subject: Subject, name: LimitName): Counter {
    const key = subjectName(subject)
    let own = this.#counters.get(key)
    if (own === undefined) this.#counters.set(key, (own = new Map()))
    let counter = own.get(name)
    if (counter === undefined) {
      counter =
        this.#leasing === null ? localCounter(name, this.#calendar) : this.#leasing.counter(subject, name)
      own.set(name, counter)
    }
    return counter
  }

  /** True when this subject is counted already. */
  counts(subject: Subject, name: LimitName): boolean {
    return this.#counters.get(subjectName(subject))?.has(name) ?? false
  }

  reserve(
    budgets: readonly Budgets[],
    amount: Amount,
  ): Reservation | LimitRefusal | Promise<Reservation | LimitRefusal> {
    const nowMs = monotonicMs(this.#clock)
    const leases: Budget[] = []
    for (const list of budgets) {
      if (list === null) continue
      const refusal = check(list, amount, nowMs, leases)
      if (refusal !== null) return refusal
    }
    if (leases.length > 0) return this.#leased(budgets, amount, leases)
    for (const list of budgets) if (list !== null) take(list, amount, nowMs)
    return new Held(this.#clock, budgets, amount, nowMs)
  }

  async #leased(
    budgets: readonly Budgets[],
    amount: Amount,
    missing: readonly Budget[],
  ): Promise<Reservation | LimitRefusal> {
    let wanted = missing
    // Others may take a fresh slice before this call comes to it; each round another one is asked for.
    for (let round = 0; round < LEASE_ROUNDS_MAX; round++) {
      for (const budget of wanted) {
        const units = unitsOf(budget.name, amount)
        const got = (await this.#leasing?.lease(budget.counter, units, budget.max)) ?? 'unavailable'
        if (got === 'unavailable')
          return { ok: false, why: 'unavailable', limit: budget.name, scope: budget.scope }
      }
      const again: Budget[] = []
      const nowMs = monotonicMs(this.#clock)
      for (const list of budgets) {
        const refusal = list === null ? null : check(list, amount, nowMs, again)
        if (refusal !== null) return refusal
      }
      if (again.length === 0) {
        for (const list of budgets) if (list !== null) take(list, amount, nowMs)
        return new Held(this.#clock, budgets, amount, nowMs)
      }
      wanted = again
    }
    const [first] = wanted
    if (first === undefined) throw new Error('a reservation waited for nothing')
    return { ok: false, why: 'unavailable', limit: first.name, scope: first.scope }
  }

  /** Ids of end users come from callers: only so many are told apart. Those whose counters hold nothing make room first. */
  #userId(org: string, system: string, user: string): string {
    const name = `${org} ${system} ${user}`
    if (this.#users.has(name)) return user
    if (this.#users.size >= USERS_MAX) this.#sweep()
    if (this.#users.size >= USERS_MAX) return `#${hashOf(user) % SHARED_USERS}`
    this.#users.set(name, null)
    return user
  }

  #sweptMs = Number.NEGATIVE_INFINITY
  /** At most once a second: with all of them alive it frees nothing and costs a walk over all. */
  #sweep(): void {
    const nowMs = monotonicMs(this.#clock)
    if (nowMs - this.#sweptMs < 1_000) return
    this.#sweptMs = nowMs
    for (const name of this.#users.keys()) {
      const [org = '', system = '', ...user] = name.split(' ')
      const key = subjectName({ scope: 'user', org, id: `${system} ${user.join(' ')}` })
      const counters = this.#counters.get(key)
      if (counters !== undefined && [...counters.values()].some((c) => c.live(nowMs))) continue
      this.#counters.delete(key)
      this.#users.delete(name)
    }
  }
}

const LEASE_ROUNDS_MAX = 20

/** FNV-1a, 32 bit: only spreads users over shared counters. */
function hashOf(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

function localCounter(name: LimitName, calendar: SteadyClock): Counter {
  switch (name) {
    case 'requestsPerMinute':
      return new RollingCalls()
    case 'concurrentRequests':
      return new Running()
    case 'tokensPerMinute':
      return new RollingSum()
    case 'tokensPerDay':
    case 'costPerDayMicroUsd':
      return new PeriodSum(utcDay, calendar)
    case 'costPerMonthMicroUsd':
      return new PeriodSum(utcMonth, calendar)
  }
}

/** Null when all fit; budgets whose slice is spent are added to `leases`. */
function check(
  list: readonly Budget[],
  amount: Amount,
  nowMs: number,
  leases: Budget[],
): LimitRefusal | null {
  for (const budget of list) {
    const { name, scope, max, counter } = budget
    if (amount.costMicroUsd === null && unitOf(name) === 'cost')
      return { ok: false, why: 'price_unknown', limit: name, scope }
    const units = unitsOf(name, amount)
    const waitMs = counter.waitMs(units, max, nowMs)
    if (waitMs === 0) continue
    if (waitMs < 0) {
      leases.push(budget)
      continue
    }
    return {
      ok: false,
      why: 'reached',
      limit: name,
      scope,
      max,
      used: counter.used(nowMs),
      wanted: units,
      retryAfterS: Number.isFinite(waitMs) ? Math.max(1, Math.ceil(waitMs / 1_000)) : null,
    }
  }
  return null
}

/** As `check`, where nobody can wait for a lease. */
function fits(list: readonly Budget[], amount: Amount, nowMs: number): LimitRefusal | null {
  const leases: Budget[] = []
  const refusal = check(list, amount, nowMs, leases)
  const [first] = leases
  return (
    refusal ??
    (first === undefined ? null : { ok: false, why: 'unavailable', limit: first.name, scope: first.scope })
  )
}

function take(list: readonly Budget[], amount: Amount, nowMs: number): void {
  for (const { name, counter } of list) counter.take(unitsOf(name, amount), nowMs)
}

/** What a call holds until it settles. */
export interface Reservation {
  readonly ok: true
  /** Once; a second time changes nothing. */
  settle(used: Used): void
  /**
   * The call goes to another model than it was admitted for: that model's own limits and its price count from now on. A refusal leaves
   * the reservation as it was.
   */
  move(from: Budgets, to: Budgets, costMicroUsd: number | null): LimitRefusal | null
  /** What is left of the tightest limits: OpenAI's `x-ratelimit-*`, as a flat list of names and values. */
  headers(): string[]
}

class Held implements Reservation {
  readonly ok = true
  readonly #clock: Clock
  readonly #atMs: number
  #budgets: readonly Budgets[]
  #amount: Amount
  #open = true

  constructor(clock: Clock, budgets: readonly Budgets[], amount: Amount, atMs: number) {
    this.#clock = clock
    this.#budgets = budgets
    this.#amount = amount
    this.#atMs = atMs
  }

  settle(used: Used): void {
    if (!this.#open) return
    this.#open = false
    const nowMs = monotonicMs(this.#clock)
    for (const list of this.#budgets) {
      if (list === null) continue
      for (const { name, counter } of list) {
        const unit = unitOf(name)
        if (unit === 'running') counter.correct(-1, this.#atMs, nowMs)
        else if (unit !== 'calls' && used !== 'unknown')
          counter.correct(unitsOf(name, used) - unitsOf(name, this.#amount), this.#atMs, nowMs)
      }
    }
  }

  move(from: Budgets, to: Budgets, costMicroUsd: number | null): LimitRefusal | null {
    if (!this.#open) return null
    const nowMs = monotonicMs(this.#clock)
    const next: Amount = { tokens: this.#amount.tokens, costMicroUsd }
    const stay = this.#budgets.filter((list) => list !== from)
    const arrive = from === to ? stay : [...stay, to]
    if (from !== to && to !== null) {
      const refusal = fits(to, next, nowMs)
      if (refusal !== null) return refusal
    }
    for (const list of from === to ? this.#budgets : stay) {
      const refusal = list === null ? null : this.#dearer(list, next, nowMs)
      if (refusal !== null) return refusal
    }
    for (const list of from === to ? this.#budgets : stay) if (list !== null) this.#reprice(list, next, nowMs)
    if (from !== to) {
      if (from !== null)
        for (const { name, counter } of from)
          if (unitOf(name) !== 'calls') counter.correct(-unitsOf(name, this.#amount), this.#atMs, nowMs)
      if (to !== null) take(to, next, nowMs)
      this.#budgets = arrive
    }
    this.#amount = next
    return null
  }

  /** Does the difference in price fit? */
  #dearer(list: readonly Budget[], next: Amount, nowMs: number): LimitRefusal | null {
    const costs = list.filter((b) => unitOf(b.name) === 'cost')
    if (costs.length === 0) return null
    if (next.costMicroUsd === null) return fits(costs, next, nowMs)
    const more = next.costMicroUsd - (this.#amount.costMicroUsd ?? 0)
    return more <= 0 ? null : fits(costs, { tokens: 0, costMicroUsd: more }, nowMs)
  }

  #reprice(list: readonly Budget[], next: Amount, nowMs: number): void {
    const more = (next.costMicroUsd ?? 0) - (this.#amount.costMicroUsd ?? 0)
    if (more === 0) return
    for (const { name, counter } of list)
      if (unitOf(name) === 'cost') counter.correct(more, this.#atMs, nowMs)
  }

  headers(): string[] {
    return limitHeaders(this.#budgets, monotonicMs(this.#clock))
  }
}

/** Nothing is limited: one object for all such calls. */
export const unlimited: Reservation = {
  ok: true,
  settle() {},
  move: () => null,
  headers: () => [],
}

/**
 * `x-ratelimit-{limit,remaining,reset}-{requests,tokens}` of the limit with the smallest share left, as OpenAI names them
 * (platform.openai.com/docs/guides/rate-limits, "Rate limits in headers"); `reset` says when all of it is free again.
 */
export function limitHeaders(budgets: readonly Budgets[], nowMs: number): string[] {
  const headers: string[] = []
  for (const { unit, limit, remaining, reset } of TOLD) {
    let tightest: Budget | null = null
    let left = 0
    for (const list of budgets) {
      if (list === null) continue
      for (const budget of list) {
        if (unitOf(budget.name) !== unit) continue
        const rest = Math.max(0, budget.max - budget.counter.used(nowMs))
        if (tightest !== null && rest / budget.max >= left / tightest.max) continue
        tightest = budget
        left = rest
      }
    }
    if (tightest === null) continue
    const waitMs = tightest.counter.waitMs(tightest.max, tightest.max, nowMs)
    headers.push(limit, String(tightest.max), remaining, String(left), reset, duration(Math.max(0, waitMs)))
  }
  return headers
}

/** What clients are told of, and under which names. */
const TOLD = (
  [
    ['calls', 'requests'],
    ['tokens', 'tokens'],
  ] as const
).map(([unit, label]) => ({
  unit,
  limit: `x-ratelimit-limit-${label}`,
  remaining: `x-ratelimit-remaining-${label}`,
  reset: `x-ratelimit-reset-${label}`,
}))

/** `6m0s`, `1.5s`, `20ms`: as OpenAI writes it. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.ceil(ms)}ms`
  const s = Math.ceil(ms / 100) / 10
  const hours = Math.floor(s / 3_600)
  const minutes = Math.floor((s % 3_600) / 60)
  const seconds = Math.round((s % 60) * 10) / 10
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}s`
}
