import { compose } from './compose/index.ts'
import { generate, pairsOf } from './generate/index.ts'
import { random } from './generate/random.ts'
import { written } from './generate/written.ts'
import type { Row } from './rows.ts'

const SEED = 20261127

const rowsOf = (made: ReturnType<typeof generate>): Row[] =>
  made.map((row) => ({
    id: row.id,
    text: row.text.slice(0, 1050),
    label: row.label,
    kind: row.kind,
    source: row.source,
    origin: row.origin,
    family: `made:${row.source.split('/')[0]}`,
  }))

/** Rows made here: orders in data with their clean twins, and the generator's families. */
export function madeRows(pairs = 6600, trios = 3500): Row[] {
  return [...rowsOf(generate(SEED, pairs)), ...compose(SEED, trios)]
}

/** More of what calls a task off, with the twins: for the sentences that addressed.ts learns from, which the ensemble needs fewer of. */
export const calledOffRows = (pairs = 4000): Row[] => rowsOf(pairsOf(SEED + 1, pairs, /calledOff|called-off/))

/** The hand-written lines in carriers; `keep` leaves lines out. */
export const writtenRows = (keep?: (line: number) => boolean): Row[] =>
  written(random(SEED).fork('written'), undefined, keep).map((row) => ({
    ...row,
    kind: row.label === 1 ? 'indirect-calledOff' : 'hardneg-written',
    source: 'own:written',
    family: 'made:own:written',
  }))
