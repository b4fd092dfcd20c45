import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { apiAs, type ApiClient } from '../../../test/world/control-plane.ts'
import { freshDatabase, type FreshDatabase } from '../../../test/world/database.ts'
import { office, type Office } from '../../../test/world/office.ts'
import { peopleDirectory } from '../../identity/people.ts'
import type { Role } from '../../identity/contract.ts'
import { silentLog } from '../../platform/log.ts'
import { systemRandom } from '../../platform/random.ts'
import { createRegistry, priceInConfig, type RegistryRoom } from './index.ts'

let database: FreshDatabase
let here: Office
let registry: RegistryRoom
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  here = await office(database)
  registry = createRegistry({
    db: database.db,
    clock: here.clock,
    random: systemRandom,
    log: silentLog,
    ledger: here.ledger,
    outbox: here.outbox,
    people: peopleDirectory,
    approvals: here.approvals,
    upstreams: { upstreamExists: async (_tx, org, name) => org === here.org && name === 'openai' },
    switched: async () => {},
  })
})
const as = async (name: string, role: Role): Promise<ApiClient> =>
  apiAs(await here.person(name, [role]), here.identity.authorizer, registry.routes)
const price = (rest: object = {}) => ({
  upstream: 'openai',
  modelId: 'gpt-5',
  input: 150_000,
  output: 600_000,
  source: 'https://example.com/pricing',
  asOf: '2026-11-20',
  ...rest,
})
const loaded = () =>
  database.db
    .tx('system', (tx) => registry.loadPrices(tx))
    .then((all) => all.filter((p) => p.org === here.org))

describe('prices of models', () => {
  it('the newest is in force, older ones stay with their source, each has its entry', async () => {
    const ann = await as('ann', 'engineer')
    expect((await ann.post('/prices', price())).body).toMatchObject({ cachedInput: 150_000, current: true })
    here.clock.forward(1_000)
    expect((await ann.post('/prices', price({ input: 100_000, cachedInput: 10_000 }))).status).toBe(201)
    expect(await loaded()).toEqual([
      {
        org: here.org,
        upstream: 'openai',
        modelId: 'gpt-5',
        input: 100_000,
        cachedInput: 10_000,
        output: 600_000,
      },
    ])
    const { items } = (await ann.get('/prices')).body
    expect(
      items.map((p: { input: number; current: boolean; asOf: string }) => [p.input, p.current, p.asOf]),
    ).toEqual([
      [100_000, true, '2026-11-20'],
      [150_000, false, '2026-11-20'],
    ])
    expect(here.ledger.types().filter((t) => t === 'registry.priced')).toHaveLength(2)
  })

  it('are set by those who answer for routes, and need a source, a day and an upstream that exists', async () => {
    expect((await (await as('vic', 'viewer')).post('/prices', price())).status).toBe(403)
    const ann = await as('ann', 'engineer')
    expect((await ann.post('/prices', price({ upstream: 'nowhere' }))).body.code).toBe('upstream_not_found')
    for (const bad of [{ source: '' }, { asOf: 'yesterday' }, { input: -1 }, { output: 0.5 }])
      expect((await ann.post('/prices', price(bad))).body.code).toBe('invalid_request')
    expect(await loaded()).toEqual([])
  })

  it('a version may carry its own; one that cannot be read is unknown, not free', () => {
    const own = { inputMicroUsdPerMTok: 5, outputMicroUsdPerMTok: 9 }
    expect(priceInConfig({ price: own })).toEqual({ input: 5, output: 9, cachedInput: 5 })
    for (const config of [
      {},
      { price: 0 },
      { price: { inputMicroUsdPerMTok: 5 } },
      { price: { ...own, outputMicroUsdPerMTok: -1 } },
    ])
      expect(priceInConfig(config)).toBeNull()
  })
})
