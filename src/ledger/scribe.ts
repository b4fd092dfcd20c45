/**
 * Writes JSON bytes straight into a buffer. The entries of a call written as strings first were a third of what the gateway left for the
 * garbage collector: sixty pieces joined, flattened, then encoded. Fixed parts are bytes made once; numbers and ids go in digit by digit.
 */
export class Scribe {
  at: number
  readonly buffer: Buffer

  constructor(buffer: Buffer, at = 0) {
    this.buffer = buffer
    this.at = at
  }

  /** Bytes as they are. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes
    this.room(length)
    if (length > 48) this.buffer.set(bytes, this.at)
    else {
      const { buffer, at } = this
      for (let i = 0; i < length; i++) buffer[at + i] = bytes[i] ?? 0
    }
    this.at += length
  }

  /** Text that is known to be ASCII: ids, digests, times. */
  ascii(text: string): void {
    const { length } = text
    this.room(length)
    const { buffer, at } = this
    for (let i = 0; i < length; i++) buffer[at + i] = text.charCodeAt(i)
    this.at += length
  }

  /** A string as JSON.stringify writes it, quotes included. Plain ASCII goes in as it is; anything else is left to JSON.stringify. */
  string(text: string): void {
    const { length } = text
    this.room(length + 2)
    const { buffer } = this
    let { at } = this
    buffer[at++] = QUOTE
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH) {
        this.escaped(text)
        return
      }
      buffer[at++] = code
    }
    buffer[at++] = QUOTE
    this.at = at
  }

  private escaped(text: string): void {
    const json = JSON.stringify(text)
    this.room(Buffer.byteLength(json))
    this.at += this.buffer.write(json, this.at, 'utf8')
  }

  /** A string that comes back with many calls (ids of routes and versions, names of detectors, stages), as JSON: looked up. */
  known(text: string): void {
    this.raw(jsonOf(text))
  }

  /** An integer; a stray fraction (a rounding upstream of us) is rounded and what is no number is 0: entries carry integers only. */
  int(value: number): void {
    let n = Number.isSafeInteger(value) ? value : Number.isFinite(value) ? Math.round(value) : 0
    if (n < 0 || n > 4_294_967_295) {
      this.ascii(`${n === 0 ? 0 : n}`)
      return
    }
    this.room(10)
    const { buffer } = this
    let digits = 1
    for (let limit = 10; n >= limit; limit *= 10) digits += 1
    for (let at = this.at + digits - 1; at >= this.at; at--) {
      const next = Math.floor(n / 10)
      buffer[at] = ZERO + n - next * 10
      n = next
    }
    this.at += digits
  }

  /** Writes past the end of a buffer are cut silently by Node; here they are an error. */
  protected room(bytes: number): void {
    if (this.at + bytes > this.buffer.length)
      throw new RangeError('a spool batch passes the end of its buffer')
  }
}

const QUOTE = 34
const BACKSLASH = 92
const ZERO = 48

/** Fixed ASCII text as bytes. */
export const fixed = (text: string): Buffer => Buffer.from(text, 'latin1')

const written = new Map<string, Buffer>()
const WRITTEN_MAX = 10_000
function jsonOf(text: string): Buffer {
  let json = written.get(text)
  if (json === undefined) {
    if (written.size >= WRITTEN_MAX) written.clear()
    written.set(text, (json = Buffer.from(JSON.stringify(text), 'utf8')))
  }
  return json
}

/** What `write` writes, as text: for places off the hot path. */
export function textOf(write: (out: Scribe) => void, bytesMax = 262_144): string {
  const out = new Scribe(Buffer.allocUnsafe(bytesMax))
  write(out)
  return out.buffer.toString('utf8', 0, out.at)
}
