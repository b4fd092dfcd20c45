import type { Finding } from '../contract.ts'
import { peak } from './coherence.ts'
import { setOf, type ConceptSet } from './concepts.ts'
import type { Scan } from './scan.ts'

/** Which part of a text the model's score is about: [from + start of its most steering sentence, its end), and in what manner. */
const KINDS: readonly (readonly [type: string, all: ConceptSet, any: ConceptSet])[] = [
  ['instruction_override', setOf('override'), setOf('prior', 'instruction', 'restriction', 'memory')],
  ['instruction_override', setOf('memory'), setOf('prior', 'instruction')],
  ['prompt_exfiltration', setOf('reveal'), setOf('instruction', 'above', 'secret')],
  ['secret_extraction', setOf('secret'), setOf('encoding', 'completion', 'fiction', 'answer')],
  ['jailbreak_persona', setOf('persona'), setOf('unfiltered', 'system', 'negation', 'switch')],
  ['restriction_removal', setOf('unfiltered'), setOf('person', 'answer', 'system', 'restriction')],
  ['data_exfiltration', setOf('exfiltration'), setOf('secret', 'link', 'tool', 'memory')],
  ['coercion', setOf('authority'), setOf('person', 'instruction', 'comply')],
  ['coercion', setOf('urgency'), setOf('person', 'system', 'comply')],
]

export type Place = {
  readonly from: number
  readonly coreFrom: number
  readonly coreTo: number
  /** A finding of the model alone is reported from here on. */
  readonly scoreMin: number
}

/** Below this a rule's hit explains nothing. */
const RULE_MIN = 0.35
/**
 * Rules this sure of themselves count whatever the model says. Among data a half is enough (0.15 % of ordinary documents, none of tables,
 * mails and code of the training sets); the user's role prompts need more (0.9 % at a half).
 */
const RULE_SURE_DATA = 0.5
const RULE_SURE_USER = 0.6

/**
 * The findings of one window. The model's score, raised by rules that are sure, is the score of the best explanation; weaker ones stand
 * in proportion. Only what begins in the window's own part is reported: the rest is its neighbours'.
 */
export function attribute(
  scan: Scan,
  learnt: number,
  rules: readonly Finding[],
  data: boolean,
  { from, coreFrom, coreTo, scoreMin }: Place,
  into: Finding[],
): void {
  let top = 0
  for (const rule of rules) {
    const at = rule.start + from
    if (at >= coreFrom && at < coreTo && rule.score > top) top = rule.score
  }
  const sure = data ? RULE_SURE_DATA : RULE_SURE_USER
  const score = Math.max(learnt, top >= sure ? 0.5 + (top - sure) * 0.9 : 0)
  if (top >= RULE_MIN)
    for (const rule of rules) {
      const at = rule.start + from
      if (at < coreFrom || at >= coreTo || rule.score < RULE_MIN) continue
      into.push({ ...rule, start: at, end: rule.end + from, score: (score * rule.score) / top })
    }
  else if (score >= scoreMin && coreTo > coreFrom) {
    const s = Math.min(peak.sentence, Math.max(0, scan.sentences - 1))
    const first = scan.first[s] ?? 0
    const last = Math.max(first, (scan.first[s + 1] ?? scan.tokens) - 1)
    const start = scan.tokens === 0 ? 0 : scan.startOf(first)
    const end = scan.tokens === 0 ? scan.length : scan.endOf(last)
    const at = Math.min(Math.max(from + start, coreFrom), Math.max(coreFrom, coreTo - 1))
    into.push({
      guard: 'injection',
      type: typeOf(scan, s, data),
      start: at,
      end: Math.max(at + 1, Math.min(from + end, from + scan.length)),
      score,
    })
  }
}

function typeOf(scan: Scan, sentence: number, data: boolean): string {
  let lo = 0
  let hi = 0
  const to = scan.first[sentence + 1] ?? scan.tokens
  for (let t = scan.first[sentence] ?? 0; t < to; t++) {
    lo |= scan.lo[t] ?? 0
    hi |= scan.hi[t] ?? 0
  }
  for (const [type, all, any] of KINDS)
    if ((lo & all.lo) === all.lo && (hi & all.hi) === all.hi && ((lo & any.lo) | (hi & any.hi)) !== 0)
      return type
  return data ? 'order_in_data' : 'steering'
}
