import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Secret, TOTP } from 'otpauth'
import type { OrgId, SystemRef } from '../lib/ids.ts'
import { sql } from '../platform/db.ts'
import { STEP_LASTS_MS } from '../platform/clock.ts'
import { silentLog } from '../platform/log.ts'
import { systemRandom } from '../platform/random.ts'
import {
  ApiClient,
  apiOf,
  HandClock,
  memoryKeyStore,
  RememberingLedger,
  RememberingOutbox,
} from '../../test/world/control-plane.ts'
import { verifies } from '../../test/promises.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../test/world/database.ts'
import { createIdentity, type IdentityRoom } from './index.ts'
import type { SystemAddress } from './ports.ts'

const PASSWORD = 'violet harbour tram 93 kettle'
const system = (
  name: string,
  environment: SystemAddress['environment'] = 'trial',
  active = true,
): SystemAddress => ({
  id: '01939000-0000-7000-8000-00000000000' + String(name.length % 10),
  ref: 'r' as string as SystemRef,
  name,
  environment,
  active,
})

let database: FreshDatabase
let org: OrgId
let clock: HandClock
let ledger: RememberingLedger
let outbox: RememberingOutbox
let room: IdentityRoom
let anyone: ApiClient
let logged: object[]

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

beforeEach(async () => {
  // One own organisation at a time, as in the product: the one of the test before becomes a sample.
  await database.db.tx('system', async (tx) => {
    await tx.run(sql`update org set kind = 'sample'`)
    await tx.run(sql`delete from sign_in_failure`)
  })
  org = await seedOrg(database.db)
  clock = new HandClock()
  ledger = new RememberingLedger()
  logged = []
  outbox = new RememberingOutbox()
  const systems = new Map(
    [system('sandbox-chat'), system('support', 'production'), system('retired-one', 'production', false)].map(
      (s) => [s.name, s],
    ),
  )
  room = createIdentity({
    db: database.db,
    clock,
    random: systemRandom,
    log: { ...silentLog, warn: (fields) => void logged.push(fields) },
    ledger,
    outbox,
    keystore: memoryKeyStore(),
    trial: true,
    systems: { systemByName: async (_tx, o, name) => (o === org ? systems.get(name) : undefined) },
    publicUrl: () => 'http://127.0.0.1:4400',
    cookie: { secure: false },
    passwordCost: { log2N: 4, r: 8, p: 1 },
  })
  anyone = client()
})

const client = (bearer: string | null = null): ApiClient =>
  new ApiClient(apiOf(room.middleware, room.routes), bearer)
const tokenOf = (url: string): string => /#(?:setup|invite)=(.+)$/.exec(url)?.[1] ?? ''
const codeOf = (secret: string): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.ms })
const trialToken = (): Promise<string> => database.db.tx({ org }, (tx) => room.issueTrialToken(tx, org))

async function claimed(email = 'ada@example.com'): Promise<ApiClient> {
  const link = await room.issueSetupLink(org)
  const me = client()
  expect(
    (await me.post('/setup/claim', { token: tokenOf(link.url), email, name: 'Ada', password: PASSWORD }))
      .status,
  ).toBe(201)
  return me
}
async function withTotp(me: ApiClient): Promise<{ secret: string; recoveryCodes: string[] }> {
  const begun = await me.post('/me/totp/begin')
  const confirmed = await me.post('/me/totp/confirm', { code: codeOf(begun.body.secret) })
  expect(confirmed.status).toBe(200)
  return { secret: begun.body.secret, recoveryCodes: confirmed.body.recoveryCodes }
}

describe('first admin', () => {
  it('the set-up token travels in the fragment and works once', async () => {
    const link = await room.issueSetupLink(org)
    expect(new URL(link.url).search).toBe('')
    const input = { token: tokenOf(link.url), email: 'Ada@Example.com', name: 'Ada', password: PASSWORD }
    const first = await anyone.post('/setup/claim', input)
    expect(first.status).toBe(201)
    expect(first.body).toMatchObject({
      claimed: true,
      trial: false,
      user: { email: 'ada@example.com', roles: ['admin', 'engineer', 'approver', 'control_owner'] },
    })
    expect((await client().post('/setup/claim', { ...input, email: 'eve@example.com' })).body).toMatchObject({
      code: 'link_used',
      status: 410,
    })
    expect(ledger.types()).toEqual(['identity.setup_link_issued', 'identity.claimed', 'identity.signed_in'])
    expect(outbox.events.map((e) => e.type)).toEqual(ledger.types())
  })

  it('two claims at once make one admin', async () => {
    const link = await room.issueSetupLink(org)
    const answers = await Promise.all(
      ['a@example.com', 'b@example.com'].map((email) =>
        client().post('/setup/claim', { token: tokenOf(link.url), email, name: 'X', password: PASSWORD }),
      ),
    )
    expect(answers.map((a) => a.status).toSorted()).toEqual([201, 410])
  })

  it('expires after 15 minutes, a reissued one replaces it, and none is issued once claimed', async () => {
    const old = await room.issueSetupLink(org)
    const link = await room.issueSetupLink(org)
    const input = { email: 'ada@example.com', name: 'Ada', password: PASSWORD }
    expect((await anyone.post('/setup/claim', { ...input, token: tokenOf(old.url) })).body.code).toBe(
      'link_invalid',
    )
    clock.forward(15 * 60_000)
    expect((await anyone.post('/setup/claim', { ...input, token: tokenOf(link.url) })).body.code).toBe(
      'link_expired',
    )
    await claimed()
    await expect(room.issueSetupLink(org)).rejects.toMatchObject({ problem: { code: 'already_claimed' } })
  })

  it('a weak password is refused and the token stays good', async () => {
    const link = await room.issueSetupLink(org)
    for (const password of [
      'short',
      'Password123!',
      'p4ssw0rd-2026!!',
      'qwertyuiop123',
      'abcabcabcabcabc',
      'ada.example.2026',
      'aaaaaaaaaaaaaaa',
    ])
      expect(
        (
          await anyone.post('/setup/claim', {
            token: tokenOf(link.url),
            email: 'ada@example.com',
            name: 'Ada',
            password,
          })
        ).body.code,
        password,
      ).toBe('password_weak')
    expect(
      (
        await anyone.post('/setup/claim', {
          token: tokenOf(link.url),
          email: 'ada@example.com',
          name: 'Ada',
          password: PASSWORD,
        })
      ).status,
    ).toBe(201)
  })

  it('when the ledger refuses, no user, no session and a token that is still good remain', async () => {
    const link = await room.issueSetupLink(org)
    const input = { token: tokenOf(link.url), email: 'ada@example.com', name: 'Ada', password: PASSWORD }
    ledger.failNext = true
    await expect(anyone.post('/setup/claim', input)).rejects.toThrow('on purpose')
    expect(await room.isClaimed(org)).toBe(false)
    expect((await anyone.post('/setup/claim', input)).status).toBe(201)
  })
})

describe('sessions', () => {
  it('the cookie is HttpOnly, SameSite=Strict, and only its hash is stored', async () => {
    const me = await claimed()
    const answer = await client().post('/session', { email: 'ada@example.com', password: PASSWORD })
    expect(answer.headers.get('set-cookie')).toMatch(
      /^sw_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    const secret = me.cookie?.split('=')[1] ?? ''
    const dump = await database.db.tx('system', (tx) =>
      tx.rows<{ t: string }>(sql`select row_to_json(s)::text as t from user_session s`),
    )
    expect(JSON.stringify(dump)).not.toContain(secret)
    expect((await me.get('/whoami')).body).toMatchObject({ kind: 'user', email: 'ada@example.com' })
  })

  it('idles out after 12 hours and ends for good after 7 days', async () => {
    const me = await claimed()
    clock.forward(12 * 3_600_000 - 1)
    expect((await me.get('/whoami')).status).toBe(200)
    clock.forward(12 * 3_600_000)
    expect((await me.get('/whoami')).status).toBe(401)
    const again = client()
    await again.post('/session', { email: 'ada@example.com', password: PASSWORD })
    for (let i = 0; i < 15; i++) {
      clock.forward(11 * 3_600_000)
      expect((await again.get('/whoami')).status).toBe(200)
    }
    clock.forward(3_600_000 * 6)
    expect((await again.get('/whoami')).status).toBe(401)
  })

  it('signing out ends the session for everybody who kept the cookie', async () => {
    const me = await claimed()
    const kept = me.cookie
    expect((await me.send('DELETE', '/session')).status).toBe(204)
    me.cookie = kept
    expect((await me.get('/whoami')).status).toBe(401)
  })

  it('a change without the CSRF token, or from another origin, or not as JSON is refused', async () => {
    const me = await claimed()
    const csrf = me.csrf
    me.csrf = null
    expect((await me.post('/me/totp/begin')).body.code).toBe('csrf_refused')
    me.csrf = 'guessed'
    expect((await me.post('/me/totp/begin')).body.code).toBe('csrf_refused')
    me.csrf = csrf
    expect((await me.send('POST', '/me/totp/begin', {}, { origin: 'http://evil.example' })).body.code).toBe(
      'cross_origin',
    )
    expect((await me.send('POST', '/me/totp/begin', {}, { 'sec-fetch-site': 'same-site' })).body.code).toBe(
      'cross_origin',
    )
    expect((await me.send('POST', '/me/totp/begin', {}, { 'content-type': 'text/plain' })).body.code).toBe(
      'json_only',
    )
    expect(
      (
        await me.send(
          'POST',
          '/me/totp/begin',
          {},
          { origin: 'http://127.0.0.1:4400', 'sec-fetch-site': 'same-origin' },
        )
      ).status,
    ).toBe(200)
  })

  it('an unknown account and a wrong password read the same', async () => {
    await claimed()
    const wrong = await anyone.post('/session', { email: 'ada@example.com', password: 'wrong wrong wrong' })
    const unknown = await anyone.post('/session', {
      email: 'nobody@example.com',
      password: 'wrong wrong wrong',
    })
    expect(wrong.status).toBe(401)
    expect(unknown.body).toEqual(wrong.body)
  })

  it('locks out after five failures with a delay that doubles, and counts parallel guesses', async () => {
    await claimed()
    const guess = () => client().post('/session', { email: 'ada@example.com', password: 'wrong wrong wrong' })
    const answers = await Promise.all(Array.from({ length: 8 }, guess))
    expect(answers.filter((a) => a.status === 401)).toHaveLength(5)
    expect(
      answers.filter((a) => a.body.code === 'sign_in_locked' || a.body.code === 'sign_in_busy'),
    ).toHaveLength(3)
    const right = () => client().post('/session', { email: 'ada@example.com', password: PASSWORD })
    expect((await right()).body).toMatchObject({ code: 'sign_in_locked', extra: { retryAfterSeconds: 30 } })
    clock.forward(30_000)
    expect((await guess()).status).toBe(401)
    expect((await right()).body.extra.retryAfterSeconds).toBe(60)
    clock.forward(60_000)
    expect((await right()).status).toBe(201)
    expect((await guess()).status).toBe(401)
    expect(ledger.types()).toContain('identity.locked')
  })
})

describe('second factor', () => {
  it('a code works once: a replay is refused, also inside its window', async () => {
    const me = await claimed()
    const { secret } = await withTotp(me)
    expect((await anyone.post('/session', { email: 'ada@example.com', password: PASSWORD })).body.code).toBe(
      'second_factor_needed',
    )
    // The code that confirmed the seed is used up too.
    expect(
      (await anyone.post('/session', { email: 'ada@example.com', password: PASSWORD, code: codeOf(secret) }))
        .body.code,
    ).toBe('second_factor_refused')
    clock.forward(30_000)
    const code = codeOf(secret)
    expect(
      (await anyone.post('/session', { email: 'ada@example.com', password: PASSWORD, code })).status,
    ).toBe(201)
    expect(
      (await client().post('/session', { email: 'ada@example.com', password: PASSWORD, code })).body.code,
    ).toBe('second_factor_refused')
  })

  it('confirming rotates the session; the old cookie is dead, the new one has the factor', async () => {
    const me = await claimed()
    const before = me.cookie
    await withTotp(me)
    expect(me.cookie).not.toBe(before)
    expect((await me.get('/whoami')).body.mfa).toBe(true)
    me.cookie = before
    expect((await me.get('/whoami')).status).toBe(401)
  })

  it('a recovery code works once; codes and seed are not stored in the clear', async () => {
    const me = await claimed()
    const { secret, recoveryCodes } = await withTotp(me)
    const code = recoveryCodes[0] ?? ''
    expect(
      (await client().post('/session', { email: 'ada@example.com', password: PASSWORD, code })).status,
    ).toBe(201)
    expect(
      (await client().post('/session', { email: 'ada@example.com', password: PASSWORD, code })).status,
    ).toBe(401)
    const stored = await database.db.tx({ org }, (tx) =>
      tx.one<{ t: string }>(
        sql`select (select string_agg(row_to_json(u)::text, '') from app_user u) || (select string_agg(row_to_json(r)::text, '') from recovery_code r) as t`,
      ),
    )
    expect(stored.t).not.toContain(Buffer.from(Secret.fromBase32(secret).bytes).toString('hex'))
    expect(stored.t).not.toContain(code.replaceAll('-', ''))
    expect(ledger.types()).toContain('identity.recovery_code_used')
  })

  it('without it the first admin cannot invite; with it they can', async () => {
    const me = await claimed()
    const person = { email: 'bo@example.com', name: 'Bo', roles: ['approver'] }
    expect((await me.post('/users', person)).body).toMatchObject({
      code: 'second_factor_required',
      extra: { policies: ['forbid-without-second-factor'] },
    })
    await withTotp(me)
    expect((await me.post('/users', person)).status).toBe(201)
  })

  it('removing it needs the password and ends every session', async () => {
    const me = await claimed()
    await withTotp(me)
    expect((await me.send('DELETE', '/me/totp', { password: 'not this one at all' })).body.code).toBe(
      'password_wrong',
    )
    expect((await me.send('DELETE', '/me/totp', { password: PASSWORD })).status).toBe(204)
    expect((await me.get('/whoami')).status).toBe(401)
  })

  it('a stolen session does not guess the password for long', async () => {
    const me = await claimed()
    await withTotp(me)
    const codes: string[] = []
    for (let i = 0; i < 7; i++)
      codes.push((await me.send('DELETE', '/me/totp', { password: `guess number ${i}` })).body.code)
    expect(codes.slice(5)).toEqual(['sign_in_locked', 'sign_in_locked'])
  })
})

describe('people', () => {
  it('an invited person sets a password once and has their roles; a change of roles ends their sessions', async () => {
    const admin = await claimed()
    await withTotp(admin)
    const invited = await admin.post('/users', { email: 'bo@example.com', name: 'Bo', roles: ['viewer'] })
    const bo = client()
    expect(
      (await bo.post('/invite/accept', { token: tokenOf(invited.body.inviteUrl), password: PASSWORD }))
        .status,
    ).toBe(201)
    expect(
      (await client().post('/invite/accept', { token: tokenOf(invited.body.inviteUrl), password: PASSWORD }))
        .body.code,
    ).toBe('link_used')
    expect((await bo.get('/users')).body).toMatchObject({ code: 'forbidden', extra: { policies: [] } })
    expect((await admin.patch(`/users/${invited.body.user.id}`, { roles: ['engineer'] })).body.roles).toEqual(
      ['engineer'],
    )
    expect((await bo.get('/whoami')).status).toBe(401)
  })

  it('an admin reissues a link: the password changes, every session ends, and a second factor is still asked for', async () => {
    const admin = await claimed()
    await withTotp(admin)
    const invited = await admin.post('/users', { email: 'bo@example.com', name: 'Bo', roles: ['viewer'] })
    expect((await client().post('/session', { email: 'bo@example.com', password: PASSWORD })).body.code).toBe(
      'sign_in_refused',
    )
    const again = await admin.post(`/users/${invited.body.user.id}/invite`)
    expect(
      (await client().post('/invite/accept', { token: tokenOf(invited.body.inviteUrl), password: PASSWORD }))
        .body.code,
    ).toBe('link_invalid')
    const bo = client()
    expect(
      (await bo.post('/invite/accept', { token: tokenOf(again.body.inviteUrl), password: PASSWORD })).status,
    ).toBe(201)
    const { secret } = await withTotp(bo)
    const third = await admin.post(`/users/${invited.body.user.id}/invite`)
    const other = client()
    const accepted = await other.post('/invite/accept', {
      token: tokenOf(third.body.inviteUrl),
      password: `${PASSWORD} two`,
    })
    expect(accepted.body).toMatchObject({ user: null, may: [] })
    expect(other.cookie).toBeNull()
    expect((await bo.get('/whoami')).status).toBe(401)
    clock.forward(30_000)
    expect(
      (await other.post('/session', { email: 'bo@example.com', password: `${PASSWORD} two` })).body.code,
    ).toBe('second_factor_needed')
    expect(
      (
        await other.post('/session', {
          email: 'bo@example.com',
          password: `${PASSWORD} two`,
          code: codeOf(secret),
        })
      ).status,
    ).toBe(201)
  })

  it('a person whose roles hold for one system makes keys for it and for no other, and sees no others', async () => {
    const admin = await claimed()
    await withTotp(admin)
    await admin.post('/keys', { system: 'sandbox-chat' })
    const invited = await admin.post('/users', {
      email: 'bo@example.com',
      name: 'Bo',
      roles: ['engineer'],
      scope: { systems: ['support'] },
    })
    const bo = client()
    const session = await bo.post('/invite/accept', {
      token: tokenOf(invited.body.inviteUrl),
      password: PASSWORD,
    })
    expect(session.body.may).toContain('key.create')
    expect((await bo.post('/keys', { system: 'support' })).status).toBe(201)
    expect((await bo.post('/keys', { system: 'sandbox-chat' })).body.extra.policies).toEqual([
      'forbid-other-system',
    ])
    expect((await bo.get('/keys')).body.items.map((k: { system: string }) => k.system)).toEqual(['support'])
  })

  it('nobody changes their own roles, and the last admin stays', async () => {
    const admin = await claimed()
    await withTotp(admin)
    const own = (await admin.get('/whoami')).body.userId
    expect((await admin.patch(`/users/${own}`, { roles: ['viewer'] })).body.extra.policies).toEqual([
      'forbid-own-roles',
    ])
    const second = await admin.post('/users', { email: 'bo@example.com', name: 'Bo', roles: ['admin'] })
    const bo = client()
    await bo.post('/invite/accept', { token: tokenOf(second.body.inviteUrl), password: PASSWORD })
    await withTotp(bo)
    expect((await bo.patch(`/users/${own}`, { active: false })).status).toBe(200)
    expect((await admin.get('/whoami')).status).toBe(401)
    expect((await bo.patch(`/users/${second.body.user.id}`, { active: false })).body.extra.policies).toEqual([
      'forbid-own-roles',
    ])
  })

  it('a person of another organisation does not exist', async () => {
    const admin = await claimed()
    await withTotp(admin)
    const other = await seedOrg(database.db, 'sample')
    const stranger = await database.db.tx({ org: other }, (tx) =>
      room.createPerson(
        tx,
        other,
        { kind: 'system', org: other, job: 'test' },
        { email: 's@example.com', name: 'S', roles: ['viewer'], sample: true },
      ),
    )
    const absent = await admin.patch('/users/01939000-0000-7000-8000-000000000000', { active: false })
    const theirs = await admin.patch(`/users/${stranger.id}`, { active: false })
    expect([absent.status, theirs.status, theirs.body.code]).toEqual([404, 404, 'user_not_found'])
  })
})

describe('virtual keys', () => {
  const hashes = () =>
    database.db.tx('system', (tx) => room.lookupKeys(tx)).then((keys) => keys.filter((k) => k.org === org))

  it('are shown once, stored as a hash, scoped, expiring, and move the gateway’s generation', async () => {
    const me = await claimed()
    const generation = () =>
      database.db.tx({ org }, (tx) =>
        tx.one<{ generation: string }>(sql`select generation from org where id = ${org}`),
      )
    const before = Number((await generation()).generation)
    const made = await me.post('/keys', { system: 'support', limits: { requestsPerMinute: 60 } })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      system: 'support',
      environment: 'production',
      state: 'active',
      createdBy: 'ada@example.com',
      expiresAt: new Date(clock.ms + 90 * 86_400_000).toISOString(),
    })
    expect(made.body.key).toMatch(/^sw-[0-9A-Za-z]{40}$/)
    expect(Number((await generation()).generation)).toBe(before + 1)
    const [record] = await hashes()
    expect(record).toMatchObject({
      id: made.body.id,
      systemName: 'support',
      revokedAtMs: null,
      limits: { requestsPerMinute: 60, tokensPerDay: null },
    })
    expect(record?.hash).toBe(
      Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(made.body.key))).toString('hex'),
    )
    const listed = await me.get('/keys')
    expect(JSON.stringify(listed.body)).not.toContain(made.body.key)
    expect(listed.body.items[0].prefix).toBe(made.body.key.slice(0, 9))
  })

  it('a lifetime over a year, a retired and an unknown system are refused', async () => {
    const me = await claimed()
    expect((await me.post('/keys', { system: 'support', expiresInDays: 366 })).status).toBe(400)
    expect((await me.post('/keys', { system: 'retired-one' })).body.code).toBe('system_retired')
    expect((await me.post('/keys', { system: 'nowhere' })).body.code).toBe('system_not_found')
  })

  it('expire, are revoked, and rotate with a day of overlap', async () => {
    const me = await claimed()
    const old = (await me.post('/keys', { system: 'support', expiresInDays: 30 })).body
    const next = (await me.post(`/keys/${old.id}/rotate`)).body
    expect(next.key).not.toBe(old.key)
    const state = async (id: string) =>
      (await me.get('/keys')).body.items.find((k: { id: string }) => k.id === id).state
    expect([await state(old.id), await state(next.id)]).toEqual(['active', 'active'])
    clock.forward(86_400_000)
    const again = client()
    await again.post('/session', { email: 'ada@example.com', password: PASSWORD })
    Object.assign(me, { cookie: again.cookie, csrf: again.csrf })
    expect([await state(old.id), await state(next.id)]).toEqual(['expired', 'active'])
    expect((await me.post(`/keys/${old.id}/rotate`)).body.code).toBe('key_not_active')
    expect((await me.post(`/keys/${next.id}/revoke`)).status).toBe(204)
    expect(await state(next.id)).toBe('revoked')
    // Still known to the snapshot, so that its refusal lands in this organisation's log.
    expect((await hashes()).find((k) => k.id === next.id)?.revokedAtMs).toBe(clock.ms)
  })

  it('rotate into one successor: asked for twice, at once or in the overlap, the second is refused', async () => {
    const me = await claimed()
    const old = (await me.post('/keys', { system: 'support' })).body
    const both = await Promise.all([me.post(`/keys/${old.id}/rotate`), me.post(`/keys/${old.id}/rotate`)])
    expect(both.map((one) => one.status).toSorted()).toEqual([201, 409])
    const next = both.find((one) => one.status === 201)?.body
    const again = await me.post(`/keys/${old.id}/rotate`)
    expect([again.body.code, again.body.detail]).toEqual([
      'key_rotated',
      expect.stringContaining(next.prefix),
    ])
    // Lost before it was kept: it ends, and the old key gets another.
    await me.post(`/keys/${next.id}/revoke`)
    expect((await me.post(`/keys/${old.id}/rotate`)).status).toBe(201)
  })

  it('carry scopes and limits, which their successors inherit, and say them in the entry', async () => {
    const me = await claimed()
    const limits = { requestsPerMinute: 5, concurrentRequests: 2, costPerMonthMicroUsd: 250_000 }
    const scope = { routes: ['chat'], models: ['support', 'support@7'], operations: ['chat.completions'] }
    const old = (await me.post('/keys', { system: 'support', limits, scope })).body
    expect(old).toMatchObject({ scope, limits: { ...limits, tokensPerDay: null } })
    const next = (await me.post(`/keys/${old.id}/rotate`, { overlapHours: 1 })).body
    expect(next).toMatchObject({ scope, limits: { ...limits, tokensPerDay: null } })
    const records = (await hashes()).filter((k) => [old.id, next.id].includes(k.id))
    expect(records.map((k) => [k.scope, k.limits.concurrentRequests, k.limits.costPerMonthMicroUsd])).toEqual(
      [
        [scope, 2, 250_000],
        [scope, 2, 250_000],
      ],
    )
    expect(records.find((k) => k.id === old.id)?.expiresAtMs).toBe(clock.ms + 3_600_000)
    const now = (await me.post(`/keys/${next.id}/rotate`, { overlapHours: 0 })).body
    expect((await me.get('/keys')).body.items.find((k: { id: string }) => k.id === next.id).state).toBe(
      'expired',
    )
    expect(now.scope).toEqual(scope)
  })

  it.each([
    [{ limits: { requestsPerMinute: 0 } }, 'limits.requestsPerMinute'],
    [{ limits: { dollars: 5 } }, 'limits'],
    [{ scope: { routes: [] } }, 'scope.routes'],
    [{ scope: { operations: ['everything'] } }, 'scope.operations.0'],
    [{ scope: { models: ['Support@0'] } }, 'scope.models.0'],
  ])('a scope or limit that means nothing is refused: %j', async (rest, where) => {
    const me = await claimed()
    const answer = await me.post('/keys', { system: 'support', ...rest })
    expect([answer.status, answer.body.code, answer.body.where]).toEqual([400, 'invalid_request', where])
  })

  const keyOf = async (me: ReturnType<typeof client>, id: string) =>
    (await me.get('/keys')).body.items.find((k: { id: string }) => k.id === id)

  verifies(
    'GW-5',
    'limits and scope of a key that works are changed at once for the gateway, with an entry that says what was before',
    async () => {
      const me = await claimed()
      const limits = { requestsPerMinute: 60, tokensPerDay: 1_000 }
      const key = (await me.post('/keys', { system: 'support', limits, scope: { models: ['support'] } })).body
      const changed = await me.patch(`/keys/${key.id}`, {
        name: 'nightly',
        limits: { requestsPerMinute: 5, tokensPerDay: null },
        scope: { models: ['support@7'], operations: ['responses'] },
        reason: 'the job runs at night only',
      })
      expect(changed.status).toBe(200)
      expect(changed.body.changes).toEqual([
        { path: 'name', before: 'support', after: 'nightly', effect: 'neutral' },
        {
          path: 'limits.requestsPerMinute',
          before: '60 requests a minute',
          after: '5 requests a minute',
          effect: 'tightens',
        },
        { path: 'limits.tokensPerDay', before: '1000 tokens a day', after: null, effect: 'loosens' },
        { path: 'scope.models', before: 'support', after: 'support@7', effect: 'tightens' },
        { path: 'scope.operations', before: null, after: 'responses', effect: 'tightens' },
      ])
      expect(await keyOf(me, key.id)).toEqual(changed.body.key)
      expect((await hashes()).find((k) => k.id === key.id)).toMatchObject({
        name: 'nightly',
        limits: { requestsPerMinute: 5, tokensPerDay: null },
        scope: { routes: null, models: ['support@7'], operations: ['responses'] },
      })
      expect(ledger.entries.at(-1)).toMatchObject({
        type: 'identity.key_changed',
        body: {
          key: key.id,
          limits: { requestsPerMinute: 5 },
          before: { limits: { requestsPerMinute: 60, tokensPerDay: 1_000 }, scope: { models: ['support'] } },
        },
      })
      expect(JSON.stringify(ledger.entries.at(-1)?.body)).not.toContain('nightly')
      expect(outbox.events.at(-1)).toMatchObject({ type: 'identity.key_changed', data: { key: key.id } })
    },
  )

  it('a change that changes nothing writes nothing; one that fails to be recorded changes nothing', async () => {
    const me = await claimed()
    const key = (await me.post('/keys', { system: 'support', limits: { requestsPerMinute: 60 } })).body
    const before = ledger.entries.length
    const same = await me.patch(`/keys/${key.id}`, { limits: { requestsPerMinute: 60 }, scope: {} })
    expect([same.status, same.body.changes, ledger.entries.length]).toEqual([200, [], before])
    ledger.failNext = true
    await expect(me.patch(`/keys/${key.id}`, { limits: { requestsPerMinute: 6 } })).rejects.toThrow('refused')
    expect((await keyOf(me, key.id)).limits.requestsPerMinute).toBe(60)
    await me.post(`/keys/${key.id}/revoke`)
    const ended = await me.patch(`/keys/${key.id}`, { limits: { requestsPerMinute: 6 } })
    expect([ended.status, ended.body.code]).toEqual([409, 'key_not_active'])
    expect((await me.patch(`/keys/${key.id}`, { scope: { routes: [] } })).body.where).toBe('scope.routes')
  })

  it('whoever may not make such a key cannot loosen one either', async () => {
    const trial = client(await trialToken())
    const [own, foreign] = await database.db.tx({ org }, (tx) =>
      Promise.all([
        room.createKey(tx, org, { system: system('sandbox-chat'), limits: { requestsPerMinute: 5 } }),
        room.createKey(tx, org, {
          system: system('support', 'production'),
          limits: { requestsPerMinute: 5 },
        }),
      ]),
    )
    const patch = (key: { id: string }, max: number | null) =>
      trial.patch(`/keys/${key.id}`, { limits: { requestsPerMinute: max } })
    expect((await patch(own, null)).status).toBe(200)
    for (const max of [null, 50, 2])
      expect((await patch(foreign, max)).body.extra.policies).toEqual(['forbid-trial-outside-trial'])
  })

  it('a key of another organisation does not exist', async () => {
    const other = await seedOrg(database.db, 'sample')
    const theirs = await database.db.tx({ org: other }, (tx) =>
      room.createKey(tx, other, { system: system('x') }),
    )
    const me = await claimed()
    for (const answer of [
      await me.post(`/keys/${theirs.id}/revoke`),
      await me.patch(`/keys/${theirs.id}`, { name: 'mine' }),
    ])
      expect(answer.body).toMatchObject({ code: 'key_not_found', status: 404 })
  })

  it('last use is written in a batch and never goes back', async () => {
    const me = await claimed()
    const key = (await me.post('/keys', { system: 'support' })).body
    room.usage.noteKey(org, key.id, clock.ms + 5)
    room.usage.noteKey(org, key.id, clock.ms + 3)
    await room.usage.flush()
    expect((await me.get('/keys')).body.items[0].lastUsedAt).toBe(new Date(clock.ms + 5).toISOString())
  })
})

describe('API tokens', () => {
  it('act with the roles they got as long as their person holds them, and expire and are revoked', async () => {
    const me = await claimed()
    await withTotp(me)
    const made = (await me.post('/tokens', { name: 'ci', roles: ['engineer'], expiresInDays: 2 })).body
    const ci = client(made.token)
    expect((await ci.get('/whoami')).body).toMatchObject({ kind: 'token', roles: ['engineer'], trial: false })
    expect((await ci.get('/whoami')).body.token).toBeUndefined()
    expect((await me.post('/tokens', { name: 'too much', roles: ['auditor'] })).body.code).toBe('token_roles')
    expect((await me.post(`/tokens/${made.id}/revoke`)).status).toBe(204)
    expect((await ci.get('/whoami')).body.code).toBe('token_invalid')
    const short = (await me.post('/tokens', { name: 'short', roles: ['viewer'], expiresInDays: 1 })).body
    expect((await client(short.token).get('/whoami')).status).toBe(200)
    clock.forward(86_400_000)
    expect((await client(short.token).get('/whoami')).status).toBe(401)
  })

  it('make no further tokens and have no profile; a changed character is refused before the database is asked', async () => {
    const me = await claimed()
    await withTotp(me)
    const token = (await me.post('/tokens', { name: 'a', roles: ['admin'] })).body.token
    expect((await client(token).post('/tokens', { name: 'b', roles: ['viewer'] })).body.code).toBe(
      'token_needs_person',
    )
    expect((await client(token).post('/me/totp/begin')).body.code).toBe('needs_person')
    expect(
      (await client(`${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`).get('/whoami')).status,
    ).toBe(401)
  })

  it('die with their person and shrink with their person’s roles', async () => {
    const admin = await claimed()
    await withTotp(admin)
    const invited = (
      await admin.post('/users', { email: 'bo@example.com', name: 'Bo', roles: ['engineer', 'admin'] })
    ).body
    const bo = client()
    await bo.post('/invite/accept', { token: tokenOf(invited.inviteUrl), password: PASSWORD })
    await withTotp(bo)
    const token = client((await bo.post('/tokens', { name: 'bo', roles: ['engineer', 'admin'] })).body.token)
    await admin.patch(`/users/${invited.user.id}`, { roles: ['viewer'] })
    expect((await token.get('/whoami')).body.roles).toEqual([])
    await admin.patch(`/users/${invited.user.id}`, { active: false })
    expect((await token.get('/whoami')).status).toBe(401)
  })
})

describe('the trial’s admin token', () => {
  it('makes trial keys and reads, but makes no admins, tokens or keys elsewhere', async () => {
    const trial = client(await trialToken())
    expect((await trial.post('/keys', { system: 'sandbox-chat' })).status).toBe(201)
    expect((await trial.post('/keys', { system: 'support' })).body.extra.policies).toEqual([
      'forbid-trial-outside-trial',
    ])
    expect((await trial.post('/keys', { system: 'support', environment: 'trial' })).status).toBe(201)
    expect((await trial.get('/users')).status).toBe(200)
    expect(
      (await trial.post('/users', { email: 'x@example.com', name: 'X', roles: ['admin'] })).body.extra
        .policies,
    ).toEqual(['forbid-trial'])
    expect((await trial.post('/tokens', { name: 'x', roles: ['viewer'] })).body.extra.policies).toEqual([
      'forbid-trial',
    ])
    expect(
      (await trial.patch('/settings/identity', { secondFactorRequired: false, reason: 'x' })).status,
    ).toBe(403)
  })

  it('lives 24 hours, or until the installation is claimed', async () => {
    const trial = client(await trialToken())
    clock.forward(24 * 3_600_000 - 1)
    expect((await trial.get('/whoami')).status).toBe(200)
    clock.forward(1)
    expect((await trial.get('/whoami')).status).toBe(401)
    const second = client(await trialToken())
    await claimed()
    expect((await second.get('/whoami')).status).toBe(401)
    await expect(trialToken()).rejects.toMatchObject({ problem: { code: 'already_claimed' } })
  })
})

const HOUR_MS = 3_600_000
const YEAR_MS = 365 * 24 * HOUR_MS

describe('when the clock is wrong', () => {
  const signIn = (more: object = {}) => {
    const who = client()
    return who.post('/session', { email: 'ada@example.com', password: PASSWORD, ...more }).then((answer) => ({
      who,
      code: answer.body.code,
      status: answer.status,
      answer,
    }))
  }
  const alive = async (who: ApiClient): Promise<boolean> => (await who.get('/whoami')).status === 200
  /** Until the server has seen a step and it has lasted. */
  const settle = async (): Promise<void> => {
    const stranger = client()
    stranger.cookie = `sw_session=${'x'.repeat(43)}`
    for (const ms of [1_000, STEP_LASTS_MS]) {
      clock.forward(ms)
      await alive(stranger)
    }
  }

  it.each([-2 * HOUR_MS, -YEAR_MS])(
    'set back by %d ms for some minutes: sessions, tokens and links end when they would have',
    async (byMs) => {
      const link = await room.issueSetupLink(org)
      const trial = client(await trialToken())
      clock.forward(14 * 60_000)
      clock.step(byMs)
      clock.forward(60_000)
      const input = { token: tokenOf(link.url), email: 'ada@example.com', name: 'Ada', password: PASSWORD }
      expect((await anyone.post('/setup/claim', input)).body.code).toBe('link_expired')
      clock.step(-byMs)
      clock.forward(60_000)
      expect(await alive(trial)).toBe(true)
      clock.forward(24 * HOUR_MS - 16 * 60_000 - 1)
      clock.step(byMs)
      expect(await alive(trial)).toBe(true)
      clock.forward(1)
      expect(await alive(trial)).toBe(false)
      clock.step(-byMs)
      clock.forward(60_000)
      expect(await alive(trial)).toBe(false)
      const me = await claimed()
      clock.forward(12 * HOUR_MS - 1)
      clock.step(byMs)
      clock.forward(1)
      expect(await alive(me)).toBe(false)
    },
  )

  it('set back for good: a session that would now outlive the seven days is over, and a new one can be opened', async () => {
    const me = await claimed()
    clock.step(-YEAR_MS)
    expect(await alive(me)).toBe(true)
    await settle()
    expect(await alive(me)).toBe(false)
    const again = await signIn()
    expect(again.status).toBe(201)
    expect(await alive(again.who)).toBe(true)
    clock.forward(12 * HOUR_MS)
    expect(await alive(again.who)).toBe(false)
  })

  it('ahead for some minutes: who signs in then signs in again, who was signed in stays so', async () => {
    const me = await claimed()
    clock.step(YEAR_MS)
    expect(await alive(me)).toBe(false)
    const early = await signIn()
    expect(await alive(early.who)).toBe(true)
    clock.step(-YEAR_MS)
    expect([await alive(me), await alive(early.who)]).toEqual([true, false])
  })

  it('a password that was set before the clock was set back locks nobody out', async () => {
    const admin = await claimed()
    await withTotp(admin)
    const invited = (await admin.post('/users', { email: 'bo@example.com', name: 'Bo', roles: ['engineer'] }))
      .body
    const first = client()
    await first.post('/invite/accept', { token: tokenOf(invited.inviteUrl), password: PASSWORD })
    clock.step(-2 * HOUR_MS)
    for (const wait of [() => {}, settle]) {
      await wait()
      const bo = client()
      expect((await bo.post('/session', { email: 'bo@example.com', password: PASSWORD })).status).toBe(201)
      expect(await alive(bo)).toBe(true)
    }
  })

  it('a lock-out lasts as long as it says, and after a restart under a clock set back at most that long again', async () => {
    await claimed()
    for (let i = 0; i < 5; i++) await signIn({ password: 'wrong wrong wrong' })
    for (const byMs of [YEAR_MS, -YEAR_MS, -YEAR_MS]) {
      clock.step(byMs)
      expect((await signIn()).answer.body).toMatchObject({
        code: 'sign_in_locked',
        extra: { retryAfterSeconds: 30 },
      })
    }
    await database.db.tx('system', (tx) =>
      tx.run(
        sql`update sign_in_failure set locked_until = locked_until + interval '1 year' where locked_until is not null`,
      ),
    )
    expect((await signIn()).answer.body).toMatchObject({
      code: 'sign_in_locked',
      extra: { retryAfterSeconds: 30 },
    })
    clock.forward(30_000)
    expect((await signIn()).status).toBe(201)
  })

  it.each([-YEAR_MS, -2 * HOUR_MS, 2 * HOUR_MS])(
    'set by %d ms: the codes of a right device go on, and none works twice, however long it lasts',
    async (byMs) => {
      const me = await claimed()
      const { secret } = await withTotp(me)
      clock.forward(30_000)
      const code = codeOf(secret)
      expect((await signIn({ code })).status).toBe(201)
      clock.step(byMs)
      expect((await signIn({ code })).code).toBe('second_factor_refused')
      clock.forward(30_000)
      clock.step(-byMs)
      const next = codeOf(secret)
      clock.step(byMs)
      expect((await signIn({ code: next })).status).toBe(201)
      // the very time at which the first code was made comes again
      clock.forward(STEP_LASTS_MS)
      await signIn()
      clock.forward(Math.max(0, -byMs - STEP_LASTS_MS - 60_000))
      for (const old of [code, next])
        expect((await signIn({ code: old })).code).toMatch(/^(second_factor_refused|sign_in_locked)$/)
    },
  )

  it('ahead for a moment: the gateway keeps its keys, and a revoked one stays revoked when the clock is set back', async () => {
    const me = await claimed()
    const kept = (await me.post('/keys', { system: 'support' })).body
    const revoked = (await me.post('/keys', { system: 'support' })).body
    await me.post(`/keys/${revoked.id}/revoke`)
    const lookup = () => database.db.tx('system', (tx) => room.lookupKeys(tx))
    clock.step(YEAR_MS)
    expect((await lookup()).some((k) => k.id === kept.id)).toBe(true)
    clock.step(-YEAR_MS - HOUR_MS)
    expect((await lookup()).find((k) => k.id === revoked.id)?.revokedAtMs).not.toBeNull()
    clock.forward(STEP_LASTS_MS)
    const state = (await me.get('/keys')).body.items.find((k: { id: string }) => k.id === revoked.id).state
    expect(state).toBe('revoked')
    expect((await me.post(`/keys/${revoked.id}/rotate`)).body.code).toBe('key_not_active')
  })
})

describe('facts', () => {
  it('offer who holds power and which credentials were valid in the window', async () => {
    const me = await claimed()
    const key = (await me.post('/keys', { system: 'sandbox-chat', expiresInDays: 1 })).body
    await withTotp(me)
    const load = (id: string, from: number, to: number) =>
      database.db.tx({ org }, async (tx) => {
        const source = room.facts.find((f) => f.id === id)
        if (source === undefined) throw new Error(id)
        const table = await source.load(tx, org, {
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
        })
        for (const row of table.rows)
          expect(Object.keys(row).toSorted()).toEqual(Object.keys(source.fields).toSorted())
        return table
      })
    expect((await load('identity.admins', clock.ms, clock.ms)).rows).toMatchObject([
      { email: 'ada@example.com', admin: true, approver: true, mfa: 'totp', active: true },
    ])
    expect((await load('identity.keys', clock.ms, clock.ms)).rows).toMatchObject([
      { id: key.id, kind: 'virtual_key', trial: true, state: 'active' },
    ])
    expect((await load('identity.keys', clock.ms + 2 * 86_400_000, clock.ms + 3 * 86_400_000)).rows).toEqual(
      [],
    )
    await me.post('/keys', { system: 'support', limits: { concurrentRequests: 2, tokensPerDay: 9 } })
    await me.post(`/keys/${(await me.post('/keys', { system: 'support' })).body.id}/revoke`)
    const callers = (await load('identity.callers', clock.ms, clock.ms)).rows
    expect(callers).toHaveLength(2)
    expect(callers.find((row) => row['id'] === key.id)).toMatchObject({
      kind: 'virtual_key',
      trial: true,
      rateLimited: false,
      budgetLimited: false,
      limits: '',
    })
    expect(callers.find((row) => row['id'] !== key.id)).toMatchObject({
      rateLimited: false,
      budgetLimited: true,
      limits: 'concurrentRequests:2 tokensPerDay:9',
    })
  })
})

it('a refused change is logged with the policies that decided, and without any secret', async () => {
  const trial = client(await trialToken())
  await trial.post('/users', { email: 'x@example.com', name: 'X', roles: ['admin'] })
  await trial.get('/users')
  expect(logged).toEqual([
    {
      requestId: expect.any(String),
      actor: { kind: 'token', id: expect.any(String), for: null },
      action: 'user.manage',
      kind: 'user',
      resource: null,
      policies: ['forbid-trial'],
    },
  ])
})

it('a body over a mebibyte is refused', async () => {
  const me = await claimed()
  expect((await me.post('/me/totp/confirm', { code: 'x'.repeat(1_100_000) })).body.code).toBe(
    'body_too_large',
  )
})

it('the sample company can be looked at with a new session; another organisation does not exist', async () => {
  const me = await claimed()
  const sample = await seedOrg(database.db, 'sample')
  const before = me.cookie
  const there = await me.post('/session/org', { org: sample })
  expect(there.body).toMatchObject({
    org: { id: sample, kind: 'sample' },
    user: { email: 'ada@example.com' },
  })
  expect(me.cookie).not.toBe(before)
  expect((await me.get('/keys')).body.items).toEqual([])
  expect((await me.post('/session/org', { org: '01939000-0000-7000-8000-000000000000' })).status).toBe(404)
  // Removing the second factor ends this session too, though it lives in another organisation.
  const home = client()
  await home.post('/session', { email: 'ada@example.com', password: PASSWORD })
  await withTotp(home)
  clock.forward(1)
  expect((await home.send('DELETE', '/me/totp', { password: PASSWORD })).status).toBe(204)
  expect((await me.get('/whoami')).status).toBe(401)
})
