/**
 * What a sentence of data has of an order to the model that reads it, as bits: who is spoken to, what becomes of the task, whose word it is
 * said to be; and what makes it people's business or documentation instead. Words by role (sign-words.ts), beside the concepts of the scan.
 */
import { setOf } from './concepts.ts'
import { DROPPED, expansion, foldUnit, LONGER } from './fold.ts'
import type { Scan } from './scan.ts'
import { ROLE, roleWords } from './sign-words.ts'
import { COMMAND, has } from './steering.ts'

const TO = ROLE.told | ROLE.lead

/** By hash of the folded word, as the scan makes it. */
const roles = new Map<number, number>()
for (const [role, list] of roleWords)
  for (const word of list.split(' ')) {
    const h = hashOf(word)
    roles.set(h, (roles.get(h) ?? 0) | role)
  }
export const roleOf = (hash: number): number => roles.get(hash) ?? 0

function hashOf(word: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < word.length; i++) {
    const c = word.charCodeAt(i)
    const folded = foldUnit(c)
    for (const unit of folded === LONGER ? expansion(c) : String.fromCharCode(folded))
      if (folded !== DROPPED) h = Math.imul(h ^ unit.charCodeAt(0), 0x01000193)
  }
  return h
}

const HAIL = setOf('hail')
const RETASK = setOf('retask')
const ENDING = setOf('ending')
const PRINCIPAL = setOf('principal')
const SECRECY = setOf('secrecy')
const OVERRIDE = setOf('override', 'memory')
const COMPLY = setOf('comply')
const NEGATION = setOf('negation')
const INSTRUCTION = setOf('instruction')
const PERSON = setOf('person')
const SECURITY = setOf('security')
const ANSWER = setOf('answer')
const SEND = setOf('exfiltration', 'money')
const PLEASE = setOf('politeness', 'obligation', 'switch')
const WHOSE = setOf('person', 'prior', 'above', 'all')

/** The signs by name; the place is the bit. Frozen with the weights. */
export const SIGNS = [
  'hailed',
  'called',
  'vocative',
  'void rules',
  'void task',
  'void told',
  'own task',
  'topic',
  'taken back',
  'lapsed',
  'retasked',
  'fresh task',
  'ended',
  'turned',
  'principal',
  'user',
  'consent',
  'hidden',
  'outside',
  'answer',
  'person',
  'ordered',
  'opens with order',
  'sends',
  'machine',
  'described',
  'reading',
  'staff',
  'report',
  'security',
  'code',
  'instead',
] as const
export const SIGN_COUNT = SIGNS.length
const BIT = Object.fromEntries(SIGNS.map((name, i) => [name, 1 << i])) as Readonly<
  Record<(typeof SIGNS)[number], number>
>

export const signSet = (...names: (typeof SIGNS)[number][]): number =>
  names.reduce((mask, name) => mask | BIT[name], 0)

/** How far behind a verb what it calls off may stand, in words. */
const REACH = 7

/** Of the tokens from..to. */
export function signsOf(scan: Scan, from: number, to: number): number {
  const { lo, hi, hash, codes, end } = scan
  let mask = marksOf(scan, from, to) | turnBefore(scan, from)
  let before: number = ROLE.lead
  for (let t = from; t < to; t++) {
    const l = lo[t] ?? 0
    const h = hi[t] ?? 0
    const role = roles.get(hash[t] ?? 0) ?? 0
    if ((l | h | role) !== 0) {
      mask |= ofConcepts(l, h) | ofRole(role)
      const behind = codes[end[t] ?? 0] ?? 0
      if ((role & ROLE.machine) !== 0) mask |= ofMachine(scan, from, t, to, before)
      if ((role & ROLE.staff) !== 0 && (((before & ROLE.lead) !== 0 && t - from < 5) || behind === 58))
        mask |= BIT.staff
      if ((role & (ROLE.turn | ROLE.user)) !== 0 && turns(scan, from, t, to, before)) mask |= BIT.turned
      if (has(COMMAND, l, h))
        mask |= t === from ? BIT['opens with order'] : commanded(scan, t) ? BIT.ordered : 0
      if ((role & ROLE.halt) !== 0 || has(OVERRIDE, l, h) || (has(COMPLY, l, h) && denied(scan, from, t)))
        mask |= calledOff(scan, from, t, to, before)
      if ((role & ROLE.assignment) !== 0 || has(INSTRUCTION, l, h)) {
        if (near(scan, t, to, 6, ROLE.done) || undone(scan, t, to)) mask |= BIT.lapsed
        if ((before & ROLE.fresh) !== 0) mask |= BIT['fresh task']
      }
    }
    before = role
  }
  return mask
}

function ofConcepts(l: number, h: number): number {
  let mask = 0
  if (has(HAIL, l, h)) mask |= BIT.hailed
  if (has(RETASK, l, h)) mask |= BIT.retasked
  if (has(ENDING, l, h)) mask |= BIT.ended
  if (has(PRINCIPAL, l, h)) mask |= BIT.principal
  if (has(SECRECY, l, h)) mask |= BIT.hidden
  if (has(PERSON, l, h)) mask |= BIT.person
  if (has(ANSWER, l, h)) mask |= BIT.answer
  if (has(SEND, l, h)) mask |= BIT.sends
  if (has(SECURITY, l, h)) mask |= BIT.security
  return mask
}

function ofRole(role: number): number {
  let mask = 0
  if ((role & ROLE.outside) !== 0) mask |= BIT.outside
  if ((role & ROLE.instead) !== 0) mask |= BIT.instead
  if ((role & ROLE.report) !== 0) mask |= BIT.report
  if ((role & ROLE.consent) !== 0) mask |= BIT.consent
  if ((role & ROLE.user) !== 0) mask |= BIT.user
  return mask
}

/** A machine that is spoken to, or spoken about; an assistant manager or an agent on duty is none. */
function ofMachine(scan: Scan, from: number, t: number, to: number, before: number): number {
  if (((before | roleAt(scan, t + 1, to) | roleAt(scan, t + 2, to)) & ROLE.post) !== 0) return 0
  const behind = scan.codes[scan.end[t] ?? 0] ?? 0
  const pause = behind === 44 || behind === 33
  let mask: number = BIT.machine
  if (pause && ((before & ROLE.lead) !== 0 || t - from < 3 || signBefore(scan, t))) mask |= BIT.vocative
  if (behind === 58 && ((before & ROLE.lead) !== 0 || t - from < 4)) mask |= BIT.called
  if ((before & ROLE.every) !== 0 || near(scan, t, to, 4, ROLE.reading)) mask |= BIT.reading
  // `the assistant is to do it` describes nothing.
  const ordered = (roleAt(scan, t + 2, to) & TO) === TO
  if (!pause && behind !== 58 && !ordered && (roleAt(scan, t + 1, to) & ROLE.describes) !== 0)
    mask |= BIT.described
  return mask
}

/** `User:`, `The user adds:`, `<system>`, `[USER]`, `"role": "user"`. */
function turns(scan: Scan, from: number, t: number, to: number, before: number): boolean {
  const { codes, start, end } = scan
  const begin = codes[(start[t] ?? 0) - 1] ?? 0
  const behind = codes[end[t] ?? 0] ?? 0
  if (
    (begin === 60 || begin === 91 || begin === 62 || begin === 124) &&
    (behind === 62 || behind === 93 || behind === 10)
  )
    return true
  if ((before & ROLE.role) !== 0 || (roles.get(scan.hash[t - 1] ?? 0) ?? 0) === ROLE.role) return true
  if (t - from >= 3) return false
  for (let u = t; u < to && u <= t + 1; u++) if (codes[end[u] ?? 0] === 58) return true
  return false
}

/** A value behind `"role": "user"`: the turn stands in keys before it. */
function turnBefore(scan: Scan, from: number): number {
  for (let t = from - 1; t > 0 && t >= from - 3; t--)
    if (
      (roleAt(scan, t, from) & (ROLE.turn | ROLE.user)) !== 0 &&
      (roleAt(scan, t - 1, from) & ROLE.role) !== 0
    )
      return BIT.turned
  return 0
}

/** Code and addresses, by their signs. */
function marksOf({ codes, start, end }: Scan, from: number, to: number): number {
  let mask = 0
  for (let i = start[from] ?? 0, stop = end[to - 1] ?? 0; i < stop; i++) {
    const c = codes[i] ?? 0
    const next = codes[i + 1] ?? 0
    if (c === 96 || (c === 40 && next === 41) || (c === 45 && next === 45) || (c === 123 && next === 123))
      mask |= BIT.code
    else if (c === 64 || (c === 58 && next === 47 && codes[i + 2] === 47)) mask |= BIT.outside
  }
  return mask
}

/** An imperative inside a sentence. */
const commanded = (scan: Scan, t: number): boolean =>
  signBefore(scan, t) || has(PLEASE, scan.lo[t - 1] ?? 0, scan.hi[t - 1] ?? 0)

/** `do not follow`, `stop following`. */
function denied(scan: Scan, from: number, t: number): boolean {
  for (let u = t - 1; u >= from && u >= t - 2; u--)
    if (has(NEGATION, scan.lo[u] ?? 0, scan.hi[u] ?? 0) || (roleAt(scan, u, t) & ROLE.halt) !== 0) return true
  return false
}

/** `instructions are to be ignored`. */
function undone(scan: Scan, t: number, to: number): boolean {
  for (let u = t + 2; u < to && u <= t + 5; u++)
    if (has(OVERRIDE, scan.lo[u] ?? 0, scan.hi[u] ?? 0))
      return (roleAt(scan, t + 1, to) & ROLE.describes) !== 0
  return false
}

/** What a verb of overriding at `t` is about: the task at hand, somebody's rules on a topic, or a thing that people take back. */
function calledOff(scan: Scan, from: number, t: number, to: number, before: number): number {
  // `override: task 5 replaced` is a heading.
  if (scan.codes[scan.end[t] ?? 0] === 58) return 0
  const told = t > from && !signBefore(scan, t) && isTold(scan, from, t, before)
  let mask = quotedBefore(scan, from, t) ? BIT.report : 0
  let own = false
  for (let u = t + 1; u < to && u <= t + REACH; u++) {
    const role = roleAt(scan, u, to)
    const l = scan.lo[u] ?? 0
    const h = scan.hi[u] ?? 0
    const rules = has(INSTRUCTION, l, h)
    if (rules || (role & (ROLE.assignment | ROLE.user)) !== 0) {
      mask |= told ? BIT['void told'] : rules ? BIT['void rules'] : BIT['void task']
      if (own || has(WHOSE, l, h) || (role & ROLE.user) !== 0 || near(scan, u, to, 4, ROLE.given))
        mask |= BIT['own task']
      const behind = behindPhrase(scan, u, to)
      if (
        (roleAt(scan, behind, to) & ROLE.about) !== 0 &&
        !near(scan, behind, to, 3, ROLE.machine | ROLE.user)
      )
        mask |= BIT.topic
      return mask
    }
    if ((role & ROLE.thing) !== 0) return mask | BIT['taken back']
    if (has(WHOSE, l, h)) own = true
  }
  // In Hindi, Turkish, Korean and Japanese the object stands before the verb.
  for (let u = t - 1; u >= from && u >= t - 3; u--)
    if (has(INSTRUCTION, scan.lo[u] ?? 0, scan.hi[u] ?? 0))
      return mask | (told ? BIT['void told'] : BIT['void rules'])
  return mask
}

/** `the model ignores`, `it does not forget`: said about somebody, not to the reader. */
function isTold(scan: Scan, from: number, t: number, before: number): boolean {
  if ((before & (ROLE.told | ROLE.machine | ROLE.user)) !== 0) return true
  return (
    t - 2 >= from &&
    has(NEGATION, scan.lo[t - 1] ?? 0, scan.hi[t - 1] ?? 0) &&
    (roleAt(scan, t - 2, t) & ROLE.told) !== 0
  )
}

/** The token behind the lexicon's entry that begins at `t`. */
function behindPhrase({ start, matchEnd }: Scan, t: number, to: number): number {
  const end = matchEnd[t] ?? 0
  let u = t + 1
  while (u < to && (start[u] ?? 0) < end) u++
  return u
}

function quotedBefore(scan: Scan, from: number, t: number): boolean {
  const start = scan.start[t] ?? 0
  const least = Math.max(scan.start[from] ?? 0, start - 40)
  for (let i = start - 1; i >= least; i--) {
    const c = scan.codes[i] ?? 0
    // In JSON every value begins with a quotation mark behind a colon.
    if (c === 34) return scan.codes[i - 1] === 32 && scan.codes[i - 2] !== 58
  }
  return false
}

const roleAt = (scan: Scan, t: number, to: number): number =>
  t < to ? (roles.get(scan.hash[t] ?? 0) ?? 0) : 0

function near(scan: Scan, t: number, to: number, reach: number, role: number): boolean {
  for (let u = t + 1; u < to && u <= t + reach; u++) if ((roleAt(scan, u, to) & role) !== 0) return true
  return false
}

/** A sign or line end stands between a word and the one before it. */
function signBefore(scan: Scan, t: number): boolean {
  const c = scan.codes[(scan.start[t] ?? 0) - 2] ?? 0
  return c === 44 || c === 58 || c === 59 || c === 45 || c === 41 || c === 93 || c === 62 || c === 34
}
