declare const brand: unique symbol
/** A string that only its constructor can make: an OrgId is not a UserId. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }

/** UUIDv7 in lower case, as RFC 9562 section 5.7 writes it. */
export type Uuid = Brand<string, 'Uuid'>
export type OrgId = Brand<string, 'OrgId'>
export type UserId = Brand<string, 'UserId'>
export type KeyId = Brand<string, 'KeyId'>
/** The random id under which an AI system stands in ledger envelopes; never its name. */
export type SystemRef = Brand<string, 'SystemRef'>
export type CallId = Brand<string, 'CallId'>
export type EntryId = Brand<string, 'EntryId'>

/** ISO 8601 in UTC with milliseconds: `2026-11-22T10:00:00.000Z`. */
export type Instant = Brand<string, 'Instant'>
export const instant = (ms: number): Instant => new Date(ms).toISOString() as Instant

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
export const isUuid = (text: string): text is Uuid => UUID.test(text)

/** Codes of the hex digits of each byte, high and low. */
const HIGH = new Uint8Array(256)
const LOW = new Uint8Array(256)
for (let i = 0; i < 256; i++) {
  HIGH[i] = '0123456789abcdef'.charCodeAt(Math.floor(i / 16))
  LOW[i] = '0123456789abcdef'.charCodeAt(i % 16)
}
let headMs = -1
let head = ''

/**
 * UUIDv7 (RFC 9562 section 5.7) from a time in ms and 10 random bytes read from `random` at `offset`.
 * The caller owns the randomness, so that tests replay and the hot path can draw from a pool.
 */
export function uuidv7(ms: number, random: Uint8Array, offset = 0): Uuid {
  if (ms !== headMs) {
    headMs = ms
    const whole = Math.floor(ms)
    const hi = Math.floor(whole / 0x10000)
      .toString(16)
      .padStart(8, '0')
    head = `${hi}-${(whole % 0x10000).toString(16).padStart(4, '0')}-7`
  }
  const at = (i: number): number => random[offset + i] ?? 0
  const h = (byte: number): number => HIGH[byte] ?? 48
  const l = (byte: number): number => LOW[byte] ?? 48
  const b0 = at(0)
  const b1 = at(1)
  const b2 = 0x80 | (at(2) & 0x3f)
  const b3 = at(3)
  const b4 = at(4)
  const b5 = at(5)
  const b6 = at(6)
  const b7 = at(7)
  const b8 = at(8)
  const b9 = at(9)
  // one flat string of its codes: joined from pairs it took twice as long, most of it when the id became the key of a map
  const c = (i: number): number => head.charCodeAt(i)
  // prettier-ignore
  return String.fromCharCode(
    c(0), c(1), c(2), c(3), c(4), c(5), c(6), c(7), 45, c(9), c(10), c(11), c(12), 45,
    55, l(b0), h(b1), l(b1), 45, h(b2), l(b2), h(b3), l(b3), 45,
    h(b4), l(b4), h(b5), l(b5), h(b6), l(b6), h(b7), l(b7), h(b8), l(b8), h(b9), l(b9),
  ) as Uuid
}

/** Milliseconds since the epoch that a UUIDv7 carries. */
export const uuidTimeMs = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
