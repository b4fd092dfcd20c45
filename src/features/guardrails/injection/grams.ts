import { CONCEPTS, primary } from './concepts.ts'
import type { Scan } from './scan.ts'

/** Most ids that one text can give; a window of SCAN_CHARS stays below. */
export const GRAMS_MAX = 16_384

/** How many words apart two concepts may be to count as a pair. */
const PAIR_WORDS = 7

/** Hashed word 1- and 2-grams, then concept 1-, 2- and 3-grams and pairs, as 32-bit hashes. `words` of them are of words. */
export class Grams {
  readonly ids = new Int32Array(GRAMS_MAX)
  count = 0
  words = 0
  readonly #concept = new Int16Array(8192)
  readonly #where = new Int32Array(8192)

  read(scan: Scan): void {
    this.count = 0
    const { hash, lo, hi, sentence } = scan
    const n = scan.tokens
    let before = 0x1234567
    for (let t = 0; t < n; t++) {
      const h = hash[t] ?? 0
      this.#add(mix(h, 0x51ed270b))
      this.#add(mix(h ^ Math.imul(before, 0x2c1b3c6d), 0x297a2d39))
      before = h
    }
    this.words = this.count
    // The concepts in a row, words without one left out.
    let m = 0
    for (let t = 0; t < n; t++) {
      const l = lo[t] ?? 0
      const u = hi[t] ?? 0
      if ((l | u) === 0) continue
      this.#concept[m] = primary(l, u)
      this.#where[m++] = t
    }
    for (let j = 0; j < m; j++) {
      const c = this.#concept[j] ?? 0
      const t = this.#where[j] ?? 0
      const s = sentence[t] ?? 0
      this.#add(mix(c, 0x1b873593))
      for (let k = j + 1; k < m && k <= j + 4; k++) {
        const u = this.#where[k] ?? 0
        if (u - t > PAIR_WORDS || (sentence[u] ?? 0) !== s) break
        const d = this.#concept[k] ?? 0
        // Ordered and, for neighbours, with the next one.
        this.#add(mix(c * CONCEPTS + d, k === j + 1 ? 0x3c6ef372 : 0x6a09e667))
        if (k === j + 1 && k + 1 < m) {
          const v = this.#where[k + 1] ?? 0
          if (v - t <= PAIR_WORDS && (sentence[v] ?? 0) === s)
            this.#add(mix((c * CONCEPTS + d) * CONCEPTS + (this.#concept[k + 1] ?? 0), 0x510e527f))
        }
      }
      // How a sentence begins.
      if (t === scan.first[s]) this.#add(mix(c, 0x1f83d9ab))
    }
  }

  #add(id: number): void {
    if (this.count < GRAMS_MAX) this.ids[this.count++] = id
  }
}

const mix = (a: number, salt: number): number => {
  let h = Math.imul(a ^ salt, 0x85ebca6b)
  h ^= h >>> 15
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 13)
}
