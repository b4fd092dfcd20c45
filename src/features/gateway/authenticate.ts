import { hash } from 'node:crypto'
import { looksLikeToken, type TokenVerifier } from '../../identity/index.ts'
import { SteadyClock, type Clock } from '../../platform/clock.ts'
import { refuse, type Refusal, type RefusalCode } from './answers.ts'
import { callerKeyName, type Key, type Snapshot } from './snapshot.ts'

/**
 * `user` and `team`: what a token proved; null with a virtual key. `key` is set in a refusal when it is known whose key it was: then the
 * refusal belongs to that organisation's log.
 */
export type Authentication =
  | { readonly ok: true; readonly key: Key; readonly user: string | null; readonly team: string | null }
  | { readonly ok: false; readonly refusal: Refusal; readonly key: Key | null }

const CACHE_MAX = 10_000

type Proven = {
  readonly key: Key
  readonly user: string
  readonly team: string | null
  readonly expiresMs: number
}

/**
 * Virtual keys by the SHA-256 of the bearer, cached by the raw header for as long as the snapshot stays the same (0.02 µs against 0.4).
 * Tokens of trusted issuers by the hash of the header, until they end or the snapshot changes: only a token's first call waits for its
 * signature to be checked. Unknown keys and refused tokens are not cached: they must not fill memory.
 */
export class Authenticator {
  #serial = -1
  #snapshot: Snapshot | null = null
  readonly #byHeader = new Map<string, Key>()
  readonly #proven = new Map<string, Proven>()
  readonly #clock: SteadyClock
  readonly #verify: TokenVerifier | null
  /** Headers of the product's own calls, each alive for one piece of work (withOwnBearer). */
  readonly own = new Map<string, Key>()

  constructor(clock: Clock, verify: TokenVerifier | null = null) {
    this.#clock = new SteadyClock(clock)
    this.#verify = verify
  }

  authenticate(header: string | undefined, snapshot: Snapshot): Authentication | Promise<Authentication> {
    if (snapshot !== this.#snapshot || snapshot.serial !== this.#serial) {
      this.#byHeader.clear()
      this.#proven.clear()
      this.#snapshot = snapshot
      this.#serial = snapshot.serial
    }
    if (header === undefined || header === '') {
      return refused('invalid_api_key', 'no key given: send `Authorization: Bearer sw-...`', null)
    }
    let key = this.#byHeader.get(header) ?? this.own.get(header)
    if (key === undefined) {
      const bearer = /^bearer +(\S{8,16384})$/i.exec(header)?.[1]
      if (bearer === undefined)
        return refused('invalid_api_key', 'the `Authorization` header must be `Bearer <key>`', null)
      if (looksLikeToken(bearer)) return this.#token(header, bearer, snapshot)
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
    if (key.part.expiresAtMs <= this.#clock.latestMs()) {
      return refused(
        'key_expired',
        `the key \`${key.part.name}\` has expired: rotate it with \`sealwright key rotate\``,
        key,
      )
    }
    return { ok: true, key, user: null, team: null }
  }

  #token(header: string, token: string, snapshot: Snapshot): Authentication | Promise<Authentication> {
    if (this.#verify === null || snapshot.issuers.size === 0)
      return refused(
        'invalid_api_key',
        'tokens are not accepted here: no issuer is trusted (`sealwright issuer trust`)',
        null,
      )
    const name = hash('sha256', header, 'base64')
    const known = this.#proven.get(name)
    if (known !== undefined) {
      if (known.expiresMs > this.#clock.latestMs())
        return { ok: true, key: known.key, user: known.user, team: known.team }
      this.#proven.delete(name)
      return refused('token_expired', 'the token has expired: get a new one', known.key)
    }
    return this.#prove(name, token, snapshot, this.#verify)
  }

  async #prove(
    name: string,
    token: string,
    snapshot: Snapshot,
    verify: TokenVerifier,
  ): Promise<Authentication> {
    const got = await verify(token, (issuer) => snapshot.issuers.get(issuer) ?? [])
    if (!got.ok) {
      const { code, message, issuer } = got.error
      const owner =
        issuer === null
          ? undefined
          : snapshot.keysByHash.get(callerKeyName(issuer.id, issuer.systems[0]?.id ?? ''))
      return refused(
        code === 'expired'
          ? 'token_expired'
          : code === 'keys_unavailable'
            ? 'issuer_unavailable'
            : 'invalid_token',
        message,
        owner ?? null,
      )
    }
    const { issuer, systemId, user, team, expiresMs } = got.value
    const key = snapshot.keysByHash.get(callerKeyName(issuer.id, systemId))
    if (key === undefined) return refused('invalid_token', 'the token’s AI system does not exist here', null)
    // The snapshot may have moved on while the signature was checked: then the answer holds for this call, and the next one asks again.
    if (snapshot === this.#snapshot) {
      if (this.#proven.size >= CACHE_MAX) this.#proven.clear()
      this.#proven.set(name, { key, user, team, expiresMs })
    }
    return { ok: true, key, user, team }
  }
}

const refused = (
  code: Extract<
    RefusalCode,
    | 'invalid_api_key'
    | 'key_revoked'
    | 'key_expired'
    | 'invalid_token'
    | 'token_expired'
    | 'issuer_unavailable'
  >,
  message: string,
  key: Key | null,
): Authentication => ({
  ok: false,
  refusal: refuse(code, message, code === 'issuer_unavailable' ? { retryAfterS: 5 } : {}),
  key,
})
