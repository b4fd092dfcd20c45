import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encodeEnvelope, parseEnvelope, type Envelope } from '../ledger/format/envelope.ts'
import { hexInto, packUuid, salt44Into, unpackUuid } from './codecs.ts'
import { readLeaf } from './leaf-reader.ts'

describe('the fast codecs', () => {
  it('read hex, uuids and salts as node does', () => {
    for (let i = 0; i < 200; i++) {
      const bytes = randomBytes(32)
      const out = new Uint8Array(33)
      hexInto(bytes.toString('hex'), 32, out, 1)
      expect(Buffer.from(out.subarray(1)).equals(bytes)).toBe(true)
      expect(salt44Into(bytes.toString('base64'), out, 1)).toBe(true)
      expect(Buffer.from(out.subarray(1)).equals(bytes)).toBe(true)
    }
    const out = new Uint8Array(16)
    hexInto('0193aaaa-0000-7000-8000-00000000beef', 16, out, 0)
    expect(Buffer.from(out).toString('hex')).toBe('0193aaaa00007000800000000000beef')
  })

  it('pack call ids without loss', () => {
    for (let i = 0; i < 100; i++) {
      const uuid = randomUUID()
      expect(packUuid(uuid).length).toBe(8)
      expect(unpackUuid(packUuid(uuid))).toBe(uuid)
    }
  })

  it('refuse a second spelling of the same salt', () => {
    const text = Buffer.alloc(32, 1).toString('base64')
    const out = new Uint8Array(32)
    expect(salt44Into(`${text.slice(0, 42)}F=`, out, 0)).toBe(false)
    expect(salt44Into(text.replace('=', 'A'), out, 0)).toBe(false)
    expect(salt44Into(text.replace('A', '-'), out, 0)).toBe(false)
  })
})

describe('the fast leaf reader', () => {
  const envelope: Envelope = {
    v: 1,
    id: '0193aaaa-0000-7000-8000-00000000beef',
    type: 'gateway.intent',
    src: { p: 'gw-1', e: 'run-1', n: 7 },
    ts: '2026-11-22T10:00:00.000Z',
    sys: 'sys-a',
    b: 'ab'.repeat(32),
  }
  const same = (text: string): void => {
    const bytes = Buffer.from(text, 'latin1')
    const strict = parseEnvelope(bytes)
    expect(readLeaf(bytes)).toEqual(strict.ok ? strict.value : undefined)
  }

  it('accepts what the strict parser accepts', () => {
    for (const e of [
      envelope,
      { ...envelope, src: { tx: true } as const, sys: '' },
      { ...envelope, src: { p: 'a', e: 'b', n: 9_007_199_254_740_991 } },
    ]) {
      expect(readLeaf(Buffer.from(encodeEnvelope(e)))).toEqual(e)
    }
  })

  it('refuses what the strict parser refuses: every single-character change, and impossible dates', () => {
    const text = encodeEnvelope(envelope)
    for (let at = 0; at < text.length; at++)
      for (const other of ['"', '0', 'z', ' ', '\\', '\x80'])
        same(text.slice(0, at) + other + text.slice(at + 1))
    same(text.replace('2026-11-22', '2026-02-30'))
    same(text.replace('"n":7', '"n":07'))
    same(`${text} `)
  })
})
