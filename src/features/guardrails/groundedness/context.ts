import { groupsOf } from './synonyms.ts'
import { sentenceSpans, tokensOf, type Token } from './tokens.ts'

/** What an answer is judged against, read once: where each stem stands, sentence by sentence. */
export type ContextIndex = {
  readonly tokens: readonly Token[]
  /** First token of each sentence, and one past the last. */
  readonly bounds: readonly number[]
  readonly places: ReadonlyMap<string, readonly number[]>
  readonly sentenceOf: Int32Array
  /** First letters of the longer words: `colour` beside `colourful`. */
  readonly beginnings: ReadonlySet<string>
  /** Longer words by their first two letters, a bounded number of each. */
  readonly byLetter: ReadonlyMap<string, readonly string[]>
  /** Groups of synonyms of which a member stands there. */
  readonly groups: ReadonlySet<number>
  /** Stems written with a capital inside a sentence: a claim in small letters names them too. */
  readonly names: ReadonlySet<string>
  readonly chars: number
}

/** Longer contexts are read up to here; what stands beyond supports nothing. At 40 ns a character that bounds the work to some 20 ms. */
export const CONTEXT_CHARS_MAX = 400_000
const BEGINNING = 5
/** Bounds the comparison of one unknown word. */
const ALIKE_MAX = 60

export function indexContext(context: string): ContextIndex {
  const text = context.length > CONTEXT_CHARS_MAX ? context.slice(0, CONTEXT_CHARS_MAX) : context
  const tokens: Token[] = []
  const bounds: number[] = [0]
  for (const { start, end } of sentenceSpans(text)) {
    for (const token of tokensOf(text, start, end)) tokens.push(token)
    if (tokens.length > (bounds.at(-1) ?? 0)) bounds.push(tokens.length)
  }
  const places = new Map<string, number[]>()
  const beginnings = new Set<string>()
  const byLetter = new Map<string, string[]>()
  const groups = new Set<number>()
  const names = new Set<string>()
  const sentenceOf = new Int32Array(tokens.length)
  let sentence = 0
  tokens.forEach((token, i) => {
    while (i >= (bounds[sentence + 1] ?? Infinity)) sentence++
    sentenceOf[i] = sentence
    if (token.kind === 'stop') return
    const at = places.get(token.stem)
    if (at === undefined) {
      places.set(token.stem, [i])
      for (const group of groupsOf(token.stem)) groups.add(group)
      if (token.word.length >= 5 && token.kind !== 'number') {
        const alike = byLetter.get(token.word.slice(0, 2))
        if (alike === undefined) byLetter.set(token.word.slice(0, 2), [token.word])
        else if (alike.length < ALIKE_MAX) alike.push(token.word)
      }
    } else at.push(i)
    if (token.kind === 'name') names.add(token.stem)
    if (token.word.length > BEGINNING) beginnings.add(token.word.slice(0, BEGINNING))
  })
  return { tokens, bounds, places, sentenceOf, beginnings, byLetter, groups, names, chars: text.length }
}

export const hasBeginning = (index: ContextIndex, word: string): boolean =>
  word.length > BEGINNING && index.beginnings.has(word.slice(0, BEGINNING))

/** A stem that stands everywhere decides nothing; only its first places are looked at. */
const PLACES_MAX = 48

export type Match = {
  /** -1 when nothing matches. */
  readonly sentence: number
  /** Weighted share of the claim's content that stands in that sentence, and in it with its neighbours. */
  readonly share: number
  readonly around: number
}

export const weightOf = (token: Token): number =>
  token.kind === 'name' || token.kind === 'number' ? 1.5 : token.word.length > 6 ? 1.2 : 1

/** The sentence of the context that holds most of a claim. */
export function bestSentence(index: ContextIndex, claim: readonly Token[]): Match {
  const votes = new Map<number, number>()
  let total = 0
  const seen = new Set<string>()
  for (const token of claim) {
    if (seen.has(token.stem)) continue
    seen.add(token.stem)
    const weight = weightOf(token)
    total += weight
    const places = index.places.get(token.stem)
    if (places === undefined) continue
    let last = -1
    for (let i = 0; i < places.length && i < PLACES_MAX; i++) {
      const sentence = index.sentenceOf[places[i] ?? 0] ?? 0
      if (sentence !== last) votes.set(sentence, (votes.get(sentence) ?? 0) + weight)
      last = sentence
    }
  }
  let best = -1
  let score = 0
  for (const [sentence, vote] of votes) {
    // Of equals the shorter sentence, which says less besides.
    const length = (index.bounds[sentence + 1] ?? 0) - (index.bounds[sentence] ?? 0)
    const ranked = vote - length * 0.002
    if (best < 0 || ranked > score) {
      best = sentence
      score = ranked
    }
  }
  if (best < 0 || total === 0) return { sentence: -1, share: 0, around: 0 }
  const near = stemsOf(index, best - 1, best + 2)
  let around = 0
  for (const stem of seen)
    if (near.has(stem)) around += weightOf(claim.find((t) => t.stem === stem) ?? FALLBACK)
  return { sentence: best, share: (votes.get(best) ?? 0) / total, around: around / total }
}

const FALLBACK: Token = { word: '', stem: '', kind: 'word' }

export function stemsOf(index: ContextIndex, from: number, to: number): Set<string> {
  const out = new Set<string>()
  const start = index.bounds[Math.max(0, from)] ?? 0
  const end = index.bounds[Math.min(to, index.bounds.length - 1)] ?? index.tokens.length
  for (let i = start; i < end; i++) {
    const token = index.tokens[i]
    if (token !== undefined) out.add(token.stem)
  }
  return out
}

export const sentenceTokens = (index: ContextIndex, sentence: number): readonly Token[] =>
  sentence < 0 ? [] : index.tokens.slice(index.bounds[sentence] ?? 0, index.bounds[sentence + 1] ?? 0)
