import type { Identity } from './deps.ts'
import { apiRouter, demand, principalOf } from './http.ts'
import { changeIssuerKeys, distrustIssuer, listIssuers, readKeys, trustIssuer } from './issuers.ts'
import { issuersApi } from './endpoints-issuers.ts'

/** /issuers: whose tokens open /v1. Trusting one opens a door, so it is administration. */
export function issuerRoutes(id: Identity) {
  const routes = apiRouter()

  routes.get('/issuers', issuersApi.list, async (c) => {
    demand(c, 'settings.read', { kind: 'issuer' })
    return c.json(await listIssuers(id, principalOf(c).org, issuersApi.list.query(c)))
  })

  routes.post('/issuers', issuersApi.trust, async (c) => {
    const by = demand(c, 'settings.write', { kind: 'issuer' })
    const { org } = principalOf(c)
    const input = await issuersApi.trust.body(c)
    // before the transaction: an outward request must not hold one open
    const keys = await readKeys(id, { jwksUrl: input.jwksUrl, jwks: input.jwks })
    return c.json(await id.db.tx({ org }, (tx) => trustIssuer(id, tx, org, by, input, keys)), 201)
  })

  routes.put('/issuers/:name/keys', issuersApi.changeKeys, async (c) => {
    const by = demand(c, 'settings.write', { kind: 'issuer' })
    const { org } = principalOf(c)
    const keys = await readKeys(id, await issuersApi.changeKeys.body(c))
    return c.json(
      await id.db.tx({ org }, (tx) => changeIssuerKeys(id, tx, org, by, c.req.param('name'), keys)),
    )
  })

  routes.post('/issuers/:name/disable', issuersApi.disable, async (c) => {
    const by = demand(c, 'settings.write', { kind: 'issuer' })
    const { org } = principalOf(c)
    await id.db.tx({ org }, (tx) => distrustIssuer(id, tx, org, by, c.req.param('name')))
    return c.body(null, 204)
  })

  return routes
}
