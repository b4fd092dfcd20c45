import type { Random } from './random.ts'

/** Surface changes that keep a text readable for a model: every one is applied to attacks and to ordinary text alike. */
export type Disguise = {
  readonly name: string
  readonly apply: (text: string, r: Random) => string
  /** Longer texts are cut first: the encoding multiplies their length. */
  readonly charsMax?: number
}

const leetOf: Readonly<Record<string, string>> = {
  a: '4',
  e: '3',
  i: '1',
  o: '0',
  s: '5',
  t: '7',
  b: '8',
  g: '9',
}
const homoglyphs: Readonly<Record<string, string>> = {
  a: 'а',
  c: 'с',
  e: 'е',
  i: 'і',
  j: 'ј',
  o: 'о',
  p: 'р',
  s: 'ѕ',
  x: 'х',
  y: 'у',
  A: 'А',
  B: 'В',
  C: 'С',
  E: 'Е',
  H: 'Н',
  I: 'І',
  K: 'К',
  M: 'М',
  O: 'О',
  P: 'Р',
  T: 'Т',
  X: 'Х',
}
const morse: Readonly<Record<string, string>> = {
  a: '.-',
  b: '-...',
  c: '-.-.',
  d: '-..',
  e: '.',
  f: '..-.',
  g: '--.',
  h: '....',
  i: '..',
  j: '.---',
  k: '-.-',
  l: '.-..',
  m: '--',
  n: '-.',
  o: '---',
  p: '.--.',
  q: '--.-',
  r: '.-.',
  s: '...',
  t: '-',
  u: '..-',
  v: '...-',
  w: '.--',
  x: '-..-',
  y: '-.--',
  z: '--..',
}
const emoji = ['🙂', '⭐', '🔥', '🌿', '🎈', '👾', '💬', '🍀', '✨', '🧩']
const zeroWidth = ['\u200B', '\u200C', '\u200D', '\u2060', '\u00AD']

const eachWord = (text: string, change: (word: string) => string): string =>
  text.replaceAll(/[\p{L}\p{N}']+/gu, (word) => change(word))

const mapped = (text: string, table: Readonly<Record<string, string>>, r: Random, share: number): string =>
  [...text].map((c) => (table[c] !== undefined && r.chance(share) ? table[c] : c)).join('')

const rot = (text: string, by: number): string =>
  text.replaceAll(/[a-z]/giu, (c) => {
    const base = c <= 'Z' ? 65 : 97
    return String.fromCharCode(((c.charCodeAt(0) - base + by) % 26) + base)
  })

/** Mathematical and full-width letters: NFKC folds them back. */
const styled = (text: string, upper: number, lower: number): string =>
  [...text]
    .map((c) => {
      const code = c.charCodeAt(0)
      if (code >= 65 && code <= 90) return String.fromCodePoint(upper + code - 65)
      if (code >= 97 && code <= 122) return String.fromCodePoint(lower + code - 97)
      return c
    })
    .join('')

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('hex')

export const disguises: readonly Disguise[] = [
  { name: 'leet', apply: (text, r) => mapped(text.toLowerCase(), leetOf, r, 0.4 + r.next() * 0.5) },
  { name: 'homoglyph', apply: (text, r) => mapped(text, homoglyphs, r, 0.2 + r.next() * 0.7) },
  {
    name: 'zero-width',
    apply: (text, r) => [...text].map((c) => (r.chance(0.25) ? c + r.pick(zeroWidth) : c)).join(''),
  },
  {
    name: 'spaced',
    apply: (text, r) => {
      const gap = r.pick([' ', '.', '-', '_', ' . '])
      return eachWord(text, (word) => (word.length > 3 || r.chance(0.5) ? [...word].join(gap) : word))
    },
  },
  {
    name: 'reversed',
    apply: (text, r) =>
      r.chance(0.5) ? [...text].toReversed().join('') : eachWord(text, (w) => [...w].toReversed().join('')),
  },
  {
    name: 'case-noise',
    apply: (text, r) =>
      r.chance(0.3)
        ? text.toUpperCase()
        : [...text].map((c) => (r.chance(0.5) ? c.toUpperCase() : c.toLowerCase())).join(''),
  },
  {
    name: 'emoji',
    apply: (text, r) =>
      eachWord(text, (word) =>
        r.chance(0.6) ? `${word} ${r.pick(emoji)}` : [...word].join(r.chance(0.2) ? r.pick(emoji) : ''),
      ),
  },
  {
    name: 'typos',
    apply: (text, r) =>
      eachWord(text, (word) => {
        if (word.length < 4 || !r.chance(0.4)) return word
        const at = r.between(1, word.length - 2)
        const roll = r.int(4)
        if (roll === 0) return word.slice(0, at) + word.slice(at + 1)
        if (roll === 1)
          return word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2)
        if (roll === 2) return word.slice(0, at) + (word[at] ?? '') + word.slice(at)
        return word.slice(0, at) + 'abcdefghijklmnopqrstuvwxyz'.charAt(r.int(26)) + word.slice(at + 1)
      }),
  },
  {
    name: 'full-width',
    apply: (text, r) => (r.chance(0.5) ? styled(text, 0xff21, 0xff41) : styled(text, 0x1d400, 0x1d41a)),
  },
  {
    name: 'split-lines',
    apply: (text, r) =>
      text
        .split(' ')
        .map((w) => w + (r.chance(0.4) ? '\n' : ' '))
        .join('')
        .trim(),
  },
  {
    name: 'glued',
    apply: (text, r) =>
      r.chance(0.5) ? text.replaceAll(' ', '') : text.replaceAll(' ', r.pick(['_', '-', '.', '+', '%20'])),
  },
]

/** Whole-text encodings; a line of ordinary words says what they are, the same on both sides. */
export const encodings: readonly Disguise[] = [
  { name: 'base64', apply: (text) => Buffer.from(text, 'utf8').toString('base64') },
  {
    name: 'hex',
    apply: (text, r) => (r.chance(0.5) ? bytes(text) : (bytes(text).match(/../gu) ?? []).join(' ')),
  },
  { name: 'rot13', apply: (text) => rot(text, 13) },
  { name: 'caesar', apply: (text, r) => rot(text, r.between(1, 25)) },
  {
    name: 'url',
    charsMax: 200,
    apply: (text, r) =>
      r.chance(0.5)
        ? encodeURIComponent(text)
        : (bytes(text).match(/../gu) ?? []).map((b) => `%${b}`).join(''),
  },
  {
    name: 'binary',
    charsMax: 80,
    apply: (text) => [...Buffer.from(text, 'utf8')].map((b) => b.toString(2).padStart(8, '0')).join(' '),
  },
  {
    name: 'morse',
    charsMax: 200,
    apply: (text) => [...text.toLowerCase()].map((c) => (c === ' ' ? '/' : (morse[c] ?? c))).join(' '),
  },
  {
    name: 'html-entities',
    charsMax: 150,
    apply: (text, r) => [...text].map((c) => (r.chance(0.8) ? `&#${c.codePointAt(0) ?? 32};` : c)).join(''),
  },
  {
    name: 'unicode-escapes',
    charsMax: 150,
    apply: (text) => [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  },
  {
    name: 'tag-characters',
    apply: (text) =>
      `see below ${[...text].map((c) => (c.charCodeAt(0) < 128 ? String.fromCodePoint(0xe0000 + c.charCodeAt(0)) : c)).join('')}`,
  },
]
