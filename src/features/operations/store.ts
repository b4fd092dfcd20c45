import type { OrgId } from '../../lib/ids.ts'
import { sql, type Tx } from '../../platform/db.ts'

/** The only SQL of operations. */

export type BackupRow = {
  readonly id: string
  readonly kind: 'data' | 'keys'
  readonly at: Date
  readonly bytes: string
  readonly sha256: string
  readonly file: string
  readonly restore_tested_at: Date | null
  readonly restore_result: 'pass' | 'fail' | 'none'
}

const columns = sql`id, kind, at, bytes, sha256, file, restore_tested_at, restore_result`

export type NewBackup = {
  readonly id: string
  readonly kind: 'data' | 'keys'
  readonly at: Date
  readonly bytes: number
  readonly sha256: string
  readonly file: string
  readonly expiresAt: Date | null
  readonly madeBy: string
}

export async function insertBackup(tx: Tx, org: OrgId, b: NewBackup): Promise<void> {
  await tx.run(sql`
    insert into backup (id, org_id, kind, at, bytes, sha256, file, expires_at, made_by)
    values (${b.id}, ${org}, ${b.kind}, ${b.at}, ${b.bytes}, ${b.sha256}, ${b.file}, ${b.expiresAt}, ${b.madeBy})`)
}

/** Newest first, keyset on (at, id). */
export const backupsPage = (
  tx: Tx,
  org: OrgId,
  limit: number,
  after: { readonly at: Date; readonly id: string } | null,
): Promise<BackupRow[]> =>
  tx.rows<BackupRow>(sql`
    select ${columns} from backup where org_id = ${org} and removed_at is null and (${after === null} or (at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by at desc, id desc limit ${limit}`)

export const countBackups = async (tx: Tx, org: OrgId): Promise<number> =>
  Number(
    (
      await tx.one<{ n: string }>(
        sql`select count(*) as n from backup where org_id = ${org} and removed_at is null`,
      )
    ).n,
  )

export const backupById = (tx: Tx, org: OrgId, id: string): Promise<BackupRow | undefined> =>
  tx.maybe<BackupRow>(sql`select ${columns} from backup where org_id = ${org} and id = ${id}`)

export const backupsSince = (
  tx: Tx,
  org: OrgId,
  since: Date,
  until: Date,
  limit: number,
): Promise<BackupRow[]> =>
  tx.rows<BackupRow>(
    sql`select ${columns} from backup where org_id = ${org} and at >= ${since} and at <= ${until} order by at, id limit ${limit}`,
  )

export const recordRestoreTest = (
  tx: Tx,
  org: OrgId,
  id: string,
  at: Date,
  result: 'pass' | 'fail',
  detail: string,
): Promise<number> =>
  tx.run(
    sql`update backup set restore_tested_at = ${at}, restore_result = ${result}, restore_detail = ${detail} where org_id = ${org} and id = ${id}`,
  )

/** What is dated after now was made before the clock was set back: it puts off no backup. */
export const newestAt = async (tx: Tx, org: OrgId, kind: 'data' | 'keys', now: Date): Promise<Date | null> =>
  (
    await tx.one<{ at: Date | null }>(
      sql`select max(at) as at from backup where org_id = ${org} and kind = ${kind} and removed_at is null and at <= ${now}`,
    )
  ).at

/**
 * Scheduled data backups beyond the newest `keep`. The newest that came back in a restore test stays whatever its age: the last proven one is
 * worth more than a newer hope. Those that people made stay too, and so do those that a clock which was set back since has dated after `now`: they
 * would pass for the newest and push out the ones that are.
 */
export const beyondRetention = (
  tx: Tx,
  org: OrgId,
  madeBy: string,
  keep: number,
  now: Date,
): Promise<{ readonly id: string; readonly file: string }[]> =>
  tx.rows<{ readonly id: string; readonly file: string }>(sql`
    select id, file from backup where org_id = ${org} and kind = 'data' and made_by = ${madeBy} and removed_at is null and at <= ${now}
      and id is distinct from (select id from backup where org_id = ${org} and kind = 'data' and restore_result = 'pass' and removed_at is null
        order by at desc, id desc limit 1)
    order by at desc, id desc offset ${keep} limit 1000`)

export const setRemoved = (tx: Tx, org: OrgId, id: string, at: Date): Promise<number> =>
  tx.run(
    sql`update backup set removed_at = ${at} where org_id = ${org} and id = ${id} and removed_at is null`,
  )

/** The newest data backup of each organisation, dated by `now`, that was not tested since `before`. */
export const dueForTest = (
  tx: Tx,
  before: Date,
  now: Date,
): Promise<{ readonly id: string; readonly org_id: OrgId }[]> =>
  tx.rows<{ readonly id: string; readonly org_id: OrgId }>(sql`
    select id, org_id from (select distinct on (org_id) id, org_id, restore_tested_at from backup where kind = 'data' and at <= ${now} order by org_id, at desc, id desc) newest
    where restore_tested_at is null or restore_tested_at < ${before} order by org_id limit 10`)
