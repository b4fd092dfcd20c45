import type {
  Detector,
  Finding,
  GuardId,
  GuardRuleLike,
  Origin,
  RuleVerdict,
  ScanOptions,
  Span,
} from './contract.ts'
import {
  byStart,
  createTally,
  failureOfDetector,
  label,
  planOf,
  wouldAct,
  type GuardFailure,
  type Mask,
} from './rules.ts'

/** Why a stream was stopped: `code` is what the client sees, `authorisedTo` how much of the original text it had been given. */
export type StreamBlock = {
  readonly code: string
  readonly guard: GuardId
  readonly at: number
  readonly authorisedTo: number
}

export type StreamResult = {
  readonly verdicts: readonly RuleVerdict[]
  readonly spans: readonly Span[]
  readonly blocked: StreamBlock | null
  readonly masked: boolean
  readonly flagged: boolean
  /** Code units of the original text that every detector has judged. */
  readonly scannedTo: number
  /** Code units of the original text that were released (masked or as they were). */
  readonly authorisedTo: number
}

/**
 * Scans text as it arrives and says what may leave.
 *
 * The result (verdicts, spans, released text, block) is a function of the text alone, never of how it was cut into pushes:
 * a detector reports a finding only when no later text can change it, findings are judged in order of their start, and the first
 * one that a block rule counts ends everything. Memory: the largest `scope.chars` plus `lookback` plus one push.
 */
export interface StreamScanner {
  /** Text that is safe to release now; empty while something may have begun. After a block: always empty. */
  push(text: string): string
  /** The rest, when nothing follows. */
  finish(): string
  /** `push` and `finish` of a text that is all there is, in one pass instead of two; the same result. */
  complete(text: string): string
  readonly blocked: StreamBlock | null
  readonly scannedTo: number
  readonly authorisedTo: number
  /** Complete after finish() or a block. */
  result(): StreamResult
}

type Lane = {
  readonly detector: Detector
  readonly enforced: boolean
  hold: number
  failed: GuardFailure | null
}

export function createStreamScanner(
  rules: readonly GuardRuleLike[],
  detectors: readonly Detector[],
  origin: Origin = 'output',
  options: ScanOptions = {},
): StreamScanner {
  return new Scanner(rules, detectors, origin, options)
}

class Scanner implements StreamScanner {
  readonly #rules: readonly GuardRuleLike[]
  readonly #tally: ReturnType<typeof createTally>
  readonly #lanes: Lane[] = []
  readonly #late: { readonly detector: Detector; text: string }[] = []
  readonly #origin: Origin
  readonly #onGuardError: 'block' | 'allow'
  /** The original text from `#base` on. */
  #buffer = ''
  #base = 0
  #length = 0
  /** Findings that are certain but stand after something that is still open. */
  #pending: Finding[] = []
  #released = 0
  #settled = 0
  /** Where the mask that is being laid ends; text before it is already covered. */
  #maskedTo = 0
  #masks: Mask[] = []
  #spans: Span[] = []
  #masked = false
  #done = false
  #final = false
  /** The whole text comes at once: nothing is gained by judging it before its end is known. */
  #complete = false
  #result: StreamResult | null = null
  readonly #lateFailures: GuardFailure[] = []
  #lookback = 0
  /** A rule that acts and has no detector. */
  readonly #orphan: GuardRuleLike | undefined
  #charsMax = Number.POSITIVE_INFINITY
  blocked: StreamBlock | null = null

  constructor(
    rules: readonly GuardRuleLike[],
    detectors: readonly Detector[],
    origin: Origin,
    options: ScanOptions,
  ) {
    this.#rules = rules
    this.#origin = origin
    this.#onGuardError = options.onGuardError ?? 'block'
    this.#tally = createTally(rules, detectors, options.nowMs)
    const plan = planOf(rules, detectors)
    for (const declared of plan.wanted) {
      const enforced = plan.enforced.has(declared)
      const detector =
        declared.bind === undefined || options.context === undefined
          ? declared
          : options.context.bound(declared)
      if (detector.scope.kind === 'whole' && !enforced) this.#late.push({ detector, text: '' })
      else this.#lanes.push({ detector, enforced, hold: 0, failed: null })
      if (detector.scope.kind === 'whole') {
        if (enforced) this.#charsMax = Math.min(this.#charsMax, detector.scope.charsMax)
      } else this.#lookback = Math.max(this.#lookback, detector.lookback)
    }
    this.#orphan = plan.orphan
  }

  get scannedTo(): number {
    return this.#settled
  }
  get authorisedTo(): number {
    return this.#released
  }

  push(text: string): string {
    if (this.#done || text === '') return ''
    this.#buffer += text
    this.#length += text.length
    for (const late of this.#late) {
      const max = late.detector.scope.kind === 'whole' ? late.detector.scope.charsMax : 0
      if (late.text.length < max) late.text += text.slice(0, max - late.text.length)
    }
    // A whole-text detector that is enforced cannot be waited for without a bound: past it the answer is refused, not let through.
    if (this.#length > this.#charsMax) {
      const whole = this.#lanes.find((lane) => lane.detector.scope.kind === 'whole')
      return this.#stop(
        `policy_${whole?.detector.guard ?? 'injection'}`,
        whole?.detector.guard ?? 'injection',
        0,
      )
    }
    return this.#complete ? '' : this.#run(false)
  }

  complete(text: string): string {
    // elsewhere the injection detector reads hidden layers at the end, which a stream sees only behind what it still holds
    this.#complete = this.#origin === 'output'
    return this.push(text) + this.finish()
  }

  finish(): string {
    if (this.#done) return ''
    this.#final = true
    const out = this.#run(true)
    this.#done = true
    return out
  }

  result(): StreamResult {
    this.#result ??= this.#summary()
    return this.#result
  }

  #summary(): StreamResult {
    const cut = this.blocked === null ? undefined : this.#settled
    for (const late of this.#late) {
      const text = cut === undefined ? late.text : late.text.slice(0, cut)
      if (text === '') continue
      // a server is asked about complete answers only
      if (cut !== undefined && late.detector.guard === 'external') continue
      try {
        for (const finding of [...late.detector.scan(text, this.#origin)].sort(byStart))
          if (this.#tally.add(finding, (f) => text.slice(f.start, f.end)).counted)
            this.#spans.push({ ...finding })
      } catch (cause) {
        this.#lateFailures.push(failureOfDetector(late.detector, cause))
      }
    }
    return {
      verdicts: this.#tally.verdicts(
        this.#settled,
        this.#failures(),
        this.#late.length === 0 ? [] : this.#late.map((l) => l.detector),
      ),
      spans: this.#spans,
      blocked: this.blocked,
      masked: this.#masked,
      flagged: this.#tally.flagged,
      scannedTo: this.#settled,
      authorisedTo: this.#released,
    }
  }

  #failures(): GuardFailure[] {
    const failures: GuardFailure[] = [...this.#lateFailures]
    for (const lane of this.#lanes) if (lane.failed !== null) failures.push(lane.failed)
    return failures
  }

  #run(final: boolean): string {
    let settled = this.#length
    let releasable = this.#length
    for (const lane of this.#lanes) {
      if (lane.failed === null) this.#advance(lane, final)
      const hold = lane.failed === null ? lane.hold : this.#length
      settled = Math.min(settled, hold)
      if (lane.enforced) releasable = Math.min(releasable, hold)
      if (
        lane.failed !== null &&
        lane.failed.open !== true &&
        this.#onGuardError === 'block' &&
        lane.enforced
      )
        return this.#stop('policy_guard_error', lane.detector.guard, this.#released)
    }
    if (this.#orphan !== undefined && this.#onGuardError === 'block')
      return this.#stop('policy_guard_error', this.#orphan.guard, 0)
    if (this.#pending.length > 1) this.#pending.sort(byStart)
    const stop = this.#pending.length === 0 ? null : this.#judge(settled)
    if (stop !== null) {
      const out = this.#release(stop.start)
      this.#settled = stop.end
      return out + this.#stop(`policy_${stop.guard}`, stop.guard, stop.start)
    }
    this.#settled = settled
    const next = this.#pending.find((f) => wouldAct(this.#rules, f))
    const out = this.#release(Math.min(releasable, next?.start ?? releasable))
    this.#trim()
    return out
  }

  #advance(lane: Lane, final: boolean): void {
    try {
      const { findings, hold } = lane.detector.advance(
        this.#buffer,
        lane.hold - this.#base,
        final,
        this.#origin,
      )
      for (const f of findings)
        this.#pending.push({ ...f, start: f.start + this.#base, end: f.end + this.#base })
      lane.hold = hold + this.#base
    } catch (cause) {
      lane.failed = failureOfDetector(lane.detector, cause)
    }
  }

  /** Counts every finding that starts before `settled`, in order; answers the first one that blocks. */
  #judge(settled: number): Finding | null {
    let used = 0
    let stop: Finding | null = null
    for (const finding of this.#pending) {
      if (finding.start >= settled) break
      used++
      const { counted, block, replace } = this.#tally.add(finding, (f) => this.#slice(f.start, f.end))
      if (counted) this.#spans.push({ ...finding })
      if (block) {
        stop = finding
        break
      }
      // nothing turns a pseudonym back behind an answer: there a `tokenise` rule masks
      if (replace !== 'no')
        this.#masks.push({
          start: finding.start,
          end: finding.end,
          type: finding.type,
          text: replace === 'text' ? finding.replacement : undefined,
        })
    }
    this.#pending.splice(0, used)
    return stop
  }

  /** Text of [released, to) with masks laid; a mask that begins before `to` covers to its own end. */
  #release(to: number): string {
    let out = ''
    let at = this.#released
    while (this.#masks.length > 0) {
      const mask = this.#masks[0]
      if (mask === undefined || mask.start >= to) break
      this.#masks.shift()
      if (mask.start >= this.#maskedTo) {
        out += this.#slice(Math.max(at, this.#maskedTo), mask.start) + (mask.text ?? label(mask.type))
        this.#masked = true
      }
      at = Math.max(at, mask.start)
      this.#maskedTo = Math.max(this.#maskedTo, mask.end)
    }
    let end = to
    // Half a surrogate pair never leaves alone: the client would read a broken character.
    if (
      (!this.#final || end < this.#length) &&
      end > at &&
      isHighSurrogate(this.#buffer.charCodeAt(end - 1 - this.#base))
    )
      end--
    const begin = Math.max(at, this.#maskedTo)
    if (end > begin) out += this.#slice(begin, end)
    this.#released = Math.max(this.#released, Math.min(end, this.#length))
    return out
  }

  #slice(start: number, end: number): string {
    return end <= start ? '' : this.#buffer.slice(start - this.#base, end - this.#base)
  }

  #stop(code: string, guard: GuardId, at: number): string {
    this.blocked = { code, guard, at, authorisedTo: this.#released }
    this.#done = true
    this.#buffer = ''
    this.#pending = []
    return ''
  }

  #trim(): void {
    let keep = Math.min(this.#released, this.#settled)
    for (const lane of this.#lanes) keep = Math.min(keep, lane.hold)
    const cut = keep - this.#lookback
    // Cutting a little at a time would copy the buffer on each push.
    if (cut - this.#base > 2048) {
      this.#buffer = this.#buffer.slice(cut - this.#base)
      this.#base = cut
    }
  }
}

const isHighSurrogate = (c: number): boolean => c >= 0xd800 && c <= 0xdbff
