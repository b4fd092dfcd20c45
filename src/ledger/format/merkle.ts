import type { Result } from '../../lib/result.ts'
import { run } from './engine.ts'
import type { FormatProblem } from './pure/asks.ts'
import {
  HASH_BYTES,
  completeSubtrees,
  consistencyNodes,
  inclusionNodes,
  verifyConsistency as consistencySteps,
  verifyInclusion as inclusionSteps,
  type NodeId,
  type ProofNode,
} from './pure/tree.ts'
import { sha256, sha256Into } from './sha256.ts'

export { HASH_BYTES, type NodeId } from './pure/tree.ts'

/** SHA-256(0x00 || leaf). */
export function leafHash(leaf: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(1 + leaf.length)
  out[0] = 0
  out.set(leaf, 1)
  return sha256(out)
}

// One scratch for all interior nodes: hashing is synchronous, nothing can see it half filled.
const NODE = Buffer.alloc(1 + 2 * HASH_BYTES, 1)

/** SHA-256(0x01 || left || right); both 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  NODE.set(left, 1)
  NODE.set(right, 1 + HASH_BYTES)
  const out = Buffer.allocUnsafe(HASH_BYTES)
  sha256Into(NODE, out, 0)
  return out
}

export const EMPTY_ROOT: Buffer = sha256(new Uint8Array(0))

/** Folds hashes of adjacent complete subtrees, left to right, into the hash of their range (RFC 6962 section 2.1). */
function fold(hashes: readonly Uint8Array[]): Uint8Array {
  let root: Uint8Array | undefined
  for (let i = hashes.length - 1; i >= 0; i--) {
    const hash = hashes[i]
    if (hash !== undefined) root = root === undefined ? hash : nodeHash(hash, root)
  }
  return root ?? EMPTY_ROOT
}

/**
 * The right edge of a growing tree: hashes of the complete subtrees that tile [0, size). All that a sequencer must remember to append and to
 * know the root: at most 53 hashes. INVARIANT: level i is held exactly when bit i of `size` is 1.
 */
export class Frontier {
  #size = 0
  readonly #levels: (Uint8Array | undefined)[] = []

  get size(): number {
    return this.#size
  }

  /**
   * Appends a leaf by its hash. `completed` hears of each subtree that became complete, the leaf itself (level 0) included;
   * those at levels 0, 8, 16, ... are the hashes of the tiles.
   */
  append(leaf: Uint8Array, completed?: (node: NodeId, hash: Uint8Array) => void): void {
    if (leaf.length !== HASH_BYTES) throw new RangeError(`a leaf hash has 32 bytes, not ${leaf.length}`)
    if (this.#size >= Number.MAX_SAFE_INTEGER) throw new RangeError('the tree is full')
    let hash = leaf
    let index = this.#size
    let level = 0
    completed?.({ level, index }, hash)
    while (index % 2 === 1) {
      const left = this.#levels[level]
      if (left === undefined) throw new Error(`frontier of ${this.#size} lacks level ${level}`)
      hash = nodeHash(left, hash)
      this.#levels[level] = undefined
      level++
      index = (index - 1) / 2
      completed?.({ level, index }, hash)
    }
    this.#levels[level] = hash
    this.#size++
  }

  /** Merkle tree head of the leaves so far. */
  root(): Buffer {
    let root: Uint8Array | undefined
    for (const hash of this.#levels)
      if (hash !== undefined) root = root === undefined ? hash : nodeHash(hash, root)
    return Buffer.from(root ?? EMPTY_ROOT)
  }

  /** The hashes, largest subtree first, as completeSubtrees(0, size) lists them. */
  hashes(): Buffer[] {
    return this.#levels.flatMap((hash) => (hash === undefined ? [] : [Buffer.from(hash)])).toReversed()
  }

  /** 8 bytes of size (big endian), then the hashes. */
  serialise(): Buffer {
    const head = Buffer.alloc(8)
    head.writeBigUInt64BE(BigInt(this.#size))
    return Buffer.concat([head, ...this.hashes()])
  }

  clone(): Frontier {
    return Frontier.from(this.#size, this.hashes())
  }

  /** Throws when the number of hashes does not fit the size. The caller compares root() with the root it trusts. */
  static from(size: number, hashes: readonly Uint8Array[]): Frontier {
    const nodes = completeSubtrees(0, size)
    if (nodes.length !== hashes.length || hashes.some((hash) => hash.length !== HASH_BYTES))
      throw new RangeError(`a frontier of size ${size} has ${nodes.length} hashes, not ${hashes.length}`)
    const frontier = new Frontier()
    frontier.#size = size
    nodes.forEach((node, i) => {
      while (frontier.#levels.length <= node.level) frontier.#levels.push(undefined)
      frontier.#levels[node.level] = hashes[i]
    })
    return frontier
  }

  static parse(bytes: Uint8Array): Frontier {
    const buffer = Buffer.from(bytes)
    const size = buffer.length < 8 ? Number.NaN : Number(buffer.readBigUInt64BE())
    if (!Number.isSafeInteger(size) || (buffer.length - 8) % HASH_BYTES !== 0)
      throw new RangeError('not a serialised frontier')
    return Frontier.from(
      size,
      Array.from({ length: (buffer.length - 8) / HASH_BYTES }, (_, i) =>
        buffer.subarray(8 + i * HASH_BYTES, 8 + (i + 1) * HASH_BYTES),
      ),
    )
  }
}

/** Reads hashes of complete subtrees, in the order asked. Rejects when one cannot be had. */
export interface HashReader {
  nodes(ids: readonly NodeId[]): Promise<readonly Uint8Array[]>
}

async function readProof(reader: HashReader, proof: readonly ProofNode[]): Promise<Buffer[]> {
  const hashes = await reader.nodes(proof.flat())
  let at = 0
  return proof.map((parts) => {
    const mine = hashes.slice(at, at + parts.length)
    at += parts.length
    return Buffer.from(fold(mine))
  })
}

/** Proof that leaf `index` is in the tree of `size`; throws RangeError when it cannot be. The reader must know a tree of at least `size`. */
export const inclusionProof = (reader: HashReader, index: number, size: number): Promise<Buffer[]> =>
  readProof(reader, inclusionNodes(index, size))

/** Proof that the tree of `to` extends the tree of `from`; throws RangeError when from > to. */
export const consistencyProof = (reader: HashReader, from: number, to: number): Promise<Buffer[]> =>
  readProof(reader, consistencyNodes(from, to))

/** Root of the tree of `size`, from its stored hashes. */
export async function rootOf(reader: HashReader, size: number): Promise<Buffer> {
  return Buffer.from(fold(await reader.nodes(completeSubtrees(0, size))))
}

/** The frontier of a stored tree, for a sequencer that lost its own. Compare its root() with the signed one before use. */
export async function frontierOf(reader: HashReader, size: number): Promise<Frontier> {
  return Frontier.from(size, await reader.nodes(completeSubtrees(0, size)))
}

/** RFC 9162 section 2.1.3.2. `leaf` is the leaf's hash; nothing may be trusted unless the result is ok. */
export const verifyInclusion = (claim: Parameters<typeof inclusionSteps>[0]): Result<true, FormatProblem> =>
  run(inclusionSteps(claim))
/** RFC 9162 section 2.1.4.2. */
export const verifyConsistency = (
  claim: Parameters<typeof consistencySteps>[0],
): Result<true, FormatProblem> => run(consistencySteps(claim))
