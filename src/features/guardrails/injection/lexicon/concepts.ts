/**
 * What a word can mean in an attempt to steer a model, independent of language. A word may carry several concepts; no concept is an
 * accusation by itself: `human`, `question`, `politeness` and `security` mostly speak for ordinary text.
 */
export const concepts = [
  'override', // ignore, disregard, bypass
  'prior', // previous, earlier, original
  'instruction', // instruction, rule, prompt, guideline
  'restriction', // filter, limit, policy, safety, moderation
  'reveal', // show, print, repeat, leak
  'secret', // password, key, hidden, confidential
  'persona', // role, character, pretend, persona
  'switch', // now, from now on, instead, new
  'secrecy', // do not mention, quietly, without telling
  'exfiltration', // send, forward, upload, post to
  'action', // delete, transfer, buy, run, install
  'person', // you, your
  'obligation', // must, have to, always
  'system', // assistant, AI, model, system, developer mode
  'harm', // weapon, malware, illegal
  'urgency', // urgent, immediately, emergency
  'unfiltered', // without limits, uncensored, no matter what
  'fiction', // story, imagine, hypothetical, novel
  'answer', // begin your answer with, reply only, output exactly
  'politeness', // please, thanks, could
  'security', // talk about attacks: injection, jailbreak, audit, vulnerability
  'question', // what, how, why
  'negation', // not, never, without
  'all', // all, every, everything, entire
  'tool', // function, tool, API, browser, e-mail, file
  'money', // payment, account, transfer, price
  'memory', // remember, forget, context, history
  'pretext', // test, evaluation, debugging, research, training
  'authority', // developer, administrator, owner, official
  'emotion', // begging, dying, grandmother, lose my job
  'completion', // complete the sentence, continue, fill in
  'encoding', // base64, reversed, spelled, translated, first letters
  'above', // the text above, the beginning of this conversation
  'link', // link, image, markdown, URL, pixel
  'comply', // follow, obey, execute, agree
  'human', // customer, team, colleagues, dear all: the addressee is a person
] as const
export type Concept = (typeof concepts)[number]

/** ISO 639-1. `no` is Bokmal. Order is frozen: a language is known by its index in trained weights. */
export const langs = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'ru',
  'uk',
  'tr',
  'ar',
  'hi',
  'zh',
  'ja',
  'ko',
  'sv',
  'cs',
  'ro',
  'hu',
  'el',
  'he',
  'id',
  'vi',
  'th',
  'fi',
  'da',
  'no',
] as const
export type Lang = (typeof langs)[number]

/** Languages whose entries are found anywhere inside running text; entries of all others are words, stems or phrases of words. */
export const substringLangs = ['zh', 'ja', 'ko', 'th'] as const satisfies readonly Lang[]

/** One language's words by concept, as written in its own orthography, lower case. */
export type Entries = Readonly<Partial<Record<Concept, readonly string[]>>>

/** Entries separated by white space; `_` stands for a space inside a phrase; a trailing `*` makes a stem. */
export const words = (text: string): readonly string[] =>
  text
    .trim()
    .split(/\s+/u)
    .map((entry) => entry.replaceAll('_', ' '))
