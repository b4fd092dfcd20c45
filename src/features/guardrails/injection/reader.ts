import { coded, codedPair } from './coded.ts'
import { isLatin, LATIN, latinOf, plainLatin, wideness } from './latin.ts'
import { opensTurn, PERSONA_OPENING, Watch, watchedOpenings, watchedPhrases, watchedWords } from './watch.ts'

/** Words of a block; a stretch that is judged is two of them. */
export const BLOCK = 8
/** INVARIANT: not less than the longest text that is read, 1,400 characters; what stands behind would pass unread. */
const TOKENS_MAX = 2048
/** Rows of the table: words that it does not know, signs by their code, words; of a word two, the second where it opens a sentence. */
export const SIGN_ROWS = 2
export const WORD_ROWS = SIGN_ROWS + 128
/** More letters of other scripts than this within two blocks are read by the ensemble: names and symbols are fewer. */
const WIDE_MAX = 3
/** One-letter words in a row that may be a spaced-out word. */
const SINGLES_MAX = 5
/** Coded blanks of one address. */
const BLANKS_MAX = 1
/** Two-digit hexadecimal words in a row that may be coded text. */
const PAIRS_MAX = 9

/**
 * The words and signs of a text as rows of a table, block by block, in one pass: what the skim adds up. The same pass watches for what the
 * pattern rules need: their words near each other, disguised and coded text.
 */
export class Reader {
  readonly #hashes: Int32Array
  readonly #ids: Uint16Array
  readonly #roles: Int32Array
  readonly #mask: number
  readonly #watch = new Watch()
  readonly #phrases = new Int32Array(PHRASE_MASK + 1)
  /** Roles that a phrase stands for; 0 for one that is enough by itself. */
  readonly #phraseRoles = new Int32Array(PHRASE_MASK + 1)
  readonly rows = new Uint16Array(TOKENS_MAX)
  /** Of each block: index in `rows` behind it, and whether the pattern rules must look there. */
  readonly ends = new Int32Array(TOKENS_MAX)
  readonly marks = new Uint8Array(TOKENS_MAX)
  blocks = 0

  /** `vocabulary`: the hashes of the words that have rows of their own, in their order. */
  constructor(vocabulary: Int32Array) {
    const rules = [...watchedWords()]
    let size = 1 << 12
    while (size < (vocabulary.length + rules.length) * 2) size *= 2
    this.#mask = size - 1
    this.#hashes = new Int32Array(size)
    this.#ids = new Uint16Array(size)
    this.#roles = new Int32Array(size)
    vocabulary.forEach((h, i) => {
      this.#ids[this.#place(h)] = i + 1
    })
    for (const [word, roles] of rules) this.#add(word, roles)
    for (const words of watchedPhrases) this.#addPhrase(words, 0)
    for (const words of watchedOpenings) this.#addPhrase(words, PERSONA_OPENING)
  }

  #add(word: string, roles: number): void {
    // `role-play` is two words here
    if (word.includes('-')) return this.#addPhrase(word.split('-'), roles)
    const h = wordHash(word)
    if (h === null) return
    const slot = this.#place(h)
    this.#roles[slot] = (this.#roles[slot] ?? 0) | roles
  }

  #addPhrase([one = '', two = '', three]: readonly string[], roles: number): void {
    const [first, second] = [wordHash(one) ?? 0, wordHash(two) ?? 0]
    const h = three === undefined ? pairHash(first, second) : tripleHash(first, second, wordHash(three) ?? 0)
    const slot = this.#phraseAt(h)
    this.#phrases[slot] = h
    this.#phraseRoles[slot] = roles
  }

  /** Where a phrase stands, or the free place where it would. */
  #phraseAt(h: number): number {
    let slot = h & PHRASE_MASK
    while (this.#phrases[slot] !== h && this.#phrases[slot] !== 0) slot = (slot + 1) & PHRASE_MASK
    return slot
  }

  #place(h: number): number {
    let slot = spread(h) & this.#mask
    while (this.#hashes[slot] !== 0 && this.#hashes[slot] !== h) slot = (slot + 1) & this.#mask
    this.#hashes[slot] = h
    return slot
  }

  read(text: string, data: boolean): void {
    const n = text.length
    const { rows } = this
    const hashes = this.#hashes
    const phrases = this.#phrases
    const mask = this.#mask
    const watch = this.#watch
    watch.begin(data)
    let tokens = 0
    let words = 0
    let inBlock = 0
    let open = 1
    let roles = 0
    let before = 0
    let earlier = 0
    let earliest = 0
    let one = 0
    let two = 0
    let singles = 0
    let pairs = 0
    let disguised = 0
    let wide = 0
    let wideBefore = 0
    let blanks = 0
    this.blocks = 0
    let i = 0
    while (i < n && tokens < TOKENS_MAX) {
      const c = text.charCodeAt(i)
      let letter = c < LATIN && c !== 39 ? latinOf(c) : 0
      if (letter === 0) {
        if (c >= 128) {
          wide += wideness(text, i, c)
          if (wide + wideBefore > WIDE_MAX) watch.mark()
        } else if (c > 32 || c === 10) {
          rows[tokens++] = SIGN_ROWS + c
          const kind = KINDS[c] ?? 0
          if (kind !== 0) {
            open |= kind & OPENS
            const next = text.charCodeAt(i + 1)
            if ((kind & STOPS) !== 0 && (c === 10 || next <= 32)) watch.sentence()
            else if (c === 64 || (c === 58 && next === 47)) watch.outside(words)
            else if (c === 60 && next === 124) watch.mark()
            else if (c === 37 && next === 50 && text.charCodeAt(i + 2) === 48 && ++blanks > BLANKS_MAX)
              watch.mark()
          }
        }
        i++
      } else {
        const start = i
        let h = SEED
        let digits = 0
        let stem = 0
        do {
          if (letter === 48 && digits++ === 0) stem = h
          if (letter !== 39) h = Math.imul(h ^ letter, PRIME)
          if (++i === n) break
          const d = text.charCodeAt(i)
          letter = d < LATIN ? latinOf(d) : 0
          // Joins the letters of `don't`; elsewhere it is a quotation mark.
          if (d === 39 && (i + 1 === n || !isLatin(text.charCodeAt(i + 1)))) letter = 0
        } while (letter !== 0)
        const width = i - start
        let slot = spread(h) & mask
        let known = hashes[slot] ?? 0
        while (known !== h && known !== 0) {
          slot = (slot + 1) & mask
          known = hashes[slot] ?? 0
        }
        if (digits > 0 && known === 0 && digits < width) {
          slot = this.#find(plainHash(text, start, i))
          if (slot >= 0 && (this.#roles[slot] ?? 0) !== 0 && ++disguised > 1) watch.mark()
          // `files10` is also `files`.
          if (slot < 0) slot = this.#find(stem)
          known = slot < 0 ? 0 : 1
        }
        if (width >= CODED_MIN && coded(text, start, i)) watch.mark()
        let id = 0
        if (known !== 0) {
          const own = this.#roles[slot] ?? 0
          id = this.#ids[slot] ?? 0
          if (own !== 0) {
            roles |= own
            watch.word(own, words)
            if (opensTurn(own, text, start)) watch.mark()
          }
        }
        rows[tokens++] = id === 0 ? open : WORD_ROWS + 2 * (id - 1) + open
        open = 0
        singles = width === 1 && digits === 0 ? singles + 1 : 0
        pairs = digits > 0 && width <= 4 && codedPair(text, i - 2, i) ? pairs + 1 : 0
        if (singles > SINGLES_MAX || pairs > PAIRS_MAX) watch.mark()
        const pair = pairHash(one, h)
        const triple = tripleHash(two, one, h)
        const pairAt = this.#phraseAt(pair)
        if (phrases[pairAt] === pair) {
          const stands = this.#phraseRoles[pairAt] ?? 0
          roles |= stands
          if (stands === 0) watch.mark()
          else watch.word(stands, words)
        }
        const tripleAt = this.#phraseAt(triple)
        if (phrases[tripleAt] === triple) {
          const stands = this.#phraseRoles[tripleAt] ?? 0
          if (stands === 0) watch.mark()
          else roles |= stands
        }
        two = one
        one = h
        // The rules count no numbers.
        if (digits < width) words++
        inBlock++
      }
      if (inBlock === BLOCK || i >= n) {
        this.marks[this.blocks] = watch.taken(roles | before | earlier | earliest) ? 1 : 0
        this.ends[this.blocks++] = tokens
        earliest = earlier
        earlier = before
        before = roles
        roles = inBlock = blanks = 0
        wideBefore = wide
        wide = 0
      }
    }
  }

  /** Whether the pattern rules must look somewhere in the text that was read last. */
  get marked(): boolean {
    return this.marks.subarray(0, this.blocks).includes(1)
  }

  #find(h: number): number {
    let slot = spread(h) & this.#mask
    while (this.#hashes[slot] !== h) {
      if (this.#hashes[slot] === 0) return -1
      slot = (slot + 1) & this.#mask
    }
    return slot
  }
}

const SEED = 0x811c9dc5
const PRIME = 0x01000193
const PHRASE_MASK = (1 << 12) - 1
/** Base64 of three words is longer. */
const CODED_MIN = 20

const spread = (h: number): number => h ^ (h >>> 15)
const pairHash = (one: number, two: number): number => spread(Math.imul(one, 31) ^ two) | 0
const tripleHash = (one: number, two: number, three: number): number =>
  spread(Math.imul(Math.imul(one, 31) ^ two, 31) ^ three ^ 1) | 0

/** Signs behind which a sentence, a value or a line begins; those that may end a sentence; those that the watch looks at. */
const KINDS = new Uint8Array(128)
const OPENS = 1
const STOPS = 2
const LOOKED_AT = 4
for (const [signs, kind] of [
  ['.!?:">\n`-*|#', OPENS],
  ['.!?\n', STOPS],
  ['@:<%', LOOKED_AT],
] as const)
  for (const sign of signs) KINDS[sign.charCodeAt(0)] = (KINDS[sign.charCodeAt(0)] ?? 0) | kind

/** The hash of a word as `read` computes it; null for words outside Latin letters and digits. */
export function wordHash(word: string): number | null {
  let h = SEED
  for (let i = 0; i < word.length; i++) {
    const c = word.charCodeAt(i)
    const letter = c < LATIN ? latinOf(c) : 0
    if (letter === 0) return null
    if (letter !== 39) h = Math.imul(h ^ letter, PRIME)
  }
  return h
}

/** With digits read as the letters that they are drawn like. */
function plainHash(text: string, start: number, end: number): number {
  let h = SEED
  for (let i = start; i < end; i++) h = Math.imul(h ^ plainLatin(text.charCodeAt(i)), PRIME)
  return h
}
