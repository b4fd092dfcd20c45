/**
 * Trains the shipped injection model on all rows and writes src/features/guardrails/injection/injection.bin.
 * Run lso.ts first: centre, spread, levels and the first stage come from its out-of-fold scores. `tsx train/injection/train.ts`.
 */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONCEPTS } from '../../src/features/guardrails/injection/concepts.ts'
import { FEATURE_COUNT } from '../../src/features/guardrails/injection/features.ts'
import { writeWeights } from '../../src/features/guardrails/injection/weights.ts'
import { folds } from './folds.ts'
import { firstScore, fitFirst, stageOf } from './first.ts'
import { levels, levelsOfFirst } from './levels.ts'
import { madeRows } from './made.ts'
import { matrixOf } from './matrix.ts'
import { outOfFold, spreadsOf } from './out-of-fold.ts'
import { fit, groups } from './recipe.ts'
import { baseRows, setsPresent } from './rows.ts'
import { trainTrigrams } from './trigrams.ts'

if (!setsPresent()) {
  console.error(
    'the detector sets are not there: set DETECTOR_SETS to the folder that holds injection-train-1.jsonl',
  )
  process.exit(2)
}
const base = baseRows()
const made = madeRows()
const trigrams = trainTrigrams()
const m = matrixOf([...base, ...made], trigrams)
const seen = outOfFold()

const calibrated = levels(seen)
const first = fitFirst(
  m.rows,
  m.rows.map((row) => row.label),
  m.rows.map(() => 1),
)
const firstLevels = levelsOfFirst(seen, calibrated, firstOutOfFold())

/** Scores of the first stage by one that had none of the text's sources in training. */
function firstOutOfFold(): ReadonlyMap<string, number> {
  const scores = new Map<string, number>()
  for (const fold of folds) {
    const rest = m.rows.filter((row) => !fold.test(row) && !fold.dropped(row))
    const held = fitFirst(
      rest,
      rest.map((row) => row.label),
      rest.map(() => 1),
    )
    const stage = stageOf(held, 0, 0)
    for (const row of m.rows) if (fold.test(row)) scores.set(row.id, firstScore(stage, held, row.text))
  }
  return scores
}

const numbers: Record<string, number> = {}
const tensors: { name: string; data: Float32Array | Int16Array | Int8Array | Uint8Array }[] = [
  { name: 'trigrams', data: trigrams },
  { name: 'calibration user', data: Float32Array.from(calibrated.user) },
  { name: 'calibration data', data: Float32Array.from(calibrated.data) },
  { name: 'first table', data: first.table },
  { name: 'first signs', data: first.signs },
  { name: 'first mix', data: first.mix },
]
for (const group of groups) {
  const fitted = fit(m, group, [...m.rows.keys()])
  const spreads = spreadsOf(seen, group === 'data')
  const grams = quantise(fitted.linear.grams)
  const table = quantise(fitted.bag.table)
  const inputs = 2 * fitted.bag.width + FEATURE_COUNT
  const layers = Array.from({ length: fitted.bag.hidden }, (_, h) =>
    quantise(fitted.bag.first.subarray(h * inputs, (h + 1) * inputs)),
  )
  const own: Record<string, Float32Array | Int16Array | Int8Array> = {
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
    'member centre': Float32Array.from(spreads, ({ mean }) => mean),
    'member spread': Float32Array.from(spreads, ({ spread }) => spread),
  }
  for (const [name, data] of Object.entries(own)) tensors.push({ name: `${group} ${name}`, data })
  Object.assign(numbers, {
    [`${group} linear bias`]: fitted.linear.bias,
    [`${group} linear grams step`]: grams.step,
    [`${group} bag width`]: fitted.bag.width,
    [`${group} bag hidden`]: fitted.bag.hidden,
    [`${group} bag table step`]: table.step,
    [`${group} bag bias`]: fitted.bag.bias,
    [`${group} trees bias`]: fitted.trees.bias,
  })
}
const digest = createHash('sha256')
for (const { data } of tensors) digest.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
const bytes = writeWeights(
  {
    digest: digest.digest('hex').slice(0, 12),
    features: FEATURE_COUNT,
    concepts: CONCEPTS,
    numbers: {
      ...numbers,
      'calibration later': calibrated.later,
      'first user': firstLevels.user,
      'first data': firstLevels.data,
    },
  },
  tensors,
)
const path = join(import.meta.dirname, '../../src/features/guardrails/injection/injection.bin')
writeFileSync(path, bytes)
console.log(`${path}: ${(bytes.length / 1024).toFixed(0)} KB`)
console.log(JSON.stringify({ levels: calibrated.report, first: firstLevels }, null, 1))

function quantise(values: Float32Array): { readonly data: Int8Array; readonly step: number } {
  let most = 1e-9
  for (const v of values) most = Math.max(most, Math.abs(v))
  const step = most / 127
  return { data: Int8Array.from(values, (v) => Math.round(v / step)), step }
}
