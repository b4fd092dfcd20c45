import { anyInScope, callerScope, apiRouter, demand, principalOf } from '../../../identity/http.ts'
import { findCall, systemOf } from '../call-log.ts'
import { exportCall, exportName, type CallExportDeps } from './export-call.ts'
import { searchSealed, type SealedSearchDeps } from './search-sealed.ts'
import { searchApi } from './endpoints.ts'

/** /calls/search, /calls/{id}/export */
export function searchRoutes(deps: SealedSearchDeps & CallExportDeps) {
  const routes = apiRouter()

  routes.post('/calls/search', searchApi.search, async (c) => {
    const any = anyInScope(c, 'call')
    // first what anyone needs who sees the log: whoever may not even do that learns no more
    demand(c, 'call.read', any)
    const input = await searchApi.search.body(c)
    const by = demand(c, input.original ? 'call.open' : 'call.read', any)
    const { org } = principalOf(c)
    return c.json(
      await searchSealed(
        deps,
        org,
        { by, authorizer: c.get('authorizer'), ...callerScope(principalOf(c)) },
        input,
      ),
    )
  })

  routes.post('/calls/:id/export', searchApi.export, async (c) => {
    demand(c, 'call.read', anyInScope(c, 'call'))
    const { org } = principalOf(c)
    const row = await findCall(deps, org, c.req.param('id'))
    const resource = { kind: 'call', id: row.id, system: systemOf(deps, row), environment: row.environment }
    const { purpose, original } = await searchApi.export.body(c)
    const by = demand(c, original ? 'call.open' : 'call.read', resource)
    c.header('content-disposition', `attachment; filename="${exportName(deps, row)}"`)
    return c.json(await exportCall(deps, org, row, { by, purpose, original }))
  })

  return routes
}
