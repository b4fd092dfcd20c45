import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProblemError } from '../lib/problem.ts'
import { allowList, createOutbound, type Outbound } from './outbound.ts'
import { isMetadataAddress, isPublicAddress } from './outbound-address.ts'

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'answered',
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  )

describe('addresses', () => {
  it.each([
    '127.0.0.1',
    '127.255.1.1',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:a00:1',
    '::127.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2001::1',
    '100::1',
    'localhost',
    '',
    '1.2.3',
    '0x7f.1',
  ])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false))

  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '64:ff9b::8.8.8.8',
  ])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true))

  it.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    'fe80::1%eth0',
    'fd00:ec2::254',
  ])('%s is metadata or link-local', (address) => expect(isMetadataAddress(address)).toBe(true))
})

describe('outbound', () => {
  let server: Server
  let port = 0
  let seen: { url: string; headers: IncomingMessage['headers']; method: string; body: string }[] = []
  let outbound: Outbound
  const asked: string[] = []

  beforeAll(async () => {
    server = createServer((req, res) => void answer(req, res))
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
    outbound = createOutbound({
      allows: allowList([
        `127.0.0.1:${port}`,
        `own.test:${port}`,
        '169.254.169.254:80',
        `other.test:${port}`,
      ]),
      resolve: async (host) => {
        asked.push(host)
        if (host === 'own.test' || host === 'other.test' || host === 'rebind.test') return ['127.0.0.1']
        if (host === 'mixed.test') return ['1.1.1.1', '10.0.0.1']
        throw Object.assign(new Error('no'), { code: 'ENOTFOUND' })
      },
    })
  })
  afterAll(async () => {
    await outbound.close()
    await new Promise((resolve) => server.close(resolve))
  })

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(Buffer.from(chunk))
    seen.push({
      url: req.url ?? '',
      headers: req.headers,
      method: req.method ?? '',
      body: Buffer.concat(chunks).toString(),
    })
    const to = new URL(req.url ?? '/', 'http://x').searchParams.get('to')
    if (to !== null) return void res.writeHead(302, { location: to }).end()
    if (req.url === '/hang') return
    if (req.url === '/big') return void res.end(Buffer.alloc(100_000, 1))
    if (req.url === '/endless') {
      const timer = setInterval(() => res.write(Buffer.alloc(10_000)), 1)
      res.on('close', () => clearInterval(timer))
      return
    }
    if (req.url === '/drop') return void res.destroy()
    res.end('hello')
  }

  const get = (
    url: string,
    more: Partial<Parameters<Outbound['fetch']>[0]> = {},
  ): ReturnType<Outbound['fetch']> =>
    outbound.fetch({ url, deadlineMs: 5_000, bodyBytesMax: 50_000, ...more })

  it('reaches an allow-listed private target by name and by address, and says what it sent', async () => {
    seen = []
    const answer = await get(`http://own.test:${port}/a`, {
      method: 'POST',
      body: '{"x":1}',
      headers: { 'Content-Type': 'application/json' },
    })
    expect([answer.status, answer.body.toString()]).toEqual([200, 'hello'])
    expect(seen).toMatchObject([
      { url: '/a', method: 'POST', body: '{"x":1}', headers: { host: `own.test:${port}` } },
    ])
    expect((await get(`http://127.0.0.1:${port}/`)).status).toBe(200)
  })

  it.each([
    ['a private address', () => `http://127.0.0.1:1/`],
    ['another port of an allowed host', () => `http://own.test:1/`],
    ['a name that resolves to loopback', () => `http://rebind.test:${port}/`],
    ['a name with one private address among public ones', () => 'http://mixed.test/'],
    ['a decimal spelling of loopback', () => `http://2130706433:${port + 1}/`],
    ['a hexadecimal spelling', () => 'http://0x7f000001/'],
    ['a mapped IPv6 spelling', () => `http://[::ffff:127.0.0.1]:${port}/`],
    ['metadata, even when allow-listed', () => 'http://169.254.169.254/latest/meta-data'],
    ['a file', () => 'file:///etc/passwd'],
    ['credentials in the URL', () => `http://user:pass@own.test:${port}/`],
    ['no URL', () => 'own.test'],
  ])('refuses %s', async (_, url) => {
    seen = []
    expect(await codeOf(get(url()))).toBe('outbound_refused')
    expect(seen).toEqual([])
    expect(await codeOf(outbound.check(url()))).toBe('outbound_refused')
  })

  it('asks for a name once per connection and connects to that very answer', async () => {
    asked.length = 0
    await get(`http://other.test:${port}/`)
    expect(asked).toEqual(['other.test'])
  })

  it('checks redirects again, keeps credentials at home, and stops at the limit', async () => {
    expect(await codeOf(get(`http://own.test:${port}/?to=http://127.0.0.1:1/`, { redirectsMax: 3 }))).toBe(
      'outbound_refused',
    )
    expect(
      await codeOf(get(`http://own.test:${port}/?to=http://169.254.169.254/`, { redirectsMax: 3 })),
    ).toBe('outbound_refused')
    seen = []
    const answer = await get(`http://own.test:${port}/?to=http://other.test:${port}/end`, {
      redirectsMax: 1,
      headers: { Authorization: 'Bearer x', 'X-Trace': 't' },
    })
    expect(answer.url).toBe(`http://other.test:${port}/end`)
    expect(seen[1]?.headers).toMatchObject({ 'x-trace': 't' })
    expect(seen[1]?.headers.authorization).toBeUndefined()
    expect((await get(`http://own.test:${port}/?to=/loop`)).status).toBe(302)
  })

  it('ends at the deadline, at the size cap and on a broken connection, each with its own code', async () => {
    expect(await codeOf(get(`http://own.test:${port}/hang`, { deadlineMs: 100 }))).toBe('outbound_timeout')
    expect(await codeOf(get(`http://own.test:${port}/big`))).toBe('outbound_too_large')
    expect(await codeOf(get(`http://own.test:${port}/endless`))).toBe('outbound_too_large')
    expect(await codeOf(get(`http://own.test:${port}/drop`))).toBe('outbound_failed')
    expect(await codeOf(get('http://nowhere.test/'))).toBe('outbound_unresolved')
  })
})
