/**
 * Double leave-source-out of the shipped recipe: `tsx train/injection/lso.ts [--note TEXT] [--kinds] [--only S0,S1]`. Prints a table, adds a line to
 * train/injection/lso.jsonl and keeps every out-of-fold score in the cache folder for calibration.
 */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { folds, kindFolds, levelFolds, toolFold } from './folds.ts'
import { matrixOf } from './matrix.ts'
import { keepOutOfFold, type OutOfFold } from './out-of-fold.ts'
import { madeRows } from './made.ts'
import { auc, recallAt } from './metrics.ts'
import { fit, groupOf, groups, MEMBERS, predict, spreadOf, together } from './recipe.ts'
import { baseRows, setsPresent } from './rows.ts'
import { trainTrigrams } from './trigrams.ts'

if (!setsPresent()) {
  console.error(
    'the detector sets are not there: set DETECTOR_SETS to the folder that holds injection-train-1.jsonl',
  )
  process.exit(2)
}
const note = process.argv[process.argv.indexOf('--note') + 1] ?? ''
const quick = process.argv.includes('--only')
  ? (process.argv[process.argv.indexOf('--only') + 1] ?? '').split(',')
  : null
const m = matrixOf([...baseRows(), ...madeRows()], trainTrigrams())
const kept: OutOfFold[] = []
const table: Record<string, Record<string, string>> = {}
const sums: Record<string, number[]> = {}
const all = [...folds, ...(process.argv.includes('--kinds') ? kindFolds : []), ...levelFolds, toolFold]
for (const fold of all.filter((f) => quick === null || quick.includes(f.name))) {
  const train: number[] = []
  const test: number[] = []
  m.rows.forEach((row, r) => {
    if (fold.test(row)) test.push(r)
    else if (!fold.dropped(row)) train.push(r)
  })
  const labels: number[] = []
  const members: Record<string, number[]> = {}
  for (const group of groups) {
    const mine = test.filter((r) => m.rows[r] !== undefined && groupOf(m.rows[r]) === group)
    if (mine.length === 0) continue
    const scores = predict(fit(m, group, train), m, mine)
    const z = MEMBERS.map((name) => spreadOf(scores[name]))
    const inSpreads = MEMBERS.map((name, k) =>
      scores[name].map((v) => (v - (z[k]?.mean ?? 0)) / (z[k]?.spread ?? 1)),
    )
    MEMBERS.forEach((name, k) => (members[name] ??= []).push(...(inSpreads[k] ?? [])))
    mine.forEach((r, i) => {
      const row = m.rows[r]
      if (row === undefined) return
      labels.push(row.label)
      kept.push({
        id: row.id,
        fold: fold.name,
        label: row.label,
        kind: row.kind,
        data: group === 'data',
        members: MEMBERS.map((name) => scores[name][i] ?? 0),
      })
    })
  }
  const line: Record<string, string> = { rows: String(test.length) }
  for (const [name, scores] of [...Object.entries(members), ['ensemble', together(members)] as const]) {
    const area = auc(scores, labels)
    if (!levelFolds.includes(fold) && fold !== toolFold) (sums[name] ??= []).push(area)
    line[name] = area.toFixed(3)
    if (name === 'ensemble') line['recall at 1 %'] = recallAt(scores, labels, 0.01).toFixed(3)
  }
  table[fold.name] = line
  console.log(fold.name, JSON.stringify(line))
}
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length
const lso4 = mean((sums['ensemble'] ?? []).slice(0, 4))
const members = Object.fromEntries(
  Object.entries(sums).map(([name, areas]) => [name, Number(mean(areas.slice(0, 4)).toFixed(4))]),
)
console.log('LSO4', lso4.toFixed(4), 'LKO7', mean(sums['ensemble'] ?? []).toFixed(4), JSON.stringify(members))
if (quick === null) keepOutOfFold(kept)
if (quick === null)
  appendFileSync(
    join(import.meta.dirname, 'lso.jsonl'),
    `${JSON.stringify({ date: new Date().toISOString().slice(0, 16), note, lso4: Number(lso4.toFixed(4)), members, folds: table })}\n`,
  )
