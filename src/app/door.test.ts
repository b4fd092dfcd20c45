import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { openDoor } from './door.ts'

type Peer = { readonly from: string | undefined; readonly url?: string; readonly headers?: object }
/** What a request of a peer comes to: `in`, or the status that refused it. */
async function knock(
  door: Awaited<ReturnType<typeof openDoor>>,
  { from, url = '/', headers = {} }: Peer,
): Promise<string> {
  const route = door.guard(() => answer('in'))
  let answer: (what: string) => void = () => undefined
  const said = new Promise<string>((resolve) => (answer = resolve))
  const res = { writeHead: (status: number) => answer(String(status)), end: () => undefined }
  route(
    { url, headers, socket: { remoteAddress: from } } as unknown as IncomingMessage,
    res as unknown as ServerResponse,
  )
  return said
}
const tls = { certFile: 'cert.pem', keyFile: 'key.pem' }
const anywhere = { host: '0.0.0.0', tls, trustedProxy: null }

describe('before an administrator has claimed the installation', () => {
  it('a listener beyond loopback serves this machine only, and health probes', async () => {
    const door = await openDoor(anywhere, async () => false)
    expect(await knock(door, { from: '192.0.2.7' })).toBe('403')
    expect(await knock(door, { from: '2001:db8::1', url: '/v1/chat/completions' })).toBe('403')
    expect(await knock(door, { from: '192.0.2.7', url: '/readyz' })).toBe('in')
    for (const from of ['127.0.0.1', '::1', '::ffff:127.0.0.1', undefined])
      expect(await knock(door, { from })).toBe('in')
  })
  it('what a proxy on this machine forwards is not from this machine', async () => {
    const door = await openDoor(
      { host: '127.0.0.1', tls: null, trustedProxy: '127.0.0.1' },
      async () => false,
    )
    const headers = { 'x-forwarded-for': '192.0.2.7' }
    expect(await knock(door, { from: '127.0.0.1', headers })).toBe('403')
    expect(await knock(door, { from: '127.0.0.1' })).toBe('in')
  })
  it('opens with the claim, and not when nobody can tell', async () => {
    let isClaimed = async (): Promise<boolean> => false
    const door = await openDoor(anywhere, () => isClaimed())
    isClaimed = () => Promise.reject(new Error('no database'))
    expect(await knock(door, { from: '192.0.2.7' })).toBe('403')
    isClaimed = async () => true
    expect(await knock(door, { from: '192.0.2.7' })).toBe('in')
    expect(door.admits('192.0.2.7')).toBe(true)
  })
  it('a server on loopback without a proxy asks nobody', async () => {
    const door = await openDoor({ host: '127.0.0.1', tls: null, trustedProxy: null }, async () => {
      throw new Error('asked')
    })
    expect(door.admits('192.0.2.7')).toBe(true)
  })
})

describe('beyond loopback without a certificate', () => {
  const behind = { host: '0.0.0.0', tls: null, trustedProxy: '10.1.0.0/16' }
  it('the proxy alone is served, and this machine', async () => {
    const door = await openDoor(behind, async () => true)
    for (const from of ['10.1.2.3', '::ffff:10.1.2.3', '127.0.0.1', '::1']) {
      expect(door.admits(from)).toBe(true)
      expect(await knock(door, { from })).toBe('in')
    }
    for (const from of ['10.2.0.1', '192.0.2.7', '2001:db8::1', 'nonsense']) {
      expect(door.admits(from)).toBe(false)
      expect(await knock(door, { from })).toBe('403')
      expect(await knock(door, { from, url: '/healthz' })).toBe('in')
    }
  })
  it('and not before it is claimed', async () => {
    const door = await openDoor(behind, async () => false)
    expect(door.admits('10.1.2.3')).toBe(false)
    expect(await knock(door, { from: '10.1.2.3', headers: { 'x-forwarded-for': '192.0.2.7' } })).toBe('403')
  })
})
