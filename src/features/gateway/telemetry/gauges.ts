import type { CallRecorder } from '../../../ledger/contract.ts'
import type { Keeper } from '../extraction/keeper.ts'
import type { GatewayCore } from '../gateway.ts'
import { routesHealth } from '../resilience/health.ts'
import type { SnapshotHolder } from '../snapshot-holder.ts'
import type { Exposition } from './prometheus.ts'

export type GaugeSources = {
  readonly core: Pick<GatewayCore, 'stats' | 'resilience'>
  readonly recorder: CallRecorder
  readonly snapshots: SnapshotHolder
  /** Null: no workers serve beside this process. */
  readonly keeper: Pick<Keeper, 'unseen'> | null
  readonly nowMs: () => number
}

const STATES = { off: -1, closed: 0, 'half-open': 1, open: 2 } as const

/** What is measured when a scraper asks. */
export function exposeGateway(to: Exposition, from: GaugeSources, org: string | null): void {
  const { running, unrecorded, unknownKeys, bodyBytes } = from.core.stats()
  to.gauge('sealwright_calls_running', 'Calls that run now.', running)
  to.counter('sealwright_calls_unrecorded_total', 'Calls that could not be recorded.', unrecorded)
  to.counter('sealwright_calls_unknown_key_total', 'Calls that named no key known here.', unknownKeys)
  to.gauge('sealwright_body_bytes', 'Request bodies in memory.', bodyBytes)
  if (from.keeper !== null)
    to.counter(
      'sealwright_extraction_unseen_total',
      'Calls of gateway workers that extraction defence did not look at: the main process was too slow.',
      from.keeper.unseen,
    )
  const age = from.snapshots.ageMs() / 1_000
  to.gauge(
    'sealwright_policy_snapshot_age_seconds',
    'Since the policies were last known to be the newest.',
    age,
  )
  const backlog = from.recorder.backlog()
  to.gauge(
    'sealwright_evidence_backlog_bytes',
    'Evidence on this disk that is not yet in the database.',
    backlog.bytes,
  )
  to.gauge('sealwright_evidence_backlog_records', 'The same in records.', backlog.records)
  to.gauge(
    'sealwright_evidence_backlog_age_seconds',
    'Age of its oldest record.',
    backlog.oldestMs === null ? 0 : Math.max(0, from.nowMs() - backlog.oldestMs) / 1_000,
  )
  to.gauge(
    'sealwright_evidence_available',
    '1 while evidence can be written.',
    from.recorder.available ? 1 : 0,
  )
  const cache = from.core.resilience.cache.stats()
  to.gauge('sealwright_answer_cache_bytes', 'Cached answers in memory.', cache.bytes)
  to.gauge('sealwright_answer_cache_entries', 'Their number.', cache.entries)

  const targets = routesHealth(
    from.snapshots.current,
    from.core.resilience,
    { org, systems: null },
    from.nowMs(),
  )
  const labels = targets.map((t) => ({
    ...(org === null ? { route_id: t.routeId } : {}),
    system: t.system,
    route: t.route,
    environment: t.environment,
    version: t.version,
    upstream: t.upstream,
  }))
  const each = (
    name: string,
    type: 'gauge' | 'counter',
    help: string,
    value: (i: number) => number,
  ): void => {
    to.family(name, type, help)
    labels.forEach((l, i) => to.sample(name, l, value(i)))
  }
  each(
    'sealwright_breaker_state',
    'gauge',
    'Circuit breaker: -1 none, 0 closed, 1 half-open, 2 open.',
    (i) => STATES[targets[i]?.breaker ?? 'off'],
  )
  each(
    'sealwright_upstream_attempts_total',
    'counter',
    'Sends to an upstream’s model, over all routes.',
    (i) => targets[i]?.attempts ?? 0,
  )
  each(
    'sealwright_upstream_failures_total',
    'counter',
    'Of those, how many failed.',
    (i) => targets[i]?.failures ?? 0,
  )
}
