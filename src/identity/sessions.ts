import { problem } from '../lib/problem.ts'
import type { OrgId } from '../lib/ids.ts'
import { CLOCKS_APART_MS } from '../platform/clock.ts'
import { newId } from '../platform/random.ts'
import type { Tx } from '../platform/db.ts'
import type { RoleScope, TokenPrincipal, UserPrincipal } from './contract.ts'
import type { Identity } from './deps.ts'
import { attemptSucceeded, attemptUndecided, beginAttempt } from './lockout.ts'
import { record } from './record.ts'
import { hashSecret, isSecret, newOpaqueToken } from './secrets.ts'
import { spendSecondFactor } from './second-factor.ts'
import { liveToken } from './credential-store.ts'
import {
  endSession,
  insertSession,
  liveSession,
  organisations,
  sessionTimes,
  touchSession,
  type OrgRow,
  type SessionRow,
} from './session-store.ts'
import {
  hasFactor,
  lockUser,
  secondFactorRequired,
  signInUser,
  touchUser,
  type UserRow,
} from './user-store.ts'

export const idleMs = 12 * 3_600_000
export const absoluteMs = 7 * 86_400_000
/** "Last seen" is exact to a minute: a write per request would buy nothing. */
const TOUCH_EVERY_MS = 60_000

export type SignedIn = { readonly token: string; readonly principal: UserPrincipal }

/**
 * Password, and a code where a second factor is set up. Errors: `sign_in_refused` (401; same words for an unknown account),
 * `second_factor_needed` (401), `second_factor_refused` (401), `sign_in_locked` (429), `sign_in_busy` (429).
 */
export const signIn = (id: Identity, input: Credentials): Promise<SignedIn> =>
  id.passwords.admit(() => admitted(id, input))

type Credentials = {
  readonly email: string
  readonly password: string
  readonly code?: string
  readonly address: string
}

async function admitted(id: Identity, input: Credentials): Promise<SignedIn> {
  const email = input.email.trim().toLowerCase()
  const attempt = await beginAttempt(id, email, input.address)
  const user = await id.db.tx('system', (tx) => signInUser(tx, email), { readOnly: true })
  if (attempt.lockedNow && user !== undefined) await recordLock(id, user)
  const right = await id.passwords.verify(input.password, user?.password_hash ?? null)
  if (!right || user === undefined) throw problem('sign_in_refused', 401, 'e-mail or password is wrong')
  const enrolled = hasFactor(user)
  if (enrolled && (input.code === undefined || input.code === '')) {
    await attemptUndecided(id, attempt)
    throw problem(
      'second_factor_needed',
      401,
      user.totp_confirmed_at === null
        ? 'this account has a passkey: sign in with it, or enter a recovery code'
        : 'enter the code of your authenticator app, or a recovery code',
      { where: 'code' },
    )
  }
  const signedIn = await id.db.tx({ org: user.org_id }, async (tx) => {
    const now = await lockUser(tx, user.org_id, user.id)
    // Something changed while the password was checked: deactivated, new password, second factor added.
    if (
      now === undefined ||
      !now.active ||
      now.password_hash !== user.password_hash ||
      hasFactor(now) !== enrolled
    )
      return null
    if (enrolled && !(await spendSecondFactor(id, tx, now, input.code ?? ''))) return undefined
    return openSession(id, tx, now, enrolled, 'password')
  })
  if (signedIn === null) throw problem('sign_in_refused', 401, 'this account has just changed: sign in again')
  if (signedIn === undefined)
    throw problem(
      'second_factor_refused',
      401,
      'this code is wrong or was used before: wait for the next one',
      { where: 'code' },
    )
  await attemptSucceeded(id, attempt)
  return signedIn
}

/** A new session in its user's own organisation, with entry and event. The caller's transaction is scoped to that organisation. */
export async function openSession(
  id: Identity,
  tx: Tx,
  user: UserRow,
  secondFactor: boolean,
  method: 'password' | 'passkey' | 'link',
): Promise<SignedIn> {
  const at = new Date(id.steady.latestMs())
  const token = newOpaqueToken(id.random)
  const sessionId = newId(id.clock, id.random)
  await insertSession(tx, {
    id: sessionId,
    org: user.org_id,
    homeOrg: user.org_id,
    userId: user.id,
    hash: hashSecret(token),
    at,
    notBefore: null,
    expiresAt: new Date(at.getTime() + absoluteMs),
    secondFactorAt: secondFactor ? at : null,
  })
  await touchUser(tx, user.org_id, user.id, at)
  const principal: UserPrincipal = {
    kind: 'user',
    org: user.org_id,
    userId: user.id,
    email: user.email,
    roles: user.roles,
    mfa: secondFactor,
    sessionId,
    secondFactorRequired: await secondFactorRequired(tx, user.org_id),
    scope: scopeOf(user),
  }
  await record(id, tx, user.org_id, {
    type: 'identity.signed_in',
    by: principal,
    body: { session: sessionId, secondFactor, method },
  })
  return { token, principal }
}

/** Who a cookie belongs to; null when it is unknown, idle for 12 h, older than 7 d, dated ahead, ended, or its person is inactive. */
export async function resolveSession(id: Identity, token: string): Promise<UserPrincipal | null> {
  if (!/^[\w-]{43}$/.test(token)) return null
  const now = id.steady.latestMs()
  const row = await id.db.tx(
    'system',
    (tx) =>
      liveSession(
        tx,
        hashSecret(token),
        new Date(now),
        new Date(now - idleMs),
        // what is dated further ahead, a clock has been set back since
        new Date(now + absoluteMs + CLOCKS_APART_MS),
      ),
    { readOnly: true },
  )
  if (row === undefined) return null
  if (Math.abs(now - row.last_seen_at.getTime()) >= TOUCH_EVERY_MS) await touch(id, row, new Date(now))
  return principalOfSession(row)
}

/** Who an API token belongs to, or null. Its roles are those it was given and its person still holds. */
export async function resolveToken(id: Identity, text: string): Promise<TokenPrincipal | null> {
  if (!isSecret('swt', text)) return null
  const row = await id.db.tx(
    'system',
    (tx) => liveToken(tx, hashSecret(text), new Date(id.steady.latestMs())),
    {
      readOnly: true,
    },
  )
  if (row === undefined) return null
  const roles = row.roles.filter((role) => role === 'viewer' || row.person_roles?.includes(role) === true)
  return {
    kind: 'token',
    org: row.org_id,
    tokenId: row.id,
    name: row.name,
    roles: row.trial ? [] : roles,
    trial: row.trial,
    actingFor: row.acting_for,
    scope: scopeOf(row),
  }
}

export async function signOut(
  id: Identity,
  principal: UserPrincipal & { readonly org: OrgId },
): Promise<void> {
  await id.db.tx({ org: principal.org }, async (tx) => {
    const ended = await endSession(
      tx,
      principal.org,
      principal.sessionId,
      'signed out',
      new Date(id.clock.nowMs()),
    )
    if (ended > 0)
      await record(id, tx, principal.org, {
        type: 'identity.signed_out',
        by: principal,
        body: { session: principal.sessionId },
      })
  })
}

/** The organisations one may look at: one's own, and the sample company where it exists. */
export const organisationsFor = (id: Identity): Promise<OrgRow[]> =>
  id.db.tx('system', (tx) => organisations(tx), { readOnly: true })

/**
 * The same person looking at another organisation: a new session, the old one ends, the absolute end stays.
 * Only one's own organisation and the sample one exist to a caller; anything else is not found (undefined).
 */
export async function switchOrganisation(
  id: Identity,
  principal: UserPrincipal & { readonly org: OrgId },
  to: string,
): Promise<SignedIn | undefined> {
  const target = (await organisationsFor(id)).find((o) => o.id === to)
  if (target === undefined) return undefined
  return rotate(id, principal, target.id, principal.mfa)
}

/** After a privilege change of this very session (second factor confirmed, organisation switched): new secret, old one dead. */
export async function rotate(
  id: Identity,
  principal: UserPrincipal & { readonly org: OrgId },
  org: OrgId,
  secondFactor: boolean,
): Promise<SignedIn> {
  const at = new Date(id.steady.latestMs())
  const home = await homeOf(id, principal)
  const before = await id.db.tx({ org: principal.org }, async (tx) => {
    const times = await sessionTimes(tx, principal.org, principal.sessionId)
    if (times === undefined) throw problem('unauthenticated', 401, 'this session has ended: sign in again')
    await endSession(tx, principal.org, principal.sessionId, 'rotated', at)
    await record(id, tx, principal.org, {
      type: 'identity.signed_out',
      by: principal,
      body: { session: principal.sessionId, rotated: true },
    })
    return times
  })
  // Crash between the two: the old session has ended, no new one exists; the person signs in again. Never two live ones.
  const token = newOpaqueToken(id.random)
  const sessionId = newId(id.clock, id.random)
  return id.db.tx({ org }, async (tx) => {
    await insertSession(tx, {
      id: sessionId,
      org,
      homeOrg: home,
      userId: principal.userId,
      hash: hashSecret(token),
      at,
      notBefore: before.created_at,
      expiresAt: before.expires_at,
      secondFactorAt: secondFactor ? at : null,
    })
    const next: UserPrincipal = {
      ...principal,
      org,
      sessionId,
      mfa: secondFactor,
      secondFactorRequired: await secondFactorRequired(tx, org),
    }
    await record(id, tx, org, {
      type: 'identity.signed_in',
      by: next,
      body: { session: sessionId, secondFactor },
    })
    return { token, principal: next }
  })
}

async function homeOf(id: Identity, principal: UserPrincipal): Promise<OrgId> {
  const own = (await organisationsFor(id)).find((o) => o.kind === 'own')
  if (own === undefined) throw new Error(`no own organisation for the session of ${principal.userId}`)
  return own.id
}

async function touch(id: Identity, row: SessionRow, at: Date): Promise<void> {
  await id.db.tx({ org: row.org_id }, (tx) =>
    touchSession(tx, row.org_id, row.id, at, new Date(at.getTime() + CLOCKS_APART_MS)),
  )
  await id.db.tx({ org: row.home_org_id }, (tx) => touchUser(tx, row.home_org_id, row.user_id, at))
}

export const recordLock = (id: Identity, user: UserRow): Promise<unknown> =>
  id.db.tx({ org: user.org_id }, (tx) =>
    record(id, tx, user.org_id, {
      type: 'identity.locked',
      by: { kind: 'system', org: user.org_id, job: 'lock-out' },
      body: { user: user.id },
    }),
  )

const principalOfSession = (row: SessionRow): UserPrincipal => ({
  kind: 'user',
  org: row.org_id,
  userId: row.user_id,
  email: row.email,
  roles: row.roles,
  mfa: row.second_factor_at !== null,
  sessionId: row.id,
  secondFactorRequired: row.second_factor_required,
  scope: scopeOf(row),
})

export const scopeOf = (row: Pick<UserRow, 'scope_systems' | 'scope_environments'>): RoleScope => ({
  systems: row.scope_systems,
  environments: row.scope_environments,
})
