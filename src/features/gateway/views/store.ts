import { sql, type Tx } from '../../../platform/db.ts'
import type { OrgId } from '../../../lib/ids.ts'

export type ViewRow = {
  readonly id: string
  readonly owner: string
  readonly name: string
  readonly q: string
  readonly shared: boolean
}

/** The owner's and, where `others` is true, what others share; by name, own ones first. */
export const viewRows = (tx: Tx, org: OrgId, owner: string, others: boolean): Promise<ViewRow[]> =>
  tx.rows<ViewRow>(sql`
    select id, owner, name, q, shared from saved_view
    where org_id = ${org} and (owner = ${owner} or (${others} and shared))
    order by owner <> ${owner}, lower(name), id limit 500`)

/** How many views the owner has beside one of this name. Nobody else saves one of theirs until the transaction ends, so that the count holds. */
export async function countOthers(tx: Tx, org: OrgId, owner: string, name: string): Promise<number> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`views ${org} ${owner}`}, 0))`)
  const row = await tx.one<{ n: string }>(sql`
    select count(*) as n from saved_view where org_id = ${org} and owner = ${owner} and name <> ${name}`)
  return Number(row.n)
}

/** One of the same owner and name is replaced. */
export const putView = (tx: Tx, org: OrgId, view: ViewRow, at: Date): Promise<ViewRow> =>
  tx.one<ViewRow>(sql`
    insert into saved_view (org_id, id, owner, name, q, shared, at)
    values (${org}, ${view.id}, ${view.owner}, ${view.name}, ${view.q}, ${view.shared}, ${at})
    on conflict (org_id, owner, name) do update set q = excluded.q, shared = excluded.shared, at = excluded.at
    returning id, owner, name, q, shared`)

export const dropView = (tx: Tx, org: OrgId, owner: string, id: string): Promise<number> =>
  tx.run(sql`delete from saved_view where org_id = ${org} and owner = ${owner} and id = ${id}::uuid`)
