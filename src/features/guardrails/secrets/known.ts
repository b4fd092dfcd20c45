import { checksumHolds } from './checksum.ts'
import { alphabets, BODY_MAX, type SecretFormat } from './format.ts'
import { jwtScore } from './keys.ts'
import { isExampleBody } from './placeholders.ts'
import { shapeOf } from './randomness.ts'

export type Known = { readonly type: string; readonly end: number; readonly score: number }

export type Prefixes = {
  /** The format that stands at `start`, null if none does, 'open' when the text ends too early to say. */
  readonly at: (text: string, start: number, final: boolean) => Known | 'open' | null
  /** Whether any format begins with these two characters: one look into a table. */
  readonly begins: (a: number, b: number) => boolean
}

/** Formats indexed by their first two characters; the longest prefix first: `sk-ant-` before `sk-`. */
export function prefixes(formats: readonly SecretFormat[]): Prefixes {
  const index = new Uint16Array(128 * 128)
  const buckets: SecretFormat[][] = [[]]
  for (const format of formats) {
    const slot = (format.prefix.charCodeAt(0) << 7) | format.prefix.charCodeAt(1)
    const at = index[slot] ?? 0
    const bucket = at === 0 ? [] : (buckets[at] ?? [])
    if (at === 0) index[slot] = buckets.push(bucket) - 1
    bucket.push(format)
  }
  for (const bucket of buckets) bucket.sort((a, b) => b.prefix.length - a.prefix.length)
  const begins = (a: number, b: number): boolean => a < 128 && b < 128 && index[(a << 7) | b] !== 0
  const at: Prefixes['at'] = (text, start, final) => {
    const a = text.charCodeAt(start)
    const b = text.charCodeAt(start + 1)
    if (!begins(a, b)) return null
    for (const format of buckets[index[(a << 7) | b] ?? 0] ?? []) {
      if (!text.startsWith(format.prefix, start)) continue
      const found = matches(text, start, format, final)
      if (found !== null) return found
    }
    return null
  }
  return { at, begins }
}

function matches(text: string, start: number, format: SecretFormat, final: boolean): Known | 'open' | null {
  const set = alphabets[format.set]
  const from = start + format.prefix.length
  const cap = Math.min(text.length, from + BODY_MAX)
  let end = from
  while (end < cap) {
    const c = text.charCodeAt(end)
    if (c >= 128 || set[c] !== 1) break
    end++
  }
  if (end === text.length && end < from + BODY_MAX && !final) return 'open'
  // A sentence's full stop or comma is no part of the token, nor is a token that goes on in another alphabet.
  while (end > from && (text.charCodeAt(end - 1) === 46 || text.charCodeAt(end - 1) === 44)) end--
  const length = end - from
  if (length < format.min || length > format.max) return null
  if (format.set === 'h' && continues(text, end)) return null
  const body = text.slice(from, end)
  if (format.shape !== undefined && !format.shape.test(body)) return null
  const shape = shapeOf(text, from, Math.min(end, from + 96))
  if (isExampleBody(body, shape)) return null
  return { type: format.type, end, score: scoreOf(text, start, end, format, body) }
}

const continues = (text: string, end: number): boolean => {
  const c = text.charCodeAt(end)
  return (c >= 48 && c <= 57) || ((c | 32) >= 97 && (c | 32) <= 122)
}

function scoreOf(text: string, start: number, end: number, format: SecretFormat, body: string): number {
  if (format.type === 'jwt') return jwtScore(text, start, end)
  // A wrong checksum lowers nothing: a key that was cut, or retyped with one slip, is still worth a look.
  if ((format.type === 'github_token' || format.type === 'npm_token') && checksumHolds(body)) return 0.99
  return 0.95
}
