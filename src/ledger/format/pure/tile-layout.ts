/** C2SP tlog-tiles: paths, hash tiles of height 8, entry bundles. Bytes only; fetching and hashing are elsewhere. */
import { err, ok, type Result } from '../../../lib/result.ts'
import type { FormatProblem } from './asks.ts'
import { HASH_BYTES, isSize, type NodeId } from './tree.ts'

export const TILE_HEIGHT = 8
export const TILE_WIDTH = 256
export const ENTRY_BYTES_MAX = 65_535

/** One tile: `width` 256 = full. `level: 'entries'` is the bundle of the leaves themselves. */
export type TileId = { readonly level: number | 'entries'; readonly index: number; readonly width: number }

/** `tile/0/x001/x234/067`, `tile/1/000.p/17`, `tile/entries/000.p/3`. */
export function tilePath(tile: TileId): string {
  if (!isSize(tile.index) || tile.width < 1 || tile.width > TILE_WIDTH)
    throw new RangeError(`no such tile: ${JSON.stringify(tile)}`)
  let rest = Math.floor(tile.index / 1000)
  let path = String(tile.index % 1000).padStart(3, '0')
  while (rest > 0) {
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`
    rest = Math.floor(rest / 1000)
  }
  return `tile/${tile.level}/${path}${tile.width < TILE_WIDTH ? `.p/${tile.width}` : ''}`
}

const PATH = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/

/** Undefined for anything that tilePath does not make. */
export function parseTilePath(path: string): TileId | undefined {
  const [, level, digits, width] = PATH.exec(path) ?? []
  if (level === undefined || digits === undefined) return undefined
  const tile: TileId = {
    level: level === 'entries' ? 'entries' : Number(level),
    index: Number(digits.replace(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  }
  if (
    !isSize(tile.index) ||
    (tile.level !== 'entries' && tile.level > 63) ||
    (width !== undefined && tile.width >= TILE_WIDTH)
  )
    return undefined
  return tilePath(tile) === path ? tile : undefined
}

/** All tiles of a tree of `size`, hash tiles by level, then entry bundles; partial ones last in their level. For export and self-checks. */
export function* tilesOf(size: number): Generator<TileId> {
  let count = size
  for (let level = 0; count > 0; level++) {
    yield* tilesOfLevel(level, count)
    count = Math.floor(count / TILE_WIDTH)
  }
  yield* tilesOfLevel('entries', size)
}

function* tilesOfLevel(level: number | 'entries', count: number): Generator<TileId> {
  const full = Math.floor(count / TILE_WIDTH)
  for (let index = 0; index < full; index++) yield { level, index, width: TILE_WIDTH }
  if (count % TILE_WIDTH > 0) yield { level, index: full, width: count % TILE_WIDTH }
}

/** Where the hash of a complete subtree is found in a tree of `size`: its tile and the run of that tile's hashes that it folds. */
export function tileOf(
  node: NodeId,
  size: number,
): { readonly tile: TileId; readonly from: number; readonly count: number } {
  const level = Math.floor(node.level / TILE_HEIGHT)
  const count = 2 ** (node.level - level * TILE_HEIGHT)
  const first = node.index * count
  const index = Math.floor(first / TILE_WIDTH)
  const hashes = Math.floor(size / TILE_WIDTH ** level)
  if (first + count > hashes)
    throw new RangeError(`subtree ${node.level}/${node.index} is not complete in a tree of ${size}`)
  return {
    tile: { level, index, width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH) },
    from: first % TILE_WIDTH,
    count,
  }
}

/** Hashes of a tile; the bytes must be exactly as many as its width says. */
export function parseHashTile(bytes: Uint8Array, width: number): Result<Uint8Array[], FormatProblem> {
  if (bytes.length !== width * HASH_BYTES)
    return err({
      code: 'tile_invalid',
      detail: `a tile of width ${width} has ${width * HASH_BYTES} bytes, not ${bytes.length}`,
    })
  return ok(Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)))
}

/** Entries with a big-endian uint16 length before each. Throws when an entry is longer than 65,535 bytes. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0))
  let at = 0
  for (const entry of entries) {
    if (entry.length > ENTRY_BYTES_MAX)
      throw new RangeError(`an entry of ${entry.length} bytes does not fit a bundle (65,535)`)
    out[at] = Math.floor(entry.length / 256)
    out[at + 1] = entry.length % 256
    out.set(entry, at + 2)
    at += 2 + entry.length
  }
  return out
}

/** Exactly `width` entries and no byte more. */
export function parseEntryBundle(bytes: Uint8Array, width: number): Result<Uint8Array[], FormatProblem> {
  const bad = (detail: string): Result<never, FormatProblem> => err({ code: 'tile_invalid', detail })
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    const [high, low] = [bytes[at], bytes[at + 1]]
    if (high === undefined || low === undefined) return bad('the bundle ends inside a length')
    const end = at + 2 + high * 256 + low
    if (end > bytes.length) return bad(`entry ${entries.length} is longer than the bundle`)
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return entries.length === width
    ? ok(entries)
    : bad(`the bundle has ${entries.length} entries, not ${width}`)
}
