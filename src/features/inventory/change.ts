import type { z } from 'zod'
import { notFound, problem } from '../../lib/problem.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { JsonObject } from '../../lib/json.ts'
import { bumpGeneration } from '../../platform/generation.ts'
import type { Tx } from '../../platform/db.ts'
import type { Principal } from '../../identity/contract.ts'
import { authorOf, principalOfBy, record, type By } from '../../identity/record.ts'
import type { systemPatchSchema } from './contract.ts'
import type { InventoryDeps } from './deps.ts'
import { riskClassOf } from './model.ts'
import { activeOwner, remember } from './register.ts'
import { lockSystem, retireSystemRow, updateSystem, type SystemFields, type SystemRow } from './store.ts'

export type SystemPatch = z.infer<typeof systemPatchSchema>

/** The system, locked, as long as it is active. Errors: `system_not_found`, `system_retired` (409). */
export async function activeSystem(tx: Tx, org: OrgId, name: string): Promise<SystemRow> {
  const row = await lockSystem(tx, org, name)
  if (row === undefined) throw notFound('system', name)
  if (row.retired_at !== null)
    throw problem('system_retired', 409, `system \`${name}\` is retired: it changes no more`)
  return row
}

/**
 * Changes fields if `revision` is still the current one. A changed risk class needs a reason (INV-5).
 * Errors: `revision_conflict` (409, with the current revision), `reason_required` (400), `owner_unknown` (400).
 */
export async function changeSystem(
  deps: InventoryDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  before: SystemRow,
  revision: number,
  patch: SystemPatch,
): Promise<void> {
  if (before.revision !== revision)
    throw problem(
      'revision_conflict',
      409,
      `system \`${before.name}\` was changed by somebody else: it is at revision ${before.revision}`,
      { fix: 'read it again and repeat your change', extra: { revision: before.revision } },
    )
  const at = new Date(deps.clock.nowMs())
  const after = await patched(deps, tx, org, by, before, patch, at)
  const reclassified = before.risk_class !== null && after.risk_class !== before.risk_class
  if (reclassified && patch.reason === undefined)
    throw problem(
      'reason_required',
      400,
      `changing the risk class from ${before.risk_class} to ${after.risk_class} needs a reason`,
      { where: 'reason' },
    )
  const changed = changedFields(before, after)
  if (changed.length === 0) return
  await updateSystem(tx, org, before.id, after, at)
  const ownerChanged = after.owner_id !== before.owner_id
  const entry = await record(deps, tx, org, {
    type: ownerChanged ? 'inventory.owner_changed' : 'inventory.changed',
    by,
    sys: before.ref,
    reason: patch.reason,
    body: {
      system: before.id,
      revision: before.revision + 1,
      fields: changed,
      before: bodyOfFields(before),
      after: bodyOfFields(after),
    },
  })
  const what = changed
    .map((f) => (f === 'risk' ? `risk ${before.risk_class ?? 'open'} to ${after.risk_class ?? 'open'}` : f))
    .join(', ')
  await remember(
    deps,
    tx,
    org,
    before,
    by,
    ownerChanged ? 'owner_changed' : 'changed',
    what,
    patch.reason ?? null,
    entry,
  )
  await bumpGeneration(tx, org)
}

/** A new owner, who accepts by themselves unless they named themselves. */
export async function assignOwner(
  deps: InventoryDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  system: SystemRow,
  email: string,
  reason: string,
): Promise<void> {
  await changeSystem(deps, tx, org, by, system, system.revision, { owner: email, reason })
}

/** The named owner takes the system on. Errors: `not_owner` (403). Accepting twice changes nothing. */
export async function acceptOwnership(
  deps: InventoryDeps,
  tx: Tx,
  org: OrgId,
  principal: Principal,
  system: SystemRow,
): Promise<void> {
  if (principal.kind !== 'user' || system.owner_id !== principal.userId)
    throw problem('not_owner', 403, 'a system is accepted by the person who is named as its owner')
  if (system.owner_accepted_at !== null) return
  const at = new Date(deps.clock.nowMs())
  await updateSystem(tx, org, system.id, { ...fieldsOf(system), owner_accepted_at: at }, at)
  const entry = await record(deps, tx, org, {
    type: 'inventory.accepted',
    by: principal,
    sys: system.ref,
    body: { system: system.id, owner: system.owner_id },
  })
  await remember(deps, tx, org, system, principal, 'accepted', 'accepted ownership', null, entry)
}

/** The system's end: keys, deployments and routes go in the same transaction, or it does not retire. */
export async function retireSystem(
  deps: InventoryDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  system: SystemRow,
  reason: string,
): Promise<void> {
  for (const retire of deps.retirements()) await retire(tx, org, system, by)
  await retireSystemRow(tx, org, system.id, new Date(deps.clock.nowMs()))
  const entry = await record(deps, tx, org, {
    type: 'inventory.retired',
    by,
    sys: system.ref,
    reason,
    body: { system: system.id, name: system.name },
  })
  await remember(deps, tx, org, system, by, 'retired', 'retired', reason, entry)
  await bumpGeneration(tx, org)
}

async function patched(
  deps: InventoryDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  before: SystemRow,
  patch: SystemPatch,
  at: Date,
): Promise<SystemFields> {
  const owner = patch.owner === undefined ? before.owner_id : await activeOwner(deps, tx, org, patch.owner)
  const moved = owner !== before.owner_id
  return {
    title: patch.title ?? before.title,
    kind: patch.kind ?? before.kind,
    owner_id: owner,
    owner_assigned_at: moved ? at : before.owner_assigned_at,
    owner_accepted_at: !moved ? before.owner_accepted_at : owner === authorOf(principalOfBy(by)) ? at : null,
    purpose: patch.purpose ?? before.purpose,
    risk_class: patch.risk === undefined ? before.risk_class : riskClassOf(patch.risk),
    risk_answers: patch.risk ?? before.risk_answers,
    data_classes: patch.dataClasses ?? before.data_classes,
    environment: patch.environment ?? before.environment,
    vendor: patch.vendor ?? before.vendor,
  }
}

const fieldsOf = (row: SystemRow): SystemFields => ({
  title: row.title,
  kind: row.kind,
  owner_id: row.owner_id,
  owner_assigned_at: row.owner_assigned_at,
  owner_accepted_at: row.owner_accepted_at,
  purpose: row.purpose,
  risk_class: row.risk_class,
  risk_answers: row.risk_answers,
  data_classes: row.data_classes,
  environment: row.environment,
  vendor: row.vendor,
})

function changedFields(before: SystemFields, after: SystemFields): string[] {
  const fields: readonly (readonly [string, unknown, unknown])[] = [
    ['title', before.title, after.title],
    ['kind', before.kind, after.kind],
    ['owner', before.owner_id, after.owner_id],
    ['purpose', before.purpose, after.purpose],
    ['risk', sortedAnswers(before), sortedAnswers(after)],
    ['dataClasses', before.data_classes, after.data_classes],
    ['environment', before.environment, after.environment],
    ['vendor', before.vendor, after.vendor],
  ]
  return fields.filter(([, a, b]) => JSON.stringify(a) !== JSON.stringify(b)).map(([name]) => name)
}

/** jsonb gives its keys back in an order of its own. */
const sortedAnswers = (f: SystemFields): unknown =>
  f.risk_answers === null ? null : Object.entries(f.risk_answers).toSorted(([a], [b]) => a.localeCompare(b))

/** Closed words and ids only; titles, purposes and vendors are free text and stay out of the entry. */
const bodyOfFields = (f: SystemFields): JsonObject => ({
  kind: f.kind,
  owner: f.owner_id,
  risk: f.risk_class,
  answers: f.risk_answers,
  environment: f.environment,
})
