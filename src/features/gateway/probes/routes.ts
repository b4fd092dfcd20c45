import { anyInScope, apiRouter, demand, principalOf, systemsInScope } from '../../../identity/http.ts'
import { probeNow, probesOf, type GuardProbesDeps } from './probe-guards.ts'
import { probesApi } from './endpoints.ts'

/** /guard-probes: are the enforced guards alive? */
export function probeRoutes(deps: GuardProbesDeps) {
  const routes = apiRouter()
  const shown = async (org: Parameters<typeof probeNow>[1], systems: readonly string[] | null) => {
    const { asOf, items } = await deps.db.tx(
      { org },
      (tx) => probesOf(tx, org, new Date(deps.clock.nowMs()), systems),
      { readOnly: true },
    )
    return { asOf, items }
  }

  routes.get('/guard-probes', probesApi.list, async (c) => {
    const principal = principalOf(c)
    const systems = systemsInScope(principal)
    demand(c, 'policy.read', anyInScope(c, 'probe'))
    return c.json(await shown(principal.org, systems))
  })

  routes.post('/guard-probes', probesApi.run, async (c) => {
    const principal = principalOf(c)
    const systems = systemsInScope(principal)
    const by = demand(c, 'control.test', anyInScope(c, 'probe'))
    const { route } = await probesApi.run.body(c)
    await probeNow(deps, principal.org, by, { route, systems })
    return c.json(await shown(principal.org, systems))
  })

  return routes
}
