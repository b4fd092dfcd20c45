/** JSON values as they came: every reader here takes what it knows and leaves the rest alone. */
export type Json = Record<string, unknown>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The elements that are objects; anything else is none. */
export const objectsOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isObject) : []

export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null
export const countOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
export const objectOf = (value: unknown): Json | null => (isObject(value) ? value : null)

/** The value of a JSON text, or null where it is none: arguments of tools come from models, who write what they like. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
}

/** A copy without the fields that are undefined, so that optional fields can be written in one literal. */
export function compact(value: Json): Json {
  const out: Json = {}
  for (const [name, item] of Object.entries(value)) if (item !== undefined && item !== null) out[name] = item
  return out
}
