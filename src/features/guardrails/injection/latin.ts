/** Latin letters as a skim reads them: one code whatever the case and the accent; digits are one code too. */

/** Codes below this are looked up. */
export const LATIN = 0x180
const LETTER = new Uint8Array(LATIN)
for (let c = 48; c <= 57; c++) LETTER[c] = 48
for (let c = 97; c <= 122; c++) {
  LETTER[c] = c
  LETTER[c - 32] = c
}
LETTER[39] = 39
const STRUCK: Readonly<Record<string, string>> = {
  ß: 's',
  æ: 'a',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 't',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  œ: 'o',
  ŋ: 'n',
}
for (let c = 0xc0; c < LATIN; c++) {
  const small = String.fromCharCode(c).toLowerCase()
  const base = STRUCK[small] ?? small.normalize('NFKD').charAt(0)
  if (base >= 'a' && base <= 'z') LETTER[c] = base.charCodeAt(0)
}

/** The letter's one code; 0 for what ends a word. */
export const latinOf = (c: number): number => LETTER[c] ?? 0

const PLAIN = Uint8Array.from(LETTER)
for (const [digit, letter] of ['0o', '1i', '3e', '4a', '5s', '7t', '8b'].map((pair) => [...pair]))
  if (digit !== undefined && letter !== undefined) PLAIN[digit.charCodeAt(0)] = letter.charCodeAt(0)

/** The same, with digits read as the letters that they are drawn like. */
export const plainLatin = (c: number): number => (c < LATIN ? (PLAIN[c] ?? 0) : 0)

/** What a character outside ASCII and Latin weighs that may be a letter of another script, a look-alike or invisible. */
export function wideness(text: string, i: number, c: number): number {
  if (c < LATIN) return c === 0xad ? HIDDEN : 0
  if (isSign(c)) return 0
  if (isInvisible(c) || isLatin(text.charCodeAt(i - 1)) || isLatin(text.charCodeAt(i + 1))) return HIDDEN
  return 1
}

/** One of these is enough. */
const HIDDEN = 4
/** A letter, not a digit. */
export const isLatin = (c: number): boolean => c < LATIN && (LETTER[c] ?? 0) > 57
const isInvisible = (c: number): boolean =>
  (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c === 0xfeff

/** Dashes, quotation marks, currencies, arrows, boxes, pictures; not enclosed or styled letters. */
const isSign = (c: number): boolean =>
  (c >= 0x2010 && c <= 0x2027) ||
  (c >= 0x2030 && c <= 0x205e) ||
  (c >= 0x20a0 && c <= 0x20bf) ||
  (c >= 0x2190 && c <= 0x245f) ||
  (c >= 0x2500 && c <= 0x2bff) ||
  c === 0xfe0f ||
  (c >= 0xd83c && c <= 0xd83e) ||
  (c >= 0xdc00 && c <= 0xdfff)
