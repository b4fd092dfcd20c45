import { describe, expect, it } from 'vitest'
import { CanonicalError, canonicalize, parseStrict } from './canonical.ts'
import type { Json } from './json.ts'

/** Small deterministic generator (mulberry32); the seed is in each failure. */
function randomOf(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
const ALPHABET = [
  'a',
  'B',
  '"',
  '\\',
  '/',
  '\n',
  '\t',
  '\u0000',
  '\u001f',
  '\u007f',
  'é',
  '\u20ac',
  '\u2028',
  '😀',
  '\ufb33',
  'z',
]
function randomJson(random: () => number, depth: number): Json {
  const text = (): string =>
    Array.from(
      { length: Math.floor(random() * 6) },
      () => ALPHABET[Math.floor(random() * ALPHABET.length)],
    ).join('')
  const kind = Math.floor(random() * (depth > 4 ? 4 : 6))
  if (kind === 0) return text()
  if (kind === 1) return Math.floor((random() - 0.5) * Number.MAX_SAFE_INTEGER * 2)
  if (kind === 2) return random() < 0.5
  if (kind === 3) return null
  if (kind === 4) return Array.from({ length: Math.floor(random() * 4) }, () => randomJson(random, depth + 1))
  return Object.fromEntries(
    Array.from({ length: Math.floor(random() * 4) }, () => [text(), randomJson(random, depth + 1)]),
  )
}
/** The obvious slow way, as a second opinion. */
function slow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(slow).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([k, v]) => `${JSON.stringify(k)}:${slow(v)}`)
      .join(',')}}`
  }
  return JSON.stringify(value)
}
const nest = (levels: number): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner) => [inner], 1)

describe('canonicalize', () => {
  it('sorts keys by UTF-16 code units as the example of RFC 8785 section 3.2.3', () => {
    const given = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }
    expect(canonicalize(given)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    )
  })

  it('escapes as RFC 8785 section 3.2.2.2', () => {
    expect(canonicalize('€$\u000f\nA\'B"\\\\"/')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"')
    expect(canonicalize('\b\t\n\f\r\u0000\u001b\u007f\u2028')).toBe(
      '"\\b\\t\\n\\f\\r\\u0000\\u001b\u007f\u2028"',
    )
  })

  it('equals a plain recursive writer on 3,000 random documents, and parseStrict gives each back', () => {
    for (let seed = 1; seed <= 3000; seed++) {
      const value = randomJson(randomOf(seed), 0)
      const text = canonicalize(value)
      expect(text, `seed ${seed}`).toBe(slow(value))
      const parsed = parseStrict(text)
      expect(parsed.ok && canonicalize(parsed.value), `seed ${seed}`).toBe(text)
    }
  })

  it.each([
    ['NaN', { a: [1, Number.NaN] }, '/a/1'],
    ['infinity', Number.POSITIVE_INFINITY, ''],
    ['a float', { score: 0.97 }, '/score'],
    ['beyond 2^53-1', 2 ** 53, ''],
    ['undefined', { a: undefined }, '/a'],
    ['a hole', Object.assign(Array(3), { 0: 1, 2: 3 }), '/1'],
    ['a function named toJSON', { toJSON: () => 1 }, '/toJSON'],
    ['a Date', { at: new Date(0) }, '/at'],
    ['a Map', new Map(), ''],
    ['a buffer', { b: new Uint8Array(2) }, '/b'],
    ['bigint', { n: 1n }, '/n'],
    ['a symbol key', { [Symbol('x')]: 1 }, ''],
    ['a lone surrogate', { s: 'a\ud800b' }, '/s'],
    ['a lone surrogate in a key', { 'x\udfff': 1 }, '/x\udfff'],
    ['33 levels', nest(33), '/0'.repeat(32)],
  ])('refuses %s and says where', (_, value, path) => {
    expect(() => canonicalize(value)).toThrow(CanonicalError)
    try {
      canonicalize(value)
    } catch (error) {
      expect(error instanceof CanonicalError && error.path).toBe(path)
    }
  })

  it('accepts 32 levels, and writes minus zero as 0', () => {
    expect(canonicalize(nest(32))).toBe(`${'['.repeat(32)}1${']'.repeat(32)}`)
    expect(canonicalize(-0)).toBe('0')
  })

  it('ends on a cycle', () => {
    const loop: unknown[] = []
    loop.push(loop)
    expect(() => canonicalize(loop)).toThrow(/nested deeper/)
  })
})

describe('parseStrict', () => {
  it.each([
    ['{"a":1,"b":2,"a":3}', 'duplicate key `a`', 13],
    ['{"a":1,"\\u0061":3}', 'duplicate key `a`', 7],
    ['"\\ud800"', 'lone surrogate', 0],
    ['1.5', 'not an integer', 0],
    ['1e3', 'not an integer', 0],
    ['-0', 'not an integer', 0],
    ['9007199254740992', 'not an integer', 0],
    ['01', 'text after the end', 1],
    ['{"a":1} x', 'text after the end', 8],
    ['[1,]', 'unexpected character', 3],
    ['{"a":1,}', 'expected a key', 7],
    ['{a:1}', 'expected a key', 1],
    ["'a'", 'unexpected character', 0],
    ['"a\nb"', 'control character', 0],
    ['"a', 'unterminated string', 0],
    ['', 'unexpected end', 0],
    ['[1', 'expected `,` or `]`', 2],
    ['"\\x41"', 'bad escape', 0],
    ['\ufeff1', 'unexpected character', 0],
    [`${'['.repeat(33)}1${']'.repeat(33)}`, 'nested deeper', 32],
  ])('refuses %j', (text, detail, at) => {
    const parsed = parseStrict(text)
    expect(parsed.ok).toBe(false)
    if (!parsed.ok) {
      expect(parsed.error.detail).toContain(detail)
      expect(parsed.error.at).toBe(at)
    }
  })

  it('keeps a key named __proto__ as data and leaves the prototype alone', () => {
    const parsed = parseStrict('{"__proto__":{"admin":true}}')
    expect(parsed.ok && Object.keys(parsed.value ?? {})).toEqual(['__proto__'])
    expect(
      parsed.ok && typeof parsed.value === 'object' && parsed.value !== null && 'admin' in parsed.value,
    ).toBe(false)
  })

  it('reads 2 MB of nothing but brackets and quotes without running away', () => {
    expect(parseStrict('['.repeat(2_000_000)).ok).toBe(false)
    expect(parseStrict(`"${'\\\\'.repeat(1_000_000)}`).ok).toBe(false)
    const long = 'a\n"\\é'.repeat(1_000_000)
    const parsed = parseStrict(JSON.stringify(long))
    expect(parsed.ok && parsed.value === long).toBe(true)
  })
})
