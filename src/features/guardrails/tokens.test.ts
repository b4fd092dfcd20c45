import { describe, expect, it } from 'vitest'
import { verifies } from '../../../test/promises.ts'
import type { GuardRuleLike } from './contract.ts'
import { defaultDetectors } from './detectors.ts'
import { scanInput } from './evaluate.ts'
import { seeded } from './test-texts.ts'
import { createRestorer } from './tokens.ts'

const rule = (more: Partial<GuardRuleLike> = {}): GuardRuleLike => ({
  guard: 'pii',
  mode: 'enforce',
  action: 'tokenise',
  threshold: 0.5,
  ...more,
})
const SEED = Number(process.env['GUARD_SEED'] ?? 20261127)

function tokenised(texts: readonly string[], rules: readonly GuardRuleLike[] = [rule()]) {
  const { decision } = scanInput(
    texts.map((text) => ({ origin: 'user' as const, text })),
    rules,
    defaultDetectors,
  )
  if (decision.kind !== 'mask') throw new Error(`expected a mask, got ${decision.kind}`)
  return decision
}

describe('pseudonyms', () => {
  it('the same text is the same token in every part, another is another', () => {
    const { texts, tokens } = tokenised([
      'From anna@example.org to bob@example.org',
      'Is anna@example.org known?',
    ])
    expect(texts).toEqual(['From <EMAIL_1> to <EMAIL_2>', 'Is <EMAIL_1> known?'])
    expect([...tokens]).toEqual([
      ['<EMAIL_1>', 'anna@example.org'],
      ['<EMAIL_2>', 'bob@example.org'],
    ])
  })
  it('a token that the request contains already is never given', () => {
    const { texts, tokens } = tokenised(['What is <EMAIL_1>? Mine is anna@example.org'])
    expect(texts).toEqual(['What is <EMAIL_1>? Mine is <EMAIL_2>'])
    expect(tokens.has('<EMAIL_1>')).toBe(false)
  })
  it('what another rule masks is not turned back', () => {
    const { texts, tokens } = tokenised(
      ['Mail anna@example.org, card 4111 1111 1111 1111'],
      [rule(), rule({ action: 'mask', types: ['credit_card'] })],
    )
    expect(texts).toEqual(['Mail <EMAIL_1>, card [CREDIT_CARD]'])
    expect([...tokens.keys()]).toEqual(['<EMAIL_1>'])
  })
})

describe('turning back', () => {
  const tokens = new Map([
    ['<EMAIL_1>', 'anna@example.org'],
    ['<PERSON_1>', 'Jane "J" Doe'],
    ['<PERSON_12>', 'Max'],
  ])
  const samples = [
    'Dear <PERSON_1>, I wrote to <EMAIL_1> for <PERSON_12>.',
    '<PERSON_1><PERSON_12><EMAIL_1>',
    'a < b, <b>bold</b>, <PERSON_2> is unknown, <PERSON_, <<PERSON_1>>',
    '<PERSON_1',
    'ends in <',
  ]
  verifies('GUARD-2', 'a token cut anywhere in a stream comes back as in a complete answer', () => {
    const rng = seeded(SEED)
    const whole = (text: string): string => {
      const restorer = createRestorer(tokens)
      return restorer.push(text) + restorer.finish()
    }
    expect(whole(samples[0] ?? '')).toBe('Dear Jane "J" Doe, I wrote to anna@example.org for Max.')
    expect(whole(samples[2] ?? '')).toBe(
      'a < b, <b>bold</b>, <PERSON_2> is unknown, <PERSON_, <Jane "J" Doe>',
    )
    for (const text of samples)
      for (let round = 0; round < 60; round++) {
        const restorer = createRestorer(tokens)
        let out = ''
        for (let i = 0; i < text.length;) {
          const n = 1 + Math.floor(rng() * 6)
          out += restorer.push(text.slice(i, i + n))
          i += n
          expect(restorer.held).toBeLessThan(12)
        }
        expect(out + restorer.finish(), `seed ${SEED}`).toBe(whole(text))
      }
  })
  it('inside JSON text what comes back is escaped', () => {
    const restorer = createRestorer(tokens, true)
    const text = restorer.push('{"to":"<PERSON_1>"}') + restorer.finish()
    expect(JSON.parse(text)).toEqual({ to: 'Jane "J" Doe' })
  })
  it('hostile text costs linear time: one look at each character of at most one token', () => {
    const restorer = createRestorer(tokens)
    const text = '<PERSON'.repeat(100_000)
    expect(restorer.push(text) + restorer.finish()).toBe(text)
  })
})
