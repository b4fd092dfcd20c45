import type { FactSource } from '../../ledger/facts.ts'
import type { Clock } from '../../platform/clock.ts'
import { backupsSince } from './store.ts'

const ROWS_MAX = 10_000
const DAY_MS = 86_400_000
/** Longer than a year's window, so that a test may look at the backup before the window. */
const LOOK_BACK_DAYS = 400

export function operationsFacts(clock: Clock): FactSource[] {
  return [
    {
      id: 'operations.backups',
      fields: {
        id: 'string',
        kind: 'string',
        at: 'instant',
        bytes: 'number',
        sha256: 'string',
        restoreTestedAt: 'instant?',
        restoreResult: 'string',
      },
      async load(tx, org, window) {
        const until = new Date(window.to)
        const since = new Date(until.getTime() - LOOK_BACK_DAYS * DAY_MS)
        const rows = await backupsSince(tx, org, since, until, ROWS_MAX + 1)
        const complete = rows.length <= ROWS_MAX
        return {
          source: 'operations.backups',
          complete,
          why: complete ? '' : `more than ${ROWS_MAX} backups`,
          asOf: new Date(clock.nowMs()).toISOString(),
          query: `all backups recorded by this installation from ${since.toISOString()} to ${until.toISOString()}; copies made by other means are not known here`,
          rows: rows.slice(0, ROWS_MAX).map((r) => ({
            id: r.id,
            kind: r.kind,
            at: r.at.toISOString(),
            bytes: Number(r.bytes),
            sha256: r.sha256,
            restoreTestedAt: r.restore_tested_at?.toISOString() ?? null,
            restoreResult: r.restore_result,
          })),
        }
      },
    },
  ]
}
