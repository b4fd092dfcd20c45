import { codeAt, hashOf, isBlank, isDigit, isLetter, isUpper, isWord, lowerOf } from './chars.ts'

/** Words that one run of capitalised words may have; a longer one goes on as a run of its own. */
export const RUN_MAX = 12
/** A longer word is no name. */
const WORD_MAX = 28
/** Words that stand small between the capitalised words of one name or between two names. */
const JOINTS = new Set(
  'de da do dos das del della dei di du des van von der den ter ten vom zu zum zur la le el al bin ibn ben e y of the and for und für et i & af av at an'.split(
    ' ',
  ),
)
/** Abbreviations that carry their full stop. */
const DOTTED = new Set(
  'dr mr mrs ms prof st jr sr inc ltd corp co no bros dept univ ste mt ft gen sen rep gov lt col capt sgt rev hon dott sig dra sra ing'.split(
    ' ',
  ),
)

/** Shapes of a word. */
export const SHAPE = {
  small: 0,
  title: 1,
  upper: 2,
  mixed: 3,
  initial: 4,
  sign: 5,
  hyphened: 6,
  two: 7,
} as const

/** A run of capitalised words with their joints and the words around it. Reused: valid until the next reading. */
export const run = {
  count: 0,
  start: new Int32Array(RUN_MAX + 4),
  end: new Int32Array(RUN_MAX + 4),
  shape: new Uint8Array(RUN_MAX + 4),
  hash: new Int32Array(RUN_MAX + 4),
  /** Words before (nearest first) and behind, as hashes; 0 = none in reach. */
  left1: 0,
  left2: 0,
  right1: 0,
  left1Start: 0,
  left1End: 0,
  right1Start: 0,
  right1End: 0,
  /** The mark before and behind, as a character code: 32 when there is only a blank, 10 for a line's end, 0 for the text's. */
  before: 0,
  behind: 0,
  /** Nothing but marks between the run and the end of the sentence before. */
  opensSentence: false,
  rightUpper: false,
}

export const RUN_WAIT = -1

/** Reads the run that begins with the capital at `at`. Answers its end, or RUN_WAIT when the text ends before the run is certain. */
export function readRun(text: string, at: number, final: boolean): number {
  run.count = 0
  let i = at
  let end = at
  for (;;) {
    const stop = nameWord(text, i)
    if (stop === text.length && !final) return RUN_WAIT
    if (stop === i || (stop < text.length && isWord(codeAt(text, stop)))) break
    // `ID NW-965423`: the beginning of an identifier is no word of a name
    if (codeAt(text, stop) === 45) {
      if (stop + 1 >= text.length && !final) return RUN_WAIT
      if (isDigit(codeAt(text, stop + 1))) break
    }
    push(text, i, stop)
    end = stop
    if (run.count >= RUN_MAX) break
    i = nextWord(text, stop, final)
    if (i === RUN_WAIT) return RUN_WAIT
    if (i === 0) break
    // a dot was taken in, or joints were
    end = Math.max(end, run.end[run.count - 1] ?? end)
  }
  while (run.count > 1 && run.shape[run.count - 1] === SHAPE.small) run.count--
  if (run.count === 0) return at
  end = run.end[run.count - 1] ?? end
  lookLeft(text, at)
  return lookRight(text, end, final) ? end : RUN_WAIT
}

/** End of the word at `i`: letters, with apostrophes and hyphens between letters. `'s` is left out. */
function nameWord(text: string, i: number): number {
  const cap = Math.min(text.length, i + WORD_MAX)
  let j = i
  while (j < cap) {
    const c = codeAt(text, j)
    if (isLetter(c)) {
      j++
      continue
    }
    if ((c === 39 || c === 0x2019 || c === 45) && j > i) {
      const next = codeAt(text, j + 1)
      if (j + 1 >= text.length) return text.length
      if (!isLetter(next)) break
      if (c !== 45 && lowerOf(next) === 115 && !isLetter(codeAt(text, j + 2)))
        return j + 2 >= text.length ? text.length : j
      j++
      continue
    }
    break
  }
  return j
}

function push(text: string, start: number, end: number): void {
  const k = run.count++
  run.start[k] = start
  run.end[k] = end
  run.shape[k] = shapeOf(text, start, end)
  run.hash[k] = hashOf(text, start, end)
}

function shapeOf(text: string, start: number, end: number): number {
  if (!isUpper(codeAt(text, start))) return isLetter(codeAt(text, start)) ? SHAPE.small : SHAPE.sign
  if (end - start === 1) return SHAPE.initial
  let upper = 0
  let hyphen = false
  for (let i = start; i < end; i++) {
    const c = codeAt(text, i)
    if (isUpper(c)) upper++
    else if (c === 45) hyphen = true
  }
  if (upper === end - start) return end - start === 2 ? SHAPE.two : SHAPE.upper
  if (hyphen) return SHAPE.hyphened
  return upper === 1 ? SHAPE.title : SHAPE.mixed
}

/** Where the next word of the run begins, taking in a dot and pushing joints; 0 when the run ends here. */
function nextWord(text: string, stop: number, final: boolean): number {
  const n = text.length
  let i = stop
  if (i >= n) return final ? 0 : RUN_WAIT
  if (codeAt(text, i) === 46) {
    const k = run.count - 1
    const start = run.start[k] ?? i
    const dotted = run.shape[k] === SHAPE.initial || DOTTED.has(text.slice(start, i).toLowerCase())
    if (!dotted) return 0
    if (i + 1 >= n) return final ? 0 : RUN_WAIT
    if (isUpper(codeAt(text, i + 1)) && run.shape[k] === SHAPE.initial) {
      run.end[k] = i + 1
      return i + 1
    }
    if (codeAt(text, i + 1) !== 32) return 0
    if (i + 2 >= n) return final ? 0 : RUN_WAIT
    if (!isUpper(codeAt(text, i + 2))) return 0
    run.end[k] = i + 1
    return i + 2
  }
  if (!isBlank(codeAt(text, i)) || codeAt(text, i) === 9) return 0
  i++
  let joints = 0
  const before = run.count
  for (;;) {
    if (i >= n) {
      run.count = before
      return final ? 0 : RUN_WAIT
    }
    if (isUpper(codeAt(text, i))) return i
    let j = i
    if (codeAt(text, i) === 38) j++
    else while (j < n && j - i < 6 && isLetter(codeAt(text, j))) j++
    if (j >= n && !final) {
      run.count = before
      return RUN_WAIT
    }
    if (joints >= 3 || run.count >= RUN_MAX || codeAt(text, j) !== 32 || !JOINTS.has(text.slice(i, j))) {
      run.count = before
      return 0
    }
    push(text, i, j)
    joints++
    i = j + 1
  }
}

const LEFT_REACH = 64

function lookLeft(text: string, at: number): void {
  run.before = at === 0 ? 0 : codeAt(text, at - 1)
  run.left1 = 0
  run.left2 = 0
  run.left1Start = at
  run.left1End = at
  run.opensSentence = false
  const limit = Math.max(0, at - LEFT_REACH)
  let i = at - 1
  let marks = 0
  let ended = false
  while (i >= limit && !isWord(codeAt(text, i)) && marks < 6) {
    const c = codeAt(text, i)
    if (c !== 32) {
      if (run.before === 32) run.before = c
      if (c === 46 || c === 33 || c === 63 || c === 10) ended = true
    }
    marks++
    i--
  }
  run.opensSentence = i < 0 || ended || (i >= 0 && !isWord(codeAt(text, i)) && marks >= 6)
  if (i < limit || !isWord(codeAt(text, i))) return
  const end = i + 1
  // `customer_name`, `lastName`: the last part says what follows
  while (i > 0 && end - i < WORD_MAX && isWord(codeAt(text, i - 1)) && codeAt(text, i - 1) !== 95) {
    if (isUpper(codeAt(text, i)) && !isUpper(codeAt(text, i - 1))) break
    i--
  }
  run.left1 = wordHash(text, i, end)
  run.left1Start = i
  run.left1End = end
  let j = i - 1
  let gap = 0
  while (j >= limit && gap < 3 && !isWord(codeAt(text, j))) {
    j--
    gap++
  }
  if (j < limit || !isWord(codeAt(text, j))) return
  const stop = j + 1
  while (j > 0 && stop - j < WORD_MAX && isWord(codeAt(text, j - 1))) j--
  run.left2 = wordHash(text, j, stop)
}

const NUMBER = 0x1e3779b1

const wordHash = (text: string, start: number, end: number): number =>
  isDigit(codeAt(text, start)) ? NUMBER ^ Math.min(4, end - start) : hashOf(text, start, end)

/** Characters behind a run that are looked at: a few marks and one word. */
export const RIGHT_REACH = 5 + WORD_MAX

/** Reads the mark and the word behind the run; false when the text ends too early to know them. */
function lookRight(text: string, end: number, final: boolean): boolean {
  const n = text.length
  run.right1 = 0
  run.behind = end >= n ? 0 : codeAt(text, end)
  run.rightUpper = false
  run.right1Start = end
  run.right1End = end
  let i = end
  while (i < n && i - end < 4 && !isWord(codeAt(text, i))) {
    if (run.behind === 32 && codeAt(text, i) !== 32) run.behind = codeAt(text, i)
    i++
  }
  if (i - end >= 4) return true
  if (i >= n) return final
  if (!isWord(codeAt(text, i))) return true
  let j = i
  while (j < n && j - i < WORD_MAX && isWord(codeAt(text, j))) j++
  if (j >= n && !final && j - i < WORD_MAX) return false
  run.right1 = wordHash(text, i, j)
  run.right1Start = i
  run.right1End = j
  run.rightUpper = isUpper(codeAt(text, i))
  return true
}
