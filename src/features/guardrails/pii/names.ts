import { isStreetWord, streetAt } from './addresses.ts'
import { codeAt, hashOf, isDigit, isLetter, isUpper, wordEnd } from './chars.ts'
import { CUE, cueOf, searchCues } from './cues.ts'
import { birthCue, DATE_REACH, isMonth, monthFirst } from './dates.ts'
import { spacedNino } from './identifiers.ts'
import { KNOWN } from './name-features.ts'
import { decode, decoded, LABELS, marginals, shippedModel, type NameModel } from './name-model.ts'
import { readRun, run, RUN_WAIT, SHAPE } from './name-run.ts'
import { report, WAIT, type Scan } from './scan-state.ts'

const model = shippedModel()

/**
 * Judges the run of capitalised words that begins at `at`: a street with its house number, a written date of birth, persons, places and
 * organisations. Answers where to go on, or `WAIT`.
 */
export function nameAt(scan: Scan, at: number): number {
  const { text, final } = scan
  const end = readRun(text, at, final)
  if (end === RUN_WAIT) return WAIT
  if (run.count === 0) return wordEnd(text, at)
  // `Av. Paulista, 1578`
  if (
    run.count === 1 &&
    codeAt(text, end) === 46 &&
    end - at <= 4 &&
    isStreetWord(text.slice(at, end).toLowerCase())
  ) {
    const street = streetAt(scan, at)
    if (street !== 0) return street
  }
  // `NI AB 12 34 56 C`: the last word begins an identifier
  const last = run.start[run.count - 1] ?? at
  if (
    run.count > 1 &&
    end - last === 2 &&
    codeAt(text, end) === 32 &&
    isDigit(codeAt(text, end + 1)) &&
    spacedNino(text, last) > 0
  )
    return last
  if (end < text.length && numberBehind(text, end)) {
    const found = withNumber(scan, at, end)
    if (found !== 0) return found
  }
  if (!tag(scan, text, model)) return WAIT
  scan.settled = Math.max(scan.settled, end)
  return end
}

/**
 * One capitalised word that the lists know as an ordinary word only, with no other behind it: cleared without the tagger.
 * `of` may join it to a name: `Port of Spain`.
 */
export function isOpening(text: string, at: number, end: number): boolean {
  if (end - at < 3) return false
  const blank = codeAt(text, end) === 32
  if (blank && end + 3 >= text.length) return false
  if (blank && codeAt(text, end + 1) === 111 && codeAt(text, end + 2) === 102) return false
  return (model.lists(hashOf(text, at, end)) & 0xffff) === KNOWN.common
}

/** A digit behind the run, after a blank or a comma or `No.`: a house number or the day of a date. */
function numberBehind(text: string, end: number): boolean {
  let i = end
  if (codeAt(text, i) === 46) i++
  if (codeAt(text, i) === 44) i++
  if (codeAt(text, i) !== 32) return false
  const c = codeAt(text, i + 1)
  return isDigit(c) || c === 78 || c === 110 || c === 35 || i + 1 >= text.length
}

function withNumber(scan: Scan, at: number, end: number): number {
  const { text, final } = scan
  const last = run.count - 1
  const from = run.start[last] ?? at
  if (isMonth(text, from, run.end[last] ?? end)) {
    if (!final && text.length < end + DATE_REACH) return WAIT
    const date = monthFirst(text, end)
    if (date === 0) return 0
    searchCues(text, from)
    return birthCue() ? report(scan, 'date_of_birth', from, date, 0.9) : 0
  }
  for (let k = 0; k < run.count; k++)
    if (isStreetWord(text.slice(run.start[k], run.end[k]).toLowerCase().replace('.', '')))
      return streetAt(scan, at)
  return 0
}

/** Reports every stretch of words with one label, with the mean probability of its words as the score; false when more text is needed. */
function tag(scan: Scan, text: string, by: NameModel): boolean {
  const any = decode(text, by, scan.final)
  if (any !== true) return any === false
  const probability = marginals(by)
  for (let k = 0; k < run.count;) {
    const label = decoded[k] ?? 0
    let to = k + 1
    while (to < run.count && decoded[to] === label) to++
    // `Reserve Bank of` | `India` is one organisation, and none ends with its joining word
    if (label === ORGANIZATION && to - k > 1 && isSmall(text, to - 1)) {
      if (to < run.count && decoded[to] !== 0) {
        const next = decoded[to]
        while (to < run.count && decoded[to] === next) decoded[to++] = ORGANIZATION
      } else to--
    }
    if (label !== 0 && !isFieldName(text, k, to)) {
      let sum = 0
      for (let i = k; i < to; i++) sum += probability[i * LABELS.length + label] ?? 0
      const score = Math.min(0.97, sum / (to - k))
      if (score > 0.3)
        scan.emit(
          LABELS[label] ?? 'person',
          run.start[k] ?? 0,
          run.end[to - 1] ?? 0,
          Math.round(score * 1000) / 1000,
        )
    }
    k = to
  }
  return true
}

const isCapitals = (shape: number): boolean => shape === SHAPE.upper || shape === SHAPE.two
const ORGANIZATION = LABELS.indexOf('organization')
const isSmall = (text: string, k: number): boolean => {
  const c = codeAt(text, run.start[k] ?? 0)
  return isLetter(c) && !isUpper(c)
}

/** `IC number`, `SKU code`: capitals that say what kind of value follows. */
const SAYS_VALUE = / (?:numbers?|no|nr|num|nummer|n[uú]mero|num[eé]ro|code|id)(?![\p{L}\p{N}_])/iuy

/** `IBAN: …`, `National Insurance`: words that announce a value, and nothing else. Forms of address do not count. */
function isFieldName(text: string, from: number, to: number): boolean {
  if (/^C\.? ?F\.?$/.test(text.slice(run.start[from], run.end[to - 1]))) return true
  if (to - from === 1 && isCapitals(run.shape[from] ?? 0)) {
    SAYS_VALUE.lastIndex = run.end[from] ?? 0
    if (SAYS_VALUE.test(text)) return true
  }
  for (let k = from; k < to; k++) {
    const start = run.start[k] ?? 0
    const end = run.end[k] ?? 0
    // `Reisepass-Nr`, `C.F.`
    const dash = text.indexOf('-', start)
    const cue = cueOf(text, start, dash > start && dash < end ? dash : end)
    if (cue === CUE.none || cue === CUE.person || cue === CUE.mother) return false
  }
  return true
}
