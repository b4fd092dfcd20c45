import { codeAt, isAsciiAlnum, isDigit, isLetter, isWord } from './chars.ts'
import { report, WAIT, type Scan } from './scan-state.ts'

/** RFC 5321: local part and domain. */
export const LOCAL_MAX = 64
const DOMAIN_MAX = 255

const local = new Uint8Array(128)
for (let c = 0; c < 128; c++) local[c] = isAsciiAlnum(c) ? 1 : 0
for (const ch of "._%+-'") local[ch.charCodeAt(0)] = 1
export const isLocal = (c: number): boolean => (c < 128 ? local[c] === 1 : isLetter(c))

/** Whether the local part of an e-mail address goes on from `at` to an `@`. */
export function leadsToAt(text: string, at: number): 'yes' | 'no' | 'unknown' {
  const cap = Math.min(text.length, at + LOCAL_MAX)
  let i = at
  while (i < cap && isLocal(codeAt(text, i))) i++
  if (i === text.length) return i - at < LOCAL_MAX ? 'unknown' : 'no'
  return codeAt(text, i) === 64 ? 'yes' : 'no'
}

/** An e-mail address around the `@` at `at`. Where to go on, or `WAIT`. */
export function emailAt(scan: Scan, at: number): number {
  const { text, final } = scan
  let s = at
  while (s > scan.settled && at - s < LOCAL_MAX && isLocal(codeAt(text, s - 1))) s--
  if (s > 0 && at - s === LOCAL_MAX && isLocal(codeAt(text, s - 1))) return at + 1
  while (s < at && !isAsciiAlnum(codeAt(text, s)) && !isLetter(codeAt(text, s))) s++
  if (s === at) return at + 1
  const cap = Math.min(text.length, at + 1 + DOMAIN_MAX)
  let e = at + 1
  for (; e < cap; e++) {
    const c = codeAt(text, e)
    if (!(c === 46 || isAsciiAlnum(c) || c === 45 || (c >= 0xc0 && isLetter(c)))) break
  }
  if (e === text.length && e < at + 1 + DOMAIN_MAX && !final) return WAIT
  // a sentence's full stop
  while (e > at + 1 && (codeAt(text, e - 1) === 46 || codeAt(text, e - 1) === 45)) e--
  let dot = e - 1
  while (dot > at && codeAt(text, dot) !== 46) dot--
  if (dot <= at + 1 || e - dot < 3) return at + 1
  for (let i = dot + 1; i < e; i++)
    if (!isLetter(codeAt(text, i)) && !text.startsWith('xn--', dot + 1)) return at + 1
  return report(scan, 'email', s, e, 0.95)
}

/** `@` waits from the beginning of its local part on. */
export function emailStart(scan: Scan, at: number): number {
  let s = at
  while (s > scan.settled && at - s < LOCAL_MAX && isLocal(codeAt(scan.text, s - 1))) s--
  return s
}

const isHex = (c: number): boolean => isDigit(c) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70)

const ADDRESS_MAX = 46

/** An IPv6 or MAC address that begins at `at` (a hexadecimal digit or `::`). Where to go on, `WAIT`, or 0. */
export function colonsAt(scan: Scan, at: number): number {
  const { text, final } = scan
  let e = at
  let colons = 0
  while (e < text.length && e - at < ADDRESS_MAX) {
    const c = codeAt(text, e)
    if (c === 58) colons++
    else if (!isHex(c)) break
    e++
  }
  if (e === text.length && e - at < ADDRESS_MAX && !final) return WAIT
  if (colons < 2) return 0
  if (e < text.length && isWord(codeAt(text, e))) return 0
  while (e > at && codeAt(text, e - 1) === 58 && codeAt(text, e - 2) !== 58) e--
  const written = text.slice(at, e)
  if (/^(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/.test(written)) return report(scan, 'mac_address', at, e, 0.9)
  if (e - at < 4) return 0
  const groups = written.split(':')
  const doubled = written.indexOf('::')
  if (groups.some((g) => g.length > 4) || groups.length > 9) return 0
  if (doubled < 0 ? groups.length !== 8 : written.includes('::', doubled + 1)) return 0
  const used = groups.filter((g) => g !== '')
  if (used.length === 8 ? doubled >= 0 : used.length < 2 && doubled < 0) return 0
  // `::1`, `a::b` and `12::30` also mean other things
  if (used.join('').length < 5) return 0
  return report(scan, 'ip_address', at, e, 0.9)
}

const DASHED_MAC = /(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}(?![\w-])/y

/** `00-1A-2B-3C-4D-5E` at `at`: its end, or 0. */
export function dashedMac(text: string, at: number): number {
  DASHED_MAC.lastIndex = at
  return DASHED_MAC.test(text) ? DASHED_MAC.lastIndex : 0
}

const URL_MAX = 320
const SCHEME_MAX = 12

/** Where the scheme before the `://` at `colon` begins. */
export function schemeStart(scan: Scan, colon: number): number {
  let s = colon
  while (s > scan.settled && colon - s < SCHEME_MAX && isAsciiAlnum(codeAt(scan.text, s - 1))) s--
  return s
}

/** Path segments after which a person's own page begins, and parameters that name a person. */
const PERSONAL =
  /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+(?:\/[^?#]*)?(?:\/(?:users?|profiles?|u|people|members?|accounts?|customers?|patients?|employees?|in|author|contacts?)\/(?!me\b|new\b|edit\b|login\b|list\b|search\b|settings\b|index\b|all\b|id\b|v\d)[\p{L}\d%._~-]{2,}|\/[~@][\p{L}\d._-]{2,})/iu
const PERSON_PARAMETER =
  /[?&;](?:e-?mail|user(?:name|_?id)?|(?:first|last|full|sur)?_?name|phone|tel|mobile|ssn|dob|birth(?:day|date)?|patient(?:_?id)?|customer(?:_?id)?|passport|iban|account(?:_?(?:no|number|id))?)=[^&\s]{2,}/i

/**
 * A URL whose `://` stands at `colon`: reported when it carries credentials or names a person. Otherwise addresses inside it are.
 * Where to go on, or `WAIT`.
 */
export function urlAt(scan: Scan, colon: number): number {
  const { text, final } = scan
  const start = schemeStart(scan, colon)
  const cap = Math.min(text.length, start + URL_MAX)
  let e = colon + 3
  while (e < cap && !/[\s"'<>`{}|\\^)\]]/.test(text.charAt(e)) && codeAt(text, e) < 0x3000) e++
  if (e === text.length && e - start < URL_MAX && !final) return WAIT
  while (e > colon + 3 && /[.,;:!?]/.test(text.charAt(e - 1))) e--
  const url = text.slice(start, e)
  const authority = url.slice(colon + 3 - start).split(/[/?#]/, 1)[0] ?? ''
  if (/^[^@\s]+:[^@\s]*@./.test(authority)) return report(scan, 'url', start, e, 0.85)
  if (PERSON_PARAMETER.test(url)) return report(scan, 'url', start, e, 0.7)
  if (PERSONAL.test(url)) return report(scan, 'url', start, e, 0.6)
  const host = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\w.])/.exec(authority)
  if (
    host !== null &&
    host.slice(1).every((o) => Number(o) < 256) &&
    !/^(?:0\.|127\.0\.0\.1|255\.)/.test(authority)
  )
    scan.emit('ip_address', colon + 3, colon + 3 + host[0].length, 0.85)
  scan.settled = Math.max(scan.settled, e)
  return Math.max(e, colon + 3)
}
