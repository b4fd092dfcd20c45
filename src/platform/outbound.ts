import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { Agent, buildConnector, request } from 'undici'
import { ProblemError, problem } from '../lib/problem.ts'
import { onread } from './http1/pool.ts'
import { isMetadataAddress, isPublicAddress } from './outbound-address.ts'

export type OutboundOptions = {
  /** True for a private target that the operator named (`host:port`), such as a model server on loopback. Metadata addresses stay closed. */
  readonly allows: (host: string, port: number) => boolean
  /** All addresses of a name; tests replace it. */
  readonly resolve?: (host: string) => Promise<readonly string[]>
}

export type OutboundRequest = {
  readonly url: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly deadlineMs: number
  readonly bodyBytesMax: number
  /** Default 0: a redirect is an answer like any other. */
  readonly redirectsMax?: number
  readonly signal?: AbortSignal
}

export type OutboundResponse = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Buffer
  /** After redirects. */
  readonly url: string
}

export type Outbound = {
  /** One request. Throws `outbound_refused | outbound_unresolved | outbound_timeout | outbound_too_large | outbound_failed`. */
  fetch(request: OutboundRequest): Promise<OutboundResponse>
  /** For the gateway's pools to upstreams alone: its connections read as http1/pool.ts wants them. Each new one resolves, checks and pins. */
  readonly connector: buildConnector.connector
  /** Throws `outbound_refused` when this URL could not be reached by `fetch`; to tell people while they configure it. */
  check(url: string): Promise<void>
  close(): Promise<void>
}

/** `host:port` entries of the configuration as `allows`. */
export const allowList =
  (entries: readonly string[]): OutboundOptions['allows'] =>
  (host, port) =>
    entries.some(
      (e) =>
        e.toLowerCase() === `${host.toLowerCase()}:${port}` ||
        e.toLowerCase() === `[${host.toLowerCase()}]:${port}`,
    )

/**
 * Requests to addresses that others named (upstreams, webhooks, connectors). The name is resolved once, every address checked, and the
 * connection made to a checked address, so that a second DNS answer cannot point elsewhere (rebinding). Redirects go through the same door.
 */
export function createOutbound(options: OutboundOptions): Outbound {
  const resolve = options.resolve ?? systemResolve

  const addressesOf = async (hostname: string, port: number): Promise<readonly string[]> => {
    const host = hostname.replace(/^\[|\]$/g, '')
    const addresses =
      isIP(host) === 0
        ? await resolve(host).catch((error: unknown) => Promise.reject(unresolved(host, error)))
        : [host]
    if (addresses.length === 0) throw unresolved(host, undefined)
    const bad = addresses.find(
      (a) => isMetadataAddress(a) || !(isPublicAddress(a) || options.allows(host, port)),
    )
    if (bad !== undefined) throw refused(host, port, bad)
    return addresses
  }

  const checked =
    (base: buildConnector.connector): buildConnector.connector =>
    (target, report) => {
      const port = Number(target.port === '' ? (target.protocol === 'https:' ? 443 : 80) : target.port)
      // TLS still checks the certificate against the name: undici takes it from `host`, which stays.
      const attempt = (addresses: readonly string[], at: number): void => {
        base({ ...target, hostname: addresses[at] ?? '' }, (...result) => {
          if (result[0] !== null && at + 1 < Math.min(addresses.length, ADDRESSES_TRIED_MAX))
            attempt(addresses, at + 1)
          else report(...result)
        })
      }
      addressesOf(target.hostname, port).then(
        (addresses) => attempt(addresses, 0),
        (error: unknown) => report(error instanceof Error ? error : new Error(String(error)), null),
      )
    }
  const plain = buildConnector({ timeout: CONNECT_MS })
  const agent = new Agent({ connect: checked(plain), keepAliveTimeout: 10_000, maxHeaderSize: 32_768 })

  return {
    connector: checked(buildConnector({ timeout: CONNECT_MS, onread })),
    async fetch(wanted) {
      const deadline = AbortSignal.timeout(wanted.deadlineMs)
      const signal = wanted.signal === undefined ? deadline : AbortSignal.any([deadline, wanted.signal])
      try {
        return await follow(agent, wanted, signal)
      } catch (error) {
        throw outboundProblem(error, wanted, deadline.aborted)
      }
    },
    async check(url) {
      const { hostname, port, protocol } = parsed(url)
      await addressesOf(hostname, port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port))
    },
    close: () => agent.close(),
  }
}

const CONNECT_MS = 10_000
const ADDRESSES_TRIED_MAX = 4

async function systemResolve(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true, order: 'ipv4first' })).map((a) => a.address)
}

async function follow(agent: Agent, wanted: OutboundRequest, signal: AbortSignal): Promise<OutboundResponse> {
  let url = parsed(wanted.url)
  let method = wanted.method ?? 'GET'
  let body = wanted.body
  let headers: Record<string, string> = { 'accept-encoding': 'identity', ...lowerCase(wanted.headers ?? {}) }
  for (let hop = 0; ; hop++) {
    const answer = await request(url, {
      method,
      headers,
      body: body === undefined ? null : Buffer.from(body),
      dispatcher: agent,
      signal,
    })
    const location = answer.headers['location']
    if (
      ![301, 302, 303, 307, 308].includes(answer.statusCode) ||
      typeof location !== 'string' ||
      hop >= (wanted.redirectsMax ?? 0)
    ) {
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: await capped(answer.body, wanted.bodyBytesMax),
        url: url.href,
      }
    }
    await answer.body.dump({ limit: 65_536, signal })
    const next = parsed(new URL(location, url).href)
    if (url.protocol === 'https:' && next.protocol !== 'https:')
      throw problem('outbound_refused', 502, 'a redirect leads from https to http', { where: next.host })
    // Credentials are for the origin that they were given for.
    if (next.origin !== url.origin)
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.has(name)))
    if (answer.statusCode === 303 || (answer.statusCode < 303 && method === 'POST')) {
      method = 'GET'
      body = undefined
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')))
    }
    url = next
  }
}

const CREDENTIALS = new Set(['authorization', 'cookie', 'proxy-authorization', 'x-api-key', 'api-key'])

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v]))

async function capped(
  stream: AsyncIterable<Buffer> & { destroy(): unknown },
  bytesMax: number,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > bytesMax) {
      stream.destroy()
      throw problem('outbound_too_large', 502, `the answer is larger than ${bytesMax} bytes`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parsed(url: string): URL {
  if (!URL.canParse(url)) throw problem('outbound_refused', 400, 'this is not a URL', { where: 'url' })
  const result = new URL(url)
  if (result.protocol !== 'https:' && result.protocol !== 'http:')
    throw problem(
      'outbound_refused',
      400,
      `only http and https are used, not \`${result.protocol.slice(0, 20)}\``,
      { where: 'url' },
    )
  if (result.username !== '' || result.password !== '')
    throw problem('outbound_refused', 400, 'a URL holds no credentials: send them in a header', {
      where: 'url',
    })
  return result
}

const refused = (host: string, port: number, address: string): ProblemError =>
  problem('outbound_refused', 502, `\`${host}\` is ${address}, which is not a public address`, {
    where: `${host}:${port}`,
    fix: isMetadataAddress(address)
      ? 'link-local and metadata addresses are never reached'
      : `if this is your own server, add \`${host}:${port}\` to \`outbound.allow\` in sealwright.yaml`,
  })

const unresolved = (host: string, cause: unknown): ProblemError =>
  new ProblemError(
    {
      code: 'outbound_unresolved',
      status: 502,
      detail: `the name \`${host}\` does not resolve`,
      fix: 'check the spelling and the DNS of this machine',
    },
    { cause },
  )

function outboundProblem(error: unknown, wanted: OutboundRequest, late: boolean): unknown {
  const where = URL.canParse(wanted.url) ? new URL(wanted.url).host : 'url'
  if (late)
    return problem('outbound_timeout', 504, `no whole answer within ${wanted.deadlineMs} ms`, { where })
  if (error instanceof ProblemError) return error
  if (error instanceof Error && error.cause instanceof ProblemError) return error.cause
  if (wanted.signal?.aborted === true) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return new ProblemError(
    { code: 'outbound_failed', status: 502, detail: `the connection failed (${code})`, where },
    { cause: error },
  )
}
