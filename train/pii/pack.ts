import { LABELS, MAGIC } from '../../src/features/guardrails/pii/name-model.ts'
import type { Chain } from './chain.ts'
import type { Screen } from './screen.ts'

const L = LABELS.length
/** This share of the weights fits the scale; the few larger ones are cut. At 1 a single outlier would coarsen all others. */
const WITHIN = 0.9999

/** The weights as bytes: layout in name-model.ts. */
export function packModel(
  chain: Chain,
  screen: Screen,
  bits: number,
  lists: ReadonlyMap<number, number>,
): Uint8Array {
  const sizes = Float32Array.from(chain.weights, Math.abs)
    .filter((w) => w > 0)
    .sort()
  const largest = sizes[Math.floor((sizes.length - 1) * WITHIN)] ?? 1
  const scale = largest / 127
  const words = [...lists].sort(([a], [b]) => a - b)
  const bytes = new Uint8Array(
    16 + (L + 1) * L * 4 + 8 + words.length * 8 + screen.packed.length + chain.weights.length,
  )
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < 8; i++) bytes[i] = MAGIC.charCodeAt(i)
  bytes[8] = bits
  view.setFloat32(12, scale, true)
  let at = 16
  for (const t of chain.transitions) {
    view.setFloat32(at, t, true)
    at += 4
  }
  view.setInt32(at, screen.least, true)
  at += 4
  view.setUint32(at, words.length, true)
  at += 4
  for (const [hash] of words) {
    view.setInt32(at, hash, true)
    at += 4
  }
  for (const [, flags] of words) {
    view.setInt32(at, flags, true)
    at += 4
  }
  for (const w of screen.packed) view.setInt8(at++, w)
  for (const w of chain.weights) view.setInt8(at++, Math.max(-127, Math.min(127, Math.round(w / scale))))
  return bytes
}
