import { once } from 'node:events'
import type { Client, Connection, Submittable } from 'pg'

/**
 * COPY over a `pg` connection, which knows its messages but offers no streams. Message formats: PostgreSQL manual, "Frontend/Backend
 * Protocol", COPY operations. The statement's text is ours (table and column names from the catalogue, quoted).
 */

/** Rows in COPY text format, in chunks of about `chunkBytes`; the server waits while the consumer does. */
export async function* copyOut(
  client: Client,
  statement: string,
  chunkBytes = 1 << 20,
): AsyncGenerator<Buffer> {
  const copy = new CopyOut(statement, chunkBytes)
  client.query(copy)
  for (;;) {
    const chunk = await copy.next()
    if (chunk === undefined) return
    yield chunk
  }
}

class CopyOut implements Submittable {
  #connection: Connection | undefined
  #parts: Buffer[] = []
  #size = 0
  #ended = false
  #error: unknown
  #wake: (() => void) | undefined
  readonly #statement: string
  readonly #chunkBytes: number

  constructor(statement: string, chunkBytes: number) {
    this.#statement = statement
    this.#chunkBytes = chunkBytes
  }

  async next(): Promise<Buffer | undefined> {
    while (!this.#ended && this.#size < this.#chunkBytes) {
      this.#connection?.stream.resume()
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    if (this.#error !== undefined) throw this.#error
    const chunk = Buffer.concat(this.#parts)
    this.#parts = []
    this.#size = 0
    return chunk.length === 0 ? undefined : chunk
  }

  submit(connection: Connection): void {
    this.#connection = connection
    connection.query(this.#statement)
  }

  handleCopyData(message: { readonly chunk: Buffer }): void {
    this.#parts.push(Buffer.from(message.chunk))
    this.#size += message.chunk.length
    if (this.#size < this.#chunkBytes) return
    this.#connection?.stream.pause()
    this.#wake?.()
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#end(undefined)
  }

  handleError(error: unknown): void {
    this.#end(error)
  }

  #end(error: unknown): void {
    this.#error ??= error
    this.#ended = true
    this.#wake?.()
  }
}

export type CopySession = {
  write(chunk: Buffer): Promise<void>
  /** Rows that the server took. */
  end(): Promise<number>
}

/** Opens `copy ... from stdin`; the caller pushes bytes in COPY text format. An error of the server comes out of the next call. */
export async function copyIn(client: Client, statement: string): Promise<CopySession> {
  const copy = new CopyIn(statement)
  client.query(copy)
  const connection = await copy.ready
  return {
    async write(chunk) {
      copy.check()
      if (!connection.stream.write(message('d', chunk)))
        await Promise.race([once(connection.stream, 'drain'), copy.done])
    },
    end() {
      connection.stream.write(message('c', Buffer.alloc(0)))
      return copy.done
    },
  }
}

function message(type: 'c' | 'd', body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(5 + body.length)
  bytes.write(type, 0, 'latin1')
  bytes.writeInt32BE(4 + body.length, 1)
  body.copy(bytes, 5)
  return bytes
}

class CopyIn implements Submittable {
  readonly ready: Promise<Connection>
  readonly done: Promise<number>
  #open: (connection: Connection) => void = () => {}
  #finish: (rows: number) => void = () => {}
  #failOpen: (error: unknown) => void = () => {}
  #failDone: (error: unknown) => void = () => {}
  #error: unknown
  #rows = 0
  readonly #statement: string

  constructor(statement: string) {
    this.#statement = statement
    this.ready = new Promise((resolve, reject) => {
      this.#open = resolve
      this.#failOpen = reject
    })
    this.done = new Promise((resolve, reject) => {
      this.#finish = resolve
      this.#failDone = reject
    })
    this.done.catch(() => undefined) // told by `ready`, `check` or the awaiting `end`
  }

  check(): void {
    if (this.#error !== undefined) throw this.#error
  }

  submit(connection: Connection): void {
    connection.query(this.#statement)
  }

  handleCopyInResponse(connection: Connection): void {
    this.#open(connection)
  }

  handleCommandComplete(complete: { readonly text: string }): void {
    this.#rows = Number(/(\d+)$/.exec(complete.text)?.[1] ?? 0)
  }

  handleReadyForQuery(): void {
    if (this.#error === undefined) this.#finish(this.#rows)
  }

  handleError(error: unknown): void {
    this.#error ??= error
    this.#failOpen(error)
    this.#failDone(error)
  }
}
