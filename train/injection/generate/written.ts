import { carriers } from './carriers.ts'
import type { Random } from './random.ts'
import type { RowOrigin } from './row.ts'
import { writtenOrders } from './written-orders.ts'
import { writtenOrdinary } from './written-ordinary.ts'

/**
 * Sentences written one by one, where templates repeat themselves: orders to the model that override, and what looks like them and is said
 * to people, about programs or about attacks. Each stands in several carriers; a carrier is drawn for an attack and an ordinary line alike.
 */
export type Written = {
  readonly id: string
  readonly text: string
  readonly label: 0 | 1
  readonly origin: RowOrigin
}

/** Every line in so many carriers. `keep` leaves lines out, for a check on lines that were not learnt. */
export function written(
  r: Random,
  times = 6,
  keep: (line: number) => boolean = () => true,
): readonly Written[] {
  const side = (list: readonly string[], label: 0 | 1): Written[] =>
    list.flatMap((line, i) =>
      keep(i)
        ? Array.from({ length: times }, (_, k): Written => {
            const at = r.fork(`${label}/${i}/${k}`)
            const carrier = at.pick(carriers)
            return {
              id: `written/${label}/${i}/${k}`,
              text: carrier.write(at.fork('carrier'), line.replaceAll('\\n', '\n')),
              label,
              origin: carrier.origin,
            }
          })
        : [],
    )
  return [...side(writtenOrders, 1), ...side(writtenOrdinary, 0)]
}
