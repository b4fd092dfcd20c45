/** Changes with an idempotency key on real servers: two over one database of which one is killed, and one over its own that comes back. */
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect } from 'vitest'
import { verifies } from '../promises.ts'
import { externalDatabase } from '../world/external-database.ts'
import { commandLine, Person } from '../world/people.ts'
import { TestServer } from '../world/server.ts'

const ended: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const end of ended.toReversed()) await end()
})

type Told = {
  readonly status: number
  readonly code: string
  readonly text: string
  readonly replayed: boolean
  readonly retryAfter: string | null
}
type NewKey = { readonly id: string; readonly key: string }
const CUT: Told = { status: 0, code: 'cut', text: '', replayed: false, retryAfter: null }

async function post(
  url: string,
  token: string,
  key: string | null,
  path: string,
  body: object,
): Promise<Told> {
  try {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(key === null ? {} : { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    const { code = '' } = JSON.parse(text) as { code?: string }
    return {
      status: response.status,
      code,
      text,
      replayed: response.headers.get('idempotency-replayed') === 'true',
      retryAfter: response.headers.get('retry-after'),
    }
  } catch {
    return CUT // the server went away, before or after it did what was asked
  }
}

/** As a client repeats: while it is told to wait, or while nobody answers. */
async function settled(ask: () => Promise<Told>): Promise<Told> {
  for (const deadlineMs = Date.now() + 60_000; ;) {
    const told = await ask()
    if (told.code !== 'idempotency_in_progress' && told.status !== 0 && told.status !== 503) return told
    if (Date.now() > deadlineMs) throw new Error(`still ${told.code} ${told.text}`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/** Virtual keys of the sandbox: nothing but an idempotency key keeps two from being made. */
const makeKey = (url: string, token: string, key: string, name: string): Promise<Told> =>
  post(url, token, key, '/keys', { system: 'work', name })

async function namesOf(person: Person): Promise<Map<string, number>> {
  const names = new Map<string, number>()
  let cursor: string | null = null
  do {
    const page: { items: { name: string }[]; next: string | null } = await person.get(
      `/keys?limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    for (const { name } of page.items) names.set(name, (names.get(name) ?? 0) + 1)
    cursor = page.next
  } while (cursor !== null)
  return names
}

/** Keys are asked for until the server is killed in the middle; answers that arrived, by name. */
async function untilKilled(
  server: TestServer,
  url: string,
  token: string,
): Promise<{ readonly asked: ReadonlyMap<string, string>; readonly answered: ReadonlyMap<string, Told> }> {
  const asked = new Map<string, string>()
  const answered = new Map<string, Told>()
  const life = { stop: false }
  const worker = async (n: number): Promise<void> => {
    for (let i = 0; !life.stop; i++) {
      const name = `job-${n}-${i}`
      const key = randomUUID()
      asked.set(name, key)
      const told = await makeKey(url, token, key, name)
      if (told.status !== 0) answered.set(name, told)
    }
  }
  const workers = Array.from({ length: 16 }, (_, n) => worker(n))
  while (answered.size < 60) await new Promise((resolve) => setTimeout(resolve, 1))
  life.stop = true
  await server.kill9()
  await Promise.all(workers)
  return { asked, answered }
}

/** Everything is repeated: answers that arrived come again as they were, all others come now or are said to be lost, and nothing was made twice. */
async function expectOnce(
  url: string,
  token: string,
  person: Person,
  { asked, answered }: Awaited<ReturnType<typeof untilKilled>>,
): Promise<void> {
  const outcomes = { replayed: 0, made: 0, lost: 0 }
  const lost = new Set<string>()
  for (const [name, key] of asked) {
    const told = await settled(() => makeKey(url, token, key, name))
    const before = answered.get(name)
    if (before !== undefined) {
      expect(before.status, before.text).toBe(201)
      expect([told.status, told.text, told.replayed]).toEqual([201, before.text, true])
    }
    if (told.code === 'idempotency_answer_lost') {
      lost.add(name)
      outcomes.lost++
    } else {
      expect(told.status, told.text).toBe(201)
      outcomes[told.replayed ? 'replayed' : 'made']++
    }
  }
  process.stderr.write(
    `kill -9: ${asked.size} changes asked for, ${answered.size} answered before; repeated: ${JSON.stringify(outcomes)}\n`,
  )
  const names = await namesOf(person)
  expect([...asked.keys()].filter((name) => names.get(name) !== 1)).toEqual([])
  expect(asked.size).toBeGreaterThan(answered.size)
}

describe('an idempotency key', () => {
  verifies(
    'UX-4',
    'at two servers over one database: concurrent repetitions do a change once; after kill -9 of one in the middle the other answers for it, and nothing is done twice',
    async () => {
      const dir = mkdtempSync(join(tmpdir(), 'sealwright-once-'))
      ended.push(async () => rmSync(dir, { recursive: true, force: true }))
      const database = await externalDatabase()
      ended.push(() => database.close())
      for (const shared of ['keys', 'blobs']) mkdirSync(join(dir, shared), { mode: 0o700 })
      const servers: { server: TestServer; url: string }[] = []
      let ana: Person | undefined
      for (const name of ['a', 'b']) {
        const data = join(dir, name)
        mkdirSync(data)
        for (const shared of ['keys', 'blobs']) symlinkSync(join(dir, shared), join(data, shared))
        const server = new TestServer(data)
        const ready = await server.start([], { DATABASE_URL: database.url })
        ended.push(() => server.dispose())
        servers.push({ server, url: ready.url })
        ana ??= await Person.claims(ready, 'ana@example.com')
      }
      const [a, b] = servers
      if (a === undefined || b === undefined || ana === undefined) throw new Error('two servers are needed')
      const { token } = await ana.commandLine(['admin', 'engineer'])
      await ana.post('/systems', { name: 'work', purpose: 'works' })

      const key = randomUUID()
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, i) =>
          settled(() => makeKey(i % 2 === 0 ? a.url : b.url, token, key, 'many')),
        ),
      )
      expect(new Set(answers.map((told) => `${told.status} ${told.text}`)).size).toBe(1)
      expect(answers[0]?.status, answers[0]?.text).toBe(201)
      expect(answers.filter((told) => !told.replayed)).toHaveLength(1)
      expect((await namesOf(ana)).get('many')).toBe(1)
      expect(await makeKey(b.url, token, key, 'another')).toMatchObject({
        status: 422,
        code: 'idempotency_key_reused',
      })

      const killed = await untilKilled(a.server, a.url, token)
      const anaAtB = new Person(b.url)
      anaAtB.cookie = ana.cookie
      await expectOnce(b.url, token, anaAtB, killed)
    },
    240_000,
  )

  verifies(
    'UX-4',
    'outlives a kill -9 of the only server with its own database: what it had done is answered as before, and not done again',
    async () => {
      const server = new TestServer()
      ended.push(() => server.dispose())
      const ready = await server.start()
      const ana = await Person.claims(ready, 'ana@example.com')
      await ana.post('/systems', { name: 'work', purpose: 'works' })
      const { token } = await ana.commandLine(['admin', 'engineer'])
      const killed = await untilKilled(server, ready.url, token)
      const again = await server.start()
      const back = new Person(again.url)
      back.cookie = ana.cookie
      await expectOnce(again.url, token, back, killed)

      // the command line, with one key for a command
      const cli = commandLine(again.url, token)
      const made = (): Promise<NewKey> =>
        cli.json('key', 'create', '--system', 'work', '--name', 'by hand', '--idempotency-key', 'release-7')
      const first = await made()
      expect(await made()).toEqual(first)
      expect((await namesOf(back)).get('by hand')).toBe(1)
      const other = await cli.run('key', 'create', '--system', 'work', '--idempotency-key', 'release-7')
      expect([other.code, other.stderr.split(' ')[1]]).toEqual([2, 'idempotency_key_reused'])
    },
    240_000,
  )
})
