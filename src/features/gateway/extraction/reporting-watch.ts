import { SteadyClock, type Clock } from '../../../platform/clock.ts'
import { fingerprint } from './fingerprint.ts'
import type { Sampling } from './profile.ts'
import { pack, type WatchReport } from './report.ts'
import type { Suspicion } from './score.ts'
import { Slowdowns } from './slowdowns.ts'
import {
  holdsBack,
  secondsLeft,
  type Caller,
  type CallerWatch,
  type ExtractionRule,
  type Seen,
  type Slowdown,
  type Throttle,
} from './watch.ts'

/** How a worker reaches the process that keeps the profiles. */
export type ToKeeper = {
  readonly later: (ms: number, act: () => void) => void
  /** `sent`: handed over, so that the next may follow. Never called once the keeper is gone. */
  readonly send: (report: WatchReport, sent: () => void) => void
}

/** Half: twice the messages; double: a prober gets twice as long between the threshold and being slowed down. */
export const REPORT_MS = 100
/**
 * Calls that wait to be told, 0.9 KB each: a worker serves fewer in a second. Beyond, those that come are not told but counted: their caller's
 * volume then counts too low, its shares stay.
 */
export const WAITING_MAX = 4_000

type Slowed = Pick<Slowdown, 'org' | 'keyId' | 'user'> & {
  untilMs: number
  suspicion: Suspicion
  /** It got its one call, and the keeper has not yet said what follows. */
  asked: boolean
  refused: number
}

/**
 * The watch of a gateway worker. It keeps no profile: calls that it lets through are told to the keeper, who sees those of all workers, and
 * callers whom the keeper slows down are held back here. A caller whose time is over gets one call; the next ones wait until the keeper has
 * judged it, or for the same time again when the keeper does not answer.
 */
export class ReportingWatch implements CallerWatch {
  readonly #clock: SteadyClock
  readonly #to: ToKeeper
  #seen: Seen[] = []
  #refused = new Set<Slowed>()
  #lost = 0
  readonly #slowed = new Slowdowns<Slowed>()
  #timed = false
  #sending = false

  constructor(clock: Clock, to: ToKeeper) {
    this.#clock = new SteadyClock(clock)
    this.#to = to
  }

  see(caller: Caller, rule: ExtractionRule, text: string, sampling: Sampling): Throttle | null {
    const atMs = this.#clock.nowMs()
    let held = false
    if (this.#slowed.size > 0 && rule.mode === 'enforce') {
      const known = this.#slowedOf(caller)
      const throttle = this.#throttle(known, atMs)
      if (throttle !== null) return throttle
      held = known.length > 0
      for (const slowed of known) {
        slowed.untilMs = atMs + rule.retryAfterS * 1_000
        slowed.asked = true
      }
    }
    if (this.#seen.length >= WAITING_MAX && !held) this.#lost += 1
    else this.#seen.push({ caller, rule, print: fingerprint(text), sampling, atMs, held })
    if (held) this.flush()
    else this.#soon()
    return null
  }

  /** What the keeper says. */
  obey(slowdowns: readonly Slowdown[]): void {
    this.#slowed.forget(this.#clock.nowMs())
    for (const { org, keyId, user, until } of slowdowns) {
      const known = this.#slowed.get(org, keyId, user)
      if (until === null) this.#slowed.delete({ org, keyId, user })
      else if (known === undefined)
        this.#slowed.set(
          { org, keyId, user },
          { org, keyId, user, untilMs: until.ms, suspicion: until.suspicion, asked: false, refused: 0 },
        )
      else {
        known.untilMs = until.ms
        known.suspicion = until.suspicion
        known.asked = false
      }
    }
  }

  /** Tells what waits, if what was told before is on its way. */
  flush(): void {
    if (this.#sending || !this.#anything) return
    const refused = [...this.#refused].map(({ org, keyId, user, refused: calls }) => ({
      org,
      keyId,
      user,
      calls,
    }))
    const report = pack(this.#seen, refused, this.#lost)
    for (const slowed of this.#refused) slowed.refused = 0
    this.#refused.clear()
    this.#seen = []
    this.#lost = 0
    this.#sending = true
    this.#to.send(report, () => {
      this.#sending = false
      if (this.#anything) this.#soon()
    })
  }

  get #anything(): boolean {
    return this.#seen.length > 0 || this.#refused.size > 0 || this.#lost > 0
  }

  #soon(): void {
    if (this.#timed) return
    this.#timed = true
    this.#to.later(REPORT_MS, () => {
      this.#timed = false
      this.flush()
    })
  }

  #slowedOf({ org, keyId, user }: Caller): Slowed[] {
    const ofKey = this.#slowed.get(org, keyId, null)
    const ofUser = user === null ? undefined : this.#slowed.get(org, keyId, user)
    return [ofKey, ofUser].flatMap((slowed) => slowed ?? [])
  }

  #throttle(known: readonly Slowed[], nowMs: number): Throttle | null {
    let first: Slowed | undefined
    for (const slowed of known) {
      if (!holdsBack(slowed.untilMs, nowMs)) continue
      first ??= slowed
      slowed.refused += 1
      this.#refused.add(slowed)
    }
    if (first === undefined) return null
    this.#soon()
    return {
      // what the keeper says takes a moment only
      retryAfterS: first.asked ? 1 : secondsLeft(first.untilMs, nowMs),
      suspicion: first.suspicion,
    }
  }
}
