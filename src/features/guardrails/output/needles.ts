import type { Emit } from '../detector.ts'
import { isDigit, wordCode } from '../words.ts'

/** A code that counts when texts are compared: letters in lower case and digits; 0 for everything that may stand between them. */
const FOLD = new Uint16Array(65_536)
for (let c = 0; c < 65_536; c++) {
  const letter = wordCode(c)
  // spaces, zero-width characters, general and CJK punctuation stand between
  const between = c < 0xc0 || (c >= 0x2000 && c <= 0x206f) || (c >= 0x3000 && c <= 0x303f) || c === 0xfeff
  FOLD[c] = letter !== 0 ? letter : isDigit(c) || !between ? c : 0
}
export const fold = (c: number): number => FOLD[c] ?? 0

export function folded(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const c = fold(text.charCodeAt(i))
    if (c !== 0) out += String.fromCharCode(c)
  }
  return out
}

export type Needle = { readonly text: string; readonly type: string; readonly score: number }

/** Folded length of a needle: shorter ones are in every text, longer ones are cut (their beginning is enough to find them). */
const LEAST = 4
const MOST = 256
/** Characters that may stand between two of a needle's: `4111-1111`, `s w - c`. */
const GAP = 3

type Node = {
  readonly next: Map<number, number>
  fail: number
  depth: number
  hit: Needle | null
  up: number
}

/**
 * Finds many strings at once in growing text (Aho-Corasick over folded characters: case, spaces and punctuation do not count).
 * A needle stands alone: no letter or digit touches it. One pass, linear in the text whatever the needles.
 */
export class Needles {
  readonly #nodes: Node[] = [node(0)]
  readonly size: number
  /** How far before the text's end a needle may have begun. */
  readonly chars = (MOST + 2) * (GAP + 1)

  constructor(needles: readonly Needle[]) {
    let size = 0
    for (const needle of needles) {
      const text = folded(needle.text).slice(0, MOST)
      if (text.length < LEAST) continue
      size++
      this.#add(text, needle)
    }
    this.size = size
    this.#link()
  }

  #add(text: string, needle: Needle): void {
    let at = 0
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i)
      let to = this.#at(at).next.get(c)
      if (to === undefined) {
        to = this.#nodes.push(node(i + 1)) - 1
        this.#at(at).next.set(c, to)
      }
      at = to
    }
    const end = this.#at(at)
    if (end.hit === null || end.hit.score < needle.score) end.hit = needle
  }

  #link(): void {
    const queue: number[] = [...this.#at(0).next.values()]
    for (let q = 0; q < queue.length; q++) {
      const from = this.#at(queue[q] ?? 0)
      for (const [c, to] of from.next) {
        queue.push(to)
        let fail = from.fail
        while (fail !== 0 && !this.#at(fail).next.has(c)) fail = this.#at(fail).fail
        const target = this.#at(to)
        target.fail = this.#at(fail).next.get(c) ?? 0
        const above = this.#at(target.fail)
        target.up = above.hit === null ? above.up : target.fail
      }
    }
  }

  #at(index: number): Node {
    const found = this.#nodes[index]
    if (found === undefined) throw new Error('a node of the automaton is missing')
    return found
  }

  /** Every needle that starts at or after `from`; the first offset at which one may have begun, or the text's length. */
  walk(text: string, from: number, final: boolean, emit: Emit): number {
    const n = text.length
    if (this.size === 0) return n
    const places = new Int32Array(MOST)
    let seen = 0
    let state = 0
    let last = from
    for (let i = from; i < n; i++) {
      const c = fold(text.charCodeAt(i))
      if (c === 0) continue
      if (i - last > GAP + 1) state = 0
      last = i
      let at = this.#at(state)
      while (state !== 0 && !at.next.has(c)) {
        state = at.fail
        at = this.#at(state)
      }
      state = at.next.get(c) ?? 0
      places[seen % MOST] = i
      seen++
      if (state === 0) continue
      for (let s = state; s !== 0; s = this.#at(s).up) {
        const { hit, depth } = this.#at(s)
        if (hit === null) continue
        const start = places[(seen - depth) % MOST] ?? 0
        if (start > 0 && fold(text.charCodeAt(start - 1)) !== 0) continue
        // at the very end the next character decides; the state below then holds it
        if (i + 1 < n ? fold(text.charCodeAt(i + 1)) === 0 : final) emit(hit.type, start, i + 1, hit.score)
      }
    }
    if (final || state === 0 || n - last > GAP + 1) return n
    return places[(seen - this.#at(state).depth) % MOST] ?? n
  }
}

const node = (depth: number): Node => ({ next: new Map(), fail: 0, depth, hit: null, up: 0 })
