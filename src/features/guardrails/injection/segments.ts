import type { Scan } from './scan.ts'

export const SEGMENTS_MAX = 4096
/** A run of fewer words inside a line is a key, a number, a name: nobody is told to do anything in it. */
const WORDS_MIN = 3

/**
 * A text's sentences, cut further where data is: at the quotation marks of JSON and CSV, the bars of tables, the brackets of mark-up. A
 * value that says something is then a piece of its own and not the end of a line of keys and numbers.
 */
export class Segments {
  /** Index of each segment's first token, and one more for the end. */
  readonly first = new Int32Array(SEGMENTS_MAX + 1)
  count = 0

  read(scan: Scan): void {
    const { sentence, tokens } = scan
    this.count = 0
    this.first[0] = 0
    for (let t = 1; t < tokens; t++) {
      const broken = sentence[t] !== sentence[t - 1]
      if (!broken && !parted(scan, t)) continue
      if (t - (this.first[this.count] ?? 0) < WORDS_MIN && !broken) {
        this.first[this.count] = t
        continue
      }
      if (this.count + 1 < SEGMENTS_MAX) this.first[++this.count] = t
    }
    if (tokens > 0) this.count++
    this.first[this.count] = tokens
  }
}

/** Whether the signs before a token part it from the one before. */
function parted({ codes, end, start }: Scan, t: number): boolean {
  const from = end[t - 1] ?? 0
  const to = start[t] ?? 0
  let quote = false
  let sign = false
  for (let i = from; i < to; i++) {
    const c = codes[i] ?? 0
    if (c === 124 || c === 60 || c === 62 || c === 123 || c === 125) return true
    if (c === 34) quote = true
    else if (c === 44 || c === 58 || c === 59 || c === 91 || c === 93) sign = true
  }
  return quote && sign
}
