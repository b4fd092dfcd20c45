import type { Expr, Operand } from '../../../lib/predicate/types.ts'
import type { TestDefinition } from '../model.ts'

/** Short forms for writing tests as data in TypeScript. They make plain JSON and nothing else. */
export const f = (field: string): Operand => ({ field })
export const outer = (field: string): Operand => ({ outer: field })
export const at = (text: string): Operand => ({ at: text })
export const is = (field: string, value: string | number | boolean | null): Expr => ({
  eq: [f(field), value],
})
export const isNot = (field: string, value: string | number | boolean | null): Expr => ({
  ne: [f(field), value],
})
export const all = (...parts: readonly Expr[]): Expr => ({ and: parts })
export const any = (...parts: readonly Expr[]): Expr => ({ or: parts })
export const not = (expr: Expr): Expr => ({ not: expr })
export const present = (field: string): Expr => ({ present: f(field) })
export const absent = (field: string): Expr => ({ absent: f(field) })

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** Results of calls are looked at every minute; an hour without any look is stale. */
export const live = { windowMs: DAY_MS, freshForMs: HOUR_MS, watch: true } as const
/** Things that change by events: a day of events and the 15-minute schedule would have to fail before a result is stale. */
export const standing = { windowMs: 90 * DAY_MS, freshForMs: HOUR_MS, watch: false } as const

export const page =
  (prefix: string): TestDefinition['href'] =>
  (key) =>
    `${prefix}${encodeURIComponent(key)}`
export const fixed =
  (path: string): TestDefinition['href'] =>
  () =>
    path
