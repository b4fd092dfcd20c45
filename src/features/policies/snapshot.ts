import type { Environment } from '../../identity/contract.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { Tx } from '../../platform/db.ts'
import type { KeyStore } from '../../platform/keystore.ts'
import type { PolicySpec, RouteOptions, UpstreamKind, UpstreamOptions } from './contract.ts'
import { detectorsAsked, type ActiveDetector } from './external-detectors.ts'
import { routesEverywhere } from './route-store.ts'
import { activeEverywhere } from './store.ts'
import { killsEverywhere, upstreamsEverywhere } from './switch-store.ts'
import { UPSTREAM_KEY } from './upstreams.ts'

/**
 * What the gateway obeys, of all organisations; scope `system`, inside the snapshot's one repeatable-read transaction.
 * LIMIT: one snapshot holds at most ROWS_MAX of each; more makes the load fail loudly instead of dropping some.
 */
const ROWS_MAX = 100_000

export type ActivePolicy = {
  /** The policy's id (a route's `policyId`), the same over its versions. */
  readonly id: string
  readonly org: OrgId
  readonly name: string
  readonly version: number
  readonly digest: string
  readonly spec: PolicySpec
  /** The external detectors that its rules name; absent: none. */
  readonly external?: readonly ActiveDetector[]
}
export type ActiveRoute = {
  readonly id: string
  readonly org: OrgId
  readonly name: string
  readonly systemId: string
  readonly environment: Environment
  readonly policyId: string
  readonly targets: readonly string[]
  readonly options: RouteOptions
  readonly regulated: boolean
  readonly enabled: boolean
}
export type ActiveUpstream = {
  readonly id: string
  readonly org: OrgId
  readonly name: string
  readonly kind: UpstreamKind
  readonly baseUrl: string | null
  readonly options: UpstreamOptions
  /** In clear, in memory only. */
  readonly key: string | null
}

/** `detectors` are loaded only if some policy asks one; a rule whose detector is missing there fails as a rule without a detector does. */
export async function loadPolicies(
  tx: Tx,
  detectors: () => Promise<ReadonlyMap<string, ActiveDetector>>,
): Promise<ActivePolicy[]> {
  let known: ReadonlyMap<string, ActiveDetector> | null = null
  const out: ActivePolicy[] = []
  for (const row of whole(await activeEverywhere(tx, ROWS_MAX + 1), 'policies')) {
    const asked = detectorsAsked(row.spec)
    if (asked.length > 0) known ??= await detectors()
    const external = asked.flatMap((name) => known?.get(`${row.org_id} ${name}`) ?? [])
    out.push({
      id: row.policy_id,
      org: row.org_id,
      name: row.name,
      version: row.version,
      digest: row.digest,
      spec: row.spec,
      ...(external.length === 0 ? {} : { external }),
    })
  }
  return out
}

/** In order of creation: the gateway picks the first where several fit. */
export const loadRoutes = async (tx: Tx): Promise<ActiveRoute[]> =>
  whole(await routesEverywhere(tx, ROWS_MAX + 1), 'routes').map((row) => ({
    id: row.id,
    org: row.org_id,
    name: row.name,
    systemId: row.system_id,
    environment: row.environment,
    policyId: row.policy_id,
    targets: row.target_ids,
    options: row.options,
    regulated: row.regulated,
    enabled: row.enabled,
  }))

export const loadKills = async (tx: Tx): Promise<{ org: OrgId; systemId: string }[]> =>
  whole(await killsEverywhere(tx, ROWS_MAX + 1), 'kill switches').map((row) => ({
    org: row.org_id,
    systemId: row.system_id,
  }))

/**
 * Provider keys are unsealed on each load of a new generation, never per call. An upstream whose key cannot be unsealed (another
 * key-encryption key) is left out, so that its routes refuse and all others go on; `unreadable` hears its id.
 */
export async function loadUpstreams(
  tx: Tx,
  keystore: Pick<KeyStore, 'unwrap'>,
  unreadable: (id: string) => void,
): Promise<ActiveUpstream[]> {
  const out: ActiveUpstream[] = []
  for (const row of whole(await upstreamsEverywhere(tx, ROWS_MAX + 1), 'upstreams')) {
    let key: string | null = null
    try {
      if (row.key_sealed !== null) key = keystore.unwrap(UPSTREAM_KEY, row.key_sealed).toString('utf8')
    } catch {
      unreadable(row.id)
      continue
    }
    out.push({
      id: row.id,
      org: row.org_id,
      name: row.name,
      kind: row.kind,
      baseUrl: row.base_url,
      options: row.options,
      key,
    })
  }
  return out
}

function whole<R>(rows: readonly R[], what: string): readonly R[] {
  if (rows.length > ROWS_MAX)
    throw new Error(`more than ${ROWS_MAX} ${what}: the snapshot would be incomplete`)
  return rows
}
