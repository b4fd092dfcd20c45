/**
 * Reader of prose whose names are marked by hand: a text a line, its language before the first `|`, names as `[[P:…]]`, `[[L:…]]`, `[[O:…]]`, a line
 * break as `\n`.
 */
import { readFileSync } from 'node:fs'
import type { Mark, Sentence } from './sentence.ts'

const LABEL: Readonly<Record<string, 1 | 2 | 3>> = { P: 1, L: 2, O: 3 }

/** Throws where brackets do not pair or a mark has another letter. */
export function readWritten(file: string, source: string): Sentence[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => readLine(line, `${file}:${i + 1}`, source))
}

function readLine(line: string, at: string, source: string): Sentence {
  const from = line.indexOf('|') + 1
  if (!/^[a-z]{2}\|/.test(line)) throw new Error(`${at}: a line begins with its language and |`)
  const marks: Mark[] = []
  let text = ''
  let last = 0
  const body = line.slice(from).replaceAll('\\n', '\n')
  for (const m of body.matchAll(/\[\[([A-Z]):([^[\]]+)\]\]/g)) {
    const label = LABEL[m[1] ?? '']
    if (label === undefined) throw new Error(`${at}: unknown mark ${m[0]}`)
    text += body.slice(last, m.index)
    const start = text.length
    text += m[2] ?? ''
    marks.push({ start, end: text.length, label })
    last = m.index + m[0].length
  }
  text += body.slice(last)
  if (/\[\[|\]\]/.test(text)) throw new Error(`${at}: brackets do not pair`)
  return { text, marks, source, language: line.slice(0, 2) }
}
