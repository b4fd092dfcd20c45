import type { Detector, Origin } from './contract.ts'
import { windowDetector, type Emit } from './detector.ts'
import { injectionLexicon, phrases, W } from './injection-words.ts'
import { judgeView, type Hit, type View } from './injection-rules.ts'
import { decodeRuns, fold, reversed, rot13, unleet, unspace, type Folded } from './normalise.ts'
import { hashStart, hashStep, isAlnum, wordCode } from './words.ts'

/** From the word that starts a rule to the last word it looks at; see REACH in injection-rules.ts. */
const CHARS = 420
const LOOKBACK = 640

/**
 * Attempts to give the model orders that its operator did not give: override, prompt exfiltration, personas, role spoofing, orders inside
 * data. Word roles near each other decide, in any order and in a dozen languages; decoded layers are judged like plain text.
 * LIMIT: on `output` only the plain and folded text is judged (decoding needs the complete text); an order inside data that uses no
 * suspicious word at all is not seen.
 */
export const injectionPatterns: Detector = windowDetector({
  guard: 'injection',
  version: 'injection-patterns@2',
  chars: CHARS,
  lookback: LOOKBACK,
  walk(text, from, final, origin, emit) {
    const base = Math.max(0, from - LOOKBACK)
    const folded = fold(base === 0 ? text : text.slice(base))
    const shifted: Emit = (type, start, end, score) => emit(type, base + start, base + end, score)
    const view = viewOf(folded)
    let hold = judgeView(view, final, origin, shifted)
    if (folded.map !== null) hold = Math.min(hold, judgePhrases(folded, final, shifted))
    if (origin !== 'output' && final) hiddenLayers(text, folded, view, origin, emit)
    return base + hold
  },
})

/** Every word that plays a role, with its ordinal among all words and its sentence. */
export function viewOf({ text, map }: Pick<Folded, 'text' | 'map'>): View {
  const hits: Hit[] = []
  const n = text.length
  let wordStart = -1
  let h = hashStart
  let ordinal = 0
  let sentence = 0
  let tokenEnd = 0
  let disguised = 0
  let single = 0
  let singles = 0
  let all = 0
  for (let i = 0; i <= n; i++) {
    const c = i < n ? text.charCodeAt(i) : 0
    const code = wordCode(c)
    if (code !== 0) {
      if (wordStart < 0) {
        wordStart = i
        h = hashStart
      }
      h = hashStep(h, code)
      continue
    }
    if (wordStart >= 0) {
      // The apostrophe of `don't` joins.
      if (c === 39 && i + 1 < n && wordCode(text.charCodeAt(i + 1)) !== 0) continue
      ordinal++
      single = i - wordStart === 1 ? single + 1 : 0
      if (single > singles) singles = single
      if (i - wordStart <= injectionLexicon.longest + 1) {
        const roles = injectionLexicon.find(h, text, wordStart, i) || contraction(text, wordStart, i)
        all |= roles
        if (roles !== 0)
          hits.push({
            start: wordStart,
            end: i,
            at: map === null ? wordStart : (map[wordStart] ?? 0),
            to: map === null ? i : (map[i] ?? 0),
            roles,
            ordinal,
            sentence,
          })
      }
      wordStart = -1
      // A digit or sign behind letters: is the whole token a word of ours in disguise (`1gn0r3`)?
      if (i >= tokenEnd && isLeet(c)) {
        tokenEnd = i
        while (tokenEnd < n && tokenEnd - i < TOKEN_MAX && inToken(text.charCodeAt(tokenEnd))) tokenEnd++
        let s = i
        while (s > 0 && i - s < TOKEN_MAX && inToken(text.charCodeAt(s - 1))) s--
        if (injectionLexicon.of(unleet(text.slice(s, tokenEnd))) !== 0) disguised++
      }
    }
    if (c === 10 || ((c === 46 || c === 33 || c === 63) && i + 1 < n && text.charCodeAt(i + 1) <= 32))
      sentence++
  }
  return { text, map, hits, words: ordinal, sentences: sentence, disguised, singles, roles: all }
}

const TOKEN_MAX = 24
const isLeet = (c: number): boolean => (c >= 48 && c <= 57) || c === 64 || c === 36
const inToken = (c: number): boolean => isLeet(c) || isAlnum(c)

const contraction = (view: string, start: number, end: number): number => {
  if (view.charCodeAt(end - 2) !== 39 || end - start > 8) return 0
  const word = view.slice(start, end)
  return word === "don't"
    ? W.stop
    : word === "you're"
      ? W.you
      : word === "can't" || word === "won't"
        ? W.never
        : 0
}

const PHRASE_REACH = 40
const SCRIPT = /[\u0590-\u06ff\u0900-\u097f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/

/** Override phrases of scripts without word spaces: two parts within PHRASE_REACH characters, in any order. */
function judgePhrases(folded: Folded, final: boolean, emit: Emit): number {
  const view = folded.text
  const n = view.length
  const back = (offset: number): number => (folded.map === null ? offset : (folded.map[offset] ?? offset))
  if (!SCRIPT.test(view)) return back(n)
  // A phrase's first part may itself be cut.
  let hold = final ? n : Math.max(0, n - 12)
  for (const [type, score, [first = [], second = []]] of phrases) {
    for (const word of first) {
      for (let at = view.indexOf(word); at >= 0; at = view.indexOf(word, at + 1)) {
        const around = view.slice(Math.max(0, at - PHRASE_REACH), at + word.length + PHRASE_REACH)
        if (second.some((other) => around.includes(other)))
          emit(type, back(at), back(at + word.length), score)
        if (!final && n < at + word.length + PHRASE_REACH) hold = Math.min(hold, at)
      }
    }
  }
  return back(hold)
}

/** Views that need the complete text. A finding in a decoded stretch covers the stretch; offsets are the original's. */
function hiddenLayers(text: string, folded: Folded, plain: View, origin: Origin, emit: Emit): void {
  const back = (offset: number): number =>
    folded.map === null ? offset : (folded.map[offset] ?? text.length)
  const judge = (view: string, start: number, end: number, how: string): void => {
    let best = 0
    judgeView(
      viewOf({ text: view, map: null }),
      true,
      origin,
      (_type, _s, _e, score) => (best = Math.max(best, score)),
    )
    // Hiding an order is itself a sign; a score that means nothing in plain text stays nothing.
    if (best >= 0.4) emit(`obfuscated_${how}`, start, end, Math.min(0.98, best + 0.1))
  }
  if (plain.disguised >= 2) judge(unleet(folded.text), 0, text.length, 'leet')
  if ((plain.roles & W.rot13) !== 0) judge(rot13(folded.text), 0, text.length, 'rot13')
  if ((plain.roles & W.reversed) !== 0) judge(reversed(folded.text), 0, text.length, 'reversed')
  const spaced = plain.singles >= 6 ? unspace(folded.text) : null
  if (spaced !== null)
    judge(spaced.text, back(spaced.start), back(Math.min(spaced.end, folded.text.length)), 'spaced')
  for (const layer of decodeRuns(text)) {
    judge(fold(layer.text).text, layer.start, layer.end, layer.how)
    for (const inner of decodeRuns(layer.text))
      judge(fold(inner.text).text, layer.start, layer.end, inner.how)
  }
}
