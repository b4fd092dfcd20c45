import type { OrgId } from '../../lib/ids.ts'
import type { Ledger } from '../../ledger/contract.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Outbox } from '../../platform/events.ts'
import type { Log } from '../../platform/log.ts'
import type { Random } from '../../platform/random.ts'
import type { ApprovalRequests } from '../../approvals/ports.ts'
import type { PeopleDirectory } from '../../identity/people.ts'
import type { UpstreamDirectory } from './ports.ts'

/** Another version of a model took over in an environment; routes that point to the old one follow, in the same transaction. */
export type Switchover = {
  readonly systemId: string
  readonly environment: string
  readonly from: string
  readonly to: string
}

export type RegistryDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly ledger: Ledger
  readonly outbox: Outbox
  readonly people: PeopleDirectory
  readonly approvals: ApprovalRequests
  /** Policies know the upstreams; wired in app/ports.ts. */
  readonly upstreams: UpstreamDirectory
  /** Version ids `from` and `to`; wired in app/ports.ts to the room that owns routes. */
  readonly switched: (tx: Tx, org: OrgId, switchover: Switchover) => Promise<void>
}
