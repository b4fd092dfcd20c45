import type { Emit } from '../detector.ts'

/**
 * One pass over a text. `at` is where the scanner stands; a step answers where it goes on, or `WAIT` when what begins at `at` cannot be
 * judged before more text has come.
 */
export type Scan = {
  text: string
  /** Nothing follows the text. */
  final: boolean
  /** Findings end here; nothing may begin before. */
  settled: number
  emit: Emit
}

export const WAIT = -1

/** Reports a finding and goes on behind it. */
export function report(scan: Scan, type: string, start: number, end: number, score: number): number {
  scan.emit(type, start, end, score)
  scan.settled = end
  return end
}
