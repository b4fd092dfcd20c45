import {
  CLASS,
  CLASSES,
  DROPPED,
  EMOJI,
  expansion,
  foldPair,
  foldUnit,
  latinTwin,
  LONGER,
  scriptIndex,
  SCRIPT,
  SCRIPTS,
} from './fold.ts'
import type { Trie } from './trie.ts'

/** Longest stretch that one scan takes in; the detector cuts longer texts into windows first. */
export const SCAN_CHARS = 2048
const FOLDED_MAX = 3 * SCAN_CHARS
const TOKENS_MAX = FOLDED_MAX

export const FLAG = { capital: 1, shout: 2, digit: 4, mixed: 8, running: 16, leet: 32, joined: 64 } as const

const HASH_SEED = 0x811c9dc5
const HASH_PRIME = 0x01000193

/**
 * Everything that the features need of one text, gathered in one pass over its char codes. The arrays are reused from text to text:
 * INVARIANT: what is read from a Scan belongs to the last `read()` and only below `folded`, `tokens` and `sentences`.
 */
export class Scan {
  readonly #trie: Trie
  readonly codes = new Uint16Array(FOLDED_MAX)
  /** Offset in the text of each folded code unit, and one more for the end. */
  readonly at = new Int32Array(FOLDED_MAX + 1)
  readonly upper = new Uint8Array(FOLDED_MAX)
  folded = 0
  length = 0
  readonly ascii = new Int32Array(128)
  readonly scripts = new Int32Array(SCRIPTS)
  wide = 0
  invisible = 0
  emoji = 0
  uppers = 0

  readonly start = new Int32Array(TOKENS_MAX)
  readonly end = new Int32Array(TOKENS_MAX)
  readonly hash = new Int32Array(TOKENS_MAX)
  readonly lo = new Int32Array(TOKENS_MAX)
  readonly hi = new Int32Array(TOKENS_MAX)
  /** Folded offset behind the lexicon's entry that begins at the token; 0 when none does. */
  readonly matchEnd = new Int32Array(TOKENS_MAX)
  readonly flags = new Uint8Array(TOKENS_MAX)
  readonly sentence = new Uint16Array(TOKENS_MAX)
  tokens = 0
  sentences = 0
  /** Index of each sentence's first token, and one more for the end. */
  readonly first = new Int32Array(TOKENS_MAX + 1)
  readonly #lineStart = new Uint8Array(TOKENS_MAX + 1)

  mixed = 0
  leet = 0
  singles = 0
  longest = 0
  camel = 0
  glued = 0
  repeats = 0

  constructor(trie: Trie) {
    this.#trie = trie
  }

  /** Whether a sentence begins a line. */
  opensLine(sentence: number): boolean {
    return this.#lineStart[sentence] === 1
  }

  read(text: string): void {
    this.#fold(text)
    this.#tokenise()
  }

  #fold(text: string): void {
    const { codes, at, upper, ascii, scripts } = this
    ascii.fill(0)
    scripts.fill(0)
    this.wide = this.invisible = this.emoji = this.uppers = 0
    const n = Math.min(text.length, SCAN_CHARS)
    this.length = n
    const encoded = text.includes('":') || text.includes("':")
    let m = 0
    for (let i = 0; i < n; i++) {
      let c = text.charCodeAt(i)
      if (c === BACKSLASH && i + 1 < n) {
        const meant = escaped(text, i, encoded)
        if (meant > 0) {
          // What JSON and code write for a line break or a letter is one: words would grow together over it.
          at[m] = i
          i += meant > 127 ? 5 : 1
          c = meant
          if (c < 128) {
            codes[m] = c
            upper[m++] = 0
            ascii[c] = (ascii[c] ?? 0) + 1
            continue
          }
        }
      }
      if (c < 128) {
        const big = c >= 65 && c <= 90 ? 1 : 0
        const f = big === 1 ? c + 32 : c === 0 ? 32 : c
        codes[m] = f
        at[m] = i
        upper[m++] = big
        ascii[f] = (ascii[f] ?? 0) + 1
        this.uppers += big
        continue
      }
      this.wide++
      if (c >= 0xd800 && c <= 0xdbff && i + 1 < n) {
        const folded = foldPair(text.codePointAt(i) ?? c)
        if (folded === '') this.invisible++
        else if (folded.charCodeAt(0) === EMOJI) this.emoji++
        for (let k = 0; k < folded.length; k++) {
          codes[m] = folded.charCodeAt(k)
          at[m] = i
          upper[m++] = 0
        }
        i++
        continue
      }
      const f = foldUnit(c)
      if (f === DROPPED) {
        this.invisible++
        continue
      }
      const script = scriptIndex(c)
      scripts[script] = (scripts[script] ?? 0) + 1
      if (f === LONGER) {
        const folded = expansion(c)
        for (let k = 0; k < folded.length && k < 3; k++) {
          codes[m] = folded.charCodeAt(k)
          at[m] = i
          upper[m++] = 0
        }
        continue
      }
      codes[m] = f
      at[m] = i
      upper[m++] = f !== c && f !== 39 && f !== 34 && f !== 45 && f !== 32 ? 1 : 0
    }
    at[m] = n
    this.folded = m
  }

  #tokenise(): void {
    const { codes, upper } = this
    const n = this.folded
    this.tokens = this.sentences = 0
    this.mixed = this.leet = this.singles = this.longest = this.camel = this.glued = this.repeats = 0
    this.first[0] = 0
    this.#lineStart[0] = 1
    let single = 0
    let sentenceTokens = 0
    let newline = true
    let same = 0
    let i = 0
    while (i < n) {
      const c = codes[i] ?? 0
      const kind = CLASSES[c] ?? 0
      if (kind === CLASS.letter || kind === CLASS.digit) {
        const start = i
        let h = HASH_SEED
        let big = 0
        let digits = 0
        let turns = 0
        let latin = 0
        let twins = 0
        for (;;) {
          const d = codes[i] ?? 0
          const k = CLASSES[d] ?? 0
          if (k === CLASS.letter) {
            if (d < 128) latin++
            else if (d < 0x600 && latinTwin(d) !== 0) twins++
          } else if (k === CLASS.digit) digits++
          else if (d !== 39 || i + 1 >= n || (CLASSES[codes[i + 1] ?? 0] ?? 0) !== CLASS.letter) break
          if (upper[i] === 1) {
            big++
            if (i > start && upper[i - 1] === 0) turns++
          }
          h = Math.imul(h ^ d, HASH_PRIME)
          if (++i >= n) break
        }
        if (latin > 0 && twins > 0) {
          // Cyrillic or Greek letters drawn like the Latin ones around them.
          h = HASH_SEED
          for (let p = start; p < i; p++) {
            const twin = latinTwin(codes[p] ?? 0)
            if (twin !== 0) codes[p] = twin
            h = Math.imul(h ^ (codes[p] ?? 0), HASH_PRIME)
          }
          this.mixed++
        }
        const width = i - start
        if (width > this.longest) this.longest = width
        single = width === 1 ? single + 1 : 0
        if (single > this.singles) this.singles = single
        if (turns > 0) this.camel++
        const letters = width - digits
        let flags = 0
        if (upper[start] === 1) flags |= FLAG.capital
        if (big === width && width > 2) flags |= FLAG.shout
        if (digits > 0) flags |= FLAG.digit
        if (latin > 0 && twins > 0) flags |= FLAG.mixed
        if (letters === 0) h = width < 3 ? 11 : 12
        this.#push(start, i, h, flags, false)
        sentenceTokens++
        same = 0
        newline = false
        continue
      }
      if (kind === CLASS.running) {
        single = 0
        const token = this.tokens
        this.#push(i, i + 1, Math.imul(HASH_SEED ^ c, HASH_PRIME), FLAG.running, true)
        // A known word of a running script is one token; an unknown character is one of its own.
        const end = this.matchEnd[token] ?? 0
        if (end > i + 1) {
          let h = HASH_SEED
          for (let p = i; p < end; p++) h = Math.imul(h ^ (codes[p] ?? 0), HASH_PRIME)
          this.hash[token] = h
          this.end[token] = end
          i = end
        } else i++
        sentenceTokens++
        newline = false
        continue
      }
      const next = i + 1 < n ? (codes[i + 1] ?? 0) : 32
      if (i > 0 && c === codes[i - 1] && c !== 32 && c !== 10) {
        same++
        if (same > this.repeats) this.repeats = same
      } else same = 0
      const stop =
        kind === CLASS.newline ||
        ((c === 46 || c === 33 || c === 63) && (next <= 32 || next === 34 || next === 39)) ||
        c === 0x3002 ||
        c === 0x964 ||
        c === 0x61f
      if (
        c > 32 &&
        c !== 46 &&
        c !== 39 &&
        c !== 45 &&
        c !== 95 &&
        i > 0 &&
        (CLASSES[codes[i - 1] ?? 0] ?? 0) === CLASS.letter &&
        (CLASSES[next] ?? 0) === CLASS.letter
      )
        this.glued++
      if (kind === CLASS.newline) newline = true
      if (stop && sentenceTokens > 0) {
        this.sentences++
        this.first[this.sentences] = this.tokens
        this.#lineStart[this.sentences] = newline ? 1 : 0
        sentenceTokens = 0
      } else if (stop && newline) this.#lineStart[this.sentences] = 1
      i++
    }
    if (sentenceTokens > 0) this.sentences++
    this.first[this.sentences] = this.tokens
  }

  #push(start: number, end: number, hash: number, flags: number, anywhere: boolean): void {
    const t = this.tokens++
    const trie = this.#trie
    this.start[t] = start
    this.end[t] = end
    this.hash[t] = hash
    this.sentence[t] = this.sentences
    if (trie.walk(this.codes, start, this.folded, anywhere)) {
      this.lo[t] = trie.lo
      this.hi[t] = trie.hi
      this.matchEnd[t] = trie.end
    } else {
      this.lo[t] = this.hi[t] = this.matchEnd[t] = 0
      if ((flags & FLAG.digit) !== 0 && end - start >= 3 && end - start <= 24 && this.#unleet(t, start, end))
        flags |= FLAG.leet
    }
    this.flags[t] = flags
  }

  readonly #word = new Uint16Array(32)

  /** A word in which digits stand for letters: its concepts, when it is a word of the lexicon. */
  #unleet(t: number, start: number, end: number): boolean {
    let letters = 0
    for (let i = start; i < end; i++) {
      const c = this.codes[i] ?? 0
      const plain = LEET[c] ?? 0
      if (plain === 0) letters++
      this.#word[i - start] = plain === 0 ? c : plain
    }
    if (letters === 0) return false
    const n = end - start
    if (!this.#trie.walk(this.#word, 0, n, false) || this.#trie.end < n) return false
    this.lo[t] = this.#trie.lo
    this.hi[t] = this.#trie.hi
    this.matchEnd[t] = end
    let h = HASH_SEED
    for (let i = 0; i < n; i++) h = Math.imul(h ^ (this.#word[i] ?? 0), HASH_PRIME)
    this.hash[t] = h
    this.leet++
    return true
  }

  /** Offset in the text where a token begins. */
  startOf(token: number): number {
    return this.at[this.start[token] ?? 0] ?? 0
  }
  /** Offset in the text behind a token. */
  endOf(token: number): number {
    return this.at[this.end[token] ?? 0] ?? this.length
  }
}

const BACKSLASH = 92

/**
 * The code unit that an escape at `i` stands for: a line break or blank, in encoded text also `\\uXXXX` outside ASCII; 0 when it is a
 * plain backslash, as in `C:\\new`. Outside encoded text a small letter behind it makes a path of it.
 */
function escaped(text: string, i: number, encoded: boolean): number {
  const next = text.charCodeAt(i + 1)
  if (next === 110 || next === 114 || next === 116) {
    const behind = text.charCodeAt(i + 2)
    if (text.charCodeAt(i - 1) === BACKSLASH || (!encoded && behind >= 97 && behind <= 122)) return 0
    return next === 110 ? 10 : 32
  }
  if (next !== 117 || !encoded) return 0
  const unit = Number.parseInt(text.slice(i + 2, i + 6), 16)
  return unit > 127 && (unit < 0xd800 || unit > 0xdfff) ? unit : 0
}

const LEET = new Uint16Array(128)
for (const [digit, letter] of ['0o', '1i', '3e', '4a', '5s', '7t', '8b'].map((pair) => [...pair]))
  if (digit !== undefined && letter !== undefined) LEET[digit.charCodeAt(0)] = letter.charCodeAt(0)

/** The script that most letters outside ASCII belong to, for reading; SCRIPT.none when there are hardly any. */
export function mainScript(scan: Scan): number {
  let best: number = SCRIPT.none
  let most = 2
  for (let s = 2; s < SCRIPTS; s++)
    if ((scan.scripts[s] ?? 0) > most) {
      most = scan.scripts[s] ?? 0
      best = s
    }
  return best
}
