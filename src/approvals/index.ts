import type { FactSource } from '../ledger/facts.ts'
import type { JobHandler } from '../platform/jobs.ts'
import type { Migration } from '../platform/migrations.ts'
import type { OrgId } from '../lib/ids.ts'
import type { Principal } from '../identity/contract.ts'
import { apiRouter, demand, principalOf, systemsInScope } from '../identity/http.ts'
import { cancelApproval, decideApproval, type DecideInput } from './decide.ts'
import { SteadyClock } from '../platform/clock.ts'
import type { Approvals, ApprovalsDeps } from './deps.ts'
import { approvals0300 } from './migrations/0300-approvals.ts'
import type { ApprovalRequests } from './ports.ts'
import { approvalFacts, getApproval, listApprovals } from './read.ts'
import { endApproval, requestApproval, supersedeApprovals } from './request.ts'
import { dueApprovals, lockApproval } from './store.ts'

export type { ApprovalsDeps } from './deps.ts'
export type {
  ApprovalRequest,
  ApprovalRequests,
  ApprovalHandler,
  ApprovalHandlers,
  ApprovalForHandler,
  ApprovalClosed,
} from './ports.ts'
import { approvalsApi } from './endpoints.ts'

export const approvalsMigrations: readonly Migration[] = [approvals0300]

export type ApprovalsRoom = ApprovalRequests & {
  readonly routes: ReturnType<typeof apiRouter>
  readonly jobs: readonly JobHandler[]
  readonly facts: readonly FactSource[]
  /** For callers inside the server (sample company); the same rules as over HTTP. */
  readonly decide: (principal: Principal, org: OrgId, id: string, input: DecideInput) => Promise<void>
}

export function createApprovals(given: ApprovalsDeps): ApprovalsRoom {
  const deps: Approvals = { ...given, steady: new SteadyClock(given.clock) }
  return {
    request: (tx, org, request) => requestApproval(deps, tx, org, request),
    supersede: (tx, org, subject) => supersedeApprovals(deps, tx, org, subject),
    decide: (principal, org, id, input) => decideApproval(deps, principal, org, id, input),
    routes: routes(deps),
    facts: approvalFacts(deps.clock),
    jobs: [
      {
        type: 'approvals.expire',
        deadlineMs: 30_000,
        attemptsMax: 3,
        everyMs: 60_000,
        handle: () => expireDue(deps),
      },
    ],
  }
}

/** Closes what ran out, so that its owner is told even if nobody looks. */
export async function expireDue(deps: Approvals): Promise<void> {
  const now = new Date(deps.steady.earliestMs())
  const due = await deps.db.tx('system', (tx) => dueApprovals(tx, now, 200))
  for (const { id, org_id: org } of due)
    await deps.db.tx({ org }, async (tx) => {
      const row = await lockApproval(tx, org, id)
      if (row?.state === 'pending' && row.expires_at <= now) await endApproval(deps, tx, org, row, 'expired')
    })
}

function routes(deps: Approvals): ApprovalsRoom['routes'] {
  const router = apiRouter()

  router.get('/approvals', approvalsApi.list, approvalsApi.list, async (c) => {
    const principal = principalOf(c)
    const systems = systemsInScope(principal)
    demand(c, 'approval.read', { kind: 'approval' })
    const query = approvalsApi.list.query(c)
    return c.json(
      await listApprovals(deps, principal, principal.org, {
        ...query,
        systems,
        words: query.q.trim().toLowerCase(),
      }),
    )
  })

  router.get('/approvals/:id', approvalsApi.show, async (c) => {
    const principal = principalOf(c)
    demand(c, 'approval.read', { kind: 'approval' })
    return c.json(
      await getApproval(deps, principal, principal.org, c.req.param('id'), systemsInScope(principal)),
    )
  })

  router.post('/approvals/:id/decide', approvalsApi.decide, async (c) => {
    const principal = principalOf(c)
    demand(c, 'approval.read', { kind: 'approval' })
    const input = await approvalsApi.decide.body(c)
    await decideApproval(deps, principal, principal.org, c.req.param('id'), input)
    return c.json(
      await getApproval(deps, principal, principal.org, c.req.param('id'), systemsInScope(principal)),
    )
  })

  router.post('/approvals/:id/cancel', approvalsApi.cancel, async (c) => {
    const principal = principalOf(c)
    await cancelApproval(deps, principal, principal.org, c.req.param('id'))
    return c.json(
      await getApproval(deps, principal, principal.org, c.req.param('id'), systemsInScope(principal)),
    )
  })

  return router
}
