/** What registry offers to the gateway and asks of others. Interfaces and the branded type; only registry makes one. */
import type { NonEmpty } from '../../lib/result.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { Tx } from '../../platform/db.ts'

declare const approved: unique symbol
/** A version that was approved (or is the installation's bootstrap) and is deployed now. The gateway dispatches to nothing else. */
export type ApprovedVersion = {
  readonly id: string
  readonly org: OrgId
  /** `support@7` */
  readonly label: string
  readonly model: string
  readonly number: number
  readonly systemId: string
  readonly systemName: string
  readonly upstream: string
  readonly modelId: string
  readonly config: JsonObject
  readonly digest: string
  readonly bootstrap: boolean
  /** Where it is deployed. At most one version of a model is deployed per environment, so a bare model name selects one too. */
  readonly environments: NonEmpty<string>
  readonly [approved]: true
}

export interface UpstreamDirectory {
  upstreamExists(tx: Tx, org: OrgId, name: string): Promise<boolean>
}
