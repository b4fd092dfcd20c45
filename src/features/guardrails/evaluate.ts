import type {
  Detector,
  Finding,
  GuardId,
  GuardRuleLike,
  Origin,
  ScanOptions,
  RuleVerdict,
  ScanResult,
  Span,
  TextPart,
} from './contract.ts'
import {
  byStart,
  cleanVerdicts,
  createTally,
  failureOfDetector,
  maskText,
  planOf,
  stopping,
  type GuardFailure,
  type Mask,
  type Plan,
} from './rules.ts'
import { createStreamScanner, type StreamResult } from './stream.ts'
import { Pseudonyms } from './tokens.ts'

/**
 * Judges the parts of a request. Every part is scanned completely, also after a finding that blocks, so that the record names all of them.
 * Observe rules only flag. A detector that throws, or a rule without a detector, blocks unless `onGuardError` is `allow`.
 * Codes: `policy_` and the guard's name, `policy_guard_error`. `scans`: what `cleanInput` has scanned of the same request; it is not read again.
 */
export function scanInput(
  parts: readonly TextPart[],
  rules: readonly GuardRuleLike[],
  detectors: readonly Detector[],
  options: ScanOptions = {},
  scans: Scans = new Scans(),
): ScanResult {
  const { missing } = planOf(rules, detectors)
  const wanted = wantedFor(rules, detectors, options)
  const failures: GuardFailure[] = [...missing]
  return judge(
    parts,
    parts.map((part, i) => scanPart(part, wanted, failures, scans, i * wanted.length)),
    failures,
    rules,
    detectors,
    options,
  )
}

/** Detectors that the rules ask for, bound to the request where one is given. */
function wantedFor(
  rules: readonly GuardRuleLike[],
  detectors: readonly Detector[],
  { context }: ScanOptions,
): readonly Detector[] {
  const { wanted, binds } = planOf(rules, detectors)
  return !binds || context === undefined ? wanted : wanted.map((d) => context.bound(d))
}

/**
 * The verdicts of a request in which no rule takes note of anything, or null when one does, a detector failed or a rule has none: then
 * `scanInput` says what follows. Most requests end here, and what `scanInput` builds for the others costs as much as two of the three detectors.
 * `scans` keeps what was found until then.
 */
export function cleanInput(
  parts: readonly TextPart[],
  rules: readonly GuardRuleLike[],
  detectors: readonly Detector[],
  scans?: Scans,
): readonly RuleVerdict[] | null {
  const plan = planOf(rules, detectors)
  if (plan.missing.length > 0 || plan.binds) return null
  const quiet = new Quiet(plan, scans)
  let scanned = 0
  for (const part of parts) {
    scanned += part.text.length
    if (!quiet.judge(part.text, part.origin)) return null
  }
  return cleanVerdicts(rules, detectors, scanned, quiet.scores)
}

/** The same for one complete text of an answer under window detectors. Detectors of the whole text have their own rules: null. */
export function cleanOutput(
  text: string,
  rules: readonly GuardRuleLike[],
  detectors: readonly Detector[],
): readonly RuleVerdict[] | null {
  const plan = planOf(rules, detectors)
  if (plan.missing.length > 0 || plan.binds) return null
  for (const detector of plan.wanted) if (detector.scope.kind !== 'window') return null
  const quiet = new Quiet(plan)
  return quiet.judge(text, 'output') ? cleanVerdicts(rules, detectors, text.length, quiet.scores) : null
}

/** What the detectors found in a request, part by part and in the order of the plan, as far as they were asked. */
export class Scans {
  /** Scans that ended. */
  done = 0
  private found: Map<number, readonly Finding[]> | null = null

  add(findings: readonly Finding[]): void {
    if (findings.length > 0) (this.found ??= new Map()).set(this.done, findings)
    this.done += 1
  }

  of(scan: number): readonly Finding[] {
    return this.found?.get(scan) ?? NOTHING
  }
}

/** Judges texts as long as nothing is found that a rule takes note of, and keeps the scores below that. */
class Quiet {
  scores: Float64Array | null = null
  constructor(
    private readonly plan: Plan,
    private readonly scans?: Scans,
  ) {}

  /** False: the full evaluation has to tell, also what failed and what that means. */
  judge(text: string, origin: Origin): boolean {
    const { wanted, quietBelow } = this.plan
    for (let i = 0; i < wanted.length; i++) {
      try {
        const found = wanted[i]?.scan(text, origin) ?? NOTHING
        this.scans?.add(found)
        if (found.length > 0 && !this.keep(i, found, quietBelow[i] ?? 0)) return false
      } catch {
        return false
      }
    }
    return true
  }

  private keep(detector: number, found: readonly Finding[], below: number): boolean {
    for (const finding of found) {
      if (finding.score >= below) return false
      this.scores ??= new Float64Array(this.plan.wanted.length)
      this.scores[detector] = Math.max(this.scores[detector] ?? 0, finding.score)
    }
    return true
  }
}

/** Code units that one detector reads between two pauses: some 4 ms of the dearest. Half: more pauses; double: others wait as long again. */
const SLICE_CHARS = 65_536

/**
 * The same result as `scanInput`, with a pause after every SLICE_CHARS, so that one long request does not keep all others waiting.
 * LIMIT: a detector that needs the complete text (injection: hidden layers) reads it in one go, some 25 ms per million code units.
 */
export async function scanInputGently(
  parts: readonly TextPart[],
  rules: readonly GuardRuleLike[],
  detectors: readonly Detector[],
  options: ScanOptions = {},
  pause: () => Promise<void> = nextTurn,
  sliceChars = SLICE_CHARS,
): Promise<ScanResult> {
  const { missing } = planOf(rules, detectors)
  const wanted = wantedFor(rules, detectors, options)
  const failures: GuardFailure[] = [...missing]
  const found: (readonly Finding[])[] = []
  let since = 0
  for (const part of parts) {
    const findings: Finding[] = []
    for (const detector of wanted) {
      since += part.text.length
      if (since > sliceChars) {
        await pause()
        since = 0
      }
      try {
        if (detector.sliceable === true && part.text.length > sliceChars)
          await scanSliced(detector, part, findings, pause, sliceChars)
        else for (const finding of detector.scan(part.text, part.origin)) findings.push(finding)
      } catch (cause) {
        failures.push(failureOfDetector(detector, cause))
      }
    }
    found.push(findings.sort(byStart))
  }
  return judge(parts, found, failures, rules, detectors, options)
}

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

async function scanSliced(
  detector: Detector,
  { text, origin }: TextPart,
  into: Finding[],
  pause: () => Promise<void>,
  sliceChars: number,
): Promise<void> {
  const all: Finding[] = []
  let hold = 0
  for (let end = sliceChars; ; end += sliceChars) {
    const final = end >= text.length
    const base = Math.max(0, hold - detector.lookback)
    const step = detector.advance(text.slice(base, end), hold - base, final, origin)
    for (const f of step.findings) all.push({ ...f, start: f.start + base, end: f.end + base })
    hold = base + step.hold
    if (final) break
    await pause()
  }
  // as `scan` does: all findings of a detector or, when it throws, none
  for (const finding of all) into.push(finding)
}

function judge(
  parts: readonly TextPart[],
  found: readonly (readonly Finding[])[],
  failures: readonly GuardFailure[],
  rules: readonly GuardRuleLike[],
  detectors: readonly Detector[],
  options: ScanOptions,
): ScanResult {
  const tally = createTally(rules, detectors, options.nowMs)
  const spans: Span[][] = []
  const texts: string[] = []
  let scanned = 0
  let blockedBy: GuardId | null = null
  let masked = false
  let pseudonyms: Pseudonyms | null = null
  parts.forEach((part, i) => {
    const findings = found[i] ?? NOTHING
    scanned += part.text.length
    if (findings.length === 0) {
      spans.push([])
      texts.push(part.text)
      return
    }
    const textOf = (f: Finding): string => part.text.slice(f.start, f.end)
    const mine: Span[] = []
    const masks: Stretch[] = []
    for (const finding of findings) {
      const { counted, block, replace } = tally.add(finding, textOf)
      if (counted) mine.push(finding)
      if (block) blockedBy ??= finding.guard
      if (replace !== 'no') masks.push({ ...finding, replace })
    }
    spans.push(mine)
    if (masks.length > 0) {
      masked = true
      pseudonyms ??= masks.some((m) => m.replace === 'token')
        ? new Pseudonyms(parts.map((p) => p.text))
        : null
    }
    texts.push(masks.length === 0 ? part.text : maskText(part.text, laid(part.text, masks, pseudonyms)))
  })
  const failed = failures.length === 0 ? undefined : stopping(rules, failures)
  const decision: ScanResult['decision'] =
    blockedBy !== null
      ? { kind: 'block', code: `policy_${blockedBy}`, guard: blockedBy }
      : failed !== undefined && options.onGuardError !== 'allow'
        ? { kind: 'block', code: 'policy_guard_error', guard: failed.guard }
        : masked
          ? { kind: 'mask', texts, tokens: tokensOf(pseudonyms) }
          : { kind: 'allow' }
  return { verdicts: tally.verdicts(scanned, failures), spans, decision, flagged: tally.flagged }
}

const NO_TOKENS: ReadonlyMap<string, string> = new Map()
const tokensOf = (pseudonyms: Pseudonyms | null): ReadonlyMap<string, string> =>
  pseudonyms?.tokens ?? NO_TOKENS

type Stretch = Finding & { readonly replace: 'label' | 'token' | 'text' }

/** Findings that overlap become one stretch; a pseudonym stands for the whole of it, a label anywhere in it wins over a pseudonym. */
function laid(text: string, stretches: readonly Stretch[], pseudonyms: Pseudonyms | null): Mask[] {
  if (pseudonyms === null)
    return stretches.map((s) => ({ ...s, text: s.replace === 'text' ? s.replacement : undefined }))
  const groups: { start: number; end: number; type: string; token: boolean }[] = []
  for (const { start, end, type, replace } of stretches) {
    const group = groups.at(-1)
    if (group === undefined || start >= group.end)
      groups.push({ start, end, type, token: replace === 'token' })
    else {
      group.end = Math.max(group.end, end)
      group.token &&= replace === 'token'
    }
  }
  return groups.map(({ start, end, type, token }) => ({
    start,
    end,
    type,
    text: token ? pseudonyms.tokenFor(type, text.slice(start, end)) : undefined,
  }))
}

function scanPart(
  part: TextPart,
  detectors: readonly Detector[],
  failures: GuardFailure[],
  scans: Scans,
  first: number,
): readonly Finding[] {
  let findings: Finding[] = NOTHING
  for (const [i, detector] of detectors.entries()) {
    try {
      const found = first + i < scans.done ? scans.of(first + i) : detector.scan(part.text, part.origin)
      if (found.length > 0) findings = [...findings, ...found]
    } catch (cause) {
      failures.push(failureOfDetector(detector, cause))
    }
  }
  return findings.length > 1 ? findings.sort(byStart) : findings
}

const NOTHING: Finding[] = []

/** What a complete answer gives: the stream scanner's own result over one push, so that JSON and SSE cannot differ (GW-7). */
export type OutputScan = StreamResult & {
  /** What may be shown; for a block, what a stream would have released before it. */
  readonly text: string
}

export function scanOutput(
  text: string,
  rules: readonly GuardRuleLike[],
  detectors: readonly Detector[],
  origin: Origin = 'output',
  options: ScanOptions = {},
): OutputScan {
  const scanner = createStreamScanner(rules, detectors, origin, options)
  const released = scanner.complete(text)
  return { ...scanner.result(), text: released }
}
