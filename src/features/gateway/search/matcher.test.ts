import { describe, expect, it } from 'vitest'
import { draws, testSeed } from '../../../../test/world/draws.ts'
import { excerpt, hitsIn } from './matcher.ts'

const query = { texts: ['claim 42'], match: 'any', exactCase: false } as const

describe('searching texts', () => {
  it('finds every place, ignoring case unless told', () => {
    expect(hitsIn(['Claim 42 and CLAIM 42', 'nothing'], query)).toEqual([
      [
        { start: 0, end: 8 },
        { start: 13, end: 21 },
      ],
      [],
    ])
    expect(hitsIn(['Claim 42'], { ...query, exactCase: true })).toEqual([[]])
  })

  it('wants all texts somewhere when told', () => {
    const all = { texts: ['ana', 'claim'], match: 'all', exactCase: false } as const
    expect(hitsIn(['Ana wrote', 'about her claim'], all).map((h) => h.length)).toEqual([1, 1])
    expect(hitsIn(['Ana wrote', 'about it'], all).map((h) => h.length)).toEqual([0, 0])
  })

  it('keeps offsets where lower case is longer, and takes no pattern for one', () => {
    const text = 'İstanbul CLAIM 42 (.*)+$'
    expect(hitsIn([text], query)[0]?.map((h) => text.slice(h.start, h.end))).toEqual(['CLAIM 42'])
    expect(hitsIn([text], { ...query, texts: ['(.*)+$'] })[0]).toHaveLength(1)
  })

  it('an excerpt holds its hit at its offsets and no half character, whatever the text', () => {
    const seed = testSeed()
    const random = draws(seed)
    for (let i = 0; i < 2_000; i++) {
      const text = Array.from(
        { length: Math.floor(random() * 600) },
        () => ['a', 'é', '😀', '中', ' '][Math.floor(random() * 5)],
      ).join('')
      const whole = `${text}needle${text}`
      const [hit] = hitsIn([whole], { ...query, texts: ['needle'] })[0] ?? []
      if (hit === undefined) throw new Error(`seed ${seed}`)
      const piece = excerpt(whole, hit)
      expect(piece.text.slice(piece.start, piece.end), `seed ${seed}`).toBe('needle')
      expect(Buffer.from(piece.text).toString(), `seed ${seed}`).toBe(piece.text)
    }
  })
})
