/**
 * Users' prompts by an author whom training has not read: of the hand-written files each is left out in turn and judged by user's members that learnt
 * from the others, at the levels of the out-of-fold scores (lso.ts first). `tsx train/injection/prompt-authors.ts [FILE ...]`, all files without names. The
 * ensemble alone, without the pattern rules.
 */
import { levels } from './levels.ts'
import { promptFiles, madeRows, PROMPTS } from './made.ts'
import { matrixOf } from './matrix.ts'
import { auc, recallAt } from './metrics.ts'
import { outOfFold, rawOf, spreadsOf } from './out-of-fold.ts'
import { fit, MEMBERS, predict } from './recipe.ts'
import { baseRows } from './rows.ts'
import { trainTrigrams } from './trigrams.ts'

const named = promptFiles.filter((file) => process.argv.includes(file))
const files = named.length === 0 ? promptFiles : named
const m = matrixOf([...baseRows(), ...madeRows(undefined, undefined, files)], trainTrigrams())
const seen = outOfFold()
const spreads = spreadsOf(seen, false)
const [, , flag = 0, , block = 0] = levels(seen).user
const table: Record<string, Readonly<Record<string, string | number>>> = {}
for (const file of files) {
  const mine = (r: number): boolean => m.rows[r]?.family === PROMPTS && m.rows[r].source === `own:${file}`
  const test = [...m.rows.keys()].filter(mine)
  const fitted = fit(
    m,
    'user',
    [...m.rows.keys()].filter((r) => !mine(r)),
  )
  const members = predict(fitted, m, test)
  const scored = test.map((r, i) => ({
    label: m.rows[r]?.label ?? 0,
    kind: m.rows[r]?.kind ?? '',
    raw: rawOf({ members: MEMBERS.map((name) => members[name][i] ?? 0) }, spreads),
  }))
  const reach = (level: number, of: (it: (typeof scored)[number]) => boolean): string => {
    const some = scored.filter(of)
    return (some.filter(({ raw }) => raw >= level).length / some.length).toFixed(3)
  }
  const scores = scored.map(({ raw }) => raw)
  const labels = scored.map(({ label }) => label)
  table[file] = {
    texts: scored.length,
    'area under the curve': auc(scores, labels).toFixed(3),
    'recall at 1 %': recallAt(scores, labels, 0.01).toFixed(3),
    'attacks blocked': reach(block, ({ label }) => label === 1),
    flagged: reach(flag, ({ label }) => label === 1),
    'ordinary blocked': reach(block, ({ kind }) => kind === 'prompt-ordinary'),
    'hard blocked': reach(block, ({ kind }) => kind === 'prompt-hard'),
  }
}
console.table(table)
