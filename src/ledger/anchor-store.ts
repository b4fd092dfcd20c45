import { sql, type Tx } from '../platform/db.ts'

export async function insertAnchor(
  tx: Tx,
  a: {
    readonly id: string
    readonly org: string
    readonly log: number
    readonly kind: string
    readonly outside: boolean
    readonly target: string
    readonly size: number
    readonly root: Buffer
    readonly receipt: object
    readonly entry: string
    readonly at: Date
  },
): Promise<void> {
  await tx.run(sql`
    insert into ledger_anchor (id, org_id, log_id, kind, outside, target, size, root, receipt, entry_id, at)
    values (${a.id}, ${a.org}, ${a.log}, ${a.kind}, ${a.outside}, ${a.target}, ${a.size}, ${a.root}, ${JSON.stringify(a.receipt)}::jsonb, ${a.entry}, ${a.at})`)
}
