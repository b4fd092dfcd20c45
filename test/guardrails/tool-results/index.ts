import { carrierNames, develop, frozen, type Carrier } from './carriers.ts'
import { hard } from './hard.ts'
import { ordinary } from './ordinary.ts'
import { overrides, type Words } from './overrides.ts'

export type Half = 'develop' | 'frozen'
export type Case = {
  readonly text: string
  readonly half: Half
  readonly carrier: Carrier
} & (
  | { readonly what: 'override'; readonly act: string; readonly words: Words; readonly lang: string }
  | { readonly what: 'ordinary' }
  | { readonly what: 'hard'; readonly kind: string }
)

const halfOf = (i: number): Half => (i % 2 === 0 ? 'develop' : 'frozen')
const placed = (carrier: Carrier, text: string, at: number, half: Half): string =>
  (half === 'develop' ? develop : frozen)[carrier](text, at)

/** An attack stands in two carriers, an ordinary text in the one that it was written for. */
export const cases: readonly Case[] = [
  ...overrides.flatMap(([act, words, lang, text], i) =>
    [0, 1].map((again): Case => {
      const half = halfOf(i)
      const carrier = carrierNames[((i >> 1) * 5 + again * 11 + 3) % carrierNames.length] ?? 'html'
      return {
        what: 'override',
        act,
        words,
        lang,
        half,
        carrier,
        text: placed(carrier, text, i + again * 3, half),
      }
    }),
  ),
  ...carrierNames.flatMap((carrier) =>
    ordinary[carrier].map((text, i): Case => {
      const half = halfOf(i)
      return { what: 'ordinary', half, carrier, text: placed(carrier, text, i, half) }
    }),
  ),
  ...hard.map(([kind, carrier, text], i): Case => {
    const half = halfOf(i)
    return { what: 'hard', kind, half, carrier, text: placed(carrier, text, i, half) }
  }),
]
