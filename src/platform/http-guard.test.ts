import { describe, expect, it } from 'vitest'
import { problem } from '../lib/problem.ts'
import { hostAllowed, problemResponse, securityHeaders } from './http-guard.ts'

describe('Host header', () => {
  const rule = { port: 4400, allowedHosts: ['ai.example.com', 'other.example.com:8443', '[2001:db8::1]'] }
  it.each([
    'localhost:4400',
    '127.0.0.1:4400',
    '[::1]:4400',
    'LOCALHOST:4400',
    'ai.example.com',
    'ai.example.com:443',
    'AI.example.com',
    'other.example.com:8443',
    '[2001:db8::1]:4400',
  ])('%s is ours', (host) => expect(hostAllowed(host, rule)).toBe(true))
  it.each([
    undefined,
    '',
    'localhost',
    'localhost:4401',
    '127.0.0.1',
    '127.0.0.2:4400',
    '0.0.0.0:4400',
    '[::]:4400',
    'evil.example.com:4400',
    'localhost.evil.com:4400',
    'ai.example.com.evil.com',
    'xai.example.com',
    'other.example.com',
    'localhost:4400@evil.com',
    'localhost:4400, evil.com',
    'localhost:4400/',
    'localhost :4400',
    'localhost:04400x',
    '127.1:4400',
    '2130706433:4400',
    '[::1',
    '[::1]x:4400',
    `${'a'.repeat(400)}`,
    'ai.example.com\u0000',
  ])('%j is not', (host) => expect(hostAllowed(host, rule)).toBe(false))
})

describe('Host header on the port of the scheme', () => {
  it('may leave the port out', () => {
    expect(hostAllowed('localhost', { port: 443, allowedHosts: [] })).toBe(true)
    expect(hostAllowed('localhost', { port: 4400, allowedHosts: [] })).toBe(false)
    expect(hostAllowed('evil.example', { port: 443, allowedHosts: [] })).toBe(false)
  })
})

describe('errors over HTTP', () => {
  it('an expected one shows code, place and what to do', async () => {
    const response = problemResponse(
      problem('policy_invalid', 422, 'rule `x` is unknown', {
        where: 'spec.rules.0',
        fix: 'use `pii`',
        extra: { known: ['pii'] },
      }),
      'r-1',
    )
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('x-request-id'),
    ]).toEqual([422, 'application/problem+json', 'r-1'])
    expect(await response.json()).toEqual({
      type: '/docs/failures/policy_invalid',
      title: 'policy invalid',
      status: 422,
      code: 'policy_invalid',
      detail: 'rule `x` is unknown',
      where: 'spec.rules.0',
      fix: 'use `pii`',
      requestId: 'r-1',
      known: ['pii'],
    })
  })

  it('an unexpected one leaks nothing but the id under which the log has it', async () => {
    const logged: object[] = []
    const log = {
      debug() {},
      info() {},
      warn() {},
      error: (fields: object) => void logged.push(fields),
      child: () => log,
    }
    const cause = new Error('password hunter2 at /srv/sealwright/src/x.ts')
    const response = problemResponse(cause, 'r-2', log)
    const text = await response.text()
    expect([response.status, JSON.parse(text)]).toMatchObject([500, { code: 'internal', requestId: 'r-2' }])
    for (const secret of ['hunter2', '/srv', 'x.ts', 'Error']) expect(text).not.toContain(secret)
    expect(logged).toEqual([{ requestId: 'r-2', error: cause }])
  })

  it('an outage of the database is 503 with a hint to retry; a thrown non-error is internal', async () => {
    const response = problemResponse(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'r-3')
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await response.json()).toMatchObject({ code: 'database_unavailable' })
    expect(problemResponse('just text', 'r-4').status).toBe(500)
  })

  it('the policy of our pages allows no inline script, no frame, no other origin', () => {
    const csp = securityHeaders(true)['content-security-policy'] ?? ''
    expect(csp).toMatch(/default-src 'none'/)
    expect(csp).toMatch(/script-src 'self';/)
    expect(csp).toMatch(/frame-ancestors 'none'/)
    expect(csp).not.toMatch(/script-src[^;]*unsafe|https?:|\*/)
    expect(securityHeaders(false)['strict-transport-security']).toBeUndefined()
  })
})
