import { fold } from './needles.ts'

const BASE_1 = 0x01000193
const BASE_2 = 0x85ebca6b
/** Words in a row that make a phrase one of a text's own; boilerplate rarely has so many. Shorter texts are compared whole. */
const WORDS = 8
const LEAST = 5
/** A run is told after so many words, and looked for anew: bounds what a stream holds. */
const RUN_MAX = 40
const WORD_MAX = 64
const GAP_MAX = 16
/** Of all texts together, so many words are kept: some 6 MB of tables, 20 ms to build. What stands behind them is not found. */
const KEPT_MAX = 20_000

/** Word runs of some texts, to find them again elsewhere word for word. */
export class Phrases {
  /** By number of words: every run with which a full one begins. */
  readonly #runs: Set<number>[] = [new Set()]
  readonly words: number
  readonly chars = (RUN_MAX + 1) * (WORD_MAX + GAP_MAX)

  constructor(texts: readonly string[], words = WORDS) {
    let left = KEPT_MAX
    const lists: number[][] = []
    for (const text of texts) {
      const list = wordsOf(text, left)
      left -= list.length
      if (list.length >= LEAST) lists.push(list)
    }
    const longest = lists.reduce((most, list) => Math.max(most, list.length), 0)
    this.words = Math.min(words, longest)
    for (let k = 1; k <= this.words; k++) this.#runs.push(new Set())
    for (const list of lists)
      for (let i = 0; i + this.words <= list.length; i++) {
        let one = 0
        let two = 0
        for (let k = 0; k < this.words; k++) {
          const word = list[i + k] ?? 0
          one = (Math.imul(one, BASE_1) + word) | 0
          two = (Math.imul(two, BASE_2) + word) | 0
          this.#runs[k + 1]?.add(keyOf(one, two))
        }
      }
  }

  get empty(): boolean {
    return this.words === 0
  }

  /** True when the whole run text[start, end) stands in these texts too. */
  holds(text: string, start: number, end: number): boolean {
    if (this.empty) return false
    const list = wordsOf(text.slice(start, end))
    const full = this.#runs[this.words]
    for (let i = 0; i + this.words <= list.length; i++) {
      let one = 0
      let two = 0
      for (let k = 0; k < this.words; k++) {
        one = (Math.imul(one, BASE_1) + (list[i + k] ?? 0)) | 0
        two = (Math.imul(two, BASE_2) + (list[i + k] ?? 0)) | 0
      }
      if (full?.has(keyOf(one, two)) !== true) return false
    }
    return list.length >= this.words
  }

  /** Calls `found` for each run of `words` or more; gives the first offset at which one may have begun. */
  walk(
    text: string,
    from: number,
    final: boolean,
    found: (start: number, end: number, words: number) => void,
  ): number {
    const n = text.length
    if (this.empty) return n
    const k = this.words
    // the last words that may begin a run: their values and where they stand
    let recent: { word: number; start: number }[] = []
    let run: { start: number; end: number; words: number } | null = null
    const close = (): void => {
      if (run !== null) found(run.start, run.end, run.words)
      run = null
    }
    let i = from
    if (i > 0 && fold(text.charCodeAt(i - 1)) !== 0) while (i < n && fold(text.charCodeAt(i)) !== 0) i++
    let lastEnd = i
    for (;;) {
      while (i < n && fold(text.charCodeAt(i)) === 0) i++
      if (i === n) break
      const start = i
      let h = 0
      for (let c = 1; i < n; i++) {
        c = fold(text.charCodeAt(i))
        if (c === 0) break
        h = Math.imul(h ^ c, 0x01000193) + 0x9e3779b9
      }
      if (i - start > WORD_MAX || start - lastEnd > GAP_MAX) {
        close()
        recent = []
      }
      lastEnd = i
      if (i - start > WORD_MAX) continue
      if (i === n && !final) return run !== null ? at(run) : (recent[0]?.start ?? start)
      recent.push({ word: h | 0, start })
      if (recent.length > k) recent.shift()
      while (recent.length > 0 && !this.#begins(recent)) recent.shift()
      if (recent.length < k) {
        close()
        continue
      }
      const first = recent[0]?.start ?? start
      run = run === null ? { start: first, end: i, words: k } : { start: at(run), end: i, words: more(run) }
      if (more(run) > RUN_MAX) {
        close()
        recent = []
      }
    }
    if (final) {
      close()
      return n
    }
    if (n - lastEnd > GAP_MAX) {
      close()
      return n
    }
    return run !== null ? at(run) : (recent[0]?.start ?? n)
  }

  #begins(words: readonly { readonly word: number }[]): boolean {
    let one = 0
    let two = 0
    for (const { word } of words) {
      one = (Math.imul(one, BASE_1) + word) | 0
      two = (Math.imul(two, BASE_2) + word) | 0
    }
    return this.#runs[words.length]?.has(keyOf(one, two)) === true
  }
}

// the compiler does not see assignments that a closure makes
const at = (run: { readonly start: number }): number => run.start
const more = (run: { readonly words: number }): number => run.words + 1

/** Both halves in one number that a double holds exactly: a false match once in 2^52. */
const keyOf = (one: number, two: number): number => (one >>> 0) * 0x100000 + (two >>> 12)

function wordsOf(text: string, most = Number.POSITIVE_INFINITY): number[] {
  const out: number[] = []
  for (let i = 0; i < text.length && out.length < most;) {
    let h = 0
    const start = i
    for (let c = 1; i < text.length; i++) {
      c = fold(text.charCodeAt(i))
      if (c === 0) break
      h = Math.imul(h ^ c, 0x01000193) + 0x9e3779b9
    }
    if (i > start) out.push(h | 0)
    else i++
  }
  return out
}
