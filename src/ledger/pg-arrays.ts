/**
 * PostgreSQL's binary array format, so that a thousand rows travel as a few buffers: the text form costs pg several times the CPU on both
 * sides (quoting, parsing). Use as `unnest(${int8Array(ns)}::bigint[])`: pg sends a Buffer in binary.
 */
const OID = { int4: 23, int8: 20, text: 25, uuid: 2950, timestamptz: 1184, bytea: 17 } as const
const HEAD_BYTES = 20
/** PostgreSQL counts microseconds from 2000-01-01. */
const EPOCH_MS = 946_684_800_000

function head(into: Buffer, oid: number, count: number, nulls: boolean): void {
  into.writeInt32BE(count === 0 ? 0 : 1, 0)
  into.writeInt32BE(nulls ? 1 : 0, 4)
  into.writeInt32BE(oid, 8)
  into.writeInt32BE(count, 12)
  into.writeInt32BE(1, 16)
}

const sized = (count: number, size: number): Buffer =>
  count === 0 ? Buffer.alloc(12) : Buffer.allocUnsafe(HEAD_BYTES + count * (4 + size))

function fixed(
  oid: number,
  size: number,
  count: number,
  put: (into: Buffer, at: number, i: number) => void,
): Buffer {
  const out = sized(count, size)
  if (count === 0) {
    out.writeInt32BE(oid, 8)
    return out
  }
  head(out, oid, count, false)
  let at = HEAD_BYTES
  for (let i = 0; i < count; i++) {
    out.writeInt32BE(size, at)
    put(out, at + 4, i)
    at += 4 + size
  }
  return out
}

export const int4Array = (values: readonly number[]): Buffer =>
  fixed(OID.int4, 4, values.length, (out, at, i) => out.writeInt32BE(values[i] ?? 0, at))

function putInt8(out: Buffer, at: number, value: number): void {
  const high = Math.floor(value / 0x1_0000_0000)
  out.writeInt32BE(high, at)
  out.writeUInt32BE(value - high * 0x1_0000_0000, at + 4)
}

export const int8Array = (values: readonly number[]): Buffer =>
  fixed(OID.int8, 8, values.length, (out, at, i) => putInt8(out, at, values[i] ?? 0))

export const timestampArray = (ms: readonly number[]): Buffer =>
  fixed(OID.timestamptz, 8, ms.length, (out, at, i) => putInt8(out, at, ((ms[i] ?? 0) - EPOCH_MS) * 1000))

export const uuidArray = (uuids: readonly string[]): Buffer =>
  fixed(OID.uuid, 16, uuids.length, (out, at, i) => {
    const u = uuids[i] ?? ''
    out.write(u.slice(0, 8) + u.slice(9, 13) + u.slice(14, 18) + u.slice(19, 23) + u.slice(24), at, 'hex')
  })

function variable(oid: number, values: readonly (Uint8Array | string | null)[]): Buffer {
  if (values.length === 0) return fixed(oid, 0, 0, () => undefined)
  let bytes = HEAD_BYTES
  let nulls = false
  const lengths = values.map((value) => {
    if (value === null) nulls = true
    const length = value === null ? 0 : typeof value === 'string' ? Buffer.byteLength(value) : value.length
    bytes += 4 + length
    return length
  })
  const out = Buffer.allocUnsafe(bytes)
  head(out, oid, values.length, nulls)
  let at = HEAD_BYTES
  values.forEach((value, i) => {
    const length = lengths[i] ?? 0
    out.writeInt32BE(value === null ? -1 : length, at)
    at += 4
    if (typeof value === 'string') out.write(value, at, 'utf8')
    else if (value !== null) out.set(value, at)
    at += length
  })
  return out
}

export const textArray = (values: readonly (string | null)[]): Buffer => variable(OID.text, values)
export const byteaArray = (values: readonly (Uint8Array | null)[]): Buffer => variable(OID.bytea, values)
