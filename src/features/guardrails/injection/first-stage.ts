import { lexicon } from './lexicon/index.ts'
import type { Weights } from './weights.ts'

/**
 * The cheap look that most ordinary text needs no more than: a linear model over hashed words, word pairs and signs in one pass, with the
 * most suspicious short run of words beside the mean. It only ever clears; what it does not clear the ensemble judges.
 * The share of blocked attacks that it clears is measured out of fold (docs/injection-model.md).
 */
export class FirstStage {
  readonly #table: Int8Array
  readonly #mask: number
  readonly #signs: Float32Array
  readonly #mix: Float32Array
  readonly #user: number
  readonly #data: number
  /** Of the last text. */
  mean = 0
  run = 0
  sign = 0

  constructor(weights: Weights) {
    this.#table = weights.i8('first table')
    this.#mask = this.#table.length - 1
    this.#signs = weights.f32('first signs')
    this.#mix = weights.f32('first mix')
    this.#user = weights.number('first user')
    this.#data = weights.number('first data')
  }

  clears(text: string, data: boolean): boolean {
    if (!this.read(text)) return false
    const mix = this.#mix
    const z = (mix[0] ?? 0) + (mix[1] ?? 0) * this.mean + (mix[2] ?? 0) * this.run + (mix[3] ?? 0) * this.sign
    return z < (data ? this.#data : this.#user)
  }

  /** False for texts that it does not judge: too much outside ASCII, or no words at all. */
  read(text: string): boolean {
    const n = text.length
    const table = this.#table
    const mask = this.#mask
    const signs = this.#signs
    let h = SEED
    let before = 0
    let sum = 0
    let words = 0
    let run = 0
    let most = 0
    let sign = 0
    let wide = 0
    let inWord = false
    let start = 0
    let longest = 0
    let override = -NEAR
    let target = -NEAR
    let near = false
    for (let i = 0; i < n; i++) {
      const c = text.charCodeAt(i)
      const letter = c < 128 ? (LETTER[c] ?? 0) : 0
      if (letter !== 0) {
        h = Math.imul(h ^ letter, PRIME)
        if (!inWord) start = i
        inWord = true
        continue
      }
      if (inWord) {
        const one = table[(h ^ (h >>> 15)) & mask] ?? 0
        const mark = marks[(h ^ (h >>> 15)) & MARK_MASK] ?? 0
        if (mark !== 0) {
          if ((mark & 1) !== 0) override = words
          if ((mark & 2) !== 0) target = words
          if (override - target < NEAR && target - override < NEAR && override >= 0 && target >= 0)
            near = true
        }
        if (i - start > longest) longest = i - start
        const pair = Math.imul(before, 0x2c1b3c6d) ^ h
        const w = one + (table[(pair ^ (pair >>> 15)) & mask] ?? 0)
        before = h
        sum += w
        words++
        run = run * RUN_KEEP + w
        if (run > most) most = run
        h = SEED
        inWord = false
      }
      if (c < 128) sign += signs[c] ?? 0
      else if (c < 0x2010 || c > 0x2026) wide++
    }
    if (inWord) {
      const w = table[(h ^ (h >>> 15)) & mask] ?? 0
      sum += w
      words++
      run = run * RUN_KEEP + w
      if (run > most) most = run
      if (n - start > longest) longest = n - start
    }
    this.mean = sum / Math.sqrt(words + 8) / 16
    this.run = most / 64
    this.sign = (sign * 100) / (n + 100)
    return words >= WORDS_MIN && wide * 20 <= n && longest < RUN_CODED && !near
  }
}

const SEED = 0x811c9dc5
const PRIME = 0x01000193
/** Some ten words back a word counts a third. */
const RUN_KEEP = 0.9
const WORDS_MIN = 3
/** A run of letters and digits this long may be base64 or hex. */
const RUN_CODED = 24
/** Words between one of overriding and one for instructions. */
const NEAR = 12

const MARK_MASK = (1 << 15) - 1
/** 1: a word of overriding; 2: a word for instructions, rules or what came before. Other words that share a slot are only judged more. */
const marks = new Uint8Array(MARK_MASK + 1)

const LETTER = new Uint8Array(128)
for (let c = 97; c <= 122; c++) {
  LETTER[c] = c
  LETTER[c - 32] = c
}
for (let c = 48; c <= 57; c++) LETTER[c] = 48
LETTER[39] = 39

function mark(word: string, value: number): void {
  let h = SEED
  for (let i = 0; i < word.length; i++) {
    const letter = LETTER[word.charCodeAt(i)] ?? 0
    if (letter === 0) return
    h = Math.imul(h ^ letter, PRIME)
  }
  const slot = (h ^ (h >>> 15)) & MARK_MASK
  marks[slot] = (marks[slot] ?? 0) | value
}

const ENDINGS = ['', 's', 'd', 'ed', 'ing', 'es', 'e', 'en', 'n', 't', 'ez', 'es']
for (const [value, lists] of [
  [1, [lexicon.override, lexicon.memory]],
  [2, [lexicon.instruction, lexicon.restriction]],
] as const)
  for (const byLang of lists)
    for (const list of Object.values(byLang))
      for (const entry of list)
        if (entry.endsWith('*')) for (const ending of ENDINGS) mark(entry.slice(0, -1) + ending, value)
        else mark(entry, value)
