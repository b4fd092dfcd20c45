import type { Origin } from '../../guardrails/contract.ts'
import { isObject, type Json } from './json.ts'

/**
 * Where the readers of requests put the texts that guards judge. Readers find every text that a model may read, whatever its role, under the
 * origin that it really has; a field that no reader knows is judged as a document's, because some server may know it.
 */
export interface PartList {
  /** `''` is no text. */
  add(origin: Origin, path: string, text: string, replace: (text: string) => void): void
  /** `holder[name]` when it is a string. */
  field(origin: Origin, path: string, holder: Json, name: string): void
  /** Every string at and below `holder[name]`. */
  deep(origin: Origin, path: string, holder: Json, name: string): void
}

/** Says what is wrong with a request, in the words of its format. */
export interface Complaints {
  wrong(param: string, expected: string, given: unknown): Error
  missing(param: string): Error
  empty(param: string): Error
}

/** What admission and routing need to know of a request. */
export type Asks = {
  readonly maxTokens: number | null
  readonly user: string | null
  /** True when the request holds text in a form that cannot be judged (token numbers). */
  readonly opaque: boolean
}

export const fieldsBut = (
  holder: Json,
  skip: ReadonlySet<string>,
  origin: Origin,
  path: string,
  parts: PartList,
): void => {
  for (const name of Object.keys(holder)) if (!skip.has(name)) parts.deep(origin, path, holder, name)
}

/** The list under `name`; each element must be an object. */
export function listOf(holder: Json, name: string, path: string, say: Complaints): readonly Json[] {
  const value = holder[name]
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw say.wrong(path, 'an array', value)
  return value.map((item: unknown, i) => {
    if (!isObject(item)) throw say.wrong(`${path}[${i}]`, 'an object', item)
    return item
  })
}

/** A positive whole number, or null where the field is absent. */
export function wholeNumber(holder: Json, name: string, say: Complaints): number | null {
  const value = holder[name]
  if (value === undefined || value === null) return null
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw say.wrong(name, 'a whole number', value)
  return value
}

export const userOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, 256) : null
