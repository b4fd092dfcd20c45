/** URLs of a text and what they carry; shared by the guards for exfiltration and for invented sources. */
import type { Origin, TextPart } from '../contract.ts'

export const URL_MAX = 2_048
/** A scheme that is still being written at the end of the text. */
const HEAD_MAX = 12

/**
 * Every URL (`https://...`, `//...`) that starts at or after `from`; the first offset at which one may have begun. Linear in the text.
 * Needs HEAD_MAX code units of context before `from`.
 */
export function walkUrls(
  text: string,
  from: number,
  final: boolean,
  visit: (start: number, end: number) => void,
): number {
  const n = text.length
  for (let i = from; ;) {
    const slashes = text.indexOf('//', i)
    if (slashes < 0) return final ? n : headStart(text, from)
    const start = schemeStart(text, slashes)
    const end = urlEnd(text, slashes)
    if (end === n && !final && end - slashes < URL_MAX)
      return Math.min(Math.max(from, start), headStart(text, from))
    if (start >= from && end > slashes + 2) visit(start, end)
    i = Math.max(end, slashes + 2)
  }
}

function headStart(text: string, from: number): number {
  let s = text.length
  while (s > from && text.length - s < HEAD_MAX && isHead(text.charCodeAt(s - 1))) s--
  return s
}
const isLetter = (c: number): boolean => (c >= 97 && c <= 122) || (c >= 65 && c <= 90)
const isHead = (c: number): boolean => c === 47 || c === 58 || isLetter(c)

function schemeStart(text: string, slashes: number): number {
  if (text.charCodeAt(slashes - 1) !== 58) return slashes
  let s = slashes - 1
  while (s > 0 && slashes - s < HEAD_MAX - 3 && isLetter(text.charCodeAt(s - 1))) s--
  return s
}

/** Where a URL ends: at a space, a quote, an angle bracket, or a closing bracket that it did not open. */
function urlEnd(text: string, start: number): number {
  let round = 0
  let i = start
  for (; i < text.length && i - start < URL_MAX; i++) {
    const c = text.charCodeAt(i)
    if (c <= 32 || STOPS.has(c)) break
    if (c === 40) round++
    if (c === 41 && --round < 0) break
  }
  return i
}
const STOPS = new Set([...'"\'<>`]\\|^。，”»'].map((c) => c.charCodeAt(0)))

/** Without the full stop, comma or the like that ends its sentence. */
export function bare(url: string): string {
  let to = url.length
  while (to > 0 && '.,;:!?*_~'.includes(url.charAt(to - 1))) to--
  return url.slice(0, to)
}

export type Address = {
  /** Lower case, without port and user. */
  readonly host: string
  readonly path: string
  /** Query and fragment. */
  readonly query: string
}

/** Parts of `https://host/path?query` or `//host/path`; null where there is no host. Own and simple, so that no input makes it fail. */
export function addressOf(url: string): Address | null {
  const slashes = url.indexOf('//')
  if (slashes < 0) return null
  const rest = url.slice(slashes + 2)
  const hostEnd = endOf(rest, '/?#')
  const authority = rest.slice(0, hostEnd)
  const host = authority
    .slice(authority.lastIndexOf('@') + 1)
    .replace(/:\d{0,5}$/, '')
    .toLowerCase()
  if (host === '') return null
  const tail = rest.slice(hostEnd)
  const pathEnd = endOf(tail, '?#')
  return { host, path: tail.slice(0, pathEnd), query: tail.slice(pathEnd + 1) }
}

function endOf(text: string, stops: string): number {
  for (let i = 0; i < text.length; i++) if (stops.includes(text.charAt(i))) return i
  return text.length
}

/** `example.com` fits itself, `*.example.com` what is below it. */
export const hostFits = (host: string, patterns: readonly string[]): boolean =>
  patterns.some((p) => {
    const pattern = p.replace(/:\d+$/, '')
    return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern
  })

/** URLs and hosts that stand in texts of these origins. */
export function urlsIn(
  texts: readonly TextPart[],
  origins: (origin: Origin) => boolean,
): { readonly urls: ReadonlySet<string>; readonly hosts: ReadonlySet<string> } {
  const urls = new Set<string>()
  const hosts = new Set<string>()
  for (const { origin, text } of texts)
    if (origins(origin))
      walkUrls(text, 0, true, (start, end) => {
        const url = bare(text.slice(start, end))
        urls.add(url)
        const address = addressOf(url)
        if (address !== null) hosts.add(address.host)
      })
  return { urls, hosts }
}
