/** The console's side of the query grammar: chips, facets and windows rewrite the same text that a person may type. */
import { formatFilter, parseFilter, type Filter, type FilterFields, type FilterTerm } from '../lib/filter.ts'

/** The server knows which fields exist and answers with the near one; here each `name:` is taken as written. */
function fieldsIn(q: string): FilterFields {
  const names = [...q.matchAll(/(?:^|[\s-])([A-Za-z][A-Za-z0-9_.]*):/g)].map((m) => m[1] ?? '')
  return Object.fromEntries(names.map((n) => [n, n === 'age' ? ('age' as const) : ('text' as const)]))
}
/** Terms of `q`; an unreadable query gives none and its error. */
export function read(q: string): {
  readonly terms: readonly FilterTerm[]
  readonly error: { readonly at: number; readonly message: string } | null
} {
  const parsed = parseFilter(q, fieldsIn(q))
  return parsed.ok
    ? { terms: parsed.value.terms, error: null }
    : { terms: [], error: { at: parsed.error.at, message: parsed.error.message } }
}
const write = (terms: readonly FilterTerm[]): string => formatFilter({ terms } satisfies Filter)

export const valuesOf = (terms: readonly FilterTerm[], field: string): readonly string[] =>
  terms.flatMap((t) => (t.kind === 'is' && t.field === field && !t.negated ? t.values : []))

/** Adds or removes one value of one field. */
export function toggle(q: string, field: string, value: string, on: boolean): string {
  const { terms } = read(q)
  const values = valuesOf(terms, field).filter((v) => v !== value)
  const next = on ? [...values, value] : values
  const at = terms.findIndex((t) => t.kind === 'is' && t.field === field && !t.negated)
  const rest = terms.filter((t) => !(t.kind === 'is' && t.field === field && !t.negated))
  if (next.length === 0) return write(rest)
  const term: FilterTerm = { kind: 'is', field, negated: false, values: next }
  return write(at < 0 ? [...rest, term] : [...rest.slice(0, at), term, ...rest.slice(at)])
}
/** `key:"web shop"`: one field's values as a query, quoted where they must be. */
export const isOneOf = (field: string, values: readonly string[]): string =>
  write([{ kind: 'is', field, negated: false, values: [...values] }])
/** The request log under a query. */
export const callsWhere = (q: string): string => `/gateway/requests?q=${encodeURIComponent(q)}`
export const without = (q: string, index: number): string =>
  write(read(q).terms.filter((_, i) => i !== index))
const HOUR = 3_600_000
export const windows = [
  { value: 'all', label: 'All', ms: null },
  { value: '1h', label: 'Last hour', ms: HOUR },
  { value: '24h', label: '24 h', ms: 24 * HOUR },
  { value: '7d', label: '7 d', ms: 168 * HOUR },
] as const
export type Window = (typeof windows)[number]['value'] | 'own'
export function windowOf(q: string): Window {
  const age = read(q).terms.filter((t) => t.kind === 'age')
  if (age.length === 0) return 'all'
  const only = age[0]
  return (
    windows.find(
      (w) =>
        age.length === 1 && only?.kind === 'age' && only.than === '<' && !only.negated && w.ms === only.ms,
    )?.value ?? 'own'
  )
}
export function setWindow(q: string, value: Window): string {
  const rest = read(q).terms.filter((t) => t.kind !== 'age')
  const ms = windows.find((w) => w.value === value)?.ms ?? null
  return write(ms === null ? rest : [...rest, { kind: 'age', field: 'age', negated: false, than: '<', ms }])
}
/** A term as a chip shows it: `verdict: blocked, masked`, `age < 1 h`. */
export function chipText(term: FilterTerm): string {
  const no = term.negated ? 'not ' : ''
  if (term.kind === 'word') return `${no}“${term.text}”`
  if (term.kind === 'age')
    return `${no}${term.field} ${term.than} ${write([{ ...term, negated: false }]).replace(/^[^<>]*[<>]/, '')}`
  return `${no}${term.field}: ${term.values.join(', ')}`
}
