/**
 * Users' prompts by three hands that wrote no training row and knew no rule: the first 240 attacks (one in six with the words that everybody knows), 240
 * ordinary requests, 160 honest ones as close to the attacks as honest ones get; the second 220, 190 and 90; the third 200, 170 and 90. Nothing is
 * trained on them: read the figures, not the misses.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Prompt = { readonly label: 0 | 1; readonly kind: string; readonly text: string }

const read = (file: string): readonly Prompt[] =>
  readFileSync(join(import.meta.dirname, file), 'utf8')
    .trim()
    .split('\n')
    .map((line): Prompt => JSON.parse(line))

export const prompts = read('check.jsonl')
export const secondPrompts = read('check-2.jsonl')
export const thirdPrompts = read('check-3.jsonl')
