import type { Allowed } from '../../identity/authorize.ts'
import { authorOf, principalOfBy, record, type By } from '../../identity/record.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { Page } from '../../lib/page.ts'
import { decodeCursor, encodeCursor } from '../../lib/page.ts'
import { notFound, problem } from '../../lib/problem.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/random.ts'
import { classifyChange, loosens } from './classify.ts'
import type { DraftDiff, Policy, PolicyChange, PolicySpec, VersionDiff } from './contract.ts'
import type { PolicyDeps } from './deps.ts'
import { modeOf, specDigest } from './model.ts'
import { routeNames } from './route-store.ts'
import {
  countPolicies,
  insertPolicy,
  insertVersion,
  lockPolicy,
  policyByName,
  policyPage,
  rewriteDraft,
  setVersionState,
  versionById,
  versionByNumber,
  versionInState,
  versionsOf,
  type VersionRow,
} from './store.ts'

/** LIMIT: lists of routes per policy and of versions are shown up to these; more are still obeyed, only not listed. */
const ROUTES_SHOWN = 2_000
const VERSIONS_SHOWN = 200

type Writer = Allowed<'policy.write'>

/** A new policy whose version 1 is a draft: nothing obeys it before it is activated. Errors: `policy_exists` (409). */
export async function createPolicy(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  input: { readonly name: string; readonly spec: PolicySpec },
): Promise<Policy> {
  const at = new Date(deps.clock.nowMs())
  const id = newId(deps.clock, deps.random)
  if (!(await insertPolicy(tx, { id, org, name: input.name, by: authorOf(principalOfBy(by)), at })))
    throw problem(
      'policy_exists',
      409,
      `there is a policy \`${input.name}\` already: save a draft of it instead`,
      { where: 'name' },
    )
  await record(deps, tx, org, { type: 'policy.created', by, body: { policy: input.name } })
  return newDraft(deps, tx, org, by, { id, name: input.name }, input.spec)
}

/**
 * Saves the draft: a new version when there is none, else the open one rewritten. A draft that was waiting for approval is withdrawn,
 * because what was asked is no longer what stands there.
 */
export async function saveDraft(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: Writer,
  name: string,
  spec: PolicySpec,
): Promise<Policy> {
  const policy = await lockPolicy(tx, org, name)
  if (policy === undefined) throw notFound('policy', name)
  const open = await versionInState(tx, org, policy.id, ['draft', 'waiting'])
  if (open === undefined) return newDraft(deps, tx, org, by, policy, spec)
  const digest = specDigest(spec)
  if (open.state === 'waiting') await deps.approvals.supersede(tx, org, { kind: 'policy', id: open.id })
  await rewriteDraft(tx, org, open.id, { spec, digest, by: authorOf(by.principal) })
  await record(deps, tx, org, {
    type: 'policy.drafted',
    by,
    body: { policy: name, version: open.version, digest },
  })
  return shown(deps, tx, org, await existing(tx, org, open.id))
}

async function newDraft(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  policy: { readonly id: string; readonly name: string },
  spec: PolicySpec,
): Promise<Policy> {
  const digest = specDigest(spec)
  const id = newId(deps.clock, deps.random)
  const at = new Date(deps.clock.nowMs())
  const { version } = await insertVersion(tx, {
    id,
    org,
    policyId: policy.id,
    spec,
    digest,
    by: authorOf(principalOfBy(by)),
    at,
  })
  await record(deps, tx, org, { type: 'policy.drafted', by, body: { policy: policy.name, version, digest } })
  return shown(deps, tx, org, await existing(tx, org, id))
}

/** Errors: `draft_not_found` (404). */
export async function discardDraft(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: Writer,
  name: string,
): Promise<void> {
  const { policy, draft } = await draftOf(tx, org, name)
  if (draft.state === 'waiting') await deps.approvals.supersede(tx, org, { kind: 'policy', id: draft.id })
  await setVersionState(tx, org, draft.id, {
    state: 'discarded',
    endedAt: new Date(deps.clock.nowMs()),
    approvalId: null,
  })
  await record(deps, tx, org, {
    type: 'policy.draft_discarded',
    by,
    body: { policy: policy.name, version: draft.version, digest: draft.digest },
  })
}

/** The open draft of a policy, its policy locked against another change. */
export async function draftOf(
  tx: Tx,
  org: OrgId,
  name: string,
): Promise<{ policy: { id: string; name: string }; draft: VersionRow; active: VersionRow | undefined }> {
  const policy = await lockPolicy(tx, org, name)
  if (policy === undefined) throw notFound('policy', name)
  const draft = await versionInState(tx, org, policy.id, ['draft', 'waiting'])
  if (draft === undefined)
    throw problem('draft_not_found', 404, `policy \`${name}\` has no draft: save one first`, { where: name })
  return { policy, draft, active: await versionInState(tx, org, policy.id, ['active']) }
}

/** What a draft changes. A first version is compared with nothing guarded: it can only tighten. */
export const changesOf = (active: PolicySpec | undefined, draft: PolicySpec): PolicyChange[] =>
  classifyChange(active ?? { ...draft, input: [], output: [] }, draft)

export async function diffDraft(tx: Tx, org: OrgId, name: string): Promise<DraftDiff> {
  const { draft, active } = await draftOf(tx, org, name)
  const changes = changesOf(active?.spec, draft.spec)
  return {
    policy: name,
    from: active?.version ?? null,
    to: draft.version,
    changes,
    effect: effectOf(changes),
  }
}

const effectOf = (changes: readonly PolicyChange[]): DraftDiff['effect'] =>
  loosens(changes) ? 'loosens' : changes.some((c) => c.effect === 'tightens') ? 'tightens' : 'neutral'

/** What going from one version to another would change, whichever is the newer. Errors: `version_not_found` (404). */
export async function diffVersions(
  tx: Tx,
  org: OrgId,
  name: string,
  from: number,
  to: number,
): Promise<VersionDiff> {
  const policy = await policyByName(tx, org, name)
  if (policy === undefined) throw notFound('policy', name)
  const before = await versionOf(tx, org, policy, from)
  const after = await versionOf(tx, org, policy, to)
  const changes = classifyChange(before.spec, after.spec)
  return { policy: name, from, to, changes, effect: effectOf(changes) }
}

export async function versionOf(
  tx: Tx,
  org: OrgId,
  policy: { readonly id: string; readonly name: string },
  version: number,
): Promise<VersionRow> {
  const row = await versionByNumber(tx, org, policy.id, version)
  if (row === undefined)
    throw problem('version_not_found', 404, `policy \`${policy.name}\` has no version ${version}`, {
      where: `${policy.name}@${version}`,
      fix: 'GET /policies/{name}/versions lists them',
    })
  return row
}

export async function readPolicy(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  name: string,
): Promise<{ active: Policy | null; draft: Policy | null }> {
  const policy = await policyByName(tx, org, name)
  if (policy === undefined) throw notFound('policy', name)
  const active = await versionInState(tx, org, policy.id, ['active'])
  const draft = await versionInState(tx, org, policy.id, ['draft', 'waiting'])
  return {
    active: active === undefined ? null : await shown(deps, tx, org, active),
    draft: draft === undefined ? null : await shown(deps, tx, org, draft),
  }
}

/** Every version, newest first. */
export async function policyVersions(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  name: string,
): Promise<Page<Policy>> {
  const policy = await policyByName(tx, org, name)
  if (policy === undefined) throw notFound('policy', name)
  const rows = await versionsOf(tx, org, policy.id, VERSIONS_SHOWN)
  return {
    items: await viewAll(deps, tx, org, rows),
    next: null,
    total: rows.length,
    asOf: new Date(deps.clock.nowMs()).toISOString(),
  }
}

/** One row per policy: its active version, or its draft when none was ever activated. By name. */
export async function listPolicies(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  query: { readonly limit: number; readonly cursor: string | null; readonly q: string },
): Promise<Page<Policy>> {
  const [after] = query.cursor === null ? [''] : (decodeCursor(query.cursor) ?? [])
  if (typeof after !== 'string')
    throw problem('invalid_cursor', 400, 'this cursor is not one of ours', { where: 'cursor' })
  const rows = await policyPage(tx, org, after, query.q, query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: await viewAll(deps, tx, org, page),
    next: rows.length > query.limit && last !== undefined ? encodeCursor([last.name]) : null,
    total: await countPolicies(tx, org, query.q),
    asOf: new Date(deps.clock.nowMs()).toISOString(),
  }
}

async function existing(tx: Tx, org: OrgId, id: string): Promise<VersionRow> {
  const row = await versionById(tx, org, id)
  if (row === undefined) throw new Error(`policy version ${id} vanished inside its own transaction`)
  return row
}

export async function shown(deps: PolicyDeps, tx: Tx, org: OrgId, row: VersionRow): Promise<Policy> {
  const [view] = await viewAll(deps, tx, org, [row])
  if (view === undefined) throw new Error('one row has one view')
  return view
}

async function viewAll(deps: PolicyDeps, tx: Tx, org: OrgId, rows: readonly VersionRow[]): Promise<Policy[]> {
  const name = await deps.people.names(
    tx,
    org,
    rows.map((r) => r.author),
  )
  const routes = await routeNames(tx, org, ROUTES_SHOWN)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    version: row.version,
    state: row.state,
    spec: row.spec,
    digest: row.digest,
    author: name(row.author),
    createdAt: row.created_at.toISOString(),
    activatedAt: row.activated_at?.toISOString() ?? null,
    approvalId: row.approval_id,
    routes: routes.filter((r) => r.policy_id === row.policy_id).map((r) => r.name),
    mode: modeOf(row.spec),
  }))
}
