import { installation, record, type By, type Records } from '../../../identity/record.ts'
import type { OrgId } from '../../../lib/ids.ts'
import { notFound, problem } from '../../../lib/problem.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Subscription } from '../../../platform/events.ts'
import type { JobHandler, JobQueue } from '../../../platform/jobs.ts'
import type { Log } from '../../../platform/log.ts'
import { newId, type Random } from '../../../platform/random.ts'
import { enforcedGuards, enforcedRoutes, type EnforcedRoute } from '../../policies/index.ts'
import type { Route } from '../snapshot.ts'
import type { SnapshotHolder } from '../snapshot-holder.ts'
import type { GuardProbe, GuardProbes } from './contract.ts'
import { forgetProbes, insertProbe, lastRuns, latestProbes, type ProbeRow } from './probe-store.ts'
import { PROBE_TEXTS } from './probe-texts.ts'
import { alive, probePolicy, type GuardProbeResult, type ProbeDeps } from './run-probes.ts'

export type GuardProbesDeps = Records & {
  readonly db: Db
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly snapshots: SnapshotHolder
  readonly probing: ProbeDeps
}

const HOUR_MS = 3_600_000
/** Daily: looked at each hour, done when the last run is so old. Later than 24 hours after the last one it would slip around the clock. */
const AGAIN_AFTER_MS = 23 * HOUR_MS
/** A daily probe and two hours in which a server may be down. */
export const STALE_AFTER_MS = 26 * HOUR_MS
/** Rows behind facts and pages; the ledger keeps every run. */
const KEEP_MS = 400 * 24 * HOUR_MS
const ROWS_MAX = 50_000

/**
 * Probes one route as this gateway obeys it now. The entry, the rows and the event commit together; a run that was not recorded did not happen.
 * A guard that let a hostile probe through, stopped a harmless one or failed is an event of its own, `gateway.probe_failed`.
 */
async function probeRoute(
  deps: GuardProbesDeps,
  org: OrgId,
  by: By,
  route: Route,
  run: string,
): Promise<readonly GuardProbeResult[]> {
  // a seed per route and run: what passes today is not what was seen yesterday
  const seed = deps.random.bytes(16).toString('hex')
  const results = await probePolicy(route.policy, seed, deps.probing)
  if (results.length === 0) return results
  const failed = results.filter((r) => !alive(r))
  const at = new Date(deps.clock.nowMs())
  await deps.db.tx({ org }, async (tx) => {
    const entry = await record(deps, tx, org, {
      type: 'gateway.probed',
      by,
      sys: route.system.ref,
      body: {
        run,
        route: route.part.id,
        environment: route.part.environment,
        policy: route.policy.digest,
        texts: PROBE_TEXTS,
        seed,
        alive: failed.length === 0,
        guards: results.map((r) => ({ ...r, missed: [...r.missed], alarms: [...r.alarms] })),
      },
    })
    for (const result of results)
      await insertProbe(
        tx,
        org,
        { run, at, route: route.part.id, digest: route.policy.digest, entry },
        result,
      )
    if (failed.length > 0)
      await deps.outbox.emit(tx, {
        type: 'gateway.probe_failed',
        org,
        data: {
          run,
          route: route.part.id,
          entry,
          guards: failed.map((r) => ({
            side: r.side,
            guard: r.guard,
            detector: r.detector,
            missed: [...r.missed],
            alarms: [...r.alarms],
            failure: r.failure,
          })),
        },
      })
  })
  for (const r of failed)
    deps.log.error(
      {
        route: route.part.id,
        side: r.side,
        guard: r.guard,
        missed: r.missed,
        alarms: r.alarms,
        code: r.failure,
      },
      'an enforced guard did not do with a probe what it must',
    )
  return results
}

/** Enabled routes of one organisation whose policy acts by some guard, as this gateway has them. */
const probed = (deps: GuardProbesDeps, org: OrgId): Route[] =>
  [...deps.snapshots.current.routesById.values()].filter(
    (route) => route.part.org === org && route.part.enabled && enforcedGuards(route.policy.spec).length > 0,
  )

/** On demand. Errors: `route_not_found` (404), `nothing_enforced` (409). */
export async function probeNow(
  deps: GuardProbesDeps,
  org: OrgId,
  by: By,
  wanted: { readonly route?: string | undefined; readonly systems: readonly string[] | null },
): Promise<void> {
  await deps.snapshots.refresh()
  const mine = [...deps.snapshots.current.routesById.values()].filter(
    (r) => r.part.org === org && (wanted.systems === null || wanted.systems.includes(r.system.name)),
  )
  const { route } = wanted
  const named = mine.filter((r) => route === undefined || r.part.id === route || r.part.name === route)
  if (route !== undefined && named.length === 0) throw notFound('route', route)
  const enforcing = probed(deps, org).filter((r) => named.includes(r))
  if (enforcing.length === 0)
    throw problem('nothing_enforced', 409, 'no guard is enforced there, so there is nothing to probe', {
      where: 'route',
      fix: 'enforce a rule with another action than `flag`, and enable the route',
    })
  const run = newId(deps.clock, deps.random)
  for (const one of enforcing) await probeRoute(deps, org, by, one, run)
}

/** Routes that were not probed for 23 hours, or not under the policy that stands on them now. */
async function probeDue(deps: GuardProbesDeps, signal: AbortSignal): Promise<void> {
  await deps.snapshots.refresh()
  const now = deps.clock.nowMs()
  for (const org of deps.snapshots.current.generations.keys()) {
    const last = await deps.db.tx({ org }, async (tx) => {
      await forgetProbes(tx, org, new Date(now - KEEP_MS))
      return new Map((await lastRuns(tx, org, ROWS_MAX)).map((row) => [row.route_id, row]))
    })
    const run = newId(deps.clock, deps.random)
    for (const route of probed(deps, org)) {
      signal.throwIfAborted()
      const before = last.get(route.part.id)
      if (
        before !== undefined &&
        before.policy_digest === route.policy.digest &&
        now - before.at.getTime() < AGAIN_AFTER_MS
      )
        continue
      await probeRoute(deps, org, installation(org, 'guard probes'), route, run)
    }
  }
}

const JOB = 'gateway.probe-guards'

/** What changes what is enforced: the new rules are probed at once, not with the next hour. */
export const probeSubscriptions = (jobs: JobQueue): Subscription[] =>
  ['policy.activated', 'route.created', 'route.changed'].map((event) => ({
    event,
    name: `gateway.probe.on.${event}`,
    handle: ({ org }, tx) => jobs.enqueue(tx, { type: JOB, org, data: {}, dedupeKey: `${JOB} ${org}` }),
  }))

export const probeJob = (deps: GuardProbesDeps): JobHandler => ({
  type: JOB,
  deadlineMs: 600_000,
  attemptsMax: 2,
  everyMs: HOUR_MS,
  handle: (_, { signal }) => probeDue(deps, signal),
})

/** Every guard that is enforced on an enabled route now, with its newest probe; what was never probed is there too. */
export async function probesOf(
  tx: Tx,
  org: OrgId,
  at: Date,
  systems: readonly string[] | null,
): Promise<GuardProbes & { readonly complete: boolean; readonly routes: readonly EnforcedRoute[] }> {
  const { routes, complete } = await enforcedRoutes(tx, org)
  const rows = await latestProbes(tx, org, at, ROWS_MAX + 1)
  const byGuard = new Map(rows.map((r) => [`${r.route_id} ${r.side} ${r.guard} ${r.detector}`, r]))
  const seen = routes.filter((r) => systems === null || systems.includes(r.system))
  return {
    asOf: at.toISOString(),
    complete: complete && rows.length <= ROWS_MAX,
    routes: seen,
    items: seen.flatMap((route) =>
      route.guards.map(({ side, guard, detector }) =>
        view(route, { side, guard, detector }, byGuard.get(`${route.id} ${side} ${guard} ${detector}`), at),
      ),
    ),
  }
}

function view(
  route: EnforcedRoute,
  asked: Pick<GuardProbe, 'side' | 'guard' | 'detector'>,
  row: ProbeRow | undefined,
  at: Date,
): GuardProbe {
  const stale =
    row !== undefined &&
    (at.getTime() - row.at.getTime() > STALE_AFTER_MS || row.policy_digest !== route.policyDigest)
  return {
    route: route.id,
    routeName: route.name,
    system: route.system,
    environment: route.environment,
    policy: route.policy,
    policyDigest: row?.policy_digest ?? null,
    ...asked,
    state: row === undefined ? 'never' : stale ? 'stale' : alive(row) ? 'alive' : 'failed',
    at: row?.at.toISOString() ?? null,
    judgedBy: row?.judged_by ?? '',
    hostile: row?.hostile ?? 0,
    stopped: row?.stopped ?? 0,
    harmless: row?.harmless ?? 0,
    passed: row?.passed ?? 0,
    missed: row?.missed ?? [],
    alarms: row?.alarms ?? [],
    failure: row?.failure ?? '',
    entry: row?.entry_id ?? null,
  }
}
