import type { RouteOptions } from '../../policies/contract.ts'
import type { AttemptSettings } from './attempts.ts'
import { backoffDefaults } from './backoff.ts'
import { breakerDefaults, type BreakerSettings } from './breaker.ts'
import { retryBudgetDefaults, type RetryBudgetSettings } from './retry-budget.ts'

/** A route's options as the hot path reads them; worked out once a snapshot. */
export type RouteResilience = {
  readonly attempts: AttemptSettings
  readonly tryMs: number | null
  readonly totalMs: number | null
  readonly budget: RetryBudgetSettings | null
  readonly breaker: BreakerSettings | null
  /** Routes with the same settings share a breaker for the same upstream and model. */
  readonly breakerKey: string
  readonly weights: readonly number[] | null
  readonly sticky: 'none' | 'key' | 'user'
  readonly safeText: string | null
  readonly cache: { readonly ttlMs: number; readonly anyTemperature: boolean } | null
}

/** Sends of one call over all targets and retries: eight targets and as many retries. Beyond, a call is a load generator. */
const ATTEMPTS_MAX = 16

/** Null when nothing is configured: then a call tries its targets in order, once each, and pays for nothing here. */
export function routeResilience(
  options: RouteOptions | undefined,
  configured: number,
): RouteResilience | null {
  if (options === undefined || Object.keys(options).length === 0) return null
  const { deadlines, retries, breaker, balance, safeAnswer, cache } = options
  const settings: BreakerSettings | null =
    breaker === undefined
      ? null
      : {
          consecutiveFailures: breaker.consecutiveFailures,
          errorRate: breaker.errorPercent / 100,
          callsMin: breaker.callsMin,
          windowMs: breaker.windowMs,
          openMs: breaker.openMs,
          openMsMax: Math.max(breaker.openMs, breakerDefaults.openMsMax),
          probes: breaker.probes,
        }
  return {
    attempts: {
      retriesMax: retries?.max ?? 0,
      backoff: {
        ...backoffDefaults,
        retryAfterMsMax: retries?.retryAfterMsMax ?? backoffDefaults.retryAfterMsMax,
      },
      attemptsMax: ATTEMPTS_MAX,
    },
    tryMs: deadlines?.tryMs ?? null,
    totalMs: deadlines?.totalMs ?? null,
    budget: retries === undefined ? null : { ...retryBudgetDefaults, ratio: retries.budgetPercent / 100 },
    breaker: settings,
    breakerKey: settings === null ? '' : Object.values(settings).join(' '),
    // a list that does not fit the targets would weigh the wrong ones: then the order holds
    weights: balance !== undefined && balance.weights.length === configured ? balance.weights : null,
    sticky: balance?.sticky ?? 'none',
    safeText: safeAnswer?.text ?? null,
    cache: cache === undefined ? null : { ttlMs: cache.ttlS * 1_000, anyTemperature: cache.anyTemperature },
  }
}
