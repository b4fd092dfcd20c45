import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bodyBytes, bodyCommitment } from './body.ts'
import { signCheckpoint } from './checkpoint.ts'
import { encodeEnvelope } from './envelope.ts'
import { EMPTY_ROOT, Frontier, leafHash } from './merkle.ts'
import { noteSigner } from './note.ts'
import { payloadInfo, payloadSecrets, sealPayload, wrapKeys } from './seal.ts'
import { encodeEntryBundle } from './tile.ts'

const bytes = (length: number, first: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, i) => (first + i) % 256))
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex')

/** Name of an example to its text, as it stands between the fences. */
function ledgerExamples(): Readonly<Record<string, string>> {
  const origin = '01939f2e-7c00-7000-8000-000000000001/01939f2e-7c00-7000-8000-000000000002/1'
  const id = '01939f2e-7d31-7000-8000-0123456789ab'
  const salt = bytes(32, 0)
  const body = bodyBytes({
    actor: { id: '01939f2e-7d00-7000-8000-00000000000a', kind: 'user' },
    label: 'support@7',
    version: 7,
  })
  const b = bodyCommitment({ salt, bytes: body })
  const leaf = encodeEnvelope({
    v: 1,
    id,
    type: 'registry.approved',
    src: { tx: true },
    ts: '2026-11-22T10:00:00.000Z',
    sys: 'k3v9x2m4',
    b,
  })
  const outcome = encodeEnvelope({
    v: 1,
    id: id.replace(/ab$/, 'ac'),
    type: 'gateway.outcome',
    src: { p: 'gw-1', e: '01939f2e7d31', n: 41 },
    ts: '2026-11-22T10:00:00.250Z',
    sys: 'k3v9x2m4',
    b,
  })
  const leaves = [leaf, outcome].map((text) => Buffer.from(text))
  const frontier = new Frontier()
  const hashes = leaves.map((each) => leafHash(each))
  for (const hash of hashes) frontier.append(hash)
  const signer = noteSigner(origin, bytes(32, 100))
  const key = bytes(32, 200)
  const info = payloadInfo(id, 'request')
  const { aes, salt: payloadSalt } = payloadSecrets(key, info)
  const payload = Buffer.from('hello')
  const { sealed, commitment } = sealPayload(key, id, 'request', payload)
  return {
    body: body.toString(),
    salt: hex(salt),
    b,
    leaf,
    'leaf-counter': outcome,
    'leaf-hashes': hashes.map(hex).join('\n'),
    'empty-root': hex(EMPTY_ROOT),
    root: hex(frontier.root()),
    bundle: hex(encodeEntryBundle(leaves))
      .replace(/(.{64})/g, '$1\n')
      .trim(),
    seed: hex(bytes(32, 100)),
    vkey: signer.vkey,
    checkpoint: signCheckpoint({ origin, size: 2, root: frontier.root() }, [signer]).trimEnd(),
    'payload-key': hex(key),
    info: hex(info),
    'aes-key': hex(aes),
    'payload-salt': hex(payloadSalt),
    payload: payload.toString(),
    'payload-commitment': commitment,
    sealed: hex(sealed),
    wrapped: hex(wrapKeys(bytes(32, 50), '01939f2e-7e00-7000-8000-00000000000b', [key], bytes(12, 7)))
      .replace(/(.{64})/g, '$1\n')
      .trim(),
  }
}

const document = readFileSync(join(import.meta.dirname, '../../../docs/formats/ledger.md'), 'utf8')
const blocks = new Map(
  [...document.matchAll(/```example ([a-z-]+)\n([\s\S]*?)\n```/g)].map(([, name = '', text = '']) => [
    name,
    text,
  ]),
)

describe('docs/formats/ledger.md', () => {
  const made = ledgerExamples()
  it('shows every example and no other', () =>
    expect([...blocks.keys()].toSorted()).toEqual(Object.keys(made).toSorted()))
  it.each(Object.entries(made))('example %s is what the code makes', (name, text) =>
    expect(blocks.get(name)).toBe(text),
  )
})
