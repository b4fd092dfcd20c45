import type { Detector, RequestContext } from '../contract.ts'
import { windowDetector } from '../detector.ts'
import { isDigit, lexicon } from '../words.ts'
import { addressOf, bare, hostFits, URL_MAX, urlsIn, walkUrls } from './links.ts'
import { standingOf, type Ecosystem } from './packages.ts'
import { segmentDetector } from './segments.ts'

/** What the request said, in lower case: a source that stands there is not invented. */
type Sources = {
  readonly urls: ReadonlySet<string>
  readonly hosts: ReadonlySet<string>
  readonly allow: readonly string[]
  readonly says: (text: string) => boolean
  readonly packages: ReadonlySet<string>
  /** Numbers of `[n]` markers that the request has; empty: none, so markers of the answer mean nothing to us. */
  readonly markers: ReadonlySet<string>
}
const NONE: Sources = {
  urls: new Set(),
  hosts: new Set(),
  allow: [],
  says: () => false,
  packages: new Set(),
  markers: new Set(),
}
const TEXT_MAX = 500_000

function sourcesOf({ texts, allowHosts, packages }: RequestContext): Sources {
  const all = texts
    .map((t) => t.text)
    .join('\n')
    .slice(0, TEXT_MAX)
  const given = texts.filter((t) => t.origin !== 'assistant')
  const lower = all.toLowerCase()
  return {
    ...urlsIn(texts, () => true),
    allow: allowHosts,
    says: (text) => lower.includes(text.toLowerCase()),
    packages: new Set(packages),
    markers: new Set(
      given.flatMap((t) => [...t.text.slice(0, TEXT_MAX).matchAll(/\[(\d{1,3})\]/g)].map((m) => m[1] ?? '')),
    ),
  }
}

/** Places that everybody cites: the page may be invented, the site is not. */
const KNOWN_HOSTS =
  'wikipedia.org github.com gitlab.com npmjs.com pypi.org python.org nodejs.org mozilla.org w3.org ietf.org rfc-editor.org stackoverflow.com arxiv.org doi.org nih.gov who.int europa.eu un.org iso.org nist.gov owasp.org cve.org microsoft.com apple.com google.com amazon.com openai.com anthropic.com huggingface.co youtube.com bbc.co.uk bbc.com reuters.com nature.com science.org ieee.org acm.org springer.com sciencedirect.com jstor.org archive.org kubernetes.io docker.com postgresql.org redis.io mongodb.com cloudflare.com debian.org ubuntu.com kernel.org gnu.org apache.org readthedocs.io example.com example.org example.net localhost'.split(
    ' ',
  )
const isKnown = (host: string): boolean => KNOWN_HOSTS.some((k) => host === k || host.endsWith(`.${k}`))

function urls(sources: Sources): Detector {
  return {
    ...windowDetector({
      guard: 'citations',
      version: 'citations-urls@1',
      chars: URL_MAX + 32,
      lookback: 32,
      walk: (text, from, final, _origin, emit) =>
        walkUrls(text, from, final, (start, end) => {
          const url = bare(text.slice(start, end))
          const address = addressOf(url)
          if (address === null || sources.urls.has(url) || hostFits(address.host, sources.allow)) return
          const malformed =
            !/^(?:[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,62})\.)+[a-z\u00a1-\uffff]{2,24}$|^localhost$|^[\d.]{7,15}$|^\[[0-9a-f:]+\]$/i.test(
              address.host,
            )
          const bareHost = address.path.length < 2 && address.query === ''
          if (malformed) emit('malformed_url', start, start + url.length, 0.7)
          else if (sources.hosts.has(address.host))
            emit('unlisted_url', start, start + url.length, bareHost ? 0.1 : 0.45)
          else if (isKnown(address.host))
            emit('unlisted_url', start, start + url.length, bareHost ? 0.1 : 0.35)
          else emit('unknown_url', start, start + url.length, 0.55)
        }),
    }),
    types: ['malformed_url', 'unlisted_url', 'unknown_url'],
  }
}

/** Web addresses of the answer that the request does not contain. Nothing is fetched: it says that we cannot know, or that it cannot be one. */
export const inventedUrls: Detector = { ...urls(NONE), bind: (context) => urls(sourcesOf(context)) }

const MARKER_CHARS = 8
const DOI_MAX = 128

function references(sources: Sources): Detector {
  return {
    ...windowDetector({
      guard: 'citations',
      version: 'citations-references@1',
      chars: DOI_MAX + 16,
      lookback: 8,
      walk(text, from, final, _origin, emit) {
        let hold = text.length
        const open = (at: number): void => void (hold = final ? hold : Math.min(hold, Math.max(from, at)))
        for (let at = text.indexOf('10.', from); at >= 0; at = text.indexOf('10.', at + 3)) {
          const end = doiEnd(text, at)
          if (end === text.length && end - at < DOI_MAX && !final) {
            open(at)
            break
          }
          judgeDoi(text, at, end, sources, emit)
          // the registrant's dot belongs to this one
        }
        if (sources.markers.size > 0)
          for (let at = text.indexOf('[', from); at >= 0; at = text.indexOf('[', at + 1)) {
            let end = at + 1
            while (end < text.length && end - at < MARKER_CHARS && isDigit(text.charCodeAt(end))) end++
            if (end === text.length && end - at < MARKER_CHARS && !final) {
              open(at)
              break
            }
            const number = text.slice(at + 1, end)
            if (
              number !== '' &&
              text.charCodeAt(end) === 93 &&
              number.length <= 3 &&
              !sources.markers.has(number) &&
              !isIndex(text, at)
            )
              emit('unknown_source', at, end + 1, 0.7)
          }
        // `1`, `10` at the very end may become `10.`
        if (!final) {
          const n = text.length
          if (text.endsWith('10')) open(n - 2)
          else if (text.endsWith('1')) open(n - 1)
        }
        return hold
      },
    }),
    types: ['malformed_doi', 'unverified_doi', 'unknown_source'],
  }
}

/** `list[3]` of code. */
const isIndex = (text: string, at: number): boolean => /[\w$\])]/.test(text.charAt(at - 1)) && at > 0

function doiEnd(text: string, start: number): number {
  let i = start
  for (; i < text.length && i - start < DOI_MAX; i++) {
    const c = text.charCodeAt(i)
    if (c <= 32 || c === 34 || c === 39 || c === 60 || c === 62 || c === 93 || c === 125 || c === 44) break
  }
  return i
}

function judgeDoi(
  text: string,
  start: number,
  end: number,
  sources: Sources,
  emit: (type: string, start: number, end: number, score: number) => void,
): void {
  // a decimal number, a version or part of a longer one
  if (start > 0 && (isDigit(text.charCodeAt(start - 1)) || text.charCodeAt(start - 1) === 46)) return
  const doi = bare(text.slice(start, end)).replace(/\)+$/, '')
  const match = /^10\.(\d{1,9})(?:\.\d{1,9}){0,3}\/(.{1,120})$/.exec(doi)
  if (match === null || sources.says(doi)) return
  const registrant = match[1] ?? ''
  // registrants have four or five digits so far; DOI Handbook, 2.2.2
  const malformed = registrant.length < 4 || registrant.length > 5 || registrant.startsWith('0')
  emit(malformed ? 'malformed_doi' : 'unverified_doi', start, start + doi.length, malformed ? 0.7 : 0.5)
}

/** DOIs that are not the request's, and `[n]` markers of which the request has no such number. */
export const inventedReferences: Detector = {
  ...references(NONE),
  bind: (context) => references(sourcesOf(context)),
}

const NAMES = lexicon([['arxiv isbn npm npx pnpm yarn pip uv poetry bun require from import al', 1]])

function named(sources: Sources): Detector {
  return segmentDetector({
    guard: 'citations',
    version: 'citations-names@1',
    types: [
      'malformed_arxiv',
      'unverified_arxiv',
      'malformed_isbn',
      'unverified_isbn',
      'unknown_reference',
      'unknown_package',
      'lookalike_package',
    ],
    triggers: NAMES,
    back: 48,
    forward: 200,
    ends: (c) => c === 10 || c === 13,
    judge(line, at, _origin, emit) {
      const rest = line.slice(at)
      for (const m of rest.matchAll(
        /\barxiv[:.\s/]{1,3}(?:abs\/|pdf\/)?(\d{2})(\d{2})\.(\d{3,6})(v\d{1,2})?/gi,
      )) {
        if (sources.says(`${m[1]}${m[2]}.${m[3]}`)) continue
        const bad = arxivWrong(Number(m[1]), Number(m[2]), m[3] ?? '')
        emit(
          bad ? 'malformed_arxiv' : 'unverified_arxiv',
          at + m.index,
          at + m.index + m[0].length,
          bad ? 0.8 : 0.5,
        )
      }
      for (const m of rest.matchAll(/\bISBN(?:-1[03])?:?\s{0,3}((?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx])/g)) {
        const digits = (m[1] ?? '').replace(/[- ]/g, '').toUpperCase()
        if (sources.says(m[1] ?? '') || sources.says(digits)) continue
        const bad = !isbnValid(digits)
        emit(
          bad ? 'malformed_isbn' : 'unverified_isbn',
          at + m.index,
          at + m.index + m[0].length,
          bad ? 0.8 : 0.35,
        )
      }
      const author = /([A-Z][\p{L}'-]{1,30}) et al\.?,? ?\(?(\d{4})/u.exec(line)
      if (author !== null && author.index + author[0].length > at && !sources.says(author[1] ?? ''))
        emit('unknown_reference', author.index, author.index + author[0].length, 0.5)
      for (const { name, ecosystem, start } of packagesOf(rest)) {
        const standing = standingOf(name, ecosystem, (n) => sources.packages.has(n) || sources.says(n))
        if (standing !== 'known')
          emit(
            `${standing}_package`,
            at + start,
            at + start + name.length,
            standing === 'lookalike' ? 0.8 : 0.5,
          )
      }
    },
  })
}

/** arXiv identifiers since April 2007: two digits of year, month, then four digits until 2014 and five since. */
const arxivWrong = (year: number, month: number, number: string): boolean =>
  month < 1 || month > 12 || year < 7 || (year === 7 && month < 4) || number.length !== (year < 15 ? 4 : 5)

function isbnValid(digits: string): boolean {
  if (digits.length === 13) {
    let sum = 0
    for (let i = 0; i < 13; i++) sum += Number(digits.charAt(i)) * (i % 2 === 0 ? 1 : 3)
    return sum % 10 === 0
  }
  if (digits.length !== 10) return false
  let sum = 0
  for (let i = 0; i < 10; i++) sum += (digits.charAt(i) === 'X' ? 10 : Number(digits.charAt(i))) * (10 - i)
  return sum % 11 === 0
}

const INSTALL: readonly (readonly [RegExp, Ecosystem])[] = [
  [
    /\b(?:npm\s+(?:i|install|add|exec)|npx|pnpm\s+(?:i|install|add|dlx)|yarn\s+(?:add|dlx)|bun\s+add|bunx)\s+([^\n`;&|)]{1,180})/,
    'npm',
  ],
  [
    /\b(?:pip3?\s+install|uv\s+(?:add|pip\s+install)|poetry\s+add|python3?\s+-m\s+pip\s+install)\s+([^\n`;&|)]{1,180})/,
    'pypi',
  ],
]
const IMPORT = /\b(?:from\s+|require\s*\(\s*|import\s*\(\s*|import\s+)["']([^"'\s./][^"'\s]{0,100})["']/g
const NAME: Readonly<Record<Ecosystem, RegExp>> = {
  npm: /^(?:@[a-z0-9][a-z0-9._~-]{0,60}\/)?[a-z0-9][a-z0-9._~-]{0,100}(?=@|$)/,
  pypi: /^[A-Za-z0-9][A-Za-z0-9._-]{0,100}(?=[[<>=~!]|$)/,
}

/** Names that the line installs or imports, with where they stand. */
function packagesOf(line: string): { name: string; ecosystem: Ecosystem; start: number }[] {
  const out: { name: string; ecosystem: Ecosystem; start: number }[] = []
  for (const [pattern, ecosystem] of INSTALL) {
    const match = pattern.exec(line)
    if (match === null) continue
    let at = match.index + match[0].length - (match[1] ?? '').length
    for (const word of (match[1] ?? '').split(' ')) {
      const name = word.startsWith('-') ? undefined : NAME[ecosystem].exec(word)?.[0]
      // the sentence goes on: `npm install foo and then`
      if (word !== '' && !word.startsWith('-') && name === undefined) break
      if (name !== undefined && STOP.has(name)) break
      if (name !== undefined) out.push({ name, ecosystem, start: at })
      at += word.length + 1
    }
  }
  for (const match of line.matchAll(IMPORT)) {
    const whole = match[1] ?? ''
    const name = whole.startsWith('@') ? whole.split('/').slice(0, 2).join('/') : (whole.split('/')[0] ?? '')
    if (NAME.npm.test(name) || name.startsWith('node:'))
      out.push({ name, ecosystem: 'npm', start: match.index + match[0].lastIndexOf(whole) })
  }
  return out
}
const STOP = new Set('and or to in the a it then with for from this that your is will as on -r .'.split(' '))

/** arXiv and ISBN numbers by their rules, `Name et al. (year)` whose name the request never says, packages that nobody here knows. */
export const inventedNames: Detector = { ...named(NONE), bind: (context) => named(sourcesOf(context)) }
