import type { EntryId, OrgId, SystemRef } from '../lib/ids.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Ledger } from '../ledger/contract.ts'
import type { Tx } from '../platform/db.ts'
import type { Outbox } from '../platform/events.ts'
import type { Allowed } from './authorize.ts'
import type { Action, Principal } from './contract.ts'

/** Who did it: a permission that authorize() gave, a principal (for what needs no permission, as signing in), or the installation itself. */
export type By = Allowed<Action> | Principal

export type Change = {
  /** Ledger entry type and event type alike. */
  readonly type: string
  readonly by: By
  /** Ids, numbers, closed words and slugs only: no personal data beyond ids, no free text. */
  readonly body: JsonObject
  /** Random id of the AI system for the envelope. */
  readonly sys?: string
  /** A person's words; sealed apart from the entry and erasable. */
  readonly reason?: string
}

export type Records = { readonly ledger: Ledger; readonly outbox: Outbox }

/**
 * The entry and the event of one change, in the change's own transaction: all three commit or none does.
 * The body says who acted and, where authorize() decided, which policies did.
 */
export async function record(to: Records, tx: Tx, org: OrgId, change: Change): Promise<EntryId> {
  const principal = principalOfBy(change.by)
  const body: JsonObject = {
    actor: actorOf(principal),
    ...('policyIds' in change.by ? { policies: change.by.policyIds } : {}),
    ...change.body,
  }
  const entry = await to.ledger.append(tx, org, {
    type: change.type,
    body,
    ...(change.sys === undefined ? {} : { sys: systemRef(change.sys) }),
    ...(change.reason === undefined || change.reason === ''
      ? {}
      : { payloads: [{ name: 'client', bytes: Buffer.from(JSON.stringify({ reason: change.reason })) }] }),
  })
  await to.outbox.emit(tx, { type: change.type, org, data: { ...body, entry } })
  return entry
}

export const principalOfBy = (by: By): Principal => ('principal' in by ? by.principal : by)

export function actorOf(principal: Principal): JsonObject {
  switch (principal.kind) {
    case 'user':
      return { kind: 'user', id: principal.userId }
    case 'token':
      return { kind: 'token', id: principal.tokenId, for: principal.actingFor }
    case 'system':
      return { kind: 'system', id: principal.job }
  }
}

/** The id under which separation of duties knows an actor: the person where there is one. */
export function authorOf(principal: Principal): string {
  switch (principal.kind) {
    case 'user':
      return principal.userId
    case 'token':
      return principal.actingFor ?? principal.tokenId
    case 'system':
      return 'installation'
  }
}

/** The installation acting by itself: bootstrap, expiry, trial. */
export const installation = (org: OrgId, job: string): Principal => ({ kind: 'system', org, job })

const systemRef = (text: string): SystemRef => text as SystemRef
