import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../../test/world/wait.ts'
import { peerAddress } from './peer-address.ts'
import { relayTo } from './relay.ts'

let dir: string
let main: Server
let worker: Server
let answer: (req: IncomingMessage, res: ServerResponse) => void
const at = (): string => `http://127.0.0.1:${(worker.address() as AddressInfo).port}`

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sw-relay-'))
  const path = join(dir, 'main.sock')
  main = createServer((req, res) => answer(req, res))
  worker = createServer(relayTo(path))
  await new Promise<void>((resolve) => void main.listen(path, resolve))
  await new Promise<void>((resolve) => void worker.listen(0, '127.0.0.1', resolve))
})
afterEach(() => {
  for (const server of [main, worker]) {
    server.close()
    server.closeAllConnections()
  }
  rmSync(dir, { recursive: true, force: true })
})

describe('what is not /v1', () => {
  it('reaches the main process whole, with the Host that the client sent and its true address', async () => {
    answer = (req, res) => {
      let body = ''
      req.on('data', (chunk: Buffer) => (body += chunk.toString()))
      req.on('end', () => {
        res.setHeader('set-cookie', ['a=1', 'b=2'])
        res.end(
          JSON.stringify({
            method: req.method,
            url: req.url,
            host: req.headers.host,
            hop: req.headers['te'] ?? null,
            address: peerAddress({ incoming: req }, (name) => {
              const value = req.headers[name]
              return typeof value === 'string' ? value : undefined
            }),
            body,
          }),
        )
      })
    }
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const req = request(
        `${at()}/api/v1/things?q=1`,
        {
          method: 'POST',
          headers: { host: 'ai.example.com', te: 'trailers', 'x-sealwright-peer': '6.6.6.6' },
        },
        resolve,
      )
      req.once('error', reject)
      req.end('{"a":1}')
    })
    let text = ''
    for await (const chunk of response) text += String(chunk)
    expect(JSON.parse(text)).toEqual({
      method: 'POST',
      url: '/api/v1/things?q=1',
      host: 'ai.example.com',
      hop: null,
      address: '127.0.0.1',
      body: '{"a":1}',
    })
    expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2'])
  })

  it('a client that connects by itself is not believed about its address', () => {
    const tcp = { incoming: { socket: { remoteAddress: '10.0.0.7' } } }
    expect(peerAddress(tcp, () => '6.6.6.6')).toBe('10.0.0.7')
    expect(peerAddress({}, () => '6.6.6.6')).toBe('unknown')
  })

  it('streams: the first event arrives while the answer is open, and a client that leaves ends it there', async () => {
    let left = false
    answer = (_, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.write('data: 1\n\n')
      res.once('close', () => (left = true))
    }
    const leaving = new AbortController()
    const response = await fetch(`${at()}/api/v1/calls/live`, { signal: leaving.signal })
    const first = await response.body?.getReader().read()
    expect(Buffer.from(first?.value ?? []).toString()).toBe('data: 1\n\n')
    leaving.abort()
    await until('the main process hears of it', async () => left)
  })

  it('an answer that comes before the request was read is passed on', async () => {
    answer = (_, res) => {
      res.writeHead(413)
      res.end('too large')
    }
    const response = await fetch(`${at()}/api/v1/things`, { method: 'POST', body: 'x'.repeat(3_000_000) })
    expect([response.status, await response.text()]).toEqual([413, 'too large'])
  })

  it('a main process that does not answer is told as 503', async () => {
    main.close()
    main.closeAllConnections()
    const response = await fetch(`${at()}/api/v1/health`)
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'main_process_unreachable' })
  })
})
