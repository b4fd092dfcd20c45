import type { Asking } from '../ledger/format/pure/asks.ts'

/** What the verifier needs from where it runs. Two hosts exist: Node (node-host.ts) and a browser page (ui/page.ts). Neither has a network. */
export type Host = {
  /** Answers the hash and signature questions of the format code. */
  readonly run: <T>(asking: Asking<T>) => T | Promise<T>
  /** Undefined when `packed` is not one whole deflate stream of exactly `bytes` bytes. Never allocates more than `bytes` plus a block. */
  readonly inflateRaw: (
    packed: Uint8Array,
    bytes: number,
  ) => Uint8Array | undefined | Promise<Uint8Array | undefined>
  readonly crc32: (bytes: Uint8Array) => number
  /** SHA-256 of the first `bytes` bytes of the package. */
  readonly sha256Prefix: (source: ByteSource, bytes: number) => Promise<Uint8Array>
}

/** A package on disk or in memory, read by range so that it never has to fit in memory. */
export type ByteSource = {
  readonly bytes: number
  /** Bytes [start, end); the caller stays inside `bytes`. */
  readonly read: (start: number, end: number) => Promise<Uint8Array>
}
