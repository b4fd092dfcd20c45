import { streamSSE } from 'hono/streaming'
import {
  anyInScope,
  callerScope,
  apiRouter,
  demand,
  principalOf,
  systemsInScope,
} from '../../identity/http.ts'
import { record, type Records } from '../../identity/record.ts'
import type { OrgId } from '../../lib/ids.ts'
import {
  callDetail,
  callFacets,
  callProof,
  findCall,
  listCalls,
  systemOf,
  type CallLogDeps,
} from './call-log.ts'
import type { RoutesHealth } from '../policies/contract.ts'
import type { Call } from './contract.ts'
import type { LiveCalls } from './live.ts'
import { searchRoutes } from './search/routes.ts'
import type { HealthScope } from './siblings.ts'
import type { SealedSearchDeps } from './search/search-sealed.ts'
import type { TrialCall } from './trial.ts'
import { callsApi, routesHealthApi } from './endpoints.ts'

export type CallRoutesDeps = CallLogDeps &
  Pick<SealedSearchDeps, 'random'> &
  Records & {
    readonly live: LiveCalls
    /** Targets as this process and its workers see them. */
    readonly health: (scope: HealthScope) => Promise<RoutesHealth>
    /** Sends the five labelled test calls through the real gateway. */
    readonly trialCalls: (org: OrgId, route: string | undefined) => Promise<TrialCall[]>
  }

/** A console that stays silent behind a proxy would be cut; 15 s is below the usual 30 s. */
const HEARTBEAT_MS = 15_000
/** Calls that wait for a slow console; older ones are dropped, the list has them. */
const LIVE_QUEUE_MAX = 200

/** /calls, /calls/facets, /calls/live, /calls/{id}, /calls/{id}/open, /calls/{id}/proof, /routes/health, /trial/calls; and those of search/. */
export function callRoutes(deps: CallRoutesDeps) {
  const routes = apiRouter()
  routes.route('/', searchRoutes(deps))

  routes.get('/calls', callsApi.list, async (c) => {
    demand(c, 'call.read', anyInScope(c, 'call'))
    const principal = principalOf(c)
    return c.json(
      await listCalls(deps, principal.org, {
        ...callsApi.list.query(c),
        ...callerScope(principal),
      }),
    )
  })

  routes.get('/calls/facets', callsApi.facets, async (c) => {
    demand(c, 'call.read', anyInScope(c, 'call'))
    const principal = principalOf(c)
    const { q } = callsApi.facets.query(c)
    return c.json(await callFacets(deps, principal.org, { q, ...callerScope(principal) }))
  })

  routes.get('/calls/live', callsApi.live, (c) => {
    demand(c, 'call.read', anyInScope(c, 'call'))
    const principal = principalOf(c)
    const { systems, environments } = callerScope(principal)
    return streamSSE(c, async (stream) => {
      let queue: Call[] = []
      let wake: () => void = () => {}
      const stop = deps.live.listen(principal.org, (call) => {
        if (systems !== null && !systems.includes(call.system)) return
        if (environments !== null && !environments.some((e) => e === call.environment)) return
        queue = [...queue.slice(-LIVE_QUEUE_MAX + 1), call]
        wake()
      })
      stream.onAbort(() => {
        stop()
        wake()
      })
      await stream.write(': open\n\n')
      while (!stream.aborted && !stream.closed) {
        if (queue.length === 0)
          await Promise.race([new Promise<void>((resolve) => (wake = resolve)), stream.sleep(HEARTBEAT_MS)])
        const calls = queue
        queue = []
        if (calls.length === 0) await stream.write(': still here\n\n')
        for (const call of calls)
          await stream.writeSSE({ event: 'call', id: call.id, data: JSON.stringify(call) })
      }
      stop()
    })
  })

  routes.get('/calls/:id', callsApi.show, async (c) => {
    const { row, resource } = await readable(c, 'call.read')
    const mayOpen = c.get('authorizer').authorize(principalOf(c), 'call.open', resource).ok
    return c.json(await callDetail(deps, principalOf(c).org, row, { original: false, mayOpen }))
  })

  routes.post('/calls/:id/open', callsApi.open, async (c) => {
    const { org } = principalOf(c)
    const { row, by } = await readable(c, 'call.open')
    const { purpose } = await callsApi.open.body(c)
    // first the record, then the text: a crash between them leaves an access that showed nothing, never the reverse
    await deps.db.tx({ org }, (tx) =>
      record(deps, tx, org, {
        type: 'access.read',
        by,
        sys: row.sys,
        body: { call: row.id, what: 'conversation' },
        reason: purpose,
      }),
    )
    return c.json(await callDetail(deps, org, row, { original: true, mayOpen: true }))
  })

  routes.get('/calls/:id/proof', callsApi.proof, async (c) => {
    const { row } = await readable(c, 'call.read')
    return c.json(await callProof(deps, principalOf(c).org, row))
  })

  routes.get('/routes/health', routesHealthApi, async (c) => {
    const { org } = principalOf(c)
    const systems = systemsInScope(principalOf(c))
    demand(c, 'policy.read', anyInScope(c, 'route'))
    return c.json(await deps.health({ org, systems }))
  })

  routes.post('/trial/calls', callsApi.trial, async (c) => {
    demand(c, 'key.create', { kind: 'key', environment: 'trial' })
    const { route } = await callsApi.trial.body(c)
    return c.json(await deps.trialCalls(principalOf(c).org, route))
  })

  /** Permission on the kind first, then on this call's system and environment; what may not be seen is not found. */
  async function readable(c: Parameters<typeof principalOf>[0], action: 'call.read' | 'call.open') {
    demand(c, 'call.read', anyInScope(c, 'call'))
    const row = await findCall(deps, principalOf(c).org, c.req.param('id') ?? '')
    const resource = { kind: 'call', id: row.id, system: systemOf(deps, row), environment: row.environment }
    return { row, resource, by: demand(c, action, resource) }
  }

  return routes
}
