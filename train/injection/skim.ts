import { conceptTrie } from '../../src/features/guardrails/injection/concepts.ts'
import { latinOf } from '../../src/features/guardrails/injection/latin.ts'
import { lexicon } from '../../src/features/guardrails/injection/lexicon/index.ts'
import { Reader, WORD_ROWS, wordHash } from '../../src/features/guardrails/injection/reader.ts'
import { SKIM_HIDDEN, SKIM_WIDTH } from '../../src/features/guardrails/injection/skim.ts'
import { seeded, shuffle } from './random.ts'

type Example = { readonly text: string; readonly data: boolean; readonly label: 0 | 1 }

/** The numbers of one kind of origin, as the skim adds them up. */
export type Fitted = {
  readonly rows: Float32Array
  readonly first: Float32Array
  readonly firstBias: Float32Array
  readonly second: Float32Array
  readonly bias: number
}

/** By its hash, every word that has rows of its own, with its letters. */
export type Vocabulary = ReadonlyMap<number, string>

const EPOCHS = 5
const RATE = 0.1
const DECAY = 1e-4
/** An attack counts up to so many times as much as an ordinary text, where attacks are fewer. */
const ATTACK_MAX = 3
/** A word has rows of its own from so many texts on: below, the network learns texts by heart. */
const TEXTS_MIN = 80
const WORD_MAX = 24
const ENDINGS = ['', 's', 'd', 'ed', 'ing', 'es', 'e']
const CONCEPT_ROWS = 64

const WORD = /[A-Za-z0-9\u00c0-\u017f]+(?:'[A-Za-z\u00c0-\u017f]+)*/gu
const lettersOf = (word: string): string =>
  String.fromCharCode(...Array.from({ length: word.length }, (_, i) => latinOf(word.charCodeAt(i))))

export function vocabularyOf(texts: readonly { readonly text: string }[]): Vocabulary {
  const out = new Map<number, string>()
  const put = (letters: string): void => {
    const h = wordHash(letters)
    if (h !== null && h !== 0) out.set(h, letters)
  }
  for (const byLanguage of Object.values(lexicon))
    for (const list of Object.values(byLanguage))
      for (const entry of list) {
        const stem = entry.replace('*', '').normalize('NFKD').replaceAll(/\p{M}/gu, '')
        if (/^[a-z']+$/u.test(stem))
          for (const ending of entry.endsWith('*') ? ENDINGS : ['']) put(stem + ending)
      }
  const counts = new Map<string, number>()
  for (const { text } of texts)
    for (const letters of new Set((text.match(WORD) ?? []).map(lettersOf)))
      counts.set(letters, (counts.get(letters) ?? 0) + 1)
  for (const [letters, count] of counts) if (count >= TEXTS_MIN && letters.length < WORD_MAX) put(letters)
  return out
}

/**
 * The network, by AdaGrad on the most suspicious stretch of each text. A word's row is the sum of its own, of its own at the beginning of a
 * sentence and of its concepts', so that a rare word of the lexicon stands for its kind.
 */
export function fitSkim(examples: readonly Example[], vocabulary: Vocabulary): Fitted {
  const reader = new Reader(Int32Array.from(vocabulary.keys()))
  const parts = partsOf(vocabulary)
  const shared = parts.length
  const values = new Float32Array((shared + 2 * CONCEPT_ROWS) * SKIM_WIDTH)
  const sums = new Float32Array(values.length).fill(0.1)
  const random = seeded(7)
  values.forEach((_, i) => (values[i] = (random() - 0.5) * 0.1))
  const first = Float32Array.from({ length: SKIM_HIDDEN * SKIM_WIDTH }, () => (random() - 0.5) * 0.8)
  const firstSum = new Float32Array(first.length).fill(0.1)
  const firstBias = new Float32Array(SKIM_HIDDEN).fill(0.1)
  const firstBiasSum = new Float32Array(SKIM_HIDDEN).fill(0.1)
  const second = Float32Array.from({ length: SKIM_HIDDEN }, (_, h) => (h % 2 === 0 ? 0.5 : -0.5))
  const secondSum = new Float32Array(SKIM_HIDDEN).fill(0.1)
  let bias = -2
  let biasSum = 1
  const read = examples.map(({ text, data }) => {
    reader.read(text, data)
    const ends = reader.ends.slice(0, reader.blocks)
    return { rows: reader.rows.slice(0, ends.at(-1) ?? 0), ends }
  })
  const sum = new Float32Array(SKIM_WIDTH)
  const top = new Float32Array(SKIM_WIDTH)
  const place = { from: 0, to: 0, z: 0 }
  const strongest = ({ rows, ends }: (typeof read)[number]): void => {
    place.z = Number.NEGATIVE_INFINITY
    place.from = place.to = 0
    for (let k = 0; k < ends.length; k++) {
      const from = k < 2 ? 0 : (ends[k - 2] ?? 0)
      const to = ends[k] ?? 0
      sum.fill(0)
      for (let i = from; i < to; i++)
        for (const part of parts[rows[i] ?? 0] ?? [])
          for (let d = 0; d < SKIM_WIDTH; d++) sum[d] = (sum[d] ?? 0) + (values[part * SKIM_WIDTH + d] ?? 0)
      let z = bias
      for (let h = 0; h < SKIM_HIDDEN; h++) {
        const a = activation(first, firstBias, h, sum)
        if (a > 0) z += (second[h] ?? 0) * a
      }
      if (z > place.z) {
        place.z = z
        place.from = from
        place.to = to
        top.set(sum)
      }
    }
  }
  const attacks = examples.filter(({ label }) => label === 1).length
  const weight = Math.min(ATTACK_MAX, Math.max(1, (examples.length - attacks) / Math.max(1, attacks)))
  const order = Int32Array.from(examples.keys())
  const down = new Float32Array(SKIM_WIDTH)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, random)
    const rate = RATE * (1 - epoch / EPOCHS)
    const step = (of: Float32Array, squares: Float32Array, k: number, g: number): void => {
      squares[k] = (squares[k] ?? 0) + g * g
      of[k] = (of[k] ?? 0) - (rate * g) / Math.sqrt(squares[k] ?? 1)
    }
    for (const r of order) {
      const text = read[r]
      if (text === undefined || text.ends.length === 0) continue
      strongest(text)
      const label = examples[r]?.label ?? 0
      const g = (1 / (1 + Math.exp(-place.z)) - label) * (label === 1 ? weight : 1)
      if (Math.abs(g) < 0.005) continue
      down.fill(0)
      for (let h = 0; h < SKIM_HIDDEN; h++) {
        const a = activation(first, firstBias, h, top)
        if (a <= 0) continue
        const ga = g * (second[h] ?? 0)
        for (let d = 0; d < SKIM_WIDTH; d++) {
          const k = h * SKIM_WIDTH + d
          down[d] = (down[d] ?? 0) + ga * (first[k] ?? 0)
          step(first, firstSum, k, ga * (top[d] ?? 0))
        }
        step(second, secondSum, h, g * a)
        step(firstBias, firstBiasSum, h, ga)
      }
      biasSum += g * g
      bias -= (rate * g) / Math.sqrt(biasSum)
      for (let i = place.from; i < place.to; i++)
        for (const part of parts[text.rows[i] ?? 0] ?? [])
          for (let d = 0; d < SKIM_WIDTH; d++) {
            const k = part * SKIM_WIDTH + d
            if (part < shared) values[k] = (values[k] ?? 0) * (1 - rate * DECAY)
            step(values, sums, k, down[d] ?? 0)
          }
    }
  }
  return { rows: added(parts, values), first, firstBias, second, bias }
}

function activation(first: Float32Array, bias: Float32Array, h: number, x: Float32Array): number {
  let a = bias[h] ?? 0
  for (let d = 0; d < SKIM_WIDTH; d++) a += (first[h * SKIM_WIDTH + d] ?? 0) * (x[d] ?? 0)
  return a
}

/** Of each row, the rows that it is the sum of; those of concepts stand behind all others. */
function partsOf(vocabulary: Vocabulary): Int32Array[] {
  const own = Array.from({ length: WORD_ROWS }, (_, row) => Int32Array.of(row))
  const shared = WORD_ROWS + 2 * vocabulary.size
  const words = [...vocabulary.values()].flatMap((letters, i) => {
    const row = WORD_ROWS + 2 * i
    const concepts = conceptsOf(letters)
    return [
      Int32Array.of(row, ...concepts.map((c) => shared + c)),
      Int32Array.of(row, row + 1, ...concepts.flatMap((c) => [shared + c, shared + CONCEPT_ROWS + c])),
    ]
  })
  return [...own, ...words]
}

function conceptsOf(letters: string): number[] {
  const trie = conceptTrie()
  const codes = Uint16Array.from(letters, (ch) => ch.charCodeAt(0))
  if (!trie.walk(codes, 0, codes.length, false) || trie.end !== codes.length) return []
  return Array.from({ length: CONCEPT_ROWS }, (_, c) => c).filter((c) =>
    c < 32 ? ((trie.lo >>> c) & 1) === 1 : ((trie.hi >>> (c - 32)) & 1) === 1,
  )
}

function added(parts: readonly Int32Array[], values: Float32Array): Float32Array {
  const out = new Float32Array(parts.length * SKIM_WIDTH)
  parts.forEach((list, row) => {
    for (const part of list)
      for (let d = 0; d < SKIM_WIDTH; d++)
        out[row * SKIM_WIDTH + d] = (out[row * SKIM_WIDTH + d] ?? 0) + (values[part * SKIM_WIDTH + d] ?? 0)
  })
  return out
}
