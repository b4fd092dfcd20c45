import type { OrgId } from '../../lib/ids.ts'
import { sql, type Tx } from '../../platform/db.ts'
import type { Policy, PolicySpec } from './contract.ts'

export type VersionRow = {
  id: string
  org_id: OrgId
  policy_id: string
  name: string
  version: number
  state: Policy['state']
  spec: PolicySpec
  digest: string
  author: string
  authors: string[]
  created_at: Date
  activated_at: Date | null
  approval_id: string | null
}

const columns = sql`v.id, v.org_id, v.policy_id, p.name, v.version, v.state, v.spec, v.digest, v.author, v.authors, v.created_at, v.activated_at, v.approval_id`
const joined = sql`from policy_version v join policy p on p.id = v.policy_id`

export const policyByName = (
  tx: Tx,
  org: OrgId,
  name: string,
): Promise<{ id: string; name: string } | undefined> =>
  tx.maybe(sql`select id, name from policy where org_id = ${org} and name = ${name}`)

/** Also the lock under which drafts and activations of one policy take turns. */
export const lockPolicy = (
  tx: Tx,
  org: OrgId,
  name: string,
): Promise<{ id: string; name: string } | undefined> =>
  tx.maybe(sql`select id, name from policy where org_id = ${org} and name = ${name} for update`)

export const lockPolicyById = (
  tx: Tx,
  org: OrgId,
  id: string,
): Promise<{ id: string; name: string } | undefined> =>
  tx.maybe(sql`select id, name from policy where org_id = ${org} and id = ${id} for update`)

/** False when the name is taken. */
export const insertPolicy = async (
  tx: Tx,
  row: { id: string; org: OrgId; name: string; by: string; at: Date },
): Promise<boolean> =>
  (await tx.run(
    sql`insert into policy (id, org_id, name, created_by, created_at) values (${row.id}, ${row.org}, ${row.name}, ${row.by}, ${row.at}) on conflict do nothing`,
  )) === 1

export const insertVersion = (
  tx: Tx,
  row: { id: string; org: OrgId; policyId: string; spec: PolicySpec; digest: string; by: string; at: Date },
): Promise<{ version: number }> =>
  tx.one(sql`
    insert into policy_version (id, org_id, policy_id, version, state, spec, digest, author, authors, created_at)
    select ${row.id}, ${row.org}, ${row.policyId}, coalesce(max(version), 0) + 1, 'draft', ${JSON.stringify(row.spec)}::jsonb, ${row.digest}, ${row.by}, ${[row.by]}, ${row.at}
    from policy_version where org_id = ${row.org} and policy_id = ${row.policyId}
    returning version`)

export const rewriteDraft = (
  tx: Tx,
  org: OrgId,
  id: string,
  row: { spec: PolicySpec; digest: string; by: string },
): Promise<number> =>
  tx.run(sql`
    update policy_version set spec = ${JSON.stringify(row.spec)}::jsonb, digest = ${row.digest}, state = 'draft', approval_id = null,
      authors = case when ${row.by} = any(authors) then authors else authors || ${row.by}::text end
    where org_id = ${org} and id = ${id} and state in ('draft', 'waiting')`)

export const versionInState = (
  tx: Tx,
  org: OrgId,
  policyId: string,
  states: readonly string[],
): Promise<VersionRow | undefined> =>
  tx.maybe<VersionRow>(
    sql`select ${columns} ${joined} where v.org_id = ${org} and v.policy_id = ${policyId} and v.state = any(${states}) limit 2`,
  )

/** Any version but a draft that was thrown away. */
export const versionByNumber = (
  tx: Tx,
  org: OrgId,
  policyId: string,
  version: number,
): Promise<VersionRow | undefined> =>
  tx.maybe<VersionRow>(
    sql`select ${columns} ${joined} where v.org_id = ${org} and v.policy_id = ${policyId} and v.version = ${version} and v.state <> 'discarded'`,
  )

export const versionById = (tx: Tx, org: OrgId, id: string): Promise<VersionRow | undefined> =>
  tx.maybe<VersionRow>(sql`select ${columns} ${joined} where v.org_id = ${org} and v.id = ${id}`)

export const versionsOf = (tx: Tx, org: OrgId, policyId: string, limit: number): Promise<VersionRow[]> =>
  tx.rows<VersionRow>(
    sql`select ${columns} ${joined} where v.org_id = ${org} and v.policy_id = ${policyId} order by v.version desc limit ${limit}`,
  )

/** Per policy its active version, else its draft; by name. */
export const policyPage = (
  tx: Tx,
  org: OrgId,
  after: string,
  words: string,
  limit: number,
): Promise<VersionRow[]> =>
  tx.rows<VersionRow>(sql`
    select distinct on (p.name) ${columns} ${joined}
    where v.org_id = ${org} and p.name > ${after} and (${words} = '' or position(${words} in p.name) > 0)
    order by p.name, array_position(array['active', 'waiting', 'draft', 'superseded', 'discarded'], v.state), v.version desc
    limit ${limit}`)

export const countPolicies = async (tx: Tx, org: OrgId, words: string): Promise<number> =>
  Number(
    (
      await tx.one<{ n: string }>(
        sql`select count(*) as n from policy where org_id = ${org} and (${words} = '' or position(${words} in name) > 0)`,
      )
    ).n,
  )

export const setVersionState = (
  tx: Tx,
  org: OrgId,
  id: string,
  row: { state: Policy['state']; activatedAt?: Date; endedAt?: Date; approvalId?: string | null },
): Promise<number> =>
  tx.run(sql`
    update policy_version set state = ${row.state}, activated_at = coalesce(${row.activatedAt ?? null}, activated_at),
      ended_at = coalesce(${row.endedAt ?? null}, ended_at),
      approval_id = case when ${row.approvalId !== undefined} then ${row.approvalId ?? null} else approval_id end
    where org_id = ${org} and id = ${id}`)

/** Scope `system`: the active version of every policy, for the gateway's snapshot. */
export const activeEverywhere = (tx: Tx, limit: number): Promise<VersionRow[]> =>
  tx.rows<VersionRow>(
    sql`select ${columns} ${joined} where v.state = 'active' order by v.org_id, p.name limit ${limit}`,
  )
