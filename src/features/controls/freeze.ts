import { canonicalize } from '../../lib/canonical.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { Table } from '../../lib/predicate/types.ts'
import { Frontier, leafHash } from '../../ledger/format/merkle.ts'
import type { FactTable } from '../../ledger/facts.ts'

/** A population as it is tested, kept, committed to and exported. */
export type Frozen = {
  readonly source: string
  readonly rows: readonly JsonObject[]
  /** Canonical JSON of each row, in the order of `rows`; the root is the RFC 6962 tree hash over their UTF-8 bytes, lower-case hex. */
  readonly lines: readonly string[]
  readonly root: string
  readonly complete: boolean
  readonly why: string
  readonly query: string
  readonly asOf: string
  readonly independent: { readonly source: string; readonly count: number } | null
}

/**
 * Puts a fact table into its frozen form: rows in byte order of their canonical text (the same facts always give the same root), counted
 * against the independent source where there is one. A row that has no canonical form makes the population incomplete, never the run fail.
 */
export function freeze(table: FactTable, options: { readonly leaveOutTrial: boolean }): Frozen {
  const faults = table.complete ? [] : [table.why === '' ? 'the source says so' : table.why]
  const disagreement = recount(table)
  if (disagreement !== null) faults.push(disagreement)
  const kept = options.leaveOutTrial ? table.rows.filter((row) => row['trial'] !== true) : table.rows
  const left = table.rows.length - kept.length
  const pairs: { readonly row: JsonObject; readonly line: string }[] = []
  try {
    for (const row of kept) pairs.push({ row, line: canonicalize(row) })
  } catch (error) {
    faults.push(error instanceof Error ? error.message : 'a row is not canonical JSON')
  }
  pairs.sort((a, b) => (a.line < b.line ? -1 : a.line > b.line ? 1 : 0))
  return {
    source: table.source,
    rows: pairs.map(({ row }) => row),
    lines: pairs.map(({ line }) => line),
    root: rootOfLines(pairs.map(({ line }) => line)),
    complete: faults.length === 0,
    why: faults.join('; '),
    query: left === 0 ? table.query : `${table.query}; ${left} trial rows left out`,
    asOf: table.asOf,
    independent: table.independentCount ?? null,
  }
}

/** RFC 6962 tree hash over the lines' bytes, lower-case hex. */
export function rootOfLines(lines: readonly string[]): string {
  const frontier = new Frontier()
  for (const line of lines) frontier.append(leafHash(Buffer.from(line, 'utf8')))
  return frontier.root().toString('hex')
}

/** Items that a table's rows stand for: the sum of `count` where rows are aggregated, else the rows. */
export function itemsOf(rows: readonly JsonObject[]): number {
  return rows.reduce((sum, row) => sum + (typeof row['count'] === 'number' ? row['count'] : 1), 0)
}

/** IPE: where a second source counts the same things, both must agree or the population counts as incomplete. */
function recount(table: FactTable): string | null {
  const other = table.independentCount
  if (other === undefined) return null
  const here = itemsOf(table.rows)
  return here === other.count ? null : `${here} items here, ${other.count} in ${other.source}`
}

export const hasOwnRows = (table: FactTable): boolean => table.rows.some((row) => row['trial'] !== true)
export const isTrialOnly = (frozen: Frozen): boolean =>
  frozen.rows.length > 0 && frozen.rows.every((row) => row['trial'] === true)

export const tableOf = (frozen: Frozen): Table => ({
  rows: frozen.rows,
  complete: frozen.complete,
  why: frozen.why,
})

/** A source that could not be read at all. */
export const unreadable = (source: string, asOf: string, why: string): FactTable => ({
  source,
  rows: [],
  complete: false,
  why,
  asOf,
  query: 'the source could not be read',
})
