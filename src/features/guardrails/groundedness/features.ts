import {
  bestSentence,
  hasBeginning,
  sentenceTokens,
  stemsOf,
  weightOf,
  type ContextIndex,
} from './context.ts'
import { HEDGES, OPPOSITE_WORDS, STRONG_MODALS } from './lexicon.ts'
import type { Asked } from './question.ts'
import { supportOf } from './support.ts'
import { claimOf } from './talk.ts'
import { stemOf, type Token } from './tokens.ts'

/** What one sentence of an answer looks like beside its context. The order is the order of the weights: append, never reorder. */
export const featureNames = [
  'unknownShare',
  'unknownCount',
  'missInBest',
  'missAround',
  'unknownNumbers',
  'numbersElsewhere',
  'unitsDiffer',
  'unknownNames',
  'namesElsewhere',
  'negationAdded',
  'negationDropped',
  'opposite',
  'overclaims',
  'hedged',
  'inversions',
  'pairsApart',
  'pairsTurned',
  'notCopied',
  'askedOnly',
  'length',
  'short',
  'personal',
  'wordsBeyondBest',
  'question',
  'askedApart',
  'seam',
  'softMiss',
  'rareNew',
  'rareNewShare',
  'commonNewShare',
  'newNames',
  'newNumbers',
  'softMissNear',
  'anchorApart',
  'anchorGap',
  'typeMiss',
  'fromQuestion',
  'slotSwap',
  'rolesTurned',
] as const
export type FeatureName = (typeof featureNames)[number]
export type Features = Readonly<Record<FeatureName, number>>

const isContent = (t: Token): boolean => t.kind === 'word' || t.kind === 'name' || t.kind === 'number'
const PERSONAL = new Set(['i', 'my', 'me', 'you', 'your', 'we', 'our', 'im', "i'm", "i've"])
const ALIGNED = 0.34

const SOURCES = new Set([
  'context',
  'document',
  'documents',
  'passage',
  'text',
  'information',
  'source',
  'sources',
  'article',
  'answer',
  'data',
  'provided',
  'mention',
  'mentioned',
  'specified',
  'sure',
  'know',
])

const TURNS = new Set(['but', 'though', 'although', 'however', 'aber', 'mais', 'pero', 'ma'])

/** `The document does not say`, `I could not find that information`, `I'm not sure`: no claim about the world. */
const saysItCannot = (tokens: readonly Token[]): boolean =>
  tokens.length <= 24 &&
  // `I'm not sure, but it is the capital` goes on to claim
  !tokens.some((t) => TURNS.has(t.word)) &&
  tokens.some((t) => t.kind === 'negation') &&
  (tokens[0]?.word === 'i' ||
    tokens[0]?.word === "i'm" ||
    tokens[0]?.word === 'the' ||
    tokens[0]?.word === 'there' ||
    tokens[0]?.word === 'this') &&
  tokens.some((t, i) => i < 12 && SOURCES.has(t.word)) &&
  tokens.filter((t) => t.kind === 'name' || t.kind === 'number').length === 0 &&
  tokens.filter((t) => t.kind === 'word').length <= 5

/** Null for a sentence that claims nothing (`Yes, sure!`). Work is bounded by the sentence, not by the context. */
export function featuresOf(
  index: ContextIndex,
  { stems: asked, wants }: Asked,
  said: readonly Token[],
  isQuestion: boolean,
): Features | null {
  if (saysItCannot(said)) return null
  const tokens = claimOf(said, isQuestion)
  const content = tokens.filter(isContent)
  if (content.length === 0) return null
  const known = (t: Token): boolean => index.places.has(t.stem)
  const best = bestSentence(index, content)
  const there = sentenceTokens(index, best.sentence)
  const near = stemsOf(index, best.sentence - 1, best.sentence + 2)
  const inBest = new Set(there.map((t) => t.stem))
  const words = content.filter((t) => t.kind === 'word')
  const numbers = content.filter((t) => t.kind === 'number')
  const names = content.filter((t) => t.kind === 'name')

  let total = 0
  let missing = 0
  let unknownWords = 0
  for (const t of content) {
    const weight = weightOf(t)
    total += weight
    if (known(t)) continue
    const half = t.kind === 'word' && hasBeginning(index, t.word) ? 0.5 : 1
    missing += weight * half
    if (t.kind === 'word') unknownWords += half
  }
  const unknownNumbers = numbers.filter((t) => !known(t)).length
  const unknownNames = names.filter((t) => !known(t)).length
  const aligned = best.share >= ALIGNED && there.length > 0
  const negation = aligned ? negations(tokens, there) : { added: 0, dropped: 0 }
  const pairs = pairsOf(index, content)
  // `X did Y` and `Y was done by X`: the order says nothing then.
  const voice = aligned && isPassive(tokens) !== isPassive(there)
  const copied = longestCopy(tokens, there)
  return {
    unknownShare: missing / total,
    unknownCount: Math.min(unknownWords, 8) / 4,
    missInBest: 1 - best.share,
    missAround: 1 - best.around,
    unknownNumbers: Math.min(unknownNumbers, 2),
    numbersElsewhere: Math.min(numbers.filter((t) => known(t) && !near.has(t.stem)).length, 2),
    unitsDiffer: aligned ? unitsDiffer(tokens, there) : 0,
    unknownNames: Math.min(unknownNames, 3),
    namesElsewhere: Math.min(names.filter((t) => known(t) && !near.has(t.stem)).length, 2),
    negationAdded: negation.added,
    negationDropped: negation.dropped,
    opposite: aligned
      ? Math.min(2, opposites(content, there) + otherGender(index, tokens, best.sentence))
      : 0,
    overclaims: aligned ? overclaims(tokens, there) : 0,
    hedged: tokens.some((t) => HEDGES.has(t.word)) && !there.some((t) => HEDGES.has(t.word)) ? 1 : 0,
    inversions: aligned && !voice ? inversions(content, there) : 0,
    pairsApart: pairs.apart,
    pairsTurned: voice ? 0 : pairs.turned,
    notCopied: 1 - copied,
    askedOnly: content.filter((t) => !known(t) && asked.has(t.stem)).length / content.length,
    length: Math.min(content.length, 30) / 15,
    short: content.length <= 2 ? 1 : 0,
    personal: said.filter((t) => PERSONAL.has(t.word)).length / said.length,
    wordsBeyondBest: words.filter((t) => known(t) && !inBest.has(t.stem)).length / content.length,
    question: isQuestion ? 1 : 0,
    askedApart: content.length <= 4 ? askedApart(index, asked, content) : 0,
    seam: seam(index, tokens),
    ...softly(index, asked, content, near),
    ...anchors(index, asked, content, best.around),
    typeMiss:
      wants === null || content.length > 12 || !onSubject(index, asked)
        ? 0
        : content.some((t) => answers(t, wants))
          ? 0
          : 1,
    fromQuestion: content.filter((t) => asked.has(t.stem)).length / content.length,
    slotSwap: slotSwap(tokens, there),
    rolesTurned: aligned && !voice ? rolesTurned(tokens, there) : 0,
  }
}

const answers = (t: Token, wants: 'number' | 'name'): boolean =>
  wants === 'number' ? t.kind === 'number' || t.stem.startsWith('month') : t.kind === 'name'

/** Coverage that knows synonyms, look-alikes, and words that say little. */
function softly(
  index: ContextIndex,
  asked: ReadonlySet<string>,
  content: readonly Token[],
  near: ReadonlySet<string>,
): Pick<
  Features,
  'softMiss' | 'rareNew' | 'rareNewShare' | 'commonNewShare' | 'newNames' | 'newNumbers' | 'softMissNear'
> {
  let total = 0
  let missing = 0
  let apart = 0
  let rare = 0
  let common = 0
  let names = 0
  let numbers = 0
  for (const t of content) {
    const support = supportOf(index, asked, t)
    const weight = support.common ? 0.5 : weightOf(t)
    total += weight
    missing += weight * (1 - support.here)
    // what stands somewhere, but not near the best sentence, is half there
    apart += weight * (near.has(t.stem) ? 0 : support.here === 1 ? 0.6 : 1 - support.here)
    if (support.here > 0) continue
    if (t.kind === 'name') names++
    else if (t.kind === 'number') numbers++
    else if (support.common) common++
    else rare++
  }
  return {
    softMiss: missing / total,
    rareNew: Math.min(rare + names, 6) / 3,
    rareNewShare: (rare + names) / content.length,
    commonNewShare: common / content.length,
    newNames: Math.min(names, 3),
    newNumbers: Math.min(numbers, 2),
    softMissNear: apart / total,
  }
}

/** Places of one name that are looked at. */
const ANCHORS_MAX = 24

/**
 * Of each name and number that the context knows: how much of the rest of the claim stands in a sentence with it, or beside it. A person of
 * one sentence with the deed of another has little around it.
 */
function anchors(
  index: ContextIndex,
  asked: ReadonlySet<string>,
  content: readonly Token[],
  around: number,
): Pick<Features, 'anchorApart' | 'anchorGap'> {
  const known = content.filter((t) => index.places.has(t.stem))
  let apart = 0
  for (const t of known) {
    if (t.kind === 'word' && !index.names.has(t.stem)) continue
    if (asked.has(t.stem)) continue
    const rest = known.filter((o) => o.stem !== t.stem)
    if (rest.length === 0) continue
    const total = rest.reduce((sum, o) => sum + weightOf(o), 0)
    let best = 0
    let last = -1
    for (const place of (index.places.get(t.stem) ?? []).slice(0, ANCHORS_MAX)) {
      const sentence = index.sentenceOf[place] ?? 0
      if (sentence === last) continue
      last = sentence
      const here = stemsOf(index, sentence, sentence + 1)
      const beside = stemsOf(index, sentence - 1, sentence + 2)
      const found = rest.reduce(
        (sum, o) => sum + weightOf(o) * (here.has(o.stem) ? 1 : beside.has(o.stem) ? 0.6 : 0),
        0,
      )
      best = Math.max(best, found / total)
    }
    apart = Math.max(apart, 1 - best)
  }
  return { anchorApart: apart, anchorGap: Math.max(0, apart - (1 - around)) }
}

/** Whether most of a question's words are the context's: another question says nothing about an answer from it. */
function onSubject(index: ContextIndex, asked: ReadonlySet<string>): boolean {
  let known = 0
  for (const stem of asked) if (index.places.has(stem)) known++
  return known * 2 >= asked.size && known > 0
}

/**
 * A short answer (`Paris`, `in 1994`) says what its question asks: the share of the question's known words that do not stand in a sentence
 * with the answer, or beside it.
 */
function askedApart(index: ContextIndex, asked: ReadonlySet<string>, content: readonly Token[]): number {
  const relevant = [...asked].filter((stem) => index.places.has(stem))
  if (!onSubject(index, asked)) return 0
  let best = 0
  let looked = 0
  for (const t of content)
    for (const place of index.places.get(t.stem) ?? []) {
      if (++looked > 24) break
      const sentence = index.sentenceOf[place] ?? 0
      const here = stemsOf(index, sentence, sentence + 1)
      const beside = stemsOf(index, sentence - 1, sentence + 2)
      const share = relevant.reduce((sum, stem) => sum + (here.has(stem) ? 1 : beside.has(stem) ? 0.4 : 0), 0)
      best = Math.max(best, share / relevant.length)
    }
  return 1 - best
}

const PASSIVE_BE = new Set(['is', 'are', 'was', 'were', 'be', 'been', 'being', 'get', 'gets', 'got'])

/** `was founded by`, `are refused by`. */
function isPassive(tokens: readonly Token[]): boolean {
  for (let i = 2; i < tokens.length; i++)
    if (tokens[i]?.word === 'by')
      for (let k = i - 1; k >= 0 && k > i - 6; k--) if (PASSIVE_BE.has(tokens[k]?.word ?? '')) return true
  return false
}

const JOINS = new Set(['and', 'but', 'while', 'whereas', 'or', 'then', 'who', 'which', 'und', 'et', 'y', 'e'])

/**
 * 1 when the claim's first part stands whole in one sentence and the rest whole in another, no sentence holds all, and no `and` joins them:
 * a subject with the predicate of something else.
 */
function seam(index: ContextIndex, tokens: readonly Token[]): number {
  const at: number[] = []
  tokens.forEach((t, i) => {
    if (isContent(t)) at.push(i)
  })
  if (at.length < 4) return 0
  const homes = at.map((i) => homesOf(index, tokens[i]))
  const prefix = reach(homes)
  const suffix = reach(homes.toReversed())
  if (prefix === homes.length || prefix === 0 || prefix + suffix < homes.length) return 0
  // Wherever the parts may be cut, a joining word there means two claims, not one.
  for (let cut = homes.length - suffix; cut <= prefix; cut++)
    for (let i = at[cut - 1] ?? 0; i < (at[cut] ?? 0); i++) if (JOINS.has(tokens[i]?.word ?? '')) return 0
  return 1
}

function homesOf(index: ContextIndex, token: Token | undefined): Set<number> {
  const out = new Set<number>()
  for (const place of (index.places.get(token?.stem ?? '') ?? []).slice(0, 48))
    out.add(index.sentenceOf[place] ?? 0)
  return out
}

/** How many of the first sets have one sentence in common. */
function reach(homes: readonly ReadonlySet<number>[]): number {
  let common: Set<number> | null = null
  for (let i = 0; i < homes.length; i++) {
    const here: ReadonlySet<number> = homes[i] ?? new Set()
    const next: Set<number> =
      common === null ? new Set(here) : new Set([...common].filter((s) => here.has(s)))
    if (next.size === 0) return i
    common = next
  }
  return homes.length
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
function negations(claim: readonly Token[], source: readonly Token[]): { added: number; dropped: number } {
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
function opposites(claim: readonly Token[], source: readonly Token[]): number {
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
function otherGender(index: ContextIndex, claim: readonly Token[], sentence: number): number {
  const he = claim.some((t) => HE.has(t.word))
  if (he === claim.some((t) => SHE.has(t.word))) return 0
  const near = stemsOf(index, sentence - 1, sentence + 2)
  const has = (set: ReadonlySet<string>): boolean => [...set].some((word) => near.has(word))
  const own = has(he ? HE : SHE)
  return !own && has(he ? SHE : HE) ? 1 : 0
}

/** The source says `may`, the claim `must`; the source says `some`, the claim `all`. */
function overclaims(claim: readonly Token[], source: readonly Token[]): number {
  const strong =
    claim.some((t) => STRONG_MODALS.has(t.word)) && !source.some((t) => STRONG_MODALS.has(t.word))
  const dropped = source.some((t) => HEDGES.has(t.word)) && !claim.some((t) => HEDGES.has(t.word))
  return (strong ? 1 : 0) + (dropped ? 0.5 : 0)
}

/** Numbers that stand in the source with another word behind or before them: `30 days` beside `30 hours`. */
function unitsDiffer(claim: readonly Token[], source: readonly Token[]): number {
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
function slotSwap(claim: readonly Token[], source: readonly Token[]): number {
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
function rolesTurned(claim: readonly Token[], source: readonly Token[]): number {
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
function inversions(claim: readonly Token[], source: readonly Token[]): number {
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
function pairsOf(index: ContextIndex, content: readonly Token[]): { apart: number; turned: number } {
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
function longestCopy(claim: readonly Token[], source: readonly Token[]): number {
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
