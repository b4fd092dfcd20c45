import { createHash, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Random } from '../platform/random.ts'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 34 x log2(62) = 202 bits of secret: out of reach for guessing, and the text still fits on one line. */
const SECRET_CHARS = 34
/** CRC-32 in base62: a typed or cut key is refused, and a leaked one found in text, without asking the database. */
const CHECKSUM_CHARS = 6
const SHOWN_CHARS = 6

export type SecretKind = 'sw' | 'swt'
/** A new secret. `text` is shown once; `hash` and `prefix` are what is stored. */
export type NewSecret = { readonly text: string; readonly hash: Buffer; readonly prefix: string }

/** `sw-` (virtual key) or `swt-` (API token) + 34 random and 6 checksum characters of base62. */
export function newSecret(kind: SecretKind, random: Random): NewSecret {
  const body = randomBase62(random, SECRET_CHARS)
  const text = `${kind}-${body}${checksum(kind, body)}`
  return { text, hash: hashSecret(text), prefix: `${kind}-${body.slice(0, SHOWN_CHARS)}` }
}

/** Well-formed with a right checksum. Says nothing about whether the key exists. */
export function isSecret(kind: SecretKind, text: string): boolean {
  const body = text.slice(kind.length + 1, -CHECKSUM_CHARS)
  return (
    text.length === kind.length + 1 + SECRET_CHARS + CHECKSUM_CHARS &&
    text.startsWith(`${kind}-`) &&
    text.slice(-CHECKSUM_CHARS) === checksum(kind, body)
  )
}

/** SHA-256 of the whole text. Enough at rest: the text has over 200 bits, so there is nothing to guess slowly. */
export const hashSecret = (text: string): Buffer => createHash('sha256').update(text).digest()

/** 256 random bits in base64url (43 characters): session cookies and one-time links. */
export const newOpaqueToken = (random: Random): string => random.bytes(32).toString('base64url')

/** Bound to the session by hashing its secret, so it needs no row; another origin can neither read the cookie nor this. */
export const csrfOf = (sessionToken: string): string =>
  createHash('sha256').update(`sealwright/csrf/v1\n${sessionToken}`).digest('base64url')

export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}

function checksum(kind: SecretKind, body: string): string {
  let rest = crc32(`${kind}-${body}`)
  let text = ''
  for (let i = 0; i < CHECKSUM_CHARS; i++) {
    text = (BASE62[rest % 62] ?? '0') + text
    rest = Math.floor(rest / 62)
  }
  return text
}

/** Bytes of 248 and above are drawn again: 248 = 4 x 62, so each character is equally likely. */
export function randomBase62(random: Random, length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of random.bytes(length)) {
      if (byte < 248 && text.length < length) text += BASE62[byte % 62] ?? '0'
    }
  }
  return text
}
