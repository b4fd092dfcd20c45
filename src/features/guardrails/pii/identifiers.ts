import { dniValid, ibanLength, ibanValid } from '../checksums.ts'
import { codeAt, isAsciiAlnum, isAsciiUpper, isDigit, isWord } from './chars.ts'
import { CUE, cueDistance, cued, cueOf, nearestCue, searchCues } from './cues.ts'
import { birthCue, DATE_REACH, writtenDate } from './dates.ts'
import * as check from './national-checks.ts'
import { nationalCue, ssnCue } from './number-ids.ts'
import { report, WAIT, type Scan } from './scan-state.ts'

/** Which word explains which type, and how many digits and letters such a value has. */
const CUED_TYPES: readonly (readonly [type: string, cue: number, min: number, max: number])[] = [
  ['passport', CUE.passport, 6, 10],
  ['driver_license', CUE.licence, 5, 18],
  ['medical_id', CUE.medical, 5, 16],
  ['insurance_id', CUE.insurance, 5, 18],
  ['tax_id', CUE.tax, 7, 16],
  ['bank_routing', CUE.routing, 6, 11],
  ['bank_account', CUE.account, 6, 24],
  ['national_id', CUE.nationalId, 6, 20],
  ['device_id', CUE.device, 14, 20],
  ['vehicle_id', CUE.vehicle, 5, 17],
]

export const SPECIFIC: Readonly<Record<string, number>> = Object.fromEntries(
  CUED_TYPES.map(([type, cue]) => [type, cue]),
)

/** After `searchCues`: the type that the nearest explaining word gives a value of `length` digits and letters, or null. */
export function identifierType(length: number): string | null {
  if (ssnCue() && length === 9) return 'ssn'
  let best: string | null = null
  let bestDistance = 7
  for (const [type, cue, min, max] of CUED_TYPES) {
    const distance = cueDistance(cue)
    if (distance === 0 || distance >= bestDistance) continue
    // `patient 1234`: fewer digits only right behind `no.`, `id` and their like
    if (length > max || length < (cued(CUE.identifier, 1) ? min - 1 : min)) continue
    if (type === 'driver_license' && cued(CUE.key)) continue
    // a word for a thing, or for a telephone, stands nearer
    if (isNearer(CUE.thing, distance) || isNearer(CUE.phone, distance) || isNearer(CUE.key, distance))
      continue
    // further away only with `number`, `id` or `no.` between
    if (distance > 3 && !cued(CUE.identifier, distance)) continue
    if ((type === 'insurance_id' || type === 'medical_id') && distance > 1 && !cued(CUE.identifier, distance))
      continue
    best = type
    bestDistance = distance
  }
  return best
}

function isNearer(cue: number, distance: number): boolean {
  const d = cueDistance(cue)
  return d > 0 && d < distance
}

const VALUE_MAX = 34
const BEHIND = 3

/**
 * Judges a word of letters and digits that begins at `at` and ends at `end`: IBAN, national ids, passports and whatever a word before it explains.
 * Answers where to go on, 0 when it is nothing.
 */
export function identifierAt(scan: Scan, at: number, end: number): number {
  const { text, final } = scan
  let stop = end
  let groupsSeen = 1
  while (
    stop < text.length &&
    stop - at < VALUE_MAX &&
    codeAt(text, stop) === 45 &&
    stop + 1 < text.length &&
    isAsciiAlnum(codeAt(text, stop + 1))
  ) {
    stop++
    while (stop < text.length && stop - at < VALUE_MAX + 30 && isWord(codeAt(text, stop))) stop++
    groupsSeen++
  }
  if (!final && stop + BEHIND > text.length && stop - at < VALUE_MAX) return WAIT
  if (isAsciiUpper(codeAt(text, at)) && isAsciiUpper(codeAt(text, at + 1)) && isDigit(codeAt(text, at + 2))) {
    const iban = ibanAt(scan, at)
    if (iban !== 0) return iban
  }
  if (stop - at > VALUE_MAX) return 0
  const before = at > 0 ? codeAt(text, at - 1) : 32
  if (before === 45 || before === 46 || before === 47 || before === 92) {
    if (at > 1 && isWord(codeAt(text, at - 2))) return 0
  }
  if (stop < text.length && isWord(codeAt(text, stop))) return 0
  const value = text.slice(at, stop)
  if (birthCue() && /^\d{1,2}(?:st|nd|rd|th)$/.test(value)) {
    if (!final && text.length < stop + DATE_REACH) return WAIT
    const written = writtenDate(text, at + value.search(/\D/))
    if (written > 0) return report(scan, 'date_of_birth', at, written, 0.9)
  }
  const digits = value.replace(/\D/g, '').length
  if (digits < 3) return 0
  searchCues(text, at)
  if (/[a-z]/.test(value)) return lowerCase(scan, value, at, stop)
  const compact = value.replaceAll('-', '')
  const formed = byForm(compact, value, groupsSeen)
  if (formed !== null) {
    // `A123456(7)`: the check digit in brackets
    return report(scan, formed[0], at, stop, formed[1])
  }
  const hk = hongKong(text, at, stop)
  if (hk > 0) return report(scan, 'national_id', at, hk, 0.9)
  const prefixed = withPrefix(value)
  if (prefixed !== null) return report(scan, prefixed, at, stop, 0.8)
  if (compact.length > 24) return 0
  if (cued(CUE.vehicle, 4) && check.vinPlausible(compact)) return report(scan, 'vehicle_id', at, stop, 0.85)
  if (cued(CUE.iban, 3) && /^[A-Z]{2}\d{2}/.test(value))
    return report(scan, 'iban', at, ibanTail(text, stop), 0.6)
  const type = identifierType(compact.length)
  if (type === null || (type === 'ssn' && compact.length !== 9)) return 0
  return report(scan, type, at, stop, 0.75)
}

/** A hash, a slug or an identifier typed small: only a word right before it makes it one. */
function lowerCase(scan: Scan, value: string, at: number, stop: number): number {
  if (!/^[a-z]{0,3}\d{5,12}[a-z]{0,2}$/.test(value)) return 0
  const type = identifierType(value.length)
  if (type === null || !cued(SPECIFIC[type] ?? CUE.identifier, 3)) return 0
  return report(scan, type, at, stop, 0.65)
}

/** Identifiers that their form and check characters give away. After `searchCues`. */
function byForm(compact: string, value: string, parts: number): readonly [string, number] | null {
  const length = compact.length
  const thing = nearestCue() === CUE.thing || nearestCue() === CUE.key
  if (length === 16 && check.codiceFiscaleValid(compact)) return ['national_id', 0.95]
  if (
    length === 16 &&
    parts === 1 &&
    cued(CUE.tax, 4) &&
    /^[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]$/.test(compact)
  )
    return ['national_id', 0.75]
  if (length === 18 && check.curpValid(compact)) return ['national_id', 0.95]
  if (length === 18 && /^\d{17}X$/.test(compact) && check.chineseValid(compact)) return ['national_id', 0.95]
  if (length === 9 && check.ninoValid(compact) && !thing) return ['national_id', 0.8]
  if (length === 9 && /^\d{8}[A-Z]$/.test(compact) && dniValid(compact)) return ['national_id', 0.85]
  if (length === 9 && /^[XYZ]\d{7}[A-Z]$/.test(compact) && dniValid(compact)) return ['national_id', 0.85]
  if (length === 9 && check.nricValid(compact)) return ['national_id', 0.85]
  if (length === 10 && check.taiwaneseValid(compact) && !thing) return ['national_id', 0.75]
  if ((length === 8 || length === 9) && check.ppsValid(compact) && (nationalCue() || !thing))
    return ['national_id', 0.75]
  if (length === 8 && /^[A-Z]\d{7}$/.test(compact) && check.hkidValid(compact) && nationalCue())
    return ['national_id', 0.85]
  if (length === 10 && /^[A-Z]{3}[PCHFATBLJG][A-Z]\d{4}[A-Z]$/.test(compact)) return ['tax_id', 0.85]
  if (length === 10 && /^[A-Z]{5}\d{4}[A-Z]$/.test(compact) && (cued(CUE.tax, 4) || cued(CUE.card, 4)))
    return ['tax_id', 0.75]
  if (parts === 2 && check.finnishValid(value)) return ['national_id', 0.95]
  if (
    /^\d{7,8}K$/.test(compact) &&
    check.rutValid(compact.slice(0, -1), 'K') &&
    (parts === 2 || nationalCue())
  )
    return ['national_id', 0.85]
  if (
    length === 11 &&
    /^\d[A-Z][A-Z0-9]\d[A-Z][A-Z0-9]\d[A-Z]{2}\d{2}$/.test(compact) &&
    (parts === 3 || cued(CUE.medical, 6))
  )
    return ['medical_id', 0.8]
  if (
    (length === 12 || length === 13) &&
    /^[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}$/.test(compact) &&
    rfcDated(compact) &&
    !thing
  )
    return ['tax_id', length === 13 ? 0.75 : 0.6]
  if (
    cued(CUE.tax, 5) &&
    /^(?:ATU\d{8}|BE[01]\d{9}|DE\d{9}|FR[A-Z0-9]{2}\d{9}|ES[A-Z0-9]\d{7}[A-Z0-9]|IT\d{11}|NL\d{9}B\d\d|PL\d{10}|(?:GB|SE|PT|DK|FI|IE|CZ|HU|LU|RO|EL)[A-Z0-9]{8,12})$/.test(
      compact,
    )
  )
    return ['tax_id', 0.85]
  return null
}

const rfcDated = (s: string): boolean => {
  const at = s.length - 9
  return check.dayOfYear(Number(s.slice(at + 2, at + 4)), Number(s.slice(at + 4, at + 6)))
}

/** `MRN-4028730`: the letters before the dash say what it is, and belong to it. */
function withPrefix(value: string): string | null {
  const m = /^([A-Z]{2,4})-?\d{4,12}$/.exec(value)
  if (m === null) return null
  const prefix = m[1] ?? ''
  return /^(?:MRN|PAT|PID|NHS)$/.test(prefix) && (cueOf(prefix, 0, prefix.length) !== 0 || prefix !== '')
    ? 'medical_id'
    : null
}

/** End of `(7)` behind a Hong Kong identity number, 0 if it is none. */
function hongKong(text: string, at: number, stop: number): number {
  if (codeAt(text, stop) !== 40 || codeAt(text, stop + 2) !== 41) return 0
  return check.hkidValid(text.slice(at, stop) + text.charAt(stop + 1)) ? stop + 3 : 0
}

const IBAN_MAX = 44

/** An IBAN, compact or in groups. Answers 0 when the country has none or the check digits are wrong. */
function ibanAt(scan: Scan, at: number): number {
  const { text, final } = scan
  const wanted = ibanLength(text.slice(at, at + 2))
  if (wanted === undefined) return 0
  let compact = ''
  let i = at
  while (i < text.length && i - at < IBAN_MAX && compact.length < wanted) {
    const c = codeAt(text, i)
    if (isDigit(c) || isAsciiUpper(c)) compact += text.charAt(i)
    else if (!((c === 32 || c === 0xa0 || c === 45) && compact.length >= 4)) break
    i++
  }
  if (!final && i >= text.length && i - at < IBAN_MAX) return WAIT
  if (compact.length !== wanted || (i < text.length && isWord(codeAt(text, i)))) return 0
  return ibanValid(compact) ? report(scan, 'iban', at, i, 0.98) : 0
}

const IBAN_GROUP = /^ [A-Z0-9]{1,16}(?![A-Za-z0-9])/

function ibanTail(text: string, stop: number): number {
  let end = stop
  for (let g = 0; g < 7; g++) {
    const m = IBAN_GROUP.exec(text.slice(end, end + 18))
    if (m === null || !/\d/.test(m[0])) return end
    end += m[0].length
  }
  return end
}

const NINO = /[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])/y

/** `AB 12 34 56 C`: begins with a word of two capitals. End, or 0. */
export function spacedNino(text: string, at: number): number {
  NINO.lastIndex = at
  const m = NINO.exec(text)
  return m !== null && check.ninoValid(m[0].replaceAll(' ', '')) ? NINO.lastIndex : 0
}
