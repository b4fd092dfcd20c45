/**
 * Server-sent events, parsed as the HTML standard says (section 9.2.6, "Interpreting an event stream"): UTF-8, an optional byte order mark,
 * lines ended by LF, CR or CRLF, `field: value`, comments from `:`, an event ends at a blank line.
 * Any split of the same bytes into chunks gives the same events (fuzzed in sse.test.ts). Memory is bounded by the two limits.
 */
export type SseEvent = {
  /** `message` when the stream names none. */
  readonly event: string
  /** The `data` lines joined by LF. */
  readonly data: string
  readonly id: string
}

export type SseLimits = {
  /** Bytes of one line. A chat chunk with a large tool call is a few KiB; at half a MiB a stream is hostile. */
  readonly lineBytesMax: number
  /** Bytes of one event's lines together. */
  readonly eventBytesMax: number
}

export const sseLimits: SseLimits = { lineBytesMax: 1_048_576, eventBytesMax: 2_097_152 }

/** A line or an event is longer than its limit: the stream must be ended, the parser is dead afterwards. */
export class SseOverflow extends Error {
  constructor(
    readonly what: 'line' | 'event',
    readonly limitBytes: number,
  ) {
    super(`an event stream's ${what} is longer than ${limitBytes} bytes`)
    this.name = 'SseOverflow'
  }
}

const LF = 10
const CR = 13
const EMPTY = new Uint8Array(0)

export class SseParser {
  // ignoreBOM keeps U+FEFF in the text: the mark counts only at the start of the stream, not of each decoded line
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #onEvent: (event: SseEvent) => void
  readonly #limits: SseLimits
  #carry: Uint8Array[] = []
  #carryBytes = 0
  #afterCr = false
  #started = false
  #event = ''
  #data = ''
  #hasData = false
  #eventBytes = 0
  #id = ''

  /** `onEvent` is called synchronously from `push` and `end`, in order. */
  constructor(onEvent: (event: SseEvent) => void, limits: SseLimits = sseLimits) {
    this.#onEvent = onEvent
    this.#limits = limits
  }

  /** Takes the next bytes; does not keep `chunk` unless a line is unfinished in it. Throws SseOverflow. */
  push(chunk: Uint8Array): void {
    let start = 0
    if (this.#afterCr && chunk.length > 0) {
      this.#afterCr = false
      if (chunk[0] === LF) start = 1
    }
    let lf = chunk.indexOf(LF, start)
    let cr = chunk.indexOf(CR, start)
    while (lf >= 0 || cr >= 0) {
      const end = cr < 0 || (lf >= 0 && lf < cr) ? lf : cr
      this.#line(chunk, start, end)
      start = end + 1
      if (end === cr) {
        if (start === chunk.length) this.#afterCr = true
        else if (chunk[start] === LF) start += 1
        cr = chunk.indexOf(CR, start)
      }
      if (lf >= 0 && lf < start) lf = chunk.indexOf(LF, start)
    }
    if (start < chunk.length) {
      this.#carryBytes += chunk.length - start
      if (this.#carryBytes > this.#limits.lineBytesMax)
        throw new SseOverflow('line', this.#limits.lineBytesMax)
      this.#carry.push(chunk.slice(start))
    }
  }

  /**
   * The stream is over. The standard discards an event without its blank line; `flush` delivers it instead, because some servers end
   * right after `data: [DONE]`. Returns whether the stream ended between two events.
   */
  end(options: { readonly flush: boolean }): boolean {
    if (this.#carryBytes > 0 && options.flush) this.#line(EMPTY, 0, 0)
    const clean = !this.#hasData && this.#carryBytes === 0
    if (options.flush) this.#dispatch()
    return clean
  }

  #line(chunk: Uint8Array, start: number, end: number): void {
    const bytes = end - start + this.#carryBytes
    if (bytes > this.#limits.lineBytesMax) throw new SseOverflow('line', this.#limits.lineBytesMax)
    if (bytes === 0) {
      this.#started = true
      this.#dispatch()
      return
    }
    this.#eventBytes += bytes
    if (this.#eventBytes > this.#limits.eventBytesMax)
      throw new SseOverflow('event', this.#limits.eventBytesMax)
    const last = chunk.subarray(start, end)
    let text = this.#decoder.decode(this.#carryBytes === 0 ? last : joined(this.#carry, last, bytes))
    this.#carry = []
    this.#carryBytes = 0
    if (!this.#started) {
      this.#started = true
      if (text.startsWith('\u{feff}')) text = text.slice(1)
      if (text === '') {
        this.#dispatch()
        return
      }
    }
    this.#field(text)
  }

  #field(line: string): void {
    const colon = line.indexOf(':')
    if (colon === 0) return
    const name = colon < 0 ? line : line.slice(0, colon)
    let value = ''
    if (colon >= 0) value = line.slice(line.charCodeAt(colon + 1) === 32 ? colon + 2 : colon + 1)
    if (name === 'data') {
      this.#data = this.#hasData ? `${this.#data}\n${value}` : value
      this.#hasData = true
    } else if (name === 'event') this.#event = value
    else if (name === 'id' && !value.includes('\0')) this.#id = value
  }

  #dispatch(): void {
    const data = this.#data
    const event = this.#event
    const had = this.#hasData
    this.#data = ''
    this.#event = ''
    this.#hasData = false
    this.#eventBytes = 0
    if (had) this.#onEvent({ event: event === '' ? 'message' : event, data, id: this.#id })
  }
}

function joined(parts: readonly Uint8Array[], last: Uint8Array, length: number): Uint8Array {
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  all.set(last, at)
  return all
}
