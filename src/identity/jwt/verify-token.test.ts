import { createHmac } from 'node:crypto'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testClock, type TestClock } from '../../../test/world/clock.ts'
import type { KeyId, OrgId } from '../../lib/ids.ts'
import { silentLog } from '../../platform/log.ts'
import { wholeScope } from '../key-scope.ts'
import type { IssuerRecord, Jwk, TokenAlgorithm } from './issuer-record.ts'
import { parseJwks } from './jwk-set.ts'
import { createTokenVerifier, looksLikeToken, TOKEN_CHARS_MAX, type TokenVerifier } from './verify-token.ts'

const ISS = 'https://login.example.com/tenant'
const AUD = 'sealwright'
const URL_OF_KEYS = 'https://login.example.com/keys'

type Pair = { readonly key: CryptoKey; readonly publicKey: CryptoKey; readonly jwk: Jwk }
const pairs = new Map<string, Pair>()
const pairOf = (name: string): Pair => {
  const pair = pairs.get(name)
  if (pair === undefined) throw new Error(`no key pair ${name}`)
  return pair
}
const published = (jwk: JWK, kid: string, alg: string): Jwk => ({
  ...jwk,
  kty: jwk.kty ?? '',
  kid,
  alg,
  use: 'sig',
})

beforeAll(async () => {
  for (const [name, alg] of [
    ['rs', 'RS256'],
    ['ps', 'PS256'],
    ['es', 'ES256'],
    ['ed', 'EdDSA'],
    ['rs2', 'RS256'],
    ['foreign', 'RS256'],
  ] as const) {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
    pairs.set(name, { key: privateKey, publicKey, jwk: published(await exportJWK(publicKey), name, alg) })
  }
})

let clock: TestClock
let keySet: Jwk[]
let fetched: number
let keysDown: boolean
let verify: TokenVerifier
beforeEach(() => {
  clock = testClock()
  keySet = ['rs', 'ps', 'es', 'ed'].map((name) => pairOf(name).jwk)
  fetched = 0
  keysDown = false
  verify = createTokenVerifier({
    clock,
    log: silentLog,
    async fetchText(url) {
      fetched += 1
      if (keysDown || url !== URL_OF_KEYS) throw new Error('no connection')
      return JSON.stringify({ keys: keySet })
    },
  })
})

const issuer = (rest: Partial<IssuerRecord> = {}): IssuerRecord => ({
  id: 'i1' as KeyId,
  org: 'o1' as OrgId,
  name: 'login',
  issuer: ISS,
  audiences: [AUD],
  algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
  keys: { from: 'url', url: URL_OF_KEYS },
  systems: [{ id: 's1', name: 'support' }],
  environment: 'production',
  claims: { user: 'sub', system: null, team: null },
  teams: null,
  scope: wholeScope,
  limits: {},
  ...rest,
})

type Wish = {
  readonly by?: string
  readonly alg?: string
  readonly header?: Record<string, unknown>
  readonly claims?: Record<string, unknown>
}
const seconds = (): number => Math.floor(clock.nowMs() / 1_000)
const token = ({ by = 'rs', alg, header = {}, claims = {} }: Wish = {}): Promise<string> => {
  const all: Record<string, unknown> = { iss: ISS, aud: AUD, sub: 'ada', exp: seconds() + 300, ...claims }
  for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name]
  return new SignJWT(all)
    .setProtectedHeader({ alg: alg ?? String(pairOf(by).jwk['alg']), kid: by, ...header })
    .sign(pairOf(by).key)
}
const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const outcome = async (
  text: string | Promise<string>,
  trusted: readonly IssuerRecord[] = [issuer()],
): Promise<string> => {
  const got = await verify(await text, (iss) => trusted.filter((t) => t.issuer === iss))
  return got.ok ? `ok ${got.value.user}` : got.error.code
}

describe('a token of a trusted issuer', () => {
  it.each(['rs', 'ps', 'es', 'ed'])('signed with an allowed algorithm proves its user (%s)', async (by) => {
    expect(await outcome(token({ by }))).toBe('ok ada')
  })

  it('says who, for which system, until when', async () => {
    const trusted = issuer({
      systems: [
        { id: 's1', name: 'support' },
        { id: 's2', name: 'sales' },
      ],
      claims: { user: 'https://example.com/mail', system: 'app.system', team: 'groups' },
      teams: ['ai', 'data'],
    })
    const got = await verify(
      await token({
        claims: {
          'https://example.com/mail': 'ada@example.com',
          app: { system: 'sales' },
          groups: ['all', 'data'],
        },
      }),
      () => [trusted],
    )
    expect(got).toMatchObject({
      ok: true,
      value: { systemId: 's2', user: 'ada@example.com', team: 'data', expiresMs: (seconds() + 300) * 1_000 },
    })
  })

  it('may have one audience of several', async () => {
    expect(await outcome(token({ claims: { aud: ['other', AUD] } }))).toBe('ok ada')
  })
})

describe('a token is refused', () => {
  it('without a signature: alg none in every spelling', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', ''])
      for (const signature of ['', 'AAAA'])
        expect(
          await outcome(
            `${b64({ alg, kid: 'rs' })}.${b64({ iss: ISS, aud: AUD, sub: 'eve', exp: seconds() + 300 })}.${signature}`,
          ),
        ).toBe('alg_not_allowed')
  })

  it('signed with the public key as an HMAC secret, and every other symmetric one', async () => {
    const secrets = [await exportSPKI(pairOf('rs').publicKey), JSON.stringify(pairOf('rs').jwk), '', 'secret']
    for (const alg of ['HS256', 'HS384', 'HS512'])
      for (const secret of secrets) {
        const head = `${b64({ alg, kid: 'rs' })}.${b64({ iss: ISS, aud: AUD, sub: 'eve', exp: seconds() + 300 })}`
        const mac = createHmac(`sha${alg.slice(2)}`, secret)
          .update(head)
          .digest('base64url')
        expect(await outcome(`${head}.${mac}`)).toBe('alg_not_allowed')
      }
  })

  it('whose algorithm the issuer record does not list, or its key is not for', async () => {
    const only = (...algorithms: TokenAlgorithm[]): IssuerRecord[] => [issuer({ algorithms })]
    expect(await outcome(token({ by: 'rs' }), only('ES256'))).toBe('alg_not_allowed')
    expect(await outcome(token({ by: 'es', header: { kid: 'rs' } }))).toBe('unknown_key')
    const ps = `${b64({ alg: 'PS256', kid: 'rs' })}.${(await token()).split('.').slice(1).join('.')}`
    expect(await outcome(ps)).toBe('unknown_key')
  })

  it('of another issuer, audience or nobody', async () => {
    expect(await outcome(token({ claims: { iss: 'https://evil.example.com' } }))).toBe('unknown_issuer')
    expect(await outcome(token({ claims: { iss: `${ISS}/` } }))).toBe('unknown_issuer')
    expect(await outcome(token({ claims: { iss: undefined } }))).toBe('claim_missing')
    for (const aud of ['other', [], ['a', 'b'], undefined, 7])
      expect(await outcome(token({ claims: { aud } }))).toBe('wrong_audience')
  })

  it('when two organisations trust the same issuer for the same audience', async () => {
    const two = [issuer(), issuer({ id: 'i2' as KeyId, org: 'o2' as OrgId })]
    expect(await outcome(token(), two)).toBe('wrong_audience')
    const apart = [issuer(), issuer({ id: 'i2' as KeyId, org: 'o2' as OrgId, audiences: ['b'] })]
    expect(await outcome(token({ claims: { aud: 'b' } }), apart)).toBe('ok ada')
  })

  it('expired, not yet valid, or without an end; five seconds of clock difference pass', async () => {
    expect(await outcome(token({ claims: { exp: seconds() - 6 } }))).toBe('expired')
    expect(await outcome(token({ claims: { exp: seconds() - 4 } }))).toBe('ok ada')
    expect(await outcome(token({ claims: { nbf: seconds() + 6 } }))).toBe('not_yet_valid')
    expect(await outcome(token({ claims: { nbf: seconds() + 4 } }))).toBe('ok ada')
    expect(await outcome(token({ claims: { exp: undefined } }))).toBe('claim_missing')
    expect(await outcome(token({ claims: { exp: 'tomorrow' } }))).toBe('claim_missing')
  })

  it('with a key that is not the issuer’s, whatever the header points at', async () => {
    expect(await outcome(token({ by: 'foreign' }))).toBe('unknown_key')
    expect(await outcome(token({ by: 'foreign', header: { kid: 'rs' } }))).toBe('bad_signature')
    for (const header of [
      { jwk: pairOf('foreign').jwk },
      { jku: 'https://evil.example.com/keys' },
      { x5u: 'https://evil.example.com/cert' },
    ])
      expect(await outcome(token({ by: 'foreign', header: { kid: 'rs', ...header } }))).toBe('bad_signature')
    expect(fetched).toBeGreaterThan(0)
  })

  it('with a changed payload or signature', async () => {
    const [head = '', , signature = ''] = (await token()).split('.')
    expect(
      await outcome(`${head}.${b64({ iss: ISS, aud: AUD, sub: 'root', exp: seconds() + 300 })}.${signature}`),
    ).toBe('bad_signature')
    expect(await outcome(`${(await token()).slice(0, -6)}AAAAAA`)).toBe('bad_signature')
  })

  it('with critical header extensions', async () => {
    const [, payload = '', signature = ''] = (await token()).split('.')
    for (const header of [
      { alg: 'RS256', kid: 'rs', crit: ['exp'] },
      { alg: 'RS256', kid: 'rs', crit: [] },
      { alg: 'RS256', kid: 'rs', b64: false, crit: ['b64'] },
      { alg: 'RS256', kid: 'rs', b64: true },
    ])
      expect(await outcome(`${b64(header)}.${payload}.${signature}`)).toBe('crit_not_allowed')
  })

  it('oversize, or no token at all', async () => {
    expect(await outcome(token({ claims: { filler: 'x'.repeat(TOKEN_CHARS_MAX) } }))).toBe('oversize')
    for (const text of [
      'a.b.c',
      `${b64({ alg: 'RS256' })}..`,
      `${b64('text')}.${b64({})}.x`,
      `${b64({ alg: 'RS256' })}.${b64(null)}.x`,
      `${b64({ alg: 7 })}.${b64({ iss: ISS })}.x`,
    ])
      expect(await outcome(text)).toBe('malformed')
  })

  it('without a usable user, from another team, for another system', async () => {
    for (const sub of [undefined, '', '  ', 7, 'x'.repeat(257)])
      expect(await outcome(token({ claims: { sub } }))).toBe('claim_missing')
    const teams = [issuer({ claims: { user: 'sub', system: null, team: 'groups' }, teams: ['ai'] })]
    for (const groups of [undefined, [], ['sales'], 'AI', { ai: true }])
      expect(await outcome(token({ claims: { groups } }), teams)).toBe('wrong_team')
    expect(await outcome(token({ claims: { groups: 'ai' } }), teams)).toBe('ok ada')
    const systems = [issuer({ claims: { user: 'sub', system: 'app', team: null } })]
    for (const app of [undefined, 'sales', ['support']])
      expect(await outcome(token({ claims: { app } }), systems)).toBe('wrong_system')
    expect(await outcome(token({ claims: { app: 'support' } }), systems)).toBe('ok ada')
  })

  it('by a claim name that reaches into an object’s prototype', async () => {
    const odd = [issuer({ claims: { user: 'constructor.name', system: null, team: null } })]
    expect(await outcome(token(), odd)).toBe('claim_missing')
  })

  it('names the organisation only after the signature is proven', async () => {
    const error = async (text: Promise<string>) => {
      const got = await verify(await text, () => [issuer()])
      return got.ok ? null : [got.error.code, got.error.issuer?.org ?? null]
    }
    expect(await error(token({ claims: { exp: seconds() - 60 } }))).toEqual(['expired', 'o1'])
    expect(await error(token({ by: 'foreign', header: { kid: 'rs' } }))).toEqual(['bad_signature', null])
  })
})

describe('keys of an issuer', () => {
  it('are fetched once for many calls, and again when they are ten minutes old', async () => {
    await Promise.all(Array.from({ length: 20 }, () => outcome(token())))
    expect(fetched).toBe(1)
    clock.advance(600_001)
    expect(await outcome(token())).toBe('ok ada')
    await expect.poll(() => fetched).toBe(2)
  })

  it('rotate: a new key id is looked up at once, made-up ones at most every 30 s', async () => {
    expect(await outcome(token({ by: 'rs' }))).toBe('ok ada')
    clock.advance(31_000)
    keySet = [...keySet, pairOf('rs2').jwk]
    expect(await outcome(token({ by: 'rs2' }))).toBe('ok ada')
    expect(fetched).toBe(2)
    for (let i = 0; i < 50; i++) await outcome(token({ header: { kid: `made-up-${i}` } }))
    expect(fetched).toBe(2)
    clock.advance(31_000)
    expect(await outcome(token({ header: { kid: 'made-up' } }))).toBe('unknown_key')
    expect(fetched).toBe(3)
  })

  it('that were withdrawn stop working when the set is read again', async () => {
    expect(await outcome(token({ by: 'rs' }))).toBe('ok ada')
    keySet = [pairOf('es').jwk]
    clock.advance(600_001)
    await outcome(token({ by: 'es' }))
    await expect.poll(() => fetched).toBe(2)
    expect(await outcome(token({ by: 'rs' }))).toBe('unknown_key')
  })

  it.each([-31_536_000_000, -7_200_000])(
    'are looked up and read again in time when the clock was set back by %d ms',
    async (byMs) => {
      const given = await token({ by: 'rs', claims: { exp: seconds() + 5_000, nbf: seconds() - 1 } })
      expect(await outcome(Promise.resolve(given))).toBe('ok ada')
      clock.step(byMs)
      // the token was not given too early, and ends when it would have
      expect(await outcome(Promise.resolve(given))).toBe('ok ada')
      clock.advance(31_000)
      keySet = [...keySet, pairOf('rs2').jwk]
      expect(await outcome(token({ by: 'rs2', claims: { exp: 4_000_000_000 } }))).toBe('ok ada')
      expect(fetched).toBe(2)
      keySet = [pairOf('es').jwk]
      clock.advance(600_001)
      await outcome(token({ by: 'es', claims: { exp: 4_000_000_000 } }))
      await expect.poll(() => fetched).toBe(3)
      expect(await outcome(token({ by: 'rs', claims: { exp: 4_000_000_000 } }))).toBe('unknown_key')
    },
  )

  it('outlast an hour without the provider, not more; without any nothing is proven', async () => {
    expect(await outcome(token())).toBe('ok ada')
    keysDown = true
    clock.advance(3_599_000)
    expect(await outcome(token())).toBe('ok ada')
    clock.advance(2_000)
    expect(await outcome(token())).toBe('keys_unavailable')
    keysDown = false
    clock.advance(31_000)
    expect(await outcome(token())).toBe('ok ada')
  })

  it('given with the record need no URL; a token without key id works only where there is one choice', async () => {
    const given = (...names: string[]): IssuerRecord[] => [
      issuer({ keys: { from: 'given', jwks: names.map((n) => pairOf(n).jwk) } }),
    ]
    expect(await outcome(token({ header: { kid: undefined } }), given('rs'))).toBe('ok ada')
    expect(await outcome(token({ header: { kid: undefined } }), given('rs', 'rs2'))).toBe('unknown_key')
    expect(await outcome(token({ by: 'rs2' }), given('rs', 'rs2'))).toBe('ok ada')
    expect(fetched).toBe(0)
  })

  it('too weak prove nothing', async () => {
    const { publicKey } = await generateKeyPair('RS256', { extractable: true })
    const weak = { ...(await exportJWK(publicKey)), n: Buffer.alloc(128, 0xa5).toString('base64url') }
    const trusted = [issuer({ keys: { from: 'given', jwks: [published(weak, 'rs', 'RS256')] } })]
    expect(await outcome(token(), trusted)).toBe('bad_signature')
  })
})

describe('a JWK set', () => {
  it('with a private, symmetric or encryption key, too many or none is refused where a person gives it', () => {
    const rsa = pairOf('rs').jwk
    const strict = (keys: unknown): boolean => parseJwks({ keys }, true).ok
    expect(strict([rsa])).toBe(true)
    for (const bad of [
      [{ ...rsa, d: 'AAAA' }],
      [rsa, { kty: 'oct', k: 'AAAA' }],
      [{ ...rsa, use: 'enc' }],
      [],
      [null],
      'keys',
      Array.from({ length: 101 }, () => rsa),
    ])
      expect(strict(bad)).toBe(false)
    expect(parseJwks([rsa], true).ok).toBe(false)
    const mixed = parseJwks({ keys: [{ kty: 'oct', k: 'AAAA' }, rsa] }, false)
    expect(mixed.ok && mixed.value.map((k) => k.kid)).toEqual(['rs'])
  })
})

it('a virtual key does not look like a token', () => {
  expect(looksLikeToken('sw-0123456789abcdefghijABCDEFGHIJ0123456789')).toBe(false)
  expect(looksLikeToken('aGVhZA.cGF5.c2ln')).toBe(true)
})
