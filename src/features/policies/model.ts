import { createHash } from 'node:crypto'
import { canonicalize } from '../../lib/canonical.ts'
import type { Exception, GuardMode, GuardOptions, GuardRule, Modes, Policy, PolicySpec } from './contract.ts'
import { sortedJson } from './sorted-json.ts'

/**
 * SHA-256 (hex) of the spec's canonical JSON under a version line. Thresholds travel as decimal strings with three places, because
 * canonical JSON holds no decimals; optional fields that are absent stay absent.
 */
export function specDigest(spec: PolicySpec): string {
  const rule = (r: GuardRule) => ({
    guard: r.guard,
    mode: r.mode,
    action: r.action,
    threshold: r.threshold.toFixed(3),
    ...(r.flagFrom === undefined ? {} : { flagFrom: r.flagFrom.toFixed(3) }),
    ...(r.types === undefined ? {} : { types: r.types.toSorted() }),
    ...(r.detector === undefined ? {} : { detector: r.detector }),
  })
  const text = canonicalize({
    input: spec.input.map(rule),
    output: spec.output.map(rule),
    onGuardError: spec.onGuardError,
    logging: spec.logging,
    limits: setOnly(spec.limits),
    ...(spec.userLimits === undefined ? {} : { userLimits: setOnly(spec.userLimits) }),
    ...(spec.systemLimits === undefined ? {} : { systemLimits: setOnly(spec.systemLimits) }),
    ...(spec.modelLimits === undefined ? {} : { modelLimits: setOnly(spec.modelLimits) }),
    ...(spec.extraction === undefined
      ? {}
      : { extraction: { ...spec.extraction, threshold: spec.extraction.threshold.toFixed(3) } }),
    ...(spec.options === undefined ? {} : { options: optionsOf(spec.options) }),
    ...(spec.exceptions === undefined || spec.exceptions.length === 0
      ? {}
      : { exceptions: spec.exceptions.map(exceptionOf) }),
  })
  return createHash('sha256').update('sealwright/policy/v1\n').update(text).digest('hex')
}

/** Absent and undefined are the same to a reader, so they are to the digest. Null stays: older policies carry it. */
const setOnly = (
  limits: Readonly<Record<string, number | null | undefined>>,
): Record<string, number | null> =>
  Object.fromEntries(
    Object.entries(limits).flatMap(([name, max]) => (max === undefined ? [] : [[name, max]])),
  )

const optionsOf = (options: GuardOptions) => ({
  canaries: options.canaries.toSorted(),
  allowHosts: options.allowHosts.toSorted(),
  packages: options.packages.toSorted(),
  // as text: a schema may hold decimals
  ...(options.schema === undefined ? {} : { schema: sortedJson(options.schema) }),
})
const exceptionOf = (e: Exception) => ({
  id: e.id,
  side: e.side,
  guard: e.guard,
  ...(e.types === undefined ? {} : { types: e.types.toSorted() }),
  ...(e.texts === undefined ? {} : { texts: e.texts.toSorted() }),
  owner: e.owner,
  reason: e.reason,
  expires: e.expires,
})

/** What an approval of a loosening binds: the draft and what it would replace. A change of either makes it another question. */
export const changeDigest = (before: string | null, after: string): string =>
  createHash('sha256')
    .update(`sealwright/policy-change/v1\n${before ?? ''}\n${after}`)
    .digest('hex')

/** `enforce` only if every guard rule enforces. */
export function modeOf(spec: PolicySpec): Policy['mode'] {
  const modes = new Set([...spec.input, ...spec.output].map((rule) => rule.mode))
  if (modes.size === 0) return 'none'
  if (modes.size === 2) return 'mixed'
  return modes.has('enforce') ? 'enforce' : 'observe'
}

/** Per side and guard: `enforce` if a rule enforces with mask or block, else `observe` if there is a rule, else `none`. The strongest counts. */
export function modesOf(spec: PolicySpec): Modes {
  const of = (rules: readonly GuardRule[], guard: string): GuardMode => {
    const own = rules.filter((r) => r.guard === guard)
    if (own.some((r) => r.mode === 'enforce' && r.action !== 'flag')) return 'enforce'
    return own.length > 0 ? 'observe' : 'none'
  }
  const others: Record<string, GuardMode> = {}
  for (const side of ['input', 'output'] as const)
    for (const { guard } of spec[side])
      if (!SIX.includes(guard)) others[`${side}.${guard}`] = of(spec[side], guard)
  return {
    inputInjection: of(spec.input, 'injection'),
    inputSecrets: of(spec.input, 'secrets'),
    inputPii: of(spec.input, 'pii'),
    outputInjection: of(spec.output, 'injection'),
    outputSecrets: of(spec.output, 'secrets'),
    outputPii: of(spec.output, 'pii'),
    ...(Object.keys(others).length === 0 ? {} : { others }),
  }
}

/** Guards with fields of their own. */
const SIX: readonly string[] = ['injection', 'secrets', 'pii']

/** One guard that a policy really acts by on one side: some rule enforces with more than a flag. */
export type EnforcedGuard = {
  readonly side: 'input' | 'output'
  readonly guard: GuardRule['guard']
  /** The server that an `external` rule asks; '' for our own guards. */
  readonly detector: string
  /** Finding types that its enforcing rules name; null: all. */
  readonly types: readonly string[] | null
}

export function enforcedGuards(spec: PolicySpec): EnforcedGuard[] {
  const found = new Map<string, EnforcedGuard>()
  for (const side of ['input', 'output'] as const)
    for (const rule of spec[side]) {
      if (rule.mode !== 'enforce' || rule.action === 'flag') continue
      const detector = rule.detector ?? ''
      const key = `${side} ${rule.guard} ${detector}`
      const before = found.get(key)
      const types =
        rule.types === undefined || before?.types === null ? null : [...(before?.types ?? []), ...rule.types]
      found.set(key, { side, guard: rule.guard, detector, types })
    }
  return [...found.values()]
}
