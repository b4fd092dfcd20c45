import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer as createTcp, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { answersIn, RawClient } from '../../test/world/raw-http.ts'
import { eventually } from '../../test/world/server.ts'
import type { HttpRequest, HttpResponse } from '../platform/http1/contract.ts'
import type { Lane } from '../platform/http1/lane.ts'
import { drained, handTo, layCallLane, openSockets, routeOf, serverOf } from './listener.ts'

const work = mkdtempSync(join(tmpdir(), 'sealwright-listener-'))
const tls = { certFile: join(work, 'cert.pem'), keyFile: join(work, 'key.pem') }
beforeAll(() => {
  execFileSync(
    'openssl',
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost'
      .split(' ')
      .concat('-keyout', tls.keyFile, '-out', tls.certFile),
    { stdio: 'ignore' },
  )
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

type Worker = {
  readonly port: number
  readonly server: Server
  readonly lane: Lane
  readonly open: ReadonlySet<Socket>
  readonly acceptor: TcpServer
  /** Calls and others that wait for `answer`. */
  readonly held: (() => void)[]
  readonly calls: string[]
}

/** As a gateway worker: connections are accepted elsewhere and handed over unread. */
async function worker(secure = false): Promise<Worker> {
  const held: (() => void)[] = []
  const calls: string[] = []
  const answer =
    (name: string) =>
    (req: HttpRequest, res: HttpResponse): void => {
      calls.push(`${name} ${req.url}`)
      const send = (): void => {
        res.writeHead(200, ['content-length', String(name.length)])
        res.end(name)
      }
      if (req.url?.includes('slow') === true) held.push(send)
      else send()
    }
  let port = 0
  const config = { allowedHosts: ['ours.test'], tls: secure ? tls : null }
  const others = answer('other')
  const handlers = { ledger: others, metrics: others, probe: others, api: others }
  const server = serverOf(
    config,
    routeOf(config, () => port, { ...handlers, gateway: answer('node') }),
  )
  const lane = layCallLane(
    server,
    config,
    () => port,
    answer('lane'),
    () => true,
  )
  const open = openSockets(server)
  await new Promise<void>((resolve) => server.listen(join(work, `${closing.length}.sock`), resolve))
  const acceptor = createTcp({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, (socket) =>
    handTo(server, socket),
  )
  await new Promise<void>((resolve) => acceptor.listen(0, '127.0.0.1', resolve))
  port = (acceptor.address() as AddressInfo).port
  closing.push(() => {
    acceptor.close()
    server.close()
    for (const socket of open) socket.destroy()
  })
  return { port, server, lane, open, acceptor, held, calls }
}

function client({ port }: Worker, secure = false): RawClient {
  const one = new RawClient(port, secure)
  closing.push(() => one.socket.destroy())
  return one
}

const get = (url: string, host: string): string => `GET ${url} HTTP/1.1\r\nhost: ${host}\r\n\r\n`
const soon = (what: string, look: () => boolean): Promise<true> =>
  eventually(what, async () => (look() ? true : undefined), 10_000)

describe.each([false, true])('connections that were accepted elsewhere (TLS: %s)', (secure) => {
  it('are served: calls with our Host by the lane, the rest by its route', async () => {
    const one = await worker(secure)
    const calls = client(one, secure)
    const ours = `127.0.0.1:${one.port}`
    for (const host of [ours, 'ours.test', 'OURS.test:443', `localhost:${one.port}`])
      await calls.write(get('/v1/a', host))
    expect((await calls.answers(4)).map(({ body }) => body.toString())).toEqual(Array(4).fill('lane'))
    for (const url of ['/v1', '/v1?a', '/healthz', '/v1/a']) await calls.write(get(url, ours))
    const later = (await calls.answers(8)).slice(4)
    expect(later.map(({ body }) => body.toString())).toEqual(['node', 'other', 'other', 'node'])
    for (const host of ['elsewhere.test', `127.0.0.1:${one.port + 1}`, '', '127.0.0.1']) {
      const foreign = client(one, secure)
      // after one that is ours: the connection proves nothing
      await foreign.write(get('/v1/a', ours))
      await foreign.answers(1)
      await foreign.write(get('/v1/a', host))
      expect(answersIn(await foreign.all()).map(({ status }) => status)).toEqual([200, 421])
    }
    expect(one.calls.filter((call) => call === 'lane /v1/a')).toHaveLength(8)
  })

  it('end in order: idle ones at once, running ones with their answer', async () => {
    const one = await worker(secure)
    const ours = `127.0.0.1:${one.port}`
    const [fresh, used, other] = [client(one, secure), client(one, secure), client(one, secure)]
    const [running, slowOther] = [client(one, secure), client(one, secure)]
    await used.write(get('/v1/a', ours))
    await other.write(get('/a', ours))
    await running.write(get('/v1/slow', ours))
    await slowOther.write(get('/slow', ours))
    await Promise.all([used.answers(1), other.answers(1)])
    await soon('all are here', () => one.open.size === 5 && one.held.length === 2 && one.lane.open === 3)
    one.acceptor.close()
    one.lane.close()
    const ended = drained(one.server, one.open, 20_000)
    await Promise.all([fresh.all(), used.all(), other.all()])
    await soon('two are left', () => one.open.size === 2)
    for (const answer of one.held) answer()
    expect(answersIn(await running.all()).map(({ headers }) => headers.get('connection'))).toEqual(['close'])
    expect(answersIn(await slowOther.all()).map(({ body }) => body.toString())).toEqual(['other'])
    await ended
    expect([one.open.size, one.lane.open]).toEqual([0, 0])
  })

  it('end at the deadline, whatever they do', async () => {
    const one = await worker(secure)
    const ours = `127.0.0.1:${one.port}`
    const clients = ['', 'GET /v1', get('/v1/slow', ours), get('/slow', ours)].map((bytes) => {
      const each = client(one, secure)
      if (bytes !== '') void each.write(bytes)
      return each
    })
    await soon('all are here', () => one.open.size === 4 && one.held.length === 2)
    one.lane.close()
    await drained(one.server, one.open, 50)
    await Promise.all(clients.map((each) => each.all()))
    expect([one.open.size, one.lane.open]).toEqual([0, 0])
  })
})

it('a client that leaves in the middle of the TLS handshake leaves nothing', async () => {
  const one = await worker(true)
  const raw = client(one)
  await raw.write('\x16\x03\x01\x02\x00\x01')
  await soon('it is here', () => one.open.size === 1)
  raw.socket.end()
  await soon('it is gone', () => one.open.size === 0)
})
