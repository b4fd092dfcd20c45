import type { OrgId } from '../lib/ids.ts'
import { sql, type Tx } from '../platform/db.ts'

export type OrgRow = {
  readonly id: OrgId
  readonly name: string
  readonly kind: 'own' | 'sample'
  readonly createdAt: Date
}

/** The oldest organisation of kind `own` is the installation's real one. */
export const findInstallation = (tx: Tx): Promise<{ id: string; own: OrgId } | undefined> =>
  tx.maybe(
    sql`select i.id, (select o.id from org o where o.kind = 'own' order by o.created_at limit 1) as own from installation i`,
  )

export async function insertInstallation(
  tx: Tx,
  row: { readonly id: string; readonly own: OrgId; readonly name: string; readonly at: Date },
): Promise<void> {
  await tx.run(sql`insert into installation (id, created_at) values (${row.id}, ${row.at})`)
  await insertOrg(tx, { id: row.own, name: row.name, kind: 'own', at: row.at })
}

export async function insertOrg(
  tx: Tx,
  row: { readonly id: OrgId; readonly name: string; readonly kind: OrgRow['kind']; readonly at: Date },
): Promise<void> {
  await tx.run(
    sql`insert into org (id, name, kind, created_at) values (${row.id}, ${row.name}, ${row.kind}, ${row.at})`,
  )
}

/** At most a real and a sample one. */
export const listOrgs = (tx: Tx): Promise<OrgRow[]> =>
  tx.rows(sql`select id, name, kind, created_at as "createdAt" from org order by created_at limit 10`)
