import { Reader } from './reader.ts'
import type { Weights } from './weights.ts'

/** Numbers of a word's row, and hidden units; the trainer uses the same. */
export const SKIM_WIDTH = 4
export const SKIM_HIDDEN = 8

/** What tells apart how much ordinary text and attacks score: kind of origin, and a whole text or a window of a longer one. */
export const SKIM_LEVELS = ['user window', 'data whole', 'data window'] as const
export type SkimLevel = (typeof SKIM_LEVELS)[number]

/** Weights of one kind of origin. */
type Side = {
  readonly rows: Int8Array
  readonly first: Float32Array
  readonly firstBias: Float32Array
  readonly second: Float32Array
  readonly bias: number
}

/**
 * The cheap look at data and at windows of long texts. Every stretch of sixteen words is judged by itself, by a small network over the sum
 * of its words' and signs' numbers, so that one order is not thinned by the ordinary text around it; the most suspicious stretch decides.
 * It only ever clears, and never a stretch in which the pattern rules have something to look at (`watch.ts`). How many attacks it clears
 * that would have been flagged is measured out of fold (docs/injection-model.md).
 */
export class Skim {
  readonly #reader: Reader
  readonly #user: Side
  readonly #data: Side
  readonly #levels: Readonly<Record<SkimLevel, number>>

  constructor(weights: Weights) {
    this.#reader = new Reader(new Int32Array(weights.u8('skim words').slice().buffer))
    this.#user = sideOf(weights, 'user')
    this.#data = sideOf(weights, 'data')
    this.#levels = {
      'user window': weights.number('skim user window'),
      'data whole': weights.number('skim data whole'),
      'data window': weights.number('skim data window'),
    }
  }

  clears(text: string, data: boolean, level: SkimLevel): boolean {
    return this.score(text, data) < this.#levels[level]
  }

  /** Whether the pattern rules have something to look at in the text that was read last. */
  get marked(): boolean {
    return this.#reader.marked
  }

  /** Of the most suspicious stretch; +Infinity where the pattern rules must look. */
  score(text: string, data: boolean): number {
    this.#reader.read(text, data)
    return this.marked ? Number.POSITIVE_INFINITY : this.#most(data ? this.#data : this.#user)
  }

  /** The highest score of a block together with the one before it. */
  #most({ rows, first, firstBias, second, bias }: Side): number {
    const { rows: tokens, ends, blocks } = this.#reader
    let most = Number.NEGATIVE_INFINITY
    let token = 0
    let a0 = 0
    let a1 = 0
    let a2 = 0
    let a3 = 0
    for (let k = 0; k < blocks; k++) {
      let b0 = 0
      let b1 = 0
      let b2 = 0
      let b3 = 0
      const end = ends[k] ?? 0
      for (; token < end; token++) {
        const at = (tokens[token] ?? 0) * SKIM_WIDTH
        b0 += rows[at] ?? 0
        b1 += rows[at + 1] ?? 0
        b2 += rows[at + 2] ?? 0
        b3 += rows[at + 3] ?? 0
      }
      a0 += b0
      a1 += b1
      a2 += b2
      a3 += b3
      let z = bias
      for (let h = 0; h < SKIM_HIDDEN; h++) {
        const w = h * SKIM_WIDTH
        const sum =
          (firstBias[h] ?? 0) +
          (first[w] ?? 0) * a0 +
          (first[w + 1] ?? 0) * a1 +
          (first[w + 2] ?? 0) * a2 +
          (first[w + 3] ?? 0) * a3
        if (sum > 0) z += (second[h] ?? 0) * sum
      }
      if (z > most) most = z
      a0 = b0
      a1 = b1
      a2 = b2
      a3 = b3
    }
    return most
  }
}

function sideOf(weights: Weights, group: 'user' | 'data'): Side {
  return {
    rows: weights.i8(`skim ${group} rows`),
    first: weights.f32(`skim ${group} first`),
    firstBias: weights.f32(`skim ${group} first bias`),
    second: weights.f32(`skim ${group} second`),
    bias: weights.number(`skim ${group} bias`),
  }
}
