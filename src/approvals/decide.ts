import { notFound, problem, type ProblemError } from '../lib/problem.ts'
import { isUuid, type OrgId } from '../lib/ids.ts'
import type { Tx } from '../platform/db.ts'
import type { Allowed, Authorizer, Resource } from '../identity/authorize.ts'
import type { Action, Principal } from '../identity/contract.ts'
import { peopleOf } from '../identity/cedar.ts'
import { authorOf, installation, record } from '../identity/record.ts'
import type { ApprovalKind } from './contract.ts'
import type { Approvals } from './deps.ts'
import { endApproval, forHandler } from './request.ts'
import { closeApproval, decisionsOf, insertDecision, lockApproval, type ApprovalRow } from './store.ts'

/** Deciding needs `approval.decide` and the right that the kind itself is about. */
export const actionOfKind = {
  'version.approve': 'version.approve',
  'policy.loosen': 'policy.approve',
  'kill.release': 'kill.release',
  waiver: 'control.waive',
  erasure: 'ledger.erase',
} as const satisfies Record<ApprovalKind, Action>

type Verdict =
  | { readonly ok: true; readonly allowed: Allowed<Action>; readonly policyIds: readonly string[] }
  | { readonly ok: false; readonly why: string; readonly policyIds: readonly string[] }

/** May this caller decide? The same question for the decision itself, for `mayDecide` and for `youMay`. */
export function mayDecide(authorizer: Authorizer, principal: Principal, row: ApprovalRow): Verdict {
  const resource: Resource = {
    kind: 'approval',
    id: row.id,
    authors: row.excluded,
    ...(row.system === null ? {} : { system: row.system }),
    ...(row.environment === null ? {} : { environment: row.environment }),
  }
  const general = authorizer.authorize(principal, 'approval.decide', resource)
  if (!general.ok) return general
  const special = authorizer.authorize(principal, actionOfKind[row.kind], resource)
  return special.ok
    ? {
        ok: true,
        allowed: special.allowed,
        policyIds: [...new Set([...general.allowed.policyIds, ...special.allowed.policyIds])],
      }
    : special
}

export type DecideInput = { readonly verdict: 'approve' | 'reject'; readonly comment: string }

/**
 * One person's decision. One rejection ends the request; the last approval of the quorum executes it in this very transaction: if executing
 * fails, the decision is undone too. Errors: `approval_not_found` (404), `forbidden` (403), `approval_closed` (409), `approval_expired` (410),
 * `approval_superseded` (409), `approval_decided` (409).
 */
export async function decideApproval(
  deps: Approvals,
  principal: Principal,
  org: OrgId,
  id: string,
  input: DecideInput,
): Promise<void> {
  if (!isUuid(id)) throw notFound('approval', id)
  const refusal = await deps.db.tx({ org }, async (tx): Promise<ProblemError | null> => {
    const row = await lockApproval(tx, org, id)
    if (row === undefined) throw notFound('approval', id)
    const may = mayDecide(deps.authorizer, principal, row)
    if (!may.ok) {
      deps.log.warn({ approval: id, by: authorOf(principal), policies: may.policyIds }, 'refused a decision')
      const factor = may.policyIds.some((p) => p.includes('second-factor'))
      throw problem(factor ? 'second_factor_required' : 'forbidden', 403, may.why, {
        extra: { action: actionOfKind[row.kind], policies: may.policyIds },
      })
    }
    if (row.state !== 'pending')
      throw problem('approval_closed', 409, `this request is ${row.state}: it can be decided no more`)
    // What follows ends the request and must stay although the caller gets a refusal: returned, not thrown.
    if (row.expires_at.getTime() <= deps.steady.latestMs()) {
      if (row.expires_at.getTime() <= deps.steady.earliestMs())
        await endApproval(deps, tx, org, row, 'expired')
      return problem('approval_expired', 410, 'this request has expired: ask again')
    }
    const digestNow = await deps.handlers()[row.kind]?.digestNow?.(tx, await forHandler(tx, org, row))
    if (digestNow !== undefined && digestNow !== row.subject_digest) {
      await endApproval(deps, tx, org, row, 'superseded')
      return problem(
        'approval_superseded',
        409,
        'what was asked for has changed since: ask again for what stands now',
      )
    }
    await takeDecision(deps, tx, org, row, principal, may, input)
    return null
  })
  if (refusal !== null) throw refusal
}

async function takeDecision(
  deps: Approvals,
  tx: Tx,
  org: OrgId,
  row: ApprovalRow,
  principal: Principal,
  may: Extract<Verdict, { ok: true }>,
  input: DecideInput,
): Promise<void> {
  const at = new Date(deps.clock.nowMs())
  const by = authorOf(principal)
  const before = await decisionsOf(tx, org, [row.id])
  const made = await insertDecision(tx, org, {
    approvalId: row.id,
    number: before.length + 1,
    by,
    at,
    verdict: input.verdict,
    comment: input.comment,
    policies: may.policyIds,
  })
  if (made === 0) throw problem('approval_decided', 409, 'you have decided on this already')
  await record(deps, tx, org, {
    type: 'approval.decided',
    by: principal,
    sys: row.sys,
    reason: input.comment,
    body: {
      approval: row.id,
      kind: row.kind,
      verdict: input.verdict,
      number: before.length + 1,
      digest: row.subject_digest,
      policies: may.policyIds,
    },
  })
  if (input.verdict === 'reject') return endApproval(deps, tx, org, row, 'rejected', principal)
  const approvals = before.filter((d) => d.verdict === 'approve').length + 1
  if (approvals < row.quorum) return
  const handler = deps.handlers()[row.kind]
  if (handler === undefined) throw new Error(`nobody executes approvals of kind ${row.kind}`)
  await closeApproval(tx, org, row.id, 'approved', at)
  await handler.execute(tx, await forHandler(tx, org, row))
  await record(deps, tx, org, {
    type: 'approval.executed',
    by: installation(org, 'approvals'),
    sys: row.sys,
    body: { approval: row.id, kind: row.kind, digest: row.subject_digest },
  })
}

/** Cancel is for whoever asked. Errors: `forbidden`, `approval_closed`. */
export async function cancelApproval(
  deps: Approvals,
  principal: Principal,
  org: OrgId,
  id: string,
): Promise<void> {
  if (!isUuid(id)) throw notFound('approval', id)
  await deps.db.tx({ org }, async (tx) => {
    const row = await lockApproval(tx, org, id)
    if (row === undefined) throw notFound('approval', id)
    if (!peopleOf(principal).includes(row.requester))
      throw problem('forbidden', 403, 'a request is cancelled by whoever made it: reject it instead')
    if (row.state !== 'pending') throw problem('approval_closed', 409, `this request is ${row.state} already`)
    await endApproval(deps, tx, org, row, 'cancelled', principal)
  })
}
