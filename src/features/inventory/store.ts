import type { OrgId } from '../../lib/ids.ts'
import { sql, type Sql, type Tx } from '../../platform/db.ts'
import type { AiSystem, RiskAnswers, RiskClass } from './contract.ts'

export type SystemRow = {
  id: string
  ref: string
  name: string
  title: string
  kind: AiSystem['kind']
  owner_id: string | null
  owner_email: string | null
  owner_active: boolean | null
  owner_assigned_at: Date | null
  owner_accepted_at: Date | null
  purpose: string | null
  risk_class: RiskClass | null
  risk_answers: RiskAnswers | null
  data_classes: string[]
  environment: AiSystem['environment']
  vendor: string | null
  revision: number
  sample: boolean
  created_at: Date
  updated_at: Date
  retired_at: Date | null
}

const select = sql`
  select s.id, s.ref, s.name, s.title, s.kind, s.owner_id, u.email as owner_email, u.active as owner_active, s.owner_assigned_at, s.owner_accepted_at, s.purpose,
    s.risk_class, s.risk_answers, s.data_classes, s.environment, s.vendor, s.revision, s.sample, s.created_at, s.updated_at, s.retired_at
  from ai_system s left join app_user u on u.id = s.owner_id and u.org_id = s.org_id`

export const systemRowByName = (tx: Tx, org: OrgId, name: string): Promise<SystemRow | undefined> =>
  tx.maybe<SystemRow>(sql`${select} where s.org_id = ${org} and s.name = ${name}`)

export const lockSystem = (tx: Tx, org: OrgId, name: string): Promise<SystemRow | undefined> =>
  tx.maybe<SystemRow>(sql`${select} where s.org_id = ${org} and s.name = ${name} for update of s`)

export type SystemFields = Pick<
  SystemRow,
  | 'title'
  | 'kind'
  | 'owner_id'
  | 'owner_assigned_at'
  | 'owner_accepted_at'
  | 'purpose'
  | 'risk_class'
  | 'risk_answers'
  | 'data_classes'
  | 'environment'
  | 'vendor'
>

const answersOf = (f: SystemFields): string | null =>
  f.risk_answers === null ? null : JSON.stringify(f.risk_answers)

/** False when the name is taken, also by a retired system. */
export const insertSystem = async (
  tx: Tx,
  org: OrgId,
  key: { readonly id: string; readonly ref: string; readonly name: string; readonly sample: boolean },
  f: SystemFields,
  at: Date,
): Promise<boolean> =>
  (await tx.run(sql`
    insert into ai_system (id, org_id, ref, name, title, kind, owner_id, owner_assigned_at, owner_accepted_at, purpose, risk_class, risk_answers, data_classes, environment, vendor,
      sample, created_at, updated_at)
    values (${key.id}, ${org}, ${key.ref}, ${key.name}, ${f.title}, ${f.kind}, ${f.owner_id}, ${f.owner_assigned_at}, ${f.owner_accepted_at}, ${f.purpose}, ${f.risk_class},
      ${answersOf(f)}::jsonb, ${f.data_classes}, ${f.environment}, ${f.vendor}, ${key.sample}, ${at}, ${at})
    on conflict (org_id, name) do nothing`)) === 1

export const updateSystem = (tx: Tx, org: OrgId, id: string, f: SystemFields, at: Date): Promise<number> =>
  tx.run(sql`
    update ai_system set title = ${f.title}, kind = ${f.kind}, owner_id = ${f.owner_id}, owner_assigned_at = ${f.owner_assigned_at}, owner_accepted_at = ${f.owner_accepted_at},
      purpose = ${f.purpose}, risk_class = ${f.risk_class}, risk_answers = ${answersOf(f)}::jsonb, data_classes = ${f.data_classes}, environment = ${f.environment},
      vendor = ${f.vendor}, revision = revision + 1, updated_at = ${at}
    where org_id = ${org} and id = ${id}`)

export const retireSystemRow = (tx: Tx, org: OrgId, id: string, at: Date): Promise<number> =>
  tx.run(
    sql`update ai_system set retired_at = ${at}, revision = revision + 1, updated_at = ${at} where org_id = ${org} and id = ${id} and retired_at is null`,
  )

export type SystemFilter = { readonly words: string; readonly systems: readonly string[] | null }

const where = (
  org: OrgId,
  f: SystemFilter,
): Sql => sql`s.org_id = ${org} and (${f.systems}::text[] is null or s.name = any(${f.systems}))
  and (${f.words} = '' or strpos(s.name, ${f.words}) > 0 or strpos(lower(s.title), ${f.words}) > 0)`

export const systemPage = (
  tx: Tx,
  org: OrgId,
  filter: SystemFilter,
  after: { readonly at: string; readonly id: string } | null,
  limit: number,
): Promise<SystemRow[]> =>
  tx.rows<SystemRow>(sql`
    ${select} where ${where(org, filter)} and (${after?.at ?? null}::timestamptz is null or (s.created_at, s.id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by s.created_at desc, s.id desc limit ${limit}`)

export const countSystems = async (tx: Tx, org: OrgId, filter: SystemFilter): Promise<number> =>
  Number(
    (await tx.one<{ n: string }>(sql`select count(*) as n from ai_system s where ${where(org, filter)}`)).n,
  )

/** Everything that existed at any time until `to`, retired ones included. */
export const systemsUntil = (tx: Tx, org: OrgId, from: Date, to: Date, limit: number): Promise<SystemRow[]> =>
  tx.rows<SystemRow>(sql`
    ${select} where s.org_id = ${org} and s.created_at <= ${to} and (s.retired_at is null or s.retired_at >= ${from}) order by s.created_at, s.id limit ${limit}`)

export type SnapshotSystemRow = {
  id: string
  org_id: OrgId
  ref: string
  name: string
  environment: AiSystem['environment']
  retired: boolean
}
/** Scope `system`. */
export const snapshotSystems = (tx: Tx, limit: number): Promise<SnapshotSystemRow[]> =>
  tx.rows<SnapshotSystemRow>(
    sql`select id, org_id, ref, name, environment, retired_at is not null as retired from ai_system order by id limit ${limit}`,
  )

export type HistoryRow = {
  id: string
  at: Date
  actor: string
  verb: string
  what: string
  reason: string | null
  entry_id: string
}

export const insertHistory = (tx: Tx, org: OrgId, systemId: string, h: HistoryRow): Promise<number> =>
  tx.run(sql`
    insert into system_history (id, org_id, system_id, at, actor, verb, what, reason, entry_id)
    values (${h.id}, ${org}, ${systemId}, ${h.at}, ${h.actor}, ${h.verb}, ${h.what}, ${h.reason}, ${h.entry_id})`)

export const historyPage = (
  tx: Tx,
  org: OrgId,
  systemId: string,
  after: { readonly at: string; readonly id: string } | null,
  limit: number,
): Promise<HistoryRow[]> =>
  tx.rows<HistoryRow>(sql`
    select id, at, actor, verb, what, reason, entry_id from system_history where org_id = ${org} and system_id = ${systemId}
      and (${after?.at ?? null}::timestamptz is null or (at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by at desc, id desc limit ${limit}`)

export const countHistory = async (tx: Tx, org: OrgId, systemId: string): Promise<number> =>
  Number(
    (
      await tx.one<{ n: string }>(
        sql`select count(*) as n from system_history where org_id = ${org} and system_id = ${systemId}`,
      )
    ).n,
  )
