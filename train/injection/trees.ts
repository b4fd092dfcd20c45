import { FEATURE_COUNT } from '../../src/features/guardrails/injection/features.ts'
import { DEPTH, LEAVES, NODES } from '../../src/features/guardrails/injection/model.ts'
import type { Matrix } from './matrix.ts'
import { seeded } from './random.ts'

const BINS = 32

/** Complete trees of DEPTH levels, gradient boosted on features cut into bins. */
export type Trees = {
  readonly count: number
  /** Per tree and inner node: feature and the value from which a row goes right. */
  readonly feature: Int16Array
  readonly cut: Float32Array
  readonly leaf: Float32Array
  readonly bias: number
}

export type TreeOptions = {
  readonly count: number
  readonly rate: number
  readonly features: number
  readonly rows: number
  readonly lambda: number
  readonly childWeightMin: number
  readonly seed: number
}

export function fitTrees(m: Matrix, train: Int32Array, weight: Float32Array, o: TreeOptions): Trees {
  const random = seeded(o.seed)
  const n = train.length
  const cuts = cutsOf(m, train)
  const bins = binsOf(m, train, cuts)
  const feature = new Int16Array(o.count * NODES)
  const cut = new Float32Array(o.count * NODES)
  const leaf = new Float32Array(o.count * LEAVES)
  const score = new Float64Array(n)
  const g = new Float64Array(n)
  const h = new Float64Array(n)
  const node = new Uint8Array(n)
  const picked = new Int32Array(n)
  const gSum = new Float64Array(LEAVES * BINS)
  const hSum = new Float64Array(LEAVES * BINS)
  let positive = 0
  let total = 0
  train.forEach((r) => {
    const w = weight[r] ?? 1
    total += w
    if (m.rows[r]?.label === 1) positive += w
  })
  const bias = Math.log((positive + 1) / (total - positive + 1))
  score.fill(bias)
  for (let t = 0; t < o.count; t++) {
    let count = 0
    for (let i = 0; i < n; i++) {
      const r = train[i] ?? 0
      const p = 1 / (1 + Math.exp(-(score[i] ?? 0)))
      const w = weight[r] ?? 1
      g[i] = (p - (m.rows[r]?.label ?? 0)) * w
      h[i] = Math.max(1e-6, p * (1 - p)) * w
      node[i] = 0
      if (random() < o.rows) picked[count++] = i
    }
    const chosen = Array.from({ length: FEATURE_COUNT }, (_, j) => j).filter(() => random() < o.features)
    for (let depth = 0; depth < DEPTH; depth++) {
      const width = 1 << depth
      const best = Array.from({ length: width }, () => ({ gain: 1e-9, feature: 0, bin: 255 }))
      for (const j of chosen) {
        const column = bins.subarray(j * n, (j + 1) * n)
        gSum.fill(0, 0, width * BINS)
        hSum.fill(0, 0, width * BINS)
        for (let k = 0; k < count; k++) {
          const i = picked[k] ?? 0
          const slot = (node[i] ?? 0) * BINS + (column[i] ?? 0)
          gSum[slot] = (gSum[slot] ?? 0) + (g[i] ?? 0)
          hSum[slot] = (hSum[slot] ?? 0) + (h[i] ?? 0)
        }
        for (let v = 0; v < width; v++) {
          let gAll = 0
          let hAll = 0
          for (let b = 0; b < BINS; b++) {
            gAll += gSum[v * BINS + b] ?? 0
            hAll += hSum[v * BINS + b] ?? 0
          }
          let gl = 0
          let hl = 0
          const whole = (gAll * gAll) / (hAll + o.lambda)
          for (let b = 0; b < BINS - 1; b++) {
            gl += gSum[v * BINS + b] ?? 0
            hl += hSum[v * BINS + b] ?? 0
            const hr = hAll - hl
            if (hl < o.childWeightMin || hr < o.childWeightMin) continue
            const gr = gAll - gl
            const gain = (gl * gl) / (hl + o.lambda) + (gr * gr) / (hr + o.lambda) - whole
            const top = best[v]
            if (top !== undefined && gain > top.gain) best[v] = { gain, feature: j, bin: b }
          }
        }
      }
      for (let v = 0; v < width; v++) {
        const at = t * NODES + (width - 1) + v
        const split = best[v]
        feature[at] = split?.feature ?? 0
        cut[at] =
          split === undefined || split.bin === 255
            ? Number.POSITIVE_INFINITY
            : (cuts[(split.feature ?? 0) * (BINS - 1) + split.bin] ?? Number.POSITIVE_INFINITY)
      }
      for (let i = 0; i < n; i++) {
        const v = node[i] ?? 0
        const split = best[v]
        const right =
          split !== undefined && split.bin !== 255 && (bins[split.feature * n + i] ?? 0) > split.bin ? 1 : 0
        node[i] = v * 2 + right
      }
    }
    const gl = new Float64Array(LEAVES)
    const hl = new Float64Array(LEAVES)
    for (let k = 0; k < count; k++) {
      const i = picked[k] ?? 0
      const v = node[i] ?? 0
      gl[v] = (gl[v] ?? 0) + (g[i] ?? 0)
      hl[v] = (hl[v] ?? 0) + (h[i] ?? 0)
    }
    for (let v = 0; v < LEAVES; v++)
      leaf[t * LEAVES + v] = (-o.rate * (gl[v] ?? 0)) / ((hl[v] ?? 0) + o.lambda)
    for (let i = 0; i < n; i++) score[i] = (score[i] ?? 0) + (leaf[t * LEAVES + (node[i] ?? 0)] ?? 0)
  }
  return { count: o.count, feature, cut, leaf, bias }
}

/** Upper bounds of all bins but the last, from the quantiles of the training rows. */
function cutsOf(m: Matrix, train: Int32Array): Float32Array {
  const out = new Float32Array(FEATURE_COUNT * (BINS - 1)).fill(Number.POSITIVE_INFINITY)
  const step = Math.max(1, Math.floor(train.length / 6000))
  for (let j = 0; j < FEATURE_COUNT; j++) {
    const values: number[] = []
    for (let i = 0; i < train.length; i += step)
      values.push(m.dense[(train[i] ?? 0) * FEATURE_COUNT + j] ?? 0)
    const different = [...new Set(values)].sort((a, b) => a - b)
    const sorted = values.sort((a, b) => a - b)
    let last = Number.NEGATIVE_INFINITY
    let k = 0
    if (different.length <= BINS) {
      for (const v of different.slice(0, -1)) out[j * (BINS - 1) + k++] = v
      continue
    }
    // Half of the cuts by rank, half evenly among the values that occur: most features are zero in most texts.
    const wanted = [
      ...Array.from({ length: 16 }, (_, q) => sorted[Math.floor((sorted.length * (q + 1)) / 17)] ?? 0),
      ...Array.from({ length: 15 }, (_, q) => different[Math.floor((different.length * (q + 1)) / 16)] ?? 0),
    ].sort((a, b) => a - b)
    for (const v of wanted)
      if (v > last) {
        out[j * (BINS - 1) + k++] = v
        last = v
      }
  }
  return out
}

function binsOf(m: Matrix, train: Int32Array, cuts: Float32Array): Uint8Array {
  const n = train.length
  const out = new Uint8Array(FEATURE_COUNT * n)
  for (let j = 0; j < FEATURE_COUNT; j++) {
    const base = j * (BINS - 1)
    for (let i = 0; i < n; i++) {
      const x = m.dense[(train[i] ?? 0) * FEATURE_COUNT + j] ?? 0
      let b = 0
      while (b < BINS - 1 && x > (cuts[base + b] ?? Number.POSITIVE_INFINITY)) b++
      out[j * n + i] = b
    }
  }
  return out
}

export function predictTrees(t: Trees, dense: Float32Array, at: number): number {
  let z = t.bias
  for (let k = 0; k < t.count; k++) {
    let v = 0
    for (let d = 0; d < DEPTH; d++) {
      const i = k * NODES + (1 << d) - 1 + v
      v = v * 2 + ((dense[at + (t.feature[i] ?? 0)] ?? 0) > (t.cut[i] ?? 0) ? 1 : 0)
    }
    z += t.leaf[k * LEAVES + v] ?? 0
  }
  return z
}
