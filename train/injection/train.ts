/**
 * Trains the shipped injection model on all rows and writes src/features/guardrails/injection/injection.bin.
 * `tsx train/injection/train.ts`; run lso.ts first, cascade.ts after it: centre, spread and levels come from its out-of-fold scores.
 * The four parts are made in processes of their own; `--part NAME` makes one, `--assemble` only puts made parts together.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONCEPTS } from '../../src/features/guardrails/injection/concepts.ts'
import { FEATURE_COUNT } from '../../src/features/guardrails/injection/features.ts'
import { writeWeights } from '../../src/features/guardrails/injection/weights.ts'
import { levels, levelsOfAddressed, levelsOfFirst } from './levels.ts'
import { outOfFold, spreadsOf } from './out-of-fold.ts'
import { addressedScores, firstScores, madePart, make, parts } from './parts.ts'
import { groups } from './recipe.ts'
import { setsPresent } from './rows.ts'

if (!setsPresent()) {
  console.error(
    'the detector sets are not there: set DETECTOR_SETS to the folder that holds injection-train-1.jsonl',
  )
  process.exit(2)
}
const at = process.argv.indexOf('--part')
const wanted = parts.find((part) => at > 0 && part === process.argv[at + 1])
if (wanted !== undefined) make(wanted)
else {
  if (!process.argv.includes('--assemble')) await makeAll()
  assemble()
}

async function makeAll(): Promise<void> {
  const codes = await Promise.all(
    parts.map(async (part) => {
      const child = spawn(process.execPath, ['--import', 'tsx', import.meta.filename, '--part', part], {
        stdio: 'inherit',
      })
      const [code] = await once(child, 'exit')
      return code === 0
    }),
  )
  if (codes.includes(false)) throw new Error('a part of the model could not be made: see above')
}

function assemble(): void {
  const seen = outOfFold()
  const calibrated = levels(seen)
  const firstLevels = levelsOfFirst(seen, calibrated, firstScores())
  const orders = levelsOfAddressed(addressedScores())
  const made = parts.map(madePart)
  const tensors = [
    ...made.flatMap((part) => part.tensors),
    { name: 'calibration user', data: Float32Array.from(calibrated.user) },
    { name: 'calibration data', data: Float32Array.from(calibrated.data) },
    { name: 'calibration tool result', data: Float32Array.from(calibrated.tool) },
    { name: 'calibration addressed', data: Float32Array.from(orders.data.knots) },
    { name: 'calibration addressed tool result', data: Float32Array.from(orders.tool.knots) },
    ...groups.flatMap((group) => {
      const spreads = spreadsOf(seen, group === 'data')
      return [
        { name: `${group} member centre`, data: Float32Array.from(spreads, ({ mean }) => mean) },
        { name: `${group} member spread`, data: Float32Array.from(spreads, ({ spread }) => spread) },
      ]
    }),
  ]
  const digest = createHash('sha256')
  for (const { data } of tensors) digest.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  const bytes = writeWeights(
    {
      digest: digest.digest('hex').slice(0, 12),
      features: FEATURE_COUNT,
      concepts: CONCEPTS,
      numbers: {
        ...Object.assign({}, ...made.map((part) => part.numbers)),
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
  console.log(
    JSON.stringify(
      {
        levels: calibrated.report,
        addressed: { data: orders.data.report, tool: orders.tool.report },
        first: firstLevels,
      },
      null,
      1,
    ),
  )
}
