/**
 * The weights of the rules for orders inside data (addressed.ts of the detector). A text under attack says only somewhere that it is one: of
 * its segments, single and in pairs, the one that the model of the round before finds strongest is taught as the order; of ordinary
 * texts, and around a filler whose place is known, every one is taught as none.
 */
import { Addressed, gramsScale, PAIRS, pairAt } from '../../src/features/guardrails/injection/addressed.ts'
import { conceptTrie } from '../../src/features/guardrails/injection/concepts.ts'
import { isData } from '../../src/features/guardrails/injection/features.ts'
import { Scan } from '../../src/features/guardrails/injection/scan.ts'
import { GRAM_BITS, SegmentGrams } from '../../src/features/guardrails/injection/segment-grams.ts'
import { Segments } from '../../src/features/guardrails/injection/segments.ts'
import { SIGN_COUNT, signsOf } from '../../src/features/guardrails/injection/signs.ts'
import { readWeights, writeWeights } from '../../src/features/guardrails/injection/weights.ts'
import { injectionPatterns } from '../../src/features/guardrails/injection.ts'
import { ALONE } from './made.ts'
import { quantise } from './quantise.ts'
import { seeded, shuffle } from './random.ts'
import type { RecordRow } from './records.ts'
import type { Row } from './rows.ts'

/** Signs and their pairs are weights like those of n-grams, behind them in one table. */
const GRAMS = 1 << GRAM_BITS
const SIGNS_AT = GRAMS
const PAIRS_AT = GRAMS + SIGN_COUNT
const WEIGHTS = PAIRS_AT + PAIRS

export type Addressing = { readonly bias: number; readonly weights: Float32Array }

/** One segment, or two in a row. */
type Piece = {
  readonly ids: Int32Array
  readonly scale: number
  /** Of an attack with a known place: not part of it. */
  readonly around: boolean
}
export type Taught = { readonly row: Row; readonly pieces: readonly Piece[]; readonly weight: number }
type Example = { readonly piece: Piece; readonly label: 0 | 1; readonly weight: number }

/** Rounds that only choose each attack's order; then so many fits in other orders, averaged: one fit's luck is not shipped. */
const ROUNDS = 2
const FITS = 3
const EPOCHS = 8
const RATE = 0.2
const DECAY = 3e-4
/** Rows of generators and sets repeat themselves: a third of them, and that weighed by so much, leaves the records the most to say. */
const PART = 3
const MADE = 0.1
/** Pieces of ordinary text beside each order; there are far more of them. */
const ORDINARY = 0.2
/** Documentation speaks of models and gives orders to people all day: at this weight an unseen one lies no nearer than a record of others. */
const DOCS = 1
/** Twins that say the same words to people teach more than a page about something else. */
const TWIN = 0.6
const WRITTEN = 1.5
/** Orders are few; each counts up to so many times. */
const BALANCE_MAX = 4
/** Attacks that are found weaker than this have no sentence that tells it, ordinary pieces below the other teach nothing more. */
const UNCLEAR = -2
const SETTLED = -4
const SLOPE_MIN = 1e-4
const SEGMENTS = 400

/** Attacks whose wording overrides something: the others have nothing to find in one sentence. */
const overrides = (row: Row): boolean =>
  /indirect-(?:override|calledOff|record)|called-off|multilingual-indirect|docs-software|lookalike-policy/.test(
    row.kind,
  )
/** Texts that may come as data, whatever origin the sets give them. */
const ordinary = (row: Row): boolean =>
  row.label === 0 && (isData(row.origin) || /security-doc|math|harmful/.test(row.kind))

export const teaches = (row: Row): boolean =>
  row.label === 1 ? isData(row.origin) && overrides(row) : ordinary(row)

const isRecord = (row: Row): row is RecordRow => 'from' in row

function weightOf(row: Row): number {
  if (isRecord(row)) return row.kind === 'benign-record' ? ORDINARY : 1
  if (row.kind === ALONE) return 1
  if (row.kind.startsWith('benign-docs')) return DOCS
  const made = MADE * (row.source === 'own:written' ? WRITTEN : 1)
  if (row.label === 1) return made
  return made * (row.kind.startsWith('hardneg') ? TWIN : ORDINARY)
}

export const taughtOf = (rows: readonly Row[]): Taught[] => {
  const others = rows.filter((row) => teaches(row) && !isRecord(row))
  const some = [
    ...rows.filter(isRecord),
    ...others.filter((row, i) => i % PART === 0 || row.kind === 'benign-docs-packages' || row.kind === ALONE),
  ]
  const pieces = piecesOf(some)
  return some.map((row, i) => ({ row, pieces: pieces[i] ?? [], weight: weightOf(row) }))
}

export function piecesOf(rows: readonly Row[]): Piece[][] {
  const scan = new Scan(conceptTrie())
  const grams = new SegmentGrams()
  const segments = new Segments()
  return rows.map((row) => {
    scan.read(row.text)
    segments.read(scan)
    const single = Array.from({ length: Math.min(SEGMENTS, segments.count) }, (_, s) => {
      const from = segments.first[s] ?? 0
      const to = segments.first[s + 1] ?? 0
      const mask = signsOf(scan, from, to)
      grams.read(scan, from, to, mask)
      const [begin, end] = [scan.startOf(from), scan.endOf(to - 1)]
      return {
        mask,
        ids: grams.ids.slice(0, grams.count),
        around: isRecord(row) && row.label === 1 && (end <= row.from + 2 || begin >= row.to - 2),
      }
    })
    const double = single.slice(1).flatMap((piece, i) => {
      const before = single[i]
      // A segment that says nothing adds nothing.
      if (before === undefined || before.ids.length === 0 || piece.ids.length === 0) return []
      return {
        mask: piece.mask | before.mask,
        ids: joined(before.ids, piece.ids),
        around: piece.around && before.around,
      }
    })
    return [...single.filter(({ ids }) => ids.length > 0), ...double].map(({ mask, ids, around }) => {
      const all = joined(ids, Int32Array.from(signIds(mask)))
      return { ids: all, scale: gramsScale(all.length), around }
    })
  })
}

function joined(a: Int32Array, b: Int32Array): Int32Array {
  const both = new Int32Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

function signIds(mask: number): number[] {
  const own = Array.from({ length: SIGN_COUNT }, (_, i) => i).filter((i) => (mask & (1 << i)) !== 0)
  return own.flatMap((i, k) => [SIGNS_AT + i, ...own.slice(k + 1).map((j) => PAIRS_AT + pairAt(i, j))])
}

export function weighPiece({ bias, weights }: Addressing, { ids, scale }: Piece): number {
  let sum = 0
  for (let i = 0; i < ids.length; i++) sum += weights[ids[i] ?? 0] ?? 0
  return bias + sum * scale
}

export const fitAddressed = (rows: readonly Row[]): Addressing => fitTaught(taughtOf(rows))

export function fitTaught(taught: readonly Taught[]): Addressing {
  let model: Addressing | null = null
  for (let round = 0; round < ROUNDS; round++) model = fit(examplesOf(taught, model), round)
  const examples = examplesOf(taught, model)
  return average(Array.from({ length: FITS }, (_, k) => fit(examples, ROUNDS + k)))
}

function average(fits: readonly Addressing[]): Addressing {
  const weights = new Float32Array(WEIGHTS)
  for (const { weights: own } of fits)
    own.forEach((v, i) => (weights[i] = (weights[i] ?? 0) + v / fits.length))
  return { bias: fits.reduce((sum, { bias }) => sum + bias, 0) / fits.length, weights }
}

/** In the first round the longest piece of an attack stands for it. */
function examplesOf(taught: readonly Taught[], model: Addressing | null): Example[] {
  const strength = (piece: Piece): number => (model === null ? piece.ids.length : weighPiece(model, piece))
  return taught.flatMap(({ row, pieces, weight }): Example[] => {
    const known = isRecord(row)
    if (row.label === 0)
      return pieces
        .filter((piece) => known || model === null || strength(piece) >= SETTLED)
        .map((piece) => ({ piece, label: 0, weight }))
    const around = pieces.filter((piece) => piece.around)
    const own = pieces.filter((piece) => !piece.around).map((piece) => ({ piece, z: strength(piece) }))
    const best = own.reduce<(typeof own)[number] | null>(
      (top, one) => (top === null || one.z > top.z ? one : top),
      null,
    )
    return [
      ...around.map((piece): Example => ({ piece, label: 0, weight: ORDINARY * weight })),
      ...(best !== null && (known || model === null || best.z >= UNCLEAR)
        ? [{ piece: best.piece, label: 1 as const, weight }]
        : []),
    ]
  })
}

/** The examples' n-grams one behind the other: to fit is to wait for memory. */
type Bundle = { readonly ids: Int32Array; readonly first: Int32Array }

function bundled(examples: readonly Example[]): Bundle {
  const first = new Int32Array(examples.length + 1)
  examples.forEach(({ piece }, k) => (first[k + 1] = (first[k] ?? 0) + piece.ids.length))
  const ids = new Int32Array(first[examples.length] ?? 0)
  examples.forEach(({ piece }, k) => ids.set(piece.ids, first[k] ?? 0))
  return { ids, first }
}

/** Logistic regression by AdaGrad. */
function fit(examples: readonly Example[], round: number): Addressing {
  // Each weight with its sum of squares beside it.
  const table = new Float32Array(2 * WEIGHTS)
  for (let i = 0; i < WEIGHTS; i++) table[2 * i + 1] = 0.1
  const { ids, first } = bundled(examples)
  const sides = [0, 0]
  for (const { label, weight } of examples) sides[label] = (sides[label] ?? 0) + weight
  const balance = Math.min(BALANCE_MAX, (sides[0] ?? 1) / (sides[1] ?? 1))
  let bias = -2
  let biasSquares = 1
  const random = seeded(20261127 + round)
  const order = Int32Array.from(examples.keys())
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, random)
    for (const k of order) {
      const example = examples[k]
      if (example === undefined) continue
      const { piece, label } = example
      const weight = example.weight * (label === 1 ? balance : 1)
      const [from, to] = [first[k] ?? 0, first[k + 1] ?? 0]
      let sum = 0
      for (let i = from; i < to; i++) sum += table[2 * (ids[i] ?? 0)] ?? 0
      const g = (1 / (1 + Math.exp(-bias - sum * piece.scale)) - label) * weight
      if (Math.abs(g) < SLOPE_MIN) continue
      biasSquares += g * g
      bias -= (RATE * g) / Math.sqrt(biasSquares)
      const slope = g * piece.scale
      for (let i = from; i < to; i++) {
        const at = 2 * (ids[i] ?? 0)
        const w = table[at] ?? 0
        const own = slope + DECAY * w
        const square = (table[at + 1] ?? 0) + own * own
        table[at + 1] = square
        table[at] = w - (RATE * own) / Math.sqrt(square)
      }
    }
  }
  return { bias, weights: table.filter((_, i) => i % 2 === 0) }
}

/** The tensors and numbers of a fit, as the weights file carries them. */
export function addressedParts(made: Addressing): {
  readonly numbers: Readonly<Record<string, number>>
  readonly tensors: { readonly name: string; readonly data: Int8Array | Float32Array }[]
} {
  const grams = quantise(made.weights.subarray(0, GRAMS))
  return {
    numbers: { 'addressed bias': made.bias, 'addressed grams step': grams.step },
    tensors: [
      { name: 'addressed grams', data: grams.data },
      { name: 'addressed signs', data: made.weights.slice(SIGNS_AT, PAIRS_AT) },
      { name: 'addressed pairs', data: made.weights.slice(PAIRS_AT) },
    ],
  }
}

/** What the detector would make of a fit, at levels of its own or none. */
export function addressedOf(
  made: Addressing,
  knots: { readonly data: readonly number[]; readonly tool: readonly number[] } = {
    data: [0, 0],
    tool: [0, 0],
  },
): Addressed {
  const { numbers, tensors } = addressedParts(made)
  return new Addressed(
    readWeights(
      writeWeights({ digest: '', features: 0, concepts: 0, numbers }, [
        ...tensors,
        { name: 'calibration addressed', data: Float32Array.from(knots.data) },
        { name: 'calibration addressed tool result', data: Float32Array.from(knots.tool) },
      ]),
    ),
  )
}

export function addressedRaw(made: Addressing, rows: readonly Row[]): number[] {
  const scan = new Scan(conceptTrie())
  const addressed = addressedOf(made)
  return rows.map((row) => {
    scan.read(row.text)
    return addressed.strongest(scan).raw
  })
}

/** A record's filler as the rules for orders and the pattern rules beside them see it. */
export type ScoredRecord = {
  readonly id: string
  readonly kind: string
  readonly act: string
  readonly words: string
  readonly lang: string
  readonly sum: number
  /** Of the pattern rules, as they count beside no order. */
  readonly pattern: number
}

export function scoreRecords(made: Addressing, rows: readonly RecordRow[]): ScoredRecord[] {
  const scan = new Scan(conceptTrie())
  const addressed = addressedOf(made)
  return rows.map(({ id, text, kind, act, words, lang }) => {
    scan.read(text)
    const patterns = injectionPatterns.scan(text, 'tool_result')
    const { sum } = addressed.weigh(scan, patterns, false)
    const pattern = addressed.understood(scan, patterns).reduce((most, { score }) => Math.max(most, score), 0)
    return { id, kind, act, words, lang, sum, pattern }
  })
}
