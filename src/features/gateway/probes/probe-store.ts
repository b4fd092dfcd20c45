import type { OrgId } from '../../../lib/ids.ts'
import { sql, type Tx } from '../../../platform/db.ts'
import type { GuardProbeResult } from './run-probes.ts'

export type ProbeRow = {
  run_id: string
  at: Date
  route_id: string
  policy_digest: string
  side: 'input' | 'output'
  guard: string
  detector: string
  judged_by: string
  hostile: number
  stopped: number
  harmless: number
  passed: number
  missed: string[]
  alarms: string[]
  failure: GuardProbeResult['failure']
  entry_id: string
}

export const insertProbe = (
  tx: Tx,
  org: OrgId,
  of: {
    readonly run: string
    readonly at: Date
    readonly route: string
    readonly digest: string
    readonly entry: string
  },
  r: GuardProbeResult,
): Promise<number> =>
  tx.run(sql`
    insert into guard_probe (org_id, run_id, at, route_id, policy_digest, side, guard, detector, judged_by, hostile, stopped, harmless, passed, missed, alarms, failure, entry_id)
    values (${org}, ${of.run}, ${of.at}, ${of.route}, ${of.digest}, ${r.side}, ${r.guard}, ${r.detector}, ${r.judgedBy}, ${r.hostile}, ${r.stopped},
      ${r.harmless}, ${r.passed}, ${r.missed}, ${r.alarms}, ${r.failure}, ${of.entry})`)

/** The newest row of each guard on each route, made at or before `to`. */
export const latestProbes = (tx: Tx, org: OrgId, to: Date, limit: number): Promise<ProbeRow[]> =>
  tx.rows<ProbeRow>(sql`
    select distinct on (route_id, side, guard, detector) run_id, at, route_id, policy_digest, side, guard, detector, judged_by, hostile, stopped, harmless,
      passed, missed, alarms, failure, entry_id
    from guard_probe where org_id = ${org} and at <= ${to}
    order by route_id, side, guard, detector, at desc limit ${limit}`)

/** When each route was last probed, and under which policy. */
export const lastRuns = (
  tx: Tx,
  org: OrgId,
  limit: number,
): Promise<{ route_id: string; at: Date; policy_digest: string }[]> =>
  tx.rows(sql`
    select distinct on (route_id) route_id, at, policy_digest from guard_probe where org_id = ${org} order by route_id, at desc limit ${limit}`)

/** Rows of before `to` go: each run stands in the ledger. */
export const forgetProbes = (tx: Tx, org: OrgId, to: Date): Promise<number> =>
  tx.run(sql`delete from guard_probe where org_id = ${org} and at < ${to}`)
