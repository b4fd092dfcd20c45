import { expect, it } from 'vitest'
import { draws, testSeed } from '../../../../test/world/draws.ts'
import { latencyBucket, latencyOf, RecentLatency } from './latency.ts'

it('a duration is known to within 9 % from its bucket, and buckets keep the order', () => {
  const seed = testSeed()
  const random = draws(seed)
  for (let i = 0; i < 5_000; i++) {
    const us = Math.floor(2 ** (random() * 31.9))
    const back = latencyOf(latencyBucket(us))
    expect(Math.abs(back - us) / us, `seed ${seed}: ${us}`).toBeLessThanOrEqual(0.09)
    expect(latencyBucket(us + 1), `seed ${seed}`).toBeGreaterThanOrEqual(latencyBucket(us))
  }
})

it('percentiles are of about the last window and empty after it', () => {
  const recent = new RecentLatency(60_000, 0)
  for (let i = 1; i <= 100; i++) recent.add(i * 1_000, 1_000)
  const { count, ms } = recent.percentiles(2_000, [0.5, 0.95])
  expect(count).toBe(100)
  expect(ms[0]).toBeGreaterThan(45)
  expect(ms[0]).toBeLessThan(55)
  expect(ms[1]).toBeGreaterThan(87)
  expect(ms[1]).toBeLessThan(103)
  expect(recent.percentiles(200_000, [0.5])).toEqual({ count: 0, ms: [null] })
})
