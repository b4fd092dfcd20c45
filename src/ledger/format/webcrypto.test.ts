import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bodyCommitment } from './body.ts'
import { signCheckpoint } from './checkpoint.ts'
import { Frontier, consistencyProof, inclusionProof, leafHash, type HashReader } from './merkle.ts'
import { noteSigner } from './note.ts'
import { sealPayload } from './seal.ts'
import { canVerify, verifyBody, verifyConsistency, verifyEntry, verifyPayload } from './webcrypto.ts'

const ORIGIN = 'a/b/1'
const signer = noteSigner(ORIGIN, Buffer.alloc(32, 1))
const leaves = Array.from({ length: 21 }, (_, i) => Buffer.from(`leaf ${i}`))
const nodes = new Map<string, Uint8Array>()
const frontier = new Frontier()
const roots = leaves.map((leaf) => {
  frontier.append(leafHash(leaf), ({ level, index }, hash) => nodes.set(`${level}/${index}`, hash))
  return frontier.root()
})
const reader: HashReader = {
  nodes: (ids) =>
    Promise.resolve(ids.map(({ level, index }) => nodes.get(`${level}/${index}`) ?? Buffer.alloc(0))),
}

describe('in a browser', () => {
  it('an entry verifies from leaf to signature, and nothing else does', async () => {
    expect(await canVerify()).toBe(true)
    const checkpoint = signCheckpoint({ origin: ORIGIN, size: 21, root: frontier.root() }, [signer])
    const proof = {
      leaf: leaves[13] ?? Buffer.alloc(0),
      index: 13,
      size: 21,
      hashes: await inclusionProof(reader, 13, 21),
      checkpoint,
      vkeys: [signer.vkey],
    }
    expect((await verifyEntry(proof)).ok).toBe(true)
    expect((await verifyEntry({ ...proof, leaf: Buffer.from('leaf 14') })).ok).toBe(false)
    expect((await verifyEntry({ ...proof, index: 12 })).ok).toBe(false)
    expect((await verifyEntry({ ...proof, size: 20 })).ok).toBe(false)
    expect((await verifyEntry({ ...proof, checkpoint: checkpoint.replace('\n21\n', '\n22\n') })).ok).toBe(
      false,
    )
    expect((await verifyEntry({ ...proof, vkeys: [noteSigner(ORIGIN, Buffer.alloc(32, 2)).vkey] })).ok).toBe(
      false,
    )
  })

  it("openings and consistency verify with the server's bytes", async () => {
    const salt = Buffer.alloc(32, 3)
    const bytes = Buffer.from('{"a":1}')
    expect((await verifyBody(bodyCommitment({ salt, bytes }), { salt, bytes })).ok).toBe(true)
    expect(
      (await verifyBody(bodyCommitment({ salt, bytes }), { salt, bytes: Buffer.from('{"a":2}') })).ok,
    ).toBe(false)
    const sealed = sealPayload(Buffer.alloc(32, 4), 'id', 'request', bytes)
    expect((await verifyPayload(sealed.commitment, { salt: sealed.salt, bytes })).ok).toBe(true)
    const claim = {
      from: 9,
      to: 21,
      fromRoot: roots[8] ?? salt,
      toRoot: roots[20] ?? salt,
      proof: await consistencyProof(reader, 9, 21),
    }
    expect((await verifyConsistency(claim)).ok).toBe(true)
    expect((await verifyConsistency({ ...claim, fromRoot: salt })).ok).toBe(false)
  })

  it('no file that the browser loads imports anything of Node', () => {
    const seen = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      const text = readFileSync(file, 'utf8')
      expect(text, file).not.toMatch(/\bBuffer\b|\bprocess\./)
      for (const [, spec = ''] of text.matchAll(/from '([^']+)'/g)) {
        expect(spec, file).toMatch(/^\./)
        visit(join(dirname(file), spec))
      }
    }
    visit(join(import.meta.dirname, 'webcrypto.ts'))
    expect(seen.size).toBeGreaterThan(6)
  })
})
