/** Readers of annotated corpora in columns (a word a line, the label last). Which may be used and why: README.md. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mark, Rng, Sentence } from './sentence.ts'

type Column = { readonly word: string; readonly tag: string }

const LABEL: Readonly<Record<string, 1 | 2 | 3>> = {
  PER: 1,
  person: 1,
  PERSON: 1,
  LOC: 2,
  location: 2,
  LOCATION: 2,
  ORG: 3,
  corporation: 3,
  group: 3,
  ORGANIZATION: 3,
  writer: 1,
  musicalartist: 1,
  politician: 1,
  scientist: 1,
  researcher: 1,
  country: 2,
  organisation: 3,
  band: 3,
  politicalparty: 3,
  university: 3,
}

export type Corpus = {
  readonly name: string
  readonly file: string
  readonly word: number
  readonly tag: number
  readonly keep?: (tag: string) => boolean
}

export function readColumns(folder: string, corpus: Corpus, rng: Rng): Sentence[] {
  const path = join(folder, corpus.file)
  if (!existsSync(path)) return []
  const sentences: Sentence[] = []
  let rows: Column[] = []
  const flush = (): void => {
    if (rows.length > 0) sentences.push(toText(rows, corpus.name, rng() < 0.65))
    rows = []
  }
  for (const line of readFileSync(path, 'utf8').split(/\r?\n/)) {
    if (line.trim() === '' || line.startsWith('-DOCSTART-') || line.startsWith('# ')) {
      flush()
      continue
    }
    const cells = line.includes('\t') ? line.split('\t') : line.split(' ')
    const word = cells[corpus.word] ?? ''
    const tag = (cells.at(corpus.tag) ?? 'O').trim()
    if (word.trim() === '') {
      flush()
      continue
    }
    rows.push({ word: word.trim(), tag })
  }
  flush()
  return sentences
}

const CLOSES = /^(?:[.,;:!?)\]}%…]|'s|n't|'re|'ve|'ll|'d|'m|’s|'')$/
const OPENS = /^(?:[([{$£€#]|``)$/

/** Words to text: with a blank between all, or as people write. */
function toText(rows: readonly Column[], source: string, written: boolean): Sentence {
  let text = ''
  const marks: Mark[] = []
  let open: { start: number; label: 1 | 2 | 3 } | null = null
  let glue = true
  let previous = 'O'
  for (const { word, tag } of rows) {
    const kind = /^[BI]-(?!.*(?:deriv|part)$)(.+)$/.exec(tag)?.[1] ?? ''
    // accounts are another kind of finding, or none
    const label = word.startsWith('@') ? undefined : LABEL[kind]
    const begins = label !== undefined && (previous === 'O' || tag.startsWith('B-') || previous !== kind)
    const blank = !(glue || (written && CLOSES.test(word)))
    if (open !== null && (label === undefined || begins)) {
      marks.push({ ...open, end: text.length })
      open = null
    }
    if (blank) text += ' '
    if (begins) open = { start: text.length, label }
    text += word
    glue = written && OPENS.test(word)
    previous = label === undefined ? 'O' : kind
  }
  if (open !== null) marks.push({ ...open, end: text.length })
  return { text, marks, source }
}
