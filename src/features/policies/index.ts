import type { ApprovalForHandler, ApprovalHandler, ApprovalHandlers } from '../../approvals/ports.ts'
import type { By } from '../../identity/record.ts'
import type { SystemAddress } from '../../identity/ports.ts'
import type { FactSource } from '../../ledger/facts.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { Tx } from '../../platform/db.ts'
import type { Migration } from '../../platform/migrations.ts'
import { policyLoosenHandler } from './activate.ts'
import type { Interval, Route, Upstream } from './contract.ts'
import type { PolicyDeps } from './deps.ts'
import { loadDetectors } from './external-detectors.ts'
import { policyFacts } from './facts.ts'
import { followSwitchover, type Switchover } from './follow-switchover.ts'
import { closeRoutesOf, routeLoosenHandler } from './gateway-routes.ts'
import { intervalsBetween } from './intervals.ts'
import { killReleaseHandler } from './kill.ts'
import { policies0600 } from './migrations/0600-policies.ts'
import { policies0610 } from './migrations/0610-route-options.ts'
import { policies0620 } from './migrations/0620-external-detectors.ts'
import { policies0640 } from './migrations/0640-upstream-kinds.ts'
import { policyRoutes } from './routes.ts'
import { seedSandboxUpstream, seedTrial } from './seed-trial.ts'
import { loadKills, loadPolicies, loadRoutes, loadUpstreams } from './snapshot.ts'
import type { ActivePolicy, ActiveRoute, ActiveUpstream } from './snapshot.ts'
import { upstreamByName } from './switch-store.ts'

export type { PolicyDeps } from './deps.ts'
export type { ActiveDetector } from './external-detectors.ts'
export type { RecordedCall, RecordedTraffic, VersionAddress, VersionDirectory } from './ports.ts'
export type { ActivePolicy, ActiveRoute, ActiveUpstream } from './snapshot.ts'
export { classifyChange, loosens } from './classify.ts'
export { answerContext, compiledRules, type CompiledRules } from './compile.ts'
export { enforcedRoutes, type EnforcedRoute } from './enforced.ts'
export { enforcedGuards, modeOf, modesOf, specDigest, type EnforcedGuard } from './model.ts'
export { trialGuard, trialObserve } from './seed-trial.ts'

export const policiesMigrations: readonly Migration[] = [
  policies0600,
  policies0610,
  policies0620,
  policies0640,
]

export type PoliciesRoom = {
  readonly routes: ReturnType<typeof policyRoutes>
  readonly facts: readonly FactSource[]
  /** Kinds `policy.loosen` and `kill.release`, for app/ports.ts. */
  readonly approvalHandlers: Pick<ApprovalHandlers, 'policy.loosen' | 'kill.release'>
  /** For the gateway's snapshot: all organisations, scope `system`, inside its one repeatable-read transaction. */
  readonly loadPolicies: (tx: Tx) => Promise<ActivePolicy[]>
  readonly loadRoutes: (tx: Tx) => Promise<ActiveRoute[]>
  readonly loadKills: (tx: Tx) => Promise<{ org: OrgId; systemId: string }[]>
  readonly loadUpstreams: (tx: Tx) => Promise<ActiveUpstream[]>
  /** Registry's UpstreamDirectory. */
  readonly upstreamExists: (tx: Tx, org: OrgId, name: string) => Promise<boolean>
  /** In the transaction that makes the trial: the upstream first, then (after the version is registered) policies and routes. */
  readonly seedSandboxUpstream: (tx: Tx, org: OrgId) => Promise<Upstream>
  readonly seedTrial: (
    tx: Tx,
    org: OrgId,
    trial: { readonly system: SystemAddress; readonly target: string },
  ) => Promise<readonly Route[]>
  /** For registry's `switched`. */
  readonly followSwitchover: (tx: Tx, org: OrgId, change: Switchover) => Promise<number>
  /** For inventory's retirement of a system, in its transaction. */
  readonly closeRoutesOf: (tx: Tx, org: OrgId, by: By, systemId: string) => Promise<number>
  readonly intervals: (
    tx: Tx,
    org: OrgId,
    routeId: string | null,
    fromMs: number,
    toMs: number,
  ) => Promise<Interval[]>
}

export function createPolicies(deps: PolicyDeps): PoliciesRoom {
  return {
    routes: policyRoutes(deps),
    facts: policyFacts(deps.clock),
    approvalHandlers: { 'policy.loosen': loosenHandler(deps), 'kill.release': killReleaseHandler(deps) },
    loadPolicies: (tx) =>
      loadPolicies(tx, () =>
        loadDetectors(tx, deps.keystore, (id) =>
          deps.log.error({ detector: id }, 'key of an external detector cannot be unsealed: its rules fail'),
        ),
      ),
    loadRoutes,
    loadKills,
    loadUpstreams: (tx) =>
      loadUpstreams(tx, deps.keystore, (id) =>
        deps.log.error({ upstream: id }, 'upstream key cannot be unsealed: its routes refuse'),
      ),
    upstreamExists: async (tx, org, name) => (await upstreamByName(tx, org, name)) !== undefined,
    seedSandboxUpstream: (tx, org) => seedSandboxUpstream(deps, tx, org),
    seedTrial: (tx, org, trial) => seedTrial(deps, tx, org, trial),
    followSwitchover: (tx, org, change) => followSwitchover(deps, tx, org, change),
    closeRoutesOf: (tx, org, by, systemId) => closeRoutesOf(deps, tx, org, by, systemId),
    intervals: intervalsBetween,
  }
}

/** One kind, two subjects: a policy's draft, or a route that would move under a milder policy. */
function loosenHandler(deps: PolicyDeps): ApprovalHandler {
  const policy = policyLoosenHandler(deps)
  const route = routeLoosenHandler(deps)
  const of = (approval: ApprovalForHandler) => (approval.subject.kind === 'route' ? route : policy)
  return {
    digestNow: (tx, approval) => of(approval).digestNow(tx, approval),
    execute: (tx, approval) => of(approval).execute(tx, approval),
    closed: (tx, approval, how) => of(approval).closed(tx, approval, how),
  }
}
