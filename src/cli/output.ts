import { stringify } from 'yaml'
import { CliError, exit } from './exit.ts'

export const formats = ['table', 'json', 'yaml', 'ndjson', 'csv', 'md'] as const
export type Format = (typeof formats)[number]

/** One column: its head and how a row fills it. `right` aligns numbers. */
export type Column<T> = { readonly head: string; readonly cell: (row: T) => string; readonly right?: boolean }

export function parseFormat(value: string): Format {
  const format = formats.find((f) => f === value)
  if (format === undefined)
    throw new CliError(exit.usage, 'unknown_output', `unknown output \`${value}\``, {
      fix: `one of ${formats.join(', ')}`,
    })
  return format
}

/** Rows in the asked format; machine formats carry the full rows, people's formats the columns. Data only: notes go to stderr. */
export function renderRows<T extends object>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  format: Format,
): string {
  switch (format) {
    case 'json':
      return JSON.stringify(rows, null, 2)
    case 'ndjson':
      return rows.map((r) => JSON.stringify(r)).join('\n')
    case 'yaml':
      return stringify(rows).trimEnd()
    case 'csv':
      return [
        columns.map((c) => csvCell(c.head.toLowerCase())),
        ...rows.map((r) => columns.map((c) => csvCell(c.cell(r)))),
      ]
        .map((r) => r.join(','))
        .join('\r\n')
    case 'md':
      return [
        `| ${columns.map((c) => c.head).join(' | ')} |`,
        `|${columns.map((c) => (c.right ? '--:' : '---')).join('|')}|`,
        ...rows.map((r) => `| ${columns.map((c) => c.cell(r).replaceAll('|', '\\|')).join(' | ')} |`),
      ].join('\n')
    case 'table':
      return table(rows, columns)
  }
}

/** One object: `csv` and `md` show its fields, nested ones as JSON; people get YAML, which nests readably. */
export function renderOne(value: object, format: Format): string {
  switch (format) {
    case 'json':
      return JSON.stringify(value, null, 2)
    case 'ndjson':
      return JSON.stringify(value)
    case 'csv':
    case 'md':
      return renderRows(
        Object.entries(value).map(([field, inner]: [string, unknown]) => ({
          field,
          value: typeof inner === 'string' ? inner : JSON.stringify(inner),
        })),
        [
          { head: 'Field', cell: (row) => row.field },
          { head: 'Value', cell: (row) => row.value },
        ],
        format,
      )
    case 'yaml':
    case 'table':
      return stringify(value).trimEnd()
  }
}

function table<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  const cells = rows.map((r) => columns.map((c) => printable(c.cell(r))))
  const widths = columns.map((c, i) => Math.max(c.head.length, ...cells.map((r) => r[i]?.length ?? 0)))
  const line = (parts: readonly string[]): string =>
    parts
      .map((p, i) => (columns[i]?.right ? p.padStart(widths[i] ?? 0) : p.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  return [line(columns.map((c) => c.head.toUpperCase())), ...cells.map(line)].join('\n')
}

/** Names come from people: no terminal control sequence passes. */
const printable = (text: string): string =>
  Array.from(text, (c) => (isControl(c.codePointAt(0) ?? 0) ? '·' : c)).join('')

const isControl = (code: number): boolean => code < 0x20 || (code >= 0x7f && code < 0xa0)

/** RFC 4180, and a leading apostrophe where a spreadsheet would read a formula. */
function csvCell(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}
