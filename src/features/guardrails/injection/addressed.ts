/**
 * Orders inside data to the model that reads it, segment by segment: signs (signs.ts) and n-grams of words and concepts of one segment or
 * two in a row, weighed by what training saw of orders to a reader and of people's letters, rules and manuals in the same words. The ensemble
 * judges a text as a whole, and a short order in a long record is a small part of it; this judges the part.
 */
import type { Finding, Origin } from '../contract.ts'
import { calibrateBy } from './calibration.ts'
import type { Scan } from './scan.ts'
import { GRAM_BITS, SegmentGrams } from './segment-grams.ts'
import { Segments, SEGMENTS_MAX } from './segments.ts'
import { SIGN_COUNT, signSet, signsOf } from './signs.ts'
import type { Weights } from './weights.ts'

/** From here on a finding; a text blocks from a half on. */
export const ADDRESSED_MIN = 0.3
const ADDRESSED_BLOCK = 0.5
export const PAIRS = (SIGN_COUNT * (SIGN_COUNT - 1)) / 2

/** What the sum of n-grams is multiplied with: a long sentence has more of them. */
export const gramsScale = (grams: number): number => 4 / Math.sqrt(grams + 16)

export const pairAt = (i: number, j: number): number => (i * (2 * SIGN_COUNT - i - 1)) / 2 + (j - i - 1)

/** In a text about models and programs, each further segment that speaks of them takes this off, up to a bound: orders to machines are its subject. */
export const SUBJECT = 0.8
export const SUBJECT_MAX = 4
const ABOUT = signSet('machine', 'code')
/** What a pattern rule in the same text adds, of its score above this. */
const PATTERN_MIN = 0.2
const PATTERN = 2
/**
 * A pattern counts half where its words were read (a coded or spaced-out text has none) and the segment around them is said to people or
 * about machines.
 */
const VETO = 0.5
const TALKED_OF = new Set([
  'instruction_override',
  'order_in_data',
  'prompt_exfiltration',
  'restriction_removal',
  'data_exfiltration',
])
/** A segment by itself so much surer than the one before it is the order; the one before only raises it. */
const CONTEXT = 2
/** A window behind the first must be this much surer: a long text has many chances of a false alarm. */
const LATER = 0.6

export type Judged = {
  /** The strongest segment or two, in offsets of the scanned text; null when nothing reaches ADDRESSED_MIN. */
  readonly order: Finding | null
  /** The pattern rules' findings, weaker where they were understood otherwise. */
  readonly patterns: readonly Finding[]
}

export class Addressed {
  readonly #segments = new Segments()
  readonly #grams = new SegmentGrams()
  readonly #table: Int8Array
  readonly #step: number
  readonly #signs: Float32Array
  readonly #pairs: Float32Array
  readonly #bias: number
  readonly #knots: { readonly tool: Float32Array; readonly data: Float32Array }
  readonly #sums = new Float64Array(SEGMENTS_MAX + 1)
  readonly #counts = new Int32Array(SEGMENTS_MAX + 1)
  readonly #masks = new Int32Array(SEGMENTS_MAX + 1)
  /** The signs of the piece that is weighed, by index. */
  readonly #own = new Uint8Array(32)
  readonly #alone = new Float64Array(SEGMENTS_MAX + 1)
  /** Of each segment, alone or with the one before it or behind it: the highest. */
  readonly #most = new Float64Array(SEGMENTS_MAX + 1)

  constructor(weights: Weights) {
    this.#table = weights.i8('addressed grams')
    this.#step = weights.number('addressed grams step')
    this.#signs = weights.f32('addressed signs')
    this.#pairs = weights.f32('addressed pairs')
    this.#bias = weights.number('addressed bias')
    this.#knots = {
      tool: weights.f32('calibration addressed tool result'),
      data: weights.f32('calibration addressed'),
    }
    if (this.#pairs.length !== PAIRS || this.#table.length !== 1 << GRAM_BITS)
      throw new Error('the injection weights were trained for other signs: train again')
  }

  judge(scan: Scan, patterns: readonly Finding[], origin: Origin, later: boolean): Judged {
    const { sum, from, to, tempered } = this.weigh(scan, patterns, later)
    const tool = origin === 'tool_result'
    const score = calibrateBy(tool ? this.#knots.tool : this.#knots.data, sum)
    const understood = tool && score < ADDRESSED_BLOCK ? this.understood(scan, patterns) : tempered
    if (score < ADDRESSED_MIN) return { order: null, patterns: understood }
    const start = scan.startOf(from)
    return {
      order: {
        guard: 'injection',
        type: 'order_in_data',
        start,
        end: Math.max(start + 1, scan.endOf(Math.max(from, to - 1))),
        score: Math.min(0.95, score),
      },
      patterns: understood,
    }
  }

  /** Of a tool result that was read and found no order: no pattern over the same words blocks it by itself. */
  understood(scan: Scan, patterns: readonly Finding[]): readonly Finding[] {
    return patterns.map((finding) => this.#temper(scan, finding, Number.POSITIVE_INFINITY))
  }

  /** How sure it is of an order, in log-odds, with what the pattern rules add; and these, weaker where they were understood otherwise. */
  weigh(
    scan: Scan,
    patterns: readonly Finding[],
    later: boolean,
  ): {
    readonly sum: number
    readonly from: number
    readonly to: number
    readonly tempered: readonly Finding[]
  } {
    const { raw, from, to } = this.strongest(scan)
    const tempered = patterns.map((finding) => this.#temper(scan, finding, VETO))
    const pattern = tempered.reduce((most, { score }) => Math.max(most, score), 0)
    const sum = raw + PATTERN * Math.max(0, pattern - PATTERN_MIN) - (later ? LATER : 0)
    return { sum, from, to, tempered }
  }

  /** The strongest segment or two, as tokens from..to, lowered by what the rest of the text is about. */
  strongest(scan: Scan): { readonly raw: number; readonly from: number; readonly to: number } {
    const segments = this.#segments
    segments.read(scan)
    let raw = Number.NEGATIVE_INFINITY
    let first = 0
    let last = 0
    for (let s = 0; s < segments.count; s++) {
      this.#read(scan, s)
      const alone = this.#weigh(s, s)
      const both = s === 0 ? Number.NEGATIVE_INFINITY : this.#weigh(s - 1, s)
      this.#alone[s] = alone
      this.#most[s] = Math.max(alone, both)
      if (s > 0) this.#most[s - 1] = Math.max(this.#most[s - 1] ?? 0, both)
      if (Math.max(alone, both) <= raw) continue
      raw = Math.max(alone, both)
      // What stands before and says little is context, not the place.
      first = alone >= both || alone > (this.#alone[s - 1] ?? 0) + CONTEXT ? s : s - 1
      last = s
    }
    let about = 0
    for (let s = 0; s < segments.count; s++)
      if ((s < first || s > last) && ((this.#masks[s] ?? 0) & ABOUT) !== 0) about++
    return {
      raw: raw - SUBJECT * Math.min(SUBJECT_MAX, about),
      from: segments.first[first] ?? 0,
      to: segments.first[last + 1] ?? 0,
    }
  }

  #temper(scan: Scan, finding: Finding, veto: number): Finding {
    let most = Number.NEGATIVE_INFINITY
    let wasRead = false
    const { first, count } = this.#segments
    for (let s = 0; s < count; s++) {
      const begin = first[s] ?? 0
      const end = first[s + 1] ?? 0
      if (scan.endOf(Math.max(begin, end - 1)) <= finding.start || scan.startOf(begin) >= finding.end)
        continue
      most = Math.max(most, this.#most[s] ?? 0)
      for (let t = begin; t < end; t++)
        if (
          ((scan.lo[t] ?? 0) | (scan.hi[t] ?? 0)) !== 0 &&
          scan.startOf(t) >= finding.start &&
          scan.startOf(t) < finding.end
        )
          wasRead = true
    }
    return wasRead && most < veto && TALKED_OF.has(finding.type)
      ? { ...finding, score: finding.score / 2 }
      : finding
  }

  #read(scan: Scan, s: number): void {
    const grams = this.#grams
    const from = this.#segments.first[s] ?? 0
    const to = this.#segments.first[s + 1] ?? 0
    const signs = signsOf(scan, from, to)
    grams.read(scan, from, to, signs)
    let sum = 0
    for (let k = 0; k < grams.count; k++) sum += this.#table[grams.ids[k] ?? 0] ?? 0
    this.#sums[s] = sum * this.#step
    this.#counts[s] = grams.count
    this.#masks[s] = signs
  }

  #weigh(a: number, b: number): number {
    const two = a !== b
    const mask = (this.#masks[a] ?? 0) | (this.#masks[b] ?? 0)
    const sum = (this.#sums[a] ?? 0) + (two ? (this.#sums[b] ?? 0) : 0)
    const count = (this.#counts[a] ?? 0) + (two ? (this.#counts[b] ?? 0) : 0)
    let signs = 0
    const own = this.#own
    let n = 0
    for (let rest = mask; rest !== 0; rest &= rest - 1) {
      const j = 31 - Math.clz32(rest & -rest)
      signs += this.#signs[j] ?? 0
      for (let k = 0; k < n; k++) signs += this.#pairs[pairAt(own[k] ?? 0, j)] ?? 0
      own[n++] = j
    }
    // A sign and a pair of signs each count as one more n-gram.
    return this.#bias + (sum + signs) * gramsScale(count + (n * (n + 1)) / 2)
  }
}
