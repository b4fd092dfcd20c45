import { describe, expect, it } from 'vitest'
import { verifies } from '../../test/promises.ts'
import { createLifecycle } from './lifecycle.ts'
import { silentLog, type Log } from './log.ts'

describe('shutdown', () => {
  it('stops in reverse order, once, whoever asks', async () => {
    const order: string[] = []
    const lifecycle = createLifecycle(silentLog)
    for (const name of ['lock', 'database', 'listener'])
      lifecycle.onStop({ name, deadlineMs: 1_000, stop: async () => void order.push(name) })
    const [a, b] = await Promise.all([lifecycle.stop('SIGTERM'), lifecycle.stop('SIGINT')])
    expect([a, b, order, lifecycle.stopping]).toEqual([true, true, ['listener', 'database', 'lock'], true])
    expect(() => lifecycle.onStop({ name: 'late', deadlineMs: 1, stop: async () => {} })).toThrow(
      'shutting down',
    )
  })

  verifies(
    'OPS-3',
    'at shutdown a part that hangs or fails is named, and the others still close',
    async () => {
      const order: string[] = []
      const told: object[] = []
      const log: Log = { ...silentLog, error: (fields) => void told.push(fields) }
      const lifecycle = createLifecycle(log)
      lifecycle.onStop({ name: 'last', deadlineMs: 1_000, stop: async () => void order.push('last') })
      lifecycle.onStop({
        name: 'fails',
        deadlineMs: 1_000,
        stop: () => Promise.reject(new Error('disk gone')),
      })
      lifecycle.onStop({ name: 'hangs', deadlineMs: 20, stop: () => new Promise(() => {}) })
      expect(await lifecycle.stop('test')).toBe(false)
      expect(order).toEqual(['last'])
      expect(told).toEqual([
        { step: 'hangs', error: 'not done within 20 ms' },
        { step: 'fails', error: 'disk gone' },
      ])
    },
  )
})
