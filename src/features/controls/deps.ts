import type { ApprovalRequests } from '../../approvals/ports.ts'
import type { FactSource } from '../../ledger/facts.ts'
import type { JobQueue } from '../../platform/jobs.ts'
import type { LocateEntries } from './read-controls.ts'
import type { RunnerDeps } from './run-tests.ts'

export type ControlsDeps = RunnerDeps & {
  readonly jobs: JobQueue
  readonly approvals: ApprovalRequests
  /** All fact sources of the product (app/fact-sources.ts), without this room's own; asked at each run. */
  readonly factSources: () => readonly FactSource[]
  /** `factSources()` and this room's own. */
  readonly sources: () => readonly FactSource[]
  readonly locate: LocateEntries
}
