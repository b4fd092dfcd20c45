import { codeAt, isBlank, isDigit, isLetter, isUpper } from './chars.ts'
import { report, WAIT, type Scan } from './scan-state.ts'
import {
  articles,
  endsLikeStreet,
  germanKinds,
  kindsBeforeNumber,
  kindsFirst,
  kindsLast,
  kindsWithCapital,
  numberWords,
  roomWords,
  turkishKinds,
} from './street-words.ts'

/** The longest address that is looked at, in characters and in words and marks. */
export const ADDRESS_MAX = 150
const TOKENS_MAX = 40

type Kind = 'capital' | 'small' | 'number' | 'mixed' | 'comma' | 'line' | 'hash' | 'other'
type Token = { readonly kind: Kind; readonly start: number; readonly end: number; readonly word: string }

/** Words and marks from `at` on, read as they are asked for. `starved`: the text ended where one was wanted. */
class Tokens {
  readonly #text: string
  readonly #cap: number
  readonly #complete: boolean
  readonly #list: Token[] = []
  #at: number
  starved = false

  constructor(text: string, at: number) {
    this.#text = text
    this.#at = at
    this.#cap = Math.min(text.length, at + ADDRESS_MAX)
    this.#complete = this.#cap < text.length
  }

  at(i: number): Token | null {
    while (this.#list.length <= i) {
      const next = this.#list.length < TOKENS_MAX ? this.#read() : null
      if (next === null) return null
      this.#list.push(next)
    }
    return this.#list[i] ?? null
  }

  #read(): Token | null {
    const text = this.#text
    let i = this.#at
    while (i < this.#cap && isBlank(codeAt(text, i))) i++
    if (i >= this.#cap) {
      if (!this.#complete) this.starved = true
      return null
    }
    const c = codeAt(text, i)
    let end = i + 1
    let kind: Kind = 'other'
    if (isLetter(c) || isDigit(c)) {
      let digits = 0
      end = i
      while (end < this.#cap) {
        const d = codeAt(text, end)
        if (isDigit(d)) digits++
        else if (!isLetter(d) && !(isJoint(d) && end > i && wordFollows(text, end))) {
          // behind a joint at the end of what came the word may go on: `536-` is no house number yet
          if (isJoint(d) && end > i && end + 1 >= this.#cap && !this.#complete) this.starved = true
          break
        }
        end++
      }
      // a word that may go on is not known yet
      if (end >= this.#cap && !this.#complete) this.starved = true
      kind =
        digits === 0
          ? isUpper(c)
            ? 'capital'
            : 'small'
          : isDigit(c) && digits === end - i
            ? 'number'
            : 'mixed'
      this.#at = end
      // `St.`, `ul.`, `No.`
      if (end < this.#cap && codeAt(text, end) === 46 && kind !== 'number') this.#at = end + 1
      return { kind, start: i, end, word: text.slice(i, end).toLowerCase() }
    }
    if (c === 44) kind = 'comma'
    else if (c === 10) kind = 'line'
    else if (c === 35) kind = 'hash'
    this.#at = end
    return { kind, start: i, end, word: text.slice(i, end) }
  }
}

const isJoint = (c: number): boolean => c === 45 || c === 39 || c === 0x2019 || c === 47
const wordFollows = (text: string, joint: number): boolean =>
  isLetter(codeAt(text, joint + 1)) || isDigit(codeAt(text, joint + 1))

const isHouse = (t: Token | null): boolean =>
  t !== null &&
  ((t.kind === 'number' && t.end - t.start <= 5) ||
    (t.kind === 'mixed' && /^\d{1,4}[a-z]?(?:[-/]\d{1,4}[a-z]?)?$/.test(t.word)))

/** Whether a word may be the kind in a street's name, at its beginning or at its end. Lower case. */
export const isStreetWord = (word: string): boolean =>
  kindsLast.has(word) ||
  kindsFirst.has(word) ||
  germanKinds.has(word) ||
  turkishKinds.has(word) ||
  endsLikeStreet(word) ||
  word === 'box'

/** An address that begins with the number text[at, end): `211 Maple Street`, `12, rue de la Paix`. Where to go on, `WAIT`, or 0. */
export function addressAt(scan: Scan, at: number, end: number): number {
  const { text } = scan
  // almost every number of prose is refused here
  const next = codeAt(text, end)
  const letter = codeAt(text, end + (next === 44 ? 2 : 1))
  if (
    next === 32 &&
    !isUpper(letter) &&
    !(letter >= 97 && letter <= 118) &&
    !isDigit(letter) &&
    end + 1 < text.length
  )
    return 0
  const tokens = new Tokens(text, at)
  const house = tokens.at(0)
  if (!isHouse(house)) return tokens.starved && !scan.final ? WAIT : 0
  let i = 1
  if (tokens.at(i)?.kind === 'comma') i++
  if (tokens.at(i)?.word === 'bis' || tokens.at(i)?.word === 'ter') i++
  const street = kindFirst(tokens, i) || kindLast(tokens, i)
  return close(scan, tokens, at, street, false)
}

/** An address that begins with the street at `at`: `Via Roma 163`, `Mill Road 312`, `Hauptstraße 12`. Where to go on, `WAIT`, or 0. */
export function streetAt(scan: Scan, at: number): number {
  const tokens = new Tokens(scan.text, at)
  return close(
    scan,
    tokens,
    at,
    postBox(tokens) || withHouse(tokens, kindFirst(tokens, 0)) || withHouse(tokens, beforeNumber(tokens)),
    true,
  )
}

/** Index behind `rue de la Paix` that begins at `i`, or 0. */
function kindFirst(tokens: Tokens, i: number): number {
  const kind = tokens.at(i)
  if (
    kind === null ||
    !kindsFirst.has(kind.word) ||
    (i === 0 && kind.kind === 'small' && kindsWithCapital.has(kind.word))
  )
    return 0
  let k = i + 1
  let named = false
  for (let words = 0; words < 6; words++, k++) {
    const t = tokens.at(k)
    if (t === null) break
    if (t.kind === 'capital') named = true
    else if (
      !(t.kind === 'small' && articles.has(t.word)) &&
      !(t.kind === 'small' && /^[dl]['’]/.test(t.word))
    )
      break
    else continue
  }
  if (!named) return 0
  while (k > i + 1 && tokens.at(k - 1)?.kind === 'small' && !/^[dl]['’]/.test(tokens.at(k - 1)?.word ?? ''))
    k--
  return k
}

/** Index behind `Maple Street`, `5th Avenue N` or `Hauptstraße` that begins at `i`, or 0: the last kind among the first capitals. */
function kindLast(tokens: Tokens, i: number): number {
  let found = 0
  for (let k = i; k < i + 5; k++) {
    const t = tokens.at(k)
    if (
      t === null ||
      !(t.kind === 'capital' || (k === i && t.kind === 'mixed' && /^\d{1,3}(?:st|nd|rd|th)$/.test(t.word)))
    )
      break
    if ((k > i && kindsLast.has(t.word)) || endsLikeStreet(t.word) || (k > i && germanKinds.has(t.word)))
      found = k + 1
  }
  if (
    found > 0 &&
    /^(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)$/.test(tokens.at(found)?.word ?? '') &&
    tokens.at(found)?.kind === 'capital'
  )
    found++
  return found
}

/** Index behind a street's name whose last word is its kind, with the house number next, or 0. */
function beforeNumber(tokens: Tokens): number {
  for (let k = 0; k < 6; k++) {
    const t = tokens.at(k)
    if (t === null || !(t.kind === 'capital' || (k > 0 && t.kind === 'small' && articles.has(t.word))))
      return 0
    const english = k > 0 && kindsBeforeNumber.has(t.word)
    if (
      !english &&
      !endsLikeStreet(t.word) &&
      !(k > 0 && germanKinds.has(t.word)) &&
      !(k > 0 && turkishKinds.has(t.word))
    )
      continue
    const next = tokens.at(k + 1)
    const behind = next?.kind === 'comma' ? tokens.at(k + 2) : next
    if (isHouse(behind ?? null) || (behind !== null && behind !== undefined && numberWords.has(behind.word)))
      return k + 1
  }
  return 0
}

/** Index behind the house number that must follow the street ending at `k`, or 0. */
function withHouse(tokens: Tokens, k: number): number {
  if (k === 0) return 0
  let i = k
  if (tokens.at(i)?.kind === 'comma') i++
  if (numberWords.has(tokens.at(i)?.word ?? '')) {
    i++
    if (tokens.at(i)?.word === ':' || tokens.at(i)?.word === '°') i++
  } else if (tokens.at(i)?.kind === 'hash') i++
  return isHouse(tokens.at(i)) ? i + 1 : 0
}

function postBox(tokens: Tokens): number {
  const words = [0, 1, 2, 3].map((i) => tokens.at(i)?.word ?? '')
  if (words[0] === 'po' && words[1] === 'box') return tokens.at(2)?.kind === 'number' ? 3 : 0
  return words[0] === 'p' && words[1] === 'o' && words[2] === 'box' && tokens.at(3)?.kind === 'number' ? 4 : 0
}

/** Takes in rooms, town, postcode, state and country behind the street, and reports. */
function close(scan: Scan, tokens: Tokens, at: number, street: number, numbered: boolean): number {
  let last = street
  if (street > 0) {
    last = room(tokens, last)
    last = town(tokens, last, numbered)
  }
  if (tokens.starved && !scan.final) return WAIT
  if (street === 0) return 0
  const end = tokens.at(last - 1)?.end ?? at
  return report(scan, 'address', at, end, 0.85)
}

function room(tokens: Tokens, k: number): number {
  let i = k
  if (tokens.at(i)?.kind === 'comma') i++
  const t = tokens.at(i)
  if (t?.kind === 'hash') return isRoom(tokens.at(i + 1)) ? i + 2 : k
  if (t === null || t === undefined || !roomWords.has(t.word)) return k
  const n = tokens.at(i + 1)?.kind === 'hash' ? i + 2 : i + 1
  return isRoom(tokens.at(n)) ? n + 1 : k
}
const isRoom = (t: Token | null): boolean =>
  t !== null && t.end - t.start <= 6 && (t.kind === 'number' || t.kind === 'mixed' || t.end - t.start <= 2)

const POSTCODE =
  /^(?:[a-z]{1,2}-)?(?:\d{4,6}(?:-\d{3,4})?|\d{2}-\d{3}|\d{3}|[a-z]{1,2}\d[a-z\d]?|\d[a-z]{2}|[a-z]\d[a-z]|\d[a-z]\d|\d{4}[a-z]{2})$/

/** Index behind up to three parts such as `, 63946 Seville`, `, Austin, TX 78701`, ` 10115 Berlin`. */
function town(tokens: Tokens, k: number, numbered: boolean): number {
  let last = k
  for (let part = 0; part < 3; part++) {
    let i = last
    const mark = tokens.at(i)
    const line = mark?.kind === 'line'
    if (mark?.kind === 'comma' || line) i++
    // `,\n`
    if (mark?.kind === 'comma' && tokens.at(i)?.kind === 'line') i++
    else if (mark?.kind !== 'comma' && !line && !(part === 0 && numbered)) break
    const begin = i
    let capitals = 0
    let codes = 0
    for (; i < begin + 6; i++) {
      const t = tokens.at(i)
      if (t === null) break
      if (t.kind === 'capital' && capitals < 3) capitals++
      else if ((t.kind === 'number' || t.kind === 'mixed') && codes < 2 && POSTCODE.test(t.word)) codes++
      else if (!(
        t.kind === 'small' &&
        capitals > 0 &&
        articles.has(t.word) &&
        tokens.at(i + 1)?.kind === 'capital'
      ))
        break
    }
    // without a comma a postcode must say that the town begins here; a line of capitals alone may be anything
    if (capitals === 0 && codes === 0) break
    if (codes === 0 && (line || mark?.kind !== 'comma')) break
    if (capitals === 0 && mark?.kind !== 'comma') break
    last = i
  }
  return last
}
