import type { OrgId } from '../lib/ids.ts'
import { sql, type Tx } from '../platform/db.ts'
import type { Environment } from './contract.ts'
import type { LimitSpec } from './limits.ts'
import type { Jwk, TokenAlgorithm } from './jwt/issuer-record.ts'
import type { Keyset } from './user-store.ts'

export type IssuerRow = {
  id: string
  org_id: OrgId
  name: string
  issuer: string
  audiences: string[]
  jwks_url: string | null
  jwks: { keys: Jwk[] } | null
  algorithms: TokenAlgorithm[]
  system_ids: string[]
  system_names: string[]
  environment: Environment
  user_claim: string
  system_claim: string | null
  team_claim: string | null
  teams: string[] | null
  scope_routes: string[] | null
  scope_models: string[] | null
  scope_operations: string[] | null
  limits: LimitSpec
  created_by: string
  created_at: Date
  disabled_at: Date | null
}

const columns = sql`id, org_id, name, issuer, audiences, jwks_url, jwks, algorithms, system_ids, system_names, environment, user_claim, system_claim, team_claim,
  teams, scope_routes, scope_models, scope_operations, limits, created_by, created_at, disabled_at`

/** 0 when the name is taken. */
export const insertIssuer = (
  tx: Tx,
  org: OrgId,
  r: Omit<IssuerRow, 'org_id' | 'disabled_at'>,
): Promise<number> =>
  tx.run(sql`
    insert into caller_issuer (id, org_id, name, issuer, audiences, jwks_url, jwks, algorithms, system_ids, system_names, environment, user_claim, system_claim,
      team_claim, teams, scope_routes, scope_models, scope_operations, limits, created_by, created_at)
    values (${r.id}, ${org}, ${r.name}, ${r.issuer}, ${r.audiences}, ${r.jwks_url}, ${r.jwks === null ? null : JSON.stringify(r.jwks)}, ${r.algorithms},
      ${r.system_ids}::uuid[], ${r.system_names}, ${r.environment}, ${r.user_claim}, ${r.system_claim}, ${r.team_claim}, ${r.teams},
      ${r.scope_routes}, ${r.scope_models}, ${r.scope_operations}, ${JSON.stringify(r.limits)}, ${r.created_by}, ${r.created_at})
    on conflict (org_id, name) do nothing`)

export const lockIssuer = (tx: Tx, org: OrgId, name: string): Promise<IssuerRow | undefined> =>
  tx.maybe<IssuerRow>(
    sql`select ${columns} from caller_issuer where org_id = ${org} and name = ${name} for update`,
  )

export const replaceIssuerKeys = (
  tx: Tx,
  org: OrgId,
  id: string,
  keys: { readonly url: string | null; readonly jwks: { readonly keys: readonly Jwk[] } | null },
): Promise<number> =>
  tx.run(
    sql`update caller_issuer set jwks_url = ${keys.url}, jwks = ${keys.jwks === null ? null : JSON.stringify(keys.jwks)}::jsonb where org_id = ${org} and id = ${id}`,
  )

export const disableIssuer = (tx: Tx, org: OrgId, id: string, at: Date): Promise<number> =>
  tx.run(
    sql`update caller_issuer set disabled_at = ${at} where org_id = ${org} and id = ${id} and disabled_at is null`,
  )

export const issuerPage = (tx: Tx, org: OrgId, after: Keyset, limit: number): Promise<IssuerRow[]> =>
  tx.rows<IssuerRow>(sql`
    select ${columns} from caller_issuer where org_id = ${org}
      and (${after?.at ?? null}::timestamptz is null or (created_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by created_at desc, id desc limit ${limit}`)

export const countIssuers = async (tx: Tx, org: OrgId): Promise<number> =>
  Number((await tx.one<{ n: string }>(sql`select count(*) as n from caller_issuer where org_id = ${org}`)).n)

/** Scope `system`, for the gateway's snapshot. */
export const trustedIssuers = (tx: Tx, limit: number): Promise<IssuerRow[]> =>
  tx.rows<IssuerRow>(
    sql`select ${columns} from caller_issuer where disabled_at is null order by id limit ${limit}`,
  )
