/**
 * Long ordinary texts of several kinds, in two halves: one that the skim learns from and one that judges it. Documentation and code of the
 * packages that package-lock.json pins (MIT, ISC, Apache-2.0; the halves share no package), prose, letters and logs of the other detector
 * sets, tool results made of them, the ordinary rows of the injection sets.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { seeded } from './random.ts'
import { jsonl } from './rows.ts'

export type Half = 'learnt' | 'judged'
export type LongText = {
  readonly kind: string
  /** Data, not the user's words. */
  readonly data: boolean
  readonly text: string
}

const packages = join(import.meta.dirname, '../../node_modules')
const DOCS: Readonly<Record<Half, readonly string[]>> = {
  learnt: ['undici', 'pino', 'commander', 'yaml', 'ajv', 'pg', 'otpauth', 'tsx', 'react', 'nanoid', 'semver'],
  judged: [
    'vitest',
    'fflate',
    'langsmith',
    'openai',
    'picomatch',
    '@tanstack',
    'json-schema-to-ts',
    'source-map-js',
    'tsyringe',
    '@noble',
    'qrcode',
    'pdfkit',
    'playwright-core',
    'mustache',
    'fontkit',
    'magic-string',
    'es-module-lexer',
    '@opentelemetry',
    'yargs',
    'postcss',
    'jose',
    'tinybench',
    'pngjs',
    'expect-type',
  ],
}
const CODE: Readonly<Record<Half, readonly string[]>> = {
  learnt: ['undici', 'pg', 'commander', 'pino', 'yaml', 'ajv', 'react-dom', 'nanoid'],
  judged: [
    'openai',
    'yargs',
    'postcss',
    'jose',
    'fontkit',
    'pdfkit',
    'vitest',
    'magic-string',
    'qrcode',
    '@noble',
    'langsmith',
  ],
}
/** Files above this are made by machines; a line of code is shorter. */
const FILE_MAX = 400_000
const LINE_MAX = 120
const FOLDERS_DEEP = 4

function files(dir: string, ending: string, deep = 0): string[] {
  if (!existsSync(dir) || deep > FOLDERS_DEEP) return []
  return readdirSync(dir)
    .filter((name) => name !== 'node_modules' && !/license|notice|changelog/iu.test(name))
    .toSorted()
    .flatMap((name) => {
      const path = join(dir, name)
      const stat = statSync(path)
      if (stat.isDirectory()) return files(path, ending, deep + 1)
      return name.toLowerCase().endsWith(ending) && stat.size < FILE_MAX ? [path] : []
    })
}

const textsOf = (names: readonly string[], ending: string): string[] =>
  names.flatMap((name) => files(join(packages, name), ending)).map((path) => readFileSync(path, 'utf8'))

/** One behind the other, until `size` characters are full; then the next. */
function joined(
  pieces: readonly string[],
  size: number,
  glue: (i: number) => string = () => '\n\n',
): string[] {
  const out: string[] = []
  let text = ''
  pieces.forEach((piece, i) => {
    text += (text === '' ? '' : glue(i)) + piece
    if (text.length >= size) {
      out.push(text.slice(0, size))
      text = ''
    }
  })
  return out
}

/** `ordinary` picks the sets' ordinary rows that may be used: a fold leaves its own out. */
export function longTexts(
  half: Half,
  size: number,
  sets: readonly { readonly text: string; readonly kind: string }[],
): LongText[] {
  const odd = half === 'judged' ? 0 : 1
  const some = (texts: readonly string[]): string[] => texts.filter((_, i) => i % 2 === odd)
  const prose = some([
    ...new Set(
      jsonl('groundedness-dev')
        .filter((row) => String(row['kind']).startsWith('dialogue'))
        .map((row) => String(row['context'])),
    ),
  ])
  const letters = some([
    ...new Set(
      jsonl('pii-dev')
        .filter((row) => row['kind'] !== 'wnut17-dev')
        .map((row) => String(row['text'])),
    ),
  ])
  const docs = joined(textsOf(DOCS[half], '.md'), size)
  const code = joined(
    textsOf(CODE[half], '.js').filter((text) => text.length / text.split('\n').length < LINE_MAX),
    size,
  )
  const pages = joined(prose, size, (i) => (i % 4 === 0 ? '\n\n' : ' '))
  const mail = joined(letters, size)
  const asked = sets.filter(({ kind }) => /benign-(?:t0|chat|math)/u.test(kind)).map(({ text }) => text)
  const carried = sets.filter(({ kind }) => /docs|table|email|code/u.test(kind)).map(({ text }) => text)
  const kinds: readonly (readonly [kind: string, data: boolean, texts: readonly string[]])[] = [
    ['docs', true, docs],
    ['docs', false, docs],
    ['code', true, code],
    ['code', false, code.map((text) => `Can you review this code and explain what it does?\n\n${text}`)],
    ['prose', true, pages],
    ['prose', false, pages.map((text) => `Summarise the following text in a few points.\n\n${text}`)],
    ['letters and logs', true, mail],
    ['letters and logs', false, mail],
    ['found pages as json', true, joined(found(prose, half), size, () => ',')],
    ['records as json', true, joined(records(letters, half), size, () => ',')],
    ['requests', false, joined(asked, size)],
    [
      'requests and pages',
      false,
      joined(
        asked.map((text, i) => `${text}\n\n${prose[i % prose.length]}`),
        size,
      ),
    ],
    ['documents, tables and mails of the sets', true, joined(carried, size)],
  ]
  return kinds.flatMap(([kind, data, texts]) => texts.map((text) => ({ kind, data, text })))
}

/** What a search tool answers. */
function found(prose: readonly string[], half: Half): string[] {
  const random = seeded(half === 'judged' ? 5 : 6)
  return prose.map((text, i) =>
    JSON.stringify({
      id: i * 37,
      title: text.split(' ').slice(0, 5).join(' '),
      url: `https://example.org/${i}`,
      score: Number(random().toFixed(3)),
      published: `2025-0${1 + (i % 9)}-1${i % 9}`,
      snippet: text,
      tags: text.split(' ').slice(3, 6),
    }),
  )
}

/** What a shop's or a bank's tool answers. */
function records(letters: readonly string[], half: Half): string[] {
  const random = seeded(half === 'judged' ? 7 : 8)
  return Array.from({ length: 1500 }, (_, i) =>
    JSON.stringify({
      order: 1000 + i,
      customer: `c-${(i * 7919) % 1000}`,
      status: ['open', 'paid', 'late'][i % 3],
      total: Number((random() * 900).toFixed(2)),
      currency: 'EUR',
      lines: [
        { sku: `S${i % 90}`, qty: 1 + (i % 5) },
        { sku: `S${(i * 3) % 90}`, qty: 1 },
      ],
      note: i % 5 === 0 ? (letters[i % letters.length] ?? '').slice(0, 60) : '',
    }),
  )
}
