import type { OrgId } from '../lib/ids.ts'
import type { JsonObject } from '../lib/json.ts'
import { sql, type Sql, type Tx } from './db.ts'
import type { DomainEvent } from './events.ts'
import type { JobInput } from './jobs.ts'

/** The only SQL of outbox and jobs. Times are milliseconds since the epoch from the clock port. */

/**
 * No retry, hold or heartbeat reaches further ahead than ten minutes and half a minute. What does was dated by a clock that has been set back since,
 * and would stand still until that time comes again: an hour, or a year after a machine that started with a wrong date.
 */
const AHEAD_MAX_MS = 660_000

const at = (ms: number): Sql => sql`to_timestamp(${ms}::double precision / 1000)`

export async function insertEvent(tx: Tx, id: string, event: DomainEvent, nowMs: number): Promise<void> {
  await tx.run(
    sql`insert into outbox_event (event_id, org_id, type, data, emitted_at) values (${id}, ${event.org}, ${event.type}, ${JSON.stringify(event.data)}::jsonb, ${at(nowMs)})`,
  )
}

/**
 * Makes one delivery for each subscription of up to 200 waiting events, in order; returns how many events. One process at a time
 * (advisory lock), so that deliveries of one organisation appear in the order of its events.
 */
export async function fanOut(
  tx: Tx,
  subscriptions: readonly { readonly event: string; readonly name: string }[],
  nowMs: number,
): Promise<number> {
  const { mine } = await tx.one<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(5911401) as mine`)
  if (!mine) return 0
  const types = subscriptions.map((s) => s.event)
  const names = subscriptions.map((s) => s.name)
  const events = await tx.rows<{ id: string }>(sql`
    with taken as (
      update outbox_event set fanned_out = true
      where id in (select id from outbox_event where not fanned_out order by id limit 200)
      returning id, org_id, type
    ), made as (
      insert into outbox_delivery (event, subscription, org_id, run_at)
      select t.id, s.name, t.org_id, ${at(nowMs)}
      from taken t join unnest(${types}::text[], ${names}::text[]) as s (event, name) on s.event = t.type
    )
    select id from taken`)
  return events.length
}

export type DeliveryRow = { readonly event: string; readonly subscription: string; readonly org_id: OrgId }

/** First waiting delivery of each (organisation, subscription) whose time has come; one that failed holds back those behind it. */
export const dueDeliveries = (tx: Tx, names: readonly string[], nowMs: number): Promise<DeliveryRow[]> =>
  tx.rows<DeliveryRow>(sql`
    select event, subscription, org_id from (
      select distinct on (org_id, subscription) event, subscription, org_id, run_at from outbox_delivery
      where state = 'waiting' and subscription = any(${names}::text[]) order by org_id, subscription, event
    ) as first where run_at <= ${at(nowMs)} or run_at > ${at(nowMs + AHEAD_MAX_MS)} order by event limit 50`)

export type LockedDelivery = {
  readonly event_id: string
  readonly type: string
  readonly org_id: OrgId
  readonly data: JsonObject
}

/** The event, with its delivery locked for this transaction; undefined when another process has it or it is done. */
export const lockDelivery = (tx: Tx, row: DeliveryRow): Promise<LockedDelivery | undefined> =>
  tx.maybe<LockedDelivery>(sql`
    select e.event_id, e.type, e.org_id, e.data from outbox_delivery d join outbox_event e on e.id = d.event
    where d.event = ${row.event} and d.subscription = ${row.subscription} and d.state = 'waiting' for update of d skip locked`)

export const finishDelivery = (tx: Tx, row: DeliveryRow): Promise<number> =>
  tx.run(
    sql`update outbox_delivery set state = 'done', error = '' where event = ${row.event} and subscription = ${row.subscription}`,
  )

export async function failDelivery(
  tx: Tx,
  row: DeliveryRow,
  error: string,
  attemptsMax: number,
  nowMs: number,
  backoffMs: (attempt: number) => number,
): Promise<'waiting' | 'parked' | 'gone'> {
  const found = await tx.maybe<{ attempts: number }>(
    sql`select attempts from outbox_delivery where event = ${row.event} and subscription = ${row.subscription} and state = 'waiting' for update skip locked`,
  )
  if (found === undefined) return 'gone'
  const attempts = found.attempts + 1
  const state = attempts >= attemptsMax ? 'parked' : 'waiting'
  await tx.run(sql`
    update outbox_delivery set state = ${state}, attempts = ${attempts}, error = ${error}, run_at = ${at(nowMs + backoffMs(attempts))}
    where event = ${row.event} and subscription = ${row.subscription}`)
  return state
}

// ---- jobs --------------------------------------------------------------------------------------------------------------------------

export async function insertJob(tx: Tx, id: string, job: JobInput, nowMs: number): Promise<void> {
  await tx.run(sql`
    insert into job (id, org_id, type, data, dedupe_key, enqueued_at, run_at)
    values (${id}, ${job.org}, ${job.type}, ${JSON.stringify(job.data)}::jsonb, ${job.dedupeKey ?? null}, ${at(nowMs)}, ${at(job.runAtMs ?? nowMs)})
    on conflict do nothing`)
}

export type JobRow = {
  readonly id: string
  readonly type: string
  readonly org_id: OrgId | null
  readonly data: JsonObject
  readonly attempts: number
}

/** Takes the next due job of these types for `runner`, or undefined. `held_until` is moved on by heartbeats. */
export const claimJob = (
  tx: Tx,
  types: readonly string[],
  runner: string,
  nowMs: number,
  heldUntilMs: number,
): Promise<JobRow | undefined> =>
  tx.maybe<JobRow>(sql`
    update job set state = 'running', attempts = attempts + 1, started_at = ${at(nowMs)}, runner = ${runner}, held_until = ${at(heldUntilMs)}
    where id = (
      select id from job where state = 'queued' and (run_at <= ${at(nowMs)}
        or run_at > ${at(nowMs + AHEAD_MAX_MS)} and (attempts > 0 or enqueued_at > ${at(nowMs + AHEAD_MAX_MS)}))
        and type = any(${types}::text[])
      order by run_at, id limit 1 for update skip locked
    ) returning id, type, org_id, data, attempts`)

export const beat = (tx: Tx, runner: string, heldUntilMs: number): Promise<number> =>
  tx.run(sql`update job set held_until = ${at(heldUntilMs)} where state = 'running' and runner = ${runner}`)

/** Only the runner that still holds the job ends it; one that lost it to another (its heartbeat stopped) changes nothing. */
export async function finishJob(tx: Tx, id: string, runner: string, nowMs: number): Promise<void> {
  const done = await tx.maybe<{ type: string; dedupe_key: string | null }>(sql`
    update job set state = 'done', finished_at = ${at(nowMs)}, error = '', runner = null, held_until = null
    where id = ${id} and runner = ${runner} and state = 'running' returning type, dedupe_key`)
  if (done?.dedupe_key === PERIODIC)
    await tx.run(
      sql`delete from job where type = ${done.type} and dedupe_key = ${PERIODIC} and state = 'parked'`,
    )
}

/** Cut off by our own shutdown: not the job's fault, so the attempt does not count. */
export async function giveBack(tx: Tx, id: string, runner: string, nowMs: number): Promise<void> {
  await tx.run(sql`
    update job set state = 'queued', attempts = attempts - 1, runner = null, held_until = null, run_at = ${at(nowMs)},
      dedupe_key = case when exists (
        select from job other where other.type = job.type and other.org_id is not distinct from job.org_id and other.dedupe_key = job.dedupe_key and other.state = 'queued'
      ) then null else dedupe_key end
    where id = ${id} and runner = ${runner} and state = 'running'`)
}

export async function failJob(
  tx: Tx,
  job: JobRow,
  runner: string,
  error: string,
  attemptsMax: number,
  nowMs: number,
  retryMs: number,
): Promise<'queued' | 'parked'> {
  const state = job.attempts >= attemptsMax ? 'parked' : 'queued'
  await tx.run(sql`
    update job set state = ${state}, error = ${error}, runner = null, held_until = null, run_at = ${at(nowMs + retryMs)},
      finished_at = case when ${state} = 'parked' then ${at(nowMs)} end,
      dedupe_key = case when ${state} = 'queued' and dedupe_key is not null and exists (
        select from job other where other.type = job.type and other.org_id is not distinct from job.org_id and other.dedupe_key = job.dedupe_key and other.state = 'queued'
      ) then null else dedupe_key end
    where id = ${job.id} and runner = ${runner} and state = 'running'`)
  // Of a periodic job the newest failure is kept: its next period comes anyway.
  if (state === 'parked')
    await tx.run(
      sql`delete from job where type = ${job.type} and dedupe_key = ${PERIODIC} and state = 'parked' and id <> ${job.id}`,
    )
  return state
}

/** Jobs whose runner stopped beating (killed), under a clock that ran ahead too: attempts were counted when they were taken. */
export const lostJobs = (tx: Tx, nowMs: number): Promise<(JobRow & { readonly runner: string })[]> =>
  tx.rows<JobRow & { readonly runner: string }>(
    sql`select id, type, org_id, data, attempts, runner from job where state = 'running' and (held_until < ${at(nowMs)} or held_until > ${at(nowMs + AHEAD_MAX_MS)}) order by held_until limit 50 for update skip locked`,
  )

/** Dedupe key of jobs that the runner enqueues itself. */
export const PERIODIC = 'periodic'

/** True when the period has come and this process is the one that moved it on. The first period of a new type starts now. */
export async function takePeriod(tx: Tx, type: string, everyMs: number, nowMs: number): Promise<boolean> {
  const row = await tx.maybe(sql`
    insert into job_schedule (type, next_at) values (${type}, ${at(nowMs + everyMs)})
    on conflict (type) do update set next_at = excluded.next_at
    where job_schedule.next_at <= ${at(nowMs)} or job_schedule.next_at > excluded.next_at
    returning type`)
  if (row === undefined) return false
  return (
    (await tx.maybe(
      sql`select id from job where type = ${type} and dedupe_key = ${PERIODIC} and state in ('queued', 'running') limit 1`,
    )) === undefined
  )
}

/** Keeps a day of finished jobs and a week of delivered events for people to look at; parked work stays until it is dealt with. */
export async function sweep(tx: Tx, nowMs: number): Promise<void> {
  await tx.run(sql`delete from job where state = 'done' and finished_at < ${at(nowMs - 86_400_000)}`)
  await tx.run(sql`
    delete from outbox_event e where fanned_out and emitted_at < ${at(nowMs - 7 * 86_400_000)}
      and not exists (select from outbox_delivery d where d.event = e.id and d.state <> 'done')`)
}

export type WorkCounts = {
  readonly queued: number
  readonly running: number
  readonly late: number
  readonly parked: readonly { readonly what: string; readonly error: string; readonly at: string }[]
}

/** What health shows: `late` waits more than a minute past its time. At most 20 parked items are named. */
export async function counts(tx: Tx, nowMs: number): Promise<WorkCounts> {
  const jobs = await tx.one<{ queued: string; running: string; late: string }>(sql`
    select count(*) filter (where state = 'queued') as queued, count(*) filter (where state = 'running') as running,
      count(*) filter (where state = 'queued' and run_at < ${at(nowMs - 60_000)}) as late
    from job where state in ('queued', 'running')`)
  const parked = await tx.rows<{ what: string; error: string; at: string }>(sql`
    select 'job ' || type as what, error, to_json(finished_at) #>> '{}' as at from job where state = 'parked'
    union all
    select 'event ' || e.type || ' for ' || d.subscription, d.error, to_json(d.run_at) #>> '{}' from outbox_delivery d join outbox_event e on e.id = d.event where d.state = 'parked'
    limit 20`)
  return { queued: Number(jobs.queued), running: Number(jobs.running), late: Number(jobs.late), parked }
}
