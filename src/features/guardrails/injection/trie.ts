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

type Node = {
  readonly next: Map<number, Node>
  exact: [lo: number, hi: number]
  stem: [lo: number, hi: number]
  sole: boolean
}
const fresh = (): Node => ({ next: new Map(), exact: [0, 0], stem: [0, 0], sole: false })

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
    const root = fresh()
    for (const entry of entries) this.#add(root, entry)
    const nodes: Node[] = [root]
    const first: number[] = []
    const label: number[] = []
    for (let v = 0; v < nodes.length; v++) {
      first.push(label.length)
      const children = [...(nodes[v]?.next ?? [])].toSorted((a, b) => a[0] - b[0])
      for (const [symbol, child] of children) {
        label.push(symbol)
        nodes.push(child)
      }
    }
    first.push(label.length)
    this.size = nodes.length
    this.#first = Int32Array.from(first)
    this.#label = Uint16Array.from(label)
    this.#root = new Int32Array(this.#symbols).fill(-1)
    for (let e = 0; e < (first[1] ?? 0); e++) this.#root[label[e] ?? 0] = e + 1
    this.#exactLo = Int32Array.from(nodes, (node) => node.exact[0])
    this.#exactHi = Int32Array.from(nodes, (node) => node.exact[1])
    this.#stemLo = Int32Array.from(nodes, (node) => node.stem[0])
    this.#stemHi = Int32Array.from(nodes, (node) => node.stem[1])
    this.#sole = Uint8Array.from(nodes, (node) => (node.sole ? 1 : 0))
    this.#kind = Uint8Array.from(
      nodes,
      ({ next, exact, stem, sole }) =>
        ((stem[0] | stem[1]) === 0 ? 0 : HAS_STEM) |
        ((exact[0] | exact[1]) === 0 && !sole ? 0 : HAS_EXACT) |
        (next.has(REST) ? HAS_REST : 0),
    )
  }

  #add(root: Node, { text, stem, lo, hi, sole }: TrieEntry): void {
    let node = root
    let gap = false
    for (let i = 0; i < text.length; i++) {
      const raw = text.charCodeAt(i)
      const folded = foldUnit(raw)
      for (const c of folded === LONGER ? codes(expansion(raw)) : folded === 0 ? [] : [folded]) {
        const kind = classOf(c)
        if (kind === CLASS.letter || kind === CLASS.digit || kind === CLASS.running || c === 39) {
          if (gap && node !== root) node = grow(node, GAP)
          gap = false
          node = grow(node, this.#symbolOf(c))
        } else if (c === STAR) {
          if (i + 1 < text.length && node !== root) node = grow(node, REST)
        } else gap = true
      }
    }
    if (node === root) return
    const set = stem ? node.stem : node.exact
    if (node.sole && !stem) return
    if (sole === true) {
      node.sole = true
      node.exact = [lo, hi]
      return
    }
    set[0] |= lo
    set[1] |= hi
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

function grow(node: Node, symbol: number): Node {
  const known = node.next.get(symbol)
  if (known !== undefined) return known
  const made = fresh()
  node.next.set(symbol, made)
  return made
}

const codes = (text: string): number[] => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
const isGap = (c: number): boolean => c === 32 || c === 45 || c === 95 || c === 10
const inWord = (c: number): boolean => {
  const kind = CLASSES[c] ?? 0
  return kind === CLASS.letter || kind === CLASS.digit
}
