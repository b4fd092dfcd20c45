/** Words, stems and phrases to sets of concepts, found by one walk from the start of a word. */
import { CLASS, CLASSES, classOf, expansion, foldUnit, LONGER } from './fold.ts'

export type TrieEntry = {
  /** As written; spaces join the words of a phrase, `*` stands for the rest of a word inside one. */
  readonly text: string
  /** Matches words that only begin so. */
  readonly stem: boolean
  /** Bits of the concepts 0..31 and 32..63. */
  readonly lo: number
  readonly hi: number
  /** The whole word means this and nothing else, whatever other entries say. */
  readonly sole?: boolean
}

/** The separator of a phrase's words in the trie. */
const GAP = 1
/** The rest of a word, in a phrase whose word is a stem. */
const REST = 2
const STAR = 42
const HAS_STEM = 1
const HAS_EXACT = 2
const HAS_REST = 4

/** The trie while it grows, in flat lists: a hundred thousand nodes of their own, each with a map, took longer to make than to fill. */
class Growing {
  readonly symbol: number[] = [0]
  readonly child: number[] = [0]
  readonly sibling: number[] = [0]
  readonly exactLo: number[] = [0]
  readonly exactHi: number[] = [0]
  readonly stemLo: number[] = [0]
  readonly stemHi: number[] = [0]
  readonly sole: number[] = [0]
  /** The root has a child for every letter of every script. */
  readonly #ofRoot = new Map<number, number>()

  grow(node: number, symbol: number): number {
    const known = node === 0 ? (this.#ofRoot.get(symbol) ?? 0) : this.#childOf(node, symbol)
    if (known !== 0) return known
    const made = this.symbol.length
    this.symbol.push(symbol)
    this.child.push(0)
    this.sibling.push(this.child[node] ?? 0)
    for (const column of [this.exactLo, this.exactHi, this.stemLo, this.stemHi, this.sole]) column.push(0)
    this.child[node] = made
    if (node === 0) this.#ofRoot.set(symbol, made)
    return made
  }

  #childOf(node: number, symbol: number): number {
    let c = this.child[node] ?? 0
    while (c !== 0 && this.symbol[c] !== symbol) c = this.sibling[c] ?? 0
    return c
  }

  children(node: number): number[] {
    const found: number[] = []
    for (let c = this.child[node] ?? 0; c !== 0; c = this.sibling[c] ?? 0) found.push(c)
    return found.length < 2 ? found : found.sort((x, y) => (this.symbol[x] ?? 0) - (this.symbol[y] ?? 0))
  }
}

/**
 * INVARIANT: immutable after construction; a walk allocates nothing. The children of a node stand in a row, so that a step reads one or
 * two cache lines: with a hash table of all edges this pass took twice as long.
 */
export class Trie {
  readonly #symbol = new Uint16Array(65_536)
  #symbols = 3
  /** Children of node v: edges first[v] to first[v + 1]; the node behind edge e is e + 1. */
  readonly #first: Int32Array
  readonly #label: Uint16Array
  readonly #root: Int32Array
  readonly #exactLo: Int32Array
  readonly #exactHi: Int32Array
  readonly #stemLo: Int32Array
  readonly #stemHi: Int32Array
  readonly #sole: Uint8Array
  /** What a node has (HAS_*): most have nothing, and one byte says so. */
  readonly #kind: Uint8Array
  /** Of the last walk. */
  lo = 0
  hi = 0
  /** Folded offset behind the longest match of the last walk, or 0. */
  end = 0
  readonly size: number

  constructor(entries: Iterable<TrieEntry>) {
    const growing = new Growing()
    for (const entry of entries) this.#add(growing, entry)
    const nodes = new Int32Array(growing.symbol.length)
    this.size = nodes.length
    this.#first = new Int32Array(this.size + 1)
    this.#label = new Uint16Array(this.size - 1)
    let edges = 0
    for (let v = 0; v < this.size; v++) {
      this.#first[v] = edges
      for (const child of growing.children(nodes[v] ?? 0)) {
        this.#label[edges++] = growing.symbol[child] ?? 0
        nodes[edges] = child
      }
    }
    this.#first[this.size] = edges
    this.#root = new Int32Array(this.#symbols).fill(-1)
    for (let e = 0; e < (this.#first[1] ?? 0); e++) this.#root[this.#label[e] ?? 0] = e + 1
    const column = (from: readonly number[]): Int32Array => Int32Array.from(nodes, (node) => from[node] ?? 0)
    this.#exactLo = column(growing.exactLo)
    this.#exactHi = column(growing.exactHi)
    this.#stemLo = column(growing.stemLo)
    this.#stemHi = column(growing.stemHi)
    this.#sole = Uint8Array.from(column(growing.sole))
    this.#kind = Uint8Array.from(nodes, (_, v) => this.#kindOf(v))
  }

  #kindOf(v: number): number {
    const stem = (this.#stemLo[v] ?? 0) | (this.#stemHi[v] ?? 0)
    const exact = (this.#exactLo[v] ?? 0) | (this.#exactHi[v] ?? 0)
    const labels = this.#label.subarray(this.#first[v], this.#first[v + 1])
    return (
      (stem === 0 ? 0 : HAS_STEM) |
      (exact === 0 && this.#sole[v] === 0 ? 0 : HAS_EXACT) |
      (labels.includes(REST) ? HAS_REST : 0)
    )
  }

  #add(to: Growing, { text, stem, lo, hi, sole }: TrieEntry): void {
    let node = 0
    let gap = false
    for (let i = 0; i < text.length; i++) {
      const raw = text.charCodeAt(i)
      const folded = foldUnit(raw)
      for (const c of folded === LONGER ? codes(expansion(raw)) : folded === 0 ? [] : [folded]) {
        const kind = classOf(c)
        if (kind === CLASS.letter || kind === CLASS.digit || kind === CLASS.running || c === 39) {
          if (gap && node !== 0) node = to.grow(node, GAP)
          gap = false
          node = to.grow(node, this.#symbolOf(c))
        } else if (c === STAR) {
          if (i + 1 < text.length && node !== 0) node = to.grow(node, REST)
        } else gap = true
      }
    }
    if (node === 0 || (to.sole[node] === 1 && !stem)) return
    if (sole === true) {
      to.sole[node] = 1
      to.exactLo[node] = lo
      to.exactHi[node] = hi
      return
    }
    const [los, his] = stem ? [to.stemLo, to.stemHi] : [to.exactLo, to.exactHi]
    los[node] = (los[node] ?? 0) | lo
    his[node] = (his[node] ?? 0) | hi
  }

  #symbolOf(c: number): number {
    const known = this.#symbol[c] ?? 0
    if (known !== 0) return known
    this.#symbol[c] = this.#symbols
    return this.#symbols++
  }

  /**
   * The longest entry that begins at `at`; its concepts are then in `lo` and `hi`, its end in `end` (0: none).
   * `anywhere`: a running script, in which an entry need not end where a word ends.
   */
  walk(text: Uint16Array, at: number, n: number, anywhere: boolean): boolean {
    this.end = 0
    const symbols = this.#symbol
    const firsts = this.#first
    const labels = this.#label
    const symbolAt = symbols[text[at] ?? 0] ?? 0
    let node = symbolAt === 0 ? -1 : (this.#root[symbolAt] ?? -1)
    if (node < 0) return false
    let i = at + 1
    for (;;) {
      const kind = this.#kind[node] ?? 0
      if ((kind & HAS_STEM) !== 0) this.#take(i, this.#stemLo[node] ?? 0, this.#stemHi[node] ?? 0)
      if ((kind & HAS_EXACT) !== 0) this.#whole(node, i, i >= n || !inWord(text[i] ?? 0), anywhere)
      if (i >= n) break
      const from = firsts[node] ?? 0
      const to = firsts[node + 1] ?? 0
      if (from === to) break
      const c = text[i] ?? 0
      let symbol = symbols[c] ?? 0
      // One gap character (space, hyphen, underscore, line end) between the words of a phrase.
      if (symbol === 0 && isGap(c)) symbol = GAP
      let e = from
      let end = to
      while (end - e > 4) {
        const middle = (e + end) >>> 1
        if ((labels[middle] ?? 0) <= symbol) e = middle
        else end = middle
      }
      while (e < to && (labels[e] ?? 0) < symbol) e++
      if (symbol !== 0 && e < to && labels[e] === symbol) {
        node = e + 1
        i++
        continue
      }
      if ((kind & HAS_REST) === 0) break
      // GAP and REST sort before all letters.
      const rest = labels[from] === REST ? from : labels[from + 1] === REST && from + 1 < to ? from + 1 : -1
      if (rest < 0) break
      while (i < n && inWord(text[i] ?? 0)) i++
      node = rest + 1
    }
    return this.end !== 0
  }

  /** A node at which entries end that are whole words. */
  #whole(node: number, i: number, atEnd: boolean, anywhere: boolean): void {
    const lo = this.#exactLo[node] ?? 0
    const hi = this.#exactHi[node] ?? 0
    if (this.#sole[node] === 1 && atEnd) this.#take((lo | hi) === 0 ? 0 : i, lo, hi)
    else if ((lo | hi) !== 0 && (anywhere || atEnd)) {
      if (this.end === i) this.#take(i, this.lo | lo, this.hi | hi)
      else this.#take(i, lo, hi)
    }
  }

  #take(end: number, lo: number, hi: number): void {
    this.end = end
    this.lo = lo
    this.hi = hi
  }
}

const codes = (text: string): number[] => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
const isGap = (c: number): boolean => c === 32 || c === 45 || c === 95 || c === 10
const inWord = (c: number): boolean => {
  const kind = CLASSES[c] ?? 0
  return kind === CLASS.letter || kind === CLASS.digit
}
