import type { OrgId } from '../../lib/ids.ts'
import type { Page } from '../../lib/page.ts'
import { notFound } from '../../lib/problem.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import type { Log } from '../../platform/log.ts'
import type { FactSource } from '../../ledger/facts.ts'
import { keysetOf, pageOf } from '../../identity/people.ts'
import type { ModelVersion } from './contract.ts'
import type { RegistryDeps } from './deps.ts'
import { labelOf, lifecycleOf, parseLabel, versionDigest } from './model.ts'
import type { ApprovedVersion } from './ports.ts'
import {
  countVersions,
  deploymentFacts,
  deploymentsOf,
  lockModel,
  lockVersionByLabel,
  servedVersions,
  versionByLabel,
  versionPage,
  type DeploymentRow,
  type ServedRow,
  type VersionFilter,
  type VersionRow,
} from './store.ts'

const DEPLOYMENTS_SHOWN = 1_000

export async function listVersions(
  deps: RegistryDeps,
  org: OrgId,
  query: VersionFilter & { readonly cursor: string | null; readonly limit: number },
): Promise<Page<ModelVersion>> {
  return deps.db.tx(
    { org },
    async (tx) => {
      const rows = await versionPage(tx, org, query, keysetOf(query.cursor), query.limit + 1)
      const view = await viewer(deps, tx, org, rows)
      return pageOf(rows, query.limit, await countVersions(tx, org, query), deps.clock.nowMs(), view)
    },
    { readOnly: true },
  )
}

export async function getVersion(
  deps: RegistryDeps,
  tx: Tx,
  org: OrgId,
  row: VersionRow,
): Promise<ModelVersion> {
  return (await viewer(deps, tx, org, [row]))(row)
}

/** By its label; outside the caller's systems it does not exist. `lock` for a change. */
export async function versionOf(
  tx: Tx,
  org: OrgId,
  label: string,
  systems: readonly string[] | null,
  lock: boolean,
): Promise<VersionRow> {
  const parsed = parseLabel(label)
  // INVARIANT: locks are taken in the order model, approval, version, here and everywhere, so that no two changes wait for each other.
  if (lock && parsed !== null) await lockModel(tx, org, parsed.model)
  const row =
    parsed === null ? undefined : await (lock ? lockVersionByLabel : versionByLabel)(tx, org, parsed)
  if (row === undefined || (systems !== null && !systems.includes(row.system_name)))
    throw notFound('version', label)
  return row
}

async function viewer(
  deps: RegistryDeps,
  tx: Tx,
  org: OrgId,
  rows: readonly VersionRow[],
): Promise<(row: VersionRow) => ModelVersion> {
  const deployments =
    rows.length === 0
      ? []
      : await deploymentsOf(
          tx,
          org,
          rows.map((r) => r.id),
          DEPLOYMENTS_SHOWN,
        )
  const name = await deps.people.names(tx, org, [
    ...rows.flatMap((r) => [r.author, ...(r.approved_by ?? []).map((a) => a.by)]),
    ...deployments.map((d) => d.deployed_by),
  ])
  return (row) => {
    const mine = deployments.filter((d) => d.version_id === row.id)
    const life = lifecycleOf(
      storedLife(row),
      mine.filter((d) => d.ended_at === null).map((d) => deploymentView(d, name)),
    )
    return {
      id: row.id,
      label: labelOf(row),
      model: row.model,
      number: row.number,
      system: row.system_name,
      source: row.source,
      config: { ...row.config },
      digest: row.digest,
      state: life.state,
      bootstrap: row.bootstrap,
      author: name(row.author),
      createdAt: row.created_at.toISOString(),
      approvalId: row.approval_id,
      approvedBy: (row.approved_by ?? []).map((a) => ({ by: name(a.by), at: a.at })),
      deployments: mine.map((d) => deploymentView(d, name)),
    }
  }
}

const storedLife = (row: VersionRow) => ({
  state: row.state,
  bootstrap: row.bootstrap,
  approvalId: row.approval_id,
  approvedBy: row.approved_by,
  approvedDigest: row.approved_digest,
  retiredAt: row.retired_at?.toISOString() ?? null,
})

const deploymentView = (
  d: DeploymentRow,
  name: (id: string) => string,
): ModelVersion['deployments'][number] => ({
  id: d.id,
  environment: d.environment,
  by: name(d.deployed_by),
  at: d.at.toISOString(),
  endedAt: d.ended_at?.toISOString() ?? null,
})

const SNAPSHOT_MAX = 100_000

/**
 * Every version that may be served, of all organisations (or of one), for the gateway's snapshot. Scope `system`. The digest of what is stored is computed
 * again: a version altered after its approval is left out, and the log says so.
 */
export async function loadApprovedVersions(
  tx: Tx,
  log: Log,
  org: OrgId | null = null,
): Promise<ApprovedVersion[]> {
  const rows = await servedVersions(tx, SNAPSHOT_MAX + 1)
  if (rows.length > SNAPSHOT_MAX)
    throw new Error(`more than ${SNAPSHOT_MAX} deployed versions: the snapshot would be incomplete`)
  return rows.filter((row) => org === null || row.org_id === org).flatMap((row) => approvedVersion(row, log))
}

/** The only maker of the brand. */
function approvedVersion(row: ServedRow, log: Log): ApprovedVersion[] {
  const [first, ...rest] = row.environments
  if (first === undefined) return []
  if (versionDigest(row.source, row.config) !== row.approved_digest) {
    log.error(
      { version: row.id, org: row.org_id },
      'a deployed version is not what was approved: it is not served',
    )
    return []
  }
  const served = {
    id: row.id,
    org: row.org_id,
    label: labelOf(row),
    model: row.model,
    number: row.number,
    systemId: row.system_id,
    systemName: row.system_name,
    upstream: row.source.upstream,
    modelId: row.source.modelId,
    config: row.config,
    digest: row.digest,
    bootstrap: row.bootstrap,
    environments: [first, ...rest],
  }
  return [served as object as ApprovedVersion]
}

const ROWS_MAX = 100_000

export function registryFacts(clock: Clock): FactSource[] {
  return [
    {
      id: 'registry.deployments',
      fields: {
        id: 'string',
        version: 'string',
        label: 'string',
        system: 'string',
        environment: 'string',
        trial: 'boolean',
        by: 'string',
        at: 'instant',
        endedAt: 'instant?',
        versionState: 'string',
        bootstrap: 'boolean',
        author: 'string',
        approvalId: 'string?',
        approvedAt: 'instant?',
        digestMatches: 'boolean',
      },
      async load(tx, org, window) {
        const rows = await deploymentFacts(tx, org, new Date(window.from), new Date(window.to), ROWS_MAX + 1)
        const complete = rows.length <= ROWS_MAX
        return {
          source: 'registry.deployments',
          complete,
          why: complete ? '' : `more than ${ROWS_MAX} deployments`,
          asOf: new Date(clock.nowMs()).toISOString(),
          query: `all deployments begun until ${window.to} and not ended before ${window.from}, in every environment; none left out`,
          rows: rows.slice(0, ROWS_MAX).map((r) => ({
            id: r.deployment_id,
            version: r.id,
            label: labelOf(r),
            system: r.system_name,
            environment: r.environment,
            trial: r.environment === 'trial',
            by: r.deployed_by,
            at: r.deployed_at.toISOString(),
            endedAt: r.ended_at?.toISOString() ?? null,
            versionState: r.state === 'approved' && r.open ? 'deployed' : r.state,
            bootstrap: r.bootstrap,
            author: r.author,
            approvalId: r.approval_id,
            approvedAt: r.bootstrap ? null : (r.approved_at?.toISOString() ?? null),
            digestMatches:
              r.deployed_digest === r.approved_digest &&
              versionDigest(r.source, r.config) === r.approved_digest,
          })),
        }
      },
    },
  ]
}
