import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import type { OrgId } from '../../lib/ids.ts'
import { sql, type Tx } from '../../platform/db.ts'
import type { TestStatus } from './contract.ts'
import type { Frozen } from './freeze.ts'

export type Cause = 'schedule' | 'watch' | 'event' | 'demand'
export type StoredDeviation = { readonly key: string; readonly what: string; readonly since: string }
export type StoredPopulation = Omit<Frozen, 'rows' | 'lines'> & { readonly rows: number }

export type StoredOutcome = {
  readonly id: string
  readonly controlId: string
  readonly status: TestStatus
  readonly checked: number
  readonly deviating: number
  readonly deviations: readonly StoredDeviation[]
  readonly why: string
  readonly asOf: Date
  readonly windowFrom: Date
  readonly trial: boolean
  readonly testDigest: string
  readonly cause: Cause
  readonly populations: readonly StoredPopulation[]
  readonly entryId: string
}

type OutcomeRow = {
  id: string
  seq: string
  control_id: string
  status: TestStatus
  checked: string
  deviating: string
  deviations: unknown
  why: string
  as_of: Date
  window_from: Date
  trial: boolean
  test_digest: string
  cause: Cause
  populations: unknown
  entry_id: string
}

const columns = sql`o.id, o.seq, o.control_id, o.status, o.checked, o.deviating, o.deviations, o.why, o.as_of, o.window_from, o.trial, o.test_digest, o.cause, o.populations, o.entry_id`

const deviationsSchema = z.array(z.object({ key: z.string(), what: z.string(), since: z.string() }))
const populationsSchema = z.array(
  z.object({
    source: z.string(),
    rows: z.number(),
    root: z.string(),
    complete: z.boolean(),
    why: z.string(),
    query: z.string(),
    asOf: z.string(),
    independent: z.object({ source: z.string(), count: z.number() }).nullable(),
  }),
)

const outcomeOf = (row: OutcomeRow): StoredOutcome => ({
  id: row.id,
  controlId: row.control_id,
  status: row.status,
  checked: Number(row.checked),
  deviating: Number(row.deviating),
  deviations: deviationsSchema.parse(row.deviations),
  why: row.why,
  asOf: row.as_of,
  windowFrom: row.window_from,
  trial: row.trial,
  testDigest: row.test_digest,
  cause: row.cause,
  populations: populationsSchema.parse(row.populations),
  entryId: row.entry_id,
})

/** One run of this organisation at a time, so that "the result before" is well defined. Released with the transaction. */
export const lockRuns = (tx: Tx, org: OrgId): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`controls ${org}`}, 0))`)

/** Keeps the frozen lines once per content. */
export function insertPopulation(tx: Tx, org: OrgId, frozen: Frozen, at: Date): Promise<number> {
  const lines = deflateRawSync(Buffer.from(frozen.lines.join('\n'), 'utf8'))
  return tx.run(sql`
    insert into control_population (org_id, source, root, rows, lines, created_at)
    values (${org}, ${frozen.source}, ${frozen.root}, ${frozen.lines.length}, ${lines}, ${at})
    on conflict (org_id, source, root) do nothing`)
}

export const hasPopulation = async (tx: Tx, org: OrgId, source: string, root: string): Promise<boolean> =>
  (await tx.maybe<{ one: number }>(
    sql`select 1 as one from control_population where org_id = ${org} and source = ${source} and root = ${root}`,
  )) !== undefined

/** The canonical lines of a frozen population, in their order; undefined when it was never frozen here. */
export async function populationLines(
  tx: Tx,
  org: OrgId,
  source: string,
  root: string,
): Promise<readonly string[] | undefined> {
  const row = await tx.maybe<{ rows: number; lines: Buffer }>(
    sql`select rows, lines from control_population where org_id = ${org} and source = ${source} and root = ${root}`,
  )
  if (row === undefined) return undefined
  return row.rows === 0 ? [] : inflateRawSync(row.lines).toString('utf8').split('\n')
}

export const insertOutcome = (tx: Tx, org: OrgId, o: StoredOutcome): Promise<number> =>
  tx.run(sql`
    insert into control_outcome (id, org_id, control_id, status, checked, deviating, deviations, why, as_of, window_from, trial, test_digest, cause, populations, entry_id)
    values (${o.id}, ${org}, ${o.controlId}, ${o.status}, ${o.checked}, ${o.deviating}, ${JSON.stringify(o.deviations)}, ${o.why}, ${o.asOf}, ${o.windowFrom},
      ${o.trial}, ${o.testDigest}, ${o.cause}, ${JSON.stringify(o.populations)}, ${o.entryId})`)

export const insertTestText = (
  tx: Tx,
  org: OrgId,
  digest: string,
  controlId: string,
  test: string,
  at: Date,
): Promise<number> =>
  tx.run(sql`
    insert into control_test_text (org_id, digest, control_id, test, first_used_at) values (${org}, ${digest}, ${controlId}, ${test}, ${at})
    on conflict (org_id, digest) do nothing`)

export const testTextOf = async (tx: Tx, org: OrgId, digest: string): Promise<string | undefined> =>
  (
    await tx.maybe<{ test: string }>(
      sql`select test from control_test_text where org_id = ${org} and digest = ${digest}`,
    )
  )?.test

/** The newest outcome of each of these controls, by one index probe each. */
export async function latestOutcomes(
  tx: Tx,
  org: OrgId,
  controls: readonly string[],
): Promise<ReadonlyMap<string, StoredOutcome>> {
  const rows = await tx.rows<OutcomeRow>(sql`
    select ${columns} from unnest(${controls}::text[]) c (id)
    cross join lateral (select * from control_outcome where org_id = ${org} and control_id = c.id order by seq desc limit 1) o`)
  return new Map(rows.map((row) => [row.control_id, outcomeOf(row)]))
}

export type ControlTimes = { readonly failingSince: Date | null; readonly scheduledAt: Date | null }

/** Since when the present failure lasts (null when the newest result is no failure), and when the schedule last reached the control. */
export async function controlTimes(
  tx: Tx,
  org: OrgId,
  controls: readonly string[],
): Promise<ReadonlyMap<string, ControlTimes>> {
  const rows = await tx.rows<{ id: string; failing_since: Date | null; scheduled_at: Date | null }>(sql`
    select c.id, f.since as failing_since, s.at as scheduled_at from unnest(${controls}::text[]) c (id)
    left join lateral (
      select min(o.as_of) as since from control_outcome o where o.org_id = ${org} and o.control_id = c.id and o.seq > coalesce(
        (select g.seq from control_outcome g where g.org_id = ${org} and g.control_id = c.id and g.status <> 'fail' order by g.seq desc limit 1), 0)
    ) f on true
    left join lateral (
      select o.as_of as at from control_outcome o where o.org_id = ${org} and o.control_id = c.id and o.cause = 'schedule' order by o.seq desc limit 1
    ) s on true`)
  return new Map(
    rows.map((row) => [row.id, { failingSince: row.failing_since, scheduledAt: row.scheduled_at }]),
  )
}

/** Which results each control had on each day (UTC) of a span. */
export const dayStatuses = (
  tx: Tx,
  org: OrgId,
  controls: readonly string[],
  { from, to }: Span,
): Promise<{ control_id: string; day: string; statuses: TestStatus[] }[]> =>
  tx.rows(sql`
    select control_id, to_char(as_of at time zone 'UTC', 'YYYY-MM-DD') as day, array_agg(distinct status) as statuses
    from control_outcome where org_id = ${org} and control_id = any (${controls}::text[]) and as_of >= ${from} and as_of <= ${to} group by 1, 2 limit 100000`)

/** A page of one control's history, newest first; `before` is a seq. */
export async function outcomePage(
  tx: Tx,
  org: OrgId,
  control: string,
  page: { readonly limit: number; readonly before: number | null },
): Promise<{
  readonly items: readonly { readonly seq: number; readonly outcome: StoredOutcome }[]
  readonly total: number
}> {
  const rows = await tx.rows<OutcomeRow>(sql`
    select ${columns} from control_outcome o where o.org_id = ${org} and o.control_id = ${control} and o.seq < ${page.before ?? Number.MAX_SAFE_INTEGER}
    order by o.seq desc limit ${page.limit}`)
  const { count } = await tx.one<{ count: string }>(
    sql`select count(*) as count from control_outcome where org_id = ${org} and control_id = ${control}`,
  )
  return {
    items: rows.map((row) => ({ seq: Number(row.seq), outcome: outcomeOf(row) })),
    total: Number(count),
  }
}

export type Span = { readonly from: Date; readonly to: Date }

/** The newest outcomes of one control whose test ran in a window, both ends included. */
export async function outcomesWithin(
  tx: Tx,
  org: OrgId,
  control: string,
  { from, to }: Span,
  limit: number,
): Promise<readonly StoredOutcome[]> {
  const rows = await tx.rows<OutcomeRow>(sql`
    select ${columns} from control_outcome o where o.org_id = ${org} and o.control_id = ${control} and o.as_of >= ${from} and o.as_of <= ${to}
    order by o.seq desc limit ${limit}`)
  return rows.map(outcomeOf)
}

/** How many runs of one control in a window gave each result. */
export const runsWithin = (
  tx: Tx,
  org: OrgId,
  control: string,
  { from, to }: Span,
): Promise<{ status: TestStatus; n: number }[]> =>
  tx.rows(sql`
    select status, count(*)::int as n from control_outcome
    where org_id = ${org} and control_id = ${control} and as_of >= ${from} and as_of <= ${to} group by status order by status`)

export async function outcomeById(tx: Tx, org: OrgId, id: string): Promise<StoredOutcome | undefined> {
  const row = await tx.maybe<OutcomeRow>(
    sql`select ${columns} from control_outcome o where o.org_id = ${org} and o.id = ${id}`,
  )
  return row === undefined ? undefined : outcomeOf(row)
}

/** All organisations of the installation, for the scheduled runs; scope `system`. */
export const allOrgs = async (tx: Tx): Promise<OrgId[]> =>
  (await tx.rows<{ id: OrgId }>(sql`select id from org order by id limit 10000`)).map((row) => row.id)
