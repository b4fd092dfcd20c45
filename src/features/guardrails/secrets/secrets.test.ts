import { describe, expect, it } from 'vitest'
import { verifies } from '../../../../test/promises.ts'
import { base62Of, checksumHolds, crc32 } from './checksum.ts'
import { secretDetector, secretPatterns } from './detector.ts'
import { secretFormats } from './providers/index.ts'
import { HARMLESS } from './test-harmless.ts'
import { HARMLESS_FILES } from './test-harmless-files.ts'
import { CREDENTIALS, MORE_PLACES, SHAPES } from './test-places.ts'
import {
  BASE62,
  BASE64,
  draw,
  HEX,
  ISSUERS,
  pick,
  PLACES,
  seeded,
  tokenOf,
  UNLISTED,
  uuid,
  type Rng,
} from './test-tokens.ts'
import type { Detector } from '../contract.ts'

const SEED = Number(process.env['GUARD_SEED'] ?? 20261127)

const found = (text: string): string[] =>
  secretPatterns
    .scan(text, 'user')
    .filter((f) => f.score >= 0.5)
    .map((f) => `${f.type}:${text.slice(f.start, f.end)}`)
const covers = (detector: Detector, text: string, key: string): boolean => {
  const at = text.indexOf(key)
  return detector
    .scan(text, 'user')
    .some((f) => f.score >= 0.5 && f.start <= at + 1 && f.end >= at + key.length - 2)
}
const place = (rng: Rng, key: string, issuer: string): string => {
  const [first, ...rest] = PLACES
  return first === undefined ? key : pick(rng, [first, ...rest])[1](key, issuer)
}

const typesAt = (prefix: string): Set<string> =>
  new Set(
    secretFormats
      .filter((f) => f.prefix.startsWith(prefix) || prefix.startsWith(f.prefix))
      .map((f) => f.type),
  )

describe('formats', () => {
  it('lists more than 150 issuers', () => {
    expect(new Set(secretFormats.map((f) => f.provider)).size).toBeGreaterThan(150)
  })

  it('knows each format at the start, in quotes, in a sentence and behind an escape that was left', () => {
    const rng = seeded(SEED)
    let tried = 0
    for (const format of secretFormats) {
      const key = tokenOf(format, rng)
      if (key === null || format.type === 'jwt') continue
      tried++
      for (const text of [key, `"${key}"`, `token is ${key}, ok`, `x\\n${key}\\n`])
        // Issuers share prefixes (`sk_live_`): one of those that do names it.
        expect(
          secretPatterns.scan(text, 'user').some((f) => typesAt(format.prefix).has(f.type)),
          `seed ${SEED}: ${format.prefix} in ${text.slice(0, 40)}`,
        ).toBe(true)
    }
    expect(tried).toBeGreaterThan(secretFormats.length * 0.9)
  })

  it('a checksum that holds raises the score, one that does not lowers nothing', () => {
    expect(crc32('123456789')).toBe(0xcbf43926)
    expect(base62Of(0)).toBe('000000')
    const body = draw(seeded(1), BASE62, 30)
    const whole = body + base62Of(crc32(body))
    expect(checksumHolds(whole)).toBe(true)
    const scores = [whole, `${body}000000`].map(
      (b) => secretPatterns.scan(`gh${'p'}_${b} `, 'user')[0]?.score,
    )
    expect(scores).toEqual([0.99, 0.95])
  })
})

describe('what is found', () => {
  const rng = seeded(SEED)
  const hex = (n: number): string => draw(rng, HEX, n)
  const b64 = (n: number): string => draw(rng, BASE64, n)
  const b62 = (n: number): string => draw(rng, BASE62, n)

  it.each([
    ['password = "tlypR&WDuZo%"', 'password:tlypR&WDuZo%'],
    ['client_secret=kwsjKVyZtSgsFWVdCnsZHxkon8UP', 'generic_secret:kwsjKVyZtSgsFWVdCnsZHxkon8UP'],
    ['{"api_key": "LXj153Cu94LaIl9hkcAf"}', 'generic_secret:LXj153Cu94LaIl9hkcAf'],
    ['the password is Hunter2!x, do not share', 'password:Hunter2!x'],
    ['the password for the staging box is Hunter2!x.', 'password:Hunter2!x'],
    ['Das Passwort lautet Hunter2!x und gilt', 'password:Hunter2!x'],
    ['mot de passe : Hunter2!x', 'password:Hunter2!x'],
    ['contraseña: Hunter2!x', 'password:Hunter2!x'],
    ['пароль: Hunter2!x', 'password:Hunter2!x'],
    ['SPRING_DATASOURCE_PASSWORD=s3cr3tPw9', 'password:s3cr3tPw9'],
    ["define('DB_PASSWORD', 's3cr3tPw9');", 'password:s3cr3tPw9'],
    ['builder.setPassword("s3cr3tPw9")', 'password:s3cr3tPw9'],
    ["ALTER ROLE app WITH PASSWORD 's3cr3tPw9'", 'password:s3cr3tPw9'],
    ['mysqldump --password=s3cr3tPw9 prod', 'password:s3cr3tPw9'],
    ['login --password s3cr3tPw9 now', 'password:s3cr3tPw9'],
    ['<Password>s3cr3tPw9</Password>', 'password:s3cr3tPw9'],
    ['Server=db;User Id=sa;Password=s3cr3tPw9;Encrypt=true', 'password:s3cr3tPw9'],
    ['**Password:** s3cr3tPw9', 'password:s3cr3tPw9'],
    ['"secretKeyBase" => "s3cr3tPw9aB7xQ2m"', 'generic_secret:s3cr3tPw9aB7xQ2m'],
    ['Authorization: Bearer 9f3kD82mQpLx7Zt1', 'generic_secret:9f3kD82mQpLx7Zt1'],
    [
      'postgres://app:s3cr3tPw@db.internal:5432/prod?x=1',
      'connection_string:postgres://app:s3cr3tPw@db.internal:5432/prod?x=1',
    ],
    [
      'mongodb+srv://app:s3cr3tPw@c0.example.net/x',
      'connection_string:mongodb+srv://app:s3cr3tPw@c0.example.net/x',
    ],
    [
      'see https://deploy:EEWumyAMQhoi5@git.example.com/a.git.',
      'url_credentials:https://deploy:EEWumyAMQhoi5@git.example.com/a.git',
    ],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual([expected])
  })

  it('formats that are known by what stands inside them', () => {
    const id = Buffer.from('123456789012345678').toString('base64').replaceAll('=', '')
    const cases: readonly (readonly [string, string])[] = [
      ['telegram_token', `${'123456'}789:AA${draw(rng, BASE62, 33)}`],
      ['discord_token', `${id}.${b62(6)}.${b62(27)}`],
      ['azure_client_secret', `aB1${'8Q'}~${b62(34)}`],
      ['mailchimp_key', `${hex(32)}-us${'12'}`],
      ['terraform_token', `${b62(14)}.atlasv1.${b62(64)}`],
      ['google_oauth', `1/${'/0'}${b62(60)}`],
      ['asana_token', `1/${'1234567890123456'}:${hex(32)}`],
      ['paypal_token', `access_token$${'production'}$${hex(16)}$${hex(32)}`],
      ['webhook_url', `https://hooks.slack.com/services/T${'01ABCDEF2'}/B${'01ABCDEF2'}/${b62(24)}`],
      ['webhook_url', `https://discord.com/api/webhooks/${'123456789012345678'}/${b62(68)}`],
      [
        'webhook_url',
        `https://acme.webhook.office.com/webhookb2/${uuid(rng)}@${uuid(rng)}/IncomingWebhook/${hex(32)}/${uuid(rng)}`,
      ],
      ['url_credentials', `https://${hex(32)}@o1.ingest.sentry.io/42`],
    ]
    for (const [type, key] of cases) {
      expect(found(`see ${key} there`), key).toContain(`${type}:${key}`)
      expect(found(key), key).toContain(`${type}:${key}`)
    }
  })

  it('takes a private key block whole, whatever tool wrote it', () => {
    const lines = Array.from({ length: 5 }, () => `${b64(64)}\n`).join('')
    for (const kind of ['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED ', 'DSA ']) {
      const block = `-----BEGIN ${kind}PRIVATE KEY-----\n${lines}-----END ${kind}PRIVATE KEY-----`
      expect(found(`key:\n${block}\nend`)).toContain(`private_key:${block}`)
      expect(found(JSON.stringify({ k: block })).some((f) => f.startsWith('private_key:'))).toBe(true)
    }
    const pgp = `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n${lines}=aB3d\n-----END PGP PRIVATE KEY BLOCK-----`
    expect(found(pgp)).toContain(`private_key:${pgp}`)
    const putty = `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: bob\nPublic-Lines: 1\n${b64(64)}\nPrivate-Lines: 1\n${b64(48)}\nPrivate-MAC: ${hex(64)}`
    expect(found(`${putty}\n`)).toContain(`private_key:${putty}`)
    const age = `AGE-SECRET-KEY-1${draw(rng, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`
    expect(found(age)).toEqual([`age_secret_key:${age}`])
  })

  it('a token with a decoded header scores above one that only looks like it', () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const real = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: '1', iat: 2 })}.${b62(43)}`
    const score = (text: string): number =>
      secretPatterns.scan(text, 'user').find((f) => f.type === 'jwt')?.score ?? 0
    expect(score(real)).toBe(0.97)
    expect(score(`ey${'J'}${b62(30)}.${b62(40)}.${b62(43)}`)).toBe(0.7)
  })
})

describe('what is left alone', () => {
  it.each([
    'id: 2531c1d7-f1cd-41ad-b71a-786c5c534965',
    'commit 9f114af9b23d5bc482be9d333fc9850de289bc7e',
    'digest sha256:fbe9bf6823049d9e1a22fd70f7f31268e0f8adaa97845afc5f4d6b61f7715107',
    'image: data:image/png;base64,iVBORw0KGgoOnMxOLIgaIgRLoGJnBpNqgMJlkU1sc5NJYDQKl',
    'public key ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI0X82Gfx6SSb4D user@host',
    'password: <your password here>',
    'api_key = process.env.API_KEY',
    'API_KEY=${API_KEY}',
    'token: string',
    'max_tokens: 4096, temperature: 0.7',
    'https://example.com:8443/path?key=value',
    'the key is under the mat',
    'sk-this-is-a-placeholder-for-the-real-key',
    'A header like -----BEGIN PRIVATE KEY----- starts a key file.',
    'function scrypt(password: KDFInput, salt: KDFInput)',
    "argon2d('password', 'salt1234', { t: 1 })",
    'parse("postgres://someuser:somepassword@somehost:381/somedatabase")',
    'The password policy is described in ISO 27001 and the token is short.',
    'password: string | undefined; secretName: my-app-secret-v2',
    'const key = `${prefix}-${id}`',
  ])('%s', (text) => {
    expect(found(text)).toEqual([])
  })
})

describe('recall and false alarms', () => {
  verifies(
    'GUARD-3',
    'a key of an issuer that is left out of the list is still found, in 95 of 100 cases',
    () => {
      const rng = seeded(SEED)
      let keys = 0
      let hits = 0
      for (const issuer of new Set(secretFormats.map((f) => f.provider))) {
        const detector = secretDetector(
          secretFormats.filter((f) => f.provider !== issuer),
          'without',
        )
        for (const format of secretFormats.filter((f) => f.provider === issuer)) {
          const key = tokenOf(format, rng)
          if (key === null) continue
          keys++
          if (covers(detector, place(rng, key, 'acme'), key)) hits++
        }
      }
      expect(keys).toBeGreaterThan(300)
      expect(hits / keys, `seed ${SEED}`).toBeGreaterThanOrEqual(0.95)
    },
  )

  verifies('GUARD-3', 'keys of shapes that nobody lists are found in files, headers, code and prose', () => {
    const rng = seeded(SEED + 1)
    let hits = 0
    for (const [, make] of UNLISTED)
      for (const [, text] of PLACES) {
        const key = make(rng)
        if (covers(secretPatterns, text(key, pick(rng, ISSUERS)), key)) hits++
      }
    expect(hits / (UNLISTED.length * PLACES.length), `seed ${SEED}`).toBeGreaterThanOrEqual(0.95)
  })

  verifies(
    'GUARD-3',
    'a second generator of shapes and places, written after the detector, meets it too',
    () => {
      const rng = seeded(SEED + 4)
      let hits = 0
      for (const [, make] of SHAPES)
        for (const [, text] of MORE_PLACES) {
          const key = make(rng)
          if (covers(secretPatterns, text(key), key)) hits++
        }
      expect(hits / (SHAPES.length * MORE_PLACES.length), `seed ${SEED}`).toBeGreaterThanOrEqual(0.9)
    },
  )

  verifies(
    'GUARD-3',
    'connection strings of many engines, cookies, basic credentials and key blocks in files are found',
    () => {
      const rng = seeded(SEED + 5)
      const missed: string[] = []
      for (const [name, make] of CREDENTIALS) {
        const { text, key } = make(rng)
        if (!covers(secretPatterns, text, key.slice(0, 20))) missed.push(name)
      }
      expect(missed.length / CREDENTIALS.length, `seed ${SEED}: ${missed.join(', ')}`).toBeLessThanOrEqual(
        0.1,
      )
    },
  )

  it('a cookie of a session is a credential, other cookies and a session in a log are not', () => {
    const value = draw(seeded(SEED), BASE62, 32)
    expect(found(`Cookie: theme=dark; sessionid=${value}; lang=de`)).toEqual([`generic_secret:${value}`])
    expect(found(`Cookie: theme=${value}; lang=de`)).toEqual([])
    expect(found(`session ${value} closed`)).toEqual([])
  })

  verifies('GUARD-3', 'token-like harmless text raises an alarm in at most 1 of 100 cases', () => {
    const rng = seeded(SEED + 2)
    const alarms: string[] = []
    const kinds = [...HARMLESS, ...HARMLESS_FILES]
    for (const [name, make] of kinds)
      for (let i = 0; i < 12; i++) if (found(make(rng)).length > 0) alarms.push(name)
    expect(alarms.length / (kinds.length * 12), `seed ${SEED}: ${alarms.join(', ')}`).toBeLessThanOrEqual(
      0.01,
    )
  })
})

describe('streams', () => {
  /** Findings of a text that arrives in pieces, as the stream scanner asks for them. */
  const inPieces = (text: string, rng: Rng): string[] => {
    const out: string[] = []
    let hold = 0
    for (let at = 0; at < text.length;) {
      at = Math.min(text.length, at + 1 + Math.floor(rng() * pick(rng, [2, 9, 60])))
      // Only what the detector may look back at stays in front.
      const base = Math.max(0, hold - secretPatterns.lookback)
      const step = secretPatterns.advance(text.slice(base, at), hold - base, at === text.length, 'output')
      for (const f of step.findings) out.push(`${f.type} ${f.start + base}-${f.end + base} ${f.score}`)
      hold = step.hold + base
    }
    return out.toSorted()
  }
  const whole = (text: string): string[] =>
    secretPatterns
      .scan(text, 'output')
      .map((f) => `${f.type} ${f.start}-${f.end} ${f.score}`)
      .toSorted()

  verifies(
    'GUARD-3',
    'the same findings however the text is cut, also in the middle of a key',
    () => {
      const rng = seeded(SEED + 3)
      const texts: string[] = []
      for (const format of secretFormats) {
        const key = tokenOf(format, rng)
        if (key !== null) texts.push(place(rng, key, 'acme'))
      }
      for (const [, make] of UNLISTED) for (const [, text] of PLACES) texts.push(text(make(rng), 'acme'))
      for (const [, make] of HARMLESS) texts.push(make(rng))
      for (const [, make] of HARMLESS_FILES) texts.push(make(rng))
      for (const [, make] of CREDENTIALS) texts.push(make(rng).text)
      for (const [, make] of SHAPES) for (const [, text] of MORE_PLACES) texts.push(text(make(rng)))
      // Neighbours: what stands before a key must not change with the cut either.
      for (let i = 0; i + 2 < texts.length; i += 3) texts[i] = `${texts[i]}\n${texts[i + 1]} ${texts[i + 2]}`
      for (const text of texts) expect(inPieces(text, rng), `seed ${SEED}: ${text}`).toEqual(whole(text))
    },
    60_000,
  )
})
