import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifies } from '../../../test/promises.ts'
import {
  EMPTY_ROOT,
  Frontier,
  consistencyProof,
  frontierOf,
  inclusionProof,
  leafHash,
  nodeHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
  type HashReader,
} from './merkle.ts'

/** RFC 6962 section 2.1 word for word, with another hash call: the second opinion for everything below. */
function mth(leaves: readonly Uint8Array[]): Buffer {
  const sha = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()
  if (leaves.length === 0) return sha()
  const [only] = leaves
  if (leaves.length === 1 && only !== undefined) return sha(Uint8Array.of(0), only)
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return sha(Uint8Array.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k)))
}
/** RFC 6962 section 2.1.1, PATH(m, D[n]). */
function path(m: number, leaves: readonly Uint8Array[]): Buffer[] {
  if (leaves.length <= 1) return []
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return m < k
    ? [...path(m, leaves.slice(0, k)), mth(leaves.slice(k))]
    : [...path(m - k, leaves.slice(k)), mth(leaves.slice(0, k))]
}
/** RFC 6962 section 2.1.2, SUBPROOF(m, D[n], b). */
function subproof(m: number, leaves: readonly Uint8Array[], whole: boolean): Buffer[] {
  if (m === leaves.length) return whole ? [] : [mth(leaves)]
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), mth(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), mth(leaves.slice(0, k))]
}
const leavesOf = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) => Buffer.from(`leaf ${i}`))
const hex = (hashes: readonly Uint8Array[]): string[] =>
  hashes.map((hash) => Buffer.from(hash).toString('hex'))

/** Keeps every complete subtree of a small tree. */
function memoryTree(leaves: readonly Uint8Array[]): { reader: HashReader; roots: Buffer[] } {
  const nodes = new Map<string, Uint8Array>()
  const frontier = new Frontier()
  const roots = [frontier.root()]
  for (const leaf of leaves) {
    frontier.append(leafHash(leaf), ({ level, index }, hash) => nodes.set(`${level}/${index}`, hash))
    roots.push(frontier.root())
  }
  const reader: HashReader = {
    nodes: (ids) =>
      Promise.resolve(
        ids.map(({ level, index }) => {
          const hash = nodes.get(`${level}/${index}`)
          if (hash === undefined) throw new Error(`no node ${level}/${index}`)
          return hash
        }),
      ),
  }
  return { reader, roots }
}

describe('roots', () => {
  const CT_LEAVES = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ].map((h) => Buffer.from(h, 'hex'))
  verifies('LED-1', 'roots are those of the certificate-transparency test inputs', () => {
    expect(hex(memoryTree(CT_LEAVES).roots)).toEqual([
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ])
  })

  it('equal the recursive definition for every size up to 130', () => {
    const leaves = leavesOf(130)
    const { roots } = memoryTree(leaves)
    roots.forEach((root, size) => expect(root.equals(mth(leaves.slice(0, size))), `size ${size}`).toBe(true))
  })

  it('a frontier that was written and read goes on as if nothing had happened', () => {
    const leaves = leavesOf(70)
    const { roots } = memoryTree(leaves)
    for (const cut of [0, 1, 2, 3, 7, 8, 31, 32, 63, 64, 69]) {
      const first = new Frontier()
      leaves.slice(0, cut).forEach((leaf) => first.append(leafHash(leaf)))
      const second = Frontier.parse(first.serialise())
      leaves.slice(cut).forEach((leaf) => second.append(leafHash(leaf)))
      expect(second.root()).toEqual(roots[70])
      expect(first.root()).toEqual(roots[cut])
    }
    expect(() => Frontier.from(3, [EMPTY_ROOT])).toThrow(/2 hashes/)
    expect(() => Frontier.parse(Buffer.alloc(9))).toThrow(/not a serialised frontier/)
  })
})

describe('proofs', () => {
  const leaves = leavesOf(67)
  const { reader, roots } = memoryTree(leaves)
  const rootAt = (size: number): Buffer => roots[size] ?? EMPTY_ROOT

  it('inclusion: equal the definition and verify, for every leaf of every size', async () => {
    for (let size = 1; size <= 67; size++) {
      for (let index = 0; index < size; index++) {
        const proof = await inclusionProof(reader, index, size)
        expect(hex(proof)).toEqual(hex(path(index, leaves.slice(0, size))))
        const claim = {
          leaf: leafHash(leaves[index] ?? Buffer.alloc(0)),
          index,
          size,
          proof,
          root: rootAt(size),
        }
        expect(verifyInclusion(claim).ok).toBe(true)
      }
    }
  })

  it('consistency: equal the definition and verify, for every pair of sizes', async () => {
    for (let to = 1; to <= 67; to++) {
      for (let from = 1; from <= to; from++) {
        const proof = await consistencyProof(reader, from, to)
        expect(hex(proof)).toEqual(hex(subproof(from, leaves.slice(0, to), true)))
        expect(
          verifyConsistency({ from, to, fromRoot: rootAt(from), toRoot: rootAt(to), proof }).ok,
          `${from} -> ${to}`,
        ).toBe(true)
      }
    }
  })

  it('inclusion: any other leaf, index, size or root, and any changed, dropped or added hash is refused', async () => {
    const [index, size] = [37, 61]
    const proof = await inclusionProof(reader, index, size)
    const claim = { leaf: leafHash(leaves[index] ?? Buffer.alloc(0)), index, size, proof, root: rootAt(size) }
    expect(verifyInclusion(claim).ok).toBe(true)
    expect(verifyInclusion({ ...claim, leaf: leafHash(Buffer.from('other')) }).ok).toBe(false)
    for (let other = 0; other < size; other++)
      expect(verifyInclusion({ ...claim, index: other }).ok, `index ${other}`).toBe(other === index)
    expect(verifyInclusion({ ...claim, root: rootAt(60) }).ok).toBe(false)
    expect(verifyInclusion({ ...claim, size: 30 }).ok).toBe(false)
    expect(verifyInclusion({ ...claim, index: size }).ok).toBe(false)
    expect(verifyInclusion({ ...claim, index: -1 }).ok).toBe(false)
    expect(verifyInclusion({ ...claim, index: 0.5 }).ok).toBe(false)
    proof.forEach((hash, i) => {
      const flipped = Buffer.from(hash)
      flipped[7] = (flipped[7] ?? 0) ^ 1
      expect(verifyInclusion({ ...claim, proof: proof.with(i, flipped) }).ok).toBe(false)
      expect(verifyInclusion({ ...claim, proof: proof.toSpliced(i, 1) }).ok).toBe(false)
      expect(verifyInclusion({ ...claim, proof: proof.toSpliced(i, 0, EMPTY_ROOT) }).ok).toBe(false)
      expect(verifyInclusion({ ...claim, proof: proof.with(i, hash.subarray(1)) }).ok).toBe(false)
    })
    expect(verifyInclusion({ ...claim, proof: [...proof, EMPTY_ROOT] }).ok).toBe(false)
    expect(verifyInclusion({ ...claim, proof: [] }).ok).toBe(false)
  })

  it('consistency: a rewritten history, other sizes and changed, dropped or added hashes are refused', async () => {
    for (const [from, to] of [
      [37, 61],
      [32, 61],
      [1, 2],
      [64, 67],
    ] as const) {
      const proof = await consistencyProof(reader, from, to)
      const claim = { from, to, fromRoot: rootAt(from), toRoot: rootAt(to), proof }
      expect(verifyConsistency(claim).ok).toBe(true)
      expect(verifyConsistency({ ...claim, fromRoot: rootAt(from - 1) }).ok).toBe(false)
      expect(verifyConsistency({ ...claim, toRoot: rootAt(to - 1) }).ok).toBe(false)
      expect(verifyConsistency({ ...claim, from: to, to: from }).ok).toBe(false)
      expect(verifyConsistency({ ...claim, proof: [] }).ok).toBe(false)
      proof.forEach((hash, i) => {
        const flipped = Buffer.from(hash)
        flipped[31] = (flipped[31] ?? 0) ^ 128
        expect(verifyConsistency({ ...claim, proof: proof.with(i, flipped) }).ok).toBe(false)
        expect(verifyConsistency({ ...claim, proof: proof.toSpliced(i, 1) }).ok).toBe(false)
        expect(verifyConsistency({ ...claim, proof: proof.toSpliced(i, 0, EMPTY_ROOT) }).ok).toBe(false)
      })
    }
    const forged = memoryTree(leaves.with(5, Buffer.from('rewritten')))
    const proof = await consistencyProof(forged.reader, 37, 61)
    expect(
      verifyConsistency({
        from: 37,
        to: 61,
        fromRoot: rootAt(37),
        toRoot: forged.roots[61] ?? EMPTY_ROOT,
        proof,
      }).ok,
    ).toBe(false)
  })

  it('consistency: the empty tree is extended by any, but only under its own root; equal sizes need equal roots', () => {
    const rest = { from: 0, to: 5, toRoot: rootAt(5), proof: [] }
    expect(verifyConsistency({ ...rest, fromRoot: EMPTY_ROOT }).ok).toBe(true)
    expect(verifyConsistency({ ...rest, fromRoot: rootAt(1) }).ok).toBe(false)
    expect(verifyConsistency({ ...rest, from: 5, fromRoot: rootAt(5) }).ok).toBe(true)
    expect(verifyConsistency({ ...rest, from: 5, fromRoot: rootAt(4) }).ok).toBe(false)
  })
})

describe('sizes beyond 2^31 and 2^32', () => {
  /** A tree in which every leaf is the same but one: any node is known without storing the tree, and a wrong index shows. */
  function sparse(marked: number): HashReader & { hash(level: number, index: number): Uint8Array } {
    const plain: Uint8Array[] = [leafHash(Buffer.from('plain'))]
    const special: Uint8Array[] = [leafHash(Buffer.from('marked'))]
    for (let level = 0; level < 53; level++) {
      const [same, own] = [plain[level] ?? EMPTY_ROOT, special[level] ?? EMPTY_ROOT]
      plain.push(nodeHash(same, same))
      special.push(Math.floor(marked / 2 ** level) % 2 === 1 ? nodeHash(same, own) : nodeHash(own, same))
    }
    const hash = (level: number, index: number): Uint8Array =>
      (Math.floor(marked / 2 ** level) === index ? special[level] : plain[level]) ?? EMPTY_ROOT
    return { hash, nodes: (ids) => Promise.resolve(ids.map(({ level, index }) => hash(level, index))) }
  }
  const sizes = [
    2 ** 31 - 1,
    2 ** 31,
    2 ** 31 + 1,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 32 + 1,
    2 ** 33 + 7,
    3 * 2 ** 40 + 12_345,
    2 ** 52 + 1,
  ]

  it.each(sizes)(
    'inclusion in a tree of %d leaves verifies for the marked leaf and for no other index',
    async (size) => {
      for (const index of [0, 1, Math.floor(size / 2), size - 2, size - 1]) {
        const reader = sparse(index)
        const root = await rootOf(reader, size)
        const proof = await inclusionProof(reader, index, size)
        const claim = { leaf: reader.hash(0, index), index, size, proof, root }
        expect(verifyInclusion(claim).ok, `leaf ${index}`).toBe(true)
        for (const other of [
          index - 1,
          index + 1,
          index - 2 ** 31,
          index + 2 ** 31,
          index - 2 ** 32,
          index + 2 ** 32,
        ])
          expect(verifyInclusion({ ...claim, index: other }).ok, `leaf ${index} as ${other}`).toBe(false)
      }
    },
  )

  it('consistency between any two of them verifies, and a frontier at that size appends to the right root', async () => {
    const reader = sparse(2 ** 31 - 2)
    for (const from of sizes) {
      for (const to of sizes.filter((size) => size >= from)) {
        const proof = await consistencyProof(reader, from, to)
        const claim = {
          from,
          to,
          fromRoot: await rootOf(reader, from),
          toRoot: await rootOf(reader, to),
          proof,
        }
        expect(verifyConsistency(claim).ok, `${from} -> ${to}`).toBe(true)
        if (from < to)
          expect(verifyConsistency({ ...claim, from: from - 1 }).ok, `${from} - 1 -> ${to}`).toBe(false)
      }
      const frontier = await frontierOf(reader, from)
      const clone = Frontier.parse(frontier.serialise())
      for (let i = 0; i < 5; i++) clone.append(reader.hash(0, from + i))
      expect(clone.size).toBe(from + 5)
      expect(clone.root()).toEqual(await rootOf(reader, from + 5))
      expect(frontier.root()).toEqual(await rootOf(reader, from))
    }
  })

  it('reports completed subtrees with indices beyond 2^32', async () => {
    const size = 2 ** 40 - 1
    const reader = sparse(5)
    const frontier = await frontierOf(reader, size)
    const completed: string[] = []
    frontier.append(reader.hash(0, size), ({ level, index }) => completed.push(`${level}/${index}`))
    expect(completed[0]).toBe(`0/${size}`)
    expect(completed.at(-1)).toBe('40/0')
    expect(completed).toHaveLength(41)
  })
})
