import type { OrgId } from '../../lib/ids.ts'
import { sql, type Sql, type Tx } from '../../platform/db.ts'

/**
 * Reads of the request log: `call` and `call_class` of the ledger's read model, and where the two entries of each call stand. Nothing here writes.
 */
export const orgGenerations = (tx: Tx): Promise<{ id: OrgId; generation: string; kind: string }[]> =>
  tx.rows(sql`select id, generation, kind from org order by id limit 10000`)

type Raw = {
  id: string
  at: Date
  verdict: string
  status: string
  http: number
  code: string
  decided_by: string
  found: string
  fallback: number
  tokens_in: string
  tokens_out: string
  cost_micro_usd: string
  duration_us: string
  request_bytes: string
  response_bytes: string
  end_user: string | null
  proof: string | null
  payload: 'sealed' | 'metadata' | 'erased'
  sys: string
  environment: string
  route: string
  key: string
  intended: string
  version: string
  policy: string
  stream: boolean
  team: string
  origin: string | null
  intent_index: string | null
  outcome_index: string | null
  published: string | null
}

/** One call as listed. `ledger` follows the outcome, which is sequenced after its intent. */
export type LoggedCall = {
  readonly id: string
  readonly at: Date
  readonly verdict: string
  readonly status: string
  readonly http: number
  readonly code: string
  readonly decidedBy: string
  readonly fallback: number
  readonly tokensIn: number
  readonly tokensOut: number
  readonly costMicroUsd: number
  readonly durationUs: number
  readonly requestBytes: number
  readonly responseBytes: number
  readonly endUser: string | null
  readonly proof: string | null
  readonly payload: 'sealed' | 'metadata' | 'erased'
  readonly sys: string
  readonly environment: string
  readonly route: string
  readonly key: string
  /** Dispatched version, or the one that was meant when none was. */
  readonly version: string
  readonly dispatched: boolean
  readonly policy: string
  readonly stream: boolean
  /** '' without one. */
  readonly team: string
  readonly ledger: {
    readonly state: 'pending' | 'sequenced' | 'published'
    readonly log: string | null
    readonly intentIndex: number | null
    readonly outcomeIndex: number | null
  }
}

const columns = sql`c.id, c.at, c.verdict, c.status, c.http, c.code, c.decided_by, c.found, c.fallback, c.tokens_in, c.tokens_out,
  c.cost_micro_usd, c.duration_us, c.request_bytes, c.response_bytes, c.end_user, c.proof, c.payload,
  k.sys, k.environment, k.route, k.key, k.intended, k.version, k.policy, k.stream, k.team,
  l.origin, i.index as intent_index, o.index as outcome_index, p.size as published`

/** Where an entry stands: source and counter to batch to index (ledger migration 0100). */
const places = sql`
  left join lateral (
    select b.log_id, b.base_index + (c.intent_n - b.n_first) as index from ledger_batch b
    where b.source_id = c.intent_source and b.n_first <= c.intent_n and b.n_first + b.count > c.intent_n and b.base_index >= 0
    order by b.n_first desc limit 1) i on true
  left join lateral (
    select b.log_id, b.base_index + (c.outcome_n - b.n_first) as index from ledger_batch b
    where b.source_id = c.outcome_source and b.n_first <= c.outcome_n and b.n_first + b.count > c.outcome_n and b.base_index >= 0
    order by b.n_first desc limit 1) o on true
  left join ledger_log l on l.id = o.log_id
  left join ledger_published p on p.log_id = o.log_id`

function loggedCall(r: Raw): LoggedCall {
  const number = (text: string | null): number | null => (text === null ? null : Number(text))
  const outcomeIndex = number(r.outcome_index)
  const published = outcomeIndex !== null && Number(r.published ?? 0) > outcomeIndex
  return {
    id: r.id,
    at: r.at,
    verdict: r.verdict,
    status: r.status,
    http: r.http,
    code: r.code,
    decidedBy: r.decided_by,
    fallback: r.fallback,
    tokensIn: Number(r.tokens_in),
    tokensOut: Number(r.tokens_out),
    costMicroUsd: Number(r.cost_micro_usd),
    durationUs: Number(r.duration_us),
    requestBytes: Number(r.request_bytes),
    responseBytes: Number(r.response_bytes),
    endUser: r.end_user,
    proof: r.proof,
    payload: r.payload,
    sys: r.sys,
    environment: r.environment,
    route: r.route,
    key: r.key,
    version: r.version === '' ? r.intended : r.version,
    dispatched: r.version !== '',
    policy: r.policy,
    stream: r.stream,
    team: r.team,
    ledger: {
      state: outcomeIndex === null ? 'pending' : published ? 'published' : 'sequenced',
      log: r.origin,
      intentIndex: number(r.intent_index),
      outcomeIndex,
    },
  }
}

export type Cursor = { readonly atMs: number; readonly id: string }

/** Newest first. `where` speaks of `c` (call) and `k` (call_class). */
export async function pageOfCalls(
  tx: Tx,
  org: OrgId,
  where: Sql,
  after: Cursor | null,
  limit: number,
): Promise<LoggedCall[]> {
  const below = after === null ? sql`true` : sql`(c.at, c.id) < (${new Date(after.atMs)}, ${after.id}::uuid)`
  const rows = await tx.rows<Raw>(sql`
    select ${columns} from call c join call_class k on k.id = c.class_id ${places}
    where c.org_id = ${org} and ${where} and ${below}
    order by c.at desc, c.id desc limit ${limit}`)
  return rows.map(loggedCall)
}

export async function callById(
  tx: Tx,
  org: OrgId,
  id: string,
  aroundMs: number,
): Promise<LoggedCall | undefined> {
  const row = await tx.maybe<Raw>(sql`
    select ${columns} from call c join call_class k on k.id = c.class_id ${places}
    where c.org_id = ${org} and c.id = ${id}::uuid
      and c.at >= ${new Date(aroundMs - 60_000)} and c.at <= ${new Date(aroundMs + 60_000)}`)
  return row && loggedCall(row)
}

/** The calls right after (newer) and right before (older) one, of all calls. */
export async function neighbours(
  tx: Tx,
  org: OrgId,
  at: Date,
  id: string,
): Promise<{ readonly newer: string | null; readonly older: string | null }> {
  const newer = await tx.maybe<{ id: string }>(sql`
    select id from call where org_id = ${org} and (at, id) > (${at}, ${id}::uuid) order by at, id limit 1`)
  const older = await tx.maybe<{ id: string }>(sql`
    select id from call where org_id = ${org} and (at, id) < (${at}, ${id}::uuid) order by at desc, id desc limit 1`)
  return { newer: newer?.id ?? null, older: older?.id ?? null }
}

/** LIMIT: counts stop here; a log with more matches says this number. Counting 100,000 rows takes some 50 ms. */
export const COUNT_MAX = 100_000

export async function countCalls(tx: Tx, org: OrgId, where: Sql): Promise<number> {
  const row = await tx.one<{ n: string }>(sql`
    select count(*) as n from (
      select 1 from call c join call_class k on k.id = c.class_id where c.org_id = ${org} and ${where} limit ${COUNT_MAX}) m`)
  return Number(row.n)
}

export type FacetRow = {
  readonly verdict: string
  readonly found: string
  readonly sys: string
  readonly key: string
  readonly version: string
  readonly sequenced: boolean
  readonly minute: Date
  readonly n: number
}

/** Groups of the newest COUNT_MAX matches, small enough to add up here: what facets and the timeline are made of. */
export async function facetRows(tx: Tx, org: OrgId, where: Sql, stepS: number): Promise<FacetRow[]> {
  const rows = await tx.rows<Omit<FacetRow, 'n'> & { n: string }>(sql`
    select verdict, found, sys, key, version, sequenced, minute, count(*) as n from (
      select c.verdict, c.found, k.sys, k.key, case when k.version = '' then k.intended else k.version end as version,
        c.outcome_n < s.next_n as sequenced,
        to_timestamp(floor(extract(epoch from c.at) / ${stepS}::numeric) * ${stepS}::numeric) as minute
      from call c join call_class k on k.id = c.class_id join ledger_source s on s.id = c.outcome_source
      where c.org_id = ${org} and ${where} order by c.at desc limit ${COUNT_MAX}) m
    group by verdict, found, sys, key, version, sequenced, minute limit 50000`)
  return rows.map((r) => ({ ...r, n: Number(r.n) }))
}

export async function spanOf(
  tx: Tx,
  org: OrgId,
  where: Sql,
): Promise<{ readonly from: Date | null; readonly to: Date | null }> {
  return tx.one(sql`
    select min(at) as "from", max(at) as "to" from (
      select c.at from call c join call_class k on k.id = c.class_id where c.org_id = ${org} and ${where}
      order by c.at desc limit ${COUNT_MAX}) m`)
}

export type FactRow = {
  readonly day: string
  readonly class_id: number
  readonly sys: string
  readonly environment: string
  readonly route: string
  readonly key: string
  readonly version: string
  readonly policy: string
  readonly guards: string
  readonly status: string
  readonly verdict: string
  readonly n: string
  readonly with_intent: string
  readonly with_outcome: string
  readonly first_at: Date
  readonly last_at: Date
}

/** Calls of a window by day, class, status and verdict. An entry counts as in the ledger when its batch is in the database. */
export const factRows = (
  tx: Tx,
  org: OrgId,
  from: Date,
  to: Date,
  environments: readonly string[] | null,
  limit: number,
): Promise<FactRow[]> =>
  tx.rows<FactRow>(sql`
    select to_char(c.at at time zone 'UTC', 'YYYY-MM-DD') as day, k.id as class_id, k.sys, k.environment, k.route, k.key, k.version, k.policy, k.guards,
      c.status, c.verdict, count(*) as n,
      count(*) filter (where c.intent_n < i.shipped_n) as with_intent, count(*) filter (where c.outcome_n < o.shipped_n) as with_outcome,
      min(c.at) as first_at, max(c.at) as last_at
    from call c join call_class k on k.id = c.class_id
      join ledger_source i on i.id = c.intent_source join ledger_source o on o.id = c.outcome_source
    where c.org_id = ${org} and c.at >= ${from} and c.at < ${to} and k.operation <> 'models.list'
      and (${environments}::text[] is null or k.environment = any(${environments}::text[]))
    group by 1, k.id, k.sys, k.environment, k.route, k.key, k.version, k.policy, k.guards, c.status, c.verdict
    order by 1, k.id, c.status, c.verdict limit ${limit}`)
