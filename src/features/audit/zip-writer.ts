import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { crc32, createDeflateRaw, deflateRawSync, type DeflateRaw } from 'node:zlib'
import {
  centralHeader,
  endRecord,
  LOCAL_HEADER_BYTES,
  localHeader,
  nameProblem,
  zipLimits,
  type ZipEntry,
} from '../../lib/package-zip.ts'
import { problem } from '../../lib/problem.ts'

export type WrittenFile = { readonly name: string; readonly bytes: number; readonly sha256: string }

/**
 * Writes the strict zip of docs/formats/package.md to a file. Content streams through; only one chunk and the directory are in memory.
 * A library was tried first (docs/decisions/0010-package-archive.md): none writes sizes into the local header of a stream or lets the manifest
 * sign the bytes before it, and both are what makes every bit of the file accountable.
 *
 * Crash: the file is incomplete and has no directory; the caller writes to a temporary name and renames after `finish`.
 */
export class ZipWriter {
  readonly files: WrittenFile[] = []
  readonly #entries: ZipEntry[] = []
  readonly #names = new Set<string>()
  readonly #file: FileHandle
  readonly #path: string
  #at = 0

  private constructor(file: FileHandle, path: string) {
    this.#file = file
    this.#path = path
  }

  static async create(path: string): Promise<ZipWriter> {
    return new ZipWriter(await open(path, 'wx+', 0o600), path)
  }

  /** Bytes so far: everything that the manifest's `archive` covers when it is added next. */
  get bytes(): number {
    return this.#at
  }

  /** Adds one file whose content is at hand. Deflated when that saves anything. */
  async add(
    name: string,
    content: Uint8Array | string,
    options: { readonly stored?: boolean } = {},
  ): Promise<WrittenFile> {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
    this.#admit(name, bytes.length)
    const packed = options.stored === true ? bytes : deflateRawSync(bytes, { level: 6 })
    const stored = options.stored === true || packed.length >= bytes.length
    const data = stored ? bytes : packed
    const entry: ZipEntry = {
      name,
      method: stored ? 0 : 8,
      crc32: crc32(bytes),
      compressedBytes: data.length,
      bytes: bytes.length,
      offset: this.#at,
    }
    await this.#write(localHeader(entry))
    await this.#write(data)
    return this.#done(entry, createHash('sha256').update(bytes).digest('hex'))
  }

  /** Adds one file from chunks: packed as it comes; its local header is filled in afterwards. */
  async addStream(name: string, chunks: AsyncIterable<Uint8Array | string>): Promise<WrittenFile> {
    this.#admit(name, 0)
    const offset = this.#at
    const hash = createHash('sha256')
    let checksum = 0
    let bytes = 0
    await this.#write(new Uint8Array(LOCAL_HEADER_BYTES + name.length))
    const start = this.#at
    const packer = createDeflateRaw({ level: 6 })
    const drained = this.#drain(packer)
    try {
      for await (const chunk of chunks) {
        const part = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk
        bytes += part.length
        this.#admit(name, bytes, false)
        hash.update(part)
        checksum = crc32(part, checksum)
        if (!packer.write(part)) await new Promise<void>((resolve) => packer.once('drain', resolve))
      }
    } finally {
      packer.end()
      await drained
    }
    const entry: ZipEntry = {
      name,
      method: 8,
      crc32: checksum,
      compressedBytes: this.#at - start,
      bytes,
      offset,
    }
    const header = localHeader(entry)
    await this.#file.write(header, 0, header.length, offset)
    return this.#done(entry, hash.digest('hex'))
  }

  /** SHA-256 over everything written so far, read back from the file. */
  async prefixSha256(): Promise<string> {
    const hash = createHash('sha256')
    if (this.#at > 0)
      for await (const chunk of createReadStream(this.#path, {
        start: 0,
        end: this.#at - 1,
        highWaterMark: 1 << 20,
      }))
        hash.update(chunk)
    return hash.digest('hex')
  }

  /** SHA-256 of the whole file, after `finish`. */
  async fileSha256(): Promise<string> {
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(this.#path, { highWaterMark: 1 << 20 })) hash.update(chunk)
    return hash.digest('hex')
  }

  /** Writes directory and end record and syncs. After it resolves, the file survives a crash; its name does when the caller syncs the folder. */
  async finish(): Promise<{ readonly bytes: number }> {
    const directoryOffset = this.#at
    for (const entry of this.#entries) await this.#write(centralHeader(entry))
    await this.#write(endRecord(this.#entries.length, this.#at - directoryOffset, directoryOffset))
    await this.#file.sync()
    await this.#file.close()
    return { bytes: this.#at }
  }

  /** Closes the file after a failure; the caller deletes it. */
  async abandon(): Promise<void> {
    await this.#file.close()
  }

  async #drain(packer: DeflateRaw): Promise<void> {
    for await (const chunk of packer) await this.#write(chunk)
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#at + bytes.length > zipLimits.archiveBytes)
      throw tooLarge('the package would be larger than 4 GiB')
    let done = 0
    while (done < bytes.length) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#at + done)
      done += bytesWritten
    }
    this.#at += bytes.length
  }

  #admit(name: string, bytes: number, isNew = true): void {
    if (bytes > zipLimits.fileBytes) throw tooLarge(`\`${name}\` would be larger than 512 MiB`)
    if (!isNew) return
    const bad = nameProblem(name)
    if (bad !== null) throw new Error(`package file name \`${name}\` is refused: ${bad}`)
    const folded = name.toLowerCase()
    if (this.#names.has(folded)) throw new Error(`package file \`${name}\` is written twice`)
    if (this.#entries.length >= zipLimits.entries)
      throw tooLarge('the package would have more than 65,534 files')
    this.#names.add(folded)
  }

  #done(entry: ZipEntry, sha256: string): WrittenFile {
    this.#entries.push(entry)
    const written = { name: entry.name, bytes: entry.bytes, sha256 }
    this.files.push(written)
    return written
  }
}

const tooLarge = (what: string): Error =>
  problem('export_too_large', 422, what, {
    fix: 'export a shorter window (`from`, `to`) or fewer systems, or use sample mode',
  })
