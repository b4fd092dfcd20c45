import { describe, expect, it } from 'vitest'
import { routeOptionsSchema } from '../contract.ts'
import { draftOf, optionsInWords, optionsOf } from './route-options-form.ts'

const full = routeOptionsSchema.parse({
  deadlines: { tryMs: 800, totalMs: 5_000 },
  retries: { max: 2, budgetPercent: 10, retryAfterMsMax: 0 },
  breaker: {
    consecutiveFailures: 3,
    errorPercent: 40,
    callsMin: 10,
    windowMs: 5_000,
    openMs: 900,
    probes: 2,
  },
  balance: { weights: [3, 0], sticky: 'user' },
  safeAnswer: { text: 'We are away.\nTry again later.' },
  cache: { ttlS: 60, anyTemperature: true },
})

describe('options of a route in a form', () => {
  it.each([
    ['nothing set', {}],
    ['everything set', full],
    ['one deadline', routeOptionsSchema.parse({ deadlines: { tryMs: null, totalMs: 900 } })],
    ['a breaker alone', routeOptionsSchema.parse({ breaker: {} })],
  ])('%s comes back as it was', (_what, options) => {
    expect(optionsOf(draftOf(options, 2))).toEqual({ options })
  })
  it('names the field that is wrong', () => {
    const draft = draftOf(full, 2)
    const wrong = {
      ...draft,
      texts: { ...draft.texts, 'retries.max': 'many', 'deadlines.tryMs': '5' },
      weights: ['0', '0'],
    }
    const result = optionsOf(wrong)
    expect('errors' in result ? result.errors.map((e) => e.field) : []).toEqual([
      'deadlines.tryMs',
      'retries.max',
      'balance.weights',
    ])
  })
  it('in words, in the order in which a call meets them', () => {
    expect(optionsInWords({})).toEqual([])
    expect(optionsInWords(full)).toEqual([
      '800 ms a try',
      '5000 ms in all',
      '2 retries',
      'breaker',
      'weights 3:0',
      'sticky by user',
      'safe answer',
      'cache 60 s',
    ])
  })
})
