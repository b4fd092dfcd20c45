import { buildConnector } from 'undici'
import { Http1Pool, onread } from '../../../platform/http1/pool.ts'
import { regionOf } from '../../policies/contract.ts'
import type { UpstreamPart } from '../snapshot.ts'
import {
  Exchange,
  type AnswerHeaders,
  type Deadlines,
  type Upstream,
  type UpstreamExchange,
  type UpstreamFailure,
  type UpstreamRequest,
  type UpstreamSink,
} from '../upstream.ts'
import { serviceAccount, TokenSource, tokenRequestBody, type ServiceAccount } from './google-token.ts'
import { kinds, type Auth } from './kinds.ts'
import { awsKey, signV4, type AwsKey } from './sigv4.ts'

/** What a provider needs of the process around it. */
export type ProviderDeps = {
  readonly deadlines: Deadlines
  readonly connector?: buildConnector.connector | undefined
  readonly nowMs: () => number
  readonly monotonicMs: () => number
}

/** Headers of one request beside the general ones, or why there are none: a key that cannot be used. */
type Credentials = (request: UpstreamRequest) => readonly string[] | Promise<readonly string[]>

/** A key that is not what the provider wants. The message names no part of it. */
class KeyUnusable extends Error {}

/** One upstream of any kind but the sandbox, over one keep-alive pool. */
export function providerUpstream(part: UpstreamPart, deps: ProviderDeps): Upstream {
  const base = new URL(part.baseUrl ?? 'http://invalid.invalid')
  const pool = poolTo(base, deps)
  const prefix = base.pathname.replace(/\/+$/, '')
  // Anthropic's own paths hold /v1; people write the base with it and without
  const root = part.kind === 'anthropic' ? prefix.replace(/\/v1$/, '') : prefix
  const token = { pool: null as Http1Pool | null }
  const credentials = credentialsFor(part, base, root, deps, token)
  /** Headers of requests that bring none of their own, by credentials and what is accepted: where those never change, two lists for all calls. */
  const known = new WeakMap<readonly string[], Map<string, string[]>>()
  const headersOf = (request: UpstreamRequest, own: readonly string[]): string[] => {
    if (request.headers.length > 0) return [...general(request), ...own]
    let mine = known.get(own)
    if (mine === undefined) known.set(own, (mine = new Map()))
    let headers = mine.get(request.accept)
    if (headers === undefined) mine.set(request.accept, (headers = [...general(request), ...own]))
    return headers
  }
  return {
    send(request, sink) {
      const exchange = new Exchange(sink)
      const go = (own: readonly string[]): void => {
        const headers = headersOf(request, own)
        const path = root + request.path
        exchange.start(pool, { path, method: 'POST', headers, body: request.body })
      }
      const own = credentialsOf(credentials, request)
      if (own instanceof Promise) own.then(go, (cause: unknown) => refused(exchange, sink, cause))
      else if (own instanceof Error) setImmediate(() => refused(exchange, sink, own))
      else go(own)
      return exchange
    },
    async close() {
      await Promise.all([pool.destroy(), token.pool?.destroy()])
    },
  }
}

/**
 * Connections to one upstream. A stream holds its own until its end, and who finds none waits without a deadline: with 256 of them the 257th stream of
 * slow models waited for another's end. Half would halve that room; double is more than one process serves.
 */
const CONNECTIONS_MAX = 4_096

function poolTo(url: URL, deps: ProviderDeps): Http1Pool {
  const { deadlines } = deps
  return new Http1Pool(url, {
    connectionsMax: CONNECTIONS_MAX,
    connect: deps.connector ?? buildConnector({ timeout: deadlines.connectMs, onread }),
    headMs: deadlines.firstByteMs,
    silenceMs: deadlines.idleMs,
    idleMs: 30_000,
  })
}

const general = (request: UpstreamRequest): string[] => [
  'content-type',
  'application/json',
  'accept',
  request.accept,
  'accept-encoding',
  'identity',
  'user-agent',
  'sealwright',
  ...request.headers,
]

function credentialsOf(
  credentials: Credentials,
  request: UpstreamRequest,
): readonly string[] | Promise<readonly string[]> | KeyUnusable {
  try {
    return credentials(request)
  } catch (cause) {
    if (cause instanceof KeyUnusable) return cause
    throw cause
  }
}

function refused(exchange: Exchange, sink: UpstreamSink, cause: unknown): void {
  exchange.abort()
  const why =
    cause instanceof KeyUnusable ? cause.message : 'no access token could be fetched for this upstream'
  sink.onFailure('upstream_refused', why)
}

function credentialsFor(
  part: UpstreamPart,
  base: URL,
  root: string,
  deps: ProviderDeps,
  token: { pool: Http1Pool | null },
): Credentials {
  const auth: Auth = part.kind === 'sandbox' ? 'bearer' : kinds[part.kind].auth
  const key = part.key ?? ''
  if (auth === 'aws') return awsCredentials(key, base, root, part, deps)
  if (auth === 'google') return googleCredentials(key, deps, token)
  const fixed =
    key === '' ? [] : auth === 'bearer' ? ['authorization', `Bearer ${key}`] : ([auth, key] as const)
  return () => fixed
}

/** Bedrock takes a signature over the request, or one of its own API keys as a bearer. */
function awsCredentials(
  text: string,
  base: URL,
  root: string,
  part: UpstreamPart,
  deps: ProviderDeps,
): Credentials {
  if (text === '') return () => []
  const key: AwsKey | null = awsKey(text)
  if (key === null) {
    if (/[:{]/.test(text))
      return unusable('the key of this Bedrock upstream is neither `id:secret` nor an API key')
    return () => ['authorization', `Bearer ${text}`]
  }
  const region = regionOf(base.href, part.options)
  if (region === null) return unusable('this Bedrock upstream has no region')
  return (request) => {
    const [path, query = ''] = (root + request.path).split('?')
    const headers = signV4(
      {
        method: 'POST',
        host: base.host,
        path: path ?? '/',
        query,
        headers: { 'content-type': 'application/json' },
        body: request.body,
      },
      key,
      { region, service: 'bedrock', atMs: deps.nowMs() },
    )
    return Object.entries(headers).flat()
  }
}

const unusable =
  (why: string): Credentials =>
  () => {
    throw new KeyUnusable(why)
  }

function googleCredentials(text: string, deps: ProviderDeps, token: { pool: Http1Pool | null }): Credentials {
  const account = serviceAccount(text)
  if (account === null) return unusable("the key of this Vertex upstream is no service account's key file")
  const source = new TokenSource(() => fetchToken(account, deps, token), deps.monotonicMs)
  const asHeader = (value: string): readonly string[] => ['authorization', `Bearer ${value}`]
  return () => {
    const now = source.get()
    return typeof now === 'string' ? asHeader(now) : now.then(asHeader)
  }
}

const TOKEN_BYTES_MAX = 65_536

/** RFC 6749 and 7523: the assertion for an access token. Over a pool of its own, so through the same checks of addresses. */
function fetchToken(
  account: ServiceAccount,
  deps: ProviderDeps,
  token: { pool: Http1Pool | null },
): Promise<{ readonly token: string; readonly expiresInS: number }> {
  const url = new URL(account.tokenUri)
  token.pool ??= poolTo(url, deps)
  const { pool } = token
  return new Promise((resolve, reject) => {
    const sink = new TokenSink(resolve, reject)
    const exchange: UpstreamExchange & Exchange = new Exchange(sink)
    sink.exchange = exchange
    exchange.start(pool, {
      path: url.pathname + url.search,
      method: 'POST',
      headers: ['content-type', 'application/x-www-form-urlencoded', 'accept', 'application/json'],
      body: Buffer.from(tokenRequestBody(account, deps.nowMs())),
    })
  })
}

class TokenSink implements UpstreamSink {
  exchange: UpstreamExchange | null = null
  #status = 0
  #bytes = 0
  readonly #chunks: Buffer[] = []
  readonly #resolve: (token: { readonly token: string; readonly expiresInS: number }) => void
  readonly #reject: (cause: Error) => void

  constructor(
    resolve: (token: { readonly token: string; readonly expiresInS: number }) => void,
    reject: (cause: Error) => void,
  ) {
    this.#resolve = resolve
    this.#reject = reject
  }
  onStart(status: number, _headers: AnswerHeaders): void {
    this.#status = status
  }
  onData(chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes <= TOKEN_BYTES_MAX) this.#chunks.push(chunk)
  }
  onEnd(): void {
    const token = this.#status === 200 ? tokenOf(Buffer.concat(this.#chunks).toString('utf8')) : null
    if (token === null)
      this.#reject(new KeyUnusable(`Google gave no access token (${this.#status}): check the key`))
    else this.#resolve(token)
  }
  onFailure(_code: UpstreamFailure, why: string): void {
    this.#reject(new Error(why))
  }
}

function tokenOf(text: string): { readonly token: string; readonly expiresInS: number } | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
  if (typeof value !== 'object' || value === null || !('access_token' in value)) return null
  const token = value.access_token
  const lasts = 'expires_in' in value ? value.expires_in : 0
  // printable, so that it can stand in a header
  return typeof token === 'string' && /^[\x21-\x7e]{1,8192}$/.test(token)
    ? { token, expiresInS: typeof lasts === 'number' && lasts > 0 ? lasts : 0 }
    : null
}
