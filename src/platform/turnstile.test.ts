import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Turnstile } from './turnstile.ts'

it('lets so many in, the others in their order as places come free', async () => {
  const turnstile = new Turnstile(2)
  const order: number[] = []
  const come = (n: number): Promise<void> =>
    turnstile.enter(60_000).then((inside) => void (inside && order.push(n)))
  const all = [1, 2, 3, 4].map(come)
  await nextTurn()
  expect([order, turnstile.waiting]).toEqual([[1, 2], 2])
  turnstile.leave()
  // comes late: the place that is free belongs to who waited
  all.push(come(5))
  await nextTurn()
  expect(order).toEqual([1, 2, 3])
  turnstile.leave()
  turnstile.leave()
  await Promise.all(all)
  expect([order, turnstile.waiting]).toEqual([[1, 2, 3, 4, 5], 0])
})

it('who waits too long leaves, takes no place, and the next gets it', async () => {
  const turnstile = new Turnstile(1)
  expect(await turnstile.enter(1)).toBe(true)
  expect(await turnstile.enter(1)).toBe(false)
  const patient = turnstile.enter(60_000)
  turnstile.leave()
  expect(await patient).toBe(true)
  turnstile.leave()
  expect(await turnstile.enter(1)).toBe(true)
  expect(await turnstile.enter(1)).toBe(false)
})

it('who goes ahead comes before all who wait', async () => {
  const turnstile = new Turnstile(1)
  const order: string[] = []
  const come = (name: string, ahead: boolean): Promise<void> =>
    turnstile.enter(60_000, ahead).then((inside) => {
      if (inside) order.push(name)
      turnstile.leave()
    })
  await turnstile.enter(1)
  const all = [come('page', false), come('page', false), come('kill switch', true)]
  turnstile.leave()
  await Promise.all(all)
  expect(order).toEqual(['kill switch', 'page', 'page'])
})
