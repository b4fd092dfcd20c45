import { PLACES, ROWS, ROWS_MAX, seen, SIDE } from './name-hidden.ts'
import { run } from './name-run.ts'
import { CODES, PARTS, PART_SIZE, WIDTH, type Vectors } from './name-vectors.ts'

/** The hidden layer beside the linear features: vectors of the words around by place and rows for what is known of the word, rectified. */
export type Layer = {
  readonly units: number
  /** A sum over all that is switched on, times `scale`, is what enters a unit. */
  readonly scale: number
  readonly bias: Int32Array
  /**
   * Four units in the bytes of a number, each with MIDDLE added: memory is what costs, and two are added up at once. First what a code of a part adds at
   * a place, `[((place * PARTS + part) * CODES + code) * units / 4 + four]`; then the rows, `[row * units / 4 + four]`.
   */
  readonly table: Int32Array
  /** `[unit * labels + label]` */
  readonly out: Float32Array
  readonly vectors: Vectors
}

/** Largest entry, and what makes it positive. INVARIANT: MOST of them together stay within 16 bits. */
const STEPS = 127
const MIDDLE = 128
/** Entries added up at once: the rows of a word and the parts of the vectors around it. */
const MOST = 128
/** This share of the entries fits; the few larger ones are cut. */
const WITHIN = 0.9999
const ROWS_AT = PLACES * PARTS * CODES

/** From weights as they are stored: by place and number of a vector they become sums by place and code, one look-up for four products. */
export function layerOf(stored: {
  readonly units: number
  readonly weights: Float32Array
  readonly bias: Float32Array
  readonly out: Float32Array
  readonly rows: Int8Array
  readonly rowScale: number
  readonly vectors: Vectors
}): Layer {
  const { units, weights, vectors, rowScale } = stored
  const exact = new Float32Array((ROWS_AT + ROWS) * units)
  bake(exact, weights, units, vectors)
  for (let i = 0; i < ROWS * units; i++) exact[ROWS_AT * units + i] = (stored.rows[i] ?? 0) * rowScale
  // one in sixteen says as much as all
  const sizes = exact
    .filter((_, i) => i % 16 === 0)
    .map(Math.abs)
    .sort()
  const scale = Math.max(1e-6, sizes[Math.floor((sizes.length - 1) * WITHIN)] ?? 1) / STEPS
  const byte = (i: number): number =>
    Math.max(-STEPS, Math.min(STEPS, Math.round((exact[i] ?? 0) / scale))) + MIDDLE
  return {
    units,
    scale,
    vectors,
    out: stored.out,
    bias: Int32Array.from(stored.bias, (b) => Math.round(b / scale)),
    table: Int32Array.from(
      { length: exact.length / 4 },
      (_, i) => byte(4 * i) | (byte(4 * i + 1) << 8) | (byte(4 * i + 2) << 16) | (byte(4 * i + 3) << 24),
    ),
  }
}

function bake(into: Float32Array, weights: Float32Array, units: number, { books }: Vectors): void {
  for (let place = 0; place < PLACES; place++)
    for (let part = 0; part < PARTS; part++)
      for (let code = 0; code < CODES; code++)
        for (let d = 0; d < PART_SIZE; d++) {
          const x = books[(part * CODES + code) * PART_SIZE + d] ?? 0
          const from = (place * WIDTH + part * PART_SIZE + d) * units
          const to = ((place * PARTS + part) * CODES + code) * units
          for (let u = 0; u < units; u++) into[to + u] = (into[to + u] ?? 0) + x * (weights[from + u] ?? 0)
        }
}

const UNITS_MAX = 64
const shared = new Int32Array(UNITS_MAX)
const sum = new Int32Array(UNITS_MAX)
/** Where the entries to add begin. */
const entries = new Int32Array(MOST)
let count = 0

/** Adds to the emissions of the run that `seen` was filled from. */
export function addHidden(layer: Layer, emission: Float64Array, labels: number): void {
  const { units, out, scale } = layer
  const n = run.count
  const { from, wordCount, words } = seen
  addShared(layer)
  for (let k = 0; k < n; k++) {
    count = 0
    const first = Math.max(0, from + k - SIDE)
    const last = Math.min(wordCount - 1, from + k + SIDE)
    for (let i = first; i <= last; i++) pushWord(layer, i - from - k + SIDE, words[i] ?? 0)
    pushRows(k, units >> 2)
    addUp(layer)
    for (let u = 0; u < units; u++) {
      const x = (sum[u] ?? 0) + (shared[u] ?? 0)
      if (x <= 0) continue
      for (let y = 0; y < labels; y++)
        emission[k * labels + y] = (emission[k * labels + y] ?? 0) + x * scale * (out[u * labels + y] ?? 0)
    }
  }
}

/** What all words of the run have in common: its first and last word, the means of what is before and behind. */
function addShared(layer: Layer): void {
  const { units, bias } = layer
  const { from, wordCount, words } = seen
  count = 0
  pushWord(layer, 2 * SIDE + 1, words[from] ?? 0)
  pushWord(layer, 2 * SIDE + 2, words[from + run.count - 1] ?? 0)
  addUp(layer)
  for (let u = 0; u < units; u++) shared[u] = (bias[u] ?? 0) + (sum[u] ?? 0)
  addMean(layer, 2 * SIDE + 3, 0, from)
  addMean(layer, 2 * SIDE + 4, from + run.count, wordCount)
}

function addMean(layer: Layer, place: number, from: number, to: number): void {
  count = 0
  for (let i = from; i < to; i++) pushWord(layer, place, seen.words[i] ?? 0)
  if (count === 0) return
  const by = PARTS / count
  addUp(layer)
  for (let u = 0; u < layer.units; u++) shared[u] = ((shared[u] ?? 0) + (sum[u] ?? 0) * by) | 0
}

function pushWord({ units, vectors: { codes } }: Layer, place: number, word: number): void {
  if (word <= 0) return
  const size = units >> 2
  for (let part = 0; part < PARTS; part++)
    entries[count++] = ((place * PARTS + part) * CODES + (codes[word * PARTS + part] ?? 0)) * size
}

function pushRows(k: number, size: number): void {
  const end = k * ROWS_MAX + (seen.rowCount[k] ?? 0)
  for (let r = k * ROWS_MAX; r < end && count < MOST; r++)
    entries[count++] = (ROWS_AT + (seen.rows[r] ?? 0)) * size
}

const BYTES = 0x00ff_00ff

/** The sum of the entries, unit by unit, into `sum`: eight units at a time, so that sums stay in registers. */
function addUp({ table, units }: Layer): void {
  const n = count
  for (let four = 0; four < units >> 2; four += 2) {
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    for (let i = 0; i < n; i++) {
      const at = (entries[i] ?? 0) + four
      const x = table[at] ?? 0
      const y = table[at + 1] ?? 0
      a = (a + (x & BYTES)) | 0
      b = (b + ((x >>> 8) & BYTES)) | 0
      c = (c + (y & BYTES)) | 0
      d = (d + ((y >>> 8) & BYTES)) | 0
    }
    const unit = 4 * four
    split(a, unit)
    split(b, unit + 1)
    split(c, unit + 4)
    split(d, unit + 5)
  }
}

/** The first and third unit of four, or the second and fourth. */
function split(both: number, unit: number): void {
  const middles = count * MIDDLE
  sum[unit] = (both & 0xffff) - middles
  sum[unit + 2] = (both >>> 16) - middles
}
