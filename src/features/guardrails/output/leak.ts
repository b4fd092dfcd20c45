import type { Detector, Finding, RequestContext } from '../contract.ts'
import { wholeDetector, windowDetector } from '../detector.ts'
import { Needles } from './needles.ts'
import { Phrases } from './phrases.ts'
import { coverageOf, directives } from './paraphrase.ts'

/** Marks that operators put into their prompts: no answer ever needs one. */
const CANARY = /\bsw-canary-[A-Za-z0-9-]{4,64}/g
const CANARIES_MAX = 100
const systemTexts = (context: RequestContext): string[] =>
  context.texts.filter((t) => t.origin === 'system').map((t) => t.text)

const NOTHING = new Needles([])
const NO_PHRASES = new Phrases([])

/** Building costs some ms for a long prompt, and a system's prompt is the same from call to call. */
const known = new Map<string, Phrases>()
const KNOWN_MAX = 8
function phrasesOf(texts: readonly string[]): Phrases {
  if (texts.length === 0) return NO_PHRASES
  const key = texts.join('\u0000')
  let phrases = known.get(key)
  if (phrases === undefined) {
    phrases = new Phrases(texts)
    if (known.size >= KNOWN_MAX) known.delete(known.keys().next().value ?? '')
    known.set(key, phrases)
  }
  return phrases
}

/** More words in a row, less chance: eight may be a turn of speech, twenty are a copy. */
const scoreOf = (words: number): number => (words >= 20 ? 0.95 : words >= 12 ? 0.8 : words >= 8 ? 0.6 : 0.55)

function verbatim(needles: Needles, phrases: Phrases, elsewhere: () => Phrases): Detector {
  const lookback = 2
  return {
    ...windowDetector({
      guard: 'leak',
      version: VERSION,
      chars: Math.max(needles.chars, phrases.chars),
      lookback,
      walk(text, from, final, _origin, emit) {
        const one = needles.walk(text, from, final, emit)
        const two = phrases.walk(text, from, final, (start, end, words) => {
          // what the caller or a document said first is no secret
          if (!elsewhere().holds(text, start, end)) emit('system_prompt', start, end, scoreOf(words))
        })
        return Math.min(one, two)
      },
    }),
    types: ['canary', 'system_prompt'],
  }
}

const VERSION = 'leak-verbatim@1'

/**
 * The system prompt word for word (eight words in a row, or all of a shorter one) and canaries: strings of the policy, and `sw-canary-...`
 * wherever the system prompt has one. Case, spacing and punctuation do not count. What stands in the user's own texts or in documents as well
 * is not the prompt's secret. LIMIT: translated or rhymed prompts are not seen here.
 */
export const verbatimLeak: Detector = {
  ...verbatim(NOTHING, NO_PHRASES, () => NO_PHRASES),
  bind(context) {
    const system = systemTexts(context)
    const canaries = [...context.canaries, ...system.flatMap((t) => [...t.matchAll(CANARY)].map((m) => m[0]))]
    let others: Phrases | null = null
    return verbatim(
      new Needles(canaries.slice(0, CANARIES_MAX).map((text) => ({ text, type: 'canary', score: 1 }))),
      phrasesOf(system),
      () => (others ??= new Phrases(context.texts.filter((t) => t.origin !== 'system').map((t) => t.text))),
    )
  },
}

const CHARS_MAX = 131_072

function retold(judge: (text: string) => readonly Finding[]): Detector {
  return {
    ...wholeDetector({ guard: 'leak', version: 'leak-paraphrase@2', charsMax: CHARS_MAX, judge }),
    types: ['system_prompt_paraphrase', 'system_prompt_encoded'],
  }
}

const HEX = /^(?:[0-9a-f]{2})+$/i
const BASE64 = /[A-Za-z0-9+/_-]{40,8192}={0,2}/g

/**
 * The system prompt in other words: how many of its sentences that give orders come back, with their content words in their order; and the
 * prompt in base64 or hex. It needs the whole answer. LIMIT: translations, summaries of a sentence or two and other encodings are not seen.
 */
export const paraphrasedLeak: Detector = {
  ...retold(() => []),
  bind(context) {
    const system = systemTexts(context)
    const orders = directives(system)
    const phrases = phrasesOf(system)
    return retold((text) => {
      const findings: Finding[] = []
      const cover = coverageOf(orders, text)
      if (cover !== null) findings.push({ guard: 'leak', type: 'system_prompt_paraphrase', ...cover })
      if (!phrases.empty)
        for (const match of text.matchAll(BASE64)) {
          let most = 0
          const read = (plain: string): void => {
            phrases.walk(plain, 0, true, (_start, _end, words) => (most = Math.max(most, words)))
          }
          read(Buffer.from(match[0], 'base64').toString('utf8'))
          // hex is spelt in base64's letters too
          if (HEX.test(match[0])) read(Buffer.from(match[0], 'hex').toString('utf8'))
          if (most > 0)
            findings.push({
              guard: 'leak',
              type: 'system_prompt_encoded',
              start: match.index,
              end: match.index + match[0].length,
              score: Math.max(0.8, scoreOf(most)),
            })
        }
      return findings
    })
  },
}
