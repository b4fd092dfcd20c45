/**
 * The weights of the rules for orders inside data (addressed.ts of the detector). A text under attack says only somewhere that it is one: of
 * its segments, single and in pairs, the one that the model of the round before finds strongest is taught as the order; of ordinary
 * texts every one is taught as none.
 */
import {
  Addressed,
  ADDRESSED_BITS,
  gramsScale,
  PAIRS,
  pairAt,
  SegmentGrams,
} from '../../src/features/guardrails/injection/addressed.ts'
import { conceptTrie } from '../../src/features/guardrails/injection/concepts.ts'
import { isData } from '../../src/features/guardrails/injection/features.ts'
import { Scan } from '../../src/features/guardrails/injection/scan.ts'
import { Segments } from '../../src/features/guardrails/injection/segments.ts'
import { SIGN_COUNT, SIGNS, signsOf } from '../../src/features/guardrails/injection/signs.ts'
import { readWeights, writeWeights } from '../../src/features/guardrails/injection/weights.ts'
import { quantise } from './quantise.ts'
import { seeded, shuffle } from './random.ts'
import type { Row } from './rows.ts'

/** One segment, or two in a row. */
type Piece = {
  readonly mask: number
  readonly ids: Int32Array
  readonly weight: number
}

export type Addressing = {
  readonly bias: number
  readonly signs: Float32Array
  readonly pairs: Float32Array
  readonly grams: Float32Array
}

const ROUNDS = 4
/** First the signs and their pairs alone, so that they carry what they can; then the n-grams of what is left. */
const EPOCHS = 5
const GRAM_EPOCHS = 2
const RATE = 0.3
const DECAY = 2e-4
/** Of the attacks this share has no sentence that tells it from an order to people: nothing is learnt from them. */
const UNCLEAR = 0.12
/** Pieces of ordinary text beside each order; there are far more of them. */
const ORDINARY_WEIGHT = 0.2

/** Attacks whose wording overrides something: the others have nothing to find in one sentence. */
const overrides = (row: Row): boolean =>
  /indirect-(?:override|calledOff)|called-off|multilingual-indirect|docs-software|lookalike-policy/.test(
    row.kind,
  )
/** Texts that may come as data, whatever origin the sets give them. */
const ordinary = (row: Row): boolean =>
  row.label === 0 && (isData(row.origin) || /security-doc|math|harmful/.test(row.kind))

export const teaches = (row: Row): boolean =>
  row.label === 1 ? isData(row.origin) && overrides(row) : ordinary(row)

/** What hand-chosen weights would call an order, for the first round. */
const FIRST: Readonly<Partial<Record<(typeof SIGNS)[number], number>>> = {
  hailed: 2,
  called: 1,
  vocative: 2,
  'void rules': 2,
  'void task': 1.5,
  'own task': 2,
  lapsed: 2,
  retasked: 2,
  'fresh task': 1,
  ended: 1,
  turned: 1,
  principal: 1,
  hidden: 1,
  reading: 1,
  outside: 0.5,
  ordered: 0.3,
  'opens with order': 0.5,
}

/** Twins that say the same words to people teach more than a page about something else. */
const weightOf = (row: Row): number =>
  row.label === 1 ? 1 : row.kind.startsWith('hardneg') ? 3 * ORDINARY_WEIGHT : ORDINARY_WEIGHT

export function piecesOf(rows: readonly Row[]): Piece[][] {
  const scan = new Scan(conceptTrie())
  const grams = new SegmentGrams()
  const segments = new Segments()
  return rows.map((row) => {
    scan.read(row.text)
    segments.read(scan)
    const single = Array.from({ length: segments.count }, (_, s) => {
      const from = segments.first[s] ?? 0
      const to = segments.first[s + 1] ?? 0
      grams.read(scan, from, to)
      return {
        mask: signsOf(scan, from, to),
        ids: grams.ids.slice(0, grams.count),
        weight: weightOf(row),
      }
    })
    const double = single.slice(1).map((piece, i) => ({
      mask: piece.mask | (single[i]?.mask ?? 0),
      ids: Int32Array.from([...(single[i]?.ids ?? []), ...piece.ids]),
      weight: weightOf(row),
    }))
    return [...single, ...double]
  })
}

export function weighPiece(model: Addressing, { mask, ids }: Piece, withGrams = true): number {
  let z = model.bias
  for (let i = 0; i < SIGN_COUNT; i++) {
    if ((mask & (1 << i)) === 0) continue
    z += model.signs[i] ?? 0
    for (let j = i + 1; j < SIGN_COUNT; j++) if ((mask & (1 << j)) !== 0) z += model.pairs[pairAt(i, j)] ?? 0
  }
  if (!withGrams) return z
  let sum = 0
  for (const id of ids) sum += model.grams[id] ?? 0
  return z + sum * gramsScale(ids.length)
}

export function fitAddressed(rows: readonly Row[]): Addressing {
  const taught = rows.filter(teaches)
  const pieces = piecesOf(taught)
  const none = pieces.flatMap((own, r) => (taught[r]?.label === 0 ? own : []))
  const attacks = pieces.filter((own, r) => taught[r]?.label === 1 && own.length > 0)
  let model: Addressing = {
    bias: 0,
    signs: Float32Array.from(SIGNS, (name) => FIRST[name] ?? 0),
    pairs: new Float32Array(PAIRS),
    grams: new Float32Array(1 << ADDRESSED_BITS),
  }
  for (let round = 0; round < ROUNDS; round++) {
    const orders = attacks
      .map((own) => strongest(model, own))
      .map((piece) => ({ piece, z: weighPiece(model, piece) }))
      .toSorted((a, b) => b.z - a.z)
      .slice(0, Math.ceil(attacks.length * (1 - UNCLEAR)))
      .map(({ piece }) => piece)
    model = fit(orders, none, round)
  }
  return model
}

export const strongest = (model: Addressing, own: readonly Piece[]): Piece =>
  own.reduce((best, piece) => (weighPiece(model, piece) > weighPiece(model, best) ? piece : best))

/** The tensors and numbers of a fit, as the weights file carries them. */
export function addressedParts(made: Addressing): {
  readonly numbers: Readonly<Record<string, number>>
  readonly tensors: { readonly name: string; readonly data: Int8Array | Float32Array }[]
} {
  const grams = quantise(made.grams)
  return {
    numbers: { 'addressed bias': made.bias, 'addressed grams step': grams.step },
    tensors: [
      { name: 'addressed grams', data: grams.data },
      { name: 'addressed signs', data: made.signs },
      { name: 'addressed pairs', data: made.pairs },
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

function fit(orders: readonly Piece[], none: readonly Piece[], round: number): Addressing {
  const all = [...orders, ...none]
  const signs = new Float32Array(SIGN_COUNT)
  const pairs = new Float32Array(PAIRS)
  const grams = new Float32Array(1 << ADDRESSED_BITS)
  const sums = {
    signs: new Float32Array(SIGN_COUNT).fill(1),
    pairs: new Float32Array(PAIRS).fill(1),
    grams: new Float32Array(grams.length).fill(0.1),
  }
  let bias = -2
  let biasSum = 1
  const random = seeded(20261127 + round)
  const order = Int32Array.from(all.keys())
  const step = (w: Float32Array, sum: Float32Array, k: number, g: number): void => {
    const gk = g + DECAY * (w[k] ?? 0)
    sum[k] = (sum[k] ?? 0) + gk * gk
    w[k] = (w[k] ?? 0) - (RATE * gk) / Math.sqrt(sum[k] ?? 1)
  }
  const each = (act: (piece: Piece, y: number) => void): void => {
    shuffle(order, random)
    for (const k of order) {
      const piece = all[k]
      if (piece !== undefined) act(piece, k < orders.length ? 1 : 0)
    }
  }
  const slope = (piece: Piece, y: number, withGrams: boolean): number =>
    (1 / (1 + Math.exp(-weighPiece({ bias, signs, pairs, grams }, piece, withGrams))) - y) * piece.weight
  for (let epoch = 0; epoch < EPOCHS; epoch++)
    each((piece, y) => {
      const g = slope(piece, y, false)
      biasSum += g * g
      bias -= (RATE * g) / Math.sqrt(biasSum)
      for (let i = 0; i < SIGN_COUNT; i++) {
        if ((piece.mask & (1 << i)) === 0) continue
        step(signs, sums.signs, i, g)
        for (let j = i + 1; j < SIGN_COUNT; j++)
          if ((piece.mask & (1 << j)) !== 0) step(pairs, sums.pairs, pairAt(i, j), g)
      }
    })
  for (let epoch = 0; epoch < GRAM_EPOCHS; epoch++)
    each((piece, y) => {
      const g = slope(piece, y, true) * gramsScale(piece.ids.length)
      for (const id of piece.ids) step(grams, sums.grams, id, g)
    })
  return { bias, signs, pairs, grams }
}
