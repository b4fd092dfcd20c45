/**
 * What a segment says and to whom, as hashed n-grams: of words, of their beginnings (for inflected languages), of kinds of words and of the
 * signs between them; where clauses begin; what stands around a word for the machine that reads; what is quoted.
 */
import { primary } from './concepts.ts'
import { READER, readerOf } from './reader-words.ts'
import { FLAG, type Scan } from './scan.ts'
import { roleOf } from './signs.ts'

export const GRAM_BITS = 19
const MASK = (1 << GRAM_BITS) - 1
const TOKENS_MAX = 6144
const IDS_MAX = 1 << 16
/** How many words apart two kinds may be to count as a pair. */
const SKIP = 6
/** Letters of a word's beginning. */
const STEM = 5
/** A word up to this long is its own kind: it is mostly one of grammar. */
const SHORT = 4

/** Kinds of words; those of readers first, then of words by shape, concepts, roles. */
const NUMBER = 4
const WITH_DIGITS = 5
const CAPITAL = 6
const OTHER = 7
const CONCEPT = 10
const ROLES = 100

/** What stands before a word: nothing but blanks, up to the end of the text or another segment. */
const GAP = {
  none: 0,
  comma: 1,
  colon: 2,
  stop: 3,
  quote: 4,
  dash: 5,
  bracket: 6,
  line: 7,
  mark: 8,
  other: 9,
  edge: 10,
  open: 11,
  close: 12,
  bar: 13,
}
const gaps = new Uint8Array(128).fill(GAP.other)
for (const [gap, signs] of [
  [GAP.none, ' '],
  [GAP.comma, ','],
  [GAP.colon, ':'],
  [GAP.stop, '.!?'],
  [GAP.quote, '"\'`'],
  [GAP.dash, '-;'],
  [GAP.bracket, '()[]'],
  [GAP.line, '\n'],
  [GAP.mark, '{}'],
  [GAP.close, '/'],
  [GAP.bar, '|'],
  [GAP.open, '<>'],
] as const)
  for (const sign of signs) gaps[sign.charCodeAt(0)] = gap
const IDEOGRAPHIC_STOP = 0x3002
const gapOf = (code: number): number =>
  code === IDEOGRAPHIC_STOP ? GAP.stop : code < 128 ? (gaps[code] ?? GAP.other) : GAP.other

const DOUBLE_QUOTE = 34
/** `"`, `'`, a backtick, guillemets and corner brackets. */
const isQuote = (code: number): boolean =>
  code === DOUBLE_QUOTE ||
  code === 39 ||
  code === 96 ||
  code === 0xab ||
  code === 0xbb ||
  code === 0x300c ||
  code === 0x300d
/** A blank, a colon, a bracket or a line end. */
const opensBehind = (code: number): boolean => code === 32 || code === 58 || code === 40 || code === 10

/** Of the segment that was read last; a gram that stands twice counts twice. */
export class SegmentGrams {
  readonly ids = new Int32Array(IDS_MAX)
  count = 0
  readonly #word = new Int32Array(TOKENS_MAX)
  readonly #kind = new Int32Array(TOKENS_MAX)
  readonly #gap = new Uint8Array(TOKENS_MAX)
  readonly #quoted = new Uint8Array(TOKENS_MAX)
  readonly #reader = new Uint8Array(TOKENS_MAX)

  /** `signs` of the segment: where there is none and no machine or its user is spoken of, nobody is told anything, and nothing is read. */
  read(scan: Scan, from: number, to: number, signs: number): void {
    this.count = 0
    const n = Math.min(to - from, TOKENS_MAX)
    if (signs === 0 && !spokenOf(scan, from, from + n)) return
    const read = this.#words(scan, from, n)
    this.#quotes(scan, from, n)
    this.#lead(scan, from)
    for (let i = 0; i < n; i++) {
      this.#single(scan, from + i, i)
      if (i > 0) this.#behind(i)
      if ((this.#gap[i] ?? 0) !== GAP.none) this.#opening(i, n)
      if (read) this.#beside(i)
      if (this.#reader[i] === 1) this.#around(i, n)
    }
  }

  /** What stands before: the key of a value, the mark of a turn. */
  #lead(scan: Scan, from: number): void {
    if (from === 0) return
    const gap = gapBefore(scan, from)
    const first = kindOf(scan, from)
    const before = pair(gap, kindOf(scan, from - 1))
    this.#add(before, 50)
    this.#add(pair(before, first), 51)
    this.#add(pair(gap, scan.hash[from - 1] ?? 0), 52)
    if (from > 1) this.#add(pair(before, kindOf(scan, from - 2)), 53)
  }

  /** Whether a machine that reads is among them. */
  #words(scan: Scan, from: number, n: number): boolean {
    let read = false
    for (let i = 0; i < n; i++) {
      const kind = kindOf(scan, from + i)
      const reader = kind === READER.model || kind === READER.machine
      this.#word[i] = scan.hash[from + i] ?? 0
      this.#kind[i] = kind
      this.#gap[i] = i === 0 ? GAP.edge : gapBefore(scan, from + i)
      this.#reader[i] = reader ? 1 : 0
      read ||= reader
    }
    return read
  }

  /** A quotation mark behind a blank opens, any other closes; the marks of JSON part segments and stand in none. */
  #quotes({ codes, start, end }: Scan, from: number, n: number): void {
    let open = 0
    for (let i = 0; i < n; i++) {
      const begin = start[from + i] ?? 0
      for (let p = i === 0 ? Math.max(0, begin - 1) : (end[from + i - 1] ?? 0); p < begin; p++) {
        const code = codes[p] ?? 0
        if (!isQuote(code) || (i === 0 && code === DOUBLE_QUOTE)) continue
        open = p + 1 === begin && (p === 0 || opensBehind(codes[p - 1] ?? 0)) ? 1 : 0
      }
      this.#quoted[i] = open
    }
  }

  #single({ codes, start, end }: Scan, t: number, i: number): void {
    const word = this.#word[i] ?? 0
    const kind = this.#kind[i] ?? 0
    this.#add(word, 1)
    if (kind !== word) this.#add(kind, 14)
    const begin = start[t] ?? 0
    if ((end[t] ?? 0) - begin > STEM) {
      let stem = 0x1234567
      for (let p = begin; p < begin + STEM; p++) stem = Math.imul(stem ^ (codes[p] ?? 0), 0x01000193)
      this.#add(stem, 2)
    }
    if (this.#quoted[i] === 0) return
    this.#add(kind, 40)
    if (this.#reader[i] === 1) this.#add(0, 45)
    if (i === 0 || this.#quoted[i - 1] === 1) return
    this.#add(0, 44)
    this.#add(kind, 41)
    this.#add(this.#kind[i - 1] ?? 0, 42)
    this.#add(this.#word[i - 1] ?? 0, 43)
  }

  /** With the words before. */
  #behind(i: number): void {
    const gap = this.#gap[i] ?? 0
    const word = this.#word[i] ?? 0
    const kind = this.#kind[i] ?? 0
    const wordBefore = pair(this.#word[i - 1] ?? 0, gap)
    const kindBefore = pair(this.#kind[i - 1] ?? 0, gap)
    this.#add(pair(wordBefore, word), 3)
    this.#add(pair(kindBefore, kind), 4)
    this.#add(pair(wordBefore, kind), 5)
    this.#add(pair(kindBefore, word), 6)
    if (i > 1) {
      const two = pair(this.#kind[i - 2] ?? 0, this.#gap[i - 1] ?? 0)
      this.#add(pair(pair(two, kindBefore), kind), 7)
      this.#add(pair(pair(this.#word[i - 2] ?? 0, kindBefore), word), 17)
    }
    if (!isNamed(kind)) return
    for (let j = i - 2; j >= 0 && j >= i - SKIP; j--) {
      const other = this.#kind[j] ?? 0
      if (isNamed(other)) this.#add(pair(other, kind), 8)
    }
  }

  /** Where a clause begins. */
  #opening(i: number, n: number): void {
    const word = this.#word[i] ?? 0
    const kind = this.#kind[i] ?? 0
    const next = this.#kind[i + 1] ?? 0
    if (i === 0) {
      this.#add(word, 9)
      this.#add(kind, 10)
      if (n > 1) this.#add(pair(pair(kind, this.#gap[1] ?? 0), next), 11)
    }
    this.#add(pair(kind, this.#quoted[i] ?? 0), 12)
    this.#add(word, 18)
    if (i + 1 < n) this.#add(pair(pair(this.#gap[i] ?? 0, kind), next), 13)
  }

  /** What is said where a machine is spoken of. */
  #beside(i: number): void {
    const kind = this.#kind[i] ?? 0
    const gap = this.#gap[i] ?? 0
    this.#add(kind, 30)
    if (gap !== GAP.none) this.#add(pair(gap === GAP.comma ? 1 : 2, kind), 31)
  }

  /** Around a word for a machine: is it called, told, described? */
  #around(i: number, n: number): void {
    const gap = this.#gap[i] ?? 0
    const last = i + 1 === n
    const behind = last ? GAP.edge : (this.#gap[i + 1] ?? 0)
    const kindBehind = last ? 77 : pair(behind, this.#kind[i + 1] ?? 0)
    const kindBefore = i === 0 ? 78 : pair(gap, this.#kind[i - 1] ?? 0)
    this.#add(kindBehind, 20)
    this.#add(last ? 77 : pair(behind, this.#word[i + 1] ?? 0), 21)
    this.#add(kindBefore, 22)
    this.#add(i === 0 ? 78 : pair(gap, this.#word[i - 1] ?? 0), 23)
    this.#add(pair(kindBefore, kindBehind), 24)
    this.#add(pair(pair(gap, behind), this.#quoted[i] ?? 0), 25)
    this.#add(pair(i === 0 ? 0 : i < 3 ? 1 : i < 6 ? 2 : 3, pair(gap, behind)), 26)
    if (i + 2 < n) this.#add(pair(kindBehind, pair(this.#gap[i + 2] ?? 0, this.#kind[i + 2] ?? 0)), 27)
    if (i < 2) return
    this.#add(pair(kindBefore, this.#kind[i - 2] ?? 0), 28)
    this.#add(pair(pair(this.#word[i - 2] ?? 0, this.#word[i - 1] ?? 0), behind), 29)
  }

  /** `salt` is the sort of gram. */
  #add(value: number, salt: number): void {
    if (this.count >= IDS_MAX) return
    let h = Math.imul(value ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b)
    h ^= h >>> 15
    h = Math.imul(h, 0xc2b2ae35)
    this.ids[this.count++] = (h ^ (h >>> 13)) & MASK
  }
}

const pair = (a: number, b: number): number =>
  Math.imul(a, 0x2c1b3c6d) ^ Math.imul(b + 0x165667b1, 0x297a2d39)

function spokenOf(scan: Scan, from: number, to: number): boolean {
  for (let t = from; t < to; t++) if (readerOf(scan, t) !== READER.none) return true
  return false
}

/** A reader or a concept, not a word or a shape. */
const isNamed = (kind: number): boolean => kind > 0 && kind < ROLES

function gapBefore({ codes, start, end }: Scan, t: number): number {
  let gap: number = GAP.none
  for (let i = end[t - 1] ?? 0, stop = start[t] ?? 0; i < stop; i++) gap = Math.max(gap, gapOf(codes[i] ?? 0))
  return gap
}

function kindOf(scan: Scan, t: number): number {
  const reader = readerOf(scan, t)
  if (reader !== READER.none) return reader
  const concept = primary(scan.lo[t] ?? 0, scan.hi[t] ?? 0)
  if (concept >= 0) return CONCEPT + concept
  const word = scan.hash[t] ?? 0
  const role = roleOf(word)
  if (role !== 0) return ROLES + 31 - Math.clz32(role & -role)
  const flags = scan.flags[t] ?? 0
  if (word === 11 || word === 12) return NUMBER
  if ((flags & FLAG.digit) !== 0) return WITH_DIGITS
  if ((scan.end[t] ?? 0) - (scan.start[t] ?? 0) <= SHORT) return word
  return (flags & FLAG.capital) !== 0 ? CAPITAL : OTHER
}
