import { codeAt, hashOf, isDigit, isLetter, isUpper, isWord } from './chars.ts'
import { run } from './name-run.ts'

/** Words before a run, and behind it, that the hidden layer reads. */
export const PAST = 8
export const AHEAD = 3
/** Characters: what the detector looks back must hold this and one word more. */
const PAST_REACH = 112
/** Characters behind a run that are waited for. */
export const AHEAD_REACH = 48
const WORD_MAX = 28

/** Stands for the end of a sentence or line; no word hashes to it in practice. */
export const BREAK = 0x2b5e_aced

/** The words around the run that was read last. Reused: valid until the next reading. */
export const context = {
  pastCount: 0,
  /** Hashes, nearest first. */
  past: new Int32Array(PAST),
  aheadCount: 0,
  ahead: new Int32Array(AHEAD),
  /** How many words of the line, in reach, begin with a capital, and how many of four letters or more do not. */
  capitals: 0,
  smalls: 0,
}

/** Reads around the run; false when the text ends too early to know what is behind it. */
export function readContext(text: string, final: boolean): boolean {
  context.capitals = 0
  context.smalls = 0
  if (!readAhead(text, run.end[run.count - 1] ?? 0, final)) return false
  readPast(text, run.start[0] ?? 0)
  return true
}

const isBreak = (c: number): boolean => c === 46 || c === 33 || c === 63 || c === 10

function readPast(text: string, at: number): void {
  const limit = Math.max(0, at - PAST_REACH)
  let i = at - 1
  let count = 0
  let sameLine = true
  let breaks = false
  while (count < PAST && i >= limit) {
    const c = codeAt(text, i)
    if (!isWord(c)) {
      if (isBreak(c)) breaks = true
      if (c === 10) sameLine = false
      i--
      continue
    }
    if (breaks) {
      context.past[count++] = BREAK
      breaks = false
      if (count === PAST) break
    }
    const end = i + 1
    while (i > 0 && end - i < WORD_MAX && isWord(codeAt(text, i - 1))) i--
    context.past[count++] = isDigit(codeAt(text, i)) ? 0 : hashOf(text, i, end)
    if (sameLine) countWord(text, i, end)
    i--
  }
  if (breaks && count < PAST) context.past[count++] = BREAK
  context.pastCount = count
}

function readAhead(text: string, end: number, final: boolean): boolean {
  const n = text.length
  const limit = end + AHEAD_REACH
  let i = end
  let count = 0
  let sameLine = true
  while (count < AHEAD && i < limit) {
    if (i >= n) {
      context.aheadCount = count
      return final
    }
    const c = codeAt(text, i)
    if (!isWord(c)) {
      i++
      if (isBreak(c) && (count === 0 || context.ahead[count - 1] !== BREAK)) context.ahead[count++] = BREAK
      if (c === 10) sameLine = false
      continue
    }
    const start = i
    while (i < n && i < limit && isWord(codeAt(text, i))) i++
    if (i >= n && !final) return false
    if (i >= limit) break
    context.ahead[count++] = isDigit(codeAt(text, start)) ? 0 : hashOf(text, start, i)
    if (sameLine) countWord(text, start, i)
  }
  context.aheadCount = count
  return true
}

function countWord(text: string, start: number, end: number): void {
  const c = codeAt(text, start)
  if (isUpper(c)) context.capitals++
  else if (end - start >= 4 && isLetter(c)) context.smalls++
}
