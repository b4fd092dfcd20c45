import type { OrgId } from '../../../lib/ids.ts'
import type { Clock } from '../../../platform/clock.ts'
import { sql, type Db, type Sql, type Tx } from '../../../platform/db.ts'
import {
  sliceOf,
  storeTime,
  stretchOf,
  type LeaseAccount,
  type LeaseStore,
  type StoreTime,
  type Stretch,
} from './leases.ts'

/** Nobody's: what was used before leases were kept. */
const SEED = '00000000-0000-0000-0000-000000000000'

const databaseClock = (): Sql => sql`clock_timestamp()`

/**
 * Leases in PostgreSQL, for replicas on one database. Each question is one transaction under an advisory lock of its counter, so that two
 * replicas never see the same "left". A lease is committed before its units are used. The database's clock decides.
 */
export function databaseLeases(
  db: Db,
  holder: string,
  clock: Pick<Clock, 'monotonicUs'>,
  /** Tests set it. */
  time: () => Sql = databaseClock,
): LeaseStore {
  const believed = storeTime(clock)
  /** The time is read after the lock is had: one holder's answer is never older than the one before it. */
  const locked = async (tx: Tx, counter: string): Promise<StoreTime> => {
    const { ms } = await tx.one<{ ms: string }>(sql`
      with held as materialized (select pg_advisory_xact_lock(hashtextextended(${counter}, 0)))
      select extract(epoch from ${time()}) * 1000 as ms from held`)
    return believed(Number(ms))
  }
  return {
    take: (account, units, max) =>
      db.tx('system', async (tx) => {
        const { nowMs, sure } = await locked(tx, account.counter)
        const now = new Date(nowMs)
        const at = stretchOf(account.window, nowMs)
        const { taken, holders, stood, ahead } = await tx.one<{
          taken: string
          holders: string
          stood: boolean
          ahead: boolean
        }>(sql`
          select coalesce(sum(units) filter (where bucket > ${at.after}), 0) as taken,
            count(distinct nullif(holder, ${SEED}::uuid)) filter (where holder <> ${holder}::uuid) as holders,
            coalesce(bool_or(holder = ${holder}::uuid and bucket = ${at.bucket}), false) as stood,
            coalesce(bool_or(${isAhead(account, at)}), false) as ahead
          from limit_lease where org_id = ${account.org} and counter = ${account.counter} and expires_at > ${now}`)
        if (ahead && sure) await dateNow(tx, account, at)
        const left = Math.max(0, max - Number(taken))
        const granted = sliceOf(left, Number(holders) + 1, units)
        if (granted > 0 || (stood && account.window === 'running'))
          await tx.run(sql`
            insert into limit_lease (org_id, counter, bucket, holder, units, expires_at)
            values (${account.org as OrgId}, ${account.counter}, ${at.bucket}, ${holder}::uuid, ${granted}, ${new Date(at.expiresMs)})
            on conflict (org_id, counter, bucket, holder) do update set
              -- a lease of running calls that had expired begins again: what it held was given to others
              units = case when limit_lease.expires_at > ${now} then limit_lease.units else 0 end + excluded.units,
              expires_at = excluded.expires_at`)
        return { granted, left: left - granted, bucket: at.bucket, usableMs: at.usableMs, stood }
      }),
    give: async (account, bucket, units) => {
      await db.tx('system', (tx) =>
        tx.run(sql`
          update limit_lease set units = greatest(0, units - ${units})
          where org_id = ${account.org} and counter = ${account.counter} and bucket = ${bucket} and holder = ${holder}::uuid`),
      )
    },
    seed: async (account, units, agoMs) => {
      await db.tx('system', async (tx) => {
        const { nowMs } = await locked(tx, account.counter)
        const { bucket, expiresMs } = stretchOf(account.window, nowMs - Math.max(0, agoMs))
        await tx.run(sql`
          insert into limit_lease (org_id, counter, bucket, holder, units, expires_at)
          select ${account.org}::uuid, ${account.counter}, ${bucket}, ${SEED}::uuid, ${units}, ${new Date(expiresMs)}
          where not exists (select 1 from limit_lease where org_id = ${account.org} and counter = ${account.counter} and bucket = ${bucket})`)
      })
    },
    renew: async (accounts) => {
      const stood = await db.tx('system', async (tx) => {
        const { ms } = await tx.one<{ ms: string }>(sql`select extract(epoch from ${time()}) * 1000 as ms`)
        const { nowMs } = believed(Number(ms))
        return tx.rows<{ counter: string }>(sql`
          update limit_lease l set expires_at = ${new Date(stretchOf('running', nowMs).expiresMs)}
          from unnest(${accounts.map((a) => a.org)}::uuid[], ${accounts.map((a) => a.counter)}::text[]) as a (org, counter)
          where l.org_id = a.org and l.counter = a.counter and l.bucket = 0 and l.holder = ${holder}::uuid and l.expires_at > ${new Date(nowMs)}
          returning l.counter`)
      })
      return new Set(stood.map((row) => row.counter))
    },
  }
}

/** Dated by a clock that was set back since: no bucket and no hold reaches so far. */
const isAhead = (account: LeaseAccount, at: Stretch): Sql =>
  account.window === 'running' ? sql`expires_at > ${new Date(at.expiresMs)}` : sql`bucket > ${at.newest}`

/** Counts what is dated ahead as of now, so that it is over when a window of now is. */
async function dateNow(tx: Tx, account: LeaseAccount, at: Stretch): Promise<void> {
  const { bucket, expiresMs } = at.insteadOfLater
  const rows = await tx.rows<{ holder: string; units: string }>(sql`
    delete from limit_lease where org_id = ${account.org} and counter = ${account.counter} and ${isAhead(account, at)}
    returning holder, units`)
  await tx.run(sql`
    insert into limit_lease (org_id, counter, bucket, holder, units, expires_at)
    select ${account.org}::uuid, ${account.counter}, ${bucket}, holder, sum(units), ${new Date(expiresMs)}
    from unnest(${rows.map((r) => r.holder)}::uuid[], ${rows.map((r) => r.units)}::bigint[]) as d (holder, units) group by holder
    on conflict (org_id, counter, bucket, holder) do update set units = limit_lease.units + excluded.units, expires_at = excluded.expires_at`)
}

/** Leases that count for nothing any more, by the database's clock and by `before`; a job's work. */
export const forgetLeases = (db: Db, before: Date, time: () => Sql = databaseClock): Promise<number> =>
  db.tx('system', (tx) => tx.run(sql`delete from limit_lease where expires_at < least(${before}, ${time()})`))
