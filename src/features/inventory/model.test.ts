import { expect, it } from 'vitest'
import { missingOf, riskClassOf } from './model.ts'
import { riskClasses, type RiskAnswers } from './contract.ts'

const names = [
  'personalData',
  'customerFacing',
  'decidesAboutPeople',
  'actsOnItsOwn',
  'regulatedSector',
] as const
const answers = (bits: number): RiskAnswers => ({
  personalData: (bits & 1) > 0,
  customerFacing: (bits & 2) > 0,
  decidesAboutPeople: (bits & 4) > 0,
  actsOnItsOwn: (bits & 8) > 0,
  regulatedSector: (bits & 16) > 0,
})
const level = (bits: number): number => riskClasses.indexOf(riskClassOf(answers(bits)))

it('all 32 answers: a further yes never lowers the class', () => {
  for (let bits = 0; bits < 32; bits++)
    for (let i = 0; i < names.length; i++) expect(level(bits | (1 << i))).toBeGreaterThanOrEqual(level(bits))
})
it('none is low, one is medium, deciding about people is high, and critical in a regulated sector', () => {
  expect(
    [0, 1, 2, 4, 8, 16, 4 | 16, 4 | 8, 1 | 8, 2 | 8, 1 | 16, 1 | 2, 15].map((b) => riskClassOf(answers(b))),
  ).toEqual([
    'low',
    'medium',
    'medium',
    'high',
    'medium',
    'medium',
    'critical',
    'critical',
    'high',
    'high',
    'high',
    'medium',
    'critical',
  ])
})
it('names everything that a system lacks', () => {
  const nothing = {
    kind: 'third_party',
    owner: null,
    purpose: null,
    risk: null,
    dataClasses: [],
    vendor: null,
  }
  expect(missingOf(nothing)).toEqual(['owner', 'purpose', 'risk', 'data classes', 'vendor'])
  const all = {
    kind: 'production_model',
    owner: { active: true, acceptedAt: '2026-01-01T00:00:00.000Z' },
    purpose: 'p',
    risk: {},
    dataClasses: ['public'],
    vendor: null,
  }
  expect(missingOf(all)).toEqual([])
  expect(missingOf({ ...all, owner: { active: false, acceptedAt: all.owner.acceptedAt } })).toEqual([
    'active owner',
  ])
  expect(missingOf({ ...all, owner: { active: true, acceptedAt: null } })).toEqual(['owner acceptance'])
})
