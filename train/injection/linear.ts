import { FEATURE_COUNT } from '../../src/features/guardrails/injection/features.ts'
import { gramScale } from '../../src/features/guardrails/injection/model.ts'
import type { Matrix } from './matrix.ts'
import { seeded, shuffle } from './random.ts'

export type Linear = {
  readonly bits: number
  /** Weights of hashed n-grams; empty without n-grams. */
  readonly grams: Float32Array
  readonly dense: Float32Array
  readonly bias: number
}

export type LinearOptions = {
  readonly bits: number
  readonly epochs: number
  readonly rate: number
  readonly decay: number
  /** Share of rows whose n-grams are hidden, so that the features must carry them. */
  readonly hide: number
  readonly useGrams: boolean
  readonly seed: number
}

/** Logistic regression over features and hashed n-grams by AdaGrad. */
export function fitLinear(
  m: Matrix,
  x: Float32Array,
  train: Int32Array,
  weight: Float32Array,
  o: LinearOptions,
): Linear {
  const mask = (1 << o.bits) - 1
  const grams = new Float32Array(o.useGrams ? mask + 1 : 0)
  const gramsSum = new Float32Array(grams.length).fill(1e-2)
  const dense = new Float32Array(FEATURE_COUNT)
  const denseSum = new Float32Array(FEATURE_COUNT).fill(1)
  let bias = 0
  let biasSum = 1
  const random = seeded(o.seed)
  const order = Int32Array.from(train)
  for (let epoch = 0; epoch < o.epochs; epoch++) {
    shuffle(order, random)
    for (const r of order) {
      const hidden = !o.useGrams || random() < o.hide
      const begin = m.from[r] ?? 0
      const middle = m.words[r] ?? 0
      const end = m.from[r + 1] ?? 0
      const wordScale = gramScale(middle - begin)
      const conceptScale = gramScale(end - middle)
      let z = bias
      const at = r * FEATURE_COUNT
      for (let j = 0; j < FEATURE_COUNT; j++) z += (dense[j] ?? 0) * (x[at + j] ?? 0)
      if (!hidden) z += gramSum(grams, mask, m.ids, begin, middle, end, wordScale, conceptScale)
      const y = m.rows[r]?.label ?? 0
      const g = (1 / (1 + Math.exp(-z)) - y) * (weight[r] ?? 1)
      for (let j = 0; j < FEATURE_COUNT; j++) {
        const gj = g * (x[at + j] ?? 0) + o.decay * (dense[j] ?? 0)
        denseSum[j] = (denseSum[j] ?? 0) + gj * gj
        dense[j] = (dense[j] ?? 0) - (o.rate * gj) / Math.sqrt(denseSum[j] ?? 1)
      }
      biasSum += g * g
      bias -= (o.rate * g) / Math.sqrt(biasSum)
      if (hidden) continue
      for (let i = begin; i < end; i++) {
        const k = (m.ids[i] ?? 0) & mask
        const gk = g * (i < middle ? wordScale : conceptScale) + o.decay * (grams[k] ?? 0)
        gramsSum[k] = (gramsSum[k] ?? 0) + gk * gk
        grams[k] = (grams[k] ?? 0) - (o.rate * gk) / Math.sqrt(gramsSum[k] ?? 1)
      }
    }
  }
  return { bits: o.bits, grams, dense, bias }
}

function gramSum(
  grams: Float32Array,
  mask: number,
  ids: Int32Array,
  begin: number,
  middle: number,
  end: number,
  wordScale: number,
  conceptScale: number,
): number {
  let words = 0
  for (let i = begin; i < middle; i++) words += grams[(ids[i] ?? 0) & mask] ?? 0
  let concepts = 0
  for (let i = middle; i < end; i++) concepts += grams[(ids[i] ?? 0) & mask] ?? 0
  return words * wordScale + concepts * conceptScale
}

export function predictLinear(model: Linear, m: Matrix, x: Float32Array, r: number): number {
  let z = model.bias
  const at = r * FEATURE_COUNT
  for (let j = 0; j < FEATURE_COUNT; j++) z += (model.dense[j] ?? 0) * (x[at + j] ?? 0)
  if (model.grams.length === 0) return z
  const begin = m.from[r] ?? 0
  const middle = m.words[r] ?? 0
  const end = m.from[r + 1] ?? 0
  return (
    z +
    gramSum(
      model.grams,
      (1 << model.bits) - 1,
      m.ids,
      begin,
      middle,
      end,
      gramScale(middle - begin),
      gramScale(end - middle),
    )
  )
}
