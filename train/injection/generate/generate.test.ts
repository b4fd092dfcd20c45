import { describe, expect, it } from 'vitest'
import { langs } from '../../../src/features/guardrails/injection/lexicon/index.ts'
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

  it('twins are as long as attacks, family by family, and no row is longer than a window', () => {
    for (const family of families) {
      const own = rows.filter((r) => r.source === family.source)
      const mean = (label: 0 | 1): number => {
        const lengths = own.filter((r) => r.label === label).map((r) => r.text.length)
        return lengths.reduce((a, b) => a + b, 0) / lengths.length
      }
      expect(mean(1) / mean(0), family.source).toBeGreaterThan(0.5)
      expect(mean(1) / mean(0), family.source).toBeLessThan(2)
    }
    expect(Math.max(...rows.map((r) => r.text.length))).toBeLessThanOrEqual(1050)
  })

  it('every language of the lexicon has attacks and ordinary text, in chat and in data', () => {
    for (const lang of langs)
      for (const label of [0, 1] as const)
        for (const data of [false, true])
          expect(
            rows.some((r) => r.lang === lang && r.label === label && (r.origin !== 'user') === data),
            `${lang} ${label} ${data ? 'data' : 'chat'}`,
          ).toBe(true)
  })

  it('addresses lead nowhere: only names reserved for examples', () => {
    const hosts = rows.flatMap((r) =>
      [...r.text.matchAll(/https?:\/\/([^/\s"')?]+)/gu)].map((m) => m[1] ?? ''),
    )
    const foreign = hosts.filter(
      (h) => /^[\x20-\x7e]+$/u.test(h) && !/(^|\.)example(\.(com|org|net))?$/u.test(h),
    )
    expect(foreign.filter((h) => h.length > 6 && /^[a-z0-9.]+$/u.test(h))).toEqual([])
    expect(hosts.length).toBeGreaterThan(100)
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
