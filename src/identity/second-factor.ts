import { problem } from '../lib/problem.ts'
import type { OrgId } from '../lib/ids.ts'
import type { Tx } from '../platform/db.ts'
import type { Identity } from './deps.ts'
import { confirmPassword, refuseWithoutFactor } from './reauthenticate.ts'
import { record } from './record.ts'
import { hashSecret, randomBase62 } from './secrets.ts'
import { newTotpSeed, totpStep, totpUri } from './totp.ts'
import {
  confirmTotp,
  dropRecoveryCodes,
  hasFactor,
  lockUser,
  removeTotp,
  replaceRecoveryCodes,
  setTotpDraft,
  spendRecoveryCode,
  spendTotpStep,
  userById,
  type UserRow,
} from './user-store.ts'
import type { UserPrincipal } from './contract.ts'
import { endSessionsOf } from './session-store.ts'

const PURPOSE = 'totp-seed'
const RECOVERY_CODES = 10
/** 12 characters of base62 = 71 bits: hashing once is enough, and it can be typed. */
const RECOVERY_CHARS = 12

type Me = UserPrincipal & { readonly org: OrgId }

/** Makes a seed that counts only once confirmed. Asking again replaces it. */
export async function beginTotp(
  id: Identity,
  me: Me,
  home: OrgId,
): Promise<{ readonly uri: string; readonly secret: string }> {
  const seed = newTotpSeed(id.random)
  const sealed = id.keystore.wrap(PURPOSE, seed)
  const changed = await id.db.tx({ org: home }, async (tx) => {
    refuseWithoutFactor(me, await userById(tx, home, me.userId))
    return setTotpDraft(tx, home, me.userId, sealed)
  })
  if (changed === 0)
    throw problem('second_factor_exists', 409, 'a second factor is set up already', {
      fix: 'remove it with your password first',
    })
  return totpUri(seed, me.email)
}

/**
 * The first right code puts the seed in force and gives recovery codes, shown once; codes from before, with a passkey, end. The caller rotates its
 * session afterwards.
 */
export async function confirmTotpCode(
  id: Identity,
  me: Me,
  home: OrgId,
  code: string,
): Promise<readonly string[]> {
  const at = new Date(id.clock.nowMs())
  return id.db.tx({ org: home }, async (tx) => {
    const user = await lockUser(tx, home, me.userId)
    if (user === undefined || user.totp_sealed === null)
      throw problem('second_factor_not_begun', 409, 'no second factor is being set up', {
        fix: 'begin again',
      })
    refuseWithoutFactor(me, user)
    if (user.totp_confirmed_at !== null)
      throw problem('second_factor_exists', 409, 'a second factor is set up already')
    if (!(await spendTotp(id, tx, user, code)))
      throw problem(
        'second_factor_refused',
        400,
        'this code is wrong: check the clock of your device and try the next one',
        { where: 'code' },
      )
    await confirmTotp(tx, home, user.id, at)
    const codes = await issueRecoveryCodes(id, tx, home, user.id)
    await record(id, tx, home, {
      type: 'identity.totp_enrolled',
      by: me,
      body: { user: user.id, kind: 'totp' },
    })
    return codes
  })
}

/** Fresh ones, as they are shown; those from before end. In the caller's transaction. */
export async function issueRecoveryCodes(
  id: Identity,
  tx: Tx,
  org: OrgId,
  userId: string,
): Promise<readonly string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => randomBase62(id.random, RECOVERY_CHARS))
  await replaceRecoveryCodes(tx, org, userId, codes.map(hashSecret))
  return codes.map((c) => `${c.slice(0, 4)}-${c.slice(4, 8)}-${c.slice(8)}`)
}

/** With the password. Every session of the person ends: what they proved no longer holds. */
export async function removeSecondFactor(id: Identity, me: Me, home: OrgId, password: string): Promise<void> {
  await confirmPassword(id, me, home, password)
  await id.db.tx({ org: home }, async (tx) => {
    const user = await lockUser(tx, home, me.userId)
    if (user === undefined || user.totp_confirmed_at === null)
      throw problem('second_factor_absent', 409, 'no second factor is set up')
    refuseWithoutFactor(me, user)
    await removeTotp(tx, home, user.id)
    // Codes replace a factor; without one they would be a second password.
    if (!hasFactor(await userById(tx, home, user.id))) await dropRecoveryCodes(tx, home, user.id)
    await endSessionsOf(tx, home, user.id, 'second factor removed', new Date(id.steady.latestMs()))
    await record(id, tx, home, {
      type: 'identity.totp_removed',
      by: me,
      body: { user: user.id, kind: 'totp' },
    })
  })
}

/** A TOTP code or a recovery code, each good once. In the caller's transaction, so that using it and what it opens commit together. */
export async function spendSecondFactor(id: Identity, tx: Tx, user: UserRow, code: string): Promise<boolean> {
  if (/^\d{6}$/.test(code)) return spendTotp(id, tx, user, code)
  const plain = code.replace(/[-\s]/g, '')
  if (plain.length !== RECOVERY_CHARS) return false
  const used = await spendRecoveryCode(
    tx,
    user.org_id,
    user.id,
    hashSecret(plain),
    new Date(id.clock.nowMs()),
  )
  if (used === 0) return false
  await record(id, tx, user.org_id, {
    type: 'identity.recovery_code_used',
    by: { kind: 'system', org: user.org_id, job: 'sign-in' },
    body: { user: user.id },
  })
  return true
}

async function spendTotp(id: Identity, tx: Tx, user: UserRow, code: string): Promise<boolean> {
  if (user.totp_sealed === null) return false
  const step = totpStep(id.keystore.unwrap(PURPOSE, user.totp_sealed), code, id.steady.nowMs())
  return step !== null && (await spendTotpStep(tx, user.org_id, user.id, step)) === 1
}
