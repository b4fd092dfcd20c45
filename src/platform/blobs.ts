/**
 * Byte objects under slash-separated names (`payload/<org>/<segment>`, `tile/<log>/0/x001/234`).
 * After `put` or `append…close` resolves, the object survives a crash (synced, directory entry included).
 * A crash inside leaves either the old object or none, never a torn one. Names are validated: no `..`, no absolute paths.
 */
export interface BlobStore {
  put(name: string, bytes: Uint8Array): Promise<void>
  /** Undefined when there is no such object. `range` reads bytes [start, end). */
  get(name: string, range?: { readonly start: number; readonly end: number }): Promise<Buffer | undefined>
  delete(name: string): Promise<void>
  /** Names under a prefix in byte order, at most `limit`, after `after`. */
  list(prefix: string, options: { readonly limit: number; readonly after?: string }): Promise<string[]>
}
