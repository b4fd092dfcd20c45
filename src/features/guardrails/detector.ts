import type { Detector, DetectorScope, Finding, GuardId, Origin } from './contract.ts'

export type Emit = (type: string, start: number, end: number, score: number) => void

/**
 * The one implementation behind scan, mayHaveBegun and advance: calls `emit` for every finding that starts at or after `from`
 * (others are dropped here) and returns the first offset at which something is still open. With `final` nothing may stay open.
 */
export type Walk = (text: string, from: number, final: boolean, origin: Origin, emit: Emit) => number

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
  const advance: Detector['advance'] = (text, from, final, origin) => {
    const findings: Finding[] = []
    let byStart: Map<number, number[]> | null = null
    const open = spec.walk(text, from, final, origin, (type, start, end, score) => {
      if (start < from) return
      // Two patterns may see the same thing: it counts once, with the better score.
      const finding = { guard: spec.guard, type, start, end, score }
      byStart ??= new Map()
      const here = byStart.get(start)
      if (here === undefined) {
        byStart.set(start, [findings.length])
        findings.push(finding)
        return
      }
      const twin = here.find((i) => findings[i]?.end === end && findings[i]?.type === type)
      if (twin === undefined) here.push(findings.push(finding) - 1)
      else if (score > (findings[twin]?.score ?? 0)) findings[twin] = finding
    })
    const hold = final ? text.length : Math.max(from, Math.min(open, text.length), text.length - spec.chars)
    return {
      findings: final || findings.length === 0 ? findings : findings.filter((f) => f.start < hold),
      hold,
    }
  }
  return {
    guard: spec.guard,
    version: spec.version,
    scope,
    lookback: spec.lookback,
    sliceable: spec.sliceable === true,
    scan: (text, origin) => advance(text, 0, true, origin).findings,
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
