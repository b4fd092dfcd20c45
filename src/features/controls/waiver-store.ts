import type { OrgId } from '../../lib/ids.ts'
import { sql, type Tx } from '../../platform/db.ts'

export type WaiverRow = {
  id: string
  control_id: string
  reason: string
  compensating: string
  requested_by: string
  requested_at: Date
  until: Date
  state: 'requested' | 'approved' | 'refused' | 'ended'
  approval_id: string
  approved_by: string | null
  approved_at: Date | null
  entry_id: string | null
}

const columns = sql`id, control_id, reason, compensating, requested_by, requested_at, until, state, approval_id, approved_by, approved_at, entry_id`

/** Requested or in force, one a control at most; those that are over are left out. */
export const openWaivers = (tx: Tx, org: OrgId, now: Date): Promise<WaiverRow[]> =>
  tx.rows<WaiverRow>(sql`
    select ${columns} from control_waiver where org_id = ${org} and state in ('requested', 'approved') and until > ${now} order by control_id limit 1000`)

/** What was read by whoever accepted them, by id. */
export const waiverTexts = async (
  tx: Tx,
  org: OrgId,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly reason: string; readonly compensating: string }>> =>
  new Map(
    (
      await tx.rows<Pick<WaiverRow, 'id' | 'reason' | 'compensating'>>(sql`
        select id, reason, compensating from control_waiver where org_id = ${org} and id::text = any(${ids}::text[]) limit 100000`)
    ).map(({ id, reason, compensating }) => [id, { reason, compensating }]),
  )

export const waiverById = (tx: Tx, org: OrgId, id: string): Promise<WaiverRow | undefined> =>
  tx.maybe<WaiverRow>(
    sql`select ${columns} from control_waiver where org_id = ${org} and id = ${id} for update`,
  )

export const openWaiverOf = (tx: Tx, org: OrgId, control: string): Promise<WaiverRow | undefined> =>
  tx.maybe<WaiverRow>(sql`
    select ${columns} from control_waiver where org_id = ${org} and control_id = ${control} and state in ('requested', 'approved') for update`)

/** False when one is open already. */
export const insertWaiver = async (
  tx: Tx,
  org: OrgId,
  w: Pick<
    WaiverRow,
    | 'id'
    | 'control_id'
    | 'reason'
    | 'compensating'
    | 'requested_by'
    | 'requested_at'
    | 'until'
    | 'approval_id'
  >,
): Promise<boolean> =>
  (await tx.run(sql`
    insert into control_waiver (id, org_id, control_id, reason, compensating, requested_by, requested_at, until, state, approval_id)
    values (${w.id}, ${org}, ${w.control_id}, ${w.reason}, ${w.compensating}, ${w.requested_by}, ${w.requested_at}, ${w.until}, 'requested', ${w.approval_id})
    on conflict do nothing`)) === 1

export const approveWaiver = (
  tx: Tx,
  org: OrgId,
  id: string,
  by: string,
  at: Date,
  entry: string,
): Promise<number> =>
  tx.run(sql`
    update control_waiver set state = 'approved', approved_by = ${by}, approved_at = ${at}, entry_id = ${entry}
    where org_id = ${org} and id = ${id} and state = 'requested'`)

export const closeWaiver = (
  tx: Tx,
  org: OrgId,
  id: string,
  state: 'refused' | 'ended',
  at: Date,
): Promise<number> =>
  tx.run(sql`
    update control_waiver set state = ${state}, ended_at = ${at} where org_id = ${org} and id = ${id} and state in ('requested', 'approved')`)

export const controlOwners = (tx: Tx, org: OrgId): Promise<{ control_id: string; user_id: string }[]> =>
  tx.rows<{ control_id: string; user_id: string }>(
    sql`select control_id, user_id from control_owner where org_id = ${org} order by control_id limit 1000`,
  )

export const setControlOwner = (
  tx: Tx,
  org: OrgId,
  control: string,
  user: string,
  at: Date,
): Promise<number> =>
  tx.run(sql`
    insert into control_owner (org_id, control_id, user_id, set_at) values (${org}, ${control}, ${user}, ${at})
    on conflict (org_id, control_id) do update set user_id = excluded.user_id, set_at = excluded.set_at`)

export const dropControlOwner = (tx: Tx, org: OrgId, control: string): Promise<number> =>
  tx.run(sql`delete from control_owner where org_id = ${org} and control_id = ${control}`)
