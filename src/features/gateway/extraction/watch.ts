import { SteadyClock, type Clock } from '../../../platform/clock.ts'
import { fingerprint, type Fingerprint } from './fingerprint.ts'
import { MATURE_HOURS, Profile, type Sampling } from './profile.ts'
import { hourSuspicion, suspicionOf, type Suspicion } from './score.ts'

export type ExtractionRule = {
  readonly mode: 'observe' | 'enforce'
  /** 0..1 */
  readonly threshold: number
  readonly retryAfterS: number
}

/** Who asks. Both the key as a whole and each end user behind it have a profile. */
export type Caller = {
  readonly org: string
  readonly keyId: string
  readonly user: string | null
  readonly system: string
  readonly environment: string
  readonly routeId: string
  /** Of this call: where a person can look. */
  readonly callId: string
}

export type ExtractionAlert = Caller & {
  readonly atMs: number
  /** One alert a caller and hour; later ones of the same hour update it. */
  readonly hour: number
  readonly mode: 'observe' | 'enforce'
  readonly suspicion: Suspicion
  readonly calls: number
  readonly throttled: number
}

export type Throttle = { readonly retryAfterS: number; readonly suspicion: Suspicion }

/** What is asked before each call of a watched route. Null: go on. */
export interface CallerWatch {
  see(caller: Caller, rule: ExtractionRule, text: string, sampling: Sampling): Throttle | null
}

/** A call that another process let through. */
export type Seen = {
  readonly caller: Caller
  readonly rule: ExtractionRule
  readonly print: Fingerprint
  readonly sampling: Sampling
  readonly atMs: number
  /** It is the one call that a caller who was slowed down gets: until it is judged, that process holds the next ones back. */
  readonly held: boolean
}

/** A caller is slowed down, or (`until` null) no longer. */
export type Slowdown = {
  readonly org: string
  readonly keyId: string
  readonly user: string | null
  readonly until: { readonly ms: number; readonly suspicion: Suspicion } | null
}

/** Some 6 KB each. At half, a large installation forgets slow callers; at double, 120 MB for a defence that few routes switch on. */
const PROFILES_MAX = 10_000
const HOUR_MS = 3_600_000
/** How often a running alert is told again with its newest numbers. */
const RETELL_CALLS = 500

/**
 * Watches callers of routes whose policy says so. Synchronous, a few microseconds a call, memory bounded; nothing here waits or writes: alerts
 * are handed to `onAlert`.
 * LIMIT: profiles live in memory of one server (where workers serve: of its main process, see keeper.ts). After a restart a caller has no
 * habits for three hours of traffic, and until then only floors that ordinary traffic does not reach count. A copier who takes weeks at a low
 * rate becomes a habit; limits bound what that yields.
 */
export class ExtractionWatch implements CallerWatch {
  readonly #clock: SteadyClock
  readonly #onAlert: (alert: ExtractionAlert) => void
  readonly #onSlowdown: (slowdown: Slowdown) => void
  readonly #profiles = new Map<string, Profile>()

  constructor(
    clock: Clock,
    onAlert: (alert: ExtractionAlert) => void,
    onSlowdown: (slowdown: Slowdown) => void = () => {},
  ) {
    this.#clock = new SteadyClock(clock)
    this.#onAlert = onAlert
    this.#onSlowdown = onSlowdown
  }

  /** A throttled call is not counted into the profile. */
  see(caller: Caller, rule: ExtractionRule, text: string, sampling: Sampling): Throttle | null {
    const nowMs = this.#clock.nowMs()
    const fp = fingerprint(text)
    const ofKey = this.#look(caller, null, rule, nowMs)
    const ofUser = caller.user === null ? null : this.#look(caller, caller.user, rule, nowMs)
    const throttle = ofKey.throttle ?? ofUser?.throttle ?? null
    if (throttle !== null) return throttle
    for (const { profile, user } of ofUser === null ? [ofKey] : [ofKey, ofUser]) {
      profile.note(fp, sampling)
      if (isDue(profile)) this.#judge({ ...caller, user }, profile, rule, nowMs)
    }
    return null
  }

  /** A call that another process let through, now: what it says of its caller counts here. */
  note({ caller, rule, print, sampling, held }: Seen): void {
    const nowMs = this.#clock.nowMs()
    for (const user of caller.user === null ? [null] : [null, caller.user]) {
      const profile = this.#profileOf(nameOf(caller.org, caller.keyId, user), rule, nowMs)
      profile.note(print, sampling)
      const suspect = (held || isDue(profile)) && this.#judge({ ...caller, user }, profile, rule, nowMs)
      if (held && !suspect) this.#release(caller.org, caller.keyId, user, profile)
    }
  }

  /** Calls that another process refused because this watch had said so. */
  refused(org: string, keyId: string, user: string | null, calls: number): void {
    const profile = this.#profiles.get(nameOf(org, keyId, user))
    if (profile !== undefined) profile.throttled += calls
  }

  /**
   * A person found this caller harmless: the key as a whole (`user` null), or the end user that `is` recognises. False when it is not known
   * here (another server's, or long silent).
   */
  accept(org: string, keyId: string, is: (user: string | null) => boolean): boolean {
    const key = nameOf(org, keyId, null)
    let found = false
    for (const [name, profile] of this.#profiles) {
      if (name !== key && !name.startsWith(`${key} `)) continue
      const user = name === key ? null : name.slice(key.length + 1)
      if (!is(user)) continue
      profile.accept()
      this.#release(org, keyId, user, profile)
      found = true
    }
    return found
  }

  #look(
    caller: Caller,
    user: string | null,
    rule: ExtractionRule,
    nowMs: number,
  ): { profile: Profile; user: string | null; throttle: Throttle | null } {
    const profile = this.#profileOf(nameOf(caller.org, caller.keyId, user), rule, nowMs)
    if (rule.mode !== 'enforce' || !holdsBack(profile.throttledUntilMs, nowMs))
      return { profile, user, throttle: null }
    profile.throttled += 1
    return {
      profile,
      user,
      throttle: {
        retryAfterS: secondsLeft(profile.throttledUntilMs, nowMs),
        suspicion: suspicionOf(profile),
      },
    }
  }

  #profileOf(name: string, rule: ExtractionRule, nowMs: number): Profile {
    let profile = this.#profiles.get(name)
    if (profile === undefined) {
      if (this.#profiles.size >= PROFILES_MAX) this.#forgetOldest()
      this.#profiles.set(name, (profile = new Profile()))
    } else if (nowMs - profile.lastMs > 60_000) {
      // newest last, so that the first are the ones to forget
      this.#profiles.delete(name)
      this.#profiles.set(name, profile)
    }
    const { usual, learnt } = profile
    profile.roll(nowMs, (h) => hourSuspicion(h, usual, learnt >= MATURE_HOURS).score >= rule.threshold)
    return profile
  }

  /** True: it looks like extraction. */
  #judge(caller: Caller, profile: Profile, rule: ExtractionRule, nowMs: number): boolean {
    const suspicion = suspicionOf(profile)
    if (suspicion.score < rule.threshold) return false
    if (rule.mode === 'enforce') {
      const ms = nowMs + rule.retryAfterS * 1_000
      profile.throttledUntilMs = ms
      this.#onSlowdown({
        org: caller.org,
        keyId: caller.keyId,
        user: caller.user,
        until: { ms, suspicion },
      })
    }
    const hour = Math.floor(nowMs / HOUR_MS)
    const again = profile.alertHour === hour
    if (again && profile.throttled === 0 && profile.hour.calls % RETELL_CALLS >= 8) return true
    profile.alertHour = hour
    const { throttled } = profile
    profile.throttled = 0
    this.#onAlert({
      ...caller,
      atMs: nowMs,
      hour,
      mode: rule.mode,
      suspicion,
      calls: Math.max(profile.hour.calls, profile.before.calls),
      throttled,
    })
    return true
  }

  #release(org: string, keyId: string, user: string | null, profile: Profile): void {
    profile.throttledUntilMs = Math.min(profile.throttledUntilMs, this.#clock.nowMs())
    this.#onSlowdown({ org, keyId, user, until: null })
  }

  #forgetOldest(): void {
    let n = 0
    for (const name of this.#profiles.keys()) {
      this.#profiles.delete(name)
      if (++n >= PROFILES_MAX / 100) return
    }
  }
}

/** A score moves slowly: every eighth call is often enough, and an eighth of the cost. */
const isDue = (profile: Profile): boolean => (profile.hour.calls & 7) === 0 || profile.throttledUntilMs > 0

/** No policy slows down for longer; what does was said before the clock was set back for good. */
export const SLOWED_MAX_MS = 3_600_000

export const holdsBack = (untilMs: number, nowMs: number): boolean =>
  nowMs < untilMs && untilMs - nowMs <= SLOWED_MAX_MS

export const secondsLeft = (untilMs: number, nowMs: number): number =>
  Math.max(1, Math.ceil((untilMs - nowMs) / 1_000))

export const nameOf = (org: string, keyId: string, user: string | null): string =>
  user === null ? `${org} ${keyId}` : `${org} ${keyId} ${user}`

/** Reads what a chat request asks for; anything of another type counts as not given. */
export function samplingOf(body: Readonly<Record<string, unknown>>): Sampling {
  const { logprobs, top_logprobs: top, logit_bias: bias, temperature, top_p: topP, n, seed } = body
  const number = (value: unknown): number => (typeof value === 'number' ? value : -1)
  const marks = [number(temperature), number(topP), number(n), number(seed)]
  let mark = 0
  for (const value of marks) mark = Math.imul(mark ^ Math.round(value * 1_000), 0x9e3779b1)
  return {
    logprobs:
      logprobs === true ||
      (typeof top === 'number' && top > 0) ||
      (typeof bias === 'object' && bias !== null && Object.keys(bias).length > 0),
    mark: (mark >>> 16) & 31,
  }
}
