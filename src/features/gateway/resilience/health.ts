import type { TargetHealth } from '../../policies/contract.ts'
import type { Snapshot } from '../snapshot.ts'
import type { ResilienceState } from './state.ts'

/** Targets in one answer: 8 of each of 250 routes. */
const TARGETS_MAX = 2_000

/**
 * Every target of every enabled route as this process sees it. Counts are of the upstream's model, whichever route sent; a breaker is of the route's
 * settings. `org` null = all; `systems`: names in the caller's scope, null = all.
 * LIMIT: after 2,000 targets the rest is left out; a single process: replicas have their own breakers.
 */
export function routesHealth(
  snapshot: Snapshot,
  state: ResilienceState,
  scope: { readonly org: string | null; readonly systems: readonly string[] | null },
  nowMs: number,
): TargetHealth[] {
  const out: TargetHealth[] = []
  for (const route of snapshot.routesById.values()) {
    if (!route.part.enabled || (scope.org !== null && route.part.org !== scope.org)) continue
    if (scope.systems !== null && !scope.systems.includes(route.system.name)) continue
    for (const target of route.targets) {
      if (out.length >= TARGETS_MAX) return out
      const breaker = state.breaker(route, target)
      const counters = state.counters(target)
      const iso = (ms: number): string => new Date(ms).toISOString()
      out.push({
        route: route.part.name,
        routeId: route.part.id,
        system: route.system.name,
        environment: route.part.environment,
        version: target.version.label,
        index: target.index,
        weight: route.resilience?.weights?.[target.index] ?? null,
        upstream: target.upstream.name,
        model: target.version.modelId,
        breaker: breaker?.state ?? 'off',
        probeInMs: Math.round(breaker?.waitMs ?? 0),
        attempts: counters.attempts,
        failures: counters.failures,
        lastError:
          counters.lastError === null
            ? null
            : { code: counters.lastError.code, at: iso(counters.lastError.atMs) },
        lastSuccessAt: counters.lastSuccessMs === null ? null : iso(counters.lastSuccessMs),
        recent: counters.recent(nowMs),
      })
    }
  }
  return out
}
