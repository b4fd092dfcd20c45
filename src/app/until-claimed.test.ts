import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { untilClaimed } from './until-claimed.ts'

type Peer = { readonly from: string | undefined; readonly url?: string; readonly headers?: object }
/** What a request of a peer comes to: `in`, or the status that refused it. */
async function knock(
  claim: Awaited<ReturnType<typeof untilClaimed>>,
  { from, url = '/', headers = {} }: Peer,
): Promise<string> {
  const route = claim.guard(() => answer('in'))
  let answer: (what: string) => void = () => undefined
  const said = new Promise<string>((resolve) => (answer = resolve))
  const res = { writeHead: (status: number) => answer(String(status)), end: () => undefined }
  route(
    { url, headers, socket: { remoteAddress: from } } as unknown as IncomingMessage,
    res as unknown as ServerResponse,
  )
  return said
}
const anywhere = { host: '0.0.0.0', trustedProxy: null }

describe('before an administrator has claimed the installation', () => {
  it('a listener beyond loopback serves this machine only, and health probes', async () => {
    const claim = await untilClaimed(anywhere, async () => false)
    expect(await knock(claim, { from: '192.0.2.7' })).toBe('403')
    expect(await knock(claim, { from: '2001:db8::1', url: '/v1/chat/completions' })).toBe('403')
    expect(await knock(claim, { from: '192.0.2.7', url: '/readyz' })).toBe('in')
    for (const from of ['127.0.0.1', '::1', '::ffff:127.0.0.1', undefined])
      expect(await knock(claim, { from })).toBe('in')
  })
  it('what a proxy on this machine forwards is not from this machine', async () => {
    const claim = await untilClaimed({ host: '127.0.0.1', trustedProxy: 'proxy.example' }, async () => false)
    const headers = { 'x-forwarded-for': '192.0.2.7' }
    expect(await knock(claim, { from: '127.0.0.1', headers })).toBe('403')
    expect(await knock(claim, { from: '127.0.0.1' })).toBe('in')
  })
  it('opens with the claim, and not when nobody can tell', async () => {
    let isClaimed = async (): Promise<boolean> => false
    const claim = await untilClaimed(anywhere, () => isClaimed())
    isClaimed = () => Promise.reject(new Error('no database'))
    expect(await knock(claim, { from: '192.0.2.7' })).toBe('403')
    isClaimed = async () => true
    expect(await knock(claim, { from: '192.0.2.7' })).toBe('in')
    expect(claim.open).toBe(true)
  })
  it('a server on loopback without a proxy asks nobody', async () => {
    const claim = await untilClaimed({ host: '127.0.0.1', trustedProxy: null }, async () => {
      throw new Error('asked')
    })
    expect(claim.open).toBe(true)
  })
})
