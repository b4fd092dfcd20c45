import { createHash } from 'node:crypto'
import { canonicalize } from '../../lib/canonical.ts'
import type { GuardMode, GuardRule, Modes, Policy, PolicySpec } from './contract.ts'

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
    ...(r.types === undefined ? {} : { types: r.types.toSorted() }),
  })
  const text = canonicalize({
    input: spec.input.map(rule),
    output: spec.output.map(rule),
    onGuardError: spec.onGuardError,
    logging: spec.logging,
    limits: { ...spec.limits },
  })
  return createHash('sha256').update('sealwright/policy/v1\n').update(text).digest('hex')
}

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
  return {
    inputInjection: of(spec.input, 'injection'),
    inputSecrets: of(spec.input, 'secrets'),
    inputPii: of(spec.input, 'pii'),
    outputInjection: of(spec.output, 'injection'),
    outputSecrets: of(spec.output, 'secrets'),
    outputPii: of(spec.output, 'pii'),
  }
}
