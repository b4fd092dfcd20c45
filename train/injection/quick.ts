/**
 * A cheap, deterministic part of the protocol for every change: all four folds, every fourth row, the linear member alone (the members
 * share rows, features and n-grams, so a mistake in those shows here). `tsx train/injection/quick.ts --write` commits the figure that the
 * test holds the code to. The full LSO4 of lso.ts is the figure that counts; this one is lower and moves with it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folds } from './folds.ts'
import { fitLinear, predictLinear } from './linear.ts'
import { madeRows } from './made.ts'
import { matrixOf } from './matrix.ts'
import { auc } from './metrics.ts'
import { groupOf, groups, learned, linearOptions, weightsOf } from './recipe.ts'
import { baseRows, hash } from './rows.ts'
import { scaled, scaleOf } from './scale.ts'
import { trainTrigrams } from './trigrams.ts'

const file = join(import.meta.dirname, 'lso-quick.json')
const PART = 4

export type Quick = { readonly mean: number; readonly folds: Readonly<Record<string, number>> }

export function quickLso(): Quick {
  const rows = [...baseRows(), ...madeRows()].filter((row) => hash(row.id) % PART === 0)
  const m = matrixOf(rows, trainTrigrams())
  const areas: Record<string, number> = {}
  for (const fold of folds) {
    const test = [...rows.keys()].filter((r) => rows[r] !== undefined && fold.test(rows[r]))
    const rest = [...rows.keys()].filter(
      (r) => rows[r] !== undefined && !fold.test(rows[r]) && !fold.dropped(rows[r]),
    )
    for (const group of groups) {
      const mine = test.filter((r) => rows[r] !== undefined && groupOf(rows[r]) === group)
      if (mine.length === 0) continue
      const train = learned(m, group, rest)
      const x = scaled(m, scaleOf(m, train))
      const model = fitLinear(m, x, train, weightsOf(m, train), linearOptions)
      areas[fold.name] = Number(
        auc(
          mine.map((r) => predictLinear(model, m, x, r)),
          mine.map((r) => rows[r]?.label ?? 0),
        ).toFixed(4),
      )
    }
  }
  const values = Object.values(areas)
  return { mean: Number((values.reduce((sum, v) => sum + v, 0) / values.length).toFixed(4)), folds: areas }
}

export const committedQuick = (): Quick => JSON.parse(readFileSync(file, 'utf8'))

if (process.argv.includes('--write')) {
  const figure = quickLso()
  writeFileSync(file, `${JSON.stringify(figure, null, 2)}\n`)
  console.log(figure)
}
