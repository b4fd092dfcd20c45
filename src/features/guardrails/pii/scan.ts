import { dniValid, ibanLength, ibanValid } from '../checksums.ts'
import type { Emit } from '../detector.ts'
import { addressAt, streetAt } from './addresses.ts'
import {
  KIND,
  codeAt,
  hashOf,
  isAsciiUpper,
  isDigit,
  isTail,
  isUpper,
  isWord,
  kindOf,
  nextStop,
} from './chars.ts'
import { CUE, cued, searchCues } from './cues.ts'
import { identifierAt, spacedNino } from './identifiers.ts'
import { isOpening, nameAt } from './names.ts'
import { nameSaid, smallName } from './small-names.ts'
import { rutValid } from './national-checks.ts'
import { numberAt } from './numbers.ts'
import { report, WAIT, type Scan } from './scan-state.ts'
import { isSmallWord } from './small-words.ts'
import { colonsAt, dashedMac, emailAt, emailStart, leadsToAt, LOCAL_MAX, schemeStart, urlAt } from './web.ts'

/** A word longer than this is no name, number or identifier. */
const WORD_MAX = 64

/**
 * Reads `text` from `from` on, reports what it finds and answers the offset from which more text is needed.
 *
 * INVARIANT: the scanner keeps no state but where it stands, and what it answers is a place where it stood. So reading a text in pieces, each
 * from where the last one stopped, visits the same places as reading it at once, and finds the same.
 */
export function scanText(text: string, from: number, final: boolean, emit: Emit): number {
  one.text = text
  one.final = final
  one.settled = from
  one.emit = emit
  const open = walk(one, from)
  // a long text must not live on because it was the last one
  one.text = ''
  one.emit = ignore
  return open
}

const ignore: Emit = () => undefined
/** One scan at a time, never two: a text without findings leaves nothing behind for the collector. */
const one: Scan = { text: '', final: true, settled: 0, emit: ignore }

function walk(scan: Scan, from: number): number {
  const { text, final } = scan
  const n = text.length
  let i = from
  // the rest of a word that was too long to wait for
  if (i > 0 && i < n && isWord(codeAt(text, i - 1))) while (i < n && isWord(codeAt(text, i))) i++
  let said = nameSaid(text, i)
  while (i < n) {
    if (said < i) said = nameSaid(text, i)
    const stop = nextStop(text, i)
    if (said < stop) {
      const end = smallName(scan, said)
      if (end === WAIT) return said
      if (end > said) i = end
      said = end > said ? -1 : nameSaid(text, said + 1)
      continue
    }
    if (stop >= n) {
      const open = final ? n : trailingStreet(text, i)
      if (open < n) return open
      break
    }
    const kind = kindOf(codeAt(text, stop))
    if (stop > i) {
      const word = beforeStop(text, i, stop, kind)
      if (word < stop) {
        const next = smallBefore(scan, word, stop, kind)
        if (next === WAIT) return kind === KIND.colon ? word : waitsFrom(scan, word, kind)
        if (next !== stop) {
          i = next
          continue
        }
      }
    }
    const next = step(scan, stop, kind)
    if (next === WAIT) return waitsFrom(scan, stop, kind)
    i = next
  }
  if (final) return n
  let s = n
  while (s > from && n - s < WORD_MAX && isTail(codeAt(text, s - 1))) s--
  return Math.max(s, scan.settled)
}

/** Where the small word before `stop` begins that may take part in what begins there: one that touches it, or stands before a capital. */
function beforeStop(text: string, from: number, stop: number, kind: number): number {
  let end = stop
  if (kind === KIND.upper && codeAt(text, stop - 1) === 32) end--
  else if (kind === KIND.at || kind === KIND.sign) return stop
  let s = end
  while (s > from && kindOf(codeAt(text, s - 1)) === KIND.lower) s--
  return s === end ? stop : s
}

/** Judges the small word at `at` that goes on at `stop` or stands before it. Where to go on: `stop` when it begins nothing. */
function smallBefore(scan: Scan, at: number, stop: number, kind: number): number {
  const { text } = scan
  if (kind === KIND.colon) return smallHex(scan, at, stop)
  if (codeAt(text, stop - 1) === 32)
    return smallStreet(text, at, stop - 1) ? streetAt(scan, at) || stop : stop
  // `camelCase`, `x86`: the word goes on behind its small letters
  let j = stop
  let digits = false
  for (; j < text.length; j++) {
    const k = kindOf(codeAt(text, j))
    if (k === KIND.digit) digits = true
    else if (k !== KIND.lower && k !== KIND.upper) break
  }
  return digits ? mixedWord(scan, at, j) : codeAt(text, j) === 58 ? smallHex(scan, at, j) : j
}

/** The small word that the text ends with, one blank behind it, when it may begin a street; else the text's end. */
function trailingStreet(text: string, from: number): number {
  const n = text.length
  if (codeAt(text, n - 1) !== 32) return n
  let s = n - 1
  while (s > from && kindOf(codeAt(text, s - 1)) === KIND.lower) s--
  return smallStreet(text, s, n - 1) ? s : n
}

/** An address that is being written began before its `@`, and before a capital or digit in it (`john.S`); a URL before its `://`. */
function waitsFrom(scan: Scan, i: number, kind: number): number {
  if (kind === KIND.colon) return schemeStart(scan, i)
  if (kind === KIND.sign && codeAt(scan.text, i) !== 43) return i
  const start = emailStart(scan, i)
  // longer than a local part may be: no address, and the middle of a run is no place to go on from
  return kind !== KIND.at && i - start >= LOCAL_MAX ? i : start
}

function step(scan: Scan, i: number, kind: number): number {
  const { text } = scan
  switch (kind) {
    case KIND.at:
      return emailAt(scan, i)
    case KIND.colon:
      return colon(scan, i)
    case KIND.sign: {
      const next = codeAt(text, i + 1)
      return isDigit(next) || (next === 40 && codeAt(text, i) === 43) ? numberAt(scan, i) : i + 1
    }
    case KIND.digit:
      return digits(scan, i)
    default:
      return capital(scan, i)
  }
}

function colon(scan: Scan, i: number): number {
  const { text } = scan
  if (codeAt(text, i + 1) === 47 && codeAt(text, i + 2) === 47) return urlAt(scan, i)
  if (codeAt(text, i + 1) !== 58 || (i > 0 && (isWord(codeAt(text, i - 1)) || codeAt(text, i - 1) === 58)))
    return i + 1
  return colonsAt(scan, i) || i + 1
}

const SMALL_STREETS = new Set(
  'rue viale piazza calle avenida paseo plaza carrer rua praça travessa ulica jalan strada'
    .split(' ')
    .map((word) => hashOf(word, 0, word.length)),
)
/** First letters of the small streets, as bits of the alphabet: almost every word is refused by its first letter. */
const STREET_LETTERS = [...'rvpcatujs'].reduce((bits, ch) => bits | (1 << (ch.charCodeAt(0) - 97)), 0)

/** Whether text[start, end), all small letters, is a kind of street that is written small: `calle`, `rue`. */
function smallStreet(text: string, start: number, end: number): boolean {
  if (end - start < 3 || end - start > 9) return false
  const letter = codeAt(text, start) - 97
  if (letter < 0 || letter > 25 || ((STREET_LETTERS >>> letter) & 1) === 0) return false
  return SMALL_STREETS.has(hashOf(text, start, end))
}

/** A small word before a colon: the hexadecimal beginning of an address, or nothing. */
function smallHex(scan: Scan, i: number, j: number): number {
  const { text } = scan
  if (j - i > 4 || codeAt(text, j + 1) === 47 || !/^[0-9a-fA-F]+$/.test(text.slice(i, j))) return j
  return colonsAt(scan, i) || j
}

/** Letters that begin small, and digits: hashes, slugs, the local part of an e-mail address; rarely an identifier. */
function mixedWord(scan: Scan, i: number, j: number): number {
  const { text, final } = scan
  if (j - i > WORD_MAX || buried(text, i)) return j
  if (j === text.length && !final) return WAIT
  const jump = toEmail(scan, i, j)
  if (jump !== 0) return jump
  if (codeAt(text, j) === 58 && j - i <= 4) {
    const found = colonsAt(scan, i)
    if (found !== 0) return found
  }
  if (j - i >= 15 && j - i <= 34 && isDigit(codeAt(text, i + 2)) && smallIban(text, i, j))
    return report(scan, 'iban', i, j, 0.9)
  if (j - i > 20) return j
  const mac = cisco(scan, i, j)
  if (mac !== 0) return mac
  return identifierAt(scan, i, j) || j
}

/** `001a.2b3c.4d5e`: a MAC address as switches print it. Where to go on, `WAIT`, or 0. */
function cisco(scan: Scan, i: number, end: number): number {
  const { text, final } = scan
  if (end - i !== 4 || codeAt(text, end) !== 46) return 0
  if (!final && text.length - i < 16) return WAIT
  CISCO.lastIndex = i
  return CISCO.test(text) && /[A-Fa-f]/.test(text.slice(i, i + 14))
    ? report(scan, 'mac_address', i, i + 14, 0.85)
    : 0
}
const CISCO = /[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.])/y

/** An account number typed small: country, length and check digits are those of an IBAN. */
function smallIban(text: string, i: number, j: number): boolean {
  const value = text.slice(i, j).toUpperCase()
  return /^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(value) && ibanLength(value.slice(0, 2)) === j - i && ibanValid(value)
}

function digits(scan: Scan, i: number): number {
  const { text, final } = scan
  const n = text.length
  let j = i + 1
  while (j < n && isDigit(codeAt(text, j))) j++
  let end = j
  while (end < n && isWord(codeAt(text, end))) end++
  if (end - i > WORD_MAX || buried(text, i)) return end
  if (end === n && !final) return WAIT
  const jump = toEmail(scan, i, end)
  if (jump !== 0) return jump
  const next = codeAt(text, end)
  if (next === 58 && end - i <= 4) {
    const found = colonsAt(scan, i)
    if (found !== 0) return found
  }
  if (next === 45 && end - i === 2) {
    if (!final && n - i < 18) return WAIT
    const mac = dashedMac(text, i)
    if (mac > 0) return report(scan, 'mac_address', i, mac, 0.85)
  }
  if (end === j) {
    const rut = next === 46 ? rutAt(scan, i) : 0
    if (rut !== 0) return rut
    // `77422-AZC`, `12345678-K`, `131052-308T`: a letter after the dash makes it a word of letters and digits
    const found =
      next !== 45
        ? 0
        : isUpper(codeAt(text, end + 1))
          ? identifierAt(scan, i, end)
          : j - i >= 6
            ? identifierWithDash(scan, i, end)
            : 0
    return found !== 0 ? found : numberAt(scan, i)
  }
  // `34yo`
  if (end - j === 2 && j - i <= 2 && text.startsWith('yo', j)) return report(scan, 'age', i, end, 0.55)
  const mac = cisco(scan, i, end)
  if (mac !== 0) return mac
  const found = identifierAt(scan, i, end)
  if (found !== 0) return found
  return j - i <= 5 && end - j <= 1 ? addressAt(scan, i, j) || end : end
}

const RUT_K = /\d{1,2}\.\d{3}\.\d{3}-[A-Za-z](?![\p{L}\p{N}_])/uy

/** A Chilean RUT whose check character is K, or a Spanish DNI with dots: where to go on, or 0. */
function rutAt(scan: Scan, i: number): number {
  const { text, final } = scan
  if (!final && text.length - i < 14) return WAIT
  RUT_K.lastIndex = i
  const m = RUT_K.exec(text)
  if (m === null) return 0
  const digits = m[0].slice(0, -2).replaceAll('.', '')
  const letter = m[0].slice(-1).toUpperCase()
  if (!(letter === 'K' && rutValid(digits, 'K')) && !(digits.length === 8 && dniValid(digits + letter)))
    return 0
  return report(scan, 'national_id', i, RUT_K.lastIndex, 0.9)
}

function identifierWithDash(scan: Scan, i: number, end: number): number {
  const { text, final } = scan
  let k = end + 1
  while (k < text.length && k - end < 8 && isDigit(codeAt(text, k))) k++
  if (k === text.length && !final) return WAIT
  return k - end < 8 && kindOf(codeAt(text, k)) === KIND.upper ? identifierAt(scan, i, end) : 0
}

function capital(scan: Scan, i: number): number {
  const { text, final } = scan
  const n = text.length
  let j = i + 1
  let digits = false
  for (; j < n; j++) {
    const k = kindOf(codeAt(text, j))
    if (k === KIND.digit) digits = true
    else if (k !== KIND.lower && k !== KIND.upper) break
  }
  if (j - i > WORD_MAX || buried(text, i)) return j
  if (j === n && !final) return WAIT
  const jump = toEmail(scan, i, j)
  if (jump !== 0) return jump
  if (codeAt(text, j) === 58 && j - i <= 4 && /^[0-9A-Fa-f]+$/.test(text.slice(i, j))) {
    const found = colonsAt(scan, i)
    if (found !== 0) return found
  }
  if (digits) return identifierAt(scan, i, j) || j
  if (j - i === 2 && codeAt(text, j) === 32) {
    if (!final && n - i < 16) return WAIT
    const nino = isDigit(codeAt(text, j + 1)) ? spacedNino(text, i) : 0
    if (nino > 0) return report(scan, 'national_id', i, nino, 0.85)
  }
  if ((j - i === 8 || j - i === 11) && bicAt(text, i, j)) return report(scan, 'bank_routing', i, j, 0.75)
  const cleared = ordinary(scan, i, j)
  if (cleared !== 0) return cleared
  if (codeAt(text, j) === 45 && isDigit(codeAt(text, j + 1))) return identifierAt(scan, i, j) || j
  return nameAt(scan, i)
}

/** `COBADEFFXXX` behind `BIC`, `SWIFT code`: a bank's code made of letters alone. */
function bicAt(text: string, i: number, j: number): boolean {
  for (let k = i; k < j; k++) if (!isAsciiUpper(codeAt(text, k))) return false
  searchCues(text, i)
  return cued(CUE.routing, 2)
}

/** `The`, `However`, `Please` before a small word: most capitals of prose, cleared before anything dearer looks at them. 0 = not cleared. */
function ordinary(scan: Scan, i: number, j: number): number {
  const { text, final } = scan
  const next = codeAt(text, j)
  if (next === 32) {
    if (j + 1 >= text.length) return final || !isSmallWord(text, i, j) ? 0 : WAIT
    if (kindOf(codeAt(text, j + 1)) === KIND.upper) return 0
    return isSmallWord(text, i, j) || isOpening(text, i, j) ? j : 0
  }
  if (next === 45 || next === 46) return 0
  return isSmallWord(text, i, j) || isOpening(text, i, j) ? j : 0
}

/** When the characters from `i` on are the local part of an e-mail address, its end; 0 when they are not. */
function toEmail(scan: Scan, i: number, end: number): number {
  const { text, final } = scan
  if (end < text.length && !isLocalJoint(codeAt(text, end))) return 0
  const leads = leadsToAt(text, i)
  if (leads === 'no') return 0
  if (leads === 'unknown') return final ? 0 : WAIT
  const at = text.indexOf('@', i)
  const found = emailAt(scan, at)
  // not an address after all: what stands before the `@` is looked at as anything else
  return found === WAIT ? WAIT : found > at + 1 ? found : 0
}

/** `. _ % + - ' @`: a local part may go on behind a word. */
const isLocalJoint = (c: number): boolean =>
  c === 46 || c === 95 || c === 37 || c === 43 || c === 45 || c === 39 || c === 64

/** Deep inside an unbroken run of letters, digits and marks: nothing begins there, for a stream could not have waited for it. */
function buried(text: string, i: number): boolean {
  if (i === 0 || !isTail(codeAt(text, i - 1))) return false
  let s = i
  while (s > 0 && i - s < LOCAL_MAX && isTail(codeAt(text, s - 1))) s--
  return i - s >= LOCAL_MAX
}
