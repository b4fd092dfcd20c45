import { FirstStage } from '../../src/features/guardrails/injection/first-stage.ts'
import { readWeights, writeWeights } from '../../src/features/guardrails/injection/weights.ts'
import { seeded, shuffle } from './random.ts'
import type { Row } from './rows.ts'

export type First = {
  readonly table: Int8Array
  readonly signs: Float32Array
  readonly mix: Float32Array
}

const BITS = 15
const EPOCHS = 4
const RATE = 0.05
const SEED = 0x811c9dc5
const PRIME = 0x01000193

/** The ids that FirstStage adds up, written plainly: one word and one pair for each word. */
function idsOf(text: string): Int32Array {
  const out: number[] = []
  let before = 0
  const mask = (1 << BITS) - 1
  for (const word of text.match(/[A-Za-z0-9']+/g) ?? []) {
    let h = SEED
    for (let i = 0; i < word.length; i++) {
      const c = word.charCodeAt(i)
      h = Math.imul(h ^ (c >= 48 && c <= 57 ? 48 : c >= 65 && c <= 90 ? c + 32 : c), PRIME)
    }
    out.push((h ^ (h >>> 15)) & mask)
    const pair = Math.imul(before, 0x2c1b3c6d) ^ h
    out.push((pair ^ (pair >>> 15)) & mask)
    before = h
  }
  return Int32Array.from(out)
}

const signCounts = (text: string): Float32Array => {
  const out = new Float32Array(128)
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c < 128 && !/[A-Za-z0-9' ]/.test(text.charAt(i))) out[c] = (out[c] ?? 0) + 1
  }
  for (let c = 0; c < 128; c++) out[c] = ((out[c] ?? 0) * 100) / (text.length + 100)
  return out
}

/** `target`: what to tell apart, 0 to 1; the ensemble's own verdicts on attacks, 0 for ordinary text. */
export function fitFirst(rows: readonly Row[], target: readonly number[], weight: readonly number[]): First {
  const ids = rows.map((row) => idsOf(row.text))
  const counts = rows.map((row) => signCounts(row.text))
  const w = new Float32Array(1 << BITS)
  const wSum = new Float32Array(w.length).fill(0.05)
  const s = new Float32Array(128)
  const sSum = new Float32Array(128).fill(1)
  let bias = 0
  const random = seeded(7)
  const order = Int32Array.from(rows.keys())
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, random)
    for (const r of order) {
      const mine = ids[r] ?? new Int32Array()
      const signs = counts[r] ?? s
      const scale = 1 / Math.sqrt(mine.length / 2 + 8)
      let z = bias
      for (const k of mine) z += (w[k] ?? 0) * scale
      for (let c = 0; c < 128; c++) z += (s[c] ?? 0) * (signs[c] ?? 0)
      const g = (1 / (1 + Math.exp(-z)) - (target[r] ?? 0)) * (weight[r] ?? 1)
      bias -= 0.02 * g
      for (const k of mine) {
        const gk = g * scale
        wSum[k] = (wSum[k] ?? 0) + gk * gk
        w[k] = (w[k] ?? 0) - (RATE * gk) / Math.sqrt(wSum[k] ?? 1)
      }
      for (let c = 0; c < 128; c++) {
        const gs = g * (signs[c] ?? 0)
        if (gs === 0) continue
        sSum[c] = (sSum[c] ?? 0) + gs * gs
        s[c] = Math.max(-1, Math.min(1, (s[c] ?? 0) - (RATE * gs) / Math.sqrt(sSum[c] ?? 1)))
      }
    }
  }
  let most = 1e-6
  for (const v of w) most = Math.max(most, Math.abs(v))
  // A few extreme weights would leave the rest no steps: cut at a third of the largest.
  const step = most / 3 / 127
  const table = Int8Array.from(w, (v) => Math.max(-127, Math.min(127, Math.round(v / step))))
  return { table, signs: s, mix: mixOf(rows, target, weight, table, s) }
}

/** Logistic regression over the three sums of the first stage. */
function mixOf(
  rows: readonly Row[],
  target: readonly number[],
  weight: readonly number[],
  table: Int8Array,
  signs: Float32Array,
): Float32Array {
  const stage = stageOf({ table, signs, mix: Float32Array.of(0, 0, 0, 0) }, 0, 0)
  const x = rows.map((row) => {
    stage.read(row.text)
    return [1, stage.mean, stage.run, stage.sign]
  })
  const mix = new Float64Array(4)
  for (let step = 0; step < 300; step++) {
    const g = new Float64Array(4)
    let sum = 0
    x.forEach((xi, r) => {
      const z = xi.reduce((acc, v, k) => acc + v * (mix[k] ?? 0), 0)
      const d = (1 / (1 + Math.exp(-z)) - (target[r] ?? 0)) * (weight[r] ?? 1)
      sum += weight[r] ?? 1
      xi.forEach((v, k) => (g[k] = (g[k] ?? 0) + d * v))
    })
    for (let k = 0; k < 4; k++) mix[k] = (mix[k] ?? 0) - (0.5 * (g[k] ?? 0)) / sum
  }
  return Float32Array.from(mix)
}

export function stageOf(first: First, user: number, data: number): FirstStage {
  return new FirstStage(
    readWeights(
      writeWeights(
        { digest: '', features: 0, concepts: 0, numbers: { 'first user': user, 'first data': data } },
        [
          { name: 'first table', data: first.table },
          { name: 'first signs', data: first.signs },
          { name: 'first mix', data: first.mix },
        ],
      ),
    ),
  )
}

/** What the first stage compares with its levels; +Infinity for texts that it never clears. */
export function firstScore(stage: FirstStage, first: First, text: string): number {
  if (!stage.read(text)) return Number.POSITIVE_INFINITY
  const { mix } = first
  return (mix[0] ?? 0) + (mix[1] ?? 0) * stage.mean + (mix[2] ?? 0) * stage.run + (mix[3] ?? 0) * stage.sign
}
