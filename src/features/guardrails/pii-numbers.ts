import type { Emit } from './detector.ts'
import type { PiiOpen } from './pii-context.ts'
import {
  cardLength,
  CODICE_FISCALE,
  cpfValid,
  dniValid,
  ibanLength,
  ibanValid,
  luhn,
  nirValid,
  ssnPossible,
} from './checksums.ts'
import { ALNUM, isAlnum, isDigit } from './words.ts'

/** Longest stretch of digits and separators that is looked at from one start: an IBAN in groups of four is 42. */
const CLUSTER_MAX = 44

const isSeparator = (c: number): boolean =>
  c === 32 || c === 45 || c === 46 || c === 40 || c === 41 || c === 43 || c === 47

/**
 * Judges the number that starts at the digit `at` (no digit before it). Each format is tried on its own, so that the verdict depends on
 * nothing further left than three characters.
 */
export function numberAt(text: string, at: number, final: boolean, emit: Emit, open: PiiOpen): void {
  const before = at > 0 ? text.charCodeAt(at - 1) : 32
  if (isUpperAscii(before)) {
    lettersFirst(text, at, final, emit, open)
    return
  }
  if (before === 95 || (before !== 32 && isAlnum(before))) return
  const joined = at > 1 && isAlnum(text.charCodeAt(at - 2))
  if (joined && (before === 45 || before === 46 || before === 47)) return
  // The tail of a longer grouped number is no telephone number.
  const continued = at > 1 && isSeparator(before) && isDigit(text.charCodeAt(at - 2))
  let start = at
  if (before === 43 || before === 40) start = at - 1
  if (before === 40 && at > 1 && text.charCodeAt(at - 2) === 43) start = at - 2
  let end = at
  let digits = ''
  while (end < text.length && end - at < CLUSTER_MAX) {
    const c = text.charCodeAt(end)
    if (isDigit(c)) digits += text.charAt(end)
    else if (!isSeparator(c)) break
    else if (end > at + 1 && !isDigit(text.charCodeAt(end - 1)) && !isDigit(text.charCodeAt(end - 2))) break
    end++
  }
  if (end === text.length && end - at < CLUSTER_MAX && !final) {
    open(start)
    return
  }
  if (digits.length <= 5) address(text, at, final, emit, open)
  if (digits.length < 4) return
  const first = text.slice(start, Math.min(text.length, at + CLUSTER_MAX))
  if (card(first, start, at, emit)) return
  for (const [pattern, judge] of FORMATS) {
    const match = pattern.exec(first)
    if (match === null) continue
    const after = first.charCodeAt(match[0].length)
    if (match[0].length < first.length && (isAlnum(after) || after === 95)) continue
    // `1.2.3.4.5`, `123-45-6789-0`: part of something longer.
    if ((after === 45 || after === 46) && isDigit(first.charCodeAt(match[0].length + 1))) continue
    const found = judge(match[0], text, start)
    if (found === null || (continued && found[0] === 'phone')) continue
    emit(found[0], start, start + match[0].length, found[1])
    return
  }
}

const onlyDigits = (s: string): string => s.replace(/\D/g, '')

function card(first: string, start: number, at: number, emit: Emit): boolean {
  if (at !== start) return false
  let digits = ''
  let ends = 0
  for (let i = 0; i < first.length && digits.length <= 19; i++) {
    const c = first.charCodeAt(i)
    if (isDigit(c)) {
      digits += first.charAt(i)
      if (digits.length === cardLength(digits) || ends === 0)
        ends = digits.length === cardLength(digits) ? i + 1 : 0
      if (ends > 0) break
    } else if (!((c === 32 || c === 45) && isDigit(first.charCodeAt(i + 1)))) break
  }
  if (ends === 0) return false
  const next = first.charCodeAt(ends)
  if (ends < first.length && (isAlnum(next) || (next === 45 && isDigit(first.charCodeAt(ends + 1)))))
    return false
  if (!luhn(digits)) return false
  emit('credit_card', start, start + ends, 0.95)
  return true
}

type Judge = (match: string, text: string, start: number) => readonly [type: string, score: number] | null

const PHONE_CUE = /(?:phone|tel|mobile|cell|fax|call|whatsapp|contact|dial)[^0-9]{0,16}$/i

/** Anchored at the number's start, most specific first. */
const FORMATS: readonly (readonly [RegExp, Judge])[] = [
  [
    /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/,
    (m, text, start) => {
      const parts = m.split('.').map(Number)
      if (parts.some((p) => p > 255) || parts[0] === 0 || m === '127.0.0.1' || m.startsWith('255.'))
        return null
      if (/(?:version|release|v|ver)\.? ?$/i.test(text.slice(Math.max(0, start - 9), start))) return null
      return ['ip_address', 0.85]
    },
  ],
  [/^\d{3}\.\d{3}\.\d{3}-\d{2}/, (m) => (cpfValid(onlyDigits(m)) ? ['national_id', 0.95] : null)],
  [/^\d{3}-\d{2}-\d{4}/, (m) => (ssnPossible(onlyDigits(m)) ? ['ssn', 0.9] : null)],
  [/^\d{3} \d{2} \d{4}/, (m) => (ssnPossible(onlyDigits(m)) ? ['ssn', 0.55] : null)],
  [
    /^[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3} ?\d{2}/,
    (m) => (nirValid(onlyDigits(m)) ? ['national_id', 0.95] : null),
  ],
  [/^\d{8}-?[A-Z]/, (m) => (dniValid(m.replace('-', '')) ? ['national_id', 0.8] : null)],
  [
    /^(?:\+|00)[1-9]\d{0,2}[ .-]?(?:\(0?\d{1,5}\)|\d{1,5})(?:[ .-]?\d{2,5}){1,4}(?!\d)/,
    (m) => {
      const count = onlyDigits(m).length
      return count >= 8 && count <= 15 ? ['phone', m.startsWith('+') ? 0.9 : 0.6] : null
    },
  ],
  [/^(?:1[ .-])?\(\d{3}\) ?\d{3}[ .-]?\d{4}/, () => ['phone', 0.9]],
  [/^(?:1[ .-])?\d{3}([ .-])\d{3}\1\d{4}/, () => ['phone', 0.8]],
  [
    /^0\d{2,5}[ /-]\d{3,4}(?:[ -]?\d{2,4}){1,3}(?!\d)/,
    (m) => {
      const count = onlyDigits(m).length
      return count >= 9 && count <= 12 ? ['phone', 0.75] : null
    },
  ],
  [/^0\d(?:[ .]\d{2}){4}/, () => ['phone', 0.8]],
  [
    /^\(?\d[\d ().-]{5,17}\d/,
    (m, text, start) => {
      const count = onlyDigits(m).length
      return count >= 7 && count <= 13 && PHONE_CUE.test(text.slice(Math.max(0, start - 28), start))
        ? ['phone', 0.7]
        : null
    },
  ],
]

const isUpperAscii = (c: number): boolean => c >= 65 && c <= 90

/** Identifiers that begin with capital letters: IBAN (two), codice fiscale (six), NIE (one). */
function lettersFirst(text: string, at: number, final: boolean, emit: Emit, open: PiiOpen): void {
  let start = at
  while (start > 0 && at - start < 7 && isUpperAscii(text.charCodeAt(start - 1))) start--
  const letters = at - start
  if (start > 0 && isAlnum(text.charCodeAt(start - 1))) return
  if (letters !== 1 && letters !== 2 && letters !== 6) return
  let compact = ''
  let end = start
  const wanted = letters === 2 ? (ibanLength(text.slice(start, at)) ?? 0) : letters === 6 ? 16 : 9
  while (end < text.length && end - start < CLUSTER_MAX && compact.length < wanted) {
    const c = text.charCodeAt(end)
    if (c < 128 && ALNUM[c] === 1 && !(c >= 97)) compact += text.charAt(end)
    else if (!(c === 32 && letters === 2 && compact.length >= 4)) break
    end++
  }
  if (wanted === 0) return
  if (end >= text.length && end - start < CLUSTER_MAX && !final) {
    open(start)
    return
  }
  if (compact.length !== wanted) return
  if (end < text.length && isAlnum(text.charCodeAt(end))) return
  if (letters === 2 && ibanValid(compact)) emit('iban', start, end, 0.98)
  else if (letters === 6 && CODICE_FISCALE.test(compact)) emit('national_id', start, end, 0.9)
  else if (letters === 1 && /^[XYZ]\d{7}[A-Z]$/.test(compact) && dniValid(compact))
    emit('national_id', start, end, 0.8)
}

const CAP = "[A-ZÀ-Þ][A-Za-zÀ-ɏ'’.]{0,18}"
const TAIL = `(?:, (?:\\d{4,6} )?${CAP}(?: ${CAP})?(?: \\d{4,6})?)?`
const ADDRESS = new RegExp(
  `\\d{1,5}[A-Za-z]? (?:(?:${CAP} ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Square|Terrace|Close|Crescent|Parkway|Highway)\\b\\.?|(?:Rue|Calle|Avenida|Avenue|Via|Viale|Rua|Boulevard|Place|Plaza|Piazza) (?:de |de la |du |des |del |della |da )?${CAP}(?: ${CAP})?)${TAIL}`,
  'y',
)
const ADDRESS_OPEN = /\d{1,5}[A-Za-z]?(?: (?:[A-ZÀ-Þ0-9][A-Za-z0-9À-ɏ'’.]{0,18},?|d[a-z]{0,4}|la?)?){0,8}$/y

function address(text: string, at: number, final: boolean, emit: Emit, open: PiiOpen): void {
  if (!final && text.length < at + 130) {
    ADDRESS_OPEN.lastIndex = at
    if (ADDRESS_OPEN.test(text)) {
      open(at)
      return
    }
  }
  ADDRESS.lastIndex = at
  const match = ADDRESS.exec(text)
  if (match !== null) emit('address', at, at + match[0].length, 0.8)
}
