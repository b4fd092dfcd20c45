import { conceptTrie } from '../../src/features/guardrails/injection/concepts.ts'
import { FEATURE_COUNT, fillFeatures, isData } from '../../src/features/guardrails/injection/features.ts'
import { Grams } from '../../src/features/guardrails/injection/grams.ts'
import { Scan } from '../../src/features/guardrails/injection/scan.ts'
import type { Row } from './rows.ts'

/** Features and n-grams of all rows, in flat arrays. */
export type Matrix = {
  readonly rows: readonly Row[]
  readonly dense: Float32Array
  readonly ids: Int32Array
  /** Of row r: ids[from[r]] to ids[from[r+1]]; words before words[r]. */
  readonly from: Int32Array
  readonly words: Int32Array
}

export function matrixOf(rows: readonly Row[], trigrams: Uint8Array): Matrix {
  const scan = new Scan(conceptTrie())
  const grams = new Grams()
  const dense = new Float32Array(rows.length * FEATURE_COUNT)
  const from = new Int32Array(rows.length + 1)
  const words = new Int32Array(rows.length)
  let ids = new Int32Array(1 << 24)
  let at = 0
  rows.forEach((row, r) => {
    scan.read(row.text)
    fillFeatures(
      scan,
      trigrams,
      isData(row.origin),
      dense.subarray(r * FEATURE_COUNT, (r + 1) * FEATURE_COUNT),
    )
    grams.read(scan)
    if (at + grams.count > ids.length) {
      const larger = new Int32Array(ids.length * 2)
      larger.set(ids)
      ids = larger
    }
    ids.set(grams.ids.subarray(0, grams.count), at)
    from[r] = at
    words[r] = at + grams.words
    at += grams.count
  })
  from[rows.length] = at
  return { rows, dense, ids: ids.subarray(0, at), from, words }
}
