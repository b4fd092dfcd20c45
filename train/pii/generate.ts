/** Sentences made from templates, facts and own lists: every name marked, everything else harmless. */
import { cueWords } from '../../src/features/guardrails/pii/cues.ts'
import type { City, Facts } from './facts.ts'
import { LOCATION, ORGANIZATION, PERSON, pick, seeded, type Mark, type Sentence } from './sentence.ts'
import { templates } from './templates.ts'
import * as known from './known.ts'
import * as v from './vocabulary.ts'

/** Locales whose names fit a language's sentences; any other locale takes part, too. */
const LOCALES: Readonly<Record<string, readonly string[]>> = {
  en: ['en', 'en_IN', 'en_NG', 'en_AU', 'en_ZA', 'en_GH', 'en'],
  de: ['de', 'de_CH', 'de_AT'],
  fr: ['fr', 'fr_CH', 'fr_BE', 'fr_SN'],
  es: ['es', 'es_MX'],
  it: ['it'],
  pt: ['pt_BR', 'pt_PT'],
  nl: ['nl', 'nl_BE'],
  pl: ['pl'],
  sv: ['sv'],
  nb: ['nb_NO', 'da'],
  tr: ['tr'],
  fi: ['fi'],
  cs: ['cs_CZ', 'sk'],
  ro: ['ro', 'ro_MD'],
  hu: ['hu'],
  ru: ['ru'],
}
/** Names common in English text although no locale of the lists holds them in Latin letters. */
const WORLD = {
  given:
    'Mohammed Fatima Aisha Omar Ahmed Yusuf Layla Hassan Ibrahim Khalid Zainab Noor Wei Ming Xiao Jing Li Hua Chen Mei Hiroshi Takashi Kenji Yuki Akira Haruto Yui Sakura Naoko Minho Jisoo Seojun Jihoon Soo-jin Ananya Priya Rajesh Vikas Sanjay Meera Arjun Deepak Kwame Kofi Ama Zanele Thabo Chidi Ngozi Amara Tunde Sipho Nomvula Olena Dmitri Oksana Svetlana Nguyen Linh Minh Thuy Somchai Siti Budi Dewi Rizky Farah Reza Shirin Dariush Avi Noa Yael Tamar Giorgi Nino Aram Ani'.split(
      ' ',
    ),
  surnames:
    'Khan Ahmed Hussain Ali Rahman Haddad Nasser Mansour Al-Sayed Al-Rashid Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Tanaka Suzuki Sato Watanabe Yamamoto Nakamura Kobayashi Kim Lee Park Choi Jung Kang Nguyen Tran Pham Le Sharma Patel Singh Gupta Reddy Iyer Nair Bose Mehta Joshi Okafor Okonkwo Adeyemi Mensah Owusu Nkosi Dlamini Mbeki Diallo Traoré Petrov Ivanova Sokolova Kuznetsov Shevchenko Kowalski Nowak Cohen Levi Mizrahi Yilmaz Demir Kaya Hosseini Ahmadi Santoso Wijaya Reyes Santos Cruz Bautista'.split(
      ' ',
    ),
}

const cues = cueWords()
const knownNames = [...known.firms, ...known.media, ...known.teams, ...known.bodies, ...known.bands]

const isLatin = (s: string): boolean => /^[\p{Script=Latin}' -]+$/u.test(s)

export type Generator = (count: number, seed: number) => Sentence[]

export function generator(facts: Facts, keep: (template: string) => boolean = () => true): Generator {
  const latin = [...facts.names].filter(([, n]) =>
    isLatin(n.given.slice(0, 5).join('') + n.surnames.slice(0, 5).join('')),
  )
  const big = facts.cities.filter((c) => c.population > 120_000)
  const languages = Object.keys(templates).filter((l) => l !== 'none')
  return (count, seed) => {
    const rng = seeded(seed)
    return Array.from({ length: count }, () => {
      const dice = rng()
      const language = dice < 0.17 ? 'none' : dice < 0.66 ? 'en' : pick(rng, languages)
      const kept = (templates[language] ?? []).filter(keep)
      const own = kept.length > 0 ? kept : (templates['en'] ?? []).filter(keep)
      let made = fill(pick(rng, own), language)
      // two sentences in one text: what stands before and behind varies
      if (rng() < 0.3) {
        const second = fill(pick(rng, own), language)
        const gap = rng() < 0.5 ? ' ' : '\n'
        made = {
          ...made,
          text: made.text + gap + second.text,
          marks: [
            ...made.marks,
            ...second.marks.map((m) => ({
              ...m,
              start: m.start + made.text.length + 1,
              end: m.end + made.text.length + 1,
            })),
          ],
        }
      }
      return made
    })

    function fill(template: string, language: string): Sentence {
      let text = ''
      const marks: Mark[] = []
      const name = (value: string, label: 1 | 2 | 3): void => {
        marks.push({ start: text.length, end: text.length + value.length, label })
        text += value
      }
      for (const part of template.replaceAll('\\n', '\n').split(/(\{[a-z]\})/)) {
        switch (part) {
          case '{p}':
            name(person(language), PERSON)
            break
          case '{f}':
            name(given(language), PERSON)
            break
          case '{l}':
            name(surname(language), PERSON)
            break
          case '{c}':
            place(name, (s) => (text += s), language)
            break
          case '{o}':
            name(organisation(language), ORGANIZATION)
            break
          case '{t}':
            text += pick(rng, v.titles)
            break
          case '{n}':
            text += digits()
            break
          case '{d}':
            text += `${1 + Math.floor(rng() * 28)}.${1 + Math.floor(rng() * 12)}.${1940 + Math.floor(rng() * 80)}`
            break
          case '{e}':
            text += `${given('en').toLowerCase()}@example.org`
            break
          case '{w}':
            text += rng() < 0.5 ? pick(rng, v.products) : pick(rng, v.capitalised)
            break
          case '{h}':
            text += pick(rng, v.headings)
            break
          case '{g}':
            text += pick(rng, v.germanNouns)
            break
          case '{k}': {
            const cue = pick(rng, cues)
            text += rng() < 0.35 ? cue.toUpperCase() : cue.charAt(0).toUpperCase() + cue.slice(1)
            break
          }
          case '{b}':
            text += pick(rng, known.demonyms)
            break
          case '{r}':
            text += pick(rng, v.roles)
            break
          default:
            text += part
        }
      }
      return { text, marks, source: `generated-${language}` }
    }

    function lists(language: string): { given: readonly string[]; surnames: readonly string[] } {
      const locales = LOCALES[language]
      if (locales !== undefined && rng() < 0.62) {
        const found = facts.names.get(pick(rng, locales))
        if (found !== undefined) return found
      }
      if (language === 'ru') return facts.names.get('ru') ?? WORLD
      return rng() < 0.35 ? WORLD : pick(rng, latin)[1]
    }
    function given(language: string): string {
      return made(lists(language).given)
    }
    function surname(language: string): string {
      return made(lists(language).surnames)
    }
    /** One name in eight is put together from halves of two: names are endless, and a list must not be all that tells them. */
    function made(names: readonly string[]): string {
      const a = pick(rng, names)
      if (rng() > 0.12) return a
      const b = pick(rng, names)
      return a.length < 4 || b.length < 4 || /[^\p{L}]/u.test(a + b)
        ? a
        : a.slice(0, Math.ceil(a.length / 2)) + b.slice(Math.floor(b.length / 2)).toLowerCase()
    }
    function person(language: string): string {
      const { given, surnames } = lists(language)
      const f = made(given)
      const l = made(surnames)
      const dice = rng()
      if (dice < 0.66) return `${f} ${l}`
      if (dice < 0.72) return `${f} ${String.fromCharCode(65 + Math.floor(rng() * 26))}. ${l}`
      if (dice < 0.76) return `${f} ${pick(rng, given)} ${l}`
      if (dice < 0.8) return `${f} ${l}-${pick(rng, surnames)}`
      if (dice < 0.83)
        return `${f} ${pick(rng, ['van', 'van der', 'de', 'von', 'de la', 'da', 'dos', 'bin', 'al', 'di'])} ${l}`
      if (dice < 0.86) return `${f.charAt(0)}. ${l}`
      if (dice < 0.88) return `${f} ${l} ${pick(rng, surnames)}`
      if (dice < 0.9) return `${f} ${pick(rng, ["O'", 'Mc', 'Mac', "D'"])}${l}`
      if (dice < 0.92) return `${f} ${l} ${pick(rng, ['Jr.', 'Jr', 'III', 'Sr.'])}`.replace(/\.$/, '.')
      if (dice < 0.94) return `${f} ${l}`.toUpperCase()
      return rng() < 0.5 ? f : l
    }
    function city(): City {
      return rng() < 0.6 ? pick(rng, big) : pick(rng, facts.cities)
    }
    function country(language: string): string {
      return pick(rng, facts.countries.get(language) ?? facts.countries.get('en') ?? [])
    }
    function place(
      name: (s: string, label: 1 | 2 | 3) => void,
      say: (s: string) => void,
      language: string,
    ): void {
      const dice = rng()
      if (dice < 0.58) name(city().name, LOCATION)
      else if (dice < 0.74) name(country(language), LOCATION)
      else if (dice < 0.88) name(pick(rng, v.places).replace(/^the /, ''), LOCATION)
      else {
        name(city().name, LOCATION)
        say(', ')
        name(rng() < 0.5 ? country(language) : pick(rng, v.places).replace(/^the /, ''), LOCATION)
      }
    }
    function organisation(language: string): string {
      const dice = rng()
      const l = (): string => surname(language)
      if (dice < 0.1) return `${l()} ${pick(rng, v.orgSuffixes)}`
      if (dice < 0.14)
        return `${l()} & ${rng() < 0.3 ? pick(rng, ['Sons', 'Partners', 'Co.', 'Associates', 'Daughters']) : l()}`
      if (dice < 0.18) return `${l()} ${pick(rng, v.orgNouns)}`
      if (dice < 0.34)
        return `${pick(rng, v.orgHeads)} ${pick(rng, v.orgNouns)}${rng() < 0.3 ? ` ${pick(rng, v.orgSuffixes)}` : ''}`
      if (dice < 0.42) return `${pick(rng, v.orgHeads)} ${pick(rng, v.orgHeads)} ${pick(rng, v.orgNouns)}`
      if (dice < 0.5)
        return `${city().name} ${rng() < 0.4 ? `${pick(rng, v.orgHeads)} ` : ''}${pick(rng, v.orgNouns)}`
      if (dice < 0.55)
        return `${pick(rng, ['University of', 'Bank of', 'Ministry of', 'Department of', 'Institute of', 'Museum of', 'Port of', 'City of', 'Church of', 'College of'])} ${rng() < 0.6 ? city().name : pick(rng, ['Health', 'Finance', 'Education', 'Defence', 'Justice', 'Labour', 'Technology', 'Art', 'Science', 'Commerce'])}`
      if (dice < 0.66) return pick(rng, rng() < 0.3 ? v.knownOrgs : knownNames)
      if (dice < 0.71) return pick(rng, v.acronymHeads)
      if (dice < 0.74)
        return Array.from({ length: 2 + Math.floor(rng() * 3) }, () =>
          String.fromCharCode(65 + Math.floor(rng() * 26)),
        ).join('')
      if (dice < 0.88) return brand()
      return foreign(language)
    }
    function brand(): string {
      const a = pick(rng, v.brandStems)
      const b = rng() < 0.5 ? pick(rng, v.brandEnds) : pick(rng, v.brandStems)
      const A = a.charAt(0).toUpperCase() + a.slice(1)
      const camel = rng() < 0.5
      const body = A + (camel ? b.charAt(0).toUpperCase() + b.slice(1) : b)
      return rng() < 0.4 ? `${body} ${rng() < 0.5 ? pick(rng, v.orgNouns) : pick(rng, v.orgSuffixes)}` : body
    }
    function foreign(language: string): string {
      const c = city().name
      const l = surname(language)
      switch (language) {
        case 'de':
          return pick(rng, [
            `Stadtwerke ${c}`,
            `Universität ${c}`,
            `Universitätsklinikum ${c}`,
            `Sparkasse ${c}`,
            `${l} GmbH`,
            `${l} & ${surname('de')} KG`,
            `Deutsche ${pick(rng, ['Bahn', 'Post', 'Telekom', 'Börse'])}`,
            `FC ${c}`,
            `Autohaus ${l}`,
            `Landratsamt ${c}`,
            `Bundesamt für ${pick(rng, v.germanNouns)}`,
            `Kanzlei ${l}`,
            `Praxis Dr. ${l}`,
          ])
        case 'fr':
          return pick(rng, [
            `Université de ${c}`,
            `Banque ${pick(rng, ['Populaire', 'Postale', 'Nationale'])}`,
            `Mairie de ${c}`,
            `Hôpital ${l}`,
            `CHU de ${c}`,
            `Société ${l}`,
            `Éditions ${l}`,
            `Groupe ${l}`,
            `${l} SAS`,
          ])
        case 'es':
          return pick(rng, [
            `Universidad de ${c}`,
            `Banco de ${c}`,
            `Ayuntamiento de ${c}`,
            `Hospital ${l}`,
            `Grupo ${l}`,
            `${l} S.A.`,
            `Ministerio de ${pick(rng, ['Sanidad', 'Hacienda', 'Justicia'])}`,
          ])
        case 'it':
          return pick(rng, [
            `Università di ${c}`,
            `Banca ${l}`,
            `Comune di ${c}`,
            `Ospedale ${l}`,
            `Gruppo ${l}`,
            `${l} S.p.A.`,
          ])
        case 'pt':
          return pick(rng, [
            `Universidade de ${c}`,
            `Banco ${l}`,
            `Câmara Municipal de ${c}`,
            `Hospital ${l}`,
            `${l} Ltda`,
          ])
        case 'nl':
          return pick(rng, [`Universiteit ${c}`, `Gemeente ${c}`, `${l} BV`, `Ziekenhuis ${c}`])
        default:
          return `${c} ${pick(rng, v.orgNouns)} ${pick(rng, v.orgSuffixes)}`
      }
    }
    function digits(): string {
      const n = 2 + Math.floor(rng() * 8)
      return String(Math.floor(rng() * 10 ** n))
    }
  }
}
