import type { OrgId } from '../lib/ids.ts'
import { sql, type Tx } from './db.ts'

/**
 * The policy snapshot's number. Every transaction that changes something the gateway obeys (keys, routes, policies, versions, kill switches,
 * system status) calls this once; gateways poll it every 500 ms and reload the whole snapshot when it moved.
 * Serialises such writers on one row, so a snapshot read in one transaction matches its number exactly.
 */
export async function bumpGeneration(tx: Tx, org: OrgId): Promise<number> {
  const row = await tx.one<{ generation: string }>(
    sql`update org set generation = generation + 1 where id = ${org} returning generation`,
  )
  return Number(row.generation)
}
