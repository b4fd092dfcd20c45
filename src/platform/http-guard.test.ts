import { describe, expect, it } from 'vitest'
import { problem } from '../lib/problem.ts'
import {
  crossSiteProblem,
  hostAllowed,
  problemResponse,
  sameSecret,
  securityHeaders,
  type BrowserRequest,
} from './http-guard.ts'

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

describe('requests that change something', () => {
  const request = (headers: Record<string, string>, more: Partial<BrowserRequest> = {}): BrowserRequest => ({
    method: 'POST',
    header: (name) =>
      ({ host: 'localhost:4400', 'content-type': 'application/json', 'content-length': '2', ...headers })[
        name
      ],
    cookieAuthenticated: true,
    csrf: 'token-of-this-session',
    ...more,
  })
  const ours = {
    'sec-fetch-site': 'same-origin',
    origin: 'http://localhost:4400',
    'x-sealwright-csrf': 'token-of-this-session',
  }
  const codeOf = (r: BrowserRequest): string => crossSiteProblem(r)?.code ?? 'allowed'

  it('from our own page pass; so do a bearer token outside browsers and every read', () => {
    expect(codeOf(request(ours))).toBe('allowed')
    expect(codeOf(request({}, { cookieAuthenticated: false, csrf: null }))).toBe('allowed')
    expect(
      codeOf(
        request({ 'content-type': '', 'content-length': '0' }, { cookieAuthenticated: false, csrf: null }),
      ),
    ).toBe('allowed')
    expect(codeOf(request({ 'sec-fetch-site': 'cross-site' }, { method: 'GET' }))).toBe('allowed')
    expect(
      codeOf(request({ ...ours, 'sec-fetch-site': 'same-origin', origin: 'https://localhost:4400' })),
    ).toBe('allowed')
  })

  it.each([
    ['another site', { ...ours, 'sec-fetch-site': 'cross-site' }, 'cross_site'],
    ['a sibling site', { ...ours, 'sec-fetch-site': 'same-site' }, 'cross_site'],
    ['another origin', { ...ours, origin: 'http://evil.example' }, 'cross_site'],
    ['another port of this machine', { ...ours, origin: 'http://localhost:5000' }, 'cross_site'],
    ['a sandboxed page', { ...ours, origin: 'null' }, 'cross_site'],
    ['neither Origin nor Sec-Fetch-Site', { 'x-sealwright-csrf': 'token-of-this-session' }, 'cross_site'],
    ['no CSRF token', { ...ours, 'x-sealwright-csrf': '' }, 'csrf_token'],
    ["another session's token", { ...ours, 'x-sealwright-csrf': 'token-of-other-session' }, 'csrf_token'],
    ['a form', { ...ours, 'content-type': 'application/x-www-form-urlencoded' }, 'json_required'],
    ['text that is JSON', { ...ours, 'content-type': 'text/plain' }, 'json_required'],
    ['no content type', { ...ours, 'content-type': '' }, 'json_required'],
  ])('are refused from %s', (_, headers, code) => expect(codeOf(request(headers))).toBe(code))

  it('a page of another site is refused before sign-in too', () => {
    expect(
      codeOf(request({ origin: 'http://evil.example' }, { cookieAuthenticated: false, csrf: null })),
    ).toBe('cross_site')
    expect(
      codeOf(request({ 'content-type': 'text/plain' }, { cookieAuthenticated: false, csrf: null })),
    ).toBe('json_required')
  })

  it('no expected secret never matches', () => {
    expect([
      sameSecret('', null),
      sameSecret('', ''),
      sameSecret(undefined, 'x'),
      sameSecret('x', 'x'),
      sameSecret('x', 'y'),
    ]).toEqual([false, false, false, true, false])
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
