import { crc32 } from 'node:zlib'
import { FrameInvalid } from '../wire/answer.ts'

/**
 * AWS's binary event stream ("application/vnd.amazon.eventstream", as the Transcribe and Lex guides describe it): a message is
 *   u32 total length, u32 length of the headers, u32 CRC-32 of these eight bytes, headers, payload, u32 CRC-32 of all before it,
 * big-endian; a header is u8 name length, name, u8 type, value. Any split into chunks gives the same messages.
 */
export type EventMessage = { readonly headers: ReadonlyMap<string, string>; readonly payload: Buffer }

/** The bytes are no event stream: the exchange must be ended, the parser is dead afterwards. */
export class EventStreamInvalid extends FrameInvalid {}

const PRELUDE = 12
const FRAME_MIN = 16
/** AWS allows 16 MiB a message; a token's event is some hundred bytes. At 2 MiB a stream is hostile. */
export const messageBytesMax = 2_097_152
const HEADERS_MAX = 131_072

export class EventStreamParser {
  readonly #onMessage: (message: EventMessage) => void
  #chunks: Buffer[] = []
  #have = 0
  /** Bytes of the message that is being gathered; 0 while its prelude is incomplete. */
  #need = 0

  constructor(onMessage: (message: EventMessage) => void) {
    this.#onMessage = onMessage
  }

  /** Throws EventStreamInvalid. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#have += chunk.length
    while (this.#ready()) {
      const bytes = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks, this.#have)
      if (bytes === undefined) return
      const message = bytes.subarray(0, this.#need)
      const rest = bytes.subarray(this.#need)
      this.#chunks = rest.length === 0 ? [] : [rest]
      this.#have = rest.length
      this.#need = 0
      this.#onMessage(decode(message))
    }
  }

  /** Whether the stream ended between two messages. */
  end(): boolean {
    return this.#have === 0
  }

  #ready(): boolean {
    if (this.#need === 0 && this.#have >= PRELUDE) {
      const bytes = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks, this.#have)
      if (bytes === undefined) return false
      this.#chunks = [bytes]
      this.#need = lengthOf(bytes)
    }
    return this.#need > 0 && this.#have >= this.#need
  }
}

/** The prelude is checked before its length is believed. */
function lengthOf(bytes: Buffer): number {
  if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8))
    throw new EventStreamInvalid('the checksum of a message head does not match')
  const total = bytes.readUInt32BE(0)
  const headers = bytes.readUInt32BE(4)
  if (total < FRAME_MIN || total > messageBytesMax)
    throw new EventStreamInvalid(`a message of ${total} bytes is out of bounds`)
  if (headers > HEADERS_MAX || headers > total - FRAME_MIN)
    throw new EventStreamInvalid('the headers of a message are longer than the message')
  return total
}

function decode(bytes: Buffer): EventMessage {
  const end = bytes.length - 4
  if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32BE(end))
    throw new EventStreamInvalid('the checksum of a message does not match')
  const payloadAt = PRELUDE + bytes.readUInt32BE(4)
  return { headers: headersOf(bytes.subarray(PRELUDE, payloadAt)), payload: bytes.subarray(payloadAt, end) }
}

/** Bytes of a value by type: true, false, byte, short, integer, long, (bytes), (string), timestamp, uuid. */
const SIZES: readonly (number | null)[] = [0, 0, 1, 2, 4, 8, null, null, 8, 16]
const STRING = 7

function headersOf(bytes: Buffer): Map<string, string> {
  const out = new Map<string, string>()
  let at = 0
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new EventStreamInvalid('a header ends after the headers')
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const name = take(take(1).readUInt8(0)).toString('utf8')
    const type = take(1).readUInt8(0)
    const size = SIZES[type]
    if (size === undefined) throw new EventStreamInvalid('a header has an unknown type')
    const value = take(size ?? take(2).readUInt16BE(0))
    if (type === STRING) out.set(name, value.toString('utf8'))
  }
  return out
}

/** A message of string headers, as AWS would send it. For tests and the fake upstream. */
export function encodeMessage(headers: Readonly<Record<string, string>>, payload: Uint8Array): Buffer {
  const parts = Object.entries(headers).map(([name, value]) => {
    const [n, v] = [Buffer.from(name), Buffer.from(value)]
    const length = Buffer.alloc(2)
    length.writeUInt16BE(v.length)
    return Buffer.concat([Buffer.from([n.length]), n, Buffer.from([STRING]), length, v])
  })
  const head = Buffer.concat(parts)
  const out = Buffer.alloc(FRAME_MIN + head.length + payload.length)
  out.writeUInt32BE(out.length, 0)
  out.writeUInt32BE(head.length, 4)
  out.writeUInt32BE(crc32(out.subarray(0, 8)), 8)
  out.set(head, PRELUDE)
  out.set(payload, PRELUDE + head.length)
  out.writeUInt32BE(crc32(out.subarray(0, out.length - 4)), out.length - 4)
  return out
}
