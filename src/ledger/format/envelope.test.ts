import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonicalize } from '../../lib/canonical.ts'
import { bodyBytes, bodyCommitment, verifyBody } from './body.ts'
import { encodeEnvelope, parseEnvelope, type Envelope } from './envelope.ts'

const base: Envelope = {
  v: 1,
  id: '01939f2e-7d31-7000-8000-0123456789ab',
  type: 'gateway.outcome',
  src: { p: 'gw-1', e: '01939f2e', n: 41 },
  ts: '2026-11-22T10:00:00.000Z',
  sys: 'k3v9x2',
  b: 'ab'.repeat(32),
}
const hexOf = (random: () => number, length: number): string =>
  Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')
function randomOf(seed: number): () => number {
  let a = seed
  return () => {
    a = (a * 1664525 + 1013904223) % 4294967296
    return a / 4294967296
  }
}

describe('envelope', () => {
  it('the template equals the generic canonical encoder on 5,000 random envelopes, and parsing gives each back', () => {
    for (let seed = 1; seed <= 5000; seed++) {
      const random = randomOf(seed)
      const uuid = `${hexOf(random, 8)}-${hexOf(random, 4)}-7${hexOf(random, 3)}-8${hexOf(random, 3)}-${hexOf(random, 12)}`
      const token = (): string => `a${hexOf(random, Math.floor(random() * 12))}`
      const envelope: Envelope = {
        ...base,
        id: uuid,
        type: ['access.read', 'log.opened', 'a.b.c_d.e9'][Math.floor(random() * 3)] ?? '',
        src:
          random() < 0.3
            ? { tx: true }
            : { p: token(), e: token(), n: Math.floor(random() * Number.MAX_SAFE_INTEGER) },
        ts: new Date(Math.floor(random() * 4e12)).toISOString(),
        sys: random() < 0.2 ? '' : token(),
        b: hexOf(random, 64),
      }
      const text = encodeEnvelope(envelope)
      expect(text, `seed ${seed}`).toBe(canonicalize(envelope))
      expect(parseEnvelope(Buffer.from(text)), `seed ${seed}`).toEqual({ ok: true, value: envelope })
    }
  })

  it.each<[string, object]>([
    ['an upper-case id', { id: base.id.toUpperCase() }],
    ['a client string as type', { type: 'Ignore previous instructions' }],
    ['a one-word type', { type: 'gateway' }],
    ['a quote in the producer', { src: { p: 'a"b', e: 'e', n: 0 } }],
    ['a negative counter', { src: { p: 'a', e: 'e', n: -1 } }],
    ['minus zero', { src: { p: 'a', e: 'e', n: -0 } }],
    ['a fractional counter', { src: { p: 'a', e: 'e', n: 1.5 } }],
    ['tx false', { src: { tx: false } }],
    ['a day that does not exist', { ts: '2026-02-30T10:00:00.000Z' }],
    ['a time without milliseconds', { ts: '2026-11-22T10:00:00Z' }],
    ['a time zone', { ts: '2026-11-22T10:00:00.000+01:00' }],
    ['a system name with a space', { sys: 'Support Chat' }],
    ['a short commitment', { b: 'ab' }],
    ['version 2', { v: 2 }],
  ])('cannot be written with %s', (_, change) => {
    const broken = { ...base, ...change }
    // Only the shape is checked by the compiler; the values come from elsewhere at run time.
    expect(() => encodeEnvelope(broken as Envelope)).toThrow(/no envelope/)
    expect(parseEnvelope(Buffer.from(JSON.stringify(broken))).ok).toBe(false)
  })

  it.each([
    ['white space', (text: string) => text.replace('{"b"', '{ "b"')],
    ['another key order', (text: string) => text.replace(/^\{("b":"[^"]*"),("id":"[^"]*")/, '{$2,$1')],
    ['one more field', (text: string) => text.replace(',"v":1', ',"u":1,"v":1')],
    ['one more field in src', (text: string) => text.replace('"n":41', '"n":41,"o":1')],
    ['a missing field', (text: string) => text.replace(',"sys":"k3v9x2"', '')],
    ['a duplicate field', (text: string) => text.replace(',"v":1', ',"v":1,"v":1')],
    ['an escape', (text: string) => text.replace('gateway', '\\u0067ateway')],
    ['a float counter', (text: string) => text.replace('"n":41', '"n":41.0')],
    ['a byte-order mark', (text: string) => `\ufeff${text}`],
    ['a tail', (text: string) => `${text}\n`],
    ['too long', (text: string) => text + ' '.repeat(1024)],
    ['tx beside a counter', (text: string) => text.replace('"p":"gw-1"', '"p":"gw-1","tx":true')],
  ])('is not read with %s', (_, change) => {
    const text = encodeEnvelope(base)
    expect(parseEnvelope(Buffer.from(text)).ok).toBe(true)
    expect(change(text)).not.toBe(text)
    expect(parseEnvelope(Buffer.from(change(text))).ok).toBe(false)
  })

  it('no flipped bit of a leaf reads as the same envelope', () => {
    const bytes = Buffer.from(encodeEnvelope(base))
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const parsed = parseEnvelope(flipped)
      if (parsed.ok) expect(encodeEnvelope(parsed.value)).not.toBe(bytes.toString())
    }
  })

  it('stays under 1 KB with every field at its longest', () => {
    const longest: Envelope = {
      ...base,
      type: Array(4).fill('a'.repeat(32)).join('.'),
      src: { p: 'p'.repeat(64), e: 'e'.repeat(64), n: Number.MAX_SAFE_INTEGER },
      sys: 's'.repeat(64),
    }
    expect(encodeEnvelope(longest).length).toBeLessThanOrEqual(1024)
    expect(parseEnvelope(Buffer.from(encodeEnvelope(longest))).ok).toBe(true)
  })
})

describe('body', () => {
  it('is committed to as sha256sum would: prefix, salt, canonical bytes; small and large', () => {
    for (const length of [0, 10, 65_400, 65_536, 200_000]) {
      const bytes = bodyBytes({ z: 'x'.repeat(length), a: 1 })
      const salt = Buffer.alloc(32, 7)
      const expected = createHash('sha256')
        .update('sealwright/body/v1\n')
        .update(salt)
        .update(bytes)
        .digest('hex')
      expect(bodyCommitment({ salt, bytes })).toBe(expected)
      expect(verifyBody(expected, { salt, bytes }).ok).toBe(true)
      expect(verifyBody(expected, { salt: Buffer.alloc(32, 8), bytes }).ok).toBe(false)
      expect(verifyBody(expected, { salt, bytes: bodyBytes({ z: 'y' }) }).ok).toBe(false)
      expect(verifyBody(expected, { salt: salt.subarray(1), bytes }).ok).toBe(false)
    }
    expect(bodyBytes({ b: 1, a: ['€', null, true] }).toString()).toBe('{"a":["€",null,true],"b":1}')
  })
})
