import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OrgId } from '../../lib/ids.ts'
import { sql } from '../../platform/db.ts'
import { silentLog } from '../../platform/log.ts'
import { systemRandom } from '../../platform/random.ts'
import { verifies } from '../../../test/promises.ts'
import { SoftPasskey, type Bent } from '../../../test/world/authenticator.ts'
import {
  ApiClient,
  apiOf,
  HandClock,
  memoryKeyStore,
  RememberingLedger,
  RememberingOutbox,
  type ApiAnswer,
} from '../../../test/world/control-plane.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../../test/world/database.ts'
import { createIdentity, type IdentityRoom } from '../index.ts'
import { relyingPartyOf } from './relying-party.ts'

const PASSWORD = 'violet harbour tram 93 kettle'
let database: FreshDatabase
let org: OrgId
let clock: HandClock
let ledger: RememberingLedger
let outbox: RememberingOutbox
let room: IdentityRoom
let publicUrl: string

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

beforeEach(async () => {
  await database.db.tx('system', async (tx) => {
    await tx.run(sql`update org set kind = 'sample'`)
    await tx.run(sql`delete from sign_in_failure`)
    await tx.run(sql`delete from passkey_challenge_used`)
  })
  org = await seedOrg(database.db)
  clock = new HandClock()
  ledger = new RememberingLedger()
  outbox = new RememberingOutbox()
  publicUrl = 'http://127.0.0.1:4400'
  room = createIdentity({
    db: database.db,
    clock,
    random: systemRandom,
    log: silentLog,
    ledger,
    outbox,
    keystore: memoryKeyStore(),
    trial: true,
    systems: { systemByName: async () => undefined },
    publicUrl: () => publicUrl,
    cookie: { secure: false },
    passwordCost: { log2N: 4, r: 8, p: 1 },
  })
})

const client = (): ApiClient => new ApiClient(apiOf(room.middleware, room.routes))

async function ada(): Promise<ApiClient> {
  const me = client()
  const token = /#setup=(.+)$/.exec((await room.issueSetupLink(org)).url)?.[1]
  const claimed = await me.post('/setup/claim', {
    token,
    email: 'ada@example.com',
    name: 'Ada',
    password: PASSWORD,
  })
  expect(claimed.status).toBe(201)
  return me
}

async function added(me: ApiClient, key: SoftPasskey, bent: Bent = {}, name = 'Laptop'): Promise<ApiAnswer> {
  const options = await me.post('/me/passkeys/begin', { password: PASSWORD })
  expect(options.status).toBe(200)
  return me.post('/me/passkeys', { name, response: key.create(options.body, bent) })
}

async function entered(key: SoftPasskey, bent: Bent = {}, by = client()): Promise<ApiAnswer> {
  const options = await by.post('/session/passkey/begin')
  expect(options.status).toBe(200)
  return by.post('/session/passkey', { response: key.get(options.body, bent) })
}

/** Adds a passkey and leaves no browser signed in. */
async function withPasskey(): Promise<{ me: ApiClient; key: SoftPasskey; id: string; codes: string[] }> {
  const me = await ada()
  const key = new SoftPasskey()
  const answer = await added(me, key)
  expect(answer.status).toBe(201)
  return { me, key, id: answer.body.passkey.id, codes: answer.body.recoveryCodes }
}

const mfaFact = async (): Promise<unknown> => {
  const source = room.facts.find((f) => f.id === 'identity.admins')
  const window = {
    from: new Date(clock.ms - 86_400_000).toISOString(),
    to: new Date(clock.ms).toISOString(),
  }
  const table = await database.db.tx({ org }, async (tx) => source?.load(tx, org, window))
  return table?.rows[0]?.['mfa']
}

describe('relying party', () => {
  it.each([
    ['http://127.0.0.1:4400', { id: 'localhost', origin: 'http://localhost:4400' }],
    ['http://localhost:4400', { id: 'localhost', origin: 'http://localhost:4400' }],
    ['http://[::1]:4400', { id: 'localhost', origin: 'http://localhost:4400' }],
    ['https://ai.example.com', { id: 'ai.example.com', origin: 'https://ai.example.com' }],
    ['https://ai.example.com:8443', { id: 'ai.example.com', origin: 'https://ai.example.com:8443' }],
    ['https://192.0.2.7', null],
    ['', null],
  ])('of %s', (url, expected) => {
    expect(relyingPartyOf(url)).toEqual(expected)
  })

  it('without a name nothing is begun, and the session says so', async () => {
    publicUrl = 'https://192.0.2.7'
    const me = await ada()
    expect((await me.get('/session')).body.passkeyOrigin).toBeNull()
    expect((await me.post('/me/passkeys/begin', { password: PASSWORD })).body.code).toBe(
      'passkeys_unavailable',
    )
    expect((await client().post('/session/passkey/begin')).body.code).toBe('passkeys_unavailable')
  })
})

describe('a passkey', () => {
  verifies(
    'IAM-1',
    'is registered with its user verified, is a second factor for the control, and signs in alone; each change is an entry and an event',
    async () => {
      const me = await ada()
      expect(await mfaFact()).toBe('none')
      const before = me.cookie
      const key = new SoftPasskey()
      const begun = await me.post('/me/passkeys/begin', { password: PASSWORD })
      expect(begun.body).toMatchObject({
        rp: { id: 'localhost' },
        attestation: 'none',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
      const answer = await me.post('/me/passkeys', { name: ' Laptop ', response: key.create(begun.body) })
      expect(answer.status).toBe(201)
      expect(answer.body.passkey).toMatchObject({ name: 'Laptop', usable: true, lastUsedAt: null })
      expect(answer.body.recoveryCodes).toHaveLength(10)
      expect(me.cookie).not.toBe(before)
      expect((await me.get('/whoami')).body.mfa).toBe(true)
      expect(await mfaFact()).toBe('passkey')

      const other = client()
      const signedIn = await entered(key, {}, other)
      expect(signedIn.status).toBe(201)
      expect(signedIn.body.user).toMatchObject({ email: 'ada@example.com', mfa: 'passkey' })
      expect((await other.get('/whoami')).body.mfa).toBe(true)
      expect((await other.get('/me/passkeys')).body).toMatchObject({
        items: [{ name: 'Laptop', lastUsedAt: new Date(clock.ms).toISOString() }],
        totp: false,
        origin: 'http://localhost:4400',
      })
      expect(ledger.types()).toEqual(outbox.events.map((e) => e.type))
      expect(ledger.of('identity.passkey_added')).toHaveLength(1)
      expect(ledger.of('identity.signed_in').at(-1)?.body).toMatchObject({
        secondFactor: true,
        method: 'passkey',
      })
      expect(JSON.stringify(ledger.entries)).not.toContain('Laptop')
    },
  )

  it('when the ledger refuses, no passkey is left behind', async () => {
    const me = await ada()
    const options = await me.post('/me/passkeys/begin', { password: PASSWORD })
    ledger.failNext = true
    await expect(
      me.post('/me/passkeys', { name: 'Laptop', response: new SoftPasskey().create(options.body) }),
    ).rejects.toThrow('on purpose')
    expect((await me.get('/me/passkeys')).body.items).toEqual([])
    expect(await mfaFact()).toBe('none')
  })

  it('is not added without the right password, nor without user verification, nor from another origin or name', async () => {
    const me = await ada()
    expect((await me.post('/me/passkeys/begin', { password: 'wrong wrong wrong' })).body.code).toBe(
      'password_wrong',
    )
    for (const bent of [
      { verified: false },
      { origin: 'http://localhost:4401' },
      { origin: 'http://127.0.0.1:4400' },
      { origin: 'https://evil.example' },
      { rpId: 'evil.example' },
    ])
      expect((await added(me, new SoftPasskey(), bent)).body.code, JSON.stringify(bent)).toBe(
        'passkey_refused',
      )
    expect((await me.get('/me/passkeys')).body.items).toEqual([])
    expect(ledger.of('identity.passkey_added')).toEqual([])
  })

  it('a registration challenge is good once, in its own session, for five minutes, and not for signing in', async () => {
    const me = await ada()
    const begin = async () => (await me.post('/me/passkeys/begin', { password: PASSWORD })).body
    const key = new SoftPasskey()
    const stale = await begin()
    clock.forward(300_000)
    expect((await me.post('/me/passkeys', { name: 'a', response: key.create(stale) })).body.code).toBe(
      'passkey_challenge_refused',
    )
    const options = await begin()
    const elsewhere = client()
    expect((await elsewhere.post('/session', { email: 'ada@example.com', password: PASSWORD })).status).toBe(
      201,
    )
    expect(
      (await elsewhere.post('/me/passkeys', { name: 'a', response: key.create(options) })).body.code,
    ).toBe('passkey_challenge_refused')
    expect((await client().post('/session/passkey', { response: key.get(options) })).body.code).toBe(
      'passkey_challenge_refused',
    )
    // A failed answer uses it up as well.
    expect(
      (await me.post('/me/passkeys', { name: 'a', response: key.create(options, { verified: false }) })).body
        .code,
    ).toBe('passkey_refused')
    expect((await me.post('/me/passkeys', { name: 'a', response: key.create(options) })).body.code).toBe(
      'passkey_challenge_refused',
    )
    expect(
      (
        await me.post('/me/passkeys', {
          name: 'a',
          response: key.create(await begin(), { challenge: Buffer.alloc(64, 7).toString('base64url') }),
        })
      ).body.code,
    ).toBe('passkey_challenge_refused')
  })

  it('belongs to one account', async () => {
    const { me, key } = await withPasskey()
    const bob = client()
    const invited = await me.post('/users', { email: 'bob@example.com', name: 'Bob', roles: ['viewer'] })
    const token = /#invite=(.+)$/.exec(invited.body.inviteUrl)?.[1]
    expect((await bob.post('/invite/accept', { token, password: `${PASSWORD} too` })).status).toBe(201)
    const options = await bob.post('/me/passkeys/begin', { password: `${PASSWORD} too` })
    expect(
      (await bob.post('/me/passkeys', { name: 'stolen', response: key.create(options.body) })).body.code,
    ).toBe('passkey_exists')
    const ids = (await me.get('/me/passkeys')).body.items[0].id
    expect((await bob.patch(`/me/passkeys/${ids}`, { name: 'mine' })).body.code).toBe('passkey_not_found')
  })
})

describe('signing in with it', () => {
  it('a replayed answer is refused, and so is an old challenge or one of another installation', async () => {
    const { key } = await withPasskey()
    const by = client()
    const options = (await by.post('/session/passkey/begin')).body
    const answer = key.get(options)
    expect((await by.post('/session/passkey', { response: answer })).status).toBe(201)
    expect((await client().post('/session/passkey', { response: answer })).body.code).toBe(
      'passkey_challenge_refused',
    )
    // Signed again over the same challenge: still used.
    expect((await client().post('/session/passkey', { response: key.get(options) })).body.code).toBe(
      'passkey_challenge_refused',
    )
    const stale = (await by.post('/session/passkey/begin')).body
    clock.forward(300_000)
    expect((await client().post('/session/passkey', { response: key.get(stale) })).body.code).toBe(
      'passkey_challenge_refused',
    )
    expect((await entered(key, { challenge: 'AAAA' })).body.code).toBe('passkey_challenge_refused')
  })

  it('two answers to one challenge at once open one session', async () => {
    const { key } = await withPasskey()
    const options = (await client().post('/session/passkey/begin')).body
    const answers = await Promise.all(
      [key.get(options), key.get(options)].map((response) => client().post('/session/passkey', { response })),
    )
    expect(answers.map((a) => a.status).toSorted()).toEqual([201, 400])
  })

  it('a wrong origin or name, a missing verification, a foreign handle and a bent signature read the same', async () => {
    const { key, me } = await withPasskey()
    const bob = await me.post('/users', { email: 'bob@example.com', name: 'Bob', roles: ['viewer'] })
    const bents: Bent[] = [
      { origin: 'https://evil.example' },
      { origin: 'http://127.0.0.1:4400' },
      { rpId: 'evil.example' },
      { verified: false },
      { userHandle: Buffer.from(bob.body.user.id).toString('base64url') },
    ]
    for (const bent of bents) {
      const answer = await entered(key, bent)
      expect(answer.status, JSON.stringify(bent)).toBe(401)
      expect(answer.body.code).toBe('passkey_refused')
    }
    clock.forward(3_600_000)
    const options = (await client().post('/session/passkey/begin')).body
    const answer = key.get(options)
    const data = Buffer.from(answer.response.authenticatorData, 'base64url')
    data.writeUInt32BE(99, 33)
    answer.response.authenticatorData = data.toString('base64url')
    expect((await client().post('/session/passkey', { response: answer })).body.code).toBe('passkey_refused')
    const stranger = await entered(new SoftPasskey(), { userHandle: 'AAAA' })
    expect(stranger.status).toBe(401)
    expect(stranger.body.code).toBe('passkey_refused')
    expect(ledger.of('identity.signed_in').filter((e) => e.body['method'] === 'passkey')).toEqual([])
  })

  it('a counter that does not go up is refused and stays in the record', async () => {
    const { key } = await withPasskey()
    expect((await entered(key, { counter: 7 })).status).toBe(201)
    expect((await entered(key, { counter: 7 })).body.code).toBe('passkey_refused')
    expect((await entered(key, { counter: 0 })).body.code).toBe('passkey_refused')
    expect(ledger.of('identity.sign_in_failed').map((e) => e.body['why'])).toEqual(['counter', 'counter'])
    expect((await entered(key, { counter: 8 })).status).toBe(201)
  })

  it('failures are counted with those of the password', async () => {
    const { key } = await withPasskey()
    for (let i = 0; i < 5; i++) expect((await entered(key, { verified: false })).status).toBe(401)
    expect((await entered(key)).body).toMatchObject({ code: 'sign_in_locked', status: 429 })
    expect(
      (await client().post('/session', { email: 'ada@example.com', password: PASSWORD })).body.code,
    ).toBe('sign_in_locked')
    clock.forward(30_000)
    expect((await entered(key)).status).toBe(201)
  })

  it('a person whose account is closed does not get in', async () => {
    const { key, me } = await withPasskey()
    const invited = await me.post('/users', {
      email: 'bea@example.com',
      name: 'Bea',
      roles: ['admin'],
    })
    const token = /#invite=(.+)$/.exec(invited.body.inviteUrl)?.[1]
    const bea = client()
    expect((await bea.post('/invite/accept', { token, password: `${PASSWORD} b` })).status).toBe(201)
    const beas = new SoftPasskey()
    const options = await bea.post('/me/passkeys/begin', { password: `${PASSWORD} b` })
    expect((await bea.post('/me/passkeys', { name: 'b', response: beas.create(options.body) })).status).toBe(
      201,
    )
    const adaId = (await me.get('/session')).body.user.id
    expect((await bea.patch(`/users/${adaId}`, { active: false })).status).toBe(200)
    expect((await entered(key)).body.code).toBe('passkey_refused')
    expect((await entered(beas)).status).toBe(201)
  })
})

describe('beside the password', () => {
  it('the password alone does not open an account that has a passkey; a recovery code with it does, once', async () => {
    const { codes } = await withPasskey()
    const enter = (code?: string): Promise<ApiAnswer> =>
      client().post('/session', {
        email: 'ada@example.com',
        password: PASSWORD,
        ...(code === undefined ? {} : { code }),
      })
    expect((await enter()).body).toMatchObject({ code: 'second_factor_needed', status: 401 })
    expect((await enter('123456')).body.code).toBe('second_factor_refused')
    expect((await enter(codes[0])).status).toBe(201)
    expect((await enter(codes[0])).body.code).toBe('second_factor_refused')
  })

  it('a session from before the first factor cannot add, rename or remove factors any more', async () => {
    const me = await ada()
    const old = client()
    expect((await old.post('/session', { email: 'ada@example.com', password: PASSWORD })).status).toBe(201)
    const answer = await added(me, new SoftPasskey())
    expect(answer.status).toBe(201)
    const id: string = answer.body.passkey.id
    for (const [method, path, body] of [
      ['POST', '/me/totp/begin', {}],
      ['POST', '/me/passkeys/begin', { password: PASSWORD }],
      ['PATCH', `/me/passkeys/${id}`, { name: 'x' }],
      ['DELETE', `/me/passkeys/${id}`, { password: PASSWORD }],
    ] as const)
      expect((await old.send(method, path, body)).body.code, path).toBe('second_factor_required')
  })

  it('renaming is an entry without the name', async () => {
    const { me, id } = await withPasskey()
    expect((await me.patch(`/me/passkeys/${id}`, { name: 'Blue key' })).body.name).toBe('Blue key')
    expect((await me.patch(`/me/passkeys/${id}`, { name: 'Blue key' })).status).toBe(200)
    expect(ledger.of('identity.passkey_renamed')).toHaveLength(1)
    expect(JSON.stringify(ledger.entries)).not.toContain('Blue key')
  })

  it('removing asks for the password, ends every session, and a removed one does not sign in', async () => {
    const { me, key, id } = await withPasskey()
    const other = client()
    expect((await entered(key, {}, other)).status).toBe(201)
    expect((await me.send('DELETE', `/me/passkeys/${id}`, { password: 'wrong wrong wrong' })).body.code).toBe(
      'password_wrong',
    )
    clock.forward(1000)
    expect((await me.send('DELETE', `/me/passkeys/${id}`, { password: PASSWORD })).status).toBe(204)
    expect((await other.get('/whoami')).status).toBe(401)
    expect((await entered(key)).body.code).toBe('passkey_refused')
    expect(ledger.of('identity.passkey_removed')).toHaveLength(1)
    expect(await mfaFact()).toBe('none')
    clock.forward(1000)
    expect((await client().post('/session', { email: 'ada@example.com', password: PASSWORD })).status).toBe(
      201,
    )
  })

  it('recovery codes live as long as any factor does', async () => {
    const { me, key, id, codes } = await withPasskey()
    const begun = await me.post('/me/totp/begin')
    const code = new TOTP({ secret: Secret.fromBase32(begun.body.secret) }).generate({ timestamp: clock.ms })
    const confirmed = await me.post('/me/totp/confirm', { code })
    expect(confirmed.status).toBe(200)
    const enter = (c: string): Promise<ApiAnswer> =>
      client().post('/session', { email: 'ada@example.com', password: PASSWORD, code: c })
    // Fresh codes came with the authenticator; those of the passkey ended.
    expect((await enter(codes[0] ?? '')).body.code).toBe('second_factor_refused')
    expect((await me.send('DELETE', '/me/totp', { password: PASSWORD })).status).toBe(204)
    clock.forward(3_600_000)
    expect((await enter(confirmed.body.recoveryCodes[0])).status).toBe(201)
    const again = client()
    expect((await entered(key, {}, again)).status).toBe(201)
    expect((await again.send('DELETE', `/me/passkeys/${id}`, { password: PASSWORD })).status).toBe(204)
    const left = await database.db.tx({ org }, (tx) => tx.rows(sql`select user_id from recovery_code`))
    expect(left).toEqual([])
  })

  it('used challenges are forgotten when they are over', async () => {
    const { key } = await withPasskey()
    expect((await entered(key)).status).toBe(201)
    const count = async (): Promise<number> =>
      database.db.tx('system', async (tx) =>
        Number((await tx.one<{ n: string }>(sql`select count(*) as n from passkey_challenge_used`)).n),
      )
    expect(await count()).toBeGreaterThanOrEqual(2)
    clock.forward(300_001)
    const job = room.jobs.find((j) => j.type === 'identity.forget-sign-in-failures')
    await job?.handle({}, { org: null, signal: new AbortController().signal })
    expect(await count()).toBe(0)
  })
})
