import { hexOf, isAlnum, isInk } from './signs.ts'

/** So many items a list has at least: shorter values are no key, card or address. */
export const ITEMS_LEAST = 9
/** An item: one sign, a hexadecimal pair, a decimal code, eight bits. */
export const ITEM_MAX = 8
/** `, 0x` between two items. */
const BETWEEN_MAX = 5

/** What a list spells, and where each sign of it stood; `at[k + 1]` is behind it. */
export type Spelled = {
  readonly text: string
  readonly at: readonly number[]
  readonly ends: readonly number[]
}

/** What may stand before the first item of a list in its word, and behind the last. */
const OPENS = signs('"\'([{<=:`')
const CLOSES = signs('.,;:!?)]}>"\'`')

function signs(all: string): Uint8Array {
  const table = new Uint8Array(128)
  for (const ch of all) table[ch.charCodeAt(0)] = 1
  return table
}

/**
 * A word that may be an item of a list, or end with the first: `A`, `4b`, `0x4b,`, `107`, `01001011`, `{"key":"4b`. Prose has some (`a`, `I`), hardly
 * three in a row.
 */
export function isAtom(text: string, start: number, end: number): boolean {
  let to = end
  while (to > start + 1 && CLOSES[text.charCodeAt(to - 1) & 127] === 1) to--
  if (to - start === 1) return true
  // an item of more than one sign begins with a digit: codes of readable signs do
  const before = text.charCodeAt(to - 2) & 127
  if (OPENS[before] !== 1 && !(before >= 48 && before <= 57)) return false
  const from = itemStart(text, start, to)
  const length = to - from
  if (length === 1) return true
  if (length === 2) return hexOf(text.charCodeAt(from)) >= 0 && hexOf(text.charCodeAt(from + 1)) >= 0
  if (length !== 3 && length !== 8) return false
  const most = length === 8 ? 49 : 57
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i)
    if (c < 48 || c > most) return false
  }
  return true
}

/** Where the last item of text[start, to) begins, behind what opens a list and behind `0x`. */
function itemStart(text: string, start: number, to: number): number {
  let from = start
  for (let i = to - 2; i >= start && to - i <= ITEM_MAX + 1; i--)
    if (OPENS[text.charCodeAt(i) & 127] === 1) {
      from = i + 1
      break
    }
  return to - from === 4 && text.charCodeAt(from) === 48 && text.charCodeAt(from + 1) === 120
    ? from + 2
    : from
}

/** Everything that a text spells out item by item. */
export function spelledIn(text: string): readonly Spelled[] {
  const found: Spelled[] = []
  alternating(text, found)
  listed(text, found)
  return found
}

/** `A-K-I-A`, `a n n a @ x`, `a, n, n, a`: the same one or two signs between any two characters. */
function alternating(text: string, found: Spelled[]): void {
  const end = text.length
  for (let k = 1; k + 2 < end; k++) {
    const c = text.charCodeAt(k)
    if (isAlnum(c) || text.charCodeAt(k - 1) === c) continue
    const step =
      text.charCodeAt(k + 2) === c ? 2 : text.charCodeAt(k + 1) === 32 && text.charCodeAt(k + 3) === c ? 3 : 0
    if (step === 0) continue
    const same = (i: number): boolean =>
      text.charCodeAt(i + step) === c && (step === 2 || text.charCodeAt(i + 1) === 32)
    let last = k
    while (same(last)) last += step
    const at: number[] = []
    let out = ''
    for (let i = k - 1; i < end && i < last + step; i += step) {
      if (!isInk(text.charCodeAt(i)) && c !== 32) break
      at.push(i)
      out += text.charAt(i)
    }
    // a line of dashes spells nothing
    if (at.length >= ITEMS_LEAST && out.replaceAll(String.fromCharCode(c), '').length * 2 > out.length)
      found.push({ text: out, at, ends: at.map((i) => i + 1) })
    k = Math.max(k, last - 1)
  }
}

/** `41:4b`, `65, 75`, `0x41,0x4b`, `01000001 01001011`: short items with the same between any two. */
function listed(text: string, found: Spelled[]): void {
  const end = text.length
  let at: number[] = []
  let ends: number[] = []
  let between = ''
  const close = (): void => {
    if (at.length >= ITEMS_LEAST)
      for (const spelled of readItems(text, at, ends, between)) found.push(spelled)
    at = []
    ends = []
    between = ''
  }
  for (let i = 0; i < end;) {
    if (!isAlnum(text.charCodeAt(i))) {
      i++
      continue
    }
    if (text.charCodeAt(i) === 48 && text.charCodeAt(i + 1) === 120) i += 2
    let to = i
    while (to < end && isAlnum(text.charCodeAt(to))) to++
    const last = ends.at(-1)
    if (to - i > ITEM_MAX || to === i) close()
    else {
      if (last !== undefined) {
        const here = i - last > BETWEEN_MAX ? '' : text.slice(last, i)
        if (at.length === 1) between = here
        if (here === '' || here !== between) {
          // what broke the list may be the second item of the next
          const before = at.at(-1) ?? 0
          close()
          if (here !== '') {
            at.push(before)
            ends.push(last)
            between = here
          }
        }
      }
      at.push(i)
      ends.push(to)
    }
    i = to
  }
  close()
}

type Reader = (text: string, start: number, end: number) => number

const asSign: Reader = (text, start, end) => (end - start === 1 ? text.charCodeAt(start) : -1)
const asHex: Reader = (text, start, end) => (end - start === 2 ? codeIn(text, start, end, 16) : -1)
const asDecimal: Reader = (text, start, end) => (end - start <= 3 ? codeIn(text, start, end, 10) : -1)
const asBits: Reader = (text, start, end) => (end - start === 8 ? codeIn(text, start, end, 2) : -1)

function codeIn(text: string, start: number, end: number, base: number): number {
  let value = 0
  for (let i = start; i < end; i++) {
    const digit = hexOf(text.charCodeAt(i))
    if (digit < 0 || digit >= base) return -1
    value = value * base + digit
  }
  return (value >= 32 && value < 127) || value === 10 || value === 13 || value === 9 ? value : -1
}

/** The readers of an item of each length. A sign between one or two others is `alternating`'s. */
const readersOf = (length: number, between: string): readonly Reader[] =>
  length === 1 ? (between.length > 2 ? [asSign] : []) : length === 8 ? [asBits] : [asHex, asDecimal]

/** The items in every way that they can be read; an item that cannot ends what is spelled. */
function* readItems(
  text: string,
  at: readonly number[],
  ends: readonly number[],
  between: string,
): Generator<Spelled> {
  const middle = at.length >> 1
  for (const read of readersOf((ends[middle] ?? 0) - (at[middle] ?? 0), between)) {
    let first = 0
    let out = ''
    for (let k = 0; k <= at.length; k++) {
      const code = k < at.length ? read(text, at[k] ?? 0, ends[k] ?? 0) : -1
      if (code >= 0) {
        out += String.fromCharCode(code)
        continue
      }
      if (out.length >= ITEMS_LEAST) yield { text: out, at: at.slice(first, k), ends: ends.slice(first, k) }
      first = k + 1
      out = ''
    }
  }
}
