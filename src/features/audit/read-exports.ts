import { instant, type OrgId } from '../../lib/ids.ts'
import { decodeCursor, encodeCursor, type Page } from '../../lib/page.ts'
import { notFound, problem } from '../../lib/problem.ts'
import type { Tx } from '../../platform/db.ts'
import type { AuditExport } from './contract.ts'
import { countExports, exportPage, exportRow, type ExportRow } from './store.ts'

export function toExport(row: ExportRow): AuditExport {
  return {
    id: row.id,
    state: row.state,
    mode: row.mode,
    from: row.window_from.toISOString(),
    to: row.window_to.toISOString(),
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    bytes: row.bytes === null ? null : Number(row.bytes),
    sha256: row.sha256,
    error: row.error,
    checkpointSize: row.checkpoint_size === null ? null : Number(row.checkpoint_size),
    root: row.root,
    selfDrawn: row.self_drawn,
  }
}

export async function getExport(tx: Tx, org: OrgId, id: string): Promise<AuditExport> {
  const row = await exportRow(tx, org, id)
  if (row === undefined) throw notFound('export', id)
  return toExport(row)
}

export async function listExports(
  tx: Tx,
  org: OrgId,
  nowMs: number,
  query: { readonly limit: number; readonly cursor: string | null },
): Promise<Page<AuditExport>> {
  const rows = await exportPage(tx, org, query.limit, query.cursor === null ? null : cursorOf(query.cursor))
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: page.map(toExport),
    next:
      rows.length > query.limit && last !== undefined
        ? encodeCursor([last.requested_at.toISOString(), last.id])
        : null,
    total: await countExports(tx, org),
    asOf: instant(nowMs),
  }
}

function cursorOf(cursor: string): { readonly at: Date; readonly id: string } {
  const [at, id] = decodeCursor(cursor) ?? []
  if (typeof at !== 'string' || typeof id !== 'string' || Number.isNaN(Date.parse(at)))
    throw problem('invalid_cursor', 400, 'the cursor is not one of ours', {
      where: 'cursor',
      fix: 'use `next` of the page before',
    })
  return { at: new Date(at), id }
}
