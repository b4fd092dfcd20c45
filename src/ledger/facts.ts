import type { JsonObject } from '../lib/json.ts'
import type { OrgId } from '../lib/ids.ts'
import type { Tx } from '../platform/db.ts'

/**
 * Rows that a control test reads. A feature offers them; controls import no feature. `complete: false` makes every test on them inconclusive.
 * Rows are flat: string, number, boolean or null per field; instants as ISO strings.
 */
export type FactTable = {
  readonly source: string
  readonly rows: readonly JsonObject[]
  readonly complete: boolean
  /** Why it is incomplete, in words; empty when complete. */
  readonly why: string
  readonly asOf: string
  /** How the rows were selected, in words a person can repeat (IPE): source, query, parameters, filters, exclusions. */
  readonly query: string
  /** A count from an independent source where one exists. */
  readonly independentCount?: { readonly source: string; readonly count: number }
}

export type FactWindow = {
  readonly from: string
  readonly to: string
  readonly environments?: readonly string[]
}

export type FactSource = {
  /** `inventory.systems`, `gateway.calls`, `identity.admins`, ... */
  readonly id: string
  /** Field name to type: shown in docs and checked when a predicate loads. */
  readonly fields: Readonly<
    Record<
      string,
      'string' | 'number' | 'boolean' | 'instant' | 'string?' | 'number?' | 'boolean?' | 'instant?'
    >
  >
  readonly load: (tx: Tx, org: OrgId, window: FactWindow) => Promise<FactTable>
}
