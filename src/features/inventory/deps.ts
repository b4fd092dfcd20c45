import type { OrgId } from '../../lib/ids.ts'
import type { Ledger } from '../../ledger/contract.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Outbox } from '../../platform/events.ts'
import type { Random } from '../../platform/random.ts'
import type { PeopleDirectory } from '../../identity/people.ts'
import type { By } from '../../identity/record.ts'

/** What stands still when a system retires: keys (identity), deployments (registry), routes (policies). Runs in the retiring transaction. */
export type Retirement = (
  tx: Tx,
  org: OrgId,
  system: { readonly id: string; readonly ref: string; readonly name: string },
  by: By,
) => Promise<void>

export type CallCounts = { readonly lastCallAt: string | null; readonly calls24h: number }

export type InventoryDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly random: Random
  readonly ledger: Ledger
  readonly outbox: Outbox
  readonly people: PeopleDirectory
  /** Asked when a system retires, because those rooms are built after this one. Wired in app/ports.ts. */
  readonly retirements: () => readonly Retirement[]
  /** Call figures by the system's `ref`, from the calls read model. Absent: none are shown. */
  readonly callCounts?: (
    tx: Tx,
    org: OrgId,
    refs: readonly string[],
  ) => Promise<ReadonlyMap<string, CallCounts>>
  /** Log index of entries that have one. */
  readonly entryIndexes?: (
    tx: Tx,
    org: OrgId,
    entryIds: readonly string[],
  ) => Promise<ReadonlyMap<string, number>>
}
