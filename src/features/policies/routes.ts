import { anyInScope, apiRouter, demand, principalOf, systemsInScope } from '../../identity/http.ts'
import type { SystemAddress } from '../../identity/ports.ts'
import type { OrgId } from '../../lib/ids.ts'
import { notFound } from '../../lib/problem.ts'
import type { Tx } from '../../platform/db.ts'
import { activateDraft, rollBack } from './activate.ts'
import type { PolicyDeps } from './deps.ts'
import {
  createPolicy,
  diffDraft,
  diffVersions,
  discardDraft,
  listPolicies,
  policyVersions,
  readPolicy,
  saveDraft,
} from './drafts.ts'
import { detectorRoutes } from './detector-routes.ts'
import { dryRun } from './dry-run.ts'
import { createDetector, listDetectors } from './external-detectors.ts'
import { changeRoute, createRoute, listRoutes, mustRoute } from './gateway-routes.ts'
import { intervalsBetween } from './intervals.ts'
import { engageKill, listKills, requestRelease } from './kill.ts'
import { createUpstream, listUpstreams } from './upstreams.ts'
import { detectorsApi, killApi, policiesApi, routesApi, upstreamsApi } from './endpoints.ts'

const DAY_MS = 86_400_000

/** /policies, /routes, /upstreams, /detectors, /external-detectors, /kill */
export function policyRoutes(deps: PolicyDeps) {
  const routes = apiRouter()
  const inOrg = <T>(org: OrgId, work: (tx: Tx) => Promise<T>): Promise<T> => deps.db.tx({ org }, work)

  routes.get('/policies', policiesApi.list, async (c) => {
    demand(c, 'policy.read', { kind: 'policy' })
    const { org } = principalOf(c)
    return c.json(await inOrg(org, (tx) => listPolicies(deps, tx, org, policiesApi.list.query(c))))
  })

  routes.post('/policies', policiesApi.create, async (c) => {
    const by = demand(c, 'policy.write', { kind: 'policy' })
    const { org } = principalOf(c)
    const input = await policiesApi.create.body(c)
    return c.json(await inOrg(org, (tx) => createPolicy(deps, tx, org, by, input)), 201)
  })

  routes.get('/policies/:name', policiesApi.show, async (c) => {
    demand(c, 'policy.read', { kind: 'policy', id: c.req.param('name') })
    const { org } = principalOf(c)
    return c.json(await inOrg(org, (tx) => readPolicy(deps, tx, org, c.req.param('name'))))
  })

  routes.get('/policies/:name/versions', policiesApi.versions, async (c) => {
    demand(c, 'policy.read', { kind: 'policy', id: c.req.param('name') })
    const { org } = principalOf(c)
    return c.json(await inOrg(org, (tx) => policyVersions(deps, tx, org, c.req.param('name'))))
  })

  routes.put('/policies/:name/draft', policiesApi.saveDraft, async (c) => {
    const by = demand(c, 'policy.write', { kind: 'policy', id: c.req.param('name') })
    const { org } = principalOf(c)
    const { spec } = await policiesApi.saveDraft.body(c)
    return c.json(await inOrg(org, (tx) => saveDraft(deps, tx, org, by, c.req.param('name'), spec)))
  })

  routes.delete('/policies/:name/draft', policiesApi.discardDraft, async (c) => {
    const by = demand(c, 'policy.write', { kind: 'policy', id: c.req.param('name') })
    const { org } = principalOf(c)
    await inOrg(org, (tx) => discardDraft(deps, tx, org, by, c.req.param('name')))
    return c.body(null, 204)
  })

  routes.get('/policies/:name/draft/diff', policiesApi.diffDraft, async (c) => {
    demand(c, 'policy.read', { kind: 'policy', id: c.req.param('name') })
    const { org } = principalOf(c)
    return c.json(await inOrg(org, (tx) => diffDraft(tx, org, c.req.param('name'))))
  })

  routes.get('/policies/:name/diff', policiesApi.diff, async (c) => {
    demand(c, 'policy.read', { kind: 'policy', id: c.req.param('name') })
    const { org } = principalOf(c)
    const { from, to } = policiesApi.diff.query(c)
    return c.json(await inOrg(org, (tx) => diffVersions(tx, org, c.req.param('name'), from, to)))
  })

  routes.post('/policies/:name/rollback', policiesApi.rollBack, async (c) => {
    const by = demand(c, 'policy.write', { kind: 'policy', id: c.req.param('name') })
    const { org } = principalOf(c)
    const input = await policiesApi.rollBack.body(c)
    const done = await inOrg(org, (tx) => rollBack(deps, tx, org, by, c.req.param('name'), input))
    return c.json(done, done.state === 'waiting' ? 202 : 200)
  })

  routes.post('/policies/:name/draft/dry-run', policiesApi.dryRun, async (c) => {
    const by = demand(c, 'policy.write', { kind: 'policy', id: c.req.param('name') })
    const { hours } = await policiesApi.dryRun.body(c)
    return c.json(await dryRun(deps, principalOf(c).org, by, c.req.param('name'), hours))
  })

  routes.post('/policies/:name/activate', policiesApi.activate, async (c) => {
    const by = demand(c, 'policy.write', { kind: 'policy', id: c.req.param('name') })
    const { org } = principalOf(c)
    const input = await policiesApi.activate.body(c)
    const done = await inOrg(org, (tx) =>
      activateDraft(deps, tx, org, by, c.req.param('name'), input.comment),
    )
    return c.json(done, done.state === 'waiting' ? 202 : 200)
  })

  routes.get('/routes', routesApi.list, async (c) => {
    const systems = systemsInScope(principalOf(c))
    demand(c, 'policy.read', anyInScope(c, 'route'))
    const { org } = principalOf(c)
    const query = { ...routesApi.list.query(c), systems }
    return c.json(await inOrg(org, (tx) => listRoutes(deps, tx, org, query)))
  })

  routes.post('/routes', routesApi.create, async (c) => {
    const { org } = principalOf(c)
    const input = await routesApi.create.body(c)
    const made = await inOrg(org, async (tx) => {
      const by = demand(c, 'route.write', {
        kind: 'route',
        system: input.system,
        environment: input.environment,
      })
      return createRoute(deps, tx, org, by, { ...input, system: await systemOf(deps, tx, org, input.system) })
    })
    return c.json(made, 201)
  })

  routes.patch('/routes/:id', routesApi.change, async (c) => {
    const { org } = principalOf(c)
    const patch = await routesApi.change.body(c)
    const done = await inOrg(org, async (tx) => {
      const row = await mustRoute(tx, org, c.req.param('id'))
      const by = demand(c, 'route.write', {
        kind: 'route',
        id: row.id,
        system: row.system_name,
        environment: row.environment,
      })
      return changeRoute(deps, tx, org, by, row.id, patch)
    })
    return c.json(done, done.state === 'waiting' ? 202 : 200)
  })

  routes.get('/routes/:id/intervals', routesApi.intervals, async (c) => {
    const { org } = principalOf(c)
    const asked = routesApi.intervals.query(c)
    const toMs = asked.to === undefined ? deps.clock.nowMs() + 1 : Date.parse(asked.to)
    const fromMs = asked.from === undefined ? toMs - 90 * DAY_MS : Date.parse(asked.from)
    return c.json(
      await inOrg(org, async (tx) => {
        const row = await mustRoute(tx, org, c.req.param('id'))
        demand(c, 'policy.read', {
          kind: 'route',
          id: row.id,
          system: row.system_name,
          environment: row.environment,
        })
        return intervalsBetween(tx, org, row.id, fromMs, toMs)
      }),
    )
  })

  routes.get('/upstreams', upstreamsApi.list, async (c) => {
    demand(c, 'policy.read', { kind: 'upstream' })
    const { org } = principalOf(c)
    return c.json(await inOrg(org, (tx) => listUpstreams(deps, tx, org)))
  })

  routes.post('/upstreams', upstreamsApi.create, async (c) => {
    const by = demand(c, 'route.write', { kind: 'upstream' })
    const { org } = principalOf(c)
    const input = await upstreamsApi.create.body(c)
    return c.json(await inOrg(org, (tx) => createUpstream(deps, tx, org, by, input)), 201)
  })

  routes.get('/external-detectors', detectorsApi.listExternal, async (c) => {
    demand(c, 'policy.read', { kind: 'policy' })
    const { org } = principalOf(c)
    return c.json(await inOrg(org, (tx) => listDetectors(deps, tx, org)))
  })

  routes.post('/external-detectors', detectorsApi.createExternal, async (c) => {
    const by = demand(c, 'policy.write', { kind: 'policy' })
    const { org } = principalOf(c)
    const input = await detectorsApi.createExternal.body(c)
    return c.json(await inOrg(org, (tx) => createDetector(deps, tx, org, by, input)), 201)
  })

  routes.get('/kill', killApi.list, async (c) => {
    const systems = systemsInScope(principalOf(c))
    demand(c, 'system.read', anyInScope(c, 'system'))
    const { org } = principalOf(c)
    return c.json(await inOrg(org, (tx) => listKills(deps, tx, org, systems)))
  })

  routes.post('/kill/:system', killApi.set, async (c) => {
    const { org } = principalOf(c)
    const input = await killApi.set.body(c)
    const done = await inOrg(org, async (tx) => {
      const name = c.req.param('system')
      const found = await deps.systems.systemByName(tx, org, name)
      const by = demand(c, 'kill.engage', {
        kind: 'system',
        system: name,
        ...(found && { environment: found.environment }),
      })
      if (found === undefined) throw notFound('system', name)
      if (input.engage)
        return {
          state: 'active' as const,
          approvalId: null,
          kill: await engageKill(deps, tx, org, by, found, input.reason),
        }
      return { state: 'waiting' as const, ...(await requestRelease(deps, tx, org, by, found, input.reason)) }
    })
    return c.json(done, done.state === 'waiting' ? 202 : 200)
  })

  routes.route('/', detectorRoutes(deps))
  return routes
}

async function systemOf(deps: PolicyDeps, tx: Tx, org: OrgId, name: string): Promise<SystemAddress> {
  const system = await deps.systems.systemByName(tx, org, name)
  if (system === undefined) throw notFound('system', name)
  return system
}

/** A scoped caller's list is about their systems: any one of them stands for the decision, the statement filters by all. */
