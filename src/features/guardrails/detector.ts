import type { Detector, DetectorScope, Finding, GuardId, Origin } from './contract.ts'

export type Emit = (type: string, start: number, end: number, score: number) => void

/**
 * The one implementation behind scan, mayHaveBegun and advance: calls `emit` for every finding that starts at or after `from`
 * (others are dropped here) and returns the first offset at which something is still open. With `final` nothing may stay open.
 */
export type Walk = (text: string, from: number, final: boolean, origin: Origin, emit: Emit) => number

const NOTHING: readonly Finding[] = Object.freeze([])

/** A window detector from its walk. `chars` bounds what a walk may leave open, whatever the input. */
export function windowDetector(spec: {
  readonly guard: GuardId
  readonly version: string
  readonly chars: number
  readonly lookback: number
  readonly sliceable?: boolean
  readonly walk: Walk
}): Detector {
  const scope: DetectorScope = { kind: 'window', chars: spec.chars }
  // One walk at a time: a text without findings, which is most of them, leaves nothing behind for the collector.
  let findings: Finding[] | null = null
  let byStart: Map<number, number[]> | null = null
  let least = 0
  const emit: Emit = (type, start, end, score) => {
    if (start < least) return
    // Two patterns may see the same thing: it counts once, with the better score.
    const finding = { guard: spec.guard, type, start, end, score }
    if (findings === null || byStart === null) {
      findings = [finding]
      byStart = new Map([[start, [0]]])
      return
    }
    const here = byStart.get(start)
    if (here === undefined) {
      byStart.set(start, [findings.length])
      findings.push(finding)
      return
    }
    const twin = here.find((i) => findings?.[i]?.end === end && findings[i]?.type === type)
    if (twin === undefined) here.push(findings.push(finding) - 1)
    else if (score > (findings[twin]?.score ?? 0)) findings[twin] = finding
  }
  const walk = (text: string, from: number, final: boolean, origin: Origin): number => {
    findings = null
    byStart = null
    least = from
    return spec.walk(text, from, final, origin, emit)
  }
  const taken = (): readonly Finding[] => {
    const all = findings
    findings = null
    byStart = null
    return all ?? NOTHING
  }
  const advance: Detector['advance'] = (text, from, final, origin) => {
    const open = walk(text, from, final, origin)
    const all = taken()
    const hold = final ? text.length : Math.max(from, Math.min(open, text.length), text.length - spec.chars)
    return { findings: final || all.length === 0 ? all : all.filter((f) => f.start < hold), hold }
  }
  return {
    guard: spec.guard,
    version: spec.version,
    scope,
    lookback: spec.lookback,
    sliceable: spec.sliceable === true,
    scan: (text, origin) => {
      walk(text, 0, true, origin)
      return taken()
    },
    mayHaveBegun: (text, from) => advance(text, from, false, 'output').hold,
    advance,
  }
}

/** A detector that judges only complete texts of at most `charsMax` code units. */
export function wholeDetector(spec: {
  readonly guard: GuardId
  readonly version: string
  readonly charsMax: number
  readonly judge: (text: string, origin: Origin) => readonly Finding[]
}): Detector {
  return {
    guard: spec.guard,
    version: spec.version,
    scope: { kind: 'whole', charsMax: spec.charsMax },
    lookback: spec.charsMax,
    scan: (text, origin) => spec.judge(text, origin),
    mayHaveBegun: (_text, from) => from,
    advance: (text, from, final, origin) =>
      final
        ? { findings: spec.judge(text, origin).filter((f) => f.start >= from), hold: text.length }
        : { findings: [], hold: from },
  }
}
