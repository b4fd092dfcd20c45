import { SCREEN } from '../../src/features/guardrails/pii/name-features.ts'
import { SCREEN_BITS } from '../../src/features/guardrails/pii/name-model.ts'

const RATE = 0.15

/** The first look: a logistic regression over few features that says of each word whether it may belong to a name. */
export class Screen {
  readonly #weights = new Float32Array(2 ** SCREEN_BITS)
  readonly #squares = new Float32Array(2 ** SCREEN_BITS)
  /** Weights in steps of 1/16, and the least sum that passes. */
  packed = new Int8Array(2 ** SCREEN_BITS)
  least = 0

  step(features: Int32Array, labels: Uint8Array, weight: number, skipWord: boolean): void {
    for (let k = 0; k < labels.length; k++) {
      let sum = 0
      for (let f = skipWord ? 1 : 0; f < SCREEN; f++) sum += this.#weights[features[k * SCREEN + f] ?? 0] ?? 0
      const g = ((labels[k] === 0 ? 0 : 1) - 1 / (1 + Math.exp(-sum))) * weight
      if (Math.abs(g) < 1e-4) continue
      for (let f = skipWord ? 1 : 0; f < SCREEN; f++) {
        const w = features[k * SCREEN + f] ?? 0
        const s = (this.#squares[w] ?? 0) + g * g
        this.#squares[w] = s
        this.#weights[w] = (this.#weights[w] ?? 0) + (RATE * g) / Math.sqrt(s + 1e-6)
      }
    }
  }

  /** Fixes the weights, and the least sum so that `share` of the runs with a name stay under it. Answers the share of other runs that are cleared. */
  fix(
    runs: readonly { readonly features: Int32Array; readonly labels: Uint8Array }[],
    share: number,
  ): number {
    this.packed = Int8Array.from(this.#weights, (w) => Math.max(-127, Math.min(127, Math.round(w * 16))))
    const best = (r: { readonly features: Int32Array; readonly labels: Uint8Array }): number => {
      let top = -Infinity
      for (let k = 0; k < r.labels.length; k++) {
        let sum = 0
        for (let f = 0; f < SCREEN; f++) sum += this.packed[r.features[k * SCREEN + f] ?? 0] ?? 0
        top = Math.max(top, sum)
      }
      return top
    }
    const names = runs
      .filter((r) => r.labels.some((y) => y !== 0))
      .map(best)
      .sort((a, b) => a - b)
    this.least = names[Math.floor(names.length * share)] ?? 0
    const others = runs.filter((r) => r.labels.every((y) => y === 0))
    return others.filter((r) => best(r) < this.least).length / Math.max(1, others.length)
  }
}
