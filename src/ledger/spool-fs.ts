import { constants } from 'node:fs'
import { link, mkdir, open, readFile, readdir, rename, rm, unlink, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The disk as the spool sees it, small enough to break each durable write on purpose (lost; applied but reported lost; full). */
export interface SpoolFs {
  mkdir(dir: string): Promise<void>
  list(dir: string): Promise<string[]>
  read(path: string): Promise<Buffer | undefined>
  /** New file with these bytes, synced, its directory too. Fails if it exists. */
  createSynced(path: string, bytes: Uint8Array): Promise<void>
  /** A file of `length` zero bytes that are really on disk, so that a later synced write changes no metadata. */
  createZeroed(path: string, length: number): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Atomic: fails with EEXIST when `to` exists. */
  link(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  removeDir(dir: string): Promise<void>
  openLog(path: string): Promise<LogFile>
}

export interface LogFile {
  /** Resolves when the bytes are durable. */
  write(bytes: Buffer, length: number, position: number): Promise<void>
  read(into: Buffer, position: number): Promise<number>
  close(): Promise<void>
}

const ZEROS = Buffer.alloc(1 << 20)
/** One write that is durable when it returns costs one thread-pool trip (28 µs less than write + fdatasync: reference/hotpath.md). */
const O_DSYNC = process.platform === 'linux' ? constants.O_DSYNC : 0

export const nodeSpoolFs: SpoolFs = {
  async mkdir(dir) {
    await mkdir(dir, { recursive: true, mode: 0o700 })
  },
  async list(dir) {
    return (await readdir(dir)).sort()
  },
  async read(path) {
    try {
      return await readFile(path)
    } catch (error) {
      if (isCode(error, 'ENOENT')) return undefined
      throw error
    }
  },
  async createSynced(path, bytes) {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.datasync()
    } finally {
      await file.close()
    }
    await syncDir(dirname(path))
  },
  async createZeroed(path, length) {
    const file = await open(path, 'w', 0o600)
    try {
      for (let at = 0; at < length; at += ZEROS.length)
        await file.write(ZEROS, 0, Math.min(ZEROS.length, length - at), at)
      await file.datasync()
    } finally {
      await file.close()
    }
    await syncDir(dirname(path))
  },
  async rename(from, to) {
    await rename(from, to)
    await syncDir(dirname(to))
  },
  link,
  async remove(path) {
    try {
      await unlink(path)
    } catch (error) {
      if (!isCode(error, 'ENOENT')) throw error
    }
  },
  async removeDir(dir) {
    await rm(dir, { recursive: true, force: true })
  },
  async openLog(path) {
    return logFile(await open(path, constants.O_RDWR | O_DSYNC))
  },
}

function logFile(file: FileHandle): LogFile {
  return {
    async write(bytes, length, position) {
      for (let done = 0; done < length;) {
        const { bytesWritten } = await file.write(bytes, done, length - done, position + done)
        done += bytesWritten
      }
      if (O_DSYNC === 0) await file.datasync()
    },
    async read(into, position) {
      const { bytesRead } = await file.read(into, 0, into.length, position)
      return bytesRead
    },
    async close() {
      await file.close()
    },
  }
}

export async function syncDir(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export const isCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code
