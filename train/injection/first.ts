import {
  CONCEPTS,
  conceptIndex,
  concepts,
  conceptTrie,
} from '../../src/features/guardrails/injection/concepts.ts'
import { isData } from '../../src/features/guardrails/injection/features.ts'
import {
  FIRST_FEATURES,
  FIRST_GROUPS,
  firstHash,
  firstSlot,
  FirstStage,
  TAG,
} from '../../src/features/guardrails/injection/first-stage.ts'
import { lexicon } from '../../src/features/guardrails/injection/lexicon/index.ts'
import { readWeights, writeWeights } from '../../src/features/guardrails/injection/weights.ts'
import { seeded, shuffle } from './random.ts'
import { groups, groupOf, type Group } from './recipe.ts'
import type { Row } from './rows.ts'

export type First = {
  readonly table: Uint8Array
  readonly signs: Float32Array
  readonly mix: Readonly<Record<Group, Float32Array>>
}

const SLOTS = 1 << 16
const EPOCHS = 3
const RATE = 0.05
/** A word of the training texts gets a weight of its own from so many texts on. */
const TEXTS_MIN = 12
const ENDINGS = ['', 's', 'd', 'ed', 'ing', 'es', 'e', 'ion', 'ions', 'er']

const wordsOf = (text: string): string[] =>
  (text.match(/[A-Za-z0-9']+/g) ?? []).map((word) => word.toLowerCase().replaceAll(/\d/g, '0'))

/** Concepts of a word by itself, as two words of bits. */
function conceptsOf(): (word: string) => readonly [number, number] {
  const trie = conceptTrie()
  const known = new Map<string, readonly [number, number]>()
  return (word) => {
    const seen = known.get(word)
    if (seen !== undefined) return seen
    const codes = Uint16Array.from(word, (ch) => ch.charCodeAt(0))
    const found = trie.walk(codes, 0, codes.length, false) && trie.end === codes.length
    const sets = [found || trie.end > 0 ? trie.lo : 0, found || trie.end > 0 ? trie.hi : 0] as const
    known.set(word, sets)
    return sets
  }
}

const has = ([lo, hi]: readonly [number, number], c: number): boolean =>
  c < 32 ? ((lo >>> c) & 1) === 1 : ((hi >>> (c - 32)) & 1) === 1

/** Words with weights of their own and shared ones of their concepts; then the mix of the sums, for each kind of origin. */
export function fitFirst(rows: readonly Row[]): First {
  const of = conceptsOf()
  const texts = rows.map((row) => wordsOf(row.text))
  const counts = new Map<string, number>()
  for (const words of texts) for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const index = new Map<string, number>()
  for (const [word, count] of counts)
    if (count >= TEXTS_MIN && word.length < 24) index.set(word, CONCEPTS + index.size)
  // The ids that a text adds up: its words' own and their concepts', in one list.
  const idsOf = new Map<string, readonly number[]>()
  const ids = texts.map((words) =>
    Int32Array.from(
      words.flatMap((word) => {
        const known = idsOf.get(word)
        if (known !== undefined) return known
        const k = index.get(word)
        const sets = of(word)
        const made = [
          ...(k === undefined ? [] : [k]),
          ...concepts.flatMap((_, c) => (has(sets, c) ? [c] : [])),
        ]
        idsOf.set(word, made)
        return made
      }),
    ),
  )
  const weights = new Float32Array(CONCEPTS + index.size)
  const sums = new Float32Array(weights.length).fill(0.05).fill(0.5, 0, CONCEPTS)
  const signs = new Float32Array(128)
  const signSum = new Float32Array(128).fill(1)
  const bias: Record<Group, number> = { user: 0, data: 0 }
  const random = seeded(7)
  const order = Int32Array.from(rows.keys())
  const signCounts = rows.map((row) => signsOf(row.text))
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, random)
    for (const r of order) {
      const row = rows[r]
      const mine = ids[r]
      const ownSigns = signCounts[r]
      if (row === undefined || mine === undefined || ownSigns === undefined) continue
      const group = groupOf(row)
      const scale = 1 / Math.sqrt((texts[r]?.length ?? 0) + 8)
      let z = 0
      for (const k of mine) z += weights[k] ?? 0
      z = bias[group] + z * scale
      for (const [c, v] of ownSigns) z += (signs[c] ?? 0) * v
      const g = 1 / (1 + Math.exp(-z)) - row.label
      bias[group] -= 0.02 * g
      const gk = g * scale
      for (const k of mine) {
        sums[k] = (sums[k] ?? 0) + gk * gk
        weights[k] = (weights[k] ?? 0) - (RATE * gk) / Math.sqrt(sums[k] ?? 1)
      }
      for (const [c, v] of ownSigns) {
        const gs = g * v
        signSum[c] = (signSum[c] ?? 0) + gs * gs
        signs[c] = Math.max(-1, Math.min(1, (signs[c] ?? 0) - (RATE * gs) / Math.sqrt(signSum[c] ?? 1)))
      }
    }
  }
  const weightOf = (word: string): number => {
    const k = index.get(word)
    const sets = of(word)
    let w = k === undefined ? 0 : (weights[k] ?? 0)
    for (let c = 0; c < CONCEPTS; c++) if (has(sets, c)) w += weights[c] ?? 0
    return w
  }
  const table = tableOf([...index.keys(), ...lexiconWords()], weightOf, of)
  return { table, signs, mix: mixOf(rows, table, signs) }
}

const SIGN = Uint8Array.from({ length: 128 }, (_, c) =>
  /[A-Za-z0-9' ]/.test(String.fromCharCode(c)) ? 0 : 1,
)

function signsOf(text: string): [number, number][] {
  const out = new Map<number, number>()
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c < 128 && SIGN[c] === 1) out.set(c, (out.get(c) ?? 0) + 1)
  }
  return [...out].map(([c, n]) => [c, (n * 100) / (text.length + 100)])
}

/** Single words of the lexicon in ASCII letters, stems with common endings. */
function lexiconWords(): string[] {
  const out = new Set<string>()
  for (const byLang of Object.values(lexicon))
    for (const list of Object.values(byLang))
      for (const entry of list)
        if (/^[a-z']+\*?$/.test(entry))
          for (const ending of entry.endsWith('*') ? ENDINGS : ['']) out.add(entry.replace('*', '') + ending)
  return [...out]
}

function tableOf(
  words: readonly string[],
  weightOf: (word: string) => number,
  of: (word: string) => readonly [number, number],
): Uint8Array {
  const table = new Int32Array(SLOTS)
  const masks = FIRST_GROUPS.map((names) =>
    concepts.flatMap((name) => (names.includes(name) ? [conceptIndex(name)] : [])),
  )
  const entries = [...new Set(words)].map((word) => ({ word, weight: weightOf(word), sets: of(word) }))
  let most = 1e-6
  for (const { weight } of entries) most = Math.max(most, Math.abs(weight))
  // A few extreme weights would leave the rest no steps.
  const step = most / 2 / 127
  // The weightiest first: they get their first place.
  for (const { word, weight, sets } of entries.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))) {
    const h = firstHash(word)
    if (h === null) continue
    let bits = 0
    masks.forEach((mask, g) => {
      if (mask.some((c) => has(sets, c))) bits |= 1 << g
    })
    const w = Math.max(-127, Math.min(127, Math.round(weight / step)))
    if (w === 0 && bits === 0) continue
    const entry = (h & TAG) | ((w & 0xff) << 16) | bits
    const slot = firstSlot(h) & (SLOTS - 1)
    const place = [slot, (slot + 1) & (SLOTS - 1)].find((at) => table[at] === 0)
    if (place !== undefined) table[place] = entry === 0 ? 1 : entry
  }
  return new Uint8Array(table.buffer)
}

/** Logistic regression over the sums of the first stage. */
function mixOf(rows: readonly Row[], table: Uint8Array, signs: Float32Array): Record<Group, Float32Array> {
  const zero = new Float32Array(FIRST_FEATURES)
  const stage = stageOf({ table, signs, mix: { user: zero, data: zero } }, 0, 0)
  const out: Record<Group, Float32Array> = { user: zero, data: zero }
  for (const group of groups) {
    const mine = rows.filter((row) => isData(row.origin) === (group === 'data'))
    const x = mine.map((row) => {
      stage.read(row.text)
      return Float64Array.from(stage.features)
    })
    const mix = new Float64Array(FIRST_FEATURES)
    for (let step = 0; step < 250; step++) {
      const g = new Float64Array(FIRST_FEATURES)
      x.forEach((xi, r) => {
        let z = 0
        for (let k = 0; k < FIRST_FEATURES; k++) z += (xi[k] ?? 0) * (mix[k] ?? 0)
        const d = 1 / (1 + Math.exp(-z)) - (mine[r]?.label ?? 0)
        for (let k = 0; k < FIRST_FEATURES; k++) g[k] = (g[k] ?? 0) + d * (xi[k] ?? 0)
      })
      for (let k = 0; k < FIRST_FEATURES; k++)
        mix[k] = (mix[k] ?? 0) - (0.4 * (g[k] ?? 0)) / Math.max(1, x.length)
    }
    out[group] = Float32Array.from(mix)
  }
  return out
}

export const firstTensors = (first: First): { name: string; data: Uint8Array | Float32Array }[] => [
  { name: 'first table', data: first.table },
  { name: 'first signs', data: first.signs },
  { name: 'first user mix', data: first.mix.user },
  { name: 'first data mix', data: first.mix.data },
]

export function stageOf(first: First, user: number, data: number): FirstStage {
  const numbers = { 'first user': user, 'first data': data }
  return new FirstStage(
    readWeights(writeWeights({ digest: '', features: 0, concepts: 0, numbers }, firstTensors(first))),
  )
}

/** What the first stage compares with its level; +Infinity for texts that it never clears. */
export const firstScore = (stage: FirstStage, row: Row): number =>
  stage.read(row.text) ? stage.score(isData(row.origin)) : Number.POSITIVE_INFINITY
