/** Labelled probes of enforced guards on a real server: from its own job, on demand, into the ledger and the control. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GuardProbes } from '../../src/features/gateway/contract.ts'
import { verifies } from '../promises.ts'
import { eventually, sealwright, TestServer, type Ready } from '../world/server.ts'

type Line = { id: string; status: string; checked: number; exceptions: number; why: string }
type Entry = { type: string }

const server = new TestServer()
let ready: Ready
beforeAll(async () => {
  ready = await server.start()
})
afterAll(() => server.dispose())

const api = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
  const answer = await fetch(`${ready.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${ready.adminToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}
const cli = (...args: string[]) =>
  sealwright([...args, '--server', ready.url, '--token', ready.adminToken, '--output', 'json'])

describe('probes of enforced guards', () => {
  verifies('GW-8', 'a fresh server probes what it enforces by itself, and the control reads it', async () => {
    const first = await eventually('the first probes', async () => {
      const probes = await api<GuardProbes>('GET', '/guard-probes')
      return probes.items.length > 0 && probes.items.every((p) => p.at !== null) ? probes : undefined
    })
    expect(first.items.map((p) => `${p.routeName} ${p.side} ${p.guard} ${p.state}`)).toContain(
      `${first.items[0]?.routeName ?? ''} input injection alive`,
    )
    expect(first.items.every((p) => p.state === 'alive' && p.hostile > 0 && p.entry !== null)).toBe(true)
    const lines = JSON.parse((await cli('control', 'test', 'AIC-GRD-02')).stdout) as Line[]
    expect(lines).toMatchObject([
      { id: 'AIC-GRD-02', status: 'pass', checked: first.items.length, exceptions: 0 },
    ])
  })

  it('on demand they run anew with another seed, are recorded as probes and never as calls', async () => {
    const before = await api<GuardProbes>('GET', '/guard-probes')
    const done = await cli('guard', 'probe')
    expect(done.code, done.stderr).toBe(0)
    const after = await api<GuardProbes>('GET', '/guard-probes')
    expect(after.items.map((p) => p.entry)).not.toEqual(before.items.map((p) => p.entry))
    const id = after.items[0]?.entry ?? ''
    const entry = await eventually('the entry in the log', async () => {
      const found = await api<Entry>('GET', `/entries/${id}`).catch(() => undefined)
      return found?.type === 'gateway.probed' ? found : undefined
    })
    const recorded = JSON.stringify(entry)
    expect(recorded).toContain('probe-texts@')
    // what was sent can be made again from the seed; the texts themselves are not kept
    expect(recorded).not.toMatch(/ignore all|system prompt|BEGIN/i)
    expect((await api<{ total: number }>('GET', '/calls?limit=1')).total).toBe(0)
    const unknown = await cli('guard', 'probe', '--route', 'nowhere')
    expect(unknown.code).toBe(5)
  })
})
