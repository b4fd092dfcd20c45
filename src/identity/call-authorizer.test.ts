import { describe, expect, it } from 'vitest'
import { callPolicyErrors, createCallAuthorizer, type CallQuestion } from './call-authorizer.ts'
import { wholeScope } from './key-scope.ts'

const decide = createCallAuthorizer()
const ask = (
  principal: Partial<CallQuestion['principal']> = {},
  rest: Partial<Omit<CallQuestion, 'principal'>> = {},
): string => {
  const d = decide({
    principal: { kind: 'key', system: 's1', environment: 'production', scope: wholeScope, ...principal },
    route: { name: 'chat', system: 's1', environment: 'production' },
    version: { model: 'support', label: 'support@7' },
    operation: 'chat.completions',
    ...rest,
  })
  return `${d.ok ? 'yes' : 'no'} ${d.policyIds.join(' ')}`.trim()
}
const scope = (narrow: Partial<CallQuestion['principal']['scope']>) => ({
  scope: { ...wholeScope, ...narrow },
})

describe('who may call which route', () => {
  it('the policies validate strictly against their schema', () => {
    expect(callPolicyErrors()).toEqual([])
  })

  it('a caller reaches its own system in its own environment, and nothing else', () => {
    expect(ask()).toBe('yes call-permit-own-system')
    expect(ask({ kind: 'issuer' })).toBe('yes call-permit-own-system')
    expect(ask({ system: 's2' })).toBe('no')
    expect(ask({ environment: 'staging' })).toBe('no call-forbid-other-environment')
  })

  it('scopes narrow by route, model or version, and operation; each refusal names its policy', () => {
    expect(ask(scope({ routes: ['chat', 'batch'] }))).toBe('yes call-permit-own-system')
    expect(ask(scope({ routes: ['batch'] }))).toBe('no call-forbid-other-route')
    expect(ask(scope({ models: ['support'] }))).toBe('yes call-permit-own-system')
    expect(ask(scope({ models: ['support@7'] }))).toBe('yes call-permit-own-system')
    expect(ask(scope({ models: ['support@8', 'other'] }))).toBe('no call-forbid-other-model')
    expect(ask(scope({ models: ['other'] }), { version: null })).toBe('yes call-permit-own-system')
    expect(ask(scope({ operations: ['embeddings'] }))).toBe('no call-forbid-other-operation')
    expect(ask(scope({ routes: ['x'], operations: ['embeddings'] }))).toBe(
      'no call-forbid-other-operation call-forbid-other-route',
    )
  })

  it('names that look like another attribute change nothing', () => {
    expect(ask(scope({ routes: ['chat"] || true || ["'] }))).toBe('no call-forbid-other-route')
  })
})
