import { isObject, parsed, type Json } from './json.ts'
import type { PartList } from './input.ts'

/** Deeper or longer arguments are judged as the text that they came as: no stack and no list is exhausted by a client. */
const DEPTH_MAX = 64
const TEXTS_MAX = 2_000
/** A key that reads like a name (`query`, `max_results`) says nothing; any other may be a text that the model reads. */
const PLAIN_KEY = /^[\w.$-]{1,40}$/
/** A number as long as a card's, an account's or a telephone's. */
const LONG_NUMBER = 10_000_000

type Found = { readonly path: string; readonly text: string; readonly replace: (text: string) => void }

/**
 * The arguments of a tool call under `holder[name]`, an object or the JSON text of one: each string (and long number, and odd key) in them is judged
 * as the text that it is. As one JSON text an instruction drowns between braces and escapes, and the same call would be judged otherwise in a
 * format that sends an object. What is no JSON is judged as it stands.
 */
export function argumentTexts(holder: Json, name: string, path: string, parts: PartList): void {
  const given = holder[name]
  const value = typeof given === 'string' ? parsed(given) : given
  const found: Found[] = []
  const at = `${path}.${name}`
  const written = typeof given === 'string' ? () => void (holder[name] = JSON.stringify(value)) : () => {}
  if ((!isObject(value) && !Array.isArray(value)) || !collected(value, at, found, written, 0))
    parts.deep('tool_arguments', path, holder, name)
  else for (const text of found) parts.add('tool_arguments', text.path, text.text, text.replace)
}

/** False where there is too much of it. */
function collected(
  value: Json | unknown[],
  path: string,
  found: Found[],
  written: () => void,
  depth: number,
): boolean {
  if (depth > DEPTH_MAX) return false
  const slots: Json = value as Json
  for (const first of Object.keys(slots)) {
    let key = first
    const at = `${path}.${PLAIN_KEY.test(first) ? first : '*'}`
    const item = slots[key]
    if (!PLAIN_KEY.test(key))
      found.push({
        path: at,
        text: key,
        replace(text) {
          const kept = slots[key]
          delete slots[key]
          slots[(key = text)] = kept
          written()
        },
      })
    if (typeof item === 'string' || (typeof item === 'number' && Math.abs(item) >= LONG_NUMBER))
      found.push({
        path: at,
        text: String(item),
        replace(text) {
          slots[key] = text
          written()
        },
      })
    else if (isObject(item) || Array.isArray(item)) {
      if (!collected(item, at, found, written, depth + 1)) return false
    }
    if (found.length > TEXTS_MAX) return false
  }
  return true
}
