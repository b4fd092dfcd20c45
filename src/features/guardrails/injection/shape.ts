import { CLASS, classOf, SCRIPTS } from './fold.ts'
import { FLAG, type Scan } from './scan.ts'

const SIGNS = [...`.,!?:;'"\`()[]{}<>|\\/#*=_~^@$%&+-`]
const SIGN_CODES = Uint8Array.from(SIGNS.map((s) => s.charCodeAt(0)))
const SCRIPT_NAMES = [
  'latin wide',
  'greek',
  'cyrillic',
  'hebrew',
  'arabic',
  'indic',
  'thai',
  'kana',
  'hangul',
  'han',
  'other',
]

export const SHAPE_FEATURES: readonly string[] = [
  'length',
  'words',
  'sentences',
  'word length',
  'words a sentence',
  'upper share',
  'digit share',
  'space share',
  'line share',
  'wide share',
  'invisible',
  'emoji',
  'mixed words',
  'leet words',
  'single letters in a row',
  'longest word',
  'camel words',
  'glued signs',
  'sign repeats',
  'shout share',
  'capital share',
  'digit words',
  'different words',
  'last sign share',
  'last sign share over all',
  'last upper share',
  'last glued',
  'last word length',
  'bracket imbalance',
  ...SIGNS.map((sign) => `sign ${sign}`),
  ...SCRIPT_NAMES.map((name) => `script ${name}`),
]

const TAIL = 90
const seen = new Int32Array(1024)
let epoch = 0
const stamp = new Int32Array(1024)

export function fillShape(scan: Scan, into: Float32Array, at: number): void {
  const { ascii, codes, upper, folded, tokens, start, end, flags, hash } = scan
  const n = Math.max(1, folded)
  let digits = 0
  for (let c = 48; c <= 57; c++) digits += ascii[c] ?? 0
  const spaces = (ascii[32] ?? 0) + (ascii[9] ?? 0)
  const lines = ascii[10] ?? 0
  let letters = 0
  let shout = 0
  let capital = 0
  let digitWords = 0
  let different = 0
  epoch = (epoch + 1) | 0
  for (let t = 0; t < tokens; t++) {
    const f = flags[t] ?? 0
    letters += (end[t] ?? 0) - (start[t] ?? 0)
    if ((f & FLAG.shout) !== 0) shout++
    if ((f & FLAG.capital) !== 0) capital++
    if ((f & FLAG.digit) !== 0) digitWords++
    const h = hash[t] ?? 0
    const slot = (h ^ (h >>> 15)) & 1023
    if (stamp[slot] !== epoch || seen[slot] !== h) {
      different++
      stamp[slot] = epoch
      seen[slot] = h
    }
  }
  const words = Math.max(1, tokens)
  const from = Math.max(0, folded - TAIL)
  let signs = 0
  let capitals = 0
  let glued = 0
  let tailLetters = 0
  let tailWords = 0
  let last: number = CLASS.space
  for (let i = from; i < folded; i++) {
    const c = codes[i] ?? 0
    const kind = classOf(c)
    if (kind === CLASS.other || kind === CLASS.symbol) {
      signs++
      if (
        last === CLASS.letter &&
        c !== 39 &&
        c !== 45 &&
        c !== 46 &&
        i + 1 < folded &&
        classOf(codes[i + 1] ?? 0) === CLASS.letter
      )
        glued++
    } else if (kind === CLASS.letter || kind === CLASS.running) {
      tailLetters++
      if (last !== CLASS.letter) tailWords++
    }
    if (upper[i] === 1) capitals++
    last = kind
  }
  const tail = Math.max(1, folded - from)
  let allSigns = 0
  for (const c of SIGN_CODES) allSigns += ascii[c] ?? 0
  let p = at
  into[p++] = Math.log1p(folded)
  into[p++] = Math.log1p(tokens)
  into[p++] = Math.log1p(scan.sentences)
  into[p++] = letters / words
  into[p++] = Math.log1p(tokens / Math.max(1, scan.sentences))
  into[p++] = scan.uppers / n
  into[p++] = digits / n
  into[p++] = spaces / n
  into[p++] = lines / n
  into[p++] = scan.wide / n
  into[p++] = Math.log1p(scan.invisible)
  into[p++] = Math.log1p(scan.emoji)
  into[p++] = Math.log1p(scan.mixed)
  into[p++] = Math.log1p(scan.leet)
  into[p++] = Math.log1p(scan.singles)
  into[p++] = Math.log1p(scan.longest)
  into[p++] = Math.log1p((100 * scan.camel) / words)
  into[p++] = Math.log1p((100 * scan.glued) / words)
  into[p++] = Math.log1p(scan.repeats)
  into[p++] = shout / words
  into[p++] = capital / words
  into[p++] = digitWords / words
  into[p++] = different / words
  into[p++] = signs / tail
  into[p++] = signs / tail - allSigns / n
  into[p++] = capitals / tail
  into[p++] = Math.log1p(glued)
  into[p++] = tailLetters / Math.max(1, tailWords)
  into[p++] = Math.log1p(
    Math.abs((ascii[40] ?? 0) - (ascii[41] ?? 0)) +
      Math.abs((ascii[91] ?? 0) - (ascii[93] ?? 0)) +
      Math.abs((ascii[123] ?? 0) - (ascii[125] ?? 0)),
  )
  for (const c of SIGN_CODES) into[p++] = Math.log1p((200 * (ascii[c] ?? 0)) / n)
  for (let s = 2; s < SCRIPTS; s++) into[p++] = (scan.scripts[s] ?? 0) / n
}
