import { hexOf, isAlnum } from './signs.ts'

/** Named entities that stand in values: the others are letters and signs that no key, address or number has. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  commat: '@',
  period: '.',
  comma: ',',
  colon: ':',
  hyphen: '-',
  dash: '-',
  lowbar: '_',
  UnderBar: '_',
  sol: '/',
  plus: '+',
  equals: '=',
  num: '#',
  percnt: '%',
  dollar: '$',
  excl: '!',
}
const ENTITY_MAX = 10
/** The longest escape: `&#x0000041;`, and one to see that it ends. */
export const ESCAPE_MAX = 12

/** The code point of the escape that `escapeAt` found last. */
let point = 0

/** Length of the escape that begins at `at`: `%41`, `%u0041`, `&#65;`, `&#x41;`, `&commat;`, `\x41`, `\u0041`, `\u{41}`, `\U00000041`, `\101`; else 0. */
export function escapeAt(text: string, at: number): number {
  const c = text.charCodeAt(at)
  if (c === 37) return percentAt(text, at)
  if (c === 38) return entityAt(text, at)
  return c === 92 ? slashAt(text, at) : 0
}

function percentAt(text: string, at: number): number {
  if (hexes(text, at + 1, 2)) return 3
  return text.charCodeAt(at + 1) === 117 && hexes(text, at + 2, 4) ? 6 : 0
}

/** `count` digits at `at`; their value is `point`. */
function hexes(text: string, at: number, count: number): boolean {
  let value = 0
  for (let k = at; k < at + count; k++) {
    const digit = hexOf(text.charCodeAt(k))
    if (digit < 0) return false
    value = value * 16 + digit
  }
  point = value
  return true
}

function entityAt(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === 35) return numberAt(text, at)
  let end = at + 1
  while (end < at + ENTITY_MAX && isAlnum(text.charCodeAt(end))) end++
  if (text.charCodeAt(end) !== 59 || end < at + 3) return 0
  const named = NAMED[text.slice(at + 1, end)]
  if (named === undefined) return 0
  point = named.charCodeAt(0)
  return end + 1 - at
}

/** `&#65;`; browsers read it without its semicolon too. */
function numberAt(text: string, at: number): number {
  const hex = (text.charCodeAt(at + 2) | 32) === 120
  const base = hex ? 16 : 10
  const from = at + (hex ? 3 : 2)
  let end = from
  let value = 0
  while (end < from + 7) {
    const digit = hexOf(text.charCodeAt(end))
    if (digit < 0 || digit >= base) break
    value = value * base + digit
    end++
  }
  if (end === from || value > 0x10ffff) return 0
  point = value
  return end + (text.charCodeAt(end) === 59 ? 1 : 0) - at
}

function slashAt(text: string, at: number): number {
  const c = text.charCodeAt(at + 1)
  if (c === 117 || c === 85) {
    if (text.charCodeAt(at + 2) === 123) return bracedAt(text, at)
    if (c === 117) return hexes(text, at + 2, 4) ? 6 : 0
    return hexes(text, at + 2, 8) && point <= 0x10ffff ? 10 : 0
  }
  if (c === 120) return hexes(text, at + 2, 2) ? 4 : 0
  if (c < 48 || c > 51) return 0
  const [b, a] = [text.charCodeAt(at + 2) - 48, text.charCodeAt(at + 3) - 48]
  if (!(b >= 0 && b < 8 && a >= 0 && a < 8)) return 0
  point = (c - 48) * 64 + b * 8 + a
  return 4
}

function bracedAt(text: string, at: number): number {
  let end = at + 3
  while (end < at + 9 && hexOf(text.charCodeAt(end)) >= 0) end++
  if (text.charCodeAt(end) !== 125 || end === at + 3 || !hexes(text, at + 3, end - at - 3)) return 0
  return point > 0x10ffff ? 0 : end + 1 - at
}

/** Whether an escape ends right before `end`. */
export function escapeEndsAt(text: string, end: number, floor: number): boolean {
  for (let at = end - 3; at >= floor && end - at <= ESCAPE_MAX; at--) {
    const length = escapeAt(text, at)
    if (length > 0) return at + length === end
  }
  return false
}

/** Escapes that any code is full of: read where another one stands, but nothing stops at them. */
const SIMPLE: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', "'": "'", '/': '/' }
/** A string inside a string doubles its backslashes, and so on. */
const SLASHES_MAX = 4

/** A text without its escapes, and where each code unit of it stood; the last place is the end. */
export type Unescaped = { readonly text: string; readonly at: Int32Array }

/** Null where no escape stands in the text. */
export function unescaped(text: string): Unescaped | null {
  const n = text.length
  const units = new Uint16Array(n)
  const at = new Int32Array(n + 1)
  let length = 0
  let seen = false
  for (let i = 0; i < n;) {
    const c = text.charCodeAt(i)
    const doubled = c === 92 ? slashesBefore(text, i) : 0
    const escape = c === 92 || c === 37 || c === 38 ? escapeAt(text, i + doubled) : 0
    at[length] = i
    if (escape > 0) {
      seen = true
      // no escape is shorter than the two code units that it may stand for
      if (point > 0xffff) {
        units[length++] = 0xd7c0 + (point >> 10)
        at[length] = i
        units[length++] = 0xdc00 + (point & 0x3ff)
      } else units[length++] = point
      i += doubled + escape
      continue
    }
    const simple = c === 92 ? SIMPLE[text.charAt(i + 1)] : undefined
    units[length++] = simple === undefined ? c : simple.charCodeAt(0)
    i += simple === undefined ? 1 : 2
  }
  at[length] = n
  return seen ? { text: Buffer.from(units.buffer, 0, 2 * length).toString('utf16le'), at } : null
}

/** Backslashes at `at` that stand before the one of an escape. */
function slashesBefore(text: string, at: number): number {
  let count = 0
  while (count < SLASHES_MAX && text.charCodeAt(at + count) === 92 && text.charCodeAt(at + count + 1) === 92)
    count++
  return count
}
