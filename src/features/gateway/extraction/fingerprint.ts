/** What extraction defence remembers of a prompt instead of its text. Pure. */
export type Fingerprint = {
  /**
   * Minima of 16 bins over hashes of words and word pairs (one-permutation minhash: Li, Owen, Zhang 2012), cut to 16 bits. The share of equal
   * minima estimates how many words two prompts have in common. EMPTY = no word fell into the bin.
   */
  readonly mins: Uint16Array
  /** Hash of the text as it came, numbers included: equal means the same text. */
  readonly text: number
  readonly words: number
  /** The last number in the text, or null: what an enumeration counts up. */
  readonly number: number | null
}

export const BINS = 16
export const EMPTY = 0xffff

/** Words at the start and at the end of a long text that are looked at. */
const HEAD_WORDS = 128
const TAIL_WORDS = 64
/** Characters hashed from each end of a text, so that a 100 KB prompt costs what a 4 KB one does. LIMIT: the middle of longer texts is not seen. */
const HEAD_CHARS = 2_560
const TAIL_CHARS = 1_536

const PRIME = 0x01000193
const OFFSET = 0x811c9dc5
/** What stands for any number: "order 17" and "order 18" are the same question about another order. */
const NUMBER_HASH = 0x9e3779b9

const wordHashes = new Int32Array(HEAD_WORDS + TAIL_WORDS)

/** Case, punctuation and spacing do not matter; a run of digits is one word whatever its value. A few microseconds for 600 characters (bench figure in docs/limits.md). */
export function fingerprint(text: string): Fingerprint {
  const cut = text.length > HEAD_CHARS + TAIL_CHARS
  let textHash = (OFFSET ^ text.length) | 0
  let words = 0
  let number: number | null = null
  let word = OFFSET
  let inWord = false
  let value = 0
  let digits = 0
  const endWord = (): void => {
    const hash = digits > 0 && !inWord ? NUMBER_HASH : word
    if (digits > 0) {
      number = value
      digits = 0
    }
    wordHashes[words < HEAD_WORDS ? words : HEAD_WORDS + ((words - HEAD_WORDS) % TAIL_WORDS)] = hash
    words += 1
    word = OFFSET
    inWord = false
  }
  for (let i = 0; i < text.length; i++) {
    if (cut && i === HEAD_CHARS) i = text.length - TAIL_CHARS
    let c = text.charCodeAt(i)
    textHash = Math.imul(textHash ^ c, PRIME)
    if (c >= 48 && c <= 57) {
      value = digits === 0 ? c - 48 : value * 10 + (c - 48)
      digits = Math.min(digits + 1, 15)
      if (digits === 15) value = c - 48
      continue
    }
    if (c >= 65 && c <= 90) c += 32
    const letter = (c >= 97 && c <= 122) || c > 127
    if (letter) {
      if (digits > 0 && !inWord) endWord()
      word = Math.imul(word ^ c, PRIME)
      inWord = true
    } else if (inWord || digits > 0) endWord()
  }
  if (inWord || digits > 0) endWord()
  return { mins: minima(Math.min(words, wordHashes.length)), text: textHash >>> 0, words, number }
}

function minima(used: number): Uint16Array {
  const mins = new Uint16Array(BINS).fill(EMPTY)
  let before = 0
  for (let i = 0; i < used; i++) {
    const hash = wordHashes[i] ?? 0
    put(mins, hash)
    if (i > 0) put(mins, Math.imul(before, 31) ^ hash)
    before = hash
  }
  return mins
}

/** The last bits of a mixed hash choose the bin, its first 16 compete there. */
function put(mins: Uint16Array, hash: number): void {
  let h = hash ^ (hash >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  h ^= h >>> 16
  const bin = h & (BINS - 1)
  const value = h >>> 16
  if (value < (mins[bin] ?? EMPTY)) mins[bin] = value
}

/** Share of words and pairs in common, 0..1, estimated from the bins in which either has something (standard deviation about 0.1). */
export function similarity(a: Uint16Array, b: Uint16Array, at = 0): number {
  let same = 0
  let filled = 0
  for (let bin = 0; bin < BINS; bin++) {
    const x = a[bin] ?? EMPTY
    const y = b[at + bin] ?? EMPTY
    if (x === EMPTY && y === EMPTY) continue
    filled += 1
    if (x === y) same += 1
  }
  return filled === 0 ? 0 : same / filled
}
