import type { Emit } from '../detector.ts'
import { addressAt, streetAt } from './addresses.ts'
import { KIND, codeAt, isDigit, isTail, isUpper, isWord, kindOf } from './chars.ts'
import { identifierAt, spacedNino } from './identifiers.ts'
import { isOpening, nameAt } from './names.ts'
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
  const n = text.length
  const scan: Scan = { text, final, settled: from, emit }
  let i = from
  // the rest of a word that was too long to wait for
  if (i > 0 && i < n && isWord(codeAt(text, i - 1))) while (i < n && isWord(codeAt(text, i))) i++
  while (i < n) {
    const kind = kindOf(codeAt(text, i))
    if (kind === KIND.gap || kind === KIND.ideograph) {
      i++
      continue
    }
    if (kind === KIND.lower) {
      let j = i + 1
      let digits = false
      for (; j < n; j++) {
        const k = kindOf(codeAt(text, j))
        if (k === KIND.lower) continue
        if (k === KIND.digit) digits = true
        else if (k !== KIND.upper) break
      }
      const next = digits ? mixedWord(scan, i, j) : smallWord(scan, i, j)
      if (next === WAIT) return i
      i = next
      continue
    }
    const next = step(scan, i, kind)
    if (next === WAIT) return waitsFrom(scan, i, kind)
    i = next
  }
  if (final) return n
  let s = n
  while (s > from && n - s < WORD_MAX && isTail(codeAt(text, s - 1))) s--
  return Math.max(s, scan.settled)
}

/** An address that is being written began before its `@`, a URL before its `://`. */
function waitsFrom(scan: Scan, i: number, kind: number): number {
  return kind === KIND.at ? emailStart(scan, i) : kind === KIND.colon ? schemeStart(scan, i) : i
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
  'rue viale piazza calle avenida paseo plaza carrer rua praça travessa ulica ul jalan strada'.split(' '),
)

/** A word of small letters: only the hexadecimal beginning of an address and a small kind of street begin anything. */
function smallWord(scan: Scan, i: number, j: number): number {
  const { text } = scan
  if (j >= text.length) return j
  const next = codeAt(text, j)
  if (next === 58 && j - i <= 4 && codeAt(text, j + 1) !== 47 && /^[0-9a-fA-F]+$/.test(text.slice(i, j)))
    return colonsAt(scan, i) || j
  if (next === 32 && j - i >= 3 && j - i <= 9 && (isUpper(codeAt(text, j + 1)) || j + 1 === text.length)) {
    if (!SMALL_STREETS.has(text.slice(i, j))) return j
    if (j + 1 === text.length) return scan.final ? j : WAIT
    return streetAt(scan, i) || j
  }
  return j
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
  return j - i > 20 ? j : identifierAt(scan, i, j) || j
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
  const found = identifierAt(scan, i, end)
  if (found !== 0) return found
  return j - i <= 5 && end - j <= 1 ? addressAt(scan, i, j) || end : end
}

const RUT_K = /\d{1,2}\.\d{3}\.\d{3}-[Kk](?![\p{L}\p{N}_])/uy

/** A Chilean RUT whose check character is K: where to go on, or 0. */
function rutAt(scan: Scan, i: number): number {
  const { text, final } = scan
  if (!final && text.length - i < 14) return WAIT
  RUT_K.lastIndex = i
  const m = RUT_K.exec(text)
  if (m === null || !rutValid(m[0].slice(0, -2).replaceAll('.', ''), 'K')) return 0
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
  const cleared = ordinary(scan, i, j)
  if (cleared !== 0) return cleared
  if (codeAt(text, j) === 45 && isDigit(codeAt(text, j + 1))) return identifierAt(scan, i, j) || j
  return nameAt(scan, i)
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
