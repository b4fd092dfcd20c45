import { describe, expect, it } from 'vitest'
import { Frontier, inclusionProof, leafHash, rootOf, verifyInclusion } from './merkle.ts'
import {
  TileError,
  encodeEntryBundle,
  parseEntryBundle,
  parseTilePath,
  tileHashReader,
  tilePath,
  tilesOf,
  type TileId,
} from './tile.ts'

describe('paths', () => {
  it.each<[TileId, string]>([
    [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 1, index: 5, width: 17 }, 'tile/1/005.p/17'],
    [{ level: 'entries', index: 273, width: 112 }, 'tile/entries/273.p/112'],
    [{ level: 63, index: 999, width: 255 }, 'tile/63/999.p/255'],
    [{ level: 0, index: 1000, width: 1 }, 'tile/0/x001/000.p/1'],
    [{ level: 0, index: 2 ** 40, width: 256 }, 'tile/0/x001/x099/x511/x627/776'],
  ])('%o is %s and back', (tile, path) => {
    expect(tilePath(tile)).toBe(path)
    expect(parseTilePath(path)).toEqual(tile)
  })

  it.each([
    'tile/0/1',
    'tile/0/0001',
    'tile/00/001',
    'tile/64/001',
    'tile/0/x000/001',
    'tile/0/001.p/0',
    'tile/0/001.p/256',
    'tile/0/001.p/01',
    'tile/0/001/002',
    'tile/0/x001',
    'tile/-1/001',
    'tile/0/../001',
    '/tile/0/001',
    'tile/0/001.p/',
    'tile/entries/x1/001',
    'tile/0/x999/x999/x999/x999/x999/x999/999',
  ])('%s is refused', (path) => expect(parseTilePath(path)).toBeUndefined())

  it('a tree of 70,000 has the tiles that C2SP tlog-tiles names', () => {
    const tiles = [...tilesOf(70_000)]
    const at = (level: number | 'entries'): TileId[] => tiles.filter((tile) => tile.level === level)
    expect([
      at(0).length,
      at(0).at(-1)?.width,
      at(1).length,
      at(1).map((t) => t.width),
      at(2).map((t) => t.width),
    ]).toEqual([274, 112, 2, [256, 17], [1]])
    expect([...tilesOf(256)].map(tilePath)).toEqual(['tile/0/000', 'tile/1/000.p/1', 'tile/entries/000'])
    expect([...tilesOf(0)]).toEqual([])
  })
})

describe('bundles', () => {
  it('give back what was put in, and refuse another width, a cut and a tail', () => {
    const entries = [Buffer.from('a'), Buffer.alloc(0), Buffer.alloc(65_535, 7)]
    const bundle = encodeEntryBundle(entries)
    expect(Buffer.from(bundle.subarray(0, 5)).toString('hex')).toBe('0001610000')
    const parsed = parseEntryBundle(bundle, 3)
    expect(parsed.ok && parsed.value.map((entry) => Buffer.from(entry))).toEqual(entries)
    for (const bad of [
      bundle.subarray(0, -1),
      Buffer.concat([bundle, Buffer.alloc(1)]),
      Buffer.concat([bundle, Buffer.alloc(2)]),
    ])
      expect(parseEntryBundle(bad, 3).ok).toBe(false)
    expect(parseEntryBundle(bundle, 2).ok).toBe(false)
    expect(() => encodeEntryBundle([Buffer.alloc(65_536)])).toThrow(/65,535/)
  })
})

describe('a tree read from its tiles', () => {
  const SIZE = 70_123
  const store = new Map<string, Buffer>()
  const leaf = (index: number): Buffer => Buffer.from(`entry ${index}`)
  const frontier = new Frontier()
  const levels: Buffer[][] = []
  for (let i = 0; i < SIZE; i++) {
    frontier.append(leafHash(leaf(i)), ({ level }, hash) => {
      if (level % 8 === 0) (levels[level / 8] ??= []).push(Buffer.from(hash))
    })
  }
  for (const tile of tilesOf(SIZE)) {
    if (tile.level === 'entries') continue
    const hashes = (levels[tile.level] ?? []).slice(tile.index * 256, tile.index * 256 + tile.width)
    store.set(tilePath(tile), Buffer.concat(hashes))
  }
  const read = (tile: TileId): Promise<Uint8Array | undefined> => Promise.resolve(store.get(tilePath(tile)))

  it('has the root that appending gave, and proofs that verify', async () => {
    const reader = tileHashReader(SIZE, read)
    expect(await rootOf(reader, SIZE)).toEqual(frontier.root())
    for (const index of [0, 255, 256, 65_535, 65_536, 70_000, SIZE - 1]) {
      const proof = await inclusionProof(reader, index, SIZE)
      expect(
        verifyInclusion({ leaf: leafHash(leaf(index)), index, size: SIZE, proof, root: frontier.root() }).ok,
        `leaf ${index}`,
      ).toBe(true)
    }
  })

  it('reads the full tile where a partial one is gone, as C2SP allows', async () => {
    const asked: string[] = []
    const reader = tileHashReader(65_300, (tile) => {
      asked.push(tilePath(tile))
      return read(tile)
    })
    const earlier = new Frontier()
    for (let i = 0; i < 65_300; i++) earlier.append(leafHash(leaf(i)))
    expect(await rootOf(reader, 65_300)).toEqual(earlier.root())
    expect(asked).toContain('tile/0/255.p/20')
    expect(asked).toContain('tile/0/255')
  })

  it('names a tile that is missing or of the wrong length, and a changed byte gives another root', async () => {
    await expect(
      rootOf(
        tileHashReader(SIZE, () => Promise.resolve(undefined)),
        SIZE,
      ),
    ).rejects.toThrow(TileError)
    const cut = tileHashReader(SIZE, async (tile) => (await read(tile))?.subarray(1))
    await expect(rootOf(cut, SIZE)).rejects.toThrow(/bytes, not/)
    const rotted = tileHashReader(SIZE, async (tile) => {
      const bytes = Buffer.from((await read(tile)) ?? [])
      if (tile.level === 1) bytes[100] = (bytes[100] ?? 0) ^ 1
      return bytes
    })
    expect((await rootOf(rotted, SIZE)).equals(frontier.root())).toBe(false)
  })
})
