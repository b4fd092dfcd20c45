import type { ApprovalHandler } from '../../approvals/ports.ts'
import type { Allowed } from '../../identity/authorize.ts'
import type { SystemAddress } from '../../identity/ports.ts'
import { authorOf, installation, record } from '../../identity/record.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { Page } from '../../lib/page.ts'
import { problem } from '../../lib/problem.ts'
import type { Tx } from '../../platform/db.ts'
import { bumpGeneration } from '../../platform/generation.ts'
import type { Kill } from './contract.ts'
import type { PolicyDeps } from './deps.ts'
import { changeDigest } from './model.ts'
import { kills, lockKill, putKill, setReleaseApproval, type KillRow } from './switch-store.ts'

const KILLS_MAX = 2_000

/** Stops a system at the gateway: by one person, at once. Engaging twice changes nothing but withdraws a pending release. */
export async function engageKill(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: Allowed<'kill.engage'>,
  system: SystemAddress,
  reason: string,
): Promise<Kill> {
  const before = await lockKill(tx, org, system.id)
  if (before !== undefined && before.release_approval_id !== null)
    await deps.approvals.supersede(tx, org, { kind: 'kill', id: system.id })
  if (before?.killed !== true) {
    const at = new Date(deps.clock.nowMs())
    await putKill(tx, org, {
      systemId: system.id,
      systemName: system.name,
      systemRef: system.ref,
      killed: true,
      reason,
      by: authorOf(by.principal),
      at,
    })
    await record(deps, tx, org, {
      type: 'kill.engaged',
      by,
      sys: system.ref,
      body: { system: system.id },
      reason,
    })
    await bumpGeneration(tx, org)
  } else await setReleaseApproval(tx, org, system.id, null)
  return one(deps, tx, org, system.id)
}

/** Asks to start it again; another person decides. Errors: `not_killed` (409). */
export async function requestRelease(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: Allowed<'kill.engage'>,
  system: SystemAddress,
  reason: string,
): Promise<{ kill: Kill; approvalId: string }> {
  const row = await lockKill(tx, org, system.id)
  if (row?.killed !== true)
    throw problem('not_killed', 409, `system \`${system.name}\` is not stopped`, { where: 'system' })
  const approvalId = await deps.approvals.request(tx, org, {
    kind: 'kill.release',
    subject: {
      kind: 'kill',
      id: system.id,
      digest: releaseDigest(row),
      title: `start ${system.name} again`,
      href: `/systems/${system.name}`,
    },
    requester: by.principal,
    authors: [],
    quorum: 1,
    comment: reason,
    diff: [{ path: 'killed', before: 'true', after: 'false' }],
    system: system.name,
    environment: system.environment,
    sys: system.ref,
  })
  await setReleaseApproval(tx, org, system.id, approvalId)
  return { kill: await one(deps, tx, org, system.id), approvalId }
}

/** Bound to this stop: one engaged later is another question. */
const releaseDigest = (row: KillRow): string => changeDigest(row.system_id, row.changed_at.toISOString())

export function killReleaseHandler(deps: PolicyDeps): ApprovalHandler {
  return {
    async digestNow(tx, approval) {
      const row = await lockKill(tx, approval.org, approval.subject.id)
      return row?.killed === true && row.release_approval_id === approval.id ? releaseDigest(row) : null
    },
    async execute(tx, approval) {
      const row = await lockKill(tx, approval.org, approval.subject.id)
      if (row?.killed !== true || row.release_approval_id !== approval.id)
        throw new Error(`system ${approval.subject.id} does not wait for approval ${approval.id}`)
      const deciders = approval.deciders.map((d) => d.by)
      if (deciders.length === 0 || deciders.includes(approval.requester))
        throw new Error('a release needs another person than its requester')
      await putKill(tx, approval.org, {
        systemId: row.system_id,
        systemName: row.system_name,
        systemRef: row.system_ref,
        killed: false,
        reason: null,
        by: deciders[0] ?? '',
        at: new Date(deps.clock.nowMs()),
      })
      await record(deps, tx, approval.org, {
        type: 'kill.released',
        by: installation(approval.org, 'kill.release'),
        sys: row.system_ref,
        body: {
          system: row.system_id,
          approval: approval.id,
          requestedBy: approval.requester,
          approvedBy: deciders,
        },
      })
      await bumpGeneration(tx, approval.org)
    },
    async closed(tx, approval) {
      const row = await lockKill(tx, approval.org, approval.subject.id)
      if (row?.release_approval_id === approval.id)
        await setReleaseApproval(tx, approval.org, row.system_id, null)
    },
  }
}

export async function listKills(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  systems: readonly string[] | null,
): Promise<Page<Kill>> {
  const rows = await kills(tx, org, systems, KILLS_MAX)
  const name = await deps.people.names(
    tx,
    org,
    rows.map((r) => r.changed_by),
  )
  const items = rows.map((row) => viewKill(row, name))
  return { items, next: null, total: items.length, asOf: new Date(deps.clock.nowMs()).toISOString() }
}

async function one(deps: PolicyDeps, tx: Tx, org: OrgId, systemId: string): Promise<Kill> {
  const row = await lockKill(tx, org, systemId)
  if (row === undefined) throw new Error('a kill switch vanished inside its own transaction')
  return viewKill(row, await deps.people.names(tx, org, [row.changed_by]))
}

const viewKill = (row: KillRow, name: (id: string) => string): Kill => ({
  system: row.system_name,
  killed: row.killed,
  reason: row.reason,
  by: name(row.changed_by),
  at: row.changed_at.toISOString(),
  releaseApprovalId: row.release_approval_id,
})
