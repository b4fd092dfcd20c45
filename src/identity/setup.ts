import { problem } from '../lib/problem.ts'
import type { OrgId } from '../lib/ids.ts'
import { CLOCKS_APART_MS } from '../platform/clock.ts'
import { newId } from '../platform/random.ts'
import type { Tx } from '../platform/db.ts'
import type { Role } from './contract.ts'
import { insertToken, revokeTrialTokens } from './credential-store.ts'
import type { Identity } from './deps.ts'
import { passwordProblem } from './passwords.ts'
import { installation, record } from './record.ts'
import { hashSecret, newOpaqueToken, newSecret } from './secrets.ts'
import { openSession, type SignedIn } from './sessions.ts'
import {
  endSessionsOf,
  insertLink,
  linkByHash,
  spendLink,
  supersedeLinks,
  type LinkRow,
} from './session-store.ts'
import { hasAdmin, hasFactor, insertUser, lockUser, setPassword, userById } from './user-store.ts'

const SETUP_MS = 15 * 60_000
const INVITE_MS = 7 * 86_400_000
const TRIAL_MS = 24 * 3_600_000

/** The first admin can do everything that one person may; what needs another person still does. */
export const firstAdminRoles: readonly Role[] = ['admin', 'engineer', 'approver', 'control_owner']

export type Link = { readonly url: string; readonly expiresAt: string }

/**
 * A new set-up link; the one before stops working. The token stands in the URL's fragment, which no browser sends to a server.
 * Refuses once there is an admin (`already_claimed`). For the start of the server and for the CLI on the machine.
 */
export async function issueSetupLink(id: Identity, org: OrgId): Promise<Link> {
  const at = new Date(id.clock.nowMs())
  const token = newOpaqueToken(id.random)
  const expiresAt = new Date(at.getTime() + SETUP_MS)
  await id.db.tx({ org }, async (tx) => {
    if (await hasAdmin(tx, org)) throw alreadyClaimed()
    await supersedeLinks(tx, org, 'setup', null, at)
    await insertLink(tx, org, {
      id: newId(id.clock, id.random),
      purpose: 'setup',
      hash: hashSecret(token),
      userId: null,
      at,
      expiresAt,
    })
    await record(id, tx, org, {
      type: 'identity.setup_link_issued',
      by: installation(org, 'setup'),
      body: { expiresAt: expiresAt.toISOString() },
    })
  })
  return { url: `${id.publicUrl()}/#setup=${token}`, expiresAt: expiresAt.toISOString() }
}

export type ClaimInput = {
  readonly token: string
  readonly email: string
  readonly name: string
  readonly password: string
}

/** The first admin: once, within 15 minutes. Ends the trial's token. Errors: `link_invalid` (404), `link_used`, `link_expired` (410), `already_claimed` (409), `password_weak`. */
export async function claim(id: Identity, input: ClaimInput): Promise<SignedIn> {
  const link = await openLink(id, input.token, 'setup')
  const email = input.email.trim().toLowerCase()
  const weak = passwordProblem(input.password, { email, name: input.name })
  if (weak !== null) throw weak
  const passwordHash = await id.passwords.hash(input.password)
  return id.db.tx({ org: link.org_id }, async (tx) => {
    const at = new Date(id.steady.latestMs())
    if ((await spendLink(tx, link.org_id, link.id, at)) !== 1) throw linkUsed()
    if (await hasAdmin(tx, link.org_id)) throw alreadyClaimed()
    const userId = newId(id.clock, id.random)
    const made = await insertUser(
      tx,
      link.org_id,
      {
        id: userId,
        email,
        name: input.name.trim(),
        roles: firstAdminRoles,
        systems: null,
        environments: null,
        passwordHash,
        sample: false,
      },
      at,
    )
    if (!made) throw problem('email_taken', 409, 'somebody with this e-mail exists', { where: 'email' })
    await revokeTrialTokens(tx, link.org_id, at)
    await record(id, tx, link.org_id, {
      type: 'identity.claimed',
      by: installation(link.org_id, 'setup'),
      body: { user: userId, roles: firstAdminRoles },
    })
    const user = await userById(tx, link.org_id, userId)
    if (user === undefined) throw new Error('the user that was just written is not there')
    return openSession(id, tx, user, false, 'link')
  })
}

/** Invitation link of one person; an older one of theirs stops working. In the caller's transaction. */
export async function issueInvite(id: Identity, tx: Tx, org: OrgId, userId: string): Promise<Link> {
  const at = new Date(id.clock.nowMs())
  const token = newOpaqueToken(id.random)
  const expiresAt = new Date(at.getTime() + INVITE_MS)
  await supersedeLinks(tx, org, 'invite', userId, at)
  await insertLink(tx, org, {
    id: newId(id.clock, id.random),
    purpose: 'invite',
    hash: hashSecret(token),
    userId,
    at,
    expiresAt,
  })
  return { url: `${id.publicUrl()}/#invite=${token}`, expiresAt: expiresAt.toISOString() }
}

/**
 * Sets the password of an invited person, or a new one after an admin reissued the link (a forgotten password). Every session ends. Null when a
 * second factor is in force: a link must not replace it, so the person signs in with both.
 */
export async function acceptInvite(
  id: Identity,
  input: { readonly token: string; readonly password: string },
): Promise<SignedIn | null> {
  const link = await openLink(id, input.token, 'invite')
  const person = await id.db.tx({ org: link.org_id }, (tx) => userById(tx, link.org_id, link.user_id ?? ''))
  if (person === undefined || !person.active || person.sample) throw linkInvalid()
  const weak = passwordProblem(input.password, person)
  if (weak !== null) throw weak
  const hash = await id.passwords.hash(input.password)
  return id.db.tx({ org: link.org_id }, async (tx) => {
    const at = new Date(id.steady.latestMs())
    if ((await spendLink(tx, link.org_id, link.id, at)) !== 1) throw linkUsed()
    const now = await lockUser(tx, link.org_id, person.id)
    if (now === undefined || !now.active) throw linkInvalid()
    await setPassword(tx, link.org_id, person.id, hash)
    await endSessionsOf(tx, link.org_id, person.id, 'password changed', at)
    await record(id, tx, link.org_id, {
      type: 'identity.password_changed',
      by: installation(link.org_id, 'invite'),
      body: { user: person.id, how: 'invite' },
    })
    return hasFactor(now) ? null : openSession(id, tx, now, false, 'link')
  })
}

/** The trial's admin token: 24 hours or until the claim. In the transaction that makes the trial. Returns its text, once. */
export async function issueTrialToken(id: Identity, tx: Tx, org: OrgId): Promise<string> {
  const at = new Date(id.clock.nowMs())
  if (await hasAdmin(tx, org)) throw alreadyClaimed()
  const secret = newSecret('swt', id.random)
  const tokenId = newId(id.clock, id.random)
  await insertToken(tx, org, {
    id: tokenId,
    name: 'trial',
    prefix: secret.prefix,
    hash: secret.hash,
    roles: [],
    systems: null,
    environments: null,
    trial: true,
    actingFor: null,
    at,
    expiresAt: new Date(at.getTime() + TRIAL_MS),
  })
  await record(id, tx, org, {
    type: 'identity.token_created',
    by: installation(org, 'trial'),
    body: { token: tokenId, trial: true, expiresAt: new Date(at.getTime() + TRIAL_MS).toISOString() },
  })
  return secret.text
}

async function openLink(id: Identity, token: string, purpose: LinkRow['purpose']): Promise<LinkRow> {
  const link = await id.db.tx('system', (tx) => linkByHash(tx, hashSecret(token)), { readOnly: true })
  if (link === undefined || link.purpose !== purpose || link.superseded_at !== null) throw linkInvalid()
  if (link.used_at !== null) throw linkUsed()
  if (link.expires_at.getTime() <= id.steady.latestMs() || datedAhead(id, link))
    throw problem('link_expired', 410, 'this link has expired', {
      fix:
        purpose === 'setup'
          ? 'start the server again: until somebody has claimed it, each start prints a new one'
          : 'ask an admin for a new invitation',
    })
  return link
}

/** It ends later than any link of now would: the clock was set back since it was made. */
const datedAhead = (id: Identity, link: LinkRow): boolean =>
  link.expires_at.getTime() >
  id.steady.latestMs() + CLOCKS_APART_MS + (link.purpose === 'setup' ? SETUP_MS : INVITE_MS)

const linkInvalid = () => problem('link_invalid', 404, 'this link is not valid, or a newer one replaced it')
const linkUsed = () =>
  problem('link_used', 410, 'this link was used: it works once', { fix: 'sign in, or ask for a new one' })
const alreadyClaimed = () =>
  problem('already_claimed', 409, 'this installation has an admin', {
    fix: 'sign in, or ask that admin for an invitation',
  })
