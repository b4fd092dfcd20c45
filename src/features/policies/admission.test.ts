import { describe, expect, it } from 'vitest'
import { classifyChange } from './classify.ts'
import { policySpecSchema, type PolicySpec } from './contract.ts'
import { specDigest } from './model.ts'

const spec = (rest: object = {}): PolicySpec => policySpecSchema.parse({ input: [], output: [], ...rest })
const effects = (before: object, after: object): string[] =>
  classifyChange(spec(before), spec(after)).map((c) => `${c.path} ${c.before}>${c.after} ${c.effect}`)

describe('limits and extraction defence of a policy', () => {
  it('each limit of each subject tightens when it falls and loosens when it rises or goes', () => {
    for (const field of ['limits', 'userLimits', 'systemLimits', 'modelLimits'])
      for (const name of [
        'concurrentRequests',
        'tokensPerMinute',
        'costPerDayMicroUsd',
        'costPerMonthMicroUsd',
      ]) {
        const at = (max?: number): object => ({ [field]: max === undefined ? {} : { [name]: max } })
        expect(effects(at(5), at(6))).toEqual([`${field}.${name} 5>6 loosens`])
        expect(effects(at(6), at(5))).toEqual([`${field}.${name} 6>5 tightens`])
        expect(effects(at(), at(5))).toEqual([`${field}.${name} null>5 tightens`])
        expect(effects(at(5), at())).toEqual([`${field}.${name} 5>null loosens`])
      }
    expect(effects({}, { userLimits: {} })).toEqual([])
  })

  it('a defence that does less loosens', () => {
    const on = (rest: object = {}): object => ({ extraction: { mode: 'enforce', ...rest } })
    expect(effects({}, on())).toEqual(['extraction.mode null>enforce tightens'])
    expect(effects(on(), on({ mode: 'observe' }))).toEqual(['extraction.mode enforce>observe loosens'])
    expect(effects(on(), {})).toEqual(['extraction.mode enforce>null loosens'])
    expect(effects(on(), on({ threshold: 0.9 }))).toEqual(['extraction.threshold 0.800>0.900 loosens'])
    expect(effects(on(), on({ retryAfterS: 10 }))).toEqual(['extraction.retryAfterS 60>10 loosens'])
  })

  it('the digest changes with each of them, and not when nothing is said', () => {
    const digests = [
      {},
      { limits: { concurrentRequests: 5 } },
      { userLimits: { requestsPerMinute: 5 } },
      { systemLimits: { requestsPerMinute: 5 } },
      { modelLimits: { requestsPerMinute: 5 } },
      { extraction: { mode: 'observe' } },
      { extraction: { mode: 'enforce' } },
      { extraction: { mode: 'enforce', threshold: 0.81 } },
    ].map((rest) => specDigest(spec(rest)))
    expect(new Set(digests).size).toBe(digests.length)
    expect(specDigest({ ...spec(), limits: { ...spec().limits, concurrentRequests: undefined } })).toBe(
      digests[0],
    )
  })

  it('refuses limits that count nothing', () => {
    for (const bad of [
      { userLimits: { requestsPerMinute: 0 } },
      { limits: { tokensPerMinute: 1.5 } },
      { systemLimits: { tokens: 5 } },
      { extraction: { mode: 'off' } },
    ])
      expect(policySpecSchema.safeParse({ input: [], output: [], ...bad }).success).toBe(false)
  })
})
