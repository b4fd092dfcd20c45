import type { Detector, Origin } from '../contract.ts'
import { hashStart, hashStep, lexicon, wordCode } from '../words.ts'
import { segmentDetector } from './segments.ts'

/** What a word says, one bit each. */
const WEAPON = 1
const DRUG = 2
const CRIME = 4
const MALWARE = 8
const SELF = 16
const SEXUAL = 32
const MINOR = 64
const GROUP = 128
const DEHUMAN = 256
const VIOLENCE = 512
const MAKE = 1024
const HOW = 2048
const INTENT = 4096
const BENIGN = 8192
const REFUSAL = 16384
const TECHNICAL = 32768
const PERSON = 65536
const TERROR = 131072

const WORDS = lexicon([
  [
    'bomb bombs explosive explosives grenade napalm thermite molotov sarin ricin anthrax tabun novichok detonator detonators nitroglycerin tatp anfo ied ieds semtex landmine bombe sprengstoff bomba explosivo explosivos explosif explosifs pipebomb silencer',
    WEAPON,
  ],
  ['meth methamphetamine heroin fentanyl cocaine mdma ecstasy lsd ghb crystal drogen drogas', DRUG],
  [
    'counterfeit counterfeiting launder laundering shoplift shoplifting burglary embezzle forge forged forgery skimmer skimming carjack hotwire pickpocket blackmail extort extortion ransom stalk stalking trafficking smuggle smuggling doxx doxxing swatting catfish scam fraud bribe',
    CRIME,
  ],
  [
    'ransomware keylogger malware botnet rootkit trojan spyware worm ddos backdoor phishing exploit shellcode infostealer cryptojacker stealer',
    MALWARE,
  ],
  [
    'suicide suicidal selfharm overdose noose anorexia anorexic proana thinspo selbstmord suizid suicidio',
    SELF,
  ],
  [
    'porn porno pornographic pornography blowjob handjob cumshot creampie deepthroat gangbang orgasm orgasms masturbate masturbating masturbation erection dildo pussy cock cocks tits clitoris penis vagina nude nudes naked erotic erotica hentai rape raped raping molest molesting incest bestiality horny slut sexually sexual sex',
    SEXUAL,
  ],
  [
    'child children kid kids minor minors underage preteen preteens toddler toddlers loli lolita shota schoolgirl schoolboy infant kindergartner',
    MINOR,
  ],
  [
    'jews jew jewish muslims muslim christians hindus blacks africans whites asians mexicans latinos immigrants immigrant refugees migrants gays gay lesbians homosexuals transgender trans women roma gypsies disabled foreigners juden ausländer musulmanes inmigrantes',
    GROUP,
  ],
  [
    'vermin subhuman subhumans cockroaches parasites inferior savages exterminate exterminated extermination eradicate gassed lynch lynched deport filthy scum untermenschen degenerates animals genocide',
    DEHUMAN,
  ],
  [
    'kill killing murder murdering stab stabbing strangle strangling torture torturing behead beheading decapitate poison poisoning massacre shoot shooting slaughter maim dismember assassinate assassination töten ermorden matar asesinar tuer',
    VIOLENCE,
  ],
  ['jihad isis caliphate martyrdom terrorist terrorism', TERROR],
  [
    'make making build building synthesize synthesizing synthesise synthesis cook cooking assemble assembling construct constructing create creating write writing code develop developing deploy deploying produce producing manufacture manufacturing prepare preparing mix mixing obtain obtaining buy grow commit committing launch launching spread bauen herstellen hacer fabricar construir fabriquer herstellung',
    MAKE,
  ],
  [
    'how steps step instructions guide recipe ingredients tutorial walkthrough method methods detailed formula wie anleitung cómo receta instrucciones comment recette tips ways way',
    HOW,
  ],
  [
    'undetected undetectable untraceable caught evade evading bypass hide victim victims target targets secretly without painlessly painless lethal deadly homemade crowd crowded',
    INTENT,
  ],
  [
    'prevent prevents prevention preventing detect detecting detection protect protection protecting defend defending defence defense against history historical historian news reported reports reporter novel fiction fictional film movie law laws illegal police arrested arrest court convicted sentenced museum war wars research researchers awareness safety help helpline hotline support crisis survivor survivors therapy therapist counselling counseling defuse defused disposal removal antivirus patch mitigate mitigation warned warning banned treaty game games bath photo photobomb calorimeter squad threat evacuate evacuated statistics education educational literature character plot author documentary policy compliance training audit abuse abused offender offenders assault charges felony affidavit detective hospital clinic welfare denies denied investigate investigated investigation racism controversial recognise recognize avoid',
    BENIGN,
  ],
  ['cannot unable sorry refuse', REFUSAL],
  [
    'process processes port server job thread task tasks signal python linux command session switch pid worker container pod query bug bugs weeds mosquito mosquitoes bacteria virus viruses germs cells cancer mood time birds ants rats roaches idle zombie screenshot photograph photos basketball hoops headshot',
    TECHNICAL,
  ],
  [
    'someone somebody person people him her them wife husband girlfriend boyfriend neighbor neighbour coworker boss ex mother father brother sister man woman myself yourself himself herself teacher classmates students',
    PERSON,
  ],
])

const TRIGGERS = lexicon([
  [
    'rob robbing steal stealing kidnap kidnapping vandalize vandalise arson trespass siphon sabotage stalk hack hacking fake sneak stupid idiots demons lazy dumb criminals disgusting rapists thieves neutered sterilized sterilised hate',
    1,
  ],
  [
    'bomb bombs explosive explosives grenade napalm thermite molotov sarin ricin anthrax tabun novichok detonator detonators nitroglycerin tatp anfo ied ieds semtex bombe sprengstoff bomba explosivo explosivos explosif explosifs pipebomb silencer nerve gun guns',
    1,
  ],
  ['meth methamphetamine heroin fentanyl cocaine mdma ghb', 1],
  [
    'counterfeit counterfeiting launder laundering shoplift shoplifting burglary embezzle forge forged skimmer hotwire pickpocket blackmail extort trafficking smuggle doxx doxxing swatting',
    1,
  ],
  [
    'ransomware keylogger malware botnet rootkit trojan spyware ddos phishing shellcode infostealer stealer',
    1,
  ],
  [
    'suicide suicidal noose overdose anorexia proana thinspo selbstmord suizid suicidio kill killing murder stab strangle torture behead decapitate poison massacre shoot slaughter dismember assassinate töten ermorden matar asesinar cut hurt hang',
    1,
  ],
  [
    'porn porno pornographic blowjob handjob cumshot creampie deepthroat gangbang orgasm masturbate masturbating masturbation dildo pussy cock tits clitoris nude nudes naked erotic erotica hentai rape raped molest incest bestiality horny slut sexually sexual sex loli shota underage',
    1,
  ],
  [
    'vermin subhuman subhumans cockroaches parasites inferior savages exterminate exterminated extermination eradicate gassed lynch lynched scum untermenschen degenerates genocide jihad caliphate',
    1,
  ],
])

export const unsafeTypes = [
  'weapons',
  'illegal',
  'malware',
  'self_harm',
  'sexual',
  'sexual_minors',
  'hate',
  'violence',
] as const

const SENTENCE_ENDS = new Set([...'\n!?。！？'].map((c) => c.charCodeAt(0)))

/**
 * Unsafe content by words in one sentence and what they are about: making, instructing, targeting, against prevention, history and refusal.
 * LIMIT: a lexicon. It sees plain wording in English and some of German, Spanish and French; allusion, code words, other languages and images are
 * not seen, and fiction or news that names no such frame reads like the thing itself. Use an external classifier where this must hold.
 */
export const unsafeContent: Detector = segmentDetector({
  guard: 'unsafe',
  version: 'unsafe-lexicon@1',
  types: unsafeTypes,
  triggers: TRIGGERS,
  back: 240,
  forward: 240,
  ends: (c) => SENTENCE_ENDS.has(c),
  judge(text, at, origin, emit) {
    const said = bitsOf(text)
    const scores = scoresOf(text, said, origin)
    for (const [type, score] of scores)
      if (score > 0) emit(type, at, text.trimEnd().length, Math.min(0.98, round(score)))
  },
})

const round = (n: number): number => Math.round(n * 100) / 100

function bitsOf(text: string): number {
  let bits = 0
  let h = hashStart
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? wordCode(text.charCodeAt(i)) : 0
    if (code !== 0) {
      h = hashStep(h, code)
      continue
    }
    if (i > start) bits |= WORDS.find(h, text, start, i)
    start = i + 1
    h = hashStart
  }
  if (/\b(?:can(?:no|['’]?)t|won['’]t|unable to|not able to|will not|must not|sorry)\b/i.test(text))
    bits |= REFUSAL
  if (/\b(?:1[0-7]|[4-9])[- ]?(?:years?[- ]old|yo|jährig\w*|años)\b/i.test(text)) bits |= MINOR
  return bits
}

function scoresOf(text: string, bits: number, origin: Origin): [string, number][] {
  const has = (...all: number[]): boolean => all.every((bit) => (bits & bit) !== 0)
  const when = (condition: boolean, n: number): number => (condition ? n : 0)
  // talk about the thing, and refusals, take most of it back
  const frame = when(has(BENIGN), -0.35) + when(has(REFUSAL), -0.5)
  const recipe =
    when(has(MAKE), 0.3) + when(has(HOW), 0.15) + when(has(INTENT), 0.1) + when(AMOUNT.test(text), 0.2)
  const out: [string, number][] = []
  const give = (type: string, score: number): void => void out.push([type, score])
  const asks = ASKS.test(text)
  if (has(WEAPON) || /\b(?:nerve agent|ghost gun|dirty bomb)\b/i.test(text))
    give('weapons', 0.25 + recipe + when(has(PERSON, INTENT), 0.1) + frame)
  if (has(DRUG)) give('illegal', 0.2 + recipe + frame)
  if (DEED.test(text)) give('illegal', 0.25 + when(asks, 0.35) + frame)
  if (has(CRIME)) give('illegal', 0.2 + when(asks, 0.15) + recipe + when(has(INTENT), 0.1) + frame)
  if (DEED.test(text)) give('illegal', 0.3 + when(ASKS.test(text), 0.35) + frame)
  if (has(MALWARE)) give('malware', 0.2 + recipe + when(has(INTENT), 0.15) + frame)
  const self = selfHarm(text, origin)
  if (self > 0 || has(SELF))
    give(
      'self_harm',
      Math.max(self, when(has(SELF), 0.2 + when(has(HOW), 0.3) + when(has(INTENT), 0.2))) + frame,
    )
  const explicit = text.match(EXPLICIT)?.length ?? 0
  if (has(SEXUAL)) {
    if (has(MINOR)) give('sexual_minors', 0.6 + when(explicit > 0, 0.3) + frame)
    give(
      'sexual',
      when(explicit > 0, 0.4 + 0.15 * Math.min(explicit, 3)) +
        when(/\berotic|\bhentai|\bporn/i.test(text), 0.2) +
        frame,
    )
  }
  const group = has(GROUP) || PEOPLE.test(text)
  if (group && (has(DEHUMAN) || HATE.test(text))) give('hate', (HATE.test(text) ? 0.8 : 0.6) + frame)
  else if (group && INSULT.test(text)) give('hate', 0.55 + frame)
  if (has(VIOLENCE) && !has(TECHNICAL))
    give(
      'violence',
      0.1 +
        when(has(PERSON), 0.2) +
        when(has(PERSON) && asks, 0.1) +
        when(has(WEAPON), 0.25) +
        when(has(HOW), 0.25) +
        when(has(INTENT), 0.15) +
        when(THREAT.test(text), 0.5) +
        frame,
    )
  if (has(TERROR))
    give(
      'violence',
      0.2 + recipe + when(/\b(?:join|recruit|praise|glory|behead)\w*\b/i.test(text), 0.4) + frame,
    )
  return out
}

/** Somebody wants it done. */
const ASKS =
  /\bhow (?:do|can|could|would|should|to)\b|\b(?:best|easiest|quickest|good|fastest) (?:way|ways|time|method|place)\b|\b(?:help|teach|show) me\b|\bi (?:want|need|plan) to\b|\bif i wanted to\b/i
/** Deeds, with what they are done to: the words alone have too many harmless uses. */
const DEED =
  /\b(?:rob(?:bing)? (?:a|the|my|some)\b|(?:steal|siphon)(?:ing)? (?:a|the|my|some|from|gas|money|cars?|some(?:one|body)['’]s)\b|kidnap(?:ping)?\b|vandali[sz]e\b|commit arson|burn down (?:a|the|my)\b|break(?:ing)? into (?:a|the|my|some)\b|sneak(?:ing)? (?:into|onto|\w+ (?:into|past|through))\b|sabotage\b|hot-?wire\b|hack(?:ing)? (?:into|some(?:one|body)|a|my|the) ?(?:\w+ ){0,2}(?:account|phone|wi-?fi|password|email|webcam|bank|facebook|instagram|computer|network)|fake (?:id|ids|identity|passport|prescription|documents?)\b)/i
const PEOPLE =
  /\b(?:black|white|asian|gay|trans|muslim|jewish|arab|chinese|indian|mexican|african|disabled|old|fat) (?:people|guys?|men|women|folks|kids|tourists?|drivers?)\b/i
const INSULT =
  /\b(?:are|is|so|such|fucking|why)\b.{0,40}\b(?:stupid|idiots?|demons?|lazy|dumb|criminals|disgusting|rapists|thieves|evil|ugly|dirty|worthless|trash)\b(?<!\bnot\b.{0,20})|\bshould (?:all )?be (?:neutered|sterili[sz]ed|banned|locked up|shot|sent back|removed)\b|\bi (?:really )?hate\b/i

/** Quantities and orders of a recipe. */
const AMOUNT = /\b\d{1,4}\s?(?:g|grams?|kg|ml|l|lit(?:er|re)s?|mg|°?[CF]|ounces?|oz|cups?|%)\b/
const EXPLICIT =
  /\b(?:blowjob|handjob|cumshot|creampie|deepthroat|gangbang|masturbat\w{1,5}|pussy|cock|tits|clitoris|dildo|slut|horny|fuck(?:ed|ing|s)?|bestiality|incest|porn\w{0,8})\b/gi
const THREAT =
  /\b(?:i(?:['’]?m| am)? (?:will|going to|gonna|['’]?ll)|i['’]ll|we(?:['’]ll| will))\s+(?:\w+\s+){0,2}(?:kill|murder|stab|shoot|hurt|strangle|poison|slaughter)\s+(?:you|him|her|them|all|every|my|the)\b/i
const HATE =
  /\b(?:all|these|those|the)\s+\w{3,14}\s+(?:should|must|need to|deserve to)\s+(?:be\s+)?(?:die|killed|exterminated|gassed|deported|eradicated|lynched|wiped out|burned)\b|\bgas the\b/i

function selfHarm(text: string, origin: Origin): number {
  if (
    /\b(?:you should|just|go)\s+(?:\w+\s+)?(?:kill yourself|end your life|hang yourself|cut yourself)\b/i.test(
      text,
    )
  )
    return 0.95
  if (
    /\b(?:how (?:do|can|could|to)\b.{0,60}\b(?:kill myself|end my life|hang myself|cut myself)|(?:want|going|plan(?:ning)?|decided) to (?:kill myself|die|end my life|hurt myself|end it all))\b/i.test(
      text,
    )
  )
    return origin === 'user' ? 0.85 : 0.7
  if (/\b(?:methods?|ways?|how)\b.{0,40}\b(?:commit(?:ting)? suicide|overdose|tie a noose)\b/i.test(text))
    return 0.7
  return 0
}
