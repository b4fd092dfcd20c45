import type { IssuerRecord } from '../../identity/jwt/issuer-record.ts'
import type { KeyRecord } from '../../identity/ports.ts'
import type { Environment } from '../../ledger/contract.ts'
import type { OrgId, SystemRef } from '../../lib/ids.ts'
import type { ActiveDetector } from '../policies/index.ts'
import type { PolicySpec, RouteOptions, UpstreamKind, UpstreamOptions } from '../policies/contract.ts'
import type { ApprovedVersion, ModelPrice, PricePart } from '../registry/index.ts'
import { priceLookup } from './limits/price.ts'
import { routeResilience, type RouteResilience } from './resilience/settings.ts'

/**
 * What the gateway obeys, as rows. Loaders of the rooms that own them return these; app/ wires them into one repeatable-read transaction.
 * Rows of an organisation that is not in `orgs` are ignored.
 */
export type OrgPart = { readonly org: OrgId; readonly generation: number; readonly sample: boolean }
/** As identity hands it out: `hash` is the lower-case hex SHA-256 of the whole bearer string. */
export type KeyPart = KeyRecord
export type SystemPart = {
  readonly id: string
  readonly org: OrgId
  readonly ref: SystemRef
  readonly name: string
  readonly retired: boolean
}
/** Only approved versions that are deployed: whatever is not here is not served. A type that only registry can make. */
export type VersionPart = ApprovedVersion
export type PolicyPart = {
  readonly id: string
  readonly org: OrgId
  readonly name: string
  readonly version: number
  readonly digest: string
  readonly spec: PolicySpec
  /** The external detectors that its rules name; absent: none. */
  readonly external?: readonly ActiveDetector[]
}
export type RoutePart = {
  readonly id: string
  readonly org: OrgId
  readonly name: string
  readonly systemId: string
  readonly environment: Environment
  readonly policyId: string
  /** Version ids, the first is primary. */
  readonly targets: readonly string[]
  /** Absent = none. */
  readonly options?: RouteOptions
  readonly regulated: boolean
  readonly enabled: boolean
}
export type KillPart = { readonly org: OrgId; readonly systemId: string }
export type UpstreamPart = {
  readonly id: string
  readonly org: OrgId
  readonly name: string
  readonly kind: UpstreamKind
  readonly baseUrl: string | null
  readonly options: UpstreamOptions
  /** In clear, in memory only. */
  readonly key: string | null
}

export type SnapshotParts = {
  readonly orgs: readonly OrgPart[]
  readonly keys: readonly KeyPart[]
  readonly systems: readonly SystemPart[]
  readonly versions: readonly VersionPart[]
  readonly policies: readonly PolicyPart[]
  readonly routes: readonly RoutePart[]
  readonly kills: readonly KillPart[]
  readonly upstreams: readonly UpstreamPart[]
  /** Absent: no price is known, nobody's tokens are trusted. */
  readonly prices?: readonly PricePart[]
  readonly issuers?: readonly IssuerRecord[]
}

/** One place where the call may go: a version that registry says is approved and deployed, and the upstream that serves it. */
export type Target = {
  readonly index: number
  readonly version: VersionPart
  readonly upstream: UpstreamPart
  /** Null: not known. */
  readonly price: ModelPrice | null
}

export type Route = {
  readonly part: RoutePart
  readonly system: SystemPart
  readonly policy: PolicyPart
  /** `trial-guard@1`, as the answer's header shows it. */
  readonly policyLabel: string
  /** In the route's order; targets that are not approved and deployed in its environment are left out. */
  readonly targets: readonly Target[]
  /** Targets as configured, for a clear error when none of them may be served. */
  readonly configured: number
  /** Null when the route has no options. */
  readonly resilience: RouteResilience | null
}

export type Key = {
  readonly part: KeyPart
  readonly system: SystemPart
  readonly generation: number
  readonly routes: readonly Route[]
  /** What names selected so far: the rows never change, and most calls of a key name the same route. */
  readonly selected: Map<string, Selection>
}

/** Immutable. A call pins one and uses nothing newer but for a fallback, which re-evaluates against the newest. */
export type Snapshot = {
  /** Sum over organisations: grows with every change. */
  readonly serial: number
  readonly generations: ReadonlyMap<OrgId, number>
  readonly keysByHash: ReadonlyMap<string, Key>
  readonly routesById: ReadonlyMap<string, Route>
  readonly killed: ReadonlySet<string>
  /** By the `iss` of their tokens. */
  readonly issuers: ReadonlyMap<string, readonly IssuerRecord[]>
}

export const emptySnapshot: Snapshot = {
  serial: 0,
  generations: new Map(),
  keysByHash: new Map(),
  routesById: new Map(),
  killed: new Set(),
  issuers: new Map(),
}

/**
 * Rows to look-ups. INVARIANT: a target exists only if its version is approved, deployed in the route's environment and belongs to the route's
 * system; a row that points to nothing (a route without its policy, a key without its system) is left out, so that it refuses.
 */
export function compileSnapshot(parts: SnapshotParts): Snapshot {
  const generations = new Map(parts.orgs.map((o) => [o.org, o.generation]))
  const systems = byId(parts.systems)
  const versions = byId(parts.versions)
  const policies = byId(parts.policies)
  const upstreams = new Map(parts.upstreams.map((u) => [`${u.org} ${u.name}`, u]))
  const priceOf = priceLookup(parts.prices ?? [])
  const routesById = new Map<string, Route>()
  const routesBySystem = new Map<string, Route[]>()
  for (const part of parts.routes) {
    const system = systems.get(part.systemId)
    const policy = policies.get(part.policyId)
    if (system === undefined || policy === undefined || system.org !== part.org || policy.org !== part.org)
      continue
    const targets: Target[] = []
    part.targets.forEach((id, index) => {
      const version = versions.get(id)
      const upstream = version && upstreams.get(`${version.org} ${version.upstream}`)
      if (version === undefined || upstream === undefined) return
      if (version.org !== part.org || version.systemId !== part.systemId) return
      if (version.environments.includes(part.environment))
        targets.push({ index, version, upstream, price: priceOf(version, upstream.kind === 'sandbox') })
    })
    const policyLabel = `${policy.name}@${policy.version}`
    const configured = part.targets.length
    const resilience = routeResilience(part.options, configured)
    const route: Route = { part, system, policy, policyLabel, targets, configured, resilience }
    routesById.set(part.id, route)
    const siblings = routesBySystem.get(part.systemId)
    if (siblings === undefined) routesBySystem.set(part.systemId, [route])
    else siblings.push(route)
  }
  const keysByHash = new Map<string, Key>()
  for (const part of parts.keys) {
    const system = systems.get(part.systemId)
    const generation = generations.get(part.org)
    if (system === undefined || generation === undefined || system.org !== part.org) continue
    keysByHash.set(part.hash, {
      part,
      system,
      generation,
      routes: routesBySystem.get(part.systemId) ?? [],
      selected: new Map(),
    })
  }
  for (const issuer of parts.issuers ?? [])
    for (const part of callersOf(issuer)) {
      const system = systems.get(part.systemId)
      const generation = generations.get(issuer.org)
      if (system === undefined || generation === undefined || system.org !== issuer.org) continue
      const routes = routesBySystem.get(part.systemId) ?? []
      keysByHash.set(part.hash, { part, system, generation, routes, selected: new Map() })
    }
  let serial = 0
  for (const generation of generations.values()) serial += generation
  const issuers = new Map<string, IssuerRecord[]>()
  for (const issuer of parts.issuers ?? []) {
    const same = issuers.get(issuer.issuer)
    if (same === undefined) issuers.set(issuer.issuer, [issuer])
    else same.push(issuer)
  }
  return {
    serial,
    generations,
    keysByHash,
    routesById,
    killed: new Set(parts.kills.map((k) => k.systemId)),
    issuers,
  }
}

const byId = <P extends { readonly id: string }>(rows: readonly P[]): Map<string, P> =>
  new Map(rows.map((r) => [r.id, r]))

/** What a client's `model` may name within its key's system. `targets`: in the order in which they are tried. */
export type Selection =
  | { readonly ok: true; readonly route: Route; readonly targets: readonly Target[] }
  | { readonly ok: false; readonly code: 'model_not_found'; readonly available: readonly string[] }
  | { readonly ok: false; readonly code: 'environment_mismatch'; readonly environment: Environment }

/**
 * By route name, else by the label of a target's version, else by a target's provider model id; enabled routes of the key's environment only.
 * A label or model id means that target first. Where it stands in several routes, the first created one is meant (loaders keep that order).
 */
export function selectRoute(key: Key, model: string): Selection {
  let selection = key.selected.get(model)
  if (selection === undefined) {
    selection = select(key, model)
    if (selection.ok && key.selected.size < 1_000) key.selected.set(model, selection)
  }
  return selection
}

function select(key: Key, model: string): Selection {
  const open = key.routes.filter((r) => r.part.enabled && r.part.environment === key.part.environment)
  const named = open.find((r) => r.part.name === model)
  if (named !== undefined) return { ok: true, route: named, targets: named.targets }
  for (const is of [(t: Target) => t.version.label === model, (t: Target) => t.version.modelId === model]) {
    const route = open.find((r) => r.targets.some(is))
    if (route !== undefined) {
      return {
        ok: true,
        route,
        targets: [...route.targets.filter(is), ...route.targets.filter((t) => !is(t))],
      }
    }
  }
  const elsewhere = key.routes.find((r) => r.part.enabled && r.part.name === model)
  if (elsewhere !== undefined)
    return { ok: false, code: 'environment_mismatch', environment: elsewhere.part.environment }
  return { ok: false, code: 'model_not_found', available: open.map((r) => r.part.name) }
}

/** Where an issuer's callers of one system stand among the keys. No bearer's SHA-256 in hex reads like this. */
export const callerKeyName = (issuerId: string, systemId: string): string => `issuer ${issuerId} ${systemId}`

/** An issuer's callers of one system go through everything as one key would: scope, limits, routes. Who each is, is the end user. */
const callersOf = (issuer: IssuerRecord): KeyPart[] =>
  issuer.systems.map((system) => ({
    hash: callerKeyName(issuer.id, system.id),
    id: issuer.id,
    org: issuer.org,
    name: issuer.name,
    systemId: system.id,
    systemName: system.name,
    environment: issuer.environment,
    // each token has its own end
    expiresAtMs: Number.MAX_SAFE_INTEGER,
    revokedAtMs: null,
    limits: issuer.limits,
    scope: issuer.scope,
  }))
