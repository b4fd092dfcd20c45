import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compose } from './compose/index.ts'
import { generate, pairsOf } from './generate/index.ts'
import { random } from './generate/random.ts'
import { written } from './generate/written.ts'
import { writtenAlone } from './generate/written-alone.ts'
import type { Row } from './rows.ts'

const SEED = 20261127

const rowsOf = (made: ReturnType<typeof generate>): Row[] =>
  made.map((row) => ({
    id: row.id,
    text: row.text.slice(0, 1050),
    label: row.label,
    kind: row.kind,
    source: row.source,
    origin: row.origin,
    family: `made:${row.source.split('/')[0]}`,
  }))

/** Users' prompts written one by one, attacks and the honest ones that look like them: their own family, so that they can weigh more. */
export const PROMPTS = 'written:prompts'
/** A file is an author. */
export const promptFiles = ['prompts', 'prompts-2', 'prompts-3', 'prompts-4'] as const
export type PromptFile = (typeof promptFiles)[number]

function promptRowsOf(file: PromptFile): Row[] {
  const lines = readFileSync(join(import.meta.dirname, 'written', `${file}.jsonl`), 'utf8')
    .trim()
    .split('\n')
  return lines.map((line, i) => {
    const { label, kind, text }: { label: 0 | 1; kind: string; text: string } = JSON.parse(line)
    return {
      id: file === 'prompts' ? `prompt-${i}` : `${file}-${i}`,
      text: text.slice(0, 1050),
      label,
      kind: `prompt-${kind}`,
      source: `own:${file}`,
      origin: 'user',
      family: PROMPTS,
    }
  })
}

/** Rows made here: orders in data with their clean twins, the generator's families, and prompts by hand. */
export function madeRows(pairs = 6600, trios = 3500, files: readonly PromptFile[] = promptFiles): Row[] {
  return [...rowsOf(generate(SEED, pairs)), ...compose(SEED, trios), ...files.flatMap(promptRowsOf)]
}

/** More of what calls a task off, with the twins: for the sentences that addressed.ts learns from, which the ensemble needs fewer of. */
export const calledOffRows = (pairs = 4000): Row[] => rowsOf(pairsOf(SEED + 1, pairs, /calledOff|called-off/))

/** The hand-written lines in carriers; `keep` leaves lines out. */
export const writtenRows = (keep?: (line: number) => boolean): Row[] =>
  written(random(SEED).fork('written'), undefined, keep).map((row) => ({
    ...row,
    kind: row.label === 1 ? 'indirect-calledOff' : 'hardneg-written',
    source: 'own:written',
    family: 'made:own:written',
  }))

/** A task called off and nothing more, as a whole result. */
export const aloneRows = (): Row[] =>
  writtenAlone.map((text, i) => ({
    id: `alone-${i}`,
    text,
    label: 1,
    kind: ALONE,
    source: 'own:written',
    origin: 'tool_result',
    family: 'made:own:written',
  }))
export const ALONE = 'indirect-calledOff-alone'
