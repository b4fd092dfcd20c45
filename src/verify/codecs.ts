/** Text codecs for the two loops that run once an entry; table look-ups, no allocation. The format's own codecs cost 6 times as much there. */

const HEX = new Int8Array(128).fill(-1)
for (let i = 0; i < 16; i++) HEX['0123456789abcdef'.charCodeAt(i)] = i

/** Writes lower-case hex digits from text[from], skipping dashes, as `bytes` bytes. The caller has checked the alphabet and the length. */
export function hexInto(text: string, bytes: number, into: Uint8Array, at: number): void {
  let from = 0
  for (let i = 0; i < bytes; i++) {
    if (text.charCodeAt(from) === 0x2d) from += 1
    into[at + i] = ((HEX[text.charCodeAt(from)] ?? 0) << 4) | (HEX[text.charCodeAt(from + 1)] ?? 0)
    from += 2
  }
}

const BASE64 = new Int8Array(128).fill(-1)
for (let i = 0; i < 64; i++)
  BASE64['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.charCodeAt(i)] = i

/** Decodes the 44 characters of 32 bytes. False unless they are the one standard spelling of them. */
export function salt44Into(text: string, into: Uint8Array, at: number): boolean {
  if (text.length !== 44 || text.charCodeAt(43) !== 0x3d) return false
  let write = at
  for (let i = 0; i < 44; i += 4) {
    const a = BASE64[text.charCodeAt(i)] ?? -1
    const b = BASE64[text.charCodeAt(i + 1)] ?? -1
    const c = BASE64[text.charCodeAt(i + 2)] ?? -1
    const d = i === 40 ? 0 : (BASE64[text.charCodeAt(i + 3)] ?? -1)
    if (a < 0 || b < 0 || c < 0 || d < 0 || (i === 40 && (c & 3) !== 0)) return false
    into[write++] = (a << 2) | (b >> 4)
    into[write++] = ((b & 15) << 4) | (c >> 2)
    if (i !== 40) into[write++] = ((c & 3) << 6) | d
  }
  return true
}

/**
 * A UUID as 8 characters of 16 bits. A match cut out of a file's text would keep that whole text alive (V8 slices strings); half a million call ids
 * kept 700 MB so.
 */
export function packUuid(uuid: string): string {
  const bytes = new Uint8Array(16)
  hexInto(uuid, 16, bytes, 0)
  let packed = ''
  for (let i = 0; i < 16; i += 2) packed += String.fromCharCode((bytes[i] ?? 0) * 256 + (bytes[i + 1] ?? 0))
  return packed
}

export function unpackUuid(packed: string): string {
  let hex = ''
  for (let i = 0; i < packed.length; i++) hex += packed.charCodeAt(i).toString(16).padStart(4, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
