/** Whether a run of letters and digits may be readable text in base64 or hexadecimal. Looks at its beginning only. */

/** Of the first bytes so many must be printable: chance does that once in some ten thousand runs. */
const BYTES = 9

export function coded(text: string, start: number, end: number): boolean {
  if (codedPair(text, start, end) && readableHex(text, start)) return true
  // A run behind a sign of base64 may begin anywhere in a group of four.
  for (let shift = 0; shift < 4; shift++)
    if (start + shift + 12 <= end && readableBase64(text, start + shift)) return true
  return false
}

/** Only hexadecimal digits. */
export function codedPair(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (hexOf(text.charCodeAt(i)) < 0) return false
  return true
}

function readableHex(text: string, start: number): boolean {
  for (let k = 0; k < BYTES; k++) {
    const byte = hexOf(text.charCodeAt(start + 2 * k)) * 16 + hexOf(text.charCodeAt(start + 2 * k + 1))
    if (!printable(byte)) return false
  }
  return true
}

function readableBase64(text: string, start: number): boolean {
  let turns = 0
  let last = 0
  for (let i = start; i < start + 12; i += 4) {
    let group = 0
    for (let k = 0; k < 4; k++) {
      const c = text.charCodeAt(i + k)
      const v = sixOf(c)
      if (v < 0) return false
      const kind = c <= 57 ? 1 : c <= 90 ? 2 : 3
      if (kind !== last) turns++
      last = kind
      group = group * 64 + v
    }
    if (!printable(group >> 16) || !printable((group >> 8) & 255) || !printable(group & 255)) return false
  }
  return turns > 3
}

const printable = (byte: number): boolean => (byte >= 32 && byte < 127) || byte === 10
const hexOf = (c: number): number =>
  c >= 48 && c <= 57 ? c - 48 : c >= 97 && c <= 102 ? c - 87 : c >= 65 && c <= 70 ? c - 55 : -1
const sixOf = (c: number): number =>
  c >= 65 && c <= 90 ? c - 65 : c >= 97 && c <= 122 ? c - 71 : c >= 48 && c <= 57 ? c + 4 : -1
