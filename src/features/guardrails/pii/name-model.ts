import { readFileSync } from 'node:fs'
import { readContext } from './name-context.ts'
import { extractFeatures, extractScreen, FEATURES, lookUp, SCREEN, type WordLists } from './name-features.ts'
import { extractSeen, PLACES, ROWS } from './name-hidden.ts'
import { addHidden, layerOf, type Layer } from './name-layer.ts'
import { run, RUN_MAX } from './name-run.ts'
import { CODES, PARTS, PART_SIZE, WIDTH } from './name-vectors.ts'

/** What a word of a run can be. */
export const LABELS = ['other', 'person', 'location', 'organization'] as const
const L = LABELS.length
/** First bytes of the weights' file; the digit is the format's version. */
export const MAGIC = 'SWPII005'

/** The tagger: a linear chain over the words of one run, with hashed features. */
export type NameModel = {
  readonly mask: number
  /** Four labels' weights in the bytes of one word, the first in the lowest: one look-up a feature. Times `scale`. */
  readonly weights: Int32Array
  readonly scale: number
  /** `transitions[from * L + to]`; row L is the beginning. */
  readonly transitions: Float32Array
  /** The same as factors, for probabilities. */
  readonly factors: Float64Array
  readonly lists: WordLists
  /** The short vector of a word by its hash; 0 = none. */
  readonly vectorOf: WordLists
  readonly layer: Layer
  /** Where the linear features alone prefer every label of a run by this much, the hidden layer is not asked. */
  readonly sure: number
  /** The first look: one weight a feature; a run all of whose words stay under `screenLeast` holds no name. */
  readonly screen: Int8Array
  readonly screenLeast: number
}

/** log2 of the number of the first look's features: small, so that it stays in the fastest cache. */
export const SCREEN_BITS = 14

/**
 * Layout, little endian: magic 8; log2 of the feature count 1; units of the hidden layer 1; 2 unused; scale f32; (L + 1) * L transitions f32; the first
 * look's least sum i32; lead of sure labels f32; numbers of list words and of those with a vector u32; hashes of the list words i32, those with a vector first; their flags and
 * groups u32; typical parts of vectors f32; the vectors' codes u8; hidden layer: weights by place and number f32, bias f32, outgoing weights f32, scale
 * of the rows f32, rows i8; the first look's weights i8; weights i8.
 */
export function readModel(file: Uint8Array): NameModel {
  const bytes = new Uint8Array(file)
  const view = new DataView(bytes.buffer)
  let magic = ''
  for (let i = 0; i < 8; i++) magic += String.fromCharCode(view.getUint8(i))
  if (magic !== MAGIC) throw new Error(`weights of the name tagger: \`${magic}\` is not ${MAGIC}`)
  const buckets = 2 ** view.getUint8(8)
  const units = view.getUint8(9)
  const scale = view.getFloat32(12, true)
  let at = 16
  const floats = (count: number): Float32Array => {
    const from = at
    at += count * 4
    return Float32Array.from({ length: count }, (_, i) => view.getFloat32(from + i * 4, true))
  }
  const transitions = floats((L + 1) * L)
  const screenLeast = view.getInt32(at, true)
  const sure = view.getFloat32(at + 4, true)
  const words = view.getUint32(at + 8, true)
  const withVector = view.getUint32(at + 12, true)
  at += 16
  const { lists, vectorOf } = tableOf(view, at, words, withVector)
  at += words * 8
  const books = floats(PARTS * CODES * PART_SIZE)
  const codes = new Uint8Array((withVector + 1) * PARTS)
  codes.set(bytes.subarray(at, at + withVector * PARTS), PARTS)
  at += withVector * PARTS
  const vectors = { books, codes }
  const weights = floats(PLACES * WIDTH * units)
  const bias = floats(units)
  const out = floats(units * L)
  const rowScale = view.getFloat32(at, true)
  at += 4
  const rows = new Int8Array(bytes.buffer, at, ROWS * units)
  at += rows.length
  const screen = new Int8Array(bytes.buffer, at, 2 ** SCREEN_BITS)
  at += screen.length
  if (bytes.byteLength !== at + buckets * L) throw new Error('weights of the name tagger: wrong length')
  return {
    mask: buckets - 1,
    scale,
    transitions,
    lists,
    vectorOf,
    layer: layerOf({ units, weights, bias, out, rows, rowScale, vectors }),
    sure,
    screen,
    screenLeast,
    factors: Float64Array.from(transitions, Math.exp),
    weights: Int32Array.from({ length: buckets }, (_, i) => view.getInt32(at + i * L, true)),
  }
}

/** Open addressing over the words' hashes. */
function tableOf(
  view: DataView,
  at: number,
  words: number,
  withVector: number,
): { lists: WordLists; vectorOf: WordLists } {
  let size = 1024
  while (size < words * 1.6) size *= 2
  const slots = new Int32Array(size)
  const numbers = new Int32Array(size)
  const entries = new Int32Array(words + 1)
  const mask = size - 1
  for (let i = 0; i < words; i++) {
    const hash = view.getInt32(at + i * 4, true)
    let slot = spread(hash) & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = hash
    numbers[slot] = i + 1
    entries[i + 1] = view.getInt32(at + (words + i) * 4, true)
  }
  const numberOf = (hash: number): number => {
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const there = slots[slot] ?? 0
      if (there === hash) return numbers[slot] ?? 0
      if (there === 0) return 0
    }
  }
  return {
    lists: (hash) => entries[numberOf(hash)] ?? 0,
    vectorOf: (hash) => {
      const number = numberOf(hash)
      return number > withVector ? 0 : number
    },
  }
}

/** The low bits of the words' hash alone lie too close together. */
const spread = (hash: number): number => hash ^ (hash >>> 15)

let loaded: NameModel | null = null

/** The shipped weights; read once. They are part of the program, like its code. */
export function shippedModel(): NameModel {
  loaded ??= readModel(readFileSync(new URL('./names.bin', import.meta.url)))
  return loaded
}

const features = new Int32Array(FEATURES * (RUN_MAX + 4))
const emission = new Float64Array((RUN_MAX + 4) * L)
const best = new Float64Array((RUN_MAX + 4) * L)
const back = new Uint8Array((RUN_MAX + 4) * L)
const potential = new Float64Array((RUN_MAX + 4) * L)
const forward = new Float64Array((RUN_MAX + 4) * L)
const backward = new Float64Array((RUN_MAX + 4) * L)
/** Label of each word of the run; valid until the next decoding. */
export const decoded = new Uint8Array(RUN_MAX + 4)

/** Labels the run that was read last. Answers whether any word is a name, `wait` when the text ends before what is behind the run is known. */
export function decode(text: string, model: NameModel, final: boolean): boolean | 'wait' {
  lookUp(model.lists)
  if (!passesScreen(text, model)) return false
  extractFeatures(text, model.mask, features)
  score(model)
  if (leadOf(model) < model.sure) {
    if (!readContext(text, final)) return 'wait'
    extractSeen(text, model.vectorOf)
    addHidden(model.layer, emission, L)
  }
  return viterbi(model)
}

/** The least lead of a word's best label over its second, without its neighbours' say. */
function leadOf({ transitions }: NameModel): number {
  let least = Infinity
  for (let k = 0; k < run.count; k++) {
    let first = (emission[k * L] ?? 0) + (transitions[L * L] ?? 0)
    let second = -Infinity
    for (let y = 1; y < L; y++) {
      const e = (emission[k * L + y] ?? 0) + (transitions[L * L + y] ?? 0)
      if (e > first) {
        second = first
        first = e
      } else if (e > second) second = e
    }
    least = Math.min(least, first - second)
  }
  return least
}

const screened = new Int32Array(SCREEN * (RUN_MAX + 4))

function passesScreen(text: string, model: NameModel): boolean {
  extractScreen(text, 2 ** SCREEN_BITS - 1, screened)
  for (let k = 0; k < run.count; k++) if (screenSum(model.screen, k) >= model.screenLeast) return true
  return false
}

function screenSum(weights: Int8Array, k: number): number {
  let sum = 0
  for (let f = k * SCREEN; f < (k + 1) * SCREEN; f++) sum += weights[screened[f] ?? 0] ?? 0
  return sum
}

function score(model: NameModel): void {
  const { weights, scale } = model
  for (let k = 0; k < run.count; k++) {
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    const from = k * FEATURES
    for (let f = from; f < from + FEATURES; f++) {
      const w = weights[features[f] ?? 0] ?? 0
      a += (w << 24) >> 24
      b += (w << 16) >> 24
      c += (w << 8) >> 24
      d += w >> 24
    }
    emission[k * L] = a * scale
    emission[k * L + 1] = b * scale
    emission[k * L + 2] = c * scale
    emission[k * L + 3] = d * scale
  }
}

function viterbi({ transitions }: NameModel): boolean {
  for (let y = 0; y < L; y++) best[y] = (emission[y] ?? 0) + (transitions[L * L + y] ?? 0)
  for (let k = 1; k < run.count; k++)
    for (let y = 0; y < L; y++) {
      let top = -Infinity
      for (let x = 0; x < L; x++) {
        const v = (best[(k - 1) * L + x] ?? 0) + (transitions[x * L + y] ?? 0)
        if (v > top) {
          top = v
          back[k * L + y] = x
        }
      }
      best[k * L + y] = top + (emission[k * L + y] ?? 0)
    }
  let y = 0
  const last = run.count - 1
  for (let x = 1; x < L; x++) if ((best[last * L + x] ?? 0) > (best[last * L + y] ?? 0)) y = x
  let any = false
  for (let k = last; k >= 0; k--) {
    decoded[k] = y
    if (y !== 0) any = true
    y = back[k * L + y] ?? 0
  }
  return any
}

/** Probability of each label of each word of the run that was decoded last, by forward and backward sums: `[k * L + label]`. */
export function marginals({ factors }: NameModel): Float64Array {
  const n = run.count
  for (let k = 0; k < n; k++) {
    const at = k * L
    const top = Math.max(
      emission[at] ?? 0,
      emission[at + 1] ?? 0,
      emission[at + 2] ?? 0,
      emission[at + 3] ?? 0,
    )
    for (let y = 0; y < L; y++) potential[at + y] = Math.exp((emission[at + y] ?? 0) - top)
  }
  for (let y = 0; y < L; y++) {
    forward[y] = (potential[y] ?? 0) * (factors[L * L + y] ?? 0)
    backward[(n - 1) * L + y] = 1
  }
  normalise(forward, 0)
  for (let k = 1; k < n; k++) {
    for (let y = 0; y < L; y++) {
      let sum = 0
      for (let x = 0; x < L; x++) sum += (forward[(k - 1) * L + x] ?? 0) * (factors[x * L + y] ?? 0)
      forward[k * L + y] = sum * (potential[k * L + y] ?? 0)
    }
    normalise(forward, k * L)
  }
  for (let k = n - 2; k >= 0; k--) {
    for (let x = 0; x < L; x++) {
      let sum = 0
      for (let y = 0; y < L; y++)
        sum +=
          (factors[x * L + y] ?? 0) * (potential[(k + 1) * L + y] ?? 0) * (backward[(k + 1) * L + y] ?? 0)
      backward[k * L + x] = sum
    }
    normalise(backward, k * L)
  }
  for (let k = 0; k < n; k++) {
    for (let y = k * L; y < k * L + L; y++) forward[y] = (forward[y] ?? 0) * (backward[y] ?? 0)
    normalise(forward, k * L)
  }
  return forward
}

function normalise(values: Float64Array, at: number): void {
  const sum = (values[at] ?? 0) + (values[at + 1] ?? 0) + (values[at + 2] ?? 0) + (values[at + 3] ?? 0)
  if (sum <= 0) return
  for (let y = at; y < at + L; y++) values[y] = (values[y] ?? 0) / sum
}
