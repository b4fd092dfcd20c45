import { createServer } from 'node:http'
import { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { draws, testSeed } from '../../../test/world/draws.ts'
import { requestHead } from './request-head.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')
const plain = 'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}'

type Read = { method: string; url: string; headers: unknown; body: string }

/** What node:http reads of these bytes: its requests until it is done, or refuses. */
function nodeReads(input: Buffer): Promise<Read[]> {
  return new Promise((resolve) => {
    const requests: Read[] = []
    const server = createServer((req, res) => {
      const read: Read = { method: req.method ?? '', url: req.url ?? '', headers: req.headers, body: '' }
      requests.push(read)
      req.setEncoding('latin1').on('data', (text: string) => (read.body += text))
      req.on('end', () => res.end())
    })
    const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
    socket.on('error', () => {}).on('close', () => resolve(requests))
    server.emit('connection', socket)
    socket.push(input)
    socket.push(null)
  })
}

describe('a head of the plain shape', () => {
  it('is read with its names in lower case and its sizes', () => {
    expect(
      requestHead(
        bytes(
          'POST /v1/a?b=c HTTP/1.1\r\nHost: x:1\r\nContent-Length: 12\r\nX-Empty:\r\nX-Bytes:\xe9 \t\xe9\r\nConnection: Keep-Alive\r\n\r\nab',
        ),
      ),
    ).toEqual({
      method: 'POST',
      url: '/v1/a?b=c',
      headers: {
        host: 'x:1',
        'content-length': '12',
        'x-empty': '',
        'x-bytes': '\xe9 \t\xe9',
        connection: 'Keep-Alive',
      },
      size: 106,
      length: 12,
    })
    expect(requestHead(bytes('GET / HTTP/1.1\r\nhost: x\r\n\r\n'))).toMatchObject({
      method: 'GET',
      length: 0,
    })
  })

  it('is whole: every beginning of it is none', () => {
    for (let end = 0; end < plain.length - 2; end++)
      expect(requestHead(bytes(plain.slice(0, end)))).toBeNull()
    expect(requestHead(bytes(plain.slice(0, -2)))).not.toBeNull()
  })

  it('ends within 16 KB, with at most 100 headers', () => {
    const big = (length: number) => `GET / HTTP/1.1\r\nhost: x\r\na: ${'b'.repeat(length)}\r\n\r\n`
    const rest = big(0).length
    expect(requestHead(bytes(big(16_384 - rest)))).not.toBeNull()
    expect(requestHead(bytes(big(16_385 - rest)))).toBeNull()
    const many = (count: number) =>
      `GET / HTTP/1.1\r\nhost: x\r\n${Array.from({ length: count - 1 }, (_, i) => `a${i}: b\r\n`).join('')}\r\n`
    expect(requestHead(bytes(many(100)))).not.toBeNull()
    expect(requestHead(bytes(many(101)))).toBeNull()
  })

  it('is not one of these', () => {
    const odd = [
      plain.replace('POST', 'PUT'),
      plain.replace('POST', 'post'),
      plain.replace('POST', 'HEAD'),
      plain.replace('/v1', 'http://x/v1'),
      plain.replace('/v1/chat/completions', '*'),
      plain.replace('completions', 'comple tions'),
      plain.replace('completions', 'compl\xe9tions'),
      plain.replace('1.1', '1.0'),
      plain.replace('1.1', '2.0'),
      plain.replace('1.1', '1.1 '),
      ` ${plain}`,
      `\r\n${plain}`,
      plain.replace('host', 'hos\u0000t'),
      plain.replace('host', 'ho_st'),
      plain.replace('host: x\r\n', ''),
      plain.replace('host: x', 'host : x'),
      plain.replace('host: x', 'host:  x'),
      plain.replace('host: x', 'host:\tx'),
      plain.replace('host: x', 'host: x '),
      plain.replace('host: x', 'host: x\r\nHost: x'),
      plain.replace('host: x', 'host: x\r\n y'),
      plain.replace('host: x', 'host: x\r\n\ty'),
      plain.replace('host: x', 'host: x\ry'),
      plain.replace('host: x', 'host: x\ny: z'),
      plain.replace('host: x', 'host: x\r\ny'),
      plain.replace('host: x', 'host: x\r\n: y'),
      plain.replace('host: x', 'host: x\u0000'),
      plain.replace('host: x', 'host: x\u007f'),
      plain.replace('h: 2', 'h: +2'),
      plain.replace('h: 2', 'h:  2'),
      plain.replace('h: 2', 'h: 0x2'),
      plain.replace('h: 2', 'h: 2, 2'),
      plain.replace('h: 2', 'h: -2'),
      plain.replace('h: 2', 'h: 2.0'),
      plain.replace('h: 2', 'h: '),
      plain.replace('h: 2', 'h: 12345678901'),
      plain.replace('h: 2', 'h: 2\r\nContent-Length: 2'),
      plain.replace('h: 2', 'h: 2\r\nTransfer-Encoding: chunked'),
      plain.replace('content-length: 2', 'transfer-encoding: chunked'),
      plain.replace('content-length: 2\r\n', ''),
      plain.replace('POST', 'GET'),
      plain.replace('host: x', 'host: x\r\nconnection: close'),
      plain.replace('host: x', 'host: x\r\nconnection: keep-alive, upgrade'),
      ...[
        'expect: 100-continue',
        'upgrade: h2c',
        'te: trailers',
        'trailer: x',
        'set-cookie: a=b',
        'proxy-connection: x',
      ].map((line) => plain.replace('host: x', `host: x\r\n${line}`)),
    ]
    for (const text of odd) expect({ text, head: requestHead(bytes(text)) }).toEqual({ text, head: null })
  })
})

it('whatever is of the plain shape, node:http reads the same, and the same request behind it', async () => {
  const seed = testSeed()
  const chance = draws(seed)
  const below = (n: number): number => Math.floor(chance() * n)
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const NAMES = [
    'host',
    'Host',
    'content-length',
    'accept',
    'x-a',
    'constructor',
    'cookie',
    'te',
    'connection',
    'set-cookie',
  ]
  const VALUES = [
    'x',
    '',
    '2',
    '02',
    'keep-alive',
    'a b',
    'a\tb',
    '\xe9',
    'close',
    '+2',
    '2, 2',
    ' 2',
    '2 ',
    'chunked',
  ]
  /** Where parsers differ. */
  const BITS = [
    '\r',
    '\n',
    '\r\n',
    ' ',
    '\t',
    '\0',
    ':',
    ',',
    '\x7f',
    '\x80',
    '\xff',
    '_',
    '0',
    'x',
    '#',
    '?',
    ' HTTP/1.1',
    '\r\n\r\n',
  ]
  const drawn = (): string => {
    const post = chance() < 0.7
    const body = 'b'.repeat(below(20))
    const lines = [`host: x`, ...(post ? [`Content-Length: ${body.length}`] : [])]
    for (let i = below(4); i > 0; i--)
      lines.splice(below(lines.length + 1), 0, `x-${i}${one(NAMES)}: ${one(VALUES)}`)
    if (chance() < 0.3) lines.push(`${one(NAMES)}: ${one(VALUES)}`)
    let text = `${post ? 'POST' : 'GET'} /v1/${one(['', 'a', '?', '#', '%00', '//', "'"])} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
    for (let i = chance() < 0.5 ? 0 : 1 + below(3); i > 0; i--) {
      const at = below(text.length)
      text = text.slice(0, at) + one(BITS) + text.slice(at + below(2))
    }
    return text + body
  }
  let taken = 0
  for (let i = 0; i < 4_000; i++) {
    const text = drawn()
    const next = 'GET /next HTTP/1.1\r\nhost: y\r\n\r\n'
    const input = bytes(text + next)
    const head = requestHead(input)
    if (head === null) continue
    taken += 1
    const ours: Read = {
      method: head.method,
      url: head.url,
      headers: head.headers,
      body: input.toString('latin1', head.size, head.size + head.length),
    }
    const behind = requestHead(input.subarray(head.size + head.length))
    const [first, second] = await nodeReads(input)
    const told = `SEED=${seed}, draw ${i}: ${JSON.stringify(text)}`
    expect(first, told).toEqual(ours)
    if (behind !== null)
      expect(second, told).toMatchObject({ method: behind.method, url: behind.url, headers: behind.headers })
  }
  expect(taken).toBeGreaterThan(1_000)
})
