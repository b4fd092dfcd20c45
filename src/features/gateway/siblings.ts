import type { RoutesHealth, TargetHealth } from '../policies/contract.ts'
import type { Slowdown } from './extraction/watch.ts'

/** What a gateway is asked about routes: those of one organisation, within the caller's systems (null = all). */
export type HealthScope = { readonly org: string; readonly systems: readonly string[] | null }

/** One worker process as a scraper sees it; `text` null = it does not answer now. */
export type WorkerMetrics = { readonly worker: string; readonly text: string | null }

/** The worker processes that serve calls beside this one, as the main process reaches them. What does not answer in time is left out. */
export interface Siblings {
  health(scope: HealthScope): Promise<readonly RoutesHealth[]>
  metrics(org: string | null): Promise<readonly WorkerMetrics[]>
  /** Somebody watches the calls of this organisation, or nobody does any more. */
  watch(org: string, watched: boolean): void
  /** Callers whom extraction defence slows down from now on, or no longer. */
  slowed(callers: readonly Slowdown[]): void
}

const SEVERITY = { off: 0, closed: 1, 'half-open': 2, open: 3 } as const

/**
 * The views of several processes as one: counts add up, of breakers the worst shows (a breaker belongs to one process), times are the newest.
 * LIMIT: percentiles cannot be added: p50 is the mean weighted by answers, p95 the highest of any process.
 */
export function mergeHealth(own: RoutesHealth, others: readonly RoutesHealth[]): RoutesHealth {
  const items = new Map<string, TargetHealth>()
  const key = (t: TargetHealth): string => `${t.routeId} ${t.index} ${t.version}`
  for (const target of [own, ...others].flatMap((h) => h.items)) {
    const known = items.get(key(target))
    items.set(key(target), known === undefined ? target : both(known, target))
  }
  return {
    asOf: own.asOf,
    items: [...items.values()],
    cache: {
      entries: others.reduce((sum, h) => sum + h.cache.entries, own.cache.entries),
      bytes: others.reduce((sum, h) => sum + h.cache.bytes, own.cache.bytes),
    },
  }
}

function both(a: TargetHealth, b: TargetHealth): TargetHealth {
  const worse = SEVERITY[b.breaker] > SEVERITY[a.breaker] ? b : a
  const count = a.recent.count + b.recent.count
  const share = count === 0 ? 0 : b.recent.count / count
  return {
    ...a,
    breaker: worse.breaker,
    probeInMs: worse.probeInMs,
    attempts: a.attempts + b.attempts,
    failures: a.failures + b.failures,
    lastError: (b.lastError?.at ?? '') > (a.lastError?.at ?? '') ? b.lastError : a.lastError,
    lastSuccessAt: latest(a.lastSuccessAt, b.lastSuccessAt),
    recent: {
      count,
      p50Ms:
        a.recent.p50Ms === null || b.recent.p50Ms === null
          ? (a.recent.p50Ms ?? b.recent.p50Ms)
          : Math.round(a.recent.p50Ms * (1 - share) + b.recent.p50Ms * share),
      p95Ms:
        a.recent.p95Ms === null || b.recent.p95Ms === null
          ? (a.recent.p95Ms ?? b.recent.p95Ms)
          : Math.max(a.recent.p95Ms, b.recent.p95Ms),
    },
  }
}

const latest = (a: string | null, b: string | null): string | null => ((b ?? '') > (a ?? '') ? b : a)
