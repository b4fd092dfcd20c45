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

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))

/**
 * UUIDv7 (RFC 9562 section 5.7) from a time in ms and 10 random bytes read from `random` at `offset`.
 * The caller owns the randomness, so that tests replay and the hot path can draw from a pool.
 */
export function uuidv7(ms: number, random: Uint8Array, offset = 0): Uuid {
  const hi = Math.floor(ms / 0x10000)
    .toString(16)
    .padStart(8, '0')
  const lo = (ms % 0x10000).toString(16).padStart(4, '0')
  const at = (i: number): number => random[offset + i] ?? 0
  const h = (n: number): string => HEX[n & 0xff] ?? '00'
  return `${hi}-${lo}-${h(0x70 | (at(0) & 0x0f))}${h(at(1))}-${h(0x80 | (at(2) & 0x3f))}${h(at(3))}-${h(at(4))}${h(at(5))}${h(at(6))}${h(at(7))}${h(at(8))}${h(at(9))}` as Uuid
}

/** Milliseconds since the epoch that a UUIDv7 carries. */
export const uuidTimeMs = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
