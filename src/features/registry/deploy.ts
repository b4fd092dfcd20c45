import { problem } from '../../lib/problem.ts'
import type { OrgId } from '../../lib/ids.ts'
import { bumpGeneration } from '../../platform/generation.ts'
import { newId } from '../../platform/random.ts'
import type { Tx } from '../../platform/db.ts'
import { authorOf, principalOfBy, record, type By } from '../../identity/record.ts'
import type { RegistryDeps } from './deps.ts'
import { labelOf, versionDigest } from './model.ts'
import {
  deploymentsOf,
  endDeployment,
  insertDeployment,
  lockModel,
  lockVersion,
  openDeployment,
  setRetired,
  versionsOfSystem,
  type VersionRow,
} from './store.ts'

/** A system with more versions than this is retired by several calls; no real one is near. */
const VERSIONS_MAX = 10_000

/**
 * Puts an approved version into force in one environment; another version of the same model there ends. Row, end, routes, entry, event and
 * generation commit together. Errors: `version_not_approved` (409), `version_altered` (409), `already_deployed` (409), `system_retired` (409),
 * `bootstrap_trial_only` (409).
 */
export async function deployVersion(
  deps: RegistryDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  version: VersionRow,
  environment: string,
): Promise<void> {
  await lockModel(tx, org, version.model)
  mustBeServable(version)
  if (version.bootstrap && environment !== 'trial')
    throw problem(
      'bootstrap_trial_only',
      409,
      `\`${labelOf(version)}\` was approved by nobody: it runs in \`trial\` only`,
      { fix: 'register a version and have it approved' },
    )
  const before = await openDeployment(tx, org, version.model, environment)
  if (before?.version_id === version.id)
    throw problem(
      'already_deployed',
      409,
      `\`${labelOf(version)}\` is deployed in \`${environment}\` already`,
    )
  await takeOver(deps, tx, org, by, version, environment, before ?? null, 'replaced')
  await record(deps, tx, org, {
    type: 'registry.deployed',
    by,
    sys: version.system_ref,
    body: {
      version: version.id,
      label: labelOf(version),
      digest: version.digest,
      environment,
      replaces: before?.version_id ?? null,
      approval: version.approval_id,
      bootstrap: version.bootstrap,
    },
  })
  await bumpGeneration(tx, org)
}

/**
 * Ends this version's deployment and puts the version back that it took over from, without a new approval: that one was approved.
 * Returns the version in force. Errors: `not_deployed` (409), `nothing_to_roll_back_to` (409), `environment_needed` (400).
 */
export async function rollBack(
  deps: RegistryDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  version: VersionRow,
  environment: string,
): Promise<VersionRow> {
  await lockModel(tx, org, version.model)
  const open = await openDeployment(tx, org, version.model, environment)
  if (open?.version_id !== version.id)
    throw problem('not_deployed', 409, `\`${labelOf(version)}\` is not deployed in \`${environment}\``)
  const previous =
    open.replaced_version_id === null ? undefined : await lockVersion(tx, org, open.replaced_version_id)
  if (previous === undefined || previous.state !== 'approved')
    throw problem(
      'nothing_to_roll_back_to',
      409,
      `\`${labelOf(version)}\` took over from no version that is still approved`,
      { fix: 'deploy another version, or engage the kill switch' },
    )
  mustBeServable(previous)
  await takeOver(deps, tx, org, by, previous, environment, open, 'rolled_back')
  await record(deps, tx, org, {
    type: 'registry.rolled_back',
    by,
    sys: version.system_ref,
    body: {
      from: version.id,
      fromLabel: labelOf(version),
      to: previous.id,
      toLabel: labelOf(previous),
      environment,
    },
  })
  await bumpGeneration(tx, org)
  return previous
}

/** The one environment that a request without a name can mean. */
export async function soleEnvironment(tx: Tx, org: OrgId, version: VersionRow): Promise<string> {
  const open = (await deploymentsOf(tx, org, [version.id], 100)).filter((d) => d.ended_at === null)
  const [first, second] = open
  if (first === undefined) throw problem('not_deployed', 409, `\`${labelOf(version)}\` is deployed nowhere`)
  if (second !== undefined)
    throw problem(
      'environment_needed',
      400,
      `\`${labelOf(version)}\` is deployed in ${open.map((d) => `\`${d.environment}\``).join(', ')}: say in which`,
      { where: 'environment' },
    )
  return first.environment
}

/** The version's end, wherever it is in its life. An open request for approval is superseded first (the order of locks: model, approval, version). */
export async function retireVersion(
  deps: RegistryDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  target: VersionRow,
  reason: string,
): Promise<void> {
  await lockModel(tx, org, target.model)
  await deps.approvals.supersede(tx, org, { kind: 'version', id: target.id })
  const version = await lockVersion(tx, org, target.id)
  if (version === undefined || version.state === 'retired')
    throw problem('version_state', 409, `\`${labelOf(target)}\` is retired already`)
  const at = new Date(deps.clock.nowMs())
  const open = (await deploymentsOf(tx, org, [version.id], 1_000)).filter((d) => d.ended_at === null)
  for (const deployment of open)
    await endDeployment(tx, org, deployment.id, 'retired', authorOf(principalOfBy(by)), at)
  await setRetired(tx, org, version.id, at)
  await record(deps, tx, org, {
    type: 'registry.retired',
    by,
    sys: version.system_ref,
    reason,
    body: { version: version.id, label: labelOf(version), environments: open.map((d) => d.environment) },
  })
  await bumpGeneration(tx, org)
}

/** For inventory's `retirements`: every version of a system ends with it. */
export async function retireSystemVersions(
  deps: RegistryDeps,
  tx: Tx,
  org: OrgId,
  systemId: string,
  by: By,
): Promise<void> {
  for (const version of await versionsOfSystem(tx, org, systemId, VERSIONS_MAX))
    await retireVersion(deps, tx, org, by, version, 'its system was retired')
}

function mustBeServable(version: VersionRow): void {
  const label = labelOf(version)
  if (version.system_retired)
    throw problem('system_retired', 409, `system \`${version.system_name}\` is retired`)
  if (version.state !== 'approved')
    throw problem(
      'version_not_approved',
      409,
      `\`${label}\` is ${version.state.replace('_', ' ')}: only an approved version is deployed`,
      { fix: `submit \`${label}\` for approval` },
    )
  if (versionDigest(version.source, version.config) !== version.approved_digest)
    throw problem(
      'version_altered',
      409,
      `\`${label}\` is not what was approved: its stored source or config has another digest`,
      { fix: 'treat this as an incident; register and approve it again' },
    )
}

async function takeOver(
  deps: RegistryDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  to: VersionRow,
  environment: string,
  from: { readonly id: string; readonly version_id: string } | null,
  why: 'replaced' | 'rolled_back',
): Promise<void> {
  const at = new Date(deps.clock.nowMs())
  const actor = authorOf(principalOfBy(by))
  if (from !== null) await endDeployment(tx, org, from.id, why, actor, at)
  await insertDeployment(tx, org, {
    id: newId(deps.clock, deps.random),
    versionId: to.id,
    model: to.model,
    environment,
    by: actor,
    at,
    digest: to.digest,
    // After a rollback there is nothing further back to go to by this path: the version that was left is the faulty one.
    replacedVersionId: why === 'replaced' ? (from?.version_id ?? null) : null,
  })
  if (from !== null)
    await deps.switched(tx, org, { systemId: to.system_id, environment, from: from.version_id, to: to.id })
}
