import type { Detector, Finding, GuardId, GuardRuleLike, RuleVerdict } from './contract.ts'

/** Canonical order in which findings are judged: the same for a complete text and for every way to cut a stream. */
export const byStart = (a: Finding, b: Finding): number =>
  a.start - b.start ||
  b.end - a.end ||
  (a.guard < b.guard ? -1 : a.guard > b.guard ? 1 : 0) ||
  (a.type < b.type ? -1 : a.type > b.type ? 1 : 0)

/** Whether the rule looks at this finding at all. */
const concerns = (rule: GuardRuleLike, finding: Finding): boolean =>
  rule.guard === finding.guard && (rule.types === undefined || rule.types.includes(finding.type))

/** Whether the finding counts for the rule: its guard, its types, its threshold. */
export const counts = (rule: GuardRuleLike, finding: Finding): boolean =>
  finding.score >= rule.threshold && concerns(rule, finding)

/** What stands in place of a masked finding: `[EMAIL]`. */
export const label = (type: string): string => `[${type.toUpperCase()}]`

/** The text with every masked stretch replaced; overlapping stretches become one, under the label of the first. */
export function maskText(
  text: string,
  masks: readonly { start: number; end: number; type: string }[],
): string {
  let out = ''
  let at = 0
  for (const mask of masks) {
    if (mask.start >= at) out += text.slice(at, mask.start) + label(mask.type)
    at = Math.max(at, mask.end)
  }
  return out + text.slice(at)
}

export type GuardFailure = { readonly guard: GuardId; readonly error: string }

/** Collects per rule what was found. Rules whose guard has no detector are failures, never a pass. */
export function createTally(rules: readonly GuardRuleLike[], detectors: readonly Detector[]) {
  const rows = rules.map((rule) => ({ rule, score: 0, found: new Map<string, number>() }))
  return {
    add(finding: Finding): void {
      for (const row of rows) {
        if (!concerns(row.rule, finding)) continue
        if (finding.score > row.score) row.score = finding.score
        if (finding.score >= row.rule.threshold)
          row.found.set(finding.type, (row.found.get(finding.type) ?? 0) + 1)
      }
    },
    get flagged(): boolean {
      return rows.some((row) => row.found.size > 0 && actionOf(row.rule, row.found) === 'flag')
    },
    verdicts(
      scannedChars: number,
      failures: readonly GuardFailure[],
      late: readonly GuardId[] = [],
    ): RuleVerdict[] {
      return rows.map(({ rule, score, found }) => {
        const versions = detectors.filter((d) => d.guard === rule.guard).map((d) => d.version)
        const error =
          failures.find((f) => f.guard === rule.guard)?.error ??
          (versions.length === 0 ? 'no detector for this guard' : undefined)
        return {
          guard: rule.guard,
          detector: versions.join('+'),
          mode: rule.mode,
          action: actionOf(rule, found),
          score: score.toFixed(3),
          threshold: rule.threshold.toFixed(3),
          found: Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1))),
          scannedChars,
          ...(late.includes(rule.guard) ? { late: true as const } : {}),
          ...(error === undefined ? {} : { error }),
        }
      })
    },
  }
}

const actionOf = (rule: GuardRuleLike, found: ReadonlyMap<string, number>): RuleVerdict['action'] =>
  found.size === 0 ? 'none' : rule.mode === 'observe' ? 'flag' : rule.action
