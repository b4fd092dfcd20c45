import type { OrgId } from '../lib/ids.ts'
import { sql, type Tx } from '../platform/db.ts'
import type { Environment, Role } from './contract.ts'

export type UserRow = {
  id: string
  org_id: OrgId
  email: string
  name: string
  roles: Role[]
  scope_systems: string[] | null
  scope_environments: Environment[] | null
  active: boolean
  password_hash: string | null
  totp_sealed: Buffer | null
  totp_confirmed_at: Date | null
  totp_step: string | null
  /** When the oldest passkey that is still there was added. */
  passkey_at: Date | null
  sample: boolean
  created_at: Date
  last_seen_at: Date | null
}

const columns = sql`id, org_id, email, name, roles, scope_systems, scope_environments, active, password_hash, totp_sealed, totp_confirmed_at, totp_step,
  (select min(p.created_at) from passkey p where p.org_id = app_user.org_id and p.user_id = app_user.id) as passkey_at,
  sample, created_at, last_seen_at`

/** An authenticator app or a passkey is in force. */
export const hasFactor = (user: UserRow | undefined): boolean =>
  user !== undefined && (user.totp_confirmed_at !== null || user.passkey_at !== null)

export const hasTotp = (user: UserRow | undefined): boolean =>
  user !== undefined && user.totp_confirmed_at !== null

/** The strongest that is set up: a passkey cannot be typed into a false page. */
export const factorOf = (user: UserRow): 'none' | 'totp' | 'passkey' =>
  user.passkey_at !== null ? 'passkey' : user.totp_confirmed_at !== null ? 'totp' : 'none'

/** Scope `system`: the organisation is not known before sign-in. Sample people never sign in. */
export const signInUser = (tx: Tx, email: string): Promise<UserRow | undefined> =>
  tx.maybe<UserRow>(sql`
    select ${columns} from app_user where email = ${email} and active and not sample and password_hash is not null
      and org_id in (select id from org where kind = 'own') limit 2`)

export const userById = (tx: Tx, org: OrgId, id: string): Promise<UserRow | undefined> =>
  tx.maybe<UserRow>(sql`select ${columns} from app_user where org_id = ${org} and id = ${id}`)

export const lockUser = (tx: Tx, org: OrgId, id: string): Promise<UserRow | undefined> =>
  tx.maybe<UserRow>(sql`select ${columns} from app_user where org_id = ${org} and id = ${id} for update`)

export const userByEmail = (tx: Tx, org: OrgId, email: string): Promise<UserRow | undefined> =>
  tx.maybe<UserRow>(sql`select ${columns} from app_user where org_id = ${org} and email = ${email}`)

export const usersByIds = (tx: Tx, org: OrgId, ids: readonly string[]): Promise<UserRow[]> =>
  tx.rows<UserRow>(
    sql`select ${columns} from app_user where org_id = ${org} and id::text = any(${ids}) limit ${ids.length + 1}`,
  )

export const activeUsers = (tx: Tx, org: OrgId, limit: number): Promise<UserRow[]> =>
  tx.rows<UserRow>(
    sql`select ${columns} from app_user where org_id = ${org} and active order by created_at, id limit ${limit}`,
  )

export type Keyset = { readonly at: string; readonly id: string } | null

export function userPage(
  tx: Tx,
  org: OrgId,
  after: Keyset,
  words: string,
  limit: number,
): Promise<UserRow[]> {
  return tx.rows<UserRow>(sql`
    select ${columns} from app_user where org_id = ${org}
      and (${words} = '' or strpos(email, ${words}) > 0 or strpos(lower(name), ${words}) > 0)
      and (${after?.at ?? null}::timestamptz is null or (created_at, id) > (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by created_at, id limit ${limit}`)
}

export const countUsers = async (tx: Tx, org: OrgId, words: string): Promise<number> =>
  Number(
    (
      await tx.one<{ n: string }>(sql`
    select count(*) as n from app_user where org_id = ${org} and (${words} = '' or strpos(email, ${words}) > 0 or strpos(lower(name), ${words}) > 0)`)
    ).n,
  )

/** True once somebody could sign in as an admin. */
export const hasAdmin = async (tx: Tx, org: OrgId): Promise<boolean> =>
  (
    await tx.one<{ yes: boolean }>(sql`
    select exists (select from app_user where org_id = ${org} and active and password_hash is not null and 'admin' = any(roles)) as yes`)
  ).yes

/** Active admins besides one person; the last one cannot be removed. */
export const otherAdmins = async (tx: Tx, org: OrgId, id: string): Promise<number> =>
  Number(
    (
      await tx.one<{ n: string }>(sql`
    select count(*) as n from app_user where org_id = ${org} and active and password_hash is not null and 'admin' = any(roles) and id <> ${id}`)
    ).n,
  )

export type NewUser = {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly systems: readonly string[] | null
  readonly environments: readonly string[] | null
  readonly passwordHash: string | null
  readonly sample: boolean
}

/** False when the address is taken. */
export const insertUser = async (tx: Tx, org: OrgId, user: NewUser, at: Date): Promise<boolean> =>
  (await tx.run(sql`
    insert into app_user (id, org_id, email, name, roles, scope_systems, scope_environments, password_hash, sample, created_at)
    values (${user.id}, ${org}, ${user.email}, ${user.name}, ${user.roles}, ${user.systems}, ${user.environments}, ${user.passwordHash}, ${user.sample}, ${at})
    on conflict (org_id, email) do nothing`)) === 1

export const updateUser = (
  tx: Tx,
  org: OrgId,
  id: string,
  set: {
    readonly roles: readonly Role[]
    readonly systems: readonly string[] | null
    readonly environments: readonly string[] | null
    readonly active: boolean
  },
  at: Date,
): Promise<number> =>
  tx.run(sql`
    update app_user set roles = ${set.roles}, scope_systems = ${set.systems}, scope_environments = ${set.environments}, active = ${set.active},
      deactivated_at = case when ${set.active} then null else coalesce(deactivated_at, ${at}) end
    where org_id = ${org} and id = ${id}`)

export const setPassword = (tx: Tx, org: OrgId, id: string, hash: string): Promise<number> =>
  tx.run(sql`update app_user set password_hash = ${hash} where org_id = ${org} and id = ${id}`)

export const touchUser = (tx: Tx, org: OrgId, id: string, at: Date): Promise<number> =>
  tx.run(
    sql`update app_user set last_seen_at = ${at} where org_id = ${org} and id = ${id} and (last_seen_at is null or last_seen_at < ${at})`,
  )

// ---- second factor ----

export const setTotpDraft = (tx: Tx, org: OrgId, id: string, sealed: Buffer): Promise<number> =>
  tx.run(sql`
    update app_user set totp_sealed = ${sealed}, totp_step = null where org_id = ${org} and id = ${id} and totp_confirmed_at is null`)

export const confirmTotp = (tx: Tx, org: OrgId, id: string, at: Date): Promise<number> =>
  tx.run(
    sql`update app_user set totp_confirmed_at = ${at} where org_id = ${org} and id = ${id} and totp_confirmed_at is null and totp_sealed is not null`,
  )

/** Uses up a time step; 0 rows when it or a later one was used before. */
export const spendTotpStep = (tx: Tx, org: OrgId, id: string, step: number): Promise<number> =>
  tx.run(
    sql`update app_user set totp_step = ${step} where org_id = ${org} and id = ${id} and (totp_step is null or totp_step < ${step})`,
  )

export const removeTotp = (tx: Tx, org: OrgId, id: string): Promise<number> =>
  tx.run(
    sql`update app_user set totp_sealed = null, totp_confirmed_at = null, totp_step = null where org_id = ${org} and id = ${id}`,
  )

export const dropRecoveryCodes = (tx: Tx, org: OrgId, id: string): Promise<number> =>
  tx.run(sql`delete from recovery_code where org_id = ${org} and user_id = ${id}`)

export async function replaceRecoveryCodes(
  tx: Tx,
  org: OrgId,
  id: string,
  hashes: readonly Buffer[],
): Promise<void> {
  await tx.run(sql`delete from recovery_code where org_id = ${org} and user_id = ${id}`)
  await tx.run(
    sql`insert into recovery_code (org_id, user_id, code_hash) select ${org}::uuid, ${id}::uuid, unnest(${hashes}::bytea[])`,
  )
}

export const spendRecoveryCode = (tx: Tx, org: OrgId, id: string, hash: Buffer, at: Date): Promise<number> =>
  tx.run(
    sql`update recovery_code set used_at = ${at} where org_id = ${org} and user_id = ${id} and code_hash = ${hash} and used_at is null`,
  )

// ---- setting ----

export const secondFactorRequired = async (tx: Tx, org: OrgId): Promise<boolean> =>
  (
    await tx.maybe<{ on: boolean }>(
      sql`select second_factor_required as on from identity_setting where org_id = ${org}`,
    )
  )?.on ?? true

export const setSecondFactorRequired = (tx: Tx, org: OrgId, on: boolean, at: Date): Promise<number> =>
  tx.run(sql`
    insert into identity_setting (org_id, second_factor_required, updated_at) values (${org}, ${on}, ${at})
    on conflict (org_id) do update set second_factor_required = excluded.second_factor_required, updated_at = excluded.updated_at`)

// ---- facts ----

export const peopleFacts = (tx: Tx, org: OrgId, until: Date, limit: number): Promise<UserRow[]> =>
  tx.rows<UserRow>(sql`
    select ${columns} from app_user where org_id = ${org} and created_at <= ${until} and roles && array['admin', 'approver'] order by created_at, id limit ${limit}`)
