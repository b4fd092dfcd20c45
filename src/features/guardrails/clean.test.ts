import { describe, expect, it } from 'vitest'
import type { Detector, GuardRuleLike } from './contract.ts'
import { defaultDetectors } from './detectors.ts'
import { windowDetector } from './detector.ts'
import { cleanInput, cleanOutput, scanInput, scanOutput, Scans } from './evaluate.ts'
import { corpus, seeded } from './test-texts.ts'

const rule = (guard: GuardRuleLike['guard'], rest: Partial<GuardRuleLike> = {}): GuardRuleLike => ({
  guard,
  mode: 'enforce',
  action: 'block',
  threshold: 0.5,
  ...rest,
})
const ruleSets: readonly (readonly GuardRuleLike[])[] = [
  [],
  [rule('injection'), rule('secrets'), rule('pii', { action: 'mask' })],
  [rule('injection', { threshold: 0.9 }), rule('pii', { threshold: 0.9, flagFrom: 0.4 })],
  [rule('pii', { types: ['email'] }), rule('pii', { mode: 'observe' }), rule('secrets')],
  [rule('unsafe'), rule('code', { action: 'flag' }), rule('exfiltration')],
]

/** Scores every `x` of a text by how many stand in a row: 0.1 each. */
const counting: Detector = windowDetector({
  guard: 'unsafe',
  version: 'counting@1',
  chars: 20,
  lookback: 20,
  walk(text, from, _final, _origin, emit) {
    for (const hit of text.matchAll(/x{1,9}/g))
      if (hit.index >= from) emit('row', hit.index, hit.index + hit[0].length, hit[0].length / 10)
    return text.length
  },
})

describe('texts of which no rule takes note', () => {
  const texts = [...corpus(seeded(11), 120), 'nothing at all', 'A plain sentence about the weather in May.']

  it('get from the short way what the full evaluation gives, and others are left to it', () => {
    let short = 0
    for (const rules of ruleSets)
      for (const text of texts) {
        const parts = [
          { origin: 'user' as const, text },
          { origin: 'tool_result' as const, text: text.slice(0, 80) },
        ]
        const scans = new Scans()
        const clean = cleanInput(parts, rules, defaultDetectors, scans)
        const full = scanInput(parts, rules, defaultDetectors)
        expect(scanInput(parts, rules, defaultDetectors, {}, scans)).toEqual(full)
        if (clean !== null) {
          short += 1
          expect(full).toMatchObject({ decision: { kind: 'allow' }, flagged: false })
          expect(clean).toEqual(full.verdicts)
        }
        const cleanAnswer = cleanOutput(text, rules, defaultDetectors)
        const answer = scanOutput(text, rules, defaultDetectors)
        if (cleanAnswer !== null) {
          short += 1
          expect(answer).toMatchObject({ blocked: null, masked: false, flagged: false, text })
          expect(cleanAnswer).toEqual(answer.verdicts)
        }
      }
    expect(short).toBeGreaterThan(texts.length)
  })

  it('keep the score of what was found below every level, and lose no finding at one', () => {
    const rules = [rule('unsafe', { threshold: 0.6, flagFrom: 0.4 })]
    const of = (text: string) => cleanInput([{ origin: 'user', text }], rules, [counting])
    expect(of('an xxx and an x')?.[0]).toMatchObject({ score: '0.300', action: 'none', found: {} })
    expect(of('an xxxx')).toBeNull()
    expect(of('an xxxxxx')).toBeNull()
    expect(of('none')?.[0]?.score).toBe('0.000')
  })

  it('are read once by each detector, also when there is something to note; one that throws is asked again and blocks', () => {
    let asked = 0
    const watched = (detector: Detector): Detector => ({
      ...detector,
      scan: (text, origin) => {
        asked += 1
        return detector.scan(text, origin)
      },
    })
    const broken: Detector = {
      ...counting,
      guard: 'code',
      scan: () => {
        throw new Error('broken')
      },
    }
    const rules = [rule('unsafe', { threshold: 0.3 }), rule('pii', { action: 'mask' })]
    const both = defaultDetectors.filter(({ guard }) => guard === 'pii').concat(counting)
    const parts = ['an x', 'call Ada Lovelace', 'an xxxx', 'none'].map((text) => ({
      origin: 'user' as const,
      text,
    }))
    const scans = new Scans()
    const detectors = both.map(watched)
    expect(cleanInput(parts, rules, detectors, scans)).toBeNull()
    expect(scanInput(parts, rules, detectors, {}, scans)).toEqual(scanInput(parts, rules, both))
    expect(asked).toBe(parts.length * both.length)
    const failing = new Scans()
    expect(cleanInput(parts, [rule('code')], [broken], failing)).toBeNull()
    expect(scanInput(parts, [rule('code')], [broken], {}, failing).decision).toMatchObject({
      code: 'policy_guard_error',
    })
  })

  it('do not hide a rule that names types: whether it sees a score is for the full evaluation', () => {
    const rules = [rule('unsafe', { types: ['other'] })]
    expect(cleanInput([{ origin: 'user', text: 'an x' }], rules, [counting])).toBeNull()
  })

  it('never pass where a rule has no detector', () => {
    expect(cleanInput([{ origin: 'user', text: 'plain' }], [rule('code')], [counting])).toBeNull()
    expect(cleanOutput('plain', [rule('code')], [counting])).toBeNull()
  })
})
