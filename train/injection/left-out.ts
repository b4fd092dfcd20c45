/**
 * What a kind scores that training has never seen: each family of the rows made here is left out, attack and twin, and judged against its
 * own twins by the linear member. `tsx train/injection/left-out.ts`; some minutes. The other sets give every third row, for speed.
 */
import { fitLinear, predictLinear } from './linear.ts'
import { madeRows } from './made.ts'
import { matrixOf } from './matrix.ts'
import { auc } from './metrics.ts'
import { groupOf, groups, learned, linearOptions, weightsOf } from './recipe.ts'
import { baseRows, hash } from './rows.ts'
import { scaled, scaleOf } from './scale.ts'
import { trainTrigrams } from './trigrams.ts'

const PART = 3
/** Fewer rows of a family in one group say nothing. */
const ROWS_MIN = 60

const rows = [...baseRows(), ...madeRows()].filter(
  (row) => row.family.startsWith('made:') || hash(row.id) % PART === 0,
)
const m = matrixOf(rows, trainTrigrams())
const made = [...new Set(rows.map((row) => row.family))].filter((family) => family.startsWith('made:own'))

for (const family of made) {
  for (const group of groups) {
    const held = [...rows.entries()].filter(([, row]) => row.family === family && groupOf(row) === group)
    if (held.length < ROWS_MIN) continue
    const rest = [...rows.entries()].filter(([, row]) => row.family !== family).map(([r]) => r)
    const train = learned(m, group, rest)
    const x = scaled(m, scaleOf(m, train))
    const model = fitLinear(m, x, train, weightsOf(m, train), linearOptions)
    const scores = held.map(([r]) => predictLinear(model, m, x, r))
    const area = auc(
      scores,
      held.map(([, row]) => row.label),
    )
    console.log(
      `${family.padEnd(24)} ${group.padEnd(5)} ${String(held.length).padStart(5)} rows  AUC ${area.toFixed(3)}`,
    )
  }
}
