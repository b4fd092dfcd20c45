import { expect, it } from 'vitest'
import { editDistance, nearName } from './near.ts'

it.each([
  ['inputInjektion', 'inputInjection'],
  ['exipresAt', 'expiresAt'],
  ['AIC-GRD-1', 'AIC-GRD-01'],
  ['STATUS', 'status'],
])('%s is taken for %s', (name, near) =>
  expect(nearName(name, ['status', 'expiresAt', 'inputInjection', 'AIC-GRD-01'])).toBe(near),
)

it('a name that resembles nothing gets no suggestion, and neither does an empty list', () => {
  expect(nearName('vendor', ['status', 'expiresAt'])).toBeUndefined()
  expect(nearName('x', ['status'])).toBeUndefined()
  expect(nearName('vendor', [])).toBeUndefined()
})

it('counts insertions, deletions, substitutions and swaps of neighbours', () => {
  expect([
    editDistance('', 'abc'),
    editDistance('abc', 'abc'),
    editDistance('abc', 'acb'),
    editDistance('kitten', 'sitting'),
  ]).toEqual([3, 0, 1, 3])
})
