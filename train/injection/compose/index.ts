import { random, type Random } from '../generate/random.ts'
import type { Row } from '../rows.ts'
import { carriers, type Carrier } from './carriers.ts'
import { notice, order } from './orders.ts'

/** Longest text of the sets; longer ones are cut on both sides alike. */
const CUT = 1050

/**
 * Orders put into data, each with two clean twins: the same carrier as it is, and the same carrier with a notice to people in the same
 * place. Half of the letters and tool results come as tool results, the rest as documents.
 */
export function compose(seed: number, pairs: number): Row[] {
  const root = random(seed).fork('compose')
  const from = carriers()
  return Array.from({ length: pairs }, (_, i) =>
    trio(root.fork(i), from.draw(root.fork(`carrier/${i}`)), i),
  ).flat()
}

function trio(r: Random, carrier: Carrier, i: number): Row[] {
  const origin = carrier.kind === 'json' || r.chance(0.25) ? 'tool_result' : 'document'
  const place = r.chance(0.45) ? carrier.pieces.length : r.chance(0.35) ? 0 : r.int(carrier.pieces.length + 1)
  const glue = r.pick([carrier.glue, carrier.glue, '\n', '\n\n', ' '])
  const wrap = carrier.kind === 'json' && r.chance(0.6)
  const field = r.pick(['note', 'comment', 'body', 'text', 'description', 'summary', 'content'])
  const made = (inserted: string): string => {
    const piece = wrap ? `{"${field}": ${JSON.stringify(inserted)}}` : inserted
    // The end is kept when something stands there.
    const before = carrier.pieces
      .slice(0, place)
      .join(carrier.glue)
      .slice(-Math.max(120, CUT - piece.length))
    const after = carrier.pieces.slice(place).join(carrier.glue)
    return [before, piece, after]
      .filter((part) => part !== '')
      .join(glue)
      .slice(0, CUT)
  }
  const row = (label: 0 | 1, name: string, text: string): Row => ({
    id: `compose/${i}/${name}`,
    text,
    label,
    kind: label === 1 ? `order-in-${carrier.kind}` : `benign-${carrier.kind}-${name}`,
    source: 'compose',
    origin,
    family: `made:compose`,
  })
  return [
    row(1, 'order', made(order(r.fork('order')))),
    row(0, 'notice', made(notice(r.fork('notice')))),
    ...(r.chance(0.5) ? [row(0, 'plain', carrier.pieces.join(carrier.glue).slice(0, CUT))] : []),
  ]
}
