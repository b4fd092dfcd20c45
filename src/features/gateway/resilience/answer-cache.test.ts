import { describe, expect, it } from 'vitest'
import { draws, testSeed } from '../../../../test/world/draws.ts'
import { AnswerCache, cacheKey, type CachedAnswer, type CacheKeyParts } from './answer-cache.ts'

const answer = (text: string, expiresMs = 1_000): CachedAnswer => ({
  bytes: Buffer.from(text),
  contentType: 'application/json',
  callId: 'call',
  expiresMs,
})

const FIELDS = [
  'org',
  'systemId',
  'routeId',
  'operation',
  'versionId',
  'versionDigest',
  'policyDigest',
  'keyId',
  'endUser',
  'team',
] as const

describe('the answer cache’s key', () => {
  it('never crosses principals, policies, versions or bytes: any difference in any part is another key', () => {
    const seed = testSeed()
    const random = draws(seed)
    // few letters and empty texts, so that concatenations collide wherever lengths are not kept apart
    const word = (): string =>
      Array.from({ length: Math.floor(random() * 4) }, () => 'ab:1'[Math.floor(random() * 4)]).join('')
    const parts = (): CacheKeyParts => {
      const [
        org,
        systemId,
        routeId,
        operation,
        versionId,
        versionDigest,
        policyDigest,
        keyId,
        endUser,
        team,
      ] = FIELDS.map(word)
      return {
        org: org ?? '',
        systemId: systemId ?? '',
        routeId: routeId ?? '',
        operation: operation ?? '',
        versionId: versionId ?? '',
        versionDigest: versionDigest ?? '',
        policyDigest: policyDigest ?? '',
        keyId: keyId ?? '',
        endUser: endUser ?? '',
        team: team ?? '',
        body: Buffer.from(word()),
      }
    }
    const shown = (p: CacheKeyParts): string =>
      JSON.stringify([...FIELDS.map((f) => p[f]), Buffer.from(p.body).toString()])
    const seen = new Map<string, string>()
    for (let i = 0; i < 4_000; i++) {
      const p = parts()
      const key = cacheKey(p)
      expect(cacheKey(structuredClone(p))).toBe(key)
      const before = seen.get(key)
      if (before !== undefined) expect(before, `seed ${seed}`).toBe(shown(p))
      seen.set(key, shown(p))
      const field = FIELDS[Math.floor(random() * FIELDS.length)] ?? 'keyId'
      expect(cacheKey({ ...p, [field]: `${p[field]}x` }), `seed ${seed}`).not.toBe(key)
    }
    expect(new Set(seen.values()).size).toBe(seen.size)
  })
})

describe('the answer cache', () => {
  it('forgets the least recently used when it is full, and never holds more than its bytes', () => {
    const seed = testSeed()
    const random = draws(seed)
    const cache = new AnswerCache(20_000)
    for (let i = 0; i < 2_000; i++) {
      const key = `key-${Math.floor(random() * 100)}`
      if (random() < 0.5) cache.get(key, 0)
      else cache.put(key, answer('x'.repeat(Math.floor(random() * 1_500))))
      const { bytes, entries } = cache.stats()
      expect(bytes, `seed ${seed}`).toBeLessThanOrEqual(20_000)
      expect(entries === 0 ? 0 : 1, `seed ${seed}`).toBe(bytes === 0 ? 0 : 1)
    }
    const small = new AnswerCache(3_500)
    for (let i = 0; i < 10; i++) small.put(`k${i}`, answer('x'.repeat(40)))
    small.get('k0', 0)
    small.put('new', answer('x'.repeat(40)))
    expect(small.get('k0', 0)).not.toBeNull()
    expect(small.get('k1', 0)).toBeNull()
  })

  it('gives nothing after its time, and does not take what would push out the others', () => {
    const cache = new AnswerCache(10_000)
    cache.put('a', answer('text', 1_000))
    expect(cache.get('a', 999)?.bytes.toString()).toBe('text')
    expect(cache.get('a', 1_000)).toBeNull()
    expect(cache.stats()).toEqual({ entries: 0, bytes: 0 })
    cache.put('big', answer('x'.repeat(2_000)))
    expect(cache.get('big', 0)).toBeNull()
  })
})
