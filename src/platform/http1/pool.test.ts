import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { connect as connectTcp, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildConnector } from 'undici'
import { afterEach, describe, expect, it } from 'vitest'
import { draws, testSeed } from '../../../test/world/draws.ts'
import { cut } from '../../../test/world/seeded.ts'
import { eventually } from '../../../test/world/server.ts'
import type { AnswerHeaders } from './answer-reader.ts'
import {
  Http1Pool,
  onread,
  type ExchangeError,
  type ExchangeSink,
  type PoolExchange,
  type PoolOptions,
} from './pool.ts'

/** Notes what it hears, in order; what must not be heard any more fails the test. */
class Ear implements ExchangeSink {
  readonly heard: string[] = []
  readonly over: Promise<this>
  status = 0
  headers: AnswerHeaders | null = null
  body = Buffer.alloc(0)
  bytes = 0
  error: ExchangeError | null = null
  exchange: PoolExchange | null = null
  aborted = false
  onEach: (ear: Ear, what: string) => void = () => {}
  #done: (ear: this) => void = () => {}

  constructor(readonly keeps = true) {
    this.over = new Promise((resolve) => (this.#done = resolve))
  }
  onHead(status: number, headers: AnswerHeaders): void {
    this.status = status
    this.headers = headers
    this.#note('head')
  }
  onBody(chunk: Buffer): void {
    this.bytes += chunk.length
    if (this.keeps) this.body = Buffer.concat([this.body, chunk])
    this.#note('body')
  }
  onEnd(): void {
    this.#note('end')
    this.#done(this)
  }
  onError(error: ExchangeError): void {
    this.error = error
    this.#note('error')
    this.#done(this)
  }
  abort(): void {
    this.aborted = true
    this.exchange?.abort()
  }
  #note(what: string): void {
    if (this.aborted) this.heard.push(`${what} after abort`)
    else if (this.heard.at(-1) !== what || what !== 'body') this.heard.push(what)
    this.onEach(this, what)
  }
}

type Asked = { readonly socket: Socket; readonly head: string; readonly body: Buffer; readonly nth: number }

const servers: Server[] = []
const pools: Http1Pool[] = []
const sockets = new Set<Socket>()
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.destroy()
  for (const socket of sockets) socket.destroy()
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

async function opened(server: Server): Promise<string> {
  servers.push(server)
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A server that reads whole requests and does what it is told. */
const raw = (answer: (asked: Asked) => void): Promise<string> =>
  opened(
    createServer({ noDelay: true }, (socket) => {
      let bytes = Buffer.alloc(0)
      let nth = 0
      socket.on('data', (chunk) => {
        bytes = Buffer.concat([bytes, chunk])
        for (;;) {
          const end = bytes.indexOf('\r\n\r\n')
          if (end < 0) return
          const head = bytes.toString('latin1', 0, end)
          const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1])
          if (bytes.length < end + 4 + length) return
          const body = bytes.subarray(end + 4, end + 4 + length)
          bytes = bytes.subarray(end + 4 + length)
          nth += 1
          answer({ socket, head, body, nth })
        }
      })
    }),
  )

const served = (route: RequestListener): Promise<string> => opened(createHttp(route))

function poolTo(url: string, options: Partial<PoolOptions> = {}): Http1Pool {
  const pool = new Http1Pool(new URL(url), {
    connect: buildConnector({ timeout: 5_000, onread }),
    connectionsMax: 10,
    headMs: 30_000,
    silenceMs: 30_000,
    idleMs: 30_000,
    ...options,
  })
  pools.push(pool)
  return pool
}

const HEADERS = ['content-type', 'application/json'] as const
function ask(pool: Http1Pool, body: string | Buffer = '{}', ear = new Ear()): Ear {
  ear.exchange = pool.send({ method: 'POST', path: '/v1', headers: HEADERS, body: Buffer.from(body) }, ear)
  return ear
}

const soon = (what: string, look: () => boolean): Promise<true> =>
  eventually(what, async () => (look() ? true : undefined), 10_000)
const empty = (pool: Http1Pool): Promise<true> =>
  soon('the pool is empty', () => pool.stats.connections === 0 && pool.stats.idle === 0)
const sized = (body: string, more = ''): string =>
  `HTTP/1.1 200 OK\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

describe('a request', () => {
  it('is one that node:http reads: host, length, headers, body', async () => {
    const url = await served((req, res) => {
      const parts: Buffer[] = []
      req.on('data', (part) => parts.push(part))
      req.on('end', () =>
        res.end(JSON.stringify([req.method, req.url, req.rawHeaders, sha(Buffer.concat(parts))])),
      )
    })
    const pool = poolTo(url)
    for (const size of [0, 10, 32_768, 32_769, 5_000_000]) {
      const body = Buffer.alloc(size, 'sealwright \xff')
      const ear = await ask(pool, body).over
      expect(JSON.parse(ear.body.toString())).toEqual([
        'POST',
        '/v1',
        ['host', new URL(url).host, 'connection', 'keep-alive', ...HEADERS, 'content-length', String(size)],
        sha(body),
      ])
    }
    expect(pool.stats).toEqual({ connections: 1, idle: 1, waiting: 0 })
  })

  it('with a header or path of more than one line is not sent', async () => {
    let connections = 0
    const pool = poolTo('http://127.0.0.1:1', { connect: () => void (connections += 1) })
    const body = Buffer.from('{}')
    const send = (path: string, headers: string[]) => () =>
      pool.send({ method: 'POST', path, headers, body }, new Ear())
    for (const value of ['Bearer a\r\nx: y', 'a\nb', 'a\rb', 'a\0', 'a\u0100'])
      expect(send('/', ['authorization', value])).toThrow('header `authorization`')
    for (const name of ['a b', 'a:', 'a\r\nb', '', 'ä'])
      expect(send('/', [name, 'b'])).toThrow('cannot be sent')
    for (const path of ['/ HTTP/1.1\r\nx: y', '/a b', '/ä', '/\0']) expect(send(path, [])).toThrow('a path')
    expect([connections, pool.stats.waiting]).toEqual([0, 0])
  })
})

describe('a connection', () => {
  it('carries one after the other, the last used first', async () => {
    const seen: number[] = []
    const url = await raw(({ socket, nth, body }) => {
      seen.push(nth)
      if (body.toString() === 'two') setTimeout(() => socket.write(sized('b')), 20)
      else socket.write(sized('a'))
    })
    const pool = poolTo(url)
    for (let i = 0; i < 5; i++) expect((await ask(pool).over).heard).toEqual(['head', 'body', 'end'])
    expect(seen).toEqual([1, 2, 3, 4, 5])
    await Promise.all([ask(pool, 'two').over, ask(pool).over, ask(pool).over])
    expect(pool.stats).toEqual({ connections: 3, idle: 3, waiting: 0 })
  })

  it('that is asked anew from the end of the answer before is the same one', async () => {
    const url = await raw(({ socket }) => socket.write(sized('a')))
    const pool = poolTo(url)
    const second = new Ear()
    const first = new Ear()
    first.onEach = (_ear, what) => what === 'end' && ask(pool, 'again', second)
    ask(pool, 'x', first)
    expect((await second.over).heard).toEqual(['head', 'body', 'end'])
    expect(pool.stats.connections).toBe(1)
  })

  it('is not used again where the answer says so, or more came than was asked for', async () => {
    const answers = [
      sized('a', 'connection: close\r\n'),
      sized('a').replace('1.1', '1.0'),
      sized('a', 'keep-alive: timeout=1\r\n'),
      `${sized('a')}\r\n`,
      `${sized('a')}${sized('b')}`,
    ]
    const seen: number[] = []
    const url = await raw(({ socket, nth }) => {
      seen.push(nth)
      socket.write(answers.shift() ?? '')
    })
    const pool = poolTo(url)
    while (answers.length > 0) {
      const ear = await ask(pool).over
      expect([ear.heard, ear.body.toString()]).toEqual([['head', 'body', 'end'], 'a'])
      await empty(pool)
    }
    expect(seen).toEqual([1, 1, 1, 1, 1])
  })

  it('on which somebody speaks unasked is ended', async () => {
    const url = await raw(({ socket }) => {
      socket.write(sized('a'))
      setTimeout(() => socket.write(sized('stale')), 10)
    })
    const pool = poolTo(url)
    await ask(pool).over
    await empty(pool)
    expect((await ask(pool).over).body.toString()).toBe('a')
  })

  it('goes when it is not used: after its own time, or shortly before the other side’s', async () => {
    const url = await raw(({ socket, body }) => socket.write(sized('a', body.toString())))
    const pool = poolTo(url, { idleMs: 100 })
    await ask(pool, '').over
    expect(pool.stats.idle).toBe(1)
    await empty(pool)
    const long = poolTo(url)
    // 3 s less 2 s
    await ask(long, 'keep-alive: timeout=3\r\n').over
    expect(long.stats.idle).toBe(1)
    await empty(long)
  })

  it('that the other side ends while idle is not asked', async () => {
    const open: Socket[] = []
    const url = await raw(({ socket }) => {
      open.push(socket)
      socket.write(sized('a'))
    })
    const pool = poolTo(url)
    for (const end of [
      (s: Socket) => s.end(),
      (s: Socket) => s.resetAndDestroy(),
      (s: Socket) => s.destroy(),
    ]) {
      await ask(pool).over
      const [socket] = open.splice(0)
      if (socket !== undefined) end(socket)
      await empty(pool)
    }
  })

  it('that ends just as it is asked fails, and never hangs: an answer, or none', async () => {
    let count = 0
    const url = await raw(({ socket }) => {
      socket.write(sized('a'))
      count += 1
      // ended, by its side, a moment after its answer
      if (count % 2 === 0) socket.end()
      else setImmediate(() => socket.resetAndDestroy())
    })
    const pool = poolTo(url)
    const results = new Set<string>()
    for (let i = 0; i < 200; i++) {
      const { error, status } = await ask(pool).over
      results.add(error === null ? String(status) : error.kind)
      if (error?.kind === 'cut') expect(error.begun).toBe(false)
      if (i % 3 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect([...results].every((result) => result === '200' || result === 'cut')).toBe(true)
    expect(results.has('200')).toBe(true)
    await empty(pool)
  })

  it('that was ended but is not gone yet is not asked', async () => {
    const url = await raw(({ socket }) => socket.write(sized('a')))
    const made: Socket[] = []
    const connect: PoolOptions['connect'] = (_target, report) => {
      const socket = connectTcp(Number(new URL(url).port), '127.0.0.1')
      made.push(socket)
      socket.once('connect', () => report(null, socket))
    }
    const pool = poolTo(url, { connect })
    await ask(pool).over
    made[0]?.destroy()
    const ear = await ask(pool).over
    expect([ear.heard, made.length]).toEqual([['head', 'body', 'end'], 2])
  })
})

it('under TLS is checked, asked by its name, and used again', async () => {
  const work = mkdtempSync(join(tmpdir(), 'sealwright-pool-'))
  const [cert, key] = [join(work, 'cert.pem'), join(work, 'key.pem')]
  try {
    execFileSync(
      'openssl',
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost'
        .split(' ')
        .concat('-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert),
      { stdio: 'ignore' },
    )
    const ca = readFileSync(cert)
    const server = createHttps({ cert: ca, key: readFileSync(key) }, (req, res) => {
      let bytes = 0
      req.on('data', (part: Buffer) => (bytes += part.length))
      req.on('end', () => res.end(`${bytes}`))
    })
    const url = (await opened(server)).replace('http://127.0.0.1', 'https://localhost')
    for (const how of [{ ca }, { ca, onread }]) {
      const pool = poolTo(url, { connect: buildConnector(how) })
      for (const size of [10, 5_000_000, 20]) {
        const ear = await ask(pool, Buffer.alloc(size)).over
        expect([ear.error, ear.body.toString()]).toEqual([null, `${size}`])
      }
      expect(pool.stats).toEqual({ connections: 1, idle: 1, waiting: 0 })
    }
    const strict = await ask(poolTo(url)).over
    expect(strict.error).toEqual({ kind: 'unreachable', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    const other = poolTo(url.replace('localhost', '127.0.0.1'), { connect: buildConnector({ ca }) })
    expect((await ask(other).over).error).toEqual({
      kind: 'unreachable',
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
})

describe('time', () => {
  it('ends who sends no head, however slowly it comes', async () => {
    const url = await raw(({ socket, body }) => {
      if (body.toString() === 'nothing') return
      let at = 0
      const head =
        body.toString() === 'interim' ? 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(10_000) : sized('').padStart(9)
      const drip = setInterval(() => socket.write(head.slice(at, (at += 25)) || ' '), 20)
      socket.on('close', () => clearInterval(drip))
    })
    const pool = poolTo(url, { headMs: 200, silenceMs: 60_000 })
    for (const body of ['nothing', 'interim']) {
      const { error } = await ask(pool, body).over
      expect(error).toEqual({ kind: 'timeout', phase: 'head' })
    }
    await empty(pool)
  })

  it('ends who falls silent within an answer, unless we do not listen', async () => {
    const url = await raw(({ socket }) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe'))
    const pool = poolTo(url, { silenceMs: 100 })
    expect((await ask(pool).over).error).toEqual({ kind: 'timeout', phase: 'body' })
    const ear = new Ear()
    ear.onEach = (_ear, what) => what === 'body' && ear.exchange?.pause()
    ask(pool, '', ear)
    await soon('it has begun', () => ear.bytes === 2)
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(ear.error).toBeNull()
    ear.exchange?.resume()
    expect((await ear.over).error).toEqual({ kind: 'timeout', phase: 'body' })
    expect(ear.heard).toEqual(['head', 'body', 'error'])
    await empty(pool)
  })

  it('is longer than a slow answer’s pauses', async () => {
    const url = await raw(({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n')
      let sent = 0
      const drip = setInterval(() => (sent++ < 10 ? socket.write('x') : clearInterval(drip)), 150)
    })
    const ear = await ask(poolTo(url, { headMs: 700, silenceMs: 700 })).over
    expect([ear.heard, ear.bytes]).toEqual([['head', 'body', 'end'], 10])
  })
})

describe('what goes wrong', () => {
  it('connecting is told with its code', async () => {
    const gone = await raw(() => {})
    await new Promise((resolve) => servers.pop()?.close(resolve))
    const refused = await ask(poolTo(gone)).over
    expect(refused.error).toEqual({ kind: 'unreachable', code: 'ECONNREFUSED' })
    const late = Object.assign(new Error('late'), { code: 'UND_ERR_CONNECT_TIMEOUT' })
    const told = async (error: Error) =>
      (
        await ask(poolTo(gone, { connect: (_target, report) => setImmediate(() => report(error, null)) }))
          .over
      ).error
    expect(await told(late)).toEqual({ kind: 'timeout', phase: 'connect' })
    expect(await told(new RangeError('x'))).toEqual({ kind: 'unreachable', code: 'RangeError' })
  })

  const broken: Record<string, readonly [string, 'end' | 'reset' | 'open', unknown]> = {
    'nothing, and ended': ['', 'end', { kind: 'cut', begun: false, code: 'other side closed' }],
    'nothing, and reset': ['', 'reset', { kind: 'cut', begun: false, code: 'ECONNRESET' }],
    'half a head': [
      'HTTP/1.1 200 OK\r\ncont',
      'end',
      { kind: 'cut', begun: false, code: 'other side closed' },
    ],
    'half a body': [
      sized('hello').slice(0, -1),
      'end',
      { kind: 'cut', begun: true, code: 'other side closed' },
    ],
    'half a chunk': [
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhe',
      'reset',
      { kind: 'cut', begun: true, code: 'ECONNRESET' },
    ],
    'no last chunk': [
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n',
      'end',
      { kind: 'cut', begun: true, code: 'other side closed' },
    ],
    'no HTTP': ['<html>\r\n\r\n', 'open', { kind: 'invalid', why: 'its head is malformed' }],
    'a broken chunk': [
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello0\r\n',
      'open',
      { kind: 'invalid', why: 'its framing is malformed' },
    ],
    'another protocol': [
      'HTTP/1.1 101 X\r\n\r\n',
      'open',
      { kind: 'invalid', why: 'it changed the protocol' },
    ],
  }
  it.each(Object.keys(broken))('answering is told once: %s', async (name) => {
    const [text, then, error] = broken[name] ?? ['', 'end', null]
    const url = await raw(({ socket }) =>
      socket.write(text, () => {
        if (then === 'end') socket.end()
        if (then === 'reset') setTimeout(() => socket.resetAndDestroy(), 30)
      }),
    )
    const pool = poolTo(url)
    const ear = await ask(pool).over
    expect(ear.error).toEqual(error)
    await empty(pool)
    expect(ear.heard.filter((what) => what === 'error' || what === 'end')).toEqual(['error'])
  })

  it('an answer before the request is out is heard', async () => {
    const body = Buffer.alloc(5_000_000, 'x')
    const stays = await opened(
      createServer((socket) => {
        socket.once('data', () => socket.write('HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig'))
        // reads no more: the request never gets out
        socket.once('data', () => socket.pause())
      }),
    )
    const reads = await served((req, res) => {
      res.writeHead(413, { 'content-length': 3 }).end('big')
      req.resume()
    })
    for (const url of [stays, reads]) {
      const pool = poolTo(url)
      for (let i = 0; i < 3; i++) {
        const ear = await ask(pool, body).over
        expect([ear.status, ear.body.toString(), ear.heard]).toEqual([413, 'big', ['head', 'body', 'end']])
      }
      if (url === stays) await empty(pool)
    }
  })

  it('a fault of whoever listens ends the connection', async () => {
    const faults: unknown[] = []
    const url = await raw(({ socket }) => socket.write(sized('a')))
    const pool = poolTo(url)
    const ear = new Ear()
    ear.onEach = (_ear, what) => {
      if (what === 'head') throw new RangeError('mine')
    }
    const before = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (fault) => faults.push(fault))
    try {
      ask(pool, '', ear)
      await soon('it is told', () => faults.length > 0)
    } finally {
      process.removeAllListeners('uncaughtException')
      for (const listener of before) process.on('uncaughtException', listener)
    }
    await empty(pool)
    expect(faults.map(String)).toEqual(['RangeError: mine'])
    expect(ear.heard.filter((what) => what === 'error')).toHaveLength(1)
  })
})

describe('abort', () => {
  const chunks = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n'
  it.each(['now', 'later', 'head', 'body', 'end'])(
    'at %s: nothing is heard after it, no connection stays',
    async (when) => {
      for (const text of [chunks, sized('abcd'), 'HTTP/1.1 200 OK\r\n\r\nabcd', `${sized('a')}tail`]) {
        const url = await raw(({ socket }) => {
          socket.write(text)
          if (text.includes('\n\r\nabcd')) socket.end()
        })
        const pool = poolTo(url)
        const ear = new Ear()
        ear.onEach = (_ear, what) => what === when && ear.abort()
        ask(pool, 'x', ear)
        if (when === 'now') ear.abort()
        if (when === 'later') setImmediate(() => ear.abort())
        await soon('it is aborted', () => ear.aborted || ear.heard.includes('end'))
        // an abort before the connection is there, and one at the end, leave a free one
        const stays = when === 'now' || (when === 'end' && (text === chunks || text === sized('abcd')))
        await soon('its connection is gone', () => pool.stats.connections - pool.stats.idle === 0)
        await ask(pool).over
        if (!stays) await soon('it is gone', () => pool.stats.connections <= 1)
        expect(ear.heard.filter((what) => what.includes('abort'))).toEqual([])
        expect(ear.heard.filter((what) => what === 'end' || what === 'error').length).toBeLessThan(2)
      }
    },
  )

  it('leaves the others on their connections', async () => {
    const finish: (() => void)[] = []
    const url = await raw(({ socket, body }) => {
      socket.write(sized(body.toString()).slice(0, -1))
      finish.push(() => socket.write(body.subarray(-1)))
    })
    const pool = poolTo(url)
    const ears = Array.from({ length: 10 }, (_, i) => ask(pool, `${i}`))
    await soon('all have begun', () => ears.every((ear) => ear.status === 200))
    ears.filter((_, i) => i % 2 === 0).forEach((ear) => ear.abort())
    for (const one of finish) one()
    const rest = await Promise.all(ears.filter((_, i) => i % 2 === 1).map((ear) => ear.over))
    expect(rest.map((ear) => ear.body.toString())).toEqual(['1', '3', '5', '7', '9'])
    await soon('five are left', () => pool.stats.connections === 5 && pool.stats.idle === 5)
  })
})

describe('with as many connections as there may be', () => {
  it('the others wait in turn', async () => {
    let running = 0
    let most = 0
    const order: string[] = []
    const url = await raw(({ socket, body }) => {
      most = Math.max(most, (running += 1))
      order.push(body.toString())
      setTimeout(() => {
        running -= 1
        socket.write(sized('a'))
      }, 5)
    })
    const pool = poolTo(url, { connectionsMax: 2 })
    const ears = Array.from({ length: 20 }, (_, i) => ask(pool, `${i}`))
    expect(pool.stats.waiting).toBe(20)
    await Promise.all(ears.map((ear) => ear.over))
    expect([most, pool.stats]).toEqual([2, { connections: 2, idle: 2, waiting: 0 }])
    expect(order.map(Number).toSorted((a, b) => a - b)).toEqual(ears.map((_, i) => i))
    expect(order.slice(2).map(Number)).toEqual(ears.map((_, i) => i).slice(2))
  })

  it('who is aborted while it waits is forgotten, and the next is not', async () => {
    const open: Socket[] = []
    const url = await raw(({ socket }) => open.push(socket))
    const pool = poolTo(url, { connectionsMax: 1 })
    const first = ask(pool, 'first')
    await soon('it is asked', () => open.length === 1)
    const [second, third] = [ask(pool, 'second'), ask(pool, 'third')]
    second.abort()
    expect(pool.stats.waiting).toBe(1)
    open[0]?.write(sized('a'))
    await first.over
    await soon('the third is asked', () => open.length === 2)
    open[1]?.write(sized('c'))
    expect((await third.over).body.toString()).toBe('c')
    expect(second.heard).toEqual([])
  })

  it('one that is gone is replaced for who waits', async () => {
    let count = 0
    const url = await raw(({ socket }) => {
      if ((count += 1) % 3 === 0) socket.write(sized('a'))
      else if (count % 3 === 1) socket.resetAndDestroy()
      else socket.end()
    })
    const pool = poolTo(url, { connectionsMax: 2 })
    const ears = await Promise.all(Array.from({ length: 30 }, () => ask(pool).over))
    expect(ears.filter((ear) => ear.error === null).length).toBe(10)
    expect(pool.stats.waiting).toBe(0)
  })

  it('connections that fail leave nobody waiting, and fail nobody who may still get one', async () => {
    const url = await raw(({ socket }) => socket.write(sized('a')))
    const real = buildConnector({ timeout: 5_000 })
    let count = 0
    const flaky: PoolOptions['connect'] = (target, report) => {
      if ((count += 1) % 2 === 0) setImmediate(() => report(new Error('no'), null))
      else real(target, report)
    }
    const pool = poolTo(url, { connectionsMax: 3, connect: flaky })
    const ears = Array.from({ length: 30 }, () => ask(pool))
    ears.slice(5, 10).forEach((ear) => ear.abort())
    await Promise.all(ears.filter((ear) => !ear.aborted).map((ear) => ear.over))
    expect(pool.stats.waiting).toBe(0)

    const never = poolTo(url, {
      connectionsMax: 1,
      connect: (_target, report) => setImmediate(() => report(new Error('no'), null)),
    })
    const failed = await Promise.all(Array.from({ length: 5 }, () => ask(never).over))
    expect(failed.map(({ error }) => error?.kind)).toEqual(Array(5).fill('unreachable'))

    // two connections are on their way, one who waits has left: the other gets the one that comes
    const reports: ((error: Error | null) => void)[] = []
    const held = poolTo(url, {
      connect: (target, report) =>
        reports.push((error) => {
          if (error === null) real(target, report)
          else report(error, null)
        }),
    })
    const [left, right] = [ask(held), ask(held)]
    left.abort()
    reports[0]?.(new Error('no'))
    expect(right.error).toBeNull()
    reports[1]?.(null)
    expect((await right.over).body.toString()).toBe('a')
  })

  it('a failed one that asks again from its failure is asked again', async () => {
    const url = await raw(({ socket }) => socket.write(sized('a')))
    const real = buildConnector({ timeout: 5_000 })
    let failed = false
    const pool = poolTo(url, {
      connectionsMax: 1,
      connect: (target, report) => {
        if (failed) return real(target, report)
        failed = true
        setImmediate(() => report(new Error('no'), null))
      },
    })
    const again = new Ear()
    const first = new Ear()
    first.onEach = () => ask(pool, 'again', again)
    ask(pool, 'x', first)
    expect((await again.over).body.toString()).toBe('a')
  })
})

describe('pause', () => {
  const MB = 1_048_576
  it('holds the other side back, resume lets it go on', async () => {
    let sent = 0
    const url = await served((_req, res) => {
      const part = Buffer.alloc(65_536, 'x')
      const more = (): void => {
        while (sent < 64 * MB) {
          sent += part.length
          if (!res.write(part)) return
        }
        res.end()
      }
      res.on('drain', more)
      more()
    })
    const pool = poolTo(url)
    const ear = new Ear(false)
    let paused = false
    ear.onEach = () => {
      if (!paused && ear.bytes > MB) {
        paused = true
        ear.exchange?.pause()
      }
    }
    ask(pool, '', ear)
    await soon('it is paused', () => paused)
    let before = -1
    await soon('nothing moves', () => before === (before = sent))
    expect(ear.bytes).toBeLessThan(2 * MB)
    expect(sent).toBeLessThan(32 * MB)
    ear.exchange?.resume()
    await ear.over
    expect([ear.bytes, pool.stats.idle]).toEqual([64 * MB, 1])
  })

  it('before there is a connection, and at the end of an answer', async () => {
    const url = await raw(({ socket }) => socket.write(sized('hello')))
    const pool = poolTo(url)
    const ear = new Ear()
    ask(pool, '', ear)
    ear.exchange?.pause()
    await soon('it is asked', () => sockets.size === 1)
    expect(ear.heard).toEqual([])
    ear.exchange?.resume()
    await ear.over
    const last = new Ear()
    last.onEach = () => last.exchange?.pause()
    await ask(pool, '', last).over
    // its connection listens again
    expect((await ask(pool).over).body.toString()).toBe('hello')
    expect(pool.stats.connections).toBe(1)
    last.exchange?.resume()
  })
})

describe('destroy', () => {
  it('ends what runs, what waits and what connects, and nothing begins after it', async () => {
    const open: Socket[] = []
    const url = await raw(({ socket }) => open.push(socket))
    const pool = poolTo(url, { connectionsMax: 1 })
    const [running, waiting] = [ask(pool), ask(pool)]
    await soon('it runs', () => open.length === 1)
    await pool.destroy()
    expect((await running.over).error).toEqual({ kind: 'cut', begun: false, code: 'closed' })
    expect((await waiting.over).error).toEqual({ kind: 'unreachable', code: 'closed' })
    await empty(pool)
    const after = ask(pool)
    expect(after.heard).toEqual([])
    expect((await after.over).error).toEqual({ kind: 'unreachable', code: 'closed' })

    const connecting = poolTo(url)
    const ear = ask(connecting)
    await connecting.destroy()
    expect((await ear.over).error).toEqual({ kind: 'unreachable', code: 'closed' })
    await soon('its connection is gone', () => sockets.size === 0)
    expect(connecting.stats.connections).toBe(0)
  })
})

it.each([
  ['as Node reads', {}],
  ['read into one memory', { onread }],
])('500 at once, in drawn pieces, each get their own answer, %s', async (_, how) => {
  const seed = testSeed()
  const chance = draws(seed)
  const url = await raw(({ socket, body }) => {
    const own = body.toString().repeat(1 + Math.floor(chance() * 50))
    const how = Math.floor(chance() * 4)
    const text = [
      () => sized(own),
      () => sized(own, 'connection: close\r\n'),
      () => `HTTP/1.1 200 OK\r\n\r\n${own}`,
      () =>
        `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${cut(own, chance, 40)
          .map((part) => `${part.length.toString(16)}\r\n${part}\r\n`)
          .join('')}0\r\n\r\n`,
    ][how]?.()
    const pieces = cut(text ?? '', chance, chance() < 0.5 ? 10 : 1_000)
    const next = (): void => {
      const piece = pieces.shift()
      if (piece !== undefined) socket.write(piece, () => setImmediate(next))
      else if (how === 1 || how === 2) socket.end()
    }
    next()
  })
  const pool = poolTo(url, { connectionsMax: 50, connect: buildConnector({ timeout: 5_000, ...how }) })
  const ears = await Promise.all(Array.from({ length: 500 }, (_, i) => ask(pool, `<${i}>`, new Ear()).over))
  for (const [i, ear] of ears.entries()) {
    const own = `<${i}>`
    expect(ear.error, `SEED=${seed}`).toBeNull()
    expect(ear.body.toString().replaceAll(own, ''), `SEED=${seed}`).toBe('')
    expect(ear.bytes).toBeGreaterThan(0)
  }
  await soon('all are free', () => pool.stats.connections === pool.stats.idle && pool.stats.waiting === 0)
})
