import { monotonicMs, type Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Result } from '../../lib/result.ts'
import { err, ok } from '../../lib/result.ts'
import type { Jwk } from './issuer-record.ts'

/** Reads a URL through the checked outbound client: addresses resolved once and checked, deadline, size cap. Rejects when it cannot. */
export type FetchText = (url: string) => Promise<string>

const KEYS_MAX = 100
/** New keys are seen within this time without anybody asking for them; providers publish a key days before they use it. */
const FRESH_MS = 600_000
/** A key that a provider withdrew is trusted no longer than this when the provider cannot be reached. */
const STALE_MS = 3_600_000
/** Tokens with made-up key ids must not become a way to make us call the provider. */
const REFETCH_MS = 30_000
const SETS_MAX = 1_000

/** Public keys of a JWK set, or why it is none. Symmetric and private keys are no keys to check others with: `strict` refuses them, else they are left out. */
export function parseJwks(value: unknown, strict: boolean): Result<Jwk[], string> {
  if (typeof value !== 'object' || value === null || !('keys' in value) || !Array.isArray(value.keys))
    return err('a JWK set is an object with `keys` (RFC 7517)')
  if (value.keys.length > KEYS_MAX) return err(`a JWK set has at most ${KEYS_MAX} keys`)
  const keys: Jwk[] = []
  for (const key of value.keys) {
    const jwk = asJwk(key)
    const wrong =
      jwk === null
        ? 'a key without `kty`'
        : jwk.kty !== 'RSA' && jwk.kty !== 'EC' && jwk.kty !== 'OKP'
          ? `a key of type \`${jwk.kty.slice(0, 20)}\``
          : 'd' in jwk
            ? 'a private key: it is known to whoever reads this, make a new pair'
            : jwk['use'] !== undefined && jwk['use'] !== 'sig'
              ? 'a key that is not for signatures'
              : null
    if (wrong !== null) {
      if (strict) return err(`the set holds ${wrong}`)
      continue
    }
    if (jwk !== null) keys.push(jwk)
  }
  return keys.length === 0 ? err('the set holds no public key for signatures') : ok(keys)
}

function asJwk(key: unknown): Jwk | null {
  if (typeof key !== 'object' || key === null || !('kty' in key) || typeof key.kty !== 'string') return null
  const kid = 'kid' in key && typeof key.kid === 'string' ? key.kid : undefined
  return { ...key, kty: key.kty, kid }
}

type Kept = { readonly keys: readonly Jwk[]; readonly atMs: number }

/** Key sets by URL: one fetch at a time each, kept ten minutes, fetched again for a key id that is new, trusted an hour while the provider is away. */
export class JwkSets {
  readonly #deps: { readonly fetchText: FetchText; readonly clock: Clock; readonly log: Log }
  readonly #kept = new Map<string, Kept>()
  readonly #flights = new Map<string, Promise<void>>()
  readonly #triedMs = new Map<string, number>()

  constructor(deps: { readonly fetchText: FetchText; readonly clock: Clock; readonly log: Log }) {
    this.#deps = deps
  }

  /** Keys that may have signed a token with this key id (null: it names none); null when the provider's keys cannot be had. */
  async keysFor(url: string, kid: string | null): Promise<readonly Jwk[] | null> {
    const nowMs = monotonicMs(this.#deps.clock)
    let kept = this.#kept.get(url)
    const old = kept === undefined || nowMs - kept.atMs >= FRESH_MS
    if (old || !knows(kept, kid)) {
      const wait = kept === undefined || !knows(kept, kid) || nowMs - kept.atMs >= STALE_MS
      const fetched = this.#refresh(url, nowMs)
      if (wait) await fetched
      kept = this.#kept.get(url)
    }
    if (kept === undefined || nowMs - kept.atMs >= STALE_MS) return null
    return kept.keys
  }

  #refresh(url: string, nowMs: number): Promise<void> {
    const flight = this.#flights.get(url)
    if (flight !== undefined) return flight
    if (nowMs - (this.#triedMs.get(url) ?? Number.NEGATIVE_INFINITY) < REFETCH_MS) return Promise.resolve()
    if (this.#triedMs.size >= SETS_MAX) {
      this.#triedMs.clear()
      this.#kept.clear()
    }
    this.#triedMs.set(url, nowMs)
    const fetching = this.#fetch(url, nowMs).finally(() => this.#flights.delete(url))
    this.#flights.set(url, fetching)
    return fetching
  }

  async #fetch(url: string, nowMs: number): Promise<void> {
    try {
      const parsed = parseJwks(JSON.parse(await this.#deps.fetchText(url)), false)
      if (parsed.ok) this.#kept.set(url, { keys: parsed.value, atMs: nowMs })
      else this.#deps.log.warn({ url, why: parsed.error }, 'an issuer’s keys are unusable')
    } catch (cause) {
      this.#deps.log.warn({ url, cause: String(cause) }, 'an issuer’s keys could not be fetched')
    }
  }
}

const knows = (kept: Kept | undefined, kid: string | null): boolean =>
  kept !== undefined && (kid === null || kept.keys.some((key) => key.kid === kid))
