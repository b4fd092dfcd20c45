import { PHRASES } from '../injection-phrases.ts'
import { injectionLexicon, W } from '../injection-words.ts'

/** Roles beyond those of the pattern rules. */
const OWN = {
  modeWord: 1 << 27,
  outside: 1 << 28,
  turn: 1 << 29,
  everything: 1 << 30,
} as const
const OWN_WORDS: readonly (readonly [role: number, words: string])[] = [
  [OWN.modeWord, 'developer debug god dan jailbreak admin unrestricted maintenance sudo root unsafe evil'],
  [OWN.outside, 'webhook http https'],
  [OWN.turn, 'system user sys inst instruction'],
  [OWN.everything, 'everything anything'],
]

/** A phrase counts from this score on: weaker ones never flag by themselves. */
const PHRASE_MIN = 0.45
/** How far right of its first word a pattern rule looks, in words. */
const REACH = 9
const NEAR = 3
const NEVER = -1000

/**
 * What the pattern rules (`injection-rules.ts`) need at least, word by word: which of their words stand within reach of an anchor and in its
 * sentence. A stretch without that holds nothing those rules would be sure of; a stretch with it is not yet an attack, they must look.
 * It knows no more than roles: hashes of words are its caller's.
 */
export class Watch {
  /** Whether the rules must look since the last `begin` or `taken`. */
  #seen = false
  #override = NEVER
  #reveal = NEVER
  #stop = NEVER
  #send = NEVER
  #without = NEVER
  #command = NEVER
  /** Where something was said to be without restrictions. */
  #free = NEVER
  #modeWord = NEVER
  #sinceOverride = 0
  #sinceReveal = 0
  #sinceStop = 0
  #sinceSend = 0
  #sinceCommand = 0
  #sentence = 0
  #data = false

  begin(data: boolean): void {
    this.#data = data
    this.#seen = false
    this.#modeWord = NEVER
    this.sentence()
  }

  /** A sentence ended. */
  sentence(): void {
    this.#override =
      this.#reveal =
      this.#stop =
      this.#send =
      this.#without =
      this.#command =
      this.#free =
        NEVER
    this.#sentence = 0
  }

  mark(): void {
    this.#seen = true
  }

  /** Whether something was seen; asked at the end of each block, with the roles of the last four. */
  taken(near: number): boolean {
    const seen =
      this.#seen ||
      ((near & W.persona) !== 0 && (near & (W.you | W.pretend)) !== 0) ||
      ((near & W.pretend) !== 0 && (near & W.without) !== 0 && (near & W.restriction) !== 0)
    this.#seen = false
    return seen
  }

  /** A sign of an address: `@`, or the colon of `://`. */
  outside(word: number): void {
    if (word - this.#send <= REACH) this.#check((this.#sinceSend |= OWN.outside))
  }

  /** The roles of one word, with its number in the text. */
  word(roles: number, word: number): void {
    const { you, ai, system, all, prior, instruction, restriction, prompt, follow, respond } = W
    if ((roles & (W.rot13 | W.reversed)) !== 0) this.#seen = true
    if ((roles & W.mode) !== 0 && word - this.#modeWord === 1) this.#seen = true
    if ((roles & OWN.modeWord) !== 0) this.#modeWord = word
    if (word - this.#override <= REACH) {
      const since = (this.#sinceOverride |= roles)
      if ((since & (instruction | restriction)) !== 0 && (since & (prior | you | ai | system | all)) !== 0)
        this.#seen = true
      if ((roles & OWN.everything) !== 0 && word - this.#override <= NEAR) this.#seen = true
      if ((since & prior) !== 0 && (since & all) !== 0) this.#seen = true
    }
    if (word - this.#reveal <= REACH) {
      const since = (this.#sinceReveal |= roles)
      if ((since & prompt) !== 0 && (since & (system | you)) !== 0) this.#seen = true
      if ((since & OWN.everything) !== 0 && (since & prior) !== 0) this.#seen = true
    }
    if (word - this.#stop <= REACH) {
      const since = (this.#sinceStop |= roles)
      if ((since & follow) !== 0 && (since & (instruction | restriction)) !== 0) this.#seen = true
    }
    if (word - this.#send <= REACH) this.#check((this.#sinceSend |= roles))
    if (word - this.#command <= REACH) {
      const since = (this.#sinceCommand |= roles)
      if ((since & respond) !== 0 && (since & you) !== 0) this.#seen = true
    }
    if (word - this.#without <= NEAR && (roles & restriction) !== 0) this.#free = word
    const freed = W.pretend | W.override | W.persona | (this.#data ? ai : 0)
    if (word - this.#free <= REACH && ((this.#sentence | roles) & freed) !== 0) this.#seen = true
    this.#anchor(roles, word)
  }

  #anchor(roles: number, word: number): void {
    if ((roles & W.override) !== 0) {
      if (word - this.#override > REACH) this.#sinceOverride = 0
      this.#override = word
      if ((this.#sentence & W.instruction) !== 0 && (this.#sentence & (W.prior | W.all)) !== 0)
        this.#seen = true
    }
    if ((roles & W.reveal) !== 0) {
      if (word - this.#reveal > REACH) this.#sinceReveal = 0
      this.#reveal = word
    }
    if ((roles & W.stop) !== 0) {
      if (word - this.#stop > REACH) this.#sinceStop = 0
      this.#stop = word
    }
    if ((roles & W.send) !== 0) {
      if (word - this.#send > REACH) this.#sinceSend = 0
      this.#send = word
    }
    if (this.#data && (roles & (W.command | W.send)) !== 0) {
      if (word - this.#command > REACH) this.#sinceCommand = 0
      this.#command = word
    }
    if ((roles & W.without) !== 0) this.#without = word
    this.#sentence |= roles
  }

  #check(since: number): void {
    if ((since & W.data) !== 0 && (since & (this.#data ? OWN.outside | W.you : OWN.outside)) !== 0)
      this.#seen = true
  }
}

/** Every word with a role. */
export function* watchedWords(): Generator<readonly [word: string, roles: number]> {
  yield* injectionLexicon.entries()
  for (const [role, words] of OWN_WORDS) for (const word of words.split(' ')) yield [word, role]
}

/** A phrase is found as the beginning of what stands there: its last word may go on. */
const ENDINGS = ['', 's', 'd', 'ies', 'y']
/** The last two or three words of each fixed phrase. */
export const watchedPhrases: readonly (readonly string[])[] = PHRASES.filter(
  ([, , , score]) => score >= PHRASE_MIN,
).flatMap(([phrase]) => ENDINGS.map((ending) => (`${phrase}${ending}`.match(/[a-z']+/gu) ?? []).slice(-3)))

/** How a persona is put on without a word for pretending. */
export const watchedOpenings: readonly (readonly string[])[] = [
  ['you', 'are', 'now'],
  ['are', 'going', 'to'],
  ['you', 'will', 'act'],
  ['you', 'respond', 'as'],
  ['you', 'will', 'respond'],
]
export const PERSONA_OPENING = W.pretend

/** A word of turns, where mark-up stands before it: `<system`, `</user`, `[inst`, `[/inst`, `### instruction`. */
export function opensTurn(roles: number, text: string, start: number): boolean {
  if ((roles & OWN.turn) === 0) return false
  const c = text.charCodeAt(start - 1)
  const d = text.charCodeAt(start - 2)
  return c === 60 || c === 91 || (c === 47 && (d === 60 || d === 91)) || (c === 32 && d === 35)
}
