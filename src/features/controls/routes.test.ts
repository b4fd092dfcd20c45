import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  HandClock,
  RememberingLedger,
  RememberingOutbox,
  apiAs,
  type ApiClient,
} from '../../../test/world/control-plane.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../../test/world/database.ts'
import { createAuthorizer } from '../../identity/index.ts'
import type { Principal, Role } from '../../identity/contract.ts'
import type { FactSource } from '../../ledger/facts.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { JsonObject } from '../../lib/json.ts'
import { silentLog } from '../../platform/log.ts'
import { systemRandom } from '../../platform/random.ts'
import { controlSchema, outcomeSchema, readinessSchema, testLineSchema } from './contract.ts'
import { factFields } from './fact-fields.ts'
import { createControls, type ControlsRoom } from './index.ts'

let database: FreshDatabase
let org: OrgId
let room: ControlsRoom
const ledger = new RememberingLedger()
const clock = new HandClock(Date.UTC(2026, 10, 22, 10))
let admins: JsonObject[] = []

beforeAll(async () => {
  database = await freshDatabase()
  org = await seedOrg(database.db)
  const sources: FactSource[] = Object.entries(factFields)
    .filter(([id]) => id !== 'controls.populations')
    .map(([id, fields]) => ({
      id,
      fields,
      load: async (_tx, _org, window) => ({
        source: id,
        rows: id === 'identity.admins' ? admins : [],
        complete: true,
        why: '',
        asOf: window.to,
        query: `all of ${id}`,
      }),
    }))
  room = createControls({
    db: database.db,
    clock,
    random: systemRandom,
    log: silentLog,
    ledger,
    outbox: new RememberingOutbox(),
    approvals: { request: async () => 'approval', supersede: async () => 0 },
    jobs: { enqueue: async () => {} },
    factSources: () => sources,
    locate: async (_tx, _org, ids) => ids.map((id, i) => ({ id, index: 100 + i })),
  })
})
afterAll(() => database.close())

const person = (role: Role, home: string = org): Principal =>
  ({
    kind: 'user',
    org: home,
    userId: 'u-7',
    email: 'o@example.org',
    roles: [role],
    mfa: true,
    sessionId: 's',
    scope: null,
  }) as unknown as Principal
const api = (principal: Principal): ApiClient => apiAs(principal, createAuthorizer(), room.routes)
const admin = (i: number, mfa: string): JsonObject => ({
  id: `u${i}`,
  email: `p${i}@example.org`,
  roles: 'admin',
  admin: true,
  approver: false,
  active: true,
  mfa,
  mfaAt: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  lastSeenAt: null,
})

describe('the API', () => {
  it("lists the whole catalogue in the contract's shape, with words to find by, and nothing tested at first", async () => {
    const { status, body } = await api(person('viewer')).get('/controls')
    expect(status).toBe(200)
    expect(body.items.length).toBe(61)
    for (const item of body.items) expect(controlSchema.parse(item).status).toBe('untested')
    expect(
      (await api(person('viewer')).get('/controls?q=CC6.6%20injection')).body.items.map(
        (c: { id: string }) => c.id,
      ),
    ).toEqual(['AIC-GRD-01'])
    expect((await api(person('viewer')).get('/controls?q=status:fail')).body.total).toBe(0)
  })

  it('runs tests on demand for those who may, records who asked, and answers one line each', async () => {
    admins = [admin(1, 'totp'), admin(2, 'none')]
    expect((await api(person('viewer')).post('/controls/test', {})).status).toBe(403)
    const { status, body } = await api(person('control_owner')).post('/controls/test', {
      ids: ['AIC-ACC-01', 'AIC-RSK-01'],
    })
    expect(status).toBe(200)
    const lines = body.map((line: unknown) => testLineSchema.parse(line))
    expect(lines).toMatchObject([
      {
        id: 'AIC-ACC-01',
        status: 'fail',
        checked: 2,
        exceptions: 1,
        criteria: ['CC6.1', 'CC6.6'],
        deviations: [{ key: 'p2@example.org', href: '/settings/people' }],
      },
      { id: 'AIC-RSK-01', status: 'untested', checked: 0, why: 'this control has no automated test yet' },
    ])
    expect(ledger.of('control.tested').at(-1)?.body).toMatchObject({
      cause: 'demand',
      by: { kind: 'user', id: 'u-7' },
    })
    const all = await api(person('engineer')).post('/controls/test')
    expect(all.body.length).toBe(18)
  })

  it('shows one control, its history page by page, and the frozen rows behind a result', async () => {
    for (let i = 3; i <= 5; i++) {
      clock.forward(60_000)
      admins = [...admins, admin(i, 'totp')]
      await api(person('engineer')).post('/controls/test', { ids: ['AIC-ACC-01'] })
    }
    const viewer = api(person('viewer'))
    const control = controlSchema.parse((await viewer.get('/controls/AIC-ACC-01')).body)
    expect(control).toMatchObject({ status: 'fail', hasTest: true, latest: { checked: 5, index: 100 } })
    const first = (await viewer.get('/controls/AIC-ACC-01/outcomes?limit=3')).body
    const rest = (await viewer.get(`/controls/AIC-ACC-01/outcomes?limit=3&cursor=${first.next}`)).body
    const seen = [...first.items, ...rest.items].map((item: unknown) => outcomeSchema.parse(item))
    expect(seen.map((outcome) => outcome.checked)).toEqual([5, 4, 3, 2, 2])
    expect([first.total, rest.next]).toEqual([5, null])
    const rows = (await viewer.get(`/outcomes/${control.latest?.id}/rows?limit=2`)).body
    expect([rows.items.length, rows.total, rows.root]).toEqual([2, 5, control.latest?.populations[0]?.root])
    const more = (await viewer.get(`/outcomes/${control.latest?.id}/rows?limit=9&cursor=${rows.next}`)).body
    expect([...rows.items, ...more.items].map((row: { id: string }) => row.id).toSorted()).toEqual([
      'u1',
      'u2',
      'u3',
      'u4',
      'u5',
    ])
    expect(more.next).toBeNull()
  })

  it("answers readiness and criteria in the contract's shape", async () => {
    const viewer = api(person('viewer'))
    const readiness = readinessSchema.parse((await viewer.get('/readiness')).body)
    expect(readiness.criteria.length).toBe(61)
    expect(readiness.criteria.find((criterion) => criterion.id === 'CC6.6')?.status).toBe('fail')
    expect((await viewer.get('/criteria')).body.total).toBe(61)
  })

  it('names what is wrong: unknown ids with the near one, foreign outcomes, bad cursors and bodies', async () => {
    const viewer = api(person('viewer'))
    expect((await viewer.get('/controls/AIC-GRD-1')).body).toMatchObject({
      code: 'control_not_found',
      status: 404,
      fix: 'did you mean `AIC-GRD-01`',
    })
    expect((await api(person('engineer')).post('/controls/test', { ids: ['AIC-ACC-1'] })).status).toBe(404)
    expect((await api(person('engineer')).post('/controls/test', { idz: [] })).status).toBe(400)
    expect((await viewer.get('/controls/AIC-ACC-01/outcomes?cursor=x')).body.code).toBe('invalid_cursor')
    const { latest } = (await viewer.get('/controls/AIC-ACC-01')).body
    const stranger = api(person('viewer', await seedOrg(database.db)))
    expect((await stranger.get(`/outcomes/${latest.id}/rows`)).body.code).toBe('outcome_not_found')
    expect((await viewer.get('/outcomes/x/rows')).status).toBe(404)
    expect((await viewer.get(`/outcomes/${latest.id}/rows?source=gateway.calls`)).body.code).toBe(
      'population_not_found',
    )
  })
})
