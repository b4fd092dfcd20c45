import type { Detector } from './contract.ts'
import { windowDetector, type Walk } from './detector.ts'
import { BODY_MAX, secretFormats, sets, type SecretFormat } from './secret-formats.ts'

/** Longest stretch that one finding may need: a private key block of 4096 bits is 3.3 KB, one of 8192 bits 6.4 KB. */
const CHARS = 8192
/** An assignment's key word stands at most this far before its value. */
const LOOKBACK = 96
const VALUE_MAX = 256
const URL_MAX = 600

const RUN = sets.d
const buckets: (readonly SecretFormat[] | undefined)[] = []
for (const format of secretFormats) {
  const c = format.prefix.charCodeAt(0)
  // The longest prefix first: `sk-ant-` before `sk-`.
  buckets[c] = [...(buckets[c] ?? []), format].sort((a, b) => b.prefix.length - a.prefix.length)
}

/**
 * Credentials: known formats by prefix, private key blocks, URLs with a password, and values assigned to a name that says secret.
 * LIMIT: a bare random string without prefix or name is not reported; random ids and digests would drown it.
 */
export const secretPatterns: Detector = windowDetector({
  guard: 'secrets',
  version: 'secret-patterns@1',
  chars: CHARS,
  lookback: LOOKBACK,
  sliceable: true,
  walk: (text, from, final, _origin, emit) => walk(text, from, final, emit),
})

const isRun = (c: number): boolean => c < 128 && RUN[c] === 1

function walk(text: string, from: number, final: boolean, emit: Parameters<Walk>[4]): number {
  const n = text.length
  let hold = n
  const open = (at: number): void => {
    if (!final && at < hold && at >= from) hold = at
  }
  let i = Math.max(0, from - LOOKBACK)
  // Begin at the start of a run: a verdict must not depend on where the text was cut.
  while (i > 0 && i < n && isRun(text.charCodeAt(i)) && isRun(text.charCodeAt(i - 1))) i++
  while (i < n) {
    const c = text.charCodeAt(i)
    if (!isRun(c)) {
      if (c === 61 || c === 58) assignment(text, i, final, emit, open)
      i++
      continue
    }
    let start = i
    while (i < n && isRun(text.charCodeAt(i))) i++
    const end = i
    if (end === n && end - start <= CHARS) open(start)
    const next = end < n ? text.charCodeAt(end) : 0
    // `\nghp_...` inside JSON that was not unescaped.
    if (start > 0 && text.charCodeAt(start - 1) === 92 && (c === 110 || c === 116 || c === 114)) start++
    while (start < end && (text.charCodeAt(start) === 45 || text.charCodeAt(start) === 46)) {
      if (text.startsWith('-----BEGIN', start)) {
        pem(text, start, final, emit, open)
        break
      }
      start++
    }
    if (end - start >= 10 || next === 47 || next === 43 || next === 61 || next === 126)
      known(text, start, final, emit, open)
    if (next === 58) urlOf(text, start, end, final, emit, open)
    else if (next === 32 && end - start >= 3 && end - start <= 12 && text.startsWith(' is', end))
      spoken(text, start, end, final, emit, open)
  }
  return hold
}

type Open = (at: number) => void

function known(text: string, start: number, final: boolean, emit: Parameters<Walk>[4], open: Open): void {
  const candidates = buckets[text.charCodeAt(start)]
  if (candidates === undefined) return
  for (const format of candidates) {
    if (!text.startsWith(format.prefix, start)) continue
    const set = sets[format.set]
    const from = start + format.prefix.length
    const cap = Math.min(text.length, from + BODY_MAX)
    let end = from
    while (end < cap) {
      const c = text.charCodeAt(end)
      if (c >= 128 || set[c] !== 1) break
      end++
    }
    if (end === text.length && end < from + BODY_MAX && !final) {
      open(start)
      return
    }
    // A sentence's full stop or comma is no part of the token.
    while (end > from && (text.charCodeAt(end - 1) === 46 || text.charCodeAt(end - 1) === 44)) end--
    if (end - from < format.min) continue
    if (format.shape !== undefined && !format.shape.test(text.slice(from, end))) continue
    if (looksLikeWords(text, from, end)) continue
    emit(format.type, start, end, 0.95)
    return
  }
}

/** `sk-this-is-a-placeholder-name`, `ghp_xxxxxxxx`: lower-case words joined by dashes, or one character repeated. */
function looksLikeWords(text: string, start: number, end: number): boolean {
  let distinct = 0
  let digits = 0
  let upper = 0
  let joints = 0
  let seen = 0
  for (let i = start; i < end && i < start + 64; i++) {
    const c = text.charCodeAt(i)
    if (c >= 48 && c <= 57) digits++
    else if (c >= 65 && c <= 90) upper++
    else if (c === 45 || c === 95) joints++
    const bit = 1 << (c & 31)
    if ((seen & bit) === 0) {
      seen |= bit
      distinct++
    }
  }
  return distinct < 5 || (digits === 0 && upper === 0 && joints > 0)
}

const PEM_HEAD = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y
const PEM_HEAD_OPEN = /-----BEGIN[A-Z0-9 -]{0,80}$/y

function pem(text: string, start: number, final: boolean, emit: Parameters<Walk>[4], open: Open): void {
  PEM_HEAD.lastIndex = start
  const head = PEM_HEAD.exec(text)
  if (head === null) {
    PEM_HEAD_OPEN.lastIndex = start
    if (!final && PEM_HEAD_OPEN.test(text)) open(start)
    return
  }
  const cap = start + CHARS
  let i = start + head[0].length
  const bodyFrom = i
  let base64 = 0
  for (; i < text.length && i < cap; i++) {
    const c = text.charCodeAt(i)
    if (c === 45 && text.startsWith('-----END', i)) {
      const close = text.indexOf('-----', i + 8)
      const end = close >= 0 && close < i + 64 ? close + 5 : -1
      if (end < 0 && !final && text.length < i + 64) {
        open(start)
        return
      }
      if (base64 >= 32) emit('private_key', start, Math.min(end < 0 ? i + 8 : end, cap), 0.99)
      return
    }
    const alnum = c < 128 && RUN[c] === 1 && c !== 46 && c !== 95
    if (alnum || c === 43 || c === 47 || c === 61) base64++
    else if (!(
      c === 10 ||
      c === 13 ||
      c === 92 ||
      c === 58 ||
      c === 44 ||
      (c === 32 && headerSpace(text, i))
    ))
      break
  }
  if (i >= text.length && i < cap && !final) {
    open(start)
    return
  }
  if (base64 >= 40 && i - bodyFrom >= 40) emit('private_key', start, i, 0.95)
}

/** The space of `Proc-Type: 4,ENCRYPTED`, and indentation at the start of a line. */
const headerSpace = (text: string, i: number): boolean => {
  const before = text.charCodeAt(i - 1)
  return before === 58 || before === 10 || before === 32
}

const stopsUrl = (c: number): boolean =>
  c <= 32 || c === 34 || c === 39 || c === 96 || c === 60 || c === 62 || c === 92 || c === 41 || c === 125

/** `scheme://user:password@host/...`; the whole URL is the finding, because it opens the thing. */
function urlOf(
  text: string,
  start: number,
  colon: number,
  final: boolean,
  emit: Parameters<Walk>[4],
  open: Open,
): void {
  const n = text.length
  const rest = n - colon
  if (rest < 3) {
    if (!final && '://'.startsWith(text.slice(colon))) open(start)
    return
  }
  if (text.charCodeAt(colon + 1) !== 47 || text.charCodeAt(colon + 2) !== 47 || colon - start > 24) return
  const cap = Math.min(n, start + URL_MAX)
  let i = colon + 3
  let at = -1
  let password = -1
  for (; i < cap; i++) {
    const c = text.charCodeAt(i)
    if (stopsUrl(c)) break
    if (at < 0 && (c === 47 || c === 63 || c === 35) && (password < 0 || i - colon > VALUE_MAX)) break
    if (c === 58 && password < 0 && at < 0) password = i
    else if (c === 64 && password >= 0) at = at < 0 ? i : at
    else if (c === 64 && password < 0) break
    // A path after `host:port` and no `@`: an ordinary URL.
    else if (c === 47 && at < 0 && password >= 0 && onlyDigits(text, password + 1, i)) break
  }
  if (i === n && n < start + URL_MAX && !final) {
    open(start)
    return
  }
  if (at < 0 || password < 0) return
  const value = text.slice(password + 1, at)
  if (value.length < 3 || PLACEHOLDER.test(value)) return
  let end = i
  while (end > at && (text.charCodeAt(end - 1) === 46 || text.charCodeAt(end - 1) === 44)) end--
  emit(/^https?$/i.test(text.slice(start, colon)) ? 'url_credentials' : 'connection_string', start, end, 0.95)
}

function onlyDigits(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i)
    if (c < 48 || c > 57) return false
  }
  return true
}

const STRONG =
  /(?:pass(?:word|wd|phrase|code)?|pwd|secret|api[_-]?key|access[_-]?key|auth[_-]?key|secret[_-]?key|private[_-]?key|encryption[_-]?key|account[_-]?key|signing[_-]?key|client[_-]?secret|credentials?|token|authorization|apikey|auth)$/i
const WEAK = /key$/i
const PLACEHOLDER =
  /^(?:[*x.•-]{3,}|<.{0,60}>?|\$\{?.{0,80}|\{\{.{0,80}|%.{0,60}%|your[_-].*|example.*|changeme|change[_-]me|redacted|placeholder.*|null|none|true|false|undefined|required|string|password|secret|token|hidden|process\.env.*|os\.environ.*|env\..*|\[.{0,60}\]?)$/i

/** `name = value`, `"name": "value"`, `Authorization: Bearer value`. */
function assignment(text: string, at: number, final: boolean, emit: Parameters<Walk>[4], open: Open): void {
  let e = at
  while (e > 0 && at - e < 4 && isQuoteOrSpace(text.charCodeAt(e - 1))) e--
  let s = e
  while (s > 0 && e - s < 40 && isRun(text.charCodeAt(s - 1))) s--
  if (e - s < 3) return
  const last = text.charCodeAt(e - 1) | 32
  // d, e, t, n, y, h, s, l: the last letters of password, passphrase, secret, token, key, auth, credentials, credential.
  if (
    last !== 100 &&
    last !== 101 &&
    last !== 116 &&
    last !== 110 &&
    last !== 121 &&
    last !== 104 &&
    last !== 115 &&
    last !== 108
  )
    return
  const name = text.slice(s, e)
  const strong = STRONG.test(name)
  if (!strong && !WEAK.test(name)) return
  value(text, at + 1, name, strong ? 1 : 0, final, emit, open)
}

/** `the password is hunter2!x`. */
function spoken(
  text: string,
  start: number,
  end: number,
  final: boolean,
  emit: Parameters<Walk>[4],
  open: Open,
): void {
  const name = text.slice(start, end)
  if (!/^(?:password|passwd|passphrase|passcode|secret|token|key|pwd)$/i.test(name)) return
  value(text, end + 3, name, 0.5, final, emit, open)
}

const isQuoteOrSpace = (c: number): boolean => c === 32 || c === 34 || c === 39 || c === 96 || c === 92

/** A full stop or a closing brace or bracket behind an unquoted value. */
const closesValue = (c: number): boolean => c === 46 || c === 125 || c === 93

const SCHEME = /(?:bearer|basic|token)\s{1,3}/iy

function value(
  text: string,
  from: number,
  name: string,
  strength: number,
  final: boolean,
  emit: Parameters<Walk>[4],
  open: Open,
): void {
  const n = text.length
  let s = from
  let quote = 0
  while (s < n && s - from < 6) {
    const c = text.charCodeAt(s)
    if (c === 34 || c === 39 || c === 96) quote = c
    else if (c !== 32 && c !== 58 && c !== 61 && c !== 92 && c !== 62) break
    s++
  }
  SCHEME.lastIndex = s
  const scheme = SCHEME.exec(text)
  if (scheme !== null) s += scheme[0].length
  const cap = Math.min(n, s + VALUE_MAX)
  let e = s
  for (; e < cap; e++) {
    const c = text.charCodeAt(e)
    if (quote !== 0 && scheme === null) {
      if (c === quote || c === 10 || (c === 92 && text.charCodeAt(e + 1) === quote)) break
      if (c === 92 && e + 1 === n) break
    } else if (
      c <= 32 ||
      c === 34 ||
      c === 39 ||
      c === 96 ||
      c === 44 ||
      c === 59 ||
      c === 38 ||
      c === 92 ||
      c === 41 ||
      c === 60
    )
      break
  }
  if (e >= n - 1 && e < s + VALUE_MAX && !final) {
    open(s)
    return
  }
  if (quote === 0) while (e > s && closesValue(text.charCodeAt(e - 1))) e--
  const length = e - s
  if (length < 6 || length >= VALUE_MAX) return
  const body = text.slice(s, e)
  if (PLACEHOLDER.test(body) || body.includes('://') || body.startsWith('-----')) return
  if (/^(?:sha\d{1,3}[:-]|data:|https?:)/i.test(body)) return
  const shape = shapeOf(body)
  const password = /pass|pwd/i.test(name)
  if (password) {
    if (strength < 1 ? shape.classes < 3 : shape.classes < 2 && shape.bits < 3.2) return
    if (shape.spaces > 2) return
    emit('password', s, e, strength < 1 ? 0.7 : 0.85)
    return
  }
  if (shape.spaces > 0 || shape.classes < 2 || !shape.mixed) return
  if (strength === 1 && length >= 12 && shape.bits >= 2.8) emit('generic_secret', s, e, 0.8)
  else if (strength < 1 && length >= 20 && shape.bits >= 3.3) emit('generic_secret', s, e, 0.6)
}

/** Character classes, spaces and Shannon entropy (bits per character) of at most VALUE_MAX characters. */
function shapeOf(body: string): { classes: number; mixed: boolean; spaces: number; bits: number } {
  const counts = new Map<number, number>()
  let lower = 0
  let upper = 0
  let digit = 0
  let other = 0
  let spaces = 0
  for (let i = 0; i < body.length; i++) {
    const c = body.charCodeAt(i)
    counts.set(c, (counts.get(c) ?? 0) + 1)
    if (c >= 97 && c <= 122) lower = 1
    else if (c >= 65 && c <= 90) upper = 1
    else if (c >= 48 && c <= 57) digit = 1
    else if (c === 32) spaces++
    else other = 1
  }
  let bits = 0
  for (const count of counts.values()) bits -= (count / body.length) * Math.log2(count / body.length)
  return {
    classes: lower + upper + digit + other,
    mixed: (digit === 1 && lower + upper > 0) || (lower === 1 && upper === 1),
    spaces,
    bits,
  }
}
