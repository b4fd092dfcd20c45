import type { ApprovalHandler } from '../../approvals/ports.ts'
import type { Allowed } from '../../identity/authorize.ts'
import { installation, record, type By } from '../../identity/record.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { JsonObject } from '../../lib/json.ts'
import { notFound, problem } from '../../lib/problem.ts'
import type { Tx } from '../../platform/db.ts'
import { bumpGeneration } from '../../platform/generation.ts'
import { loosens } from './classify.ts'
import type { Activation } from './contract.ts'
import type { PolicyDeps } from './deps.ts'
import { changesOf, draftOf, saveDraft, versionOf } from './drafts.ts'
import { demandDetectors } from './external-detectors.ts'
import { beginInterval } from './intervals.ts'
import { changeDigest, modeOf } from './model.ts'
import { routesOfPolicy } from './route-store.ts'
import {
  lockPolicy,
  lockPolicyById,
  setVersionState,
  versionById,
  versionInState,
  type VersionRow,
} from './store.ts'

/**
 * Makes the draft the policy. Tightening and neutral changes take effect in this transaction; any loosening waits for another person
 * (none of its authors) and changes nothing until then.
 */
export async function activateDraft(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: Allowed<'policy.write'>,
  name: string,
  comment: string,
): Promise<Activation> {
  const { draft, active } = await draftOf(tx, org, name)
  await demandDetectors(tx, org, draft.spec)
  const changes = changesOf(active?.spec, draft.spec)
  if (!loosens(changes)) {
    if (draft.state === 'waiting') await deps.approvals.supersede(tx, org, { kind: 'policy', id: draft.id })
    await makeActive(deps, tx, org, by, draft, active, null, comment)
    return { state: 'active', approvalId: null, changes }
  }
  if (draft.state === 'waiting') return { state: 'waiting', approvalId: draft.approval_id, changes }
  const approvalId = await deps.approvals.request(tx, org, {
    kind: 'policy.loosen',
    subject: {
      kind: 'policy',
      id: draft.id,
      digest: changeDigest(active?.digest ?? null, draft.digest),
      title: `policy ${name}@${draft.version}`,
      href: `/policies/${name}`,
    },
    requester: by.principal,
    authors: draft.authors,
    quorum: 1,
    comment,
    diff: changes.map(({ path, before, after }) => ({ path, before, after })),
  })
  await setVersionState(tx, org, draft.id, { state: 'waiting', approvalId })
  await record(deps, tx, org, {
    type: 'policy.loosen_requested',
    by,
    body: {
      policy: name,
      version: draft.version,
      digest: draft.digest,
      approval: approvalId,
      loosens: changes.filter((c) => c.effect === 'loosens').map((c) => c.path),
    },
    reason: comment,
  })
  return { state: 'waiting', approvalId, changes }
}

/**
 * An earlier version's rules as a new version, activated like any other draft: what they loosen waits for another person. History is not
 * rewritten. Errors: `version_not_found` (404), `draft_open` (409), `version_active` (409).
 */
export async function rollBack(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: Allowed<'policy.write'>,
  name: string,
  input: { readonly version: number; readonly comment: string },
): Promise<Activation> {
  const policy = await lockPolicy(tx, org, name)
  if (policy === undefined) throw notFound('policy', name)
  const target = await versionOf(tx, org, policy, input.version)
  if (target.state === 'active')
    throw problem('version_active', 409, `version ${input.version} of \`${name}\` is the active one`, {
      where: 'version',
    })
  const open = await versionInState(tx, org, policy.id, ['draft', 'waiting'])
  // somebody's work must not vanish under a rollback
  if (open !== undefined)
    throw problem('draft_open', 409, `policy \`${name}\` has an open draft, version ${open.version}`, {
      where: name,
      fix: 'activate or discard it first',
    })
  const draft = await saveDraft(deps, tx, org, by, name, target.spec)
  await record(deps, tx, org, {
    type: 'policy.rolled_back',
    by,
    body: { policy: name, version: draft.version, toVersion: input.version, digest: target.digest },
    reason: input.comment,
  })
  const comment = input.comment === '' ? `rollback to version ${input.version}` : input.comment
  return activateDraft(deps, tx, org, by, name, comment)
}

/** Row states, intervals of its routes, generation, entry and event in the caller's transaction. */
export async function makeActive(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  draft: VersionRow,
  active: VersionRow | undefined,
  approval: { readonly id: string; readonly deciders: readonly string[] } | null,
  comment: string,
): Promise<void> {
  const at = new Date(deps.clock.nowMs())
  if (active !== undefined) await setVersionState(tx, org, active.id, { state: 'superseded', endedAt: at })
  await setVersionState(tx, org, draft.id, {
    state: 'active',
    activatedAt: at,
    approvalId: approval?.id ?? null,
  })
  const routes = await routesOfPolicy(tx, org, draft.policy_id, ROUTES_MAX)
  for (const route of routes) await beginInterval(deps, tx, org, route.id, at)
  const changes = changesOf(active?.spec, draft.spec)
  const body: JsonObject = {
    policy: draft.name,
    version: draft.version,
    digest: draft.digest,
    replaces: active?.digest ?? null,
    mode: modeOf(draft.spec),
    effect: loosens(changes)
      ? 'loosens'
      : changes.some((c) => c.effect === 'tightens')
        ? 'tightens'
        : 'neutral',
    routes: routes.map((r) => r.id),
    authors: draft.authors,
    ...(approval === null ? {} : { approval: approval.id, approvedBy: approval.deciders }),
  }
  await record(deps, tx, org, { type: 'policy.activated', by, body, reason: comment })
  await bumpGeneration(tx, org)
}

/** LIMIT: a policy on more routes than this cannot be activated whole; far above any real number. */
const ROUTES_MAX = 5_000

/** What approvals calls for kind `policy.loosen` with a policy as subject. */
export function policyLoosenHandler(
  deps: PolicyDeps,
): ApprovalHandler & Required<Pick<ApprovalHandler, 'digestNow' | 'closed'>> {
  return {
    async digestNow(tx, approval) {
      const draft = await versionById(tx, approval.org, approval.subject.id)
      if (draft === undefined || draft.state !== 'waiting') return null
      const active = await versionInState(tx, approval.org, draft.policy_id, ['active'])
      return changeDigest(active?.digest ?? null, draft.digest)
    },
    async execute(tx, approval) {
      const found = await versionById(tx, approval.org, approval.subject.id)
      if (found === undefined) throw new Error('an approved draft no longer exists')
      await lockPolicyById(tx, approval.org, found.policy_id)
      const draft = await versionById(tx, approval.org, approval.subject.id)
      if (draft?.state !== 'waiting' || draft.approval_id !== approval.id)
        throw new Error(`policy version ${approval.subject.id} does not wait for approval ${approval.id}`)
      const active = await versionInState(tx, approval.org, draft.policy_id, ['active'])
      const deciders = approval.deciders.map((d) => d.by)
      const self = deciders.find((d) => draft.authors.includes(d) || d === approval.requester)
      // Approvals excludes authors already; this is the last gate before the gateway obeys.
      if (self !== undefined || deciders.length === 0)
        throw new Error('a loosening needs another person than its authors')
      await makeActive(
        deps,
        tx,
        approval.org,
        installation(approval.org, 'policy.loosen'),
        draft,
        active,
        { id: approval.id, deciders },
        '',
      )
    },
    async closed(tx, approval) {
      const draft = await versionById(tx, approval.org, approval.subject.id)
      if (draft?.state === 'waiting' && draft.approval_id === approval.id)
        await setVersionState(tx, approval.org, draft.id, { state: 'draft', approvalId: null })
    },
  }
}
