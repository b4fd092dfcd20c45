/**
 * Secrets that must never be in the database, the write-ahead log, the blob store or a data backup:
 * the key-encryption key's handle, the wrapped log signing keys, the segment keys. Files under `keys/`, each wrapped by the KEK.
 * `destroy` is the act of erasure: after it resolves the key's file is overwritten, unlinked and the directory synced.
 */
export interface KeyStore {
  /** How the KEK is kept, in words for people: `file outside the data directory`, `this disk`. */
  readonly custody: { readonly kind: 'file' | 'this-disk' | 'kms'; readonly text: string }
  /** Durable before it resolves. Refuses to overwrite. */
  create(name: string, key: Uint8Array): Promise<void>
  get(name: string): Promise<Buffer | undefined>
  list(prefix: string): Promise<string[]>
  destroy(name: string): Promise<void>
  /** AES-256-GCM under a key derived from the KEK for `purpose`; for secrets kept in SQL (upstream keys, TOTP seeds). */
  wrap(purpose: string, plain: Uint8Array): Buffer
  unwrap(purpose: string, sealed: Uint8Array): Buffer
}
