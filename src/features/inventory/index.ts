import type { OrgId, SystemRef } from '../../lib/ids.ts'
import type { FactSource } from '../../ledger/facts.ts'
import type { Tx } from '../../platform/db.ts'
import type { Migration } from '../../platform/migrations.ts'
import type { SystemDirectory } from '../../identity/ports.ts'
import type { By } from '../../identity/record.ts'
import { acceptOwnership, activeSystem, retireSystem } from './change.ts'
import type { AiSystem } from './contract.ts'
import type { InventoryDeps } from './deps.ts'
import { inventoryFacts } from './facts.ts'
import { inventory0400 } from './migrations/0400-inventory.ts'
import { getSystem } from './read.ts'
import { registerSystem, type SystemInput } from './register.ts'
import { inventoryRoutes } from './routes.ts'
import { snapshotSystems, systemRowByName } from './store.ts'
import type { Principal } from '../../identity/contract.ts'

export type { CallCounts, InventoryDeps, Retirement } from './deps.ts'
export type { SystemInput } from './register.ts'
export { riskClassOf, missingOf } from './model.ts'

export const inventoryMigrations: readonly Migration[] = [inventory0400]

const SNAPSHOT_MAX = 100_000
const systemRef = (text: string): SystemRef => text as SystemRef

/** Needs no deps, so that identity can have it before inventory is built. */
export const systemDirectory: SystemDirectory & {
  /** With its risk class: how many people must approve a version. */
  readonly riskOf: (tx: Tx, org: OrgId, name: string) => Promise<AiSystem['risk'] | undefined>
} = {
  async systemByName(tx, org, name) {
    const row = await systemRowByName(tx, org, name)
    return row === undefined
      ? undefined
      : {
          id: row.id,
          ref: systemRef(row.ref),
          name: row.name,
          environment: row.environment,
          active: row.retired_at === null,
        }
  },
  async riskOf(tx, org, name) {
    const row = await systemRowByName(tx, org, name)
    return row === undefined
      ? undefined
      : row.risk_class === null || row.risk_answers === null
        ? null
        : { class: row.risk_class, answers: row.risk_answers }
  },
}

export type SnapshotSystem = {
  readonly id: string
  readonly org: OrgId
  readonly ref: SystemRef
  readonly name: string
  readonly environment: AiSystem['environment']
  readonly retired: boolean
}

/** All organisations' systems for the gateway's snapshot, retired ones included. Scope `system`. */
export async function loadSystems(tx: Tx): Promise<SnapshotSystem[]> {
  const rows = await snapshotSystems(tx, SNAPSHOT_MAX + 1)
  if (rows.length > SNAPSHOT_MAX)
    throw new Error(`more than ${SNAPSHOT_MAX} systems: the snapshot would be incomplete`)
  return rows.map(({ org_id: org, ref, ...row }) => ({ ...row, org, ref: systemRef(ref) }))
}

export type InventoryRoom = {
  readonly routes: ReturnType<typeof inventoryRoutes>
  readonly facts: readonly FactSource[]
  /** In the caller's transaction (trial, sample company). */
  readonly register: (tx: Tx, org: OrgId, by: By, input: SystemInput) => Promise<AiSystem>
  readonly accept: (tx: Tx, org: OrgId, principal: Principal, name: string) => Promise<void>
  readonly retire: (tx: Tx, org: OrgId, by: By, name: string, reason: string) => Promise<void>
}

export function createInventory(deps: InventoryDeps): InventoryRoom {
  return {
    routes: inventoryRoutes(deps),
    facts: inventoryFacts(deps.clock),
    async register(tx, org, by, input) {
      const row = await registerSystem(deps, tx, org, by, input)
      return getSystem(deps, tx, org, row.name)
    },
    accept: async (tx, org, principal, name) =>
      acceptOwnership(deps, tx, org, principal, await activeSystem(tx, org, name)),
    retire: async (tx, org, by, name, reason) =>
      retireSystem(deps, tx, org, by, await activeSystem(tx, org, name), reason),
  }
}
