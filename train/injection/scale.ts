import { FEATURE_COUNT } from '../../src/features/guardrails/injection/features.ts'
import { SCALED_MAX } from '../../src/features/guardrails/injection/model.ts'
import type { Matrix } from './matrix.ts'

/** Mean and inverse spread of each feature over the training rows; the linear model and the network read (x - mean) * inverse, cut at 4. */
export type Scale = { readonly mean: Float32Array; readonly inverse: Float32Array }

export function scaleOf(m: Matrix, train: Int32Array): Scale {
  const mean = new Float64Array(FEATURE_COUNT)
  const square = new Float64Array(FEATURE_COUNT)
  for (const r of train)
    for (let j = 0; j < FEATURE_COUNT; j++) {
      const x = m.dense[r * FEATURE_COUNT + j] ?? 0
      mean[j] = (mean[j] ?? 0) + x
      square[j] = (square[j] ?? 0) + x * x
    }
  const n = Math.max(1, train.length)
  const inverse = new Float32Array(FEATURE_COUNT)
  for (let j = 0; j < FEATURE_COUNT; j++) {
    const mu = (mean[j] ?? 0) / n
    const spread = Math.sqrt(Math.max(0, (square[j] ?? 0) / n - mu * mu))
    mean[j] = mu
    inverse[j] = spread < 1e-4 ? 0 : 1 / spread
  }
  return { mean: Float32Array.from(mean), inverse }
}

export function scaled(m: Matrix, scale: Scale): Float32Array {
  const out = new Float32Array(m.dense.length)
  for (let i = 0, j = 0; i < out.length; i++) {
    const x = ((m.dense[i] ?? 0) - (scale.mean[j] ?? 0)) * (scale.inverse[j] ?? 0)
    out[i] = x > SCALED_MAX ? SCALED_MAX : x < -SCALED_MAX ? -SCALED_MAX : x
    if (++j === FEATURE_COUNT) j = 0
  }
  return out
}
