/** Requests that are odd, or too many at once: a clear answer, and everybody else is served. */
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Person } from '../world/people.ts'
import { TestServer, type Ready } from '../world/server.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 })

const server = new TestServer()
let ready: Ready
let token: string
beforeAll(async () => {
  ready = await server.start()
  const ana = await Person.claims(ready, 'ana@example.com')
  ;({ token } = await ana.commandLine(['admin', 'engineer', 'control_owner']))
})
afterAll(() => server.dispose())

type Answer = { readonly status: number; readonly body: { readonly code?: string; readonly where?: string } }

async function api(method: string, path: string, body?: string): Promise<Answer> {
  const response = await fetch(`${ready.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : {} }
}

/** How often each answer came. */
const tally = (answers: readonly Answer[]): Record<string, number> =>
  Object.fromEntries(
    [...new Set(answers.map(keyOf))].map((key) => [key, answers.filter((a) => keyOf(a) === key).length]),
  )
const keyOf = (a: Answer): string => [a.status, a.body.code].filter(Boolean).join(' ')
const atOnce = (n: number, ask: () => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: n }, ask))

describe('many at once', () => {
  // each of these pages once held a connection of the database while it waited for a second one
  for (const path of ['/controls', '/readiness', '/systems/sandbox-chat/history'])
    it(`${path}: forty readers are all answered`, async () => {
      expect((await api('POST', '/controls/test', '{}')).status).toBe(200)
      expect(tally(await atOnce(40, () => api('GET', path)))).toEqual({ '200': 40 })
    })

  it('two packages are made at a time, however many ask in the same moment', async () => {
    const asked = tally(await atOnce(8, () => api('POST', '/audit/exports', '{"mode":"full"}')))
    expect(asked).toEqual({ '202': 2, '429 export_busy': 6 })
  })

  it('one waiver of a control is open, the others are told so', async () => {
    const body = JSON.stringify({
      reason: 'the supplier changes it next month',
      compensating: 'a weekly look by hand',
      until: new Date(Date.now() + 86_400_000).toISOString(),
    })
    const asked = tally(await atOnce(8, () => api('POST', '/controls/AIC-INV-01/waiver', body)))
    expect(asked).toEqual({ '202': 1, '409 waiver_open': 7 })
  })

  it('a flood of sign-ins is turned away before it reaches the database', async () => {
    const signIn = async (i: number): Promise<Answer> => {
      const response = await fetch(`${ready.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: ready.url },
        body: JSON.stringify({ email: `somebody-${i}@example.com`, password: 'a wrong one' }),
      })
      return { status: response.status, body: (await response.json()) as Answer['body'] }
    }
    const answers = tally(await Promise.all(Array.from({ length: 60 }, (_, i) => signIn(i))))
    expect(answers['401 sign_in_refused'] ?? 0).toBeGreaterThan(0)
    expect(answers['429 sign_in_busy'] ?? 0).toBeGreaterThan(0)
    expect(Object.keys(answers)).toHaveLength(2)
  })
})

describe('a text that nothing can keep', () => {
  const system = (title: string): string => `{"name":"odd","title":"${title}"}`
  it('is refused by the name of its field, never with 500', async () => {
    for (const [ask, where] of [
      [api('POST', '/systems', system('a\\u0000b')), 'title'],
      [api('POST', '/systems', system('a\\ud800b')), 'title'],
      [
        api('POST', '/policies', '{"spec":{"options":{"packages":["x","\\u0000"]}}}'),
        'spec.options.packages.1',
      ],
      [api('POST', '/versions', '{"config":{"\\u0000":1}}'), 'config'],
      [api('GET', '/systems?q=%00'), 'address'],
      [api('GET', '/policies/a%00b'), 'address'],
    ] as const) {
      const answer = await ask
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', where } })
    }
  })

  it('but may be tried on the detectors, which keep nothing', async () => {
    expect((await api('POST', '/detectors/try', '{"text":"a\\u0000b"}')).status).toBe(200)
  })

  it('a body nested too deeply and a number beyond its column are wrong requests', async () => {
    const deep = `{"config":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`
    expect(await api('POST', '/versions', deep)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    })
    const rollback = await api('POST', '/policies/trial-guard/rollback', '{"version":2147483648}')
    expect(rollback).toMatchObject({ status: 400, body: { where: 'version' } })
    const diff = await api('GET', '/policies/trial-guard/diff?from=1&to=2147483648')
    expect(diff).toMatchObject({ status: 400, body: { where: 'to' } })
  })
})

describe('addresses that are no path', () => {
  const raw = (request: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let got = ''
      const socket = connect(Number(new URL(ready.url).port), '127.0.0.1', () => socket.write(request))
      socket.on('data', (chunk: Buffer) => {
        got += chunk.toString()
        socket.destroy()
      })
      socket.on('close', () => resolve(got))
      socket.on('error', reject)
    })
  const host = (): string => new URL(ready.url).host

  it('the form that clients send to proxies means the same call, and keeps the Host rule', async () => {
    const list = await raw(
      `GET http://${host()}/v1/models HTTP/1.1\r\nHost: ${host()}\r\nAuthorization: Bearer ${ready.key}\r\n\r\n`,
    )
    expect(list).toMatch(/^HTTP\/1\.1 200 /)
    expect(list).toMatch(/x-sealwright-evidence: [0-9a-f-]{36}/)
    const foreign = await raw(`GET http://rebound.example.net/v1/models HTTP/1.1\r\nHost: ${host()}\r\n\r\n`)
    expect(foreign).toMatch(/^HTTP\/1\.1 421 /)
  })

  it('`OPTIONS *` is a wrong request', async () => {
    const answer = await raw(`OPTIONS * HTTP/1.1\r\nHost: ${host()}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('invalid_request')
  })
})
