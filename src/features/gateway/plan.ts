import { refuse, type Refusal } from './answers.ts'
import type { Call } from './call.ts'
import type { ChatDeps } from './chat-deps.ts'
import { ordered } from './resilience/dispatch.ts'
import { selectRoute, type Key, type Route, type Snapshot, type Target } from './snapshot.ts'
import { freshness } from './snapshot-holder.ts'

/** What a call runs under: pinned at its start; a fallback takes a newer one. */
export type Plan = { readonly route: Route; readonly targets: readonly Target[] }

/** Route and targets under the call's snapshot, or why not. Every way in which the world may have moved on ends here. */
export function planFor(call: Call, key: Key, model: string, deps: ChatDeps): Plan | Refusal {
  const selected = selectRoute(key, model)
  if (!selected.ok) {
    if (selected.code === 'environment_mismatch') {
      return refuse(
        'environment_mismatch',
        `the route \`${model}\` is for \`${selected.environment}\`, this key is for \`${key.part.environment}\``,
        { param: 'model' },
      )
    }
    const names =
      selected.available.length === 0
        ? 'none yet: create a route'
        : selected.available.map((n) => `\`${n}\``).join(', ')
    return refuse(
      'model_not_found',
      `no route, version or model \`${model}\` for system \`${key.system.name}\`; available: ${names}`,
      { param: 'model' },
    )
  }
  const { route, targets } = selected
  const refusal = standing(call, key, call.snapshot, route, deps)
  if (refusal !== null) return refusal
  const allowed = deps.admission.allowed(key, route, call.operation, targets)
  return allowed.length === 0
    ? notApproved(route)
    : { route, targets: ordered(call, key, route, allowed, deps.resilience) }
}

export const notApproved = (route: Route): Refusal =>
  refuse(
    'version_not_approved',
    `the route \`${route.part.name}\` has no approved and deployed version in \`${route.part.environment}\``,
  )

/** Refusals that hold for a route as a whole, under one snapshot. */
export function standing(
  call: Call,
  key: Key,
  snapshot: Snapshot,
  route: Route,
  deps: ChatDeps,
): Refusal | null {
  if (route.system.retired) return refuse('system_retired', `the system \`${route.system.name}\` is retired`)
  if (snapshot.killed.has(route.part.systemId))
    return refuse('kill_switch', `the kill switch of \`${route.system.name}\` is engaged`)
  const ageMs = deps.snapshots.ageMs()
  if (ageMs > freshness.allMs || (route.part.regulated && ageMs > freshness.regulatedMs)) {
    return refuse('snapshot_stale', 'this gateway cannot confirm its policies: it refuses until it can', {
      retryAfterS: 5,
    })
  }
  const denied = deps.admission.access(key, route, call.operation)
  if (denied !== null) return denied
  if (route.part.regulated && !call.host.recorder.available) {
    return refuse('evidence_unavailable', 'evidence cannot be written now, so this route refuses', {
      retryAfterS: 5,
    })
  }
  return null
}

/** Why key and route may not go on under the newest snapshot, whichever target is meant; null = they may. */
export function standingNow(call: Call, key: Key, deps: ChatDeps): Refusal | null {
  const newest = deps.snapshots.current
  if (newest === call.snapshot && call.route !== null) return standing(call, key, newest, call.route, deps)
  const sameKey = newest.keysByHash.get(key.part.hash)
  const route = newest.routesById.get(call.route?.part.id ?? '')
  if (sameKey === undefined || sameKey.part.revokedAtMs !== null)
    return refuse('key_revoked', 'the key was revoked while this call ran')
  if (route === undefined || !route.part.enabled)
    return refuse('version_not_approved', 'the route was taken out of service while this call ran')
  return standing(call, sameKey, newest, route, deps)
}
