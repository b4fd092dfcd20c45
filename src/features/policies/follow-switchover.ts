import { installation, record } from '../../identity/record.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { Tx } from '../../platform/db.ts'
import { bumpGeneration } from '../../platform/generation.ts'
import type { RouteOptions } from './contract.ts'
import type { PolicyDeps } from './deps.ts'
import { routesServing, setTargets } from './route-store.ts'

export type Switchover = {
  readonly systemId: string
  readonly environment: string
  /** Version id that was served until now. */
  readonly from: string
  readonly to: { readonly id: string; readonly label: string }
}

/** A version took over from another in an environment: routes that name the old one name the new one, in the deploying transaction. Returns how many. */
export async function followSwitchover(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  change: Switchover,
): Promise<number> {
  const routes = await routesServing(tx, org, change)
  for (const route of routes) {
    // A route may name both (old one as fallback of the new): then the old one goes and none stands twice.
    const has = route.target_ids.includes(change.to.id)
    const swap = <V>(list: readonly V[], value: (old: V) => V): V[] =>
      list.flatMap((item, i) => (route.target_ids[i] !== change.from ? [item] : has ? [] : [value(item)]))
    const targets = swap(route.target_ids, () => change.to.id)
    await setTargets(tx, org, route.id, {
      ids: targets,
      labels: swap(route.target_labels, () => change.to.label),
      options: switched(route.options, (weights) => swap(weights, (weight) => weight)),
      at: new Date(deps.clock.nowMs()),
    })
    await record(deps, tx, org, {
      type: 'route.changed',
      by: installation(org, 'deployment'),
      sys: route.system_ref,
      body: { route: route.id, policy: route.policy_name, policyDigest: route.policy_digest, targets },
    })
  }
  if (routes.length > 0) await bumpGeneration(tx, org)
  return routes.length
}

/** A weight goes with its place. When only weights of 0 are left, none means anything: the order holds. */
function switched(options: RouteOptions, swap: (weights: readonly number[]) => number[]): RouteOptions {
  const { balance, ...rest } = options
  if (balance === undefined) return options
  const weights = swap(balance.weights)
  return weights.some((w) => w > 0) ? { ...rest, balance: { ...balance, weights } } : rest
}
