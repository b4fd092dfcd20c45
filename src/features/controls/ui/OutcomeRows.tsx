import { z } from 'zod'
import { listOf } from '../../../console/api.ts'
import { useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { Status } from '../../../design/Status.tsx'

// Rows are flat and differ by source; a row may come bare or with its verdict.
const rowSchema = z.record(z.string(), z.unknown())
const shownMax = 200

/** The frozen rows of one run, as the test read them. */
export function OutcomeRows({ outcomeId }: { outcomeId: string }) {
  const rows = useApi(`/outcomes/${encodeURIComponent(outcomeId)}/rows?limit=${shownMax}`, listOf(rowSchema))
  return (
    <Load query={rows} what="rows">
      {(list) => {
        const flat = list.items.map((r) => flatten(r))
        const heads = [...new Set(flat.flatMap((r) => Object.keys(r)))].slice(0, 8)
        return (
          <>
            <SimpleTable
              dense
              caption="Population rows"
              columns={heads.map((h) => ({ head: <span className="mono">{h}</span> }))}
              rows={flat.map((r, i) => ({
                key: String(i),
                cells: heads.map((h) => <Cell key={h} head={h} value={r[h]} />),
              }))}
            />
            <p className="foot pad">
              {flat.length} of {list.total.toLocaleString('en-US')} rows; the evidence package holds all of
              them.
            </p>
          </>
        )
      }}
    </Load>
  )
}
const flatten = (row: Record<string, unknown>): Record<string, unknown> =>
  typeof row.row === 'object' && row.row !== null
    ? { ...('result' in row ? { result: row.result } : {}), ...row.row }
    : row
function Cell({ head, value }: { head: string; value: unknown }) {
  if (value === null || value === undefined) return <span className="t3">none</span>
  if (head === 'result' && (value === 'pass' || value === 'fail')) return <Status kind={value} />
  return (
    <span className={typeof value === 'number' ? '' : 'mono sm'}>
      {typeof value === 'object' ? JSON.stringify(value) : String(value)}
    </span>
  )
}
