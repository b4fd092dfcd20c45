import type { LimitName, LimitSpec } from '../../../identity/limits.ts'
import { setLimits } from '../../../identity/limits.ts'
import type { Counter } from './counters.ts'

/** Whose limit it is. `user` is an end user of one system; `model` a model of one upstream, wherever it is asked from. */
export const limitScopes = ['key', 'user', 'system', 'route', 'model'] as const
export type LimitScope = (typeof limitScopes)[number]

/** One limit of one subject, with the counter it is judged against. */
export type Budget = {
  readonly scope: LimitScope
  readonly name: LimitName
  readonly max: number
  readonly counter: Counter
}

export type Unit = 'calls' | 'running' | 'tokens' | 'cost'
export const unitOf = (name: LimitName): Unit => {
  switch (name) {
    case 'requestsPerMinute':
      return 'calls'
    case 'concurrentRequests':
      return 'running'
    case 'tokensPerMinute':
    case 'tokensPerDay':
      return 'tokens'
    case 'costPerDayMicroUsd':
    case 'costPerMonthMicroUsd':
      return 'cost'
  }
}

/** What one call takes of its limits. `costMicroUsd` null: its model's price is not known. */
export type Amount = { readonly tokens: number; readonly costMicroUsd: number | null }

export const unitsOf = (name: LimitName, amount: Amount): number => {
  const unit = unitOf(name)
  return unit === 'tokens' ? amount.tokens : unit === 'cost' ? (amount.costMicroUsd ?? 0) : 1
}

/** Two systems or organisations may use the same ids: a subject's counters are named by all of these. */
export type Subject = { readonly scope: LimitScope; readonly org: string; readonly id: string }
export const subjectName = (s: Subject): string => `${s.org} ${s.scope} ${s.id}`

export const budgetsOf = (
  scope: LimitScope,
  spec: LimitSpec | undefined,
  counter: (name: LimitName) => Counter,
): Budget[] =>
  spec === undefined
    ? []
    : setLimits(spec).map(({ name, max }) => ({ scope, name, max, counter: counter(name) }))
