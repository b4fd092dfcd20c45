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
  readonly #first: Float32Array
  readonly #firstBias: Float32Array
  readonly #second: Float32Array
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
    this.#first = Float32Array.from(i8('bag first'), (v, i) => v * (steps[Math.floor(i / inputs)] ?? 0))
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
    const width = this.#width
    const input = this.#input
    const table = this.#table
    input.fill(0, 0, 2 * width)
    for (let i = 0; i < count; i++) {
      const from = ((ids[i] ?? 0) & this.#tableMask) * width
      const to = i < words ? 0 : width
      for (let d = 0; d < width; d++) input[to + d] = (input[to + d] ?? 0) + (table[from + d] ?? 0)
    }
    const wordScale = words === 0 ? 0 : this.#tableStep / words
    const conceptScale = count === words ? 0 : this.#tableStep / (count - words)
    for (let d = 0; d < width; d++) {
      input[d] = (input[d] ?? 0) * wordScale
      input[width + d] = (input[width + d] ?? 0) * conceptScale
    }
    input.set(this.#scaled, 2 * width)
    const inputs = input.length
    const first = this.#first
    let z = this.#bagBias
    for (let h = 0; h < this.#hidden; h++) {
      let sum = this.#firstBias[h] ?? 0
      const row = h * inputs
      for (let j = 0; j < inputs; j++) sum += (first[row + j] ?? 0) * (input[j] ?? 0)
      if (sum > 0) z += (this.#second[h] ?? 0) * sum
    }
    return z
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
