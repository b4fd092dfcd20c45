import type { Lang } from '../../../src/features/guardrails/injection/lexicon/index.ts'
import { english } from './asks.ts'
import { calledOffIn } from './called-off-languages.ts'
import { carriers } from './carriers.ts'
import { grammar, lines, type Fill } from './grammar.ts'
import { values } from './injected.ts'
import { packs } from './languages/index.ts'
import type { Pack } from './languages/pack.ts'
import { clock, email, firstNames, hex, host, isoDate } from './pools.ts'
import type { Random } from './random.ts'
import type { Draft, Family } from './row.ts'

/** Shapes of a message; `@` marks what differs between attack and twin. */
const requests = lines(`
  @
  {hello} @
  @ {bye}
  {hello} @ {bye}
  {ask} @
  {say} @
  {hello} {ask} @
  @ {ask}
`)
const attackCores = lines(`
  {void} {leak}
  {void} {free}
  {void} {free} {ask}
  {persona} {free}
  {pretext} {leak}
  {pretext} {free}
  {persona} {leak}
  {void}
  {leak}
  {free}
  {persona}
  {void} {persona}
  {pretext} {void} {leak}
`)
const twinCores = lines(`
  {plain} {ask}
  {plain}
  {ask} {plain}
  {favour}
  {ask} {ask}
  {ask}
  {plain} {favour}
  {say} {ask}
`)
const dataAttacks = lines(`
  {hail} {void} {deed}
  {hail} {deed}
  {void} {deed}
  {deed}
  {hail} {leak}
  {hail} {void} {free}
`)
const dataTwins = lines(`
  {human} {human}
  {human}
  {say} {human}
  {plain} {human}
  {human} {bye}
`)
const mixes = lines(`
  {english} @
  @ {english}
  {english} @ {english}
`)

/** Substituted before the grammar runs: the language's own slots fill the rest. */
const put = (shape: string, core: string): string => shape.replaceAll('@', core)

function families(lang: Exclude<Lang, 'en'>, pack: Pack): readonly Family[] {
  const fill = grammar({ ...pack }, [], lang)
  const weight = 0.75
  const off = calledOffIn[lang]
  const chat = (r: Random, attack: boolean): string => {
    const shape = r.fork('shape').pick(requests)
    return fill(put(shape, r.fork('core').pick(attack ? attackCores : twinCores)), r.fork('words'))
  }
  return [
    {
      kind: 'multilingual',
      source: `own:language/${lang}/chat`,
      weight,
      twin: 'benign',
      make: (r, attack) => ({ text: chat(r, attack), origin: 'user', lang }),
    },
    {
      kind: 'multilingual-trick',
      source: `own:language/${lang}/trick`,
      weight: weight / 2,
      twin: 'hardneg',
      make: (r, attack) => ({
        text: fill(put(r.fork('shape').pick(requests), attack ? '{trick}' : '{favour}'), r.fork('words')),
        origin: 'user',
        lang,
      }),
    },
    {
      kind: 'multilingual-indirect',
      source: `own:language/${lang}/data`,
      weight,
      twin: 'benign',
      make: (r, attack) => inData(r, lang, fill, r.fork('core').pick(attack ? dataAttacks : dataTwins)),
    },
    ...(off === undefined
      ? []
      : [
          {
            kind: 'multilingual-called-off',
            source: `own:language/${lang}/called-off`,
            weight,
            twin: 'hardneg',
            make: (r, attack) => inData(r, lang, fill, r.fork('core').pick(attack ? off.off : off.back)),
          } satisfies Family,
        ]),
    {
      kind: 'multilingual-mixed',
      source: `own:language/${lang}/mixed`,
      weight: weight / 2,
      twin: 'benign',
      make: (r, attack) => {
        const shape = r.fork('shape').pick(mixes)
        const own = chat(r.fork('chat'), attack)
        const side = r.fork('english')
        return {
          text: shape.replaceAll('{english}', () => english('{ask}', side)).replaceAll('@', () => own),
          origin: 'user',
          lang,
        }
      },
    },
  ]
}

/** Foreign words in English data, too: companies have both. */
function inData(r: Random, lang: Exclude<Lang, 'en'>, fill: Fill, core: string): Draft {
  const filled = values(fill(core, r.fork('words')), r.fork('values'))
  const frame = r.fork('frame')
  if (frame.chance(0.3)) {
    const carrier = frame.pick(carriers)
    return { text: carrier.write(r.fork('carrier'), filled), origin: carrier.origin, lang }
  }
  const carried = carry(r.fork('carrier'), fill, r.fork('local'), filled)
  return { text: carried.text, origin: carried.tool ? 'tool_result' : 'document', lang }
}

type Carried = { readonly text: string; readonly tool: boolean }

/** Data in the language itself: a mail, a record, a page, a list of comments. */
function carry(r: Random, fill: Fill, local: Random, payload: string): Carried {
  const say = (): string => fill('{say}', local)
  const inside = r.chance(0.5) ? `${say()} ${payload}` : `${payload} ${say()}`
  switch (r.int(6)) {
    case 0:
      return {
        tool: true,
        text: `From: ${email(r)}\nTo: ${email(r)}\nSubject: ${fill('{topic}', local)}\n\n${fill('{hello}', local)}\n${say()}\n${payload}\n${fill('{bye}', local)}\n${r.pick(firstNames)}`,
      }
    case 1:
      return {
        tool: true,
        text: JSON.stringify(
          { id: hex(r, 8), date: isoDate(r), status: 'ok', text: inside },
          null,
          r.pick([0, 2]),
        ),
      }
    case 2:
      return {
        tool: false,
        text: `<article><h2>${fill('{topic}', local)}</h2><p>${say()} ${say()}</p>${r.pick(['<p>', '<!-- ', '<div hidden>'])}${payload}${r.pick(['</p>', ' -->', '</div>'])}</article>`,
      }
    case 3:
      return {
        tool: true,
        text: `[${clock(r)}] ${r.pick(firstNames)}: ${say()}\n[${clock(r)}] ${r.pick(firstNames)}: ${payload}\n[${clock(r)}] ${r.pick(firstNames)}: ${say()}`,
      }
    case 4:
      return { tool: false, text: `${fill('{topic}', local)}\n\n${say()} ${inside} ${say()}` }
    default:
      return {
        tool: true,
        text: `[1] https://${host(r)}/${hex(r, 5)}\n${say()}\n\n[2] https://${host(r)}/${hex(r, 5)}\n${inside}`,
      }
  }
}

export const multilingual: readonly Family[] = packs.flatMap(([lang, pack]) => families(lang, pack))
