/** Connections to one origin over HTTP/1.1, one request at a time on each: what a gateway needs of a client, without streams and header objects. */
import type { OnReadOpts, Socket } from 'node:net'
import type { buildConnector } from 'undici'
import { AnswerReader, NotHttp, type AnswerHeaders, type AnswerSink } from './answer-reader.ts'
import { isSendable, JOINED_MAX } from './head-text.ts'

export type ExchangeError =
  /** No connection; `code` is the system's or the connector's. */
  | { readonly kind: 'unreachable'; readonly code: string }
  | { readonly kind: 'timeout'; readonly phase: 'connect' | 'head' | 'body' }
  | { readonly kind: 'invalid'; readonly why: string }
  /** The connection ended before the answer's end; `begun`: after its head. */
  | { readonly kind: 'cut'; readonly begun: boolean; readonly code: string }

/** Exactly one of `onEnd` and `onError` is called, and nothing after it or after `abort`. */
export interface ExchangeSink extends AnswerSink {
  onError(error: ExchangeError): void
}

export type PoolOptions = {
  /** Opens a connection (its TLS, its checks of the address). */
  readonly connect: buildConnector.connector
  readonly connectionsMax: number
  readonly headMs: number
  /** Silence within an answer. */
  readonly silenceMs: number
  /** How long an unused connection is kept, unless the other side says less. */
  readonly idleMs: number
}

export type PoolRequest = {
  readonly method: 'POST'
  readonly path: string
  /** Names and values in turn. */
  readonly headers: readonly string[]
  /** Text is ASCII. */
  readonly body: Buffer | string
}

export interface PoolExchange {
  /** Ends it and its connection; no callback follows. */
  abort(): void
  pause(): void
  resume(): void
}

const wires = new WeakMap<Socket, Wire>()
/**
 * For the pool's connector (`buildConnector({ onread })`): all connections read into one memory, and what came is copied out of it. Of its own accord
 * Node takes 64 KB for each read and gives most of it back: 2 to 3 % of a call. Without it a pool works as well.
 */
export const onread: OnReadOpts = {
  buffer: Buffer.allocUnsafeSlow(65_536),
  callback(this: Socket, size: number, memory: Uint8Array): boolean {
    const chunk = Buffer.allocUnsafe(size)
    chunk.set(memory.subarray(0, size))
    wires.get(this)?.data(chunk)
    return true
  },
}

const SWEEP_MS = 500
/** An idle connection is not used in the last moments for which the other side keeps it. */
const MARGIN_MS = 2_000
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

export class Http1Pool {
  readonly #origin: URL
  readonly #options: PoolOptions
  /** The last one used is the next: those that are not needed grow old. */
  readonly #idle: Wire[] = []
  readonly #wires = new Set<Wire>()
  readonly #waiting: Pending[] = []
  #connecting = 0
  #closed = false
  readonly #sweep: NodeJS.Timeout
  /** Heads of requests with the same headers; a list lives as long as what made it. */
  readonly #heads = new WeakMap<readonly string[], Map<string, string>>()

  constructor(origin: URL, options: PoolOptions) {
    this.#origin = origin
    this.#options = options
    this.#sweep = setInterval(() => this.#look(), SWEEP_MS)
    this.#sweep.unref()
  }

  send(request: PoolRequest, sink: ExchangeSink): PoolExchange {
    const head = this.#headOf(request)
    const exchange = new Pending(head, request.body, sink)
    let wire = this.#idle.pop()
    // one that was ended a moment ago and is not gone yet
    while (wire?.ended === true) wire = this.#idle.pop()
    if (wire !== undefined) wire.begin(exchange)
    else this.#wait(exchange)
    return exchange
  }

  /** Ends everything that runs. */
  async destroy(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweep)
    for (const wire of this.#wires) wire.destroy()
    for (const pending of [...this.#waiting]) pending.fail(CLOSED)
  }

  get stats(): { readonly connections: number; readonly idle: number; readonly waiting: number } {
    return { connections: this.#wires.size, idle: this.#idle.length, waiting: this.#waiting.length }
  }

  #headOf({ method, path, headers }: PoolRequest): string {
    let mine = this.#heads.get(headers)
    if (mine === undefined) this.#heads.set(headers, (mine = new Map()))
    const known = mine.get(path)
    if (known !== undefined) return known
    if (/[^\x21-\x7e]/.test(path)) throw new TypeError('a path holds a character that cannot be sent')
    let head = `${method} ${path} HTTP/1.1\r\nhost: ${this.#origin.host}\r\nconnection: keep-alive\r\n`
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const [name = '', value = ''] = [headers[i], headers[i + 1]]
      if (!NAME.test(name) || !isSendable(value))
        throw new TypeError(`header \`${name.slice(0, 40)}\` holds a character that cannot be sent`)
      head += `${name}: ${value}\r\n`
    }
    mine.set(path, head)
    return head
  }

  #wait(pending: Pending): void {
    if (this.#closed) {
      process.nextTick(() => pending.fail(CLOSED))
      return
    }
    this.#waiting.push(pending)
    pending.queue = this.#waiting
    this.#connect()
  }

  #connect(): void {
    if (this.#wires.size + this.#connecting >= this.#options.connectionsMax) return
    this.#connecting += 1
    const { hostname, host, protocol, port } = this.#origin
    this.#options.connect(
      { hostname: hostname.replace(/^\[|\]$/g, ''), host, protocol, port },
      (error, socket) => {
        this.#connecting -= 1
        if (error !== null) this.#unreachable(error)
        else if (this.#closed) socket.destroy()
        else this.#opened(socket)
      },
    )
  }

  #unreachable(error: Error): void {
    const code = 'code' in error ? String(error.code) : error.name
    // whoever waits for one of the others still may get it
    const waits = this.#waiting.length > this.#connecting ? this.#waiting[0] : undefined
    waits?.fail(
      code === 'UND_ERR_CONNECT_TIMEOUT'
        ? { kind: 'timeout', phase: 'connect' }
        : { kind: 'unreachable', code },
    )
    this.#makeUp()
  }

  /** Whoever waited for a connection to come free gets a new one in the place of one that is gone. */
  #makeUp(): void {
    if (!this.#closed && this.#waiting.length > this.#connecting) this.#connect()
  }

  #opened(socket: Socket): void {
    const wire = new Wire(socket, this.#options, {
      free: (one) => this.#free(one),
      gone: (one) => this.#gone(one),
    })
    this.#wires.add(wire)
    this.#free(wire)
  }

  #free(wire: Wire): void {
    // the longest waiting
    const pending = this.#waiting.shift()
    if (pending !== undefined) wire.begin(pending)
    else this.#idle.push(wire)
  }

  #gone(wire: Wire): void {
    this.#wires.delete(wire)
    const at = this.#idle.indexOf(wire)
    if (at >= 0) this.#idle.splice(at, 1)
    this.#makeUp()
  }

  #look(): void {
    const now = performance.now()
    for (const wire of this.#wires) wire.look(now)
  }
}

const CLOSED = { kind: 'unreachable', code: 'closed' } as const

/** One request until its answer's end. */
class Pending implements PoolExchange {
  wire: Wire | null = null
  /** Where it waits for a connection. */
  queue: Pending[] | null = null
  over = false
  paused = false
  readonly head: string
  readonly body: Buffer | string
  readonly sink: ExchangeSink

  constructor(head: string, body: Buffer | string, sink: ExchangeSink) {
    this.head = head
    this.body = body
    this.sink = sink
  }
  abort(): void {
    if (this.over) return
    this.over = true
    this.#leave()
    this.wire?.destroy()
  }
  pause(): void {
    this.paused = true
    this.wire?.pause()
  }
  resume(): void {
    if (!this.paused) return
    this.paused = false
    this.wire?.resume()
  }
  fail(error: ExchangeError): void {
    if (this.over) return
    this.over = true
    this.#leave()
    this.sink.onError(error)
  }
  #leave(): void {
    const at = this.queue?.indexOf(this) ?? -1
    if (at >= 0) this.queue?.splice(at, 1)
  }
}

class Wire implements AnswerSink {
  #exchange: Pending | null = null
  #reader: AnswerReader | null = null
  #begun = false
  /** When it has been silent, or idle, for too long. */
  #untilMs = 0
  readonly #socket: Socket
  readonly #options: PoolOptions
  readonly #pool: { free(wire: Wire): void; gone(wire: Wire): void }

  constructor(
    socket: Socket,
    options: PoolOptions,
    pool: { free(wire: Wire): void; gone(wire: Wire): void },
  ) {
    this.#socket = socket
    this.#options = options
    this.#pool = pool
    this.#idleFor(options.idleMs)
    socket.setNoDelay(true)
    wires.set(socket, this)
    // with `onread` none comes, and only who listens hears of the end
    socket.on('data', (chunk) => this.data(chunk))
    socket.on('end', () => this.#ended('other side closed'))
    socket.on('error', (error: NodeJS.ErrnoException) => this.#ended(error.code ?? error.name))
    socket.on('close', () => {
      this.#ended('closed')
      this.#pool.gone(this)
    })
  }

  begin(exchange: Pending): void {
    this.#exchange = exchange
    exchange.wire = this
    exchange.queue = null
    this.#reader = new AnswerReader(this)
    this.#begun = false
    this.#untilMs = performance.now() + this.#options.headMs
    const { head, body } = exchange
    const whole = `${head}content-length: ${body.length}\r\n\r\n`
    if (typeof body === 'string') this.#socket.write(whole + body, 'latin1')
    else if (body.length <= JOINED_MAX) this.#socket.write(whole + body.toString('latin1'), 'latin1')
    else {
      this.#socket.cork()
      this.#socket.write(whole, 'latin1')
      this.#socket.write(body)
      this.#socket.uncork()
    }
    if (exchange.paused) this.pause()
  }

  data(chunk: Buffer): void {
    const reader = this.#reader
    // nobody asked
    if (reader === null) return this.destroy()
    if (this.#begun) this.#untilMs = performance.now() + this.#options.silenceMs
    try {
      reader.read(chunk)
    } catch (cause) {
      this.destroy()
      if (!(cause instanceof NotHttp)) throw cause
      this.#fail({ kind: 'invalid', why: cause.message })
      return
    }
    if (reader.done) this.#freed(reader)
  }

  // ---- what the reader tells
  onHead(status: number, headers: AnswerHeaders): void {
    this.#begun = true
    this.#untilMs = performance.now() + this.#options.silenceMs
    const exchange = this.#exchange
    if (exchange?.over === false) exchange.sink.onHead(status, headers)
  }
  onBody(chunk: Buffer): void {
    const exchange = this.#exchange
    if (exchange?.over === false) exchange.sink.onBody(chunk)
  }
  /** Told when the connection is free again: who hears it may ask anew at once. */
  onEnd(): void {}

  #freed(reader: AnswerReader): void {
    const exchange = this.#exchange
    this.#exchange = this.#reader = null
    const { idleMs } = this.#options
    const forMs = reader.keepsS === null ? idleMs : Math.min(idleMs, reader.keepsS * 1_000 - MARGIN_MS)
    const usable =
      reader.reusable && forMs > 0 && this.#socket.writableLength === 0 && !this.#socket.destroyed
    if (exchange !== null) exchange.wire = null
    if (usable) {
      this.#idleFor(forMs)
      if (this.#socket.isPaused()) this.#socket.resume()
      this.#pool.free(this)
    } else this.destroy()
    if (exchange === null || exchange.over) return
    exchange.over = true
    exchange.sink.onEnd()
  }

  #ended(code: string): void {
    const reader = this.#reader
    if (reader === null) return this.destroy()
    if (reader.closed()) {
      this.#freed(reader)
      return
    }
    this.#fail({ kind: 'cut', begun: this.#begun, code })
    this.destroy()
  }

  #fail(error: ExchangeError): void {
    const exchange = this.#exchange
    this.#exchange = this.#reader = null
    if (exchange === null) return
    exchange.wire = null
    exchange.fail(error)
  }

  look(nowMs: number): void {
    if (nowMs < this.#untilMs || this.#exchange?.paused === true) return
    this.destroy()
    this.#fail({ kind: 'timeout', phase: this.#begun ? 'body' : 'head' })
  }

  #idleFor(ms: number): void {
    this.#untilMs = performance.now() + ms
  }
  get ended(): boolean {
    return this.#socket.destroyed
  }
  pause(): void {
    this.#socket.pause()
  }
  resume(): void {
    const { headMs, silenceMs } = this.#options
    this.#untilMs = performance.now() + (this.#begun ? silenceMs : headMs)
    this.#socket.resume()
  }
  destroy(): void {
    this.#socket.destroy()
  }
}
