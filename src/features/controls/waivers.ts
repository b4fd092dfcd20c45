import { createHash } from 'node:crypto'
import type { ApprovalHandler, ApprovalRequests } from '../../approvals/ports.ts'
import type { Allowed } from '../../identity/authorize.ts'
import { peopleDirectory } from '../../identity/index.ts'
import { authorOf, installation, record } from '../../identity/record.ts'
import { canonicalize } from '../../lib/canonical.ts'
import type { OrgId } from '../../lib/ids.ts'
import { problem, type ProblemError } from '../../lib/problem.ts'
import { newId } from '../../platform/random.ts'
import type { Tx } from '../../platform/db.ts'
import type { WaiverInput } from './contract.ts'
import type { RunnerDeps } from './run-tests.ts'
import {
  approveWaiver,
  closeWaiver,
  dropControlOwner,
  insertWaiver,
  openWaiverOf,
  setControlOwner,
  waiverById,
  type WaiverRow,
} from './waiver-store.ts'

export type WaiverDeps = RunnerDeps & { readonly approvals: ApprovalRequests }

const DAY_MS = 86_400_000
/** A risk that is accepted for longer than a year is a decision that nobody looks at again. */
const DAYS_MAX = 366

/** Who answers for a control; null = nobody. Error: `owner_unknown` (400). */
export async function assignOwner(
  deps: RunnerDeps,
  org: OrgId,
  by: Allowed<'control.assign'>,
  control: string,
  email: string | null,
): Promise<void> {
  await deps.db.tx({ org }, async (tx) => {
    const person = email === null ? null : await peopleDirectory.byEmail(tx, org, email)
    if (person === undefined || person?.active === false)
      throw problem('owner_unknown', 400, `nobody active here has the e-mail \`${email ?? ''}\``, {
        where: 'owner',
        fix: 'invite them first, under Settings, People',
      })
    if (person === null) await dropControlOwner(tx, org, control)
    else await setControlOwner(tx, org, control, person.id, new Date(deps.clock.nowMs()))
    await record(deps, tx, org, {
      type: 'control.owner_set',
      by,
      body: { control, owner: person?.id ?? null },
    })
  })
}

/**
 * Asks another person to accept a control's risk until a day. Nothing is waived before they decide. Errors: `waiver_until` (400),
 * `waiver_open` (409).
 */
export async function requestWaiver(
  deps: WaiverDeps,
  org: OrgId,
  by: Allowed<'control.assign'>,
  control: { readonly id: string; readonly title: string },
  input: WaiverInput,
): Promise<{ readonly waiver: string; readonly approval: string }> {
  const now = deps.clock.nowMs()
  const until = Date.parse(input.until)
  if (!(until > now && until <= now + DAYS_MAX * DAY_MS))
    throw problem('waiver_until', 400, `a waiver ends within ${DAYS_MAX} days from now`, { where: 'until' })
  return deps.db.tx({ org }, async (tx) => {
    const old = await openWaiverOf(tx, org, control.id)
    if (old !== undefined) {
      if (old.until.getTime() > now) throw waiverOpen(control.id, old.state)
      await closeWaiver(tx, org, old.id, 'ended', new Date(now))
    }
    const requestedBy = authorOf(by.principal)
    const row = {
      id: newId(deps.clock, deps.random),
      control_id: control.id,
      reason: input.reason,
      compensating: input.compensating,
      requested_by: requestedBy,
      requested_at: new Date(now),
      until: new Date(until),
    }
    const approval = await deps.approvals.request(tx, org, {
      kind: 'waiver',
      requester: by.principal,
      authors: [requestedBy],
      quorum: 1,
      comment: input.reason,
      diff: [
        { path: 'shown as', before: 'its result', after: `waived until ${row.until.toISOString()}` },
        { path: 'compensating control', before: null, after: input.compensating },
      ],
      subject: {
        kind: 'waiver',
        id: row.id,
        digest: digestOf(row),
        title: `${control.id} ${control.title}`,
        href: `/compliance/controls/${control.id}`,
      },
    })
    if (!(await insertWaiver(tx, org, { ...row, approval_id: approval })))
      throw waiverOpen(control.id, 'requested')
    await record(deps, tx, org, {
      type: 'control.waiver_requested',
      by,
      reason: input.reason,
      body: { control: control.id, waiver: row.id, approval, until: row.until.toISOString() },
    })
    return { waiver: row.id, approval }
  })
}

const waiverOpen = (control: string, state: string): ProblemError =>
  problem('waiver_open', 409, `\`${control}\` has a waiver that is ${state}`, {
    fix: 'end it first, or wait until it is decided',
  })

/** Tightening needs one person. Error: `waiver_not_found`. */
export async function endWaiver(
  deps: WaiverDeps,
  org: OrgId,
  by: Allowed<'control.assign'>,
  control: string,
): Promise<void> {
  await deps.db.tx({ org }, async (tx) => {
    const row = await openWaiverOf(tx, org, control)
    if (row === undefined) throw problem('waiver_not_found', 404, `\`${control}\` has no waiver`)
    await closeWaiver(tx, org, row.id, 'ended', new Date(deps.clock.nowMs()))
    await deps.approvals.supersede(tx, org, { kind: 'waiver', id: row.id })
    await record(deps, tx, org, { type: 'control.waiver_ended', by, body: { control, waiver: row.id } })
  })
}

/** What happens when somebody has decided; wired to `waiver` in app/rooms.ts. */
export function waiverApproval(deps: RunnerDeps): ApprovalHandler {
  const requested = async (tx: Tx, org: OrgId, id: string): Promise<WaiverRow | undefined> => {
    const row = await waiverById(tx, org, id)
    return row?.state === 'requested' ? row : undefined
  }
  return {
    async digestNow(tx, approval) {
      const row = await requested(tx, approval.org, approval.subject.id)
      return row === undefined || row.until.getTime() <= deps.clock.nowMs() ? null : digestOf(row)
    },
    async execute(tx, approval) {
      const row = await requested(tx, approval.org, approval.subject.id)
      const approver = approval.deciders.at(-1)?.by
      if (row === undefined || approver === undefined || approver === row.requested_by)
        throw new Error(`the waiver ${approval.subject.id} has no second person`)
      const entry = await record(deps, tx, approval.org, {
        type: 'control.waived',
        by: installation(approval.org, 'approvals'),
        body: {
          control: row.control_id,
          waiver: row.id,
          approval: approval.id,
          requestedBy: row.requested_by,
          approvedBy: approver,
          until: row.until.toISOString(),
          digest: approval.subject.digest,
        },
      })
      await approveWaiver(tx, approval.org, row.id, approver, new Date(deps.clock.nowMs()), entry)
    },
    async closed(tx, approval) {
      await closeWaiver(tx, approval.org, approval.subject.id, 'refused', new Date(deps.clock.nowMs()))
    },
  }
}

/** Of everything that the approver reads. */
const digestOf = (
  row: Pick<WaiverRow, 'id' | 'control_id' | 'reason' | 'compensating' | 'requested_by' | 'until'>,
): string =>
  createHash('sha256')
    .update(
      canonicalize({
        compensating: row.compensating,
        control: row.control_id,
        reason: row.reason,
        requestedBy: row.requested_by,
        until: row.until.toISOString(),
        waiver: row.id,
      }),
    )
    .digest('hex')
