import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  ApiClient,
  apiOf,
  HandClock,
  memoryKeyStore,
  RememberingLedger,
  RememberingOutbox,
} from '../../test/world/control-plane.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../test/world/database.ts'
import type { OrgId, SystemRef } from '../lib/ids.ts'
import { sql } from '../platform/db.ts'
import { silentLog } from '../platform/log.ts'
import { systemRandom } from '../platform/random.ts'
import type { Role } from './contract.ts'
import { createIdentity, type IdentityRoom } from './index.ts'
import type { SystemAddress } from './ports.ts'

const URL_OF_KEYS = 'https://login.example.com/keys'
const KEY = { kty: 'OKP', crv: 'Ed25519', kid: 'k1', x: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }
const system = (n: number, name: string, active = true): SystemAddress => ({
  id: `01939000-0000-7000-8000-00000000000${n}`,
  ref: 'r' as string as SystemRef,
  name,
  environment: 'production',
  active,
})
const systems = new Map(
  [system(1, 'support'), system(2, 'sales'), system(3, 'gone', false)].map((s) => [s.name, s]),
)

let database: FreshDatabase
let org: OrgId
let ledger: RememberingLedger
let room: IdentityRoom
let answer: string
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  org = await seedOrg(database.db, 'sample')
  ledger = new RememberingLedger()
  answer = JSON.stringify({ keys: [KEY] })
  room = createIdentity({
    db: database.db,
    clock: new HandClock(),
    random: systemRandom,
    log: silentLog,
    ledger,
    outbox: new RememberingOutbox(),
    keystore: memoryKeyStore(),
    trial: false,
    systems: { systemByName: async (_tx, o, name) => (o === org ? systems.get(name) : undefined) },
    publicUrl: () => 'http://127.0.0.1:4400',
    cookie: { secure: false },
    fetchText: async () => answer,
  })
})

/** Somebody with these roles and a second factor, without the ceremony of signing in. */
const person = (roles: readonly Role[], mfa = true, of: OrgId = org): ApiClient =>
  new ApiClient(
    apiOf(async (c, next) => {
      c.set('principal', {
        kind: 'user',
        org: of,
        userId: '01939000-0000-7000-8000-0000000000aa',
        email: 'a@example.com',
        roles,
        mfa,
        sessionId: 's',
      })
      c.set('authorizer', room.authorizer)
      await next()
    }, room.routes),
  )
const input = (rest: object = {}): object => ({
  name: 'login',
  issuer: 'https://login.example.com',
  audiences: ['sealwright'],
  systems: ['support'],
  environment: 'production',
  jwksUrl: URL_OF_KEYS,
  ...rest,
})
const trusted = () =>
  database.db.tx('system', (tx) => room.lookupIssuers(tx)).then((all) => all.filter((i) => i.org === org))
const generation = async (): Promise<number> =>
  Number(
    (
      await database.db.tx({ org }, (tx) =>
        tx.one<{ g: string }>(sql`select generation as g from org where id = ${org}`),
      )
    ).g,
  )

describe('trusting an issuer of callers’ tokens', () => {
  it('stores, records and announces it together; the gateway loads it', async () => {
    const before = await generation()
    const made = await person(['admin']).post('/issuers', input({ limits: { requestsPerMinute: 9 } }))
    expect([made.status, made.body]).toMatchObject([
      201,
      {
        name: 'login',
        state: 'trusted',
        systems: ['support'],
        userClaim: 'sub',
        jwksUrl: URL_OF_KEYS,
        keyIds: [],
      },
    ])
    expect(await generation()).toBe(before + 1)
    expect(ledger.types()).toEqual(['identity.issuer_trusted'])
    expect(await trusted()).toMatchObject([
      {
        issuer: 'https://login.example.com',
        keys: { from: 'url', url: URL_OF_KEYS },
        systems: [{ id: system(1, '').id, name: 'support' }],
        limits: { requestsPerMinute: 9 },
        claims: { user: 'sub', system: null, team: null },
      },
    ])
  })

  it('is administration with a second factor', async () => {
    for (const [who, code] of [
      [person(['engineer', 'approver']), 'forbidden'],
      [person(['admin'], false), 'second_factor_required'],
    ] as const)
      for (const [path, body] of [
        ['/issuers', input()],
        ['/issuers/login/disable', {}],
      ] as const)
        expect((await who.post(path, body)).body.code).toBe(code)
    expect((await person(['viewer']).get('/issuers')).status).toBe(403)
    expect((await person(['auditor']).get('/issuers')).status).toBe(200)
  })

  it('ends at once when it is disabled, and its name stays taken', async () => {
    const admin = person(['admin'])
    await admin.post('/issuers', input())
    expect((await admin.post('/issuers/login/disable')).status).toBe(204)
    expect((await admin.post('/issuers/login/disable')).status).toBe(204)
    expect(await trusted()).toEqual([])
    expect((await admin.post('/issuers', input())).body.code).toBe('issuer_name_taken')
    expect((await admin.get('/issuers')).body.items).toMatchObject([{ name: 'login', state: 'disabled' }])
    expect(ledger.types()).toEqual(['identity.issuer_trusted', 'identity.issuer_distrusted'])
  })

  it('its keys can be replaced', async () => {
    const admin = person(['admin'])
    await admin.post('/issuers', input())
    const changed = await admin.send('PUT', '/issuers/login/keys', { jwks: { keys: [KEY] } })
    expect(changed.body).toMatchObject({ jwksUrl: null, keyIds: ['k1'] })
    expect((await trusted())[0]?.keys).toEqual({ from: 'given', jwks: [KEY] })
  })

  it('of another organisation does not exist', async () => {
    const other = await seedOrg(database.db, 'sample')
    await person(['admin']).post('/issuers', input())
    const stranger = person(['admin'], true, other)
    expect((await stranger.post('/issuers/login/disable')).body.code).toBe('issuer_not_found')
    expect((await stranger.get('/issuers')).body.items).toEqual([])
  })

  it.each([
    [{ jwks: { keys: [KEY] } }, 'issuer_keys_missing'],
    [{ jwksUrl: undefined }, 'issuer_keys_missing'],
    [{ jwksUrl: undefined, jwks: { keys: [{ ...KEY, d: 'AAAA' }] } }, 'issuer_keys_invalid'],
    [{ jwksUrl: undefined, jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } }, 'issuer_keys_invalid'],
    [{ jwksUrl: 'http://login.example.com/keys' }, 'issuer_keys_invalid'],
    [{ systems: ['nowhere'] }, 'system_not_found'],
    [{ systems: ['gone'] }, 'system_retired'],
    [{ systems: ['support', 'sales'] }, 'invalid_request'],
    [{ teamClaim: 'groups' }, 'invalid_request'],
    [{ algorithms: ['HS256'] }, 'invalid_request'],
    [{ algorithms: ['none'] }, 'invalid_request'],
    [{ audiences: [] }, 'invalid_request'],
  ])('is refused when it could not work or would open too much: %j', async (rest, code) => {
    expect((await person(['admin']).post('/issuers', input(rest))).body.code).toBe(code)
    expect(await trusted()).toEqual([])
  })

  it('whose URL answers no usable keys is refused now, not when the first caller comes', async () => {
    answer = '<html>sign in</html>'
    expect((await person(['admin']).post('/issuers', input())).body.code).toBe('issuer_keys_invalid')
  })
})
