/**
 * The strict zip subset of the evidence package (docs/formats/package.md, "Archive"): the bytes of its headers, shared by the writer and
 * the verifier, so that the verifier can rebuild every header and compare it byte for byte.
 */

export type ZipEntry = {
  readonly name: string
  readonly method: 0 | 8
  readonly crc32: number
  readonly compressedBytes: number
  readonly bytes: number
  /** Offset of the local header. */
  readonly offset: number
}

export const zipLimits = {
  entries: 65_534,
  archiveBytes: 0xfffffffe,
  /** Content of one file: held in memory once while it is checked. */
  fileBytes: 512 * 1024 * 1024,
  nameBytes: 240,
} as const

export const LOCAL_HEADER_BYTES = 30
export const CENTRAL_HEADER_BYTES = 46
export const END_RECORD_BYTES = 22
const NEEDED_VERSION = 20
const UTF8_NAMES = 0x0800
const TIME_MIDNIGHT = 0
/** 1980-01-01: the first day that the format knows. A constant, so that the same content gives the same bytes. */
const DATE_1980 = 0x0021

const SEGMENT = /^[A-Za-z0-9._-]+$/

/** Why a name may not stand in a package, or null when it may. Refuses every way out of the folder it is unpacked into. */
export function nameProblem(name: string): string | null {
  if (name.length === 0 || name.length > zipLimits.nameBytes) return 'its length is out of range'
  for (const segment of name.split('/')) {
    if (segment === '.' || segment === '..') return 'it steps out of its folder'
    if (!SEGMENT.test(segment))
      return 'it has a segment with other characters than letters, digits, dot, dash and underscore'
  }
  return null
}

const ascii = (text: string, into: Uint8Array, at: number): void => {
  for (let i = 0; i < text.length; i++) into[at + i] = text.charCodeAt(i)
}

/** Local header and name. */
export function localHeader(entry: ZipEntry): Uint8Array {
  const bytes = new Uint8Array(LOCAL_HEADER_BYTES + entry.name.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x04034b50, true)
  view.setUint16(4, NEEDED_VERSION, true)
  view.setUint16(6, UTF8_NAMES, true)
  view.setUint16(8, entry.method, true)
  view.setUint16(10, TIME_MIDNIGHT, true)
  view.setUint16(12, DATE_1980, true)
  view.setUint32(14, entry.crc32, true)
  view.setUint32(18, entry.compressedBytes, true)
  view.setUint32(22, entry.bytes, true)
  view.setUint16(26, entry.name.length, true)
  view.setUint16(28, 0, true)
  ascii(entry.name, bytes, LOCAL_HEADER_BYTES)
  return bytes
}

/** Directory entry and name. */
export function centralHeader(entry: ZipEntry): Uint8Array {
  const bytes = new Uint8Array(CENTRAL_HEADER_BYTES + entry.name.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x02014b50, true)
  view.setUint16(4, NEEDED_VERSION, true)
  view.setUint16(6, NEEDED_VERSION, true)
  view.setUint16(8, UTF8_NAMES, true)
  view.setUint16(10, entry.method, true)
  view.setUint16(12, TIME_MIDNIGHT, true)
  view.setUint16(14, DATE_1980, true)
  view.setUint32(16, entry.crc32, true)
  view.setUint32(20, entry.compressedBytes, true)
  view.setUint32(24, entry.bytes, true)
  view.setUint16(28, entry.name.length, true)
  view.setUint32(42, entry.offset, true)
  ascii(entry.name, bytes, CENTRAL_HEADER_BYTES)
  return bytes
}

/** End record of a directory of `entries` entries, `directoryBytes` long, that starts at `directoryOffset`. */
export function endRecord(entries: number, directoryBytes: number, directoryOffset: number): Uint8Array {
  const bytes = new Uint8Array(END_RECORD_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x06054b50, true)
  view.setUint16(8, entries, true)
  view.setUint16(10, entries, true)
  view.setUint32(12, directoryBytes, true)
  view.setUint32(16, directoryOffset, true)
  return bytes
}

/** What one directory entry says, or why it is not one of ours. `at` is its offset in `directory`. */
export function parseCentral(
  directory: Uint8Array,
  at: number,
): { readonly entry: ZipEntry; readonly next: number } | { readonly problem: string } {
  if (at + CENTRAL_HEADER_BYTES > directory.length) return { problem: 'the directory ends inside an entry' }
  const view = new DataView(directory.buffer, directory.byteOffset + at, directory.length - at)
  const nameBytes = view.getUint16(28, true)
  const next = at + CENTRAL_HEADER_BYTES + nameBytes
  if (next > directory.length) return { problem: 'the directory ends inside a name' }
  let name = ''
  for (let i = at + CENTRAL_HEADER_BYTES; i < next; i++) name += String.fromCharCode(directory[i] ?? 0)
  const method = view.getUint16(10, true)
  if (method !== 0 && method !== 8)
    return { problem: `\`${printable(name)}\` is packed with method ${method}` }
  const entry: ZipEntry = {
    name,
    method,
    crc32: view.getUint32(16, true),
    compressedBytes: view.getUint32(20, true),
    bytes: view.getUint32(24, true),
    offset: view.getUint32(42, true),
  }
  if (!sameBytes(centralHeader(entry), directory.subarray(at, next))) {
    return {
      problem: `the directory entry of \`${printable(name)}\` has a field that this format does not allow`,
    }
  }
  return { entry, next }
}

/** Untrusted text made safe to print on a terminal. */
export const printable = (text: string): string => text.slice(0, 200).replace(/[^\x20-\x7e]/g, '?')

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
