import type {
  Detector,
  Finding,
  GuardAction,
  GuardId,
  GuardRuleLike,
  RuleException,
  RuleVerdict,
} from './contract.ts'
import { onlyWhenNamed } from './pii/types.ts'

/** Canonical order in which findings are judged: the same for a complete text and for every way to cut a stream. */
export const byStart = (a: Finding, b: Finding): number =>
  a.start - b.start ||
  b.end - a.end ||
  (a.guard < b.guard ? -1 : a.guard > b.guard ? 1 : 0) ||
  (a.type < b.type ? -1 : a.type > b.type ? 1 : 0)

/** Whether the rule looks at this finding at all. */
const concerns = (rule: GuardRuleLike, finding: Finding): boolean =>
  rule.guard === finding.guard &&
  (rule.types === undefined
    ? finding.guard !== 'pii' || !onlyWhenNamed.has(finding.type)
    : rule.types.includes(finding.type)) &&
  (rule.detector === undefined || rule.detector === finding.by)

/** Whether the rule needs this detector. */
const wants = (rule: GuardRuleLike, detector: Detector): boolean =>
  rule.guard === detector.guard &&
  (rule.detector === undefined || rule.detector === detector.name) &&
  (rule.types === undefined ||
    detector.types === undefined ||
    detector.types.some((type) => rule.types?.includes(type) === true))

/** Whether the rule acts on its findings, and not only records them. */
const acts = (rule: GuardRuleLike): boolean => rule.mode === 'enforce' && rule.action !== 'flag'

/** What stands in place of a masked finding: `[EMAIL]`. */
export const label = (type: string): string => `[${type.toUpperCase()}]`

/** A stretch to replace: by `text`, or by its type's label. */
export type Mask = {
  readonly start: number
  readonly end: number
  readonly type: string
  readonly text?: string | undefined
}

/** The text with every masked stretch replaced; overlapping stretches become one, under the label of the first. */
export function maskText(text: string, masks: readonly Mask[]): string {
  let out = ''
  let at = 0
  for (const mask of masks) {
    if (mask.start >= at) out += text.slice(at, mask.start) + (mask.text ?? label(mask.type))
    at = Math.max(at, mask.end)
  }
  return out + text.slice(at)
}

/** `by`: the failing detector's name, where its guard has several to choose from. `open`: declared to let calls go on. */
export type GuardFailure = {
  readonly guard: GuardId
  readonly error: string
  readonly by?: string | undefined
  readonly open?: boolean | undefined
}

export const failureOfDetector = (detector: Detector, cause: unknown): GuardFailure => ({
  guard: detector.guard,
  error: cause instanceof Error ? cause.name : 'error',
  by: detector.name,
  open: detector.failOpen,
})

/** What follows from a list of rules and a list of detectors alone: worked out once per policy, not once per text. */
export type Plan = {
  /** Detectors that some rule asks for. */
  readonly wanted: readonly Detector[]
  /** Of these, the ones that are bound to their request. */
  readonly binds: boolean
  /** Detectors on which a rule acts (enforce, and not only flag). */
  readonly enforced: ReadonlySet<Detector>
  /** Rules that have no detector: failures, never a pass. */
  readonly missing: readonly GuardFailure[]
  /** The first of them that acts. */
  readonly orphan: GuardRuleLike | undefined
  /** Per rule: the versions of its detectors, and its threshold as verdicts write it. */
  readonly versions: readonly string[]
  readonly thresholds: readonly string[]
  /** Per wanted detector: findings below this no rule takes note of, beyond their score. 0 where a rule names types: it may not see a score. */
  readonly quietBelow: readonly number[]
  /** Per rule: its detectors' places among the wanted. */
  readonly detectorsOf: readonly (readonly number[])[]
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

/** Whether these rules need a `RequestContext`: ordinary policies do not, and then none is made. */
export const needsContext = (rules: readonly GuardRuleLike[], detectors: readonly Detector[]): boolean =>
  planOf(rules, detectors).binds

type Recent = {
  readonly rules: readonly GuardRuleLike[]
  readonly detectors: readonly Detector[]
  readonly plan: Plan
}

function lookUp(rules: readonly GuardRuleLike[], detectors: readonly Detector[]): Plan {
  let mine = plans.get(rules)
  if (mine === undefined) plans.set(rules, (mine = new WeakMap()))
  let plan = mine.get(detectors)
  if (plan === undefined) mine.set(detectors, (plan = makePlan(rules, detectors)))
  return plan
}

function makePlan(rules: readonly GuardRuleLike[], detectors: readonly Detector[]): Plan {
  const wanted = detectors.filter((d) => rules.some((rule) => wants(rule, d)))
  const orphans = rules.filter((rule) => !detectors.some((d) => wants(rule, d)))
  return {
    wanted,
    binds: wanted.some((d) => d.bind !== undefined),
    enforced: new Set(wanted.filter((d) => rules.some((rule) => acts(rule) && wants(rule, d)))),
    missing: orphans.map((rule) => ({
      guard: rule.guard,
      error: 'no detector for this guard',
      by: rule.detector,
    })),
    orphan: orphans.find(acts),
    versions: rules.map((rule) =>
      detectors
        .filter((d) => wants(rule, d))
        .map((d) => d.version)
        .join('+'),
    ),
    thresholds: rules.map((rule) => rule.threshold.toFixed(3)),
    quietBelow: wanted.map((d) =>
      rules
        .filter((rule) => wants(rule, d))
        .reduce(
          (least, rule) =>
            rule.types === undefined ? Math.min(least, rule.threshold, rule.flagFrom ?? 1) : 0,
          1,
        ),
    ),
    detectorsOf: rules.map((rule) => wanted.flatMap((d, i) => (wants(rule, d) ? [i] : []))),
  }
}

let last: Recent = { rules: [], detectors: [], plan: lookUp([], []) }
let before = last

/**
 * What all rules say of `scannedChars` of which they take no note and in which nothing failed. `scores`: the highest of each wanted detector,
 * null when all are 0.
 */
export function cleanVerdicts(
  rules: readonly GuardRuleLike[],
  detectors: readonly Detector[],
  scannedChars: number,
  scores: Float64Array | null,
): RuleVerdict[] {
  const plan = planOf(rules, detectors)
  const verdicts: RuleVerdict[] = []
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i]
    if (rule !== undefined)
      verdicts.push({
        guard: rule.guard,
        detector: plan.versions[i] ?? '',
        mode: rule.mode,
        action: 'none',
        score: scores === null ? '0.000' : highest(scores, plan.detectorsOf[i] ?? []),
        threshold: plan.thresholds[i] ?? '',
        found: NOTHING_FOUND,
        scannedChars,
      })
  }
  return verdicts
}
const highest = (scores: Float64Array, of: readonly number[]): string => {
  let best = 0
  for (const i of of) best = Math.max(best, scores[i] ?? 0)
  return best === 0 ? '0.000' : best.toFixed(3)
}
const NOTHING_FOUND: Readonly<Record<string, number>> = Object.freeze({})

/** What one rule does to one finding. */
type Treatment = 'none' | 'excepted' | GuardAction

function treatmentOf(rule: GuardRuleLike, finding: Finding, exception: RuleException | undefined): Treatment {
  if (finding.score < (rule.flagFrom ?? rule.threshold) && finding.score < rule.threshold) return 'none'
  if (exception !== undefined) return 'excepted'
  return rule.mode === 'observe' || finding.score < rule.threshold ? 'flag' : rule.action
}

/** The exception that holds now for this finding, if any. */
function exceptionOf(
  rule: GuardRuleLike,
  finding: Finding,
  textOf: (finding: Finding) => string,
  nowMs: number,
): RuleException | undefined {
  if (rule.except === undefined) return undefined
  return rule.except.find((e) => {
    if (!(nowMs < e.untilMs)) return false
    if (e.types !== undefined && !e.types.includes(finding.type)) return false
    if (e.texts === undefined) return true
    const text = textOf(finding).toLowerCase()
    return e.texts.some((t) => t.toLowerCase() === text)
  })
}

/** What all rules together do to one finding. */
export type Outcome = {
  /** Some rule took note of it. */
  readonly counted: boolean
  readonly block: boolean
  /** Put the label, or `text`, in its place; `token`: a pseudonym. */
  readonly replace: 'no' | 'label' | 'token' | 'text'
}

/** Some rule would do more to this finding than record it. */
export const wouldAct = (rules: readonly GuardRuleLike[], finding: Finding): boolean =>
  rules.some((rule) => acts(rule) && finding.score >= rule.threshold && concerns(rule, finding))

const STRENGTH: Readonly<Record<'none' | GuardAction, number>> = {
  none: 0,
  flag: 1,
  tokenise: 2,
  mask: 3,
  repair: 4,
  block: 5,
}

type Row = {
  readonly rule: GuardRuleLike
  score: number
  action: 'none' | GuardAction
  readonly found: Map<string, number>
}
const NONE: ReadonlyMap<string, number> = new Map()
const count = (found: Map<string, number>, type: string): void =>
  void found.set(type, (found.get(type) ?? 0) + 1)

/** Collects per rule what was found, and says what is to be done. */
export function createTally(
  rules: readonly GuardRuleLike[],
  detectors: readonly Detector[],
  nowMs = Number.POSITIVE_INFINITY,
) {
  const plan = planOf(rules, detectors)
  // most texts hold nothing: their rows are never made
  let rows: Row[] | null = null
  return {
    /** `textOf` gives a finding's text; asked only where an exception names texts. */
    add(finding: Finding, textOf: (finding: Finding) => string): Outcome {
      rows ??= rules.map((rule) => ({ rule, score: 0, action: 'none', found: new Map() }))
      let counted = false
      let block = false
      let replace: Outcome['replace'] = 'no'
      for (const row of rows) {
        const { rule } = row
        if (!concerns(rule, finding)) continue
        if (finding.score > row.score) row.score = finding.score
        const exception = exceptionOf(rule, finding, textOf, nowMs)
        const done = treatmentOf(rule, finding, exception)
        if (done === 'none') continue
        counted = true
        if (done === 'excepted') {
          count(row.found, `excepted.${exception?.id ?? ''}`)
          continue
        }
        count(row.found, finding.type)
        // what cannot be mended is refused
        const action = done === 'repair' && finding.replacement === undefined ? 'block' : done
        if (STRENGTH[action] > STRENGTH[row.action]) row.action = action
        if (action === 'block') block = true
        else if (action === 'repair') replace = 'text'
        else if (action === 'mask' && replace !== 'text') replace = 'label'
        else if (action === 'tokenise' && replace === 'no') replace = 'token'
      }
      return { counted, block, replace }
    },
    get flagged(): boolean {
      return rows !== null && rows.some((row) => row.action === 'flag')
    },
    verdicts(
      scannedChars: number,
      failures: readonly GuardFailure[],
      late: readonly Detector[] = [],
    ): RuleVerdict[] {
      return rules.map((rule, i) => {
        const row = rows?.[i]
        const found = row?.found ?? NONE
        const verdict: RuleVerdict = {
          guard: rule.guard,
          detector: plan.versions[i] ?? '',
          mode: rule.mode,
          action: row?.action ?? 'none',
          score: row === undefined || row.score === 0 ? '0.000' : row.score.toFixed(3),
          threshold: plan.thresholds[i] ?? '',
          found: found.size === 0 ? {} : Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1))),
          scannedChars,
        }
        if (failures.length === 0 && plan.missing.length === 0 && late.length === 0) return verdict
        const error = failureOf(rule, failures) ?? failureOf(rule, plan.missing)
        return {
          ...verdict,
          ...(late.some((d) => wants(rule, d)) ? { late: true as const } : {}),
          ...(error === undefined ? {} : { error }),
        }
      })
    },
  }
}

const failureOf = (rule: GuardRuleLike, failures: readonly GuardFailure[]): string | undefined =>
  failures.find(
    (f) =>
      f.guard === rule.guard && (rule.detector === undefined || f.by === undefined || f.by === rule.detector),
  )?.error

/** A failure that stops the call: of a detector on which an enforcing rule relies. */
export const stopping = (
  rules: readonly GuardRuleLike[],
  failures: readonly GuardFailure[],
): GuardFailure | undefined =>
  failures.find(
    (f) => f.open !== true && rules.some((r) => r.mode === 'enforce' && failureOf(r, [f]) !== undefined),
  )
