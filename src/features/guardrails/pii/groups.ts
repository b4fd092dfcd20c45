import { codeAt, isDigit } from './chars.ts'

/** Digit groups that one number may have, and its longest stretch: an IBAN in groups of four is 42 characters. */
export const GROUPS_MAX = 10
const CLUSTER_MAX = 48
const GROUP_DIGITS_MAX = 24

/** Groups of digits with single separators between them: `536-90-4399`, `+44 (0)20 7946 0958`. Reused: valid until the next reading. */
export const groups = {
  count: 0,
  /** First and one past the last character of each group. */
  start: new Int32Array(GROUPS_MAX),
  end: new Int32Array(GROUPS_MAX),
  /** The separator before each group as one character: blank, `-`, `.`, `/`, or `(` `)` when brackets take part. */
  separator: Array.from({ length: GROUPS_MAX }, () => ''),
  /** A group is longer than any identifier: no identifier begins here. */
  overlong: false,
  /** `+`, `(` or `+(` before the first digit. */
  lead: '',
}

/** Reads from `at` (a digit or a sign before one). Answers the end of the last group; `at` when no digit follows. */
export function readGroups(text: string, at: number): number {
  const n = text.length
  groups.count = 0
  groups.overlong = false
  let i = at
  while (i < n && i - at < 3 && !isDigit(codeAt(text, i))) {
    const c = codeAt(text, i)
    if (c !== 43 && c !== 40) return at
    i++
  }
  groups.lead = text.slice(at, i)
  let separator = ''
  let end = at
  while (i < n && groups.count < GROUPS_MAX && i - at < CLUSTER_MAX) {
    const start = i
    while (i < n && i - start <= GROUP_DIGITS_MAX && isDigit(codeAt(text, i))) i++
    if (i - start > GROUP_DIGITS_MAX) {
      while (i < n && isDigit(codeAt(text, i))) i++
      groups.overlong = true
      return i
    }
    if (i === start) break
    groups.start[groups.count] = start
    groups.end[groups.count] = i
    groups.separator[groups.count] = separator
    groups.count++
    end = i
    const after = separatorAfter(text, i)
    if (after === 0) break
    separator = kindOfSeparator(text, i, after)
    i += after
  }
  return end
}

const isJoint = (c: number): boolean =>
  c === 32 || c === 45 || c === 46 || c === 47 || c === 0xa0 || c === 0x202f || c === 0x2011 || c === 0x2013

/** Length of the separator at `i` if digits follow it: one joint, or brackets with at most one blank or dash. */
function separatorAfter(text: string, i: number): number {
  let k = i
  let brackets = 0
  let joints = 0
  while (k < text.length && k - i < 3) {
    const c = codeAt(text, k)
    if (isDigit(c)) break
    if (c === 40 || c === 41) brackets++
    else if (isJoint(c)) joints++
    else return 0
    k++
  }
  if (k === i || k >= text.length || !isDigit(codeAt(text, k))) return 0
  return joints <= 1 && brackets <= 1 ? k - i : brackets === 1 && joints <= 2 ? k - i : 0
}

function kindOfSeparator(text: string, at: number, length: number): string {
  for (let k = at; k < at + length; k++) {
    const c = codeAt(text, k)
    if (c === 40) return '('
    if (c === 41) return ')'
  }
  const c = codeAt(text, at)
  return c === 45 || c === 0x2011 || c === 0x2013 ? '-' : c === 46 ? '.' : c === 47 ? '/' : ' '
}

/** `3-2-4`: lengths and separators of the first `k` groups. */
export function shape(k: number): string {
  let key = ''
  for (let g = 0; g < k; g++)
    key += `${groups.separator[g] ?? ''}${String((groups.end[g] ?? 0) - (groups.start[g] ?? 0))}`
  return key
}

/** The digits of the first `k` groups. */
export function digitsOf(text: string, k: number): string {
  let digits = ''
  for (let g = 0; g < k; g++) digits += text.slice(groups.start[g], groups.end[g])
  return digits
}
