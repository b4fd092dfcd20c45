import type { Detector } from '../contract.ts'
import { piiDetector } from '../pii/detector.ts'
import { secretPatterns } from '../secrets/detector.ts'
import { secretFormats } from '../secrets/providers/index.ts'
import { codedDetector } from './detector.ts'

/** Formats alone are sure enough backwards: names before a value are not read there. */
const SURE = 0.95
const COUNTS = 0.5
/** Forms that have check digits or are written one way only. Names and what hangs on words beside a value say nothing in decoded text. */
const STRUCTURED: ReadonlySet<string> = new Set(['email', 'credit_card', 'iban', 'ssn'])
const PERSONAL = 0.8

/** Last two characters of a key that is written backwards, the first of its format before the second. */
const endings = new Uint8Array(128 * 128)
for (const { prefix } of secretFormats) endings[(prefix.charCodeAt(0) << 7) | prefix.charCodeAt(1)] = 1

/** Keys and other credentials that stand in code. */
export const codedSecrets: Detector = codedDetector({
  guard: 'secrets',
  version: 'coded-secrets@1',
  inner: secretPatterns,
  read: (text) => text,
  keeps: (_type, score) => score >= COUNTS,
  anywhere: true,
  mayBeReversed: (text, start, end) => {
    const [a, b] = [text.charCodeAt(end - 1), text.charCodeAt(end - 2)]
    return (a < 128 && b < 128 && endings[(a << 7) | b] === 1) || text.includes('//:', start)
  },
  keepsReversed: (_type, score) => score >= SURE,
})

/** An IBAN has at most 34 characters, and blanks. */
const NUMBER_MAX = 42
/** Ends of addresses that are likely enough to believe one that is written backwards. */
const TOP_LEVEL = new Set(
  'com org net edu gov mil int info biz io ai dev app co me eu uk de fr it es pt nl be ch at se no dk fi pl cz ie us ca mx br ar au nz jp cn kr in ru ua tr za il example'.split(
    ' ',
  ),
)

/** Personal data with a form of its own that stands in code. */
export const codedPersonal: Detector = codedDetector({
  guard: 'pii',
  version: 'coded-pii@1',
  inner: piiDetector,
  // an address within a link is looked for by itself: the detector takes a link as one thing
  read: (text) => text.replaceAll('://', ':  '),
  keeps: (type, score) => score >= PERSONAL && STRUCTURED.has(type),
  anywhere: false,
  mayBeReversed: (text, start, end) =>
    text.includes('@', start) || (end - start <= NUMBER_MAX && digitsIn(text, start, end) >= 13),
  keepsReversed: (type, score, value) =>
    score >= PERSONAL &&
    (type === 'iban' ||
      // sixteen digits in a row are an order's number more often than a card backwards
      (type === 'credit_card' && value.includes('-')) ||
      (type === 'email' && TOP_LEVEL.has(value.slice(value.lastIndexOf('.') + 1).toLowerCase()))),
})

function digitsIn(text: string, start: number, end: number): number {
  let count = 0
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i)
    if (c >= 48 && c <= 57) count++
  }
  return count
}
