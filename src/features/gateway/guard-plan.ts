import { needsContext, type Detector, type GuardRuleLike } from '../guardrails/index.ts'
import { compiledRules, type ActiveDetector } from '../policies/index.ts'
import { askedBy, detectorOf } from './external-guards.ts'
import type { PolicyPart } from './snapshot.ts'

/** What follows from a policy for every call under it: worked out once, so that an ordinary call pays one look-up. */
export type GuardPlan = {
  /** Rules that this process judges itself, and those for which it asks a server. */
  readonly input: readonly GuardRuleLike[]
  readonly askedInput: readonly GuardRuleLike[]
  readonly output: readonly GuardRuleLike[]
  readonly detectors: readonly Detector[]
  readonly askInput: readonly ActiveDetector[]
  readonly askOutput: readonly ActiveDetector[]
  /** Some rule compares the answer with its request. */
  readonly context: boolean
  /** Some rule has exceptions, which end at an instant. */
  readonly timed: boolean
}

const plans = new WeakMap<PolicyPart, GuardPlan>()

/** `detectors` is one list for the process's life. */
export function guardPlanOf(policy: PolicyPart, detectors: readonly Detector[]): GuardPlan {
  let plan = plans.get(policy)
  if (plan === undefined) plans.set(policy, (plan = make(policy, detectors)))
  return plan
}

function make({ spec, external = [] }: PolicyPart, detectors: readonly Detector[]): GuardPlan {
  const { input, output } = compiledRules(spec)
  const asks = input.some((rule) => rule.guard === 'external')
  const all = external.length === 0 ? detectors : [...detectors, ...external.map(detectorOf)]
  return {
    // the lists of the spec itself where nothing is taken out: the evaluator's plans go by identity
    input: asks ? input.filter((rule) => rule.guard !== 'external') : input,
    askedInput: asks ? input.filter((rule) => rule.guard === 'external') : [],
    output,
    detectors: all,
    askInput: askedBy(input, external),
    askOutput: askedBy(output, external),
    context: needsContext(output, all),
    timed: [...input, ...output].some((rule) => rule.except !== undefined),
  }
}
