/**
 * Overrides inside tool results, of a kind that training did not see: the data members without any of the generator's tool results, at the
 * levels of the out-of-fold scores (lso.ts first), with the pattern rules as the detector uses them. `tsx train/injection/overrides.ts`.
 */
import { addressed } from '../../src/features/guardrails/injection/addressed.ts'
import { conceptTrie } from '../../src/features/guardrails/injection/concepts.ts'
import { Scan } from '../../src/features/guardrails/injection/scan.ts'
import { injectionPatterns } from '../../src/features/guardrails/injection.ts'
import { levels } from './levels.ts'
import { madeRows } from './made.ts'
import { matrixOf } from './matrix.ts'
import { outOfFold, rawOf, spreadsOf } from './out-of-fold.ts'
import { fit, groupOf, MEMBERS, predict } from './recipe.ts'
import { baseRows } from './rows.ts'
import { trainTrigrams } from './trigrams.ts'

const HIDDEN = 'made:own:data'
const RULE_SURE = 0.5
const m = matrixOf([...baseRows(), ...madeRows()], trainTrigrams())
const rest = [...m.rows.keys()].filter((r) => m.rows[r]?.family !== HIDDEN)
const test = [...m.rows.keys()].filter(
  (r) => m.rows[r] !== undefined && m.rows[r].family === HIDDEN && groupOf(m.rows[r]) === 'data',
)
const scan = new Scan(conceptTrie())
const seen = outOfFold()
const spreads = spreadsOf(seen, true)
const block = levels(seen).data[4] ?? 0
const members = predict(fit(m, 'data', rest), m, test)
const table = new Map<string, { rows: number; model: number; both: number }>()
test.forEach((r, i) => {
  const row = m.rows[r]
  if (row === undefined) return
  const raw = rawOf(
    {
      id: row.id,
      fold: 'K6',
      label: row.label,
      kind: row.kind,
      data: true,
      members: MEMBERS.map((name) => members[name][i] ?? 0),
    },
    spreads,
  )
  scan.read(row.text)
  const rule =
    (addressed(scan)?.score ?? 0) >= RULE_SURE ||
    injectionPatterns.scan(row.text, row.origin).some((f) => f.score >= RULE_SURE)
  const key = `${row.label} ${row.source.split('/').at(-1)}`
  const counts = table.get(key) ?? { rows: 0, model: 0, both: 0 }
  counts.rows++
  if (raw >= block) counts.model++
  if (raw >= block || rule) counts.both++
  table.set(key, counts)
})
console.table(
  Object.fromEntries(
    [...table]
      .toSorted()
      .map(([key, c]) => [
        key,
        { rows: c.rows, model: (c.model / c.rows).toFixed(3), 'with rules': (c.both / c.rows).toFixed(3) },
      ]),
  ),
)
