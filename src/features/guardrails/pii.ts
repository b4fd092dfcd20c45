import type { Detector } from './contract.ts'
import { windowDetector, type Emit } from './detector.ts'
import { cuePatterns, givenName, germanStreet, type PiiOpen } from './pii-context.ts'
import { numberAt } from './pii-numbers.ts'
import { CUE, piiLexicon } from './pii-words.ts'
import { ALNUM, hashStart, hashStep, isDigit, isUpper, wordCode } from './words.ts'

/** The longest finding is an e-mail address (64 + 1 + 255) or a postal address; a cue and its gap stand before it. */
const CHARS = 400
const LOOKBACK = 96
const LOCAL_MAX = 64
const DOMAIN_MAX = 255

/** Characters of an e-mail's local part; also what a number, name or identifier that is still being written looks like. */
const LOCAL = new Uint8Array(128)
for (let c = 0; c < 128; c++) LOCAL[c] = ALNUM[c] ?? 0
for (const ch of "._%+-'") LOCAL[ch.charCodeAt(0)] = 1
/** A number may also begin with a bracket, an IPv6 address with colons. */
const mayContinue = (c: number): boolean => c === 40 || c === 58 || isLocal(c)
const isLocal = (c: number): boolean => (c < 128 ? LOCAL[c] === 1 : wordCode(c) !== 0)

/**
 * Personal data by form, checksum and context: e-mail, phone, card, IBAN, national ids, passport, licence, tax and medical ids,
 * IP address, date of birth, person, postal address.
 * LIMIT: names without a cue and without a common given name, and places and organisations, are not reported at pattern level.
 */
export const piiPatterns: Detector = windowDetector({
  guard: 'pii',
  version: 'pii-patterns@1',
  chars: CHARS,
  lookback: LOOKBACK,
  sliceable: true,
  walk: (text, from, final, _origin, emit) => walk(text, from, final, emit),
})

function walk(text: string, from: number, final: boolean, emit: Emit): number {
  const n = text.length
  let hold = n
  const open: PiiOpen = (at) => {
    if (!final && at >= from && at < hold) hold = at
  }
  if (!final) {
    // What is being written right now may become an address, a number or a name.
    let s = n
    while (s > from && n - s < LOCAL_MAX && mayContinue(text.charCodeAt(s - 1))) s--
    if (s < n) open(s)
  }
  let i = Math.max(0, from - LOOKBACK)
  // Not in the middle of a word: what it is must not depend on where the text was cut.
  if (i > 0) while (i < n && isLocal(text.charCodeAt(i)) && isLocal(text.charCodeAt(i - 1))) i++
  let wordStart = -1
  let h = hashStart
  for (; i <= n; i++) {
    const c = i < n ? text.charCodeAt(i) : 32
    const code = wordCode(c)
    if (code !== 0) {
      if (wordStart < 0) {
        wordStart = i
        h = hashStart
      }
      h = hashStep(h, code)
      continue
    }
    if (wordStart >= 0) {
      // An apostrophe or underscore inside a word ends it too; a cue may be the tail of `date_of_birth`.
      word(text, wordStart, i, h, final, emit, open)
      wordStart = -1
    }
    if (i === n) break
    if (c >= 48 && c <= 57) {
      if (i === 0 || !isDigit(text.charCodeAt(i - 1))) numberAt(text, i, final, emit, open)
    } else if (c === 64) email(text, i, final, emit, open)
    else if (c === 58) ipv6(text, i, final, emit, open)
  }
  return hold
}

function word(
  text: string,
  start: number,
  end: number,
  h: number,
  final: boolean,
  emit: Emit,
  open: PiiOpen,
): void {
  const length = end - start
  if (length > 24) return
  const cue = piiLexicon.find(h, text, start, end)
  if (cue === 0) {
    const last = text.charCodeAt(end - 1)
    if (length > 5 && (last === 101 || last === 103 || last === 122) && isUpper(text.charCodeAt(start)))
      germanStreet(text, start, end, final, emit, open)
    return
  }
  if (cue === CUE.given) {
    if (isUpper(text.charCodeAt(start))) givenName(text, start, end, final, emit, open)
    return
  }
  for (const pattern of cuePatterns[cue] ?? []) pattern(text, start, end, final, emit, open)
}

function email(text: string, at: number, final: boolean, emit: Emit, open: PiiOpen): void {
  let s = at
  while (s > 0 && at - s < LOCAL_MAX && isLocal(text.charCodeAt(s - 1))) s--
  while (s < at && !(text.charCodeAt(s) < 128 && ALNUM[text.charCodeAt(s)] === 1)) {
    if (wordCode(text.charCodeAt(s)) !== 0) break
    s++
  }
  if (s === at) return
  const cap = Math.min(text.length, at + 1 + DOMAIN_MAX)
  let e = at + 1
  let dot = -1
  for (; e < cap; e++) {
    const c = text.charCodeAt(e)
    if (c === 46) dot = e
    else if (!(c < 128 && (ALNUM[c] === 1 || c === 45))) break
  }
  if (e === text.length && e < at + 1 + DOMAIN_MAX && !final) {
    open(s)
    return
  }
  // A sentence's full stop.
  if (dot === e - 1) {
    e = dot
    dot = text.lastIndexOf('.', e - 1)
  }
  if (dot <= at + 1 || e - dot < 3) return
  for (let i = dot + 1; i < e; i++) if (isDigit(text.charCodeAt(i))) return
  emit('email', s, e, 0.95)
}

const isHex = (c: number): boolean => (c >= 48 && c <= 58) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70)

function ipv6(text: string, colon: number, final: boolean, emit: Emit, open: PiiOpen): void {
  let s = colon
  while (s > 0 && colon - s < 6 && isHex(text.charCodeAt(s - 1))) {
    // Only the first colon of a run starts a candidate.
    if (text.charCodeAt(s - 1) === 58) return
    s--
  }
  let e = colon
  while (e < text.length && e - s < 46 && isHex(text.charCodeAt(e))) e++
  if (e === text.length && e - s < 46 && !final) {
    open(s)
    return
  }
  if (e - s < 8 || (s > 0 && wordCode(text.charCodeAt(s - 1)) !== 0)) return
  if (e < text.length && wordCode(text.charCodeAt(e)) !== 0) return
  while (e > s && text.charCodeAt(e - 1) === 58 && text.charCodeAt(e - 2) !== 58) e--
  const groups = text.slice(s, e).split(':')
  const gaps = groups.filter((g) => g === '').length
  if (groups.some((g) => g.length > 4) || groups.length > 8 || gaps > 1) return
  if (gaps === 0 && groups.length !== 8) return
  const used = groups.filter((g) => g !== '')
  if (used.length < 2 || used.join('').length < 5) return
  emit('ip_address', s, e, 0.9)
}
