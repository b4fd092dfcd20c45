import { err, ok, type Result } from '../lib/result.ts'
import {
  END_RECORD_BYTES,
  endRecord,
  LOCAL_HEADER_BYTES,
  localHeader,
  nameProblem,
  parseCentral,
  printable,
  sameBytes,
  zipLimits,
  type ZipEntry,
} from '../lib/package-zip.ts'
import type { ByteSource, Host } from './host.ts'

export const MANIFEST = 'manifest.dsse.json'
/** Deflate cannot pack tighter than 1:1032 (zlib's own figure): a larger claim is a bomb, refused before anything is unpacked. */
const DEFLATE_RATIO_MAX = 1_032
/** Sum of all contents. 64 GiB is far over what a 4 GiB package of evidence unpacks to (about 1:6). */
const TOTAL_BYTES_MAX = 64 * 1024 ** 3
const LOCAL_MAGIC = [0x50, 0x4b, 0x03, 0x04]

export type ArchiveProblem = { readonly kind: 'tampered' | 'incomplete'; readonly detail: string }

export type Archive = {
  readonly names: readonly string[]
  readonly has: (name: string) => boolean
  readonly manifestOffset: number
  /** Unpacks one file and checks its length and checksum. */
  readonly read: (name: string) => Promise<Result<Uint8Array, ArchiveProblem>>
}

const tampered = (detail: string): Result<never, ArchiveProblem> => err({ kind: 'tampered', detail })

/** Opens a package under the rules of docs/formats/package.md, "Archive". Every byte is then a header that was compared or content of a named file. */
export async function openArchive(source: ByteSource, host: Host): Promise<Result<Archive, ArchiveProblem>> {
  const end = await readEnd(source)
  if (!end.ok) return end
  const entries = await readDirectory(source, end.value)
  if (!entries.ok) return entries
  const layout = await checkLayout(source, entries.value, end.value.directoryOffset)
  if (!layout.ok) return layout
  const byName = new Map(entries.value.map((entry) => [entry.name, entry]))
  const manifest = entries.value.at(-1)
  if (manifest === undefined || manifest.name !== MANIFEST || manifest.method !== 0) {
    return err({ kind: 'incomplete', detail: `\`${MANIFEST}\` is not the last entry, stored` })
  }
  return ok({
    names: entries.value.map((entry) => entry.name),
    has: (name) => byName.has(name),
    manifestOffset: manifest.offset,
    read: async (name) => {
      const entry = byName.get(name)
      return entry === undefined
        ? err({ kind: 'incomplete', detail: `\`${printable(name)}\` is missing` })
        : readEntry(source, host, entry)
    },
  })
}

type End = {
  readonly entries: number
  readonly directoryOffset: number
  readonly directoryBytes: number
  readonly offset: number
}

async function readEnd(source: ByteSource): Promise<Result<End, ArchiveProblem>> {
  if (source.bytes > zipLimits.archiveBytes)
    return tampered('the file is larger than this format allows (4 GiB)')
  if (source.bytes < END_RECORD_BYTES)
    return err({ kind: 'incomplete', detail: 'the file is too short to be a package' })
  const offset = source.bytes - END_RECORD_BYTES
  const bytes = await source.read(offset, source.bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const entries = view.getUint16(10, true)
  const directoryBytes = view.getUint32(12, true)
  const directoryOffset = view.getUint32(16, true)
  if (view.getUint32(0, true) !== 0x06054b50) {
    const start = await source.read(0, 4)
    return sameBytes(start, Uint8Array.from(LOCAL_MAGIC))
      ? err({
          kind: 'incomplete',
          detail: 'the file does not end with a directory: it was cut off, or something was added to its end',
        })
      : tampered('the file is not a package (no zip directory at its end)')
  }
  if (!sameBytes(bytes, endRecord(entries, directoryBytes, directoryOffset)))
    return tampered('the end record has a field that this format does not allow')
  if (directoryOffset + directoryBytes !== offset)
    return tampered('there are bytes between the directory and the end record')
  return ok({ entries, directoryOffset, directoryBytes, offset })
}

async function readDirectory(
  source: ByteSource,
  end: End,
): Promise<Result<readonly ZipEntry[], ArchiveProblem>> {
  const directory = await source.read(end.directoryOffset, end.offset)
  const entries: ZipEntry[] = []
  const seen = new Set<string>()
  let at = 0
  let total = 0
  while (at < directory.length) {
    const parsed = parseCentral(directory, at)
    if ('problem' in parsed) return tampered(parsed.problem)
    const { entry } = parsed
    const shown = printable(entry.name)
    const bad = nameProblem(entry.name)
    if (bad !== null) return tampered(`the name \`${shown}\` is refused: ${bad}`)
    const folded = entry.name.toLowerCase()
    if (seen.has(folded)) return tampered(`the name \`${shown}\` occurs twice`)
    if (entry.bytes > zipLimits.fileBytes)
      return tampered(`\`${shown}\` claims ${entry.bytes} bytes: more than this format allows`)
    if (entry.method === 0 && entry.bytes !== entry.compressedBytes)
      return tampered(`\`${shown}\` is stored, but its two sizes differ`)
    if (entry.method === 8 && entry.bytes > entry.compressedBytes * DEFLATE_RATIO_MAX)
      return tampered(`\`${shown}\` claims a size that its packed bytes cannot hold`)
    total += entry.bytes
    if (total > TOTAL_BYTES_MAX) return tampered('the files together claim more than 64 GiB')
    seen.add(folded)
    entries.push(entry)
    at = parsed.next
  }
  if (entries.length !== end.entries)
    return tampered('the end record counts other entries than the directory has')
  // `a` and `a/b` cannot both be unpacked.
  for (const name of seen) {
    for (let slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
      if (seen.has(name.slice(0, slash)))
        return tampered(`\`${printable(name.slice(0, slash))}\` is a file and a folder`)
    }
  }
  return ok(entries)
}

/** Entries lie back to back from 0 to the directory, and each local header is the one that its directory entry demands. */
async function checkLayout(
  source: ByteSource,
  entries: readonly ZipEntry[],
  directoryOffset: number,
): Promise<Result<null, ArchiveProblem>> {
  let at = 0
  for (const entry of entries) {
    if (entry.offset !== at)
      return tampered(`there are bytes before \`${entry.name}\` that belong to no file`)
    const headerEnd = at + LOCAL_HEADER_BYTES + entry.name.length
    at = headerEnd + entry.compressedBytes
    if (at > directoryOffset) return tampered(`\`${entry.name}\` reaches into the directory`)
    if (!sameBytes(await source.read(entry.offset, headerEnd), localHeader(entry)))
      return tampered(`the local header of \`${entry.name}\` differs from the directory`)
  }
  return at === directoryOffset
    ? ok(null)
    : tampered('there are bytes before the directory that belong to no file')
}

async function readEntry(
  source: ByteSource,
  host: Host,
  entry: ZipEntry,
): Promise<Result<Uint8Array, ArchiveProblem>> {
  const start = entry.offset + LOCAL_HEADER_BYTES + entry.name.length
  const packed = await source.read(start, start + entry.compressedBytes)
  const bytes = entry.method === 0 ? packed : await host.inflateRaw(packed, entry.bytes)
  if (bytes === undefined || bytes.length !== entry.bytes)
    return tampered(`\`${entry.name}\` does not unpack to its ${entry.bytes} bytes`)
  if (host.crc32(bytes) !== entry.crc32) return tampered(`\`${entry.name}\` does not match its checksum`)
  return ok(bytes)
}
