import { codeAt, hashOf, isLetter, isUpper, isWord } from './chars.ts'
import { KNOWN } from './name-features.ts'
import { shippedModel } from './name-model.ts'
import { report, WAIT, type Scan } from './scan-state.ts'

const SAID = 'name is'
const WORD_MAX = 24

/**
 * Where the word begins that stands behind the next `name is ` (`my name is john smith`, `mein name ist hans`) and at or after `from`; the text's
 * end when there is none. Names written small are looked for nowhere else: in prose their words are mostly no names.
 */
export function nameSaid(text: string, from: number): number {
  let at = Math.max(0, from - SAID.length - 2)
  for (;;) {
    at = text.indexOf(SAID, at)
    if (at < 0) return text.length
    let i = at + SAID.length
    if (codeAt(text, i) === 116) i++
    if (codeAt(text, i) === 32 && i + 1 >= from) return i + 1
    at++
  }
}

/** A given name written small at `at`, with the surnames behind it: where to go on, `WAIT`, or `at` when it is none. */
export function smallName(scan: Scan, at: number): number {
  const { text, final } = scan
  const first = wordAt(text, at)
  if (first === text.length && !final) return WAIT
  const given = first > at ? flagsOf(text, at, first) : 0
  if ((given & KNOWN.given) === 0) return at
  let end = first
  for (let words = 0; words < 2 && codeAt(text, end) === 32; words++) {
    const next = wordAt(text, end + 1)
    if (next === text.length && !final) return WAIT
    const flags = next > end + 1 ? flagsOf(text, end + 1, next) : 0
    const ordinary = (flags & KNOWN.common) !== 0 && codeAt(text, next) === 32
    if ((flags & (KNOWN.surname | KNOWN.given)) === 0 || ordinary) break
    end = next
  }
  // `my name is will`: a word like others needs a surname behind it
  if ((given & KNOWN.common) !== 0 && end === first) return at
  return report(scan, 'person', at, end, 0.7)
}

/** End of the small word at `at`; `at` when it is none or goes on with something else. */
function wordAt(text: string, at: number): number {
  let i = at
  while (i < text.length && i - at < WORD_MAX && isLetter(codeAt(text, i)) && !isUpper(codeAt(text, i))) i++
  return i < text.length && isWord(codeAt(text, i)) ? at : i
}

const flagsOf = (text: string, start: number, end: number): number =>
  shippedModel().lists(hashOf(text, start, end)) & 0xffff
