export type Groundedness = {
  readonly score: number
  readonly spans: readonly { readonly start: number; readonly end: number; readonly type: string }[]
}

/** Words that carry no claim of their own. */
const STOP = new Set(
  (
    'a an the and or but if then so of to in on at by for with from as is are was were be been being am it its this that these those ' +
    'i you he she we they them him her his our your their my me us do does did done have has had having will would can could should may ' +
    'might must not no yes very just also too more most some any all there here what which who whom when where why how about into over ' +
    'than such only own same other well really think know like good great sure oh okay ok thing things lot lots way say says said get got ' +
    'one would want much many even still since because while during before after up down out off again once both each few s t re ve ll d m don ' +
    'actually people something though yeah hello hi thanks thank love loved favorite'
  ).split(' '),
)
const NEGATION = new Set(
  "not no never none nobody nothing neither nor without cannot can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't couldn't hasn't haven't hadn't".split(
    ' ',
  ),
)

type Sentence = { readonly start: number; readonly end: number; readonly text: string }
type Facts = {
  readonly words: readonly string[]
  readonly numbers: readonly string[]
  readonly names: readonly string[]
  readonly negations: number
}

/** Words that turn a statement without saying `not`. */
const PAIRS: ReadonlyMap<string, string> = new Map(
  'true:false always:never must:may required:optional enabled:disabled allow:deny allowed:forbidden increase:decrease before:after include:exclude supported:unsupported can:cannot more:less first:last above:below'
    .split(' ')
    .flatMap((pair) => {
      const [a = '', b = ''] = pair.split(':')
      return [
        [a, b],
        [b, a],
      ] as const
    }),
)

/**
 * How likely it is that `answer` says something that `context` does not (0..1), with the sentences that do.
 * Deterministic and lexical: unsupported content words (by stem), numbers that stand nowhere in the context, capitalised names that stand
 * nowhere, and a sentence whose best-matching source sentence differs in negation.
 * LIMIT: paraphrase reads as unsupported and a swapped subject as supported; it says "look here", never "false".
 */
export function groundedness(context: string, question: string, answer: string): Groundedness {
  const source = sentencesOf(context).map((s) => ({ ...factsOf(s.text), text: s.text.toLowerCase() }))
  const known = new Set(source.flatMap((s) => s.words))
  const asked = new Set(factsOf(question).words)
  const lower = context.toLowerCase()
  const numbers = new Set(factsOf(context).numbers)
  const spans: { start: number; end: number; type: string }[] = []
  let score = 0
  for (const sentence of sentencesOf(answer)) {
    const facts = factsOf(sentence.text)
    const own = facts.words.filter((w) => !asked.has(w) || known.has(w))
    const unsupported = own.filter((w) => !known.has(w)).length
    const share = own.length === 0 ? 0 : unsupported / own.length
    const strange = facts.numbers.filter((n) => !numbers.has(n) && !lower.includes(n)).length
    const names = facts.names.filter((n) => !lower.includes(n)).length
    const best = nearest(source, facts.words)
    const flipped =
      best !== null &&
      best.overlap >= 0.5 &&
      ((best.negations + facts.negations) % 2 === 1 || turned(best.words, facts.words))
    // Weights: a share of .5 alone stands at the threshold; a wrong number or name counts more than a new word.
    let risk = share * (own.length < 3 ? 0.7 : 1)
    if (strange > 0) risk = 1 - (1 - risk) * 0.35
    if (names > 0) risk = 1 - (1 - risk) * 0.45
    if (flipped) risk = 1 - (1 - risk) * 0.35
    if (risk >= 0.5)
      spans.push({
        start: sentence.start,
        end: sentence.end,
        type: flipped
          ? 'contradiction'
          : strange > 0
            ? 'unsupported_number'
            : names > 0
              ? 'unsupported_name'
              : 'unsupported',
      })
    score = Math.max(score, risk)
  }
  return { score, spans }
}

function turned(source: readonly string[], words: readonly string[]): boolean {
  const there = new Set(source)
  return words.some((w) => {
    const opposite = PAIRS.get(w)
    return opposite !== undefined && there.has(opposite) && !there.has(w)
  })
}

function nearest(source: readonly Facts[], words: readonly string[]) {
  let best: {
    readonly overlap: number
    readonly negations: number
    readonly words: readonly string[]
  } | null = null
  if (words.length === 0) return null
  for (const candidate of source) {
    const there = new Set(candidate.words)
    const overlap = words.filter((w) => there.has(w)).length / words.length
    if (best === null || overlap > best.overlap)
      best = { overlap, negations: candidate.negations, words: candidate.words }
  }
  return best
}

function sentencesOf(text: string): Sentence[] {
  const out: Sentence[] = []
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    const c = text.charCodeAt(i)
    const ends =
      i === text.length || c === 10 || ((c === 46 || c === 33 || c === 63) && !(text.charCodeAt(i + 1) > 32))
    if (!ends) continue
    const end = Math.min(text.length, i + 1)
    const body = text.slice(start, end)
    const lead = body.length - body.trimStart().length
    if (body.trim() !== '')
      out.push({ start: start + lead, end: start + body.trimEnd().length, text: body.trim() })
    start = end
  }
  return out
}

function factsOf(text: string): Facts {
  const words: string[] = []
  const numbers: string[] = []
  const names: string[] = []
  let negations = 0
  let first = true
  for (const match of text.matchAll(/[\p{L}][\p{L}'’]{0,40}|\d[\d.,:]{0,20}/gu)) {
    const raw = match[0]
    if (/^\d/.test(raw)) {
      numbers.push(raw.replace(/,(?=\d{3})/g, '').replace(/[.,:]+$/, ''))
      first = false
      continue
    }
    const word = raw.toLowerCase().replace(/’/g, "'")
    if (NEGATION.has(word)) negations++
    const bare = word.replace(/'s$/, '')
    if (!first && raw.charAt(0) !== raw.charAt(0).toLowerCase() && !STOP.has(bare) && bare.length > 1)
      names.push(bare)
    first = false
    if (!STOP.has(bare) && bare.length > 1) words.push(stem(bare))
  }
  return { words, numbers, names, negations: Math.min(1, negations) }
}

/** Cuts endings so that `enforced`, `enforces` and `enforcing` meet; crude on purpose, the same on both sides. */
function stem(word: string): string {
  if (word.length <= 4) return word
  const cut = word.replace(/(?:ations?|ings?|edly|ed|ies|ly|es|s|e|y)$/, '')
  return cut.length >= 3 ? cut : word
}
