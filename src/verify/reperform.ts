import type { Json, JsonObject } from '../lib/json.ts'
import type { PackageControl } from '../lib/package-manifest.ts'
import { loadTest } from '../lib/predicate/load.ts'
import { runTest } from '../lib/predicate/run.ts'
import type { Table, TestResult } from '../lib/predicate/types.ts'

/** Runs a control's test again on its frozen rows, with the interpreter that the server uses. */
export function reperform(
  test: Json,
  control: PackageControl,
  rowsOf: { readonly [source: string]: readonly JsonObject[] },
): TestResult | { readonly problem: string } {
  const loaded = loadTest(
    test,
    Object.fromEntries(control.populations.map((population) => [population.source, population.fields])),
  )
  if (!loaded.ok) return { problem: `${loaded.error.path} ${loaded.error.detail}` }
  const tables: Record<string, Table> = {}
  for (const population of control.populations) {
    const rows = rowsOf[population.source]
    if (rows !== undefined)
      tables[population.source] = { rows, complete: population.complete, why: population.why }
  }
  return runTest(loaded.value, tables, control.asOf)
}
