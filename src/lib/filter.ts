/**
 * The query grammar of every list (`q=` in the API, the console's URL, the CLI):
 *
 *   query  = *( term )                      terms are joined by AND
 *   term   = [ "-" ] field ":" value *( "," value )   any of the values; "-" = none of them
 *          | [ "-" ] field ":" ( "<" | ">" ) duration  `age:<1h`, `age:>7d` (s, m, h, d, w)
 *          | word                           searched in ids and names
 *   value  = bare text without spaces, commas and quotes, or "in double quotes" (backslash escapes)
 *
 * The caller says which fields exist; an unknown one is an error that suggests the near one. Nothing here knows SQL.
 */
import { err, ok, type Result } from './result.ts'

export type FieldKind = 'text' | 'age' | { readonly oneOf: readonly string[] }
export type FilterFields = Readonly<Record<string, FieldKind>>

export type FilterTerm =
  | {
      readonly kind: 'is'
      readonly field: string
      readonly negated: boolean
      readonly values: readonly string[]
    }
  | {
      readonly kind: 'age'
      readonly field: string
      readonly negated: boolean
      readonly than: '<' | '>'
      readonly ms: number
    }
  | { readonly kind: 'word'; readonly negated: boolean; readonly text: string }

export type Filter = { readonly terms: readonly FilterTerm[] }

/** `at` is the UTF-16 offset in the query; `message` is lower case and says what to do. */
export type FilterError = {
  readonly code:
    'unknown_field' | 'unknown_value' | 'bad_duration' | 'empty_value' | 'open_quote' | 'too_long'
  readonly at: number
  readonly message: string
}

export const filterCharsMax = 2_000
const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** Linear in the query's length. The empty query gives no terms and matches everything. */
export function parseFilter(query: string, fields: FilterFields): Result<Filter, FilterError> {
  if (query.length > filterCharsMax) {
    return err({
      code: 'too_long',
      at: filterCharsMax,
      message: `a query has at most ${filterCharsMax} characters`,
    })
  }
  const terms: FilterTerm[] = []
  let at = 0
  while (at < query.length) {
    if (query.charCodeAt(at) <= 32) {
      at += 1
      continue
    }
    const start = at
    const negated = query[at] === '-' && at + 1 < query.length && query.charCodeAt(at + 1) > 32
    if (negated) at += 1
    const name = /^[A-Za-z][A-Za-z0-9_.]*(?=:)/.exec(query.slice(at, at + 64))?.[0]
    if (name === undefined) {
      const word = readValue(query, at, false)
      if (!word.ok) return word
      at = word.value.end
      if (word.value.text !== '') terms.push({ kind: 'word', negated, text: word.value.text })
      continue
    }
    const kind = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (kind === undefined)
      return err({ code: 'unknown_field', at: start, message: unknown('field', name, Object.keys(fields)) })
    at += name.length + 1
    const values: string[] = []
    for (;;) {
      const value = readValue(query, at, true)
      if (!value.ok) return value
      if (value.value.text === '' && !value.value.quoted) {
        return err({
          code: 'empty_value',
          at,
          message: `\`${name}:\` needs a value, for example \`${example(name, kind)}\``,
        })
      }
      values.push(value.value.text)
      at = value.value.end
      if (query[at] !== ',') break
      at += 1
    }
    const term = termOf(name, kind, negated, values, start)
    if (!term.ok) return term
    terms.push(term.value)
  }
  return ok({ terms })
}

function termOf(
  field: string,
  kind: FieldKind,
  negated: boolean,
  values: readonly string[],
  at: number,
): Result<FilterTerm, FilterError> {
  if (kind === 'text') return ok({ kind: 'is', field, negated, values })
  if (kind === 'age') {
    const match = /^([<>])(\d{1,6})([smhdw])$/.exec(values[0] ?? '')
    const unit = UNITS[match?.[3] ?? '']
    if (match === null || unit === undefined || values.length > 1) {
      return err({
        code: 'bad_duration',
        at,
        message: `write \`${field}:<1h\` or \`${field}:>7d\` (units s, m, h, d, w)`,
      })
    }
    return ok({
      kind: 'age',
      field,
      negated,
      than: match[1] === '<' ? '<' : '>',
      ms: Number(match[2]) * unit,
    })
  }
  for (const value of values) {
    if (!kind.oneOf.includes(value)) {
      return err({ code: 'unknown_value', at, message: unknown(`value for \`${field}\``, value, kind.oneOf) })
    }
  }
  return ok({ kind: 'is', field, negated, values })
}

type Value = { readonly text: string; readonly end: number; readonly quoted: boolean }

function readValue(query: string, from: number, commas: boolean): Result<Value, FilterError> {
  if (query[from] !== '"') {
    const stop = commas ? ',' : ' '
    let end = from
    while (end < query.length && query.charCodeAt(end) > 32 && query[end] !== stop) end += 1
    return ok({ text: query.slice(from, end), end, quoted: false })
  }
  let text = ''
  for (let i = from + 1; i < query.length; i++) {
    const c = query[i] ?? ''
    if (c === '"') return ok({ text, end: i + 1, quoted: true })
    if (c === '\\' && i + 1 < query.length) {
      i += 1
      text += query[i] ?? ''
    } else text += c
  }
  return err({ code: 'open_quote', at: from, message: 'a quoted value is not closed: add `"`' })
}

const example = (name: string, kind: FieldKind): string =>
  kind === 'age' ? `${name}:<1h` : kind === 'text' ? `${name}:a,b` : `${name}:${kind.oneOf[0] ?? 'a'}`

/** The same filter as text: parse(format(f)) = f. */
export function formatFilter(filter: Filter): string {
  return filter.terms
    .map((term) => {
      const sign = term.negated ? '-' : ''
      if (term.kind === 'word') return sign + quoted(term.text, true)
      if (term.kind === 'age') return `${sign}${term.field}:${term.than}${duration(term.ms)}`
      return `${sign}${term.field}:${term.values.map((v) => quoted(v, false)).join(',')}`
    })
    .join(' ')
}

const quoted = (text: string, word: boolean): string =>
  text === '' ||
  /[",\\]/.test(text) ||
  hasSpace(text) ||
  (word && (text.startsWith('-') || text.includes(':')))
    ? `"${text.replace(/[\\"]/g, (c) => `\\${c}`)}"`
    : text

/** Spaces and control characters end a bare value. */
function hasSpace(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) <= 32) return true
  return false
}

function duration(ms: number): string {
  for (const unit of ['w', 'd', 'h', 'm', 's']) {
    const size = UNITS[unit] ?? 1
    if (ms % size === 0 && ms >= size) return `${ms / size}${unit}`
  }
  return `${Math.round(ms / 1_000)}s`
}

function unknown(what: string, given: string, known: readonly string[]): string {
  const near = known
    .map((name) => ({ name, far: distance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0]
  const hint =
    near !== undefined && near.far <= 2 ? `did you mean \`${near.name}\`` : `there is ${known.join(', ')}`
  return `no ${what} \`${given.slice(0, 40)}\`: ${hint}`
}

/** Levenshtein's edit distance; both sides cut to 40 characters. */
function distance(a: string, b: string): number {
  const x = a.slice(0, 40)
  const y = b.slice(0, 40)
  let row = Array.from({ length: y.length + 1 }, (_, i) => i)
  for (let i = 1; i <= x.length; i++) {
    const next = [i]
    for (let j = 1; j <= y.length; j++) {
      const swap = (row[j - 1] ?? 0) + (x[i - 1] === y[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap))
    }
    row = next
  }
  return row[y.length] ?? 0
}
