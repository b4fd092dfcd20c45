import type { Json, JsonObject } from '../lib/json.ts'
import type { PackageControl } from '../lib/package-manifest.ts'

export type Reperformed =
  | { readonly status: string; readonly checked: number; readonly deviations: readonly string[] }
  | { readonly problem: string }

/** Runs a control's test again on its frozen rows. */
export function reperform(
  test: Json,
  control: PackageControl,
  rowsOf: { readonly [source: string]: readonly JsonObject[] },
): Reperformed {
  return { problem: `not wired ${JSON.stringify(test).length} ${control.id} ${Object.keys(rowsOf).length}` }
}
