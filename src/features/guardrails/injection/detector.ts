import type { Advance, Detector, Finding, Origin } from '../contract.ts'
import { injectionPatterns } from '../injection.ts'
import { Addressed } from './addressed.ts'
import { attribute } from './attribution.ts'
import { calibrate, type Calibration } from './calibration.ts'
import { isData } from './features.ts'
import { FirstStage } from './first-stage.ts'
import { Ensemble } from './model.ts'
import { Skim } from './skim.ts'
import { shippedWeights, skimWeights, type Weights } from './weights.ts'

/** A text up to this long is judged in one piece, as the model was trained (texts of up to 1,050). */
const WHOLE = 1400
/**
 * Longer texts are judged in windows on a fixed grid: each owns STEP code units and also reads LEFT before and RIGHT behind them, so that
 * an order across a border stands whole in one of two windows. Smaller steps cost more, larger ones dilute a short order.
 */
const STEP = 840
const LEFT = 128
const RIGHT = 432
/** The last window reads further back instead: there is nothing behind it. */
const LEFT_LAST = 560
const LOOKBACK = 640
/** Below this the model alone reports nothing: most requests end sooner when nothing at all was found (`cleanInput`). */
const SCORE_MIN = 0.2
/** What the rules for addressed orders see in data is flagged at least. */
const FLAG = 0.3

/**
 * Attempts to steer the model against its operator, in texts that go to it. Cheap evidence first: a cheap look clears plainly ordinary
 * windows, the learnt ensemble and the pattern rules judge the rest. An answer (`output`) is judged by the pattern rules alone, window by
 * window as it streams.
 * LIMIT: a plain imperative inside a tool result has no wording to find; provenance and the gating of tool calls must carry it.
 */
export function injectionDetector(weights = shippedWeights(), cheap = skimWeights()): Detector {
  let judge: Judge | null = null
  const advance = (text: string, from: number, final: boolean, origin: Origin): Advance => {
    if (origin === 'output') return injectionPatterns.advance(text, from, final, origin)
    // Built at the first text that needs it: the trie of the lexicon takes a tenth of a second.
    judge ??= windowJudge(weights, cheap)
    const n = text.length
    if (from === 0 && n <= WHOLE)
      return final
        ? { findings: judge(text, 0, n, 0, n, origin, 'whole'), hold: n }
        : { findings: NOTHING, hold: 0 }
    const findings: Finding[] = []
    // Without the end, a window waits for all that it reads.
    const reach = final ? n - 1 : n - STEP - RIGHT
    let at = from
    while (at <= reach) {
      const last = at + STEP >= n
      const left = Math.max(0, at - (last ? LEFT_LAST : LEFT))
      const end = Math.min(n, at + STEP + RIGHT)
      for (const finding of judge(
        text,
        left,
        end,
        at,
        Math.min(n, at + STEP),
        origin,
        at > 0 ? 'later' : 'first',
      ))
        findings.push(finding)
      at += STEP
    }
    return { findings, hold: final ? n : at }
  }
  return {
    guard: 'injection',
    version: `injection@2+${weights.head.digest}${cheap.head.digest}`,
    scope: { kind: 'window', chars: WHOLE },
    lookback: LOOKBACK,
    sliceable: true,
    scan: (text, origin) => advance(text, 0, true, origin).findings,
    mayHaveBegun: (text, from) => injectionPatterns.mayHaveBegun(text, from),
    advance,
  }
}

/**
 * The ensemble's calibrated score of one text however low, for ranking texts offline: no first stage, the highest of the windows.
 * Where the detector reports nothing, this says how far from a finding a text was.
 */
export function ensembleScore(weights: Weights = shippedWeights()): (text: string, origin: Origin) => number {
  const ensemble = new Ensemble(weights)
  const calibration = calibrationOf(weights)
  return (text, origin) => {
    let top = 0
    for (let at = 0; at === 0 || at + RIGHT < text.length; at += STEP) {
      const piece = text.length <= WHOLE ? text : text.slice(Math.max(0, at - LEFT), at + STEP + RIGHT)
      const raw = ensemble.score(piece, isData(origin))
      if (ensemble.scan.tokens > 0) top = Math.max(top, calibrate(calibration, raw, origin, at > 0))
      if (text.length <= WHOLE) break
    }
    return top
  }
}

const calibrationOf = (weights: Weights): Calibration => ({
  user: weights.f32('calibration user'),
  data: weights.f32('calibration data'),
  tool: weights.f32('calibration tool result'),
  later: weights.number('calibration later'),
})

/** The whole of a text, or its first window or a later one. */
type Part = 'whole' | 'first' | 'later'

type Judge = (
  text: string,
  from: number,
  to: number,
  coreFrom: number,
  coreTo: number,
  origin: Origin,
  part: Part,
) => readonly Finding[]

/** What most texts come to: one array for all of them. */
const NOTHING: readonly Finding[] = []

function windowJudge(weights: Weights, cheap: Weights): Judge {
  const ensemble = new Ensemble(weights)
  const first = new FirstStage(weights)
  const addressed = new Addressed(weights)
  const skim = new Skim(cheap)
  const calibration = calibrationOf(weights)
  /** A user's short text needs no more than its words' weights and groups; of a longer one and of data each stretch is judged by itself. */
  const cleared = (piece: string, data: boolean, part: Part): boolean => {
    if (part === 'whole') return data ? skim.clears(piece, true, 'data whole') : first.clears(piece, false)
    return skim.clears(piece, data, data ? 'data window' : 'user window')
  }
  return (text, from, to, coreFrom, coreTo, origin, part) => {
    const data = isData(origin)
    const piece = from === 0 && to === text.length ? text : text.slice(from, to)
    if (cleared(piece, data, part)) return NOTHING
    const raw = ensemble.score(piece, data)
    // No words, nothing said.
    const learnt = ensemble.scan.tokens === 0 ? 0 : calibrate(calibration, raw, origin, part === 'later')
    // Where the skim saw nothing for them they are not sure; in data weak hits count beside an order.
    const idle = part !== 'whole' && !data && learnt < SCORE_MIN && !skim.marked
    const patterns = idle ? NOTHING : injectionPatterns.scan(piece, origin)
    const judged = data
      ? addressed.judge(ensemble.scan, patterns, origin, part === 'later')
      : { order: null, patterns }
    const rules = judged.order === null ? judged.patterns : [...judged.patterns, judged.order]
    const score = judged.order === null ? learnt : Math.max(learnt, FLAG)
    const findings: Finding[] = []
    attribute(ensemble.scan, score, rules, data, { from, coreFrom, coreTo, scoreMin: SCORE_MIN }, findings)
    return findings
  }
}
