import { runAsync } from '../../ledger/format/webcrypto.ts'
import type { ByteSource, Host } from '../host.ts'

/** The verifier's host in a browser: WebCrypto and DecompressionStream. The page's content policy forbids every connection. */
export const browserHost: Host = {
  run: runAsync,
  inflateRaw,
  crc32,
  async sha256Prefix(source, bytes) {
    const content = await source.read(0, bytes)
    return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(content)))
  },
}

export const blobSource = (blob: Blob): ByteSource => ({
  bytes: blob.size,
  read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
})

async function inflateRaw(packed: Uint8Array, bytes: number): Promise<Uint8Array | undefined> {
  const out = new Uint8Array(bytes)
  let at = 0
  try {
    const reader = new Blob([new Uint8Array(packed)])
      .stream()
      .pipeThrough(new DecompressionStream('deflate-raw'))
      .getReader()
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      if (at + step.value.length > bytes) {
        await reader.cancel()
        return undefined
      }
      out.set(step.value, at)
      at += step.value.length
    }
  } catch {
    // Not one whole deflate stream: the caller names the file.
    return undefined
  }
  return at === bytes ? out : undefined
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value >>> 0
})

/** CRC-32 as zip has it (ISO 3309). */
export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}
