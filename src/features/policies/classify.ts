import type { GuardRule, PolicyChange, PolicySpec } from './contract.ts'

type Effect = PolicyChange['effect']

/** What a rule does to a finding that counts, from nothing to the strongest. */
const strength = (rule: GuardRule): number =>
  rule.mode === 'observe' ? 1 : rule.action === 'flag' ? 2 : rule.action === 'mask' ? 3 : 4

/**
 * Every difference between two specs with its effect. INVARIANT: `loosens` appears whenever some finding (guard, side, type, score) would
 * be treated more mildly than before, some limit allows more, a failing guard no longer blocks, or less is recorded; whatever the rules
 * look like on paper. Such a change waits for another person.
 */
export function classifyChange(before: PolicySpec, after: PolicySpec): PolicyChange[] {
  const changes: PolicyChange[] = []
  for (const side of ['input', 'output'] as const)
    for (const guard of guardsOf(before[side], after[side]))
      changes.push(
        ...guardChanges(`${side}.${guard}`, ofGuard(before[side], guard), ofGuard(after[side], guard)),
      )
  const scalar = (path: string, from: string | null, to: string | null, effect: Effect): void => {
    if (from !== to) changes.push({ path, before: from, after: to, effect })
  }
  scalar(
    'onGuardError',
    before.onGuardError,
    after.onGuardError,
    after.onGuardError === 'allow' ? 'loosens' : 'tightens',
  )
  const recorded = ['metadata', 'redacted', 'full']
  scalar(
    'logging',
    before.logging,
    after.logging,
    recorded.indexOf(after.logging) < recorded.indexOf(before.logging) ? 'loosens' : 'neutral',
  )
  for (const limit of ['requestsPerMinute', 'tokensPerDay', 'bodyBytesMax'] as const) {
    const from = before.limits[limit]
    const to = after.limits[limit]
    scalar(
      `limits.${limit}`,
      from === null ? null : String(from),
      to === null ? null : String(to),
      (to ?? Infinity) > (from ?? Infinity) ? 'loosens' : 'tightens',
    )
  }
  return changes
}

export const loosens = (changes: readonly PolicyChange[]): boolean =>
  changes.some((c) => c.effect === 'loosens')

const guardsOf = (...lists: readonly (readonly GuardRule[])[]): GuardRule['guard'][] => [
  ...new Set(lists.flat().map((rule) => rule.guard)),
]
const ofGuard = (rules: readonly GuardRule[], guard: string): GuardRule[] =>
  rules.filter((r) => r.guard === guard)

/** Field by field for the reader; the effect comes from what findings would meet, not from the fields. */
function guardChanges(
  path: string,
  before: readonly GuardRule[],
  after: readonly GuardRule[],
): PolicyChange[] {
  const effect = effectOf(before, after)
  const fields: PolicyChange[] = []
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    const at = Math.max(before.length, after.length) > 1 ? `${path}.${i + 1}` : path
    const old = before[i]
    const now = after[i]
    if (old === undefined || now === undefined) {
      fields.push({
        path: at,
        before: old === undefined ? null : inWords(old),
        after: now === undefined ? null : inWords(now),
        effect: now === undefined ? 'loosens' : 'tightens',
      })
      continue
    }
    const add = (name: string, from: string, to: string, own: Effect): void => {
      if (from !== to) fields.push({ path: `${at}.${name}`, before: from, after: to, effect: own })
    }
    add('mode', old.mode, now.mode, now.mode === 'observe' ? 'loosens' : 'tightens')
    const rank = ['flag', 'mask', 'block']
    add(
      'action',
      old.action,
      now.action,
      rank.indexOf(now.action) < rank.indexOf(old.action) ? 'loosens' : 'tightens',
    )
    add(
      'threshold',
      String(old.threshold),
      String(now.threshold),
      now.threshold > old.threshold ? 'loosens' : 'tightens',
    )
    const from = old.types === undefined ? null : new Set(old.types)
    const to = now.types === undefined ? null : new Set(now.types)
    const lost = to !== null && (from === null || [...from].some((t) => !to.has(t)))
    add('types', typesInWords(old), typesInWords(now), lost ? 'loosens' : 'tightens')
  }
  if (fields.length === 0) return []
  if (effect.loosens) {
    // The fields alone may not show it, as when two rules trade places.
    if (!loosens(fields)) fields.push({ path, before: null, after: null, effect: 'loosens' })
    return fields
  }
  const tighter: Effect = effect.tightens ? 'tightens' : 'neutral'
  return fields.map((f) => (f.effect === 'loosens' || tighter === 'neutral' ? { ...f, effect: tighter } : f))
}

/** Compares, for each finding type and at each score where something changes, the strongest action before and after. */
function effectOf(
  before: readonly GuardRule[],
  after: readonly GuardRule[],
): { loosens: boolean; tightens: boolean } {
  const all = [...before, ...after]
  const types = [...new Set(all.flatMap((rule) => rule.types ?? [])), null]
  const scores = [...new Set([...all.map((rule) => rule.threshold), 1])]
  let loose = false
  let tight = false
  for (const type of types)
    for (const score of scores) {
      const was = met(before, type, score)
      const is = met(after, type, score)
      if (is < was) loose = true
      if (is > was) tight = true
    }
  return { loosens: loose, tightens: tight }
}

/** Strongest action for a finding of this type (null = a type that no rule names) with this score. */
const met = (rules: readonly GuardRule[], type: string | null, score: number): number =>
  rules.reduce(
    (best, rule) =>
      score >= rule.threshold && (rule.types === undefined || (type !== null && rule.types.includes(type)))
        ? Math.max(best, strength(rule))
        : best,
    0,
  )

const typesInWords = (rule: GuardRule): string =>
  rule.types === undefined ? 'all' : rule.types.toSorted().join(', ')
const inWords = (rule: GuardRule): string =>
  `${rule.mode} ${rule.action} from ${rule.threshold}${rule.types === undefined ? '' : ` (${typesInWords(rule)})`}`
