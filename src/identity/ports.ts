/** What identity asks of others and what it offers to the gateway. Interfaces only. */
import type { KeyId, OrgId, SystemRef } from '../lib/ids.ts'
import type { Tx } from '../platform/db.ts'
import type { Environment } from './contract.ts'
import type { CallScope } from './key-scope.ts'
import type { LimitSpec } from './limits.ts'

/** An AI system as identity needs to know it. Inventory answers; wired in app/ports.ts. */
export type SystemAddress = {
  readonly id: string
  readonly ref: SystemRef
  readonly name: string
  readonly environment: Environment
  readonly active: boolean
}

export interface SystemDirectory {
  /** The system of this organisation with this name, or undefined. Runs in the caller's transaction. */
  systemByName(tx: Tx, org: OrgId, name: string): Promise<SystemAddress | undefined>
}

/** One virtual key as the gateway's snapshot holds it. `hash` is the lower-case hex SHA-256 of the whole key text. */
export type KeyRecord = {
  readonly hash: string
  readonly id: KeyId
  readonly org: OrgId
  readonly name: string
  readonly systemId: string
  readonly systemName: string
  readonly environment: Environment
  readonly expiresAtMs: number
  /** A revoked key stays listed for 30 days, so that its refusal is recorded in the log of the organisation it belonged to. */
  readonly revokedAtMs: number | null
  readonly limits: LimitSpec
  readonly scope: CallScope
}

/** Uses of keys and tokens, kept in memory and written in batches; losing a minute of them in a crash is accepted. */
export interface UsageNotes {
  noteKey(org: OrgId, id: string, atMs: number): void
  noteToken(org: OrgId, id: string, atMs: number): void
  /** Writes what was noted. Called every minute and at shutdown. */
  flush(): Promise<void>
}
