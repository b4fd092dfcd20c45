import type { OrgId } from '../../lib/ids.ts'
import { sql, type Sql, type Tx } from '../../platform/db.ts'
import type { AuditExport } from './contract.ts'

export type ExportRow = {
  readonly id: string
  readonly state: AuditExport['state']
  readonly mode: AuditExport['mode']
  readonly window_from: Date
  readonly window_to: Date
  readonly open_ended: boolean
  readonly systems: readonly { readonly ref: string; readonly name: string }[]
  readonly sample_size: number
  readonly openings: 'withheld' | 'sampled'
  readonly seed: string
  readonly seeded_by: 'auditor' | 'self'
  readonly seed_entry: string | null
  readonly requested_by: string
  readonly requested_at: Date
  readonly finished_at: Date | null
  readonly bytes: string | null
  readonly sha256: string | null
  readonly error: string | null
  readonly checkpoint_size: string | null
  readonly root: string | null
  readonly self_drawn: boolean
}

const select = sql`
  select id, state, mode, window_from, window_to, open_ended, systems, sample_size, openings, seed, seeded_by, seed_entry, requested_by, requested_at, finished_at, bytes, sha256, error,
    checkpoint_size, root, self_drawn
  from audit_export`

export const insertExport = (
  tx: Tx,
  org: OrgId,
  row: Pick<
    ExportRow,
    | 'id'
    | 'mode'
    | 'window_from'
    | 'window_to'
    | 'open_ended'
    | 'systems'
    | 'sample_size'
    | 'openings'
    | 'seed'
    | 'seeded_by'
    | 'seed_entry'
    | 'requested_by'
    | 'requested_at'
  >,
): Promise<number> =>
  tx.run(sql`
    insert into audit_export (id, org_id, state, mode, window_from, window_to, open_ended, systems, sample_size, openings, seed, seeded_by, seed_entry, requested_by, requested_at)
    values (${row.id}, ${org}, 'running', ${row.mode}, ${row.window_from}, ${row.window_to}, ${row.open_ended}, ${JSON.stringify(row.systems)}::jsonb, ${row.sample_size}, ${row.openings}, ${row.seed},
      ${row.seeded_by}, ${row.seed_entry}, ${row.requested_by}, ${row.requested_at})`)

export const exportRow = (tx: Tx, org: OrgId, id: string): Promise<ExportRow | undefined> =>
  tx.maybe<ExportRow>(sql`${select} where org_id = ${org} and id = ${id}`)

/** Newest first; `after` is the last row of the page before. One more than `limit`, so that the caller knows whether there is a next page. */
export const exportPage = (
  tx: Tx,
  org: OrgId,
  limit: number,
  after: { readonly at: Date; readonly id: string } | null,
): Promise<ExportRow[]> => {
  const from: Sql = after === null ? sql`` : sql`and (requested_at, id) < (${after.at}, ${after.id})`
  return tx.rows<ExportRow>(
    sql`${select} where org_id = ${org} ${from} order by requested_at desc, id desc limit ${limit + 1}`,
  )
}

export const countExports = async (tx: Tx, org: OrgId): Promise<number> =>
  Number((await tx.one<{ n: string }>(sql`select count(*) as n from audit_export where org_id = ${org}`)).n)

/** Requests of one organisation one after the other, so that the running ones are counted once. Released with the transaction. */
export const lockExports = (tx: Tx, org: OrgId): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`exports ${org}`}, 0))`)

export const runningExports = async (tx: Tx, org: OrgId): Promise<number> =>
  Number(
    (
      await tx.one<{ n: string }>(
        sql`select count(*) as n from audit_export where org_id = ${org} and state = 'running'`,
      )
    ).n,
  )

export const setSeedEntry = (tx: Tx, org: OrgId, id: string, entry: string): Promise<number> =>
  tx.run(
    sql`update audit_export set seed_entry = ${entry} where org_id = ${org} and id = ${id} and seed_entry is null`,
  )

export const setWindowTo = (tx: Tx, org: OrgId, id: string, to: Date): Promise<number> =>
  tx.run(
    sql`update audit_export set window_to = ${to} where org_id = ${org} and id = ${id} and state = 'running' and open_ended`,
  )

export const setReady = (
  tx: Tx,
  org: OrgId,
  id: string,
  done: {
    readonly at: Date
    readonly bytes: number
    readonly sha256: string
    readonly size: number
    readonly root: string
    readonly selfDrawn: boolean
  },
): Promise<number> =>
  tx.run(sql`
    update audit_export set state = 'ready', finished_at = ${done.at}, bytes = ${done.bytes}, sha256 = ${done.sha256}, checkpoint_size = ${done.size}, root = ${done.root},
      self_drawn = ${done.selfDrawn}
    where org_id = ${org} and id = ${id} and state = 'running'`)

export const setFailed = (tx: Tx, org: OrgId, id: string, at: Date, error: string): Promise<number> =>
  tx.run(
    sql`update audit_export set state = 'failed', finished_at = ${at}, error = ${error} where org_id = ${org} and id = ${id} and state = 'running'`,
  )
