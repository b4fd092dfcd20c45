import { FEATURE_COUNT } from '../../src/features/guardrails/injection/features.ts'
import type { Matrix } from './matrix.ts'
import { seeded, shuffle } from './random.ts'

/** Mean embedding of words and of concepts beside the features, one hidden layer. */
export type Bag = {
  readonly bits: number
  readonly width: number
  readonly hidden: number
  readonly table: Float32Array
  readonly first: Float32Array
  readonly firstBias: Float32Array
  readonly second: Float32Array
  readonly bias: number
}

export type BagOptions = {
  readonly bits: number
  readonly width: number
  readonly hidden: number
  readonly epochs: number
  readonly rate: number
  /** Share of n-grams left out of each row at random. */
  readonly drop: number
  /** Share of features blanked in each row at random. */
  readonly dropDense: number
  readonly smooth: number
  readonly seed: number
}

export function fitBag(
  m: Matrix,
  x: Float32Array,
  train: Int32Array,
  weight: Float32Array,
  o: BagOptions,
): Bag {
  const random = seeded(o.seed)
  const { width, hidden } = o
  const mask = (1 << o.bits) - 1
  const inputs = 2 * width + FEATURE_COUNT
  const uniform = (n: number, spread: number): Float32Array =>
    Float32Array.from({ length: n }, () => (random() * 2 - 1) * spread)
  const table = uniform((mask + 1) * width, 0.5)
  const tableSum = new Float32Array(mask + 1).fill(1e-3)
  const first = uniform(hidden * inputs, Math.sqrt(3 / inputs))
  const firstSum = new Float32Array(first.length).fill(1e-2)
  const firstBias = new Float32Array(hidden)
  const firstBiasSum = new Float32Array(hidden).fill(1e-2)
  const second = uniform(hidden, Math.sqrt(3 / hidden))
  const secondSum = new Float32Array(hidden).fill(1e-2)
  let bias = 0
  let biasSum = 1e-2
  const input = new Float32Array(inputs)
  const act = new Float32Array(hidden)
  const back = new Float32Array(inputs)
  const kept = new Int32Array(16_384)
  const order = Int32Array.from(train)
  for (let epoch = 0; epoch < o.epochs; epoch++) {
    shuffle(order, random)
    const rate = o.rate * (1 - epoch / (o.epochs + 1))
    for (const r of order) {
      const begin = m.from[r] ?? 0
      const middle = m.words[r] ?? 0
      const end = m.from[r + 1] ?? 0
      input.fill(0)
      // Draw the kept n-grams.
      let words = 0
      let all = 0
      for (let i = begin; i < end; i++) {
        if (random() < o.drop) continue
        kept[all++] = (m.ids[i] ?? 0) & mask
        if (i < middle) words = all
      }
      const wordScale = words === 0 ? 0 : 1 / words
      const conceptScale = all === words ? 0 : 1 / (all - words)
      for (let i = 0; i < all; i++) {
        const from = (kept[i] ?? 0) * width
        const to = i < words ? 0 : width
        for (let d = 0; d < width; d++) input[to + d] = (input[to + d] ?? 0) + (table[from + d] ?? 0)
      }
      for (let d = 0; d < width; d++) {
        input[d] = (input[d] ?? 0) * wordScale
        input[width + d] = (input[width + d] ?? 0) * conceptScale
      }
      const at = r * FEATURE_COUNT
      const keepScale = 1 / (1 - o.dropDense)
      for (let j = 0; j < FEATURE_COUNT; j++)
        input[2 * width + j] = o.dropDense > 0 && random() < o.dropDense ? 0 : (x[at + j] ?? 0) * keepScale
      let z = bias
      for (let h = 0; h < hidden; h++) {
        let sum = firstBias[h] ?? 0
        const row = h * inputs
        for (let j = 0; j < inputs; j++) sum += (first[row + j] ?? 0) * (input[j] ?? 0)
        act[h] = sum > 0 ? sum : 0
        z += (second[h] ?? 0) * (act[h] ?? 0)
      }
      const y = m.rows[r]?.label === 1 ? 1 - o.smooth : o.smooth
      const g = (1 / (1 + Math.exp(-z)) - y) * (weight[r] ?? 1)
      back.fill(0)
      for (let h = 0; h < hidden; h++) {
        const a = act[h] ?? 0
        const gs = g * a
        const gh = a > 0 ? g * (second[h] ?? 0) : 0
        secondSum[h] = (secondSum[h] ?? 0) + gs * gs
        second[h] = (second[h] ?? 0) - (rate * gs) / Math.sqrt(secondSum[h] ?? 1)
        if (gh === 0) continue
        const row = h * inputs
        for (let j = 0; j < inputs; j++) {
          const xj = input[j] ?? 0
          if (j < 2 * width) back[j] = (back[j] ?? 0) + gh * (first[row + j] ?? 0)
          if (xj === 0) continue
          const gj = gh * xj
          firstSum[row + j] = (firstSum[row + j] ?? 0) + gj * gj
          first[row + j] = (first[row + j] ?? 0) - (rate * gj) / Math.sqrt(firstSum[row + j] ?? 1)
        }
        firstBiasSum[h] = (firstBiasSum[h] ?? 0) + gh * gh
        firstBias[h] = (firstBias[h] ?? 0) - (rate * gh) / Math.sqrt(firstBiasSum[h] ?? 1)
      }
      biasSum += g * g
      bias -= (rate * g) / Math.sqrt(biasSum)
      let wordSquare = 0
      let conceptSquare = 0
      for (let d = 0; d < width; d++) {
        back[d] = (back[d] ?? 0) * wordScale
        back[width + d] = (back[width + d] ?? 0) * conceptScale
        wordSquare += (back[d] ?? 0) ** 2
        conceptSquare += (back[width + d] ?? 0) ** 2
      }
      // One AdaGrad sum for each row of the table.
      for (let i = 0; i < all; i++) {
        const k = kept[i] ?? 0
        const square = ((i < words ? wordSquare : conceptSquare) / width) * 100
        tableSum[k] = (tableSum[k] ?? 0) + square
        const step = (10 * rate) / Math.sqrt(tableSum[k] ?? 1)
        const from = i < words ? 0 : width
        for (let d = 0; d < width; d++)
          table[k * width + d] = (table[k * width + d] ?? 0) - step * (back[from + d] ?? 0)
      }
    }
  }
  return { bits: o.bits, width, hidden, table, first, firstBias, second, bias }
}

export function predictBag(b: Bag, m: Matrix, x: Float32Array, r: number): number {
  const { width, hidden } = b
  const inputs = 2 * width + FEATURE_COUNT
  const mask = (1 << b.bits) - 1
  const input = new Float32Array(inputs)
  const begin = m.from[r] ?? 0
  const middle = m.words[r] ?? 0
  const end = m.from[r + 1] ?? 0
  for (let i = begin; i < end; i++) {
    const from = ((m.ids[i] ?? 0) & mask) * width
    const to = i < middle ? 0 : width
    for (let d = 0; d < width; d++) input[to + d] = (input[to + d] ?? 0) + (b.table[from + d] ?? 0)
  }
  const wordScale = middle === begin ? 0 : 1 / (middle - begin)
  const conceptScale = end === middle ? 0 : 1 / (end - middle)
  for (let d = 0; d < width; d++) {
    input[d] = (input[d] ?? 0) * wordScale
    input[width + d] = (input[width + d] ?? 0) * conceptScale
  }
  for (let j = 0; j < FEATURE_COUNT; j++) input[2 * width + j] = x[r * FEATURE_COUNT + j] ?? 0
  let z = b.bias
  for (let h = 0; h < hidden; h++) {
    let sum = b.firstBias[h] ?? 0
    for (let j = 0; j < inputs; j++) sum += (b.first[h * inputs + j] ?? 0) * (input[j] ?? 0)
    if (sum > 0) z += (b.second[h] ?? 0) * sum
  }
  return z
}
