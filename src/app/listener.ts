import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttps } from 'node:https'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import type { Config } from '../platform/config.ts'
import { hostAllowed, hostRefused, problemBody } from '../platform/http-guard.ts'
import { problem } from '../lib/problem.ts'

export type Handlers = {
  /** `/v1/*`: no framework, no cookies, no CORS. */
  readonly gateway: (req: IncomingMessage, res: ServerResponse) => void
  /** `/ledger/*` in C2SP layout. */
  readonly ledger: (req: IncomingMessage, res: ServerResponse) => void
  /** `/metrics` */
  readonly metrics: (req: IncomingMessage, res: ServerResponse) => void
  /** `/healthz` and `/readyz`. */
  readonly probe: (req: IncomingMessage, res: ServerResponse) => void
  /** Everything else: the API and the console's files. */
  readonly api: RequestListener
}

export type Listener = {
  readonly url: string
  readonly port: number
  /** No new connections; those open end with their requests, at most `deadlineMs` later. */
  close(deadlineMs: number): Promise<void>
}

/** A slow sender of headers is cut after 15 s, of a whole request after 5 min (10 MiB at 35 KB/s); idle connections live 120 s (hotpath.md, rule 14). */
const LIMITS = { headersTimeout: 15_000, requestTimeout: 300_000, keepAliveTimeout: 120_000 } as const

/** One listener for everything. The Host allow-list is asked before any routing (DNS rebinding). */
export async function listen(config: Config, handlers: Handlers): Promise<Listener> {
  let port = config.port
  const route: RequestListener = (req, res) => {
    if (!hostAllowed(req.headers.host, { port, allowedHosts: config.allowedHosts })) return refuse(res)
    const url = req.url ?? '/'
    if (url.startsWith('/v1/') || url === '/v1') return handlers.gateway(req, res)
    if (url.startsWith('/ledger/')) return handlers.ledger(req, res)
    if (url === '/metrics' || url.startsWith('/metrics?')) return handlers.metrics(req, res)
    if (url === '/healthz' || url === '/readyz') return handlers.probe(req, res)
    return handlers.api(req, res)
  }
  const server: Server =
    config.tls === null
      ? createHttp(LIMITS, route)
      : createHttps(
          { ...LIMITS, cert: readFileSync(config.tls.certFile), key: readFileSync(config.tls.keyFile) },
          route,
        )
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenProblem(error, config)))
    server.listen(config.port, config.host, resolve)
  })
  port = (server.address() as AddressInfo).port
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  return {
    url: `${config.tls === null ? 'http' : 'https'}://${host}:${port}`,
    port,
    async close(deadlineMs) {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const timer = setTimeout(() => server.closeAllConnections(), deadlineMs)
      await ended
      clearTimeout(timer)
    },
  }
}

function refuse(res: ServerResponse): void {
  const shown = hostRefused().problem
  // Whatever body follows is not read: this peer is not talking to us.
  res.writeHead(shown.status, { 'content-type': 'application/problem+json', connection: 'close' })
  res.end(JSON.stringify(problemBody(shown, '')))
}

function listenProblem(error: NodeJS.ErrnoException, config: Config): Error {
  if (error.code === 'EADDRINUSE')
    return problem(
      'port_in_use',
      409,
      `port ${config.port} on \`${config.host}\` is taken by another program`,
      { fix: 'choose another with --port' },
    )
  if (error.code === 'EACCES')
    return problem('port_forbidden', 403, `this account may not listen on port ${config.port}`, {
      fix: 'choose a port above 1023 with --port',
    })
  return error
}
