/** What policies asks of others and offers to the gateway. Interfaces only; wired in app/ports.ts. */
import type { OrgId } from '../../lib/ids.ts'
import type { Tx } from '../../platform/db.ts'
import type { TextPart } from '../guardrails/contract.ts'

export type VersionAddress = { readonly id: string; readonly label: string; readonly systemId: string }

export interface VersionDirectory {
  /** The version with this label (`support@7`) in this organisation, whatever its state, or undefined. */
  versionByLabel(tx: Tx, org: OrgId, label: string): Promise<VersionAddress | undefined>
}

/** One call as the log kept it. `payload` is null when it was erased, never stored (metadata logging) or cannot be opened. */
export type RecordedCall = {
  readonly callId: string
  readonly at: string
  /** The virtual key's name. */
  readonly key: string
  /** What really happened then: `allowed`, `masked`, `flagged`, `blocked`, ... */
  readonly verdict: string
  readonly payload: { readonly parts: readonly TextPart[]; readonly output: string | null } | null
}

export interface RecordedTraffic {
  /** Newest first, of these routes, accepted in [fromMs, toMs), at most `limit`. Opening payloads for a dry run is recorded by the caller. */
  read(
    org: OrgId,
    query: {
      readonly routeIds: readonly string[]
      readonly fromMs: number
      readonly toMs: number
      readonly limit: number
    },
  ): AsyncIterable<RecordedCall>
}
