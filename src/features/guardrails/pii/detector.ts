import type { Detector } from '../contract.ts'
import { windowDetector } from '../detector.ts'
import { scanText } from './scan.ts'

/** The longest that is waited for: a URL or an e-mail address of 320, a run of names with the words behind it. */
const CHARS = 480
/** Words before a value are searched for cues up to this far. */
const LOOKBACK = 160

/** Personal data by form, check digit and context, names and places by a learnt tagger. The types: docs/guardrails-pii.md. */
export const piiDetector: Detector = windowDetector({
  guard: 'pii',
  version: 'pii@5',
  chars: CHARS,
  lookback: LOOKBACK,
  sliceable: true,
  walk: (text, from, final, _origin, emit) => scanText(text, from, final, emit),
})
