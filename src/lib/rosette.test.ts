import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { rosetteCurves, rosettePath } from './rosette.ts'

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

describe('seal print', () => {
  it('is the same for the same root and differs for another', () => {
    expect(rosettePath(hash('a'), 96)).toBe(rosettePath(hash('a'), 96))
    expect(rosettePath(hash('a'), 96)).not.toBe(rosettePath(hash('b'), 96))
  })

  it('stays inside its square for any root', () => {
    for (let i = 0; i < 100; i++) {
      const values = rosetteCurves(hash(String(i)), 96).flat(2)
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...values)).toBeLessThanOrEqual(96)
    }
  })
})
