import { cardLength, luhn, ssnPossible } from '../checksums.ts'
import { addressAt } from './addresses.ts'
import { codeAt, isAsciiAlnum, isBlank, isDigit, isLetter, isWord, wordEnd } from './chars.ts'
import { CUE, cueDistance, cued, nearestCue, ownNumber, searchCues } from './cues.ts'
import { ageScore, birthCue, DATE_REACH, isMonth, numericDate, writtenDate } from './dates.ts'
import { digitsOf, groups, readGroups, shape } from './groups.ts'
import { identifierType, SPECIFIC } from './identifiers.ts'
import { nationalCue, numberId, ssnCue } from './number-ids.ts'
import { international, national } from './phones.ts'
import { report, WAIT, type Scan } from './scan-state.ts'

/** A number needs this much behind it to be judged: its extension, its unit, the month of a date. */
const BEHIND = 4

/**
 * Judges the number that begins at `at`: digits with no letter beside the first group, or the `+` or `(` of a telephone number. The longest run
 * of groups that is something wins; when nothing is, the scanner goes on behind the first blank.
 */
export function numberAt(scan: Scan, at: number): number {
  const { text, final } = scan
  const end = readGroups(text, at)
  if (end === at) return at + 1
  if (!final && end + BEHIND > text.length) return WAIT
  if (groups.overlong) return restOfWord(text, end)
  if (codeAt(text, end) === 0x5e74) {
    const date = cjkDate(scan, at, end)
    if (date !== 0) return date
  }
  const place = placeOf(text, at)
  const first = (groups.end[0] ?? 0) - (groups.start[0] ?? 0)
  const few = groups.lead === '' && first <= 5
  if (few && groups.count === 1) return place === 'glued' ? end : alone(scan, at, end, first)
  searchCues(text, at)
  if (few && place !== 'glued') {
    const next = shortNumber(scan, at)
    if (next !== 0) return next
  }
  for (let k = groups.count; k > 0; k--) {
    if (!stands(text, k)) continue
    const found = judge(text, at, k, place)
    if (found === null) continue
    const last = groups.end[k - 1] ?? end
    if (found[0] !== 'phone') return report(scan, found[0], at, last, found[1])
    const extended = extension(text, last, final)
    return extended === WAIT ? WAIT : report(scan, 'phone', at, extended, found[1])
  }
  return restOfWord(text, firstBlank(end))
}

/** A word that is glued to a number (`5678Ada`) is skipped with it: a scan that goes on in its middle would skip it too. */
function restOfWord(text: string, from: number): number {
  let end = from
  while (end < text.length && isWord(codeAt(text, end))) end++
  return end
}

const CJK_DATE = /(?:19|20)\d\d年 ?\d{1,2}月 ?\d{1,2}日/y

/** `1987年12月4日` behind a word for birth. */
function cjkDate(scan: Scan, at: number, end: number): number {
  const { text, final } = scan
  if (!final && text.length < end + 12) return WAIT
  CJK_DATE.lastIndex = at
  if (!CJK_DATE.test(text)) return 0
  const stop = CJK_DATE.lastIndex
  searchCues(text, at)
  return birthCue() ? report(scan, 'date_of_birth', at, stop, 0.9) : 0
}

type Place = 'free' | 'glued' | 'money' | 'continued'

/** What stands before: `v1.2`, `gpt-4`, `a/5` are parts of something else, `$5` is money, `12 345` the tail of a longer number. */
function placeOf(text: string, at: number): Place {
  if (at === 0) return 'free'
  const before = codeAt(text, at - 1)
  const two = at > 1 ? codeAt(text, at - 2) : 32
  if (before === 36 || before === 0x20ac || before === 0xa3 || before === 0xa5 || before === 0x20b9)
    return 'money'
  if (isWord(before) || before === 92) return 'glued'
  if (before === 46) return isDigit(two) ? 'glued' : 'free'
  if ((before === 45 || before === 47 || before === 0x2011) && isWord(two)) return 'glued'
  if (before === 44 && isDigit(two)) return 'glued'
  if (isBlank(before) && isDigit(two)) return 'continued'
  return 'free'
}

/** Whether the first `k` groups end there: no letter, digit, decimal or further group joined by more than a blank. */
function stands(text: string, k: number): boolean {
  const end = groups.end[k - 1] ?? 0
  if (end >= text.length) return true
  const next = codeAt(text, end)
  if (isWord(next)) return false
  if (k < groups.count && groups.separator[k] !== ' ') return groups.separator[k] === '/' && k === 4
  const two = codeAt(text, end + 1)
  return !((next === 45 || next === 46 || next === 0x2011) && end + 1 < text.length && isAsciiAlnum(two))
}

/** Where to go on when nothing was found: behind the groups that no blank separates from the first. */
function firstBlank(end: number): number {
  for (let g = 1; g < groups.count; g++) {
    const separator = groups.separator[g]
    if (separator === ' ' || separator === '(') return groups.end[g - 1] ?? end
  }
  return end
}

/** A number of few digits with no other beside it: most numbers of prose. Words around it are searched only when what follows fits. */
function alone(scan: Scan, at: number, end: number, length: number): number {
  const { text, final } = scan
  const next = end < text.length ? codeAt(text, end) : 0
  if (length <= 2 && monthFollows(text, end)) {
    if (!final && text.length < end + DATE_REACH) return WAIT
    const written = writtenDate(text, end)
    if (written > 0) {
      searchCues(text, at)
      if (birthCue()) return report(scan, 'date_of_birth', at, written, 0.9)
    }
  }
  if (next === 32 || next === 44 || next === 45 || next === 47) {
    const address = addressAt(scan, at, end)
    if (address !== 0) return address
  }
  if (length <= 3 && mayBeAge(text, at, end)) {
    if (!final && text.length < end + 20) return WAIT
    searchCues(text, at)
    const score = ageScore(text, at, end)
    if (score > 0) return report(scan, 'age', at, end, score)
  }
  // four digits that begin with 1 or 2 are years
  if (length >= 4 && !(length === 4 && codeAt(text, at) <= 50)) {
    searchCues(text, at)
    const found = judge(text, at, 1, placeOf(text, at))
    if (found !== null && stands(text, 1)) return report(scan, found[0], at, end, found[1])
  }
  return end
}

/** The words behind a date's day: `4 Sep`, `4. März`, `4th of`, `4 de`. */
function monthFollows(text: string, end: number): boolean {
  let i = end
  const c = codeAt(text, i)
  if (c === 46 || c === 0xba) i++
  else if (c === 45) return isLetter(codeAt(text, i + 1))
  if (codeAt(text, i) !== 32) return false
  const stop = wordEnd(text, i + 1, 14)
  return stop - i <= 3 || isMonth(text, i + 1, stop)
}

function mayBeAge(text: string, at: number, end: number): boolean {
  const next = codeAt(text, end)
  const second = codeAt(text, end + 1)
  // `34 years`, `34-year-old`, `34 Jahre`, `34 ans`, `34yo`; `aged 34`, `age: 34`
  if (next === 32 || next === 45) {
    if (
      second === 121 ||
      second === 74 ||
      second === 106 ||
      second === 97 ||
      second === 229 ||
      second === 108
    )
      return true
  } else if (next === 121) return true
  const before = codeAt(text, at - 2)
  return before === 58 || before === 100 || before === 101 || before === 69 || before === 34
}

/** Dates of birth and postal addresses begin with few digits. 0 = none of them. */
function shortNumber(scan: Scan, at: number): number {
  const { text } = scan
  const end = groups.end[0] ?? at
  if (birthCue()) {
    const numeric = numericDate(text)
    if (numeric > 0) return report(scan, 'date_of_birth', at, numeric, 0.9)
  }
  const next = end < text.length ? codeAt(text, end) : 0
  return next === 32 || next === 44 || next === 45 || next === 47 ? addressAt(scan, at, end) : 0
}

function judge(text: string, at: number, k: number, place: Place): readonly [string, number] | null {
  const key = shape(k)
  const digits = digitsOf(text, k)
  if (groups.lead.startsWith('+')) {
    if (/[/]/.test(key)) return null
    const zero = /\(0\)?/.test(text.slice(at, groups.end[k - 1]).replace(/\(0\d/, ''))
    const score = place === 'glued' ? 0 : international(digits, zero)
    return score > 0 ? ['phone', score] : null
  }
  if (groups.lead !== '') {
    // `(` may also open a remark: the digits in it are looked at on their own
    const score = place === 'glued' ? 0 : national(key, digits, '(')
    return score > 0 ? ['phone', score] : null
  }
  const address = ipv4(text, at, k, key, place)
  if (address !== null) return address
  if (place === 'glued') return null
  // groups that go on, or came before: a row of a table or a dump
  const row = place === 'continued' || groups.count - k > 1
  const card = row && !cued(CUE.card) ? 0 : cardScore(key, digits, text.slice(Math.max(0, at - 24), at))
  if (card > 0) return ['credit_card', card]
  const known = place === 'money' ? null : numberId(key, digits, k === groups.count && place !== 'continued')
  if (known !== null && !(known[1] < 0.8 && nearestCue() === CUE.phone)) return known
  if (place !== 'money') {
    if (digits.startsWith('00') && digits.length >= 11 && place !== 'continued') {
      const score = international(digits.slice(2), false)
      if (score > 0.6 && !(key.length < 3 && nearestCue() !== CUE.phone)) return ['phone', 0.75]
    }
    if (!row || cued(CUE.phone, 4)) {
      const score =
        national(key, digits, '') || (/^10$/.test(key) && /^[2-9]/.test(digits) && ownNumber() ? 0.6 : 0)
      if (score > 0) return ['phone', score]
    }
    return byCue(text, key, digits, groups.end[k - 1] ?? 0)
  }
  return null
}

/** Groupings that issuers print; separators all blank, all dash or all dot. */
const CARD_SHAPE = /^(?:1[3-69]|4([ .-])4\1[34]\1?[1-4]?(?:\1\d)?|4([ .-])6\2[45])$/

/** Mistyped or made up, but said to be one. */
const CALLED_CARD = /(?:(?:credit|debit) ?card|card ?(?:number|no\.?))[ :#=]{0,3}$/i

function cardScore(key: string, digits: string, before: string): number {
  if (digits.length < 13 || !CARD_SHAPE.test(key)) return 0
  if (cardLength(digits) !== digits.length) return 0
  if (!luhn(digits)) return CALLED_CARD.test(before) ? 0.6 : 0
  const thing = nearestCue() === CUE.thing && !cued(CUE.card)
  if (thing) return 0
  return 0.95
}

/** Numbers of versions and documents that look like an address. */
const VERSION =
  /(?:version|release|v|ver|build|firmware|driver|kernel|upgrade[ds]?|update[ds]?|section|chapter|clause)[ :=]{0,2}$/i

function ipv4(
  text: string,
  at: number,
  k: number,
  key: string,
  place: Place,
): readonly [string, number] | null {
  if (k !== 4 || place === 'glued' || !/^[1-3]\.[1-3]\.[1-3]\.[1-3]$/.test(key)) return null
  let small = true
  for (let g = 0; g < 4; g++) {
    const octet = Number(text.slice(groups.start[g], groups.end[g]))
    if ((groups.end[g] ?? 0) - (groups.start[g] ?? 0) > String(octet).length) return null
    if (octet > 255) return null
    if (octet > 9) small = false
  }
  const written = text.slice(at, groups.end[3])
  if (written.startsWith('0.') || written.startsWith('255.') || written === '127.0.0.1') return null
  if (VERSION.test(text.slice(Math.max(0, at - 12), at))) return null
  // `upgrade from 2.3.7.1 to 3.2.0.13`
  if (written.charCodeAt(1) === 46 && cued(CUE.thing, 6) && !cued(CUE.label, 3)) return null
  if (small && !/^(?:1\.1\.1\.1|8\.8\.[48]\.[48]|9\.9\.9\.9)$/.test(written) && !cued(CUE.label, 3))
    return null
  return ['ip_address', 0.85]
}

/** A number that only the words before it explain. */
function byCue(text: string, key: string, digits: string, end: number): readonly [string, number] | null {
  if (key.includes('/') || key.includes('.') || key.includes('(')) return null
  const type = identifierType(digits.length)
  if (type === null) return null
  // `account balance 120000 EUR`, `patient 12 kg`
  if (
    /^ ?(?:%|EUR|USD|GBP|€|\$|kg|mg|ml|km|ms|days?|times|people|users|patients|records)/.test(
      text.slice(end, end + 9),
    )
  )
    return null
  if (type === 'ssn' && (digits.length !== 9 || !ssnPossible(digits))) return null
  if (type === 'national_id' && !(nationalCue() || ssnCue())) return null
  const words = Math.max(1, Math.min(9, cueDistance(SPECIFIC[type] ?? CUE.identifier)))
  return [type, words <= 3 ? 0.75 : 0.6]
}

const EXTENSION = /,? ?(?:ext(?:ension)?\.?|x|Durchwahl|DW) ?:?\d{1,6}(?![\p{L}\p{N}])/iuy

/** A telephone number's extension belongs to it. */
function extension(text: string, end: number, final: boolean): number {
  if (!final && text.length < end + 18 && /^(?:,?$|,? $|,? ?[ex]|,? ?D)/i.test(text.slice(end, end + 3)))
    return WAIT
  EXTENSION.lastIndex = end
  return EXTENSION.test(text) ? EXTENSION.lastIndex : end
}
