import type { Detector, RequestContext } from '../contract.ts'
import { windowDetector } from '../detector.ts'
import { addressOf, bare, hostFits, URL_MAX, urlsIn, walkUrls, type Address } from './links.ts'
import { Phrases } from './phrases.ts'

/** `![alt](`, `<img ... src="` before the URL itself. */
const LEAD_MAX = 256
/** Digits in a row, and addresses, that stand in the request and in a URL: a value that was put there. Five digits are a year or a size. */
const VALUE = /\d{6,32}|[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}/gi
/** Of a request; more are hardly read by anybody. */
const VALUES_MAX = 2_000
const VALUE_CHARS_MAX = 200_000

/** Words in a row of a URL that stand so in the request: text that was put there. */
const WORDS = 5

/** What is no news to anybody: hosts that were allowed or named by those who may, URLs that stood in the request as they are. */
type Known = {
  readonly allow: readonly string[]
  readonly hosts: ReadonlySet<string>
  readonly urls: ReadonlySet<string>
  readonly words: () => Phrases
  readonly values: () => ReadonlySet<string>
}
const NOTHING = new Phrases([])
const NO_VALUES: ReadonlySet<string> = new Set()

/**
 * Markdown and HTML that carry data to a foreign host when an answer is shown (images, frames, styles: at once) or clicked (links): long or
 * encoded values in query, path or host name, words of the request in the URL, placeholders to be filled. No foreign hosts: those that the policy
 * allows, and those that the system prompt or the user named; documents and tool results name none. A URL that stood in the request as it is
 * carries nothing new.
 */
export const exfiltrationLinks: Detector = {
  ...detector({
    allow: [],
    hosts: new Set(),
    urls: new Set(),
    words: () => NOTHING,
    values: () => NO_VALUES,
  }),
  bind({ allowHosts, texts }) {
    let words: Phrases | null = null
    let values: Set<string> | null = null
    return detector({
      allow: allowHosts,
      hosts: urlsIn(texts, (origin) => origin === 'system' || origin === 'user').hosts,
      urls: urlsIn(texts, () => true).urls,
      words: () =>
        (words ??= new Phrases(
          texts.map((t) => t.text),
          WORDS,
        )),
      values: () => (values ??= valuesOf(texts)),
    })
  },
}

function detector(known: Known): Detector {
  return {
    ...windowDetector({
      guard: 'exfiltration',
      version: 'exfiltration@2',
      chars: URL_MAX + 32,
      lookback: LEAD_MAX + 32,
      walk: (text, from, final, _origin, emit) =>
        walkUrls(text, from, final, (start, end) => {
          const url = bare(text.slice(start, end))
          const address = addressOf(url)
          if (address === null || !address.host.includes('.')) return
          if (hostFits(address.host, known.allow) || known.hosts.has(address.host) || known.urls.has(url))
            return
          const how = howShown(text, start)
          const score = scoreOf(address, how, known)
          if (score > 0) emit(`${how}_url`, start, start + url.length, score)
        }),
    }),
    types: ['image_url', 'link_url', 'bare_url'],
  }
}

type How = 'image' | 'link' | 'bare'

const AT_ONCE =
  /^<(?:img|iframe|script|link|video|audio|source|embed|object|input|body|image|svg|use|form|base|meta)\b/i

/** What leads to the URL decides: fetched when shown, when clicked, or only read. */
function howShown(text: string, start: number): How {
  const lead = text.slice(Math.max(0, start - LEAD_MAX), start)
  const end = lead.trimEnd().replace(/<$/, '')
  if (end.endsWith('](')) {
    const open = lead.lastIndexOf('[', end.length - 3)
    return open > 0 && lead.charAt(open - 1) === '!' ? 'image' : 'link'
  }
  // a definition of a reference, which an image may use: `[pixel]: https://...`
  if (end.endsWith(']:')) return 'image'
  const tag = lead.lastIndexOf('<')
  if (tag >= 0 && tag > lead.lastIndexOf('>')) {
    if (AT_ONCE.test(lead.slice(tag))) return 'image'
    if (/^<a\b/i.test(lead.slice(tag))) return 'link'
  }
  return /(?:url\(|@import)\s{0,4}["']?$/i.test(lead.slice(-16)) ? 'image' : 'bare'
}

/** Fetched at once counts most, clicked less, plain text least. 0: carries nothing. */
function scoreOf(address: Address, how: How, known: Known): number {
  const carried = payloadOf(address, known)
  if (carried === 'none') return how === 'image' && address.query.includes('=') ? 0.4 : 0
  // a link to the parcel that was asked about carries its number too: only what is fetched unasked counts in full
  if (carried === 'value') return how === 'image' ? 0.75 : how === 'link' ? 0.45 : 0.25
  const base = carried === 'words' || carried === 'placeholder' ? 0.9 : carried === 'encoded' ? 0.8 : 0.6
  return how === 'image' ? base : how === 'link' ? base - 0.15 : base - 0.3
}

const PLACEHOLDER = /[{[<](?:[a-z_ ]{2,40}|%[a-z]{2,40}%)[}\]>]|%7b[a-z_]{2,40}%7d|\$\{/i

function payloadOf(
  { host, path, query }: Address,
  { words, values }: Known,
): 'none' | 'long' | 'encoded' | 'placeholder' | 'words' | 'value' {
  if (PLACEHOLDER.test(path + query)) return 'placeholder'
  let repeats = false
  // joined by dashes, pluses or percent signs, they are words all the same
  words().walk(decoded(`${path} ${query}`), 0, true, () => (repeats = true))
  if (repeats) return 'words'
  const given = query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1))
  const labels = host.split('.')
  if ([...given, ...path.split('/'), ...labels.slice(0, -2)].some(encoded)) return 'encoded'
  for (const [found] of decoded(`${host}${path} ${query}`).matchAll(VALUE))
    if (values().has(found.toLowerCase())) return 'value'
  return given.some((v) => v.length >= 40) || labels.some((l) => l.length > 40) ? 'long' : 'none'
}

function valuesOf(texts: RequestContext['texts']): Set<string> {
  const out = new Set<string>()
  let left = VALUE_CHARS_MAX
  for (const { text } of texts) {
    const part = text.slice(0, left)
    left -= part.length
    for (const [found] of part.matchAll(VALUE)) {
      if (out.size >= VALUES_MAX) return out
      out.add(found.toLowerCase())
    }
  }
  return out
}

/** Base64, hex or base32 of at least 16 bytes: letters and digits mixed as no word is. A UUID, a number or a slug is none. */
function encoded(part: string): boolean {
  const value = part.replace(/\.[a-z]{2,4}$/i, '')
  if (value.length < 24 || !/^[A-Za-z0-9+/_=%-]+$/.test(value)) return false
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value)) return false
  const plain = value.replace(/%3d|=/gi, '')
  if (/^[0-9a-f]+$/i.test(plain)) return plain.length >= 32 && /\d/.test(plain) && /[a-f]/i.test(plain)
  const parts = plain.split(/[-_]/)
  if (parts.length > 2 && parts.every((p) => p.length < 16)) return false
  const digits = plain.replace(/\D/g, '').length
  const upper = plain.replace(/[^A-Z]/g, '').length
  const lower = plain.replace(/[^a-z]/g, '').length
  return digits > 0 && (upper >= 3 || lower >= 3) && (digits >= 3 || (upper >= 3 && lower >= 3))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (cause) {
    if (cause instanceof URIError) return text
    throw cause
  }
}
