/** Words that carry no content of their own, in the languages that prompts are mostly written in. */
const STOP = new Set(
  (
    'a an the and or but if then so of to in on at by for with from as is are was were be been being am it its this that these those i you he she ' +
    'we they them him her his our your their my me us do does did done have has had will would can could should may might must shall not no yes very ' +
    'just also too more most some any all there here what which who when where why how about into over than such only own same other when while because'
  ).split(' '),
)
/** What makes a sentence of a prompt an order: facts that it tells are meant to be told. */
const ORDER =
  /\b(?:you (?:are|must|should|may|can|will|have|need|never|always)|your (?:role|task|job|name|instructions|goal)|never|always|do not|don['’]t|must not|only (?:answer|respond|reply|use|discuss|help)|refuse|decline|respond|reply|answer|act as|pretend|keep .{0,40}(?:secret|confidential)|reveal|disclose|mention|if (?:the user|asked|someone)|avoid|ensure|make sure|remember|instructions?)\b/i
/** An answer that speaks of what it was told. */
const TELLS =
  /\b(?:my (?:\w+ )?(?:instructions?|prompt|rules|guidelines)|(?:i (?:was|am|have been|['’]?ve been)|i['’]m) (?:\w+ )?(?:told|instructed|asked|configured|programmed|supposed|not allowed)|(?:the |this )?system (?:prompt|message)|i (?:must|should|have to|am required to|['’]?m required to))\b/i

const ORDERS_MAX = 300
const WORDS_LEAST = 5

export type Directive = { readonly words: readonly string[] }

const WORD = /\p{L}[\p{L}\p{N}'’]{1,40}/gu

/** Crude on purpose, the same on both sides: `respond`, `responds` and `responding` meet. */
const stem = (word: string): string =>
  word.length <= 4 ? word : word.replace(/(?:ations?|ings?|edly|ed|ies|ly|es|s|e|y)$/, '') || word

function content(text: string): { word: string; start: number; end: number }[] {
  const out: { word: string; start: number; end: number }[] = []
  for (const match of text.matchAll(WORD)) {
    const word = match[0].toLowerCase()
    if (!STOP.has(word))
      out.push({ word: stem(word), start: match.index, end: match.index + match[0].length })
  }
  return out
}

/** Sentences of a prompt that give orders, as their content words. */
export function directives(prompts: readonly string[]): readonly Directive[] {
  const out: Directive[] = []
  for (const prompt of prompts)
    for (const sentence of prompt.split(/(?<=[.!?])\s+|\n+/)) {
      if (out.length >= ORDERS_MAX) return out
      if (!ORDER.test(sentence)) continue
      const words = content(sentence).map((w) => w.word)
      if (words.length >= WORDS_LEAST) out.push({ words: words.slice(0, 40) })
    }
  return out
}

/** A word that comes so often in the answer says nothing about one sentence; bounds the work. */
const OFTEN = 64
/** Of an order's content words, how many must come back, and how many of these in its order. */
const COVER = 0.6
const IN_ORDER = 0.65

export type Coverage = { readonly start: number; readonly end: number; readonly score: number }

/**
 * How much of the orders comes back in the answer, null when less than counts. The score grows with the number of orders and their share;
 * an answer that says where it has it from needs less.
 */
export function coverageOf(orders: readonly Directive[], answer: string): Coverage | null {
  if (orders.length === 0) return null
  const words = content(answer)
  const places = new Map<string, number[]>()
  words.forEach(({ word }, i) => {
    const list = places.get(word)
    if (list === undefined) places.set(word, [i])
    else list.push(i)
  })
  let hits = 0
  let first = words.length
  let last = -1
  for (const order of orders) {
    const span = retold(order, places)
    if (span === null) continue
    hits++
    first = Math.min(first, span.from)
    last = Math.max(last, span.to)
  }
  if (hits === 0) return null
  const tells = TELLS.test(answer)
  // one order may come back by chance; that, and no word of where it comes from, is no finding
  if (hits === 1 && !tells && orders.length > 1) return null
  const share = hits / orders.length
  const score = Math.min(0.95, 0.3 + 0.1 * Math.min(hits, 4) + 0.3 * share + (tells ? 0.2 : 0))
  return { start: words[first]?.start ?? 0, end: words[last]?.end ?? answer.length, score }
}

/** Where the answer tells this order: the stretch of three times its length with most of its words, in their order. */
function retold(
  { words }: Directive,
  places: ReadonlyMap<string, readonly number[]>,
): { readonly from: number; readonly to: number } | null {
  const matches: { readonly at: number; readonly index: number }[] = []
  let possible = 0
  words.forEach((word, index) => {
    const list = places.get(word)
    if (list === undefined) return
    possible++
    if (list.length <= OFTEN) for (const at of list) matches.push({ at, index })
  })
  if (possible / words.length < COVER) return null
  matches.sort((a, b) => a.at - b.at || a.index - b.index)
  const reach = words.length * 3
  const inside = new Map<number, number>()
  let left = 0
  let best: { readonly left: number; readonly right: number; readonly cover: number } | null = null
  matches.forEach(({ at, index }, right) => {
    inside.set(index, (inside.get(index) ?? 0) + 1)
    while (at - (matches[left]?.at ?? at) > reach) {
      const gone = matches[left]?.index ?? 0
      const n = (inside.get(gone) ?? 1) - 1
      if (n === 0) inside.delete(gone)
      else inside.set(gone, n)
      left++
    }
    const cover = inside.size / words.length
    if (best === null || cover > best.cover) best = { left, right, cover }
  })
  return decided(best, matches)
}

function decided(
  best: { readonly left: number; readonly right: number; readonly cover: number } | null,
  matches: readonly { readonly at: number; readonly index: number }[],
): { readonly from: number; readonly to: number } | null {
  if (best === null || best.cover < COVER) return null
  const stretch = matches.slice(best.left, best.right + 1)
  const distinct = new Set(stretch.map((m) => m.index)).size
  if (longestRise(stretch.map((m) => m.index)) / distinct < IN_ORDER) return null
  return { from: stretch[0]?.at ?? 0, to: stretch.at(-1)?.at ?? 0 }
}

/** Length of the longest strictly rising subsequence (patience sorting). */
function longestRise(values: readonly number[]): number {
  const tops: number[] = []
  for (const value of values) {
    let lo = 0
    let hi = tops.length
    while (lo < hi) {
      const mid = (lo + hi) >> 1
      if ((tops[mid] ?? 0) < value) lo = mid + 1
      else hi = mid
    }
    tops[lo] = value
  }
  return tops.length
}
