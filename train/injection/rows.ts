/** Labelled texts from the detector sets and from the generator here, with the family that decides in which fold they are left out. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Origin } from '../../src/features/guardrails/contract.ts'

export type Row = {
  readonly id: string
  readonly text: string
  readonly label: 0 | 1
  readonly kind: string
  readonly source: string
  readonly origin: Origin
  /** Of the sources that a fold removes together; `made:<kind>` for rows of the generator here. */
  readonly family: string
}

export const setsDir = (): string =>
  process.env['DETECTOR_SETS'] ?? join(import.meta.dirname, '../../../shared/data/detectors')

export const setsPresent = (): boolean => existsSync(join(setsDir(), 'injection-train-1.jsonl'))

export function jsonl(name: string): Record<string, unknown>[] {
  const path = join(setsDir(), `${name}.jsonl`)
  if (!existsSync(path))
    throw new Error(
      `\`${path}\` is not there: training reads the detector sets in place; set DETECTOR_SETS to the folder that holds them`,
    )
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line))
}

export function baseRows(names: readonly string[] = ['injection-train-1', 'injection-train-2']): Row[] {
  return names.flatMap((name) =>
    jsonl(name).map((raw) => {
      const [text, kind, source] = [String(raw['text']), String(raw['kind']), String(raw['source'])]
      const label = raw['label'] === 1 ? 1 : 0
      return {
        id: String(raw['id']),
        text,
        label,
        kind,
        source,
        origin: /indirect|docs|table|email|code/.test(kind) ? 'document' : 'user',
        family: familyOf(label, kind, source),
      } satisfies Row
    }),
  )
}

function familyOf(label: 0 | 1, kind: string, source: string): string {
  if (label === 1) {
    if (source.startsWith('BIPIA')) return 'attack:published-indirect'
    if (source.startsWith('own generator in')) return 'attack:own-indirect'
    if (source === 'own generator') return 'attack:own'
    if (source.startsWith('GPTFuzz')) return 'attack:template'
    return 'attack:wild'
  }
  if (kind === 'benign-t0') return `benign:tasks-${hash(source) % 3}`
  if (kind === 'hardneg-security-doc')
    return /Purple|mitre/.test(source) ? 'benign:security-1' : 'benign:security-2'
  if (/docs|table|email|code/.test(kind)) return 'benign:carriers'
  return `benign:${kind.replace(/^(?:benign|hardneg)-/, '')}`
}

export function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}
