import type { Weights } from './weights.ts'

/**
 * The cheap look that most ordinary text needs no more than. One pass: each word's hash is looked up in a table of known words, which
 * gives a learnt weight and the groups of concepts that it belongs to; mean weight, the most suspicious short run, how many groups occur
 * at all and close together, and the signs make one score. It only ever clears; what it does not clear the ensemble judges.
 * Three things are never cleared whatever the score: a word of overriding near a word for instructions, long runs that may be coded text,
 * and more than a little outside ASCII. The share of blocked attacks that is cleared is measured out of fold (docs/injection-model.md).
 */
export class FirstStage {
  readonly #table: Int32Array
  readonly #mask: number
  readonly #signs: Float32Array
  readonly #user: Float32Array
  readonly #data: Float32Array
  readonly #userLevel: number
  readonly #dataLevel: number
  /** FIRST_FEATURES of the last text that was read. */
  readonly features = new Float64Array(FIRST_FEATURES)

  constructor(weights: Weights) {
    const packed = weights.u8('first table')
    this.#table = new Int32Array(packed.slice().buffer)
    this.#mask = this.#table.length - 1
    this.#signs = weights.f32('first signs')
    this.#user = weights.f32('first user mix')
    this.#data = weights.f32('first data mix')
    this.#userLevel = weights.number('first user')
    this.#dataLevel = weights.number('first data')
  }

  clears(text: string, data: boolean): boolean {
    return this.read(text) && this.score(data) < (data ? this.#dataLevel : this.#userLevel)
  }

  /** Of the text that was read last. */
  score(data: boolean): number {
    const mix = data ? this.#data : this.#user
    let z = 0
    for (let k = 0; k < FIRST_FEATURES; k++) z += (mix[k] ?? 0) * (this.features[k] ?? 0)
    return z
  }

  /** False for texts that it never clears. */
  read(text: string): boolean {
    const n = text.length
    const table = this.#table
    const mask = this.#mask
    const signs = this.#signs
    let sum = 0
    let words = 0
    let run = 0
    let most = 0
    let sign = 0
    let wide = 0
    let longest = 0
    let groups = 0
    let block = 0
    let before = 0
    let close = 0
    let i = 0
    while (i < n) {
      const c = text.charCodeAt(i)
      let letter = c < 128 ? (LETTER[c] ?? 0) : 0
      if (letter === 0) {
        if (c < 128) sign += signs[c] ?? 0
        else if (c < 0x2010 || c > 0x2026) wide++
        i++
        continue
      }
      const start = i
      let h = SEED
      do {
        h = Math.imul(h ^ letter, PRIME)
        if (++i === n) break
        const d = text.charCodeAt(i)
        letter = d < 128 ? (LETTER[d] ?? 0) : 0
      } while (letter !== 0)
      if (i - start > longest) longest = i - start
      const slot = spread(h) & mask
      let entry = table[slot] ?? 0
      // A second place for words whose first was taken.
      if (entry !== 0 && ((entry ^ h) & TAG) !== 0) entry = table[(slot + 1) & mask] ?? 0
      // All ones when the word is known, else zero: a branch here would be guessed wrong for every third word.
      const other = (entry ^ h) & TAG
      const known = ~((other | -other) >> 31)
      const w = ((entry << 8) >> 24) & known
      sum += w
      run = run * RUN_KEEP + w
      if (run > most) most = run
      block |= entry & known & 0xffff
      if ((words & 7) === 7) {
        const count = bitCount(block | before)
        if (count > close) close = count
        groups |= block
        before = block
        block = 0
      }
      words++
    }
    // The end of a text counts as a blank.
    sign += signs[32] ?? 0
    groups |= block
    const last = bitCount(block | before)
    if (last > close) close = last
    const f = this.features
    f[0] = 1
    f[1] = sum / Math.sqrt(words + 8) / 16
    f[2] = most / 64
    f[3] = (sign * 100) / (n + 100)
    f[4] = bitCount(groups) / 4
    f[5] = close / 4
    f[6] = Math.max(0, close - 2)
    return words >= WORDS_MIN && wide * 20 <= n && longest < RUN_CODED && (groups & OVERRIDES) !== OVERRIDES
  }
}

export const FIRST_FEATURES = 7
/** Bits of the table's entries: 8 of tag, 8 of weight, 16 of groups. */
export const TAG = 0xff000000 | 0
const SEED = 0x811c9dc5
const PRIME = 0x01000193
/** Some ten words back a word counts a third. */
const RUN_KEEP = 0.9
const WORDS_MIN = 3
/** A run of letters and digits this long may be base64 or hex. */
const RUN_CODED = 24
/** Groups 0 and 1: words of overriding, and words for instructions. */
const OVERRIDES = 3

/** Which concepts make a group of the first stage, by bit. */
export const FIRST_GROUPS: readonly (readonly string[])[] = [
  ['override'],
  ['instruction'],
  ['restriction'],
  ['reveal'],
  ['secret'],
  ['persona'],
  ['secrecy'],
  ['exfiltration'],
  ['system'],
  ['unfiltered'],
  ['answer', 'product'],
  ['memory', 'above', 'prior'],
  ['encoding', 'completion'],
  ['comply', 'obligation'],
  ['authority', 'urgency', 'pretext', 'emotion'],
  ['person'],
]

const spread = (h: number): number => h ^ (h >>> 15)

/** The hash of a word as `read` computes it, and the slot it looks at first; null for words outside ASCII letters and digits. */
export function firstHash(word: string): number | null {
  let h = SEED
  for (let i = 0; i < word.length; i++) {
    const c = word.charCodeAt(i)
    const letter = c < 128 ? (LETTER[c] ?? 0) : 0
    if (letter === 0) return null
    h = Math.imul(h ^ letter, PRIME)
  }
  return h
}
export const firstSlot = spread

const LETTER = new Uint8Array(128)
for (let c = 97; c <= 122; c++) {
  LETTER[c] = c
  LETTER[c - 32] = c
}
for (let c = 48; c <= 57; c++) LETTER[c] = 48
LETTER[39] = 39

function bitCount(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
