import type { OrgId } from '../../lib/ids.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/random.ts'
import type { Interval } from './contract.ts'
import type { PolicyDeps } from './deps.ts'
import { modesOf } from './model.ts'
import { closeInterval, intervalsIn, openInterval, routeById, type IntervalRow } from './route-store.ts'

/**
 * Ends the route's running interval and begins one with what is true now. Call it in the transaction of every change to the route or to
 * its active policy, after the change: so the history has neither gap nor overlap.
 */
export async function beginInterval(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  routeId: string,
  at: Date,
): Promise<void> {
  await closeInterval(tx, org, routeId, at)
  const route = await routeById(tx, org, routeId)
  if (route === undefined || route.policy_version_id === null || route.policy_spec === null) return
  await openInterval(tx, {
    id: newId(deps.clock, deps.random),
    org,
    routeId,
    at,
    versionId: route.policy_version_id,
    enabled: route.enabled,
    regulated: route.regulated,
    modes: modesOf(route.policy_spec),
  })
}

const INTERVALS_MAX = 5_000

/** What each guard did on routes between two instants, oldest first; observe is reported as observe. */
export const intervalsBetween = async (
  tx: Tx,
  org: OrgId,
  routeId: string | null,
  fromMs: number,
  toMs: number,
): Promise<Interval[]> =>
  (await intervalsIn(tx, org, routeId, new Date(fromMs), new Date(toMs), INTERVALS_MAX)).map(intervalView)

const intervalView = (row: IntervalRow): Interval => ({
  route: row.route_id,
  routeName: row.route_name,
  system: row.system_name,
  from: row.from_at.toISOString(),
  to: row.to_at?.toISOString() ?? null,
  policy: row.policy_name,
  policyVersion: row.policy_version,
  digest: row.digest,
  enabled: row.enabled,
  modes: row.modes,
})
