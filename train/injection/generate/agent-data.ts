import { carriers } from './carriers.ts'
import { injected, styles, type Style } from './injected.ts'
import type { Family } from './row.ts'

/** Stealthy imperatives teach little per row: nothing in their wording sets them apart, so they get fewer. */
const weights: Readonly<Record<Style, number>> = {
  override: 0.3,
  calledOff: 0.6,
  stealth: 0.12,
  toolcall: 0.15,
  link: 0.12,
  say: 0.15,
  task: 0.25,
}

/** Data as agents read it, attacked and clean. One source per carrier and style, so either can be held out. */
export const agentData: readonly Family[] = carriers.flatMap((carrier) =>
  styles.map((style): Family => ({
    kind: `indirect-${style}`,
    source: `own:data/${carrier.name}/${style}`,
    // Few carriers describe tools: more rows of each keep that origin from being the rarest by far.
    weight: weights[style] * (carrier.origin === 'tool_description' ? 2 : 1),
    twin: style === 'override' || style === 'calledOff' || style === 'say' ? 'hardneg' : 'benign',
    make: (r, attack) => ({
      text: carrier.write(r.fork('carrier'), injected(r.fork('payload'), style, attack)),
      origin: carrier.origin,
      lang: 'en',
    }),
  })),
)
