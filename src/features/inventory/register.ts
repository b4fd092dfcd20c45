import type { z } from 'zod'
import { problem } from '../../lib/problem.ts'
import type { EntryId, OrgId } from '../../lib/ids.ts'
import { bumpGeneration } from '../../platform/generation.ts'
import { newId } from '../../platform/random.ts'
import type { Tx } from '../../platform/db.ts'
import { authorOf, principalOfBy, record, type By } from '../../identity/record.ts'
import type { systemInputSchema } from './contract.ts'
import type { InventoryDeps } from './deps.ts'
import { riskClassOf } from './model.ts'
import { insertHistory, insertSystem, systemRowByName, type SystemRow } from './store.ts'

export type SystemInput = z.infer<typeof systemInputSchema> & { readonly sample?: boolean }

/** A new system, complete or not; in the caller's transaction. Errors: `system_exists` (409), `owner_unknown` (400). */
export async function registerSystem(
  deps: InventoryDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  input: SystemInput,
): Promise<SystemRow> {
  const at = new Date(deps.clock.nowMs())
  const owner = input.owner === undefined ? null : await activeOwner(deps, tx, org, input.owner)
  const actor = authorOf(principalOfBy(by))
  const id = newId(deps.clock, deps.random)
  // Version 4 layout of 16 random bytes: the envelope must not even tell when the system was registered.
  const ref = randomUuid(deps.random.bytes(16))
  const made = await insertSystem(
    tx,
    org,
    { id, ref, name: input.name, sample: input.sample ?? false },
    {
      title: input.title ?? input.name,
      kind: input.kind,
      owner_id: owner,
      owner_assigned_at: owner === null ? null : at,
      // Who names themselves has accepted.
      owner_accepted_at: owner !== null && owner === actor ? at : null,
      purpose: input.purpose ?? null,
      risk_class: input.risk === undefined ? null : riskClassOf(input.risk),
      risk_answers: input.risk ?? null,
      data_classes: input.dataClasses ?? [],
      environment: input.environment,
      vendor: input.vendor ?? null,
    },
    at,
  )
  if (!made)
    throw problem('system_exists', 409, `a system named \`${input.name}\` exists`, {
      where: 'name',
      fix: 'choose another name; names of retired systems are not used again',
    })
  const row = await systemRowByName(tx, org, input.name)
  if (row === undefined) throw new Error('the system that was just written is not there')
  const entry = await record(deps, tx, org, {
    type: 'inventory.registered',
    by,
    sys: ref,
    body: {
      system: id,
      name: row.name,
      kind: row.kind,
      owner: row.owner_id,
      accepted: row.owner_accepted_at !== null,
      risk: row.risk_class,
      answers: input.risk ?? null,
      environment: row.environment,
    },
  })
  await remember(
    deps,
    tx,
    org,
    row,
    by,
    'registered',
    `registered as ${row.kind.replace('_', ' ')} in ${row.environment}`,
    null,
    entry,
  )
  await bumpGeneration(tx, org)
  return row
}

/** The person's id, or `owner_unknown`: an owner is an active person of this organisation. */
export async function activeOwner(deps: InventoryDeps, tx: Tx, org: OrgId, email: string): Promise<string> {
  const person = await deps.people.byEmail(tx, org, email)
  if (person === undefined || !person.active)
    throw problem('owner_unknown', 400, `no active person has the e-mail \`${email}\``, {
      where: 'owner',
      fix: 'invite them first',
    })
  return person.id
}

/** One line of the system's history, pointing to its ledger entry. */
export async function remember(
  deps: InventoryDeps,
  tx: Tx,
  org: OrgId,
  row: SystemRow,
  by: By,
  verb: string,
  what: string,
  reason: string | null,
  entry: EntryId,
): Promise<void> {
  await insertHistory(tx, org, row.id, {
    id: newId(deps.clock, deps.random),
    at: new Date(deps.clock.nowMs()),
    actor: authorOf(principalOfBy(by)),
    verb,
    what,
    reason,
    entry_id: entry,
  })
}

function randomUuid(bytes: Buffer): string {
  const b = Buffer.from(bytes)
  b[6] = ((b[6] ?? 0) & 0x0f) | 0x40
  b[8] = ((b[8] ?? 0) & 0x3f) | 0x80
  const hex = b.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
