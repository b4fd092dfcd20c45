/**
 * Claims made from a document: some that it supports (the sentence itself, cut, reworded, with numbers written out) and some that it does
 * not (a number, a unit, a name, a role, a negation, an opposite, a quantifier, a modality, a time or a comparison changed; halves of two
 * sentences joined; a clause of another document added). The word lists here are written apart from the scorer's own.
 */
import { askAbout, chatter, plausible, retell, summary } from './retell.ts'
import { sentenceSpans } from '../../src/features/guardrails/groundedness/tokens.ts'

export type Rng = () => number
export type Claim = {
  readonly answer: string
  readonly question: string
  readonly kind: string
  readonly label: 0 | 1
  /** Only this part of the document was given. */
  readonly context?: string
}
export type Document = { readonly text: string; readonly sentences: readonly string[] }

export const documentOf = (text: string): Document => ({
  text,
  sentences: [...sentenceSpans(text)]
    .map(({ start, end }) => text.slice(start, end))
    .filter((s) => s.length > 40 && s.length < 300),
})

const pick = <T>(rng: Rng, list: readonly T[]): T | undefined => list[Math.floor(rng() * list.length)]
const swapWord = (sentence: string, from: string, to: string): string =>
  sentence.replace(new RegExp(`\\b${from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\b`), to)

const REWORDINGS =
  'many:numerous big:large started:began bought:purchased film:movie people:persons about:approximately show:display usually:typically often:frequently ' +
  'because:since although:though important:significant help:assist use:employ said:stated told:informed also:additionally however:nevertheless get:obtain ' +
  'near:close-to job:occupation car:vehicle home:residence kids:children died:passed-away children:kids wrote:authored need:require found:discovered whole:entire'
const ANTONYMS =
  'increase:decrease increased:decreased rise:fall rose:fell more:less most:least before:after above:below first:last large:small larger:smaller high:low higher:lower long:short old:young older:younger ' +
  'early:late early:recent good:bad best:worst better:worse true:false open:closed allow:block allowed:forbidden enable:disable enabled:disabled include:omit includes:omits add:remove adds:removes won:lost win:lose ' +
  'north:south east:west northern:southern eastern:western inside:outside public:secret male:female men:women man:woman his:her he:she father:mother son:daughter brother:sister husband:wife strong:weak ' +
  'fast:slow easy:hard simple:complicated rich:poor hot:cold success:failure successful:failed accept:refuse accepted:refused approved:rejected support:oppose supported:opposed required:optional ' +
  'common:rare popular:obscure same:different start:stop started:stopped begin:end began:ended up:down over:under left:right top:bottom alive:dead arrived:left bought:sold sent:received guilty:innocent ' +
  'modern:ancient major:minor maximum:minimum positive:negative safe:unsafe valid:invalid possible:impossible able:unable known:unknown happy:unhappy legal:illegal single:multiple light:heavy ' +
  'dark:bright love:hate friend:rival victory:defeat profit:loss domestic:foreign urban:rural summer:winter morning:evening day:night synchronous:asynchronous server:client read:write upper:lower'
const QUANTIFIERS =
  'some:all many:all most:all several:no few:most all:no every:no each:none-of-the often:always sometimes:always usually:never rarely:always always:never both:neither'
const MODALS =
  'may:must might:will could:must can:cannot should:need-not must:need-not will:will-never would:would-never'
const UNITS =
  'days:hours hours:minutes minutes:seconds seconds:hours years:months months:weeks weeks:days miles:metres km:miles kilometres:miles metres:feet feet:inches percent:points million:billion billion:million thousand:million hundred:thousand kg:grams dollars:euros pounds:dollars'
const pairs = (list: string): readonly (readonly [string, string])[] =>
  list.split(' ').map((pair) => {
    const [a = '', b = ''] = pair.split(':')
    return [a, b.replaceAll('-', ' ')] as const
  })
const both = (list: string): readonly (readonly [string, string])[] =>
  pairs(list).flatMap(([a, b]) => [[a, b] as const, [b, a] as const])
const LISTS = {
  reword: both(REWORDINGS),
  antonym: both(ANTONYMS),
  quantifier: pairs(QUANTIFIERS),
  modality: pairs(MODALS),
  unit: pairs(UNITS),
}

function replaceOne(sentence: string, rng: Rng, list: readonly (readonly [string, string])[]): string | null {
  const fitting = list.filter(([from]) => new RegExp(`\\b${from}\\b`).test(sentence))
  const chosen = pick(rng, fitting)
  return chosen === undefined ? null : swapWord(sentence, chosen[0], chosen[1])
}

/** Capitalised words that do not begin the sentence. */
const namesOf = (sentence: string): string[] =>
  [...sentence.matchAll(/(?<=[\p{L},;'")] )(\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+){0,2})/gu)]
    .map((m) => m[1] ?? '')
    .filter((n) => n.length > 2)

const STRANGERS =
  'Margaret Holloway|Tobias Renner|Kenji Watanabe|Lucia Ferrante|Oakhaven|Port Selby|Bramwell Institute|Norwich|Calgary|Meridian Group|Ankara|Daniel Osei|Valparaiso'.split(
    '|',
  )

const AUX =
  /\b(is|are|was|were|will|can|could|should|would|has|have|had|must|may|might|does|do|did)\b(?! not|n't)/
const NEGATED =
  /\b(is|are|was|were|will|can|could|should|would|has|have|had|must|may|might|does|do|did) not\b/

export type Maker = (sentence: string, document: Document, rng: Rng, other: Document) => string | null

const supported: Readonly<Record<string, Maker>> = {
  verbatim: (s) => s,
  cut: (s) => {
    const at = s.search(/, (?:which|who|and|but|where|while|although|because)\b/)
    return at > 30 ? `${s.slice(0, at)}.` : null
  },
  reworded: (s, _d, rng) => {
    const once = replaceOne(s, rng, LISTS.reword)
    return once === null ? null : (replaceOne(once, rng, LISTS.reword) ?? once)
  },
  contracted: (s) =>
    NEGATED.test(s)
      ? s.replace(NEGATED, (m) => (m.startsWith('can') || m.startsWith('will') ? m : `${m.split(' ')[0]}n't`))
      : null,
  lowered: (s) =>
    s
      .toLowerCase()
      .replace(/([.,!?;:'"()])/g, ' $1 ')
      .replace(/ +/g, ' ')
      .trim(),
  introduced: (s, _d, rng) =>
    `${pick(rng, ['According to the text,', 'The document says that', 'As stated,', 'Yes,']) ?? ''} ${s.charAt(0).toLowerCase()}${s.slice(1)}`,
  fronted: (s) => {
    const found =
      /^(.{30,}?),? (in \d{4}|in [A-Z][a-z]+|on [A-Z][a-z]+(?: \d+)?|after [^,.]{5,50}|when [^,.]{8,80}|because [^,.]{8,60}|if [^,.]{8,80}|unless [^,.]{8,60}|while [^,.]{8,60})\.$/.exec(
        s,
      )
    return found === null
      ? null
      : `${(found[2] ?? '').replace(/^./, (c) => c.toUpperCase())}, ${(found[1] ?? '').replace(/^(The|A|An|It|He|She|They|This)\b/, (w) => w.toLowerCase())}.`
  },
  numberWords: (s) => {
    const words = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')
    const out = s.replace(/(?<![\d.,])\b([2-9]|1[0-2])\b(?![\d.,%:])/, (n) => words[Number(n)] ?? n)
    return out === s ? null : out
  },
  joined: (s, d) => {
    const next = d.sentences[d.sentences.indexOf(s) + 1]
    return next === undefined ? null : `${s} ${next}`
  },
  fused: (s, d) => {
    const next = d.sentences[d.sentences.indexOf(s) + 1]
    return next === undefined || s.length + next.length > 320
      ? null
      : `${s.replace(/[.!?]$/, '')}, and ${next.charAt(0).toLowerCase()}${next.slice(1)}`
  },
  passive: (s) => {
    const found =
      /^((?:The|A|An|This|That|\p{Lu}[\p{L}'-]+)(?: [\p{L}'-]+){0,2}) (\p{Ll}{3,}ed) ((?:the|a|an|\p{Lu})[\p{L}' -]{2,40}?)((?: (?:in|on|at|after|before|when|for|from)\b.*)?)\.$/u.exec(
        s,
      )
    return found === null
      ? null
      : `${(found[3] ?? '').replace(/^./, (c) => c.toUpperCase())} was ${found[2]} by ${(found[1] ?? '').replace(/^(?:The|A|An|This|That)\b/, (w) => w.toLowerCase())}${found[4]}.`
  },
  trimmed: (s) => {
    const out = s.replace(
      /\b(?:very|really|also|however|recently|currently|generally|usually|particularly|especially|extremely|highly),? /gi,
      '',
    )
    return out === s ? null : out
  },
}

const unsupported: Readonly<Record<string, Maker>> = {
  number: (s, _d, rng) => {
    const found = [...s.matchAll(/\b\d[\d,]*(?:\.\d+)?\b/g)]
    const one = pick(rng, found)
    if (one === undefined) return null
    const value = Number(one[0].replaceAll(',', ''))
    const changed =
      value > 1000 && value < 2100
        ? value + (rng() < 0.5 ? -1 : 1) * (1 + Math.floor(rng() * 30))
        : Math.round(value * (pick(rng, [2, 3, 0.5, 10, 1.5]) ?? 2) + 1)
    return s.slice(0, one.index) + String(changed) + s.slice(one.index + one[0].length)
  },
  numberFromElsewhere: (s, d, rng) => {
    const own = [...s.matchAll(/\b\d[\d,]*(?:\.\d+)?\b/g)].map((m) => m[0])
    const others = [...d.text.matchAll(/\b\d[\d,]*(?:\.\d+)?\b/g)]
      .map((m) => m[0])
      .filter((n) => !own.includes(n))
    const from = pick(rng, own)
    const to = pick(rng, others)
    return from === undefined || to === undefined ? null : swapWord(s, from, to)
  },
  unit: (s, _d, rng) => replaceOne(s, rng, LISTS.unit),
  stranger: (s, _d, rng) => {
    const name = pick(rng, namesOf(s))
    return name === undefined ? null : swapWord(s, name, pick(rng, STRANGERS) ?? '')
  },
  nameFromElsewhere: (s, d, rng) => {
    const own = namesOf(s)
    const others = d.sentences
      .filter((x) => x !== s)
      .flatMap(namesOf)
      .filter((n) => !own.some((o) => o.includes(n) || n.includes(o)))
    const from = pick(rng, own)
    const to = pick(rng, others)
    return from === undefined || to === undefined ? null : swapWord(s, from, to)
  },
  roles: (s) => {
    const [a, b] = [...new Set(namesOf(` ${s}`.trim().replace(/^(\p{Lu}[\p{L}'-]+)/u, ', $1')))]
    if (a === undefined || b === undefined || a.includes(b) || b.includes(a)) return null
    return swapWord(swapWord(swapWord(s, a, 'QQQQ'), b, a), 'QQQQ', b)
  },
  negationAdded: (s) => (AUX.test(s) ? s.replace(AUX, (m) => `${m} not`) : null),
  negationVerb: (s) => {
    const found = /\b(\w{3,}[^aeious])s\b (?=the|a|an|to|in|on|all|when|that)/.exec(s)
    return found === null ? null : s.replace(found[0], `does not ${found[1]} `)
  },
  negationDropped: (s) =>
    NEGATED.test(s)
      ? s.replace(NEGATED, (m) => m.slice(0, -4))
      : /\bnever\b/.test(s)
        ? s.replace(/\bnever\b/, 'always')
        : null,
  antonym: (s, _d, rng) => replaceOne(s, rng, LISTS.antonym),
  quantifier: (s, _d, rng) => replaceOne(s, rng, LISTS.quantifier),
  modality: (s, _d, rng) => replaceOne(s, rng, LISTS.modality),
  halves: (s, d, rng) => {
    const other = pick(
      rng,
      d.sentences.filter((x) => x !== s),
    )
    const cutA = /^(.{12,60}?) (?:is|was|are|were|has|have|had|will|said|can) /.exec(s)
    const cutB =
      other === undefined ? null : / ((?:is|was|are|were|has|have|had|will|said|can) .{15,})$/.exec(other)
    return cutA === null || cutB === null ? null : `${cutA[1]} ${cutB[1]}`
  },
  // pieces of three sentences in one, as a model that copies too eagerly makes them
  stitched: (s, d, rng) => {
    const piece = (from: string): string | null => {
      const words = from.replace(/[.!?]$/, '').split(' ')
      if (words.length < 8) return null
      const length = 4 + Math.floor(rng() * 5)
      const at = Math.floor(rng() * Math.max(1, words.length - length))
      return words.slice(at, at + length).join(' ')
    }
    const first = s
      .split(' ')
      .slice(0, 4 + Math.floor(rng() * 5))
      .join(' ')
    const others = [pick(rng, d.sentences), pick(rng, d.sentences)].filter((x) => x !== undefined && x !== s)
    const pieces = others.map((x) => piece(x ?? '')).filter((x) => x !== null)
    return pieces.length === 0 ? null : `${first} ${pieces.slice(0, rng() < 0.5 ? 1 : 2).join(' ')}.`
  },
  added: (s, _d, rng, other) => {
    const extra = pick(rng, other.sentences)
    const clause =
      extra === undefined ? null : /\b(?:is|was|are|were|has|had|will|can) .{12,80}?[.,;]/.exec(extra)
    return clause === null ? null : `${s.replace(/[.!?]$/, '')} and ${clause[0].replace(/[,;]$/, '.')}`
  },
  foreign: (_s, _d, rng, other) => pick(rng, other.sentences) ?? null,
}

export const supportedKinds = Object.keys(supported)
export const unsupportedKinds = Object.keys(unsupported)

/** Up to `each` claims of every kind that the document's sentences allow. */
export function claimsOf(document: Document, other: Document, rng: Rng, each: number): Claim[] {
  const out: Claim[] = []
  const make = (kinds: Readonly<Record<string, Maker>>, label: 0 | 1): void => {
    for (const [kind, maker] of Object.entries(kinds))
      for (let i = 0; i < each; i++) {
        const sentence = pick(rng, document.sentences)
        if (sentence === undefined) return
        const answer = maker(sentence, document, rng, other)
        if (answer !== null && (label === 0 || answer !== sentence))
          out.push({ answer, question: '', kind, label })
      }
  }
  make(supported, 0)
  make(unsupported, 1)
  for (let i = 0; i < each; i++) out.push(...shortAnswers(document, rng), ...retold(document, other, rng))
  return out
}

/** What may be wrong with a claim that is retold: the changes that a model makes, rather than those of a proof-reader. */
const ERRORS: readonly Maker[] = Object.entries(unsupported).flatMap(([kind, maker]) =>
  kind === 'foreign' ? [] : [maker],
)

/** The same makers behind a retelling: a sentence, a turn of a dialogue, a summary; right and wrong ones of each. */
function retold(document: Document, other: Document, rng: Rng): Claim[] {
  const out: Claim[] = []
  const add = (kind: string, label: 0 | 1, answer: string | null, question = '', context?: string): void => {
    if (answer !== null)
      out.push({ answer, question, kind, label, ...(context === undefined ? {} : { context }) })
  }
  const broken = (sentence: string): string | null => {
    for (let i = 0; i < 6; i++) {
      const maker = rng() < 0.2 ? plausible : pick(rng, ERRORS)
      const made = maker?.(sentence, document, rng, other) ?? null
      if (made !== null && made !== sentence) return made
    }
    return null
  }
  for (const label of [0, 1, 0, 1] as const) {
    const at = Math.floor(rng() * document.sentences.length)
    const sentence = document.sentences[at]
    if (sentence === undefined) break
    const said = label === 0 ? sentence : broken(sentence)
    if (said === null) continue
    add(label === 0 ? 'retold' : 'retoldWrong', label, retell(said, rng))
    // a dialogue has a sentence or two for its source
    const near = document.sentences
      .slice(Math.max(0, at - (rng() < 0.5 ? 1 : 0)), at + 1 + (rng() < 0.5 ? 1 : 0))
      .join(' ')
    const subject = pick(rng, namesOf(sentence)) ?? 'it'
    add(
      label === 0 ? 'chat' : 'chatWrong',
      label,
      chatter(rng() < 0.6 ? retell(said, rng) : said, rng),
      askAbout(subject, rng),
      rng() < 0.7 ? near : undefined,
    )
    add(label === 0 ? 'summary' : 'summaryWrong', label, summary(document, rng, label === 0 ? null : broken))
  }
  return out
}

/** `What ... ?` from a sentence that lost a name or number: that one answers it, another one of the document does not. */
function shortAnswers(document: Document, rng: Rng): Claim[] {
  const facts = (s: string): string[] => [
    ...namesOf(s),
    ...[...s.matchAll(/\b\d[\d,.]*\d\b/g)].map((m) => m[0]),
  ]
  const sentence = pick(rng, document.sentences)
  if (sentence === undefined) return []
  const right = pick(rng, facts(sentence))
  if (right === undefined) return []
  const question = `${swapWord(sentence, right, 'what').replace(/[.!]$/, '')}?`
  const wrong = pick(
    rng,
    document.sentences
      .filter((s) => s !== sentence)
      .flatMap(facts)
      .filter((f) => !sentence.includes(f)),
  )
  const out: Claim[] = [{ answer: right, question, kind: 'shortRight', label: 0 }]
  if (wrong !== undefined) out.push({ answer: wrong, question, kind: 'shortWrong', label: 1 })
  return out
}
