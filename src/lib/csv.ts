import type { Json, JsonObject } from './json.ts'

/** Spreadsheets run cells that start with these as formulas; a leading apostrophe makes them text. Numbers stay numbers. */
const FORMULA = /^[=+\-@\t\r]/
const BARE = /^[^",\r\n]*$/

function cell(value: Json | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const guarded = FORMULA.test(text) ? `'${text}` : text
  return BARE.test(guarded) ? guarded : `"${guarded.replaceAll('"', '""')}"`
}

/** One line of RFC 4180, CRLF included. */
export const csvLine = (values: readonly (Json | undefined)[]): string => `${values.map(cell).join(',')}\r\n`

/** UTF-8 byte-order mark (spreadsheets need it), header, one line per row. A field that a row lacks is an empty cell. */
export function csvTable(columns: readonly string[], rows: readonly JsonObject[]): string {
  let text = '\ufeff' + csvLine(columns)
  for (const row of rows) text += csvLine(columns.map((column) => row[column]))
  return text
}

/** Columns of rows in order of first appearance. */
export function columnsOf(rows: readonly JsonObject[]): readonly string[] {
  const columns = new Set<string>()
  for (const row of rows) for (const key of Object.keys(row)) columns.add(key)
  return [...columns]
}
