import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip, constants } from 'node:zlib'
import { problem } from '../../lib/problem.ts'
import { syncDir } from '../../platform/durable-file.ts'

/** One backup is one gzipped tar (POSIX ustar, regular files only): `tar tzf` lists it without us. */

export type Member = { readonly name: string; readonly bytes: number; readonly sha256: string }

export type ArchiveWriter = {
  add(name: string, bytes: Uint8Array): Promise<Member>
  /** Durable under its name only after this resolves; before, nothing of that name exists. Size and digest of the whole file. */
  finish(): Promise<{ readonly bytes: number; readonly sha256: string }>
  /** Removes what was written. */
  abort(): Promise<void>
}

const BLOCK = 512
/** A member is held in memory whole; payload segments are at most 64 MiB and rows come in parts of 8 MiB. */
const MEMBER_BYTES_MAX = 512 * 2 ** 20

export async function createArchive(path: string, temporary = `${path}.unfinished`): Promise<ArchiveWriter> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch((error: unknown) =>
    Promise.reject(diskProblem(error, path)),
  )
  // Level 1: sealed payloads do not shrink, and a backup must not take the gateway's core for longer than it has to.
  const gzip = createGzip({ level: constants.Z_BEST_SPEED })
  const whole = createHash('sha256')
  let bytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, push) {
      whole.update(chunk)
      bytes += chunk.length
      push(null, chunk)
    },
  })
  const written = pipeline(gzip, meter, createWriteStream(temporary, { mode: 0o600 }))
  written.catch(() => undefined) // awaited by every write and by finish

  const write = async (chunk: Uint8Array): Promise<void> => {
    if (gzip.write(chunk)) return
    await Promise.race([new Promise<void>((resolve) => gzip.once('drain', resolve)), written])
  }
  const failed = (error: unknown): never => {
    throw diskProblem(error, path)
  }

  return {
    async add(name, content) {
      try {
        await write(header(name, content.length))
        await write(content)
        const rest = content.length % BLOCK
        if (rest > 0) await write(Buffer.alloc(BLOCK - rest))
      } catch (error) {
        return failed(error)
      }
      return { name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }
    },
    async finish() {
      try {
        gzip.end(Buffer.alloc(2 * BLOCK))
        await written
        const file = await open(temporary, 'r+')
        await file.sync().finally(() => file.close())
        await rename(temporary, path)
        await syncDir(dirname(path))
      } catch (error) {
        return failed(error)
      }
      return { bytes, sha256: whole.digest('hex') }
    },
    async abort() {
      gzip.destroy()
      await written.catch(() => undefined) // ends because of destroy
      await rm(temporary, { force: true })
    },
  }
}

/** What a full or broken disk means to the person who asked; anything else passes on. */
export function diskProblem(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return problem('disk_full', 507, 'there is no space left for this file', {
      where: path,
      fix: 'free space, or set `backup.dir` to another volume',
    })
  if (code === 'EACCES' || code === 'EROFS' || code === 'EIO' || code === 'ENOTDIR' || code === 'EEXIST')
    return problem('disk_refused', 500, `the file cannot be written (${String(code)})`, {
      where: path,
      fix: 'check the folder and its permissions',
    })
  return error
}

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`name too long for a member: ${name}`)
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0)
  block.write('0000600\0', 100)
  block.write('0000000\0', 108)
  block.write('0000000\0', 116)
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  block.write('00000000000\0', 136)
  block.write('        ', 148)
  block.write('0', 156)
  block.write('ustar\x0000', 257)
  const sum = block.reduce((a, b) => a + b, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

// ---- reading -------------------------------------------------------------------------------------------------------------------------

export type ReadMember = { readonly name: string; readonly content: Buffer }

/** Members in order. Throws `backup_damaged` on anything that is not exactly such an archive, a cut one included. */
export async function* readArchive(path: string): AsyncGenerator<ReadMember> {
  const source = createReadStream(path)
  const gunzip = createGunzip()
  source.on('error', (error) => gunzip.destroy(error))
  const reader = byteReader(source.pipe(gunzip))
  try {
    for (;;) {
      const block = await reader(BLOCK)
      if (block.every((b) => b === 0)) return await expectEnd(reader, path)
      const { name, size } = parseHeader(block, path)
      const content = await reader(size)
      if (size % BLOCK > 0) await reader(BLOCK - (size % BLOCK))
      yield { name, content }
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT') throw problem('backup_not_found', 404, 'there is no such file', { where: path })
    if (code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE')
      throw damaged(path, 'it is cut or its compression is broken')
    throw error
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

export const damaged = (path: string, why: string): Error =>
  problem('backup_damaged', 422, `this backup is damaged: ${why}`, {
    where: path,
    fix: 'use another copy; nothing was restored from this one',
  })

function parseHeader(block: Buffer, path: string): { readonly name: string; readonly size: number } {
  const sum = Number.parseInt(block.toString('latin1', 148, 154), 8)
  const expected = block.reduce((a, b, i) => a + (i >= 148 && i < 156 ? 32 : b), 0)
  if (sum !== expected || block.toString('latin1', 257, 262) !== 'ustar' || block[156] !== 0x30)
    throw damaged(path, 'a header is not ours')
  const end = block.indexOf(0)
  const size = Number.parseInt(block.toString('latin1', 124, 135), 8)
  if (!(size >= 0 && size <= MEMBER_BYTES_MAX))
    throw damaged(path, 'a member is larger than any that we write')
  return { name: block.toString('utf8', 0, Math.min(end, 100)), size }
}

/** One more empty block, then the end: reading on to it makes gzip compare its checksum of everything. */
async function expectEnd(reader: ByteReader, path: string): Promise<void> {
  const second = await reader(BLOCK)
  if (second.some((b) => b !== 0)) throw damaged(path, 'something follows its end')
  const more = await reader(1).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && error.message === CUT) return false
      throw error
    },
  )
  if (more) throw damaged(path, 'something follows its end')
}

type ByteReader = (length: number) => Promise<Buffer>
const CUT = 'the archive ends too early'

function byteReader(source: AsyncIterable<Buffer>): ByteReader {
  const chunks = source[Symbol.asyncIterator]()
  let held: Buffer[] = []
  let size = 0
  return async (length) => {
    while (size < length) {
      const next = await chunks.next()
      if (next.done === true) throw Object.assign(new Error(CUT), { code: 'Z_BUF_ERROR' })
      held.push(next.value)
      size += next.value.length
    }
    const all = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held)
    held = [all.subarray(length)]
    size -= length
    return all.subarray(0, length)
  }
}
