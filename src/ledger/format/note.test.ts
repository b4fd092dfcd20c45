import { describe, expect, it } from 'vitest'
import { verifies } from '../../../test/promises.ts'
import {
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
  formatTlogProof,
  parseTlogProof,
} from './checkpoint.ts'
import { IN_TOTO, openDsse, pae, signDsse } from './dsse.ts'
import { noteSigner, openNote, parseNote, parseVkey, signNote } from './note.ts'

// The example of C2SP signed-note (c2sp.org/signed-note), verbatim.
const C2SP_VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const C2SP_NOTE =
  'This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n'

const ORIGIN = '01939f2e-0000-7000-8000-000000000001/01939f2e-0000-7000-8000-000000000002/1'
const signer = noteSigner(ORIGIN, Buffer.alloc(32, 1))
const other = noteSigner('witness.example/w', Buffer.alloc(32, 2))
const root = Buffer.alloc(32, 3)
const codeOf = (result: { ok: true } | { ok: false; error: { code: string } }): string =>
  result.ok ? 'ok' : result.error.code
const keyOf = (vkey: string): ReturnType<typeof parseVkey> => parseVkey(vkey)

describe('signed note', () => {
  verifies('LED-1', 'opens the example of the C2SP signed-note specification with its key', () => {
    const key = keyOf(C2SP_VKEY)
    expect(key.ok).toBe(true)
    if (!key.ok) return
    const opened = openNote(C2SP_NOTE, [key.value])
    expect(opened.ok && [opened.value.text, opened.value.verified.length]).toEqual([
      'This is an example message.\n',
      1,
    ])
    expect(codeOf(openNote(C2SP_NOTE.replace('example message', 'exemple message'), [key.value]))).toBe(
      'signature_invalid',
    )
    expect(codeOf(openNote(C2SP_NOTE, []))).toBe('signature_missing')
  })

  it('takes the last blank line as the border, so a text may hold blank lines and dashes', () => {
    const text = 'Ognuno sta solo\n\ned è subito sera.\n\u2014 not a signature\n'
    const note = signNote(text, [signer])
    const parsed = parseNote(note)
    expect(parsed.ok && parsed.value.text).toBe(text)
    expect(() => signNote('no newline', [signer])).toThrow()
    expect(() => signNote('bell\u0007\n', [signer])).toThrow()
    expect(() => signNote('x\n', [])).toThrow()
  })

  it('ignores unknown keys (same name with another id, same id with another name), rejects a bad signature of a known one', () => {
    const known = keyOf(signer.vkey)
    const second = keyOf(other.vkey)
    if (!known.ok || !second.ok) throw new Error('keys')
    const note = signNote('text\n', [other, signer])
    expect(codeOf(openNote(note, [known.value]))).toBe('ok')
    const impostor = noteSigner(ORIGIN, Buffer.alloc(32, 9))
    expect(codeOf(openNote(signNote('text\n', [impostor]), [known.value]))).toBe('signature_missing')
    const broken = note
      .replace(/(\u2014 witness.example\/w .{40})./u, '$1#')
      .replace('#', note.includes('A') ? 'B' : 'A')
    const wrong = signNote('other text\n', [other]).split('\n').at(-2) ?? ''
    const mixed = `text\n\n${wrong}\n${signNote('text\n', [signer]).split('\n').at(-2) ?? ''}\n`
    expect(codeOf(openNote(mixed, [known.value]))).toBe('ok')
    expect(codeOf(openNote(mixed, [known.value, second.value]))).toBe('signature_invalid')
    expect(broken).not.toBe(note)
  })

  it.each([
    ['no blank line', 'text\n\u2014 a AAAAAAA=\n'],
    ['no newline at the end', 'text\n\n\u2014 a AAAAAAA='],
    ['no signature', 'text\n\n'],
    ['hyphen for em dash', 'text\n\n- a AAAAAAA=\n'],
    ['bad base64', 'text\n\n\u2014 a AAAAAAA\n'],
    ['base64 with stray bits', 'text\n\n\u2014 a AAAAAAB=\n'],
    ['too short a signature', 'text\n\n\u2014 a AAAA\n'],
    ['plus in the name', 'text\n\n\u2014 a+b AAAAAAA=\n'],
    ['control character', 'te\u0007xt\n\n\u2014 a AAAAAAA=\n'],
    ['carriage returns', 'text\r\n\r\n\u2014 a AAAAAAA=\r\n'],
    ['65 signatures', `text\n\n${'\u2014 a AAAAAAA=\n'.repeat(65)}`],
  ])('refuses %s', (_, note) => expect(codeOf(parseNote(note))).toBe('note_malformed'))

  it.each(
    [
      [
        '',
        'a+b',
        'a+00000000+',
        `${C2SP_VKEY}x`,
        C2SP_VKEY.replace('530d903a', '530d903b'),
        C2SP_VKEY.replace('foo', 'fop'),
        C2SP_VKEY.replace('+Ae', '+Be'),
      ],
    ].flat(),
  )('refuses the verifier key %j', (vkey) => expect(codeOf(keyOf(vkey))).toBe('vkey_malformed'))
})

describe('checkpoint', () => {
  it('is three lines, opens under its own key and gives size and root back, also beyond 2^32', () => {
    for (const size of [0, 1, 2 ** 31, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER]) {
      const note = signCheckpoint({ origin: ORIGIN, size, root }, [signer])
      expect(
        note.startsWith(
          `${ORIGIN}\n${size}\nAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=\n\n\u2014 ${ORIGIN} `,
        ),
      ).toBe(true)
      const opened = openCheckpoint(note, [signer.vkey])
      expect(opened.ok && [opened.value.origin, opened.value.size, Buffer.from(opened.value.root)]).toEqual([
        ORIGIN,
        size,
        root,
      ])
    }
  })

  it('during rotation opens under the old key, the new key and both', () => {
    const next = noteSigner(ORIGIN, Buffer.alloc(32, 4))
    const note = signCheckpoint({ origin: ORIGIN, size: 9, root }, [signer, next])
    for (const keys of [[signer.vkey], [next.vkey], [signer.vkey, next.vkey]])
      expect(codeOf(openCheckpoint(note, keys))).toBe('ok')
  })

  it('is refused when changed, when signed by another, and when its origin is not the key that signed', () => {
    const note = signCheckpoint({ origin: ORIGIN, size: 9, root }, [signer])
    expect(codeOf(openCheckpoint(note.replace('\n9\n', '\n8\n'), [signer.vkey]))).toBe('signature_invalid')
    expect(codeOf(openCheckpoint(note, [other.vkey]))).toBe('signature_missing')
    expect(codeOf(openCheckpoint(note, ['rubbish']))).toBe('vkey_malformed')
    const foreign = signCheckpoint({ origin: ORIGIN, size: 9, root }, [other])
    expect(codeOf(openCheckpoint(foreign, [other.vkey]))).toBe('checkpoint_origin')
  })

  it.each([
    ['leading zero', `${ORIGIN}\n09\n${root.toString('base64')}\n`],
    ['negative', `${ORIGIN}\n-9\n${root.toString('base64')}\n`],
    ['beyond 2^53', `${ORIGIN}\n9007199254740993\n${root.toString('base64')}\n`],
    ['short root', `${ORIGIN}\n9\nAAAA\n`],
    ['no root', `${ORIGIN}\n9\n`],
    ['empty origin', `\n9\n${root.toString('base64')}\n`],
    ['empty extension line', `${ORIGIN}\n9\n${root.toString('base64')}\n\n`],
  ])('refuses %s', (_, text) => expect(codeOf(parseCheckpoint(text))).toBe('checkpoint_malformed'))

  it('travels in a tlog-proof', () => {
    const checkpoint = signCheckpoint({ origin: ORIGIN, size: 9, root }, [signer])
    const proof = { index: 4, hashes: [root, root], checkpoint }
    const text = formatTlogProof(proof)
    expect(text.split('\n').slice(0, 5)).toEqual([
      'c2sp.org/tlog-proof@v1',
      'index 4',
      root.toString('base64'),
      root.toString('base64'),
      '',
    ])
    const parsed = parseTlogProof(text.replace('index', 'extra AAAA\nindex'))
    expect(parsed.ok && [parsed.value.index, parsed.value.hashes.length, parsed.value.checkpoint]).toEqual([
      4,
      2,
      checkpoint,
    ])
    expect(codeOf(parseTlogProof(text.replace('index 4', 'index 04')))).toBe('proof_invalid')
    expect(codeOf(parseTlogProof(text.replace('@v1', '@v2')))).toBe('proof_invalid')
  })
})

describe('DSSE', () => {
  const payload = Buffer.from('{"a":1}')
  const keys = [signer.vkey, other.vkey].flatMap((vkey) => {
    const key = keyOf(vkey)
    return key.ok ? [key.value] : []
  })

  it('signs the pre-authentication encoding of the specification', () => {
    expect(Buffer.from(pae('http://example.com/HelloWorld', Buffer.from('hello world'))).toString()).toBe(
      'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
    )
  })

  it('opens with a trusted key; another type, payload, signature or key does not', () => {
    const envelope = signDsse(IN_TOTO, payload, [signer])
    const opened = openDsse(JSON.parse(JSON.stringify(envelope)), IN_TOTO, keys)
    expect(opened.ok && Buffer.from(opened.value.payload)).toEqual(payload)
    expect(codeOf(openDsse(envelope, 'text/plain', keys))).toBe('dsse_malformed')
    expect(
      codeOf(openDsse({ ...envelope, payload: Buffer.from('{"a":2}').toString('base64') }, IN_TOTO, keys)),
    ).toBe('signature_invalid')
    expect(codeOf(openDsse(envelope, IN_TOTO, keys.slice(1)))).toBe('signature_missing')
    expect(codeOf(openDsse({ ...envelope, signatures: [] }, IN_TOTO, keys))).toBe('signature_missing')
    expect(codeOf(openDsse({ ...envelope, signatures: [{}] }, IN_TOTO, keys))).toBe('dsse_malformed')
    expect(codeOf(openDsse(null, IN_TOTO, keys))).toBe('dsse_malformed')
  })
})
