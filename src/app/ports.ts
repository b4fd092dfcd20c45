import type { SnapshotLoaders } from '../features/gateway/index.ts'
import { loadSystems } from '../features/inventory/index.ts'
import type { SetupFacts } from '../features/operations/index.ts'
import type { Evidence } from '../ledger/index.ts'
import type { OrgId } from '../lib/ids.ts'
import type { Tx } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import type { Rooms } from './rooms.ts'
import { readSetup, readSystemNames } from './setup-store.ts'
import type { Store } from './store.ts'

/** "Injection defence enforced on inputs": the control that the first ten minutes are about. */
export const FILTERING_CONTROL = 'AIC-GRD-01'

/** Everything the gateway obeys, from the rooms that own it; runs in the snapshot's one transaction. */
export const snapshotLoaders = (rooms: Rooms): Omit<SnapshotLoaders, 'orgs'> => ({
  keys: rooms.identity.lookupKeys,
  systems: loadSystems,
  versions: (tx) => rooms.registry.loadApprovedVersions(tx),
  policies: rooms.policies.loadPolicies,
  routes: rooms.policies.loadRoutes,
  kills: rooms.policies.loadKills,
  upstreams: rooms.policies.loadUpstreams,
  prices: rooms.registry.loadPrices,
  issuers: rooms.identity.lookupIssuers,
})

/** Each producer says which generation it obeys since when. A replica that cannot say so still serves: the entry is evidence, not a lock. */
export function recordSnapshot(log: Log, evidence: Evidence, org: OrgId, generation: number): void {
  evidence.recorder
    .entry(org, 'snapshot.active', { generation })
    .catch((error: unknown) => log.warn({ error, generation }, 'an adopted snapshot could not be recorded'))
}

export async function systemNames(
  store: Pick<Store, 'db'>,
  org: OrgId,
): Promise<ReadonlyMap<string, string>> {
  return new Map(
    (await store.db.tx({ org }, (tx) => readSystemNames(tx, org), { readOnly: true })).map((s) => [
      s.ref,
      s.name,
    ]),
  )
}

/** The set-up steps' facts, in the caller's transaction. */
export async function setupFacts(
  tx: Tx,
  org: OrgId,
  about: { readonly gatewayUrl: string },
): Promise<SetupFacts> {
  const row = await readSetup(tx, org, FILTERING_CONTROL)
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null
  return {
    claimedAt: iso(row.claimed_at),
    system:
      row.system === null || row.system_at === null
        ? null
        : { name: row.system, at: row.system_at.toISOString() },
    calls: Number(row.calls),
    firstCallAt: iso(row.first_call_at),
    lastCallAt: iso(row.last_call_at),
    guardCaught: row.caught_at === null ? null : { at: row.caught_at.toISOString(), what: row.caught ?? '' },
    enforced:
      row.enforced_at === null ? null : { at: row.enforced_at.toISOString(), control: FILTERING_CONTROL },
    gatewayUrl: about.gatewayUrl,
    route: row.route,
    keyPrefix: row.key_prefix,
  }
}
