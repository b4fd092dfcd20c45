import { FEATURES } from '../../src/features/guardrails/pii/name-features.ts'
import type { Hidden, Sight } from './hidden.ts'
import { LABELS } from '../../src/features/guardrails/pii/name-model.ts'

const L = LABELS.length
/** Step size of AdaGrad; at 0.5 the loss swings, at 0.05 five epochs do not suffice. */
const RATE = 0.2
/** Pull towards zero on each touch of a weight: keeps features of a single name small. */
const SHRINK = 2e-6

/** A linear-chain conditional random field over hashed features, trained by AdaGrad on the log-likelihood. */
export class Chain {
  readonly weights: Float32Array
  readonly transitions = new Float32Array((L + 1) * L)
  readonly #squares: Float32Array
  readonly #transitionSquares = new Float32Array((L + 1) * L)
  /** Features that take part in this step, by place. */
  #kept: Uint8Array = new Uint8Array(FEATURES).fill(1)
  #sum: { readonly weights: Float32Array; readonly transitions: Float32Array; count: number } | null = null
  /** How much each emission of the last run should grow. */
  #wanted = new Float64Array(0)
  #emission = new Float64Array(0)
  #forward = new Float64Array(0)
  #backward = new Float64Array(0)

  constructor(buckets: number) {
    this.weights = new Float32Array(buckets * L)
    this.#squares = new Float32Array(buckets * L)
  }

  /** Takes the weights as they are now into the mean: the last steps alone follow the last runs too much. */
  remember(): void {
    this.#sum ??= {
      weights: new Float32Array(this.weights.length),
      transitions: new Float32Array((L + 1) * L),
      count: 0,
    }
    const sum = this.#sum
    for (let i = 0; i < this.weights.length; i++)
      sum.weights[i] = (sum.weights[i] ?? 0) + (this.weights[i] ?? 0)
    for (let i = 0; i < this.transitions.length; i++)
      sum.transitions[i] = (sum.transitions[i] ?? 0) + (this.transitions[i] ?? 0)
    sum.count++
  }

  /** The mean of what was remembered becomes the weights. */
  settle(): void {
    const sum = this.#sum
    if (sum === null) return
    for (let i = 0; i < this.weights.length; i++) this.weights[i] = (sum.weights[i] ?? 0) / sum.count
    for (let i = 0; i < this.transitions.length; i++)
      this.transitions[i] = (sum.transitions[i] ?? 0) / sum.count
  }

  /** Takes something from a label, whatever stood before. */
  takeFrom(label: number, amount: number): void {
    for (let x = 0; x <= L; x++)
      this.transitions[x * L + label] = (this.transitions[x * L + label] ?? 0) - amount
  }

  /** Lessens what all features say together. */
  temper(by: number): void {
    for (let i = 0; i < this.weights.length; i++) this.weights[i] = (this.weights[i] ?? 0) * by
  }

  /** One step on one run; answers its loss before the step. */
  step(
    features: Int32Array,
    labels: Uint8Array,
    weight: number,
    kept: Uint8Array,
    hidden: Hidden,
    sight: Sight,
    withHidden: boolean,
  ): number {
    const n = labels.length
    this.#kept = kept
    if (this.#emission.length < n * L) {
      this.#wanted = new Float64Array(n * L)
      this.#emission = new Float64Array(n * L)
      this.#forward = new Float64Array(n * L)
      this.#backward = new Float64Array(n * L)
    }
    const e = this.#emission
    for (let k = 0; k < n; k++)
      for (let y = 0; y < L; y++) {
        let sum = 0
        for (let f = 0; f < FEATURES; f++)
          if (kept[f] === 1) sum += this.weights[(features[k * FEATURES + f] ?? 0) * L + y] ?? 0
        e[k * L + y] = sum
      }
    if (withHidden) hidden.forward(sight, e)
    const total = this.#sums(n)
    let gold = 0
    let before: number = L
    for (let k = 0; k < n; k++) {
      const y = labels[k] ?? 0
      gold += (e[k * L + y] ?? 0) + (this.transitions[before * L + y] ?? 0)
      before = y
    }
    this.#learn(features, labels, total, weight)
    if (withHidden) hidden.learn(sight, this.#wanted)
    return total - gold
  }

  #sums(n: number): number {
    const e = this.#emission
    const f = this.#forward
    const b = this.#backward
    const t = this.transitions
    for (let y = 0; y < L; y++) {
      f[y] = (e[y] ?? 0) + (t[L * L + y] ?? 0)
      b[(n - 1) * L + y] = 0
    }
    for (let k = 1; k < n; k++)
      for (let y = 0; y < L; y++) {
        let sum = -Infinity
        for (let x = 0; x < L; x++) sum = plus(sum, (f[(k - 1) * L + x] ?? 0) + (t[x * L + y] ?? 0))
        f[k * L + y] = sum + (e[k * L + y] ?? 0)
      }
    for (let k = n - 2; k >= 0; k--)
      for (let x = 0; x < L; x++) {
        let sum = -Infinity
        for (let y = 0; y < L; y++)
          sum = plus(sum, (t[x * L + y] ?? 0) + (e[(k + 1) * L + y] ?? 0) + (b[(k + 1) * L + y] ?? 0))
        b[k * L + x] = sum
      }
    let total = -Infinity
    for (let y = 0; y < L; y++) total = plus(total, f[(n - 1) * L + y] ?? 0)
    return total
  }

  #learn(features: Int32Array, labels: Uint8Array, total: number, weight: number): void {
    const n = labels.length
    const e = this.#emission
    const f = this.#forward
    const b = this.#backward
    const t = this.transitions
    const pairs = new Float64Array((L + 1) * L)
    for (let y = 0; y < L; y++)
      pairs[L * L + y] = ((labels[0] ?? 0) === y ? 1 : 0) - Math.exp((f[y] ?? 0) + (b[y] ?? 0) - total)
    for (let k = 1; k < n; k++)
      for (let x = 0; x < L; x++)
        for (let y = 0; y < L; y++) {
          const p = Math.exp(
            (f[(k - 1) * L + x] ?? 0) +
              (t[x * L + y] ?? 0) +
              (e[k * L + y] ?? 0) +
              (b[k * L + y] ?? 0) -
              total,
          )
          pairs[x * L + y] = (pairs[x * L + y] ?? 0) + (labels[k - 1] === x && labels[k] === y ? 1 : 0) - p
        }
    for (let k = 0; k < n; k++)
      for (let y = 0; y < L; y++) {
        const p = Math.exp((f[k * L + y] ?? 0) + (b[k * L + y] ?? 0) - total)
        const g = ((labels[k] === y ? 1 : 0) - p) * weight
        this.#wanted[k * L + y] = g
        if (Math.abs(g) < 1e-4) continue
        for (let i = 0; i < FEATURES; i++) {
          if (this.#kept[i] === 0) continue
          const w = (features[k * FEATURES + i] ?? 0) * L + y
          const s = (this.#squares[w] ?? 0) + g * g
          this.#squares[w] = s
          const old = this.weights[w] ?? 0
          const moved = old + (RATE * g) / Math.sqrt(s + 1e-6)
          this.weights[w] = moved - Math.sign(moved) * Math.min(Math.abs(moved), SHRINK)
        }
      }
    for (let i = 0; i < pairs.length; i++) {
      const g = (pairs[i] ?? 0) * weight
      const s = (this.#transitionSquares[i] ?? 0) + g * g
      this.#transitionSquares[i] = s
      this.transitions[i] = (t[i] ?? 0) + (RATE * g) / Math.sqrt(s + 1e-6)
    }
  }
}

const plus = (a: number, b: number): number => {
  if (a === -Infinity) return b
  const high = Math.max(a, b)
  return high + Math.log1p(Math.exp(Math.min(a, b) - high))
}
