import type { Origin } from './contract.ts'
import type { Emit } from './detector.ts'
import { MARKUP, PHRASE_MAX, PHRASES, phrasesByKey } from './injection-phrases.ts'
import { W } from './injection-words.ts'

/** A word that plays a role. `start`/`end` are offsets in the folded view, `at`/`to` in the text that it was folded from. */
export type Hit = {
  readonly start: number
  readonly end: number
  readonly at: number
  readonly to: number
  readonly roles: number
  readonly ordinal: number
  readonly sentence: number
}

export type View = {
  readonly text: string
  readonly map: Int32Array | null
  readonly hits: readonly Hit[]
  readonly words: number
  readonly sentences: number
  /** Tokens of letters and digits that spell a word with a role once the digits are read as letters. */
  readonly disguised: number
  /** Longest row of one-letter words. */
  readonly singles: number
  readonly roles: number
}

/** How far right of its first word a rule looks, in words of the text and in code units of the original. */
const WORDS = 12
const WORDS_PERSONA = 26
const REACH = 380
/** How far left context counts. Boosts look at findings that far back, whose own context reaches as far again. */
const LEFT = 240

const dataOrigin = (origin: Origin): boolean =>
  origin === 'tool_result' || origin === 'document' || origin === 'tool_description'

type Raw = {
  readonly type: string
  readonly at: number
  readonly to: number
  readonly start: number
  score: number
  readonly markup: boolean
}

/** Findings of one view, in offsets of the original, and the offset from which something is still open. */
export function judgeView(view: View, final: boolean, origin: Origin, emit: Emit): number {
  const raw: Raw[] = []
  const back = (offset: number): number => (view.map === null ? offset : (view.map[offset] ?? offset))
  let hold = back(view.text.length)
  const { hits } = view
  hits.forEach((hit, k) => {
    if ((hit.roles & W.phrase) !== 0) phraseAt(view, hit, back, raw)
    if ((hit.roles & ANCHORS) !== 0) {
      judgeAnchor(view, k, hit, origin, raw)
      if (!final && undecided(view, hit, origin)) hold = Math.min(hold, hit.at)
    }
  })
  // one character each first: the search for it is the machine's own
  const { text } = view
  if (text.includes('<') || text.includes('#') || text.includes(']'))
    for (const [phrase, type, score] of MARKUP)
      for (let i = view.text.indexOf(phrase); i >= 0; i = view.text.indexOf(phrase, i + phrase.length)) {
        const at = back(i)
        const to = back(i + phrase.length)
        if (to - at <= REACH) raw.push({ type, at, to, start: i, score, markup: true })
      }
  if (!final) {
    hold = Math.min(hold, back(openTail(view.text)))
    const end = back(view.text.length)
    for (const finding of raw) if (end - finding.at < TALK + 1) hold = Math.min(hold, finding.at)
  }
  if (raw.length > 0) weigh(view, raw, origin, emit)
  return hold
}

function phraseAt(view: View, hit: Hit, back: (offset: number) => number, raw: Raw[]): void {
  for (const [phrase, offset, type, score] of phrasesByKey.get(view.text.slice(hit.start, hit.end)) ?? []) {
    const i = hit.start - offset
    if (i < 0 || !view.text.startsWith(phrase, i)) continue
    const at = back(i)
    const to = back(i + phrase.length)
    if (to - at <= REACH) raw.push({ type, at, to, start: i, score, markup: false })
  }
}

/** All that was said; not all that a program keeps. */
const EVERYTHING =
  /^ (?:everything|anything|all (?:of )?(?:the )?(?:above|previous))(?! (?:states?|data|values?|results?|changes?|entries|versions?|attempts?|errors?|runs?|commits?)\b)/

const ANCHORS = W.override | W.stop | W.reveal | W.pretend | W.without | W.mode | W.send | W.you | W.command

/** Characters of folded text behind an anchor that its rules may read. */
const REST = 130
/** Original code units behind a finding in which talk about attacks is looked for; a finding is open until they are there. */
const TALK = 200

function undecided(view: View, hit: Hit, origin: Origin): boolean {
  const end = view.map === null ? view.text.length : (view.map[view.text.length] ?? 0)
  if (end - hit.at >= REACH + 20) return false
  const words = view.words - 1 - hit.ordinal
  if (isPersonaOpening(view.text, hit)) return words < WORDS_PERSONA || view.text.length - hit.end < REST
  let anchors = hit.roles & ANCHORS
  if (!dataOrigin(origin)) anchors &= ~W.command
  if ((anchors & W.you) !== 0) {
    anchors &= ~W.you
    const rest = view.text.slice(hit.start, hit.start + 18)
    if (PERSONA_OPENINGS.some((opening) => opening.startsWith(rest))) return true
  }
  return (
    anchors !== 0 && view.sentences <= hit.sentence && (words < WORDS || view.text.length - hit.end < REST)
  )
}

/** Up to `n` folded characters behind a hit, inside its sentence and within REACH of the original. */
function restOf(view: View, hit: Hit, n: number): string {
  let end = Math.min(view.text.length, hit.end + Math.min(n, REST))
  while (view.map !== null && end > hit.end && (view.map[end] ?? 0) - hit.at > REACH) end--
  const rest = view.text.slice(hit.end, end)
  const stop = rest.search(/\n|[.!?]\s/)
  return stop < 0 ? rest : rest.slice(0, stop)
}

/** Up to `n` folded characters before an offset, within LEFT of the original. */
function leadOf(view: View, start: number, at: number, n: number): string {
  let from = Math.max(0, start - n)
  while (view.map !== null && from < start && at - (view.map[from] ?? 0) > LEFT) from++
  return view.text.slice(from, start)
}

const PHRASE_TEXTS = [...PHRASES, ...MARKUP].map(([phrase]) => phrase)
/** Every beginning of a phrase: asked at each piece of a streamed answer, and where the next two characters begin one. */
const OPENINGS = new Set(
  PHRASE_TEXTS.flatMap((phrase) => Array.from(phrase, (_, i) => phrase.slice(0, i + 1))),
)
const pair = (first: number, second: number): number =>
  first < 128 && second < 128 ? first * 128 + second : 0
const OPENING_PAIRS = new Uint8Array(128 * 128)
for (const phrase of PHRASE_TEXTS) OPENING_PAIRS[pair(phrase.charCodeAt(0), phrase.charCodeAt(1))] = 1
const LAST_WORD_MAX = 40

/** Start of the last word, or of a phrase that the text's end may be the beginning of. */
function openTail(text: string): number {
  const n = text.length
  let tail = n
  for (let p = n - 1; p >= 0 && p > n - PHRASE_MAX; p--)
    if (
      (p === n - 1 || OPENING_PAIRS[pair(text.charCodeAt(p), text.charCodeAt(p + 1))] === 1) &&
      OPENINGS.has(text.slice(p))
    )
      tail = p
  let word = n
  while (word > 0 && n - word < LAST_WORD_MAX && !endsWord(text.charCodeAt(word - 1))) word--
  return Math.min(tail, word)
}

/** White space as `\s` has it, or one of `.,;:!?`. */
const endsWord = (c: number): boolean =>
  c < 128
    ? c === 32 || (c >= 9 && c <= 13) || c === 46 || c === 44 || c === 59 || c === 58 || c === 33 || c === 63
    : /\s/.test(String.fromCharCode(c))

/** Roles of the hits from k+1 on, within `words` words and the same sentence (unless `across`). */
function rightOf(view: View, k: number, words: number, across = false): number {
  const hit = view.hits[k]
  if (hit === undefined) return 0
  let roles = 0
  for (let j = k + 1; j < view.hits.length; j++) {
    const other = view.hits[j]
    if (other === undefined || other.ordinal - hit.ordinal > words || other.to - hit.at > REACH) break
    if (!across && other.sentence !== hit.sentence) break
    roles |= other.roles
  }
  return roles
}

function leftOf(view: View, k: number, words: number): number {
  const hit = view.hits[k]
  if (hit === undefined) return 0
  let roles = 0
  for (let j = k - 1; j >= 0; j--) {
    const other = view.hits[j]
    if (other === undefined || hit.ordinal - other.ordinal > words || hit.at - other.at > LEFT) break
    if (other.sentence !== hit.sentence) break
    roles |= other.roles
  }
  return roles
}

const PERSONA_OPENINGS = [
  'you are now',
  'you are going to',
  'you will act',
  'you respond as',
  'you will respond',
]
const isPersonaOpening = (text: string, hit: Hit): boolean =>
  (hit.roles & W.pretend) !== 0 ||
  ((hit.roles & W.you) !== 0 && PERSONA_OPENINGS.some((opening) => text.startsWith(opening, hit.start)))

function judgeAnchor(view: View, k: number, hit: Hit, origin: Origin, raw: Raw[]): void {
  const text = view.text
  const { roles } = hit
  const found = (type: string, score: number): void => {
    raw.push({ type, at: hit.at, to: hit.to, start: hit.start, score, markup: false })
  }
  const near = rightOf(view, k, 9)
  if ((roles & W.override) !== 0) {
    const left = leftOf(view, k, 7)
    const instruction = near & (W.instruction | W.restriction)
    if (instruction !== 0) {
      if ((near & W.prior) !== 0) found('instruction_override', (near & W.instruction) !== 0 ? 0.9 : 0.8)
      else if ((near & (W.you | W.ai)) !== 0) found('instruction_override', 0.8)
      else if ((near & (W.system | W.all)) !== 0) found('instruction_override', 0.6)
      else if ((near & W.restriction) !== 0) found('restriction_removal', 0.35)
    } else if ((rightOf(view, k, 3) & W.prior) !== 0 && EVERYTHING.test(restOf(view, hit, 60)))
      found(
        'instruction_override',
        /above|before|previous|prior|said|told|been/.test(restOf(view, hit, 60)) ? 0.7 : 0.35,
      )
    if ((left & W.instruction) !== 0 && (left & (W.prior | W.all)) !== 0) found('instruction_override', 0.8)
  }
  if (
    (roles & W.stop) !== 0 &&
    (rightOf(view, k, 3) & W.follow) !== 0 &&
    (near & (W.instruction | W.restriction)) !== 0
  )
    found('instruction_override', (near & (W.prior | W.you | W.system | W.all)) !== 0 ? 0.85 : 0.55)
  if ((roles & W.reveal) !== 0) {
    const close = rightOf(view, k, 8)
    if ((close & W.prompt) !== 0 && (close & W.system) !== 0) found('prompt_exfiltration', 0.75)
    else if ((close & W.prompt) !== 0 && (close & W.you) !== 0) found('prompt_exfiltration', 0.6)
    else if (
      /^ (?:\w+ )?everything (?:that )?(?:comes |came |is |was |written )?(?:above|before (?:this|that|my|me)\b)/.test(
        restOf(view, hit, 80),
      )
    )
      found('prompt_exfiltration', 0.7)
  }
  if (isPersonaOpening(text, hit)) {
    const wide = rightOf(view, k, WORDS_PERSONA, true)
    const free = (wide & W.without) !== 0 && (wide & W.restriction) !== 0
    if ((wide & W.persona) !== 0 && (wide & (W.you | W.ai | W.restriction | W.never)) !== 0)
      found('jailbreak_persona', free ? 0.85 : 0.7)
    else if (free && (wide & (W.you | W.ai)) !== 0) found('jailbreak_persona', 0.6)
  }
  if ((roles & W.without) !== 0 && (rightOf(view, k, 3) & W.restriction) !== 0) {
    const around = near | leftOf(view, k, 12)
    if ((around & (W.persona | W.pretend | W.override)) !== 0) found('restriction_removal', 0.55)
    else if ((around & W.ai) !== 0) found('restriction_removal', 0.45)
    else if ((around & (W.you | W.respond)) !== 0) found('restriction_removal', 0.35)
  }
  if ((roles & W.mode) !== 0) {
    const before = leadOf(view, hit.start, hit.at, 16)
    if (
      /(?:developer|debug|god|dan|jailbreak|admin|unrestricted|maintenance|sudo|root|unsafe|evil) $/.test(
        before,
      )
    ) {
      const around = near | leftOf(view, k, 8)
      found('jailbreak_persona', (around & (W.you | W.ai | W.persona)) !== 0 ? 0.65 : 0.3)
    }
  }
  if ((roles & W.send) !== 0 && (near & W.data) !== 0) {
    const tail = restOf(view, hit, 120)
    const outside = /https?:\/\/|@[a-z0-9-]{2,40}\.|webhook/.test(tail)
    if (outside)
      found(
        'data_exfiltration',
        dataOrigin(origin)
          ? 0.75
          : /history|conversation|credential|secret|customer list/.test(tail)
            ? 0.6
            : 0.3,
      )
    else if (dataOrigin(origin) && (near & W.you) !== 0) found('data_exfiltration', 0.45)
  }
  if ((roles & (W.command | W.send)) !== 0 && dataOrigin(origin) && opensSentence(view, k)) {
    if ((near & W.respond) !== 0 && (near & W.you) !== 0) found('order_in_data', 0.6)
    else if ((near & (W.ai | W.user)) !== 0) found('order_in_data', 0.4)
  }
}

/** The imperative: first word of its sentence, or behind `please`, `must`, `should`, `and`. */
function opensSentence(view: View, k: number): boolean {
  const hit = view.hits[k]
  if (hit === undefined) return false
  const before = leadOf(view, hit.start, hit.at, 10)
  return /(?:^|[.!?:\n>|*"'#-]\s*|please |must |should |and |then |now )$/.test(before)
}

/** Scores in context: quoted or discussed counts less, orders inside data more, several signs together more. */
function weigh(view: View, raw: Raw[], origin: Origin, emit: Emit): void {
  raw.sort((a, b) => a.at - b.at || b.score - a.score || (a.type < b.type ? -1 : 1))
  const base = raw.map((finding) => finding.score * (finding.markup ? 1 : discussed(view, finding)))
  raw.forEach((finding, i) => {
    let miss = 1 - (base[i] ?? 0)
    const seen = new Set([finding.type])
    for (let j = i - 1; j >= 0; j--) {
      const other = raw[j]
      if (other === undefined || finding.at - other.at > LEFT) break
      if (seen.has(other.type)) continue
      seen.add(other.type)
      miss *= 1 - 0.5 * (base[j] ?? 0)
    }
    if (dataOrigin(origin)) miss *= 1 - 0.25 * (base[i] ?? 0)
    if (origin === 'system') miss = Math.max(miss, 0.55)
    emit(finding.type, finding.at, finding.to, 1 - miss)
  })
}

const QUOTE = /["'“”‘’`«»„][^"'“”‘’`«»„\n]{0,60}$/
const MENTION =
  /(?:phrase|sentence|word|text|string|title|quote|translate|called|like|as|example|attack|e\.g\.|such as|says?|prompt)\W{0,6}$/

/**
 * 1 for an order, less for talk about one: words of the trade nearby (two or more), or a quotation behind a word that announces it.
 * LIMIT: an attacker can dress an order as talk; the learnt detector must decide that, not words.
 */
function discussed(view: View, finding: Raw): number {
  const words = new Set<string>()
  for (const hit of view.hits) {
    if ((hit.roles & W.security) === 0) continue
    if (hit.to - finding.at > TALK) break
    if (finding.at - hit.at <= LEFT) words.add(view.text.slice(hit.start, hit.end))
  }
  const before = leadOf(view, finding.start, finding.at, 90)
  const quoted = QUOTE.exec(before)
  const announced = quoted !== null && MENTION.test(before.slice(0, quoted.index))
  if (announced && words.size > 0) return 0.35
  if (announced) return 0.5
  if (words.size >= 3) return 0.4
  if (words.size === 2) return 0.55
  return 1
}
