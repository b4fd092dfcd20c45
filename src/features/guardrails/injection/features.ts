/** The dense features of one text, by name and in one order; the order is frozen with the weights. */
import type { Origin } from '../contract.ts'
import { COHERENCE_FEATURES, fillCoherence } from './coherence.ts'
import { fillShape, SHAPE_FEATURES } from './shape.ts'
import { fillMeaning, MEANING_FEATURES, ORIGIN_FEATURES, fillOrigin } from './meaning.ts'
import { fillMarkup, MARKUP_FEATURES } from './markup.ts'
import type { Scan } from './scan.ts'
import { surprise, SURPRISE_FEATURES } from './surprise.ts'

export const FEATURES: readonly string[] = [
  ...SHAPE_FEATURES,
  ...SURPRISE_FEATURES,
  ...MARKUP_FEATURES,
  ...COHERENCE_FEATURES,
  ...MEANING_FEATURES,
  ...ORIGIN_FEATURES,
]
export const FEATURE_COUNT = FEATURES.length
export const ORIGIN_AT = FEATURE_COUNT - ORIGIN_FEATURES.length

/** Texts that are data to the model: an imperative in them was not written by the one who asks. */
export const isData = (origin: Origin): boolean =>
  origin === 'tool_result' ||
  origin === 'document' ||
  origin === 'tool_description' ||
  origin === 'tool_arguments'

export function fillFeatures(scan: Scan, trigrams: Uint8Array, data: boolean, into: Float32Array): void {
  fillShape(scan, into, 0)
  let at = SHAPE_FEATURES.length
  surprise(scan.codes, scan.folded, trigrams, into, at)
  at += SURPRISE_FEATURES.length
  fillMarkup(scan, into, at)
  at += MARKUP_FEATURES.length
  fillCoherence(scan, into, at)
  at += COHERENCE_FEATURES.length
  fillMeaning(scan, into, at)
  fillOrigin(data, into, at, ORIGIN_AT)
}
