/**
 * Tool results written by hand, record by record: each a whole result as such a tool returns it, with a place in which orders to the model
 * (`attack`), texts near them that give none (`hard`) and ordinary ones (`plain`) stand in turn. Several people wrote them, a file each, so
 * that a file left out is an author left out.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Row } from './rows.ts'

export type Words = 'usual' | 'other'

export type ToolRecord = {
  readonly tool: string
  readonly lang: string
  /** With `{{}}` once, where the fillers go. */
  readonly text: string
  readonly attack: readonly (readonly [act: string, words: Words, filler: string])[]
  readonly hard: readonly string[]
  readonly plain: readonly string[]
}

/** A filler in its record, with the offsets between which it stands. */
export type RecordRow = Row & {
  readonly from: number
  readonly to: number
  readonly act: string
  readonly words: Words
  readonly lang: string
}

export const recordFiles = [
  'office',
  'software',
  'everyday',
  'shapes',
  'languages',
  'neighbours',
  'voices',
  'pretences',
  'abroad',
  'workbench',
] as const
export type RecordFile = (typeof recordFiles)[number]

const PLACE = '{{}}'

export const readRecords = (path: string): ToolRecord[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line): ToolRecord => JSON.parse(line))

export const recordRows = (files: readonly RecordFile[] = recordFiles): RecordRow[] =>
  files.flatMap((file) =>
    rowsOfRecords(readRecords(join(import.meta.dirname, 'written', `${file}.jsonl`)), file),
  )

export const rowsOfRecords = (records: readonly ToolRecord[], name: string): RecordRow[] =>
  records.flatMap((record, i) => {
    const from = record.text.indexOf(PLACE)
    const row = (
      filler: string,
      label: 0 | 1,
      kind: string,
      k: number,
    ): Omit<RecordRow, 'act' | 'words'> => ({
      id: `records/${name}/${i}/${kind}/${k}`,
      text: record.text.slice(0, from) + filler + record.text.slice(from + PLACE.length),
      label,
      kind,
      source: `records:${name}`,
      origin: 'tool_result',
      family: `made:own:records-${name}`,
      lang: record.lang,
      from,
      to: from + filler.length,
    })
    return [
      ...record.attack.map(([act, words, filler], k) => ({
        ...row(filler, 1, 'indirect-record', k),
        act,
        words,
      })),
      ...record.hard.map((filler, k) => ({
        ...row(filler, 0, 'hardneg-record', k),
        act: '',
        words: 'other' as const,
      })),
      ...record.plain.map((filler, k) => ({
        ...row(filler, 0, 'benign-record', k),
        act: '',
        words: 'other' as const,
      })),
    ]
  })
