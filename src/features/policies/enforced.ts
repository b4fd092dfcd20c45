import type { OrgId } from '../../lib/ids.ts'
import type { Tx } from '../../platform/db.ts'
import { enforcedGuards, type EnforcedGuard } from './model.ts'
import { routePage } from './route-store.ts'

const ROUTES_MAX = 20_000

export type EnforcedRoute = {
  readonly id: string
  readonly name: string
  readonly system: string
  readonly environment: string
  readonly regulated: boolean
  readonly policy: string
  readonly policyDigest: string
  readonly guards: readonly EnforcedGuard[]
}

/** Enabled routes of an organisation with the guards that act on each now. `complete: false`: there are more than were read. */
export async function enforcedRoutes(
  tx: Tx,
  org: OrgId,
): Promise<{ readonly routes: readonly EnforcedRoute[]; readonly complete: boolean }> {
  const rows = await routePage(tx, org, null, null, '', ROUTES_MAX + 1)
  return {
    complete: rows.length <= ROUTES_MAX,
    routes: rows.slice(0, ROUTES_MAX).flatMap((row) => {
      if (!row.enabled || row.policy_spec === null || row.policy_digest === null) return []
      const guards = enforcedGuards(row.policy_spec)
      if (guards.length === 0) return []
      return [
        {
          id: row.id,
          name: row.name,
          system: row.system_name,
          environment: row.environment,
          regulated: row.regulated,
          policy: `${row.policy_name}@${row.policy_version ?? 0}`,
          policyDigest: row.policy_digest,
          guards,
        },
      ]
    }),
  }
}
