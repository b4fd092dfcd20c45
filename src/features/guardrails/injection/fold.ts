/** Folding by table, one code unit at a time, for the one pass over a text (hotpath.md, rule 12). */
import { foldPoint, LOOKALIKE } from '../normalise.ts'

/** What a folded code unit is to the tokeniser. */
export const CLASS = {
  other: 0,
  letter: 1,
  digit: 2,
  space: 3,
  newline: 4,
  /** A letter of a script that is written without spaces, or with endings glued on: matched anywhere, not by word. */
  running: 5,
  symbol: 6,
} as const

export const SCRIPT = {
  none: 0,
  latin: 1,
  latinWide: 2,
  greek: 3,
  cyrillic: 4,
  hebrew: 5,
  arabic: 6,
  indic: 7,
  thai: 8,
  kana: 9,
  hangul: 10,
  han: 11,
  other: 12,
} as const
export const SCRIPTS = 13

/** In FOLD: the code unit is invisible and dropped. */
export const DROPPED = 0
/** In FOLD: the folded form is longer than one code unit; see `expansion`. */
export const LONGER = 1
/** A stand-in for anything outside the basic plane that folds to nothing readable: emoji, rare scripts. */
export const EMOJI = 2

const FOLD = new Uint16Array(65_536)
const READY = new Uint8Array(256)
const expansions = new Map<number, string>()
/** Of a folded code unit. INVARIANT: ready for every code unit that `foldUnit` or `foldPair` has given out. */
export const CLASSES = new Uint8Array(65_536)
const SCRIPT_OF = new Uint8Array(65_536)

for (let c = 0; c < 128; c++) {
  FOLD[c] = c >= 65 && c <= 90 ? c + 32 : c
  CLASSES[c] = asciiClass(c)
}
FOLD[0] = 32

function asciiClass(c: number): number {
  if (c === 10 || c === 13) return CLASS.newline
  if (c <= 32) return CLASS.space
  if (c >= 48 && c <= 57) return CLASS.digit
  if ((c >= 65 && c <= 90) || (c >= 97 && c <= 122)) return CLASS.letter
  return CLASS.other
}

function prepare(page: number): void {
  READY[page] = 1
  for (let c = page * 256; c < page * 256 + 256; c++) {
    SCRIPT_OF[c] = scriptOf(c)
    CLASSES[c] = c < 128 ? asciiClass(c) : wideClass(c)
  }
  for (let c = Math.max(128, page * 256); c < page * 256 + 256; c++) {
    if (c >= 0xd800 && c <= 0xdfff) {
      FOLD[c] = EMOJI
      continue
    }
    const folded = foldPoint(c)
    if (folded === '') FOLD[c] = DROPPED
    else if (folded.length === 1) FOLD[c] = quoteless(folded.charCodeAt(0))
    else {
      FOLD[c] = LONGER
      expansions.set(c, folded)
    }
    for (let k = 0; k < folded.length; k++) {
      const to = folded.charCodeAt(k) >>> 8
      if (to !== page && READY[to] !== 1) classify(to)
    }
  }
}

/** The classes of a page without its folding: for code units that only folding leads to. */
function classify(page: number): void {
  for (let c = Math.max(128, page * 256); c < page * 256 + 256; c++) CLASSES[c] = wideClass(c)
}

/** Curly quotes and wide dashes and spaces are read as the plain ones. */
function quoteless(c: number): number {
  if (c === 0x2018 || c === 0x2019 || c === 0x201b || c === 0x2032) return 39
  if (c === 0x201c || c === 0x201d || c === 0x201e || c === 0xab || c === 0xbb) return 34
  if (c >= 0x2010 && c <= 0x2015) return 45
  if (c === 0x2028 || c === 0x2029) return 10
  if (c === 0xa0 || (c >= 0x2000 && c <= 0x200a) || c === 0x3000) return 32
  return c
}

/** The folded code unit of a code unit of the basic plane, DROPPED or LONGER. */
export function foldUnit(c: number): number {
  const page = c >>> 8
  if (READY[page] !== 1) prepare(page)
  return FOLD[c] ?? 0
}
export const expansion = (c: number): string => expansions.get(c) ?? ''

/** The folded form of a pair of surrogates: styled letters become plain ones; others answer ''. */
export function foldPair(cp: number): string {
  const folded = foldPoint(cp)
  if (folded === '') return ''
  for (let k = 0; k < folded.length; k++) foldUnit(folded.charCodeAt(k))
  const first = folded.charCodeAt(0)
  return first >= 0xd800 && first <= 0xdfff ? String.fromCharCode(EMOJI) : folded
}

export function classOf(c: number): number {
  if (c < 128) return CLASSES[c] ?? 0
  if (READY[c >>> 8] !== 1) prepare(c >>> 8)
  return CLASSES[c] ?? 0
}
export function scriptIndex(c: number): number {
  if (READY[c >>> 8] !== 1) prepare(c >>> 8)
  return SCRIPT_OF[c] ?? 0
}

function wideClass(c: number): number {
  if (c === 0x2028 || c === 0x2029) return CLASS.newline
  if (c === 0xa0 || (c >= 0x2000 && c <= 0x200a) || c === 0x3000) return CLASS.space
  const script = scriptOf(c)
  if (script === SCRIPT.thai || script === SCRIPT.kana || script === SCRIPT.hangul || script === SCRIPT.han)
    return CLASS.running
  if (script !== SCRIPT.none) return CLASS.letter
  return c >= 0x2100 && c < 0x2c00 ? CLASS.symbol : CLASS.other
}

function scriptOf(c: number): number {
  if (c < 0xc0) return (c >= 65 && c <= 90) || (c >= 97 && c <= 122) ? SCRIPT.latin : SCRIPT.none
  if (c === 0xd7 || c === 0xf7) return SCRIPT.none
  if (c < 0x370) return SCRIPT.latinWide
  if (c < 0x400) return SCRIPT.greek
  if (c < 0x530) return SCRIPT.cyrillic
  if (c < 0x590) return SCRIPT.other
  if (c < 0x600) return SCRIPT.hebrew
  if (c < 0x700 || (c >= 0x750 && c < 0x780)) return arabicMark(c) ? SCRIPT.none : SCRIPT.arabic
  if (c >= 0x900 && c < 0xe00) return c === 0x964 || c === 0x965 ? SCRIPT.none : SCRIPT.indic
  if (c >= 0xe00 && c < 0xe80) return SCRIPT.thai
  if (c >= 0x1100 && c < 0x1200) return SCRIPT.hangul
  if (c >= 0x1e00 && c < 0x1f00) return SCRIPT.latinWide
  if (c >= 0x1f00 && c < 0x2000) return SCRIPT.greek
  if (c < 0x2000) return SCRIPT.other
  if (c >= 0x3041 && c < 0x3100) return SCRIPT.kana
  if ((c >= 0x3130 && c < 0x3190) || (c >= 0xac00 && c < 0xd7b0)) return SCRIPT.hangul
  if ((c >= 0x3400 && c < 0xa000) || (c >= 0xf900 && c < 0xfb00)) return SCRIPT.han
  if (c >= 0xfb50 && c < 0xfe00) return SCRIPT.arabic
  return SCRIPT.none
}
const arabicMark = (c: number): boolean => c === 0x60c || c === 0x61b || c === 0x61f || c === 0x6d4

/** The Latin letter that a Greek or Cyrillic one is drawn like, or 0. */
const LATIN_TWIN = new Uint16Array(0x600)
for (const [from, to] of LOOKALIKE) {
  const c = from.charCodeAt(0)
  if (c >= 0x370 && c < 0x600) LATIN_TWIN[c] = to.charCodeAt(0)
}
export const latinTwin = (c: number): number => (c < 0x600 ? (LATIN_TWIN[c] ?? 0) : 0)
