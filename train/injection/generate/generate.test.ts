import { describe, expect, it } from 'vitest'
import { families, generate } from './index.ts'

const SEED = 20261127
const rows = generate(SEED, 4000)

describe(`generated rows (seed ${SEED})`, () => {
  it('the same seed gives the same rows, another seed others', () => {
    expect(generate(7, 300)).toEqual(generate(7, 300))
    const first = new Set(generate(7, 300).map((r) => r.text))
    const again = generate(8, 300).filter((r) => first.has(r.text)).length
    expect(again).toBeLessThan(first.size * 0.3)
  })

  it('no text comes twice and no id either', () => {
    expect(new Set(rows.map((r) => r.text)).size).toBe(rows.length)
    expect(new Set(rows.map((r) => r.id)).size).toBe(rows.length)
  })

  it('labels are balanced inside each kind, source, origin and language', () => {
    const keys = ['source', 'origin', 'lang'] as const
    for (const key of keys) {
      const counts = new Map<string, [number, number]>()
      for (const row of rows) {
        const pair = counts.get(row[key]) ?? [0, 0]
        pair[row.label]++
        counts.set(row[key], pair)
      }
      for (const [value, [clean, attacks]] of counts)
        expect(Math.abs(clean - attacks), `${key} ${value}`).toBeLessThanOrEqual(0.1 * (clean + attacks))
    }
  })

  it('every attack kind has its twin kind and every family gives rows', () => {
    const kinds = new Set(rows.map((r) => r.kind))
    for (const family of families) {
      expect(kinds, family.source).toContain(family.kind)
      expect(kinds, family.source).toContain(`${family.twin}-${family.kind}`)
      expect(rows.some((r) => r.source === family.source)).toBe(true)
    }
  })
})
