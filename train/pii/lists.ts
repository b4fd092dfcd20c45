/**
 * Collects names of organisations and persons from published lists (README.md: which, and their licences) into files of one name a line. Facts only:
 * what ships is a hash of each word and of each pair of words.
 * Usage: tsx train/pii/lists.ts CLONES OUT; CLONES holds the repositories, each in a folder of its own name.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [clones, out] = process.argv.slice(2)
if (clones === undefined || out === undefined) throw new Error('usage: lists.ts CLONES OUT')
/** Forms of firms and what stands behind them. */
const FORM =
  /,? (?:Inc|Corp|Corporation|Ltd|Limited|plc|PLC|L\.?P\.?|LLC|Co|Company|N\.V\.|S\.A\.|AG|SE|Holdings?|Group|Trust|Incorporated|Acquisition)\b\.?.*$/
/** The name by which people call a firm, not the one on its shares. */
const bare = (name: string): string =>
  name
    .replace(/\s+-\s+.*$/, '')
    .replace(FORM, '')
    .replace(/\(.*$/, '')

const read = (...path: readonly string[]): string => readFileSync(join(clones, ...path), 'utf8')
const filesIn = (...path: readonly string[]): string[] =>
  readdirSync(join(clones, ...path), { recursive: true, encoding: 'utf8' }).map((file) => join(...path, file))

mkdirSync(out, { recursive: true })
write('organisations.txt', [...brands(), ...clubs(), ...universities(), ...listed(), ...kinds()])
const forenames = columns('popular-names-by-country-dataset', 'common-forenames-by-country.csv')
const surnames = columns('popular-names-by-country-dataset', 'common-surnames-by-country.csv')
write('given.txt', forenames('Localized Name', 'Romanized Name'))
write('surnames.txt', surnames('Localized Name', 'Romanized Name'))
write('common.txt', smallWords())

function write(file: string, names: readonly string[]): void {
  const latin = /^[\p{Script=Latin}\p{N} .,&'’!+\-/()]+$/u
  const kept = names
    .map((name) => name.trim())
    .filter((name) => name.length >= 2 && latin.test(name) && name.split(/\s+/).length <= 7)
  writeFileSync(join(out ?? '', file), `${[...new Set(kept)].sort().join('\n')}\n`)
}

type Item = { readonly displayName?: string; readonly tags?: Readonly<Record<string, string>> }

/** Shops, banks, hotels, transport and public bodies of the world, as maps name them. */
function brands(): string[] {
  return ['brands', 'operators', 'transit']
    .flatMap((kind) => filesIn('name-suggestion-index', 'data', kind))
    .filter((file) => file.endsWith('.json') && !/highway|man_made/.test(file))
    .flatMap((file) => {
      const { items = [] }: { items?: readonly Item[] } = JSON.parse(read(file))
      return items.flatMap(({ displayName, tags = {} }) =>
        [
          displayName,
          tags['brand'],
          tags['name'],
          tags['operator'],
          tags['brand:en'],
          tags['network'],
        ].filter((name) => name !== undefined),
      )
    })
}

/** Football clubs: a name and its town a line, other names behind bars. */
function clubs(): string[] {
  return filesIn('clubs')
    .filter((file) => /\.clubs(?:\.\w+)?\.txt$|0-world/.test(file) && file.endsWith('.txt'))
    .flatMap((file) => read(file).split('\n'))
    .filter((line) => !/^\s*[=#]/.test(line) && line.trim() !== '')
    .map((line) => line.replace(/#.*$/, ''))
    .flatMap((line) =>
      /^\s*\|/.test(line)
        ? line.split('|').map((name) => name.replace(/\[..\]/g, '').trim())
        : [(line.split(',')[0] ?? '').trim()],
    )
}

function universities(): string[] {
  const all: readonly { readonly name: string }[] = JSON.parse(
    read('university-domains-list', 'world_universities_and_domains.json'),
  )
  return all.map(({ name }) => name)
}

function listed(): string[] {
  return [
    ...columns('s-and-p-500-companies', 'data/constituents.csv')('Security'),
    ...columns('nasdaq-listings', 'data/nasdaq-listed.csv')('Company Name', 'Security Name').filter(
      (name) => !/Acqui|ETF|Fund|Warrant/.test(name),
    ),
  ].map(bare)
}

/** Short lists by kind: charities, newspapers, parties, agencies, teams, bands. */
function kinds(): string[] {
  return [
    'corporations/charities',
    'corporations/fortune500',
    'corporations/newspapers',
    'corporations/djia',
    'music/bands_that_have_opened_for_tool',
    'governments/us_federal_agencies',
    'governments/uk_political_parties',
    'sports/nba_teams',
    'sports/nfl_teams',
    'sports/nhl_teams',
    'sports/mlb_teams',
    'sports/milb_teams',
    'sports/football/epl_teams',
    'sports/football/laliga_teams',
    'sports/football/serieA',
    'technology/social_networking_websites',
  ].flatMap((kind) => stringsOf(JSON.parse(read('corpora', 'data', `${kind}.json`))).map(bare))
}

/** Words that translations of user interfaces, in some forty languages, write small at least twice. */
function smallWords(): string[] {
  const counts = new Map<string, number>()
  for (const file of [...filesIn('bagisto'), ...filesIn('uptime-kuma')].filter((f) =>
    /\.(?:php|json)$/.test(f),
  ))
    for (const [, single, double] of read(file).matchAll(
      /(?:=>\s*|:\s*)(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g,
    ))
      for (const [word] of (single ?? double ?? '')
        .replace(/\{[^}]*\}|:\w+|<[^>]*>|https?:\S+/g, ' ')
        .matchAll(/(?<![\p{L}\p{N}_@#'’.-])\p{Ll}[\p{Ll}’'-]+(?![\p{L}\p{N}_@])/gu))
        counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].filter(([, n]) => n >= 2).map(([word]) => word)
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.length < 60 && !/^https?:/.test(value) ? [value] : []
  if (Array.isArray(value)) return value.flatMap(stringsOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    /description|source|url|license/.test(key) ? [] : stringsOf(inner),
  )
}

/** The wanted columns of a file of comma-separated values, by their headings. */
function columns(folder: string, file: string): (...headings: readonly string[]) => string[] {
  const rows = read(folder, file)
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => m[1] ?? m[2] ?? ''))
  const head = rows[0] ?? []
  return (...headings) => {
    const wanted = headings.map((heading) => head.indexOf(heading)).filter((i) => i >= 0)
    return rows.slice(1).flatMap((row) => wanted.map((i) => row[i] ?? ''))
  }
}
