import { crc32 } from 'node:zlib'

/**
 * Frames of the spool: `magic u32 | length u32 | crc u32 | write u32 | body`, little endian. The checksum covers `write` and the body.
 * `write` numbers the disk write that carried the frame; it only grows. One write is in flight at a time, so a frame of write `k`
 * proves that every write before `k - 1` was acknowledged: that is how a torn tail (never acknowledged) is told from a damaged log.
 */
export const FRAME_HEADER_BYTES = 16
const MAGIC = 0x31465753 // "SWF1"

/** Fills the header of a frame whose body already stands at [at + 16, end). Returns `end`. */
export function sealFrame(into: Buffer, at: number, end: number, write: number): number {
  into.writeUInt32LE(MAGIC, at)
  into.writeUInt32LE(end - at - FRAME_HEADER_BYTES, at + 4)
  into.writeUInt32LE(write, at + 12)
  into.writeUInt32LE(crc32(into.subarray(at + 12, end)), at + 8)
  return end
}

export function makeFrame(body: Uint8Array, write: number): Buffer {
  const frame = Buffer.alloc(FRAME_HEADER_BYTES + body.length)
  frame.set(body, FRAME_HEADER_BYTES)
  sealFrame(frame, 0, frame.length, write)
  return frame
}

export type Frame = {
  readonly at: number
  readonly end: number
  readonly write: number
  readonly body: Buffer
}

/** The valid frame at `at`, or undefined: zeros, torn, or damaged. `body` is a view. */
export function frameAt(bytes: Buffer, at: number): Frame | undefined {
  if (at + FRAME_HEADER_BYTES > bytes.length || bytes.readUInt32LE(at) !== MAGIC) return undefined
  const end = at + FRAME_HEADER_BYTES + bytes.readUInt32LE(at + 4)
  if (end > bytes.length || crc32(bytes.subarray(at + 12, end)) !== bytes.readUInt32LE(at + 8))
    return undefined
  return { at, end, write: bytes.readUInt32LE(at + 12), body: bytes.subarray(at + FRAME_HEADER_BYTES, end) }
}

export type Scan = {
  readonly frames: readonly Frame[]
  /** Where the next frame would stand. */
  readonly end: number
  /** `clean`: zeros follow. `torn`: an unacknowledged last write was cut. `damaged`: acknowledged frames are unreadable. */
  readonly tail: 'clean' | 'torn' | 'damaged'
}

/**
 * Frames from `from` to the first place without one. `writeFloor` is the highest write number seen before this segment:
 * leftovers of a failed write that a later, shorter write did not cover carry a lower number and end the scan.
 */
export function scanFrames(bytes: Buffer, from = 0, writeFloor = 0): Scan {
  const frames: Frame[] = []
  let at = from
  let write = writeFloor
  for (;;) {
    const frame = frameAt(bytes, at)
    if (!frame || frame.write < write) break
    frames.push(frame)
    write = frame.write
    at = frame.end
  }
  return { frames, end: at, tail: tailKind(bytes, at, write) }
}

function tailKind(bytes: Buffer, end: number, write: number): Scan['tail'] {
  let dirty = false
  const magic = Buffer.alloc(4)
  magic.writeUInt32LE(MAGIC)
  for (let at = bytes.indexOf(magic, end); at >= 0; at = bytes.indexOf(magic, at + 4)) {
    dirty = true
    const later = frameAt(bytes, at)
    if (later && later.write > write + 1) return 'damaged'
  }
  return dirty || !isZero(bytes.subarray(end)) ? 'torn' : 'clean'
}

const ZEROS = Buffer.alloc(65_536)

function isZero(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += ZEROS.length) {
    const piece = bytes.subarray(at, at + ZEROS.length)
    if (piece.compare(ZEROS, 0, piece.length) !== 0) return false
  }
  return true
}
