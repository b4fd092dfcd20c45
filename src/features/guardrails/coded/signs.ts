/** Character classes of the look for coded runs: tables, because they are read for every character of a long word. */

/** Printable ASCII without the blank: what a word is made of. Everything else (blanks, other scripts) ends a word. */
const ink = new Uint8Array(65_536)
for (let c = 33; c < 127; c++) ink[c] = 1
export const isInk = (c: number): boolean => ink[c] === 1

export const SIGN = { other: 0, lower: 1, upper: 2, digit: 3, joint: 4 } as const

const signs = new Uint8Array(128)
for (let c = 97; c <= 122; c++) signs[c] = SIGN.lower
for (let c = 65; c <= 90; c++) signs[c] = SIGN.upper
for (let c = 48; c <= 57; c++) signs[c] = SIGN.digit
for (const ch of '+/-_') signs[ch.charCodeAt(0)] = SIGN.joint

export const signOf = (c: number): number => (c < 128 ? (signs[c] ?? 0) : 0)
export const isAlnum = (c: number): boolean => {
  const sign = signOf(c)
  return sign > SIGN.other && sign < SIGN.joint
}
/** A letter of base64, in either alphabet. */
export const isSix = (c: number): boolean => signOf(c) !== SIGN.other

/** The value of a letter of base64, in either alphabet; -1 for every other character. */
const sixes = new Int8Array(128).fill(-1)
const SIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
for (let v = 0; v < 64; v++) sixes[SIX.charCodeAt(v)] = v
sixes[45] = 62
sixes[95] = 63
export const sixOf = (c: number): number => (c < 128 ? (sixes[c] ?? -1) : -1)

export const hexOf = (c: number): number =>
  c >= 48 && c <= 57 ? c - 48 : c >= 97 && c <= 102 ? c - 87 : c >= 65 && c <= 70 ? c - 55 : -1

/** RFC 4648, section 6: A-Z and 2-7; small letters are read too. */
export const fiveOf = (c: number): number =>
  c >= 50 && c <= 55 ? c - 24 : (c | 32) >= 97 && (c | 32) <= 122 && c > 64 ? (c | 32) - 97 : -1

/** 1: a byte of readable ASCII; 2: a NUL, which stands between the letters of UTF-16; 0: neither. */
export const readable = new Uint8Array(256)
for (let b = 32; b < 127; b++) readable[b] = 1
for (const b of [9, 10, 13]) readable[b] = 1
readable[0] = 2
