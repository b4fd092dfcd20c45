/**
 * How unlike ordinary writing each character is: a trigram model over 44 symbols, learnt from texts that are in no injection set.
 * Optimised suffixes, glued tokens and noise stand out in it whatever their letters.
 */
export const SYMBOLS = 44
export const TRIGRAMS = SYMBOLS * SYMBOLS * SYMBOLS
/** Bits per unit of the table. */
export const BITS = 1 / 16

const SYMBOL = new Uint8Array(128)
SYMBOL.fill(42)
for (let c = 97; c <= 122; c++) SYMBOL[c] = c - 97
SYMBOL[32] = 26
SYMBOL[9] = 26
SYMBOL[10] = 27
SYMBOL[13] = 27
for (let c = 48; c <= 57; c++) SYMBOL[c] = 28
;[...`.,'"-:;()/|_=`].forEach((ch, i) => {
  SYMBOL[ch.charCodeAt(0)] = 29 + i
})

/** Of a folded code unit. */
export const symbolOf = (c: number): number => (c < 128 ? (SYMBOL[c] ?? 42) : 43)

export const SURPRISE_FEATURES = [
  'surprise mean',
  'surprise worst 40',
  'surprise worst 80',
  'surprise last 90',
  'surprise first 90',
  'surprise worst 40 over mean',
  'surprise last 90 over mean',
  'surprise range',
  'surprise place of worst 80',
] as const

const prefix = new Float64Array(8192)

/** Writes SURPRISE_FEATURES from `into[at]` on; bits per character. */
export function surprise(
  codes: Uint16Array,
  n: number,
  table: Uint8Array,
  into: Float32Array,
  at: number,
): void {
  let a = 27
  let b = 27
  let sum = 0
  prefix[0] = 0
  for (let i = 0; i < n; i++) {
    const c = codes[i] ?? 0
    const s = c < 128 ? (SYMBOL[c] ?? 42) : 43
    sum += table[(a * SYMBOLS + b) * SYMBOLS + s] ?? 0
    prefix[i + 1] = sum
    a = b
    b = s
  }
  const mean = n === 0 ? 0 : sum / n
  extremes(n, 40, mean)
  const worst40 = found.most
  const best40 = found.least
  extremes(n, 80, mean)
  const worst80 = found.most
  const place = found.place
  const last = stretch(Math.max(0, n - 90), n)
  const early = stretch(0, Math.min(n, 90))
  into[at] = mean * BITS
  into[at + 1] = worst40 * BITS
  into[at + 2] = worst80 * BITS
  into[at + 3] = last * BITS
  into[at + 4] = early * BITS
  into[at + 5] = (worst40 - mean) * BITS
  into[at + 6] = (last - mean) * BITS
  into[at + 7] = (worst40 - best40) * BITS
  into[at + 8] = n === 0 ? 0 : place / n
}

const stretch = (from: number, to: number): number =>
  to <= from ? 0 : ((prefix[to] ?? 0) - (prefix[from] ?? 0)) / (to - from)

/** What `extremes` found last: an object of its own for each text would be garbage. */
const found = { most: 0, least: 0, place: 0 }

/** Highest and lowest mean over stretches of `width`, looked at every eight characters, and where the highest starts. */
function extremes(n: number, width: number, mean: number): void {
  found.place = 0
  if (n <= width) {
    found.most = found.least = mean
    return
  }
  let most = -1
  let least = 1e9
  for (let i = 0; i + width <= n; i += 8) {
    const value = ((prefix[i + width] ?? 0) - (prefix[i] ?? 0)) / width
    if (value > most) {
      most = value
      found.place = i
    }
    if (value < least) least = value
  }
  found.most = most
  found.least = least
}
