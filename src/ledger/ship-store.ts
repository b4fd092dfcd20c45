import { sql, type Tx } from '../platform/db.ts'
import { int4Array, int8Array, textArray, timestampArray, uuidArray } from './pg-arrays.ts'
import type { CallRow } from './call-row.ts'
import type { RunEnd, ShipBatch } from './ship-batch.ts'

export type SourceRow = { readonly id: number; readonly shipped: number }

/** The run's row, made at first sight and locked for this transaction. */
export async function lockSource(
  tx: Tx,
  org: string,
  producer: string,
  epoch: string,
  wal: string,
  at: Date,
): Promise<SourceRow> {
  await tx.run(sql`
    insert into ledger_source (org_id, producer, epoch, wal, first_at, last_at)
    values (${org}, ${producer}, ${epoch}, ${wal}, ${at}, ${at})
    on conflict (org_id, producer, epoch) do nothing`)
  const row = await tx.one<{ id: number; shipped_n: string }>(sql`
    select id, shipped_n from ledger_source
    where org_id = ${org} and producer = ${producer} and epoch = ${epoch} for update`)
  return { id: row.id, shipped: Number(row.shipped_n) }
}

/** Without lock: where to start reading. Zero for a run that the database has not seen. */
export async function shippedCounter(tx: Tx, org: string, producer: string, epoch: string): Promise<number> {
  const row = await tx.maybe<{ shipped_n: string }>(sql`
    select shipped_n from ledger_source where org_id = ${org} and producer = ${producer} and epoch = ${epoch}`)
  return row ? Number(row.shipped_n) : 0
}

export async function sourceId(
  tx: Tx,
  org: string,
  producer: string,
  epoch: string,
): Promise<number | undefined> {
  const row = await tx.maybe<{ id: number }>(sql`
    select id from ledger_source where org_id = ${org} and producer = ${producer} and epoch = ${epoch}`)
  return row?.id
}

export async function insertBatch(
  tx: Tx,
  source: number,
  batch: ShipBatch,
  object: string | null,
  at: Date,
): Promise<void> {
  const first = new Date(batch.count > 0 ? batch.firstMs : at.getTime())
  const last = new Date(batch.count > 0 ? batch.lastMs : at.getTime())
  const { id } = await tx.one<{ id: string }>(sql`
    insert into ledger_batch (shipped_at, org_id, source_id, n_first, count, first_at, last_at, hashes, leaves, bodies, object, directory)
    values (${at}, ${batch.org}, ${source}, ${batch.first}, ${batch.count}, ${first}, ${last}, ${batch.hashes}, ${batch.leaves},
      ${batch.bodies}, ${object}, ${object === null ? null : batch.directory})
    returning id`)
  if (batch.wraps.length > 0) {
    await tx.run(sql`
      with use as (
        insert into ledger_wrap_use (segment_key, batch_id, org_id)
        select k, ${id}, ${batch.org} from unnest(${uuidArray(batch.segmentKeys)}::uuid[]) k
      )
      insert into ledger_wrap (batch_id, org_id, wraps) values (${id}, ${batch.org}, ${batch.wraps})`)
  }
  if (batch.pieces.length > 0)
    await tx.run(sql`
      insert into ledger_piece (source_id, n, batch_id, org_id)
      select ${source}, n, ${id}, ${batch.org} from unnest(${int8Array(batch.pieces)}::bigint[]) n`)
  await tx.run(sql`
    update ledger_source set shipped_n = ${batch.first + batch.count}, last_at = ${at} where id = ${source}`)
}

/** A run never comes back from an end; `lost` stays a finding whatever is said later. */
export async function endRun(tx: Tx, org: string, end: RunEnd): Promise<void> {
  await tx.run(sql`
    update ledger_source set state = ${end.state}
    where org_id = ${org} and producer = ${end.producer} and epoch = ${end.epoch} and state in ('open', 'closed')`)
}

/** Runs that never said goodbye and whose producer has no slot on this disk any more. `wal`: only of this write-ahead log; null: of any. */
export async function vanishedRuns(
  tx: Tx,
  producers: readonly string[],
  wal: string | null,
): Promise<
  {
    readonly id: number
    readonly org: string
    readonly producer: string
    readonly epoch: string
    readonly shipped: number
  }[]
> {
  const rows = await tx.rows<{
    id: number
    org_id: string
    producer: string
    epoch: string
    shipped_n: string
  }>(sql`
    select id, org_id, producer, epoch, shipped_n from ledger_source
    where state = 'open' and producer <> all(${producers}::text[]) and (${wal}::text is null or wal = ${wal}::text) order by id for update limit 10000`)
  return rows.map((r) => ({
    id: r.id,
    org: r.org_id,
    producer: r.producer,
    epoch: r.epoch,
    shipped: Number(r.shipped_n),
  }))
}

/** Columns of a class in the order of `classKey`. */
export type CallClass = readonly [
  sys: string,
  environment: string,
  route: string,
  key: string,
  intended: string,
  version: string,
  policy: string,
  operation: string,
  stream: string,
  guards: string,
  released: string,
  scanned: string,
  team: string,
]

export const classOf = (row: CallRow): CallClass => [
  row.head.sys,
  row.head.environment,
  row.head.route,
  row.head.key,
  row.head.version,
  row.version,
  row.head.policy,
  row.head.operation,
  String(row.head.stream),
  row.guards,
  String(row.released),
  String(row.scanned),
  row.head.team ?? '',
]

export async function classId(tx: Tx, org: string, c: CallClass): Promise<number> {
  const [
    sys,
    environment,
    route,
    key,
    intended,
    version,
    policy,
    operation,
    stream,
    guards,
    released,
    scanned,
    team,
  ] = c
  await tx.run(sql`
    insert into call_class (org_id, sys, environment, route, key, intended, version, policy, operation, stream, guards, released, scanned, team)
    values (${org}, ${sys}, ${environment}, ${route}, ${key}, ${intended}, ${version}, ${policy}, ${operation}, ${stream}, ${guards}, ${released}, ${scanned}, ${team})
    on conflict do nothing`)
  const row = await tx.one<{ id: number }>(sql`
    select id from call_class where org_id = ${org} and sys = ${sys} and environment = ${environment} and route = ${route} and key = ${key}
      and intended = ${intended} and version = ${version} and policy = ${policy} and operation = ${operation} and stream = ${stream}
      and guards = ${guards} and released = ${released} and scanned = ${scanned} and team = ${team}`)
  return row.id
}

export type PlacedCall = {
  readonly row: CallRow
  readonly classId: number
  readonly intentSource: number
  readonly outcomeSource: number
  /** Rebuilt from entries after its payloads were erased. */
  readonly erased?: boolean
}

/** One statement for all rows. A row that exists stays (rebuilding from entries meets rows of the normal path). */
export async function insertCalls(tx: Tx, org: string, calls: readonly PlacedCall[]): Promise<number> {
  const int = (pick: (c: PlacedCall) => number): Buffer => int4Array(calls.map(pick))
  const big = (pick: (c: PlacedCall) => number): Buffer => int8Array(calls.map((c) => Math.round(pick(c))))
  const str = (pick: (c: PlacedCall) => string | null): Buffer => textArray(calls.map(pick))
  return tx.run(sql`
    insert into call (org_id, at, id, class_id, verdict, status, http, code, decided_by, found, fallback, tokens_in, tokens_out, cost_micro_usd,
      duration_us, request_bytes, response_bytes, end_user, proof, payload, intent_source, intent_n, outcome_source, outcome_n)
    select ${org}, * from unnest(
      ${timestampArray(calls.map((c) => c.row.head.atMs))}::timestamptz[],
      ${uuidArray(calls.map((c) => c.row.head.id))}::uuid[],
      ${int((c) => c.classId)}::int[],
      ${str((c) => c.row.verdict)}::text[],
      ${str((c) => c.row.status)}::text[],
      ${int((c) => c.row.http)}::int[],
      ${str((c) => c.row.code)}::text[],
      ${str((c) => c.row.decidedBy)}::text[],
      ${str((c) => c.row.found)}::text[],
      ${int((c) => c.row.fallback)}::int[],
      ${big((c) => c.row.tokensIn)}::bigint[],
      ${big((c) => c.row.tokensOut)}::bigint[],
      ${big((c) => c.row.cost)}::bigint[],
      ${big((c) => c.row.durationUs)}::bigint[],
      ${big((c) => c.row.head.requestBytes)}::bigint[],
      ${big((c) => c.row.responseBytes)}::bigint[],
      ${str((c) => c.row.head.endUser || null)}::text[],
      ${str((c) => c.row.head.proof || null)}::text[],
      ${str((c) => (c.erased === true ? 'erased' : c.row.head.requestBytes + c.row.responseBytes > 0 ? 'sealed' : 'metadata'))}::text[],
      ${int((c) => c.intentSource)}::int[],
      ${big((c) => c.row.intent)}::bigint[],
      ${int((c) => c.outcomeSource)}::int[],
      ${big((c) => c.row.outcome)}::bigint[])
    on conflict do nothing`)
}

export const ensurePartitions = (tx: Tx, month: Date): Promise<number> =>
  tx.run(sql`select ledger_partitions(${month})`)

/** Which of these calls have their outcome in the database. */
export async function knownCalls(tx: Tx, org: string, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(sql`
    select id from call where org_id = ${org} and id = any(${uuidArray(ids)}::uuid[]) limit 100000`)
  return rows.map((r) => r.id)
}

/**
 * Entries [from, to) of a run were shipped once and are not in this database: it was restored from before. The run goes on at `to`, and
 * the loss is an entry. Refused while entries below `from` wait for their index, because the order would break.
 */
export async function skipLost(tx: Tx, source: number, from: number, to: number): Promise<void> {
  const changed = await tx.run(sql`
    update ledger_source set shipped_n = ${to}, next_n = ${to}, state = 'lost' where id = ${source} and shipped_n = ${from} and next_n = ${from}`)
  if (changed !== 1)
    throw new Error(
      `entries below ${from} of source ${source} wait for their index: the loss is recorded after them`,
    )
}
