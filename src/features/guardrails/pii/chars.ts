/** Character classes of the personal-data scanner: tables, because they are read for every character. */

/** What a character can begin. Everything above `lower` makes the scanner stop and look. */
export const KIND = { gap: 0, lower: 1, upper: 2, digit: 3, at: 4, colon: 5, sign: 6, ideograph: 7 } as const

const kinds = new Uint8Array(65_536)
const lowered = new Uint16Array(65_536)
/** Characters that an e-mail's local part, a number or an identifier may go on with. */
const tail = new Uint8Array(65_536)

for (let c = 0; c < 65_536; c++) {
  lowered[c] = c
  if (c >= 0x3040 && c < 0xd800) {
    // CJK, kana and hangul are written without blanks: each character stands alone
    kinds[c] = (c >= 0x4e00 && c < 0xa000) || (c >= 0xac00 && c < 0xd7a4) ? KIND.ideograph : KIND.gap
    continue
  }
  const alphabetic =
    (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || (c >= 0xc0 && c < 0x2000 && c !== 0xd7 && c !== 0xf7)
  if (!alphabetic) continue
  const lower = String.fromCharCode(c).toLowerCase()
  kinds[c] = KIND.lower
  if (lower.length === 1 && lower.charCodeAt(0) !== c) {
    lowered[c] = lower.charCodeAt(0)
    kinds[c] = KIND.upper
  }
}
for (let c = 48; c <= 57; c++) kinds[c] = KIND.digit
kinds[64] = KIND.at
kinds[58] = KIND.colon
// `+44`, `(0)20`
kinds[43] = KIND.sign
kinds[40] = KIND.sign
// inside a word, never its beginning
kinds[95] = KIND.lower
for (let c = 0; c < 65_536; c++) {
  const kind = kinds[c] ?? 0
  tail[c] = kind === KIND.lower || kind === KIND.upper || kind === KIND.digit ? 1 : 0
}
for (const ch of "._%+-'’(:/") tail[ch.charCodeAt(0)] = 1

/** What the scanner looks at; everything else flows by, one look-up a character. */
const stops = new Uint8Array(65_536)
for (let c = 0; c < 65_536; c++) {
  const kind = kinds[c] ?? 0
  stops[c] = kind > KIND.lower && kind !== KIND.ideograph ? 1 : 0
}

/** The first character from `from` on that may begin something, or the text's end. */
export function nextStop(text: string, from: number): number {
  const n = text.length
  let i = from
  while (i < n && stops[text.charCodeAt(i)] === 0) i++
  return i
}

export const kindOf = (c: number): number => kinds[c] ?? 0
export const lowerOf = (c: number): number => lowered[c] ?? c
export const isTail = (c: number): boolean => tail[c] === 1

export const isDigit = (c: number): boolean => c >= 48 && c <= 57
export const isUpper = (c: number): boolean => kinds[c] === KIND.upper
/** A letter of a script that is written with blanks between words. */
export const isLetter = (c: number): boolean =>
  (kinds[c] === KIND.upper || kinds[c] === KIND.lower) && c !== 95
/** A letter, digit or underscore: what goes on with a word. */
export const isWord = (c: number): boolean => {
  const kind = kinds[c] ?? 0
  return kind >= KIND.lower && kind <= KIND.digit
}
export const isAsciiUpper = (c: number): boolean => c >= 65 && c <= 90
export const isAsciiAlnum = (c: number): boolean =>
  isDigit(c) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122)
export const isBlank = (c: number): boolean => c === 32 || c === 0xa0 || c === 0x202f || c === 9

const SEED = 0x811c9dc5
const PRIME = 0x01000193

/** FNV-1a over the folded letters of text[start, end). A signed number: it stays unboxed. */
export function hashOf(text: string, start: number, end: number): number {
  let h = SEED
  for (let i = start; i < end; i++) h = Math.imul(h ^ lowerOf(text.charCodeAt(i)), PRIME)
  return h
}

/** The character at `i`, 0 outside the text: `charCodeAt` answers NaN there, and one NaN makes every later table look-up slow. */
export const codeAt = (text: string, i: number): number =>
  i >= 0 && i < text.length ? text.charCodeAt(i) : 0

/** End of the word that holds or begins at `at`; at most `max` characters further. */
export function wordEnd(text: string, at: number, max = 64): number {
  const cap = Math.min(text.length, at + max)
  let i = at
  while (i < cap && isWord(text.charCodeAt(i))) i++
  return i
}
