import type { OrgId } from '../lib/ids.ts'
import { sql, type Tx } from '../platform/db.ts'
import type { Environment, Role } from './contract.ts'

export type SessionRow = {
  id: string
  org_id: OrgId
  home_org_id: OrgId
  user_id: string
  email: string
  roles: Role[]
  scope_systems: string[] | null
  scope_environments: Environment[] | null
  last_seen_at: Date
  second_factor_at: Date | null
  second_factor_required: boolean
}

/** Scope `system`: the cookie is all that is known. Live sessions of active people only. */
export const liveSession = (
  tx: Tx,
  hash: Buffer,
  now: Date,
  seenAfter: Date,
  /** No session that was opened until now ends later. */
  endsBy: Date,
): Promise<SessionRow | undefined> =>
  tx.maybe<SessionRow>(sql`
    select s.id, s.org_id, s.home_org_id, s.user_id, u.email, u.roles, u.scope_systems, u.scope_environments, s.last_seen_at,
      -- a factor that was removed since proves nothing
      case when u.totp_confirmed_at is not null or exists (select from passkey p where p.org_id = u.org_id and p.user_id = u.id)
        then s.second_factor_at end as second_factor_at,
      coalesce(i.second_factor_required, true) as second_factor_required
    from user_session s
    join app_user u on u.id = s.user_id and u.org_id = s.home_org_id
    left join identity_setting i on i.org_id = s.org_id
    where s.token_hash = ${hash} and s.ended_at is null and s.expires_at > ${now} and s.expires_at <= ${endsBy} and s.last_seen_at > ${seenAfter} and u.active
      and (u.sessions_after is null or s.created_at >= u.sessions_after)`)

export type NewSession = {
  readonly id: string
  readonly org: OrgId
  readonly homeOrg: OrgId
  readonly userId: string
  readonly hash: Buffer
  readonly at: Date
  /** The session that it takes the place of was opened then. */
  readonly notBefore: Date | null
  readonly expiresAt: Date
  readonly secondFactorAt: Date | null
}

export const insertSession = (tx: Tx, s: NewSession): Promise<number> =>
  tx.run(sql`
    insert into user_session (id, org_id, home_org_id, user_id, token_hash, created_at, last_seen_at, expires_at, second_factor_at)
    -- newer than whatever ended the ones before, also when the clock was set back since
    values (${s.id}, ${s.org}, ${s.homeOrg}, ${s.userId}, ${s.hash},
      greatest(${s.at}::timestamptz, ${s.notBefore}::timestamptz, (select sessions_after from app_user where org_id = ${s.homeOrg} and id = ${s.userId})),
      ${s.at}, ${s.expiresAt}, ${s.secondFactorAt})`)

export const endSession = (tx: Tx, org: OrgId, id: string, why: string, at: Date): Promise<number> =>
  tx.run(
    sql`update user_session set ended_at = ${at}, ended_why = ${why} where org_id = ${org} and id = ${id} and ended_at is null`,
  )

/** Beginning and absolute end of a session, kept when it rotates: rotation never prolongs. */
export const sessionTimes = (
  tx: Tx,
  org: OrgId,
  id: string,
): Promise<{ readonly created_at: Date; readonly expires_at: Date } | undefined> =>
  tx.maybe(
    sql`select created_at, expires_at from user_session where org_id = ${org} and id = ${id} and ended_at is null for update`,
  )

/** Every session of a person, wherever it looks (see `sessions_after`). The caller's transaction is that of their own organisation. */
export async function endSessionsOf(
  tx: Tx,
  org: OrgId,
  userId: string,
  why: string,
  at: Date,
): Promise<void> {
  await tx.run(sql`update app_user set sessions_after = ${at} where org_id = ${org} and id = ${userId}`)
  await tx.run(
    sql`update user_session set ended_at = ${at}, ended_why = ${why} where home_org_id = ${org} and user_id = ${userId} and ended_at is null`,
  )
}

/** `ahead`: what is dated later was dated by a clock that has been set back since. */
export const touchSession = (tx: Tx, org: OrgId, id: string, at: Date, ahead: Date): Promise<number> =>
  tx.run(sql`
    update user_session set last_seen_at = ${at} where org_id = ${org} and id = ${id} and (last_seen_at < ${at} or last_seen_at > ${ahead})`)

export type OrgRow = { id: OrgId; name: string; kind: 'own' | 'sample' }
/** Scope `system`. */
export const organisations = (tx: Tx): Promise<OrgRow[]> =>
  tx.rows<OrgRow>(sql`select id, name, kind from org order by kind, created_at limit 100`)

// ---- one-time links ----

export type LinkRow = {
  id: string
  org_id: OrgId
  purpose: 'setup' | 'invite'
  user_id: string | null
  expires_at: Date
  used_at: Date | null
  superseded_at: Date | null
}

/** Scope `system`: finds the organisation that a link belongs to. Used and expired ones too, so that the answer can say which. */
export const linkByHash = (tx: Tx, hash: Buffer): Promise<LinkRow | undefined> =>
  tx.maybe<LinkRow>(
    sql`select id, org_id, purpose, user_id, expires_at, used_at, superseded_at from one_time_link where token_hash = ${hash}`,
  )

/** 1 exactly once: the row lock orders two claims, the second finds it used. */
export const spendLink = (tx: Tx, org: OrgId, id: string, now: Date): Promise<number> =>
  tx.run(sql`
    update one_time_link set used_at = ${now} where org_id = ${org} and id = ${id} and used_at is null and superseded_at is null and expires_at > ${now}`)

export const supersedeLinks = (
  tx: Tx,
  org: OrgId,
  purpose: 'setup' | 'invite',
  userId: string | null,
  now: Date,
): Promise<number> =>
  tx.run(sql`
    update one_time_link set superseded_at = ${now}
    where org_id = ${org} and purpose = ${purpose} and used_at is null and superseded_at is null and (${userId}::uuid is null or user_id = ${userId}::uuid)`)

export const insertLink = (
  tx: Tx,
  org: OrgId,
  link: {
    readonly id: string
    readonly purpose: 'setup' | 'invite'
    readonly hash: Buffer
    readonly userId: string | null
    readonly at: Date
    readonly expiresAt: Date
  },
): Promise<number> =>
  tx.run(sql`
    insert into one_time_link (id, org_id, purpose, token_hash, user_id, created_at, expires_at)
    values (${link.id}, ${org}, ${link.purpose}, ${link.hash}, ${link.userId}, ${link.at}, ${link.expiresAt})`)

// ---- sign-in failures (installation-wide, scope `system`) ----

export type FailureRow = { failures: number; locked_until: Date | null }

export const failuresOf = (tx: Tx, subject: Buffer): Promise<FailureRow | undefined> =>
  tx.maybe<FailureRow>(
    sql`select failures, locked_until from sign_in_failure where subject = ${subject} for update`,
  )

export const putFailures = (
  tx: Tx,
  subject: Buffer,
  failures: number,
  lockedUntil: Date | null,
  now: Date,
): Promise<number> =>
  tx.run(sql`
    insert into sign_in_failure (subject, failures, last_at, locked_until) values (${subject}, ${failures}, ${now}, ${lockedUntil})
    on conflict (subject) do update set failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until`)

/** Holds others with the same subject off until the transaction ends, also where no row exists yet. */
export const lockSubject = (tx: Tx, subject: Buffer): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(${subject.readBigInt64BE(0).toString()}::bigint)`)

export const forgetFailures = (tx: Tx, subjects: readonly Buffer[]): Promise<number> =>
  tx.run(sql`delete from sign_in_failure where subject = any(${subjects}::bytea[])`)

export const giveBackFailure = (tx: Tx, subjects: readonly Buffer[]): Promise<number> =>
  tx.run(
    sql`update sign_in_failure set failures = greatest(failures - 1, 0), locked_until = null where subject = any(${subjects}::bytea[])`,
  )

export const forgetOldFailures = (tx: Tx, before: Date): Promise<number> =>
  tx.run(sql`delete from sign_in_failure where last_at < ${before}`)
