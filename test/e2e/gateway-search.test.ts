/** Sealed search and the export of one call over the real recorder, spool, pump and database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SealedSearch } from '../../src/features/gateway/contract.ts'
import { verifyBody, verifyEntry, verifyPayload } from '../../src/ledger/format/webcrypto.ts'
import { findEntry, openEntryPayload, viewEntry } from '../../src/ledger/read.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { startLoggedGateway, type LoggedGateway } from '../world/logged-gateway.ts'
import type { ApiClient } from '../world/control-plane.ts'

let world: LoggedGateway
let engineer: ApiClient
let viewer: ApiClient
const MAIL = 'jordan.miller@acme-corp.com'
const ids: Record<'plain' | 'masked' | 'streamed' | 'watched', string> = {
  plain: '',
  masked: '',
  streamed: '',
  watched: '',
}

beforeAll(async () => {
  world = await startLoggedGateway()
  engineer = world.as(['engineer', 'admin'])
  viewer = world.as(['viewer'])
  const ask = async (model: string, content: string, stream = false): Promise<string> => {
    const response = await fetch(`${world.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer sw-test-key-0001' },
      body: JSON.stringify({ model, stream, messages: [{ role: 'user', content }] }),
    })
    await response.text()
    return response.headers.get('x-sealwright-evidence') ?? ''
  }
  ids.plain = await ask('chat', 'What about CLAIM 4711 of Ms Fischer?')
  ids.masked = await ask('chat', `Write to ${MAIL} about claim 4711`)
  world.upstream.next({ kind: 'text', text: 'The claim 4711 was settled in May.' })
  ids.streamed = await ask('chat', 'And then?', true)
  ids.watched = await ask('watch', `Is ${MAIL} a customer?`)
  await world.pump.drain()
})
afterAll(() => world.close())

const hour = 3_600_000
const searched = async (
  as: ApiClient,
  more: object,
): Promise<{ status: number; body: SealedSearch & { code?: string } }> => {
  const { status, body } = await as.post('/calls/search', {
    purpose: 'complaint 17: what was said about the claim',
    from: new Date(Date.now() - hour).toISOString(),
    to: new Date(Date.now() + hour).toISOString(),
    ...more,
  })
  return { status, body: body as SealedSearch & { code?: string } }
}
const found = (body: SealedSearch): string[] => body.items.map((i) => i.callId).toSorted()

describe('sealed search', () => {
  it('finds what was asked and answered, JSON and streams, and shows where', async () => {
    const { status, body } = await searched(engineer, { texts: ['claim 4711'] })
    expect(status).toBe(200)
    expect(found(body)).toEqual([ids.plain, ids.masked, ids.streamed].toSorted())
    expect(body).toMatchObject({ opened: 4, matched: 3, skipped: 0, complete: true, view: 'redacted' })
    const streamed = body.items.find((i) => i.callId === ids.streamed)?.places[0]
    expect(streamed).toMatchObject({ side: 'output', role: 'assistant' })
    expect(streamed?.text.slice(streamed.start, streamed.end)).toBe('claim 4711')
  })

  it('is in the ledger twice, with who, why and how many, before anything is shown; the words are sealed', async () => {
    world.outbox.events.length = 0
    const { body } = await searched(engineer, { texts: ['Fischer'], original: true })
    const events = world.outbox.events.filter((e) => e.type === 'access.searched')
    expect(events.map((e) => e.data['phase'])).toEqual(['begun', 'ended'])
    expect(events[1]?.data).toMatchObject({ search: body.search, entry: body.entry, opened: 4, matched: 1 })
    await world.pump.drain()
    const deps = {
      db: world.database.db,
      blobs: world.disk.blobs,
      keys: world.disk.keys,
      clock: systemClock,
    }
    const entry = await findEntry(deps, world.org, body.entry)
    if (entry === undefined) throw new Error('the entry is not there')
    const view = await viewEntry(deps, world.org, entry, true)
    expect(view.body).toMatchObject({ actor: { kind: 'user', id: 'user-engineer' }, original: true })
    expect(JSON.stringify(view.body)).not.toContain('Fischer')
    const client = await openEntryPayload(deps, world.org, entry, 'client')
    expect(client.state === 'opened' ? JSON.parse(client.bytes.toString()) : null).toMatchObject({
      reason: 'complaint 17: what was said about the claim',
      texts: ['Fischer'],
    })
  })

  it('looks through the redacted text unless the person may open originals: what is hidden cannot be asked for', async () => {
    expect((await searched(viewer, { texts: [MAIL], original: true })).status).toBe(403)
    expect(found((await searched(viewer, { texts: [MAIL] })).body)).toEqual([])
    const findings = (await searched(viewer, { findings: ['email'] })).body
    expect(found(findings)).toEqual([ids.masked, ids.watched].toSorted())
    expect(JSON.stringify(findings)).not.toContain('jordan')
    const original = (await searched(engineer, { texts: [MAIL], original: true })).body
    expect(found(original)).toEqual([ids.masked, ids.watched].toSorted())
    expect(original.items[0]?.places[0]?.text).toContain(MAIL)
  })

  it('needs a purpose, something to look for and a window; unknown filters are refused; nothing is opened then', async () => {
    world.outbox.events.length = 0
    expect((await searched(engineer, { texts: ['x1'], purpose: ' ' })).status).toBe(400)
    expect((await searched(engineer, {})).body.code).toBe('search_empty')
    expect((await searched(engineer, { texts: ['x1'], from: '2020-01-01T00:00:00Z' })).body.code).toBe(
      'search_window',
    )
    expect((await searched(engineer, { texts: ['x1'], q: 'verdit:blocked' })).body.code).toBe('invalid_query')
    expect((await searched(engineer, { texts: ['x1'], cursor: 'abc' })).body.code).toBe('invalid_cursor')
    expect(world.outbox.events).toEqual([])
  })

  it('ends at its bounds and goes on from there, until all was looked through once', async () => {
    const seen: string[] = []
    let opened = 0
    let cursor: string | null = null
    for (let i = 0; i < 10; i++) {
      const { body }: { body: SealedSearch } = await searched(engineer, {
        texts: ['claim 4711'],
        openMax: 1,
        cursor,
      })
      seen.push(...found(body))
      opened += body.opened
      cursor = body.next
      expect(body.complete).toBe(cursor === null)
      if (cursor === null) break
    }
    expect(opened).toBe(4)
    expect(seen.toSorted()).toEqual([ids.plain, ids.masked, ids.streamed].toSorted())
  })

  it('runs once at a time, and obeys the log’s filters', async () => {
    const both = await Promise.all([
      searched(engineer, { texts: ['claim'] }),
      searched(engineer, { texts: ['claim'] }),
    ])
    expect(both.map((b) => b.status).toSorted()).toEqual([200, 409])
    const only = await searched(engineer, { texts: ['customer'], q: 'route:watch' })
    expect(only.body.opened).toBe(1)
    expect(found(only.body)).toEqual([ids.watched])
  })
})

describe('calls of other formats', () => {
  it('are found by what was asked and answered: Responses and Messages, JSON and streams', async () => {
    const post = async (path: string, body: object): Promise<string> => {
      world.upstream.next({ kind: 'text', text: 'The parrot is only resting, it is said.' })
      const response = await fetch(`${world.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer sw-test-key-0001' },
        body: JSON.stringify({ model: 'chat', ...body }),
      })
      expect(response.status).toBe(200)
      await response.text()
      return response.headers.get('x-sealwright-evidence') ?? ''
    }
    const messages = [{ role: 'user', content: 'Is this "parrot"\ndeceased?' }]
    const made = [
      await post('/v1/responses', { input: 'Is this "parrot"\ndeceased?' }),
      await post('/v1/responses', { input: 'Is this "parrot"\ndeceased?', stream: true }),
      await post('/v1/messages', { messages, max_tokens: 50 }),
      await post('/v1/messages', { messages, max_tokens: 50, stream: true }),
    ]
    await world.pump.drain()
    const asked = await searched(engineer, { texts: ['"parrot"\ndeceased'], original: true })
    expect(found(asked.body)).toEqual(made.toSorted())
    const answered = await searched(engineer, { texts: ['PARROT is only resting'], original: true })
    expect(found(answered.body)).toEqual(made.toSorted())
    expect(answered.body.items.every((i) => i.places[0]?.side === 'output')).toBe(true)
  })
})

describe('the export of one call', () => {
  type Entry = {
    readonly of: string
    readonly leaf: string
    readonly body: { readonly content: string; readonly salt: string }
    readonly payloads: readonly {
      readonly name: string
      readonly commitment: string
      readonly content?: string
      readonly salt?: string
    }[]
    readonly proof: {
      readonly index: number
      readonly size: number
      readonly hashes: readonly string[]
      readonly checkpoint: string
      readonly vkey: string
    }
  }
  const bytes = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64')

  it('proves itself to a stranger: inclusion, body and opened payloads', async () => {
    await world.pump.drain()
    const { status, body } = await engineer.post(`/calls/${ids.masked}/export`, {
      purpose: 'for the data subject',
      original: true,
    })
    expect(status).toBe(200)
    const entries = body.entries as readonly Entry[]
    expect(entries.map((e) => e.of)).toEqual(['intent', 'outcome'])
    for (const entry of entries) {
      const { proof } = entry
      const checked = await verifyEntry({
        leaf: bytes(entry.leaf),
        index: proof.index,
        size: proof.size,
        hashes: proof.hashes.map(bytes),
        checkpoint: proof.checkpoint,
        vkeys: [proof.vkey],
      })
      expect(checked.ok).toBe(true)
      const { b } = JSON.parse(bytes(entry.leaf).toString()) as { b: string }
      expect(
        (await verifyBody(b, { salt: bytes(entry.body.salt), bytes: bytes(entry.body.content) })).ok,
      ).toBe(true)
      for (const payload of entry.payloads) {
        const opening = { salt: bytes(payload.salt), bytes: bytes(payload.content) }
        expect((await verifyPayload(payload.commitment, opening)).ok, payload.name).toBe(true)
        const changed = { ...opening, bytes: Buffer.concat([opening.bytes, Buffer.from(' ')]) }
        expect((await verifyPayload(payload.commitment, changed)).ok).toBe(false)
      }
    }
    expect(JSON.stringify(entries.map((e) => e.payloads.map((p) => bytes(p.content).toString())))).toContain(
      MAIL,
    )
  })

  it('without the originals shows redacted text and no sealed byte, and is for those who may see the log', async () => {
    expect(
      (await viewer.post(`/calls/${ids.masked}/export`, { purpose: 'because', original: true })).status,
    ).toBe(403)
    world.outbox.events.length = 0
    const { body } = await viewer.post(`/calls/${ids.masked}/export`, { purpose: 'a question about it' })
    expect(JSON.stringify(body)).not.toContain('jordan')
    expect(body.call.conversation[0].text).toBe('Write to [EMAIL] about claim 4711')
    expect((body.entries as readonly Entry[])[0]?.payloads.every((p) => p.content === undefined)).toBe(true)
    expect(world.outbox.events.map((e) => e.type)).toEqual(['access.exported'])
    expect(
      (await viewer.post('/calls/01900000-0000-7000-8000-000000000000/export', { purpose: 'abc' })).status,
    ).toBe(404)
  })
})
