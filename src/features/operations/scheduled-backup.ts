import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { actorOf, authorOf, installation } from '../../identity/record.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { JobHandler } from '../../platform/jobs.ts'
import type { Recipient } from './backup-keys.ts'
import type { BackupDeps, Backups } from './backups.ts'
import { beyondRetention, newestAt, setRemoved } from './store.ts'

export type BackupSchedule = {
  readonly org: OrgId
  readonly dataEveryMs: number | null
  readonly keep: number | null
  readonly keys: { readonly to: Recipient; readonly everyMs: number } | null
}

/** How often it looks whether one is due: a backup is late by this at most. */
const LOOK_EVERY_MS = 300_000
const JOB = 'operations.backup'

/**
 * Makes a backup when the newest one of its kind is as old as the schedule says, also right after a start that came late. What people
 * made counts. A new file has a name of its own: none is ever written over. When the disk is full the job fails with
 * `disk_full`, nothing older was deleted for it, and the next look tries again.
 */
export function scheduledBackupJob(deps: BackupDeps, backups: Backups, schedule: BackupSchedule): JobHandler {
  const { org, keep } = schedule
  const by = installation(org, JOB)
  const due = async (kind: 'data' | 'keys', everyMs: number): Promise<boolean> => {
    const now = deps.clock.nowMs()
    const at = await deps.db.tx({ org }, (tx) => newestAt(tx, org, kind, new Date(now)), { readOnly: true })
    return at === null || now - at.getTime() >= everyMs
  }
  return {
    type: JOB,
    deadlineMs: 3_600_000,
    attemptsMax: 3,
    everyMs: LOOK_EVERY_MS,
    async handle(_data, { signal }) {
      if (schedule.keys !== null && (await due('keys', schedule.keys.everyMs)))
        await backups.keys(org, by, schedule.keys.to)
      signal.throwIfAborted()
      if (schedule.dataEveryMs === null || !(await due('data', schedule.dataEveryMs))) return
      await backups.data(org, by)
      if (keep === null) return
      const now = new Date(deps.clock.nowMs())
      const old = await deps.db.tx({ org }, (tx) => beyondRetention(tx, org, authorOf(by), keep, now), {
        readOnly: true,
      })
      for (const { id, file } of old) {
        // Crash after this line: the row still names it; the next round finds no file and records the removal.
        await rm(join(deps.backupDir, file), { force: true })
        await deps.db.tx({ org }, async (tx) => {
          if ((await setRemoved(tx, org, id, new Date(deps.clock.nowMs()))) !== 1) return
          await deps.ledger.append(tx, org, {
            type: 'backup.removed',
            body: { actor: actorOf(by), backup: id, keep },
          })
        })
      }
    },
  }
}
