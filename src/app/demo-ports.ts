import type { MiddlewareHandler } from 'hono'
import { apiRouter, demand, type ApiEnv } from '../identity/http.ts'
import type { Principal } from '../identity/contract.ts'
import { installation } from '../identity/index.ts'
import { roleSchema } from '../identity/contract.ts'
import type { Ledger } from '../ledger/contract.ts'
import type { OrgId } from '../lib/ids.ts'
import { newId } from '../platform/random.ts'
import { buildApi } from './api.ts'
import type { createDemo, DemoDeps } from './demo.ts'
import { organisations } from './installation.ts'
import { insertOrg } from './installation-store.ts'
import { removeOrganisation } from './remove-organisation.ts'
import type { Rooms } from './rooms.ts'
import type { Store } from './store.ts'
import type { Recorders } from './workers/recorders.ts'
import { demoApi } from './demo-endpoints.ts'

export type DemoWiring = {
  readonly store: Store
  readonly rooms: Rooms
  readonly recorders: Recorders
  /** Every process that serves calls has read the newest policies when it resolves. */
  readonly snapshotFollows: () => Promise<void>
  readonly ledger: Ledger
  readonly own: OrgId
  readonly routers: readonly ReturnType<typeof apiRouter>[]
  readonly files: MiddlewareHandler
  readonly version: string
  readonly url: () => string
}

/** What the sample company needs of the product: its API as a given person, its gateway, and an organisation of kind `sample`. */
export function demoPorts(wiring: DemoWiring): DemoDeps {
  const { store, rooms } = wiring
  const sampleOrg = async (): Promise<OrgId | undefined> =>
    (await organisations(store)).find((o) => o.kind === 'sample')?.id
  return {
    log: store.log,
    apiAs: (principal) =>
      buildApi({
        middleware: actingAs(wiring, principal),
        routers: wiring.routers,
        files: wiring.files,
        version: wiring.version,
        tls: false,
        log: store.log,
      }),
    gatewayUrl: () => `${wiring.url()}/v1`,
    sampleOrg,
    async createCompany(people) {
      const org = newId(store.clock, store.random) as string as OrgId
      await store.db.tx('system', (tx) =>
        insertOrg(tx, {
          id: org,
          name: 'Example Mutual (sample)',
          kind: 'sample',
          at: new Date(store.clock.nowMs()),
        }),
      )
      const users = await store.db.tx({ org }, async (tx) => {
        const by = installation(org, 'demo')
        await rooms.identity.setSecondFactorRule(tx, org, by, false)
        await wiring.ledger.append(tx, org, { type: 'demo.loaded', body: { sample: true } })
        const made = []
        for (const person of people)
          made.push(
            await rooms.identity.createPerson(tx, org, by, {
              email: person.email,
              name: person.name,
              roles: person.roles.map((r) => roleSchema.parse(r)),
              sample: true,
            }),
          )
        return made
      })
      return { org, users }
    },
    async removeCompany(org) {
      await wiring.recorders.drain()
      await removeOrganisation(store, org)
      await store.db.tx({ org: wiring.own }, (tx) =>
        wiring.ledger.append(tx, wiring.own, { type: 'demo.removed', body: { organisation: org } }),
      )
    },
    snapshotFollows: () => wiring.snapshotFollows(),
  }
}

/** The session middleware of one known person: same authorizer, no cookie to steal because nothing listens here. */
function actingAs(wiring: DemoWiring, principal: Principal): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.set('requestId', newId(wiring.store.clock, wiring.store.random))
    c.set('authorizer', wiring.rooms.identity.authorizer)
    c.set('principal', principal)
    await next()
  }
}

export function demoRoutes(demo: ReturnType<typeof createDemo>): ReturnType<typeof apiRouter> {
  const routes = apiRouter()
  routes.get('/demo', demoApi.status, async (c) => {
    demand(c, 'settings.read', { kind: 'demo' })
    return c.json(await demo.status())
  })
  routes.post('/demo', demoApi.load, async (c) => {
    demand(c, 'demo.manage', { kind: 'demo' })
    return c.json(await demo.load(), 201)
  })
  routes.delete('/demo', demoApi.remove, async (c) => {
    demand(c, 'demo.manage', { kind: 'demo' })
    await demo.remove()
    return c.json({ state: 'absent', org: null, calls: 0, error: null })
  })
  return routes
}
