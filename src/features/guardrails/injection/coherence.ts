import { setOf } from './concepts.ts'
import { CLASS, classOf } from './fold.ts'
import { FLAG, type Scan } from './scan.ts'
import { ADDRESS, COMMAND, CORE, has, LEAD_IN } from './steering.ts'

/** How a sentence stands among its neighbours: what the first, the last and the most steering one have in common with the rest. */
const OF_SENTENCE = [
  'orders',
  'asks',
  'novelty',
  'novelty over mean',
  'address',
  'core',
  'product',
  'words',
  'own line',
  'capital',
  'signs',
] as const

export const COHERENCE_FEATURES: readonly string[] = [
  ...['head', 'tail', 'peak'].flatMap((place) => OF_SENTENCE.map((name) => `${place} ${name}`)),
  'peak place',
  'peak strength',
  'peak strength over mean',
  'peak strength over second',
  'novelty mean',
  'orders that are foreign',
]

const PRODUCT = setOf('product', 'answer')
const QUESTION = setOf('question')
/** Words that every text shares with every other. */
const COMMON = setOf('person', 'question', 'negation', 'all', 'politeness', 'obligation')

const SLOTS = 4096
const keys = new Int32Array(SLOTS)
const owner = new Int32Array(SLOTS)
const stamp = new Int32Array(SLOTS)
let epoch = 0
const SENTENCES_MAX = 2048
const novelty = new Float64Array(SENTENCES_MAX)
const strength = new Float64Array(SENTENCES_MAX)
const orders = new Uint8Array(SENTENCES_MAX)
const content = new Uint8Array(8192)

/** Index of the most steering sentence of the last text. */
export const peak = { sentence: 0 }

export function fillCoherence(scan: Scan, into: Float32Array, at: number): void {
  const sentences = Math.min(scan.sentences, SENTENCES_MAX)
  const width = OF_SENTENCE.length
  into.fill(0, at, at + COHERENCE_FEATURES.length)
  peak.sentence = 0
  if (sentences === 0) return
  markShared(scan)
  let noveltySum = 0
  let strengthSum = 0
  let top = 0
  let second = 0
  let foreign = 0
  for (let s = 0; s < sentences; s++) {
    judge(scan, s)
    const n = novelty[s] ?? 0
    const v = strength[s] ?? 0
    noveltySum += n
    strengthSum += v
    if (v > top) {
      second = top
      top = v
      peak.sentence = s
    } else if (v > second) second = v
  }
  const mean = noveltySum / sentences
  for (let s = 0; s < sentences; s++) if (orders[s] === 1 && (novelty[s] ?? 0) > mean) foreign++
  describe(scan, 0, mean, into, at)
  describe(scan, sentences - 1, mean, into, at + width)
  describe(scan, peak.sentence, mean, into, at + 2 * width)
  let p = at + 3 * width
  into[p++] = sentences < 2 ? 0.5 : peak.sentence / (sentences - 1)
  into[p++] = top
  into[p++] = top - strengthSum / sentences
  into[p++] = top - second
  into[p++] = mean
  into[p++] = Math.log1p(foreign)
}

/** Remembers for each content word the one sentence that has it, or -2 when several do. */
function markShared(scan: Scan): void {
  const { hash, lo, hi, start, end, flags, sentence, tokens } = scan
  epoch = (epoch + 1) | 0
  for (let t = 0; t < tokens; t++) {
    content[t] = 0
    const length = (end[t] ?? 0) - (start[t] ?? 0)
    const f = flags[t] ?? 0
    if (length < 4 && (f & FLAG.running) === 0) continue
    if (has(COMMON, lo[t] ?? 0, hi[t] ?? 0)) continue
    const h = hash[t] ?? 0
    if (h === 11 || h === 12) continue
    content[t] = 1
    let slot = (h ^ (h >>> 13)) & (SLOTS - 1)
    let tries = 0
    while (stamp[slot] === epoch && keys[slot] !== h && tries++ < 16) slot = (slot + 1) & (SLOTS - 1)
    const s = sentence[t] ?? 0
    if (stamp[slot] !== epoch) {
      stamp[slot] = epoch
      keys[slot] = h
      owner[slot] = s
    } else if (owner[slot] !== s) owner[slot] = -2
  }
}

function judge(scan: Scan, s: number): void {
  const { hash, lo, hi, first, tokens } = scan
  const from = first[s] ?? 0
  const to = first[s + 1] ?? tokens
  const width = Math.max(1, to - from)
  let words = 0
  let own = 0
  let core = 0
  let address = 0
  for (let t = from; t < to; t++) {
    const l = lo[t] ?? 0
    const h = hi[t] ?? 0
    if (has(CORE, l, h)) core++
    if (has(ADDRESS, l, h)) address++
    if (content[t] !== 1) continue
    words++
    const key = hash[t] ?? 0
    let slot = (key ^ (key >>> 13)) & (SLOTS - 1)
    let tries = 0
    while (stamp[slot] === epoch && keys[slot] !== key && tries++ < 16) slot = (slot + 1) & (SLOTS - 1)
    if (owner[slot] === s) own++
  }
  let head = from
  if (has(LEAD_IN, lo[head] ?? 0, hi[head] ?? 0) && head + 1 < to) head++
  const order = to > from && has(COMMAND, lo[head] ?? 0, hi[head] ?? 0)
  orders[s] = order ? 1 : 0
  const n = words === 0 ? 0 : own / (words + 1)
  novelty[s] = n
  strength[s] = (order ? 0.35 : 0) + core / (width + 6) + address / (width + 6) + 0.25 * n
}

function describe(scan: Scan, s: number, mean: number, into: Float32Array, at: number): void {
  const { lo, hi, first, tokens, flags, codes, start, end } = scan
  const from = first[s] ?? 0
  const to = first[s + 1] ?? tokens
  const width = Math.max(1, to - from)
  let core = 0
  let address = 0
  let product = 0
  let asks = 0
  for (let t = from; t < to; t++) {
    const l = lo[t] ?? 0
    const h = hi[t] ?? 0
    if (has(CORE, l, h)) core++
    if (has(ADDRESS, l, h)) address++
    if (has(PRODUCT, l, h)) product++
  }
  if (to > from && has(QUESTION, lo[from] ?? 0, hi[from] ?? 0)) asks = 1
  const last = end[to - 1] ?? 0
  const behind = last < scan.folded ? (codes[last] ?? 0) : 0
  if (behind === 63 || behind === 0x61f) asks += 1
  const begin = start[from] ?? 0
  const chars = Math.max(1, last - begin)
  let signs = 0
  for (let i = begin; i < last; i++) if (classOf(codes[i] ?? 0) === CLASS.other) signs++
  let p = at
  into[p++] = orders[s] ?? 0
  into[p++] = asks
  into[p++] = novelty[s] ?? 0
  into[p++] = (novelty[s] ?? 0) - mean
  into[p++] = address / (width + 6)
  into[p++] = core / (width + 6)
  into[p++] = product / (width + 6)
  into[p++] = Math.log1p(width)
  into[p++] = scan.opensLine(s) ? 1 : 0
  into[p++] = ((flags[from] ?? 0) & FLAG.capital) === 0 ? 0 : 1
  into[p++] = signs / chars
}
