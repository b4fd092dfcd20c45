import type { OrgId } from '../../../lib/ids.ts'
import { sql, type Tx } from '../../../platform/db.ts'
import type { Signal } from './score.ts'

export type AlertRow = {
  id: string
  at: Date
  last_at: Date
  system_ref: string
  environment: string
  route_id: string
  key_id: string
  user_tag: string | null
  call_id: string
  mode: 'observe' | 'enforce'
  score: number
  calls: number
  throttled: number
  signals: Signal[]
  acknowledged_by: string | null
  acknowledged_at: Date | null
  harmless: boolean | null
  note: string | null
}

const columns = sql`id, at, last_at, system_ref, environment, route_id, key_id, user_tag, call_id, mode, score, calls, throttled, signals,
  acknowledged_by, acknowledged_at, harmless, note`

export type NewAlert = {
  readonly id: string
  readonly at: Date
  readonly hour: number
  readonly system: string
  readonly environment: string
  readonly routeId: string
  readonly keyId: string
  readonly userTag: string | null
  readonly callId: string
  readonly mode: 'observe' | 'enforce'
  readonly score: number
  readonly calls: number
  readonly throttled: number
  readonly signals: readonly Signal[]
}

/** True when it is new: a caller has one alert an hour, what is told again makes that one stronger. */
export async function putAlert(tx: Tx, org: OrgId, a: NewAlert): Promise<boolean> {
  const { fresh } = await tx.one<{ fresh: boolean }>(sql`
    insert into extraction_alert (id, org_id, at, last_at, hour, system_ref, environment, route_id, key_id, user_tag, call_id, mode, score, calls, throttled, signals)
    values (${a.id}, ${org}, ${a.at}, ${a.at}, ${a.hour}, ${a.system}, ${a.environment}, ${a.routeId}, ${a.keyId}, ${a.userTag}, ${a.callId}, ${a.mode},
      ${a.score}, ${a.calls}, ${a.throttled}, ${JSON.stringify(a.signals)})
    on conflict (org_id, key_id, coalesce(user_tag, ''), hour) do update set
      last_at = greatest(extraction_alert.last_at, excluded.last_at),
      score = greatest(extraction_alert.score, excluded.score),
      calls = greatest(extraction_alert.calls, excluded.calls),
      throttled = extraction_alert.throttled + excluded.throttled,
      signals = case when excluded.score >= extraction_alert.score then excluded.signals else extraction_alert.signals end
    returning id = ${a.id} as fresh`)
  return fresh
}

export const alertPage = (
  tx: Tx,
  org: OrgId,
  filter: { readonly systems: readonly string[] | null; readonly open: boolean },
  after: { readonly at: string; readonly id: string } | null,
  limit: number,
): Promise<AlertRow[]> =>
  tx.rows<AlertRow>(sql`
    select ${columns} from extraction_alert where org_id = ${org}
      and (${filter.systems}::text[] is null or system_ref = any(${filter.systems}::text[])) and (not ${filter.open} or acknowledged_at is null)
      and (${after?.at ?? null}::timestamptz is null or (at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by at desc, id desc limit ${limit}`)

export const countAlerts = async (
  tx: Tx,
  org: OrgId,
  filter: { readonly systems: readonly string[] | null; readonly open: boolean },
): Promise<number> =>
  Number(
    (
      await tx.one<{ n: string }>(sql`
        select count(*) as n from extraction_alert where org_id = ${org}
          and (${filter.systems}::text[] is null or system_ref = any(${filter.systems}::text[])) and (not ${filter.open} or acknowledged_at is null)`)
    ).n,
  )

export const lockAlert = (tx: Tx, org: OrgId, id: string): Promise<AlertRow | undefined> =>
  tx.maybe<AlertRow>(
    sql`select ${columns} from extraction_alert where org_id = ${org} and id = ${id} for update`,
  )

export const acknowledgeAlert = (
  tx: Tx,
  org: OrgId,
  id: string,
  by: string,
  at: Date,
  harmless: boolean,
  note: string,
): Promise<number> =>
  tx.run(sql`
    update extraction_alert set acknowledged_by = ${by}, acknowledged_at = ${at}, harmless = ${harmless}, note = ${note}
    where org_id = ${org} and id = ${id} and acknowledged_at is null`)
