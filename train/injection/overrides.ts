/**
 * Overrides inside tool results, of a kind that training did not see: the data members without any of the generator's tool results, at the
 * levels of the out-of-fold scores (lso.ts and train.ts first), with the rules for orders inside data, learnt from the same rows, and the
 * pattern rules as the detector uses them. `tsx train/injection/overrides.ts`.
 */
import { conceptTrie } from '../../src/features/guardrails/injection/concepts.ts'
import { Scan } from '../../src/features/guardrails/injection/scan.ts'
import { injectionPatterns } from '../../src/features/guardrails/injection.ts'
import { addressedOf, fitAddressed } from './addressed.ts'
import { levels, levelsOfAddressed } from './levels.ts'
import { madeRows } from './made.ts'
import { matrixOf } from './matrix.ts'
import { outOfFold, rawOf, spreadsOf } from './out-of-fold.ts'
import { addressedScores } from './parts.ts'
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
const { tool } = levels(seen)
const block = tool[4] ?? 0
const flag = tool[2] ?? 0
const orders = levelsOfAddressed(addressedScores())
const addressed = addressedOf(fitAddressed(rest.flatMap((r) => m.rows[r] ?? [])), {
  data: orders.data.knots,
  tool: orders.tool.knots,
})
const members = predict(fit(m, 'data', rest), m, test)
const table = new Map<string, { rows: number; model: number; both: number; flagged: number }>()
test.forEach((r, i) => {
  const row = m.rows[r]
  if (row === undefined) return
  const raw = rawOf({ members: MEMBERS.map((name) => members[name][i] ?? 0) }, spreads)
  scan.read(row.text)
  const judged = addressed.judge(scan, injectionPatterns.scan(row.text, row.origin), 'tool_result', false)
  const rule = (judged.order?.score ?? 0) >= RULE_SURE || judged.patterns.some((f) => f.score >= RULE_SURE)
  const key = `${row.label} ${row.source.split('/').at(-1)}`
  const counts = table.get(key) ?? { rows: 0, model: 0, both: 0, flagged: 0 }
  counts.rows++
  if (raw >= block) counts.model++
  if (raw >= block || rule) counts.both++
  if (raw >= flag || rule || judged.order !== null) counts.flagged++
  table.set(key, counts)
})
console.table(
  Object.fromEntries(
    [...table].toSorted().map(([key, c]) => [
      key,
      {
        rows: c.rows,
        model: (c.model / c.rows).toFixed(3),
        'with rules': (c.both / c.rows).toFixed(3),
        flagged: (c.flagged / c.rows).toFixed(3),
      },
    ]),
  ),
)
