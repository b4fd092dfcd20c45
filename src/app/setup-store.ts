import type { OrgId } from '../lib/ids.ts'
import { sql, type Tx } from '../platform/db.ts'

export type SetupRow = {
  readonly claimed_at: Date | null
  readonly system: string | null
  readonly system_at: Date | null
  readonly first_call_at: Date | null
  readonly last_call_at: Date | null
  readonly calls: string
  readonly caught_at: Date | null
  readonly caught: string | null
  readonly enforced_at: Date | null
  readonly route: string | null
  readonly key_prefix: string | null
}

/** What has really happened in this organisation, over the rooms' tables; read only. Calls are counted up to a hundred thousand. */
export const readSetup = (tx: Tx, org: OrgId, filteringControl: string): Promise<SetupRow> =>
  tx.one(sql`
    with first_system as (
      select name, updated_at from ai_system
      where org_id = ${org} and retired_at is null and environment <> 'trial' and owner_id is not null and purpose is not null and risk_class is not null
      order by created_at limit 1),
    caught as (
      select at, decided_by from call where org_id = ${org} and verdict in ('blocked', 'masked') order by at limit 1)
    select
      (select min(created_at) from app_user where org_id = ${org} and 'admin' = any (roles) and password_hash is not null) as claimed_at,
      (select name from first_system) as system, (select updated_at from first_system) as system_at,
      (select at from call where org_id = ${org} order by at limit 1) as first_call_at,
      (select at from call where org_id = ${org} order by at desc limit 1) as last_call_at,
      (select count(*) from (select 1 from call where org_id = ${org} limit 100000) c) as calls,
      (select at from caught) as caught_at, (select decided_by from caught) as caught,
      (select min(as_of) from control_outcome where org_id = ${org} and control_id = ${filteringControl} and status = 'pass') as enforced_at,
      (select name from route where org_id = ${org} and enabled order by created_at limit 1) as route,
      (select prefix from virtual_key where org_id = ${org} and revoked_at is null order by created_at desc limit 1) as key_prefix`)

export const readSystemNames = (tx: Tx, org: OrgId): Promise<{ ref: string; name: string }[]> =>
  tx.rows(sql`select ref, name from ai_system where org_id = ${org} limit 100000`)
