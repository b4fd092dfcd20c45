import type { Detector } from '../guardrails/index.ts'
import type { Admission } from './admission.ts'
import type { BodyBudget } from './body.ts'
import type { Deadlines } from './deadlines.ts'
import type { ExternalDetectors } from './external/ask.ts'
import type { RelayLimits } from './relay.ts'
import type { ResilienceState } from './resilience/state.ts'
import type { UpstreamPart } from './snapshot.ts'
import type { SnapshotHolder } from './snapshot-holder.ts'
import type { Upstream } from './upstream.ts'

/** What every call of a gateway shares. */
export type ChatDeps = {
  readonly snapshots: SnapshotHolder
  readonly admission: Admission
  readonly budget: BodyBudget
  readonly detectors: readonly Detector[]
  /** Null: no server is asked, and rules that name one fail as they declare. */
  readonly servers: ExternalDetectors | null
  readonly bodyBytesMax: number
  readonly bodyMs: number
  readonly relay: RelayLimits
  readonly deadlines: Deadlines
  readonly upstreamFor: (part: UpstreamPart) => Upstream
  readonly resilience: ResilienceState
}
