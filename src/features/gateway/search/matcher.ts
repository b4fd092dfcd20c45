/** Where one text was found in another; UTF-16 offsets. */
export type Hit = { readonly start: number; readonly end: number }

export type TextQuery = {
  readonly texts: readonly string[]
  readonly match: 'any' | 'all'
  readonly exactCase: boolean
}

/** A text with more hits than this says so many and no more. */
const HITS_MAX = 1_000

/**
 * Literal search, no patterns: linear in the text whatever a caller asks for. Finds all places of all texts in order; with `all`, nothing unless
 * every text occurs somewhere in `parts`.
 */
export function hitsIn(parts: readonly string[], query: TextQuery): readonly (readonly Hit[])[] {
  const fold = query.exactCase ? (text: string) => text : lowered
  const needles = query.texts.map(fold)
  const found = new Set<string>()
  const hits = parts.map((part) => {
    const text = fold(part)
    const places: Hit[] = []
    for (const needle of needles)
      for (
        let at = text.indexOf(needle);
        at >= 0 && places.length < HITS_MAX;
        at = text.indexOf(needle, at + needle.length)
      ) {
        found.add(needle)
        places.push({ start: at, end: at + needle.length })
      }
    return places.sort((a, b) => a.start - b.start || a.end - b.end)
  })
  return query.match === 'all' && found.size < new Set(needles).size ? parts.map(() => []) : hits
}

/** Lower case with the same offsets: characters whose lower case is longer (U+0130) stay as they are. */
function lowered(text: string): string {
  const lower = text.toLowerCase()
  if (lower.length === text.length) return lower
  let out = ''
  for (const char of text) {
    const one = char.toLowerCase()
    out += one.length === char.length ? one : char
  }
  return out
}

const BEFORE = 60
const AFTER = 120

/** A piece of the text around a hit, and where the hit stands in it; never cut inside a surrogate pair. */
export function excerpt(text: string, hit: Hit): { readonly text: string } & Hit {
  let from = Math.max(0, hit.start - BEFORE)
  let to = Math.min(text.length, hit.end + AFTER)
  if (isLow(text.charCodeAt(from))) from -= 1
  if (isLow(text.charCodeAt(to))) to += 1
  return { text: text.slice(Math.max(0, from), to), start: hit.start - from, end: hit.end - from }
}

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff
