import type { Clock } from '../../../platform/clock.ts'
import { fingerprint } from './fingerprint.ts'
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

/** Some 6 KB each. At half, a large installation forgets slow callers; at double, 120 MB for a defence that few routes switch on. */
const PROFILES_MAX = 10_000
const HOUR_MS = 3_600_000
/** How often a running alert is told again with its newest numbers. */
const RETELL_CALLS = 500

/**
 * Watches callers of routes whose policy says so. Synchronous, a few microseconds a call, memory bounded; nothing here waits or writes: alerts
 * are handed to `onAlert`.
 * LIMIT: profiles live in memory of one replica. After a restart a caller has no habits for three hours of traffic, and until then only
 * floors that ordinary traffic does not reach count. A copier who takes weeks at a low rate becomes a habit; limits bound what that yields.
 */
export class ExtractionWatch {
  readonly #clock: Clock
  readonly #onAlert: (alert: ExtractionAlert) => void
  readonly #profiles = new Map<string, Profile>()

  constructor(clock: Clock, onAlert: (alert: ExtractionAlert) => void) {
    this.#clock = clock
    this.#onAlert = onAlert
  }

  /** Before the call is made. Null: go on. A throttled call is not counted into the profile. */
  see(caller: Caller, rule: ExtractionRule, text: string, sampling: Sampling): Throttle | null {
    const nowMs = this.#clock.nowMs()
    const fp = fingerprint(text)
    const ofKey = this.#look(caller, null, rule, nowMs)
    const ofUser = caller.user === null ? null : this.#look(caller, caller.user, rule, nowMs)
    const throttle = ofKey.throttle ?? ofUser?.throttle ?? null
    if (throttle !== null) return throttle
    for (const { profile, user } of ofUser === null ? [ofKey] : [ofKey, ofUser]) {
      profile.note(fp, sampling)
      // A score moves slowly: every eighth call is often enough, and an eighth of the cost.
      if ((profile.hour.calls & 7) === 0 || profile.throttledUntilMs > 0)
        this.#judge({ ...caller, user }, profile, rule, nowMs)
    }
    return null
  }

  /**
   * A person found this caller harmless: the key as a whole (`user` null), or the end user that `is` recognises. False when it is not known
   * here (another replica's, or long silent).
   */
  accept(org: string, keyId: string, is: (user: string | null) => boolean): boolean {
    const key = nameOf(org, keyId, null)
    let found = false
    for (const [name, profile] of this.#profiles) {
      if (name !== key && !name.startsWith(`${key} `)) continue
      if (!is(name === key ? null : name.slice(key.length + 1))) continue
      profile.accept()
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
    const name = nameOf(caller.org, caller.keyId, user)
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
    if (rule.mode !== 'enforce' || nowMs >= profile.throttledUntilMs) return { profile, user, throttle: null }
    profile.throttled += 1
    return {
      profile,
      user,
      throttle: {
        retryAfterS: Math.max(1, Math.ceil((profile.throttledUntilMs - nowMs) / 1_000)),
        suspicion: suspicionOf(profile),
      },
    }
  }

  #judge(caller: Caller, profile: Profile, rule: ExtractionRule, nowMs: number): void {
    const suspicion = suspicionOf(profile)
    if (suspicion.score < rule.threshold) return
    if (rule.mode === 'enforce') profile.throttledUntilMs = nowMs + rule.retryAfterS * 1_000
    const hour = Math.floor(nowMs / HOUR_MS)
    const again = profile.alertHour === hour
    if (again && profile.throttled === 0 && profile.hour.calls % RETELL_CALLS >= 8) return
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
  }

  #forgetOldest(): void {
    let n = 0
    for (const name of this.#profiles.keys()) {
      this.#profiles.delete(name)
      if (++n >= PROFILES_MAX / 100) return
    }
  }
}

const nameOf = (org: string, keyId: string, user: string | null): string =>
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
