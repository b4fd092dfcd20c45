import { describe, expect, it } from 'vitest'
import { draws, testSeed } from '../../../../test/world/draws.ts'
import { unitOf, weightedOrder } from './order.ts'

const targets = [
  { id: 'v1', weight: 60 },
  { id: 'v2', weight: 30 },
  { id: 'v3', weight: 10 },
  { id: 'v4', weight: 0 },
]

describe('weighted targets', () => {
  it('stand first as often as their weights say, and every order holds each target once', () => {
    const seed = testSeed()
    const random = draws(seed)
    const first = new Map<string, number>()
    for (let i = 0; i < 8_000; i++) {
      const order = weightedOrder(targets, () => random() || 0.5)
      expect(new Set(order.map((t) => t.id)).size).toBe(4)
      const id = order[0]?.id ?? ''
      first.set(id, (first.get(id) ?? 0) + 1)
    }
    expect((first.get('v1') ?? 0) / 8_000, `seed ${seed}`).toBeCloseTo(0.6, 1)
    expect((first.get('v2') ?? 0) / 8_000, `seed ${seed}`).toBeCloseTo(0.3, 1)
    expect((first.get('v3') ?? 0) / 8_000, `seed ${seed}`).toBeCloseTo(0.1, 1)
    expect(first.has('v4'), 'weight 0 is a fallback only').toBe(false)
  })

  it('stick to a caller: the same key always gets the same order, and keys spread by weight', () => {
    const count = new Map<string, number>()
    for (let i = 0; i < 5_000; i++) {
      const key = `key-${i}`
      const order = weightedOrder(targets, (t) => unitOf(key, t.id))
      expect(weightedOrder(targets, (t) => unitOf(key, t.id))).toEqual(order)
      const id = order[0]?.id ?? ''
      count.set(id, (count.get(id) ?? 0) + 1)
    }
    expect((count.get('v1') ?? 0) / 5_000).toBeCloseTo(0.6, 1)
    expect((count.get('v2') ?? 0) / 5_000).toBeCloseTo(0.3, 1)
  })

  it('move only the callers of a target that goes', () => {
    const without = targets.filter((t) => t.id !== 'v2')
    for (let i = 0; i < 2_000; i++) {
      const unit = (t: { id: string }): number => unitOf(`key-${i}`, t.id)
      const before = weightedOrder(targets, unit)[0]?.id
      const after = weightedOrder(without, unit)[0]?.id
      if (before !== 'v2') expect(after).toBe(before)
    }
  })
})
