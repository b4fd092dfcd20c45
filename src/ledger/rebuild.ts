import type { OrgId } from '../lib/ids.ts'
import { textOf } from './scribe.ts'
import { decodeCallRow, writeCallRow, type CallRow } from './call-row.ts'
import { factsOfOutcome, headOfIntent } from './call-from-entries.ts'
import { bodyAt } from './directory.ts'
import { openStored } from './open-payload.ts'
import { logsOf } from './log-store.ts'
import { findCounter, readEntries, type ReadDeps } from './read.ts'
import { leafType } from './recover.ts'
import { classId, classOf, ensurePartitions, insertCalls, sourceId, type PlacedCall } from './ship-store.ts'

/**
 * Makes the search rows of an organisation's calls again from entries and payloads (`doctor rebuild-search`). Rows that exist stay as they
 * are. The end user comes from the sealed `client` payload, so an erased call comes back without one. Returns how many rows were added.
 */
export async function rebuildCalls(deps: ReadDeps, org: OrgId): Promise<number> {
  let added = 0
  const logs = (await deps.db.tx({ org }, (tx) => logsOf(tx, org), { readOnly: true })).toReversed()
  for (const log of logs) {
    let pending: Rebuilt[] = []
    const flush = async (): Promise<void> => {
      added += await insert(deps, org, pending)
      pending = []
    }
    for await (const entry of readEntries(deps, org, log.origin, 0, log.size)) {
      if (leafType(entry.leaf) !== 'gateway.outcome') continue
      const body = bodyAt(entry.batch.bodies, entry.position)
      if (!body) continue
      const { facts, intent: at, responseBytes } = factsOfOutcome(entry.leaf, body.bytes)
      const intent = await findCounter(deps, org, at)
      const intentBody = intent && bodyAt(intent.batch.bodies, intent.position)
      if (!intent || !intentBody)
        throw new Error(`call ${facts.callId} has an outcome and no intent in the database`)
      const client = await deps.db.tx({ org }, (tx) => openStored(deps, tx, intent, 'client', 'open'), {
        readOnly: true,
      })
      const head = headOfIntent(
        intent.leaf,
        intentBody.bytes,
        client.state === 'opened' ? client.bytes : undefined,
      )
      const row = decodeCallRow(
        textOf((out) =>
          writeCallRow(out, head, facts, responseBytes, at, entry.batch.first + entry.position),
        ),
      )
      pending.push({ row, erased: client.state === 'erased', outcomeSource: entry.batch.source ?? 0 })
      if (pending.length >= 500) await flush()
    }
    await flush()
  }
  return added
}

type Rebuilt = { readonly row: CallRow; readonly erased: boolean; readonly outcomeSource: number }

async function insert(deps: ReadDeps, org: OrgId, rows: readonly Rebuilt[]): Promise<number> {
  if (rows.length === 0) return 0
  return deps.db.tx('system', async (tx) => {
    for (const month of new Set(rows.map(({ row }) => new Date(row.head.atMs).toISOString().slice(0, 7))))
      await ensurePartitions(tx, new Date(`${month}-01T00:00:00Z`))
    const placed: PlacedCall[] = []
    for (const { row, erased, outcomeSource } of rows) {
      const intentSource = await sourceId(tx, org, row.producer, row.epoch)
      if (intentSource === undefined)
        throw new Error(`call ${row.head.id} names a producer run that does not exist`)
      placed.push({
        row: erased ? erasedRow(row) : row,
        classId: await classId(tx, org, classOf(row)),
        intentSource,
        outcomeSource,
        erased,
      })
    }
    return insertCalls(tx, org, placed)
  })
}

const erasedRow = (row: CallRow): CallRow => ({
  ...row,
  found: '',
  decidedBy: '',
  head: { ...row.head, endUser: '', proof: '' },
})
