import { Addressed } from '../../src/features/guardrails/injection/addressed.ts'
import { calibrate, type Calibration } from '../../src/features/guardrails/injection/calibration.ts'
import { isData } from '../../src/features/guardrails/injection/features.ts'
import { Ensemble } from '../../src/features/guardrails/injection/model.ts'
import type { SkimLevel } from '../../src/features/guardrails/injection/skim.ts'
import type { Weights } from '../../src/features/guardrails/injection/weights.ts'
import { injectionPatterns } from '../../src/features/guardrails/injection.ts'
import { longTexts, type Half, type LongText } from './long-texts.ts'
import { random, type Random } from './generate/random.ts'
import type { Row } from './rows.ts'

/** A text as the detector reads it, and what it says of it without a first look. */
export type Window = {
  readonly text: string
  readonly data: boolean
  readonly level: SkimLevel | 'user whole'
  readonly label: 0 | 1
  readonly kind: string
  /** Of the ensemble and the rules for addressed orders: what the skim learns to expect. */
  readonly learnt: number
  /** Of all together. */
  readonly score: number
}

/** What the detector reads at once, and where in it the part begins whose findings it reports. */
const CHARS = 1400
const OWN_FROM = 128
const OWN = 840
/** An attack on the user's side that is longer than this is no line in a document. */
const LINE_MAX = 500
const SURE_DATA = 0.5
const SURE_USER = 0.6

export type Source = {
  readonly half: Half
  readonly rows: readonly Row[]
  /** Ordinary windows of either kind of origin. */
  readonly windows: number
  readonly weights: Weights
  readonly calibration: Calibration
}

/**
 * Ordinary windows out of long texts, ordinary short ones, attacks as they are and put somewhere into a window of ordinary text; of the
 * user's attacks some are put into data.
 */
export function windowsOf({ half, rows, windows, weights, calibration }: Source): Window[] {
  const r = random(half === 'learnt' ? 11 : 23)
  const ensemble = new Ensemble(weights)
  const addressed = new Addressed(weights)
  const texts = longTexts(
    half,
    40_000,
    rows.filter((row) => row.label === 0),
  )
  const kinds = { user: byKind(texts, false), data: byKind(texts, true) }
  const out: Window[] = []
  const add = (text: string, data: boolean, label: 0 | 1, kind: string, whole: boolean): void => {
    // Half of the data come as tool results, which have levels of their own.
    const origin = data ? (out.length % 2 === 0 ? 'document' : 'tool_result') : 'user'
    const learnt = calibrate(calibration, ensemble.score(text, data), origin, !whole)
    const patterns = label === 0 ? [] : injectionPatterns.scan(text, origin)
    const judged = data ? addressed.judge(ensemble.scan, patterns, origin, !whole) : { order: null, patterns }
    const order = judged.order?.score ?? 0
    const rule = judged.patterns.reduce((top, { score }) => Math.max(top, score), order)
    const sure = data ? SURE_DATA : SURE_USER
    const expected = Math.max(learnt, order)
    out.push({
      text,
      data,
      label,
      kind,
      level: `${data ? 'data' : 'user'} ${whole ? 'whole' : 'window'}`,
      learnt: expected,
      score: Math.max(expected, rule >= sure ? 0.5 + (rule - sure) * 0.9 : 0),
    })
  }
  for (let i = 0; i < windows; i++) {
    for (const group of ['data', 'user'] as const) {
      const { text, kind } = r.pick(r.pick(kinds[group]))
      add(cut(r, text, CHARS), group === 'data', 0, kind, false)
    }
    if (i % 3 === 0) {
      const { text, kind } = r.pick(r.pick(kinds.data))
      add(cut(r, text, r.between(150, CHARS)), true, 0, kind, true)
    }
  }
  for (const row of rows) {
    const data = isData(row.origin)
    add(row.text, data, row.label, row.kind, true)
    if (row.label === 0) continue
    const within = (inData: boolean, chars: number): void => {
      const carrier = r.pick(r.pick(kinds[inData ? 'data' : 'user']))
      add(put(r, row.text, carrier, chars), inData, 1, `${row.family} in ${carrier.kind}`, chars < CHARS)
    }
    within(data, CHARS)
    if (!data && row.text.length < LINE_MAX && r.chance(0.5)) within(true, CHARS)
    if (!data && row.text.length < LINE_MAX && r.chance(0.3)) within(true, CHARS / 2)
  }
  return out
}

function byKind(texts: readonly LongText[], data: boolean): LongText[][] {
  const out = new Map<string, LongText[]>()
  for (const text of texts) if (text.data === data) out.set(text.kind, [...(out.get(text.kind) ?? []), text])
  return [...out.values()]
}

function cut(r: Random, text: string, chars: number): string {
  const at = r.int(Math.max(1, text.length - chars))
  return text.slice(at, at + chars)
}

/** Somewhere in the part whose findings are reported; in a value of a tool's answer escaped as such. */
function put(r: Random, attack: string, carrier: LongText, chars: number): string {
  const room = chars - attack.length
  if (room <= 0) return attack.slice(0, chars)
  const before = Math.min(room, chars < CHARS ? r.int(room) : OWN_FROM + r.int(OWN))
  const from = r.int(Math.max(1, carrier.text.length - chars))
  const glue = r.pick(['\n', '\n\n', ' ', ' '])
  const body = carrier.kind.endsWith('json') && r.chance(0.7) ? JSON.stringify(attack).slice(1, -1) : attack
  const text = carrier.text.slice(from, from + chars)
  return (text.slice(0, before) + glue + body + glue + text.slice(before)).slice(0, chars)
}
