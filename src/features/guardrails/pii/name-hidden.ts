import { codeAt, lowerOf } from './chars.ts'
import { AHEAD, BREAK, context, PAST } from './name-context.ts'
import { jointOf, known, type WordLists } from './name-features.ts'
import { run, RUN_MAX } from './name-run.ts'

/** Words to each side of a word whose vectors it sees by place. */
export const SIDE = 3
/** Places of vectors: a word's surroundings, then first and last word of the run, then the means of what is before and behind. */
export const PLACES = 2 * SIDE + 1 + 4
/** Words of a run with what is around it. */
export const SEQUENCE = PAST + RUN_MAX + 4 + AHEAD
/** Rows that one word can switch on. */
export const ROWS_MAX = 72

const SUFFIX_3 = 4096
const SUFFIX_2 = 1024
const PREFIX_3 = 2048
const at = {
  shape: 1,
  left: 33,
  right: 45,
  size: 57,
  before: 81,
  behind: 146,
  length: 211,
  capitals: 227,
  joint: 259,
  own: 275,
  previous: 291,
  next: 307,
  last: 323,
  kinds: 339,
  suffix3: 355,
  suffix2: 355 + SUFFIX_3,
  prefix3: 355 + SUFFIX_3 + SUFFIX_2,
} as const
const PLACE_ROWS = at.prefix3 + PREFIX_3
/** Rows of the table; row 0 is none. */
export const ROWS = PLACE_ROWS + (2 * SIDE + 1) * 3

export const BROKEN = -1

/** What the hidden layer reads of the run that was read last. Reused. */
export const seen = {
  /** Rows switched on, ROWS_MAX a word. */
  rows: new Int32Array((RUN_MAX + 4) * ROWS_MAX),
  rowCount: new Int32Array(RUN_MAX + 4),
  /** Vectors of the words before, of the run, behind; 0 = none known, BROKEN = the end of a sentence. */
  words: new Int32Array(SEQUENCE),
  wordCount: 0,
  /** Where the run begins in `words`. */
  from: 0,
}

let word = 0
let filled = 0
const on = (row: number): void => {
  if (filled < ROWS_MAX) seen.rows[word * ROWS_MAX + filled++] = row
}
const bits = (flags: number, first: number): void => {
  for (let rest = flags; rest !== 0; rest &= rest - 1) on(first + 31 - Math.clz32(rest & -rest))
}

/** Fills `seen` from the run and its context, after `lookUp` and `readContext`. The trainer and the detector share it. */
export function extractSeen(text: string, vectorOf: WordLists): void {
  sequence(vectorOf)
  const n = run.count
  let kinds = 0
  let upper = 0
  for (let k = 0; k < n; k++) {
    kinds |= known[k] ?? 0
    if (run.shape[k] === 2 || run.shape[k] === 7) upper++
  }
  const share = shareOf()
  for (let k = 0; k < n; k++) {
    word = k
    filled = 0
    const start = run.start[k] ?? 0
    const end = run.end[k] ?? 0
    const shape = run.shape[k] ?? 0
    const first = k === 0
    const final = k === n - 1
    on(at.shape + shape * 4 + (first ? 1 : 0) + (final ? 2 : 0))
    on(at.left + (first ? 8 + beyond(context.past, context.pastCount) : (run.shape[k - 1] ?? 0)))
    on(at.right + (final ? 8 + beyond(context.ahead, context.aheadCount) : (run.shape[k + 1] ?? 0)))
    on(at.size + Math.min(n, 6) * 4 - 4 + (first && run.opensSentence ? 1 : 0) + (upper === n ? 2 : 0))
    on(at.before + (first ? run.before & 63 : 64))
    on(at.behind + (final ? run.behind & 63 : 64))
    on(at.length + Math.min(end - start, 15))
    on(at.capitals + share * 4 + (shape === 1 ? 0 : shape === 2 || shape === 7 ? 1 : shape === 0 ? 2 : 3))
    const joints = (k > 0 ? jointOf(k - 1) : 0) * 4 + jointOf(k)
    if (joints !== 0) on(at.joint + joints)
    bits(known[k] ?? 0, at.own)
    bits(first ? 0 : (known[k - 1] ?? 0), at.previous)
    bits(final ? 0 : (known[k + 1] ?? 0), at.next)
    if (!final) bits(known[n - 1] ?? 0, at.last)
    bits(kinds, at.kinds)
    on(at.suffix3 + (affix(text, Math.max(start, end - 3), end) & (SUFFIX_3 - 1)))
    on(at.suffix2 + (affix(text, Math.max(start, end - 2), end) & (SUFFIX_2 - 1)))
    on(at.prefix3 + (affix(text, start, Math.min(end, start + 3)) & (PREFIX_3 - 1)))
    for (let o = -SIDE; o <= SIDE; o++) {
      const kind = kindAt(seen.from + k + o)
      if (kind !== 0) on(PLACE_ROWS + (o + SIDE) * 3 + kind - 1)
    }
    seen.rowCount[k] = filled
  }
}

function sequence(vectorOf: WordLists): void {
  const { past, pastCount, ahead, aheadCount } = context
  let i = 0
  for (let k = pastCount - 1; k >= 0; k--) seen.words[i++] = vectorAt(past[k] ?? 0, vectorOf)
  seen.from = i
  for (let k = 0; k < run.count; k++) seen.words[i++] = vectorOf(run.hash[k] ?? 0)
  for (let k = 0; k < aheadCount; k++) seen.words[i++] = vectorAt(ahead[k] ?? 0, vectorOf)
  seen.wordCount = i
}

const vectorAt = (hash: number, vectorOf: WordLists): number =>
  hash === BREAK ? BROKEN : hash === 0 ? 0 : vectorOf(hash)

/** 0: a word with a vector; outside the text, a sentence's end, a word without one. */
function kindAt(i: number): number {
  if (i < 0 || i >= seen.wordCount) return 1
  const vector = seen.words[i] ?? 0
  return vector === BROKEN ? 2 : vector === 0 ? 3 : 0
}

/** Nothing, a number or a sentence's end, a word. */
function beyond(words: Int32Array, count: number): number {
  if (count === 0) return 0
  return words[0] === 0 ? 1 : words[0] === BREAK ? 2 : 3
}

/** Where most words of a line have capitals, capitals say nothing. */
function shareOf(): number {
  const { capitals, smalls } = context
  const all = capitals + smalls
  if (all < 2) return all
  const share = capitals / all
  return share === 0 ? 2 : share < 0.34 ? 3 : share < 0.67 ? 4 : share < 1 ? 5 : all < 4 ? 6 : 7
}

function affix(text: string, start: number, end: number): number {
  let h = 0x811c9dc5
  for (let i = start; i < end; i++) h = Math.imul(h ^ lowerOf(codeAt(text, i)), 0x01000193)
  return h ^ (h >>> 15)
}
