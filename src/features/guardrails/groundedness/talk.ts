import type { Token } from './tokens.ts'

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** `Yes`, `that's right`, `well`: said to the other, not of the world. */
const OPENERS = set(
  'yes yeah yep yup well oh ok okay hi hello hey sorry thanks thank ah wow cool nice great awesome sure right true same agreed absolutely definitely exactly haha lol',
)
const REMARKS = set(
  'right true cool nice great awesome interesting funny amazing good fun correct so very really',
)
const FIRST_PERSON = set("i i'm im i've i'd i'll my me we we're we've our myself")
/** What goes on behind `I`: `I'm not sure but`, `I do know that`, `I really love`. */
const LEAD = set(
  "i i'm im i've i'd i'll my me we we've we're am do don't dont did didn't have haven't had can can't could couldn't would not never " +
    'know knew think thought believe guess heard hear read remember say sure certain afraid agree understand bet wonder feel love like liked loved enjoy enjoyed prefer ' +
    'but and so also too very much really just actually ever either a lot big huge fan been of to that personally myself honestly absolutely favorite favourite one',
)
const DOUBTS = set('think believe guess')
const ASKS = set('did do have are is were')
const ASKED = set('know heard seen been read tried ever that of to about aware you a fan')
/** An answer about the dialogue: `Would you like to know more?`, `Let me know if you need anything else`. */
const ADDRESS = set("you your you're you've you'd yourself")
const MEETS = set(
  'let know need want like help anything else more ask tell hope glad happy feel free welcome question questions',
)

const isContent = (t: Token): boolean => t.kind === 'word' || t.kind === 'name' || t.kind === 'number'
const isFact = (t: Token): boolean => t.kind === 'name' || t.kind === 'number'

/** The tokens without what merely opens a turn; empty when nothing is left that could be claimed. */
export function claimOf(tokens: readonly Token[], isQuestion: boolean): readonly Token[] {
  const from = leadLength(tokens)
  const rest = from === 0 ? tokens : tokens.slice(from)
  if (rest.some(isFact)) return rest
  const words = rest.filter(isContent)
  if (words.length === 0) return []
  // `I love gardening`, `I have never tried it`: of the speaker, not of the world.
  const lead = tokens.slice(0, from + 1)
  const personal =
    lead.some((t) => FIRST_PERSON.has(t.word)) && !lead.some((t) => t.word === 'but' || t.word === 'that')
  if (personal && words.length <= 2) return []
  const addressed = rest.some((t) => ADDRESS.has(t.word))
  if (addressed && (isQuestion || words.every((t) => MEETS.has(t.word)))) return []
  return rest
}

/** How many tokens open the turn. Kept is a doubt (`I don't think it is`), which turns the claim round. */
function leadLength(tokens: readonly Token[]): number {
  const word = (i: number): string => tokens[i]?.word ?? ''
  let i = 0
  for (;;) {
    const before = i
    while (OPENERS.has(word(i))) i++
    if (
      word(i) === "that's" ||
      ((word(i) === 'that' || word(i) === "it's" || word(i) === 'it') && REMARKS.has(word(i + 2)))
    ) {
      let k = i + 1
      while (REMARKS.has(word(k)) || word(k) === 'is') k++
      if (k > i + 1 && REMARKS.has(word(k - 1))) i = word(k) === 'that' ? k + 1 : k
    }
    if (FIRST_PERSON.has(word(i))) {
      let k = i
      let denied = false
      let doubted = false
      for (; LEAD.has(word(k)); k++) {
        if (tokens[k]?.kind === 'negation') denied = true
        if (denied && DOUBTS.has(word(k)) && word(k - 1) !== "can't") doubted = true
      }
      if (!doubted) i = k
    }
    if (ASKS.has(word(i)) && word(i + 1) === 'you') {
      i += 2
      while (ASKED.has(word(i))) i++
    }
    if (i === before) return i
  }
}
