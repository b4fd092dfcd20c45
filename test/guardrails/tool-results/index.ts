/**
 * A check of tool results that no model was trained on and no rule was written to. It was written before any of it was scored; the other half
 * of the lines was developed on and is training data now (train/injection/generate/written-*.ts). Read its figures, not its misses: once a
 * line is worked on it belongs there.
 */
import { carrierNames, frames, type Carrier } from './carriers.ts'
import { hard } from './hard.ts'
import { ordinary } from './ordinary.ts'
import { overrides, type Words } from './overrides.ts'

export type Case = {
  readonly text: string
  readonly carrier: Carrier
} & (
  | { readonly what: 'override'; readonly act: string; readonly words: Words; readonly lang: string }
  | { readonly what: 'ordinary' }
  | { readonly what: 'hard'; readonly kind: string }
)

const STEP = 5
const AGAIN = 11

/** An attack stands in two carriers, an ordinary text in the one that it was written for. */
export const cases: readonly Case[] = [
  ...overrides.flatMap(([act, words, lang, text], i) =>
    [0, 1].map((again): Case => {
      const carrier = carrierNames[(i * STEP + again * AGAIN + 3) % carrierNames.length] ?? 'html'
      return {
        what: 'override',
        act,
        words,
        lang,
        carrier,
        text: frames[carrier](text, 2 * i + 1 + again * 3),
      }
    }),
  ),
  ...carrierNames.flatMap((carrier) =>
    ordinary[carrier].map((text, i): Case => ({
      what: 'ordinary',
      carrier,
      text: frames[carrier](text, 2 * i + 1),
    })),
  ),
  ...hard.map(([kind, carrier, text], i): Case => ({
    what: 'hard',
    kind,
    carrier,
    text: frames[carrier](text, 2 * i + 1),
  })),
]
