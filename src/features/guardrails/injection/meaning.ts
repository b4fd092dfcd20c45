import { CONCEPTS, conceptIndex, concepts, setOf, type Concept } from './concepts.ts'
import type { Scan } from './scan.ts'
import { ADDRESS, bits, COMMAND, CORE, has, LEAD_IN } from './steering.ts'

/** Concepts that are close to each other in an attack and seldom in anything else. */
const PAIRS: readonly (readonly [Concept, Concept])[] = [
  ['override', 'prior'],
  ['override', 'instruction'],
  ['override', 'restriction'],
  ['override', 'system'],
  ['override', 'all'],
  ['prior', 'instruction'],
  ['all', 'instruction'],
  ['instruction', 'person'],
  ['instruction', 'system'],
  ['negation', 'comply'],
  ['comply', 'instruction'],
  ['negation', 'restriction'],
  ['negation', 'harm'],
  ['restriction', 'person'],
  ['reveal', 'secret'],
  ['reveal', 'instruction'],
  ['reveal', 'system'],
  ['reveal', 'above'],
  ['reveal', 'prior'],
  ['secret', 'person'],
  ['secret', 'encoding'],
  ['secret', 'completion'],
  ['secret', 'fiction'],
  ['secret', 'answer'],
  ['encoding', 'reveal'],
  ['person', 'persona'],
  ['person', 'switch'],
  ['persona', 'unfiltered'],
  ['persona', 'system'],
  ['persona', 'negation'],
  ['switch', 'instruction'],
  ['switch', 'system'],
  ['switch', 'answer'],
  ['person', 'obligation'],
  ['person', 'system'],
  ['person', 'unfiltered'],
  ['person', 'negation'],
  ['person', 'harm'],
  ['system', 'unfiltered'],
  ['system', 'negation'],
  ['answer', 'person'],
  ['answer', 'obligation'],
  ['answer', 'all'],
  ['obligation', 'answer'],
  ['obligation', 'comply'],
  ['secrecy', 'human'],
  ['exfiltration', 'secret'],
  ['exfiltration', 'link'],
  ['exfiltration', 'tool'],
  ['action', 'tool'],
  ['action', 'money'],
  ['urgency', 'system'],
  ['urgency', 'instruction'],
  ['authority', 'person'],
  ['authority', 'instruction'],
  ['pretext', 'restriction'],
  ['pretext', 'authority'],
  ['emotion', 'person'],
  ['fiction', 'harm'],
  ['harm', 'question'],
  ['memory', 'instruction'],
  ['memory', 'prior'],
  ['security', 'instruction'],
  ['politeness', 'action'],
  ['task', 'person'],
  ['task', 'product'],
  ['task', 'answer'],
  ['product', 'person'],
  ['task', 'link'],
  ['encoding', 'product'],
  ['hail', 'person'],
  ['hail', 'obligation'],
  ['hail', 'action'],
  ['hail', 'exfiltration'],
  ['hail', 'override'],
  ['hail', 'task'],
  ['hail', 'retask'],
  ['retask', 'person'],
  ['retask', 'action'],
  ['retask', 'exfiltration'],
  ['retask', 'obligation'],
  ['retask', 'task'],
  ['retask', 'override'],
  ['ending', 'person'],
  ['ending', 'switch'],
  ['ending', 'action'],
  ['ending', 'override'],
  ['principal', 'action'],
  ['principal', 'exfiltration'],
  ['principal', 'secrecy'],
  ['principal', 'link'],
  ['principal', 'person'],
]

const PERSON = setOf('person')
const OBLIGATION = setOf('obligation')
const SECURITY = setOf('security')
const HUMAN = setOf('human', 'politeness')

const VOICE = [
  'imperatives',
  'imperative share',
  'imperative first',
  'imperative last',
  'imperative middle',
  'imperative after lead-in',
  'imperative opens a line',
  'obliged person',
  'core density max',
  'core density mean',
  'core density over mean',
  'core density place',
  'core density last',
  'core density first',
  'core kinds max',
  'core kinds in 12 words',
  'core kinds',
  'kinds',
  'address density max',
  'address density mean',
  'address density over mean',
  'address density last',
  'sentences with three core kinds',
  'security density',
  'human density',
  'core without security',
  'length of densest',
  'matched share',
] as const

export const MEANING_FEATURES: readonly string[] = [
  ...concepts.map((c) => `count ${c}`),
  ...concepts.map((c) => `share ${c}`),
  ...PAIRS.map(([a, b]) => `pair ${a} ${b}`),
  ...VOICE,
]
export const ORIGIN_FEATURES: readonly string[] = [
  'data',
  'data imperatives',
  'data core density over mean',
  'data address density over mean',
  'data address density max',
  'data core kinds max',
  'data person',
  'data obliged person',
]

const PAIR_WORDS = 7
const pairAt = new Int16Array(CONCEPTS * CONCEPTS).fill(-1)
PAIRS.forEach(([a, b], i) => {
  const x = conceptIndex(a)
  const y = conceptIndex(b)
  pairAt[x * CONCEPTS + y] = i
  pairAt[y * CONCEPTS + x] = i
})

const counts = new Float64Array(CONCEPTS)
const pairs = new Float64Array(PAIRS.length)

/** Index of the sentence with the most signs of steering in the last text that was filled in, and its density. */
export const densest = { sentence: 0, density: 0 }

export function fillMeaning(scan: Scan, into: Float32Array, at: number): void {
  counts.fill(0)
  pairs.fill(0)
  countConcepts(scan)
  const words = Math.max(1, scan.tokens)
  let p = at
  for (let c = 0; c < CONCEPTS; c++) into[p++] = Math.log1p(counts[c] ?? 0)
  for (let c = 0; c < CONCEPTS; c++) into[p++] = Math.min(1, (counts[c] ?? 0) / (words + 8))
  for (let i = 0; i < PAIRS.length; i++) into[p++] = Math.log1p(pairs[i] ?? 0)
  fillVoice(scan, into, p)
}

function countConcepts(scan: Scan): void {
  const { lo, hi, sentence, tokens } = scan
  for (let t = 0; t < tokens; t++) {
    let l = lo[t] ?? 0
    let h = hi[t] ?? 0
    if ((l | h) === 0) continue
    const s = sentence[t] ?? 0
    while ((l | h) !== 0) {
      const c = l !== 0 ? 31 - Math.clz32(l & -l) : 63 - Math.clz32(h & -h)
      if (l !== 0) l &= l - 1
      else h &= h - 1
      counts[c] = (counts[c] ?? 0) + 1
      const row = c * CONCEPTS
      for (let u = t + 1; u <= t + PAIR_WORDS && u < tokens; u++) {
        if ((sentence[u] ?? 0) !== s) break
        let ul = lo[u] ?? 0
        let uh = hi[u] ?? 0
        while ((ul | uh) !== 0) {
          const d = ul !== 0 ? 31 - Math.clz32(ul & -ul) : 63 - Math.clz32(uh & -uh)
          if (ul !== 0) ul &= ul - 1
          else uh &= uh - 1
          const pair = pairAt[row + d] ?? -1
          if (pair >= 0) pairs[pair] = (pairs[pair] ?? 0) + 1
        }
      }
    }
  }
}

function fillVoice(scan: Scan, into: Float32Array, at: number): void {
  const { lo, hi, tokens, sentences, first } = scan
  let imperatives = 0
  let imperativeFirst = 0
  let imperativeLast = 0
  let afterLead = 0
  let opensLine = 0
  let obliged = 0
  let coreMax = 0
  let coreSum = 0
  let coreLast = 0
  let coreFirst = 0
  let coreTokens = 0
  let place = 0
  let kindsMax = 0
  let addressMax = 0
  let addressSum = 0
  let addressLast = 0
  let withThree = 0
  let matched = 0
  let security = 0
  let human = 0
  let allLo = 0
  let allHi = 0
  let densestLength = 0
  densest.sentence = 0
  densest.density = 0
  for (let s = 0; s < sentences; s++) {
    const from = first[s] ?? 0
    const to = first[s + 1] ?? tokens
    const width = to - from
    if (width <= 0) continue
    let core = 0
    let address = 0
    let kindsLo = 0
    let kindsHi = 0
    for (let t = from; t < to; t++) {
      const l = lo[t] ?? 0
      const h = hi[t] ?? 0
      if ((l | h) === 0) continue
      matched++
      allLo |= l
      allHi |= h
      if (has(CORE, l, h)) {
        core++
        kindsLo |= l & CORE.lo
        kindsHi |= h & CORE.hi
      }
      if (has(ADDRESS, l, h)) address++
      if (has(SECURITY, l, h)) security++
      if (has(HUMAN, l, h)) human++
      if (has(PERSON, l, h) && t + 1 < to) {
        const l1 = lo[t + 1] ?? 0
        const h1 = hi[t + 1] ?? 0
        if (has(OBLIGATION, l1, h1)) obliged++
      }
    }
    let head = from
    if (has(LEAD_IN, lo[head] ?? 0, hi[head] ?? 0) && head + 1 < to) head++
    if (has(COMMAND, lo[head] ?? 0, hi[head] ?? 0)) {
      imperatives++
      if (head > from) afterLead++
      if (scan.opensLine(s)) opensLine++
      if (s === 0) imperativeFirst = 1
      if (s === sentences - 1) imperativeLast = 1
    }
    coreTokens += core
    const kinds = bits(kindsLo) + bits(kindsHi)
    const density = core / (width + 6)
    const addressDensity = address / (width + 6)
    if (density > coreMax) {
      coreMax = density
      place = s / sentences
      densest.sentence = s
      densest.density = density
      densestLength = width
    }
    coreSum += density
    addressSum += addressDensity
    if (addressDensity > addressMax) addressMax = addressDensity
    if (s === 0) coreFirst = density
    if (s === sentences - 1) {
      coreLast = density
      addressLast = addressDensity
    }
    if (kinds > kindsMax) kindsMax = kinds
    if (kinds >= 3) withThree++
  }
  const number = Math.max(1, sentences)
  const words = Math.max(1, tokens)
  const coreMean = coreSum / number
  const addressMean = addressSum / number
  let p = at
  into[p++] = Math.log1p(imperatives)
  into[p++] = imperatives / number
  into[p++] = imperativeFirst
  into[p++] = imperativeLast
  into[p++] = imperatives - imperativeFirst - imperativeLast > 0 ? 1 : 0
  into[p++] = Math.log1p(afterLead)
  into[p++] = Math.log1p(opensLine)
  into[p++] = Math.log1p(obliged)
  into[p++] = coreMax
  into[p++] = coreMean
  into[p++] = coreMax - coreMean
  into[p++] = place
  into[p++] = coreLast
  into[p++] = coreFirst
  into[p++] = kindsMax
  into[p++] = kindsIn(scan, 12)
  into[p++] = bits(allLo & CORE.lo) + bits(allHi & CORE.hi)
  into[p++] = bits(allLo) + bits(allHi)
  into[p++] = addressMax
  into[p++] = addressMean
  into[p++] = addressMax - addressMean
  into[p++] = addressLast
  into[p++] = Math.log1p(withThree)
  into[p++] = security / words
  into[p++] = human / words
  into[p++] = security === 0 ? coreTokens / words : 0
  into[p++] = Math.log1p(densestLength)
  into[p++] = matched / words
}

/** Most different core concepts within `width` words, looked at every third word. */
function kindsIn(scan: Scan, width: number): number {
  const { lo, hi, tokens } = scan
  let most = 0
  for (let t = 0; t < tokens; t += 3) {
    let l = 0
    let h = 0
    for (let u = t; u < t + width && u < tokens; u++) {
      l |= lo[u] ?? 0
      h |= hi[u] ?? 0
    }
    const kinds = bits(l & CORE.lo) + bits(h & CORE.hi)
    if (kinds > most) most = kinds
  }
  return most
}

const VOICE_AT = CONCEPTS * 2 + PAIRS.length
const voice = (name: (typeof VOICE)[number]): number => VOICE_AT + VOICE.indexOf(name)
const INTERACT = [
  voice('imperatives'),
  voice('core density over mean'),
  voice('address density over mean'),
  voice('address density max'),
  voice('core kinds max'),
  conceptIndex('person'),
  voice('obliged person'),
]

/** Where the text came from and what that makes of its signs. `meaningAt`: where fillMeaning began. */
export function fillOrigin(data: boolean, into: Float32Array, meaningAt: number, at: number): void {
  into[at] = data ? 1 : 0
  INTERACT.forEach((from, i) => {
    into[at + 1 + i] = data ? (into[meaningAt + from] ?? 0) : 0
  })
}
