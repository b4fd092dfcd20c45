import { join } from 'node:path'
import { expect, it } from 'vitest'
import { shippedModel } from '../../src/features/guardrails/pii/name-model.ts'
import { score } from '../../train/pii/evaluate.ts'
import { readWritten } from '../../train/pii/written.ts'
import { verifies } from '../promises.ts'

/** 360 texts written and marked by hand for this; nothing was trained or chosen on them. Read the figures, not the misses: once a miss has been worked on, they say nothing any more. */
const check = readWritten(join(import.meta.dirname, 'names/check.txt'), 'check')
const measured = score(check, shippedModel())
const [person, place, organisation] = measured.labels

/** Held at what was measured on 28 November 2026 less about a point: .833, .785. The goal is .80 (docs/guardrails-pii.md). */
verifies('GUARD-2', 'of names in prose that was never seen, most are found and called what they are', () => {
  expect(measured.touching).toBeGreaterThanOrEqual(0.82)
  expect(measured.exact).toBeGreaterThanOrEqual(0.77)
})

it('persons are found best, organisations worst', () => {
  expect(person?.recall).toBeGreaterThanOrEqual(0.87)
  expect(person?.precision).toBeGreaterThanOrEqual(0.85)
  expect(place?.recall).toBeGreaterThanOrEqual(0.86)
  expect(place?.precision).toBeGreaterThanOrEqual(0.8)
  expect(organisation?.recall).toBeGreaterThanOrEqual(0.65)
  expect(organisation?.precision).toBeGreaterThanOrEqual(0.77)
})

it('the check is large and varied enough to say so', () => {
  expect(measured.spans).toBeGreaterThan(1_000)
  expect(check.filter(({ marks }) => marks.length === 0).length).toBeGreaterThan(40)
})
