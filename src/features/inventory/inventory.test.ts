import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Principal } from '../../identity/contract.ts'
import { apiAs, type ApiClient } from '../../../test/world/control-plane.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../../test/world/database.ts'
import { office, type Office } from '../../../test/world/office.ts'
import { systemDirectory } from './index.ts'

const complete = {
  name: 'support-chat',
  title: 'Support chat',
  purpose: 'answers customers',
  dataClasses: ['contact data'],
  risk: {
    personalData: true,
    customerFacing: true,
    decidesAboutPeople: false,
    actsOnItsOwn: false,
    regulatedSector: false,
  },
}

let database: FreshDatabase
let here: Office
let engineer: ApiClient
let owner: Extract<Principal, { kind: 'user' }>
const as = (principal: Principal): ApiClient =>
  apiAs(principal, here.identity.authorizer, here.inventory.routes, here.identity.routes)

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  here = await office(database)
  engineer = as(await here.person('ines', ['engineer', 'admin']))
  owner = await here.person('olga', ['control_owner'])
})

const facts = (): Promise<readonly Record<string, unknown>[]> =>
  database.db.tx({ org: here.org }, async (tx) => {
    const source = here.inventory.facts[0]
    const table = await source?.load(tx, here.org, {
      from: new Date(here.clock.ms).toISOString(),
      to: new Date(here.clock.ms).toISOString(),
    })
    for (const row of table?.rows ?? [])
      expect(Object.keys(row).toSorted()).toEqual(Object.keys(source?.fields ?? {}).toSorted())
    return table?.rows ?? []
  })

describe('a system', () => {
  it('is visibly incomplete until every required field is there, its owner active, and the owner has accepted', async () => {
    const bare = await engineer.post('/systems', { name: 'support-chat' })
    expect(bare.status).toBe(201)
    expect(bare.body.missing).toEqual(['owner', 'purpose', 'risk', 'data classes'])
    const { name: _, ...fields } = complete
    const filled = await engineer.patch('/systems/support-chat', {
      ...fields,
      owner: owner.email,
      revision: 1,
    })
    expect(filled.body).toMatchObject({
      missing: ['owner acceptance'],
      risk: { class: 'medium' },
      revision: 2,
      environment: 'development',
      kind: 'production_model',
    })
    expect((await facts())[0]).toMatchObject({
      name: 'support-chat',
      missing: 'owner acceptance',
      ownerActive: true,
      riskClass: 'medium',
      trial: false,
    })
    expect((await as(owner).post('/systems/support-chat/accept')).body.missing).toEqual([])
    expect((await facts())[0]).toMatchObject({
      missing: '',
      ownerAcceptedAt: new Date(here.clock.ms).toISOString(),
    })
    expect(here.ledger.types().filter((t) => t.startsWith('inventory.'))).toEqual([
      'inventory.registered',
      'inventory.owner_changed',
      'inventory.accepted',
    ])
  })

  it('an owner who leaves makes it incomplete again', async () => {
    await engineer.post('/systems', { ...complete, owner: owner.email })
    await as(owner).post('/systems/support-chat/accept')
    expect((await engineer.patch(`/users/${owner.userId}`, { active: false })).status).toBe(200)
    expect((await engineer.get('/systems/support-chat')).body.missing).toEqual(['active owner'])
    expect((await facts())[0]).toMatchObject({ ownerActive: false, missing: 'active owner' })
  })

  it('a third-party service without a vendor is incomplete', async () => {
    expect((await engineer.post('/systems', { ...complete, kind: 'third_party' })).body.missing).toEqual([
      'owner',
      'vendor',
    ])
  })

  it('a patch leaves out what it does not name', async () => {
    await engineer.post('/systems', { ...complete, kind: 'agent', environment: 'production' })
    expect(
      (await engineer.patch('/systems/support-chat', { title: 'Other', revision: 1 })).body,
    ).toMatchObject({ kind: 'agent', environment: 'production', title: 'Other' })
  })
})

describe('refusals', () => {
  it('an owner who is unknown or inactive', async () => {
    expect((await engineer.post('/systems', { ...complete, owner: 'nobody@example.com' })).body.code).toBe(
      'owner_unknown',
    )
    await engineer.patch(`/users/${owner.userId}`, { active: false })
    expect((await engineer.post('/systems', { ...complete, owner: owner.email })).body.code).toBe(
      'owner_unknown',
    )
  })
  it('a name that is taken, also by a retired system', async () => {
    await engineer.post('/systems', complete)
    expect((await engineer.post('/systems', complete)).body.code).toBe('system_exists')
    await engineer.post('/systems/support-chat/retire', { reason: 'replaced' })
    expect((await engineer.post('/systems', complete)).body.code).toBe('system_exists')
  })
  it('a change on an old revision, or on none', async () => {
    await engineer.post('/systems', complete)
    expect((await engineer.patch('/systems/support-chat', { title: 'A', revision: 1 })).status).toBe(200)
    expect((await engineer.patch('/systems/support-chat', { title: 'B', revision: 1 })).body).toMatchObject({
      code: 'revision_conflict',
      extra: { revision: 2 },
    })
    expect((await engineer.patch('/systems/support-chat', { title: 'B' })).body.code).toBe(
      'revision_required',
    )
    expect(
      (await engineer.send('PATCH', '/systems/support-chat', { title: 'B' }, { 'if-match': '"2"' })).body
        .title,
    ).toBe('B')
  })
  it('two changes at once: one of them learns that it came second', async () => {
    await engineer.post('/systems', complete)
    const answers = await Promise.all(
      ['A', 'B', 'C'].map((title) => engineer.patch('/systems/support-chat', { title, revision: 1 })),
    )
    expect(answers.map((a) => a.status).toSorted()).toEqual([200, 409, 409])
  })
  it('a re-classification without a reason; with one it is recorded', async () => {
    await engineer.post('/systems', complete)
    const risk = { ...complete.risk, decidesAboutPeople: true }
    here.clock.forward(1)
    expect((await engineer.patch('/systems/support-chat', { risk, revision: 1 })).body.code).toBe(
      'reason_required',
    )
    expect(
      (await engineer.patch('/systems/support-chat', { risk, revision: 1, reason: 'now scores claims' })).body
        .risk.class,
    ).toBe('high')
    expect((await engineer.get('/systems/support-chat/history')).body.items[0]).toMatchObject({
      actor: 'ines@example.com',
      verb: 'changed',
      what: 'risk medium to high: now scores claims',
    })
    expect(JSON.stringify(here.ledger.of('inventory.changed')[0]?.body)).not.toContain('claims')
    expect(here.ledger.of('inventory.changed')[0]?.payloads?.[0]?.name).toBe('client')
  })
  it('accepting for somebody else', async () => {
    await engineer.post('/systems', { ...complete, owner: owner.email })
    expect((await engineer.post('/systems/support-chat/accept')).body.code).toBe('not_owner')
  })
  it('a viewer’s change', async () => {
    const viewer = as(await here.person('vic', ['viewer']))
    expect((await viewer.post('/systems', complete)).body).toMatchObject({ status: 403, code: 'forbidden' })
    expect((await viewer.get('/systems')).status).toBe(200)
  })
  it('any change when the ledger refuses it', async () => {
    here.ledger.failNext = true
    await expect(engineer.post('/systems', complete)).rejects.toThrow('on purpose')
    expect((await engineer.get('/systems')).body.total).toBe(0)
  })
  it('a system of another organisation, or outside one’s scope, does not exist', async () => {
    await engineer.post('/systems', complete)
    const other = await seedOrg(database.db, 'sample')
    const stranger = as({ ...owner, org: other })
    expect((await stranger.get('/systems/support-chat')).body).toMatchObject({
      status: 404,
      code: 'system_not_found',
    })
    expect((await stranger.get('/systems')).body.items).toEqual([])
    const scoped = as({ ...owner, scope: { systems: ['claims'], environments: null } })
    expect((await scoped.get('/systems/support-chat')).status).toBe(404)
    expect((await scoped.get('/systems')).body.items).toEqual([])
  })
})

describe('ownership and retirement', () => {
  it('naming oneself accepts; a new owner starts unaccepted, with the reason in the history', async () => {
    await as(owner).post('/systems', { ...complete, owner: owner.email })
    expect((await engineer.get('/systems/support-chat')).body.missing).toEqual([])
    const next = await here.person('nora', ['control_owner'])
    here.clock.forward(1)
    expect(
      (await engineer.post('/systems/support-chat/owner', { email: next.email, reason: 'Olga moved' })).body,
    ).toMatchObject({ owner: { email: next.email, acceptedAt: null } })
    const history = (await engineer.get('/systems/support-chat/history')).body.items
    expect(history[0]).toMatchObject({ verb: 'owner_changed', what: 'owner: Olga moved' })
    expect(here.ledger.entries.map((e) => e.id)).toContain(history[0].entryId)
  })

  it('retiring ends the system’s keys in the same transaction, moves the generation, and is final', async () => {
    await engineer.post('/systems', complete)
    const key = (await engineer.post('/keys', { system: 'support-chat' })).body
    const before = await here.generation()
    here.retirements.push(async () => {
      throw new Error('a route stands in the way')
    })
    await expect(engineer.post('/systems/support-chat/retire', { reason: 'replaced' })).rejects.toThrow(
      'in the way',
    )
    expect((await engineer.get('/keys')).body.items[0].state).toBe('active')
    here.retirements.pop()
    expect((await engineer.post('/systems/support-chat/retire', { reason: 'replaced' })).body.state).toBe(
      'retired',
    )
    expect((await engineer.get('/keys')).body.items[0]).toMatchObject({ id: key.id, state: 'revoked' })
    expect(await here.generation()).toBeGreaterThan(before)
    expect((await engineer.patch('/systems/support-chat', { title: 'x', revision: 2 })).body.code).toBe(
      'system_retired',
    )
    expect((await engineer.post('/keys', { system: 'support-chat' })).body.code).toBe('system_retired')
  })

  it('the directory answers inside the organisation only', async () => {
    await engineer.post('/systems', complete)
    const found = await database.db.tx({ org: here.org }, (tx) =>
      systemDirectory.systemByName(tx, here.org, 'support-chat'),
    )
    expect(found).toMatchObject({ name: 'support-chat', environment: 'development', active: true })
    const other = await seedOrg(database.db, 'sample')
    expect(
      await database.db.tx({ org: other }, (tx) => systemDirectory.systemByName(tx, other, 'support-chat')),
    ).toBeUndefined()
  })
})
