import { apiRouter, demand, principalOf, systemsInScope } from '../../identity/http.ts'
import { deployVersion, retireVersion, rollBack, soleEnvironment } from './deploy.ts'
import type { RegistryDeps } from './deps.ts'
import { listPrices, setPrice } from './prices.ts'
import { getVersion, listVersions, versionOf } from './read.ts'
import { registerVersion } from './register.ts'
import { submitVersion } from './review.ts'
import type { VersionRow } from './store.ts'
import { pricesApi, versionsApi } from './endpoints.ts'

export function registryRoutes(deps: RegistryDeps) {
  const routes = apiRouter()

  routes.get('/versions', versionsApi.list, async (c) => {
    const principal = principalOf(c)
    const query = versionsApi.list.query(c)
    const systems = systemsInScope(principal)
    const named = query.system ?? systems?.[0]
    demand(c, 'version.read', { kind: 'version', ...(named === undefined ? {} : { system: named }) })
    return c.json(
      await listVersions(deps, principal.org, { ...query, systems, words: query.q.trim().toLowerCase() }),
    )
  })

  routes.post('/versions', versionsApi.register, async (c) => {
    const { org } = principalOf(c)
    const input = await versionsApi.register.body(c)
    const by = demand(c, 'version.write', { kind: 'version', system: input.system })
    const made = await deps.db.tx({ org }, async (tx) =>
      getVersion(deps, tx, org, await registerVersion(deps, tx, org, by, input)),
    )
    return c.json(made, 201)
  })

  routes.get('/versions/:label', versionsApi.show, async (c) => {
    const principal = principalOf(c)
    const { org } = principal
    const view = await deps.db.tx({ org }, async (tx) => {
      const version = await versionOf(tx, org, c.req.param('label'), systemsInScope(principal), false)
      demand(c, 'version.read', of(version))
      return getVersion(deps, tx, org, version)
    })
    return c.json(view)
  })

  routes.post('/versions/:label/submit', versionsApi.submit, async (c) => {
    const principal = principalOf(c)
    const { org } = principal
    const { comment } = await versionsApi.submit.body(c)
    const view = await deps.db.tx({ org }, async (tx) => {
      const version = await versionOf(tx, org, c.req.param('label'), systemsInScope(principal), true)
      await submitVersion(deps, tx, org, demand(c, 'version.write', of(version)), version, comment)
      return getVersion(deps, tx, org, await versionOf(tx, org, c.req.param('label'), null, false))
    })
    return c.json(view)
  })

  routes.post('/versions/:label/deploy', versionsApi.deploy, async (c) => {
    const principal = principalOf(c)
    const { org } = principal
    const { environment } = await versionsApi.deploy.body(c)
    const view = await deps.db.tx({ org }, async (tx) => {
      const version = await versionOf(tx, org, c.req.param('label'), systemsInScope(principal), true)
      await deployVersion(
        deps,
        tx,
        org,
        demand(c, 'version.deploy', { ...of(version), environment }),
        version,
        environment,
      )
      return getVersion(deps, tx, org, version)
    })
    return c.json(view)
  })

  routes.post('/versions/:label/rollback', versionsApi.rollBack, async (c) => {
    const principal = principalOf(c)
    const { org } = principal
    const input = await versionsApi.rollBack.body(c)
    const view = await deps.db.tx({ org }, async (tx) => {
      const version = await versionOf(tx, org, c.req.param('label'), systemsInScope(principal), true)
      const environment = input.environment ?? (await soleEnvironment(tx, org, version))
      return getVersion(
        deps,
        tx,
        org,
        await rollBack(
          deps,
          tx,
          org,
          demand(c, 'version.deploy', { ...of(version), environment }),
          version,
          environment,
        ),
      )
    })
    return c.json(view)
  })

  routes.post('/versions/:label/retire', versionsApi.retire, async (c) => {
    const principal = principalOf(c)
    const { org } = principal
    const { reason } = await versionsApi.retire.body(c)
    const view = await deps.db.tx({ org }, async (tx) => {
      const version = await versionOf(tx, org, c.req.param('label'), systemsInScope(principal), false)
      await retireVersion(deps, tx, org, demand(c, 'version.write', of(version)), version, reason)
      return getVersion(deps, tx, org, await versionOf(tx, org, c.req.param('label'), null, false))
    })
    return c.json(view)
  })

  routes.get('/prices', pricesApi.list, async (c) => {
    demand(c, 'policy.read', { kind: 'price' })
    return c.json(await listPrices(deps, principalOf(c).org, pricesApi.list.query(c)))
  })

  routes.post('/prices', pricesApi.set, async (c) => {
    const by = demand(c, 'route.write', { kind: 'price' })
    const { org } = principalOf(c)
    const input = await pricesApi.set.body(c)
    return c.json(await deps.db.tx({ org }, (tx) => setPrice(deps, tx, org, by, input)), 201)
  })

  return routes
}

const of = (version: VersionRow) => ({ kind: 'version', id: version.id, system: version.system_name })
