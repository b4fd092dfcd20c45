/** A stream holds its upstream connection to its end: however many are open, the next one is asked at once. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KEY, startGateway, type GatewayWorld } from '../world/gateway.ts'
import { until } from '../world/wait.ts'

const STREAMS = 600
let world: GatewayWorld
beforeAll(async () => {
  world = await startGateway()
})
afterAll(() => world.close())

it(`${STREAMS} streams are open at once, none waits for another's end`, async () => {
  world.primary.otherwise = { kind: 'stall', pieces: 3 }
  const stop = new AbortController()
  const calls = Array.from({ length: STREAMS }, () =>
    fetch(`${world.url}/v1/chat/completions`, {
      method: 'POST',
      signal: stop.signal,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ model: 'chat', stream: true, messages: [{ role: 'user', content: 'hello' }] }),
    }).catch((cause: unknown) => cause),
  )
  await until('all asked', () => world.primary.seen.length === STREAMS, 50_000)
  expect(world.primary.aborted.count).toBe(0)
  stop.abort()
  await Promise.all(calls)
  await until('all told to stop', () => world.primary.aborted.count === STREAMS, 50_000)
})
