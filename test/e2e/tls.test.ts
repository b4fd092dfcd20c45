/** The listener with a certificate of its own, and what it lets in before somebody has claimed the installation: alone, and in front of two workers. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as plainRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guardedRoute } from '../world/live-route.ts'
import { eventually, TestServer, type Ready } from '../world/server.ts'
import { startUpstream, type FakeUpstream } from '../world/upstream.ts'

const work = mkdtempSync(join(tmpdir(), 'sealwright-tls-'))
const cert = join(work, 'cert.pem')
const certKey = join(work, 'key.pem')
let upstream: FakeUpstream
beforeAll(async () => {
  execFileSync(
    'openssl',
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost'
      .split(' ')
      .concat('-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', certKey, '-out', cert),
    { stdio: 'ignore' },
  )
  upstream = await startUpstream()
})
afterAll(async () => {
  await upstream.close()
  rmSync(work, { recursive: true, force: true })
})

describe.each([0, 2])('with TLS, behind a named proxy, and %i workers', (workers) => {
  const server = new TestServer()
  let ready: Ready
  /** fetch, which people of the tests use, has no place for a certificate of one's own. */
  const strict = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  beforeAll(async () => {
    const config = join(work, `${workers}.yaml`)
    writeFileSync(
      config,
      [
        `tls: { certFile: ${cert}, keyFile: ${certKey} }`,
        'trustedProxy: 10.0.0.2',
        `gateway: { workers: ${workers} }`,
        `outbound: { allow: ['${new URL(upstream.url).host}'] }`,
      ].join('\n'),
    )
    ready = await server.start(['--config', config])
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  })
  afterAll(async () => {
    if (strict === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = strict
    await server.dispose()
  })
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const own = new Agent({ connect: { ca: readFileSync(cert), rejectUnauthorized: true } })
    try {
      const answer = await request(ready.url + path, { dispatcher: own, headers })
      return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() }
    } finally {
      await own.close()
    }
  }

  it('serves its certificate, and no trial: a key that leaks from here would be a real one', async () => {
    expect(ready.url).toMatch(/^https:/)
    expect(ready.key).toBeUndefined()
    expect((await get('/healthz')).status).toBe(200)
    const stranger = new Agent({ connect: { rejectUnauthorized: true } })
    await expect(request(`${ready.url}/healthz`, { dispatcher: stranger })).rejects.toThrow(/self-signed/)
    await stranger.close()
  })

  it('gives nothing to a client that does not speak TLS', async () => {
    const { port } = new URL(ready.url)
    const said = await new Promise<string>((resolve) => {
      const req = plainRequest({ host: '127.0.0.1', port, path: '/healthz' }, (res) =>
        resolve(`status ${res.statusCode}`),
      )
      req.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'closed'))
      req.end()
    })
    expect(said).not.toBe('status 200')
  })

  it('lets only this machine in until an administrator has claimed it', async () => {
    const forwarded = { 'x-forwarded-for': '192.0.2.7' }
    for (const path of ['/', '/api/v1/session', '/v1/models']) {
      const refused = await get(path, forwarded)
      expect(refused.status).toBe(403)
      expect(refused.body).toContain('not_claimed')
    }
    expect((await get('/readyz', forwarded)).status).toBe(200)
    expect((await get('/api/v1/session')).status).toBe(200)
  })

  it('serves calls and streams, each on a connection of its own, once it is claimed', async () => {
    const { key } = await guardedRoute(ready, 'tls', Number(new URL(upstream.url).port))
    expect((await get('/', { 'x-forwarded-for': '192.0.2.7' })).status).toBe(200)
    const ask = async (stream: boolean) => {
      const own = new Agent({ connect: { ca: readFileSync(cert), rejectUnauthorized: true } })
      try {
        const answer = await request(`${ready.gateway}/chat/completions`, {
          dispatcher: own,
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify({ model: 'tls', stream, messages: [{ role: 'user', content: 'hello' }] }),
        })
        return {
          status: answer.statusCode,
          id: answer.headers['x-sealwright-evidence'],
          body: await answer.body.text(),
        }
      } finally {
        await own.close()
      }
    }
    await eventually('the key is known everywhere', async () => {
      const all = await Promise.all(Array.from({ length: 8 }, () => ask(false)))
      return all.every((a) => a.status === 200) ? true : undefined
    })
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => ask(n % 3 === 0)))
    expect(new Set(answers.map((a) => a.id)).size).toBe(12)
    answers.forEach((answer, n) => {
      expect(answer.status).toBe(200)
      expect(answer.body).toContain(n % 3 === 0 ? '[DONE]' : '"choices"')
    })
    const code = await server.stop()
    expect(code, server.stderr.slice(-3_000)).toBe(0)
  })
})
