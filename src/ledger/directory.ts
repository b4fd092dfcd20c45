import { payloadNames, uuidText, type PayloadName } from './records.ts'

/**
 * Byte columns of a shipped batch.
 *
 * `leaves`: per entry u16 length (big endian) and the leaf: the bytes of a C2SP entry bundle, so bundles are cut out, not rebuilt.
 * `bodies`: per entry u32 length (big endian), 32-byte salt, canonical body.
 * `hashes`: 32 bytes per entry, SHA-256(0x00 || leaf).
 * `directory`: fixed records of DIRECTORY_BYTES, one per sealed payload (or piece of one).
 * `wraps`: per group u32 key count, 16 bytes segment key id, u32 length, wrapped keys.
 */
export type DirectoryRecord = {
  readonly name: PayloadName
  /** Piece of a streamed payload; its owner is the intent's counter. Otherwise the owner is the entry that commits to it. */
  readonly streamed: boolean
  readonly last: boolean
  readonly owner: number
  readonly piece: number
  readonly offset: number
  readonly length: number
  readonly plainLength: number
  /** Counts over all keys of all groups of the batch's wraps; -1 = the key came with an earlier piece. */
  readonly key: number
}

const DIRECTORY_BYTES = 32

export function encodeDirectory(records: readonly DirectoryRecord[]): Buffer {
  const out = Buffer.allocUnsafe(records.length * DIRECTORY_BYTES)
  let at = 0
  for (const r of records) {
    out.writeUInt8(payloadNames.indexOf(r.name), at)
    out.writeUInt8((r.streamed ? 2 : 0) + (r.last ? 1 : 0), at + 1)
    out.writeUIntBE(r.owner, at + 2, 6)
    out.writeUInt32BE(r.piece, at + 8)
    out.writeUIntBE(r.offset, at + 12, 6)
    out.writeUInt32BE(r.length, at + 18)
    out.writeUInt32BE(r.plainLength, at + 22)
    out.writeInt32BE(r.key, at + 26)
    out.writeUInt16BE(0, at + 30)
    at += DIRECTORY_BYTES
  }
  return out
}

export function decodeDirectory(bytes: Buffer): DirectoryRecord[] {
  return Array.from({ length: bytes.length / DIRECTORY_BYTES }, (_, i) => {
    const at = i * DIRECTORY_BYTES
    const name = payloadNames[bytes.readUInt8(at)]
    if (name === undefined) throw new Error('a payload directory names an unknown payload')
    const flags = bytes.readUInt8(at + 1)
    return {
      name,
      streamed: flags >= 2,
      last: flags % 2 === 1,
      owner: bytes.readUIntBE(at + 2, 6),
      piece: bytes.readUInt32BE(at + 8),
      offset: bytes.readUIntBE(at + 12, 6),
      length: bytes.readUInt32BE(at + 18),
      plainLength: bytes.readUInt32BE(at + 22),
      key: bytes.readInt32BE(at + 26),
    }
  })
}

export type WrapGroup = { readonly count: number; readonly segmentKey: string; readonly wrapped: Buffer }

export function encodeWraps(
  groups: readonly { readonly count: number; readonly segmentKey: Buffer; readonly wrapped: Buffer }[],
): Buffer {
  return Buffer.concat(
    groups.flatMap((group) => {
      const head = Buffer.alloc(24)
      head.writeUInt32BE(group.count, 0)
      group.segmentKey.copy(head, 4)
      head.writeUInt32BE(group.wrapped.length, 20)
      return [head, group.wrapped]
    }),
  )
}

export function decodeWraps(bytes: Buffer): WrapGroup[] {
  const groups: WrapGroup[] = []
  for (let at = 0; at < bytes.length;) {
    const end = at + 24 + bytes.readUInt32BE(at + 20)
    groups.push({
      count: bytes.readUInt32BE(at),
      segmentKey: uuidText(bytes.subarray(at + 4, at + 20)),
      wrapped: bytes.subarray(at + 24, end),
    })
    at = end
  }
  return groups
}

/** Entry `i` of the column; undefined past the end. */
export function leafAt(leaves: Buffer, i: number): Buffer | undefined {
  let at = 0
  for (let k = 0; k < i && at < leaves.length; k++) at += 2 + leaves.readUInt16BE(at)
  return at < leaves.length ? leaves.subarray(at + 2, at + 2 + leaves.readUInt16BE(at)) : undefined
}

export function* leavesOf(leaves: Buffer): Generator<Buffer> {
  for (let at = 0; at < leaves.length;) {
    const end = at + 2 + leaves.readUInt16BE(at)
    yield leaves.subarray(at + 2, end)
    at = end
  }
}

export type BodyOpening = { readonly salt: Buffer; readonly bytes: Buffer }

export function* bodiesOf(bodies: Buffer): Generator<BodyOpening> {
  for (let at = 0; at < bodies.length;) {
    const end = at + 36 + bodies.readUInt32BE(at)
    yield { salt: bodies.subarray(at + 4, at + 36), bytes: bodies.subarray(at + 36, end) }
    at = end
  }
}

export function bodyAt(bodies: Buffer, i: number): BodyOpening | undefined {
  let k = 0
  for (const body of bodiesOf(bodies)) if (k++ === i) return body
  return undefined
}
