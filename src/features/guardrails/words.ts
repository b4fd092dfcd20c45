/** Character classes and word look-up by one pass over char codes: no substrings, no regular expressions (hotpath.md, rule 12). */

const SEED = 0x811c9dc5
const PRIME = 0x01000193

/** Lower-case code of an ASCII letter, 0 for everything else. */
export const LETTER = new Uint8Array(128)
/** 1 for [A-Za-z0-9]. */
export const ALNUM = new Uint8Array(128)
for (let c = 97; c <= 122; c++) {
  LETTER[c] = c
  LETTER[c - 32] = c
  ALNUM[c] = 1
  ALNUM[c - 32] = 1
}
for (let c = 48; c <= 57; c++) ALNUM[c] = 1

export const isDigit = (c: number): boolean => c >= 48 && c <= 57
export const isUpper = (c: number): boolean => (c >= 65 && c <= 90) || (c >= 0xc0 && c <= 0xde && c !== 0xd7)
export const isAlnum = (c: number): boolean => (c < 128 ? ALNUM[c] === 1 : isWideLetter(c))

/** Letters of alphabets written with spaces between words; CJK, kana and hangul are matched by phrase instead. */
export const isWideLetter = (c: number): boolean =>
  (c >= 0xc0 && c < 0x2000 && c !== 0xd7 && c !== 0xf7) || (c >= 0xa640 && c < 0xabff)

const lowerWide = (c: number): number =>
  (c >= 0xc0 && c <= 0xde) || (c >= 0x410 && c <= 0x42f)
    ? c + 32
    : c >= 0x400 && c <= 0x40f
      ? c + 80
      : c === 0x130
        ? 105
        : c

const WORD_CODE = new Uint16Array(65_536)
for (let c = 0; c < 65_536; c++)
  WORD_CODE[c] = c < 128 ? (LETTER[c] ?? 0) : isWideLetter(c) ? lowerWide(c) : 0

/** The code that a word's hash takes in: a lower-case letter, or 0 where a word ends. A table: this runs for every character. */
export const wordCode = (c: number): number => WORD_CODE[c] ?? 0

export const hashStart = SEED
export const hashStep = (h: number, code: number): number => Math.imul(h ^ code, PRIME)

/** Words (lower case) to a number, looked up by hash of the folded letters and confirmed by comparison. */
export class Lexicon {
  readonly #slots: Int32Array
  readonly #mask: number
  readonly #hashes: Int32Array
  readonly #words: string[] = []
  readonly #values: number[] = []
  readonly longest: number

  constructor(entries: ReadonlyMap<string, number>) {
    let size = 64
    while (size < entries.size * 4) size *= 2
    this.#mask = size - 1
    this.#slots = new Int32Array(size).fill(-1)
    this.#hashes = new Int32Array(entries.size)
    let longest = 0
    for (const [word, value] of entries) {
      let h = SEED
      for (let i = 0; i < word.length; i++) h = hashStep(h, wordCode(word.charCodeAt(i)))
      const index = this.#words.length
      this.#words.push(word)
      this.#values.push(value)
      this.#hashes[index] = h
      longest = Math.max(longest, word.length)
      let slot = (h ^ (h >>> 15)) & this.#mask
      while ((this.#slots[slot] ?? -1) >= 0) slot = (slot + 1) & this.#mask
      this.#slots[slot] = index
    }
    this.longest = longest
  }

  /** The value of the word text[start, end) whose hash is `h`, or 0. */
  find(h: number, text: string, start: number, end: number): number {
    let slot = (h ^ (h >>> 15)) & this.#mask
    for (;;) {
      const index = this.#slots[slot] ?? -1
      if (index < 0) return 0
      if (this.#hashes[index] === h && this.#same(this.#words[index] ?? '', text, start, end))
        return this.#values[index] ?? 0
      slot = (slot + 1) & this.#mask
    }
  }

  /** Every word with its value. */
  *entries(): Generator<readonly [word: string, value: number]> {
    for (const [i, word] of this.#words.entries()) yield [word, this.#values[i] ?? 0]
  }

  /** The value of a whole lower-case word, or 0. */
  of(word: string): number {
    let h = SEED
    for (let i = 0; i < word.length; i++) h = hashStep(h, wordCode(word.charCodeAt(i)))
    return this.find(h, word, 0, word.length)
  }

  #same(word: string, text: string, start: number, end: number): boolean {
    if (word.length !== end - start) return false
    for (let i = 0; i < word.length; i++)
      if (wordCode(text.charCodeAt(start + i)) !== word.charCodeAt(i)) return false
    return true
  }
}

/** `{ 'a b c': 1, 'd': 2 }`: space-separated words to a value; values of a repeated word are joined by OR. */
export function lexicon(groups: readonly (readonly [words: string, value: number])[]): Lexicon {
  const entries = new Map<string, number>()
  for (const [words, value] of groups)
    for (const word of words.split(/\s+/))
      if (word !== '') entries.set(word, (entries.get(word) ?? 0) | value)
  return new Lexicon(entries)
}
