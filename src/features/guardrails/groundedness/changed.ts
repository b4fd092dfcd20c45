/** What a claim changes of the sentence that it resembles: a negation, an opposite, a number or name in the place of another, who did what. */
import { stemsOf, type ContextIndex } from './context.ts'
import { HEDGES, OPPOSITE_WORDS, STRONG_MODALS } from './lexicon.ts'
import { isContent, stemOf, type Token } from './tokens.ts'

const PASSIVE_BE = new Set(['is', 'are', 'was', 'were', 'be', 'been', 'being', 'get', 'gets', 'got'])

/** `was founded by`, `are refused by`. */
export function isPassive(tokens: readonly Token[]): boolean {
  for (let i = 2; i < tokens.length; i++)
    if (tokens[i]?.word === 'by')
      for (let k = i - 1; k >= 0 && k > i - 6; k--) if (PASSIVE_BE.has(tokens[k]?.word ?? '')) return true
  return false
}

/** How many tokens a negation reaches forward. */
const REACH = 4

/** Stems of content that a negation stands before, within reach. */
function negated(tokens: readonly Token[]): Set<string> {
  const out = new Set<string>()
  let reach = 0
  for (const t of tokens) {
    if (t.kind === 'negation') reach = REACH
    else if (reach > 0) {
      if (t.kind !== 'stop') {
        out.add(t.stem)
        reach -= 2
      } else reach--
    }
  }
  return out
}

/** The same word negated on one side only. */
export function negations(
  claim: readonly Token[],
  source: readonly Token[],
): { added: number; dropped: number } {
  const here = negated(claim)
  const there = negated(source)
  const inSource = new Set(source.map((t) => t.stem))
  const inClaim = new Set(claim.map((t) => t.stem))
  const count = (set: readonly Token[]): number => set.filter((t) => t.kind === 'negation').length
  let added = 0
  let dropped = 0
  for (const stem of here) if (inSource.has(stem) && !there.has(stem)) added = 1
  for (const stem of there) if (inClaim.has(stem) && !here.has(stem)) dropped = 1
  // A negation whose word is not shared still counts a little when the numbers of negations differ in parity.
  const parity = (count(claim) - count(source)) % 2 !== 0
  if (added === 0 && parity && count(claim) > count(source)) added = 0.6
  if (dropped === 0 && parity && count(source) > count(claim)) dropped = 0.3
  return { added, dropped }
}

const OPPOSITE_STEMS: ReadonlyMap<string, ReadonlySet<string>> = byStem(OPPOSITE_WORDS)

function byStem(words: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Set<string>> {
  const out = new Map<string, Set<string>>()
  for (const [word, against] of words) {
    const stem = stemOf(word)
    const known = out.get(stem) ?? new Set()
    for (const other of against) if (stemOf(other) !== stem) known.add(stemOf(other))
    out.set(stem, known)
  }
  return out
}

/** A word of the claim whose opposite stands in the source sentence, where the word itself does not. */
export function opposites(claim: readonly Token[], source: readonly Token[]): number {
  const words = new Set(source.map((t) => t.word))
  const stems = new Set(source.map((t) => t.stem))
  const claimed = new Set(claim.map((t) => t.stem))
  let found = 0
  for (const t of claim) {
    if (stems.has(t.stem)) continue
    for (const stem of OPPOSITE_STEMS.get(t.stem) ?? []) if (stems.has(stem) && !claimed.has(stem)) found++
    // `happy` and `unhappy`, `legal` and `illegal`.
    for (const prefix of ['un', 'in', 'im', 'il', 'ir', 'dis', 'non'])
      if (
        words.has(prefix + t.word) ||
        (t.word.startsWith(prefix) && words.has(t.word.slice(prefix.length)) && t.word.length > 6)
      )
        found++
  }
  return Math.min(found, 2)
}

const HE = new Set(['he', 'him', 'his', 'himself'])
const SHE = new Set(['she', 'her', 'hers', 'herself'])

/** 1 when the claim is of a `she` where the sentence and those beside it know a `he` only, or the other way round. */
export function otherGender(index: ContextIndex, claim: readonly Token[], sentence: number): number {
  const he = claim.some((t) => HE.has(t.word))
  if (he === claim.some((t) => SHE.has(t.word))) return 0
  const near = stemsOf(index, sentence - 1, sentence + 2)
  const has = (set: ReadonlySet<string>): boolean => [...set].some((word) => near.has(word))
  const own = has(he ? HE : SHE)
  return !own && has(he ? SHE : HE) ? 1 : 0
}

/** The source says `may`, the claim `must`; the source says `some`, the claim `all`. */
export function overclaims(claim: readonly Token[], source: readonly Token[]): number {
  const strong =
    claim.some((t) => STRONG_MODALS.has(t.word)) && !source.some((t) => STRONG_MODALS.has(t.word))
  const dropped = source.some((t) => HEDGES.has(t.word)) && !claim.some((t) => HEDGES.has(t.word))
  return (strong ? 1 : 0) + (dropped ? 0.5 : 0)
}

/** Numbers that stand in the source with another word behind or before them: `30 days` beside `30 hours`. */
export function unitsDiffer(claim: readonly Token[], source: readonly Token[]): number {
  let differ = 0
  const next = (tokens: readonly Token[], i: number): string => {
    for (let k = i + 1; k < tokens.length && k < i + 3; k++) {
      const t = tokens[k]
      if (t !== undefined && (t.kind === 'word' || t.kind === 'name')) return t.stem
    }
    return ''
  }
  claim.forEach((t, i) => {
    if (t.kind !== 'number') return
    const unit = next(claim, i)
    if (unit === '') return
    const units = source.flatMap((s, k) =>
      s.stem === t.stem && s.kind === 'number' ? [next(source, k)] : [],
    )
    if (units.length > 0 && !units.includes(unit) && units.some((u) => u !== '')) differ++
  })
  return Math.min(differ, 2)
}

/** Names and numbers of the claim in the place of others: `expires after 30 days`, read: `expires after 90 days`. */
export function slotSwap(claim: readonly Token[], source: readonly Token[]): number {
  const read = new Set(source.map((t) => t.stem))
  const said = new Set(claim.map((t) => t.stem))
  let swaps = 0
  claim.forEach((t, i) => {
    if ((t.kind !== 'number' && t.kind !== 'name') || read.has(t.stem)) return
    const found = source.some(
      (s, k) =>
        s.kind === t.kind &&
        !said.has(s.stem) &&
        sameSlot([claim[i - 1], source[k - 1]], [claim[i + 1], source[k + 1]]),
    )
    if (found) swaps++
  })
  return Math.min(swaps, 2)
}

type Beside = readonly [Token | undefined, Token | undefined]
/** Between the same two words (or the sentence's end), or beside the same word of content. */
function sameSlot(before: Beside, after: Beside): boolean {
  const same = ([a, b]: Beside): boolean => a?.stem === b?.stem
  const content = (side: Beside): boolean => same(side) && side[0] !== undefined && isContent(side[0])
  return content(before) || content(after) || (same(before) && same(after))
}

/** 1 when two names stand the other way round about a word that is between them in both: who did it to whom. */
export function rolesTurned(claim: readonly Token[], source: readonly Token[]): number {
  const places = new Map<string, number>()
  source.forEach((t, i) => places.set(t.stem, places.has(t.stem) ? -1 : i))
  const known = claim.flatMap((t) => {
    const at = isContent(t) ? (places.get(t.stem) ?? -1) : -1
    return at < 0
      ? []
      : [{ at, name: source[at]?.kind === 'name' || t.kind === 'name', word: t.kind === 'word' }]
  })
  for (let i = 0; i < known.length && i < 24; i++)
    for (let k = i + 2; k < known.length && k < 24; k++) {
      const a = known[i]
      const b = known[k]
      if (a === undefined || b === undefined || !a.name || !b.name || b.at >= a.at) continue
      if (known.slice(i + 1, k).some((v) => v.word && !v.name && v.at > b.at && v.at < a.at)) return 1
    }
  return 0
}

/** Share of pairs of shared content whose order is turned round: who did what to whom. Passive voice turns it too, and `by` shows that. */
export function inversions(claim: readonly Token[], source: readonly Token[]): number {
  const places = new Map<string, number>()
  source.forEach((t, i) => {
    if (places.has(t.stem)) places.set(t.stem, -1)
    else places.set(t.stem, i)
  })
  const order = claim.map((t) => places.get(t.stem) ?? -1).filter((p) => p >= 0)
  if (order.length < 2) return 0
  const cap = Math.min(order.length, 24)
  let turned = 0
  let all = 0
  for (let i = 0; i < cap; i++)
    for (let k = i + 1; k < cap; k++) {
      all++
      if ((order[i] ?? 0) > (order[k] ?? 0)) turned++
    }
  return turned / all
}

/** Neighbours of the claim that never stand near each other in the context, and those that do but in the other order. */
export function pairsOf(index: ContextIndex, content: readonly Token[]): { apart: number; turned: number } {
  let pairs = 0
  let apart = 0
  let turned = 0
  for (let i = 0; i + 1 < content.length && i < 60; i++) {
    const a = index.places.get(content[i]?.stem ?? '')
    const b = index.places.get(content[i + 1]?.stem ?? '')
    pairs++
    if (a === undefined || b === undefined) {
      apart++
      continue
    }
    const gap = nearest(a, b)
    if (gap === 0 || Math.abs(gap) > 6) apart++
    else if (gap < 0) turned++
  }
  return pairs === 0 ? { apart: 0, turned: 0 } : { apart: apart / pairs, turned: turned / pairs }
}

/** The smallest distance from a place of `a` to a place of `b`; negative when b comes first. Both lists ascend. */
function nearest(a: readonly number[], b: readonly number[]): number {
  let best = Infinity
  let k = 0
  for (let i = 0; i < a.length && i < 200; i++) {
    const at = a[i] ?? 0
    while (k < b.length && (b[k] ?? 0) < at) k++
    for (const place of [b[k - 1], b[k]]) {
      if (place === undefined || place === at) continue
      const gap = place - at
      if (Math.abs(gap) < Math.abs(best) || (Math.abs(gap) === Math.abs(best) && gap > 0)) best = gap
    }
  }
  return best === Infinity ? 0 : best
}

/** Longest run of the claim that stands word by word in the source sentence, as a share of the claim. */
export function longestCopy(claim: readonly Token[], source: readonly Token[]): number {
  const n = Math.min(claim.length, 80)
  const m = Math.min(source.length, 160)
  if (n === 0) return 0
  let longest = 0
  let last = new Int16Array(m + 1)
  let row = new Int16Array(m + 1)
  for (let i = 0; i < n; i++) {
    const stem = claim[i]?.stem
    for (let k = 0; k < m; k++) {
      const run = source[k]?.stem === stem ? (last[k] ?? 0) + 1 : 0
      row[k + 1] = run
      if (run > longest) longest = run
    }
    ;[last, row] = [row, last]
  }
  return longest / n
}
