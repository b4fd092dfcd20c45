import type { Ledger } from '../ledger/contract.ts'
import type { Clock, SteadyClock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Outbox } from '../platform/events.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'
import type { Authorizer } from '../identity/authorize.ts'
import type { PeopleDirectory } from '../identity/people.ts'
import type { ApprovalHandlers } from './ports.ts'

export type ApprovalsDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly ledger: Ledger
  readonly outbox: Outbox
  readonly authorizer: Authorizer
  readonly people: PeopleDirectory
  /** Asked at the time of a decision, because the features that answer are built after this room. Wired in app/ports.ts. */
  readonly handlers: () => ApprovalHandlers
}

/** Requests end by `steady`. */
export type Approvals = ApprovalsDeps & { readonly steady: SteadyClock }
