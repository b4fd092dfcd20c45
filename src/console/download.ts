/** Hands `text` to the browser as a file. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const a = document.createElement('a')
  a.href = url
  a.download = name
  a.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
/** RFC 4180 with a byte-order mark; cells that a spreadsheet would run as a formula are guarded with an apostrophe. */
export function csv(
  heads: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cell = (v: string | number | null): string => {
    const text = v === null ? '' : String(v)
    const guarded = typeof v === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(guarded) ? `"${guarded.replace(/"/g, '""')}"` : guarded
  }
  return `\ufeff${[heads, ...rows].map((r) => r.map(cell).join(',')).join('\r\n')}\r\n`
}
