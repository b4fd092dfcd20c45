/** CRC-32 (ISO-HDLC, as in zlib) over char codes below 256. */
const TABLE = new Int32Array(256)
for (let n = 0; n < 256; n++) {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  TABLE[n] = c
}

export function crc32(text: string): number {
  let c = -1
  for (let i = 0; i < text.length; i++) c = (TABLE[(c ^ text.charCodeAt(i)) & 255] ?? 0) ^ (c >>> 8)
  return (c ^ -1) >>> 0
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Six digits of base 62, leading zeros kept: how GitHub and npm write the checksum at the end of a token. */
export function base62Of(n: number): string {
  let out = ''
  for (let rest = n; out.length < 6; rest = Math.floor(rest / 62)) out = BASE62.charAt(rest % 62) + out
  return out
}

/**
 * GitHub's classic tokens and npm's granular ones end in a CRC-32 of what stands between prefix and checksum
 * (github.blog 2021-04-05 "Behind GitHub's new authentication token formats"; npm's announcement of 2021-09-23 says the same).
 */
export function checksumHolds(body: string): boolean {
  return body.length === 36 && base62Of(crc32(body.slice(0, 30))) === body.slice(30)
}
