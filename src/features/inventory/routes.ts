import type { Context } from 'hono'
import { notFound, problem } from '../../lib/problem.ts'
import {
  anyInScope,
  apiRouter,
  demand,
  principalOf,
  systemsInScope,
  type ApiEnv,
} from '../../identity/http.ts'
import { acceptOwnership, activeSystem, assignOwner, changeSystem, retireSystem } from './change.ts'
import { type AiSystem } from './contract.ts'
import type { InventoryDeps } from './deps.ts'
import { getSystem, listSystems, systemHistory } from './read.ts'
import { registerSystem } from './register.ts'
import { systemRowByName } from './store.ts'
import { systemsApi } from './endpoints.ts'

export function inventoryRoutes(deps: InventoryDeps) {
  const routes = apiRouter()

  routes.get('/systems', systemsApi.list, async (c) => {
    demand(c, 'system.read', anyInScope(c, 'system'))
    const query = systemsApi.list.query(c)
    const { org, ...rest } = principalOf(c)
    return c.json(
      await listSystems(deps, org, {
        ...query,
        words: query.q.trim().toLowerCase(),
        systems: systemsInScope({ ...rest, org }),
      }),
    )
  })

  routes.post('/systems', systemsApi.register, async (c) => {
    const { org } = principalOf(c)
    const input = await systemsApi.register.body(c)
    const by = demand(c, 'system.write', {
      kind: 'system',
      system: input.name,
      environment: input.environment,
    })
    const made = await deps.db.tx({ org }, async (tx) => {
      await registerSystem(deps, tx, org, by, input)
      return getSystem(deps, tx, org, input.name)
    })
    return reply(c, made, 201)
  })

  routes.get('/systems/:name', systemsApi.show, async (c) => {
    const { org } = principalOf(c)
    const name = await readable(deps, c)
    return reply(
      c,
      await deps.db.tx({ org }, (tx) => getSystem(deps, tx, org, name), { readOnly: true }),
      200,
    )
  })

  routes.patch('/systems/:name', systemsApi.change, async (c) => {
    const { org } = principalOf(c)
    const name = await readable(deps, c)
    const { revision: stated, ...patch } = await systemsApi.change.body(c)
    const revision = stated ?? ifMatch(c)
    const changed = await deps.db.tx({ org }, async (tx) => {
      const system = await activeSystem(tx, org, name)
      const by = demand(c, 'system.write', {
        kind: 'system',
        id: system.id,
        system: name,
        environment: system.environment,
      })
      await changeSystem(deps, tx, org, by, system, revision, patch)
      return getSystem(deps, tx, org, name)
    })
    return reply(c, changed, 200)
  })

  routes.post('/systems/:name/owner', systemsApi.assignOwner, async (c) => {
    const { org } = principalOf(c)
    const name = await readable(deps, c)
    const input = await systemsApi.assignOwner.body(c)
    const changed = await deps.db.tx({ org }, async (tx) => {
      const system = await activeSystem(tx, org, name)
      const by = demand(c, 'system.write', {
        kind: 'system',
        id: system.id,
        system: name,
        environment: system.environment,
      })
      await assignOwner(deps, tx, org, by, system, input.email, input.reason)
      return getSystem(deps, tx, org, name)
    })
    return reply(c, changed, 200)
  })

  routes.post('/systems/:name/accept', systemsApi.accept, async (c) => {
    const principal = principalOf(c)
    const { org } = principal
    const name = await readable(deps, c)
    const changed = await deps.db.tx({ org }, async (tx) => {
      await acceptOwnership(deps, tx, org, principal, await activeSystem(tx, org, name))
      return getSystem(deps, tx, org, name)
    })
    return reply(c, changed, 200)
  })

  routes.post('/systems/:name/retire', systemsApi.retire, async (c) => {
    const { org } = principalOf(c)
    const name = await readable(deps, c)
    const input = await systemsApi.retire.body(c)
    const changed = await deps.db.tx({ org }, async (tx) => {
      const system = await activeSystem(tx, org, name)
      const by = demand(c, 'system.write', {
        kind: 'system',
        id: system.id,
        system: name,
        environment: system.environment,
      })
      await retireSystem(deps, tx, org, by, system, input.reason)
      return getSystem(deps, tx, org, name)
    })
    return reply(c, changed, 200)
  })

  routes.get('/systems/:name/history', systemsApi.history, async (c) => {
    const { org } = principalOf(c)
    const name = await readable(deps, c)
    return c.json(await systemHistory(deps, org, name, systemsApi.history.query(c)))
  })

  return routes
}

/** The name in the path once its system exists for this caller: outside their scope it does not. */
async function readable(deps: InventoryDeps, c: Context<ApiEnv>): Promise<string> {
  const principal = principalOf(c)
  const name = c.req.param('name') ?? ''
  demand(c, 'system.read', anyInScope(c, 'system'))
  const systems = systemsInScope(principal)
  const exists =
    systems === null || systems.includes(name)
      ? await deps.db.tx({ org: principal.org }, (tx) => systemRowByName(tx, principal.org, name))
      : undefined
  if (exists === undefined) throw notFound('system', name)
  return name
}

/** The revision a change rests on; without one a change could silently undo another's. */
function ifMatch(c: Context<ApiEnv>): number {
  const match = /^(?:W\/)?"?(\d{1,9})"?$/.exec(c.req.header('if-match') ?? '')
  if (match === null)
    throw problem('revision_required', 428, 'say which revision you change', {
      where: 'revision',
      fix: 'send `revision` in the body or the ETag in `If-Match`',
    })
  return Number(match[1])
}

function reply(c: Context<ApiEnv>, system: AiSystem, status: 200 | 201): Response {
  c.header('etag', `"${system.revision}"`)
  return c.json(system, status)
}
