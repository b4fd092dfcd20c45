/**
 * A shorter way for the requests that clients of a model API send: of the plain shape (request-head.ts), one after the other on a connection. They
 * are read without node:http, whose streams and header objects are a third of a gateway's work. Whatever is not of that shape goes to node:http with
 * its first byte, and its connection stays there: what is strange is judged by one parser only, and that is node's.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { Server as TlsServer } from 'node:tls'
import type { HttpRequest, HttpResponse } from './contract.ts'
import { LaneRequest } from './lane-request.ts'
import { LaneResponse } from './lane-response.ts'
import { requestHead, type RequestHead } from './request-head.ts'

export type LaneRules = {
  /** Of an accepted connection: whether its requests may be read here at all. */
  readonly admits: (socket: Socket) => boolean
  /** By address and Host. False: node:http's. */
  readonly wants: (head: RequestHead) => boolean
  readonly handle: (req: HttpRequest, res: HttpResponse) => void
}

export type Lane = {
  /** Connections here now, those handed to node:http not among them. */
  readonly open: number
  /** Every connection ends with its answer from now on, those without a request at once. */
  close(): void
  closeAll(): void
}

export type LaneTimes = {
  /** For a new connection that says nothing; a used one that asks nothing has the server's keepAliveTimeout. */
  readonly silentMs: number
  /** How often connections are looked at. */
  readonly sweepMs: number
}

const TIMES: LaneTimes = { silentMs: 15_000, sweepMs: 5_000 }

/** To be laid before the server takes connections. */
export function layLane(server: Server, rules: LaneRules, times: LaneTimes = TIMES): Lane {
  const event = server instanceof TlsServer ? 'secureConnection' : 'connection'
  const others = server.listeners(event) as ((this: Server, socket: Socket) => void)[]
  server.removeAllListeners(event)
  const open = new Set<Connection>()
  const lane: Shared = {
    rules,
    silentMs: times.silentMs,
    closing: false,
    keepAliveMs: () => server.keepAliveTimeout,
    requestMs: () => server.requestTimeout,
    left: (connection) => open.delete(connection),
    hand: (socket) => others.forEach((take) => take.call(server, socket)),
  }
  server.on(event, (socket: Socket) => {
    if (lane.closing || !rules.admits(socket)) lane.hand(socket)
    else open.add(new Connection(socket, lane))
  })
  const sweep = setInterval(() => {
    const now = performance.now()
    for (const connection of open) connection.sweep(now)
  }, times.sweepMs)
  sweep.unref()
  server.once('close', () => clearInterval(sweep))
  return {
    get open() {
      return open.size
    },
    close() {
      lane.closing = true
      for (const connection of open) connection.endIdle()
    },
    closeAll() {
      for (const connection of open) connection.destroy()
    },
  }
}

type Shared = {
  readonly rules: LaneRules
  readonly silentMs: number
  closing: boolean
  keepAliveMs(): number
  requestMs(): number
  left(connection: Connection): void
  /** To node:http, with every byte that was read of it put back. */
  hand(socket: Socket): void
}

class Connection {
  #request: LaneRequest | null = null
  #response: LaneResponse | null = null
  /** Came while a request was answered: the next one's (pipelining). */
  #kept: Buffer | null = null
  #asked = false
  #idleSince = performance.now()
  /** Whose body was still coming when we looked, and since when: no clock is read for the others. */
  #slow: LaneRequest | null = null
  #slowSince = 0
  readonly #socket: Socket
  readonly #lane: Shared
  readonly #onData = (chunk: Buffer): void => this.#data(chunk)
  readonly #onEnd = (): void => void this.#socket.end()
  readonly #onClose = (): void => this.#closed()
  readonly #onDrain = (): void => void this.#response?.emit('drain')

  constructor(socket: Socket, lane: Shared) {
    this.#socket = socket
    this.#lane = lane
    socket.on('data', this.#onData)
    // as node:http: who ends its side has left
    socket.on('end', this.#onEnd)
    socket.on('close', this.#onClose)
    socket.on('drain', this.#onDrain)
    socket.on('error', ignored)
  }

  keepAliveMs(): number | null {
    return this.#lane.closing ? null : this.#lane.keepAliveMs()
  }

  #data(chunk: Buffer): void {
    const request = this.#request
    if (request === null) return this.#begin(chunk)
    const { missing } = request
    // first what is not its own: who hears the body's end may answer at once
    if (chunk.length > missing) this.#keep(missing === 0 ? chunk : chunk.subarray(missing))
    if (missing === 0) return
    request.feed(chunk.length > missing ? chunk.subarray(0, missing) : chunk)
    if (request.complete) this.#next()
  }

  #begin(chunk: Buffer): void {
    const head = requestHead(chunk)
    if (head === null || !this.#lane.rules.wants(head)) return this.#handOver(chunk)
    const request = new LaneRequest(head, this.#socket)
    const response = new LaneResponse(this.#socket, this)
    this.#request = request
    this.#response = response
    this.#asked = true
    const end = head.size + head.length
    if (end <= chunk.length) {
      request.whole = chunk.subarray(head.size, end)
      request.complete = true
    } else if (head.size < chunk.length) request.feed(chunk.subarray(head.size))
    if (end < chunk.length) this.#keep(chunk.subarray(end))
    this.#lane.rules.handle(request, response)
  }

  /**
   * At most what one read brings: the socket rests until the answer is out.
   * LIMIT: where more than that was sent ahead, we hear that the client has left when a write fails.
   */
  #keep(chunk: Buffer): void {
    this.#kept = this.#kept === null ? chunk : Buffer.concat([this.#kept, chunk])
    this.#socket.pause()
  }

  /** The answer is out. */
  answered(): void {
    if (this.#request?.complete === true) this.#next()
    // an early answer: the rest of the body is read and forgotten
    else this.#request?.resume()
  }

  #next(): void {
    if (this.#response?.writableFinished !== true) return
    this.#request = this.#response = null
    this.#idleSince = performance.now()
    // as node:http: a client that keeps its side open does not keep ours
    if (this.#lane.closing) this.#socket.destroySoon()
    else if (this.#kept !== null) setImmediate(() => this.#resumeKept())
    else if (this.#socket.isPaused()) this.#socket.resume()
  }

  #resumeKept(): void {
    const kept = this.#kept
    this.#kept = null
    if (kept === null || !this.#socket.writable) return
    this.#socket.resume()
    this.#begin(kept)
  }

  #handOver(chunk: Buffer): void {
    const socket = this.#socket
    this.#lane.left(this)
    socket
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('close', this.#onClose)
      .off('drain', this.#onDrain)
    socket.pause()
    socket.unshift(chunk)
    this.#lane.hand(socket)
    socket.off('error', ignored)
    socket.resume()
  }

  sweep(now: number): void {
    if (this.#request !== null) return this.#sweepSlow(this.#request, now)
    const { silentMs } = this.#lane
    if (now - this.#idleSince > (this.#asked ? this.#lane.keepAliveMs() : silentMs)) this.#socket.destroy()
  }

  #sweepSlow(request: LaneRequest, now: number): void {
    if (request.complete) return
    if (request !== this.#slow) {
      this.#slow = request
      this.#slowSince = now
      return
    }
    const limitMs = this.#lane.requestMs()
    if (limitMs > 0 && now - this.#slowSince > limitMs) this.#socket.destroy()
  }

  endIdle(): void {
    if (this.#request === null) this.#socket.destroy()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #closed(): void {
    this.#lane.left(this)
    this.#request?.lost()
    this.#response?.lost()
  }
}

/** What broke is told by 'close'. */
const ignored = (): void => {}
