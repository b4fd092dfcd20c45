import { limitNames, type LimitSpec } from '../../identity/limits.ts'
import type { Extraction } from './admission-options.ts'
import type { PolicyChange, PolicySpec } from './contract.ts'

/** Limits and extraction defence: a limit that allows more, or a defence that does less, loosens. */
export function admissionChanges(before: PolicySpec, after: PolicySpec): PolicyChange[] {
  const changes: PolicyChange[] = []
  const scalar = (path: string, from: string | null, to: string | null, looser: boolean): void => {
    if (from !== to) changes.push({ path, before: from, after: to, effect: looser ? 'loosens' : 'tightens' })
  }
  const limits = (path: string, was: LimitSpec = {}, is: LimitSpec = {}): void => {
    for (const name of limitNames) {
      const from = was[name] ?? null
      const to = is[name] ?? null
      scalar(
        `${path}.${name}`,
        from === null ? null : String(from),
        to === null ? null : String(to),
        (to ?? Infinity) > (from ?? Infinity),
      )
    }
  }
  limits('limits', before.limits, after.limits)
  limits('userLimits', before.userLimits, after.userLimits)
  limits('systemLimits', before.systemLimits, after.systemLimits)
  limits('modelLimits', before.modelLimits, after.modelLimits)
  const from = before.limits.bodyBytesMax
  const to = after.limits.bodyBytesMax
  scalar('limits.bodyBytesMax', String(from), String(to), to > from)

  const was = before.extraction
  const is = after.extraction
  scalar('extraction.mode', was?.mode ?? null, is?.mode ?? null, strength(is) < strength(was))
  if (was === undefined || is === undefined) return changes
  scalar(
    'extraction.threshold',
    was.threshold.toFixed(3),
    is.threshold.toFixed(3),
    is.threshold > was.threshold,
  )
  scalar(
    'extraction.retryAfterS',
    String(was.retryAfterS),
    String(is.retryAfterS),
    is.retryAfterS < was.retryAfterS,
  )
  return changes
}

const strength = (rule: Extraction | undefined): number =>
  rule === undefined ? 0 : rule.mode === 'observe' ? 1 : 2
