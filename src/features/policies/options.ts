import { createHash } from 'node:crypto'
import type { JsonObject } from '../../lib/json.ts'
import { problem } from '../../lib/problem.ts'
import type { PolicyChange } from './contract.ts'
import type { RouteOptions } from './route-options.ts'

/** Options as a ledger entry's body may hold them: numbers and closed words; the operator's text by its digest. */
export function recordedOptions(options: RouteOptions): JsonObject {
  const { safeAnswer, ...rest } = options
  const recorded: JsonObject = JSON.parse(JSON.stringify(rest))
  return safeAnswer === undefined
    ? recorded
    : {
        ...recorded,
        safeAnswer: `sha256:${createHash('sha256').update(safeAnswer.text).digest('hex')}`,
      }
}

/** Weights belong to places: there is one for each target. Error: `weights_mismatch`. */
export function checkWeights(options: RouteOptions, targets: number): void {
  const weights = options.balance?.weights
  if (weights !== undefined && weights.length !== targets)
    throw problem(
      'weights_mismatch',
      400,
      `the route has ${targets} targets and ${weights.length} weights: give one weight for each target`,
      { where: 'options.balance.weights' },
    )
}

/** What an options change shows in an activation. None of them changes what a finding meets, so none waits for another person. */
export function optionChanges(before: RouteOptions, after: RouteOptions): PolicyChange[] {
  const parts = ['deadlines', 'retries', 'breaker', 'balance', 'safeAnswer', 'cache'] as const
  return parts.flatMap((part) => {
    const from = before[part] === undefined ? null : JSON.stringify(before[part])
    const to = after[part] === undefined ? null : JSON.stringify(after[part])
    return from === to
      ? []
      : [{ path: `options.${part}`, before: from, after: to, effect: 'neutral' as const }]
  })
}
