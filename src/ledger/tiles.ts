import type { BlobStore } from '../platform/blobs.ts'
import type { Db } from '../platform/db.ts'
import { nodeHash } from './format/merkle.ts'
import { tileHashReader, tilePath, TILE_WIDTH, type TileId } from './format/tile.ts'
import { leafHashes, setTiled, type LogRow } from './log-store.ts'

/**
 * Hash tiles of a log (C2SP tlog-tiles). Full tiles lie in the blob store and are never rewritten; partial ones are computed from SQL.
 * INVARIANT: everything here can be rebuilt from the leaf hashes in SQL; a lost or rotted tile is found because a root made from it
 * does not equal the signed one, and is written again.
 */
export type TileDeps = { readonly db: Db; readonly blobs: BlobStore }

const objectOf = (origin: string, tile: TileId): string => `tile/${origin}/${tilePath(tile)}`
/** Puts at once: each is a synced file, so they overlap on the disk; more would only queue there. */
const PUTS_AT_ONCE = 8
/** Level-0 tiles of one SQL read: 64 x 256 hashes = 512 KiB. */
const TILES_A_READ = 64

/** Writes the full tiles below `size` that are not written yet. Safe to repeat: same bytes under the same name. */
export async function writeTiles(deps: TileDeps, log: LogRow, size: number): Promise<void> {
  const from = Math.floor(log.tiled / TILE_WIDTH)
  const to = Math.floor(size / TILE_WIDTH)
  for (let start = from; start < to; start += TILES_A_READ) {
    const end = Math.min(to, start + TILES_A_READ)
    const hashes = await deps.db.tx(
      'system',
      (tx) => leafHashes(tx, log.id, start * TILE_WIDTH, end * TILE_WIDTH),
      { readOnly: true },
    )
    const tiles: { tile: TileId; bytes: Buffer }[] = []
    for (let i = start; i < end; i++)
      tiles.push({
        tile: { level: 0, index: i, width: TILE_WIDTH },
        bytes: hashes.subarray((i - start) * TILE_WIDTH * 32, (i + 1 - start) * TILE_WIDTH * 32),
      })
    await putAll(deps.blobs, log.origin, tiles)
    // Tiles above become full at multiples of 256 below.
    for (let level = 1, first = start, past = end; past > 0; level++) {
      first = Math.floor(first / TILE_WIDTH)
      past = Math.floor(past / TILE_WIDTH)
      for (let index = first; index < past; index++) {
        const bytes = await fromBelow(deps, log, level, index, TILE_WIDTH)
        await putAll(deps.blobs, log.origin, [{ tile: { level, index, width: TILE_WIDTH }, bytes }])
      }
    }
    await deps.db.tx('system', (tx) => setTiled(tx, log.id, end * TILE_WIDTH))
  }
}

async function putAll(
  blobs: BlobStore,
  origin: string,
  tiles: readonly { readonly tile: TileId; readonly bytes: Buffer }[],
): Promise<void> {
  for (let at = 0; at < tiles.length; at += PUTS_AT_ONCE)
    await Promise.all(
      tiles.slice(at, at + PUTS_AT_ONCE).map(({ tile, bytes }) => blobs.put(objectOf(origin, tile), bytes)),
    )
}

/** Bytes of any hash tile of the tree of `size`; undefined when the tree has no such tile. Missing or short objects are rebuilt. */
export async function readTile(
  deps: TileDeps,
  log: LogRow,
  tile: TileId,
  size: number,
): Promise<Buffer | undefined> {
  if (tile.level === 'entries') return undefined
  const hashes = Math.floor(size / TILE_WIDTH ** tile.level)
  if (tile.index * TILE_WIDTH + tile.width > hashes) return undefined
  if (tile.width === TILE_WIDTH) {
    const stored = await deps.blobs.get(objectOf(log.origin, tile))
    if (stored?.length === TILE_WIDTH * 32) return stored
  }
  const bytes = await computeTile(deps, log, tile)
  if (tile.width === TILE_WIDTH) await deps.blobs.put(objectOf(log.origin, tile), bytes)
  return bytes
}

function computeTile(deps: TileDeps, log: LogRow, tile: TileId): Promise<Buffer> {
  if (tile.level === 'entries') throw new Error('entry bundles are not hash tiles')
  if (tile.level > 0) return fromBelow(deps, log, tile.level, tile.index, tile.width)
  const from = tile.index * TILE_WIDTH
  return deps.db.tx('system', (tx) => leafHashes(tx, log.id, from, from + tile.width), { readOnly: true })
}

async function fromBelow(
  deps: TileDeps,
  log: LogRow,
  level: number,
  index: number,
  width: number,
): Promise<Buffer> {
  const out = Buffer.allocUnsafe(width * 32)
  for (let at = 0; at < width; at += 32) {
    const count = Math.min(32, width - at)
    const below = await Promise.all(
      Array.from({ length: count }, (_, i) =>
        readTile(
          deps,
          log,
          { level: level - 1, index: index * TILE_WIDTH + at + i, width: TILE_WIDTH },
          Number.MAX_SAFE_INTEGER,
        ),
      ),
    )
    below.forEach((bytes, i) => {
      if (!bytes) throw new Error(`log \`${log.origin}\`: no tile below ${level}/${index}`)
      tileRoot(bytes).copy(out, (at + i) * 32)
    })
  }
  return out
}

/** Root of a full tile. */
function tileRoot(tile: Buffer): Buffer {
  let level: Buffer[] = Array.from({ length: TILE_WIDTH }, (_, i) => tile.subarray(i * 32, (i + 1) * 32))
  while (level.length > 1)
    level = Array.from({ length: level.length / 2 }, (_, i) =>
      nodeHash(at(level, 2 * i), at(level, 2 * i + 1)),
    )
  return at(level, 0)
}

function at(hashes: readonly Buffer[], i: number): Buffer {
  const hash = hashes[i]
  if (!hash) throw new RangeError('a tile is short')
  return hash
}

/** Subtree hashes for proofs in the tree of `size`. What it gives is trusted only once a root made from it equals the signed one. */
export const hashesOf = (deps: TileDeps, log: LogRow, size: number): ReturnType<typeof tileHashReader> =>
  tileHashReader(size, (tile) => readTile(deps, log, tile, size))

/**
 * Compares every full tile below `size` with SQL and writes again what is missing or differs; returns their paths.
 * For `doctor` and for a proof whose root came out wrong. `near`: only tiles on the path of that leaf.
 */
export async function repairTiles(
  deps: TileDeps,
  log: LogRow,
  size: number,
  near?: readonly number[],
): Promise<string[]> {
  const repaired: string[] = []
  for (let level = 0; TILE_WIDTH ** (level + 1) <= size; level++) {
    const full = Math.floor(size / TILE_WIDTH ** (level + 1))
    const wanted = near
      ? new Set(near.map((leaf) => Math.floor(leaf / TILE_WIDTH ** (level + 1))))
      : undefined
    for (let index = 0; index < full; index++) {
      if (wanted && !wanted.has(index)) continue
      const tile: TileId = { level, index, width: TILE_WIDTH }
      // Lower levels are repaired before, so what is computed from them is right.
      const right = await computeTile(deps, log, tile)
      const stored = await deps.blobs.get(objectOf(log.origin, tile))
      if (stored?.equals(right)) continue
      await deps.blobs.put(objectOf(log.origin, tile), right)
      repaired.push(tilePath(tile))
    }
  }
  return repaired
}
