import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { draw } from './draw.ts'

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest()
const hex = (text: string): string => createHash('sha256').update(text).digest('hex')

describe('draw', () => {
  it('gives the example of docs/formats/package.md (computed apart in Python)', () => {
    expect(draw({ seed: '00'.repeat(32), root: 'ff'.repeat(32), rows: 1000, size: 5 }, sha256)).toEqual([
      63, 330, 535, 753, 990,
    ])
  })

  it('is distinct, ascending and in range, and takes all rows when the sample is as large as the population', () => {
    for (let i = 0; i < 200; i++) {
      const rows = 1 + ((i * 37) % 400)
      const size = i % 60
      const sample = draw({ seed: hex(`s${i}`), root: hex(`r${i}`), rows, size }, sha256)
      expect(sample.length).toBe(Math.min(rows, size))
      expect(new Set(sample).size).toBe(sample.length)
      expect([...sample].sort((a, b) => a - b)).toEqual(sample)
      expect(sample.every((row) => row >= 0 && row < rows)).toBe(true)
    }
  })

  it('favours no row: chi-square over 20,000 draws of 1 from 50 stays below the 99.9 % point', () => {
    const counts = Array.from({ length: 50 }, () => 0)
    for (let i = 0; i < 20_000; i++) {
      const [row] = draw({ seed: hex(`x${i}`), root: hex('population'), rows: 50, size: 1 }, sha256)
      counts[row ?? -1] = (counts[row ?? -1] ?? 0) + 1
    }
    const chiSquare = counts.reduce((sum, n) => sum + (n - 400) ** 2 / 400, 0)
    expect(chiSquare).toBeLessThan(85.35)
  })

  it('changes with the seed, the root and the row count, and refuses a malformed seed', () => {
    const base = { seed: hex('s'), root: hex('r'), rows: 500, size: 10 }
    const first = draw(base, sha256)
    expect(draw({ ...base, seed: hex('t') }, sha256)).not.toEqual(first)
    expect(draw({ ...base, root: hex('q') }, sha256)).not.toEqual(first)
    expect(draw({ ...base, rows: 501 }, sha256)).not.toEqual(first)
    expect(() => draw({ ...base, seed: 'abc' }, sha256)).toThrow(RangeError)
  })
})
