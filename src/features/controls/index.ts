import type { FactSource } from '../../ledger/facts.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { JobHandler } from '../../platform/jobs.ts'
import type { Migration } from '../../platform/migrations.ts'
import type { Subscription } from '../../platform/events.ts'
import type { ControlsDeps } from './deps.ts'
import { controlsExport } from './export-port.ts'
import { controlFacts } from './facts.ts'
import { controlJobs, controlSubscriptions } from './jobs.ts'
import type { ApprovalHandler } from '../../approvals/ports.ts'
import { controls0800 } from './migrations/0800-controls.ts'
import { controls0801 } from './migrations/0801-owners-waivers.ts'
import { controlRoutes } from './routes.ts'
import { runTests } from './run-tests.ts'
import type { StoredOutcome } from './store.ts'
import { checkTests, tests } from './tests/index.ts'
import { waiverApproval } from './waivers.ts'

export type { ControlEvidence } from './export-port.ts'
export type { LocateEntries } from './read-controls.ts'

export const controlsMigrations: readonly Migration[] = [controls0800, controls0801]

export type ControlsRoom = {
  readonly routes: ReturnType<typeof controlRoutes>
  readonly jobs: readonly JobHandler[]
  readonly subscriptions: readonly Subscription[]
  readonly facts: readonly FactSource[]
  /** For approvals of kind `waiver`. */
  readonly approvalHandler: ApprovalHandler
  /** What the audit room asks (features/audit/ports.ts, ControlsExport). */
  readonly export: ReturnType<typeof controlsExport>
  /** Runs all tests now, as the schedule does: for first start and the sample company. */
  readonly runAll: (org: OrgId) => Promise<readonly StoredOutcome[]>
  /** Throws with every fault when a source does not offer the declared fields. Call once at start, when all rooms are made. */
  readonly checkSources: () => void
}

/** `factSources`: all other rooms' sources (asked at each run, so rooms may be made in any order). */
export function createControls(deps: Omit<ControlsDeps, 'sources'>): ControlsRoom {
  const own = controlFacts(deps.clock)
  const room: ControlsDeps = { ...deps, sources: () => [...deps.factSources(), own] }
  return {
    routes: controlRoutes(room),
    jobs: controlJobs(room),
    subscriptions: controlSubscriptions(room),
    facts: [own],
    approvalHandler: waiverApproval(room),
    export: controlsExport(room),
    runAll: (org) => runTests(room, room.sources(), org, tests, { cause: 'schedule' }),
    checkSources: () => checkTests(room.sources()),
  }
}
