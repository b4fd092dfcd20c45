import { sql, type Sql } from '../../platform/db.ts'

/** Calls of these routes accepted in [from, to); for `pageOfCalls`. Refusals that never reached a guard are left out. */
export const callsOfRoutes = (routeIds: readonly string[], from: Date, to: Date): Sql =>
  sql`k.route = any (${routeIds}) and c.at >= ${from} and c.at < ${to} and c.verdict <> 'refused'`
