import type { OrgId } from '../../lib/ids.ts'
import { sql, type Tx } from '../../platform/db.ts'

export type PasskeyRow = {
  id: string
  org_id: OrgId
  user_id: string
  name: string
  credential_id: Buffer
  public_key: Buffer
  transports: string[]
  synced: boolean
  rp_id: string
  created_at: Date
  last_used_at: Date | null
}

const columns = sql`id, org_id, user_id, name, credential_id, public_key, transports, synced, rp_id, created_at, last_used_at`

/** At most `limit`, oldest first. */
export const passkeysOf = (tx: Tx, org: OrgId, userId: string, limit: number): Promise<PasskeyRow[]> =>
  tx.rows<PasskeyRow>(sql`
    select ${columns} from passkey where org_id = ${org} and user_id = ${userId} order by created_at, id limit ${limit}`)

/** Scope `system`: whose it is, is not known before the signature was checked. */
export const passkeyByCredential = (tx: Tx, credentialId: Buffer): Promise<PasskeyRow | undefined> =>
  tx.maybe<PasskeyRow>(sql`select ${columns} from passkey where credential_id = ${credentialId}`)

export type NewPasskey = {
  readonly id: string
  readonly userId: string
  readonly name: string
  readonly credentialId: Buffer
  readonly publicKey: Buffer
  readonly signCount: number
  readonly transports: readonly string[]
  readonly synced: boolean
  readonly rpId: string
  readonly at: Date
}

/** 0 rows when the credential is registered already, with anybody. */
export const insertPasskey = (tx: Tx, org: OrgId, p: NewPasskey): Promise<number> =>
  tx.run(sql`
    insert into passkey (id, org_id, user_id, name, credential_id, public_key, sign_count, transports, synced, rp_id, created_at)
    values (${p.id}, ${org}, ${p.userId}, ${p.name}, ${p.credentialId}, ${p.publicKey}, ${p.signCount}, ${p.transports}, ${p.synced}, ${p.rpId}, ${p.at})
    on conflict (credential_id) do nothing`)

export const renamePasskey = (
  tx: Tx,
  org: OrgId,
  userId: string,
  id: string,
  name: string,
): Promise<number> =>
  tx.run(
    sql`update passkey set name = ${name} where org_id = ${org} and user_id = ${userId} and id = ${id} and name <> ${name}`,
  )

export const deletePasskey = (tx: Tx, org: OrgId, userId: string, id: string): Promise<number> =>
  tx.run(sql`delete from passkey where org_id = ${org} and user_id = ${userId} and id = ${id}`)

/**
 * Notes a use with its signature counter. 0 rows when the counter did not go up (WebAuthn level 2, 6.1.1): the key may have been copied.
 * Authenticators without a counter always say 0. Atomic: two uses with one counter cannot both pass.
 */
export const noteUse = (tx: Tx, org: OrgId, id: string, counter: number, at: Date): Promise<number> =>
  tx.run(sql`
    update passkey set sign_count = ${counter}, last_used_at = ${at}
    where org_id = ${org} and id = ${id} and (sign_count < ${counter} or (sign_count = 0 and ${counter}::bigint = 0))`)

/** True once: the second caller with the same challenge gets false. Scope `system`. */
export const spendChallenge = async (tx: Tx, hash: Buffer, expiresAt: Date): Promise<boolean> =>
  (await tx.run(sql`
    insert into passkey_challenge_used (hash, expires_at) values (${hash}, ${expiresAt}) on conflict (hash) do nothing`)) ===
  1

export const forgetChallenges = (tx: Tx, before: Date): Promise<number> =>
  tx.run(sql`delete from passkey_challenge_used where expires_at < ${before}`)
