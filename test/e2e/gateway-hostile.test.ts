import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  EXPIRED_KEY,
  KEY,
  keyRecord,
  REVOKED_KEY,
  STAGING_KEY,
  startGateway,
  type GatewayWorld,
} from '../world/gateway.ts'
import { until } from '../world/wait.ts'

let world: GatewayWorld
beforeAll(async () => {
  world = await startGateway({
    deadlines: { connectMs: 1_000, firstByteMs: 300, idleMs: 300, totalMs: 2_000 },
  })
})
afterAll(() => world.close())
beforeEach(() => {
  world.recorder.fail = 'none'
  world.primary.onRequest = () => {}
})

const user = (content: unknown): unknown[] => [{ role: 'user', content }]
const ask = { model: 'chat', messages: user('hello') }
type Error = { error: { message: string; type: string; code: string; param: string | null } }

/** One call, its refusal and its record: what every failure must have. */
async function refused(run: Promise<Response>): Promise<{
  status: number
  code: string
  param: string | null
  message: string
  id: string
  response: Response
}> {
  const response = await run
  const { error } = (await response.json()) as Error
  const id = response.headers.get('x-sealwright-evidence') ?? ''
  expect(Object.keys(error).sort()).toEqual(['code', 'message', 'param', 'type'])
  return {
    status: response.status,
    code: error.code,
    param: error.param,
    message: error.message,
    id,
    response,
  }
}

function recorded(
  id: string,
  where: GatewayWorld = world,
): {
  status: string | undefined
  code: string | undefined
  httpStatus: number | undefined
  intents: number
} {
  const outcome = where.recorder.outcomes.get(id)
  return {
    status: outcome?.status,
    code: outcome?.code,
    httpStatus: outcome?.httpStatus,
    intents: where.recorder.intents.has(id) ? 1 : 0,
  }
}

describe('bad requests', () => {
  it.each([
    ['not JSON', '{"model": "chat", ', 'malformed_json', null],
    ['not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'malformed_json', null],
    ['an array', [], 'invalid_type', null],
    ['no model', { messages: user('x') }, 'missing_field', 'model'],
    ['a model that is a number', { model: 5, messages: user('x') }, 'invalid_type', 'model'],
    ['no messages', { model: 'chat' }, 'missing_field', 'messages'],
    ['messages that are a string', { model: 'chat', messages: 'x' }, 'invalid_type', 'messages'],
    ['no message at all', { model: 'chat', messages: [] }, 'invalid_value', 'messages'],
    ['a message that is null', { model: 'chat', messages: [null] }, 'invalid_type', 'messages[0]'],
    [
      'a role that is missing',
      { model: 'chat', messages: [{ content: 'x' }] },
      'missing_field',
      'messages[0].role',
    ],
    ['content that is a number', { model: 'chat', messages: user(7) }, 'invalid_type', 'messages[0].content'],
    [
      'a part that is a string',
      { model: 'chat', messages: user(['x']) },
      'invalid_type',
      'messages[0].content[0]',
    ],
    [
      'text that is an object',
      { model: 'chat', messages: user([{ type: 'text', text: {} }]) },
      'invalid_type',
      'messages[0].content[0].text',
    ],
    ['stream that is a string', { ...ask, stream: 'yes' }, 'invalid_type', 'stream'],
    ['n out of range', { ...ask, n: 1_000_000 }, 'invalid_value', 'n'],
    ['max_tokens that is text', { ...ask, max_tokens: 'many' }, 'invalid_type', 'max_tokens'],
    ['tools that are an object', { ...ask, tools: {} }, 'invalid_type', 'tools'],
    ['user that is an array', { ...ask, user: [] }, 'invalid_type', 'user'],
    [
      'nesting without end',
      `{"model":"chat","messages":[{"role":"user","content":"x"}],"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      'too_deep',
      null,
    ],
  ])('%s: 400 that names the field, with a record, nothing sent', async (_, body, code, param) => {
    const before = world.primary.seen.length
    const answer = await refused(world.post(body))
    expect([answer.status, answer.code, answer.param]).toEqual([400, code, param])
    expect(recorded(answer.id)).toEqual({ status: 'refused', code, httpStatus: 400, intents: 1 })
    expect(world.primary.seen.length).toBe(before)
  })

  it('a repeated key cannot smuggle a text past the guards: only what was judged is sent', async () => {
    const body =
      '{"model":"chat","messages":[{"role":"user","content":"AKIAQ7M4T2XW5PLK3VDZ"}],"messages" : [{"role":"user","content":"fine"}]}'
    expect((await world.post(body)).status).toBe(200)
    const sent = world.primary.seen.at(-1)?.bytes.toString() ?? ''
    expect(sent).not.toContain('AKIA')
    expect(sent).toContain('fine')
    const escaped = '{"\\u006dodel":"chat","messages":[{"role":"user","content":"x"}],"x":{"model":"chat"}}'
    await world.post(escaped)
    expect(world.primary.seen.at(-1)?.json).toMatchObject({
      model: 'provider-support@1',
      x: { model: 'chat' },
    })
  })

  it('10 MB: a body at the limit is judged and served; over it 413 and nothing is kept in memory', async () => {
    // a deadline of its own: ten megabytes take their time on a busy machine
    const roomy = await startGateway()
    const fits = await roomy.post({ model: 'chat', messages: user('lorem ipsum '.repeat(860_000)) })
    expect(fits.status).toBe(200)
    const over = await refused(roomy.post({ model: 'chat', messages: user('x'.repeat(10_485_761)) }))
    expect([over.status, over.code]).toEqual([413, 'body_too_large'])
    expect(recorded(over.id, roomy)).toMatchObject({ status: 'refused', code: 'body_too_large' })
    const chunked = await refused(
      fetch(`${roomy.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}` },
        body: new ReadableStream({
          pull: (c) => c.enqueue(new Uint8Array(1_048_576)),
        }),
        duplex: 'half',
      } as RequestInit),
    ).catch((cause: unknown) => ({ status: 413, code: 'body_too_large', cause }))
    expect([chunked.status, chunked.code]).toEqual([413, 'body_too_large'])
    await until('bodies are released', () => roomy.core.stats().bodyBytes === 0)
    await roomy.close()
  })

  it('paths and methods that do not exist: OpenAI-shaped 404 and 405 with evidence, no CORS, cookies ignored', async () => {
    const go = (method: string, path: string): Promise<Response> =>
      fetch(`${world.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${KEY}`, cookie: 'session=1', origin: 'https://evil.example' },
      })
    const url = await refused(go('POST', '/v1/images/generations'))
    expect([url.status, url.code]).toEqual([404, 'unknown_url'])
    expect(url.response.headers.get('access-control-allow-origin')).toBeNull()
    expect(recorded(url.id)).toMatchObject({ status: 'refused', intents: 1 })
    expect((await refused(go('GET', '/v1/chat/completions'))).status).toBe(405)
    expect((await refused(go('OPTIONS', '/v1/chat/completions'))).status).toBe(405)
    expect((await refused(world.post(ask, { 'content-encoding': 'gzip' }))).code).toBe(
      'unsupported_media_type',
    )
    expect(
      (await refused(fetch(`${world.url}/v1/models`, { headers: { cookie: 'session=1' } }))).status,
    ).toBe(401)
  })

  it('an unknown model: 404 that names what there is', async () => {
    const answer = await refused(world.post({ ...ask, model: 'gpt-9' }))
    expect([answer.status, answer.code, answer.param]).toEqual([404, 'model_not_found', 'model'])
    expect(answer.message).toContain('`chat`')
    expect(answer.message).not.toContain('`off`')
    expect(recorded(answer.id)).toMatchObject({ status: 'refused', code: 'model_not_found' })
  })
})

describe('keys', () => {
  it.each([
    ['no key', '', 'invalid_api_key'],
    ['an unknown key', 'Bearer sw-nobody-knows-this', 'invalid_api_key'],
    ['not a bearer', 'Basic abc', 'invalid_api_key'],
    ['an expired key', `Bearer ${EXPIRED_KEY}`, 'key_expired'],
    ['a revoked key', `Bearer ${REVOKED_KEY}`, 'key_revoked'],
  ])('%s: 401 with evidence; the key is not repeated in the answer', async (_, authorization, code) => {
    const answer = await refused(world.post(ask, { authorization }))
    expect([answer.status, answer.code]).toEqual([401, code])
    expect(answer.message).not.toContain('nobody-knows')
    if (code === 'invalid_api_key')
      expect(world.recorder.unknown.at(-1)).toMatchObject({ callId: answer.id, code, httpStatus: 401 })
    else expect(recorded(answer.id)).toMatchObject({ status: 'refused', code, intents: 1 })
  })

  it('a key of another environment may not use the route', async () => {
    const answer = await refused(world.post(ask, { authorization: `Bearer ${STAGING_KEY}` }))
    expect([answer.status, answer.code]).toEqual([403, 'environment_mismatch'])
  })

  it('a key that is revoked is refused as soon as the snapshot follows; a new one works', async () => {
    world.parts.keys.push(keyRecord('sw-short-lived-key'))
    await world.commit()
    const headers = { authorization: 'Bearer sw-short-lived-key' }
    expect((await world.post(ask, headers)).status).toBe(200)
    world.parts.keys = world.parts.keys.map((k) =>
      k.name === 'sw-short-lived-key' ? { ...k, revokedAtMs: 5 } : k,
    )
    await world.commit()
    expect((await refused(world.post(ask, headers))).code).toBe('key_revoked')
  })
})

describe('what stands in the way of a call', () => {
  it('only approved and deployed versions are served', async () => {
    const answer = await refused(world.post({ ...ask, model: 'unapproved' }))
    expect([answer.status, answer.code]).toEqual([503, 'version_not_approved'])
    expect(recorded(answer.id)).toMatchObject({ status: 'refused' })
  })

  it('the kill switch stops the system at once, and lets go again', async () => {
    world.parts.kills.push({ org: world.parts.orgs[0]?.org ?? never(), systemId: 'system-1' })
    await world.commit()
    const answer = await refused(world.post(ask))
    expect([answer.status, answer.code]).toEqual([503, 'kill_switch'])
    world.parts.kills.length = 0
    await world.commit()
    expect((await world.post(ask)).status).toBe(200)
  })
})

function never(): never {
  throw new Error('the world has an organisation')
}

describe('upstreams that fail', () => {
  it.each([
    ['refuses the connection', { kind: 'cut', pieces: 0 }, 502, 'upstream_refused'],
    ['answers 500', { kind: 'status', status: 500 }, 502, 'upstream_refused'],
    ['refuses our credentials', { kind: 'status', status: 401 }, 502, 'upstream_refused'],
    [
      'is over its limit',
      { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
      429,
      'upstream_rate_limited',
    ],
    [
      'rejects the request',
      { kind: 'status', status: 422, body: '{"error":{"message":"bad seed"}}' },
      422,
      'upstream_rejected',
    ],
    ['says nothing', { kind: 'hang' }, 504, 'upstream_timeout'],
    ['sends garbage', { kind: 'garbage' }, 502, 'upstream_invalid'],
    [
      'sends another shape',
      { kind: 'raw', status: 200, type: 'application/json', body: '{"ok":true}' },
      502,
      'upstream_invalid',
    ],
    [
      'sends an array',
      { kind: 'raw', status: 200, type: 'application/json', body: '[1]' },
      502,
      'upstream_invalid',
    ],
    [
      'sends a page',
      { kind: 'raw', status: 200, type: 'text/html', body: '<html>' },
      502,
      'upstream_invalid',
    ],
    ['redirects', { kind: 'raw', status: 302, type: 'text/html', body: '' }, 502, 'upstream_invalid'],
  ] as const)(
    '%s: JSON and stream give the same clear error and one record',
    async (_, behaviour, status, code) => {
      for (const stream of [false, true]) {
        world.primary.next(behaviour)
        const answer = await refused(world.post({ ...ask, stream }))
        expect([stream, answer.status, answer.code]).toEqual([stream, status, code])
        expect(recorded(answer.id)).toEqual({ status: 'failed', code, httpStatus: status, intents: 1 })
        expect(world.recorder.outcomes.get(answer.id)?.versionId).toBe('version-support@1')
        if (status === 429) expect(answer.response.headers.get('retry-after')).toBe('7')
        if (status === 422) expect(answer.message).toContain('bad seed')
      }
    },
  )

  it.each([
    ['cuts the stream', { kind: 'cut', pieces: 40 }, 'upstream_cut'],
    ['ends the stream early', { kind: 'ends-early', pieces: 40 }, 'upstream_cut'],
    ['stalls', { kind: 'stall', pieces: 40 }, 'upstream_timeout'],
  ] as const)(
    '%s: what came is delivered, then an error event; the record says cut',
    async (_, behaviour, code) => {
      world.primary.next(behaviour)
      const answer = await world.post({ ...ask, stream: true })
      expect(answer.status).toBe(200)
      world.primary.proceed()
      const text = await answer.text()
      expect(text).toContain('piece number 3 of the answer')
      expect(text).not.toContain('[DONE]')
      const last = text.trim().split('\n\n').at(-1) ?? ''
      expect((JSON.parse(last.replace(/^data: /, '')) as Error).error.code).toBe(code)
      const id = answer.headers.get('x-sealwright-evidence') ?? ''
      expect(recorded(id)).toEqual({ status: 'cut', code, httpStatus: 200, intents: 1 })
      const sealed = Buffer.concat(world.recorder.chunks.get(id) ?? []).toString()
      expect(text.startsWith(sealed)).toBe(true)
    },
  )

  it.each(['chunks', 'line'] as const)(
    'an endless stream of %s is ended, with bounded memory',
    async (what) => {
      world.primary.next({ kind: 'endless', what })
      const before = process.memoryUsage().rss
      const answer = await world.post({ ...ask, stream: true })
      const text = await answer.text()
      expect(text).toMatch(/"code":"upstream_(overflow|invalid|timeout)"/)
      expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1_048_576)
      const id = answer.headers.get('x-sealwright-evidence') ?? ''
      expect(recorded(id)).toMatchObject({ status: what === 'chunks' ? 'cut' : 'failed', intents: 1 })
    },
  )

  it('a fallback answers when the first target fails before its first byte, and says so', async () => {
    world.primary.next({ kind: 'status', status: 500 })
    const answer = await world.post({ ...ask, model: 'resilient' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('x-sealwright-fallback')).toBe('1')
    expect(answer.headers.get('x-sealwright-version')).toBe('support@2')
    const id = answer.headers.get('x-sealwright-evidence') ?? ''
    expect(world.recorder.intents.get(id)?.versionId).toBe('version-support@1')
    expect(world.recorder.outcomes.get(id)).toMatchObject({
      status: 'completed',
      versionId: 'version-support@2',
      fallbackIndex: 1,
    })
  })

  it('a fallback is a new decision: what was killed, withdrawn or tightened meanwhile holds for it', async () => {
    const meanwhile = async (change: () => void, undo: () => void): Promise<string> => {
      world.primary.next({ kind: 'hang' })
      const before = world.backup.seen.length
      world.primary.onRequest = () => {
        change()
        void world.commit()
      }
      const answer = await refused(
        world.post({ ...ask, model: 'resilient', messages: user('mail jordan.miller@acme-corp.com') }),
      )
      world.primary.onRequest = () => {}
      expect(world.backup.seen.length).toBe(before)
      expect(recorded(answer.id).intents).toBe(1)
      undo()
      await world.commit()
      return answer.code
    }
    const { versions, policies } = world.parts
    const org = world.parts.orgs[0]?.org ?? never()
    expect(
      await meanwhile(
        () => world.parts.kills.push({ org, systemId: 'system-1' }),
        () => void (world.parts.kills.length = 0),
      ),
    ).toBe('kill_switch')
    expect(
      await meanwhile(
        () => void (world.parts.versions = versions.filter((v) => v.label !== 'support@2')),
        () => void (world.parts.versions = versions),
      ),
    ).toBe('version_not_approved')
    const strict = policies.map((p) => ({
      ...p,
      digest: `${p.digest}+`,
      spec: {
        ...p.spec,
        input: [{ guard: 'pii', mode: 'enforce', action: 'block', threshold: 0.5 } as const],
      },
    }))
    const code = await meanwhile(
      () => void (world.parts.policies = strict),
      () => void (world.parts.policies = policies),
    )
    expect(code).toBe('policy_pii')
  })
})

describe('clients that go away', () => {
  const open = (body: object): Promise<Socket> =>
    new Promise((resolve) => {
      const { port } = new URL(world.url)
      const text = JSON.stringify(body)
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${KEY}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
        )
        resolve(socket)
      })
    })

  it.each([false, true])(
    'stream %s: the upstream is aborted and the call is recorded as cut',
    async (stream) => {
      world.primary.next(stream ? { kind: 'endless', what: 'chunks' } : { kind: 'hang' })
      const aborted = world.primary.aborted.count
      const known = world.recorder.intents.size
      const arrived = new Promise<void>((resolve) => {
        world.primary.onRequest = () => resolve()
      })
      const socket = await open({ ...ask, stream })
      await arrived
      if (stream) await new Promise<void>((resolve) => socket.once('data', () => resolve()))
      socket.destroy()
      await until('the upstream is aborted', () => world.primary.aborted.count > aborted)
      const id = [...world.recorder.intents.keys()][known] ?? ''
      expect(await world.recorder.outcomeOf(id)).toMatchObject({ status: 'cut', code: 'client_gone' })
      await until('nothing runs', () => world.core.stats().running === 0)
    },
  )
})

describe('evidence', () => {
  it('is durable before the upstream is called, and the outcome before the last byte', async () => {
    let durableAtRequest = -1
    world.primary.onRequest = () => {
      durableAtRequest = world.recorder.order.filter((o) => o.startsWith('intent')).length
    }
    const before = world.recorder.order.filter((o) => o.startsWith('intent')).length
    for (const stream of [false, true]) {
      durableAtRequest = -1
      const answer = await world.post({ ...ask, stream })
      const text = await answer.text()
      const id = answer.headers.get('x-sealwright-evidence') ?? ''
      expect(durableAtRequest).toBe(before + (stream ? 2 : 1))
      expect(text.length).toBeGreaterThan(10)
      expect(world.recorder.outcomes.has(id)).toBe(true)
    }
  })

  it('holds the answer back until the outcome is durable', async () => {
    let asked = false
    world.primary.onRequest = () => {
      asked = true
      world.recorder.hold = true
    }
    let answered = false
    const call = world.post(ask).then((r) => {
      answered = true
      return r
    })
    await until('the outcome waits', () => asked && world.recorder.backlog().records === 1)
    expect(answered).toBe(false)
    world.recorder.flush()
    expect((await call).status).toBe(200)
  })

  it.each(['all', 'intent'] as const)(
    'that cannot be written (%s): 503, nothing is sent upstream, the header says none',
    async (fail) => {
      const before = world.primary.seen.length
      world.recorder.fail = fail
      for (const stream of [false, true]) {
        const answer = await refused(world.post({ ...ask, stream }))
        expect([answer.status, answer.code, answer.id]).toEqual([503, 'evidence_unavailable', 'none'])
      }
      expect(world.primary.seen.length).toBe(before)
    },
  )

  it('that is lost at the outcome: the answer is not released', async () => {
    world.recorder.fail = 'outcome'
    const answer = await refused(world.post(ask))
    expect([answer.status, answer.code]).toEqual([503, 'evidence_unavailable'])
    expect(answer.message).not.toContain('Hello')
  })

  it('that is lost in mid-stream: the stream is cut with an error event and never completed', async () => {
    world.primary.next({ kind: 'text', text: 'sentence after sentence. '.repeat(60), pieceChars: 5 })
    const response = await world.post({ ...ask, stream: true })
    world.recorder.fail = 'chunk'
    const text = await response.text()
    expect(text).toContain('evidence_unavailable')
    expect(text).not.toContain('[DONE]')
    const id = response.headers.get('x-sealwright-evidence') ?? ''
    expect(await world.recorder.outcomeOf(id)).toMatchObject({ status: 'cut', code: 'evidence_unavailable' })
  })

  it('outside the regulated routes a call without evidence is made, marked none and counted', async () => {
    const before = world.core.stats().unrecorded
    world.recorder.fail = 'all'
    for (const stream of [false, true]) {
      const answer = await world.post({ ...ask, model: 'free', stream })
      expect([answer.status, answer.headers.get('x-sealwright-evidence')]).toEqual([200, 'none'])
      expect(await answer.text()).toContain('Hello')
    }
    expect(world.core.stats().unrecorded).toBe(before + 2)
  })
})
