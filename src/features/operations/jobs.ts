import { installation } from '../../identity/record.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { JobHandler } from '../../platform/jobs.ts'
import type { Backups } from './backups.ts'
import { dueForTest } from './store.ts'

const DAY_MS = 86_400_000
/** A backup that was never restored is a hope; the control wants a test every 92 days, a month leaves room for two that fail. */
const TEST_AGAIN_AFTER_MS = 30 * DAY_MS

/** Looks once a day for an organisation whose newest data backup was not restored lately, and restores it into a scratch database. */
export function restoreTestJob(deps: {
  readonly db: Db
  readonly clock: Clock
  readonly backups: Backups
}): JobHandler {
  return {
    type: 'operations.restore-test',
    deadlineMs: 3_600_000,
    attemptsMax: 3,
    everyMs: DAY_MS,
    async handle(_data, { signal }) {
      const now = deps.clock.nowMs()
      const before = new Date(now - TEST_AGAIN_AFTER_MS)
      for (const due of await deps.db.tx('system', (tx) => dueForTest(tx, before, new Date(now)), {
        readOnly: true,
      })) {
        signal.throwIfAborted()
        await deps.backups.testRestore(
          due.org_id,
          installation(due.org_id, 'operations.restore-test'),
          due.id,
        )
      }
    },
  }
}
