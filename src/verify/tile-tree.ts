import type { Asking } from '../ledger/format/pure/asks.ts'
import { concat } from '../ledger/format/pure/bytes.ts'
import { TILE_WIDTH } from '../ledger/format/pure/tile-layout.ts'
import { emptyRoot, leafHash, nodeHash } from '../ledger/format/pure/tree.ts'

/** A tile that became full, or is partial at the end. `bytes` are its hashes, as C2SP stores them. */
export type BuiltTile = {
  readonly level: number
  readonly index: number
  readonly width: number
  readonly bytes: Uint8Array
}

/**
 * RFC 6962 tree built from leaf hashes in order, one open tile a level: memory grows with the logarithm of the size.
 * Gives every tile that C2SP tlog-tiles would store, and the root at any moment.
 */
export class TileTree {
  readonly #open: Uint8Array[][] = []
  readonly #full: number[] = []
  size = 0;

  /** Adds a leaf by its hash; `tiles` receives the tiles that it completes. */
  *add(hash: Uint8Array, tiles: (tile: BuiltTile) => void): Asking<void> {
    this.size += 1
    let carried: Uint8Array | undefined = hash
    for (let level = 0; carried !== undefined; level++) {
      const open = (this.#open[level] ??= [])
      open.push(carried)
      carried = undefined
      if (open.length === TILE_WIDTH) {
        const index = this.#full[level] ?? 0
        tiles({ level, index, width: TILE_WIDTH, bytes: concat(...open) })
        this.#full[level] = index + 1
        carried = yield* complete(open)
        this.#open[level] = []
      }
    }
  }

  /** The partial tiles at the right edge. */
  *partial(): Generator<BuiltTile> {
    for (const [level, open] of this.#open.entries()) {
      if (open.length > 0)
        yield { level, index: this.#full[level] ?? 0, width: open.length, bytes: concat(...open) }
    }
  }

  *root(): Asking<Uint8Array> {
    let root: Uint8Array | undefined
    for (const open of this.#open) {
      for (const [start, end] of powersOfTwo(open.length).toReversed()) {
        const part = yield* complete(open.slice(start, end))
        root = root === undefined ? part : yield* nodeHash(part, root)
      }
    }
    return root ?? (yield* emptyRoot())
  }
}

/** Root of 2^k hashes. */
function* complete(hashes: readonly Uint8Array[]): Asking<Uint8Array> {
  let row = hashes
  while (row.length > 1) {
    const next: Uint8Array[] = []
    for (let i = 0; i < row.length; i += 2) {
      const [left, right] = [row[i], row[i + 1]]
      if (left !== undefined && right !== undefined) next.push(yield* nodeHash(left, right))
    }
    row = next
  }
  return row[0] ?? (yield* emptyRoot())
}

/** Splits [0, n) into runs of falling powers of two, left to right. */
function powersOfTwo(n: number): readonly (readonly [start: number, end: number])[] {
  const runs: [number, number][] = []
  let at = 0
  for (let width = TILE_WIDTH; width >= 1; width /= 2) {
    if (at + width <= n) {
      runs.push([at, at + width])
      at += width
    }
  }
  return runs
}

/** RFC 6962 root over leaves' bytes: what a population's root is. */
export function* treeRoot(leaves: Iterable<Uint8Array>): Asking<Uint8Array> {
  const tree = new TileTree()
  for (const leaf of leaves) yield* tree.add(yield* leafHash(leaf), () => undefined)
  return yield* tree.root()
}
