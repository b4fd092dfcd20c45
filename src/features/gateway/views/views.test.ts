import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { apiAs, type ApiClient } from '../../../../test/world/control-plane.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../../../test/world/database.ts'
import { createAuthorizer } from '../../../identity/index.ts'
import type { RoleScope } from '../../../identity/contract.ts'
import type { OrgId } from '../../../lib/ids.ts'
import { systemClock } from '../../../platform/clock.ts'
import { systemRandom } from '../../../platform/random.ts'
import { viewsMax } from './contract.ts'
import { viewRoutes } from './routes.ts'

let database: FreshDatabase
let org: OrgId
beforeEach(async () => {
  database = await freshDatabase()
  org = await seedOrg(database.db)
})
afterEach(() => database.close())

const as = (userId: string, of = org, scope?: RoleScope): ApiClient =>
  apiAs(
    {
      kind: 'user',
      org: of,
      userId,
      email: `${userId}@example.com`,
      roles: ['viewer'],
      mfa: true,
      sessionId: 's',
      ...(scope === undefined ? {} : { scope }),
    },
    createAuthorizer(),
    viewRoutes({ db: database.db, clock: systemClock, random: systemRandom }),
  )
const names = async (who: ApiClient): Promise<string[]> =>
  (await who.get('/gateway/views')).body.items.map((v: { name: string }) => v.name)

describe('saved views', () => {
  it('are of one person; what is shared everybody of the organisation sees who sees all systems', async () => {
    const [ana, ben] = [as('ana'), as('ben')]
    await ana.put('/gateway/views', { name: 'refusals', q: 'verdict:refused' })
    const shared = await ana.put('/gateway/views', { name: 'Blocked', q: 'verdict:blocked', shared: true })
    expect(shared.body).toMatchObject({ name: 'Blocked', q: 'verdict:blocked', shared: true, own: true })
    expect(await names(ana)).toEqual(['Blocked', 'refusals'])
    expect((await ben.get('/gateway/views')).body.items).toMatchObject([{ name: 'Blocked', own: false }])
    expect(await names(as('cy', org, { systems: ['support'], environments: null }))).toEqual([])
    expect(await names(as('ana', await seedOrg(database.db)))).toEqual([])
  })

  it('are replaced by name and removed by their owner alone', async () => {
    const [ana, ben] = [as('ana'), as('ben')]
    const first = await ana.put('/gateway/views', { name: 'mine', q: 'verdict:refused', shared: true })
    const again = await ana.put('/gateway/views', { name: 'mine', q: 'verdict:failed' })
    expect(again.body).toMatchObject({ id: first.body.id, q: 'verdict:failed', shared: false })
    expect((await ben.delete(`/gateway/views/${first.body.id}`)).status).toBe(404)
    expect((await ana.delete('/gateway/views/none')).body).toMatchObject({ code: 'view_not_found' })
    expect((await ana.delete(`/gateway/views/${first.body.id}`)).status).toBe(204)
    expect(await names(ana)).toEqual([])
  })

  it('must be a filter that the log understands, under a name, and not too many', async () => {
    const ana = as('ana')
    const wrong = await ana.put('/gateway/views', { name: 'x', q: 'verdcit:blocked' })
    expect([wrong.status, wrong.body.code, wrong.body.where]).toEqual([400, 'invalid_query', 'q:0'])
    expect((await ana.put('/gateway/views', { name: ' ', q: 'verdict:blocked' })).status).toBe(400)
    await Promise.all(
      Array.from({ length: viewsMax + 5 }, (_, i) =>
        ana.put('/gateway/views', { name: `v${i}`, q: 'age<1h' }),
      ),
    )
    expect(await names(ana)).toHaveLength(viewsMax)
    expect((await ana.put('/gateway/views', { name: 'one more', q: 'age<1h' })).body.code).toBe(
      'too_many_views',
    )
  })
})
