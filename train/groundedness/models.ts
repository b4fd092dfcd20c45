/** Two small learners, deterministic: logistic regression and boosted trees. Pure. */
export type Logistic = {
  readonly kind: 'logistic'
  readonly bias: number
  readonly weights: readonly number[]
}
/** Nodes of a tree: a split (feature, threshold, left, right) or a leaf (value). */
export type TreeNode = {
  readonly feature: number
  readonly threshold: number
  readonly left: number
  readonly right: number
  readonly value: number
}
export type Trees = {
  readonly kind: 'trees'
  readonly bias: number
  readonly trees: readonly (readonly TreeNode[])[]
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

export function trainLogistic(
  x: readonly (readonly number[])[],
  y: readonly number[],
  w: readonly number[],
  l2: number,
  rounds: number,
  /** Weights that may not fall below zero. */
  rises: readonly boolean[],
): Logistic {
  const n = x[0]?.length ?? 0
  const mean = Array.from({ length: n }, (_, j) => x.reduce((s, r) => s + (r[j] ?? 0), 0) / x.length)
  const dev = mean.map((m, j) => Math.sqrt(x.reduce((s, r) => s + ((r[j] ?? 0) - m) ** 2, 0) / x.length) || 1)
  const z = x.map((r) => r.map((v, j) => (v - (mean[j] ?? 0)) / (dev[j] ?? 1)))
  const weights = new Float64Array(n)
  let bias = 0
  const total = w.reduce((a, b) => a + b, 0)
  let momentum = new Float64Array(n)
  let momentumBias = 0
  for (let round = 0; round < rounds; round++) {
    const grad = new Float64Array(n)
    let gradBias = 0
    z.forEach((r, i) => {
      let s = bias
      for (let j = 0; j < n; j++) s += (weights[j] ?? 0) * (r[j] ?? 0)
      const d = (sigmoid(s) - (y[i] ?? 0)) * (w[i] ?? 1)
      gradBias += d
      for (let j = 0; j < n; j++) grad[j] = (grad[j] ?? 0) + d * (r[j] ?? 0)
    })
    const rate = 1.2
    momentum = momentum.map(
      (m, j) => m * 0.9 + (rate * ((grad[j] ?? 0) / total + l2 * (weights[j] ?? 0))) / 2,
    )
    momentumBias = momentumBias * 0.9 + (rate * (gradBias / total)) / 2
    for (let j = 0; j < n; j++) {
      const next = (weights[j] ?? 0) - (momentum[j] ?? 0)
      weights[j] = rises[j] === true ? Math.max(0, next) : next
    }
    bias -= momentumBias
  }
  const raw = [...weights].map((v, j) => v / (dev[j] ?? 1))
  return { kind: 'logistic', bias: bias - raw.reduce((s, v, j) => s + v * (mean[j] ?? 0), 0), weights: raw }
}

const BINS = 24

export function trainTrees(
  x: readonly (readonly number[])[],
  y: readonly number[],
  w: readonly number[],
  options: {
    readonly count: number
    readonly depth: number
    readonly rate: number
    readonly leafMin: number
    readonly rises: readonly boolean[]
  },
): Trees {
  const n = x[0]?.length ?? 0
  const edges = Array.from({ length: n }, (_, j) => {
    const values = x.map((r) => r[j] ?? 0).toSorted((a, b) => a - b)
    const out: number[] = []
    for (let b = 1; b < BINS; b++) {
      const v = values[Math.floor((b * values.length) / BINS)] ?? 0
      if (out.at(-1) !== v) out.push(v)
    }
    const last = values.at(-1) ?? 0
    // Rare flags have one value in almost every row: a cut between 0 and what is above must exist.
    const positive = values.filter((v) => v > 0)
    for (const q of [0, 0.5]) {
      const v = positive[Math.floor(q * positive.length)]
      if (v !== undefined && v <= last) out.push(v - 1e-9)
    }
    return [...new Set(out)].toSorted((a, b) => a - b)
  })
  const bins = x.map((r) =>
    Uint8Array.from({ length: n }, (_, j) => (edges[j] ?? []).filter((e) => (r[j] ?? 0) > e).length),
  )
  const total = w.reduce((a, b) => a + b, 0)
  const base = y.reduce((s, v, i) => s + v * (w[i] ?? 1), 0) / total
  const bias = Math.log(base / (1 - base))
  const score = new Float64Array(x.length).fill(bias)
  const trees: TreeNode[][] = []
  for (let t = 0; t < options.count; t++) {
    const g = new Float64Array(x.length)
    const h = new Float64Array(x.length)
    for (let i = 0; i < x.length; i++) {
      const p = sigmoid(score[i] ?? 0)
      g[i] = (p - (y[i] ?? 0)) * (w[i] ?? 1)
      h[i] = Math.max(1e-6, p * (1 - p) * (w[i] ?? 1))
    }
    const nodes: TreeNode[] = []
    const grow = (rows: number[], depth: number, low: number, high: number): number => {
      const at = nodes.length
      nodes.push({ feature: -1, threshold: 0, left: -1, right: -1, value: 0 })
      let sumG = 0
      let sumH = 0
      for (const i of rows) {
        sumG += g[i] ?? 0
        sumH += h[i] ?? 0
      }
      const value = Math.min(high, Math.max(low, (-sumG / (sumH + 1)) * options.rate))
      const split =
        depth === 0 || sumH < options.leafMin * 2
          ? null
          : bestSplit(rows, g, h, bins, edges, sumG, sumH, options)
      if (split === null) {
        for (const i of rows) score[i] = (score[i] ?? 0) + value
        nodes[at] = { feature: -1, threshold: 0, left: -1, right: -1, value }
        return at
      }
      const mid =
        ((-split.leftG / (split.leftH + 1) + -(sumG - split.leftG) / (sumH - split.leftH + 1)) / 2) *
        options.rate
      const rises = options.rises[split.feature] === true
      const left = grow(
        rows.filter((i) => (bins[i]?.[split.feature] ?? 0) <= split.bin),
        depth - 1,
        low,
        rises ? Math.min(high, mid) : high,
      )
      const right = grow(
        rows.filter((i) => (bins[i]?.[split.feature] ?? 0) > split.bin),
        depth - 1,
        rises ? Math.max(low, mid) : low,
        high,
      )
      nodes[at] = {
        feature: split.feature,
        threshold: edges[split.feature]?.[split.bin] ?? 0,
        left,
        right,
        value: 0,
      }
      return at
    }
    grow(
      Array.from({ length: x.length }, (_, i) => i),
      options.depth,
      -Infinity,
      Infinity,
    )
    trees.push(nodes)
  }
  return { kind: 'trees', bias, trees }
}

function bestSplit(
  rows: readonly number[],
  g: Float64Array,
  h: Float64Array,
  bins: readonly Uint8Array[],
  edges: readonly (readonly number[])[],
  sumG: number,
  sumH: number,
  options: { readonly leafMin: number; readonly rises: readonly boolean[] },
): { feature: number; bin: number; leftG: number; leftH: number } | null {
  let best: { feature: number; bin: number; leftG: number; leftH: number } | null = null
  let gain = 1e-3
  const whole = (sumG * sumG) / (sumH + 1)
  for (let j = 0; j < edges.length; j++) {
    const count = (edges[j]?.length ?? 0) + 1
    const sg = new Float64Array(count)
    const sh = new Float64Array(count)
    for (const i of rows) {
      const b = bins[i]?.[j] ?? 0
      sg[b] = (sg[b] ?? 0) + (g[i] ?? 0)
      sh[b] = (sh[b] ?? 0) + (h[i] ?? 0)
    }
    let lg = 0
    let lh = 0
    for (let b = 0; b + 1 < count; b++) {
      lg += sg[b] ?? 0
      lh += sh[b] ?? 0
      if (lh < options.leafMin || sumH - lh < options.leafMin) continue
      // A feature that may only raise the risk must not lower it.
      if (options.rises[j] === true && -lg / (lh + 1) > -(sumG - lg) / (sumH - lh + 1)) continue
      const found = (lg * lg) / (lh + 1) + ((sumG - lg) * (sumG - lg)) / (sumH - lh + 1) - whole
      if (found > gain) {
        gain = found
        best = { feature: j, bin: b, leftG: lg, leftH: lh }
      }
    }
  }
  return best
}

export function predict(model: Logistic | Trees, x: readonly number[]): number {
  let s = model.bias
  if (model.kind === 'logistic') {
    for (let j = 0; j < x.length; j++) s += (model.weights[j] ?? 0) * (x[j] ?? 0)
    return sigmoid(s)
  }
  for (const nodes of model.trees) {
    let node = nodes[0]
    while (node !== undefined && node.feature >= 0)
      node = nodes[(x[node.feature] ?? 0) > node.threshold ? node.right : node.left]
    s += node?.value ?? 0
  }
  return sigmoid(s)
}

/** Mann-Whitney with mid-ranks for ties. */
export function auc(points: readonly { readonly score: number; readonly label: number }[]): number {
  const sorted = points.toSorted((a, b) => a.score - b.score)
  let rankSum = 0
  let positives = 0
  for (let i = 0; i < sorted.length;) {
    let j = i
    while (j < sorted.length && sorted[j]?.score === sorted[i]?.score) j++
    for (let k = i; k < j; k++)
      if (sorted[k]?.label === 1) {
        rankSum += (i + 1 + j) / 2
        positives++
      }
    i = j
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (sorted.length - positives))
}
