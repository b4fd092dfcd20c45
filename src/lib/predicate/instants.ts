const STAMP = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,3})?Z$/
const TERM = /^([A-Za-z][A-Za-z0-9]*)(?:\s*([+-])\s*([0-9]{1,9})(ms|s|m|h|d))?$/
const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds since the epoch of an ISO 8601 instant in UTC; undefined for anything else. */
export function instantMs(value: unknown): number | undefined {
  if (typeof value !== 'string' || !STAMP.test(value)) return undefined
  const ms = Date.parse(value)
  return Number.isNaN(ms) ? undefined : ms
}

/** `now`, `now - 90d`, `createdAt + 1h`: the name and the milliseconds to add; undefined when it does not read so. */
export function parseAt(text: string): { readonly name: string; readonly offsetMs: number } | undefined {
  const [, name, sign, digits, unit] = TERM.exec(text.trim()) ?? []
  if (name === undefined) return undefined
  if (sign === undefined || digits === undefined) return { name, offsetMs: 0 }
  const scale = Object.entries(UNIT_MS).find(([key]) => key === unit)?.[1] ?? 0
  return { name, offsetMs: (sign === '-' ? -1 : 1) * Number(digits) * scale }
}
