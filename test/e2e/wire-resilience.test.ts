/** Safe answers, fallbacks across formats and cached answers, as the real client libraries see them. */
import Anthropic from '@anthropic-ai/sdk'
import OpenAI, { APIError } from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { routeOptionsSchema } from '../../src/features/policies/contract.ts'
import { verifies } from '../promises.ts'
import { KEY } from '../world/gateway.ts'
import { startWireWorld, type WireWorld } from '../world/wire.ts'

let world: WireWorld
let openai: OpenAI
let anthropic: Anthropic
const SAFE = 'We cannot answer now. Please call us. äöü 🙂'

beforeAll(async () => {
  world = await startWireWorld()
  openai = new OpenAI({ baseURL: `${world.url}/v1`, apiKey: KEY, maxRetries: 0 })
  anthropic = new Anthropic({ baseURL: world.url, apiKey: KEY, maxRetries: 0 })
  const [chat] = world.parts.routes
  if (chat === undefined) throw new Error('no route')
  const add = (name: string, targets: string[], options: object): void =>
    void world.parts.routes.push({
      ...chat,
      id: `route-${name}`,
      name,
      targets: targets.map((t) => `version-${t}@1`),
      options: routeOptionsSchema.parse(options),
    })
  add('safe', ['openai'], { safeAnswer: { text: SAFE } })
  add('across', ['openai', 'anthropic', 'bedrock'], { retries: { max: 1 } })
  for (const name of ['openai', 'anthropic', 'bedrock', 'gemini'])
    add(`cached-${name}`, [name], { cache: { ttlS: 60 } })
  await world.commit()
})
afterAll(() => world.close())
beforeEach(() => world.reset())

/** The next `times` requests are refused by the provider. */
function down(times: number): void {
  world.provider.instead = (_req, res) => {
    if (times > 1) down(times - 1)
    res.writeHead(503, { 'content-type': 'application/json' }).end('{"error":{"message":"down"}}')
  }
}
const user = (content: string): { role: 'user'; content: string }[] => [{ role: 'user', content }]

describe('the safe answer', () => {
  verifies('GW-6', 'is read by the libraries of every format, as JSON and as a stream', async () => {
    down(1)
    const chat = await openai.chat.completions.create({ model: 'safe', messages: user('hi') })
    expect(chat.choices[0]?.message.content).toBe(SAFE)
    down(1)
    const streamed = openai.chat.completions.stream({
      model: 'safe',
      messages: user('hi'),
      stream_options: { include_usage: true },
    })
    expect(await streamed.finalContent()).toBe(SAFE)

    down(1)
    const response = await openai.responses.create({ model: 'safe', input: 'hi' })
    expect(response.output_text).toBe(SAFE)
    expect(response.status).toBe('completed')
    down(1)
    const events = openai.responses.stream({ model: 'safe', input: 'hi' })
    let deltas = ''
    events.on('response.output_text.delta', (e) => void (deltas += e.delta))
    expect((await events.finalResponse()).output_text).toBe(SAFE)
    expect(deltas).toBe(SAFE)

    const asked = { model: 'safe', max_tokens: 50, messages: user('hi') }
    down(1)
    const message = await anthropic.messages.create(asked)
    expect(message.content).toMatchObject([{ type: 'text', text: SAFE }])
    down(1)
    const final = await anthropic.messages.stream(asked).finalMessage()
    expect(final.content).toMatchObject([{ type: 'text', text: SAFE }])
    expect(final.stop_reason).toBe('end_turn')
    for (const id of [...world.recorder.outcomes.keys()])
      expect(world.recorder.outcomes.get(id)).toMatchObject({ code: 'degraded', status: 'completed' })
  })

  it('cannot stand for vectors: the failure is told', async () => {
    down(1)
    const failed = await openai.embeddings.create({ model: 'safe', input: 'hi' }).catch((e: unknown) => e)
    expect(failed).toBeInstanceOf(APIError)
    expect(failed instanceof APIError ? failed.status : 0).toBe(502)
  })
})

describe('a fallback to an upstream of another format', () => {
  verifies('GW-6', 'answers in the client’s own, JSON and stream', async () => {
    down(2)
    const { data, response } = await openai.chat.completions
      .create({ model: 'across', messages: user('hi') })
      .withResponse()
    expect(data.choices[0]?.message.content).toBe('Hello from the provider.')
    expect(response.headers.get('x-sealwright-fallback')).toBe('1')
    expect(response.headers.get('x-sealwright-attempts')).toBe('3')
    expect(world.provider.seen.map((s) => s.path)).toEqual([
      '/v1/chat/completions',
      '/v1/chat/completions',
      '/v1/messages',
    ])
    down(4)
    const final = await anthropic.messages
      .stream({ model: 'across', max_tokens: 50, messages: user('hi') })
      .finalMessage()
    expect(final.content).toMatchObject([{ type: 'text', text: 'Hello from the provider.' }])
  })
})

describe('cached answers', () => {
  for (const name of ['openai', 'anthropic', 'bedrock', 'gemini'])
    it(`of ${name} are given again to both libraries, JSON and stream, and not across formats`, async () => {
      const chat = { model: `cached-${name}`, temperature: 0, messages: user('hi') }
      const message = { ...chat, max_tokens: 50 }
      const again = [
        async () => (await openai.chat.completions.create(chat)).choices[0]?.message.content,
        () => openai.chat.completions.stream(chat).finalContent(),
        async () => (await anthropic.messages.create(message)).content[0],
        async () => (await anthropic.messages.stream(message).finalMessage()).content[0],
      ]
      const first = []
      for (const ask of again) first.push(await ask())
      expect(world.provider.seen).toHaveLength(4)
      for (const [i, ask] of again.entries()) expect(await ask()).toEqual(first[i])
      expect(world.provider.seen, 'answered from memory').toHaveLength(4)
    })
})
