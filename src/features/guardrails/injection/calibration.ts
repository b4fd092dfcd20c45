import type { Origin } from '../contract.ts'
import { isData } from './features.ts'

/**
 * From an ensemble's score to 0..1. Knots are pairs (raw, score) per kind of origin, taken from out-of-fold scores of ordinary texts:
 * 0.5 is the block level, 0.3 the flag level; what they cost in false alarms stands in docs/injection-model.md.
 */
export type Calibration = {
  readonly user: Float32Array
  readonly data: Float32Array
  /** Tool results: short records, in which the ensemble alone must be surer; orders in them are found by their sentence (addressed.ts). */
  readonly tool: Float32Array
  /** Added to what a window behind the first must reach: a long text has many windows, and each of them can raise a false alarm. */
  readonly later: number
}

export function calibrate(c: Calibration, raw: number, origin: Origin, later: boolean): number {
  return calibrateBy(
    origin === 'tool_result' ? c.tool : isData(origin) ? c.data : c.user,
    later ? raw - c.later : raw,
  )
}

/** Along the knots, by straight lines. */
export function calibrateBy(knots: Float32Array, x: number): number {
  let i = 0
  while (i + 2 < knots.length && x >= (knots[i + 2] ?? 0)) i += 2
  const x0 = knots[i] ?? 0
  const y0 = knots[i + 1] ?? 0
  if (x <= x0 || i + 2 >= knots.length) return x <= x0 && i === 0 ? (knots[1] ?? 0) : y0
  const x1 = knots[i + 2] ?? x0
  const y1 = knots[i + 3] ?? y0
  return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)
}
