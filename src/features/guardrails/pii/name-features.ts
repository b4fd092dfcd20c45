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
  /** `Iraqi`, `Bavarian`, `Sunni`: names a people, not a place. */
  people: 256,
  /** `Inc`, `GmbH`. */
  firm: 512,
  /** A name of one word of a firm, a team, a party, a band. */
  company: 1024,
  /** `actor`, `senator`: small words beside persons. */
  role: 2048,
  region: 4096,
  town: 8192,
  /** Of two words beside each other: both belong to one known organisation, or place. */
  jointOrganisation: 16_384,
  jointPlace: 32_768,
} as const

/** Flags in the low 16 bits; above them the group of words that it resembles: 10 bits fine, 6 bits coarse. 0 = not known. */
export type WordLists = (hash: number) => number

const FLAGS = 0xffff
const fineOf = (entry: number): number => (entry >>> 16) & 0x3ff
const coarseOf = (entry: number): number => entry >>> 26

/** Features of one word of a run. */
export const FEATURES = 45

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

/** What the lists know of the words of the run. */
export const known = new Uint16Array(24)
/** Groups of the words of the run. */
const groups = new Int32Array(24)
/** What the lists know of the word with the next one. */
const joint = new Uint16Array(24)

/** Two words beside each other as one entry of the lists. */
export const jointHash = (a: number, b: number): number => mix(a, b) | 1

/** Whether the word and the next one belong to one known organisation (1), one known place (2). */
export const jointOf = (k: number): number => (joint[k] ?? 0) >>> 14

let leftKnown = 0
let rightKnown = 0
let leftGroup = 0
let secondLeftGroup = 0
let rightGroup = 0

/** What the lists know of the words of the run that was read last and of its neighbours. Before either extraction. */
export function lookUp(lists: WordLists): void {
  for (let k = 0; k < run.count; k++) {
    const entry = lists(run.hash[k] ?? 0)
    known[k] = entry & FLAGS
    groups[k] = entry
  }
  for (let k = 0; k + 1 < run.count; k++)
    joint[k] = lists(jointHash(run.hash[k] ?? 0, run.hash[k + 1] ?? 0)) & FLAGS
  joint[Math.max(0, run.count - 1)] = 0
  leftGroup = run.left1 === 0 ? 0 : lists(run.left1)
  secondLeftGroup = run.left2 === 0 ? 0 : lists(run.left2)
  rightGroup = run.right1 === 0 ? 0 : lists(run.right1)
  leftKnown = leftGroup & FLAGS
  rightKnown = rightGroup & FLAGS
}

/** Features of one word for the first screen. */
export const SCREEN = 11

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
    into[f++] = mix(42, flags * 128 + shape * 8 + (first && run.opensSentence ? 4 : 0) + size) & mask
    into[f++] = mix(43, affix(text, Math.max(run.start[k] ?? 0, end - 3), end) ^ shape) & mask
    into[f++] = mix(44, first ? run.left1 : (run.hash[k - 1] ?? 0) ^ 0x1000) & mask
    into[f++] = mix(45, final ? run.right1 : (run.hash[k + 1] ?? 0) ^ 0x1000) & mask
    into[f++] = mix(first ? 46 : 49, mix(flags, first ? leftKnown : (known[k - 1] ?? 0))) & mask
    into[f++] = mix(final ? 47 : 50, mix(flags, final ? rightKnown : (known[k + 1] ?? 0))) & mask
    into[f++] = mix(54, coarseOf(groups[k] ?? 0) * 64 + (first ? coarseOf(leftGroup) : 63)) & mask
    into[f++] = mix(55, fineOf(groups[k] ?? 0)) & mask
    into[f++] = mix(56, final ? fineOf(rightGroup) : 1023) & mask
    into[f++] = mix(48, mix((first ? run.before : 1) * 512 + (final ? run.behind & 255 : 256), flags)) & mask
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
    into[f++] = mix(first ? 11 : 51, mix(flags, pKnown)) & mask
    into[f++] = mix(final ? 12 : 52, mix(flags, sKnown)) & mask
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
    into[f++] = mix(final ? 21 : 53, mix(known[last] ?? 0, flags)) & mask
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
    const paired = (k > 0 ? (joint[k - 1] ?? 0) : 0) * 2 + (joint[k] ?? 0)
    into[f++] = mix(32, mix(paired, flags)) & mask
    into[f++] = mix(33, mix(mix(pKnown, flags), sKnown) ^ place) & mask
    into[f++] = mix(34, mix(leftKnown, rightKnown) ^ (size * 4 + place)) & mask
    into[f++] = mix(35, mix(run.left2, flags) ^ place) & mask
    const group = groups[k] ?? 0
    const pGroup = first ? leftGroup : (groups[k - 1] ?? 0)
    const sGroup = final ? rightGroup : (groups[k + 1] ?? 0)
    into[f++] = mix(first ? 37 : 61, fineOf(group) * 4 + (final ? 1 : 0)) & mask
    into[f++] = mix(first ? 38 : 62, coarseOf(pGroup) * 64 + coarseOf(group)) & mask
    into[f++] = mix(final ? 39 : 63, coarseOf(group) * 64 + coarseOf(sGroup)) & mask
    into[f++] = mix(first ? 40 : 64, fineOf(leftGroup)) & mask
    into[f++] = mix(final ? 41 : 65, fineOf(rightGroup)) & mask
    into[f++] = mix(first ? 42 : 66, fineOf(secondLeftGroup) * 64 + coarseOf(leftGroup)) & mask
    into[f++] = mix(43, mix(fineOf(pGroup), flags)) & mask
    into[f++] = mix(44, mix(fineOf(sGroup), flags)) & mask
    into[f++] =
      mix(45, mix(coarseOf(leftGroup) * 64 + coarseOf(rightGroup), coarseOf(group) * 4 + place)) & mask
    into[f++] = mix(36, mix(run.before * 256 + (run.behind & 255), size * 4 + place)) & mask
  }
}
