import type { OrgId } from '../../lib/ids.ts'
import { sql, type Tx } from '../../platform/db.ts'
import type { Environment } from '../../identity/contract.ts'
import type { Modes, PolicySpec, RouteOptions } from './contract.ts'

export type RouteRow = {
  id: string
  org_id: OrgId
  name: string
  system_id: string
  system_name: string
  system_ref: string
  environment: Environment
  policy_id: string
  policy_name: string
  policy_version: number | null
  policy_version_id: string | null
  policy_digest: string | null
  policy_spec: PolicySpec | null
  target_ids: string[]
  target_labels: string[]
  options: RouteOptions
  regulated: boolean
  enabled: boolean
  waiting_policy_id: string | null
  waiting_policy_name: string | null
  waiting_regulated: boolean | null
  waiting_approval_id: string | null
  created_at: Date
  updated_at: Date
}

const select = sql`
  select r.id, r.org_id, r.name, r.system_id, r.system_name, r.system_ref, r.environment, r.policy_id, p.name as policy_name,
    v.version as policy_version, v.id as policy_version_id, v.digest as policy_digest, v.spec as policy_spec,
    r.target_ids, r.target_labels, r.options, r.regulated, r.enabled, r.waiting_policy_id, w.name as waiting_policy_name, r.waiting_regulated,
    r.waiting_approval_id, r.created_at, r.updated_at
  from route r join policy p on p.id = r.policy_id
    left join policy_version v on v.policy_id = r.policy_id and v.state = 'active'
    left join policy w on w.id = r.waiting_policy_id`

/** False when the name is taken in this system and environment. */
export const insertRoute = async (
  tx: Tx,
  row: {
    id: string
    org: OrgId
    name: string
    systemId: string
    systemName: string
    systemRef: string
    environment: string
    policyId: string
    targetIds: readonly string[]
    targetLabels: readonly string[]
    options: RouteOptions
    regulated: boolean
    enabled: boolean
    by: string
    at: Date
  },
): Promise<boolean> =>
  (await tx.run(sql`
    insert into route (id, org_id, name, system_id, system_name, system_ref, environment, policy_id, target_ids, target_labels, options, regulated, enabled, created_by, created_at, updated_at)
    values (${row.id}, ${row.org}, ${row.name}, ${row.systemId}, ${row.systemName}, ${row.systemRef}, ${row.environment}, ${row.policyId},
      ${row.targetIds}, ${row.targetLabels}, ${JSON.stringify(row.options)}::jsonb, ${row.regulated}, ${row.enabled}, ${row.by}, ${row.at}, ${row.at})
    on conflict do nothing`)) === 1

export const routeById = (tx: Tx, org: OrgId, id: string): Promise<RouteRow | undefined> =>
  tx.maybe<RouteRow>(sql`${select} where r.org_id = ${org} and r.id = ${id}`)

export const lockRoute = (tx: Tx, org: OrgId, id: string): Promise<RouteRow | undefined> =>
  tx.maybe<RouteRow>(sql`${select} where r.org_id = ${org} and r.id = ${id} for update of r`)

export const routesOfPolicy = (tx: Tx, org: OrgId, policyId: string, limit: number): Promise<RouteRow[]> =>
  tx.rows<RouteRow>(
    sql`${select} where r.org_id = ${org} and r.policy_id = ${policyId} order by r.created_at, r.id limit ${limit}`,
  )

export const openRoutesOfSystem = (
  tx: Tx,
  org: OrgId,
  systemId: string,
  limit: number,
): Promise<RouteRow[]> =>
  tx.rows<RouteRow>(
    sql`${select} where r.org_id = ${org} and r.system_id = ${systemId} and r.enabled order by r.seq limit ${limit}`,
  )

export const routeNames = (
  tx: Tx,
  org: OrgId,
  limit: number,
): Promise<{ policy_id: string; name: string }[]> =>
  tx.rows(sql`select policy_id, name from route where org_id = ${org} order by seq limit ${limit}`)

export const routePage = (
  tx: Tx,
  org: OrgId,
  after: { readonly at: string; readonly id: string } | null,
  systems: readonly string[] | null,
  words: string,
  limit: number,
): Promise<RouteRow[]> =>
  tx.rows<RouteRow>(sql`${select}
    where r.org_id = ${org} and (${systems}::text[] is null or r.system_name = any(${systems}))
      and (${words} = '' or position(${words} in r.name) > 0 or position(${words} in r.system_name) > 0)
      and (${after === null} or (r.created_at, r.id) > (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by r.created_at, r.id limit ${limit}`)

export const countRoutes = async (
  tx: Tx,
  org: OrgId,
  systems: readonly string[] | null,
  words: string,
): Promise<number> =>
  Number(
    (
      await tx.one<{ n: string }>(sql`
        select count(*) as n from route r where r.org_id = ${org} and (${systems}::text[] is null or r.system_name = any(${systems}))
          and (${words} = '' or position(${words} in r.name) > 0 or position(${words} in r.system_name) > 0)`)
    ).n,
  )

export const updateRoute = (
  tx: Tx,
  org: OrgId,
  id: string,
  row: {
    policyId: string
    targetIds: readonly string[]
    targetLabels: readonly string[]
    options: RouteOptions
    regulated: boolean
    enabled: boolean
    waiting: { policyId: string; regulated: boolean; approvalId: string } | null
    at: Date
  },
): Promise<number> =>
  tx.run(sql`
    update route set policy_id = ${row.policyId}, target_ids = ${row.targetIds}, target_labels = ${row.targetLabels},
      options = ${JSON.stringify(row.options)}::jsonb,
      regulated = ${row.regulated}, enabled = ${row.enabled}, waiting_policy_id = ${row.waiting?.policyId ?? null},
      waiting_regulated = ${row.waiting?.regulated ?? null}, waiting_approval_id = ${row.waiting?.approvalId ?? null}, updated_at = ${row.at}
    where org_id = ${org} and id = ${id}`)

/** Scope `system`: every route in order of creation. */
export const routesEverywhere = (tx: Tx, limit: number): Promise<RouteRow[]> =>
  tx.rows<RouteRow>(sql`${select} order by r.org_id, r.seq limit ${limit}`)

// ---- intervals ----

export type IntervalRow = {
  id: string
  route_id: string
  route_name: string
  system_name: string
  from_at: Date
  to_at: Date | null
  policy_name: string
  policy_version: number
  digest: string
  enabled: boolean
  modes: Modes
}

export const closeInterval = (tx: Tx, org: OrgId, routeId: string, at: Date): Promise<number> =>
  tx.run(sql`
    update route_interval set to_at = greatest(from_at, ${at}) where org_id = ${org} and route_id = ${routeId} and to_at is null`)

export const openInterval = (
  tx: Tx,
  row: {
    id: string
    org: OrgId
    routeId: string
    at: Date
    versionId: string
    enabled: boolean
    regulated: boolean
    modes: Modes
  },
): Promise<number> =>
  tx.run(sql`
    insert into route_interval (id, org_id, route_id, from_at, policy_version_id, enabled, regulated, modes)
    values (${row.id}, ${row.org}, ${row.routeId}, ${row.at}, ${row.versionId}, ${row.enabled}, ${row.regulated}, ${JSON.stringify(row.modes)}::jsonb)`)

/** Intervals that touch [from, to), oldest first; `routeId` null = all routes. */
export const intervalsIn = (
  tx: Tx,
  org: OrgId,
  routeId: string | null,
  from: Date,
  to: Date,
  limit: number,
): Promise<IntervalRow[]> =>
  tx.rows<IntervalRow>(sql`
    select i.id, i.route_id, r.name as route_name, r.system_name, i.from_at, i.to_at, p.name as policy_name, v.version as policy_version, v.digest, i.enabled, i.modes
    from route_interval i join route r on r.id = i.route_id join policy_version v on v.id = i.policy_version_id join policy p on p.id = v.policy_id
    where i.org_id = ${org} and (${routeId}::uuid is null or i.route_id = ${routeId}) and i.from_at < ${to} and (i.to_at is null or i.to_at > ${from})
    order by i.from_at, i.id limit ${limit}`)

/** Routes of a system and environment that name the version; locked, because their targets change. */
export const routesServing = (
  tx: Tx,
  org: OrgId,
  by: { readonly systemId: string; readonly environment: string; readonly from: string },
): Promise<
  Pick<
    RouteRow,
    'id' | 'system_ref' | 'policy_name' | 'policy_digest' | 'target_ids' | 'target_labels' | 'options'
  >[]
> =>
  tx.rows(sql`
    select r.id, r.system_ref, p.name as policy_name, v.digest as policy_digest, r.target_ids, r.target_labels, r.options
    from route r join policy p on p.id = r.policy_id left join policy_version v on v.policy_id = p.id and v.state = 'active'
    where r.org_id = ${org} and r.system_id = ${by.systemId} and r.environment = ${by.environment} and ${by.from} = any (r.target_ids)
    order by r.id limit 1000 for update of r`)

export const setTargets = (
  tx: Tx,
  org: OrgId,
  id: string,
  to: {
    readonly ids: readonly string[]
    readonly labels: readonly string[]
    readonly options: RouteOptions
    readonly at: Date
  },
): Promise<number> =>
  tx.run(sql`
    update route set target_ids = ${to.ids}, target_labels = ${to.labels}, options = ${JSON.stringify(to.options)}::jsonb, updated_at = ${to.at} where org_id = ${org} and id = ${id}`)
