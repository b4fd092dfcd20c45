/** The whole product with two gateway workers behind its one listener: calls through both, kills, limits, kill switch, fewer workers, drain. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { verifies } from '../promises.ts'
import { databaseProcesses, ownerClient } from '../world/embedded.ts'
import { Person } from '../world/people.ts'
import { eventually, sealwright, TestServer, type Ready } from '../world/server.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

const work = mkdtempSync(join(tmpdir(), 'sealwright-workers-'))
const configOf = (workers: number): string => {
  const file = join(work, `workers-${workers}.yaml`)
  writeFileSync(file, `gateway: { workers: ${workers} }\ntelemetry: { prometheus: true }\n`)
  return file
}
const server = new TestServer()
let ready: Ready
let ana: Person
/** Later starts do not show them. */
let key = ''
let token = ''
const frozen = new Set<number>()
const thaw = (): void => {
  for (const pid of frozen) process.kill(pid, 'SIGCONT')
  frozen.clear()
}
afterAll(async () => {
  thaw()
  await server.dispose()
  rmSync(work, { recursive: true, force: true })
})

const start = async (workers: number): Promise<void> => {
  // of a test before that failed: two servers on one directory would only say so
  await server.stop()
  ready = await server.start(['--config', configOf(workers)])
  if (ready.key !== undefined) ({ key, adminToken: token } = ready)
}
const workerPids = (): number[] =>
  (JSON.parse(readFileSync(join(server.dataDir, 'run.json'), 'utf8')) as { workers: number[] }).workers
const slots = (): string[] => readdirSync(join(server.dataDir, 'wal')).filter((name) => /^\d/.test(name))

type Part = { name: string; status: string; detail: string }
const api = async <T>(path: string): Promise<T> => {
  const response = await request(`${ready.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return (await response.body.json()) as T
}
const workersPart = async (): Promise<Part | undefined> =>
  (await api<{ parts: Part[] }>('/health')).parts.find((p) => p.name === 'gateway workers')

type Answer = { readonly status: number; readonly id: string; readonly code: string; readonly whole: boolean }
/** One call. Without `through` it has a connection of its own, so that neighbours go to different workers. */
async function call(n: number, with_: { key?: string; through?: Agent } = {}): Promise<Answer> {
  const own = with_.through === undefined ? new Agent() : undefined
  try {
    const response = await request(`${ready.gateway}/chat/completions`, {
      dispatcher: with_.through ?? own,
      method: 'POST',
      headers: { authorization: `Bearer ${with_.key ?? key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'chat',
        stream: n % 4 === 0,
        messages: [{ role: 'user', content: `question ${n}` }],
      }),
    })
    const body = await response.body.text()
    return {
      status: response.statusCode,
      id: String(response.headers['x-sealwright-evidence']),
      code: /"code":"([a-z_]+)"/.exec(body)?.[1] ?? '',
      // a stream that was cut has no [DONE]
      whole: response.statusCode === 200 && (n % 4 !== 0 || body.includes('[DONE]')),
    }
  } finally {
    await own?.close()
  }
}

/** Callers in a closed loop; what breaks a connection is counted, not thrown. */
function load(callers: number) {
  const through = new Agent({ connections: callers })
  const answered: string[] = []
  const life = { stop: false, broken: 0, inFlight: 0 }
  const loops = Array.from({ length: callers }, async (_, n) => {
    while (!life.stop) {
      life.inFlight++
      try {
        const { whole, id } = await call(n, { through })
        if (whole) answered.push(id)
      } catch {
        life.broken++
      } finally {
        life.inFlight--
      }
    }
  })
  return {
    answered,
    life,
    async end(): Promise<void> {
      life.stop = true
      await Promise.all(loops)
      await through.destroy()
    },
  }
}

async function nothingPending(): Promise<void> {
  await eventually('nothing pending', async () =>
    (await api<{ pending: number }[]>('/ledger')).every((l) => l.pending === 0) ? true : undefined,
  )
}

/** Every id has exactly one row and both its entries in the log, as soon as what a dead worker's slot held is shipped: it does not count as pending before. */
async function inTheLog(ids: readonly string[]): Promise<void> {
  expect(new Set(ids).size).toBe(ids.length)
  const client = await ownerClient(server.dataDir)
  try {
    const rows = async () =>
      (
        await client.query<{ id: string; n: string; log: string }>(
          `select c.id, count(*) as n, count(*) filter (where i.base_index >= 0 and o.base_index >= 0) as log from call c
         join ledger_batch i on i.source_id = c.intent_source and c.intent_n >= i.n_first and c.intent_n < i.n_first + i.count
         join ledger_batch o on o.source_id = c.outcome_source and c.outcome_n >= o.n_first and c.outcome_n < o.n_first + o.count
         where c.id = any($1::uuid[]) group by c.id`,
          [ids],
        )
      ).rows
    await eventually('every answered call is in the database', async () =>
      (await rows()).length === ids.length ? true : undefined,
    )
    await nothingPending()
    expect((await rows()).filter((row) => row.n !== '1' || row.log !== '1')).toEqual([])
  } finally {
    await client.end()
  }
}

/** The package pairs every intent with an outcome and finds no gap in any counter. */
async function packageVerifies(name: string, withToken = token): Promise<void> {
  const file = join(work, name)
  const exported = await sealwright([
    'audit',
    'export',
    '--out',
    file,
    '--server',
    ready.url,
    '--token',
    withToken,
  ])
  expect(exported.code, exported.stderr).toBe(0)
  const verified = await sealwright(['verify', file])
  expect(verified.code, verified.stdout).toBe(0)
}

describe('two gateway workers', () => {
  verifies(
    'GW-2',
    'a worker killed amid 200 concurrent calls loses no answered call, its open calls end as unknown, and the other goes on',
    async () => {
      await start(2)
      expect(server.stdoutLines).toHaveLength(1)
      expect(ready.pid).toBe(server.child?.pid)
      const calls = load(200)
      await eventually('400 answered calls', async () => (calls.answered.length >= 400 ? true : undefined))
      expect(calls.life.inFlight).toBeGreaterThanOrEqual(150)
      const [victim = 0] = workerPids()
      process.kill(victim, 'SIGKILL')
      const atKill = calls.answered.length
      await eventually('400 more', async () => (calls.answered.length >= atKill + 400 ? true : undefined))
      await calls.end()
      expect(calls.life.broken).toBeGreaterThan(0)
      const part = await eventually('both serve again', async () => {
        const now = await workersPart()
        return now?.detail.startsWith('2 of 2 serve') ? now : undefined
      })
      expect(part.detail).toContain('1 restarts')
      await eventually('the run file names both', async () =>
        workerPids().length === 2 && !workerPids().includes(victim) ? true : undefined,
      )
      await inTheLog(calls.answered)
      await eventually('its open calls ended as unknown', async () =>
        (await api<{ total: number }>('/calls?q=verdict:unknown&limit=1')).total > 0 ? true : undefined,
      )
      await packageVerifies('killed.zip')
    },
    600_000,
  )

  it('serve calls side by side, and `/metrics` names each', async () => {
    for (let n = 1; n < 9; n++) expect((await call(n)).status).toBe(200)
    const response = await request(`${ready.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
    const text = await response.body.text()
    for (const worker of ['1', '2']) {
      expect(text).toContain(`sealwright_worker_up{worker="${worker}"} 1`)
      const counted = new RegExp(`sealwright_calls_total\\{worker="${worker}",.*verdict="allowed"\\} (\\d+)`)
      expect(Number(counted.exec(text)?.[1])).toBeGreaterThan(0)
    }
    expect(text.match(/# TYPE sealwright_calls_total counter/g)).toHaveLength(1)
    const health = await api<{ items: { route: string; attempts: number }[] }>('/routes/health')
    const served = health.items.find((item) => item.route === 'chat')
    expect(served?.attempts).toBeGreaterThanOrEqual(8)
  })

  verifies(
    'GW-5',
    'a limit holds over all workers: of many concurrent calls on many connections at most its worth gets through',
    async () => {
      const made = await request(`${ready.url}/api/v1/keys`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          system: 'sandbox-chat',
          name: 'limited',
          environment: 'trial',
          limits: { requestsPerMinute: 40 },
        }),
      })
      expect(made.statusCode).toBe(201)
      const { key: limited } = (await made.body.json()) as { key: string }
      // every worker follows by polling: until each has answered, a call may meet one that does not know the key
      await new Promise((resolve) => setTimeout(resolve, 2_500))
      let known = 0
      let spent = 0
      while (known < 4) {
        const { status } = await call(1, { key: limited })
        if (status === 200) spent++
        known = status === 401 ? 0 : known + 1
      }
      const answers = await Promise.all(Array.from({ length: 120 }, (_, n) => call(n, { key: limited })))
      const passed = answers.filter((a) => a.status === 200).length + spent
      expect(passed).toBeLessThanOrEqual(40)
      expect(passed).toBeGreaterThan(20)
      for (const a of answers.filter((one) => one.status !== 200)) expect(a.status).toBe(429)
    },
    120_000,
  )

  it('calls of both show in the live log of a console', async () => {
    const watching = new AbortController()
    const response = await fetch(`${ready.url}/api/v1/calls/live`, {
      headers: { authorization: `Bearer ${token}` },
      signal: watching.signal,
    })
    const seen = new Set<string>()
    const reading = (async () => {
      let text = ''
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk).toString()
        for (const [, id] of text.matchAll(/^id: (.+)$/gm)) if (id !== undefined) seen.add(id)
      }
    })().catch(() => undefined)
    // workers hear a moment later that somebody watches
    await eventually('a first call', async () => {
      await call(1)
      return seen.size > 0 ? true : undefined
    })
    const made: string[] = []
    for (let n = 1; n < 9; n++) made.push((await call(n)).id)
    await eventually('all calls, whichever worker served them', async () =>
      made.every((id) => seen.has(id)) ? true : undefined,
    )
    watching.abort()
    await reading
  })

  it('only our own names reach the product, through a worker as without', async () => {
    for (const path of ['/v1/models', '/api/v1/health', '/']) {
      const response = await request(`${ready.url}${path}`, { headers: { host: 'evil.example.com' } })
      expect(response.statusCode).toBe(421)
      await response.body.dump()
    }
  })

  it('SIGTERM drains them all, also one that began again in a slot of the same name: exit 0, nothing is left in their slots', async () => {
    const pids = workerPids()
    const calls = load(20)
    await eventually('calls', async () => (calls.answered.length > 40 ? true : undefined))
    const stopping = server.stop()
    await calls.end()
    expect(await stopping).toBe(0)
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow()
    expect(slots()).toEqual(['0'])
    await start(2)
    await inTheLog(calls.answered)
  })

  verifies(
    'GW-2',
    'after all processes were killed a start without workers recovers and ships what theirs had recorded',
    async () => {
      const calls = load(60)
      await eventually('200 answered calls', async () => (calls.answered.length >= 200 ? true : undefined))
      for (const pid of workerPids()) process.kill(pid, 'SIGKILL')
      await server.kill9()
      await calls.end()
      expect(slots().length).toBeGreaterThan(2)
      await start(0)
      // nothing is pending either before the first of them is shipped: a slot that is gone has been
      await eventually('their slots are gone', async () => (slots().length === 1 ? true : undefined))
      await inTheLog(calls.answered)
      expect(await workersPart()).toBeUndefined()
      expect((await call(1)).status).toBe(200)
      await packageVerifies('fewer.zip')
      expect(await server.stop()).toBe(0)
    },
    300_000,
  )

  it('workers whose main process is killed end by themselves, and the next start takes their slots over', async () => {
    await start(2)
    const pids = workerPids()
    const answered: string[] = []
    for (let n = 1; n < 9; n++) answered.push((await call(n)).id)
    await server.kill9()
    await start(1)
    await eventually('the old workers ended', async () =>
      pids.every((pid) => !existsProcess(pid)) ? true : undefined,
    )
    await eventually('their slots are gone', async () => (slots().length === 2 ? true : undefined))
    await inTheLog(answered)
    expect(await server.stop()).toBe(0)
  })

  verifies(
    'LED-3',
    'after an erasure no worker seals under the key that was destroyed: what was erased is gone, later calls open',
    async () => {
      await start(2)
      ana = await Person.claims(ready, 'ana@example.com')
      const doomed = [(await call(1)).id, (await call(2)).id, (await call(3)).id]
      await eventually('shipped', async () => {
        const done = await ana.send('POST', '/erasures', {
          callIds: doomed,
          reason: 'asked for',
          request: 'TICKET-1',
        })
        return done.status === 201 ? true : undefined
      })
      const later = [(await call(5)).id, (await call(6)).id, (await call(7)).id, (await call(8)).id]
      type Shown = { payload: { state: string }; output: string | null }
      for (const id of later) {
        const shown = await eventually('a later call', async () => {
          const { status, value } = await ana.send<Shown>('POST', `/calls/${id}/open`, { purpose: 'a test' })
          return status === 200 ? value : undefined
        })
        expect(shown.payload.state).toBe('sealed')
        expect(shown.output).toContain('sandbox')
      }
      for (const id of doomed) expect((await ana.get<Shown>(`/calls/${id}`)).payload.state).toBe('erased')
    },
    120_000,
  )

  verifies(
    'GW-6',
    'without the database every worker refuses on regulated routes, and a kill switch reaches every worker',
    async () => {
      for (const pid of databaseProcesses(server.dataDir)) {
        process.kill(pid, 'SIGSTOP')
        frozen.add(pid)
      }
      await eventually(
        'both refuse',
        async () => {
          const answers = [await call(1), await call(2), await call(3), await call(5)]
          return answers.every((a) => a.code === 'snapshot_stale') ? true : undefined
        },
        60_000,
      )
      thaw()
      await eventually('both serve', async () => {
        const answers = [await call(1), await call(2), await call(3), await call(5)]
        return answers.every((a) => a.status === 200) ? true : undefined
      })
      await ana.post('/kill/sandbox-chat', { engage: true, reason: 'it says things' })
      await eventually('both refuse', async () => {
        const answers = [await call(1), await call(2), await call(3), await call(5)]
        return answers.every((a) => a.code === 'kill_switch') ? true : undefined
      })
      expect(await server.stop()).toBe(0)
    },
    300_000,
  )
})

function existsProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
