import { EventEmitter } from 'node:events'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { HttpResponse } from './contract.ts'
import { isSendable, JOINED_MAX } from './head-text.ts'

/** Told to clients so that they let a connection go before we do. */
const keptAlive = (ms: number): string =>
  `connection: keep-alive\r\nkeep-alive: timeout=${Math.floor(ms / 1_000)}\r\n`

/** One answer on a connection of the lane: head and first bytes in one write. */
export class LaneResponse extends EventEmitter implements HttpResponse {
  headersSent = false
  destroyed = false
  writableEnded = false
  writableFinished = false
  /** Not sent yet; '' when it was. */
  #head = ''
  #chunked = false
  readonly #socket: Socket
  readonly #owner: { keepAliveMs(): number | null; answered(): void }

  constructor(socket: Socket, owner: { keepAliveMs(): number | null; answered(): void }) {
    super()
    this.#socket = socket
    this.#owner = owner
  }

  writeHead(status: number, headers: string[]): void {
    if (this.headersSent) throw new Error('the head of this answer was sent')
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n`
    let sized = false
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const [name = '', value = ''] = [headers[i], headers[i + 1]]
      if (!isSendable(value)) throw new TypeError(`header \`${name}\` holds a character that cannot be sent`)
      if (name === 'content-length') sized = true
      head += `${name}: ${value}\r\n`
    }
    this.#chunked = !sized
    const ms = this.#owner.keepAliveMs()
    head += `date: ${httpDate()}\r\n${ms === null ? 'connection: close\r\n' : keptAlive(ms)}`
    this.#head = `${head}${sized ? '' : 'transfer-encoding: chunked\r\n'}\r\n`
    this.headersSent = true
  }

  write(chunk: string | Buffer): boolean {
    if (this.writableEnded || this.destroyed || chunk.length === 0) return true
    return this.#send(chunk, false, 'utf8')
  }

  end(chunk: string | Buffer = '', encoding: 'latin1' | 'utf8' = 'utf8'): void {
    if (this.writableEnded || this.destroyed) return
    this.writableEnded = true
    this.#send(chunk, true, encoding)
    if (this.#socket.writableLength === 0) this.#finish()
    // 'drain' tells of large rests only, and under TLS every write is one: what is written last is told last
    else
      this.#socket.write('', (error) => {
        if (error === null || error === undefined) this.#finish()
      })
  }

  #finish(): void {
    if (this.destroyed) return
    this.writableFinished = true
    this.destroyed = true
    this.emit('close')
    this.#owner.answered()
  }

  #send(chunk: string | Buffer, last: boolean, encoding: 'latin1' | 'utf8'): boolean {
    const socket = this.#socket
    const framed = this.#chunked
    const size = typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length
    const before = this.#head + (framed && size > 0 ? `${size.toString(16)}\r\n` : '')
    const after = framed ? `${size > 0 ? '\r\n' : ''}${last ? '0\r\n\r\n' : ''}` : ''
    this.#head = ''
    if (size === 0 && before === '' && after === '') return true
    if (typeof chunk === 'string' && (encoding === 'latin1' || ascii(before)))
      return socket.write(before + chunk + after, encoding)
    if (size <= JOINED_MAX) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk
      return socket.write(before + bytes.toString('latin1') + after, 'latin1')
    }
    socket.cork()
    socket.write(before, 'latin1')
    if (typeof chunk === 'string') socket.write(chunk, encoding)
    else socket.write(chunk)
    const went = socket.write(after, 'latin1')
    socket.uncork()
    return went
  }

  /** The connection is gone before the answer's end. */
  lost(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.emit('close')
  }

  destroy(): void {
    this.#socket.destroy()
    this.lost()
  }
}

const ascii = (text: string): boolean => !/[^\t\r\n\x20-\x7e]/.test(text)

let second = 0
let shown = ''
function httpDate(): string {
  const now = Math.floor(Date.now() / 1_000)
  if (now !== second) {
    second = now
    shown = new Date(now * 1_000).toUTCString()
  }
  return shown
}
