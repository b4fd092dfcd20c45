/**
 * Merkle tree hashing and proofs of RFC 6962 section 2.1 / RFC 9162 section 2.1, without a hash function of its own.
 * Sizes and indices are JavaScript integers up to 2^53-1: no bit operators anywhere (they end at 2^31).
 */
import { err, ok, type Result } from '../../../lib/result.ts'
import { sha256, type Asking, type FormatProblem } from './asks.ts'
import { equal } from './bytes.ts'

export const HASH_BYTES = 32

/** The complete subtree over leaves [index * 2^level, (index + 1) * 2^level). */
export type NodeId = { readonly level: number; readonly index: number }

export function leafInput(leaf: Uint8Array): Uint8Array {
  const out = new Uint8Array(1 + leaf.length)
  out.set(leaf, 1)
  return out
}

export function nodeInput(left: Uint8Array, right: Uint8Array): Uint8Array {
  const out = new Uint8Array(1 + left.length + right.length)
  out[0] = 1
  out.set(left, 1)
  out.set(right, 1 + left.length)
  return out
}

/** SHA-256(0x00 || leaf). */
export const leafHash = (leaf: Uint8Array): Asking<Uint8Array> => sha256(leafInput(leaf))
/** SHA-256(0x01 || left || right). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Asking<Uint8Array> =>
  sha256(nodeInput(left, right))
/** Root of the empty tree: SHA-256 of nothing. */
export const emptyRoot = (): Asking<Uint8Array> => sha256(new Uint8Array(0))

export const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0

const odd = (n: number): boolean => n % 2 === 1
const half = (n: number): number => Math.floor(n / 2)

/** Largest power of two below n (n >= 2): where RFC 6962 splits a tree of n leaves. */
function splitOf(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** Complete subtrees that tile [start, end), left to right; start must be where RFC 6962 splits begin such a range (0 or aligned). */
export function completeSubtrees(start: number, end: number): NodeId[] {
  const nodes: NodeId[] = []
  let at = start
  while (at < end) {
    let width = 1
    let level = 0
    while (at % (width * 2) === 0 && at + width * 2 <= end) {
      width *= 2
      level++
    }
    nodes.push({ level, index: at / width })
    at += width
  }
  return nodes
}

/** A proof hash as the complete subtrees from which it is folded (more than one only at the ragged right edge). */
export type ProofNode = readonly NodeId[]

/** What an inclusion proof for leaf `index` in a tree of `size` consists of, leaf's sibling first (RFC 9162 section 2.1.3.1). */
export function inclusionNodes(index: number, size: number): ProofNode[] {
  if (!isSize(index) || !isSize(size) || index >= size)
    throw new RangeError(`leaf ${index} is not in a tree of ${size}`)
  const nodes: ProofNode[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      nodes.push(completeSubtrees(middle, end))
      end = middle
    } else {
      nodes.push(completeSubtrees(start, middle))
      start = middle
    }
  }
  return nodes.toReversed()
}

/** What a consistency proof from size `from` to size `to` consists of (RFC 9162 section 2.1.4.1). Empty for from = 0 and from = to. */
export function consistencyNodes(from: number, to: number): ProofNode[] {
  if (!isSize(from) || !isSize(to) || from > to)
    throw new RangeError(`no consistency proof from ${from} to ${to}`)
  if (from === 0 || from === to) return []
  const nodes: ProofNode[] = []
  let start = 0
  let end = to
  let old = from
  let whole = true
  // `old` leaves of [start, end) belong to the old tree; `whole` while the old tree is still exactly the subproof's left edge.
  while (old !== end - start) {
    const split = splitOf(end - start)
    if (old <= split) {
      nodes.push(completeSubtrees(start + split, end))
      end = start + split
    } else {
      nodes.push(completeSubtrees(start, start + split))
      start += split
      old -= split
      whole = false
    }
  }
  if (!whole) nodes.push(completeSubtrees(start, end))
  return nodes.toReversed()
}

/** Folds hashes of adjacent complete subtrees, left to right, into the hash of their range. */
export function* foldRange(hashes: readonly Uint8Array[]): Asking<Uint8Array> {
  let root: Uint8Array | undefined
  for (const hash of hashes.toReversed()) root = root === undefined ? hash : yield* nodeHash(hash, root)
  return root ?? (yield* emptyRoot())
}

const bad = (detail: string): Result<never, FormatProblem> => err({ code: 'proof_invalid', detail })
const hashesOk = (hashes: readonly Uint8Array[]): boolean =>
  hashes.every((hash) => hash.length === HASH_BYTES)

/** RFC 9162 section 2.1.3.2. `leaf` is the leaf's hash. */
export function* verifyInclusion(claim: {
  readonly leaf: Uint8Array
  readonly index: number
  readonly size: number
  readonly proof: readonly Uint8Array[]
  readonly root: Uint8Array
}): Asking<Result<true, FormatProblem>> {
  const { leaf, index, size, proof, root } = claim
  if (!isSize(index) || !isSize(size) || index >= size)
    return bad(`leaf ${index} is not in a tree of ${size}`)
  if (!hashesOk([leaf, root, ...proof])) return bad('a hash is not 32 bytes')
  let fn = index
  let sn = size - 1
  let hash = leaf
  for (const sibling of proof) {
    if (sn === 0) return bad('the proof is longer than the path')
    if (odd(fn) || fn === sn) {
      hash = yield* nodeHash(sibling, hash)
      while (!odd(fn) && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    } else {
      hash = yield* nodeHash(hash, sibling)
    }
    fn = half(fn)
    sn = half(sn)
  }
  if (sn !== 0) return bad('the proof is shorter than the path')
  return equal(hash, root) ? ok(true) : bad(`leaf ${index} does not lead to the root of size ${size}`)
}

/** RFC 9162 section 2.1.4.2, with the two cases it leaves out: from = 0 (any tree extends the empty one) and from = to (equal roots). */
export function* verifyConsistency(claim: {
  readonly from: number
  readonly to: number
  readonly fromRoot: Uint8Array
  readonly toRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
}): Asking<Result<true, FormatProblem>> {
  const { from, to, fromRoot, toRoot, proof } = claim
  if (!isSize(from) || !isSize(to) || from > to) return bad(`size ${to} does not extend size ${from}`)
  if (!hashesOk([fromRoot, toRoot, ...proof])) return bad('a hash is not 32 bytes')
  if (from === to || from === 0) {
    if (proof.length > 0) return bad('the proof should be empty')
    const expected = from === 0 ? yield* emptyRoot() : toRoot
    return equal(fromRoot, expected) ? ok(true) : bad(`two different roots for size ${from}`)
  }
  let fn = from - 1
  let sn = to - 1
  while (odd(fn)) {
    fn = half(fn)
    sn = half(sn)
  }
  // When `from` is a power of two its root is itself the first node and is left out of the proof.
  const [first, ...rest] = fn === 0 ? [fromRoot, ...proof] : proof
  if (first === undefined) return bad('the proof is empty')
  let oldHash = first
  let newHash = first
  for (const node of rest) {
    if (sn === 0) return bad('the proof is longer than the path')
    if (odd(fn) || fn === sn) {
      oldHash = yield* nodeHash(node, oldHash)
      newHash = yield* nodeHash(node, newHash)
      while (!odd(fn) && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    } else {
      newHash = yield* nodeHash(newHash, node)
    }
    fn = half(fn)
    sn = half(sn)
  }
  if (sn !== 0) return bad('the proof is shorter than the path')
  if (!equal(oldHash, fromRoot)) return bad(`the proof does not lead to the old root of size ${from}`)
  return equal(newHash, toRoot) ? ok(true) : bad(`the proof does not lead to the new root of size ${to}`)
}
