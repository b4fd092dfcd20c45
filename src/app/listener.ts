import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttps } from 'node:https'
import { Server as TlsServer } from 'node:tls'
import { readFileSync } from 'node:fs'
import { createServer as createTcp, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net'
import type { Config } from '../platform/config.ts'
import type { HttpRequest, HttpResponse } from '../platform/http1/contract.ts'
import { layLane, type Lane } from '../platform/http1/lane.ts'
import type { Door } from './door.ts'
import { hostAllowed, hostRefused, problemBody } from '../platform/http-guard.ts'
import { problem, type ProblemError } from '../lib/problem.ts'

export type Handlers = {
  /** `/v1/*`: no framework, no cookies, no CORS. */
  readonly gateway: (req: HttpRequest, res: HttpResponse) => void
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

/** Who takes accepted connections instead of this process. */
export type Takers = {
  readonly workers: {
    readonly ready: number
    /** False: nobody can, this process serves it. */
    take(socket: Socket): boolean
  }
  /** Private sockets of this process: its own server's, and the one on which workers hand on what is not theirs. */
  readonly ownSocket: string
  readonly mainSocket: string
}

/** A slow sender of headers is cut after 15 s, of a whole request after 5 min (10 MiB at 35 KB/s); idle connections live 120 s (hotpath.md, rule 14). */
const LIMITS = { headersTimeout: 15_000, requestTimeout: 300_000, keepAliveTimeout: 120_000 } as const

/** The Host allow-list is asked before any routing (DNS rebinding), in whichever process a request is read. */
export function routeOf(
  config: Pick<Config, 'allowedHosts'>,
  port: () => number,
  handlers: Handlers,
): RequestListener {
  return (req, res) => {
    if (!hostAllowed(req.headers.host, { port: port(), allowedHosts: config.allowedHosts }))
      return refuse(res)
    let url = req.url ?? '/'
    if (!url.startsWith('/')) {
      // what a client sends that takes us for a proxy: `GET http://host/path` (RFC 9112, 3.2.2); what is no address of ours is `*`
      const absolute = /^https?:\/\/([^/?#]+)(\/.*)?$/i.exec(url)
      if (absolute === null) return refuse(res, noAddress())
      if (!hostAllowed(absolute[1], { port: port(), allowedHosts: config.allowedHosts })) return refuse(res)
      req.url = url = absolute[2] ?? '/'
    }
    if (isCall(url) || url === '/v1') return handlers.gateway(req, res)
    if (url.startsWith('/ledger/')) return handlers.ledger(req, res)
    if (url === '/metrics' || url.startsWith('/metrics?')) return handlers.metrics(req, res)
    if (url === '/healthz' || url === '/readyz') return handlers.probe(req, res)
    return handlers.api(req, res)
  }
}

const isCall = (url: string): boolean => url.startsWith('/v1/')

/**
 * Calls by the shorter way, with the same questions before them as by `routeOf`: the peer is admitted, the Host is ours, the address is `/v1/`.
 * Everything else on the server's connections stays with its route.
 */
export function layCallLane(
  server: Server,
  config: Pick<Config, 'allowedHosts'>,
  port: () => number,
  gateway: Handlers['gateway'],
  admits: (address: string | undefined) => boolean,
): Lane {
  // clients name the same host call after call
  let allowed = ''
  const isOurs = (host: string | undefined): boolean => {
    if (host !== undefined && host === allowed) return true
    if (!hostAllowed(host, { port: port(), allowedHosts: config.allowedHosts })) return false
    allowed = host ?? ''
    return true
  }
  return layLane(server, {
    admits: (socket) => admits(socket.remoteAddress),
    wants: ({ url, headers }) => isCall(url) && isOurs(headers['host']),
    handle: gateway,
  })
}

/** HTTP or, as configured, TLS; not listening yet. */
export const serverOf = (config: Pick<Config, 'tls'>, route: RequestListener): Server =>
  config.tls === null
    ? createHttp(LIMITS, route)
    : createHttps(
        { ...LIMITS, cert: readFileSync(config.tls.certFile), key: readFileSync(config.tls.keyFile) },
        route,
      )

/** One listener for everything; with `takers`, connections are handed on as they are accepted. */
export async function listen(
  config: Config,
  handlers: Handlers,
  door: Door,
  takers?: Takers,
): Promise<Listener> {
  let port = config.port
  const route = door.guard(routeOf(config, () => port, handlers))
  const alone = (): Promise<Opened> => {
    const server = serverOf(config, route)
    const lane = layCallLane(
      server,
      config,
      () => port,
      handlers.gateway,
      (address) => door.admits(address),
    )
    return openAlone(config, server, lane)
  }
  const opened = await (takers === undefined ? alone() : openHanding(config, route, door, takers))
  port = opened.port
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  return {
    url: `${config.tls === null ? 'http' : 'https'}://${host}:${port}`,
    port,
    close: (deadlineMs) => opened.close(deadlineMs),
  }
}

type Opened = { readonly port: number; close(deadlineMs: number): Promise<void> }

async function openAlone(config: Config, server: Server, lane: Lane): Promise<Opened> {
  const port = await bound(server, config)
  return { port, close: (deadlineMs) => closed(server, lane, deadlineMs) }
}

/**
 * The main process accepts and hands the connection to a worker unread (decisions/0027). Where no worker can take it, this process serves it
 * and closes it after one answer as soon as one can.
 */
async function openHanding(
  config: Config,
  route: RequestListener,
  door: Door,
  takers: Takers,
): Promise<Opened> {
  const server = serverOf(config, (req, res) => {
    if (takers.workers.ready > 0) res.shouldKeepAlive = false
    route(req, res)
  })
  // Listening itself, if only on a private socket, makes node:http keep its time limits for connections that it was handed.
  const open = openSockets(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(takers.ownSocket, resolve)
  })
  const inner = createHttp({ headersTimeout: 0, requestTimeout: 0, keepAliveTimeout: 0 }, route)
  await new Promise<void>((resolve, reject) => {
    inner.once('error', reject)
    inner.listen(takers.mainSocket, resolve)
  })
  const acceptor = createTcp({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, (socket) => {
    // whom the door does not admit outright, this process looks at request by request
    if (!door.admits(socket.remoteAddress) || !takers.workers.take(socket)) handTo(server, socket)
  })
  const port = await bound(acceptor, config).catch((error: unknown) => {
    server.close()
    inner.close()
    throw error
  })
  return {
    port,
    async close(deadlineMs) {
      acceptor.close()
      await drained(server, open, deadlineMs)
    },
  }
}

/** Gives an accepted, unread connection to an HTTP server. */
export function handTo(server: Server, socket: Socket): void {
  socket.setNoDelay(true)
  // As each server accepts its own: a client of node:http may end its side before it reads the answer, while under TLS one that leaves in the
  // middle of the handshake would stay half open, where no HTTP sees it.
  socket.allowHalfOpen = !(server instanceof TlsServer)
  server.emit('connection', socket)
  socket.resume()
}

/** Connections of a server that it did not accept itself: `server.close` does not count those. */
export function openSockets(server: Server): ReadonlySet<Socket> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return open
}

const LOOK_MS = 50

/** Idle connections go now, the others with their requests, all at the deadline. */
export async function drained(server: Server, open: ReadonlySet<Socket>, deadlineMs: number): Promise<void> {
  server.close()
  await new Promise<void>((resolve) => {
    const late = setTimeout(() => {
      server.closeAllConnections()
      // and those that never came to speak HTTP
      for (const socket of open) socket.destroy()
    }, deadlineMs)
    const look = setInterval(() => {
      server.closeIdleConnections()
      if (open.size > 0) return
      clearTimeout(late)
      clearInterval(look)
      resolve()
    }, LOOK_MS)
  })
}

async function closed(server: Server, lane: Lane, deadlineMs: number): Promise<void> {
  const ended = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  lane.close()
  const timer = setTimeout(() => {
    server.closeAllConnections()
    lane.closeAll()
  }, deadlineMs)
  await ended
  clearTimeout(timer)
}

async function bound(server: TcpServer, config: Config): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenProblem(error, config)))
    server.listen({ port: config.port, host: config.host }, resolve)
  })
  return (server.address() as AddressInfo).port
}

const noAddress = (): ProblemError =>
  problem('invalid_request', 400, 'the request names no path', { where: 'address', fix: 'ask for `/`' })

function refuse(res: ServerResponse, { problem: shown } = hostRefused()): void {
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
