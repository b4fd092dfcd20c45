import type { OrgId } from '../lib/ids.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Tx } from './db.ts'

/** A change in the control plane that others may react to. Written in the same transaction as the change (outbox). Never one per inference call. */
export type DomainEvent = { readonly type: string; readonly org: OrgId; readonly data: JsonObject }

export interface Outbox {
  /** Delivered at least once, in order per organisation, after the transaction commits. */
  emit(tx: Tx, event: DomainEvent): Promise<void>
}

/** A subscriber's work runs in its own transaction; throwing retries with backoff, and after the budget the event is parked and shown in health. */
export type Subscription = {
  readonly event: string
  readonly name: string
  readonly handle: (event: DomainEvent & { readonly id: string }, tx: Tx) => Promise<void>
}
