import { notFound, problem } from '../lib/problem.ts'
import { isUuid, type OrgId } from '../lib/ids.ts'
import { encodeCursor, type Page } from '../lib/page.ts'
import type { Tx } from '../platform/db.ts'
import type { FactSource } from '../ledger/facts.ts'
import type { Clock } from '../platform/clock.ts'
import { roles, type Principal, type Role } from '../identity/contract.ts'
import { peopleOf } from '../identity/cedar.ts'
import { keysetOf } from '../identity/people.ts'
import type { Approval } from './contract.ts'
import { actionOfKind, mayDecide } from './decide.ts'
import type { Approvals } from './deps.ts'
import {
  approvalById,
  approvalPage,
  countApprovals,
  decisionFacts,
  decisionsOf,
  type ApprovalFilter,
  type ApprovalRow,
} from './store.ts'

export async function listApprovals(
  deps: Approvals,
  viewer: Principal,
  org: OrgId,
  query: ApprovalFilter & { readonly cursor: string | null; readonly limit: number },
): Promise<Page<Approval>> {
  return deps.db.tx(
    { org },
    async (tx) => {
      const rows = await approvalPage(tx, org, query, keysetOf(query.cursor), query.limit + 1)
      const shown = rows.slice(0, query.limit)
      const last = shown.at(-1)
      return {
        items: await views(deps, tx, org, viewer, shown),
        next:
          rows.length > query.limit && last !== undefined
            ? encodeCursor([last.requested_at.toISOString(), last.id])
            : null,
        total: await countApprovals(tx, org, query),
        asOf: new Date(deps.clock.nowMs()).toISOString(),
      }
    },
    { readOnly: true },
  )
}

export async function getApproval(
  deps: Approvals,
  viewer: Principal,
  org: OrgId,
  id: string,
  systems: readonly string[] | null,
): Promise<Approval> {
  return deps.db.tx(
    { org },
    async (tx) => {
      const row = isUuid(id) ? await approvalById(tx, org, id) : undefined
      if (row === undefined || (systems !== null && (row.system === null || !systems.includes(row.system))))
        throw notFound('approval', id)
      const [view] = await views(deps, tx, org, viewer, [row])
      if (view === undefined) throw problem('approval_not_found', 404, `no approval \`${id}\` here`)
      return view
    },
    { readOnly: true },
  )
}

async function views(
  deps: Approvals,
  tx: Tx,
  org: OrgId,
  viewer: Principal,
  rows: readonly ApprovalRow[],
): Promise<Approval[]> {
  const decisions = await decisionsOf(
    tx,
    org,
    rows.map((r) => r.id),
  )
  const people = rows.some((r) => r.state === 'pending') ? await deps.people.principals(tx, org) : []
  const name = await deps.people.names(tx, org, [
    ...rows.flatMap((r) => r.excluded),
    ...decisions.map((d) => d.decided_by),
  ])
  const now = deps.steady.latestMs()
  return rows.map((row) => {
    const mine = decisions.filter((d) => d.approval_id === row.id)
    const decided = (p: Principal): boolean => mine.some((d) => peopleOf(p).includes(d.decided_by))
    // A request whose time ran out shows as expired even before the job has closed it.
    const state = row.state === 'pending' && row.expires_at.getTime() <= now ? 'expired' : row.state
    const you = state === 'pending' ? mayDecide(deps.authorizer, viewer, row) : null
    return {
      id: row.id,
      kind: row.kind,
      subject: {
        kind: row.subject_kind,
        id: row.subject_id,
        digest: row.subject_digest,
        title: row.subject_title,
        href: row.subject_href,
      },
      requester: name(row.requester),
      requestedAt: row.requested_at.toISOString(),
      comment: row.comment,
      rule: { quorum: row.quorum, roles: rolesFor(deps, row), excluded: row.excluded.map(name) },
      state,
      decisions: mine.map((d) => ({
        by: name(d.decided_by),
        at: d.at.toISOString(),
        verdict: d.verdict,
        comment: d.comment,
      })),
      expiresAt: row.expires_at.toISOString(),
      executedAt: row.executed_at?.toISOString() ?? null,
      diff: row.diff,
      mayDecide:
        state === 'pending'
          ? people.filter((p) => !decided(p) && mayDecide(deps.authorizer, p, row).ok).map((p) => p.email)
          : [],
      youMay: you !== null && you.ok && !decided(viewer),
      whyNot:
        you === null
          ? `this request is ${state}`
          : decided(viewer)
            ? 'you have decided on this already'
            : you.ok
              ? null
              : you.why,
    }
  })
}

/** Roles that may decide on this kind, from the authorizer itself. */
function rolesFor(deps: Approvals, row: ApprovalRow): Role[] {
  const resource = { kind: 'approval' }
  return roles.filter((role) => {
    const probe: Principal = {
      kind: 'user',
      org: '',
      userId: 'probe',
      email: '',
      roles: [role],
      mfa: true,
      sessionId: '',
    }
    return (
      deps.authorizer.authorize(probe, 'approval.decide', resource).ok &&
      deps.authorizer.authorize(probe, actionOfKind[row.kind], resource).ok
    )
  })
}

const ROWS_MAX = 100_000

/** One row per decision: for separation of duties. The source's name is the controls' (`registry.approvals`); it covers every kind. */
export function approvalFacts(clock: Clock): FactSource[] {
  return [
    {
      id: 'registry.approvals',
      fields: {
        id: 'string',
        approval: 'string',
        kind: 'string',
        subject: 'string',
        author: 'string?',
        requester: 'string',
        decidedBy: 'string',
        verdict: 'string',
        requestedAt: 'instant',
        at: 'instant',
        state: 'string',
        quorum: 'number',
        approvals: 'number',
        expiresAt: 'instant',
        executedAt: 'instant?',
        trial: 'boolean',
      },
      async load(tx, org, window) {
        const rows = await decisionFacts(tx, org, new Date(window.from), new Date(window.to), ROWS_MAX + 1)
        const complete = rows.length <= ROWS_MAX
        return {
          source: 'registry.approvals',
          complete,
          why: complete ? '' : `more than ${ROWS_MAX} decisions`,
          asOf: new Date(clock.nowMs()).toISOString(),
          query: `every decision taken from ${window.from} to ${window.to} on any approval of this organisation; none left out`,
          rows: rows.slice(0, ROWS_MAX).map((r) => ({
            id: `${r.approval_id}/${r.number}`,
            approval: r.approval_id,
            kind: r.kind,
            subject: r.subject_title,
            author: r.author,
            requester: r.requester,
            decidedBy: r.decided_by,
            verdict: r.verdict,
            requestedAt: r.requested_at.toISOString(),
            at: r.at.toISOString(),
            state: r.state,
            quorum: r.quorum,
            approvals: Number(r.approvals),
            expiresAt: r.expires_at.toISOString(),
            executedAt: r.executed_at?.toISOString() ?? null,
            trial: r.environment === 'trial',
          })),
        }
      },
    },
  ]
}
