import { hasBeginning, type ContextIndex } from './context.ts'
import { isCommon } from './common-words.ts'
import { groupsOf } from './synonyms.ts'
import type { Token } from './tokens.ts'

/** What a word of a claim is worth when the context, or what was asked, has something like it. */
export type Support = {
  /** 0 nothing like it, 1 the same stem. */
  readonly here: number
  /** Says little by itself: a word that texts of every kind use. */
  readonly common: boolean
}

const SAME_GROUP = 0.75
const ALIKE = 0.7
const BEGINS = 0.6
const ASKED = 0.7

/** Between a word and the whole context. */
export function supportOf(index: ContextIndex, asked: ReadonlySet<string>, token: Token): Support {
  const common = token.kind === 'word' && isCommon(token.stem)
  if (index.places.has(token.stem)) return { here: 1, common }
  let here = asked.has(token.stem) ? ASKED : 0
  if (token.kind === 'number') return { here, common }
  if (token.kind === 'word' && groupsOf(token.stem).some((g) => index.groups.has(g)))
    here = Math.max(here, SAME_GROUP)
  if (here < BEGINS && hasBeginning(index, token.word)) here = BEGINS
  if (here < ALIKE && token.word.length >= 6 && resembles(index, token.word)) here = ALIKE
  return { here, common }
}

/** A word of the context that shares most of its letter triples: `controling` beside `controlling`, `organisation` beside `organization`. */
function resembles(index: ContextIndex, word: string): boolean {
  const candidates = index.byLetter.get(word.slice(0, 2))
  if (candidates === undefined) return false
  const own = triples(word)
  for (const other of candidates) {
    if (Math.abs(other.length - word.length) > 4) continue
    let shared = 0
    const theirs = triples(other)
    for (const t of own) if (theirs.has(t)) shared++
    if ((2 * shared) / (own.size + theirs.size) >= 0.66) return true
  }
  return false
}

function triples(word: string): Set<string> {
  const out = new Set<string>()
  for (let i = 0; i + 3 <= word.length; i++) out.add(word.slice(i, i + 3))
  return out
}
