import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { ensurePartitions } from './ship-store.ts'

/**
 * Partitions of this month and the next. Run at start, before anything writes, and daily: a partition that is made while others write
 * into the default one makes their statements fail once.
 */
export async function preparePartitions(db: Db, clock: Clock): Promise<void> {
  const now = new Date(clock.nowMs())
  const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1))
  await db.tx('system', async (tx) => {
    for (const month of [now, next]) await ensurePartitions(tx, month)
  })
}
