import { z } from 'zod'
import { environmentSchema } from '../../identity/contract.ts'
import {
  apiRouter,
  bodyOf,
  demand,
  pageQuerySchema,
  principalOf,
  queryOf,
  systemsInScope,
} from '../../identity/http.ts'
import { versionInputSchema } from './contract.ts'
import { deployVersion, retireVersion, rollBack, soleEnvironment } from './deploy.ts'
import type { RegistryDeps } from './deps.ts'
import { priceInputSchema } from './price-contract.ts'
import { listPrices, setPrice } from './prices.ts'
import { getVersion, listVersions, versionOf } from './read.ts'
import { registerVersion } from './register.ts'
import { submitVersion } from './review.ts'
import type { VersionRow } from './store.ts'

const listQuery = pageQuerySchema.extend({ system: z.string().max(63).nullable().default(null) })

export function registryRoutes(deps: RegistryDeps) {
  const routes = apiRouter()

  routes.get('/versions', async (c) => {
    const principal = principalOf(c)
    const query = queryOf(c, listQuery)
    const systems = systemsInScope(principal)
    const named = query.system ?? systems?.[0]
    demand(c, 'version.read', { kind: 'version', ...(named === undefined ? {} : { system: named }) })
    return c.json(
      await listVersions(deps, principal.org, { ...query, systems, words: query.q.trim().toLowerCase() }),
    )
  })

  routes.post('/versions', async (c) => {
    const { org } = principalOf(c)
    const input = await bodyOf(c, versionInputSchema)
    const by = demand(c, 'version.write', { kind: 'version', system: input.system })
    const made = await deps.db.tx({ org }, async (tx) =>
      getVersion(deps, tx, org, await registerVersion(deps, tx, org, by, input)),
    )
    return c.json(made, 201)
  })

  routes.get('/versions/:label', async (c) => {
    const principal = principalOf(c)
    const { org } = principal
    const view = await deps.db.tx({ org }, async (tx) => {
      const version = await versionOf(tx, org, c.req.param('label'), systemsInScope(principal), false)
      demand(c, 'version.read', of(version))
      return getVersion(deps, tx, org, version)
    })
    return c.json(view)
  })

  routes.post('/versions/:label/submit', async (c) => {
    const principal = principalOf(c)
    const { org } = principal
    const { comment } = await bodyOf(c, z.strictObject({ comment: z.string().trim().max(2000).default('') }))
    const view = await deps.db.tx({ org }, async (tx) => {
      const version = await versionOf(tx, org, c.req.param('label'), systemsInScope(principal), true)
      await submitVersion(deps, tx, org, demand(c, 'version.write', of(version)), version, comment)
      return getVersion(deps, tx, org, await versionOf(tx, org, c.req.param('label'), null, false))
    })
    return c.json(view)
  })

  routes.post('/versions/:label/deploy', async (c) => {
    const principal = principalOf(c)
    const { org } = principal
    const { environment } = await bodyOf(c, z.strictObject({ environment: environmentSchema }))
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

  routes.post('/versions/:label/rollback', async (c) => {
    const principal = principalOf(c)
    const { org } = principal
    const input = await bodyOf(c, z.strictObject({ environment: environmentSchema.optional() }))
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

  routes.post('/versions/:label/retire', async (c) => {
    const principal = principalOf(c)
    const { org } = principal
    const { reason } = await bodyOf(c, z.strictObject({ reason: z.string().trim().min(1).max(2000) }))
    const view = await deps.db.tx({ org }, async (tx) => {
      const version = await versionOf(tx, org, c.req.param('label'), systemsInScope(principal), false)
      await retireVersion(deps, tx, org, demand(c, 'version.write', of(version)), version, reason)
      return getVersion(deps, tx, org, await versionOf(tx, org, c.req.param('label'), null, false))
    })
    return c.json(view)
  })

  routes.get('/prices', async (c) => {
    demand(c, 'policy.read', { kind: 'price' })
    return c.json(await listPrices(deps, principalOf(c).org, queryOf(c, pageQuerySchema)))
  })

  routes.post('/prices', async (c) => {
    const by = demand(c, 'route.write', { kind: 'price' })
    const { org } = principalOf(c)
    const input = await bodyOf(c, priceInputSchema)
    return c.json(await deps.db.tx({ org }, (tx) => setPrice(deps, tx, org, by, input)), 201)
  })

  return routes
}

const of = (version: VersionRow) => ({ kind: 'version', id: version.id, system: version.system_name })
