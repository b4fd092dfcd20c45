import type { OrgId } from '../../lib/ids.ts'
import { ProblemError } from '../../lib/problem.ts'
import type { FactSource } from '../../ledger/facts.ts'
import type { Tx } from '../../platform/db.ts'
import type { Migration } from '../../platform/migrations.ts'
import type { ApprovalHandler } from '../../approvals/ports.ts'
import type { Allowed } from '../../identity/authorize.ts'
import type { By } from '../../identity/record.ts'
import type { ModelVersion } from './contract.ts'
import { deployVersion, retireSystemVersions } from './deploy.ts'
import type { RegistryDeps } from './deps.ts'
import { registry0500 } from './migrations/0500-registry.ts'
import { registry0501 } from './migrations/0501-prices.ts'
import type { ApprovedVersion } from './ports.ts'
import { loadPrices, type PricePart } from './prices.ts'
import { getVersion, loadApprovedVersions, registryFacts, versionOf } from './read.ts'
import { bootstrapVersion, registerVersion, type BootstrapInput, type VersionInput } from './register.ts'
import { submitVersion, versionApproval } from './review.ts'
import { registryRoutes } from './routes.ts'

export type { RegistryDeps, Switchover } from './deps.ts'
export type { ApprovedVersion, UpstreamDirectory } from './ports.ts'
export type { VersionInput, BootstrapInput } from './register.ts'
export { labelOf, parseLabel } from './model.ts'
export { priceInConfig, type ModelPrice } from './price-contract.ts'
export type { PricePart } from './prices.ts'

export const registryMigrations: readonly Migration[] = [registry0500, registry0501]

export type RegistryRoom = {
  readonly routes: ReturnType<typeof registryRoutes>
  readonly facts: readonly FactSource[]
  /** For approvals' handlers under `version.approve`. */
  readonly approvalHandler: ApprovalHandler
  /** For inventory's `retirements`. */
  readonly retireSystem: (tx: Tx, org: OrgId, system: { readonly id: string }, by: By) => Promise<void>
  /** For the gateway's snapshot; scope `system`; `org` absent = all organisations. */
  readonly loadApprovedVersions: (tx: Tx, org?: OrgId) => Promise<ApprovedVersion[]>
  /** For the gateway's snapshot: the prices in force of all organisations; scope `system`. */
  readonly loadPrices: (tx: Tx) => Promise<PricePart[]>
  readonly bootstrapVersion: (
    tx: Tx,
    org: OrgId,
    input: BootstrapInput,
  ) => Promise<{ readonly id: string; readonly label: string }>
  /** In the caller's transaction, for callers inside the server (sample company): the same rules as over HTTP. */
  readonly register: (
    tx: Tx,
    org: OrgId,
    by: Allowed<'version.write'>,
    input: VersionInput,
  ) => Promise<ModelVersion>
  readonly submit: (
    tx: Tx,
    org: OrgId,
    by: Allowed<'version.write'>,
    label: string,
    comment: string,
  ) => Promise<string>
  readonly deploy: (
    tx: Tx,
    org: OrgId,
    by: Allowed<'version.deploy'>,
    label: string,
    environment: string,
  ) => Promise<void>
  /** Version id of a label, or undefined: routes name versions by label. */
  readonly versionByLabel: (tx: Tx, org: OrgId, label: string) => Promise<ModelVersion | undefined>
}

export function createRegistry(deps: RegistryDeps): RegistryRoom {
  return {
    routes: registryRoutes(deps),
    facts: registryFacts(deps.clock),
    approvalHandler: versionApproval(deps),
    retireSystem: (tx, org, system, by) => retireSystemVersions(deps, tx, org, system.id, by),
    loadApprovedVersions: (tx, org) => loadApprovedVersions(tx, deps.log, org),
    loadPrices,
    bootstrapVersion: (tx, org, input) => bootstrapVersion(deps, tx, org, input),
    register: async (tx, org, by, input) =>
      getVersion(deps, tx, org, await registerVersion(deps, tx, org, by, input)),
    submit: async (tx, org, by, label, comment) =>
      submitVersion(deps, tx, org, by, await versionOf(tx, org, label, null, true), comment),
    deploy: async (tx, org, by, label, environment) =>
      deployVersion(deps, tx, org, by, await versionOf(tx, org, label, null, true), environment),
    async versionByLabel(tx, org, label) {
      const row = await versionOf(tx, org, label, null, false).catch((error: unknown) => {
        if (error instanceof ProblemError && error.problem.status === 404) return undefined
        throw error
      })
      return row === undefined ? undefined : getVersion(deps, tx, org, row)
    },
  }
}
