import type { OrgId } from '../../lib/ids.ts'
import { sql, type Tx } from '../../platform/db.ts'
import type { UpstreamKind, UpstreamOptions } from './contract.ts'

export type UpstreamRow = {
  id: string
  org_id: OrgId
  name: string
  kind: UpstreamKind
  base_url: string | null
  options: UpstreamOptions
  key_sealed: Buffer | null
  created_at: Date
}

/** False when the name is taken. */
export const insertUpstream = async (
  tx: Tx,
  row: {
    id: string
    org: OrgId
    name: string
    kind: string
    baseUrl: string | null
    options: UpstreamOptions
    sealed: Buffer | null
    by: string
    at: Date
  },
): Promise<boolean> =>
  (await tx.run(sql`
    insert into upstream (id, org_id, name, kind, base_url, options, key_sealed, created_by, created_at)
    values (${row.id}, ${row.org}, ${row.name}, ${row.kind}, ${row.baseUrl}, ${JSON.stringify(row.options)}, ${row.sealed}, ${row.by}, ${row.at}) on conflict do nothing`)) ===
  1

export const setUpstreamKey = (tx: Tx, org: OrgId, name: string, sealed: Buffer): Promise<number> =>
  tx.run(
    sql`update upstream set key_sealed = ${sealed} where org_id = ${org} and name = ${name} and kind <> 'sandbox'`,
  )

export const upstreams = (tx: Tx, org: OrgId, limit: number): Promise<UpstreamRow[]> =>
  tx.rows<UpstreamRow>(
    sql`select id, org_id, name, kind, base_url, options, key_sealed, created_at from upstream where org_id = ${org} order by name limit ${limit}`,
  )

export const upstreamByName = (tx: Tx, org: OrgId, name: string): Promise<UpstreamRow | undefined> =>
  tx.maybe<UpstreamRow>(
    sql`select id, org_id, name, kind, base_url, options, key_sealed, created_at from upstream where org_id = ${org} and name = ${name}`,
  )

/** Scope `system`. */
export const upstreamsEverywhere = (tx: Tx, limit: number): Promise<UpstreamRow[]> =>
  tx.rows<UpstreamRow>(
    sql`select id, org_id, name, kind, base_url, options, key_sealed, created_at from upstream order by org_id, name limit ${limit}`,
  )

export type KillRow = {
  org_id: OrgId
  system_id: string
  system_name: string
  system_ref: string
  killed: boolean
  reason: string | null
  changed_by: string
  changed_at: Date
  release_approval_id: string | null
}

const killColumns = sql`org_id, system_id, system_name, system_ref, killed, reason, changed_by, changed_at, release_approval_id`

export const lockKill = (tx: Tx, org: OrgId, systemId: string): Promise<KillRow | undefined> =>
  tx.maybe<KillRow>(
    sql`select ${killColumns} from kill_switch where org_id = ${org} and system_id = ${systemId} for update`,
  )

export const kills = (
  tx: Tx,
  org: OrgId,
  systems: readonly string[] | null,
  limit: number,
): Promise<KillRow[]> =>
  tx.rows<KillRow>(
    sql`select ${killColumns} from kill_switch where org_id = ${org} and (${systems}::text[] is null or system_name = any(${systems})) order by system_name limit ${limit}`,
  )

export const putKill = (
  tx: Tx,
  org: OrgId,
  row: {
    systemId: string
    systemName: string
    systemRef: string
    killed: boolean
    reason: string | null
    by: string
    at: Date
  },
): Promise<number> =>
  tx.run(sql`
    insert into kill_switch (org_id, system_id, system_name, system_ref, killed, reason, changed_by, changed_at)
    values (${org}, ${row.systemId}, ${row.systemName}, ${row.systemRef}, ${row.killed}, ${row.reason}, ${row.by}, ${row.at})
    on conflict (org_id, system_id) do update set killed = excluded.killed, reason = excluded.reason, changed_by = excluded.changed_by,
      changed_at = excluded.changed_at, release_approval_id = null`)

export const setReleaseApproval = (
  tx: Tx,
  org: OrgId,
  systemId: string,
  approvalId: string | null,
): Promise<number> =>
  tx.run(
    sql`update kill_switch set release_approval_id = ${approvalId} where org_id = ${org} and system_id = ${systemId}`,
  )

/** Scope `system`: systems that are stopped now. */
export const killsEverywhere = (tx: Tx, limit: number): Promise<{ org_id: OrgId; system_id: string }[]> =>
  tx.rows(
    sql`select org_id, system_id from kill_switch where killed order by org_id, system_id limit ${limit}`,
  )
