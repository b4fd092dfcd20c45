/** The parts that training makes in processes of their own: each group's members, and the first stage with its out-of-fold scores. */
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FEATURE_COUNT } from '../../src/features/guardrails/injection/features.ts'
import { readWeights, writeWeights, type Weights } from '../../src/features/guardrails/injection/weights.ts'
import {
  addressedParts,
  addressedRaw,
  fitTaught,
  scoreRecords,
  taughtOf,
  type ScoredRecord,
} from './addressed.ts'
import { firstScore, firstTensors, fitFirst, stageOf } from './first.ts'
import { folds, levelFolds } from './folds.ts'
import { aloneRows, calledOffRows, madeRows, writtenRows } from './made.ts'
import { matrixOf } from './matrix.ts'
import { packageRows } from './packages.ts'
import { quantise } from './quantise.ts'
import { fit, groups, type Fitted, type Group } from './recipe.ts'
import { recordFiles, recordRows } from './records.ts'
import { baseRows, hash } from './rows.ts'
import { trainTrigrams } from './trigrams.ts'

export const parts = [...groups, 'first', 'addressed'] as const
export type Part = (typeof parts)[number]
export type Packed = {
  readonly numbers: Readonly<Record<string, number>>
  readonly tensors: readonly Tensor[]
}
export type Tensor = {
  readonly name: string
  readonly data: Float32Array | Int16Array | Int8Array | Uint8Array
}

const cache = (name: string): string => join(process.env['INJECTION_CACHE'] ?? tmpdir(), name)
const keep = (part: Part, numbers: Readonly<Record<string, number>>, tensors: readonly Tensor[]): void =>
  writeFileSync(
    cache(`injection-${part}.bin`),
    writeWeights({ digest: '', features: FEATURE_COUNT, concepts: 0, numbers }, tensors),
  )

export function make(part: Part): void {
  if (part === 'first') makeFirst()
  else if (part === 'addressed') makeAddressed()
  else makeGroup(part)
}

export function madePart(part: Part): {
  readonly numbers: Readonly<Record<string, number>>
  readonly tensors: Tensor[]
} {
  const weights: Weights = readWeights(readFileSync(cache(`injection-${part}.bin`)))
  if (weights.head.features !== FEATURE_COUNT)
    throw new Error(`part \`${part}\` was made for other features: make it again`)
  return {
    numbers: weights.head.numbers,
    tensors: weights.head.tensors.map(({ name, type }) => ({ name, data: weights[type](name) })),
  }
}

/** By id, of every text that some fold judged: the score of a first stage that had none of its sources in training. */
export const firstScores = (): ReadonlyMap<string, number> =>
  new Map(JSON.parse(readFileSync(cache('injection-first-scores.json'), 'utf8')))

/** The first stage has few weights: a third of the rows is plenty. */
const FIRST_PART = 3

function makeFirst(): void {
  const rows = [...baseRows(), ...madeRows()]
  const third = rows.filter((row) => hash(row.id) % FIRST_PART === 0)
  const scores: [string, number][] = []
  for (const fold of folds) {
    const stage = stageOf(fitFirst(third.filter((row) => !fold.test(row) && !fold.dropped(row))), 0, 0)
    // JSON has no infinity; what is never cleared stands above every level.
    for (const row of rows) if (fold.test(row)) scores.push([row.id, Math.min(1e6, firstScore(stage, row))])
  }
  writeFileSync(cache('injection-first-scores.json'), JSON.stringify(scores))
  keep('first', {}, firstTensors(fitFirst(third)))
}

/** What the levels of orders inside data come from: scores of fits that had not seen the carrier, or the author of the record. */
export type AddressedScores = {
  readonly ordinary: readonly { readonly kind: string; readonly raw: number }[]
  readonly records: readonly ScoredRecord[]
}

export const addressedScores = (): AddressedScores =>
  JSON.parse(readFileSync(cache('injection-addressed-scores.json'), 'utf8'))

function makeAddressed(): void {
  const others = [
    ...baseRows(),
    ...madeRows(),
    ...calledOffRows(),
    ...writtenRows(),
    ...aloneRows(),
    ...packageRows(),
  ]
  const taught = taughtOf([...others, ...recordRows()])
  const records = recordFiles.flatMap((file) => {
    const rows = recordRows([file])
    const source = rows[0]?.source
    return scoreRecords(fitTaught(taught.filter(({ row }) => row.source !== source)), rows)
  })
  const ordinary = levelFolds.flatMap((fold) => {
    const model = fitTaught(taught.filter(({ row }) => !fold.test(row) && !fold.dropped(row)))
    const held = others.filter((row) => fold.test(row) && row.label === 0)
    return addressedRaw(model, held).map((raw, i) => ({ kind: held[i]?.kind ?? '', raw }))
  })
  writeFileSync(cache('injection-addressed-scores.json'), JSON.stringify({ ordinary, records }))
  const { numbers, tensors } = addressedParts(fitTaught(taught))
  keep('addressed', numbers, tensors)
}

function makeGroup(group: Group): void {
  const trigrams = trainTrigrams()
  const m = matrixOf([...baseRows(), ...madeRows()], trigrams)
  const { numbers, tensors } = packed(fit(m, group, [...m.rows.keys()]), group)
  keep(group, numbers, [...(group === 'user' ? [{ name: 'trigrams', data: trigrams }] : []), ...tensors])
}

/** A group's members as the weights file holds them. */
export function packed(fitted: Fitted, group: Group): Packed {
  const grams = quantise(fitted.linear.grams)
  const table = quantise(fitted.bag.table)
  const inputs = 2 * fitted.bag.width + FEATURE_COUNT
  const layers = Array.from({ length: fitted.bag.hidden }, (_, h) =>
    quantise(fitted.bag.first.subarray(h * inputs, (h + 1) * inputs)),
  )
  const own: Readonly<Record<string, Tensor['data']>> = {
    'scale mean': fitted.scale.mean,
    'scale inverse': fitted.scale.inverse,
    'linear dense': fitted.linear.dense,
    'linear grams': grams.data,
    'bag table': table.data,
    'bag first': Int8Array.from(layers.flatMap((row) => [...row.data])),
    'bag first steps': Float32Array.from(layers, (row) => row.step),
    'bag first bias': fitted.bag.firstBias,
    'bag second': fitted.bag.second,
    'trees feature': fitted.trees.feature,
    'trees cut': fitted.trees.cut,
    'trees leaf': fitted.trees.leaf,
  }
  const numbers = {
    'linear bias': fitted.linear.bias,
    'linear grams step': grams.step,
    'bag width': fitted.bag.width,
    'bag hidden': fitted.bag.hidden,
    'bag table step': table.step,
    'bag bias': fitted.bag.bias,
    'trees bias': fitted.trees.bias,
  }
  return {
    numbers: Object.fromEntries(Object.entries(numbers).map(([name, v]) => [`${group} ${name}`, v])),
    tensors: Object.entries(own).map(([name, data]) => ({ name: `${group} ${name}`, data })),
  }
}
