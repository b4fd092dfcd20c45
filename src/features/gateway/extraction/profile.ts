import { BINS, EMPTY, similarity, type Fingerprint } from './fingerprint.ts'

/** How a call asks to be answered; what matters to somebody who wants the model's numbers rather than its words. */
export type Sampling = {
  /** `logprobs`, `top_logprobs` or `logit_bias`: distances to a decision instead of the decision. */
  readonly logprobs: boolean
  /** A small number that differs when temperature, top_p, n or seed do. */
  readonly mark: number
}

const HOUR_MS = 3_600_000
/** Prompts of fewer words say nothing about a pattern: "yes", "go on". */
export const WORDS_MIN = 4
/** From this share of words in common two prompts are variations of one: one word changed in some fifteen. */
const NEAR = 0.7
/** Distinct prompts remembered; a prober that goes round more than these is seen by its coverage. */
const KEPT = 128
/** Bands of two minima: prompts alike by 0.7 meet in one of eight with 0.995, by 0.2 with 0.28, and are then compared in full. */
const BANDS = 8
const SLOTS = 128
const COVERAGE_BITS = 4_096
const SWEEP_SLOTS = 64

/** What one caller did in one hour. */
export class Hour {
  calls = 0
  /** Prompts with enough words to compare, asked for the first time as far as is remembered. */
  asked = 0
  /** ... which are a variation of an earlier one. */
  near = 0
  /** ... which count a number up by the step before. */
  sequential = 0
  /** ... which fell into a part of the space of prompts that was not seen this hour. */
  fresh = 0
  logprobs = 0
  /** The same prompt again, asked with other sampling parameters. */
  sweeps = 0
  readonly #covered = new Uint32Array(COVERAGE_BITS / 32)

  cover(fp: Fingerprint): void {
    const mixed = Math.imul(((fp.mins[0] ?? 0) << 16) | (fp.mins[1] ?? 0), 0x9e3779b1)
    const bucket = (mixed >>> 16) & (COVERAGE_BITS - 1)
    const bit = 1 << (bucket & 31)
    const at = bucket >>> 5
    const before = this.#covered[at] ?? 0
    if ((before & bit) !== 0) return
    this.#covered[at] = before | bit
    this.fresh += 1
  }

  clear(): void {
    this.calls = 0
    this.asked = 0
    this.near = 0
    this.sequential = 0
    this.fresh = 0
    this.logprobs = 0
    this.sweeps = 0
    this.#covered.fill(0)
  }
}

/** Shares of a caller's calls, 0..1, and calls an hour: what is usual for it, or what it does now. */
export type Habits = {
  readonly calls: number
  readonly near: number
  readonly sequential: number
  /** Against prompts drawn evenly from the whole space: 1 = as wide as they. */
  readonly fresh: number
  /** Parts of the space an hour. */
  readonly covered: number
  readonly logprobs: number
  readonly sweeps: number
}

export const habitsOf = (h: Hour): Habits => ({
  calls: h.calls,
  near: share(h.near, h.asked),
  sequential: share(h.sequential, h.asked),
  fresh: Math.min(1, share(h.fresh, COVERAGE_BITS * (1 - Math.exp(-h.asked / COVERAGE_BITS)))),
  covered: h.fresh,
  logprobs: share(h.logprobs, h.calls),
  sweeps: share(h.sweeps, h.calls),
})
const share = (part: number, of: number): number => (of === 0 ? 0 : part / of)

/** A fifth of the newest hour: a habit is learnt in a working day, and one odd hour does not make one. */
const LEARN = 0.2

/**
 * One caller's recent behaviour in about 6 KB, without any text: this hour, the one before, what is usual, and small tables that forget by
 * being overwritten. INVARIANT: memory does not grow with calls.
 */
export class Profile {
  hour = new Hour()
  before = new Hour()
  usual: Habits | null = null
  /** Hours with calls that `usual` was learnt from. */
  learnt = 0
  lastMs = 0
  throttledUntilMs = 0
  /** Of the alert that is open for this hour. */
  alertHour = -1
  throttled = 0

  #index = -1
  /** Minima of the prompts kept, a ring; and by band where in the ring a prompt with these two minima stands (index + 1). */
  readonly #kept = new Uint16Array(KEPT * BINS).fill(EMPTY)
  readonly #bands = new Uint8Array(BANDS * SLOTS)
  #next = 0
  /** Text hash and a bit per sampling mark. */
  readonly #sweep = new Uint32Array(SWEEP_SLOTS * 2)
  #lastNumber: number | null = null
  #lastStep = 0

  /** Closes hours that have passed. `suspect`: an hour that looked like extraction teaches nothing. */
  roll(nowMs: number, suspect: (hour: Hour) => boolean): void {
    this.lastMs = nowMs
    const index = Math.floor(nowMs / HOUR_MS)
    if (index === this.#index) return
    // set back to another hour: what was counted goes on in it
    if (this.#index >= 0 && index > this.#index) {
      if (this.hour.calls > 0 && !suspect(this.hour)) this.#learn(habitsOf(this.hour))
      const old = this.before
      this.before = this.hour
      this.hour = old
      this.hour.clear()
      if (index > this.#index + 1) this.before.clear()
    }
    this.#index = index
  }

  note(fp: Fingerprint, sampling: Sampling): void {
    const { hour } = this
    hour.calls += 1
    if (sampling.logprobs) hour.logprobs += 1
    const again = this.#sweeping(fp.text, sampling.mark, hour)
    if (again || fp.words < WORDS_MIN) return
    hour.asked += 1
    hour.cover(fp)
    if (this.#nearSeen(fp.mins)) hour.near += 1
    this.#remember(fp.mins)
    this.#counting(fp.number, hour)
  }

  /** What this caller does is its habit from now on: a person looked at it and found it harmless. */
  accept(): void {
    const now = this.hour.calls >= this.before.calls ? this.hour : this.before
    this.usual = habitsOf(now)
    this.learnt = Math.max(this.learnt, MATURE_HOURS)
    this.before.clear()
    this.throttledUntilMs = 0
  }

  #learn(now: Habits): void {
    const { usual } = this
    this.learnt += 1
    const blend = (name: keyof Habits): number =>
      usual === null ? now[name] : usual[name] + LEARN * (now[name] - usual[name])
    this.usual = {
      calls: blend('calls'),
      near: blend('near'),
      sequential: blend('sequential'),
      fresh: blend('fresh'),
      covered: blend('covered'),
      logprobs: blend('logprobs'),
      sweeps: blend('sweeps'),
    }
  }

  /** True when this very text was asked before. */
  #sweeping(text: number, mark: number, hour: Hour): boolean {
    const at = (text % SWEEP_SLOTS) * 2
    const bit = 1 << (mark & 31)
    if (this.#sweep[at] !== text) {
      this.#sweep[at] = text
      this.#sweep[at + 1] = bit
      return false
    }
    const marks = this.#sweep[at + 1] ?? 0
    if ((marks & bit) === 0) {
      this.#sweep[at + 1] = marks | bit
      hour.sweeps += 1
    }
    return true
  }

  #nearSeen(mins: Uint16Array): boolean {
    for (let band = 0; band < BANDS; band++) {
      const kept = this.#bands[slotOf(mins, band)] ?? 0
      if (kept !== 0 && similarity(mins, this.#kept, (kept - 1) * BINS) >= NEAR) return true
    }
    return false
  }

  #remember(mins: Uint16Array): void {
    this.#kept.set(mins, this.#next * BINS)
    for (let band = 0; band < BANDS; band++) this.#bands[slotOf(mins, band)] = this.#next + 1
    this.#next = (this.#next + 1) % KEPT
  }

  #counting(number: number | null, hour: Hour): void {
    if (number === null) return
    if (this.#lastNumber !== null) {
      const step = number - this.#lastNumber
      if (step !== 0 && step === this.#lastStep) hour.sequential += 1
      this.#lastStep = step
    }
    this.#lastNumber = number
  }
}

/** Hours after which a caller's habits say more about it than what is usual for callers at large. */
export const MATURE_HOURS = 3

function slotOf(mins: Uint16Array, band: number): number {
  const mixed = Math.imul(((mins[2 * band] ?? 0) << 16) | (mins[2 * band + 1] ?? 0), 0x9e3779b1)
  return band * SLOTS + ((mixed >>> 16) & (SLOTS - 1))
}
