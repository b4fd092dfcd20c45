import { agentData } from './agent-data.ts'
import { direct } from './direct.ts'
import { extraction } from './extraction.ts'
import { hard } from './hard.ts'
import { long } from './long.ts'
import { multilingual } from './multilingual.ts'
import { persuasion } from './persuasion.ts'
import { obfuscation } from './obfuscation.ts'
import { random } from './random.ts'
import { roleSheets } from './role-sheet.ts'
import { splitting } from './splitting.ts'
import { spoofing } from './spoofing.ts'
import { suffix } from './suffix.ts'
import { techDocs } from './tech-docs.ts'
import { tricks } from './tricks.ts'
import type { Family, Row } from './row.ts'

export type { Row, RowOrigin } from './row.ts'

export const families: readonly Family[] = [
  ...direct,
  ...extraction,
  ...persuasion,
  ...roleSheets,
  ...hard,
  ...spoofing,
  ...long,
  ...splitting,
  ...tricks,
  ...techDocs,
  ...agentData,
  ...multilingual,
  ...obfuscation,
  ...suffix,
]

/** Pairs of attack and clean twin by default; each pair is two rows. */
const PAIRS_DEFAULT = 10_000
/** One window of the detector: what lies behind is judged by another window, so a longer row could lose the part that its label is about. */
const CHARS_MAX = 1050
/** A text that came out before is drawn again this often; then the pair is left out. */
const ATTEMPTS_MAX = 6

/** The same seed gives the same rows on every machine. Order: family by family, attack before twin. */
export const generate = (seed: number, pairs: number = PAIRS_DEFAULT): readonly Row[] =>
  rowsOf(seed, pairs, families)

/** Of the families alone whose kind matches. */
export const pairsOf = (seed: number, pairs: number, kind: RegExp): readonly Row[] =>
  rowsOf(
    seed,
    pairs,
    families.filter((family) => kind.test(family.kind)),
  )

function rowsOf(seed: number, pairs: number, from: readonly Family[]): readonly Row[] {
  const root = random(seed)
  const total = from.reduce((sum, f) => sum + f.weight, 0)
  const seen = new Set<string>()
  return from.flatMap((family) => {
    const stream = root.fork(family.source)
    const rows: Row[] = []
    const wanted = Math.round((pairs * family.weight) / total)
    for (let i = 0; i < wanted; i++) {
      const pair = pairOf(family, `${family.source}/${i}`, (attempt) => stream.fork(`${i}/${attempt}`), seen)
      rows.push(...pair)
    }
    return rows
  })
}

function pairOf(
  family: Family,
  id: string,
  at: (attempt: number) => ReturnType<typeof random>,
  seen: Set<string>,
): readonly Row[] {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const r = at(attempt)
    const attack = family.make(r.fork('pair'), true)
    const clean = family.make(r.fork('pair'), false)
    if (Math.max(attack.text.length, clean.text.length) > CHARS_MAX) continue
    if (seen.has(attack.text) || seen.has(clean.text) || attack.text === clean.text) continue
    seen.add(attack.text)
    seen.add(clean.text)
    return [
      { id: `${id}/1`, ...attack, label: 1, kind: family.kind, source: family.source },
      { id: `${id}/0`, ...clean, label: 0, kind: `${family.twin}-${family.kind}`, source: family.source },
    ]
  }
  return []
}
