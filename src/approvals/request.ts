import type { OrgId } from '../lib/ids.ts'
import { newId } from '../platform/random.ts'
import type { Tx } from '../platform/db.ts'
import type { Principal } from '../identity/contract.ts'
import { authorOf, installation, record } from '../identity/record.ts'
import type { Approvals } from './deps.ts'
import type { ApprovalClosed, ApprovalForHandler, ApprovalRequest } from './ports.ts'
import { closeApproval, decisionsOf, insertApproval, openOfSubject, type ApprovalRow } from './store.ts'

/** A week: long enough for a holiday weekend, short enough that nobody decides on a forgotten question. */
const EXPIRES_MS = 7 * 86_400_000

/** See `ApprovalRequests.request`. */
export async function requestApproval(
  deps: Approvals,
  tx: Tx,
  org: OrgId,
  request: ApprovalRequest,
): Promise<string> {
  if (!Number.isInteger(request.quorum) || request.quorum < 1 || request.quorum > 10)
    throw new Error(`a quorum of ${request.quorum} people`)
  await supersedeApprovals(deps, tx, org, request.subject)
  const at = new Date(deps.clock.nowMs())
  const requester = authorOf(request.requester)
  const id = newId(deps.clock, deps.random)
  await insertApproval(tx, org, {
    id,
    kind: request.kind,
    subject_kind: request.subject.kind,
    subject_id: request.subject.id,
    subject_digest: request.subject.digest,
    subject_title: request.subject.title,
    subject_href: request.subject.href,
    system: request.system ?? null,
    environment: request.environment ?? null,
    sys: request.sys ?? '',
    requester,
    author: request.authors[0] ?? null,
    excluded: [...new Set([requester, ...request.authors])],
    comment: request.comment,
    diff: [...request.diff],
    quorum: request.quorum,
    requested_at: at,
    expires_at: new Date(at.getTime() + (request.expiresInMs ?? EXPIRES_MS)),
  })
  await record(deps, tx, org, {
    type: 'approval.requested',
    by: request.requester,
    sys: request.sys ?? '',
    reason: request.comment,
    body: {
      approval: id,
      kind: request.kind,
      subject: { kind: request.subject.kind, id: request.subject.id, digest: request.subject.digest },
      quorum: request.quorum,
      excluded: [...new Set([requester, ...request.authors])],
    },
  })
  return id
}

export async function supersedeApprovals(
  deps: Approvals,
  tx: Tx,
  org: OrgId,
  subject: { readonly kind: string; readonly id: string },
): Promise<number> {
  const open = await openOfSubject(tx, org, subject, 20)
  for (const row of open) await endApproval(deps, tx, org, row, 'superseded')
  return open.length
}

/** Ends a request without executing anything; tells the kind's owner. */
export async function endApproval(
  deps: Approvals,
  tx: Tx,
  org: OrgId,
  row: ApprovalRow,
  how: ApprovalClosed,
  by: Principal = installation(org, 'approvals'),
): Promise<void> {
  if ((await closeApproval(tx, org, row.id, how, new Date(deps.clock.nowMs()))) !== 1) return
  // A rejection's entry is the decision itself.
  if (how !== 'rejected')
    await record(deps, tx, org, {
      type: `approval.${how}`,
      by,
      sys: row.sys,
      body: { approval: row.id, kind: row.kind },
    })
  await deps.handlers()[row.kind]?.closed?.(tx, await forHandler(tx, org, row), how)
}

export async function forHandler(tx: Tx, org: OrgId, row: ApprovalRow): Promise<ApprovalForHandler> {
  const decisions = await decisionsOf(tx, org, [row.id])
  return {
    id: row.id,
    org,
    kind: row.kind,
    subject: { kind: row.subject_kind, id: row.subject_id, digest: row.subject_digest },
    requester: row.requester,
    deciders: decisions
      .filter((d) => d.verdict === 'approve')
      .map((d) => ({ by: d.decided_by, at: d.at.toISOString() })),
  }
}
