import { problem } from '../../lib/problem.ts'
import type { OrgId } from '../../lib/ids.ts'
import { bumpGeneration } from '../../platform/generation.ts'
import type { Tx } from '../../platform/db.ts'
import type { ApprovalHandler } from '../../approvals/ports.ts'
import type { Allowed } from '../../identity/authorize.ts'
import { installation, record } from '../../identity/record.ts'
import { systemDirectory } from '../inventory/index.ts'
import type { RegistryDeps } from './deps.ts'
import { labelOf, quorumOf, versionDiff, versionDigest } from './model.ts'
import {
  lastApproved,
  lockVersion,
  setApproved,
  setDraft,
  setInReview,
  setRejected,
  type VersionRow,
} from './store.ts'

/** A draft goes to other people: one for low and medium risk, two above or when the risk is not known. Errors: `version_state` (409). */
export async function submitVersion(
  deps: RegistryDeps,
  tx: Tx,
  org: OrgId,
  by: Allowed<'version.write'>,
  version: VersionRow,
  comment: string,
): Promise<string> {
  if (version.state !== 'draft')
    throw problem(
      'version_state',
      409,
      `\`${labelOf(version)}\` is ${version.state.replace('_', ' ')}: only a draft is submitted`,
      { fix: 'register a new version' },
    )
  const risk = await systemDirectory.riskOf(tx, org, version.system_name)
  const quorum = quorumOf(risk?.class ?? null)
  const before = await lastApproved(tx, org, version.model, version.number)
  const system = await systemDirectory.systemByName(tx, org, version.system_name)
  const approvalId = await deps.approvals.request(tx, org, {
    kind: 'version.approve',
    requester: by.principal,
    authors: [version.author],
    quorum,
    comment,
    diff: versionDiff(before ?? null, version),
    sys: version.system_ref,
    system: version.system_name,
    subject: {
      kind: 'version',
      id: version.id,
      digest: version.digest,
      title: labelOf(version),
      href: `/models/${labelOf(version)}`,
    },
    ...(system === undefined ? {} : { environment: system.environment }),
  })
  await setInReview(tx, org, version.id, approvalId)
  await record(deps, tx, org, {
    type: 'registry.submitted',
    by,
    sys: version.system_ref,
    body: {
      version: version.id,
      label: labelOf(version),
      digest: version.digest,
      approval: approvalId,
      quorum,
      risk: risk?.class ?? null,
    },
  })
  return approvalId
}

/** What happens when people have decided on a version; wired to `version.approve` in app/ports.ts. */
export function versionApproval(deps: RegistryDeps): ApprovalHandler {
  return {
    // From what is stored now, not from the stored digest: a row changed behind our back is noticed here.
    async digestNow(tx, approval) {
      const version = await lockVersion(tx, approval.org, approval.subject.id)
      return version === undefined || version.state !== 'in_review' || version.approval_id !== approval.id
        ? null
        : versionDigest(version.source, version.config)
    },
    async execute(tx, approval) {
      const version = await lockVersion(tx, approval.org, approval.subject.id)
      if (version === undefined) throw new Error(`the version ${approval.subject.id} of an approval is gone`)
      if (approval.deciders.some((d) => d.by === version.author))
        throw new Error('an author stands among the approvers')
      const changed = await setApproved(
        tx,
        approval.org,
        version.id,
        approval.deciders,
        approval.subject.digest,
        new Date(deps.clock.nowMs()),
      )
      if (changed !== 1) throw new Error(`version ${version.id} is not in review`)
      await record(deps, tx, approval.org, {
        type: 'registry.approved',
        by: installation(approval.org, 'approvals'),
        sys: version.system_ref,
        body: {
          version: version.id,
          label: labelOf(version),
          digest: approval.subject.digest,
          approval: approval.id,
          by: approval.deciders.map((d) => d.by),
          author: version.author,
        },
      })
      await bumpGeneration(tx, approval.org)
    },
    async closed(tx, approval, how) {
      const version = await lockVersion(tx, approval.org, approval.subject.id)
      if (version === undefined || version.state !== 'in_review') return
      if (how !== 'rejected') return void (await setDraft(tx, approval.org, version.id))
      await setRejected(tx, approval.org, version.id)
      await record(deps, tx, approval.org, {
        type: 'registry.rejected',
        by: installation(approval.org, 'approvals'),
        sys: version.system_ref,
        body: { version: version.id, label: labelOf(version), approval: approval.id },
      })
    },
  }
}
