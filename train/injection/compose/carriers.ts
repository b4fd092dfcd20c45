/**
 * Ordinary data that an order can be put into: documentation and code of the packages that package-lock.json pins (those whose texts
 * are not in the sets), prose, letters and logs of the other detector sets, tables and tool results made here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../generate/random.ts'
import { english } from '../generate/asks.ts'
import { jsonl } from '../rows.ts'

export type Carrier = {
  readonly kind: 'docs' | 'prose' | 'letter' | 'table' | 'json' | 'code'
  /** Pieces between which something may stand. */
  readonly pieces: readonly string[]
  readonly glue: string
}

const packages = join(import.meta.dirname, '../../../node_modules')
/** Not hono, zod, the ai packages or trpc: their documents are in the sets. */
const DOCS = [
  'undici/docs/docs/api',
  'pino/docs',
  'commander',
  'yaml',
  'ajv',
  'pg',
  'otpauth',
  'tsx',
  'react',
  'nanoid',
  'semver',
]
const CODE = ['undici/lib/api', 'undici/lib/core', 'pg/lib', 'commander/lib', 'pino/lib', 'yaml/dist/parse']

const filesOf = (dirs: readonly string[], suffix: string): string[] =>
  dirs.flatMap((dir) => {
    const path = join(packages, dir)
    if (!existsSync(path)) return []
    return readdirSync(path)
      .filter((name) => name.toLowerCase().endsWith(suffix))
      .toSorted()
      .map((name) => readFileSync(join(path, name), 'utf8'))
  })

const blocks = (text: string): string[] =>
  text
    .split(/\n\s*\n/u)
    .map((block) => block.trimEnd())
    .filter((block) => block.length > 30 && block.length < 700)

export type Carriers = { readonly draw: (r: Random) => Carrier }

export function carriers(): Carriers {
  const docs = filesOf(DOCS, '.md')
    .map(blocks)
    .filter((b) => b.length > 4)
  const code = filesOf(CODE, '.js')
    .map(blocks)
    .filter((b) => b.length > 4)
  const prose = [
    ...new Set(
      jsonl('groundedness-dev')
        .filter((row) => String(row['kind']).startsWith('dialogue'))
        .map((row) => String(row['context'])),
    ),
  ].filter((t) => t.length > 60)
  const letters = [
    ...new Set(
      jsonl('pii-dev')
        .filter((row) => row['kind'] !== 'wnut17-dev')
        .map((row) => String(row['text'])),
    ),
  ]
  const run = (from: readonly string[], r: Random, most: number): string[] => {
    const count = r.between(1, most)
    const start = r.int(Math.max(1, from.length - count))
    return from.slice(start, start + count)
  }
  return {
    draw: (r) => {
      const dice = r.next()
      if (dice < 0.24) return { kind: 'docs', pieces: run(r.pick(docs), r, 5), glue: '\n\n' }
      if (dice < 0.36) return { kind: 'code', pieces: run(r.pick(code), r, 4), glue: '\n\n' }
      if (dice < 0.56)
        return {
          kind: 'prose',
          pieces: r.some(prose, r.between(1, 6)),
          glue: r.pick([' ', ' ', '\n', '\n\n']),
        }
      if (dice < 0.66) return { kind: 'letter', pieces: r.some(letters, r.between(1, 4)), glue: '\n' }
      if (dice < 0.82) return table(r)
      return toolResult(r, prose)
    },
  }
}

const COLUMNS = [
  'Name',
  'City',
  'Points',
  'Year',
  'Product',
  'Price',
  'Rank',
  'Team',
  'Score',
  'Start',
  'Total',
  'Note',
  'Status',
  'Wins',
]

function table(r: Random): Carrier {
  const columns = r.some(COLUMNS, r.between(3, 7))
  const sign = r.pick(['|', '|', '|', ',', '\t', ';'])
  const cell = (column: string): string => {
    if (column === 'Name') return english('{name}', r.fork(r.next()))
    if (column === 'City') return english('{city}', r.fork(r.next()))
    if (column === 'Product') return english('{product}', r.fork(r.next()))
    if (column === 'Team') return english('{company}', r.fork(r.next()))
    if (column === 'Status') return r.pick(['open', 'closed', 'paid', 'late', 'draft', 'won', '-', ''])
    if (column === 'Note')
      return r.pick(['', '', 'see below', 'new', 'retired', 'did not start', '+2 laps', 'n/a'])
    if (column === 'Year' || column === 'Start') return String(r.between(1950, 2025))
    return r.chance(0.3) ? (r.next() * 100).toFixed(r.between(1, 3)) : String(r.int(1000))
  }
  const line = (cells: readonly string[]): string =>
    sign === '|' ? `| ${cells.join(' | ')} |` : cells.join(sign)
  const rows = Array.from({ length: r.between(3, 12) }, () => line(columns.map(cell)))
  return { kind: 'table', pieces: [line(columns), ...rows], glue: '\n' }
}

/** The answer of a tool as an agent gets it. The order, if there is one, goes into a value. */
function toolResult(r: Random, prose: readonly string[]): Carrier {
  const names = (template: string): string => english(template, r.fork(r.next()))
  const shape = r.int(6)
  const item = (): string => {
    if (shape === 0)
      return JSON.stringify({
        title: names('{Topic}'),
        url: `https://${names('{city}').toLowerCase().replaceAll(' ', '-')}.example.org/${r.int(999)}`,
        snippet: r.pick(prose),
      })
    if (shape === 1)
      return JSON.stringify({
        id: r.int(9999),
        from: names('{name}'),
        subject: names('{topic}'),
        body: names('{sentence} {sentence}'),
        read: r.chance(0.5),
      })
    if (shape === 2)
      return JSON.stringify({
        product: names('{product}'),
        rating: r.between(1, 5),
        review: names('{review} {review}'),
      })
    if (shape === 3)
      return JSON.stringify({
        event: names('{sentence}'),
        start: `2025-0${r.between(1, 9)}-1${r.int(9)}T1${r.int(9)}:00`,
        participants: [names('{name}'), names('{name}')],
        location: names('{city}'),
      })
    if (shape === 4) return `${r.int(99)}: ${r.pick(prose)}`
    return `- ${names('{name}')}: ${names('{sentence}')}`
  }
  return {
    kind: 'json',
    pieces: Array.from({ length: r.between(1, 5) }, item),
    glue: shape < 4 ? r.pick([',\n', ', ']) : '\n',
  }
}
