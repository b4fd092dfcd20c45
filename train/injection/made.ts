import { compose } from './compose/index.ts'
import { generate } from './generate/index.ts'
import type { Row } from './rows.ts'

const SEED = 20261127

/** Rows made here: orders in data with their clean twins, and the generator's families. */
export function madeRows(pairs = 5500, trios = 3500): Row[] {
  return [
    ...generate(SEED, pairs).map((row) => ({
      id: row.id,
      text: row.text.slice(0, 1050),
      label: row.label,
      kind: row.kind,
      source: row.source,
      origin: row.origin,
      family: `made:${row.source.split('/')[0]}`,
    })),
    ...compose(SEED, trios),
  ]
}
