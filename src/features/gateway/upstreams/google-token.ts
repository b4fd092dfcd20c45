import { createPrivateKey, sign, type KeyObject } from 'node:crypto'

/** A service account's key file, as Google's console gives it. */
export type ServiceAccount = {
  readonly email: string
  readonly key: KeyObject
  readonly keyId: string | null
  readonly tokenUri: string
}

/** Null when the text is no service account's key file. */
export function serviceAccount(text: string): ServiceAccount | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
  if (typeof value !== 'object' || value === null) return null
  const at = (name: string): string | null => {
    const found: unknown = Object.entries(value).find(([key]) => key === name)?.[1]
    return typeof found === 'string' && found !== '' ? found : null
  }
  const [email, pem] = [at('client_email'), at('private_key')]
  if (email === null || pem === null) return null
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType !== 'rsa') return null
    const tokenUri = at('token_uri') ?? 'https://oauth2.googleapis.com/token'
    return URL.canParse(tokenUri) ? { email, key, keyId: at('private_key_id'), tokenUri } : null
  } catch {
    // not a key: its text must not reach a log
    return null
  }
}

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform'
/** Google takes assertions of at most an hour. */
const ASSERTION_S = 3_600

/** The signed assertion of RFC 7523, RS256, that Google exchanges for an access token. */
export function assertion(account: ServiceAccount, atMs: number): string {
  const nowS = Math.floor(atMs / 1_000)
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = { alg: 'RS256', typ: 'JWT', ...(account.keyId === null ? {} : { kid: account.keyId }) }
  const claims = {
    iss: account.email,
    scope: SCOPE,
    aud: account.tokenUri,
    iat: nowS,
    exp: nowS + ASSERTION_S,
  }
  const text = `${part(head)}.${part(claims)}`
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), account.key).toString('base64url')}`
}

export const tokenRequestBody = (account: ServiceAccount, atMs: number): string =>
  new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: assertion(account, atMs),
  }).toString()

/** Renewed this long before it ends, so that no call begins with a token that dies under it. */
const EARLY_MS = 300_000

/**
 * One access token at a time, fetched when first wanted. Calls that come while it is fetched wait for the same fetch; a failed fetch fails those
 * and is tried again by the next call.
 */
export class TokenSource {
  #token = ''
  #untilMs = Number.NEGATIVE_INFINITY
  #fetching: Promise<string> | null = null
  readonly #fetch: () => Promise<{ readonly token: string; readonly expiresInS: number }>
  /** Monotonic: a clock that was set back must not keep a token that is over. */
  readonly #nowMs: () => number

  constructor(
    fetch: () => Promise<{ readonly token: string; readonly expiresInS: number }>,
    nowMs: () => number,
  ) {
    this.#fetch = fetch
    this.#nowMs = nowMs
  }

  /** At once while a token is fresh. */
  get(): string | Promise<string> {
    if (this.#nowMs() < this.#untilMs - EARLY_MS) return this.#token
    this.#fetching ??= this.#renew().finally(() => {
      this.#fetching = null
    })
    return this.#fetching
  }

  async #renew(): Promise<string> {
    const { token, expiresInS } = await this.#fetch()
    this.#token = token
    this.#untilMs = this.#nowMs() + expiresInS * 1_000
    return token
  }
}
