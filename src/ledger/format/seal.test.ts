import { createHash, createHmac, hkdfSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  hkdfExpand,
  hmacSha256,
  openPayload,
  payloadCommitment,
  PayloadDigest,
  payloadInfo,
  PayloadSealer,
  payloadSecrets,
  sealPayload,
  sealPayloadInto,
  unwrapKeys,
  verifyPayload,
  wrapKeys,
} from './seal.ts'

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex')
const KEY = Buffer.alloc(32, 5)
const ID = '01939f2e-7d31-7000-8000-0123456789ab'
const codeOf = (result: { ok: true } | { ok: false; error: { code: string } }): string =>
  result.ok ? 'ok' : result.error.code

/** RFC 5869 section 2.3 with node's HMAC, for infos that hkdfSync refuses (over 1,024 bytes). */
function expandByNode(prk: Buffer, info: Buffer, blocks: number): Buffer {
  const out: Buffer[] = []
  for (let i = 1; i <= blocks; i++)
    out.push(
      createHmac('sha256', prk)
        .update(out.at(-1) ?? '')
        .update(info)
        .update(Buffer.from([i]))
        .digest(),
    )
  return Buffer.concat(out)
}

describe('key derivation', () => {
  it.each([
    // RFC 5869, appendix A.1 to A.3: PRK, info, length, OKM.
    [
      'A.1',
      '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5',
      'f0f1f2f3f4f5f6f7f8f9',
      42,
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    ],
    [
      'A.2',
      '06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244',
      'b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff',
      82,
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    ],
    [
      'A.3',
      '19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04',
      '',
      42,
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    ],
  ])('HKDF-Expand equals RFC 5869 %s', (_, prk, info, length, okm) => {
    expect(hkdfExpand(hex(prk), hex(info), length).toString('hex')).toBe(okm)
  })

  it('equals node: HMAC for any key up to a block, and the whole HKDF where its extract step is done by hand', () => {
    for (const length of [0, 1, 31, 32, 63, 64]) {
      const key = Buffer.alloc(length, length)
      for (const message of [Buffer.alloc(0), Buffer.from('abc'), Buffer.alloc(1000, 9)])
        expect(hmacSha256(key, message)).toEqual(createHmac('sha256', key).update(message).digest())
    }
    const [ikm, salt, info] = [Buffer.from('input'), Buffer.from('salt'), payloadInfo(ID, 'request')]
    const prk = createHmac('sha256', salt).update(ikm).digest()
    expect(hkdfExpand(prk, info, 64)).toEqual(Buffer.from(hkdfSync('sha256', ikm, salt, info, 64)))
    const long = Buffer.alloc(3000, 5)
    expect(hkdfExpand(prk, long, 96)).toEqual(expandByNode(prk, long, 3))
    expect(() => hmacSha256(Buffer.alloc(65), Buffer.alloc(0))).toThrow()
    expect(() => hkdfExpand(KEY, info, 8161)).toThrow()
  })

  it('gives each leaf and payload name a key and salt of its own', () => {
    const all = [
      payloadInfo(ID, 'request'),
      payloadInfo(ID, 'response'),
      payloadInfo(ID.replace('ab', 'cd'), 'request'),
    ].map((info) => payloadSecrets(KEY, info))
    expect(new Set(all.flatMap(({ aes, salt }) => [aes.toString('hex'), salt.toString('hex')])).size).toBe(6)
  })
})

describe('sealing', () => {
  const payload = Buffer.from('{"messages":[{"role":"user","content":"hello"}]}')

  it('opens under the same key, leaf id and name only, and its commitment is what sha256sum gives', () => {
    const { sealed, salt, commitment } = sealPayload(KEY, ID, 'request', payload)
    expect(openPayload(KEY, ID, 'request', sealed)).toEqual({
      ok: true,
      value: { payload, salt, complete: true },
    })
    expect(commitment).toBe(
      createHash('sha256').update('sealwright/payload/v1\n').update(salt).update(payload).digest('hex'),
    )
    expect(verifyPayload(commitment, { salt, bytes: payload }).ok).toBe(true)
    expect(verifyPayload(commitment, { salt, bytes: payload.subarray(1) }).ok).toBe(false)
    expect(codeOf(openPayload(Buffer.alloc(32, 6), ID, 'request', sealed))).toBe('sealed_mismatch')
    expect(codeOf(openPayload(KEY, ID, 'response', sealed))).toBe('sealed_mismatch')
    expect(codeOf(openPayload(KEY, ID.replace('ab', 'cd'), 'request', sealed))).toBe('sealed_mismatch')
    expect(sealed.includes('hello')).toBe(false)
  })

  it('refuses every flipped bit', () => {
    const { sealed } = sealPayload(KEY, ID, 'request', Buffer.from('short'))
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const flipped = Buffer.from(sealed)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(openPayload(KEY, ID, 'request', flipped, { allowTruncated: true }).ok, `bit ${bit}`).toBe(false)
    }
  })

  const stream = (...pieces: string[]): { frames: Buffer[]; commitment: string; digest: PayloadDigest } => {
    const sealer = new PayloadSealer(KEY, ID, 'response')
    const digest = new PayloadDigest(sealer.salt)
    const frames = pieces.map((piece, i) => {
      digest.update(Buffer.from(piece))
      return sealer.seal(Buffer.from(piece), i === pieces.length - 1)
    })
    return {
      frames,
      digest,
      commitment: payloadCommitment({ salt: sealer.salt, bytes: Buffer.from(pieces.join('')) }),
    }
  }

  it('a payload sealed in pieces opens whole; empty pieces and an empty payload included', () => {
    for (const pieces of [['a', 'bc', '', 'def'], [''], ['x'.repeat(65_536), 'y']]) {
      const { frames, digest, commitment } = stream(...pieces)
      const opened = openPayload(KEY, ID, 'response', Buffer.concat(frames))
      expect(opened.ok && opened.value.payload.toString()).toBe(pieces.join(''))
      expect(digest.commitment()).toBe(commitment)
      expect(digest.bytes).toBe(pieces.join('').length)
    }
  })

  it('shows when the end is missing, and never takes dropped, swapped, repeated or spliced pieces', () => {
    const [a, b, c] = stream('one', 'two', 'three').frames
    if (a === undefined || b === undefined || c === undefined) throw new Error('frames')
    const open = (...frames: Buffer[]): ReturnType<typeof openPayload> =>
      openPayload(KEY, ID, 'response', Buffer.concat(frames))
    expect(codeOf(open(a, b))).toBe('sealed_truncated')
    const rest = openPayload(KEY, ID, 'response', Buffer.concat([a, b]), { allowTruncated: true })
    expect(rest.ok && [rest.value.payload.toString(), rest.value.complete]).toEqual(['onetwo', false])
    expect(codeOf(open())).toBe('sealed_truncated')
    for (const frames of [
      [a, c],
      [b, a, c],
      [a, a, b, c],
      [a, b, b],
      [c],
      [b, c],
      [a, b, c, c],
      [a, b, c, a],
    ])
      expect(codeOf(open(...frames))).toBe('sealed_mismatch')
    expect(codeOf(open(a, b, c.subarray(0, -1)))).toBe('sealed_malformed')
    expect(codeOf(open(a, b, c, Buffer.alloc(3)))).not.toBe('ok')
    expect(codeOf(openPayload(KEY, ID, 'response', Buffer.from('ffffffff', 'hex')))).toBe('sealed_malformed')
    const done = new PayloadSealer(KEY, ID, 'x')
    done.seal(a, true)
    expect(() => done.seal(b, true)).toThrow(/last chunk/)
  })
})

describe('wrapped keys', () => {
  const segment = Buffer.alloc(32, 9)
  const keys = Array.from({ length: 300 }, (_, i) => createHash('sha256').update(String(i)).digest())

  it('come back in order under the same segment key and batch only', () => {
    for (const count of [0, 1, 300]) {
      const wrapped = wrapKeys(segment, 'batch-1', keys.slice(0, count), Buffer.alloc(12, 1))
      expect(wrapped.length).toBe(28 + 32 * count)
      expect(unwrapKeys(segment, 'batch-1', wrapped)).toEqual({ ok: true, value: keys.slice(0, count) })
    }
    const wrapped = wrapKeys(segment, 'batch-1', keys, Buffer.alloc(12, 1))
    expect(codeOf(unwrapKeys(segment, 'batch-2', wrapped))).toBe('sealed_mismatch')
    expect(codeOf(unwrapKeys(Buffer.alloc(32), 'batch-1', wrapped))).toBe('sealed_mismatch')
    expect(codeOf(unwrapKeys(segment, 'batch-1', wrapped.subarray(32)))).toBe('sealed_mismatch')
    expect(codeOf(unwrapKeys(segment, 'batch-1', wrapped.subarray(1)))).toBe('sealed_malformed')
    expect(codeOf(unwrapKeys(segment, 'batch-1', Buffer.alloc(5)))).toBe('sealed_malformed')
    expect(() => wrapKeys(segment, 'b', [Buffer.alloc(31)], Buffer.alloc(12))).toThrow()
  })
})

describe('sealing in place', () => {
  it('writes the bytes and gives the commitment that the sealer of streams does, wherever key and frame stand', () => {
    const keys = Buffer.concat([Buffer.alloc(32, 1), KEY, Buffer.alloc(32, 9)])
    for (const length of [0, 1, 600, 16_383, 70_000]) {
      const payload = Buffer.alloc(length, 'payload')
      const sealer = new PayloadSealer(KEY, ID, 'request')
      const expected = sealer.seal(payload, true)
      const into = Buffer.alloc(7 + expected.length + 5, 0xee)
      const commitment = sealPayloadInto(keys, 32, ID, 'request', payload, into, 7)
      expect(into.subarray(7, 7 + expected.length)).toEqual(expected)
      expect(into.subarray(0, 7)).toEqual(Buffer.alloc(7, 0xee))
      expect(into.subarray(7 + expected.length)).toEqual(Buffer.alloc(5, 0xee))
      expect(commitment).toBe(payloadCommitment({ salt: sealer.salt, bytes: payload }))
      expect(openPayload(KEY, ID, 'request', expected)).toMatchObject({ ok: true })
    }
  })

  it('refuses a key or a frame that would pass the end of its memory', () => {
    expect(() => sealPayloadInto(KEY, 1, ID, 'request', Buffer.alloc(1), Buffer.alloc(100), 0)).toThrow(
      RangeError,
    )
    expect(() => sealPayloadInto(KEY, 0, ID, 'request', Buffer.alloc(90), Buffer.alloc(100), 0)).toThrow(
      RangeError,
    )
  })
})
