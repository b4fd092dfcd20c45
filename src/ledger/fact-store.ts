import { sql, type Tx } from '../platform/db.ts'

export type TypedBatch = {
  readonly producer: string
  readonly epoch: string
  readonly shippedAt: Date
  readonly lastAt: Date
  readonly leaves: Buffer
  readonly bodies: Buffer
}

/** Batches of producers in the window whose leaves mention one of these texts. A scan of the window's leaves: for control tests, not pages. */
export async function batchesWithTypes(
  tx: Tx,
  org: string,
  from: Date,
  to: Date,
  marks: readonly string[],
): Promise<TypedBatch[]> {
  const rows = await tx.rows<{
    producer: string
    epoch: string
    shipped_at: Date
    last_at: Date
    leaves: Buffer
    bodies: Buffer
  }>(sql`
    select coalesce(s.producer, '') as producer, coalesce(s.epoch, '') as epoch, b.shipped_at, b.last_at, b.leaves, b.bodies
    from ledger_batch b left join ledger_source s on s.id = b.source_id
    where b.org_id = ${org} and b.shipped_at >= ${from} and b.first_at < ${to} and b.count > 0
      and exists (select from unnest(${marks}::text[]) m where position(convert_to(m, 'LATIN1') in b.leaves) > 0)
    order by b.id limit 100000`)
  return rows.map((r) => ({
    producer: r.producer,
    epoch: r.epoch,
    shippedAt: r.shipped_at,
    lastAt: r.last_at,
    leaves: r.leaves,
    bodies: r.bodies,
  }))
}
