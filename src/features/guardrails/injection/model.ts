import { CONCEPTS, conceptTrie } from './concepts.ts'
import { FEATURE_COUNT, fillFeatures } from './features.ts'
import { Grams } from './grams.ts'
import { Scan } from './scan.ts'
import type { Weights } from './weights.ts'

/** Depth and sizes of the boosted trees; the trainer uses the same. */
export const DEPTH = 4
export const NODES = (1 << DEPTH) - 1
export const LEAVES = 1 << DEPTH
/** Scaled features are cut at this many standard deviations. */
export const SCALED_MAX = 4

/** Hidden units of the network that are summed at once, and the width of its embeddings. */
const LANES = 4
const WIDTH = 12

/** From one row of weights a hidden unit to LANES of them side by side. */
function lanes(rows: Float32Array, inputs: number): Float32Array {
  return Float32Array.from(rows, (_, i) => {
    const group = Math.floor(i / (LANES * inputs))
    const within = i % (LANES * inputs)
    return rows[(group * LANES + (within % LANES)) * inputs + Math.floor(within / LANES)] ?? 0
  })
}

export const gramScale = (count: number): number => 1 / Math.sqrt(count + 8)

/** What a text's features are read into, and the scaled form of them that linear model and network use. */
type Reading = { readonly dense: Float32Array; readonly grams: Grams }

/**
 * Three models of different kinds on the same reading of a text: a linear one over features and hashed n-grams, a bag of embeddings with
 * features and one hidden layer, and boosted trees over the features. Their scores are put on one scale and averaged.
 */
class Members {
  readonly #scaled = new Float32Array(FEATURE_COUNT)
  readonly #mean: Float32Array
  readonly #inverse: Float32Array
  readonly #linear: Float32Array
  readonly #linearBias: number
  readonly #gramWeights: Int8Array
  readonly #gramStep: number
  readonly #gramMask: number
  readonly #table: Int8Array
  readonly #tableStep: number
  readonly #tableMask: number
  readonly #width: number
  readonly #hidden: number
  /** Of LANES hidden units side by side, input after input: their sums run as LANES chains that do not wait for each other. */
  readonly #first: Float32Array
  readonly #firstBias: Float32Array
  readonly #second: Float32Array
  readonly #sums: Int32Array
  readonly #bagBias: number
  readonly #feature: Int16Array
  readonly #cut: Float32Array
  readonly #leaf: Float32Array
  readonly #trees: number
  readonly #treesBias: number
  readonly #centre: Float32Array
  readonly #spread: Float32Array
  readonly #input: Float32Array

  constructor(weights: Weights, group: string) {
    const f32 = (name: string): Float32Array => weights.f32(`${group} ${name}`)
    const i8 = (name: string): Int8Array => weights.i8(`${group} ${name}`)
    const number = (name: string): number => weights.number(`${group} ${name}`)
    this.#mean = f32('scale mean')
    this.#inverse = f32('scale inverse')
    this.#linear = f32('linear dense')
    this.#linearBias = number('linear bias')
    this.#gramWeights = i8('linear grams')
    this.#gramStep = number('linear grams step')
    this.#gramMask = this.#gramWeights.length - 1
    this.#width = number('bag width')
    this.#hidden = number('bag hidden')
    this.#table = i8('bag table')
    this.#tableStep = number('bag table step')
    this.#tableMask = this.#table.length / this.#width - 1
    const inputs = 2 * this.#width + FEATURE_COUNT
    const steps = f32('bag first steps')
    if (this.#hidden % LANES !== 0 || this.#width !== WIDTH)
      throw new Error(`the injection weights have a network of another shape: train again`)
    this.#first = lanes(
      Float32Array.from(i8('bag first'), (v, i) => v * (steps[Math.floor(i / inputs)] ?? 0)),
      inputs,
    )
    this.#sums = new Int32Array(2 * this.#width)
    this.#firstBias = f32('bag first bias')
    this.#second = f32('bag second')
    this.#bagBias = number('bag bias')
    this.#feature = weights.i16(`${group} trees feature`)
    this.#cut = f32('trees cut')
    this.#leaf = f32('trees leaf')
    this.#trees = this.#leaf.length / LEAVES
    this.#treesBias = number('trees bias')
    this.#centre = f32('member centre')
    this.#spread = f32('member spread')
    this.#input = new Float32Array(inputs)
  }

  /** Mean of the members' scores in standard deviations. */
  score(reading: Reading): number {
    this.#scale(reading.dense)
    return (
      (this.#z(0, this.#linearScore(reading.grams)) +
        this.#z(1, this.#bagScore(reading.grams)) +
        this.#z(2, this.#treesScore(reading.dense))) /
      3
    )
  }

  #z(member: number, score: number): number {
    return (score - (this.#centre[member] ?? 0)) / (this.#spread[member] ?? 1)
  }

  #scale(dense: Float32Array): void {
    for (let j = 0; j < FEATURE_COUNT; j++) {
      const x = ((dense[j] ?? 0) - (this.#mean[j] ?? 0)) * (this.#inverse[j] ?? 0)
      this.#scaled[j] = x > SCALED_MAX ? SCALED_MAX : x < -SCALED_MAX ? -SCALED_MAX : x
    }
  }

  #linearScore({ ids, count, words }: Grams): number {
    const x = this.#scaled
    const w = this.#linear
    let z = this.#linearBias
    for (let j = 0; j < FEATURE_COUNT; j++) z += (w[j] ?? 0) * (x[j] ?? 0)
    let wordSum = 0
    let conceptSum = 0
    for (let i = 0; i < words; i++) wordSum += this.#gramWeights[(ids[i] ?? 0) & this.#gramMask] ?? 0
    for (let i = words; i < count; i++) conceptSum += this.#gramWeights[(ids[i] ?? 0) & this.#gramMask] ?? 0
    return z + this.#gramStep * (wordSum * gramScale(words) + conceptSum * gramScale(count - words))
  }

  #bagScore({ ids, count, words }: Grams): number {
    const input = this.#input
    this.#sumRows(ids, 0, words, 0)
    this.#sumRows(ids, words, count, WIDTH)
    const wordScale = words === 0 ? 0 : this.#tableStep / words
    const conceptScale = count === words ? 0 : this.#tableStep / (count - words)
    for (let d = 0; d < WIDTH; d++) {
      input[d] = (this.#sums[d] ?? 0) * wordScale
      input[WIDTH + d] = (this.#sums[WIDTH + d] ?? 0) * conceptScale
    }
    input.set(this.#scaled, 2 * WIDTH)
    const inputs = input.length
    const first = this.#first
    const bias = this.#firstBias
    const second = this.#second
    let z = this.#bagBias
    let at = 0
    for (let h = 0; h < this.#hidden; h += LANES) {
      let a = bias[h] ?? 0
      let b = bias[h + 1] ?? 0
      let c = bias[h + 2] ?? 0
      let d = bias[h + 3] ?? 0
      for (let j = 0; j < inputs; j++, at += LANES) {
        const x = input[j] ?? 0
        a += (first[at] ?? 0) * x
        b += (first[at + 1] ?? 0) * x
        c += (first[at + 2] ?? 0) * x
        d += (first[at + 3] ?? 0) * x
      }
      if (a > 0) z += (second[h] ?? 0) * a
      if (b > 0) z += (second[h + 1] ?? 0) * b
      if (c > 0) z += (second[h + 2] ?? 0) * c
      if (d > 0) z += (second[h + 3] ?? 0) * d
    }
    return z
  }

  /** Sums the embeddings of some ids, in locals: twelve counters in an array would be read and written for every id. */
  #sumRows(ids: Int32Array, from: number, to: number, into: number): void {
    const table = this.#table
    const mask = this.#tableMask
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    let s4 = 0
    let s5 = 0
    let s6 = 0
    let s7 = 0
    let s8 = 0
    let s9 = 0
    let s10 = 0
    let s11 = 0
    for (let i = from; i < to; i++) {
      const at = ((ids[i] ?? 0) & mask) * WIDTH
      s0 += table[at] ?? 0
      s1 += table[at + 1] ?? 0
      s2 += table[at + 2] ?? 0
      s3 += table[at + 3] ?? 0
      s4 += table[at + 4] ?? 0
      s5 += table[at + 5] ?? 0
      s6 += table[at + 6] ?? 0
      s7 += table[at + 7] ?? 0
      s8 += table[at + 8] ?? 0
      s9 += table[at + 9] ?? 0
      s10 += table[at + 10] ?? 0
      s11 += table[at + 11] ?? 0
    }
    const sums = this.#sums
    sums[into] = s0
    sums[into + 1] = s1
    sums[into + 2] = s2
    sums[into + 3] = s3
    sums[into + 4] = s4
    sums[into + 5] = s5
    sums[into + 6] = s6
    sums[into + 7] = s7
    sums[into + 8] = s8
    sums[into + 9] = s9
    sums[into + 10] = s10
    sums[into + 11] = s11
  }

  #treesScore(dense: Float32Array): number {
    let z = this.#treesBias
    for (let k = 0; k < this.#trees; k++) {
      let v = 0
      for (let d = 0; d < DEPTH; d++) {
        const i = k * NODES + (1 << d) - 1 + v
        v = v * 2 + ((dense[this.#feature[i] ?? 0] ?? 0) > (this.#cut[i] ?? 0) ? 1 : 0)
      }
      z += this.#leaf[k * LEAVES + v] ?? 0
    }
    return z
  }
}

/**
 * The judge of texts that go to the model. The user's words and data have members of their own: what is ordinary in a question (an
 * imperative, a task) is the attack in a document, and one model for both was worse at each.
 */
export class Ensemble {
  readonly scan = new Scan(conceptTrie())
  readonly #grams = new Grams()
  readonly #dense = new Float32Array(FEATURE_COUNT)
  readonly #trigrams: Uint8Array
  readonly #user: Members
  readonly #data: Members

  constructor(weights: Weights) {
    const { head } = weights
    if (head.features !== FEATURE_COUNT || head.concepts !== CONCEPTS)
      throw new Error(
        `the injection weights were trained for ${head.features} features, this code has ${FEATURE_COUNT}: train again`,
      )
    this.#trigrams = weights.u8('trigrams')
    this.#user = new Members(weights, 'user')
    this.#data = new Members(weights, 'data')
  }

  /** Mean of the members' scores in standard deviations; `calibrate` makes it a score. */
  score(text: string, data: boolean): number {
    this.scan.read(text)
    fillFeatures(this.scan, this.#trigrams, data, this.#dense)
    this.#grams.read(this.scan)
    return (data ? this.#data : this.#user).score({ dense: this.#dense, grams: this.#grams })
  }
}
