import { describe, expect, it } from 'vitest'
import { filterCharsMax, formatFilter, parseFilter, type FilterFields } from './filter.ts'

const fields: FilterFields = {
  verdict: { oneOf: ['allowed', 'blocked'] },
  system: 'text',
  key: 'text',
  age: 'age',
}
const terms = (query: string): unknown => {
  const parsed = parseFilter(query, fields)
  return parsed.ok ? parsed.value.terms : parsed.error
}

describe('the query grammar', () => {
  it('reads fields with any of several values, negation, ages, words and quotes', () => {
    expect(terms('verdict:blocked,allowed -system:"my app" age:<1h chat -"two words"')).toEqual([
      { kind: 'is', field: 'verdict', negated: false, values: ['blocked', 'allowed'] },
      { kind: 'is', field: 'system', negated: true, values: ['my app'] },
      { kind: 'age', field: 'age', negated: false, than: '<', ms: 3_600_000 },
      { kind: 'word', negated: false, text: 'chat' },
      { kind: 'word', negated: true, text: 'two words' },
    ])
    expect(terms('   ')).toEqual([])
  })

  it('names the near field or value instead of ignoring a typo', () => {
    expect(terms('x verdit:blocked')).toMatchObject({
      code: 'unknown_field',
      at: 2,
      message: expect.stringContaining('did you mean `verdict`'),
    })
    expect(terms('verdict:bloked')).toMatchObject({
      code: 'unknown_value',
      message: expect.stringContaining('`blocked`'),
    })
    expect(terms('age:1h')).toMatchObject({ code: 'bad_duration' })
    expect(terms('system:')).toMatchObject({ code: 'empty_value', at: 7 })
    expect(terms('system:"a')).toMatchObject({ code: 'open_quote', at: 7 })
    expect(terms('constructor:a')).toMatchObject({ code: 'unknown_field' })
    expect(terms('a'.repeat(filterCharsMax + 1))).toMatchObject({ code: 'too_long' })
  })

  it('survives a round trip through text', () => {
    for (const query of [
      'verdict:blocked,allowed age:>7d',
      '-system:"a, b" "-x" "k:v" plain',
      'key:"q\\"\\\\" age:<90s',
    ]) {
      const first = parseFilter(query, fields)
      if (!first.ok) throw new Error(first.error.message)
      expect(parseFilter(formatFilter(first.value), fields)).toEqual(first)
    }
  })
})
