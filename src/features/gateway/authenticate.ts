import { hash } from 'node:crypto'
import type { Clock } from '../../platform/clock.ts'
import { refuse, type Refusal } from './answers.ts'
import type { Key, Snapshot } from './snapshot.ts'

/** `key` is set in a refusal when it is known whose key it was: then the refusal belongs to that organisation's log. */
export type Authentication =
  | { readonly ok: true; readonly key: Key }
  | { readonly ok: false; readonly refusal: Refusal; readonly key: Key | null }

const CACHE_MAX = 10_000

/**
 * Virtual keys by the SHA-256 of the bearer, cached by the raw header for as long as the snapshot stays the same (0.02 µs against 0.4).
 * Unknown keys are not cached: they must not fill memory.
 */
export class Authenticator {
  #serial = -1
  #snapshot: Snapshot | null = null
  readonly #byHeader = new Map<string, Key>()
  readonly #clock: Clock
  /** Headers of the product's own calls, each alive for one piece of work (withOwnBearer). */
  readonly own = new Map<string, Key>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  authenticate(header: string | undefined, snapshot: Snapshot): Authentication {
    if (snapshot !== this.#snapshot || snapshot.serial !== this.#serial) {
      this.#byHeader.clear()
      this.#snapshot = snapshot
      this.#serial = snapshot.serial
    }
    if (header === undefined || header === '') {
      return refused('invalid_api_key', 'no key given: send `Authorization: Bearer sw-...`', null)
    }
    let key = this.#byHeader.get(header) ?? this.own.get(header)
    if (key === undefined) {
      const bearer = /^bearer +(\S{8,512})$/i.exec(header)?.[1]
      if (bearer === undefined)
        return refused('invalid_api_key', 'the `Authorization` header must be `Bearer <key>`', null)
      key = snapshot.keysByHash.get(hash('sha256', bearer, 'hex'))
      if (key === undefined)
        return refused(
          'invalid_api_key',
          'this key is not known here: create one with `sealwright key create`',
          null,
        )
      if (this.#byHeader.size >= CACHE_MAX) this.#byHeader.clear()
      this.#byHeader.set(header, key)
    }
    if (key.part.revokedAtMs !== null)
      return refused('key_revoked', `the key \`${key.part.name}\` was revoked: ask for a new one`, key)
    if (key.part.expiresAtMs <= this.#clock.nowMs()) {
      return refused(
        'key_expired',
        `the key \`${key.part.name}\` has expired: rotate it with \`sealwright key rotate\``,
        key,
      )
    }
    return { ok: true, key }
  }
}

const refused = (
  code: 'invalid_api_key' | 'key_revoked' | 'key_expired',
  message: string,
  key: Key | null,
): Authentication => ({
  ok: false,
  refusal: refuse(code, message),
  key,
})
