import type { Detector } from '../contract.ts'
import { windowDetector, type Emit } from '../detector.ts'
import { CUE_CHARS } from './cue.ts'
import { drawnToken, onlyDigits, structured } from './drawn.ts'
import { alphabets } from './format.ts'
import { BLOCK_CHARS, pemBlock, puttyFile } from './keys.ts'
import type { SecretFormat } from './format.ts'
import { prefixes, type Prefixes } from './known.ts'
import { secretFormats } from './providers/index.ts'
import { urlOf } from './urls.ts'
import { mayName, NAME_MAX, spokenValue, valueOf, VALUE_MAX } from './values.ts'

/** A value's name, a spoken sentence between them and a scheme word stand at most this far before it. */
const LOOKBACK = NAME_MAX + 2 * CUE_CHARS

/** [A-Za-z0-9_.-]: names, words and most tokens are one run. */
const RUN = alphabets.d
/** Behind a run that ends with one of these a name may be followed by its value. */
const SEPARATES = new Uint8Array(128)
for (const ch of ':=>"\'`](\\*\t ') SEPARATES[ch.charCodeAt(0)] = 1
/** What may stand between a name and its separator. */
const BETWEEN = new Uint8Array(128)
for (const ch of ' \t"\'`])\\*') BETWEEN[ch.charCodeAt(0)] = 1
const OPENS = new Uint8Array(128)
for (const ch of ' ("\'`,') OPENS[ch.charCodeAt(0)] = 1
/**
 * Characters that plain words and sentences do not have. The pass stops only there: prose costs one look into a table per character.
 * LIMIT: a key of letters only, behind no separator and no quote, is not seen (1 of 280 keys of 32 letters and digits).
 */
const WAKES = new Uint8Array(65_536)
for (const ch of '0123456789:=_->~@#&%^\uff1a') WAKES[ch.charCodeAt(0)] = 1

/**
 * Credentials: known formats by prefix, private key blocks, URLs with a password, values assigned to a name that says secret, and drawn
 * strings that the words around them call a key. The list of formats is an argument so that a bench can leave issuers out.
 * LIMIT: a random string without prefix or name is not reported; ids and digests would drown it.
 */
export function secretDetector(formats: readonly SecretFormat[], version: string): Detector {
  const walker = new Walker(prefixes(formats))
  return windowDetector({
    guard: 'secrets',
    version,
    chars: BLOCK_CHARS,
    lookback: LOOKBACK,
    sliceable: true,
    walk: (text, from, final, _origin, emit) => walker.walk(text, from, final, emit),
  })
}

const isBetween = (c: number): boolean => c < 128 && BETWEEN[c] === 1
const isRun = (c: number): boolean => c < 128 && RUN[c] === 1

/** The loop that ordinary text spends its time in; on its own so that nothing else lives in its registers. */
function nextWake(text: string, from: number, n: number): number {
  for (let i = from; i < n; i++) if (WAKES[text.charCodeAt(i)] !== 0) return i
  return n
}

/** One pass over runs. Ordinary words cost one look at their characters and one at their last two. Reused: walks do not nest. */
class Walker {
  readonly #known: Prefixes
  #text = ''
  #from = 0
  #final = true
  #emit: Emit = () => {}
  #hold = 0
  readonly #open: (at: number) => void

  constructor(known: Prefixes) {
    this.#known = known
    this.#open = (at) => {
      if (!this.#final && at < this.#hold && at >= this.#from) this.#hold = at
    }
  }

  /** The first offset at which something is open. */
  walk(text: string, from: number, final: boolean, emit: Emit): number {
    this.#text = text
    this.#from = from
    this.#final = final
    this.#emit = emit
    this.#hold = text.length
    this.#pass(text)
    // no text outlives its scan
    this.#text = ''
    return this.#hold
  }

  #pass(text: string): void {
    const n = text.length
    let i = Math.max(0, this.#from - LOOKBACK)
    // Begin at the start of a run: a verdict must not depend on where the text was cut.
    if (i > 0) while (i < n && isRun(text.charCodeAt(i)) && isRun(text.charCodeAt(i - 1))) i++
    if (!this.#final) this.#holdEnd(i)
    // End of the last run that was judged.
    let done = i
    for (;;) {
      i = nextWake(text, i, n)
      if (i >= n) return
      const c = text.charCodeAt(i)
      let start = i
      while (start > done && isRun(text.charCodeAt(start - 1))) start--
      if (isRun(c)) {
        do i++
        while (i < n && isRun(text.charCodeAt(i)))
        this.#run(start, i)
        done = i
      } else {
        if (start < i) this.#run(start, i)
        if (c === 58 || c === 61 || c === 62 || c === 0xff1a) this.#separator(i)
        else if (c === 64 || c === 35 || c === 38 || c === 37 || c === 94) this.#symbol(i)
        i++
        done = i
      }
    }
  }

  /** What stands at the end of the text without a blank behind it may go on. */
  #holdEnd(floor: number): void {
    const text = this.#text
    const n = text.length
    let word = n
    while (word > floor && n - word < VALUE_MAX && text.charCodeAt(word - 1) > 32) word--
    if (word < n) this.#open(word)
    let run = n
    while (run > floor && isRun(text.charCodeAt(run - 1))) run--
    if (n - run <= BLOCK_CHARS && run < n) this.#open(run)
  }

  #run(runStart: number, end: number): void {
    const text = this.#text
    let start = this.#joined(runStart, end)
    // `\nghp_...` inside JSON that was not unescaped.
    const first = text.charCodeAt(start)
    if ((first === 110 || first === 116 || first === 114) && start > 0 && text.charCodeAt(start - 1) === 92)
      start++
    if (start === end) return
    const next = end < text.length ? text.charCodeAt(end) : 0
    const length = end - start
    if (length >= 10) this.#long(start, end)
    else if ((next > 32 && next !== 44) || (length === 4 && text.charCodeAt(start) === 45))
      this.#short(start, end, next)
    if (next < 128 && SEPARATES[next] === 1 && mayName(text, start, end))
      valueOf(this.#known, text, start, end, this.#final, this.#emit, this.#open)
    if (next === 58) urlOf(text, this.#schemeStart(start), end, this.#final, this.#emit, this.#open)
    if (length >= 5 && length < 40) this.#spoken(start)
  }

  /** `token = x`, `contraseña: x`: between the name and its separator stands a blank, or a letter that no run holds. */
  #separator(at: number): void {
    const text = this.#text
    let end = at
    while (end > 0 && at - end < 4 && isBetween(text.charCodeAt(end - 1))) end--
    let start = end
    let wide = false
    while (start > 0 && end - start < NAME_MAX) {
      const c = text.charCodeAt(start - 1)
      if (c >= 128) wide = true
      else if (!isRun(c)) break
      start--
    }
    // A name of plain letters beside its separator was seen as a run.
    if (start === end || (end === at && !wide)) return
    if (wide || mayName(text, start, end))
      valueOf(this.#known, text, start, end, this.#final, this.#emit, this.#open)
  }

  /** `setPassword("x")`, `PASSWORD 'x'`, `define('PASSWORD', 'x')`: the name before an opening quote at `at`. */
  #quote(at: number): void {
    const text = this.#text
    let end = at
    while (end > 0 && at - end < 4 && OPENS[text.charCodeAt(end - 1) & 127] === 1) end--
    if (end < 3 || end === at) return
    let start = end
    while (start > 0 && end - start < NAME_MAX && isRun(text.charCodeAt(start - 1))) start--
    if (start < end && mayName(text, start, end))
      valueOf(this.#known, text, start, end, this.#final, this.#emit, this.#open)
  }

  /** `P@ssw...` behind `the password is `. */
  #symbol(at: number): void {
    let start = at
    while (start > 0 && at - start < 40 && this.#text.charCodeAt(start - 1) > 32) start--
    this.#spoken(start)
  }

  #spoken(start: number): void {
    const text = this.#text
    let blank = start - 1
    const quote = text.charCodeAt(blank)
    if (quote === 34 || quote === 39 || quote === 96) {
      this.#quote(blank)
      blank--
    }
    if (text.charCodeAt(blank) !== 32) return
    const link = text.charCodeAt(blank - 1)
    const before = text.charCodeAt(blank - 2)
    // is, was, es; ist, est, lautet; be; to; é; a colon.
    if (
      (link === 115 && (before === 105 || before === 97 || before === 101)) ||
      (link === 116 && (before === 115 || before === 101)) ||
      (link === 101 && before === 98) ||
      (link === 111 && before === 116) ||
      link === 0xe9 ||
      link === 58
    )
      spokenValue(this.#known, text, start, this.#final, this.#emit, this.#open)
  }

  /** Base64 begins with letters and a slash as often as not: `kX/yHe3...`. Its start, or the run's own. */
  #joined(start: number, end: number): number {
    const text = this.#text
    const before = start > 0 ? text.charCodeAt(start - 1) : 0
    if ((before !== 47 && before !== 43) || end - start < 2) return start
    let from = start - 1
    while (from > 0 && start - from < 64) {
      const c = text.charCodeAt(from - 1)
      // A digit or a joint before would have been seen by itself.
      if (!((c | 32) >= 97 && (c | 32) <= 122) && c !== 47 && c !== 43) break
      from--
    }
    const lead = text.charCodeAt(from)
    const outside = from > 0 ? text.charCodeAt(from - 1) : 32
    return lead === 47 || isRun(outside) || start - from >= 64 ? start : from
  }

  /** `mongodb+srv://...`: two runs are one scheme. */
  #schemeStart(start: number): number {
    const text = this.#text
    if (start < 2 || text.charCodeAt(start - 1) !== 43) return start
    let from = start - 1
    while (from > 0 && start - from < 16 && isRun(text.charCodeAt(from - 1))) from--
    return from
  }

  /** A run shorter than any key, unless what follows belongs to it: `1//0...`, `abc8Q~...`. */
  #short(start: number, end: number, next: number): void {
    const text = this.#text
    if (next === 47 || next === 43 || next === 61 || next === 126 || next === 58 || next === 36) {
      if (this.#format(start) || structured(text, start, end, this.#final, this.#emit, this.#open)) return
      if (next === 47 || next === 43 || (next === 58 && onlyDigits(text, start, end)))
        drawnToken(text, start, end, this.#final, this.#emit, this.#open)
    } else if (end - start === 4 && text.startsWith('----', start)) {
      if (!this.#final && '---- BEGIN SSH2 '.startsWith(text.slice(start, start + 17))) this.#open(start)
      else if (text.startsWith('---- BEGIN SSH2', start))
        pemBlock(text, start, this.#final, this.#emit, this.#open)
    }
  }

  #long(runStart: number, end: number): void {
    const text = this.#text
    let start = runStart
    while (start < end && (text.charCodeAt(start) === 45 || text.charCodeAt(start) === 46)) {
      if (text.startsWith('-----BEGIN', start)) {
        pemBlock(text, start, this.#final, this.#emit, this.#open)
        return
      }
      start++
    }
    if (end - start < 10 || this.#format(start)) return
    if (text.startsWith('PuTTY-User-Key-File-', start)) {
      puttyFile(text, start, this.#final, this.#emit, this.#open)
      return
    }
    const paypal = end - start === 12 && text.charCodeAt(end) === 36
    if (!paypal && !mayBeDrawn(text, start, end)) return
    if (structured(text, start, end, this.#final, this.#emit, this.#open)) return
    drawnToken(text, start, end, this.#final, this.#emit, this.#open)
  }

  /** A known format at `start`. Prefixes begin runs: inside a word they are chance. */
  #format(start: number): boolean {
    const found = this.#known.at(this.#text, start, this.#final)
    if (found === null) return false
    if (found === 'open') this.#open(start)
    else this.#emit(found.type, start, found.end, found.score)
    return true
  }
}

/** False for words, however long: no digit, no second case inside. */
function mayBeDrawn(text: string, start: number, end: number): boolean {
  let digits = 0
  let upper = 0
  let joints = 0
  const cap = Math.min(end, start + 64)
  for (let i = start; i < cap; i++) {
    const c = text.charCodeAt(i)
    if (c < 58) {
      if (c < 48) joints++
      else digits++
    } else if (c < 91) upper++
  }
  return digits > 1 || upper > 1 || (joints === 0 && end - start >= 20)
}

export const secretPatterns: Detector = secretDetector(secretFormats, 'secret-patterns@3')
