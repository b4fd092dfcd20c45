import type { Identity } from './deps.ts'
import { apiRouter, bodyOf, demand, pageQuerySchema, principalOf, queryOf } from './http.ts'
import { issuerInputSchema, issuerKeysSchema } from './issuer-contract.ts'
import { changeIssuerKeys, distrustIssuer, listIssuers, readKeys, trustIssuer } from './issuers.ts'

/** /issuers: whose tokens open /v1. Trusting one opens a door, so it is administration. */
export function issuerRoutes(id: Identity) {
  const routes = apiRouter()

  routes.get('/issuers', async (c) => {
    demand(c, 'settings.read', { kind: 'issuer' })
    return c.json(await listIssuers(id, principalOf(c).org, queryOf(c, pageQuerySchema)))
  })

  routes.post('/issuers', async (c) => {
    const by = demand(c, 'settings.write', { kind: 'issuer' })
    const { org } = principalOf(c)
    const input = await bodyOf(c, issuerInputSchema)
    // before the transaction: an outward request must not hold one open
    const keys = await readKeys(id, { jwksUrl: input.jwksUrl, jwks: input.jwks })
    return c.json(await id.db.tx({ org }, (tx) => trustIssuer(id, tx, org, by, input, keys)), 201)
  })

  routes.put('/issuers/:name/keys', async (c) => {
    const by = demand(c, 'settings.write', { kind: 'issuer' })
    const { org } = principalOf(c)
    const keys = await readKeys(id, await bodyOf(c, issuerKeysSchema))
    return c.json(
      await id.db.tx({ org }, (tx) => changeIssuerKeys(id, tx, org, by, c.req.param('name'), keys)),
    )
  })

  routes.post('/issuers/:name/disable', async (c) => {
    const by = demand(c, 'settings.write', { kind: 'issuer' })
    const { org } = principalOf(c)
    await id.db.tx({ org }, (tx) => distrustIssuer(id, tx, org, by, c.req.param('name')))
    return c.body(null, 204)
  })

  return routes
}
