import { describe, expect, it } from 'vitest'
import { requestContext } from './context.ts'
import type { Detector, GuardRuleLike } from './contract.ts'
import { defaultDetectors } from './detectors.ts'
import { wholeDetector } from './detector.ts'
import { scanInput, scanOutput } from './evaluate.ts'
import { needsContext } from './rules.ts'

const finds = (score: number, more: Partial<Detector> = {}): Detector => ({
  ...wholeDetector({
    guard: 'unsafe',
    version: 'fixed@1',
    charsMax: 1000,
    judge: (text) => [{ guard: 'unsafe', type: 'x', start: 0, end: text.length, score }],
  }),
  ...more,
})
const rule = (more: Partial<GuardRuleLike> = {}): GuardRuleLike => ({
  guard: 'unsafe',
  mode: 'enforce',
  action: 'block',
  threshold: 0.8,
  flagFrom: 0.5,
  ...more,
})

describe('two levels', () => {
  it.each([
    [0.4, 'allow', 'none', false],
    [0.5, 'allow', 'flag', true],
    [0.79, 'allow', 'flag', true],
    [0.8, 'block', 'block', false],
  ])('a score of %s gives %s', (score, decision, action, flagged) => {
    const input = scanInput([{ origin: 'user', text: 'a b' }], [rule()], [finds(score)])
    expect(input).toMatchObject({ decision: { kind: decision }, flagged, verdicts: [{ action }] })
    const output = scanOutput('a b', [rule()], [finds(score)])
    expect(output).toMatchObject({ flagged, verdicts: [{ action }] })
    expect(output.blocked === null).toBe(decision === 'allow')
  })
})

describe('exceptions', () => {
  const until = 1_000
  const excepted = rule({
    guard: 'pii',
    threshold: 0.5,
    flagFrom: undefined,
    except: [{ id: 'desk', types: ['email'], texts: ['Help@Example.org'], untilMs: until }],
  })
  const text = 'Write to help@example.org.'
  it('what it names is recorded under its id and not acted on, as long as it holds', () => {
    const held = scanInput([{ origin: 'user', text }], [excepted], defaultDetectors, { nowMs: until - 1 })
    expect(held.decision).toEqual({ kind: 'allow' })
    expect(held.verdicts[0]).toMatchObject({ action: 'none', found: { 'excepted.desk': 1 } })
    const out = scanOutput(text, [excepted], defaultDetectors, 'output', { nowMs: until - 1 })
    expect(out).toMatchObject({ blocked: null, text })
  })
  it('an expired one stops counting, also when nobody says what time it is', () => {
    for (const options of [{ nowMs: until }, {}])
      expect(scanInput([{ origin: 'user', text }], [excepted], defaultDetectors, options).decision.kind).toBe(
        'block',
      )
  })
  it('anything else of the same type is acted on', () => {
    const other = [{ origin: 'user' as const, text: 'Write to boss@example.org.' }]
    expect(scanInput(other, [excepted], defaultDetectors, { nowMs: 0 }).decision.kind).toBe('block')
  })
})

describe('which detectors run', () => {
  const bound: string[] = []
  const binding: Detector = finds(0.9, {
    types: ['x'],
    bind: (context) => {
      bound.push(context.canaries.join())
      return finds(0.1)
    },
  })
  it('a context is wanted only where a rule wants a detector that binds, and binds it once', () => {
    const other = [rule({ guard: 'pii' })]
    expect(needsContext(other, [...defaultDetectors, binding])).toBe(false)
    const rules = [rule({ flagFrom: undefined })]
    expect(needsContext(rules, [binding])).toBe(true)
    const context = requestContext({ texts: [], canaries: ['one'] })
    for (let i = 0; i < 3; i++)
      expect(scanOutput('abc', rules, [binding], 'output', { context }).blocked).toBe(null)
    expect(bound).toEqual(['one'])
  })
  it('a rule for types that a detector cannot give has no detector, which is a failure and no pass', () => {
    const result = scanInput([{ origin: 'user', text: 'a' }], [rule({ types: ['y'] })], [binding])
    expect(result.decision).toMatchObject({ code: 'policy_guard_error' })
  })
  it('a rule that names a detector hears only that one', () => {
    const named = (name: string, score: number): Detector => ({
      ...wholeDetector({
        guard: 'external',
        version: `${name}@1`,
        charsMax: 100,
        judge: () => [{ guard: 'external', type: 'x', start: 0, end: 1, score, by: name }],
      }),
      name,
    })
    const ask = (detector: string): GuardRuleLike =>
      rule({ guard: 'external', detector, flagFrom: undefined })
    const result = scanInput(
      [{ origin: 'user', text: 'a' }],
      [ask('mild'), ask('strict')],
      [named('mild', 0.1), named('strict', 0.9)],
    )
    expect(result.verdicts).toMatchObject([
      { detector: 'mild@1', action: 'none', score: '0.100' },
      { detector: 'strict@1', action: 'block', score: '0.900' },
    ])
  })
  it('one that is declared fail-open lets the call go on, and the record names the failure', () => {
    const broken: Detector = finds(0.9, {
      failOpen: true,
      scan: () => {
        throw new RangeError('no')
      },
      advance: () => {
        throw new RangeError('no')
      },
    })
    const input = scanInput([{ origin: 'user', text: 'a' }], [rule()], [broken])
    expect(input).toMatchObject({ decision: { kind: 'allow' }, verdicts: [{ error: 'RangeError' }] })
    expect(scanOutput('a', [rule()], [broken])).toMatchObject({
      blocked: null,
      text: 'a',
      verdicts: [{ error: 'RangeError' }],
    })
  })
})
