import type { Json } from './json.ts'
import { err, ok, type Result } from './result.ts'

/**
 * Canonical JSON as RFC 8785 (JCS) writes it, restricted to what evidence may hold: strings without lone surrogates, integers within
 * ±(2^53-1), booleans, null, arrays, plain objects; nesting <= 32. Decimals travel as strings. Every value that JSON.stringify would
 * silently change (undefined, NaN, Date, toJSON, bigint, class instances, holes) is refused with its path.
 */
export const CANONICAL_DEPTH_MAX = 32

/** `path` is a JSON Pointer (RFC 6901) to the value that was refused, '' for the root. */
export class CanonicalError extends Error {
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`not canonical JSON at \`${path || '/'}\`: ${reason}`)
    this.name = 'CanonicalError'
  }
}

/** RFC 8785 text of a value. Throws CanonicalError: a value we are about to hash that cannot be written is a broken invariant. */
export function canonicalize(value: unknown): string {
  try {
    return write(value, 0)
  } catch (error) {
    if (error instanceof Refused) throw new CanonicalError(error.path(), error.reason)
    throw error
  }
}

/** Collects the path while the refusal travels up, so that the ordinary case pays nothing for it. */
class Refused extends Error {
  readonly #steps: string[] = []
  constructor(readonly reason: string) {
    super(reason)
  }
  under(step: string | number): this {
    this.#steps.push(String(step).replaceAll('~', '~0').replaceAll('/', '~1'))
    return this
  }
  path(): string {
    return this.#steps
      .map((step) => `/${step}`)
      .toReversed()
      .join('')
  }
}

// Printable ASCII without quote and backslash needs no escaping; everything else goes through JSON.stringify, whose escapes are RFC 8785's.
const PLAIN = /^[ !#-[\]-~]*$/
const LONE_SURROGATE = /\p{Surrogate}/u

function writeString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`
  if (LONE_SURROGATE.test(text)) throw new Refused('a string holds a lone surrogate')
  return JSON.stringify(text)
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(value)
    case 'number':
      if (!Number.isSafeInteger(value))
        throw new Refused(`${value} is not an integer within 2^53-1; write decimals as strings`)
      return value === 0 ? '0' : String(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (depth >= CANONICAL_DEPTH_MAX) throw new Refused(`nested deeper than ${CANONICAL_DEPTH_MAX}`)
      return Array.isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1)
    default:
      throw new Refused(`${typeof value} has no JSON form`)
  }
}

function writeArray(items: readonly unknown[], depth: number): string {
  let text = '['
  for (let i = 0; i < items.length; i++) {
    if (i > 0) text += ','
    try {
      text += write(items[i], depth)
    } catch (error) {
      throw error instanceof Refused ? error.under(i) : error
    }
  }
  return `${text}]`
}

function writeObject(object: object, depth: number): string {
  if (!isPlain(object)) throw new Refused('only plain objects; a class instance has no JSON form of its own')
  if (Object.getOwnPropertySymbols(object).length > 0) throw new Refused('symbol keys have no JSON form')
  let text = '{'
  for (const key of sortedKeys(object)) {
    try {
      text += `${text.length > 1 ? ',' : ''}${writeKey(key)}${write(object[key], depth)}`
    } catch (error) {
      throw error instanceof Refused ? error.under(key) : error
    }
  }
  return `${text}}`
}

function isPlain(object: object): object is Readonly<Record<string, unknown>> {
  const proto: unknown = Object.getPrototypeOf(object)
  return proto === Object.prototype || proto === null
}

/** RFC 8785 section 3.2.3 sorts by UTF-16 code units, which is what comparing strings does. Most of our objects are written in order already. */
function sortedKeys(record: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(record)
  for (let i = 1; i < keys.length; i++) if ((keys[i - 1] ?? '') > (keys[i] ?? '')) return keys.sort()
  return keys
}

// Names of fields are few and repeat; the bound keeps a document full of odd keys from growing the cache.
const KEYS_CACHED_MAX = 2048
const KEY_CHARS_CACHED_MAX = 64
const writtenKeys = new Map<string, string>()

function writeKey(key: string): string {
  const known = writtenKeys.get(key)
  if (known !== undefined) return known
  const written = `${writeString(key)}:`
  if (writtenKeys.size < KEYS_CACHED_MAX && key.length <= KEY_CHARS_CACHED_MAX) writtenKeys.set(key, written)
  return written
}

export type ParseProblem = { readonly code: 'json_invalid'; readonly at: number; readonly detail: string }

/**
 * Parses JSON under the same restrictions and refuses duplicate keys; white space is allowed. `at` is an offset in UTF-16 code units.
 * Input that must be canonical is checked by comparing `canonicalize(value)` with the text.
 */
export function parseStrict(text: string): Result<Json, ParseProblem> {
  const parser = new Parser(text)
  try {
    return ok(parser.document())
  } catch (error) {
    if (error instanceof Refused) return err({ code: 'json_invalid', at: parser.at, detail: error.reason })
    throw error
  }
}

const SPACE = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const WORDS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const

function stringOf(raw: string): string {
  try {
    const value: unknown = JSON.parse(raw)
    if (typeof value === 'string') return value
  } catch {
    // Falls through: the only reasons left are these two.
  }
  throw new Refused('bad escape or control character in a string')
}

class Parser {
  at = 0
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }

  document(): Json {
    const value = this.#value(0)
    this.#space()
    if (this.at < this.#text.length) throw new Refused('text after the end of the document')
    return value
  }

  #space(): void {
    this.#match(SPACE)
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.at += found.length
    return found
  }

  #take(char: string): boolean {
    this.#space()
    if (this.#text[this.at] !== char) return false
    this.at++
    return true
  }

  #value(depth: number): Json {
    this.#space()
    const next = this.#text[this.at]
    if (next === '"') return this.#string()
    if (next === '{' || next === '[') {
      if (depth >= CANONICAL_DEPTH_MAX) throw new Refused(`nested deeper than ${CANONICAL_DEPTH_MAX}`)
      this.at++
      return next === '{' ? this.#object(depth + 1) : this.#array(depth + 1)
    }
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.at)) {
        this.at += word.length
        return value
      }
    }
    return this.#number()
  }

  #number(): number {
    const from = this.at
    const digits = this.#match(NUMBER)
    if (digits === undefined)
      throw new Refused(from < this.#text.length ? 'unexpected character' : 'unexpected end')
    const value = Number(digits)
    if (!/^-?[0-9]+$/.test(digits) || !Number.isSafeInteger(value) || Object.is(value, -0)) {
      this.at = from
      throw new Refused(
        `\`${digits.slice(0, 30)}\` is not an integer within 2^53-1; write decimals as strings`,
      )
    }
    return value
  }

  /** Finds the closing quote by hand (a pattern would recurse over megabytes) and leaves escapes and control characters to JSON.parse. */
  #string(): string {
    const from = this.at
    let end = this.#text.indexOf('"', from + 1)
    while (end !== -1 && this.#escaped(end, from)) end = this.#text.indexOf('"', end + 1)
    if (end === -1) throw new Refused('unterminated string')
    const value = stringOf(this.#text.slice(from, end + 1))
    if (LONE_SURROGATE.test(value)) throw new Refused('a string holds a lone surrogate')
    this.at = end + 1
    return value
  }

  /** Whether the quote at `end` follows an odd run of backslashes. Runs are disjoint, so the whole scan stays linear. */
  #escaped(end: number, from: number): boolean {
    let at = end - 1
    while (at > from && this.#text[at] === '\\') at--
    return (end - at) % 2 === 0
  }

  #array(depth: number): Json[] {
    const items: Json[] = []
    if (this.#take(']')) return items
    do items.push(this.#value(depth))
    while (this.#take(','))
    if (!this.#take(']')) throw new Refused('expected `,` or `]`')
    return items
  }

  #object(depth: number): { readonly [key: string]: Json } {
    const entries = new Map<string, Json>()
    if (this.#take('}')) return {}
    do {
      this.#space()
      const from = this.at
      if (this.#text[from] !== '"') throw new Refused('expected a key in quotes')
      const key = this.#string()
      if (entries.has(key)) {
        this.at = from
        throw new Refused(`duplicate key \`${key.slice(0, 60)}\``)
      }
      if (!this.#take(':')) throw new Refused('expected `:`')
      entries.set(key, this.#value(depth))
    } while (this.#take(','))
    if (!this.#take('}')) throw new Refused('expected `,` or `}`')
    // fromEntries defines own properties, so a key named `__proto__` stays data.
    return Object.fromEntries(entries)
  }
}
