import type { OrgId } from '../../lib/ids.ts'
import { encodeCursor, type Page } from '../../lib/page.ts'
import { notFound } from '../../lib/problem.ts'
import type { Tx } from '../../platform/db.ts'
import { keysetOf, pageOf } from '../../identity/people.ts'
import type { AiSystem, HistoryItem } from './contract.ts'
import type { CallCounts, InventoryDeps } from './deps.ts'
import { missingOf } from './model.ts'
import {
  countHistory,
  countSystems,
  historyPage,
  systemPage,
  systemRowByName,
  type SystemFilter,
  type SystemRow,
} from './store.ts'

const NO_CALLS: CallCounts = { lastCallAt: null, calls24h: 0 }

export async function listSystems(
  deps: InventoryDeps,
  org: OrgId,
  query: SystemFilter & { readonly cursor: string | null; readonly limit: number },
): Promise<Page<AiSystem>> {
  return deps.db.tx(
    { org },
    async (tx) => {
      const rows = await systemPage(tx, org, query, keysetOf(query.cursor), query.limit + 1)
      const counts = await countsOf(deps, tx, org, rows)
      return pageOf(rows, query.limit, await countSystems(tx, org, query), deps.clock.nowMs(), (row) =>
        systemView(row, counts.get(row.ref) ?? NO_CALLS),
      )
    },
    { readOnly: true },
  )
}

export async function getSystem(deps: InventoryDeps, tx: Tx, org: OrgId, name: string): Promise<AiSystem> {
  const row = await systemRowByName(tx, org, name)
  if (row === undefined) throw notFound('system', name)
  return systemView(row, (await countsOf(deps, tx, org, [row])).get(row.ref) ?? NO_CALLS)
}

export async function systemHistory(
  deps: InventoryDeps,
  org: OrgId,
  name: string,
  query: { readonly cursor: string | null; readonly limit: number },
): Promise<Page<HistoryItem>> {
  return deps.db.tx(
    { org },
    async (tx) => {
      const system = await systemRowByName(tx, org, name)
      if (system === undefined) throw notFound('system', name)
      const rows = await historyPage(tx, org, system.id, keysetOf(query.cursor), query.limit + 1)
      const shown = rows.slice(0, query.limit)
      const names = await deps.people.names(
        tx,
        org,
        shown.map((r) => r.actor),
      )
      const indexes =
        (await deps.entryIndexes?.(
          tx,
          org,
          shown.map((r) => r.entry_id),
        )) ?? new Map<string, number>()
      const last = shown.at(-1)
      return {
        items: shown.map((r) => ({
          at: r.at.toISOString(),
          actor: names(r.actor),
          verb: r.verb,
          what: r.reason === null ? r.what : `${r.what}: ${r.reason}`,
          entryId: r.entry_id,
          index: indexes.get(r.entry_id) ?? null,
        })),
        next:
          rows.length > query.limit && last !== undefined
            ? encodeCursor([last.at.toISOString(), last.id])
            : null,
        total: await countHistory(tx, org, system.id),
        asOf: new Date(deps.clock.nowMs()).toISOString(),
      }
    },
    { readOnly: true },
  )
}

const countsOf = async (
  deps: InventoryDeps,
  tx: Tx,
  org: OrgId,
  rows: readonly SystemRow[],
): Promise<ReadonlyMap<string, CallCounts>> =>
  rows.length === 0 || deps.callCounts === undefined
    ? new Map()
    : deps.callCounts(
        tx,
        org,
        rows.map((r) => r.ref),
      )

export function systemView(row: SystemRow, counts: CallCounts): AiSystem {
  const owner =
    row.owner_id === null
      ? null
      : {
          userId: row.owner_id,
          email: row.owner_email ?? row.owner_id,
          active: row.owner_active ?? false,
          acceptedAt: row.owner_accepted_at?.toISOString() ?? null,
        }
  const risk =
    row.risk_class === null || row.risk_answers === null
      ? null
      : { class: row.risk_class, answers: row.risk_answers }
  return {
    id: row.id,
    ref: row.ref,
    name: row.name,
    title: row.title,
    kind: row.kind,
    owner,
    purpose: row.purpose,
    risk,
    dataClasses: row.data_classes,
    environment: row.environment,
    vendor: row.vendor,
    state: row.retired_at === null ? 'active' : 'retired',
    missing: missingOf({
      kind: row.kind,
      owner,
      purpose: row.purpose,
      risk,
      dataClasses: row.data_classes,
      vendor: row.vendor,
    }),
    revision: row.revision,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    lastCallAt: counts.lastCallAt,
    calls24h: counts.calls24h,
    sample: row.sample,
  }
}
