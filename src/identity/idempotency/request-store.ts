import type { OrgId } from '../../lib/ids.ts'
import { sql, type Tx } from '../../platform/db.ts'

/** Whose request it is, by which key. */
export type RequestId = { readonly org: OrgId; readonly caller: string; readonly keyHash: Buffer }

export type RequestRow = {
  request_hash: Buffer
  attempt: string
  state: 'running' | 'changed' | 'answered'
  held_until: Date
  status: number | null
  answer: Buffer | null
  created_at: Date
}

export type Attempt = {
  readonly id: string
  readonly requestHash: Buffer
  readonly at: Date
  readonly heldUntil: Date
}

/** 0 rows when the key is known; waits for whoever claims it in this moment. */
export const insertRequest = (tx: Tx, of: RequestId, attempt: Attempt): Promise<number> =>
  tx.run(sql`
    insert into idempotency_request (org_id, caller, key_hash, request_hash, attempt, state, held_until, created_at)
    values (${of.org}, ${of.caller}, ${of.keyHash}, ${attempt.requestHash}, ${attempt.id}, 'running', ${attempt.heldUntil}, ${attempt.at})
    on conflict (org_id, caller, key_hash) do nothing`)

/** Locked: nobody marks it as changed between the look and the taking over. */
export const lockRequest = (tx: Tx, of: RequestId): Promise<RequestRow | undefined> =>
  tx.maybe<RequestRow>(sql`
    select request_hash, attempt, state, held_until, status, answer, created_at from idempotency_request
    where org_id = ${of.org} and caller = ${of.caller} and key_hash = ${of.keyHash} for update`)

export const takeOver = (tx: Tx, of: RequestId, attempt: Attempt): Promise<number> =>
  tx.run(sql`
    update idempotency_request set request_hash = ${attempt.requestHash}, attempt = ${attempt.id}, state = 'running',
      held_until = ${attempt.heldUntil}, status = null, answer = null, created_at = ${attempt.at}
    where org_id = ${of.org} and caller = ${of.caller} and key_hash = ${of.keyHash}`)

/** Counts no further than `most`. */
export async function countRequests(tx: Tx, of: RequestId, since: Date, most: number): Promise<number> {
  const { n } = await tx.one<{ n: number }>(sql`
    select count(*)::integer as n from (
      select from idempotency_request where org_id = ${of.org} and caller = ${of.caller} and created_at > ${since} limit ${most}) as counted`)
  return n
}

/** Whether this transaction has written or locked anything yet. */
export async function hasWritten(tx: Tx): Promise<boolean> {
  const { wrote } = await tx.one<{ wrote: boolean }>(
    sql`select pg_current_xact_id_if_assigned() is not null as wrote`,
  )
  return wrote
}

/** 0 rows when the attempt was taken over. */
export const markChanged = (tx: Tx, of: RequestId, attempt: string): Promise<number> =>
  tx.run(sql`
    update idempotency_request set state = 'changed'
    where org_id = ${of.org} and caller = ${of.caller} and key_hash = ${of.keyHash} and attempt = ${attempt} and state <> 'answered'`)

export const hold = (tx: Tx, of: RequestId, attempt: string, until: Date): Promise<number> =>
  tx.run(sql`
    update idempotency_request set held_until = ${until}
    where org_id = ${of.org} and caller = ${of.caller} and key_hash = ${of.keyHash} and attempt = ${attempt}`)

export const keepAnswer = (
  tx: Tx,
  of: RequestId,
  attempt: string,
  status: number,
  answer: Buffer | null,
): Promise<number> =>
  tx.run(sql`
    update idempotency_request set state = 'answered', status = ${status}, answer = ${answer}
    where org_id = ${of.org} and caller = ${of.caller} and key_hash = ${of.keyHash} and attempt = ${attempt}`)

/** Nothing was changed: the key is as if it had not been used. A mark that a commit left behind after all stays. */
export const forgetUnchanged = (tx: Tx, of: RequestId, attempt: string): Promise<number> =>
  tx.run(sql`
    delete from idempotency_request
    where org_id = ${of.org} and caller = ${of.caller} and key_hash = ${of.keyHash} and attempt = ${attempt} and state = 'running'`)

/** Also what was marked in advance. */
export const forgetRefused = (tx: Tx, of: RequestId, attempt: string): Promise<number> =>
  tx.run(sql`
    delete from idempotency_request
    where org_id = ${of.org} and caller = ${of.caller} and key_hash = ${of.keyHash} and attempt = ${attempt}`)

/** Scope `system`. At most `limit` rows. */
export const forgetOlder = (tx: Tx, than: Date, limit: number): Promise<number> =>
  tx.run(sql`
    delete from idempotency_request where (org_id, caller, key_hash) in (
      select org_id, caller, key_hash from idempotency_request
      where created_at <= ${than} and held_until <= ${than} order by created_at limit ${limit} for update skip locked)`)
