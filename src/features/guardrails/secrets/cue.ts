import { hashStart, hashStep, isAlnum, isDigit, isWideLetter, wordCode } from '../words.ts'
import {
  CUES_WITHOUT_SPACES,
  HARMLESS,
  LIFTS,
  PASSWORD,
  SERVICE,
  SOFT,
  STRONG,
  TAIL,
  TURNS,
  VALUE,
  vocabulary,
  WEAK,
} from './vocabulary.ts'

/** What the words before a value say: it is a secret, perhaps, nothing, or something else. */
export type Cue = {
  readonly says: 'strong' | 'weak' | 'service' | 'nothing' | 'harmless'
  readonly password: boolean
  readonly named: boolean
  /** Where the word that says so ends. */
  readonly end: number
}

const NAMING = STRONG | WEAK | TAIL | VALUE | SERVICE | LIFTS

const NOTHING: Cue = { says: 'nothing', password: false, named: false, end: 0 }
const HARMLESS_CUE: Cue = { says: 'harmless', password: false, named: false, end: 0 }

/** How far before a value its name may stand. A verdict depends on nothing further away. */
export const CUE_CHARS = 96
const UNKNOWN_MAX = 7

const isLetter = (c: number): boolean => (c < 128 ? (c | 32) >= 97 && (c | 32) <= 122 : isWideLetter(c))
const isUpper = (c: number): boolean => c >= 65 && c <= 90

/** Where the part of a camel-case word that ends at `end` begins: `apiKey` -> `Key`, `APIKey` -> `Key`, `APIKEY` -> all. */
function partStart(text: string, from: number, end: number): number {
  let i = end - 1
  const wholeUpper = isUpper(text.charCodeAt(i))
  while (i > from) {
    const here = isUpper(text.charCodeAt(i))
    const before = isUpper(text.charCodeAt(i - 1))
    if (here && !before) return i
    if (!wholeUpper && here && before) return i
    if (!here && before && i - 1 > from && isUpper(text.charCodeAt(i - 2))) return i - 1
    i--
  }
  return from
}

export function wordAt(text: string, start: number, end: number): number {
  if (end - start > vocabulary.longest) return 0
  let h = hashStart
  for (let i = start; i < end; i++) h = hashStep(h, wordCode(text.charCodeAt(i)))
  return vocabulary.find(h, text, start, end)
}

/** Whether a name that ends at `end` ends with a word that can make a secret of its value: what `named` of a cue asks first, in one look. */
export function endsAsSecret(text: string, start: number, end: number): boolean {
  let e = end
  while (e > start && !isLetter(text.charCodeAt(e - 1))) e--
  let s = e
  while (s > start && isLetter(text.charCodeAt(s - 1))) s--
  if (s === e) return false
  const whole = wordAt(text, s, e)
  return ((whole !== 0 ? whole : wordAt(text, partStart(text, s, e), e)) & NAMING) !== 0
}

/** The word parts before `at`, nearest first, down to `limit`; `at` moves. */
class Backwards {
  readonly #text: string
  readonly #limit: number
  #at: number
  #runFrom = -1
  /** Something other than a joint (`_`, `-`, digits, a case change) stands between the last two parts. */
  gap = false
  stopped = false
  start = 0
  end = 0

  constructor(text: string, at: number, limit: number) {
    this.#text = text
    this.#at = at
    this.#limit = limit
  }

  /** The value of the next part, or -1 at the end of the clause. */
  next(prose: boolean): number {
    const text = this.#text
    this.gap = false
    if (this.#runFrom < 0 || this.#at <= this.#runFrom) {
      while (this.#at > this.#limit) {
        const c = text.charCodeAt(this.#at - 1)
        if (isLetter(c)) break
        if (!this.#passes(c, prose)) {
          this.stopped = true
          return -1
        }
        this.#at--
      }
      if (this.#at <= this.#limit) return -1
      let from = this.#at
      while (from > this.#limit && isLetter(text.charCodeAt(from - 1))) from--
      this.#runFrom = from
    }
    this.end = this.#at
    const whole = wordAt(text, this.#runFrom, this.#at)
    this.start = whole !== 0 ? this.#runFrom : partStart(text, this.#runFrom, this.#at)
    this.#at = this.start
    // Letters glued to a digit are a piece of something drawn, not a word.
    if (this.start > 0 && isDigit(text.charCodeAt(this.start - 1))) {
      while (this.#at > this.#limit && isAlnum(text.charCodeAt(this.#at - 1))) this.#at--
      return 0
    }
    return whole !== 0 ? whole : wordAt(text, this.start, this.end)
  }

  #passes(c: number, prose: boolean): boolean {
    // Joints of a name: _ - digits $ @ /
    if (c === 95 || c === 45 || (c >= 48 && c <= 57) || c === 36 || c === 64) return true
    if (c === 32 || c === 9 || c === 39 || c === 0x2019) {
      this.gap = true
      return prose || c !== 39
    }
    if (c === 46) {
      const next = this.#text.charCodeAt(this.#at)
      return !(next <= 32)
    }
    this.gap = true
    return prose && (c === 40 || c === 41 || c === 42 || c === 47 || c === 35)
  }
}

/** `tokens:\n  - value`: the dash of a list's first item. */
function listItem(text: string, dash: number, limit: number): boolean {
  if (text.charCodeAt(dash + 1) !== 32) return false
  let i = dash
  while (i > limit && text.charCodeAt(i - 1) === 32) i--
  return i > limit && text.charCodeAt(i - 1) === 10
}

/** Reads the clause before `start`. `separated`: the caller saw what parts a name from its value. Work is bounded by CUE_CHARS. */
export function cueBefore(text: string, start: number, separated = false): Cue {
  const limit = Math.max(0, start - CUE_CHARS)
  let at = start
  let separator = separated
  let quotes = 0
  let comma = false
  let lineBreak = false
  // From the value back to its name: quotes, blanks, one separator, brackets.
  while (at > limit && start - at < 14) {
    const c = text.charCodeAt(at - 1)
    if (c === 34 || c === 39 || c === 96) quotes++
    else if (c === 61 || c === 58 || c === 0xff1a) separator = true
    else if (c === 62 && text.charCodeAt(at - 2) !== 47) separator = true
    else if (c === 10) lineBreak = true
    else if (c === 44) {
      // `define('API_KEY', 'value')`: a comma only between two quoted things.
      if (comma || (separator && !separated) || quotes === 0) break
      comma = true
    } else if (c === 45 && !separator) {
      if (!listItem(text, at - 1, limit)) break
    } else if (c > 32 && c !== 92 && c !== 40 && c !== 91 && c !== 93 && c !== 42 && c !== 123 && c !== 41)
      break
    at--
  }
  if (comma) {
    const c = text.charCodeAt(at)
    if (c !== 34 && c !== 39) return NOTHING
  }
  // The line above names a value only when it ends with a separator.
  if (lineBreak && !separator) return NOTHING
  const quoted = separator && (text.charCodeAt(at) === 34 || text.charCodeAt(at) === 39)
  const words = new Backwards(text, at, limit)
  return judge(words, text, separator || comma, !quoted, limit, at)
}

function judge(
  words: Backwards,
  text: string,
  separator: boolean,
  prose: boolean,
  limit: number,
  at: number,
): Cue {
  let unknown = 0
  let service = false
  let first = true
  // `clé API`, `chiave di accesso`: what lifts a key stands behind it in other languages.
  let lifting = false
  let value = words.next(prose)
  while (value >= 0) {
    const adjacent = first || unknown === 0
    if ((value & STRONG) !== 0) {
      const password = (value & PASSWORD) !== 0
      const end = words.end
      const before = words.next(prose)
      if (before > 0 && (before & TURNS) !== 0 && (before & LIFTS) === 0) return HARMLESS_CUE
      return { says: 'strong', password, named: separator && adjacent, end }
    }
    if ((value & WEAK) !== 0) {
      const end = words.end
      const before = words.next(prose)
      if (before > 0 && (before & (TURNS | HARMLESS)) !== 0 && (before & LIFTS) === 0) return HARMLESS_CUE
      const lifted = lifting || (before > 0 && (before & (LIFTS | STRONG | SERVICE)) !== 0)
      if (lifted || unknown === 0)
        return { says: lifted ? 'strong' : 'weak', password: false, named: separator && adjacent, end }
      value = before
      unknown++
      first = false
      continue
    }
    if ((value & HARMLESS) !== 0 && unknown === 0) return HARMLESS_CUE
    if ((value & SOFT) !== 0 && separator && first) return HARMLESS_CUE
    if ((value & SERVICE) !== 0 && separator && unknown <= 1) service = true
    if ((value & VALUE) !== 0 && first && separator) {
      const outer = fieldBefore(text, words.start, limit)
      if (outer !== null) return outer
    }
    if ((value & LIFTS) !== 0) lifting = true
    else if ((value & TAIL) === 0) unknown++
    if (unknown > UNKNOWN_MAX) break
    first = false
    value = words.next(prose)
  }
  if (service) return { says: 'service', password: false, named: separator, end: 0 }
  return cuesWithoutSpaces(text, at, limit)
}

/** Scripts without blanks between words: the last characters before the value, as they stand. */
function cuesWithoutSpaces(text: string, at: number, limit: number): Cue {
  const from = Math.max(limit, at - 16)
  let wide = false
  for (let i = from; i < at; i++) if (text.charCodeAt(i) >= 0x590) wide = true
  return wide && CUES_WITHOUT_SPACES.test(text.slice(from, at))
    ? { says: 'strong', password: false, named: false, end: 0 }
    : NOTHING
}

const OUTER =
  /(?:name|key|id|field|env|parameter|label|title)["']?\s{0,4}[=:]\s{0,4}["']?([A-Za-z0-9_.-]{3,48})["']?[\s,;|]{1,24}["']?$/i

/** `name: API_KEY` one field before `value: ...`. */
function fieldBefore(text: string, valueWord: number, limit: number): Cue | null {
  const found = OUTER.exec(text.slice(limit, valueWord))
  if (found === null || found[1] === undefined) return null
  const name = found[1]
  const cue = judge(new Backwards(name, name.length, 0), name, true, false, 0, 0)
  return cue.says === 'nothing' ? null : cue
}
