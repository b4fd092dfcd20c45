import { open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BlobStore } from './blobs.ts'
import { assertName, isCode, listNames, syncDir, writeDurable } from './durable-file.ts'

/**
 * Blobs as files under `root` (0700). `put` replaces. Errors of the disk (ENOSPC, EIO, EROFS) pass on with their code: the caller
 * decides what it means for evidence. LIMIT: two processes that put the same name race; the last rename wins, neither is torn.
 */
export function fileBlobs(root: string): BlobStore {
  return {
    put: (name, bytes) => writeDurable(root, name, bytes, true),

    async get(name, range) {
      assertName(name)
      let file
      try {
        file = await open(join(root, name), 'r')
      } catch (error) {
        if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined
        throw error
      }
      try {
        const stat = await file.stat()
        if (!stat.isFile()) return undefined
        const start = Math.min(range?.start ?? 0, stat.size)
        const end = Math.min(range?.end ?? stat.size, stat.size)
        if (start < 0 || end < start) throw new Error(`bad range ${start}..${end}`)
        const bytes = Buffer.alloc(end - start)
        for (let at = 0; at < bytes.length;) {
          const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at)
          if (bytesRead === 0) throw new Error(`object ${name} became shorter while it was read`)
          at += bytesRead
        }
        return bytes
      } finally {
        await file.close()
      }
    },

    async delete(name) {
      assertName(name)
      const path = join(root, name)
      try {
        await rm(path)
      } catch (error) {
        if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return
        throw error
      }
      await syncDir(dirname(path))
    },

    list: (prefix, { limit, after }) => listNames(root, prefix, limit, after),
  }
}
