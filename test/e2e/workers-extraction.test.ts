/** The whole product with two gateway workers: somebody who copies a model over many connections is one caller, whichever worker serves them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import type { ExtractionAlertView } from '../../src/features/gateway/extraction/contract.ts'
import { CALLS_MIN } from '../../src/features/gateway/extraction/score.ts'
import { trialGuard } from '../../src/features/policies/seed-trial.ts'
import { verifies } from '../promises.ts'
import { Person } from '../world/people.ts'
import { eventually, TestServer, type Ready } from '../world/server.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

const SEED = 20_261_128
const work = mkdtempSync(join(tmpdir(), 'sealwright-workers-'))
const server = new TestServer()
let ready: Ready
let ana: Person
let token = ''
const agents: Agent[] = []

beforeAll(async () => {
  const config = join(work, 'workers.yaml')
  writeFileSync(config, 'gateway: { workers: 2 }\ntelemetry: { prometheus: true }\n')
  ready = await server.start(['--config', config])
  ana = await Person.claims(ready, 'ana@example.com')
  ;({ token } = await ana.commandLine(['viewer']))
})
afterAll(async () => {
  for (const agent of agents) await agent.destroy()
  await server.dispose()
  rmSync(work, { recursive: true, force: true })
})

/** Connections of its own: the main process gives each to the worker that has the fewest. */
const connection = (): Agent => {
  const agent = new Agent({ connections: 1, keepAliveTimeout: 60_000 })
  agents.push(agent)
  return agent
}

type Answer = { readonly status: number; readonly id: string; readonly code: string; readonly policy: string }
async function ask(through: Agent, content: string): Promise<Answer> {
  const response = await request(`${ready.gateway}/chat/completions`, {
    dispatcher: through,
    method: 'POST',
    headers: { authorization: `Bearer ${ready.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'chat', logprobs: true, messages: [{ role: 'user', content }] }),
  })
  const body = await response.body.text()
  return {
    status: response.statusCode,
    id: String(response.headers['x-sealwright-evidence']),
    code: /"code":"([a-z_]+)"/.exec(body)?.[1] ?? '',
    policy: String(response.headers['x-sealwright-policy']),
  }
}
const probe = (n: number): string =>
  `Is this review good or bad, answer with one word and nothing else: the room was clean, number ${n} was late`

const metrics = async (): Promise<string> => {
  const response = await request(`${ready.url}/metrics`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(response.statusCode).toBe(200)
  return response.body.text()
}
/** Calls of each worker. */
async function served(): Promise<number[]> {
  const text = await metrics()
  return ['1', '2'].map((worker) =>
    [...text.matchAll(new RegExp(`sealwright_calls_total\\{worker="${worker}",[^}]*\\} (\\d+)`, 'g'))].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    ),
  )
}
const servesBoth = (): Promise<true> =>
  eventually('both serve', async () => {
    const { parts } = await ana.get<{ parts: { name: string; detail: string }[] }>('/health')
    return parts.some((p) => p.name === 'gateway workers' && p.detail.startsWith('2 of 2 serve'))
      ? true
      : undefined
  })
const alerts = async (): Promise<ExtractionAlertView[]> =>
  (await ana.get<{ items: ExtractionAlertView[] }>('/gateway/extraction')).items

/** A connection at each worker. */
async function pair(): Promise<[Agent, Agent]> {
  const a = connection()
  const workerOf = async (through: Agent): Promise<number> => {
    const before = await served()
    await ask(through, 'hello there')
    return eventually('the call is counted', async () => {
      const worker = (await served()).findIndex((n, index) => n > (before[index] ?? 0))
      return worker < 0 ? undefined : worker
    })
  }
  const home = await workerOf(a)
  for (;;) {
    const b = connection()
    if ((await workerOf(b)) !== home) return [a, b]
  }
}

verifies(
  'GW-5',
  'a caller who probes through two workers is seen as one: too little at each, it is slowed down at both, also by one that begins anew, until a person frees it',
  async () => {
    const spec = { ...trialGuard, extraction: { mode: 'enforce', threshold: 0.8, retryAfterS: 600 } }
    await ana.ok('PUT', '/policies/trial-guard/draft', { spec })
    const { state } = await ana.post<{ state: string }>('/policies/trial-guard/activate', {
      comment: 'defend it',
    })
    expect(state).toBe('active')
    const both = await pair()
    for (const through of both)
      await eventually('the new policy at each', async () =>
        (await ask(through, 'hello')).policy.includes('trial-guard@2') ? true : undefined,
      )

    const before = await served()
    let random = SEED
    for (let n = 0; n < 80; n++) {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0
      const [a, b] = both
      const answer = await ask(n % 2 === 0 ? a : b, probe(random))
      expect([200, 429]).toContain(answer.status)
    }
    const each = (await served()).map((n, worker) => n - (before[worker] ?? 0))
    for (const calls of each) {
      expect(calls).toBeGreaterThan(20)
      expect(calls).toBeLessThan(CALLS_MIN - 10)
    }
    const [alert] = await eventually('an alert', async () => {
      const found = await alerts()
      return found.length > 0 ? found : undefined
    })
    expect(alert).toMatchObject({ user: null, mode: 'enforce', environment: 'trial', acknowledged: null })
    expect(alert?.calls).toBeGreaterThanOrEqual(CALLS_MIN)
    for (const through of both) {
      const refused = await eventually('slowed down at each', async () => {
        const answer = await ask(through, probe(1))
        return answer.status === 429 ? answer : undefined
      })
      expect(refused.code).toBe('extraction_suspected')
      const shown = await eventually('its record', async () => {
        const { status, value } = await ana.send<{ decidedBy: string }>('GET', `/calls/${refused.id}`)
        return status === 200 ? value : undefined
      })
      expect(shown.decidedBy).toMatch(/^429 extraction 0\.\d\d near_duplicates .*logprobs/)
    }

    const { workers } = JSON.parse(readFileSync(join(server.dataDir, 'run.json'), 'utf8')) as {
      workers: number[]
    }
    process.kill(workers[0] ?? 0, 'SIGKILL')
    await eventually('it is gone', async () => {
      const run = JSON.parse(readFileSync(join(server.dataDir, 'run.json'), 'utf8')) as { workers: number[] }
      return run.workers.length === 2 && !run.workers.includes(workers[0] ?? 0) ? true : undefined
    })
    await servesBoth()
    for (const through of await pair())
      expect((await ask(through, probe(2))).code).toBe('extraction_suspected')

    expect(await alerts()).toHaveLength(1)
    await ana.post(`/gateway/extraction/${alert?.id ?? ''}/acknowledge`, {
      note: 'our own evaluation run',
      harmless: true,
    })
    for (const through of await pair())
      await eventually('free at each', async () =>
        (await ask(through, probe(3))).status === 200 ? true : undefined,
      )
    expect(await metrics()).toContain('sealwright_extraction_unseen_total{worker="main"} 0')
    expect(await server.stop()).toBe(0)
  },
  300_000,
)
