/**
 * Retellings: the same claim in other words, and answers of several sentences made of them. What is right and what is wrong is retold alike, so
 * that style tells nothing. The word list is written apart from the scorer's own.
 */
import type { Document, Maker, Rng } from './perturb.ts'

const pick = <T>(rng: Rng, list: readonly T[]): T | undefined => list[Math.floor(rng() * list.length)]

const WORDS =
  'said:stated said:announced says:explains told:informed began:started started:kicked-off ended:finished film:movie big:huge large:sizeable small:tiny bought:acquired ' +
  'died:passed-away killed:slain police:officers arrested:detained jailed:imprisoned attack:assault crash:collision injured:hurt fire:blaze children:youngsters kids:children ' +
  'man:guy woman:lady company:firm money:cash won:clinched lost:missed-out-on help:assist showed:revealed show:programme found:discovered built:constructed made:produced ' +
  'wrote:penned book:novel song:track singer:vocalist famous:renowned popular:well-liked known:recognised called:dubbed named:called important:crucial main:principal many:lots-of ' +
  'several:a-number-of about:roughly around:approximately near:close-to often:frequently usually:normally quickly:rapidly because:since although:even-though also:as-well however:still ' +
  'home:house town:community country:nation area:region city:metropolis road:street car:vehicle plane:aircraft boat:vessel job:role work:labour school:college student:pupil teacher:instructor ' +
  'team:side match:game player:athlete coach:trainer boss:manager leader:head president:head-of-state government:authorities law:statute court:tribunal trial:proceedings vote:ballot ' +
  'increase:rise increased:went-up decreased:went-down rose:climbed fell:dropped cut:reduced grew:expanded plan:scheme launched:unveiled opened:inaugurated closed:shut moved:relocated ' +
  'joined:became-part-of left:departed returned:came-back arrived:turned-up visited:called-on met:encountered asked:requested refused:declined agreed:consented allowed:let ' +
  'use:employ used:utilised need:require needs:requires want:wish-for wanted:wished-for get:obtain gave:handed received:got sent:dispatched keep:retain created:set-up founded:established ' +
  'different:distinct similar:alike whole:entire new:fresh old:aged first:initial last:final best:finest good:fine bad:poor beautiful:lovely difficult:hard easy:simple dangerous:risky ' +
  'illness:disease doctor:physician food:meals dog:hound people:folks person:individual friend:mate mother:mum father:dad wife:spouse husband:spouse born:brought-into-the-world ' +
  'error:fault function:routine delete:remove file:document server:machine settings:options value:figure list:listing message:note default:standard'
const PAIRS = WORDS.split(' ').map((pair) => {
  const [a = '', b = ''] = pair.split(':')
  return [new RegExp(`\\b${a}\\b`), b.replaceAll('-', ' ')] as const
})

type Style = (sentence: string, rng: Rng) => string

const synonyms: Style = (s, rng) => {
  let out = s
  const fitting = PAIRS.filter(([from]) => from.test(s))
  for (let i = 0; i < 3 && fitting.length > 0; i++) {
    const [one] = fitting.splice(Math.floor(rng() * fitting.length), 1)
    if (one !== undefined) out = out.replace(one[0], one[1])
  }
  return out
}
const bare: Style = (s) =>
  s
    .replace(/ \([^()]{2,60}\)/g, '')
    .replace(
      /\b(?:very|really|also|however|recently|currently|generally|particularly|especially|extremely|highly|just|still|now|then),? /gi,
      '',
    )
const compressed: Style = (s) => {
  const out = s.replace(
    /, (?:which|who|whose|where|while|although|including|such as)\b[^,.]{4,90}(?=[,.])/,
    '',
  )
  return out.length > 25 ? out : s
}
const cutTail: Style = (s) => {
  const found =
    /^(.{40,}?)(?:,| (?:after|when|because|while|although|since|during|despite|before)) .{8,}$/.exec(s)
  return found === null ? s : `${found[1]}.`
}
const noDescription: Style = (s) =>
  s.replace(/\b(the|a|an) \p{Ll}{3,12}(?:al|ic|ous|ful|ive|ese|ish|ean|ian|y|ed) (?=\p{Ll}{3,})/u, '$1 ')
const reported: Style = (s, rng) =>
  `${pick(rng, ['It was reported that', 'According to the report,', 'The text says', 'It says that', 'Apparently', 'We learn that']) ?? ''} ${s.charAt(0).toLowerCase()}${s.slice(1)}`
const STYLES: readonly Style[] = [
  synonyms,
  synonyms,
  synonyms,
  bare,
  compressed,
  cutTail,
  noDescription,
  reported,
]

/** One to four changes of style. */
export function retell(sentence: string, rng: Rng): string {
  let out = sentence
  const count = 1 + Math.floor(rng() * 4)
  for (let i = 0; i < count; i++) out = (pick(rng, STYLES) ?? synonyms)(out, rng)
  return out
}

const LEADS =
  "I'm not sure, but|I don't know, but I do know that|Yes,|Yeah,|Yeah, I love it!|I think|I heard that|I believe|Did you know that|That's cool.|Wow, I didn't know that!|Oh nice!|Well,|Sure!|Actually,|Haha, me too.|I love that.|I agree,|Not really, but|It's interesting that|Of course!|I have heard of it.|I really like it.|That is true.|I read that".split(
    '|',
  )
const TAILS =
  "Do you like it?|Have you ever tried it?|It's pretty cool.|I love it!|What about you?|Isn't that amazing?|I would love to see it.|Would you like to know more?|Let me know if you need anything else.".split(
    '|',
  )
const lowered = (s: string): string =>
  s
    .toLowerCase()
    .replace(/([.,!?;:'"()])/g, ' $1 ')
    .replace(/ +/g, ' ')
    .trim()

/** As a turn of a dialogue. */
export function chatter(claim: string, rng: Rng): string {
  const lead = rng() < 0.8 ? `${pick(rng, LEADS) ?? ''} ` : ''
  const joined =
    /[.!]\s$/.test(lead) || lead === '' ? claim : `${claim.charAt(0).toLowerCase()}${claim.slice(1)}`
  const out = `${lead}${joined}${rng() < 0.3 ? ` ${pick(rng, TAILS) ?? ''}` : ''}`
  return rng() < 0.5 ? lowered(out) : out
}

/** What a user might have asked before a turn about this claim. */
export function askAbout(subject: string, rng: Rng): string {
  return (
    pick(rng, [
      `Do you know anything about ${subject}?`,
      `I like ${subject}. What else can you tell me?`,
      `That is interesting! Tell me more about ${subject}.`,
      `I have never heard of ${subject}.`,
      `What is ${subject}?`,
      'Really? I did not know that!',
      'What else do you know?',
    ]) ?? ''
  )
}

/** A sentence of another document about this one's people and numbers: fluent, and said by nobody. */
export const plausible: Maker = (_s, d, rng, other) => {
  const names = d.sentences.flatMap(namesIn)
  const extra = pick(rng, other.sentences)
  if (extra === undefined || names.length === 0) return null
  const own = namesIn(extra)
  let out = extra
  for (const name of own) out = out.replaceAll(name, pick(rng, names) ?? name)
  if (own.length === 0) out = `${pick(rng, names) ?? ''} ${extra.replace(/^(?:\p{Lu}\p{Ll}+ ){1,3}/u, '')}`
  return out === extra ? null : out
}

const namesIn = (sentence: string): string[] =>
  [...sentence.matchAll(/(?<=[\p{L},;'")] )(\p{Lu}[\p{L}'-]{2,}(?: \p{Lu}[\p{L}'-]+){0,2})/gu)].map(
    (m) => m[1] ?? '',
  )

/** Some sentences of the document in their order, each retold; one of them is changed by `wrong` where it is given. */
export function summary(
  document: Document,
  rng: Rng,
  wrong: ((sentence: string) => string | null) | null,
): string | null {
  const count = 1 + Math.floor(rng() * 4)
  const chosen = new Set<number>()
  for (let i = 0; i < count * 2 && chosen.size < count; i++)
    chosen.add(Math.floor(rng() * document.sentences.length))
  const order = [...chosen].toSorted((a, b) => a - b)
  const target = wrong === null ? -1 : (pick(rng, order) ?? -1)
  const out: string[] = []
  for (const i of order) {
    const sentence = document.sentences[i]
    if (sentence === undefined) continue
    const said = i === target && wrong !== null ? wrong(sentence) : sentence
    if (said === null) return null
    out.push(retell(said, rng))
  }
  return out.length === 0 ? null : out.join(' ')
}
