import type { Detector, GuardId, Origin } from '../contract.ts'
import { windowDetector, type Emit } from '../detector.ts'
import { ESCAPE_MAX, escapeAt, escapeEndsAt, unescaped } from './escapes.ts'
import { isAtom, ITEM_MAX, ITEMS_LEAST, spelledIn } from './lists.ts'
import { LINE_LEAST, nextRun, openedRun, RUN_LEAST } from './runs.ts'
import { isAlnum, isInk, isSix, SIGN, signOf } from './signs.ts'

/** What a stream holds at most, in code units. */
const HELD_MAX = 8_192
/** A coded stretch is read in windows of this many: less, for the word behind one may have to be seen to know that it ends. */
const WINDOW = HELD_MAX - 128
/** Of a longer stretch a window answers for its first half, and reads the second so that a value across the border stands whole in one. */
const STEP = WINDOW / 2
/** A code inside a code is read, a third one not. */
const LAYERS = 2
/** The letter behind a backslash. */
const LOOKBACK = 4
/** A word shorter than this is looked at for escapes only. */
const WORD_LEAST = RUN_LEAST
/** A decoded text shorter than this holds no value: `a@b.co`. */
const TEXT_LEAST = 6
/** The word that a list begins in is at most this long: `{"card_number":"4`. */
const OPENING_MAX = 64
/** Blanks between two items: one, and two more where the word that is spelled out ends. */
const BLANKS_MAX = 3
/** Blanks between two lines of one run: a line break and an indentation. */
const GAP_MAX = 20
/** So many signs that are neither letters nor digits make a word that may be a list. */
const SIGNS_LEAST = 8

export type CodedSpec = {
  readonly guard: GuardId
  readonly version: string
  /** Judges what was decoded. */
  readonly inner: Detector
  /** A decoded text as `inner` is to read it; of the same length. */
  readonly read: (text: string) => string
  /** Which of its findings count in decoded text. */
  readonly keeps: (type: string, score: number) => boolean
  /** Whether it counts where only what stands beside it is coded, and among bytes that are no text (an address in a certificate). */
  readonly anywhere: boolean
  /** Whether text[start, end) may end with a value read backwards: asked for every long word, so it must be cheap. */
  readonly mayBeReversed: (text: string, start: number, end: number) => boolean
  /** Which findings count in a word that was read backwards. */
  readonly keepsReversed: (type: string, score: number, value: string) => boolean
}

/**
 * Values that stand in a text in code: base64 (both alphabets, wrapped, UTF-16), base32, hexadecimal, bits, lists of codes, escapes of links, HTML and
 * strings, spaced and reversed letters; a code inside a code too. A finding of a run covers the run, one of escapes or of letters what is
 * the value's.
 *
 * INVARIANT: the walk keeps no state but where it stands, and what it answers is a place where it stood: the beginning of a word, or a border
 * of two windows inside a long one. So reading a text in pieces visits the same places as reading it at once.
 * LIMIT: a value of which a part is plain and split by blanks from the rest, letters moved (rot13), compressed or encrypted text are not seen.
 */
export function codedDetector(spec: CodedSpec): Detector {
  const walk = new Walk(spec, 1)
  return windowDetector({
    guard: spec.guard,
    version: spec.version,
    chars: HELD_MAX,
    lookback: LOOKBACK,
    sliceable: true,
    walk: (text, from, final, origin, emit) => walk.over(text, from, final, origin, emit),
  })
}

/**
 * Where the last look saw nothing: secrets and personal data are looked for in the same text, one after the other, and the second asks here.
 * Emptied when it has; a long text is not kept.
 */
const quiet = { text: '', from: 0, final: true, open: 0 }
const QUIET_MAX = 4_096

/** What a stream brings at once is mostly shorter: a word, and the one that was held. */
const SHORT = 32

/** Reused: walks of one layer do not nest. */
class Walk {
  readonly #spec: CodedSpec
  readonly #layer: number
  #deeper: Walk | null = null
  #text = ''
  #final = true
  #origin: Origin = 'output'
  #emit: Emit = ignore
  /** The next sign of each kind that may begin an escape; the text's length when there is none. */
  #percent = -1
  #entity = -1
  #slash = -1

  constructor(spec: CodedSpec, layer: number) {
    this.#spec = spec
    this.#layer = layer
  }

  /** Where more text is needed. */
  over(text: string, from: number, final: boolean, origin: Origin, emit: Emit): number {
    if (text === quiet.text && from === quiet.from && final === quiet.final) {
      quiet.text = ''
      return quiet.open
    }
    this.#text = text
    this.#final = final
    this.#origin = origin
    this.#emit = emit
    let open = final || text.length - from >= SHORT ? -1 : this.#short(from)
    if (open < 0) {
      this.#percent = this.#entity = this.#slash = -1
      open = this.#pass(from)
    }
    // no text outlives its scan
    this.#text = ''
    this.#emit = ignore
    return open
  }

  /** What `pass` answers for the few words that a stream brings at once, where none is long or has an escape and they are no list; -1 for all others. */
  #short(from: number): number {
    const text = this.#text
    const n = text.length
    let start = from
    let words = 0
    for (let i = from; i < n; i++) {
      const c = text.charCodeAt(i)
      if (!isInk(c)) {
        start = i + 1
        if (++words >= ITEMS_LEAST) return -1
      } else if (i - start + 1 >= WORD_LEAST || c === 37 || c === 38 || c === 92) return -1
    }
    return this.#firstAtom(start, from)
  }

  #pass(from: number): number {
    const n = this.#text.length
    let i = from
    for (;;) {
      const start = this.#candidate(i)
      if (start >= n) {
        const open = this.#final ? n : this.#tail(i)
        if (i === from && this.#layer === 1 && n <= QUIET_MAX) this.#remember(from, open)
        return open
      }
      const end = this.#end(start)
      if (end < 0) return start
      const next = end - start >= WINDOW ? this.#border(start) : end
      this.#judge(start, end, next)
      i = next
    }
  }

  #remember(from: number, open: number): void {
    quiet.text = this.#text
    quiet.from = from
    quiet.final = this.#final
    quiet.open = open
  }

  /** The first word from `i` on that may be coded, or the text's length. */
  #candidate(i: number): number {
    const text = this.#text
    const escape = this.#escape(i)
    let gap = i - 1
    for (;;) {
      const start = nextWord(text, gap, escape)
      if (start < 0) return this.#wordFrom(escape, i)
      if (isLong(text, start)) {
        gap = this.#dull(start)
        if (gap === 0) return start
        continue
      }
      const first = this.#listFrom(start, i)
      if (first >= 0) return Math.min(first, this.#wordFrom(escape, i))
      gap = start - 1
    }
  }

  /** Where the word of the sign at `at` begins. */
  #wordFrom(at: number, floor: number): number {
    let start = at
    if (at < this.#text.length) while (start > floor && isInk(this.#text.charCodeAt(start - 1))) start--
    return start
  }

  /** The first of the items around `at`; -1: they are too few, or more text will tell. Fewer must not count: where the look stands decides whether it sees them. */
  #listFrom(at: number, floor: number): number {
    const text = this.#text
    let start = at
    while (start < at + BLANKS_MAX && start < text.length && !isInk(text.charCodeAt(start))) start++
    const end = this.#wordEnd(start, Math.min(text.length, start + OPENING_MAX))
    if (start === end || !isAtom(text, start, end)) return -1
    const first = this.#firstAtom(start, floor)
    let item = first
    for (let count = 1; count < ITEMS_LEAST; count++) {
      item = this.#nextAtom(item, this.#wordEnd(item))
      if (item <= 0) return -1
    }
    return first
  }

  /** The next escape from `i` on. */
  #escape(i: number): number {
    if (this.#percent < i) this.#percent = this.#nextEscape('%', i)
    if (this.#entity < i) this.#entity = this.#nextEscape('&', i)
    if (this.#slash < i) this.#slash = this.#nextEscape('\\', i)
    return Math.min(this.#percent, this.#entity, this.#slash)
  }
  #nextEscape(sign: string, from: number): number {
    let at = this.#text.indexOf(sign, from)
    while (at >= 0 && escapeAt(this.#text, at) === 0) at = this.#text.indexOf(sign, at + 1)
    return at < 0 ? this.#text.length : at
  }

  /**
   * The end of the word at `start` when nothing coded can be in it: letters, a short number, few signs between them. 0: it has to be looked at,
   * because of what is in it or because its end is not seen.
   */
  #dull(start: number): number {
    const text = this.#text
    const cap = Math.min(text.length, start + WINDOW)
    let run = 0
    let mixed = 0
    let signs = 0
    let i = start
    for (; i < cap; i++) {
      const c = text.charCodeAt(i)
      if (!isInk(c)) break
      const sign = signOf(c)
      if (sign === SIGN.other) {
        if (c === 64 || (run >= RUN_LEAST && mixed > 1)) return 0
        // `\/` does not end a run
        if (c !== 92) run = mixed = 0
        signs++
      } else {
        run++
        if (sign === SIGN.joint) signs++
        else if (sign !== SIGN.lower) mixed++
      }
    }
    if ((run >= RUN_LEAST && mixed > 1) || signs >= SIGNS_LEAST) return 0
    return i < cap || (this.#final && i < start + WINDOW) ? i : 0
  }

  /** The item behind text[start, end), at most three blanks further: where it begins; 0: none; -1: more text will tell. */
  #nextAtom(start: number, end: number): number {
    const text = this.#text
    let next = end
    while (next < end + BLANKS_MAX && next < text.length && !isInk(text.charCodeAt(next))) next++
    if (next >= text.length) return this.#final ? 0 : -1
    if (!isInk(text.charCodeAt(next)) || next === start) return 0
    const to = this.#wordEnd(next, Math.min(text.length, next + OPENING_MAX))
    if (to === text.length && !this.#final && to - next < OPENING_MAX) return -1
    return isAtom(text, next, to) ? next : 0
  }

  #wordEnd(start: number, cap = this.#text.length): number {
    let i = start
    while (i < cap && isInk(this.#text.charCodeAt(i))) i++
    return i
  }

  /** The first of the items that end with the one at `start`. */
  #firstAtom(start: number, floor: number): number {
    const text = this.#text
    let first = start
    for (;;) {
      let to = first
      while (to > floor && first - to < BLANKS_MAX && !isInk(text.charCodeAt(to - 1))) to--
      let from = to
      while (from > floor && to - from < OPENING_MAX && isInk(text.charCodeAt(from - 1))) from--
      if (from === to || to === first || !isAtom(text, from, to)) return first
      if (from > floor && isInk(text.charCodeAt(from - 1))) return first
      first = from
    }
  }

  /** Where a stream goes on: what the text ends with may grow into something coded. */
  #tail(i: number): number {
    const text = this.#text
    const n = text.length
    let start = n
    while (start > i && n - start < WINDOW && isInk(text.charCodeAt(start - 1))) start--
    return n - start < OPENING_MAX ? this.#firstAtom(start, i) : start
  }

  /** The end of what begins at `start`, at most WINDOW behind it; -1: more text will tell. */
  #end(start: number): number {
    const text = this.#text
    const n = text.length
    const cap = Math.min(n, start + WINDOW)
    let word = start
    let end = this.#wordEnd(start, cap)
    for (;;) {
      if (end >= start + WINDOW) return start + WINDOW
      if (end === n) return this.#final ? n : -1
      const next = this.#joined(word, end)
      if (next <= 0) return next < 0 ? -1 : end
      word = next
      end = this.#wordEnd(next, cap)
    }
  }

  /** The word behind text[word, end) that goes on with it: the next item, line, or escape. 0: none; -1: more text will tell. */
  #joined(word: number, end: number): number {
    if (isAtom(this.#text, word, end)) return this.#nextAtom(word, end)
    const line = this.#nextLine(word, end)
    return line === 0 ? this.#nextEscaped(word, end) : line
  }

  #nextLine(word: number, end: number): number {
    const text = this.#text
    const n = text.length
    if (end - word < LINE_LEAST) return 0
    for (let i = end - LINE_LEAST; i < end; i++) if (!isSix(text.charCodeAt(i))) return 0
    let next = end
    let breaks = 0
    while (next < n && next - end < GAP_MAX && text.charCodeAt(next) <= 32)
      if (text.charCodeAt(next++) === 10) breaks++
    if (next === n) return this.#final || next - end >= GAP_MAX ? 0 : -1
    if (breaks === 0 || !isSix(text.charCodeAt(next))) return 0
    const to = this.#wordEnd(next, Math.min(n, next + WINDOW))
    if (to === n && !this.#final && to - next < LINE_LEAST) return -1
    return this.#isLine(next, to) ? next : 0
  }

  /** A full line, or a last one: groups of four letters, padded, and what closes a string behind them. */
  #isLine(start: number, end: number): boolean {
    const text = this.#text
    let i = start
    while (i < end && isSix(text.charCodeAt(i))) i++
    if (i - start >= LINE_LEAST) return true
    while (i < end && text.charCodeAt(i) === 61) i++
    return (
      (i - start) % 4 === 0 && (i === end || (i - start >= 8 && signOf(text.charCodeAt(i)) === SIGN.other))
    )
  }

  /** `&#52;&#49; &#49;`: a blank between two escapes. */
  #nextEscaped(word: number, end: number): number {
    const text = this.#text
    const n = text.length
    if (text.charCodeAt(end) !== 32 || !escapeEndsAt(text, end, word)) return 0
    const c = text.charCodeAt(end + 1)
    if (end + 1 < n && c !== 37 && c !== 38 && c !== 92) return 0
    if (end + 1 + ESCAPE_MAX > n && !this.#final) return -1
    return escapeAt(text, end + 1) > 0 ? end + 1 : 0
  }

  /** Where the second window of a long stretch begins: not inside an escape, at an item of a list. */
  #border(start: number): number {
    const text = this.#text
    const at = start + STEP
    for (let p = at - 1; p > at - ESCAPE_MAX; p--) if (p + escapeAt(text, p) > at) return p
    for (let p = at; p > at - ESCAPE_MAX; p--) if (signOf(text.charCodeAt(p - 1)) === SIGN.other) return p
    return at
  }

  /** Reports what text[start, end) hides and what of that begins before `before`. Nothing behind `end` is looked at: it may not have come. */
  #judge(start: number, end: number, before: number): void {
    const piece = this.#text.slice(start, end)
    const emit = this.#emit
    const reader: Reader = {
      piece,
      before: before - start,
      emit: (t, a, b, s) => emit(t, start + a, start + b, s),
    }
    if (this.#escape(start) < end) this.#escapes(reader)
    if (mayHoldList(piece)) this.#lists(reader)
    for (let run = nextRun(piece, 0); run !== null; run = nextRun(piece, run.end)) {
      const { start: from, end: to } = run
      for (const { text, at, prose } of openedRun(run, reader.before))
        if (prose || this.#spec.anywhere) this.#read(reader, text, at, () => [from, to])
    }
    this.#reversed(reader)
  }

  #escapes(reader: Reader): void {
    const plain = unescaped(reader.piece)
    if (plain === null) return
    const { text, at } = plain
    const place = (k: number): number => at[k] ?? reader.piece.length
    this.#read(reader, text, place, (from, to) => {
      const [a, b] = [place(from), place(to)]
      // a value without an escape in it is the plain detector's, unless what stands beside it hid it
      const plainly = b - a === to - from && (!this.#spec.anywhere || this.#plainlySeen(reader.piece, a, b))
      return plainly ? null : [a, b]
    })
  }

  #plainlySeen(piece: string, from: number, to: number): boolean {
    return this.#spec.inner.scan(piece, this.#origin).some((f) => f.start < to && f.end > from)
  }

  #lists(reader: Reader): void {
    for (const { text, at, ends } of spelledIn(reader.piece)) {
      // `is a 4 1 1 1`: the article is one more item
      const first = /^[aAI]/.test(text) ? [0, 1] : [0]
      for (const skip of first)
        this.#read(
          reader,
          text.slice(skip),
          (k) => at[k + skip] ?? reader.piece.length,
          (from, to) => [at[from + skip] ?? 0, ends[to + skip - 1] ?? reader.piece.length],
        )
    }
  }

  #reversed(reader: Reader): void {
    const { piece, before, emit } = reader
    const { mayBeReversed, keepsReversed, inner } = this.#spec
    let end = piece.length
    while (end > 0 && MARKS.includes(piece.charAt(end - 1))) end--
    let start = 0
    while (start < end && MARKS.includes(piece.charAt(start))) start++
    if (end - start < WORD_LEAST || end - start > REVERSED_MAX || !mayBeReversed(piece, start, end)) return
    const back = [...piece.slice(start, end)].toReversed().join('')
    for (const { type, score, start: a, end: b } of inner.scan(back, this.#origin))
      if (
        end - b < before &&
        keepsReversed(type, score, back.slice(a, b)) &&
        !this.#plainlySeen(piece, end - b, end - a)
      )
        emit(type, end - b, end - a, score)
  }

  /** Judges a decoded text, of which the k-th character stood at `at(k)` of its piece; `span`: what a finding covers there, null for none. */
  #read(
    { before, emit }: Reader,
    text: string,
    at: (k: number) => number,
    span: (from: number, to: number) => readonly [start: number, end: number] | null,
  ): void {
    if (text.length < TEXT_LEAST) return
    const found: Emit = (type, from, to, score) => {
      const covers = at(from) < before ? span(from, to) : null
      if (covers !== null) emit(type, covers[0], covers[1], score)
    }
    const { inner, keeps } = this.#spec
    for (const f of inner.scan(this.#spec.read(text), this.#origin))
      if (keeps(f.type, f.score)) found(f.type, f.start, f.end, f.score)
    if (this.#layer === LAYERS) return
    this.#deeper ??= new Walk(this.#spec, this.#layer + 1)
    this.#deeper.over(text, 0, true, this.#origin, found)
  }
}

/**
 * The cheap look: the next word behind the gap at `gap` that is long, or that may be an item of a list (one sign, or a digit first); -1: none before
 * `limit`. A word of WORD_LEAST signs holds one of any so many places in a row: from each the text is read back to the gap before it, which shows
 * where to look next. On its own so that nothing else lives in its registers.
 */
function nextWord(text: string, gap: number, limit: number): number {
  const n = text.length
  let last = gap
  for (let p = last + WORD_LEAST; p < n && last < limit; p = last + WORD_LEAST) {
    let at = p
    while (at > last && isInk(text.charCodeAt(at))) at--
    if (at === last) return last + 1
    last = at
    if (at + 2 >= n) continue
    const c = text.charCodeAt(at + 1)
    const next = text.charCodeAt(at + 2)
    if ((c >= 48 && c <= 57) || next === 44 || next === 59 || !isInk(next)) return at + 1
  }
  return -1
}

function isLong(text: string, start: number): boolean {
  if (start + WORD_LEAST > text.length) return false
  for (let i = start; i < start + WORD_LEAST; i++) if (!isInk(text.charCodeAt(i))) return false
  return true
}

/** A stretch that is judged; offsets are its own. */
type Reader = { readonly piece: string; readonly before: number; readonly emit: Emit }

/** What stands around a value in a sentence or in code. */
const MARKS = '.,;:!?()[]{}<>"\'`'
/** No word that is longer is read backwards: keys, addresses and links are shorter. */
const REVERSED_MAX = 512

/** Whether enough signs follow one another with no more than an item between them. */
function mayHoldList(piece: string): boolean {
  let last = -1
  let signs = 0
  for (let i = 0; i < piece.length; i++) {
    if (isAlnum(piece.charCodeAt(i))) continue
    signs = i - last <= ITEM_MAX + 3 ? signs + 1 : 1
    if (signs >= SIGNS_LEAST) return true
    last = i
  }
  return false
}

const ignore: Emit = () => undefined
