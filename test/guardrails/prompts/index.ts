/**
 * Users' prompts by a hand that wrote no training row and knew no rule: 240 attacks (one in six with the words that everybody knows), 240 ordinary
 * requests, 160 honest ones as close to the attacks as honest ones get. Nothing is trained on them: read the figures, not the misses.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Prompt = { readonly label: 0 | 1; readonly kind: string; readonly text: string }

export const prompts: readonly Prompt[] = readFileSync(join(import.meta.dirname, 'check.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line): Prompt => JSON.parse(line))
