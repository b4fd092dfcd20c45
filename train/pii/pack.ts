import { LABELS, MAGIC } from '../../src/features/guardrails/pii/name-model.ts'
import type { Chain } from './chain.ts'
import type { Hidden, Shortened } from './hidden.ts'
import { PARTS } from '../../src/features/guardrails/pii/name-vectors.ts'
import type { Screen } from './screen.ts'

const L = LABELS.length
/** This share of the weights fits the scale; the few larger ones are cut. At 1 a single outlier would coarsen all others. */
const WITHIN = 0.9999
const ROWS_WITHIN = 0.9995

/** The weights as bytes: layout in name-model.ts. */
export function packModel(
  chain: Chain,
  screen: Screen,
  bits: number,
  lists: ReadonlyMap<number, number>,
  hidden: Hidden,
  shortened: Shortened,
  sure: number,
): Uint8Array {
  const sizes = Float32Array.from(chain.weights, Math.abs)
    .filter((w) => w > 0)
    .sort()
  const largest = sizes[Math.floor((sizes.length - 1) * WITHIN)] ?? 1
  const scale = largest / 127
  const words = [...lists].sort(
    ([a], [b]) => Number(shortened.numberOf.has(b)) - Number(shortened.numberOf.has(a)) || a - b,
  )
  const known = words.filter(([hash]) => shortened.numberOf.has(hash))
  const rowSizes = Float32Array.from(hidden.rows, Math.abs)
    .filter((w) => w > 0)
    .sort()
  const rowScale = (rowSizes[Math.floor((rowSizes.length - 1) * ROWS_WITHIN)] ?? 1) / 127
  const floats = [shortened.books, hidden.weights, hidden.bias, hidden.out]
  const size =
    16 +
    (L + 1) * L * 4 +
    16 +
    words.length * 8 +
    known.length * PARTS +
    floats.reduce((sum, f) => sum + f.byteLength, 0) +
    4 +
    hidden.rows.length +
    screen.packed.length +
    chain.weights.length
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  let at = 16
  const putFloats = (values: Iterable<number>): void => {
    for (const value of values) {
      view.setFloat32(at, value, true)
      at += 4
    }
  }
  const putBytes = (values: Float32Array, by: number): void => {
    for (const w of values) view.setInt8(at++, Math.max(-127, Math.min(127, Math.round(w / by))))
  }
  for (let i = 0; i < 8; i++) bytes[i] = MAGIC.charCodeAt(i)
  bytes[8] = bits
  bytes[9] = hidden.units
  view.setFloat32(12, scale, true)
  putFloats(chain.transitions)
  view.setInt32(at, screen.least, true)
  view.setFloat32(at + 4, sure, true)
  view.setUint32(at + 8, words.length, true)
  view.setUint32(at + 12, known.length, true)
  at += 16
  for (const [hash] of words) {
    view.setInt32(at, hash, true)
    at += 4
  }
  for (const [, flags] of words) {
    view.setInt32(at, flags, true)
    at += 4
  }
  putFloats(shortened.books)
  for (const [hash] of known)
    for (let part = 0; part < PARTS; part++)
      bytes[at++] = shortened.codes[(shortened.numberOf.get(hash) ?? 0) * PARTS + part] ?? 0
  putFloats(hidden.weights)
  putFloats(hidden.bias)
  putFloats(hidden.out)
  putFloats([rowScale])
  putBytes(hidden.rows, rowScale)
  for (const w of screen.packed) view.setInt8(at++, w)
  putBytes(chain.weights, scale)
  return bytes
}
