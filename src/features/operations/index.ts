import type { FactSource } from '../../ledger/facts.ts'
import type { Subscription } from '../../platform/events.ts'
import type { JobHandler } from '../../platform/jobs.ts'
import { createBackups, type BackupDeps, type Backups } from './backups.ts'
import { operationsFacts } from './facts.ts'
import { createHealth, type HealthProbe, type HealthService } from './health.ts'
import type { Migration } from '../../platform/migrations.ts'
import { restoreTestJob } from './jobs.ts'
import { operations1000 } from './migrations/1000-operations.ts'
import { operations1001 } from './migrations/1001-retention.ts'
import { operationsRoutes } from './routes.ts'
import { scheduledBackupJob, type BackupSchedule } from './scheduled-backup.ts'
import type { SetupPort } from './setup.ts'

export { checkDataBackup } from './backup-data.ts'
export {
  keysHeader,
  parseOpener,
  parseRecipient,
  passphraseRecipient,
  type Opener,
  type Recipient,
} from './backup-keys.ts'
export type { Backups } from './backups.ts'
export { databaseProbe, diskProbe, jobsProbe, type HealthProbe, type HealthService } from './health.ts'
export { checkKeys, restoreData, restoreKeys, type Restored } from './restore.ts'
export type { SetupFacts, SetupPort } from './setup.ts'

export const operationsMigrations: readonly Migration[] = [operations1000, operations1001]

export type OperationsDeps = BackupDeps & {
  /** Absent: backups are made only when asked for. */
  readonly schedule?: BackupSchedule

  readonly startedAtMs: number
  /** Of the platform: databaseProbe, diskProbe, jobsProbe; of the ledger: backlog, sequencer, anchors (wired in app/ports.ts). */
  readonly probes: readonly HealthProbe[]
  readonly setup: SetupPort
  readonly stopping: () => boolean
}

export type Operations = {
  readonly routes: ReturnType<typeof operationsRoutes>
  readonly jobs: readonly JobHandler[]
  readonly subscriptions: readonly Subscription[]
  readonly facts: readonly FactSource[]
  readonly health: HealthService
  readonly backups: Backups
}

export function createOperations(deps: OperationsDeps): Operations {
  const backups = createBackups(deps)
  const health = createHealth(deps)
  return {
    routes: operationsRoutes({ db: deps.db, health, backups, setup: deps.setup }),
    jobs: [
      restoreTestJob({ db: deps.db, clock: deps.clock, backups }),
      ...(deps.schedule === undefined ? [] : [scheduledBackupJob(deps, backups, deps.schedule)]),
    ],
    subscriptions: [],
    facts: operationsFacts(deps.clock),
    health,
    backups,
  }
}
