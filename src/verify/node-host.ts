import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { crc32, inflateRawSync } from 'node:zlib'
import { run } from '../ledger/format/engine.ts'
import type { ByteSource, Host } from './host.ts'

const CHUNK_BYTES = 1 << 20

/** The verifier's host on Node: node:crypto and node:zlib, nothing that reaches a network. */
export const nodeHost: Host = {
  run,
  inflateRaw(packed, bytes) {
    try {
      const unpacked = inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes), info: true })
      const { buffer, engine } = unpacked as unknown as {
        readonly buffer: Uint8Array
        readonly engine: { readonly bytesWritten: number }
      }
      // Bytes after the stream's end would be a hiding place.
      return engine.bytesWritten === packed.length ? buffer : undefined
    } catch {
      return undefined
    }
  },
  crc32: (bytes) => crc32(bytes),
  async sha256Prefix(source, bytes) {
    const hash = createHash('sha256')
    for (let at = 0; at < bytes; at += CHUNK_BYTES)
      hash.update(await source.read(at, Math.min(bytes, at + CHUNK_BYTES)))
    return hash.digest()
  },
}

export const memorySource = (bytes: Uint8Array): ByteSource => ({
  bytes: bytes.length,
  read: async (start, end) => bytes.subarray(start, end),
})

/** Opens a file for reading by range; `close` when done. */
export function fileSource(path: string): ByteSource & { readonly close: () => void } {
  const file = openSync(path, 'r')
  return {
    bytes: fstatSync(file).size,
    async read(start, end) {
      const bytes = Buffer.allocUnsafe(end - start)
      let done = 0
      while (done < bytes.length) {
        const got = readSync(file, bytes, done, bytes.length - done, start + done)
        if (got === 0) throw new Error('the file became shorter while it was read')
        done += got
      }
      return bytes
    },
    close: () => closeSync(file),
  }
}
