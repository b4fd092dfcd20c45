import {
  inversions,
  isPassive,
  longestCopy,
  negations,
  opposites,
  otherGender,
  overclaims,
  pairsOf,
  rolesTurned,
  slotSwap,
  unitsDiffer,
} from './changed.ts'
import {
  bestSentence,
  hasBeginning,
  sentenceTokens,
  stemsOf,
  weightOf,
  type ContextIndex,
} from './context.ts'
import { HEDGES } from './lexicon.ts'
import type { Asked } from './question.ts'
import { supportOf } from './support.ts'
import { claimOf } from './talk.ts'
import { isContent, type Token } from './tokens.ts'

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
