/**
 * Reader of GUM's dependency files (CoNLL-U with entities of every kind, also `the old man`): keeps those whose head is a proper noun, cut down to
 * the proper nouns and what joins them.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mark, Sentence } from './sentence.ts'

type Word = {
  readonly form: string
  readonly proper: boolean
  readonly tag: string
  readonly head: number
  readonly blank: boolean
  readonly misc: string
}
type Entity = { readonly kind: string; readonly from: number; readonly to: number }

const LABEL: Readonly<Record<string, 1 | 2 | 3>> = { person: 1, place: 2, organization: 3 }
/** Stand before a name and are proper nouns there. */
const TITLE =
  /^(?:president|mr|mrs|ms|dr|prof|professor|senator|sen|rep|governor|gov|judge|justice|minister|prime|secretary|general|gen|colonel|col|captain|capt|sir|lady|lord|king|queen|prince|princess|pope|administrator|director|chairman|congressman|mayor|officer|sergeant|chief|st|the)\.?$/i
const JOINT = /^(?:of|de|la|for|and|&|the|von|van|der|bin|al|-|'s)$/

export function readGum(folder: string, file: string, source: string): Sentence[] {
  const path = join(folder, file)
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split(/\n\s*\n/)
    .flatMap((block) => {
      const words = block
        .split('\n')
        .filter((line) => /^\d+\t/.test(line))
        .map((line): Word => {
          const c = line.split('\t')
          return {
            form: c[1] ?? '',
            proper: c[3] === 'PROPN',
            tag: c[4] ?? '',
            head: Number(c[6]) - 1,
            blank: !/SpaceAfter=No/.test(c[9] ?? ''),
            misc: c[9] ?? '',
          }
        })
      return words.length === 0 ? [] : [sentence(words, source)]
    })
}

function entitiesOf(words: readonly Word[]): Entity[] {
  const open = new Map<string, { kind: string; from: number }[]>()
  const found: Entity[] = []
  words.forEach((w, i) => {
    const said = /(?:^|\|)Entity=([^|]*)/.exec(w.misc)?.[1] ?? ''
    for (const m of said.matchAll(/\(([^()]*)\)|\(([^()]*)|(\d+)\)/g)) {
      const begun = m[1] ?? m[2]
      if (begun !== undefined) {
        const [id = '', kind = ''] = begun.split('-')
        if (m[1] !== undefined) found.push({ kind, from: i, to: i })
        else open.set(id, [...(open.get(id) ?? []), { kind, from: i }])
      } else {
        const list = open.get(m[3] ?? '') ?? []
        const last = list.pop()
        if (last !== undefined) found.push({ ...last, to: i })
      }
    }
  })
  return found
}

function sentence(words: readonly Word[], source: string): Sentence {
  const starts: number[] = []
  let text = ''
  for (const w of words) {
    starts.push(text.length)
    text += w.form + (w.blank ? ' ' : '')
  }
  const taken = new Uint8Array(words.length)
  const marks: Mark[] = []
  for (const e of entitiesOf(words).sort((a, b) => a.to - a.from - (b.to - b.from))) {
    const label = LABEL[e.kind]
    if (label === undefined) continue
    let head = e.from
    while (head <= e.to && (words[head]?.head ?? -1) >= e.from && (words[head]?.head ?? -1) <= e.to) head++
    const h = words[head]
    if (h === undefined || head > e.to || !h.proper || (label === 1 && h.tag === 'NNPS')) continue
    let from = head
    let to = head
    const isProper = (i: number): boolean => words[i]?.proper === true && taken[i] === 0
    for (;;) {
      if (from > e.from && isProper(from - 1)) from--
      else if (from > e.from + 1 && JOINT.test(words[from - 1]?.form ?? '') && isProper(from - 2)) from -= 2
      else break
    }
    for (;;) {
      if (to < e.to && isProper(to + 1)) to++
      else if (to + 1 < e.to && JOINT.test(words[to + 1]?.form ?? '') && isProper(to + 2)) to += 2
      else break
    }
    if (label === 1) while (from < to && TITLE.test(words[from]?.form ?? '')) from++
    if (taken.subarray(from, to + 1).some((t) => t === 1)) continue
    taken.fill(1, from, to + 1)
    marks.push({ start: starts[from] ?? 0, end: (starts[to] ?? 0) + (words[to]?.form.length ?? 0), label })
  }
  return { text: text.trimEnd(), marks: marks.sort((a, b) => a.start - b.start), source }
}
