import { sql, type Tx } from '../platform/db.ts'

/** Reading the ledger. Runs under either scope; with `{ org }` row level security hides every other organisation's rows. */
export type BatchRow = {
  readonly id: string
  readonly shippedAt: Date
  readonly org: string
  readonly source: number | null
  readonly first: number
  readonly count: number
  readonly log: number | null
  readonly base: number | null
  readonly leaves: Buffer
  readonly bodies: Buffer
  readonly object: string | null
  readonly directory: Buffer | null
}

/** One entry where it stands. `index` null: not sequenced yet. */
export type FoundEntry = {
  readonly batch: BatchRow
  readonly position: number
  readonly leaf: Buffer
  readonly index: number | null
}

type Raw = {
  id: string
  shipped_at: Date
  org_id: string
  source_id: number | null
  n_first: string
  count: number
  log_id: number | null
  base_index: string | null
  leaves: Buffer
  bodies: Buffer
  object: string | null
  directory: Buffer | null
}

const rowOf = (r: Raw): BatchRow => ({
  id: r.id,
  shippedAt: r.shipped_at,
  org: r.org_id,
  source: r.source_id,
  first: Number(r.n_first),
  count: r.count,
  log: r.log_id,
  base: r.base_index === null ? null : Number(r.base_index),
  leaves: r.leaves,
  bodies: r.bodies,
  object: r.object,
  directory: r.directory,
})

const columns = sql`id, shipped_at, org_id, source_id, n_first, count, log_id, base_index, leaves, bodies, object, directory`

export async function batchOfCounter(tx: Tx, source: number, n: number): Promise<BatchRow | undefined> {
  const rows = await tx.rows<Raw>(sql`
    select ${columns} from ledger_batch
    where source_id = ${source} and n_first <= ${n} and n_first + count > ${n} and (base_index is null or base_index >= 0)
    order by n_first desc limit 1`)
  return rows[0] && rowOf(rows[0])
}

export async function batchOfIndex(tx: Tx, log: number, index: number): Promise<BatchRow | undefined> {
  const rows = await tx.rows<Raw>(sql`
    select ${columns} from ledger_batch
    where log_id = ${log} and base_index <= ${index} and base_index >= 0 and count > 0 order by base_index desc limit 1`)
  const row = rows[0] && rowOf(rows[0])
  return row && row.base !== null && index < row.base + row.count ? row : undefined
}

/** Batches that may hold an entry written at `atMs` (the time in its id): a few at most. */
export async function batchesAround(tx: Tx, org: string, atMs: number): Promise<BatchRow[]> {
  const rows = await tx.rows<Raw>(sql`
    select ${columns} from ledger_batch
    where org_id = ${org} and last_at >= ${new Date(atMs - 1)} and first_at <= ${new Date(atMs + 1)} and count > 0
      and (base_index is null or base_index >= 0)
    order by last_at limit 200`)
  return rows.map(rowOf)
}

/** Batches of a log that overlap [from, to), in order, at most `limit`. */
export async function batchesOfRange(
  tx: Tx,
  log: number,
  from: number,
  to: number,
  limit: number,
): Promise<BatchRow[]> {
  const rows = await tx.rows<Raw>(sql`
    select ${columns} from ledger_batch
    where log_id = ${log} and count > 0 and base_index >= 0 and base_index < ${to} and base_index + count > ${from}
      and base_index >= coalesce((select max(base_index) from ledger_batch where log_id = ${log} and count > 0 and base_index <= ${from}), 0)
    order by base_index limit ${limit}`)
  return rows.map(rowOf)
}

export async function batchesOfPieces(tx: Tx, source: number, n: number): Promise<BatchRow[]> {
  const rows = await tx.rows<Raw>(sql`
    select ${columns} from ledger_batch b
    where b.id in (select batch_id from ledger_piece where source_id = ${source} and n = ${n}) order by b.id limit 10000`)
  return rows.map(rowOf)
}

export async function wrapsOf(tx: Tx, batch: string): Promise<Buffer | undefined> {
  return (await tx.maybe<{ wraps: Buffer }>(sql`select wraps from ledger_wrap where batch_id = ${batch}`))
    ?.wraps
}

export type CallPlace = {
  readonly intentSource: number
  readonly intent: number
  readonly outcomeSource: number
  readonly outcome: number
  readonly payload: string
}

export async function callPlace(tx: Tx, org: string, id: string, at: Date): Promise<CallPlace | undefined> {
  const row = await tx.maybe<{
    intent_source: number
    intent_n: string
    outcome_source: number
    outcome_n: string
    payload: string
  }>(sql`
    select intent_source, intent_n, outcome_source, outcome_n, payload from call
    where org_id = ${org} and id = ${id} and at >= ${new Date(at.getTime() - 60_000)} and at <= ${new Date(at.getTime() + 60_000)}`)
  return (
    row && {
      intentSource: row.intent_source,
      intent: Number(row.intent_n),
      outcomeSource: row.outcome_source,
      outcome: Number(row.outcome_n),
      payload: row.payload,
    }
  )
}

export async function originOfLog(tx: Tx, log: number): Promise<string> {
  return (await tx.one<{ origin: string }>(sql`select origin from ledger_log where id = ${log}`)).origin
}

/** Entries durable in SQL that have no index yet. */
export async function waitingEntries(
  tx: Tx,
  org: string,
): Promise<{ readonly count: number; readonly oldest: Date | null }> {
  const row = await tx.one<{ count: string; oldest: Date | null }>(sql`
    select coalesce(sum(count), 0) as count, min(first_at) as oldest from ledger_batch where org_id = ${org} and log_id is null`)
  return { count: Number(row.count), oldest: row.oldest }
}

export type AnchorRow = {
  readonly kind: string
  readonly outside: boolean
  readonly target: string
  readonly size: number
  readonly at: Date
  readonly receipt: { readonly checkpoint: string; readonly commit?: string }
}

/** Newest first. */
export async function anchorsOf(tx: Tx, log: number, limit = 1000): Promise<AnchorRow[]> {
  const rows = await tx.rows<{
    kind: string
    outside: boolean
    target: string
    size: string
    at: Date
    receipt: { checkpoint: string; commit?: string }
  }>(sql`
    select kind, outside, target, size, at, receipt from ledger_anchor where log_id = ${log} order by size desc, at desc limit ${limit}`)
  return rows.map((r) => ({ ...r, size: Number(r.size) }))
}

export type SourceRow = {
  readonly id: number
  readonly producer: string
  readonly epoch: string
  readonly state: string
  readonly shipped: number
  readonly next: number
  readonly recorded: number
  readonly firstAt: Date
  readonly lastAt: Date
}

/** Every run that wrote in the window, with what the log really holds of it, counted from the batches. */
export async function sourcesOf(tx: Tx, org: string, from: Date, to: Date): Promise<SourceRow[]> {
  const rows = await tx.rows<{
    id: number
    producer: string
    epoch: string
    state: string
    shipped_n: string
    next_n: string
    recorded: string | null
    first_at: Date
    last_at: Date
  }>(sql`
    select s.id, s.producer, s.epoch, s.state, s.shipped_n, s.next_n, s.first_at, s.last_at,
      (select sum(b.count) from ledger_batch b where b.source_id = s.id and b.base_index >= 0) as recorded
    from ledger_source s where s.org_id = ${org} and s.first_at < ${to} and s.last_at >= ${from} order by s.id limit 10000`)
  return rows.map((r) => ({
    id: r.id,
    producer: r.producer,
    epoch: r.epoch,
    state: r.state,
    shipped: Number(r.shipped_n),
    next: Number(r.next_n),
    recorded: Number(r.recorded ?? 0),
    firstAt: r.first_at,
    lastAt: r.last_at,
  }))
}

/** Verifier keys that a `log.key` entry announced, with its index. Keys of entry 0 are not among them. */
export async function keyAnnouncements(tx: Tx, log: number): Promise<Map<string, number>> {
  const rows = await tx.rows<{ bodies: Buffer; base_index: string }>(sql`
    select bodies, base_index from ledger_batch
    where log_id = ${log} and source_id is null and base_index > 0 and position(convert_to('"type":"log.key"', 'LATIN1') in leaves) > 0
    order by base_index limit 1000`)
  const out = new Map<string, number>()
  for (const row of rows) {
    const body: { vkey?: string } = JSON.parse(row.bodies.subarray(36).toString())
    if (body.vkey !== undefined) out.set(body.vkey, Number(row.base_index))
  }
  return out
}

export const newestEntryAt = async (tx: Tx, org: string): Promise<Date | null> =>
  (
    await tx.maybe<{ last_at: Date }>(
      sql`select last_at from ledger_batch where org_id = ${org} order by last_at desc limit 1`,
    )
  )?.last_at ?? null

/**
 * The newest time that a producer's entries bear after `to`, where they were recorded after something that bears a time of the window: a clock was set
 * back since, so they belong to it and cannot be found by their date.
 */
export const datedAhead = async (
  tx: Tx,
  org: string,
  window: { readonly from: Date; readonly to: Date },
  toleranceMs: number,
): Promise<Date | null> =>
  (
    await tx.maybe<{ last_at: Date }>(sql`
      select f.last_at from ledger_batch f
      where f.org_id = ${org} and f.source_id is not null and f.last_at > ${new Date(window.to.getTime() + toleranceMs)}
        and exists (select from ledger_batch b where b.org_id = ${org} and b.last_at >= ${window.from} and b.last_at <= ${window.to} and b.id < f.id)
      order by f.last_at desc limit 1`)
  )?.last_at ?? null

/** Sequenced entries of these types that were born in a transaction, in the order of the logs. Reads every such leaf: for exports. */
export const txEntriesOfTypes = (
  tx: Tx,
  org: string,
  types: readonly string[],
): Promise<{ origin: string; base_index: string; leaves: Buffer; bodies: Buffer }[]> =>
  tx.rows(sql`
    select l.origin, b.base_index, b.leaves, b.bodies from ledger_batch b join ledger_log l on l.id = b.log_id
    where b.org_id = ${org} and b.source_id is null and b.base_index >= 0
      and exists (select from unnest(${types}::text[]) t where position(convert_to('"type":"' || t || '"', 'LATIN1') in b.leaves) > 0)
    order by l.n, b.base_index limit 1000000`)

/** Index of the `privacy.erased` entry that names a call or entry. An outcome is named by its call. */
export async function erasureEntries(
  tx: Tx,
  org: string,
  id: string,
  entry: FoundEntry,
): Promise<number | undefined> {
  const body = entry.batch.bodies.toString('latin1')
  const names = [id, /"call":"([0-9a-f-]{36})"/.exec(body.slice(bodyStart(entry)))?.[1] ?? id]
  const rows = await tx.rows<{ bodies: Buffer; base_index: string | null }>(sql`
    select bodies, base_index from ledger_batch
    where org_id = ${org} and source_id is null and base_index >= 0 and position(convert_to('"type":"privacy.erased"', 'LATIN1') in leaves) > 0
      and exists (select from unnest(${names}::text[]) n where position(convert_to(n, 'LATIN1') in bodies) > 0)
    order by id limit 1`)
  const index = rows[0]?.base_index
  return index === undefined || index === null ? undefined : Number(index)
}

function bodyStart(entry: FoundEntry): number {
  let at = 0
  for (let i = 0; i < entry.position; i++) at += 36 + entry.batch.bodies.readUInt32BE(at)
  return at
}
