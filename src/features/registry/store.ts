import type { OrgId } from '../../lib/ids.ts'
import type { JsonObject } from '../../lib/json.ts'
import { sql, type Sql, type Tx } from '../../platform/db.ts'
import type { Approver, Source, StoredLife } from './model.ts'

export type VersionRow = {
  id: string
  model: string
  number: number
  system_id: string
  system_name: string
  system_ref: string
  system_retired: boolean
  source: Source
  config: JsonObject
  digest: string
  author: string
  bootstrap: boolean
  created_at: Date
  state: StoredLife['state']
  approval_id: string | null
  approved_by: Approver[] | null
  approved_at: Date | null
  approved_digest: string | null
  retired_at: Date | null
}

const columns = sql`v.id, v.model, v.number, v.system_id, s.name as system_name, s.ref as system_ref, s.retired_at is not null as system_retired, v.source, v.config, v.digest,
  v.author, v.bootstrap, v.created_at, v.state, v.approval_id, v.approved_by, v.approved_at, v.approved_digest, v.retired_at`
const select = sql`select ${columns} from model_version v join ai_system s on s.id = v.system_id and s.org_id = v.org_id`

type Label = { readonly model: string; readonly number: number }

export const versionByLabel = (tx: Tx, org: OrgId, label: Label): Promise<VersionRow | undefined> =>
  tx.maybe<VersionRow>(
    sql`${select} where v.org_id = ${org} and v.model = ${label.model} and v.number = ${label.number}`,
  )

export const lockVersionByLabel = (tx: Tx, org: OrgId, label: Label): Promise<VersionRow | undefined> =>
  tx.maybe<VersionRow>(
    sql`${select} where v.org_id = ${org} and v.model = ${label.model} and v.number = ${label.number} for update of v`,
  )

export const lockVersion = (tx: Tx, org: OrgId, id: string): Promise<VersionRow | undefined> =>
  tx.maybe<VersionRow>(sql`${select} where v.org_id = ${org} and v.id = ${id} for update of v`)

export const versionsOfSystem = (
  tx: Tx,
  org: OrgId,
  systemId: string,
  limit: number,
): Promise<VersionRow[]> =>
  tx.rows<VersionRow>(
    sql`${select} where v.org_id = ${org} and v.system_id = ${systemId} and v.state <> 'retired' order by v.id limit ${limit}`,
  )

/** Orders writers of one model: numbering and switching over. */
export const lockModel = (tx: Tx, org: OrgId, model: string): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`registry ${org} ${model}`}::text, 0))`)

export const lastOfModel = (tx: Tx, org: OrgId, model: string): Promise<VersionRow | undefined> =>
  tx.maybe<VersionRow>(
    sql`${select} where v.org_id = ${org} and v.model = ${model} order by v.number desc limit 1`,
  )

/** What the next version is compared with: the newest approved one of the model. */
export const lastApproved = (
  tx: Tx,
  org: OrgId,
  model: string,
  below: number,
): Promise<VersionRow | undefined> =>
  tx.maybe<VersionRow>(
    sql`${select} where v.org_id = ${org} and v.model = ${model} and v.number < ${below} and v.approved_at is not null order by v.number desc limit 1`,
  )

export type NewVersion = {
  readonly id: string
  readonly model: string
  readonly number: number
  readonly systemId: string
  readonly source: Source
  readonly config: JsonObject
  readonly digest: string
  readonly author: string
  readonly bootstrap: boolean
  readonly at: Date
}

/** A bootstrap is approved as it is written. */
export const insertVersion = (tx: Tx, org: OrgId, v: NewVersion): Promise<number> =>
  tx.run(sql`
    insert into model_version (id, org_id, model, number, system_id, source, config, digest, author, bootstrap, created_at, state, approved_at, approved_digest)
    values (${v.id}, ${org}, ${v.model}, ${v.number}, ${v.systemId}, ${JSON.stringify(v.source)}::jsonb, ${JSON.stringify(v.config)}::jsonb, ${v.digest}, ${v.author}, ${v.bootstrap}, ${v.at},
      ${v.bootstrap ? 'approved' : 'draft'}, ${v.bootstrap ? v.at : null}, ${v.bootstrap ? v.digest : null})`)

export const setInReview = (tx: Tx, org: OrgId, id: string, approvalId: string): Promise<number> =>
  tx.run(
    sql`update model_version set state = 'in_review', approval_id = ${approvalId} where org_id = ${org} and id = ${id} and state = 'draft'`,
  )

export const setApproved = (
  tx: Tx,
  org: OrgId,
  id: string,
  by: readonly Approver[],
  digest: string,
  at: Date,
): Promise<number> =>
  tx.run(sql`
    update model_version set state = 'approved', approved_by = ${JSON.stringify(by)}::jsonb, approved_at = ${at}, approved_digest = ${digest}
    where org_id = ${org} and id = ${id} and state = 'in_review'`)

export const setRejected = (tx: Tx, org: OrgId, id: string): Promise<number> =>
  tx.run(
    sql`update model_version set state = 'rejected' where org_id = ${org} and id = ${id} and state = 'in_review'`,
  )

export const setDraft = (tx: Tx, org: OrgId, id: string): Promise<number> =>
  tx.run(
    sql`update model_version set state = 'draft', approval_id = null where org_id = ${org} and id = ${id} and state = 'in_review'`,
  )

export const setRetired = (tx: Tx, org: OrgId, id: string, at: Date): Promise<number> =>
  tx.run(
    sql`update model_version set state = 'retired', retired_at = ${at} where org_id = ${org} and id = ${id} and state <> 'retired'`,
  )

export type VersionFilter = {
  readonly system: string | null
  readonly systems: readonly string[] | null
  readonly words: string
}

const where = (
  org: OrgId,
  f: VersionFilter,
): Sql => sql`v.org_id = ${org} and (${f.system}::text is null or s.name = ${f.system}) and (${f.systems}::text[] is null or s.name = any(${f.systems}))
  and (${f.words} = '' or strpos(v.model || '@' || v.number, ${f.words}) > 0)`

export const versionPage = (
  tx: Tx,
  org: OrgId,
  filter: VersionFilter,
  after: { readonly at: string; readonly id: string } | null,
  limit: number,
): Promise<VersionRow[]> =>
  tx.rows<VersionRow>(sql`
    ${select} where ${where(org, filter)} and (${after?.at ?? null}::timestamptz is null or (v.created_at, v.id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by v.created_at desc, v.id desc limit ${limit}`)

export const countVersions = async (tx: Tx, org: OrgId, filter: VersionFilter): Promise<number> =>
  Number(
    (
      await tx.one<{ n: string }>(
        sql`select count(*) as n from model_version v join ai_system s on s.id = v.system_id and s.org_id = v.org_id where ${where(org, filter)}`,
      )
    ).n,
  )

// ---- deployments ----

export type DeploymentRow = {
  id: string
  version_id: string
  environment: string
  deployed_by: string
  at: Date
  ended_at: Date | null
  replaced_version_id: string | null
}
const deploymentColumns = sql`id, version_id, environment, deployed_by, at, ended_at, replaced_version_id`

export const deploymentsOf = (
  tx: Tx,
  org: OrgId,
  versionIds: readonly string[],
  limit: number,
): Promise<DeploymentRow[]> =>
  tx.rows<DeploymentRow>(
    sql`select ${deploymentColumns} from deployment where org_id = ${org} and version_id = any(${versionIds}::uuid[]) order by at desc, id desc limit ${limit}`,
  )

export const openDeployment = (
  tx: Tx,
  org: OrgId,
  model: string,
  environment: string,
): Promise<DeploymentRow | undefined> =>
  tx.maybe<DeploymentRow>(
    sql`select ${deploymentColumns} from deployment where org_id = ${org} and model = ${model} and environment = ${environment} and ended_at is null for update`,
  )

export type NewDeployment = {
  readonly id: string
  readonly versionId: string
  readonly model: string
  readonly environment: string
  readonly by: string
  readonly at: Date
  readonly digest: string
  readonly replacedVersionId: string | null
}

export const insertDeployment = (tx: Tx, org: OrgId, d: NewDeployment): Promise<number> =>
  tx.run(sql`
    insert into deployment (id, org_id, version_id, model, environment, deployed_by, at, digest, replaced_version_id)
    values (${d.id}, ${org}, ${d.versionId}, ${d.model}, ${d.environment}, ${d.by}, ${d.at}, ${d.digest}, ${d.replacedVersionId})`)

export const endDeployment = (
  tx: Tx,
  org: OrgId,
  id: string,
  why: 'replaced' | 'rolled_back' | 'retired',
  by: string,
  at: Date,
): Promise<number> =>
  tx.run(
    sql`update deployment set ended_at = ${at}, ended_by = ${by}, ended_why = ${why} where org_id = ${org} and id = ${id} and ended_at is null`,
  )

// ---- snapshot and facts ----

export type ServedRow = VersionRow & { org_id: OrgId; environments: string[] }

/** Scope `system`: approved versions with a deployment in force, of systems that are not retired. */
export const servedVersions = (tx: Tx, limit: number): Promise<ServedRow[]> =>
  tx.rows<ServedRow>(sql`
    select ${columns}, v.org_id, array_agg(d.environment order by d.environment) as environments
    from model_version v join ai_system s on s.id = v.system_id and s.org_id = v.org_id
    join deployment d on d.version_id = v.id and d.org_id = v.org_id and d.ended_at is null
    where v.state = 'approved' and s.retired_at is null group by v.id, s.id order by v.id limit ${limit}`)

export type DeploymentFact = VersionRow & {
  deployment_id: string
  environment: string
  deployed_by: string
  deployed_at: Date
  ended_at: Date | null
  deployed_digest: string
  open: boolean
}

export const deploymentFacts = (
  tx: Tx,
  org: OrgId,
  from: Date,
  to: Date,
  limit: number,
): Promise<DeploymentFact[]> =>
  tx.rows<DeploymentFact>(sql`
    select ${columns}, d.id as deployment_id, d.environment, d.deployed_by, d.at as deployed_at, d.ended_at, d.digest as deployed_digest,
      exists (select from deployment o where o.version_id = v.id and o.org_id = v.org_id and o.ended_at is null) as open
    from deployment d join model_version v on v.id = d.version_id and v.org_id = d.org_id join ai_system s on s.id = v.system_id and s.org_id = v.org_id
    where d.org_id = ${org} and d.at <= ${to} and (d.ended_at is null or d.ended_at >= ${from}) order by d.at, d.id limit ${limit}`)
