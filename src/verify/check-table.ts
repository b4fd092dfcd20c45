import { columnsOf, csvTable } from '../lib/csv.ts'
import type { JsonObject } from '../lib/json.ts'
import { sha256 } from '../ledger/format/pure/asks.ts'
import { toHex, utf8 } from '../ledger/format/pure/bytes.ts'
import type { Context } from './context.ts'
import type { Findings } from './report.ts'

/** A table is its rows written by the one writer: byte for byte. */
export async function checkTable(
  context: Context,
  path: string,
  rows: readonly JsonObject[],
  findings: Findings,
): Promise<number> {
  const listed = context.statement.predicate.tables.find((table) => table.file === path)
  const file = await context.archive.read(path)
  if (listed === undefined || !file.ok) {
    findings.incomplete(
      listed === undefined ? `\`${path}\` is not listed in the manifest` : !file.ok ? file.error.detail : '',
    )
    return 0
  }
  const expected = utf8(csvTable(columnsOf(rows), rows))
  if (
    toHex(await context.host.run(sha256(file.value))) !== listed.sha256 ||
    toHex(await context.host.run(sha256(expected))) !== listed.sha256 ||
    rows.length !== listed.rows
  ) {
    findings.tampered(`\`${path}\` is not its rows written as a table`)
  }
  return 1
}
