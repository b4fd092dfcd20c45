import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttp, type Server, type ServerOptions } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { draws, testSeed } from '../../../test/world/draws.ts'
import { answersIn, RawClient, type RawAnswer } from '../../../test/world/raw-http.ts'
import { eventually } from '../../../test/world/server.ts'
import type { HttpRequest, HttpResponse } from './contract.ts'
import { layLane, type Lane, type LaneTimes } from './lane.ts'

type Handle = (req: HttpRequest, res: HttpResponse) => void

type Served = {
  readonly port: number
  readonly server: Server
  readonly lane: Lane
  /** Accepted connections, as the server knows them. */
  readonly sockets: Socket[]
  /** Requests that the lane read. */
  readonly laned: HttpRequest[]
  readonly others: HttpRequest[]
}

const work = mkdtempSync(join(tmpdir(), 'sealwright-lane-'))
const [cert, key] = [join(work, 'cert.pem'), join(work, 'key.pem')]
beforeAll(() => {
  execFileSync(
    'openssl',
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost'
      .split(' ')
      .concat('-keyout', key, '-out', cert),
    { stdio: 'ignore' },
  )
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

const servers: Server[] = []
const clients: RawClient[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

type How = { tls?: boolean; lane?: boolean; times?: LaneTimes; limits?: ServerOptions }

async function serve(handle: Handle, how: How = {}): Promise<Served> {
  const sockets: Socket[] = []
  const laned: HttpRequest[] = []
  const others: HttpRequest[] = []
  const route: Handle = (req, res) => {
    others.push(req)
    handle(req, res)
  }
  const server =
    how.tls === true
      ? createHttps({ ...how.limits, cert: readFileSync(cert), key: readFileSync(key) }, route)
      : createHttp({ ...how.limits }, route)
  server.keepAliveTimeout = how.limits?.keepAliveTimeout ?? 60_000
  const rules = {
    admits: () => how.lane !== false,
    wants: ({ url }: { url: string }) => url.startsWith('/v1/'),
    handle: (req: HttpRequest, res: HttpResponse) => {
      laned.push(req)
      handle(req, res)
    },
  }
  const lane = layLane(server, rules, how.times ?? { silentMs: 60_000, sweepMs: 10 })
  server.on(how.tls === true ? 'secureConnection' : 'connection', (socket: Socket) => sockets.push(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  server.once('close', () => lane.closeAll())
  return { port: (server.address() as AddressInfo).port, server, lane, sockets, laned, others }
}

function client({ port, server }: Served): RawClient {
  const one = new RawClient(port, !(server.constructor === createHttp().constructor))
  clients.push(one)
  return one
}

const soon = (what: string, look: () => boolean): Promise<true> =>
  eventually(what, async () => (look() ? true : undefined), 10_000)

/** The whole body, read as a handler of calls does. */
function bodyOf(req: HttpRequest, then: (body: Buffer) => void): void {
  if (req.whole !== undefined) {
    then(req.whole)
    return
  }
  const parts: Buffer[] = []
  req.on('data', (part) => parts.push(part))
  req.on('end', () => then(Buffer.concat(parts)))
}

const told = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

function answer(res: HttpResponse, status: number, body: Buffer | string): void {
  res.writeHead(status, [
    'content-type',
    'application/json',
    'content-length',
    String(Buffer.byteLength(body)),
  ])
  res.end(body)
}

/** Tells what it was asked. */
const echo: Handle = (req, res) =>
  bodyOf(req, (body) =>
    answer(
      res,
      200,
      told({ method: req.method, url: req.url, headers: req.headers, body: body.toString('latin1') }),
    ),
  )

const shown = (answers: readonly RawAnswer[]): unknown[] =>
  answers.map(({ status, body }) => ({ status, body: body.toString('latin1') }))

const call = (path: string, body = '', more = ''): string =>
  `POST /v1/${path} HTTP/1.1\r\nhost: x\r\n${more}content-length: ${body.length}\r\n\r\n${body}`
const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nhost: x\r\n${more}\r\n`
const last = get('/v1/last', 'connection: close\r\n')
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

describe('what is strange is node:http’s whole', () => {
  const chunked =
    'POST /v1/a HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'
  const hidden = get('/v1/hidden')
  const plain = call('a', 'hello')
  const shapes: Record<string, string> = {
    'length and chunks': chunked.replace('host: x', 'host: x\r\ncontent-length: 5'),
    'chunks and length':
      chunked.replace('chunked\r\n', `chunked\r\ncontent-length: ${hidden.length}\r\n`) + hidden,
    chunks: chunked,
    'chunks with a trailer': chunked.replace('0\r\n\r\n', '0\r\nx: y\r\n\r\n'),
    'chunks with an extension': chunked.replace('5\r\n', '5;a=b\r\n'),
    'chunks of another coding': chunked.replace('chunked', 'gzip, chunked'),
    'chunks under a name with a space': chunked.replace('encoding:', 'encoding :'),
    'chunks behind a tab': chunked.replace(': chunked', ':\tchunked'),
    'two lengths': plain.replace('host: x', 'host: x\r\ncontent-length: 5'),
    'two lengths that differ': plain.replace('host: x', 'host: x\r\ncontent-length: 0'),
    'a list of lengths': plain.replace('h: 5', 'h: 5, 5'),
    'a length with a sign': plain.replace('h: 5', 'h: +5'),
    'a length behind two spaces': plain.replace('h: 5', 'h:  5'),
    'a length in hex': plain.replace('h: 5', 'h: 0x5'),
    'a length with a fraction': plain.replace('h: 5', 'h: 5.0'),
    'a negative length': plain.replace('h: 5', 'h: -5'),
    'no length': plain.replace('h: 5', 'h: '),
    'a length beyond numbers': plain.replace('h: 5', `h: ${'9'.repeat(30)}`),
    'a space before the colon': plain.replace('length:', 'length :'),
    'a space before the name': plain.replace('content-length', ' content-length'),
    'two hosts': plain.replace('host: x', 'host: x\r\nhost: y'),
    'no host': plain.replace('host: x\r\n', ''),
    'a folded line': plain.replace('host: x', 'host: x\r\na: b\r\n c'),
    'bare LF': plain.replaceAll('\r\n', '\n'),
    'one bare LF': plain.replace('x\r\n', 'x\n'),
    'bare CR in a value': plain.replace('x\r\n', 'x\ry: z\r\n'),
    'CR CR LF': plain.replace('x\r\n', 'x\r\r\n'),
    'NUL in a value': plain.replace('x\r\n', 'x\0\r\n'),
    'NUL in a name': plain.replace('host', 'ho\0st'),
    'NUL in the address': plain.replace('/v1/a', '/v1/\0a'),
    'HTTP/1.0': plain.replace('HTTP/1.1', 'HTTP/1.0'),
    'HTTP/1.0 that stays': plain
      .replace('HTTP/1.1', 'HTTP/1.0')
      .replace('x\r\n', 'x\r\nconnection: keep-alive\r\n'),
    'HTTP/2.0': plain.replace('HTTP/1.1', 'HTTP/2.0'),
    'HTTP/1.2': plain.replace('HTTP/1.1', 'HTTP/1.2'),
    'absolute form': plain.replace('/v1/a', 'http://x/v1/a'),
    'two spaces': plain.replace('POST ', 'POST  '),
    'a tab': plain.replace('POST ', 'POST\t'),
    'an empty line before': `\r\n${plain}`,
    'a method in lower case': plain.replace('POST', 'post'),
    'a method nobody knows': plain.replace('POST', 'WHAT'),
    HEAD: get('/v1/a').replace('GET', 'HEAD'),
    OPTIONS: get('/v1/a').replace('GET', 'OPTIONS'),
    'DELETE with a body': plain.replace('POST', 'DELETE'),
    'GET with a body': plain.replace('POST', 'GET'),
    'GET with an empty body': get('/v1/a', 'content-length: 0\r\n'),
    expect: plain.replace('x\r\n', 'x\r\nexpect: 100-continue\r\n'),
    'an expectation nobody knows': plain.replace('x\r\n', 'x\r\nexpect: coffee\r\n'),
    upgrade: plain.replace('x\r\n', 'x\r\nupgrade: h2c\r\n'),
    'a list of cookies': plain.replace('x\r\n', 'x\r\nset-cookie: a=b\r\n'),
    'a head of 20 KB': plain.replace('x\r\n', `x\r\na: ${'b'.repeat(20_000)}\r\n`),
    'three hundred headers': plain.replace(
      'x\r\n',
      `x\r\n${Array.from({ length: 300 }, (_, i) => `a${i}: b\r\n`).join('')}`,
    ),
    'another address': plain.replace('/v1/a', '/v2/a'),
    'no HTTP': 'hello\r\n\r\n',
    'TLS to a plain port': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
    'HTTP/2 with prior knowledge': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  }
  const dated = (bytes: Buffer): string => bytes.toString('latin1').replaceAll(/\r\nDate: [^\r]*/g, '')

  it('byte for byte as without a lane', async () => {
    const [laned, without] = [await serve(echo), await serve(echo, { lane: false })]
    for (const [name, text] of Object.entries(shapes)) {
      const all: string[] = []
      for (const served of [laned, without]) {
        const one = client(served)
        await one.write(text + last)
        all.push(dated(await one.all()))
      }
      expect(all[0], name).toBe(all[1])
      expect(all[0], name).toMatch(/^HTTP\/1\.1 /)
    }
    expect(laned.laned.map(({ headers }) => headers)).toEqual([])
    expect(laned.others.length).toBe(without.others.length)
    expect(laned.lane.open).toBe(0)
  })

  it('on a connection that the lane has used, too', async () => {
    const [laned, without] = [await serve(echo), await serve(echo, { lane: false })]
    const counts = (socket: Socket | undefined): unknown =>
      ['data', 'end', 'close', 'drain', 'error', 'timeout'].map((event) => socket?.listenerCount(event))
    // behind this one in one read, node:http answers nothing
    const upgrade = plain.replace('x\r\n', 'x\r\nconnection: upgrade\r\nupgrade: h2c\r\n')
    for (const [name, text] of Object.entries({ ...shapes, upgrade })) {
      const all: unknown[] = []
      for (const served of [laned, without]) {
        const one = client(served)
        await one.write(call('first', 'x'))
        const first = await one.answers(1)
        const at = one.received.length
        await one.write(text)
        await one.when(() => one.received.length > at || one.ended)
        const socket = served.sockets.at(-1)
        all.push([shown(first), one.ended ? null : counts(socket)])
        if (one.ended) continue
        await one.write(last)
        all.push(dated((await one.all()).subarray(at)))
      }
      expect(all.slice(0, all.length / 2), name).toEqual(all.slice(all.length / 2))
    }
    expect(laned.laned.every(({ url }) => url === '/v1/first')).toBe(true)
    expect(laned.lane.open).toBe(0)
  })

  it('a head in pieces', async () => {
    const served = await serve(echo)
    const one = client(served)
    await one.pieces([...call('a', 'hello')])
    expect(shown(await one.answers(1))).toMatchObject([
      { status: 200, body: expect.stringContaining('"hello"') },
    ])
    expect([served.laned.length, served.others.length, served.lane.open]).toEqual([0, 1, 0])
  })

  it('with its limits of time', async () => {
    const served = await serve(echo, { limits: { headersTimeout: 50, connectionsCheckingInterval: 10 } })
    const one = client(served)
    await one.write('POST /v1/a HTTP/1.1\r\nhost: x\r\n')
    expect((await one.all()).toString()).toMatch(/^HTTP\/1\.1 408 /)
    expect(served.lane.open).toBe(0)
  })
})

it('a drawn series of requests, in drawn pieces, is answered as without a lane', async () => {
  const seed = testSeed()
  const chance = draws(seed)
  const below = (n: number): number => Math.floor(chance() * n)
  const [laned, without] = [await serve(echo), await serve(echo, { lane: false })]
  const odd = [
    'PUT /v1/odd HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc',
    'POST /v1/odd HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
    'POST /v1/odd HTTP/1.1\r\nhost: x\r\ncontent-length:  3\r\n\r\nabc',
    '\r\n\r\nPOST /v1/odd HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc',
    get('/other'),
  ]
  const plain = (i: number): string =>
    chance() < 0.3
      ? get(`/v1/${i}?a=${below(100)}`, chance() < 0.5 ? 'x-a: b\r\n' : '')
      : call(
          `${i}`,
          'b'.repeat(chance() < 0.1 ? below(200_000) : below(40)),
          chance() < 0.5 ? 'X-C: d e\r\n' : '',
        )
  const pieces = (text: string): string[] => {
    const most = chance() < 0.3 ? 20 : chance() < 0.5 ? 300 : text.length
    const out: string[] = []
    for (let at = 0; at < text.length; at += out.at(-1)?.length ?? 0)
      // big bodies in small pieces take long and show nothing
      out.push(text.slice(at, at + 1 + below(out.length > 100 ? 50_000 : most)))
    return out
  }
  for (let series = 0; series < 60; series++) {
    const requests: string[] = []
    for (let i = 0, n = 1 + below(8); i < n; i++)
      requests.push(chance() < 0.12 ? (odd[below(odd.length)] ?? '') : plain(i))
    const parts = pieces(requests.join('') + last)
    const got: unknown[] = []
    for (const served of [laned, without]) {
      const one = client(served)
      await one.pieces(parts)
      got.push(shown(answersIn(await one.all())))
    }
    expect(got[0], `SEED=${seed}, series ${series}`).toEqual(got[1])
    expect(got[0]).toHaveLength(requests.length + 1)
  }
  expect(laned.laned.length).toBeGreaterThan(50)
  await soon('nothing is left', () => laned.lane.open === 0)
})

describe.each([false, true])('a plain request (TLS: %s)', (tls) => {
  it('follows others on its connection', async () => {
    const served = await serve(echo, { tls })
    const one = client(served)
    for (let i = 1; i <= 20; i++) {
      await one.write(i % 3 === 0 ? get(`/v1/${i}`) : call(`${i}`, 'b'.repeat(i * 100)))
      expect((await one.answers(i)).length).toBe(i)
    }
    expect([served.laned.length, served.others.length, served.lane.open]).toEqual([20, 0, 1])
    const [first] = await one.answers(1)
    expect(Object.fromEntries(first?.headers ?? [])).toEqual({
      'content-type': 'application/json',
      'content-length': expect.any(String),
      date: expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/),
      connection: 'keep-alive',
      'keep-alive': 'timeout=60',
    })
    const listeners = served.sockets.map(
      (socket) => socket.listenerCount('data') + socket.listenerCount('drain'),
    )
    expect(listeners).toEqual([2])
  })

  it('may come before the answer to the one before', async () => {
    for (const later of [false, true]) {
      const served = await serve(
        (req, res) => {
          if (later) setImmediate(() => echo(req, res))
          else echo(req, res)
        },
        { tls },
      )
      const one = client(served)
      const requests = Array.from({ length: 10 }, (_, i) => call(`${i}`, 'b'.repeat(i)))
      await one.write(requests.join(''))
      const answers = await one.answers(10)
      expect(answers.map(({ body }) => JSON.parse(body.toString()).url)).toEqual(
        requests.map((_, i) => `/v1/${i}`),
      )
      expect(served.laned.length).toBe(10)
    }
  })

  it('has a body of 5 MB, in pieces, read at once or later', async () => {
    const body = Buffer.alloc(5_000_000, 'seal wright ')
    for (const later of [false, true]) {
      const served = await serve(
        (req, res) => {
          const read = () => bodyOf(req, (whole) => answer(res, 200, sha(whole)))
          if (later) setTimeout(read, 20)
          else read()
        },
        { tls },
      )
      const one = client(served)
      await one.write(`POST /v1/a HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`)
      for (let at = 0; at < body.length; at += 500_000) await one.write(body.subarray(at, at + 500_000))
      await one.write(call('b', 'c'))
      const answers = await one.answers(2)
      expect(answers.map((a) => a.body.toString())).toEqual([sha(body), sha(Buffer.from('c'))])
      expect(served.laned.length).toBe(2)
    }
  })

  it('is refused before its body has come, and the next is answered', async () => {
    const served = await serve((req, res) => answer(res, req.url === '/v1/big' ? 413 : 200, 'x'), { tls })
    const one = client(served)
    await one.write('POST /v1/big HTTP/1.1\r\nhost: x\r\ncontent-length: 3000000\r\n\r\nabc')
    expect((await one.answers(1))[0]?.status).toBe(413)
    await one.write('b'.repeat(2_999_997))
    await one.write(call('b', 'c'))
    expect((await one.answers(2))[1]?.status).toBe(200)
    expect(served.laned.length).toBe(2)
  })

  it('is answered in chunks, as text of all languages, or with nothing', async () => {
    const texts = ['a', 'ä', '日本語 🙂', '\ud800', 'é'.repeat(40_000), 'x'.repeat(100_000)]
    const served = await serve(
      (req, res) => {
        const headers = ['x-latin', 'caf\xe9']
        if (req.url === '/v1/none') res.writeHead(200, [...headers, 'content-length', '0'])
        else res.writeHead(200, headers)
        if (req.url === '/v1/texts') for (const text of texts) res.write(text)
        if (req.url === '/v1/bytes') for (const text of texts) res.write(Buffer.from(text))
        if (req.url === '/v1/latin') res.end('caf\xe9', 'latin1')
        else if (req.url === '/v1/text') res.end('日本語')
        else res.end()
      },
      { tls },
    )
    const one = client(served)
    for (const path of ['texts', 'bytes', 'none', 'empty', 'latin', 'text'])
      await one.write(get(`/v1/${path}`))
    const [inTexts, inBytes, none, empty, latin, text] = await one.answers(6)
    const whole = Buffer.from(texts.join('\u0000').replaceAll('\u0000', ''))
    const each = Buffer.concat(texts.map((t) => Buffer.from(t)))
    expect(each.length).toBe(whole.length)
    expect(inTexts?.body.equals(each)).toBe(true)
    expect(inBytes?.body.equals(each)).toBe(true)
    expect([none?.body.length, empty?.body.length]).toEqual([0, 0])
    expect(latin?.body).toEqual(Buffer.from('caf\xe9', 'latin1'))
    expect(text?.body.toString()).toBe('日本語')
    expect(inTexts?.headers.get('x-latin')).toBe('caf\xe9')
    expect(served.laned.length).toBe(6)
  })

  it('ends with its connection: the handler hears it, once', async () => {
    const heard: string[] = []
    const served = await serve(
      (req, res) => {
        req.on('close', () => heard.push(`${req.url} request`))
        req.on('end', () => heard.push(`${req.url} body`))
        res.on('close', () => heard.push(`${req.url} ${res.writableFinished ? 'whole' : 'cut'}`))
        if (req.url === '/v1/answering') {
          res.writeHead(200, [])
          res.write('begun')
        }
      },
      { tls },
    )
    const left = async (bytes: string, leave: (one: RawClient) => void): Promise<string[]> => {
      const one = client(served)
      const before = served.laned.length
      await one.write(bytes)
      await soon('it is there', () => served.laned.length > before)
      if (bytes.includes('answering')) await one.when(() => one.received.includes('begun'))
      leave(one)
      await soon('it is gone', () => served.lane.open === 0)
      return heard.splice(0)
    }
    const half = (path: string) => call(path, 'hello').slice(0, -2)
    for (const leave of [
      (one: RawClient) => void one.socket.end(),
      (one: RawClient) => void one.socket.resetAndDestroy(),
    ].slice(0, tls ? 1 : 2)) {
      expect(await left(call('waiting', 'hello'), leave)).toEqual(['/v1/waiting request', '/v1/waiting cut'])
      expect(await left(get('/v1/answering'), leave)).toEqual(['/v1/answering request', '/v1/answering cut'])
      if (leave.toString().includes('reset'))
        expect(await left(half('half'), leave)).toEqual(['/v1/half request', '/v1/half cut'])
    }
    expect(served.others.length).toBe(0)
  })

  it('leaves nothing of 1,000 connections that come and go', async () => {
    const served = await serve(echo, { tls })
    const count = tls ? 200 : 1_000
    for (let at = 0; at < count; at += 50) {
      const group = Array.from({ length: 50 }, () => client(served))
      await Promise.all(
        group.map(async (one, i) => {
          if (i % 5 === 4) return one.socket.destroy()
          await one.write(
            [call('a', 'b'), call('a', 'b').slice(0, -1), 'GET /v1', get('/other')][i % 5] ?? '',
          )
          if (i % 5 === 0) await one.answers(1)
          if (i % 2 === 0) one.socket.destroy()
          else one.socket.end()
        }),
      )
    }
    for (const one of clients) one.socket.destroy()
    await soon('none is left', () => served.lane.open === 0)
    const open = await new Promise((resolve) => served.server.getConnections((_error, n) => resolve(n)))
    expect(open).toBe(0)
    expect(served.server.listenerCount(tls ? 'secureConnection' : 'connection')).toBe(2)
    const one = client(served)
    await one.write(call('a', 'b'))
    expect((await one.answers(1))[0]?.status).toBe(200)
  })
})

describe('a slow reader', () => {
  const MB = 1_048_576

  it('makes its handler wait, and gets everything', async () => {
    let sent = 0
    const served = await serve((_req, res) => {
      res.writeHead(200, [])
      const part = Buffer.alloc(65_536, 'x')
      const more = (): void => {
        while (sent < 64 * MB) {
          sent += part.length
          if (!res.write(part)) return
        }
        res.end('end')
      }
      res.on('drain', more)
      more()
    })
    const one = client(served)
    one.socket.pause()
    await one.write(get('/v1/a'))
    await soon('the handler waits', () => served.sockets[0]?.writableNeedDrain === true && sent > 0)
    let before = -1
    await soon('nothing moves', () => before === (before = sent))
    expect(sent).toBeLessThan(32 * MB)
    expect(served.sockets[0]?.writableLength).toBeLessThan(MB)
    one.socket.resume()
    await one.when(
      () => one.socket.bytesRead > 64 * MB && one.received.subarray(-7).toString() === '\r\n0\r\n\r\n',
    )
    const [whole] = await one.answers(1)
    expect(whole?.body.length).toBe(64 * MB + 3)
    await one.write(get('/v1/b'))
  })

  it('whose last bytes are few is answered again', async () => {
    let end = (): void => {}
    const served = await serve((req, res) => {
      res.writeHead(200, [])
      if (req.url === '/v1/b') res.end('b')
      else
        end = () => {
          const waits = () => served.sockets[0]?.writableLength ?? 0
          // so little that no 'drain' follows, and so much is on its way that it waits
          for (let i = 0; i < 100_000 && waits() === 0; i++) res.write('x'.repeat(1_000))
          expect(waits()).toBeGreaterThan(0)
          expect(served.sockets[0]?.writableNeedDrain).toBe(false)
          res.end()
        }
    })
    const one = client(served)
    one.socket.pause()
    await one.write(get('/v1/a') + get('/v1/b'))
    await soon('it is asked', () => served.laned.length === 1)
    end()
    one.socket.resume()
    expect((await one.answers(2))[1]?.body.toString()).toBe('b')
  })
})

describe('a handler', () => {
  it('cannot send a header that is more than one line', async () => {
    const thrown: unknown[] = []
    const served = await serve((_req, res) => {
      for (const value of ['a\r\nb: c', 'a\nb', 'a\rb', 'a\0b', 'a\u007fb', '日'])
        try {
          res.writeHead(200, ['content-length', '0', 'x', value])
        } catch (cause) {
          thrown.push(cause)
        }
      expect(res.headersSent).toBe(false)
      answer(res, 500, 'x')
      expect(() => res.writeHead(200, [])).toThrow('was sent')
    })
    const one = client(served)
    await one.write(call('a'))
    expect((await one.answers(1))[0]?.status).toBe(500)
    expect(thrown.map(String)).toEqual(Array(6).fill(expect.stringContaining('TypeError: header `x`')))
  })

  it('may say more after its end, or after its client has left, to nobody', async () => {
    const after = (res: HttpResponse): void => {
      res.end('more')
      res.write('more')
      res.end()
    }
    const served = await serve((req, res) => {
      if (req.url === '/v1/left') res.on('close', () => after(res))
      else {
        answer(res, 200, 'x')
        after(res)
      }
    })
    const [one, left] = [client(served), client(served)]
    await one.write(call('a') + call('b'))
    await left.write(call('left'))
    await soon('both are there', () => served.laned.length === 3)
    left.socket.resetAndDestroy()
    await soon('one is gone', () => served.lane.open === 1)
    expect((await one.answers(2)).map(({ body }) => body.toString())).toEqual(['x', 'x'])
    expect(left.received.length).toBe(0)
  })

  it('may end its connection', async () => {
    const served = await serve((req, res) => {
      if (req.url === '/v1/req') req.destroy()
      else res.destroy()
      expect(req.url === '/v1/req' ? req.destroyed : res.destroyed).toBe(true)
    })
    for (const path of ['req', 'res']) {
      const one = client(served)
      await one.write(call(path, 'x'))
      expect((await one.all()).length).toBe(0)
    }
    await soon('none is left', () => served.lane.open === 0)
  })

  it('that answers as it hears the body’s end leaves the next request alone', async () => {
    const served = await serve(echo)
    const one = client(served)
    await one.write(call('a', 'hello').slice(0, -3))
    await soon('it is there', () => served.laned.length === 1)
    // its rest, and all of the next, in one read
    await one.write(`llo${call('b', 'x')}${call('c', 'y')}`)
    const urls = (await one.answers(3)).map(({ body }) => JSON.parse(body.toString()).url)
    expect(urls).toEqual(['/v1/a', '/v1/b', '/v1/c'])
  })

  it('that reads late hears of a client that leaves meanwhile', async () => {
    const heard: string[] = []
    const served = await serve((_req, res) => void res.on('close', () => heard.push('close')))
    const one = client(served)
    const [head, body] = [call('a', 'hello').slice(0, -5), 'hello']
    await one.write(head)
    await soon('it is there', () => served.laned.length === 1)
    await one.write(body)
    await soon('all of it', () => served.laned[0]?.complete === true)
    one.socket.end()
    await soon('it is told', () => heard.length === 1)
  })
})

describe('time', () => {
  it('ends a connection that says nothing, and one that asks nothing more', async () => {
    const served = await serve(echo, { times: { silentMs: 30, sweepMs: 10 } })
    expect((await client(served).all()).length).toBe(0)
    served.server.keepAliveTimeout = 50
    const one = client(served)
    await one.write(call('a'))
    expect(answersIn(await one.all()).length).toBe(1)
    await soon('none is left', () => served.lane.open === 0)
  })

  it('ends a body that does not come, whether it was answered or not', async () => {
    for (const early of [false, true]) {
      const served = await serve((_req, res) => early && answer(res, 413, 'x'), {
        times: { silentMs: 10, sweepMs: 10 },
        limits: { requestTimeout: 60, headersTimeout: 50 },
      })
      const one = client(served)
      await one.write(call('a', 'hello').slice(0, -1))
      expect(answersIn(await one.all()).length).toBe(early ? 1 : 0)
      await soon('none is left', () => served.lane.open === 0)
    }
  })

  it('does not end a call that waits for its answer', async () => {
    let finish = (): void => {}
    const served = await serve((_req, res) => (finish = () => answer(res, 200, 'x')), {
      // long enough for the call to come on a busy machine
      times: { silentMs: 300, sweepMs: 10 },
      limits: { requestTimeout: 300, headersTimeout: 300, keepAliveTimeout: 300 },
    })
    const one = client(served)
    await one.write(call('a', 'hello'))
    await new Promise((resolve) => setTimeout(resolve, 900))
    finish()
    expect((await one.answers(1))[0]?.status).toBe(200)
  })
})

describe('close', () => {
  it('ends idle connections at once, running ones with their answer', async () => {
    let finish = (): void => {}
    const served = await serve((req, res) => {
      if (req.url === '/v1/slow') finish = () => answer(res, 200, 'x')
      else answer(res, 200, 'x')
    })
    const [idle, used, running] = [client(served), client(served), client(served)]
    await used.write(call('a'))
    await used.answers(1)
    await running.write(call('slow') + call('never'))
    await soon('it runs', () => served.laned.length === 2 && served.lane.open === 3)
    const closed = new Promise<void>((resolve) => served.server.close(() => resolve()))
    served.lane.close()
    await Promise.all([idle.all(), used.all()])
    await soon('they are gone', () => served.lane.open === 1)
    finish()
    const answers = answersIn(await running.all())
    expect(answers.map(({ headers }) => headers.get('connection'))).toEqual(['close'])
    await closed
    expect(served.laned.length).toBe(2)
  })

  it('does not wait for a client that keeps its side open', async () => {
    let finish = (): void => {}
    const served = await serve((_req, res) => (finish = () => answer(res, 200, 'x')))
    const one = client(served)
    await one.write(call('a'))
    await soon('it runs', () => served.laned.length === 1)
    served.lane.close()
    finish()
    // allowHalfOpen: the client does not answer our end with its own
    await one.when(() => one.ended)
    await soon('it is gone', () => served.lane.open === 0)
  })

  it('has an end for those that never end', async () => {
    const served = await serve(() => {})
    const one = client(served)
    await one.write(call('a'))
    await soon('it runs', () => served.laned.length === 1)
    served.lane.close()
    served.lane.closeAll()
    expect((await one.all()).length).toBe(0)
    await soon('it is gone', () => served.lane.open === 0)
  })

  it('leaves new connections to node:http', async () => {
    const served = await serve(echo)
    served.lane.close()
    const one = client(served)
    await one.write(call('a'))
    expect((await one.answers(1))[0]?.status).toBe(200)
    expect([served.laned.length, served.others.length]).toEqual([0, 1])
  })
})
