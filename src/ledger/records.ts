import { bodyCommitmentAt, SALT_BYTES } from './format/body.ts'
import type { Random } from '../platform/random.ts'
import { PAYLOAD_KEY_BYTES, sealedLength, sealPayloadInto } from './format/seal.ts'
import { FRAME_HEADER_BYTES, sealFrame } from './frames.ts'
import { COMMITMENT_HEX, LEAF_HEAD, writeLeafTail, type LeafFields } from './bodies.ts'
import { Scribe } from './scribe.ts'

/**
 * What a batch frame carries: one organisation's entries of one disk write, in counter order. Little endian.
 *
 *   u8 kind = 2 | u8 version = 1 | org 16 | segment key id 16 | u48 first counter | u32 entry count | records...
 *   entry    1 | u16 leaf length | u32 body length | leaf | salt 32 | body
 *   payload  2 | u8 name | u8 flags | u48 owner counter | u32 piece | u32 plain length | u32 sealed length | i32 key index | sealed
 *   call     3 | u32 length | JSON array (search row; see call-row.ts)
 *   keys     4 | u32 count | u32 length | wrapped keys (one cipher call), at most one, at the end
 *   stream   5 | u32 length | segment key id 16 | outcome id 16 | one wrapped key of a payload that comes in pieces
 *
 * flags: 1 = the last piece , 2 = streamed. `key index` counts in `keys`, for a streamed piece over the
 * frame's `stream` records; -1 = the key came with an earlier piece.
 */
export const BATCH_KIND = 2
const HEAD_BYTES = 1 + 1 + 16 + 16 + 6 + 4

export const payloadNames = ['client', 'request', 'response'] as const
export type PayloadName = (typeof payloadNames)[number]
const NAME_CODE: Readonly<Record<PayloadName, number>> = { client: 0, request: 1, response: 2 }

/** Writes one batch frame into a buffer. The recorder estimates the room before; passing the end throws. */
export class BatchWriter extends Scribe {
  private entries = 0
  private readonly start: number
  /** Of the entry that is being written: where its record and its salt begin, 0 when none is. */
  private entryAt = 0
  private saltAt = 0

  constructor(buffer: Buffer, start: number, org: Buffer, segmentKey: Buffer, firstCounter: number) {
    super(buffer)
    this.start = start
    let at = start + FRAME_HEADER_BYTES
    buffer[at++] = BATCH_KIND
    buffer[at++] = 1
    at += org.copy(buffer, at)
    at += segmentKey.copy(buffer, at)
    at = buffer.writeUIntLE(firstCounter, at, 6)
    this.at = at + 4
  }

  /** Leaf (its commitment still open) and salt of one entry; the body is written next, then `endEntry` commits to it. */
  beginEntry(leaf: LeafFields, random: Random): void {
    this.room(7)
    this.entryAt = this.at
    this.at += 7
    this.raw(LEAF_HEAD)
    this.room(COMMITMENT_HEX)
    this.at += COMMITMENT_HEX
    writeLeafTail(this, leaf)
    this.room(SALT_BYTES)
    this.saltAt = this.at
    random.into(this.buffer, this.at, SALT_BYTES)
    this.at += SALT_BYTES
  }

  endEntry(): void {
    const { buffer, at, entryAt, saltAt } = this
    const commitment = bodyCommitmentAt(buffer, saltAt, at)
    this.at = entryAt + 7 + LEAF_HEAD.length
    this.ascii(commitment)
    this.at = at
    buffer[entryAt] = 1
    buffer.writeUInt16LE(saltAt - entryAt - 7, entryAt + 1)
    buffer.writeUInt32LE(at - saltAt - SALT_BYTES, entryAt + 3)
    this.entries += 1
  }

  /** A body that is text already. */
  text(body: string): void {
    this.room(Buffer.byteLength(body))
    this.at += this.buffer.write(body, this.at, 'utf8')
  }

  /** A payload that is all here, sealed under key number `keyIndex` of `keys` straight into the frame. Returns its commitment. */
  whole(
    name: PayloadName,
    owner: number,
    keyIndex: number,
    keys: Buffer,
    leafId: string,
    bytes: Uint8Array,
  ): string {
    const length = sealedLength(bytes.length)
    this.room(25 + length)
    this.payloadHead(NAME_CODE[name], 1, owner, 0, bytes.length, length, keyIndex)
    const commitment = sealPayloadInto(
      keys,
      keyIndex * PAYLOAD_KEY_BYTES,
      leafId,
      name,
      bytes,
      this.buffer,
      this.at,
    )
    this.at += length
    return commitment
  }

  payload(piece: {
    name: PayloadName
    last: boolean
    /** One of several pieces; its key, if it comes along, is the frame's stream key number `keyIndex`. */
    streamed: boolean
    owner: number
    piece: number
    plainLength: number
    keyIndex: number
    sealed: readonly Uint8Array[]
  }): void {
    const { buffer } = this
    let length = 0
    for (const part of piece.sealed) length += part.length
    this.room(25 + length)
    const flags = (piece.last ? 1 : 0) + (piece.streamed ? 2 : 0)
    this.payloadHead(
      NAME_CODE[piece.name],
      flags,
      piece.owner,
      piece.piece,
      piece.plainLength,
      length,
      piece.keyIndex,
    )
    for (const part of piece.sealed) {
      buffer.set(part, this.at)
      this.at += part.length
    }
  }

  private payloadHead(
    name: number,
    flags: number,
    owner: number,
    piece: number,
    plainLength: number,
    sealedBytes: number,
    keyIndex: number,
  ): void {
    const { buffer, at } = this
    buffer[at] = 2
    buffer[at + 1] = name
    buffer[at + 2] = flags
    buffer.writeUIntLE(owner, at + 3, 6)
    buffer.writeUInt32LE(piece, at + 9)
    buffer.writeUInt32LE(plainLength, at + 13)
    buffer.writeUInt32LE(sealedBytes, at + 17)
    buffer.writeInt32LE(keyIndex, at + 21)
    this.at = at + 25
  }

  /** One search row, written by `row` as JSON. */
  beginCall(): number {
    this.room(5)
    const from = this.at
    this.at += 5
    return from
  }

  endCall(from: number): void {
    this.buffer[from] = 3
    this.buffer.writeUInt32LE(this.at - from - 5, from + 1)
  }

  keys(count: number, wrapped: Uint8Array): void {
    this.room(9 + wrapped.length)
    this.buffer[this.at] = 4
    this.buffer.writeUInt32LE(count, this.at + 1)
    this.buffer.writeUInt32LE(wrapped.length, this.at + 5)
    this.buffer.set(wrapped, this.at + 9)
    this.at += 9 + wrapped.length
  }

  /** A key wrapped alone, under a segment key that may be older than the frame's. */
  streamKey(wrapped: Uint8Array, segmentKey: Buffer, outcomeId: Buffer): void {
    this.room(37 + wrapped.length)
    this.buffer[this.at] = 5
    this.buffer.writeUInt32LE(wrapped.length, this.at + 1)
    segmentKey.copy(this.buffer, this.at + 5)
    outcomeId.copy(this.buffer, this.at + 21)
    this.buffer.set(wrapped, this.at + 37)
    this.at += 37 + wrapped.length
  }

  /** Closes the frame; returns its end. */
  finish(write: number): number {
    this.buffer.writeUInt32LE(this.entries, this.start + FRAME_HEADER_BYTES + HEAD_BYTES - 4)
    return sealFrame(this.buffer, this.start, this.at, write)
  }
}

export type EntryRecord = {
  readonly counter: number
  readonly leaf: Buffer
  readonly salt: Buffer
  readonly body: Buffer
}
export type PayloadRecord = {
  readonly name: PayloadName
  readonly last: boolean
  readonly streamed: boolean
  readonly owner: number
  readonly piece: number
  readonly plainLength: number
  readonly keyIndex: number
  readonly sealed: Buffer
}
export type StreamKey = {
  readonly segmentKey: Buffer
  /** Under whose id the payload is sealed. */ readonly outcomeId: Buffer
  readonly wrapped: Buffer
}

export type Batch = {
  /** 16 bytes each. */
  readonly org: Buffer
  readonly segmentKey: Buffer
  readonly firstCounter: number
  readonly entries: readonly EntryRecord[]
  readonly payloads: readonly PayloadRecord[]
  readonly calls: readonly Buffer[]
  readonly keys: { readonly count: number; readonly wrapped: Buffer } | undefined
  readonly streamKeys: readonly StreamKey[]
}

export const isBatch = (body: Buffer): boolean => body[0] === BATCH_KIND

/** Views into `body`; the checksum has been tested, so a misfit is a bug or a foreign version: it throws. */
export function readBatch(body: Buffer): Batch {
  if (body[1] !== 1) throw new Error(`spool batch version ${body[1]} is unknown: a newer release wrote it`)
  const firstCounter = body.readUIntLE(34, 6)
  const count = body.readUInt32LE(40)
  const entries: EntryRecord[] = []
  const payloads: PayloadRecord[] = []
  const calls: Buffer[] = []
  let keys: Batch['keys']
  const streamKeys: StreamKey[] = []
  let at = HEAD_BYTES
  const take = (length: number): Buffer => {
    if (at + length > body.length) throw new Error('spool batch ends inside a record')
    at += length
    return body.subarray(at - length, at)
  }
  while (at < body.length) {
    switch (body[at]) {
      case 1: {
        const leafLength = body.readUInt16LE(at + 1)
        const bodyLength = body.readUInt32LE(at + 3)
        at += 7
        entries.push({
          counter: firstCounter + entries.length,
          leaf: take(leafLength),
          salt: take(32),
          body: take(bodyLength),
        })
        break
      }
      case 2: {
        const name = payloadNames[body.readUInt8(at + 1)]
        if (!name) throw new Error('spool batch names an unknown payload')
        const head = at
        const length = body.readUInt32LE(at + 17)
        at += 25
        payloads.push({
          name,
          last: flag(body.readUInt8(head + 2), 1),
          streamed: flag(body.readUInt8(head + 2), 2),
          owner: body.readUIntLE(head + 3, 6),
          piece: body.readUInt32LE(head + 9),
          plainLength: body.readUInt32LE(head + 13),
          keyIndex: body.readInt32LE(head + 21),
          sealed: take(length),
        })
        break
      }
      case 3: {
        const length = body.readUInt32LE(at + 1)
        at += 5
        calls.push(take(length))
        break
      }
      case 4: {
        const groupCount = body.readUInt32LE(at + 1)
        const length = body.readUInt32LE(at + 5)
        at += 9
        keys = { count: groupCount, wrapped: take(length) }
        break
      }
      case 5: {
        const length = body.readUInt32LE(at + 1)
        at += 5
        streamKeys.push({ segmentKey: take(16), outcomeId: take(16), wrapped: take(length) })
        break
      }
      default:
        throw new Error(`spool batch has an unknown record ${body[at]}`)
    }
  }
  if (entries.length !== count)
    throw new Error(`spool batch promises ${count} entries and holds ${entries.length}`)
  return {
    org: body.subarray(2, 18),
    segmentKey: body.subarray(18, 34),
    firstCounter,
    entries,
    payloads,
    calls,
    keys,
    streamKeys,
  }
}

const flag = (flags: number, bit: number): boolean => Math.floor(flags / bit) % 2 === 1

export const uuidBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex')
export function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
