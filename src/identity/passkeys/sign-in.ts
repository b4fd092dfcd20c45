import {
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { problem } from '../../lib/problem.ts'
import type { Identity } from '../deps.ts'
import { attemptSucceeded, beginAttempt } from '../lockout.ts'
import { record } from '../record.ts'
import { openSession, recordLock, type SignedIn } from '../sessions.ts'
import { lockUser, userById, type UserRow } from '../user-store.ts'
import { challengeRefused, newChallenge, openChallenge, spend } from './challenge.ts'
import type { Assertion } from './passkey-contract.ts'
import { noteUse, passkeyByCredential, type PasskeyRow } from './passkey-store.ts'
import { relyingParty } from './register.ts'
import type { RelyingParty } from './relying-party.ts'

/** Options for the browser's `get()`. They name no account: a stranger learns nothing, and the authenticator says who it is. */
export const beginPasskeySignIn = (id: Identity): Promise<PublicKeyCredentialRequestOptionsJSON> =>
  generateAuthenticationOptions({
    rpID: relyingParty(id).id,
    userVerification: 'required',
    challenge: newChallenge(id, { for: 'sign_in' }),
  })

/**
 * A passkey alone is two factors: the device, and the PIN, finger or face that it verified. Errors: `passkey_challenge_refused` (400),
 * `passkey_refused` (401; same words whatever is wrong), `sign_in_locked` (429).
 */
export async function signInWithPasskey(
  id: Identity,
  input: { readonly response: Assertion; readonly address: string },
): Promise<SignedIn> {
  const rp = relyingParty(id)
  const challenge = openChallenge(id, input.response.response.clientDataJSON, { for: 'sign_in' })
  if (challenge === null) throw challengeRefused()
  const credentialId = Buffer.from(input.response.id, 'base64url')
  const found = await id.db.tx(
    'system',
    async (tx) => {
      const passkey = await passkeyByCredential(tx, credentialId)
      const user = passkey && (await userById(tx, passkey.org_id, passkey.user_id))
      return passkey && user && user.active && !user.sample ? { passkey, user } : undefined
    },
    { readOnly: true },
  )
  // One count with the password's: trying the one does not give fresh tries of the other. Before the challenge is kept: so few rows, too.
  const attempt = await beginAttempt(id, found?.user.email ?? 'unknown passkey', input.address)
  if (attempt.lockedNow && found !== undefined) await recordLock(id, found.user)
  if (!(await spend(id, challenge))) throw challengeRefused()
  const counter =
    found === undefined
      ? null
      : await verifiedCounter(id, rp, found.passkey, found.user, challenge.text, input.response)
  if (found === undefined || counter === null) throw refused()
  const signedIn = await id.db.tx({ org: found.user.org_id }, async (tx) => {
    const now = await lockUser(tx, found.user.org_id, found.user.id)
    if (now === undefined || !now.active) return null
    if ((await noteUse(tx, now.org_id, found.passkey.id, counter, new Date(id.clock.nowMs()))) === 1)
      return openSession(id, tx, now, true, 'passkey')
    const passkey = await passkeyByCredential(tx, credentialId)
    if (passkey === undefined) return null // removed a moment ago
    // The counter did not go up: two devices hold this key. The entry stays although the sign-in fails.
    await record(id, tx, now.org_id, {
      type: 'identity.sign_in_failed',
      by: { kind: 'system', org: now.org_id, job: 'sign-in' },
      body: { user: now.id, passkey: passkey.id, why: 'counter' },
    })
    return null
  })
  if (signedIn === null) throw refused()
  await attemptSucceeded(id, attempt)
  return signedIn
}

/** The signature counter of a good answer, or null. */
async function verifiedCounter(
  id: Identity,
  rp: RelyingParty,
  passkey: PasskeyRow,
  user: UserRow,
  challenge: string,
  response: Assertion,
): Promise<number | null> {
  const handle = response.response.userHandle
  if (handle !== undefined && Buffer.from(handle, 'base64url').toString('utf8') !== user.id) return null
  try {
    const result = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: rp.origin,
      expectedRPID: rp.id,
      requireUserVerification: true,
      credential: {
        id: passkey.credential_id.toString('base64url'),
        publicKey: new Uint8Array(passkey.public_key),
        // The counter is compared where it is stored, in one statement: here two answers at once could both pass.
        counter: 0,
      },
    })
    return result.verified ? result.authenticationInfo.newCounter : null
  } catch (error) {
    id.log.info({ error }, 'a passkey was refused')
    return null
  }
}

const refused = () =>
  problem('passkey_refused', 401, 'this passkey is not known here, or could not be verified', {
    fix: 'sign in with your password, or ask an administrator',
  })
