import type { Emit } from '../detector.ts'
import { cueBefore, endsAsSecret, type Cue } from './cue.ts'
import { decodeStart } from './keys.ts'
import type { Prefixes } from './known.ts'
import { isExpression, isPlaceholder } from './placeholders.ts'
import { drawnWithin, looksDrawn, shapeOf, type Shape } from './randomness.ts'
import { nameEndings } from './vocabulary.ts'

type Open = (at: number) => void

export const VALUE_MAX = 256
/** Longest name of a field: `SPRING_DATASOURCE_SECONDARY_PASSWORD_PRODUCTION`. */
export const NAME_MAX = 64

const isQuote = (c: number): boolean => c === 34 || c === 39 || c === 96

const TAILS = new Uint8Array(32 * 32 * 32)
const slot = (a: number, b: number, c: number): number => ((a & 31) << 10) | ((b & 31) << 5) | (c & 31)
for (const word of nameEndings) {
  const [c = 0, b = 0, a] = [...word].toReversed().map((ch) => ch.charCodeAt(0))
  // A word of two letters may have anything before it: `db_pw`, `dbPw`.
  for (let any = 0; any < 32; any++) if (a === undefined || any === (a & 31)) TAILS[slot(any, b, c)] = 1
}

/** Whether a run may be the name of a secret, by its last three letters: most words of prose stop here. */
export function mayName(text: string, start: number, end: number): boolean {
  if (end - start < 3 || end - start > NAME_MAX) return false
  const a = text.charCodeAt(end - 2)
  const b = text.charCodeAt(end - 1)
  if (a >= 128 || b >= 128) return false
  // `password2`, `api_key_1`: not a number.
  if (b < 65 || a < 65) return text.charCodeAt(start) >= 65 && b !== 46
  return TAILS[slot(text.charCodeAt(end - 3), a, b)] === 1
}

/**
 * The run text[start, end) names something and a separator follows: `name = value`, `"name": "value"`, `Authorization: Bearer value`,
 * `<name>value</name>`, `--name value`, `NAME value` of a Dockerfile, `setName("value")`, `define('NAME', 'value')`.
 */
export function valueOf(
  known: Prefixes,
  text: string,
  start: number,
  end: number,
  final: boolean,
  emit: Emit,
  open: Open,
): void {
  const from = separatorEnd(text, start, end)
  if (from < 0 || !endsAsSecret(text, start, end)) return
  let s = from
  const n = text.length
  let quote = 0
  while (s < n && s - from < 6) {
    const c = text.charCodeAt(s)
    if (isQuote(c)) {
      if (quote !== 0 && c === quote) return
      quote = c
    } else if (c !== 32 && c !== 92 && c !== 9 && c !== 40 && c !== 91 && c !== 42) break
    s++
  }
  if (s >= n) return
  const scheme = schemeLength(text, s)
  if (scheme > 0 && s + scheme >= n && !final) return
  s += scheme
  const e = valueEnd(text, s, scheme > 0 && quote !== 0 ? 0 : quote)
  if (e >= n - 1 && e < s + VALUE_MAX && !final) {
    open(s)
    return
  }
  if (e - s < 4 || e - s >= VALUE_MAX) return
  // A known format says more than its name.
  const format = known.at(text, s, true)
  if (format !== null && format !== 'open') {
    emit(format.type, s, format.end, format.score)
    return
  }
  const basic = basicScore(text, s, e, scheme)
  if (basic > 0) {
    emit('generic_secret', s, e, basic)
    return
  }
  const cue = cueBefore(text, s, true)
  if (!cue.named) return
  const score = scoreValue(text, s, e, cue, quote !== 0)
  if (score > 0) emit(cue.password ? 'password' : 'generic_secret', s, e, score)
}

/** `Authorization: Basic ...`: a user and a password in base64, which need not look drawn. */
function basicScore(text: string, start: number, end: number, scheme: number): number {
  if (scheme < 6 || end - start < 12 || (text.charCodeAt(start - scheme) | 32) !== 98) return 0
  if ((text.charCodeAt(start - scheme + 1) | 32) !== 97) return 0
  const pair = /^[\x20-\x39\x3b-\x7e]{1,64}:([\x21-\x7e]{6,128})$/.exec(decodeStart(text, start, end))
  return pair?.[1] === undefined || isPlaceholder(pair[1]) ? 0 : 0.75
}

const SETTER = /^_?(?:[Ss]et|[Ww]ith)/

/** Where the value may begin, or -1 when nothing separates a name from a value here. */
function separatorEnd(text: string, start: number, end: number): number {
  const n = text.length
  let i = end
  let quoted = false
  while (i < n && i - end < 5) {
    const c = text.charCodeAt(i)
    if (isQuote(c)) quoted = true
    else if (c !== 92 && c !== 93 && c !== 32 && c !== 9 && c !== 42) break
    i++
  }
  const c = text.charCodeAt(i)
  if (c === 61 || c === 58) {
    let j = i + 1
    while (
      j < n &&
      j - i < 3 &&
      (text.charCodeAt(j) === 61 || text.charCodeAt(j) === 62 || text.charCodeAt(j) === 58)
    )
      j++
    // `key://`, `a == b`
    if (c === 58 && text.charCodeAt(j) === 47) return -1
    return j
  }
  if (c === 62 && i === end && text.charCodeAt(start - 1) === 60) return i + 1
  if (c === 40 && i === end && isQuote(text.charCodeAt(i + 1)) && isSetter(text, start, end)) return i + 1
  if (c === 44 && quoted && isConstant(text, start, end)) return i + 1
  if (text.charCodeAt(end) !== 32) return quoted && text.startsWith('value=', i) ? i + 6 : -1
  // A blank separates only behind a flag, an ALL_CAPS name, or before a quote (SQL: PASSWORD 'x').
  if (text.charCodeAt(start) === 45) return end + 1
  if (quoted && i > end + 1 && isQuote(text.charCodeAt(end + 1))) return end + 1
  return isCapsName(text, start, end) ? end + 1 : -1
}

/** `setPassword`, `client.withToken`. */
const isSetter = (text: string, start: number, end: number): boolean =>
  SETTER.test(text.slice(Math.max(start, text.lastIndexOf('.', end - 1) + 1), end))

/** `DB_PASSWORD`, `db_password`, `PASSWORD`: the first of two arguments is the name of a setting, not a value itself. */
function isConstant(text: string, start: number, end: number): boolean {
  let lower = false
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i)
    if (c === 95) return true
    if (c >= 97) lower = true
  }
  return !lower
}

function isCapsName(text: string, start: number, end: number): boolean {
  let joints = 0
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i)
    if (c === 95) joints++
    else if (!((c >= 65 && c <= 90) || (c >= 48 && c <= 57))) return false
  }
  return joints > 0
}

const SPOKEN =
  /[ ](?:(?:for|of|to|on|für|de|para|pour)\s(?:[\w@.'-]{1,20}\s){1,4}?)?(?:is|was|ist|lautet|est|es|é|will be|to)[: ]\s{0,2}["'`(]?/y

/** `the password is hunter2!x`, `password for the staging box is hunter2!x`: the value begins at `start`, behind a blank. */
export function spokenValue(
  known: Prefixes,
  text: string,
  start: number,
  final: boolean,
  emit: Emit,
  open: Open,
): void {
  const cue = cueBefore(text, start)
  if (!cue.password || cue.named) return
  SPOKEN.lastIndex = cue.end
  if (!SPOKEN.test(text) || SPOKEN.lastIndex !== start) return
  const before = text.charCodeAt(start - 1)
  const quote = isQuote(before) ? before : 0
  let e = valueEnd(text, start, quote)
  if (e >= text.length - 1 && e < start + VALUE_MAX && !final) {
    open(start)
    return
  }
  if (quote === 0 && (text.charCodeAt(e - 1) === 33 || text.charCodeAt(e - 1) === 63) && e < text.length) e--
  if (e - start < 6 || known.at(text, start, true) !== null) return
  const score = scoreValue(text, start, e, cue, quote !== 0)
  if (score > 0) emit('password', start, e, Math.min(score, 0.75))
}

const SCHEME = /(?:bearer|basic|token|apikey|ssws|key)\s{1,3}/iy

function schemeLength(text: string, at: number): number {
  SCHEME.lastIndex = at
  const found = SCHEME.exec(text)
  return found === null ? 0 : found[0].length
}

/** Where a value ends: at its quote, else at a blank or a delimiter. */
export function valueEnd(text: string, start: number, quote: number): number {
  const cap = Math.min(text.length, start + VALUE_MAX)
  let e = start
  for (; e < cap; e++) {
    const c = text.charCodeAt(e)
    if (quote !== 0) {
      if (c === quote || c === 10 || (c === 92 && text.charCodeAt(e + 1) === quote)) break
      if (c === 92 && e + 1 === text.length) break
    } else if (c <= 32 || isQuote(c) || c === 44 || c === 59 || c === 38 || c === 92 || c === 41 || c === 60)
      break
  }
  if (quote === 0) while (e > start && closes(text.charCodeAt(e - 1))) e--
  return e
}

/** A full stop, a colon or a closing bracket behind an unquoted value. */
const closes = (c: number): boolean => c === 46 || c === 125 || c === 93 || c === 58

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

export const isUuid = (text: string, start: number, end: number): boolean =>
  end - start === 36 && text.charCodeAt(start + 8) === 45 && UUID.test(text.slice(start, end))

/** `node-modules-9f...`: words and a digest, as caches name their entries. */
export const isContentKey = (text: string, start: number, end: number): boolean =>
  /^[A-Za-z]{2,20}[-_/:.].{0,80}?[0-9a-f]{32,64}(?:\.\w{1,8})?$/.test(text.slice(start, end))

function scoreValue(text: string, start: number, end: number, cue: Cue, quoted: boolean): number {
  const body = text.slice(start, end)
  if (isPlaceholder(body) || body.includes('://') || body.startsWith('-----')) return 0
  if (/^(?:sha\d{1,3}[:-]|data:|ssh-|\$2[aby]\$|\$argon|pbkdf2|\{[A-Z]|[./~\\]{1,2}[\w.-]*\/)/i.test(body))
    return 0
  if (isExpression(body)) return 0
  const shape = shapeOf(text, start, end)
  if (isUuid(text, start, end)) return cue.says === 'strong' ? 0.7 : 0
  return cue.password ? passwordScore(body, shape, quoted) : secretScore(text, start, end, shape, cue)
}

function passwordScore(body: string, shape: Shape, quoted: boolean): number {
  if (shape.length < 5 || shape.spaces > 2) return 0
  const symbols = shape.others - shape.spaces
  const classes =
    (shape.lower ? 1 : 0) + (shape.upper ? 1 : 0) + (shape.digits > 0 ? 1 : 0) + (symbols > 0 ? 1 : 0)
  // A label: `Passwort`, `Mot de passe`, `min-length`, `forgot_password`.
  const wordy = shape.digits === 0 && shape.pairs > 0 && shape.natural >= shape.pairs * 0.6
  if (wordy && (symbols === 0 || /^[A-Za-z]+(?:[-_ '.:,!?][A-Za-z]*){0,6}$/.test(body))) return 0
  if (shape.letters === 0) return quoted && shape.digits >= 6 && symbols > 0 ? 0.6 : 0
  if (shape.spaces > 0) return classes >= 3 && shape.digits > 0 && quoted ? 0.6 : 0
  // `password: KDFInput`, `pwd = userPwd`: letters alone, without quotes, are a type or a variable unless drawn.
  if (!quoted && shape.digits === 0 && symbols === 0)
    return shape.length >= 10 && looksDrawn(shape, true) ? 0.6 : 0
  if (classes >= 3) return 0.85
  if (classes === 2 && (shape.digits > 0 || !wordy)) return 0.8
  return shape.length >= 8 && !wordy ? 0.7 : 0
}

function secretScore(text: string, start: number, end: number, shape: Shape, cue: Cue): number {
  if (shape.spaces > 0 || shape.letters === 0) return 0
  const mixed = (shape.digits > 0 && shape.letters > 0) || (shape.lower && shape.upper)
  const drawn = drawnWithin(text, start, end, cue.says === 'service')
  if (!drawn) return 0
  if (cue.says === 'strong') return shape.length >= 10 && mixed ? 0.8 : shape.length >= 16 ? 0.7 : 0
  if (cue.says === 'weak') return shape.length >= 16 && mixed && !isContentKey(text, start, end) ? 0.6 : 0
  return cue.says === 'service' && shape.length >= 20 ? 0.6 : 0
}
