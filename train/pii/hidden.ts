/** The hidden layer of the tagger: trained together with the chain, on the gradient that the chain hands back. */
import { readFileSync } from 'node:fs'
import { hashOf } from '../../src/features/guardrails/pii/chars.ts'
import { PLACES, ROWS, ROWS_MAX, seen, SIDE } from '../../src/features/guardrails/pii/name-hidden.ts'
import { LABELS } from '../../src/features/guardrails/pii/name-model.ts'
import { CODES, PARTS, PART_SIZE, WIDTH } from '../../src/features/guardrails/pii/name-vectors.ts'
import type { Rng } from './sentence.ts'

const L = LABELS.length

/** Vectors as vectors.ts wrote them; word 0 is none. */
export type Shortened = {
  readonly books: Float32Array
  readonly codes: Uint8Array
  readonly full: Float32Array
  readonly numberOf: ReadonlyMap<number, number>
}

export function readVectors(file: string, groups: string): Shortened {
  const bytes = new Uint8Array(readFileSync(file))
  const count = new DataView(bytes.buffer).getUint32(0, true)
  const books = new Float32Array(bytes.slice(4, 4 + PARTS * CODES * PART_SIZE * 4).buffer)
  const codes = new Uint8Array((count + 1) * PARTS)
  codes.set(bytes.subarray(4 + books.byteLength), PARTS)
  const full = new Float32Array((count + 1) * WIDTH)
  for (let i = 1; i <= count; i++)
    for (let part = 0; part < PARTS; part++)
      for (let d = 0; d < PART_SIZE; d++)
        full[i * WIDTH + part * PART_SIZE + d] =
          books[(part * CODES + (codes[i * PARTS + part] ?? 0)) * PART_SIZE + d] ?? 0
  const numberOf = new Map<number, number>()
  readFileSync(groups, 'utf8')
    .trim()
    .split('\n')
    .forEach((line, i) => {
      const word = line.split(' ')[0] ?? ''
      numberOf.set(hashOf(word, 0, word.length), i + 1)
    })
  return { books, codes, full, numberOf }
}

/** What the layer sees of one run: vectors around it, rows of each word. */
export type Sight = {
  readonly words: Int32Array
  readonly from: number
  readonly rows: Int32Array
  /** Where each word's rows begin; one more than words. */
  readonly starts: Int32Array
}

/** Of the run that `extractSeen` read last. */
export function sightOf(count: number): Sight {
  const starts = new Int32Array(count + 1)
  const rows: number[] = []
  for (let k = 0; k < count; k++) {
    for (let r = 0; r < (seen.rowCount[k] ?? 0); r++) rows.push(seen.rows[k * ROWS_MAX + r] ?? 0)
    starts[k + 1] = rows.length
  }
  return {
    words: seen.words.slice(0, seen.wordCount),
    from: seen.from,
    rows: Int32Array.from(rows),
    starts,
  }
}

export type HiddenOptions = {
  readonly units: number
  /** Share of units blanked at random. */
  readonly drop: number
  /** Share of words whose vector is blanked. */
  readonly blind: number
  readonly rate: number
}

const BATCH = 16

export class Hidden {
  readonly units: number
  readonly weights: Float32Array
  readonly bias: Float32Array
  readonly out: Float32Array
  readonly rows: Float32Array
  readonly #o: HiddenOptions
  readonly #rng: Rng
  readonly #full: Float32Array
  readonly #sums: Float32Array[]
  readonly #grads: Float32Array[]
  readonly #rowSquares: Float32Array
  readonly #dense: Float32Array
  readonly #act: Float32Array
  readonly #keep: Uint8Array
  readonly #active = new Int32Array(256)
  readonly #seenWords = new Int32Array(64)
  #meanPast = new Float32Array(WIDTH)
  #meanAhead = new Float32Array(WIDTH)
  #count = 0
  #mean: Float32Array[] | null = null
  #meanOf = 0

  constructor(o: HiddenOptions, full: Float32Array, rng: Rng) {
    this.#o = o
    this.#rng = rng
    this.#full = full
    this.units = o.units
    const uniform = (n: number, spread: number): Float32Array =>
      Float32Array.from({ length: n }, () => (rng() * 2 - 1) * spread)
    this.weights = uniform(PLACES * WIDTH * o.units, 0.15)
    this.bias = new Float32Array(o.units).fill(0.1)
    this.out = uniform(o.units * L, 0.15)
    this.rows = uniform(ROWS * o.units, 0.05)
    this.#sums = [this.weights, this.bias, this.out].map((w) => new Float32Array(w.length).fill(1e-2))
    this.#grads = [this.weights, this.bias, this.out].map((w) => new Float32Array(w.length))
    this.#rowSquares = new Float32Array(ROWS).fill(1e-2)
    this.#dense = new Float32Array(PLACES * WIDTH)
    this.#act = new Float32Array(o.units * 24)
    this.#keep = new Uint8Array(o.units)
  }

  remember(): void {
    const all = [this.weights, this.bias, this.out, this.rows]
    this.#mean ??= all.map((w) => new Float32Array(w.length))
    all.forEach((w, i) => {
      const to = this.#mean?.[i]
      if (to !== undefined) for (let j = 0; j < w.length; j++) to[j] = (to[j] ?? 0) + (w[j] ?? 0)
    })
    this.#meanOf++
  }

  settle(): void {
    const all = [this.weights, this.bias, this.out, this.rows]
    this.#mean?.forEach((sum, i) => {
      const w = all[i]
      if (w !== undefined) for (let j = 0; j < w.length; j++) w[j] = (sum[j] ?? 0) / this.#meanOf
    })
  }

  /** Raises what the layer says. */
  temper(by: number): void {
    for (let i = 0; i < this.out.length; i++) this.out[i] = (this.out[i] ?? 0) * by
  }

  /** Adds to the emissions; keeps what `learn` needs. */
  forward(s: Sight, emission: Float64Array): void {
    const H = this.units
    const n = s.starts.length - 1
    const { drop, blind } = this.#o
    for (let u = 0; u < H; u++) this.#keep[u] = this.#rng() < drop ? 0 : 1
    for (let i = 0; i < s.words.length; i++) {
      const w = s.words[i] ?? 0
      this.#seenWords[i] = w <= 0 || this.#rng() < blind ? 0 : w
    }
    this.#fillMean(this.#meanPast, 0, s.from)
    this.#fillMean(this.#meanAhead, s.from + n, s.words.length)
    for (let k = 0; k < n; k++) {
      this.#place(s, k, n)
      const at = k * H
      const act = this.#act
      for (let u = 0; u < H; u++) act[at + u] = this.bias[u] ?? 0
      this.#multiply(at)
      for (let r = s.starts[k] ?? 0; r < (s.starts[k + 1] ?? 0); r++) {
        const row = (s.rows[r] ?? 0) * H
        for (let u = 0; u < H; u++) act[at + u] = (act[at + u] ?? 0) + (this.rows[row + u] ?? 0)
      }
      const by = 1 / (1 - drop)
      for (let u = 0; u < H; u++) {
        const x = act[at + u] ?? 0
        const kept = x > 0 && this.#keep[u] === 1 ? x * by : 0
        act[at + u] = kept
        if (kept > 0)
          for (let y = 0; y < L; y++)
            emission[k * L + y] = (emission[k * L + y] ?? 0) + kept * (this.out[u * L + y] ?? 0)
      }
    }
  }

  /** Four numbers of a vector at a time. */
  #multiply(at: number): void {
    const H = this.units
    const act = this.#act
    const w = this.weights
    const dense = this.#dense
    for (let i = 0; i < PLACES * WIDTH; i += 4) {
      const a = dense[i] ?? 0
      const b = dense[i + 1] ?? 0
      const c = dense[i + 2] ?? 0
      const d = dense[i + 3] ?? 0
      if (a === 0 && b === 0 && c === 0 && d === 0) continue
      let p = i * H
      for (let u = at; u < at + H; u++, p++)
        act[u] =
          (act[u] ?? 0) +
          a * (w[p] ?? 0) +
          b * (w[p + H] ?? 0) +
          c * (w[p + 2 * H] ?? 0) +
          d * (w[p + 3 * H] ?? 0)
    }
  }

  /** `wanted[k * L + y]`: how much each emission should grow. */
  learn(s: Sight, wanted: Float64Array): void {
    const H = this.units
    const n = s.starts.length - 1
    const [gw, gb, go] = this.#grads
    if (gw === undefined || gb === undefined || go === undefined) return
    const by = 1 / (1 - this.#o.drop)
    const back = new Float32Array(H)
    for (let k = 0; k < n; k++) {
      let any = false
      for (let y = 0; y < L; y++) if (Math.abs(wanted[k * L + y] ?? 0) > 1e-4) any = true
      if (!any) continue
      let square = 0
      for (let u = 0; u < H; u++) {
        const a = this.#act[k * H + u] ?? 0
        back[u] = 0
        if (a <= 0) continue
        let sum = 0
        for (let y = 0; y < L; y++) {
          const g = wanted[k * L + y] ?? 0
          sum += g * (this.out[u * L + y] ?? 0)
          go[u * L + y] = (go[u * L + y] ?? 0) + g * a
        }
        back[u] = sum * by
        gb[u] = (gb[u] ?? 0) + sum * by
        square += (sum * by) ** 2
      }
      this.#place(s, k, n)
      let active = 0
      for (let u = 0; u < H; u++) if (back[u] !== 0) this.#active[active++] = u
      for (let i = 0; i < PLACES * WIDTH; i++) {
        const x = this.#dense[i] ?? 0
        if (x === 0) continue
        for (let j = 0; j < active; j++) {
          const u = this.#active[j] ?? 0
          gw[i * H + u] = (gw[i * H + u] ?? 0) + x * (back[u] ?? 0)
        }
      }
      square /= H
      for (let r = s.starts[k] ?? 0; r < (s.starts[k + 1] ?? 0); r++) {
        const row = s.rows[r] ?? 0
        const total = (this.#rowSquares[row] ?? 0) + square
        this.#rowSquares[row] = total
        const rate = this.#o.rate / Math.sqrt(total)
        for (let u = 0; u < H; u++)
          this.rows[row * H + u] = (this.rows[row * H + u] ?? 0) + rate * (back[u] ?? 0)
      }
    }
    if (++this.#count % BATCH === 0) this.#update()
  }

  #update(): void {
    ;[this.weights, this.bias, this.out].forEach((w, i) => {
      const g = this.#grads[i]
      const s = this.#sums[i]
      if (g === undefined || s === undefined) return
      for (let j = 0; j < w.length; j++) {
        const x = g[j] ?? 0
        if (x === 0) continue
        const total = (s[j] ?? 0) + x * x
        s[j] = total
        w[j] = (w[j] ?? 0) + (this.#o.rate * x) / Math.sqrt(total)
      }
      g.fill(0)
    })
  }

  #fillMean(into: Float32Array, from: number, to: number): void {
    into.fill(0)
    let count = 0
    for (let i = from; i < to; i++) {
      const w = this.#seenWords[i] ?? 0
      if (w <= 0) continue
      count++
      for (let d = 0; d < WIDTH; d++) into[d] = (into[d] ?? 0) + (this.#full[w * WIDTH + d] ?? 0)
    }
    if (count > 1) for (let d = 0; d < WIDTH; d++) into[d] = (into[d] ?? 0) / count
  }

  #place(s: Sight, k: number, n: number): void {
    const dense = this.#dense
    const put = (place: number, i: number): void => {
      const w = i < 0 || i >= s.words.length ? 0 : (this.#seenWords[i] ?? 0)
      const to = place * WIDTH
      if (w <= 0) dense.fill(0, to, to + WIDTH)
      else for (let d = 0; d < WIDTH; d++) dense[to + d] = this.#full[w * WIDTH + d] ?? 0
    }
    for (let o = -SIDE; o <= SIDE; o++) put(o + SIDE, s.from + k + o)
    put(2 * SIDE + 1, s.from)
    put(2 * SIDE + 2, s.from + n - 1)
    dense.set(this.#meanPast, (2 * SIDE + 3) * WIDTH)
    dense.set(this.#meanAhead, (2 * SIDE + 4) * WIDTH)
  }
}
