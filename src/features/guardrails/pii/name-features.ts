import { codeAt, lowerOf } from './chars.ts'
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
  return h ^ (h >>> 15)
}

function affix(text: string, start: number, end: number): number {
  let h = 0x811c9dc5
  for (let i = start; i < end; i++) h = Math.imul(h ^ lowerOf(codeAt(text, i)), 0x01000193)
  return h
}

const known = new Uint8Array(24)

let leftKnown = 0
let rightKnown = 0

/** What the lists know of the words of the run that was read last and of its neighbours. Before either extraction. */
export function lookUp(lists: WordLists): void {
  for (let k = 0; k < run.count; k++) known[k] = lists(run.hash[k] ?? 0)
  leftKnown = run.left1 === 0 ? 0 : lists(run.left1)
  rightKnown = run.right1 === 0 ? 0 : lists(run.right1)
}

/** Features of one word for the first screen. */
export const SCREEN = 8

/** Few features of every word of the run, for the cheap first look. Shared with the trainer. */
export function extractScreen(text: string, mask: number, into: Int32Array): void {
  const last = run.count - 1
  const size = last > 2 ? 3 : last
  for (let k = 0; k <= last; k++) {
    const h = run.hash[k] ?? 0
    const end = run.end[k] ?? 0
    const shape = run.shape[k] ?? 0
    const flags = known[k] ?? 0
    const first = k === 0
    const final = k === last
    let f = k * SCREEN
    into[f++] = mix(41, h) & mask
    into[f++] = mix(42, flags * 64 + shape * 8 + (first && run.opensSentence ? 4 : 0) + size) & mask
    into[f++] = mix(43, affix(text, Math.max(run.start[k] ?? 0, end - 3), end) ^ shape) & mask
    into[f++] = mix(44, first ? run.left1 : (run.hash[k - 1] ?? 0) ^ 0x1000) & mask
    into[f++] = mix(45, final ? run.right1 : (run.hash[k + 1] ?? 0) ^ 0x1000) & mask
    into[f++] = mix(46, flags * 512 + (first ? leftKnown : 256 + (known[k - 1] ?? 0))) & mask
    into[f++] = mix(47, flags * 512 + (final ? rightKnown : 256 + (known[k + 1] ?? 0))) & mask
    into[f++] =
      mix(48, (first ? run.before : 1) * 512 + (final ? run.behind & 255 : 256) + flags * 65_536) & mask
  }
}

/** Facts about the whole run, worked out once: flags, length, the last word. */
function runFacts(): { kinds: number; upper: number; organisation: number } {
  let kinds = 0
  let upper = 0
  let organisation = 0
  for (let k = 0; k < run.count; k++) {
    const flags = known[k] ?? 0
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
export function extractFeatures(text: string, mask: number, into: Int32Array): void {
  const facts = runFacts()
  const n = run.count
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
    into[f++] = mix(1, code) & mask
    into[f++] = mix(2, h) & mask
    into[f++] = mix(3, affix(text, Math.max(start, end - 3), end)) & mask
    into[f++] = mix(4, affix(text, Math.max(start, end - 2), end)) & mask
    into[f++] = mix(5, affix(text, start, Math.min(end, start + 3))) & mask
    into[f++] = mix(6, affix(text, Math.max(start, end - 4), end)) & mask
    into[f++] = mix(7, flags * 8 + opening) & mask
    into[f++] = mix(8, p ^ (first ? 0x1000 : 0)) & mask
    into[f++] = mix(9, s ^ (final ? 0x1000 : 0)) & mask
    into[f++] = mix(10, pp) & mask
    into[f++] = mix(11, flags * 256 + pKnown + (first ? 65_536 : 0)) & mask
    into[f++] = mix(12, flags * 256 + sKnown + (final ? 65_536 : 0)) & mask
    into[f++] =
      mix(
        13,
        shape * 64 + (first ? 7 : (run.shape[k - 1] ?? 0)) * 8 + (final ? 7 : (run.shape[k + 1] ?? 0)),
      ) & mask
    into[f++] = mix(14, mix(p, h)) & mask
    into[f++] = mix(15, mix(h, s)) & mask
    into[f++] = mix(16, size * 64 + code * 2 + facts.upper) & mask
    into[f++] = mix(17, opening * 2048 + (flags & KNOWN.common) * 8 + Math.min(length, 12)) & mask
    into[f++] = mix(18, first ? run.before * 4 + opening : 1) & mask
    into[f++] = mix(19, final ? run.behind : 1) & mask
    into[f++] = mix(20, (run.hash[last] ?? 0) ^ (final ? 0x2000 : 0)) & mask
    into[f++] = mix(21, (known[last] ?? 0) * 256 + flags + (final ? 65_536 : 0)) & mask
    into[f++] = mix(22, facts.kinds * 4 + place) & mask
    into[f++] = mix(23, n === 1 ? mix(run.left1, run.right1) : 1) & mask
    into[f++] = mix(24, mix(run.left1, first ? 1 : 2)) & mask
    into[f++] = mix(25, mix(run.right1, final ? 1 : 2)) & mask
    into[f++] = mix(26, mix(run.left1, size * 4 + place)) & mask
    into[f++] = mix(27, (run.hash[0] ?? 0) ^ (first ? 0x2000 : 0)) & mask
    into[f++] = mix(28, facts.organisation * 1024 + flags * 4 + place) & mask
    into[f++] = mix(29, mix(run.left1, flags)) & mask
    into[f++] = mix(30, mix(run.right1, flags)) & mask
    into[f++] = mix(31, mix(run.left2, run.left1) ^ (first ? 0 : 3)) & mask
  }
}
