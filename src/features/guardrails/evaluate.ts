import type {
  Detector,
  Finding,
  GuardId,
  GuardRuleLike,
  Origin,
  ScanOptions,
  ScanResult,
  Span,
  TextPart,
} from './contract.ts'
import { byStart, counts, createTally, maskText, planOf, type GuardFailure } from './rules.ts'
import { createStreamScanner, type StreamResult } from './stream.ts'

/**
 * Judges the parts of a request. Every part is scanned completely, also after a finding that blocks, so that the record names all of them.
 * Observe rules only flag. A detector that throws, or a rule without a detector, blocks unless `onGuardError` is `allow`.
 * Codes: `policy_injection`, `policy_secrets`, `policy_pii`, `policy_guard_error`.
 */
export function scanInput(
  parts: readonly TextPart[],
  rules: readonly GuardRuleLike[],
  detectors: readonly Detector[],
  options: ScanOptions = {},
): ScanResult {
  const tally = createTally(rules, detectors)
  const { wanted, missing } = planOf(rules, detectors)
  const failures: GuardFailure[] = [...missing]
  const spans: Span[][] = []
  const texts: string[] = []
  let scanned = 0
  let blockedBy: GuardId | null = null
  let masked = false
  for (const part of parts) {
    const findings = scanPart(part, wanted, failures)
    scanned += part.text.length
    if (findings.length === 0) {
      spans.push([])
      texts.push(part.text)
      continue
    }
    const mine: Span[] = []
    const masks: Span[] = []
    for (const finding of findings) {
      tally.add(finding)
      let counted = false
      let mask = false
      for (const rule of rules) {
        if (!counts(rule, finding)) continue
        counted = true
        if (rule.mode !== 'enforce') continue
        if (rule.action === 'block') blockedBy ??= finding.guard
        if (rule.action === 'mask') mask = true
      }
      if (counted) mine.push(finding)
      if (mask) masks.push(finding)
    }
    spans.push(mine)
    texts.push(masks.length === 0 ? part.text : maskText(part.text, masks))
    if (masks.length > 0) masked = true
  }
  const failed =
    failures.length === 0
      ? undefined
      : failures.find((f) => rules.some((r) => r.guard === f.guard && r.mode === 'enforce'))
  const decision: ScanResult['decision'] =
    blockedBy !== null
      ? { kind: 'block', code: `policy_${blockedBy}`, guard: blockedBy }
      : failed !== undefined && options.onGuardError !== 'allow'
        ? { kind: 'block', code: 'policy_guard_error', guard: failed.guard }
        : masked
          ? { kind: 'mask', texts }
          : { kind: 'allow' }
  return { verdicts: tally.verdicts(scanned, failures), spans, decision, flagged: tally.flagged }
}

function scanPart(
  part: TextPart,
  detectors: readonly Detector[],
  failures: GuardFailure[],
): readonly Finding[] {
  let findings: Finding[] = NOTHING
  for (const detector of detectors) {
    try {
      const found = detector.scan(part.text, part.origin)
      if (found.length > 0) findings = [...findings, ...found]
    } catch (cause) {
      failures.push({ guard: detector.guard, error: cause instanceof Error ? cause.name : 'error' })
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
