import { nodeHash, type HashReader, type NodeId } from './merkle.ts'
import { TILE_WIDTH, parseHashTile, tileOf, tilePath, type TileId } from './pure/tile-layout.ts'

export {
  ENTRY_BYTES_MAX,
  TILE_HEIGHT,
  TILE_WIDTH,
  encodeEntryBundle,
  parseEntryBundle,
  parseHashTile,
  parseTilePath,
  tileOf,
  tilePath,
  tilesOf,
  type TileId,
} from './pure/tile-layout.ts'

export class TileError extends Error {
  constructor(
    readonly tile: TileId,
    detail: string,
  ) {
    super(`${tilePath(tile)}: ${detail}`)
    this.name = 'TileError'
  }
}

/**
 * Reads subtree hashes of a tree of `size` from its tiles. `read` answers undefined for a tile that does not exist. A missing partial tile is
 * looked for as the full one (C2SP allows the partial to be deleted then). Tiles are kept for the reader's life: make one per request.
 * Nothing read here is trusted until a root made from it equals a signed one.
 */
export function tileHashReader(
  size: number,
  read: (tile: TileId) => Promise<Uint8Array | undefined>,
): HashReader {
  const tiles = new Map<string, Promise<readonly Uint8Array[]>>()

  async function load(tile: TileId): Promise<readonly Uint8Array[]> {
    const exact = await read(tile)
    const bytes = exact ?? (tile.width < TILE_WIDTH ? await read({ ...tile, width: TILE_WIDTH }) : undefined)
    if (bytes === undefined) throw new TileError(tile, 'missing')
    const hashes = parseHashTile(bytes, exact === undefined ? TILE_WIDTH : tile.width)
    if (!hashes.ok) throw new TileError(tile, hashes.error.detail)
    return hashes.value
  }

  async function node(id: NodeId): Promise<Uint8Array> {
    const { tile, from, count } = tileOf(id, size)
    const path = tilePath(tile)
    const loading = tiles.get(path) ?? load(tile)
    tiles.set(path, loading)
    return subtree((await loading).slice(from, from + count))
  }

  return { nodes: (ids) => Promise.all(ids.map(node)) }
}

/** Root of a power of two of adjacent hashes. */
function subtree(hashes: readonly Uint8Array[]): Uint8Array {
  let level = hashes
  while (level.length > 1) {
    const above: Uint8Array[] = []
    for (let i = 0; i + 1 < level.length; i += 2) {
      const [left, right] = [level[i], level[i + 1]]
      if (left !== undefined && right !== undefined) above.push(nodeHash(left, right))
    }
    level = above
  }
  const root = level[0]
  if (root === undefined) throw new RangeError('a subtree of nothing')
  return root
}
