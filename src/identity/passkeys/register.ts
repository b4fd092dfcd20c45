import {
  generateRegistrationOptions,
  verifyRegistrationResponse,
  type PublicKeyCredentialCreationOptionsJSON,
} from '@simplewebauthn/server'
import { isUuid, type OrgId } from '../../lib/ids.ts'
import { notFound, problem } from '../../lib/problem.ts'
import { newId } from '../../platform/random.ts'
import type { Tx } from '../../platform/db.ts'
import type { UserPrincipal } from '../contract.ts'
import type { Identity } from '../deps.ts'
import { confirmPassword, refuseWithoutFactor } from '../reauthenticate.ts'
import { record } from '../record.ts'
import { issueRecoveryCodes } from '../second-factor.ts'
import { endSessionsOf } from '../session-store.ts'
import { dropRecoveryCodes, hasFactor, hasTotp, lockUser, userById } from '../user-store.ts'
import { challengeRefused, newChallenge, openChallenge, spend } from './challenge.ts'
import type { PasskeyView, Registration } from './passkey-contract.ts'
import { deletePasskey, insertPasskey, passkeysOf, renamePasskey, type PasskeyRow } from './passkey-store.ts'
import { relyingPartyOf, type RelyingParty } from './relying-party.ts'

type Me = UserPrincipal & { readonly org: OrgId }

/** A key ring, a laptop, a telephone and spares: more are a mistake or an attack on the list. */
const PASSKEYS_MAX = 20

export async function listPasskeys(
  id: Identity,
  me: Me,
  home: OrgId,
): Promise<{ readonly items: PasskeyView[]; readonly totp: boolean; readonly origin: string | null }> {
  const rp = relyingPartyOf(id.publicUrl())
  return id.db.tx(
    { org: home },
    async (tx) => ({
      items: (await passkeysOf(tx, home, me.userId, PASSKEYS_MAX)).map((row) => viewOf(row, rp)),
      totp: hasTotp(await userById(tx, home, me.userId)),
      origin: rp?.origin ?? null,
    }),
    { readOnly: true },
  )
}

/**
 * Options for the browser's `create()`. The password is asked again: a session that somebody borrowed must not add a way in that lasts. Errors:
 * `password_wrong`, `second_factor_required` (403), `passkeys_unavailable`, `passkey_limit` (409), `sign_in_locked` (429).
 */
export async function beginPasskey(
  id: Identity,
  me: Me,
  home: OrgId,
  password: string,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const rp = relyingParty(id)
  await confirmPassword(id, me, home, password)
  const existing = await id.db.tx({ org: home }, async (tx) => {
    refuseWithoutFactor(me, await userById(tx, home, me.userId))
    return passkeysOf(tx, home, me.userId, PASSKEYS_MAX)
  })
  if (existing.length >= PASSKEYS_MAX) throw tooMany()
  return generateRegistrationOptions({
    rpName: 'Sealwright',
    rpID: rp.id,
    userName: me.email,
    userDisplayName: me.email,
    // A random id, not the address: authenticators show it to whoever asks for this name.
    userID: new Uint8Array(Buffer.from(me.userId, 'utf8')),
    challenge: newChallenge(id, { for: 'register', session: me.sessionId }),
    attestationType: 'none',
    excludeCredentials: existing.map((p) => ({
      id: p.credential_id.toString('base64url'),
      transports: p.transports,
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

export type AddedPasskey = {
  readonly passkey: PasskeyView
  /** Shown once, with the first factor of an account; null when the account has codes already. */
  readonly recoveryCodes: readonly string[] | null
}

/** The browser's answer. The caller rotates its session afterwards. Errors: `passkey_challenge_refused`, `passkey_refused` (400), `passkey_exists` (409). */
export async function addPasskey(
  id: Identity,
  me: Me,
  home: OrgId,
  input: { readonly name: string; readonly response: Registration },
): Promise<AddedPasskey> {
  const rp = relyingParty(id)
  const challenge = openChallenge(id, input.response.response.clientDataJSON, {
    for: 'register',
    session: me.sessionId,
  })
  if (challenge === null || !(await spend(id, challenge))) throw challengeRefused()
  const made = await verifiedRegistration(id, rp, challenge.text, input.response)
  const at = new Date(id.clock.nowMs())
  return id.db.tx({ org: home }, async (tx) => {
    const user = await lockUser(tx, home, me.userId)
    refuseWithoutFactor(me, user)
    if ((await passkeysOf(tx, home, me.userId, PASSKEYS_MAX)).length >= PASSKEYS_MAX) throw tooMany()
    const row: PasskeyRow = {
      id: newId(id.clock, id.random),
      org_id: home,
      user_id: me.userId,
      name: input.name,
      credential_id: Buffer.from(made.credential.id, 'base64url'),
      public_key: Buffer.from(made.credential.publicKey),
      transports: input.response.response.transports ?? [],
      synced: made.credentialBackedUp,
      rp_id: rp.id,
      created_at: at,
      last_used_at: null,
    }
    const inserted = await insertPasskey(tx, home, {
      id: row.id,
      userId: me.userId,
      name: row.name,
      credentialId: row.credential_id,
      publicKey: row.public_key,
      signCount: made.credential.counter,
      transports: row.transports,
      synced: row.synced,
      rpId: rp.id,
      at,
    })
    if (inserted !== 1)
      throw problem('passkey_exists', 409, 'this passkey is registered already', { fix: 'use another one' })
    const recoveryCodes = hasFactor(user) ? null : await issueRecoveryCodes(id, tx, home, me.userId)
    await record(id, tx, home, {
      type: 'identity.passkey_added',
      by: me,
      body: { user: me.userId, passkey: row.id, synced: row.synced, rp: rp.id },
    })
    return { passkey: viewOf(row, rp), recoveryCodes }
  })
}

/** The name is a person's text: it stays out of the entry. Error: `passkey_not_found`. */
export async function changePasskeyName(
  id: Identity,
  me: Me,
  home: OrgId,
  passkeyId: string,
  name: string,
): Promise<PasskeyView> {
  return id.db.tx({ org: home }, async (tx) => {
    refuseWithoutFactor(me, await lockUser(tx, home, me.userId))
    const row = await mine(tx, me, home, passkeyId)
    if ((await renamePasskey(tx, home, me.userId, row.id, name)) === 1)
      await record(id, tx, home, {
        type: 'identity.passkey_renamed',
        by: me,
        body: { user: me.userId, passkey: row.id },
      })
    return viewOf({ ...row, name }, relyingPartyOf(id.publicUrl()))
  })
}

/** With the password. Every session of the person ends: what they proved may have been this key. Errors: `password_wrong`, `passkey_not_found`. */
export async function removePasskey(
  id: Identity,
  me: Me,
  home: OrgId,
  passkeyId: string,
  password: string,
): Promise<void> {
  await confirmPassword(id, me, home, password)
  await id.db.tx({ org: home }, async (tx) => {
    refuseWithoutFactor(me, await lockUser(tx, home, me.userId))
    const row = await mine(tx, me, home, passkeyId)
    await deletePasskey(tx, home, me.userId, row.id)
    // Codes replace a factor; without one they would be a second password.
    if (!hasFactor(await userById(tx, home, me.userId))) await dropRecoveryCodes(tx, home, me.userId)
    await endSessionsOf(tx, home, me.userId, 'passkey removed', new Date(id.steady.latestMs()))
    await record(id, tx, home, {
      type: 'identity.passkey_removed',
      by: me,
      body: { user: me.userId, passkey: row.id },
    })
  })
}

export function relyingParty(id: Identity): RelyingParty {
  const rp = relyingPartyOf(id.publicUrl())
  if (rp !== null) return rp
  throw problem('passkeys_unavailable', 409, 'this installation is reached by an address, not by a name', {
    fix: 'set `publicUrl: https://<name>` in sealwright.yaml: browsers bind passkeys to a name',
  })
}

async function verifiedRegistration(
  id: Identity,
  rp: RelyingParty,
  challenge: string,
  response: Registration,
) {
  try {
    const result = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      requireUserVerification: true,
    })
    if (result.verified) return result.registrationInfo
  } catch (error) {
    // The library tells every refusal by throwing; its words name origins and flags, no secret.
    id.log.info({ error }, 'a passkey was not registered')
  }
  throw problem('passkey_refused', 400, 'this passkey could not be verified', {
    fix: `open ${rp.origin}, and use an authenticator that asks for a PIN, a fingerprint or a face`,
  })
}

async function mine(tx: Tx, me: Me, home: OrgId, passkeyId: string): Promise<PasskeyRow> {
  const row = isUuid(passkeyId)
    ? (await passkeysOf(tx, home, me.userId, PASSKEYS_MAX)).find((p) => p.id === passkeyId)
    : undefined
  if (row === undefined) throw notFound('passkey', passkeyId)
  return row
}

const tooMany = () =>
  problem('passkey_limit', 409, `an account holds at most ${PASSKEYS_MAX} passkeys`, {
    fix: 'remove one that you no longer use',
  })

const viewOf = (row: PasskeyRow, rp: RelyingParty | null): PasskeyView => ({
  id: row.id,
  name: row.name,
  synced: row.synced,
  createdAt: row.created_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  usable: row.rp_id === rp?.id,
})
