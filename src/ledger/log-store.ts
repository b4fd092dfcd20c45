import { problem } from '../lib/problem.ts'
import { sql, type Tx } from '../platform/db.ts'
import { int4Array, int8Array, timestampArray } from './pg-arrays.ts'

/** SQL of logs: heads, keys, checkpoints, and the order of batches in them. All of it under scope 'system'. */
export type LogRow = {
  readonly id: number
  readonly org: string
  readonly origin: string
  readonly n: number
  readonly openedMs: number
  readonly size: number
  readonly root: Buffer
  readonly frontier: Buffer
  readonly tiled: number
}

type RawLog = {
  id: number
  org_id: string
  origin: string
  n: number
  opened_at: Date
  size: string
  root: Buffer
  frontier: Buffer
  tiled: string
}

const logOf = (r: RawLog): LogRow => ({
  id: r.id,
  org: r.org_id,
  origin: r.origin,
  n: r.n,
  openedMs: r.opened_at.getTime(),
  size: Number(r.size),
  root: r.root,
  frontier: r.frontier,
  tiled: Number(r.tiled),
})

/** Advisory, for efficiency only: a second sequencer stays quiet. Safety is the compare-and-swap in `moveHead`. */
export async function tryLock(tx: Tx, what: string): Promise<boolean> {
  const row = await tx.one<{ got: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${what}, 0)) as got`,
  )
  return row.got
}

export async function installationId(tx: Tx): Promise<string | undefined> {
  return (await tx.maybe<{ id: string }>(sql`select id from installation`))?.id
}

export async function openLogOf(tx: Tx, org: string): Promise<LogRow | undefined> {
  const row = await tx.maybe<RawLog>(sql`
    select l.id, l.org_id, l.origin, l.n, l.opened_at, h.size, h.root, h.frontier, h.tiled
    from ledger_log l join ledger_head h on h.log_id = l.id
    where l.org_id = ${org} and l.state = 'open'`)
  return row && logOf(row)
}

/**
 * Logs that a new year closed and whose end is under no checkpoint yet. One that a restore left behind does not end with `log.closed` and is never
 * signed again.
 */
export async function closedUnsigned(tx: Tx, org: string): Promise<LogRow[]> {
  const rows = await tx.rows<RawLog>(sql`
    select l.id, l.org_id, l.origin, l.n, l.opened_at, h.size, h.root, h.frontier, h.tiled
    from ledger_log l join ledger_head h on h.log_id = l.id left join ledger_published p on p.log_id = l.id
    where l.org_id = ${org} and l.state = 'closed' and h.size > coalesce(p.size, 0)
      and exists (select from ledger_batch b where b.log_id = l.id and b.base_index = h.size - 1
        and position(convert_to('"type":"log.closed"', 'LATIN1') in b.leaves) > 0)
    order by l.n limit 100`)
  return rows.map(logOf)
}

export async function logByOrigin(tx: Tx, origin: string): Promise<LogRow | undefined> {
  const row = await tx.maybe<RawLog>(sql`
    select l.id, l.org_id, l.origin, l.n, l.opened_at, h.size, h.root, h.frontier, h.tiled
    from ledger_log l join ledger_head h on h.log_id = l.id where l.origin = ${origin}`)
  return row && logOf(row)
}

export async function logById(tx: Tx, id: number): Promise<LogRow | undefined> {
  const row = await tx.maybe<RawLog>(sql`
    select l.id, l.org_id, l.origin, l.n, l.opened_at, h.size, h.root, h.frontier, h.tiled
    from ledger_log l join ledger_head h on h.log_id = l.id where l.id = ${id}`)
  return row && logOf(row)
}

/** Newest first. */
export async function logsOf(tx: Tx, org: string): Promise<LogRow[]> {
  const rows = await tx.rows<RawLog>(sql`
    select l.id, l.org_id, l.origin, l.n, l.opened_at, h.size, h.root, h.frontier, h.tiled
    from ledger_log l join ledger_head h on h.log_id = l.id where l.org_id = ${org} order by l.n desc limit 200`)
  return rows.map(logOf)
}

export async function lastLogNumber(tx: Tx, org: string): Promise<number> {
  const row = await tx.one<{ n: number | null }>(
    sql`select max(n) as n from ledger_log where org_id = ${org}`,
  )
  return row.n ?? 0
}

export async function insertLog(
  tx: Tx,
  log: {
    readonly org: string
    readonly origin: string
    readonly n: number
    readonly at: Date
    readonly size: number
    readonly root: Buffer
    readonly frontier: Buffer
  },
): Promise<number> {
  const { id } = await tx.one<{ id: number }>(sql`
    insert into ledger_log (org_id, origin, n, state, opened_at) values (${log.org}, ${log.origin}, ${log.n}, 'open', ${log.at}) returning id`)
  await tx.run(sql`
    insert into ledger_head (log_id, org_id, size, root, frontier) values (${id}, ${log.org}, ${log.size}, ${log.root}, ${log.frontier})`)
  return id
}

export const closeLogRow = (tx: Tx, log: number, at: Date): Promise<number> =>
  tx.run(sql`update ledger_log set state = 'closed', closed_at = ${at} where id = ${log} and state = 'open'`)

/** Organisations with something to sequence. */
export async function waitingOrgs(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ org_id: string }>(
    sql`select distinct org_id from ledger_batch where log_id is null limit 1000`,
  )
  return rows.map((r) => r.org_id)
}

export type WaitingBatch = {
  readonly id: string
  readonly shippedAt: Date
  readonly source: number | null
  readonly first: number
  readonly count: number
  readonly hashes: Buffer
}

/** By state, never by `id > last`: a transaction that commits late is still found. */
export async function waitingBatches(tx: Tx, org: string, limit: number): Promise<WaitingBatch[]> {
  const rows = await tx.rows<{
    id: string
    shipped_at: Date
    source_id: number | null
    n_first: string
    count: number
    hashes: Buffer
  }>(sql`
    select id, shipped_at, source_id, n_first, count, hashes from ledger_batch
    where org_id = ${org} and log_id is null order by id limit ${limit}`)
  return rows.map((r) => ({
    id: r.id,
    shippedAt: r.shipped_at,
    source: r.source_id,
    first: Number(r.n_first),
    count: r.count,
    hashes: r.hashes,
  }))
}

export async function sequencedCounters(tx: Tx, sources: readonly number[]): Promise<Map<number, number>> {
  const rows = await tx.rows<{ id: number; next_n: string }>(sql`
    select id, next_n from ledger_source where id = any(${int4Array(sources)}::int[]) order by id for update`)
  return new Map(rows.map((r) => [r.id, Number(r.next_n)]))
}

export async function moveHead(
  tx: Tx,
  log: number,
  old: { readonly size: number; readonly root: Buffer },
  next: { readonly size: number; readonly root: Buffer; readonly frontier: Buffer },
): Promise<boolean> {
  const changed = await tx.run(sql`
    update ledger_head set size = ${next.size}, root = ${next.root}, frontier = ${next.frontier}
    where log_id = ${log} and size = ${old.size} and root = ${old.root}`)
  return changed === 1
}

/** `base` -1 marks a batch that repeats entries already in the log. */
export async function placeBatches(
  tx: Tx,
  log: number,
  placed: readonly { readonly id: string; readonly shippedAt: Date; readonly base: number }[],
): Promise<void> {
  await tx.run(sql`
    update ledger_batch b set log_id = ${log}, base_index = p.base
    from unnest(${int8Array(placed.map((p) => Number(p.id)))}::bigint[], ${timestampArray(placed.map((p) => p.shippedAt.getTime()))}::timestamptz[],
      ${int8Array(placed.map((p) => p.base))}::bigint[]) as p (id, shipped_ms, base)
    where b.id = p.id and b.shipped_at = p.shipped_ms`)
}

export async function advanceSources(tx: Tx, next: ReadonlyMap<number, number>): Promise<void> {
  if (next.size === 0) return
  await tx.run(sql`
    update ledger_source s set next_n = p.n
    from unnest(${int4Array([...next.keys()])}::int[], ${int8Array([...next.values()])}::bigint[]) as p (id, n) where s.id = p.id`)
}

/** Leaf hashes [from, to) of a log in order, straight from the batches. */
export async function leafHashes(tx: Tx, log: number, from: number, to: number): Promise<Buffer> {
  const rows = await tx.rows<{ base_index: string; hashes: Buffer }>(sql`
    select base_index, hashes from ledger_batch
    where log_id = ${log} and base_index >= 0 and count > 0 and base_index < ${to}
      and base_index >= coalesce((select max(base_index) from ledger_batch where log_id = ${log} and count > 0 and base_index <= ${from}), 0)
    order by base_index`)
  const parts: Buffer[] = []
  let at = from
  for (const row of rows) {
    const base = Number(row.base_index)
    const start = Math.max(0, from - base)
    const end = Math.min(row.hashes.length / 32, to - base)
    if (end <= start) continue
    if (base + start !== at) throw new Error(`log ${log} has no entry ${at} in the database`)
    parts.push(row.hashes.subarray(start * 32, end * 32))
    at = base + end
  }
  if (at !== to) throw new Error(`log ${log} has no entry ${at} in the database`)
  return Buffer.concat(parts)
}

export const setTiled = (tx: Tx, log: number, tiled: number): Promise<number> =>
  tx.run(sql`update ledger_head set tiled = ${tiled} where log_id = ${log} and tiled < ${tiled}`)

export type Published = {
  readonly size: number
  readonly root: Buffer
  readonly note: string
  readonly at: Date
}

export async function publishedOf(tx: Tx, log: number): Promise<Published | undefined> {
  const row = await tx.maybe<{ size: string; root: Buffer; note: string; signed_at: Date }>(sql`
    select size, root, note, signed_at from ledger_published where log_id = ${log}`)
  return row && { size: Number(row.size), root: row.root, note: row.note, at: row.signed_at }
}

/** False when something larger (or another root) was published meanwhile. */
export async function setPublished(
  tx: Tx,
  log: { readonly id: number; readonly org: string },
  p: Published,
): Promise<boolean> {
  const changed = await tx.run(sql`
    insert into ledger_published (log_id, org_id, size, root, note, signed_at) values (${log.id}, ${log.org}, ${p.size}, ${p.root}, ${p.note}, ${p.at})
    on conflict (log_id) do update set size = excluded.size, root = excluded.root, note = excluded.note, signed_at = excluded.signed_at
    where ledger_published.size < excluded.size or (ledger_published.size = excluded.size and ledger_published.root = excluded.root)`)
  return changed === 1
}

export type LogKeyRow = {
  readonly vkey: string
  readonly keyName: string
  readonly madeAt: Date
  readonly retiredSize: number | null
}

/** Oldest first: by where each stops signing, since a clock that was set back would date a new key before the one that it replaces. */
export async function logKeys(tx: Tx, log: number): Promise<LogKeyRow[]> {
  const rows = await tx.rows<{
    vkey: string
    key_name: string
    made_at: Date
    retired_size: string | null
  }>(sql`
    select vkey, key_name, made_at, retired_size from ledger_key where log_id = ${log}
    order by retired_size nulls last, made_at, vkey`)
  return rows.map((r) => ({
    vkey: r.vkey,
    keyName: r.key_name,
    madeAt: r.made_at,
    retiredSize: r.retired_size === null ? null : Number(r.retired_size),
  }))
}

export const insertLogKey = (
  tx: Tx,
  log: { readonly id: number; readonly org: string },
  key: { readonly vkey: string; readonly keyName: string; readonly at: Date },
): Promise<number> =>
  tx.run(sql`
    insert into ledger_key (log_id, org_id, vkey, key_name, made_at) values (${log.id}, ${log.org}, ${key.vkey}, ${key.keyName}, ${key.at})`)

export const retireLogKey = (tx: Tx, log: number, vkey: string, size: number): Promise<number> =>
  tx.run(
    sql`update ledger_key set retired_size = ${size} where log_id = ${log} and vkey = ${vkey} and retired_size is null`,
  )

export const segmentLock = (segmentKey: string): string => `ledger/segment/${segmentKey}`

/** One entry born in SQL (or placed at once when a log opens). Works in either scope. */
export async function insertTxEntry(
  tx: Tx,
  e: {
    readonly org: string
    readonly at: Date
    readonly hash: Buffer
    readonly leaf: Buffer
    readonly body: Buffer
    readonly object: string | null
    readonly directory: Buffer | null
    readonly wraps: Buffer | null
    readonly segmentKey: string | null
    readonly placed?: { readonly log: number; readonly index: number }
  },
): Promise<void> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into ledger_batch (shipped_at, org_id, source_id, n_first, count, first_at, last_at, log_id, base_index, hashes, leaves, bodies, object, directory)
    values (${e.at}, ${e.org}, null, 0, 1, ${e.at}, ${e.at}, ${e.placed?.log ?? null}, ${e.placed?.index ?? null}, ${e.hash}, ${e.leaf}, ${e.body},
      ${e.object}, ${e.directory})
    returning id`)
  if (e.wraps === null) return
  // An erasure replaces this key under the exclusive lock: either it sees our row, or we see that it was here.
  await tx.run(
    sql`select pg_advisory_xact_lock_shared(hashtextextended(${segmentLock(e.segmentKey ?? '')}, 0))`,
  )
  const gone = await tx.rows(sql`select 1 from ledger_erasure where old_key = ${e.segmentKey} limit 1`)
  if (gone.length > 0)
    throw problem(
      'erasure_in_progress',
      503,
      'an erasure replaced the key of this payload a moment ago: repeat the change',
    )
  await tx.run(sql`insert into ledger_wrap (batch_id, org_id, wraps) values (${id}, ${e.org}, ${e.wraps})`)
  await tx.run(
    sql`insert into ledger_wrap_use (segment_key, batch_id, org_id) values (${e.segmentKey}, ${id}, ${e.org})`,
  )
}

/** Organisations whose open log has grown since its last checkpoint. */
export async function publishable(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ org_id: string }>(sql`
    select l.org_id from ledger_log l join ledger_head h on h.log_id = l.id left join ledger_published p on p.log_id = l.id
    where l.state = 'open' and (p.size is null or p.size < h.size or p.root <> h.root) limit 1000`)
  return rows.map((r) => r.org_id)
}

export async function openLogs(tx: Tx): Promise<LogRow[]> {
  const rows = await tx.rows<RawLog>(sql`
    select l.id, l.org_id, l.origin, l.n, l.opened_at, h.size, h.root, h.frontier, h.tiled
    from ledger_log l join ledger_head h on h.log_id = l.id where l.state = 'open' order by l.id limit 10000`)
  return rows.map(logOf)
}
