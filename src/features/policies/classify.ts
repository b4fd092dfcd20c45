import { admissionChanges } from './classify-admission.ts'
import type { Exception, GuardOptions, GuardRule, PolicyChange, PolicySpec } from './contract.ts'
import { sortedJson } from './sorted-json.ts'

type Effect = PolicyChange['effect']

/** What a rule does to a finding that counts, from nothing to the strongest. */
const strength = (rule: GuardRule): number => (rule.mode === 'observe' ? 1 : 2 + RANK.indexOf(rule.action))

/** From the mildest to the strictest. A pseudonym comes back in the answer, a mended answer is released: both are milder than what follows. */
const RANK: readonly GuardRule['action'][] = ['flag', 'tokenise', 'mask', 'repair', 'block']

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
  changes.push(...admissionChanges(before, after))
  changes.push(...optionChanges(before.options, after.options))
  changes.push(...exceptionChanges(before.exceptions ?? [], after.exceptions ?? []))
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
    add(
      'action',
      old.action,
      now.action,
      RANK.indexOf(now.action) < RANK.indexOf(old.action) ? 'loosens' : 'tightens',
    )
    add(
      'threshold',
      String(old.threshold),
      String(now.threshold),
      now.threshold > old.threshold ? 'loosens' : 'tightens',
    )
    add(
      'flagFrom',
      String(old.flagFrom ?? 'none'),
      String(now.flagFrom ?? 'none'),
      (now.flagFrom ?? Infinity) > (old.flagFrom ?? Infinity) ? 'loosens' : 'tightens',
    )
    add('detector', old.detector ?? 'none', now.detector ?? 'none', 'loosens')
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
  const scores = [
    ...new Set([...all.flatMap((rule) => [rule.threshold, rule.flagFrom ?? rule.threshold]), 1]),
  ]
  let loose = false
  let tight = false
  // what one external detector finds another does not: each is compared for itself
  for (const detector of new Set(all.map((rule) => rule.detector))) {
    const was = before.filter((rule) => rule.detector === detector)
    const is = after.filter((rule) => rule.detector === detector)
    for (const type of types)
      for (const score of scores) {
        const difference = met(is, type, score) - met(was, type, score)
        if (difference < 0) loose = true
        if (difference > 0) tight = true
      }
  }
  return { loosens: loose, tightens: tight }
}

/** Strongest action for a finding of this type (null = a type that no rule names) with this score. */
const met = (rules: readonly GuardRule[], type: string | null, score: number): number =>
  rules.reduce((best, rule) => {
    if (rule.types !== undefined && (type === null || !rule.types.includes(type))) return best
    if (score >= rule.threshold) return Math.max(best, strength(rule))
    return score >= (rule.flagFrom ?? rule.threshold) ? Math.max(best, rule.mode === 'observe' ? 1 : 2) : best
  }, 0)

const typesInWords = (rule: GuardRule): string =>
  rule.types === undefined ? 'all' : rule.types.toSorted().join(', ')
const inWords = (rule: GuardRule): string =>
  `${rule.detector === undefined ? '' : `${rule.detector}: `}${rule.mode} ${rule.action} from ${rule.threshold}${rule.flagFrom === undefined ? '' : `, flag from ${rule.flagFrom}`}${rule.types === undefined ? '' : ` (${typesInWords(rule)})`}`

const list = (words: readonly string[]): string | null =>
  words.length === 0 ? null : words.toSorted().join(', ')

/** Canaries are what an answer must not hold, so fewer is milder; the other lists say what may pass, so more is milder. */
function optionChanges(before: GuardOptions | undefined, after: GuardOptions | undefined): PolicyChange[] {
  const changes: PolicyChange[] = []
  const gone = (from: readonly string[], to: readonly string[]): boolean => from.some((x) => !to.includes(x))
  const lists = [
    ['canaries', gone],
    ['allowHosts', (from: readonly string[], to: readonly string[]) => gone(to, from)],
    ['packages', (from: readonly string[], to: readonly string[]) => gone(to, from)],
  ] as const
  for (const [name, milder] of lists) {
    const from = before?.[name] ?? []
    const to = after?.[name] ?? []
    // canaries are not written into diffs, approvals and records: only how many there are
    const shown = (x: readonly string[]): string | null =>
      name === 'canaries' ? (x.length === 0 ? null : `${x.length}`) : list(x)
    if (list(from) !== list(to))
      changes.push({
        path: `options.${name}`,
        before: shown(from),
        after: shown(to),
        effect: milder(from, to) ? 'loosens' : 'tightens',
      })
  }
  const from = before?.schema === undefined ? null : sortedJson(before.schema)
  const to = after?.schema === undefined ? null : sortedJson(after.schema)
  // which of two schemas allows more is not decidable here: any change but the first counts as milder
  if (from !== to)
    changes.push({
      path: 'options.schema',
      before: shortened(from),
      after: shortened(to),
      effect: from === null ? 'tightens' : 'loosens',
    })
  return changes
}

const shortened = (text: string | null): string | null =>
  text === null || text.length <= 300 ? text : `${text.slice(0, 300)}… (${text.length} characters)`

/** A new or wider exception, or a later end, is milder. */
function exceptionChanges(before: readonly Exception[], after: readonly Exception[]): PolicyChange[] {
  const changes: PolicyChange[] = []
  for (const id of new Set([...before, ...after].map((e) => e.id))) {
    const old = before.find((e) => e.id === id)
    const now = after.find((e) => e.id === id)
    const path = `exceptions.${id}`
    if (old === undefined || now === undefined) {
      changes.push({
        path,
        before: old === undefined ? null : exceptionInWords(old),
        after: now === undefined ? null : exceptionInWords(now),
        effect: now === undefined ? 'tightens' : 'loosens',
      })
      continue
    }
    if (exceptionInWords(old) === exceptionInWords(now)) continue
    changes.push({
      path,
      before: exceptionInWords(old),
      after: exceptionInWords(now),
      effect: scopeEffect(old, now),
    })
  }
  return changes
}

function scopeEffect(old: Exception, now: Exception): Effect {
  const wider = (from: readonly string[] | undefined, to: readonly string[] | undefined): boolean =>
    to === undefined ? from !== undefined : from !== undefined && to.some((x) => !from.includes(x))
  if (
    old.side !== now.side ||
    old.guard !== now.guard ||
    wider(old.types, now.types) ||
    wider(old.texts, now.texts) ||
    Date.parse(now.expires) > Date.parse(old.expires)
  )
    return 'loosens'
  const same =
    list(old.types ?? []) === list(now.types ?? []) &&
    list(old.texts ?? []) === list(now.texts ?? []) &&
    old.expires === now.expires
  return same ? 'neutral' : 'tightens'
}

const exceptionInWords = (e: Exception): string =>
  `${e.side} ${e.guard}${e.types === undefined ? '' : ` (${e.types.toSorted().join(', ')})`}${e.texts === undefined ? '' : ` "${e.texts.toSorted().join('", "')}"`} until ${e.expires}, ${e.owner}: ${e.reason}`
