import type { Route, Target } from '../snapshot.ts'
import { AnswerCache } from './answer-cache.ts'
import { Breaker } from './breaker.ts'
import { RetryBudget } from './retry-budget.ts'
import { TargetCounters } from './target-health.ts'

export type ResilienceDeps = {
  /** Monotonic. */
  readonly nowMs: () => number
  /** [0, 1) */
  readonly random: () => number
  /** Over all routes. */
  readonly cacheBytesMax: number
}

/** A quarter of what bodies in memory may take; some ten thousand ordinary answers. */
export const CACHE_BYTES_MAX = 64 * 1_048_576

/** Beyond this many, what was not used since the last snapshot is forgotten. */
const KEPT_MAX = 5_000

/** What outlives a call and a snapshot: breakers, budgets, counters, cached answers. Of this process. */
export class ResilienceState {
  readonly deps: ResilienceDeps
  readonly cache: AnswerCache
  readonly #breakers = new Map<string, Breaker>()
  readonly #budgets = new Map<string, { readonly key: string; readonly budget: RetryBudget }>()
  readonly #counters = new Map<string, TargetCounters>()
  /** By the snapshot's own objects, so that a call pays one look-up by identity; they go when their snapshot goes. */
  readonly #countersOf = new WeakMap<Target, TargetCounters>()
  readonly #breakerOf = new WeakMap<Route, Map<Target, Breaker>>()

  constructor(deps: ResilienceDeps) {
    this.deps = deps
    this.cache = new AnswerCache(deps.cacheBytesMax)
  }

  counters(target: Target): TargetCounters {
    const known = this.#countersOf.get(target)
    if (known !== undefined) return known
    const counters = kept(this.#counters, modelKey(target), () => new TargetCounters())
    this.#countersOf.set(target, counters)
    return counters
  }

  /** Null when the route has no breaker. */
  breaker(route: Route, target: Target): Breaker | null {
    const settings = route.resilience?.breaker ?? null
    if (settings === null) return null
    let ofRoute = this.#breakerOf.get(route)
    if (ofRoute === undefined) this.#breakerOf.set(route, (ofRoute = new Map()))
    let breaker = ofRoute.get(target)
    if (breaker === undefined) {
      breaker = kept(
        this.#breakers,
        `${modelKey(target)} ${route.resilience?.breakerKey ?? ''}`,
        () => new Breaker(settings, this.deps.nowMs),
      )
      ofRoute.set(target, breaker)
    }
    return breaker
  }

  /** One budget a route; new settings begin with a new one. */
  budget(route: Route): RetryBudget | null {
    const settings = route.resilience?.budget ?? null
    if (settings === null) return null
    const known = this.#budgets.get(route.part.id)
    if (known !== undefined && known.key === String(settings.ratio)) return known.budget
    const budget = new RetryBudget(settings, this.deps.nowMs)
    this.#budgets.set(route.part.id, { key: String(settings.ratio), budget })
    return budget
  }
}

const modelKey = (target: Target): string => `${target.upstream.id} ${target.version.modelId}`

/** From the map, or made and kept. LIMIT: a full map drops its oldest entry: that breaker or count begins anew. */
function kept<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  if (map.size >= KEPT_MAX) {
    const oldest = map.keys().next()
    if (oldest.done !== true) map.delete(oldest.value)
  }
  const made = make()
  map.set(key, made)
  return made
}
