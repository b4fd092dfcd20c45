import type { Ledger } from '../../ledger/contract.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Outbox } from '../../platform/events.ts'
import type { JobQueue } from '../../platform/jobs.ts'
import type { Log } from '../../platform/log.ts'
import type { Random } from '../../platform/random.ts'
import type { ControlsExport, LedgerExport, SystemsExport, VerifierFiles } from './ports.ts'

export type AuditDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly ledger: Ledger
  readonly outbox: Outbox
  readonly jobs: JobQueue
  /** Folder for finished packages, 0700, in the data directory (`exports/`). Made when missing. */
  readonly exportDir: string
  readonly ledgerExport: LedgerExport
  readonly controlsExport: ControlsExport
  readonly systems: SystemsExport
  /** Absent: the files that the build left in dist/verifier. */
  readonly verifier?: VerifierFiles
}
