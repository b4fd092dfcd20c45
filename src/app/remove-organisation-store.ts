import type { Client } from 'pg'
import type { OrgId } from '../lib/ids.ts'

export async function organisationOrigins(client: Client, org: OrgId): Promise<string[]> {
  await client.query('begin')
  try {
    await client.query('set local role sw_backup')
    const { rows } = await client.query<{ origin: string }>(
      'select origin from ledger_log where org_id = $1 limit 1000',
      [org],
    )
    return rows.map((row) => row.origin)
  } finally {
    await client.query('rollback')
  }
}

/**
 * Deletes every row of a sample organisation in one transaction, in the order that foreign keys allow: a table that is still referred to
 * is tried again after the others. Runs over the owner's connection as `sw_backup`, which sees all organisations.
 */
export async function deleteOrganisationRows(client: Client, org: OrgId): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace order by c.oid desc`,
  )
  await client.query('begin')
  try {
    await client.query('set local role sw_backup')
    let left = rows.map((row) => row.name)
    while (left.length > 0) {
      const stuck: string[] = []
      for (const name of left) {
        await client.query('savepoint one')
        try {
          // The name comes from the catalogue, quoted by it.
          await client.query(`delete from ${name} where org_id = $1`, [org])
        } catch (error) {
          await client.query('rollback to savepoint one')
          if (!(error instanceof Error && 'code' in error && error.code === '23503')) throw error
          stuck.push(name)
        }
      }
      if (stuck.length === left.length)
        throw new Error(`rows of ${stuck.join(', ')} refer to each other and cannot be removed`)
      left = stuck
    }
    await client.query(`delete from org where id = $1 and kind = 'sample'`, [org])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
