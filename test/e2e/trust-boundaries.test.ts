/** A page on another origin, a Host header that is not ours, a second server on the data directory, a configuration with a typo. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealwright, TestServer, type Ready } from '../world/server.ts'

const server = new TestServer()
let ready: Ready
beforeAll(async () => {
  ready = await server.start()
})
afterAll(() => server.dispose())

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string }

/** node:http, because fetch would not let a test set Host or Origin. */
function send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> {
  const url = new URL(ready.url)
  return new Promise((resolve, reject) => {
    const req = httpRequest({ host: url.hostname, port: url.port, method, path, headers }, (res) => {
      let text = ''
      res.on('data', (c: Buffer) => (text += c.toString()))
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: text }))
    })
    req.on('error', reject)
    req.end(body)
  })
}

describe('a Host header that is not ours', () => {
  for (const path of ['/', '/api/v1/session', '/v1/models', '/ledger/x/checkpoint', '/healthz'])
    it(`is refused before routing: ${path}`, async () => {
      const answer = await send('GET', path, {
        host: 'rebound.example.net',
        authorization: `Bearer ${ready.key}`,
      })
      expect(answer.status).toBe(421)
      expect(answer.body).toContain('host_not_allowed')
    })
})

describe('a page on another origin', () => {
  const claim = JSON.stringify({
    token: 'guess',
    email: 'a@example.com',
    name: 'A',
    password: 'a long enough password',
  })
  it('cannot drive the API with a simple form post', async () => {
    const answer = await send(
      'POST',
      '/api/v1/setup/claim',
      { host: new URL(ready.url).host, origin: 'http://evil.example', 'content-type': 'text/plain' },
      claim,
    )
    expect([403, 415]).toContain(answer.status)
  })
  it('cannot drive it with JSON either, and gets no CORS permission', async () => {
    const answer = await send(
      'POST',
      '/api/v1/setup/claim',
      {
        host: new URL(ready.url).host,
        origin: 'http://evil.example',
        'sec-fetch-site': 'cross-site',
        'content-type': 'application/json',
      },
      claim,
    )
    expect(answer.status).toBe(403)
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })
  it('gets no preflight permission on the gateway', async () => {
    const answer = await send('OPTIONS', '/v1/chat/completions', {
      host: new URL(ready.url).host,
      origin: 'http://evil.example',
      'access-control-request-method': 'POST',
    })
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })
  it('the console forbids framing and inline script', async () => {
    const answer = await send('GET', '/', { host: new URL(ready.url).host })
    expect(answer.status).toBe(200)
    expect(String(answer.headers['content-security-policy'])).toMatch(/frame-ancestors 'none'/)
    expect(String(answer.headers['content-security-policy'])).toMatch(/script-src 'self'(;|$)/)
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
  })
})

describe('starting wrongly', () => {
  it('a second server on the data directory ends with a clear error and leaves the first alone', async () => {
    const second = await sealwright(['up', '--port', '0', '--data', server.dataDir, '--output', 'json'])
    expect(second.code).toBe(6)
    expect(second.stderr).toContain('data_dir_in_use')
    expect(second.stderr).toContain(String(ready.pid))
    expect(second.stdout).toBe('')
    expect((await send('GET', '/healthz', { host: new URL(ready.url).host })).status).toBe(200)
  })
  it('a typo in the configuration names file, line, column and the near name', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'sealwright-config-'))
    const file = join(dir, 'sealwright.yaml')
    writeFileSync(file, 'port: 4400\nproducton: true\n')
    const done = await sealwright(['up', '--config', file, '--data', join(dir, 'data')])
    expect(done.code).toBe(3)
    expect(done.stderr).toMatch(/sealwright\.yaml:2:1/)
    expect(done.stderr).toContain('production')
  })
  it('listening beyond loopback without TLS is refused', async () => {
    const done = await sealwright([
      'up',
      '--host',
      '0.0.0.0',
      '--port',
      '0',
      '--data',
      join(mkdtempSync(join(tmpdir(), 'sealwright-host-')), 'data'),
    ])
    expect(done.code).toBe(3)
    expect(done.stderr).toMatch(/TLS|tls/)
  })
})
