import type { KeyId, OrgId } from '../lib/ids.ts'
import { sql, type Tx } from '../platform/db.ts'
import type { Environment, Role } from './contract.ts'
import type { CallScope } from './key-scope.ts'
import type { LimitName, LimitSpec } from './limits.ts'
import type { Keyset } from './user-store.ts'

export type KeyRow = {
  id: string
  name: string
  prefix: string
  system_id: string
  system_name: string
  environment: Environment
  requests_per_minute: number | null
  concurrent_requests: number | null
  tokens_per_minute: string | null
  tokens_per_day: string | null
  cost_per_day_micro_usd: string | null
  cost_per_month_micro_usd: string | null
  scope_routes: string[] | null
  scope_models: string[] | null
  scope_operations: string[] | null
  created_by: string
  created_at: Date
  expires_at: Date
  revoked_at: Date | null
  last_used_at: Date | null
}

const keyColumns = sql`id, name, prefix, system_id, system_name, environment, requests_per_minute, concurrent_requests, tokens_per_minute,
  tokens_per_day, cost_per_day_micro_usd, cost_per_month_micro_usd, scope_routes, scope_models, scope_operations, created_by, created_at, expires_at, revoked_at, last_used_at`

export type NewKey = {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly hash: Buffer
  readonly systemId: string
  readonly systemName: string
  readonly environment: Environment
  readonly limits: LimitSpec
  readonly scope: CallScope
  readonly createdBy: string
  readonly at: Date
  readonly expiresAt: Date
  readonly replaces: string | null
}

export const insertKey = (tx: Tx, org: OrgId, k: NewKey): Promise<number> => {
  const max = (name: LimitName): number | null => k.limits[name] ?? null
  return tx.run(sql`
    insert into virtual_key (id, org_id, name, prefix, key_hash, system_id, system_name, environment, requests_per_minute, concurrent_requests, tokens_per_minute,
      tokens_per_day, cost_per_day_micro_usd, cost_per_month_micro_usd, scope_routes, scope_models, scope_operations, created_by, created_at, expires_at, replaces)
    values (${k.id}, ${org}, ${k.name}, ${k.prefix}, ${k.hash}, ${k.systemId}, ${k.systemName}, ${k.environment}, ${max('requestsPerMinute')},
      ${max('concurrentRequests')}, ${max('tokensPerMinute')}, ${max('tokensPerDay')}, ${max('costPerDayMicroUsd')}, ${max('costPerMonthMicroUsd')},
      ${k.scope.routes}, ${k.scope.models}, ${k.scope.operations}, ${k.createdBy}, ${k.at}, ${k.expiresAt}, ${k.replaces})`)
}

export const lockKey = (tx: Tx, org: OrgId, id: string): Promise<KeyRow | undefined> =>
  tx.maybe<KeyRow>(sql`select ${keyColumns} from virtual_key where org_id = ${org} and id = ${id} for update`)

export const updateKey = (
  tx: Tx,
  org: OrgId,
  id: string,
  k: Pick<NewKey, 'name' | 'limits' | 'scope'>,
): Promise<number> => {
  const max = (name: LimitName): number | null => k.limits[name] ?? null
  return tx.run(sql`
    update virtual_key set name = ${k.name}, requests_per_minute = ${max('requestsPerMinute')}, concurrent_requests = ${max('concurrentRequests')},
      tokens_per_minute = ${max('tokensPerMinute')}, tokens_per_day = ${max('tokensPerDay')}, cost_per_day_micro_usd = ${max('costPerDayMicroUsd')},
      cost_per_month_micro_usd = ${max('costPerMonthMicroUsd')}, scope_routes = ${k.scope.routes}, scope_models = ${k.scope.models},
      scope_operations = ${k.scope.operations} where org_id = ${org} and id = ${id}`)
}

/** Prefix of a key that replaces this one and is in force. */
export const workingSuccessor = async (
  tx: Tx,
  org: OrgId,
  id: string,
  now: Date,
): Promise<string | undefined> =>
  (
    await tx.maybe<{ prefix: string }>(sql`
      select prefix from virtual_key where org_id = ${org} and replaces = ${id} and revoked_at is null and expires_at > ${now} limit 1`)
  )?.prefix

export const revokeKey = (tx: Tx, org: OrgId, id: string, at: Date): Promise<number> =>
  tx.run(
    sql`update virtual_key set revoked_at = ${at} where org_id = ${org} and id = ${id} and revoked_at is null`,
  )

export const shortenKey = (tx: Tx, org: OrgId, id: string, expiresAt: Date): Promise<number> =>
  tx.run(
    sql`update virtual_key set expires_at = least(expires_at, ${expiresAt}) where org_id = ${org} and id = ${id}`,
  )

export const revokeKeysOfSystem = (
  tx: Tx,
  org: OrgId,
  systemId: string,
  at: Date,
): Promise<{ id: string }[]> =>
  tx.rows<{ id: string }>(
    sql`update virtual_key set revoked_at = ${at} where org_id = ${org} and system_id = ${systemId} and revoked_at is null returning id`,
  )

export type KeyFilter = { readonly words: string; readonly systems: readonly string[] | null }

const keyWhere = (org: OrgId, f: KeyFilter) =>
  sql`org_id = ${org} and (${f.words} = '' or strpos(lower(name), ${f.words}) > 0 or strpos(lower(prefix), ${f.words}) > 0 or strpos(system_name, ${f.words}) > 0) and (${f.systems}::text[] is null or system_name = any(${f.systems}))`

export const keyPage = (
  tx: Tx,
  org: OrgId,
  filter: KeyFilter,
  after: Keyset,
  limit: number,
): Promise<KeyRow[]> =>
  tx.rows<KeyRow>(sql`
    select ${keyColumns} from virtual_key where ${keyWhere(org, filter)}
      and (${after?.at ?? null}::timestamptz is null or (created_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by created_at desc, id desc limit ${limit}`)

export const countKeys = async (tx: Tx, org: OrgId, filter: KeyFilter): Promise<number> =>
  Number(
    (await tx.one<{ n: string }>(sql`select count(*) as n from virtual_key where ${keyWhere(org, filter)}`))
      .n,
  )

export type SnapshotKeyRow = KeyRow & { id: KeyId; org_id: OrgId; key_hash: Buffer }

/** Scope `system`, for the gateway's snapshot. What ended before `since` is left out: the gateway then answers as for an unknown key. */
export const snapshotKeys = (tx: Tx, since: Date, limit: number): Promise<SnapshotKeyRow[]> =>
  tx.rows<SnapshotKeyRow>(sql`
    select ${keyColumns}, org_id, key_hash from virtual_key
    where expires_at > ${since} and (revoked_at is null or revoked_at > ${since}) order by id limit ${limit}`)

export const noteKeyUses = (
  tx: Tx,
  org: OrgId,
  ids: readonly string[],
  at: readonly Date[],
): Promise<number> =>
  tx.run(sql`
    update virtual_key k set last_used_at = greatest(coalesce(k.last_used_at, u.at), u.at)
    from unnest(${ids}::uuid[], ${at}::timestamptz[]) as u(id, at) where k.org_id = ${org} and k.id = u.id`)

// ---- API tokens ----

export type TokenRow = {
  id: string
  org_id: OrgId
  name: string
  prefix: string
  roles: Role[]
  scope_systems: string[] | null
  scope_environments: Environment[] | null
  trial: boolean
  acting_for: string | null
  created_at: Date
  expires_at: Date
  revoked_at: Date | null
  last_used_at: Date | null
}

const tokenColumns = sql`id, org_id, name, prefix, roles, scope_systems, scope_environments, trial, acting_for, created_at, expires_at, revoked_at, last_used_at`

export type NewToken = {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly hash: Buffer
  readonly roles: readonly Role[]
  readonly systems: readonly string[] | null
  readonly environments: readonly string[] | null
  readonly trial: boolean
  readonly actingFor: string | null
  readonly at: Date
  readonly expiresAt: Date
}

export const insertToken = (tx: Tx, org: OrgId, t: NewToken): Promise<number> =>
  tx.run(sql`
    insert into api_token (id, org_id, name, prefix, token_hash, roles, scope_systems, scope_environments, trial, acting_for, created_at, expires_at)
    values (${t.id}, ${org}, ${t.name}, ${t.prefix}, ${t.hash}, ${t.roles}, ${t.systems}, ${t.environments}, ${t.trial}, ${t.actingFor}, ${t.at}, ${t.expiresAt})`)

export type LiveTokenRow = TokenRow & { person_roles: Role[] | null }

/** Scope `system`. Valid tokens of active people (or the trial's), with what the person may do today. */
export const liveToken = (tx: Tx, hash: Buffer, now: Date): Promise<LiveTokenRow | undefined> =>
  tx.maybe<LiveTokenRow>(sql`
    select t.id, t.org_id, t.name, t.prefix, t.roles, t.trial, t.acting_for, t.created_at, t.expires_at, t.revoked_at, t.last_used_at,
      -- a token never reaches further than its person does now
      case when u.scope_systems is null then t.scope_systems when t.scope_systems is null then u.scope_systems
        else array(select unnest(t.scope_systems) intersect select unnest(u.scope_systems)) end as scope_systems,
      case when u.scope_environments is null then t.scope_environments when t.scope_environments is null then u.scope_environments
        else array(select unnest(t.scope_environments) intersect select unnest(u.scope_environments)) end as scope_environments,
      u.roles as person_roles
    from api_token t left join app_user u on u.id = t.acting_for and u.org_id = t.org_id
    where t.token_hash = ${hash} and t.revoked_at is null and t.expires_at > ${now} and (t.trial or u.active)`)

export const tokenPage = (tx: Tx, org: OrgId, after: Keyset, limit: number): Promise<TokenRow[]> =>
  tx.rows<TokenRow>(sql`
    select ${tokenColumns} from api_token where org_id = ${org}
      and (${after?.at ?? null}::timestamptz is null or (created_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by created_at desc, id desc limit ${limit}`)

export const countTokens = async (tx: Tx, org: OrgId): Promise<number> =>
  Number((await tx.one<{ n: string }>(sql`select count(*) as n from api_token where org_id = ${org}`)).n)

export const tokenById = (tx: Tx, org: OrgId, id: string): Promise<TokenRow | undefined> =>
  tx.maybe<TokenRow>(
    sql`select ${tokenColumns} from api_token where org_id = ${org} and id = ${id} for update`,
  )

export const revokeToken = (tx: Tx, org: OrgId, id: string, at: Date): Promise<number> =>
  tx.run(
    sql`update api_token set revoked_at = ${at} where org_id = ${org} and id = ${id} and revoked_at is null`,
  )

export const revokeTrialTokens = (tx: Tx, org: OrgId, at: Date): Promise<number> =>
  tx.run(sql`update api_token set revoked_at = ${at} where org_id = ${org} and trial and revoked_at is null`)

export const noteTokenUses = (
  tx: Tx,
  org: OrgId,
  ids: readonly string[],
  at: readonly Date[],
): Promise<number> =>
  tx.run(sql`
    update api_token k set last_used_at = greatest(coalesce(k.last_used_at, u.at), u.at)
    from unnest(${ids}::uuid[], ${at}::timestamptz[]) as u(id, at) where k.org_id = ${org} and k.id = u.id`)

// ---- facts ----

export type CallerFact = {
  id: string
  kind: string
  name: string
  system: string
  environment: string
  created_at: Date
  expires_at: Date | null
  ended_at: Date | null
  limits: LimitSpec
}

/** Keys that still work at `to` and issuers that are trusted then: everybody who opens /v1, with the limits they have now. */
export const callersAt = (tx: Tx, org: OrgId, to: Date, limit: number): Promise<CallerFact[]> =>
  tx.rows<CallerFact>(sql`
    select * from (
      select id, 'virtual_key' as kind, prefix as name, system_name as system, environment, created_at, expires_at, revoked_at as ended_at,
        jsonb_build_object('requestsPerMinute', requests_per_minute, 'concurrentRequests', concurrent_requests, 'tokensPerMinute', tokens_per_minute,
          'tokensPerDay', tokens_per_day, 'costPerDayMicroUsd', cost_per_day_micro_usd, 'costPerMonthMicroUsd', cost_per_month_micro_usd) as limits
      from virtual_key where org_id = ${org}
      union all
      select id, 'issuer', name, array_to_string(system_names, ','), environment, created_at, null, disabled_at, limits
      from caller_issuer where org_id = ${org}
    ) c where created_at <= ${to} and (expires_at is null or expires_at > ${to}) and (ended_at is null or ended_at > ${to}) order by created_at, id limit ${limit}`)

export type CredentialFact = {
  id: string
  kind: string
  prefix: string
  system: string | null
  environment: string | null
  created_by: string
  created_at: Date
  expires_at: Date
  revoked_at: Date | null
  last_used_at: Date | null
  trial: boolean
}

/** Keys and tokens valid at any time in the window; one row more than the limit tells that some are missing. */
export const credentialsIn = (
  tx: Tx,
  org: OrgId,
  from: Date,
  to: Date,
  limit: number,
): Promise<CredentialFact[]> =>
  tx.rows<CredentialFact>(sql`
    select * from (
      select id, 'virtual_key' as kind, prefix, system_name as system, environment, created_by, created_at, expires_at, revoked_at, last_used_at, environment = 'trial' as trial
      from virtual_key where org_id = ${org}
      union all
      select id, 'api_token', prefix, null, null, coalesce(acting_for::text, 'installation'), created_at, expires_at, revoked_at, last_used_at, trial
      from api_token where org_id = ${org}
    ) c where created_at <= ${to} and expires_at >= ${from} and (revoked_at is null or revoked_at >= ${from}) order by created_at, id limit ${limit}`)
