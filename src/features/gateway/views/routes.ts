import { anyInScope, apiRouter, demand, principalOf, systemsInScope } from '../../../identity/http.ts'
import { parseFilter } from '../../../lib/filter.ts'
import { isUuid } from '../../../lib/ids.ts'
import { notFound, problem } from '../../../lib/problem.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import { newId, type Random } from '../../../platform/random.ts'
import type { Principal } from '../../../identity/contract.ts'
import { callFields } from '../call-query.ts'
import { viewsMax, type SavedView } from './contract.ts'
import { viewsApi } from './endpoints.ts'
import { countOthers, dropView, putView, viewRows, type ViewRow } from './store.ts'

export type ViewDeps = { readonly db: Db; readonly clock: Clock; readonly random: Random }

/** /gateway/views: named filters of the request log. They are filters and no data: whoever may read the log may keep some. */
export function viewRoutes(deps: ViewDeps) {
  const routes = apiRouter()

  routes.get('/gateway/views', viewsApi.list, async (c) => {
    demand(c, 'call.read', anyInScope(c, 'call'))
    const principal = principalOf(c)
    const owner = ownerOf(principal)
    // a shared filter may name systems: not for those who see some only
    const others = systemsInScope(principal) === null
    const rows = await deps.db.tx({ org: principal.org }, (tx) => viewRows(tx, principal.org, owner, others))
    return c.json({ items: rows.map((row) => viewOf(row, owner)) })
  })

  routes.put('/gateway/views', viewsApi.save, async (c) => {
    demand(c, 'call.read', anyInScope(c, 'call'))
    const { org } = principalOf(c)
    const owner = ownerOf(principalOf(c))
    const { name, q, shared } = await viewsApi.save.body(c)
    const parsed = parseFilter(q, callFields)
    if (!parsed.ok)
      throw problem('invalid_query', 400, parsed.error.message, { where: `q:${parsed.error.at}` })
    const at = new Date(deps.clock.nowMs())
    const row = await deps.db.tx({ org }, async (tx) => {
      if ((await countOthers(tx, org, owner, name)) >= viewsMax)
        throw problem('too_many_views', 409, `${viewsMax} views are kept for one person: remove one first`)
      return putView(tx, org, { id: newId(deps.clock, deps.random), owner, name, q, shared }, at)
    })
    return c.json(viewOf(row, owner))
  })

  routes.delete('/gateway/views/:id', viewsApi.remove, async (c) => {
    demand(c, 'call.read', anyInScope(c, 'call'))
    const { org } = principalOf(c)
    const owner = ownerOf(principalOf(c))
    const id = c.req.param('id')
    const gone = isUuid(id) ? await deps.db.tx({ org }, (tx) => dropView(tx, org, owner, id)) : 0
    if (gone === 0) throw notFound('view', id)
    return c.body(null, 204)
  })

  return routes
}

function ownerOf(principal: Principal): string {
  if (principal.kind === 'user') return principal.userId
  if (principal.kind === 'token') return principal.tokenId
  throw problem('forbidden', 403, 'views belong to people and tokens')
}

const viewOf = ({ id, owner, name, q, shared }: ViewRow, me: string): SavedView => ({
  id,
  name,
  q,
  shared,
  own: owner === me,
})
