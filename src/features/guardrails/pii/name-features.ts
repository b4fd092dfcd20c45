import { lowerOf } from './chars.ts'
import { run, SHAPE } from './name-run.ts'

/** What the word lists know of a word: bits. */
export const KNOWN = {
  given: 1,
  surname: 2,
  city: 4,
  country: 8,
  organisation: 16,
  common: 32,
  title: 64,
  calendar: 128,
} as const

export type WordLists = (hash: number) => number

/** Features of one word of a run. */
export const FEATURES = 31

const mix = (a: number, b: number): number => {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b ^ (b >>> 15), 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f)
  return (h ^ (h >>> 15)) >>> 0
}

function affix(text: string, start: number, end: number): number {
  let h = 0x811c9dc5
  for (let i = start; i < end; i++) h = Math.imul(h ^ lowerOf(text.charCodeAt(i)), 0x01000193)
  return h >>> 0
}

const known = new Uint8Array(24)

/** Facts about the whole run, worked out once: flags, length, the last word. */
function runFacts(lists: WordLists): { kinds: number; upper: number; organisation: number } {
  let kinds = 0
  let upper = 0
  let organisation = 0
  for (let k = 0; k < run.count; k++) {
    const flags = lists(run.hash[k] ?? 0)
    known[k] = flags
    kinds |= flags
    const shape = run.shape[k]
    if (shape === SHAPE.upper || shape === SHAPE.two) upper++
    if ((flags & KNOWN.organisation) !== 0) organisation++
  }
  return { kinds, upper: upper === run.count ? 1 : 0, organisation: organisation > 0 ? 1 : 0 }
}

/**
 * Hashed features of every word of the run that was read last, FEATURES a word, into `into`. The trainer and the detector share this function:
 * a change here needs new weights.
 */
export function extractFeatures(text: string, lists: WordLists, mask: number, into: Int32Array): void {
  const facts = runFacts(lists)
  const n = run.count
  const leftKnown = run.left1 === 0 ? 0 : lists(run.left1)
  const rightKnown = run.right1 === 0 ? 0 : lists(run.right1)
  const opens = run.opensSentence ? 1 : 0
  const size = n > 4 ? 5 : n
  const last = n - 1
  for (let k = 0; k < n; k++) {
    const h = run.hash[k] ?? 0
    const start = run.start[k] ?? 0
    const end = run.end[k] ?? 0
    const shape = run.shape[k] ?? 0
    const flags = known[k] ?? 0
    const first = k === 0
    const final = k === last
    const p = first ? run.left1 : (run.hash[k - 1] ?? 0)
    const s = final ? run.right1 : (run.hash[k + 1] ?? 0)
    const pp = first ? run.left2 : k === 1 ? run.left1 : (run.hash[k - 2] ?? 0)
    const pKnown = first ? leftKnown : (known[k - 1] ?? 0)
    const sKnown = final ? rightKnown : (known[k + 1] ?? 0)
    const place = (first ? 1 : 0) | (final ? 2 : 0)
    const opening = first ? opens : 0
    const length = end - start
    const code = shape * 4 + place
    let f = k * FEATURES
    const add = (template: number, value: number): void => {
      into[f++] = mix(template, value) & mask
    }
    add(1, code)
    add(2, h)
    add(3, affix(text, Math.max(start, end - 3), end))
    add(4, affix(text, Math.max(start, end - 2), end))
    add(5, affix(text, start, Math.min(end, start + 3)))
    add(6, affix(text, Math.max(start, end - 4), end))
    add(7, flags * 8 + opening)
    add(8, p ^ (first ? 0x1000 : 0))
    add(9, s ^ (final ? 0x1000 : 0))
    add(10, pp)
    add(11, flags * 256 + pKnown + (first ? 65_536 : 0))
    add(12, flags * 256 + sKnown + (final ? 65_536 : 0))
    add(13, shape * 64 + (first ? 7 : (run.shape[k - 1] ?? 0)) * 8 + (final ? 7 : (run.shape[k + 1] ?? 0)))
    add(14, mix(p, h))
    add(15, mix(h, s))
    add(16, size * 64 + code * 2 + facts.upper)
    add(17, opening * 2048 + (flags & KNOWN.common) * 8 + Math.min(length, 12))
    add(18, first ? run.before * 4 + opening : 1)
    add(19, final ? run.behind : 1)
    add(20, (run.hash[last] ?? 0) ^ (final ? 0x2000 : 0))
    add(21, (known[last] ?? 0) * 256 + flags + (final ? 65_536 : 0))
    add(22, facts.kinds * 4 + place)
    add(23, n === 1 ? mix(run.left1, run.right1) : 1)
    add(24, mix(run.left1, first ? 1 : 2))
    add(25, mix(run.right1, final ? 1 : 2))
    add(26, mix(run.left1, size * 4 + place))
    add(27, (run.hash[0] ?? 0) ^ (first ? 0x2000 : 0))
    add(28, facts.organisation * 1024 + flags * 4 + place)
    add(29, mix(run.left1, flags))
    add(30, mix(run.right1, flags))
    add(31, mix(run.left2, run.left1) ^ (first ? 0 : 3))
  }
}
