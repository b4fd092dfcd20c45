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

/** What follows from a list of rules and a list of detectors alone: worked out once per policy, not once per text. */
export type Plan = {
  /** Detectors that some rule asks for. */
  readonly wanted: readonly Detector[]
  /** Rules whose guard has no detector. */
  readonly missing: readonly GuardFailure[]
  /** Per rule: the versions of its detectors, and its threshold as verdicts write it. */
  readonly versions: readonly string[]
  readonly thresholds: readonly string[]
  /** Guards on which a rule acts (enforce, and not only flag). */
  readonly enforced: ReadonlySet<GuardId>
}

const plans = new WeakMap<readonly GuardRuleLike[], WeakMap<readonly Detector[], Plan>>()

/** Both lists are immutable: a changed policy is another list. */
export function planOf(rules: readonly GuardRuleLike[], detectors: readonly Detector[]): Plan {
  // a call asks for its policy's two sides in turn: these two are found without a look-up
  if (rules === last.rules && detectors === last.detectors) return last.plan
  if (rules === before.rules && detectors === before.detectors) return before.plan
  before = last
  last = { rules, detectors, plan: lookUp(rules, detectors) }
  return last.plan
}

type Recent = {
  readonly rules: readonly GuardRuleLike[]
  readonly detectors: readonly Detector[]
  readonly plan: Plan
}

function lookUp(rules: readonly GuardRuleLike[], detectors: readonly Detector[]): Plan {
  let mine = plans.get(rules)
  if (mine === undefined) plans.set(rules, (mine = new WeakMap()))
  let plan = mine.get(detectors)
  if (plan === undefined) {
    plan = {
      wanted: detectors.filter((d) => rules.some((rule) => rule.guard === d.guard)),
      missing: rules
        .filter((rule) => !detectors.some((d) => d.guard === rule.guard))
        .map((rule) => ({ guard: rule.guard, error: 'no detector for this guard' })),
      versions: rules.map((rule) =>
        detectors
          .filter((d) => d.guard === rule.guard)
          .map((d) => d.version)
          .join('+'),
      ),
      thresholds: rules.map((rule) => rule.threshold.toFixed(3)),
      enforced: new Set(
        rules.filter((rule) => rule.mode === 'enforce' && rule.action !== 'flag').map((rule) => rule.guard),
      ),
    }
    mine.set(detectors, plan)
  }
  return plan
}

let last: Recent = { rules: [], detectors: [], plan: lookUp([], []) }
let before = last

const NONE: ReadonlyMap<string, number> = new Map()

/** Collects per rule what was found. Rules whose guard has no detector are failures, never a pass. */
export function createTally(rules: readonly GuardRuleLike[], detectors: readonly Detector[]) {
  const plan = planOf(rules, detectors)
  // most texts hold nothing: their rows are never made
  let rows: { rule: GuardRuleLike; score: number; found: Map<string, number> }[] | null = null
  return {
    add(finding: Finding): void {
      rows ??= rules.map((rule) => ({ rule, score: 0, found: new Map() }))
      for (const row of rows) {
        if (!concerns(row.rule, finding)) continue
        if (finding.score > row.score) row.score = finding.score
        if (finding.score >= row.rule.threshold)
          row.found.set(finding.type, (row.found.get(finding.type) ?? 0) + 1)
      }
    },
    get flagged(): boolean {
      return (
        rows !== null && rows.some((row) => row.found.size > 0 && actionOf(row.rule, row.found) === 'flag')
      )
    },
    verdicts(
      scannedChars: number,
      failures: readonly GuardFailure[],
      late: readonly GuardId[] = [],
    ): RuleVerdict[] {
      return rules.map((rule, i) => {
        const row = rows?.[i]
        const found = row?.found ?? NONE
        const verdict: RuleVerdict = {
          guard: rule.guard,
          detector: plan.versions[i] ?? '',
          mode: rule.mode,
          action: actionOf(rule, found),
          score: row === undefined || row.score === 0 ? '0.000' : row.score.toFixed(3),
          threshold: plan.thresholds[i] ?? '',
          found: found.size === 0 ? {} : Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1))),
          scannedChars,
        }
        if (failures.length === 0 && plan.missing.length === 0 && late.length === 0) return verdict
        const error =
          failures.find((f) => f.guard === rule.guard)?.error ??
          plan.missing.find((f) => f.guard === rule.guard)?.error
        return {
          ...verdict,
          ...(late.includes(rule.guard) ? { late: true as const } : {}),
          ...(error === undefined ? {} : { error }),
        }
      })
    },
  }
}

const actionOf = (rule: GuardRuleLike, found: ReadonlyMap<string, number>): RuleVerdict['action'] =>
  found.size === 0 ? 'none' : rule.mode === 'observe' ? 'flag' : rule.action
