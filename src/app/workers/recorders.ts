import type { Evidence, PumpThread, SegmentKeys } from '../../ledger/index.ts'
import type { OrgId } from '../../lib/ids.ts'

/** Every process of this installation that records calls, as the ledger asks them. */
export interface Recorders {
  /** Resolves when everything durable at the call is shipped, sequenced and published. */
  drain(): Promise<void>
  /** Each marks its place in the organisation's log. */
  mark(org: OrgId): Promise<unknown>
  /** None uses this segment key any more, and what was sealed under it is durable. */
  retire(org: string, key: string): Promise<void>
}

/** One process records. */
export const alone = (pump: PumpThread, evidence: Evidence, keys: SegmentKeys): Recorders => ({
  drain: () => pump.drain(),
  mark: (org) => evidence.recorder.mark(org),
  retire: (org, key) => keys.retire(org, key),
})
