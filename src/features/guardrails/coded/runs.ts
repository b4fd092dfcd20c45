import { fiveOf, hexOf, isSix, readable, SIGN, signOf, sixOf } from './signs.ts'

/** The shortest run of base64 that is read: nine bytes, `anna@x.io`. Half would make ordinary words of it. */
export const RUN_LEAST = 12
const HEX_LEAST = 18
const FIVE_LEAST = 15
const BITS_LEAST = 72
/** So many readable bytes in a row: chance makes them once in some ten thousand places, and then nothing is found in them. */
const READABLE_LEAST = 9
/** A run longer than this is noise (an image, an archive) until so many readable bytes stand in a row. */
const LONG = 256
const READABLE_LONG = 16
const leastIn = (letters: string): number => (letters.length > LONG ? READABLE_LONG : READABLE_LEAST)
/** A stretch that begins at a border is seen with so many letters behind it. */
const MARGIN = 128
/** A line of wrapped base64 is at least this long: 60, 64, 72 and 76 are in use. */
export const LINE_LEAST = 40

/** A run of the letters of base64 in a text, without what stands between its lines; `at`: where each letter stood, null when in a row. */
export type Run = {
  readonly start: number
  readonly end: number
  readonly letters: string
  readonly at: readonly number[] | null
}

/** What a run hides. `at(k)`: where the code of the k-th character of the text begins. `prose`: it is text, not bytes with some text in them. */
export type Opened = { readonly text: string; readonly at: (k: number) => number; readonly prose: boolean }

/** So much of a text is readable ASCII; of images and certificates it is about half. */
const PROSE_SHARE = 0.75

/** The next run of a text from `from` on, or null. Wrapped lines are one run, also where `\n` or `\/` stand as two characters. */
export function nextRun(text: string, from: number): Run | null {
  const end = text.length
  for (let i = from; i < end;) {
    if (!isSix(text.charCodeAt(i))) {
      i++
      continue
    }
    // `\nQUtJ`: the letter belongs to the escape
    const c = text.charCodeAt(i)
    if (i > from && text.charCodeAt(i - 1) === 92 && (c === 110 || c === 114 || c === 116)) i++
    const run = runAt(text, i, end)
    if (run.letters.length >= RUN_LEAST) return run
    i = run.end + 1
  }
  return null
}

function runAt(text: string, start: number, end: number): Run {
  let to = lettersEnd(text, start, end)
  let next = nextLine(text, start, to, end)
  if (next === 0) return { start, end: padded(text, to, end), letters: text.slice(start, to), at: null }
  let letters = text.slice(start, to)
  const at: number[] = []
  for (let i = start; i < to; i++) at.push(i)
  while (next !== 0) {
    to = lettersEnd(text, next, end)
    letters += text.slice(next, to)
    for (let i = next; i < to; i++) at.push(i)
    next = nextLine(text, next, to, end)
  }
  return { start, end: padded(text, to, end), letters, at }
}

function lettersEnd(text: string, from: number, end: number): number {
  let i = from
  while (i < end && isSix(text.charCodeAt(i))) i++
  return i
}

function padded(text: string, from: number, end: number): number {
  let i = from
  while (i < end && i < from + 6 && text.charCodeAt(i) === 61) i++
  return i
}

/** Where a run goes on behind text[start, to): on its next line, or behind the backslash of `\/`. 0: it ends. */
function nextLine(text: string, start: number, to: number, end: number): number {
  if (text.charCodeAt(to) === 92 && text.charCodeAt(to + 1) === 47 && to + 1 < end) return to + 1
  if (to - start < LINE_LEAST) return 0
  let i = to
  let lines = 0
  while (i < end && i - to < 24) {
    const c = text.charCodeAt(i)
    const n = text.charCodeAt(i + 1)
    if (c === 10 || c === 13) lines++
    else if (c === 92 && (n === 110 || n === 114)) {
      lines++
      i++
    } else if (c !== 32 && c !== 9) break
    i++
  }
  return lines > 0 && i < end && isSix(text.charCodeAt(i)) ? i : 0
}

/**
 * Everything readable that a run hides: bits, hexadecimal, base32, base64 from each of the four places where it may begin. Of base64 only what has a
 * readable stretch that begins before `before`, a place of the text.
 */
export function openedRun(run: Run, before: number): readonly Opened[] {
  const { letters } = run
  const kinds = kindsIn(letters)
  const place = (k: number): number => (run.at === null ? run.start + k : (run.at[k] ?? run.end))
  const opened: Opened[] = []
  const take = (bytes: Buffer, at: (byte: number) => number): void => {
    if (streak(bytes) >= leastIn(letters)) opened.push(plainText(bytes, at))
  }
  if (kinds.bits && letters.length >= BITS_LEAST) take(bitsOf(letters), (b) => place(b * 8))
  if (kinds.hex) {
    if (letters.length >= HEX_LEAST) {
      const skip = letters.startsWith('0x') ? 2 : 0
      for (const from of letters.length > LONG ? [skip] : [skip, skip + 1])
        take(hexBytes(letters, from), (b) => place(from + b * 2))
    }
    // text in base64 is never all hexadecimal
    return opened
  }
  if (kinds.five && letters.length >= FIVE_LEAST)
    take(fiveBytes(letters), (b) => place(Math.floor((b * 8) / 5)))
  if (!kinds.mixed) return opened
  const phases = readablePhases(letters.slice(0, Math.max(0, before - run.start) + MARGIN))
  for (let phase = 0; phase < 4; phase++)
    if ((phases & (1 << phase)) !== 0) {
      const bytes = Buffer.from(letters.slice(phase), 'base64')
      opened.push(plainText(bytes, (b) => place(phase + Math.floor((b * 4) / 3))))
    }
  return opened
}

/** The readable stretches of some bytes, a line each: noise between them holds no values. NULs of UTF-16 are left out. */
function plainText(bytes: Buffer, at: (byte: number) => number): Opened {
  let nuls = 0
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0) nuls++
  if (nuls * 3 < bytes.length) return stretches(bytes, at)
  const places: number[] = []
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) places.push(i)
  return stretches(Buffer.from(places.map((i) => bytes[i] ?? 0)), (k) => at(places[k] ?? bytes.length))
}

function stretches(bytes: Buffer, at: (byte: number) => number): Opened {
  const n = bytes.length
  const lines: string[] = []
  /** Of each line, where it begins in the text, and among the bytes. */
  const starts: (readonly [inText: number, inBytes: number])[] = []
  let length = 0
  let good = 0
  for (let i = 0; i < n; i++) {
    const from = i
    while (i < n && readable[bytes[i] ?? 0] === 1) i++
    good += i - from
    if (i - from < READABLE_LEAST) continue
    lines.push(bytes.toString('latin1', from, i))
    starts.push([length, from])
    length += i - from + 1
  }
  const byteOf = (k: number): number => {
    const [inText, inBytes] = starts.findLast(([start]) => start <= k) ?? [0, 0]
    return inBytes + k - inText
  }
  return { text: lines.join('\n'), at: (k) => at(byteOf(k)), prose: good >= PROSE_SHARE * n }
}

type Kinds = {
  readonly bits: boolean
  readonly hex: boolean
  readonly five: boolean
  readonly mixed: boolean
}

/** So many letters show whether cases and digits change. */
const SAMPLE = 512

/** `mixed`: text in base64 changes between cases and digits, words and paths hardly do. */
function kindsIn(letters: string): Kinds {
  let bits = true
  let hex = true
  let five = true
  let lower = 0
  let other = 0
  const from = letters.startsWith('0x') ? 2 : 0
  const sample = Math.min(letters.length, SAMPLE)
  for (let i = from; i < letters.length && (i < sample || bits || hex || five); i++) {
    const c = letters.charCodeAt(i)
    if (c !== 48 && c !== 49) bits = false
    if (hexOf(c) < 0) hex = false
    if (fiveOf(c) < 0) five = false
    if (i >= sample) continue
    const sign = signOf(c)
    if (sign === SIGN.lower) lower++
    else if (sign !== SIGN.joint) other++
  }
  return { bits, hex, five: five && (lower === 0 || other > 0), mixed: other * 5 >= sample }
}

function streak(bytes: Buffer): number {
  let best = 0
  let now = 0
  for (const b of bytes) {
    const kind = readable[b] ?? 0
    if (kind === 1) {
      now++
      if (now > best) best = now
    } else if (kind === 0) now = 0
  }
  return best
}

/** Bits 0 to 3: base64 that begins at this letter has a stretch of readable bytes. One pass, nothing allocated: digests are everywhere. */
function readablePhases(letters: string): number {
  let phases = 0
  for (let phase = 0; phase < 4; phase++) if (readableFrom(letters, phase)) phases |= 1 << phase
  return phases
}

/**
 * READABLE_LEAST bytes in a row hold two whole groups of three, so every second group is looked at, and of most only the first letter: it is the
 * high bits of a byte.
 */
function readableFrom(letters: string, phase: number): boolean {
  const least = leastIn(letters)
  const last = letters.length - 4
  for (let i = phase + 4; i <= last; i += 8) {
    if (LEADS[letters.charCodeAt(i) & 127] === 0 || !isReadable(letters, i)) continue
    if (readableAround(letters, i, least)) return true
  }
  return letters.length - phase < 12 && last >= phase && readableAround(letters, phase, least)
}

/** Groups before and behind one that are read with it: nine letters of UTF-16 are six. */
const AROUND = 6

function readableAround(letters: string, at: number, least: number): boolean {
  let now = 0
  for (let i = Math.max(at % 4, at - 4 * AROUND); i < letters.length && i <= at + 4 * AROUND; i += 4) {
    const whole = isReadable(letters, i)
    for (let k = 0; k < 3; k++) {
      const kind = k === 0 ? firstOf(letters, i) : k === 1 ? secondOf(letters, i) : thirdOf(letters, i)
      now = kind === 0 ? 0 : now + (kind & 1)
      if (now >= least) return true
    }
    if (!whole && i > at) return false
  }
  return false
}

/** The byte is cut to its bits: behind the last letter stands no value, and a place outside of the table would make all look-ups slow. */
const firstOf = (letters: string, i: number): number =>
  readable[((sixOf(letters.charCodeAt(i)) << 2) | (sixOf(letters.charCodeAt(i + 1)) >> 4)) & 255] ?? 0
const secondOf = (letters: string, i: number): number =>
  readable[
    (((sixOf(letters.charCodeAt(i + 1)) & 15) << 4) | (sixOf(letters.charCodeAt(i + 2)) >> 2)) & 255
  ] ?? 0
const thirdOf = (letters: string, i: number): number =>
  readable[(((sixOf(letters.charCodeAt(i + 2)) & 3) << 6) | sixOf(letters.charCodeAt(i + 3))) & 255] ?? 0

/** Whether all three bytes of the group at `i` are readable. */
const isReadable = (letters: string, i: number): boolean =>
  firstOf(letters, i) !== 0 && secondOf(letters, i) !== 0 && thirdOf(letters, i) !== 0

/** Letters that begin a group whose first byte may be readable. */
const LEADS = new Uint8Array(128)
for (let c = 0; c < 128; c++) {
  const six = sixOf(c)
  if (six >= 0 && [0, 1, 2, 3].some((low) => readable[(six << 2) | low] !== 0)) LEADS[c] = 1
}

function hexBytes(letters: string, from: number): Buffer {
  return Buffer.from(letters.slice(from, letters.length - ((letters.length - from) % 2)), 'hex')
}

function bitsOf(letters: string): Buffer {
  const bytes = Buffer.alloc(letters.length >> 3)
  for (let b = 0; b < bytes.length; b++) bytes[b] = Number.parseInt(letters.slice(b * 8, b * 8 + 8), 2)
  return bytes
}

function fiveBytes(letters: string): Buffer {
  const bytes = Buffer.alloc(Math.floor((letters.length * 5) / 8))
  let held = 0
  let bits = 0
  let b = 0
  for (let i = 0; i < letters.length; i++) {
    held = ((held << 5) | fiveOf(letters.charCodeAt(i))) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes[b++] = (held >> bits) & 255
  }
  return bytes
}
