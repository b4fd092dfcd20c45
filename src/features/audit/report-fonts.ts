import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { inflateSync } from 'node:zlib'

export const faces = {
  sans: '@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-400-normal.woff',
  sansBold: '@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-600-normal.woff',
  mono: '@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff',
  serif: '@fontsource/ibm-plex-serif/files/ibm-plex-serif-latin-400-normal.woff',
  serifBold: '@fontsource/ibm-plex-serif/files/ibm-plex-serif-latin-600-normal.woff',
} as const
export type Face = keyof typeof faces

const require = createRequire(import.meta.url)

/** The face as WOFF (SIL OFL 1.1), as the package delivers it. LIMIT: the latin subset; other scripts print as boxes. */
export const woffOf = (face: Face): Buffer => readFileSync(require.resolve(faces[face]))

/**
 * TrueType from WOFF 1.0 (W3C Recommendation, section 3): the same tables, unpacked. The PDF library subsets TrueType and fails on WOFF.
 */
export function trueTypeOf(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('not a WOFF font')
  const count = woff.readUInt16BE(12)
  const directory = Buffer.alloc(12 + 16 * count)
  let power = 1
  let selector = 0
  while (power * 2 <= count) {
    power *= 2
    selector += 1
  }
  directory.writeUInt32BE(woff.readUInt32BE(4), 0)
  directory.writeUInt16BE(count, 4)
  directory.writeUInt16BE(power * 16, 6)
  directory.writeUInt16BE(selector, 8)
  directory.writeUInt16BE(count * 16 - power * 16, 10)
  const parts: Buffer[] = [directory]
  let at = directory.length
  for (let i = 0; i < count; i++) {
    const entry = 44 + 20 * i
    const offset = woff.readUInt32BE(entry + 4)
    const packed = woff.subarray(offset, offset + woff.readUInt32BE(entry + 8))
    const length = woff.readUInt32BE(entry + 12)
    const table = packed.length < length ? inflateSync(packed) : packed
    woff.copy(directory, 12 + 16 * i, entry, entry + 4)
    directory.writeUInt32BE(woff.readUInt32BE(entry + 16), 12 + 16 * i + 4)
    directory.writeUInt32BE(at, 12 + 16 * i + 8)
    directory.writeUInt32BE(length, 12 + 16 * i + 12)
    const padding = Buffer.alloc((4 - (length % 4)) % 4)
    parts.push(table, padding)
    at += length + padding.length
  }
  return Buffer.concat(parts)
}
