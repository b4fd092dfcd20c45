/**
 * Undoing what hides words from a pattern and not from a model: compatibility forms, look-alike letters, invisible characters, accents.
 * Everything is decided per character with at most LOOK characters around it, so that a window folds as the whole text does.
 */
export type Folded = {
  readonly text: string
  /** Offset in the original of each folded code unit, and one more for the end; null when offsets are the same. */
  readonly map: Int32Array | null
  /** Invisible characters that were dropped. */
  readonly dropped: number
}

const LOOK = 12
const NON_ASCII = /[\u0080-\uffff]/

/** Cyrillic, Greek, Armenian and Cherokee letters that are drawn like Latin ones (Unicode confusables, the common ones). */
export const LOOKALIKE: ReadonlyMap<string, string> = new Map<string, string>(
  (
    'аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs ԁd ԛq ԝw һh ӏl ɡg ɑa ӓa ѵv ғf пn ' +
    'αa βb εe ηn ιi κk νv οo ρp τt υu χx ωw γy σo ζz μu ' +
    'օo սu ցg հh ոn ѡw ꮃw ꭱr ꮯc ꮪs ꭺa ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz ıi łl øo đd ħh ßs'
  )
    .split(' ')
    .map((pair) => [pair.slice(0, -1), pair.slice(-1)]),
)
/** Drawn like Latin but letters of living alphabets: changed only next to Latin letters. */
const needsLatinNear = (c: number): boolean => c >= 0x370 && c <= 0x58f

const cache = new Map<number, string>()

/** The folded form of one code point: lower case, without accents, compatibility forms resolved; '' when it is invisible. */
export function foldPoint(cp: number): string {
  const known = cache.get(cp)
  if (known !== undefined) return known
  let out: string
  if (isInvisible(cp)) out = ''
  // Unicode tag characters spell ASCII that no reader sees.
  else if (cp >= 0xe0020 && cp <= 0xe007e) out = String.fromCharCode(cp - 0xe0000).toLowerCase()
  else {
    // Composed first: taking kana and hangul apart would lose them. What is an alphabet's letter then loses its accents.
    out = String.fromCodePoint(cp).normalize('NFKC')
    if ((out.codePointAt(0) ?? 0) < 0x2000) out = out.normalize('NFKD').replace(/[\u0300-\u036f]/g, '')
    out = out.toLowerCase()
    if (!needsLatinNear(cp)) out = LOOKALIKE.get(out) ?? out
  }
  if (cache.size < 20_000) cache.set(cp, out)
  return out
}

/** Zero-width, bidirectional control, variation selector, soft hyphen, combining accent, tag delimiters. */
const isInvisible = (c: number): boolean =>
  (c >= 0x200b && c <= 0x200f) ||
  (c >= 0x202a && c <= 0x202e) ||
  (c >= 0x2060 && c <= 0x206f) ||
  (c >= 0x300 && c <= 0x36f) ||
  (c >= 0xfe00 && c <= 0xfe0f) ||
  (c >= 0xe0100 && c <= 0xe01ef) ||
  c === 0xad ||
  c === 0xfeff ||
  c === 0x180e ||
  c === 0x34f ||
  c === 0xe0001 ||
  c === 0xe007f

export function fold(text: string): Folded {
  if (!NON_ASCII.test(text)) return { text: text.toLowerCase(), map: null, dropped: 0 }
  let out = ''
  let dropped = 0
  const offsets: number[] = []
  for (let i = 0; i < text.length;) {
    const cp = text.codePointAt(i) ?? 0
    const width = cp > 0xffff ? 2 : 1
    let piece: string
    if (cp < 128) piece = cp >= 65 && cp <= 90 ? String.fromCharCode(cp + 32) : text.charAt(i)
    else {
      piece = foldPoint(cp)
      if (piece === '') dropped++
      else if (needsLatinNear(cp) && LOOKALIKE.has(piece) && latinNear(text, i))
        piece = LOOKALIKE.get(piece) ?? piece
    }
    for (let k = 0; k < piece.length; k++) offsets.push(i)
    out += piece
    i += width
  }
  offsets.push(text.length)
  return { text: out, map: Int32Array.from(offsets), dropped }
}

/** Whether a Latin letter stands in the same word within LOOK characters. */
function latinNear(text: string, at: number): boolean {
  for (const step of [-1, 1]) {
    for (let i = at + step, n = 0; n < LOOK && i >= 0 && i < text.length; i += step, n++) {
      const c = text.charCodeAt(i)
      if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90)) return true
      if (c < 128 || (c >= 0x2000 && c <= 0x206f)) {
        if (c < 0x200b || c > 0x200f) break
      }
    }
  }
  return false
}

/** A folded text with digits and signs read as letters; same length. */
export function unleet(folded: string): string {
  return folded.replace(/[0134578@$|!+]/g, (c) => LEET[c] ?? c)
}
const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '|': 'l',
  '!': 'i',
  '+': 't',
}
export const rot13 = (text: string): string =>
  text.replace(/[a-z]/gi, (c) => {
    const base = c <= 'Z' ? 65 : 97
    return String.fromCharCode(((c.charCodeAt(0) - base + 13) % 26) + base)
  })

export const reversed = (text: string): string => [...text].toReversed().join('')

/** A stretch of the original that decodes to readable text. */
export type Decoded = {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly how: string
}

const DECODE_MAX = 8192
const PER_TEXT = 12

const BASE64 = charset('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')
const HEX = charset('0123456789abcdefABCDEFxX\\ ,:')

function charset(chars: string): Uint8Array {
  const out = new Uint8Array(128)
  for (const ch of chars) out[ch.charCodeAt(0)] = 1
  return out
}

/**
 * Stretches of at least `min` characters of a set, as start and end in turn. A stretch that long covers one position in every `min`, so
 * only those are looked at first: ordinary words cost nothing.
 */
function runsOf(text: string, set: Uint8Array, min: number): number[] {
  const runs: number[] = []
  const n = text.length
  for (let p = min - 1; p < n; p += min) {
    let c = text.charCodeAt(p)
    if (c > 127 || set[c] !== 1) continue
    let start = p
    while (start > 0 && p - start < min) {
      c = text.charCodeAt(start - 1)
      if (c > 127 || set[c] !== 1) break
      start--
    }
    let end = p + 1
    while (end < n) {
      c = text.charCodeAt(end)
      if (c > 127 || set[c] !== 1) break
      end++
    }
    if (end - start >= min) runs.push(start, end)
    p = Math.max(p, end - 1)
  }
  return runs
}

const URL_RUN = /(?:[A-Za-z0-9.,_~-]{0,12}%[0-9a-fA-F]{2}){3,}[A-Za-z0-9.,_~-]{0,64}/g

/**
 * Readable texts hidden in `text` by base64, hex or percent coding, at most PER_TEXT of each kind and DECODE_MAX characters each.
 * LIMIT: layers inside are not followed here; the caller may decode a result once more.
 */
export function decodeRuns(text: string): Decoded[] {
  const found: Decoded[] = []
  const take = (how: string, start: number, end: number, decode: (run: string) => string | null): boolean => {
    const decoded = decode(text.slice(start, Math.min(end, start + DECODE_MAX)))
    if (decoded === null || !readable(decoded)) return false
    found.push({ text: decoded, start, end, how })
    return true
  }
  let left = PER_TEXT
  const base64 = runsOf(text, BASE64, 16)
  for (let i = 0; i < base64.length && left > 0; i += 2)
    if (take('base64', base64[i] ?? 0, base64[i + 1] ?? 0, fromBase64)) left--
  left = PER_TEXT
  const hex = runsOf(text, HEX, 24)
  for (let i = 0; i < hex.length && left > 0; i += 2)
    if (take('hex', hex[i] ?? 0, hex[i + 1] ?? 0, fromHex)) left--
  if (text.includes('%')) {
    left = PER_TEXT
    for (const match of text.matchAll(URL_RUN))
      if (left > 0 && take('url', match.index, match.index + match[0].length, fromUrl)) left--
  }
  return found
}

/** Mostly printable with at least one space, or another layer of base64: not bytes that happen to decode. */
function readable(text: string): boolean {
  if (text.length < 8) return false
  let good = 0
  let spaces = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 32) spaces++
    if ((c >= 32 && c < 127) || c === 10 || c === 13 || c === 9 || (c >= 0xa0 && c < 0xfff0)) good++
  }
  return good / text.length > 0.95 && (spaces > 0 || /^[A-Za-z0-9+/_-]{24,}={0,2}$/.test(text))
}

const utf8 = new TextDecoder()

/** Null when the bytes are not UTF-8. Not by exception: random runs are common and throwing costs 10 microseconds. */
function bytesToText(bytes: Uint8Array): string | null {
  const text = utf8.decode(bytes)
  return text.includes('\ufffd') ? null : text
}

/** How often the kind of character (lower, upper, digit) changes, others passed over; scaled up from at most 200 characters. */
function turns(run: string): number {
  let count = 0
  let last = -1
  const n = Math.min(run.length, 200)
  for (let i = 0; i < n; i++) {
    const c = run.charCodeAt(i)
    const kind = c >= 97 && c <= 122 ? 0 : c >= 65 && c <= 90 ? 1 : c >= 48 && c <= 57 ? 2 : last
    if (kind !== last) count++
    last = kind
  }
  return run.length > 200 ? (count * run.length) / 200 : count
}

function fromBase64(run: string): string | null {
  const clean = run.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '')
  const whole = clean.slice(0, clean.length - (clean.length % 4 === 1 ? 1 : 0))
  // Words, paths and names are base64 letters too; coded prose changes between cases and digits all the time.
  if (turns(whole) * 3 < whole.length) return null
  const binary = atob(whole)
  return bytesToText(Uint8Array.from(binary, (c) => c.charCodeAt(0)))
}

function fromHex(run: string): string | null {
  const digits = run.replace(/0x|\\x|[ ,:\\xX]/g, '')
  if (digits.length < 24 || digits.length * 5 < run.length) return null
  const even = digits.slice(0, digits.length - (digits.length % 2))
  return bytesToText(Uint8Array.from(even.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)))
}

function fromUrl(run: string): string | null {
  const bytes: number[] = []
  for (let i = 0; i < run.length; i++) {
    const hex = run.charAt(i) === '%' ? run.slice(i + 1, i + 3) : ''
    if (/^[0-9a-fA-F]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16))
      i += 2
    } else bytes.push(run.charCodeAt(i) & 0xff)
  }
  return bytesToText(Uint8Array.from(bytes))
}

/** `i g n o r e   a l l` -> `ignore all`, with where it stood; null when there is no such stretch. */
export function unspace(folded: string): Decoded | null {
  const match = /(?:[a-z0-9][ ._*-]{1,4}){7}/.exec(folded)
  if (match === null) return null
  const start = match.index
  const part = folded.slice(start, start + 2000)
  const words = part
    .split(/[ ._*-]{2,}/)
    .map((word) => word.replace(/[ ._*-]/g, ''))
    .join(' ')
  return { text: words, start, end: start + part.length, how: 'spaced' }
}
