import type { OrgId } from '../../../lib/ids.ts'
import { sql, type Db } from '../../../platform/db.ts'
import { sliceOf, type LeaseStore } from './leases.ts'

/** Nobody's: what was used before leases were kept. */
const SEED = '00000000-0000-0000-0000-000000000000'

/**
 * Leases in PostgreSQL, for replicas on one database. Each question is one transaction under an advisory lock of its counter, so that two
 * replicas never see the same "left". A lease is committed before its units are used.
 */
export function databaseLeases(db: Db, holder: string): LeaseStore {
  return {
    take: (account, units, max, nowMs) =>
      db.tx('system', async (tx) => {
        await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${account.counter}, 0))`)
        const now = new Date(nowMs)
        const { taken, holders } = await tx.one<{ taken: string; holders: string }>(sql`
          select coalesce(sum(units) filter (where bucket > ${account.after}), 0) as taken,
            count(distinct nullif(holder, ${SEED}::uuid)) filter (where holder <> ${holder}::uuid) as holders
          from limit_lease where org_id = ${account.org} and counter = ${account.counter} and expires_at > ${now}`)
        const left = Math.max(0, max - Number(taken))
        const granted = sliceOf(left, Number(holders) + 1, units)
        if (granted > 0)
          await tx.run(sql`
            insert into limit_lease (org_id, counter, bucket, holder, units, expires_at)
            values (${account.org as OrgId}, ${account.counter}, ${account.bucket}, ${holder}::uuid, ${granted}, ${new Date(account.expiresMs)})
            on conflict (org_id, counter, bucket, holder) do update set
              -- a lease of running calls that had expired begins again: what it held was given to others
              units = case when limit_lease.expires_at > ${now} then limit_lease.units else 0 end + excluded.units,
              expires_at = excluded.expires_at`)
        return { granted, left: left - granted }
      }),
    give: async (account, units) => {
      await db.tx('system', (tx) =>
        tx.run(sql`
          update limit_lease set units = greatest(0, units - ${units})
          where org_id = ${account.org} and counter = ${account.counter} and bucket = ${account.bucket} and holder = ${holder}::uuid`),
      )
    },
    seed: async (account, units) => {
      await db.tx('system', async (tx) => {
        await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${account.counter}, 0))`)
        await tx.run(sql`
          insert into limit_lease (org_id, counter, bucket, holder, units, expires_at)
          select ${account.org}::uuid, ${account.counter}, ${account.bucket}, ${SEED}::uuid, ${units}, ${new Date(account.expiresMs)}
          where not exists (select 1 from limit_lease where org_id = ${account.org} and counter = ${account.counter} and bucket = ${account.bucket})`)
      })
    },
    renew: async (accounts, nowMs) => {
      const [first] = accounts
      if (first === undefined) return
      await db.tx('system', (tx) =>
        tx.run(sql`
          update limit_lease l set expires_at = ${new Date(first.expiresMs)}
          from unnest(${accounts.map((a) => a.org)}::uuid[], ${accounts.map((a) => a.counter)}::text[], ${accounts.map((a) => a.bucket)}::bigint[]) as a (org, counter, bucket)
          where l.org_id = a.org and l.counter = a.counter and l.bucket = a.bucket and l.holder = ${holder}::uuid and l.expires_at > ${new Date(nowMs)}`),
      )
    },
  }
}

/** Leases that count for nothing any more; a job's work. */
export const forgetLeases = (db: Db, before: Date): Promise<number> =>
  db.tx('system', (tx) => tx.run(sql`delete from limit_lease where expires_at < ${before}`))
