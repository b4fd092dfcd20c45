import {
  IRREGULAR_FORMS,
  MONTHS,
  NEGATIONS,
  NUMBER_WORDS,
  ORDINAL_WORDS,
  SAME_WORDS,
  SCALES,
  STOP,
} from './lexicon.ts'

export type Token = {
  /** Lower case, apostrophes straight. */
  readonly word: string
  /** One name for a word's forms and close synonyms; a number's value as text. */
  readonly stem: string
  readonly kind: 'word' | 'number' | 'name' | 'stop' | 'negation'
}

export type Sentence = {
  readonly start: number
  readonly end: number
  readonly tokens: readonly Token[]
}

/** Sentences longer than this are cut: a table or a log without full stops must not become one claim. */
const SENTENCE_MAX = 1_000
const ABBREVIATION =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|st|prof|jr|sr|vs|etc|e\.g|i\.e|no|fig|inc|ltd|co|u\.s|u\.k|[ap]\.m|[a-z])$/i

/** Offsets of sentences: full stops, question and exclamation marks (also CJK), line ends. */
export function* sentenceSpans(text: string): Generator<{ start: number; end: number }> {
  let start = 0
  const n = text.length
  for (let i = 0; i <= n; i++) {
    const c = i < n ? text.charCodeAt(i) : 10
    let ends = c === 10 || c === 0x3002 || c === 0xff01 || c === 0xff1f || i - start >= SENTENCE_MAX
    if (!ends && (c === 46 || c === 33 || c === 63)) {
      const next = text.charCodeAt(i + 1)
      ends = !(next > 32) || next === 34 || next === 41 || next === 0x201d
      if (ends && c === 46 && next === 32 && ABBREVIATION.test(text.slice(Math.max(start, i - 6), i)))
        ends = false
    }
    if (!ends) continue
    let from = start
    let to = Math.min(n, i + 1)
    while (from < to && text.charCodeAt(from) <= 32) from++
    while (to > from && text.charCodeAt(to - 1) <= 32) to--
    if (to > from) yield { start: from, end: to }
    start = Math.min(n, i + 1)
  }
}

/** `don ' t` and `that 's` are how some models write; a word and its ending are one. */
const PIECE =
  /\d{1,3}(?: , \d{3})+(?!\d)|\d[\d.,:]{0,20}(?:st|nd|rd|th|s| ?['’] ?s)?(?![\p{L}\d])|[\p{L}\d][\p{L}\d]{0,40}(?:['’][\p{L}]{1,3}| ?['’] ?(?:t|s|m|re|ve|ll|d)(?![\p{L}\d'’]))?|%/gu

/** Words, numbers by value, names by their capital; the first word of a sentence is no name unless capitals follow or `known` says so. */
export function tokensOf(text: string, start: number, end: number): Token[] {
  const out: Token[] = []
  const body = text.slice(start, end)
  let first = true
  for (const match of body.matchAll(PIECE)) {
    const raw = match[0]
    const token = tokenOf(raw, first)
    first = false
    if (token !== null) push(out, token)
  }
  return out
}

function tokenOf(raw: string, first: boolean): Token | null {
  if (raw === '%') return { word: '%', stem: 'percent', kind: 'word' }
  const word = raw.toLowerCase().replaceAll('’', "'").replaceAll(' ', '')
  const c = raw.charCodeAt(0)
  if (c >= 48 && c <= 57) {
    const value = numeric(word)
    if (value !== null) return { word, stem: value, kind: 'number' }
  }
  const bare = word.endsWith("'s") ? word.slice(0, -2) : word
  if (NEGATIONS.has(bare) || bare.endsWith("n't")) return { word: bare, stem: stemOf(bare), kind: 'negation' }
  const small = NUMBER_WORDS.get(bare)
  // `one` is mostly a pronoun.
  if (small !== undefined && small !== 1) return { word: bare, stem: String(small), kind: 'number' }
  if (SCALES.has(bare) && bare.length > 2) return { word: bare, stem: bare, kind: 'number' }
  const ordinal = ORDINAL_WORDS.get(bare)
  if (ordinal !== undefined && ordinal > 2) return { word: bare, stem: String(ordinal), kind: 'number' }
  if (STOP.has(bare)) return { word: bare, stem: bare, kind: 'stop' }
  const capital = raw.charAt(0) !== raw.charAt(0).toLowerCase()
  const month = MONTHS.get(bare)
  if (month !== undefined && (capital || bare.length > 3))
    return { word: bare, stem: `month${month}`, kind: 'name' }
  if (capital && !first && bare.length > 1) return { word: bare, stem: stemOf(bare), kind: 'name' }
  return { word: bare, stem: stemOf(bare), kind: 'word' }
}

/** `1,200` -> 1200, `3.50` -> 3.5, `12th` -> 12, `1920s` -> 1920, `09:30` stays; null when it is no number (`3d`, `2x4`). */
function numeric(word: string): string | null {
  const plain = word.replace(/(?:st|nd|rd|th|'?s)$/, '').replace(/[.,:]+$/, '')
  if (!/^[\d.,:]+$/.test(plain)) return null
  if (plain.includes(':')) return plain
  // 1,234.5 and 1.234,5; a single group behind a point is a fraction unless commas follow: 3.500 is 3.5.
  const joined =
    /^\d{1,3}(?:\.\d{3})+,\d+$/.test(plain) || /^[1-9]\d{0,2}(?:\.\d{3}){2,}$/.test(plain)
      ? plain.replaceAll('.', '').replace(',', '.')
      : /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(plain)
        ? plain.replaceAll(',', '')
        : plain.replace(/^(\d+),(\d{1,2})$/, '$1.$2')
  const value = Number(joined)
  return Number.isFinite(value) ? String(value) : joined
}

/** Adds a token; `twenty five`, `3 million`, `two hundred` become one number. */
function push(out: Token[], token: Token): void {
  const before = out.at(-1)
  if (before?.kind === 'number' && token.kind === 'number') {
    const scale = SCALES.get(token.word)
    const a = Number(before.stem)
    const b = Number(token.stem)
    if (scale !== undefined && Number.isFinite(a)) {
      out[out.length - 1] = {
        word: `${before.word} ${token.word}`,
        stem: String(Math.round(a * scale * 1000) / 1000),
        kind: 'number',
      }
      return
    }
    if (
      NUMBER_WORDS.has(before.word) &&
      NUMBER_WORDS.has(token.word) &&
      a >= 20 &&
      a % 10 === 0 &&
      b < 10 &&
      b > 0
    ) {
      out[out.length - 1] = { word: `${before.word} ${token.word}`, stem: String(a + b), kind: 'number' }
      return
    }
  }
  if (token.kind === 'number' && SCALES.has(token.word)) {
    out.push({ word: token.word, stem: String(SCALES.get(token.word) ?? token.word), kind: 'number' })
    return
  }
  out.push(token)
}

const stems = new Map<string, string>()

/** One name for the forms of a word. Bounded memory: the table of stems is emptied when it grows. */
export function stemOf(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  const made = makeStem(word)
  if (stems.size > 20_000) stems.clear()
  stems.set(word, made)
  return made
}

function makeStem(word: string): string {
  const base = IRREGULAR_FORMS.get(word) ?? word
  return cut(SAME_WORDS.get(word) ?? SAME_WORDS.get(base) ?? SAME_WORDS.get(singular(base)) ?? base)
}

/** `countries` -> `country`, `boxes` -> `box`, `cars` -> `car`. */
function singular(word: string): string {
  if (word.length <= 3) return word
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(?:s|x|z|ch|sh)es$/.test(word) && word.length > 4) return word.slice(0, -2)
  return word.endsWith('s') && !/(?:s|u|i)s$/.test(word) ? word.slice(0, -1) : word
}

/** Cuts endings so that `enforced`, `enforces` and `enforcing` meet; crude on purpose, the same on both sides. */
function cut(word: string): string {
  if (word.length <= 3) return word
  let w = singular(word)
  const short = w.replace(
    /(?:izations?|isations?|ational|ations?|ization|ements?|ments?|ingly|edly|ings?|ers?|ors?|ed|ly|al|ive|able|ible|ous|ic|ion|e|y)$/,
    '',
  )
  if (short.length >= 3 && /[aeiouyäöüéèáíóú]/.test(short)) w = short
  // `stopped` -> `stop`
  return w.length > 3 && w.at(-1) === w.at(-2) && !/[aeiouls]$/.test(w) ? w.slice(0, -1) : w
}

/** What says something: not a stop word. */
export const isContent = (t: Token): boolean => t.kind === 'word' || t.kind === 'name' || t.kind === 'number'
