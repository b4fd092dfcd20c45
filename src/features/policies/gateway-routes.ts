import type { ApprovalHandler } from '../../approvals/ports.ts'
import type { Allowed } from '../../identity/authorize.ts'
import type { Environment } from '../../identity/contract.ts'
import type { SystemAddress } from '../../identity/ports.ts'
import { authorOf, installation, principalOfBy, record, type By } from '../../identity/record.ts'
import { isUuid, type OrgId } from '../../lib/ids.ts'
import type { Page } from '../../lib/page.ts'
import { decodeCursor, encodeCursor } from '../../lib/page.ts'
import { notFound, problem } from '../../lib/problem.ts'
import type { Tx } from '../../platform/db.ts'
import { bumpGeneration } from '../../platform/generation.ts'
import { newId } from '../../platform/random.ts'
import { classifyChange, loosens } from './classify.ts'
import type { Activation, PolicyChange, Route, RouteOptions } from './contract.ts'
import type { PolicyDeps } from './deps.ts'
import { beginInterval } from './intervals.ts'
import { changeDigest } from './model.ts'
import { checkWeights, optionChanges, recordedOptions } from './options.ts'
import {
  countRoutes,
  insertRoute,
  lockRoute,
  openRoutesOfSystem,
  routeById,
  routePage,
  updateRoute,
  type RouteRow,
} from './route-store.ts'
import { policyByName, versionInState, type VersionRow } from './store.ts'

export type RouteInput = {
  readonly name: string
  readonly system: SystemAddress
  readonly environment: Environment
  readonly policy: string
  readonly targets: readonly string[]
  readonly regulated: boolean
  readonly enabled: boolean
  readonly options?: RouteOptions
}

/**
 * A route of a system: what a client's `model` selects. Errors: `policy_not_active`, `version_not_found`, `version_of_other_system`,
 * `route_exists`, `system_retired`, `weights_mismatch`.
 */
export async function createRoute(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  input: RouteInput,
): Promise<Route> {
  if (!input.system.active)
    throw problem('system_retired', 409, `system \`${input.system.name}\` is retired: it gets no routes`, {
      where: 'system',
    })
  const policy = await activePolicy(tx, org, input.policy)
  const targets = await targetsOf(deps, tx, org, input.system.id, input.targets)
  const options = input.options ?? {}
  checkWeights(options, targets.length)
  const id = newId(deps.clock, deps.random)
  const at = new Date(deps.clock.nowMs())
  const made = await insertRoute(tx, {
    id,
    org,
    name: input.name,
    systemId: input.system.id,
    systemName: input.system.name,
    systemRef: input.system.ref,
    environment: input.environment,
    policyId: policy.policy_id,
    targetIds: targets.map((t) => t.id),
    targetLabels: targets.map((t) => t.label),
    options,
    regulated: input.regulated,
    enabled: input.enabled,
    by: authorOf(principalOfBy(by)),
    at,
  })
  if (!made)
    throw problem(
      'route_exists',
      409,
      `system \`${input.system.name}\` has a route \`${input.name}\` in ${input.environment} already`,
      { where: 'name' },
    )
  await beginInterval(deps, tx, org, id, at)
  await record(deps, tx, org, {
    type: 'route.created',
    by,
    sys: input.system.ref,
    body: {
      route: id,
      environment: input.environment,
      policy: policy.name,
      policyDigest: policy.digest,
      targets: targets.map((t) => t.id),
      regulated: input.regulated,
      enabled: input.enabled,
      options: recordedOptions(options),
    },
  })
  await bumpGeneration(tx, org)
  return viewRoute(await mustRoute(tx, org, id))
}

export type RoutePatch = {
  readonly policy?: string
  readonly targets?: readonly string[]
  readonly regulated?: boolean
  readonly enabled?: boolean
  readonly options?: RouteOptions
  readonly comment: string
}

/**
 * Changes a route. Another policy that is milder than the present one, or taking the route out of the regulated ones, waits for another
 * person, exactly as editing the policy would; everything else takes effect at once.
 */
export async function changeRoute(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: Allowed<'route.write'>,
  id: string,
  patch: RoutePatch,
): Promise<Activation & { route: Route }> {
  const row = await mustRoute(tx, org, id, true)
  const next = patch.policy === undefined ? undefined : await activePolicy(tx, org, patch.policy)
  const regulated = patch.regulated ?? row.regulated
  const changes: PolicyChange[] = []
  if (next !== undefined && next.policy_id !== row.policy_id) {
    changes.push({ path: 'policy', before: row.policy_name, after: next.name, effect: 'neutral' })
    if (row.policy_spec !== null) changes.push(...classifyChange(row.policy_spec, next.spec))
  }
  if (regulated !== row.regulated)
    changes.push({
      path: 'regulated',
      before: String(row.regulated),
      after: String(regulated),
      effect: regulated ? 'tightens' : 'loosens',
    })
  const targets =
    patch.targets === undefined ? null : await targetsOf(deps, tx, org, row.system_id, patch.targets)
  if (targets !== null && targets.map((t) => t.label).join(' ') !== row.target_labels.join(' '))
    changes.push({
      path: 'targets',
      before: row.target_labels.join(', '),
      after: targets.map((t) => t.label).join(', '),
      effect: 'neutral',
    })
  if (patch.enabled !== undefined && patch.enabled !== row.enabled)
    changes.push({
      path: 'enabled',
      before: String(row.enabled),
      after: String(patch.enabled),
      effect: 'neutral',
    })
  const options = patch.options ?? row.options
  checkWeights(options, targets?.length ?? row.target_ids.length)
  changes.push(...optionChanges(row.options, options))

  const policyId = next?.policy_id ?? row.policy_id
  const asked = policyId !== row.policy_id || regulated !== row.regulated
  const waits = asked && loosens(changes)
  if (asked && row.waiting_approval_id !== null)
    await deps.approvals.supersede(tx, org, { kind: 'route', id })
  const kept =
    !asked &&
    row.waiting_approval_id !== null &&
    row.waiting_policy_id !== null &&
    row.waiting_regulated !== null
      ? {
          policyId: row.waiting_policy_id,
          regulated: row.waiting_regulated,
          approvalId: row.waiting_approval_id,
        }
      : null
  const waiting = waits
    ? {
        policyId,
        regulated,
        approvalId: await deps.approvals.request(tx, org, {
          kind: 'policy.loosen',
          subject: {
            kind: 'route',
            id,
            digest: await routeChangeDigest(tx, org, row, policyId, regulated),
            title: `route ${row.name} of ${row.system_name}`,
            href: `/policies?route=${id}`,
          },
          requester: by.principal,
          authors: [],
          quorum: 1,
          comment: patch.comment,
          diff: changes
            .filter((c) => c.path !== 'targets' && c.path !== 'enabled' && !c.path.startsWith('options.'))
            .map(({ path, before, after }) => ({ path, before, after })),
          system: row.system_name,
          environment: row.environment,
          sys: row.system_ref,
        }),
      }
    : kept
  const applied = {
    policyId: waits ? row.policy_id : policyId,
    regulated: waits ? row.regulated : regulated,
    targetIds: targets?.map((t) => t.id) ?? row.target_ids,
    targetLabels: targets?.map((t) => t.label) ?? row.target_labels,
    enabled: patch.enabled ?? row.enabled,
    options,
  }
  if (changes.length > 0) await applyRoute(deps, tx, org, by, row, applied, waiting, patch.comment)
  return {
    state: waits ? 'waiting' : 'active',
    approvalId: waits ? (waiting?.approvalId ?? null) : null,
    changes,
    route: viewRoute(await mustRoute(tx, org, id)),
  }
}

const ROUTES_OF_SYSTEM_MAX = 10_000

/** A system is retired: its routes are disabled and nothing that waited for them can be approved any more. Returns how many were open. */
export async function closeRoutesOf(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  systemId: string,
): Promise<number> {
  const rows = await openRoutesOfSystem(tx, org, systemId, ROUTES_OF_SYSTEM_MAX)
  for (const row of rows) {
    if (row.waiting_approval_id !== null)
      await deps.approvals.supersede(tx, org, { kind: 'route', id: row.id })
    const closed = {
      policyId: row.policy_id,
      regulated: row.regulated,
      targetIds: row.target_ids,
      targetLabels: row.target_labels,
      options: row.options,
      enabled: false,
    }
    await applyRoute(deps, tx, org, by, row, closed, null, '')
  }
  return rows.length
}

type Applied = {
  readonly policyId: string
  readonly regulated: boolean
  readonly targetIds: readonly string[]
  readonly targetLabels: readonly string[]
  readonly enabled: boolean
  readonly options: RouteOptions
}

async function applyRoute(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  row: RouteRow,
  applied: Applied,
  waiting: { policyId: string; regulated: boolean; approvalId: string } | null,
  comment: string,
): Promise<void> {
  const at = new Date(deps.clock.nowMs())
  await updateRoute(tx, org, row.id, { ...applied, waiting, at })
  await beginInterval(deps, tx, org, row.id, at)
  const now = await mustRoute(tx, org, row.id)
  await record(deps, tx, org, {
    type: 'route.changed',
    by,
    sys: row.system_ref,
    body: {
      route: row.id,
      policy: now.policy_name,
      policyDigest: now.policy_digest,
      targets: applied.targetIds,
      regulated: applied.regulated,
      enabled: applied.enabled,
      options: recordedOptions(applied.options),
      waiting: waiting?.approvalId ?? null,
    },
    reason: comment,
  })
  await bumpGeneration(tx, org)
}

/** Binds what stands now and what would stand, by the digests of both active policies: a change of either is another question. */
async function routeChangeDigest(
  tx: Tx,
  org: OrgId,
  row: RouteRow,
  policyId: string,
  regulated: boolean,
): Promise<string> {
  const after = await versionInState(tx, org, policyId, ['active'])
  return changeDigest(`${row.policy_digest} ${row.regulated}`, `${after?.digest ?? ''} ${regulated}`)
}

/** What approvals calls for kind `policy.loosen` with a route as subject. */
export function routeLoosenHandler(deps: PolicyDeps): Required<ApprovalHandler> {
  const waitingFor = async (tx: Tx, org: OrgId, id: string, approvalId: string) => {
    const row = await lockRoute(tx, org, id)
    if (
      row?.waiting_approval_id !== approvalId ||
      row.waiting_policy_id === null ||
      row.waiting_regulated === null
    )
      return null
    return { row, policyId: row.waiting_policy_id, regulated: row.waiting_regulated }
  }
  return {
    async digestNow(tx, approval) {
      const waiting = await waitingFor(tx, approval.org, approval.subject.id, approval.id)
      return waiting === null
        ? null
        : routeChangeDigest(tx, approval.org, waiting.row, waiting.policyId, waiting.regulated)
    },
    async execute(tx, approval) {
      const waiting = await waitingFor(tx, approval.org, approval.subject.id, approval.id)
      if (waiting === null)
        throw new Error(`route ${approval.subject.id} does not wait for approval ${approval.id}`)
      if (approval.deciders.length === 0 || approval.deciders.some((d) => d.by === approval.requester))
        throw new Error('a loosening needs another person than its requester')
      const { row } = waiting
      await applyRoute(
        deps,
        tx,
        approval.org,
        installation(approval.org, 'policy.loosen'),
        row,
        {
          policyId: waiting.policyId,
          regulated: waiting.regulated,
          targetIds: row.target_ids,
          targetLabels: row.target_labels,
          options: row.options,
          enabled: row.enabled,
        },
        null,
        '',
      )
    },
    async closed(tx, approval) {
      const waiting = await waitingFor(tx, approval.org, approval.subject.id, approval.id)
      if (waiting === null) return
      const { row } = waiting
      await updateRoute(tx, approval.org, row.id, {
        policyId: row.policy_id,
        regulated: row.regulated,
        targetIds: row.target_ids,
        targetLabels: row.target_labels,
        options: row.options,
        enabled: row.enabled,
        waiting: null,
        at: row.updated_at,
      })
    },
  }
}

async function activePolicy(tx: Tx, org: OrgId, name: string): Promise<VersionRow> {
  const policy = await policyByName(tx, org, name)
  if (policy === undefined) throw notFound('policy', name)
  const active = await versionInState(tx, org, policy.id, ['active'])
  if (active === undefined)
    throw problem(
      'policy_not_active',
      409,
      `policy \`${name}\` has no active version: activate its draft first`,
      { where: 'policy' },
    )
  return active
}

async function targetsOf(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  systemId: string,
  labels: readonly string[],
): Promise<{ id: string; label: string }[]> {
  const targets: { id: string; label: string }[] = []
  for (const [i, label] of labels.entries()) {
    const version = await deps.versions.versionByLabel(tx, org, label)
    if (version === undefined)
      throw problem('version_not_found', 404, `no version \`${label}\` here`, { where: `targets.${i}` })
    if (version.systemId !== systemId)
      throw problem('version_of_other_system', 409, `version \`${label}\` belongs to another system`, {
        where: `targets.${i}`,
      })
    if (targets.some((t) => t.id === version.id))
      throw problem('duplicate_target', 400, `version \`${label}\` is named twice`, { where: `targets.${i}` })
    targets.push({ id: version.id, label: version.label })
  }
  return targets
}

export async function mustRoute(tx: Tx, org: OrgId, id: string, lock = false): Promise<RouteRow> {
  const row = isUuid(id) ? await (lock ? lockRoute : routeById)(tx, org, id) : undefined
  if (row === undefined) throw notFound('route', id)
  return row
}

export async function listRoutes(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  query: {
    readonly limit: number
    readonly cursor: string | null
    readonly q: string
    readonly systems: readonly string[] | null
  },
): Promise<Page<Route>> {
  const [at, id] = query.cursor === null ? [] : (decodeCursor(query.cursor) ?? ['', ''])
  const after = typeof at === 'string' && typeof id === 'string' ? { at, id } : null
  if (query.cursor !== null && (after === null || !isUuid(after.id) || Number.isNaN(Date.parse(after.at))))
    throw problem('invalid_cursor', 400, 'this cursor is not one of ours', { where: 'cursor' })
  const rows = await routePage(tx, org, after, query.systems, query.q, query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: page.map(viewRoute),
    next:
      rows.length > query.limit && last !== undefined
        ? encodeCursor([last.created_at.toISOString(), last.id])
        : null,
    total: await countRoutes(tx, org, query.systems, query.q),
    asOf: new Date(deps.clock.nowMs()).toISOString(),
  }
}

export const viewRoute = (row: RouteRow): Route => ({
  id: row.id,
  name: row.name,
  system: row.system_name,
  environment: row.environment,
  policy: row.policy_name,
  policyVersion: row.policy_version,
  targets: row.target_labels,
  regulated: row.regulated,
  enabled: row.enabled,
  trial: row.environment === 'trial',
  options: row.options,
  createdAt: row.created_at.toISOString(),
  waiting:
    row.waiting_approval_id === null || row.waiting_policy_name === null
      ? null
      : { policy: row.waiting_policy_name, approvalId: row.waiting_approval_id },
})
