/** A client that writes bytes as they are, and a strict reader of what comes back: for tests in which a library would be too polite. */
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export type RawAnswer = {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

export class RawClient {
  readonly socket: Socket
  #bytes: Buffer[] = []
  #waiting: (() => void)[] = []
  ended = false
  closed = false
  error: NodeJS.ErrnoException | null = null

  constructor(port: number, tls = false) {
    this.socket = tls
      ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
      : connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    this.socket.on('data', (chunk) => {
      this.#bytes.push(chunk)
      this.#wake()
    })
    this.socket.on('error', (error) => (this.error = error))
    this.socket.on('end', () => {
      this.ended = true
      this.#wake()
    })
    this.socket.on('close', () => {
      this.closed = true
      this.#wake()
    })
  }

  get received(): Buffer {
    if (this.#bytes.length > 1) this.#bytes = [Buffer.concat(this.#bytes)]
    return this.#bytes[0] ?? Buffer.alloc(0)
  }

  /** Resolves when the bytes are with the system. */
  write(bytes: string | Buffer): Promise<void> {
    return new Promise((resolve) => this.socket.write(bytes, 'latin1', () => resolve()))
  }

  /** Each piece in a packet of its own, as far as the system lets us. */
  async pieces(parts: readonly (string | Buffer)[]): Promise<void> {
    for (const part of parts) {
      await this.write(part)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async when(look: () => boolean): Promise<void> {
    while (!look()) {
      if (this.closed) throw new Error(`closed after: ${this.received.toString('latin1', 0, 2_000)}`)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  async answers(count: number): Promise<RawAnswer[]> {
    let answers: RawAnswer[] = []
    await this.when(() => (answers = answersIn(this.received)).length >= count)
    return answers
  }

  /** Everything, once the other side has ended. */
  async all(): Promise<Buffer> {
    while (!this.ended && !this.closed) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.socket.destroy()
    return this.received
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

/** The whole answers at the start of `bytes`. Throws on what is none. */
export function answersIn(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = []
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf('\r\n\r\n', at)
    if (end < 0) break
    const [line = '', ...lines] = bytes.toString('latin1', at, end).split('\r\n')
    const status = /^HTTP\/1\.1 (\d{3}) [ -~]*$/.exec(line)?.[1]
    if (status === undefined) throw new Error(`no answer begins with \`${line}\``)
    const headers = new Map<string, string>()
    for (const one of lines) {
      const header = /^([a-zA-Z0-9-]+): ?([^\r\n]*)$/.exec(one)
      if (header === null) throw new Error(`no header: \`${one}\``)
      const name = (header[1] ?? '').toLowerCase()
      if (headers.has(name)) throw new Error(`\`${name}\` twice`)
      headers.set(name, header[2] ?? '')
    }
    if (status.startsWith('1')) {
      at = end + 4
      continue
    }
    const body =
      headers.get('transfer-encoding') === 'chunked'
        ? dechunked(bytes, end + 4)
        : sized(bytes, end + 4, Number(headers.get('content-length') ?? 0))
    if (body === null) break
    answers.push({ status: Number(status), headers, body: body.bytes })
    at = body.end
  }
  return answers
}

type Body = { readonly bytes: Buffer; readonly end: number }

const sized = (bytes: Buffer, from: number, length: number): Body | null =>
  from + length > bytes.length ? null : { bytes: bytes.subarray(from, from + length), end: from + length }

function dechunked(bytes: Buffer, from: number): Body | null {
  const parts: Buffer[] = []
  for (let at = from; ;) {
    const line = bytes.indexOf('\r\n', at)
    if (line < 0) return null
    const size = bytes.toString('latin1', at, line)
    if (!/^[0-9a-f]{1,8}$/.test(size)) throw new Error(`no chunk begins with \`${size}\``)
    const to = line + 2 + Number.parseInt(size, 16)
    if (bytes.length < to + 2) return null
    if (bytes.toString('latin1', to, to + 2) !== '\r\n') throw new Error('a chunk has no end')
    if (to === line + 2) return { bytes: Buffer.concat(parts), end: to + 2 }
    parts.push(bytes.subarray(line + 2, to))
    at = to + 2
  }
}
