import type { OrgId } from '../../../lib/ids.ts'
import { sql, type Tx } from '../../../platform/db.ts'

/** What recorded calls used, by everything that a limit can be about. Refused calls used nothing. */
export type UsageRow = {
  org_id: OrgId
  /** Start of the second in which they began, for limits of a minute; else of the period. */
  at: Date
  sys: string
  key: string
  route: string
  version: string
  end_user: string | null
  calls: string
  tokens: string
  cost: string
}

/** LIMIT: more groups than this and the sum would be incomplete, so the start fails loudly. */
export const USAGE_ROWS_MAX = 500_000

/** `users`: also apart by end user, which is many more groups; only where some policy limits them. */
export const usageBetween = (tx: Tx, from: Date, to: Date, users: boolean): Promise<UsageRow[]> =>
  tx.rows<UsageRow>(sql`
    select c.org_id, ${from}::timestamptz as at, k.sys, k.key, k.route, k.version, case when ${users} then c.end_user end as end_user,
      count(*) as calls, sum(c.tokens_in + c.tokens_out) as tokens, sum(c.cost_micro_usd) as cost
    from call c join call_class k on k.id = c.class_id
    where c.at >= ${from} and c.at < ${to} and c.status <> 'refused'
    group by c.org_id, k.sys, k.key, k.route, k.version, 7 limit ${USAGE_ROWS_MAX + 1}`)

/** Of the last minute by second. */
export const usageBySecond = (tx: Tx, from: Date, to: Date): Promise<UsageRow[]> =>
  tx.rows<UsageRow>(sql`
    select c.org_id, date_trunc('second', c.at) as at, k.sys, k.key, k.route, k.version, c.end_user,
      count(*) as calls, sum(c.tokens_in + c.tokens_out) as tokens, sum(c.cost_micro_usd) as cost
    from call c join call_class k on k.id = c.class_id
    where c.at >= ${from} and c.at < ${to} and c.status <> 'refused'
    group by c.org_id, 2, k.sys, k.key, k.route, k.version, c.end_user limit ${USAGE_ROWS_MAX + 1}`)
