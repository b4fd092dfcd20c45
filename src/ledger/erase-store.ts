import { sql, type Tx } from '../platform/db.ts'
import { segmentLock } from './log-store.ts'
import { uuidArray } from './pg-arrays.ts'

/** Waits for control-plane transactions that wrap under this key; later ones find it replaced. */
export async function lockSegment(tx: Tx, segmentKey: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${segmentLock(segmentKey)}, 0))`)
}

/** Batches whose payload keys are wrapped under a segment key. Locked: nobody rewraps them meanwhile. */
export async function wrapsUnder(
  tx: Tx,
  segmentKey: string,
): Promise<{ readonly batch: string; readonly org: string; readonly wraps: Buffer }[]> {
  const rows = await tx.rows<{ batch_id: string; org_id: string; wraps: Buffer }>(sql`
    select w.batch_id, w.org_id, w.wraps from ledger_wrap_use u join ledger_wrap w on w.batch_id = u.batch_id
    where u.segment_key = ${segmentKey} order by w.batch_id for update of w limit 100000`)
  return rows.map((r) => ({ batch: r.batch_id, org: r.org_id, wraps: r.wraps }))
}

export async function replaceWraps(
  tx: Tx,
  batch: string,
  org: string,
  wraps: Buffer,
  keys: { readonly old: string; readonly fresh: string },
): Promise<void> {
  await tx.run(sql`update ledger_wrap set wraps = ${wraps} where batch_id = ${batch}`)
  await tx.run(sql`delete from ledger_wrap_use where segment_key = ${keys.old} and batch_id = ${batch}`)
  await tx.run(sql`
    insert into ledger_wrap_use (segment_key, batch_id, org_id) values (${keys.fresh}, ${batch}, ${org}) on conflict do nothing`)
}

/** Search columns of erased calls: who asked goes; what kind of call it was stays. */
export const clearCalls = (tx: Tx, org: string, calls: readonly string[]): Promise<number> =>
  tx.run(sql`
    update call set end_user = null, proof = null, found = '', decided_by = '', payload = 'erased'
    where org_id = ${org} and id = any(${uuidArray(calls)}::uuid[])`)

export async function recordErasure(
  tx: Tx,
  e: {
    readonly id: string
    readonly org: string
    readonly at: Date
    readonly entry: string
    readonly oldKey: string
    readonly newKey: string
  },
): Promise<void> {
  await tx.run(sql`
    insert into ledger_erasure (id, org_id, at, entry_id, old_key, new_key)
    values (${e.id}, ${e.org}, ${e.at}, ${e.entry}, ${e.oldKey}, ${e.newKey}) on conflict do nothing`)
}

/** Old segment keys that some erasure replaced and that must be gone from the key store. */
export async function replacedKeys(tx: Tx): Promise<{ readonly org: string; readonly oldKey: string }[]> {
  const rows = await tx.rows<{ org_id: string; old_key: string }>(
    sql`select org_id, old_key from ledger_erasure order by at limit 100000`,
  )
  return rows.map((r) => ({ org: r.org_id, oldKey: r.old_key }))
}
