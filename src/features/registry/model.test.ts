import type { JsonObject } from '../../lib/json.ts'
import { describe, expect, it } from 'vitest'
import { lifecycleOf, parseLabel, quorumOf, versionDiff, versionDigest, type StoredLife } from './model.ts'

const source = { kind: 'hosted', upstream: 'sandbox', modelId: 'sandbox-1' } as const
const stored: StoredLife = {
  state: 'approved',
  bootstrap: false,
  approvalId: 'a',
  approvedBy: [{ by: 'bo', at: 't' }],
  approvedDigest: 'd',
  retiredAt: null,
}
const open = { id: 'x', environment: 'production', by: 'u', at: 't', endedAt: null }

describe('digest', () => {
  it('does not depend on the order of keys, and changes with any value', () => {
    const a = versionDigest(source, { temperature: 0.7, tools: ['a', 'b'], nested: { x: 1, y: null } })
    expect(versionDigest(source, { nested: { y: null, x: 1 }, tools: ['a', 'b'], temperature: 0.7 })).toBe(a)
    const others: JsonObject[] = [
      { temperature: 0.71, tools: ['a', 'b'], nested: { x: 1, y: null } },
      { temperature: 0.7, tools: ['b', 'a'], nested: { x: 1, y: null } },
      { temperature: 0.7, tools: ['a', 'b'], nested: { x: 1 } },
    ]
    for (const config of others) expect(versionDigest(source, config)).not.toBe(a)
    expect(versionDigest({ ...source, modelId: 'sandbox-2' }, {})).not.toBe(versionDigest(source, {}))
  })
  it('keeps a number apart from its text, and refuses the key that would blur them', () => {
    expect(versionDigest(source, { t: 0.5 })).not.toBe(versionDigest(source, { t: '0.5' }))
    expect(() => versionDigest(source, { t: { $decimal: '0.5' } })).toThrow('config_invalid')
  })
  it('is the documented one', () => {
    // printf 'sealwright/version/v1\n{"config":{"t":{"$decimal":"0.5"}},"source":{"kind":"hosted","modelId":"m","upstream":"u"}}' | sha256sum
    expect(versionDigest({ kind: 'hosted', upstream: 'u', modelId: 'm' }, { t: 0.5 })).toBe(
      'b9e69bb31d5583175e1c4596f5d099a3fc2e5f3960421bcea506104dbae39677',
    )
  })
})

describe('lifecycle', () => {
  it('approved becomes deployed by a deployment in force, and by nothing else', () => {
    expect(lifecycleOf(stored, []).state).toBe('approved')
    expect(lifecycleOf(stored, [open])).toMatchObject({
      state: 'deployed',
      grant: { kind: 'people', by: [{ by: 'bo' }] },
      deployments: [open],
    })
    expect(lifecycleOf({ ...stored, state: 'draft' }, []).state).toBe('draft')
  })
  it('a row that says approved by nobody is refused', () => {
    expect(() => lifecycleOf({ ...stored, approvedBy: [] }, [open])).toThrow('lacks an approver')
    expect(() => lifecycleOf({ ...stored, approvedBy: null }, [])).toThrow('lacks an approver')
    expect(() => lifecycleOf({ ...stored, state: 'in_review', approvalId: null }, [])).toThrow(
      'lacks an approval',
    )
    expect(lifecycleOf({ ...stored, bootstrap: true, approvedBy: null, approvalId: null }, [])).toMatchObject(
      { grant: { kind: 'bootstrap' } },
    )
  })
})

it('one person for low and medium risk, two above and when nobody has answered', () => {
  expect([
    quorumOf('low'),
    quorumOf('medium'),
    quorumOf('high'),
    quorumOf('critical'),
    quorumOf(null),
  ]).toEqual([1, 1, 2, 2, 2])
})
it('labels', () => {
  expect(parseLabel('support@7')).toEqual({ model: 'support', number: 7 })
  for (const bad of ['support', 'support@0', 'support@07', 'Support@1', '@1', 'support@1x'])
    expect(parseLabel(bad)).toBeNull()
})
it('the difference names key paths with before and after', () => {
  expect(
    versionDiff(
      // a stored row carries more than people decide on
      { source, config: { temperature: 0.2, prompt: { system: 'a' } }, ...{ id: 'a', state: 'deployed' } },
      {
        source: { ...source, modelId: 'sandbox-2' },
        config: { temperature: 0.2, prompt: { system: 'b', extra: true } },
      },
    ),
  ).toEqual([
    { path: 'config.prompt.extra', before: null, after: 'true' },
    { path: 'config.prompt.system', before: '"a"', after: '"b"' },
    { path: 'source.modelId', before: '"sandbox-1"', after: '"sandbox-2"' },
  ])
})
