/** An upstream's answer of HTTP/1.1 or 1.0 from its bytes, in whatever pieces they come (RFC 9112). What could be read in two ways is not read. */

/** The bytes are no answer that this reads. */
export class NotHttp extends Error {}

/** Headers by lower-case name, read when asked for; of a repeated name the first. */
export class AnswerHeaders {
  readonly #text: string
  readonly #low: string
  /** The head without its last empty line. */
  constructor(text: string) {
    this.#text = text
    this.#low = text.toLowerCase()
  }
  get(name: string): string | undefined {
    const at = this.#low.indexOf(`\r\n${name}:`)
    return at < 0 ? undefined : this.#valueAt(at + name.length + 3)
  }
  /** Of what frames the answer. Undefined: none. Null: more than one. A tab beside a value stays: parsers differ on what it means there. */
  only(name: string): string | undefined | null {
    const line = `\r\n${name}:`
    const at = this.#low.indexOf(line)
    if (at < 0) return undefined
    return this.#low.indexOf(line, at + line.length) < 0 ? this.#valueAt(at + line.length, SPACE) : null
  }
  /** RFC 9110, 5.5: without spaces and tabs around it; `trim` takes more for space. */
  #valueAt(from: number, tab = TAB): string {
    const text = this.#text
    const line = text.indexOf('\r\n', from)
    let end = line < 0 ? text.length : line
    while (from < end && isBlank(text.charCodeAt(from), tab)) from += 1
    while (from < end && isBlank(text.charCodeAt(end - 1), tab)) end -= 1
    return text.slice(from, end)
  }
}

const isBlank = (code: number, tab: number): boolean => code === SPACE || code === tab

export interface AnswerSink {
  onHead(status: number, headers: AnswerHeaders): void
  onBody(chunk: Buffer): void
  onEnd(): void
}

const HEAD_MAX = 16_384
const HEAD =
  /^HTTP\/1\.[01] [1-9]\d\d(?: [\t\x20-\x7e\x80-\xff]*)?(?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*)*$/
/** No other framing behind the one that held (RFC 9110, 6.5.1). */
const TRAILER = /^(?!content-length:|transfer-encoding:)[!#$%&'*+.^_`|~0-9a-z-]+:[\t\x20-\x7e\x80-\xff]*$/i
/** Of a chunk's size with its extensions, of a trailer's line. */
const LINE_MAX = 4_096
const TRAILERS_MAX = 16_384
const CHUNK =
  /^([0-9a-fA-F]{1,8})(?:;[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:=(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+|"[\t\x20\x21\x23-\x5b\x5d-\x7e]*"))?)*$/
const END = Buffer.from('\r\n\r\n')
const TAB = 0x09
const SPACE = 0x20
/** As CHUNK allows. */
const SIZE_DIGITS = 8
const CR = 0x0d
const LF = 0x0a

type State = 'head' | 'sized' | 'chunk' | 'size' | 'after-chunk' | 'trailers' | 'until-close' | 'done'

export class AnswerReader {
  #state: State = 'head'
  #head: Buffer | null = null
  #line = ''
  /** Of the body or the chunk. */
  #missing = 0
  #trailers = 0
  /** Whether the connection may carry another answer. */
  reusable = false
  /** Seconds for which the other side keeps it, where it says so. */
  keepsS: number | null = null
  readonly #sink: AnswerSink

  constructor(sink: AnswerSink) {
    this.#sink = sink
  }

  get done(): boolean {
    return this.#state === 'done'
  }

  /** Throws NotHttp. Bytes behind the answer's end make the connection useless: nobody asked for them. */
  read(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      switch (this.#state) {
        case 'head':
          at = this.#readHead(chunk, at)
          break
        case 'sized':
        case 'chunk':
          at = this.#readBody(chunk, at)
          break
        case 'until-close':
          this.#sink.onBody(at === 0 ? chunk : chunk.subarray(at))
          return
        case 'size':
        case 'after-chunk':
        case 'trailers':
          at = this.#readLine(chunk, at)
          break
        case 'done':
          this.reusable = false
          return
      }
    }
  }

  /** The connection ended. False: in the middle of the answer. */
  closed(): boolean {
    if (this.#state === 'until-close') this.#end()
    return this.#state === 'done'
  }

  #readHead(chunk: Buffer, at: number): number {
    const before = this.#head === null ? 0 : this.#head.length
    const all =
      this.#head === null
        ? at === 0
          ? chunk
          : chunk.subarray(at)
        : Buffer.concat([this.#head, chunk.subarray(at)])
    const end = all.indexOf(END, Math.max(0, before - 3))
    if (end > HEAD_MAX || (end < 0 && all.length > HEAD_MAX)) throw new NotHttp('its head is too long')
    if (end < 0) {
      this.#head = all
      return chunk.length
    }
    this.#head = null
    this.#begin(all.toString('latin1', 0, end))
    return at + end + 4 - before
  }

  #begin(text: string): void {
    if (!HEAD.test(text)) throw new NotHttp('its head is malformed')
    const status = Number(text.slice(9, 12))
    const old = text.charCodeAt(7) === 0x30
    // interim answers (RFC 9110, 15.2) precede the one that was asked for; a change of protocol was not
    if (status < 200) {
      if (status === 101) throw new NotHttp('it changed the protocol')
      if (old) throw new NotHttp('its interim answer is malformed')
      return
    }
    const headers = new AnswerHeaders(text)
    const coding = headers.only('transfer-encoding')
    const length = headers.only('content-length')
    const connection = headers.only('connection')
    this.reusable = !old && connection !== null && connection?.toLowerCase().includes('close') !== true
    const keeps = /(?:^|[,\s])timeout=(\d{1,6})/i.exec(headers.get('keep-alive') ?? '')
    if (keeps !== null) this.keepsS = Number(keeps[1])
    if (coding !== undefined) {
      if (coding === null || old || length !== undefined || coding.toLowerCase() !== 'chunked')
        throw new NotHttp('its length is ambiguous')
      this.#state = 'size'
    } else if (length !== undefined) {
      if (length === null || !/^\d{1,15}$/.test(length)) throw new NotHttp('its length is ambiguous')
      this.#missing = Number(length)
      this.#state = 'sized'
    } else {
      this.reusable = false
      this.#state = 'until-close'
    }
    if (status === 204 || status === 304) {
      this.#state = 'sized'
      this.#missing = 0
    }
    this.#sink.onHead(status, headers)
    if (this.#state === 'sized' && this.#missing === 0) this.#end()
  }

  #readBody(chunk: Buffer, at: number): number {
    const take = Math.min(this.#missing, chunk.length - at)
    this.#missing -= take
    this.#sink.onBody(take === chunk.length ? chunk : chunk.subarray(at, at + take))
    if (this.#missing === 0) {
      if (this.#state === 'sized') this.#end()
      else this.#state = 'after-chunk'
    }
    return at + take
  }

  /** One line of the framing, which may come in pieces. */
  #readLine(chunk: Buffer, at: number): number {
    if (this.#line === '') {
      const behind = this.#readPlainLine(chunk, at)
      if (behind > at) return behind
    }
    const end = chunk.indexOf(LF, at)
    const piece = chunk.toString('latin1', at, end < 0 ? chunk.length : end)
    if (this.#line.length + piece.length > LINE_MAX) throw new NotHttp('a line of its framing is too long')
    this.#line += piece
    if (end < 0) return chunk.length
    const line = this.#line
    this.#line = ''
    if (line.charCodeAt(line.length - 1) !== CR) throw new NotHttp('its framing is malformed')
    this.#framed(line.slice(0, -1))
    return end + 1
  }

  /** As nearly every line is: the end of a chunk, or the size of one without extensions, whole in this read. Gives `at` where it is not. */
  #readPlainLine(chunk: Buffer, at: number): number {
    let end = at
    let size = 0
    if (this.#state === 'size')
      for (
        let digit = hexDigit(chunk[end]);
        digit >= 0 && end - at < SIZE_DIGITS;
        digit = hexDigit(chunk[++end])
      )
        size = size * 16 + digit
    if (chunk[end] !== CR || chunk[end + 1] !== LF) return at
    if (this.#state === 'after-chunk') this.#state = 'size'
    else if (size > 0) {
      this.#missing = size
      this.#state = 'chunk'
    } else return at
    return end + 2
  }

  #framed(line: string): void {
    if (this.#state === 'after-chunk') {
      if (line !== '') throw new NotHttp('its framing is malformed')
      this.#state = 'size'
    } else if (this.#state === 'size') {
      const size = CHUNK.exec(line)?.[1]
      if (size === undefined) throw new NotHttp('its framing is malformed')
      this.#missing = Number.parseInt(size, 16)
      this.#state = this.#missing === 0 ? 'trailers' : 'chunk'
    } else if (line === '') this.#end()
    else {
      if (!TRAILER.test(line)) throw new NotHttp('its trailers are malformed')
      this.#trailers += line.length
      if (this.#trailers > TRAILERS_MAX) throw new NotHttp('its trailers are too long')
    }
  }

  #end(): void {
    this.#state = 'done'
    this.#sink.onEnd()
  }
}

/** -1: not one. */
const hexDigit = (byte: number | undefined): number =>
  byte === undefined
    ? -1
    : byte >= 48 && byte <= 57
      ? byte - 48
      : byte >= 97 && byte <= 102
        ? byte - 87
        : byte >= 65 && byte <= 70
          ? byte - 55
          : -1
