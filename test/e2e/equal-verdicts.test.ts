/** The same text, asked in any format, as JSON or stream, gets the same verdict and findings; and what carries no instruction gets them in any place. */
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { policySpecSchema } from '../../src/features/policies/contract.ts'
import { corpus, seeded } from '../../src/features/guardrails/test-texts.ts'
import type { Client } from '../world/client-view.ts'
import { testSeed } from '../world/draws.ts'
import { KEY } from '../world/gateway.ts'
import { PATHS, places, probes, requestWith, wellFormed, type Place } from '../world/placed-text.ts'
import { startWireWorld, type WireWorld } from '../world/wire.ts'
import { verifies } from '../promises.ts'

const seed = testSeed()
let world: WireWorld
beforeAll(async () => {
  world = await startWireWorld()
  const rule = { mode: 'enforce', threshold: 0.5 }
  const spec = policySpecSchema.parse({
    input: [
      { ...rule, guard: 'injection', action: 'block' },
      { ...rule, guard: 'secrets', action: 'block' },
      { ...rule, guard: 'pii', action: 'mask' },
    ],
    output: [],
  })
  world.parts.policies = world.parts.policies.map((p) => (p.id === 'policy-guard' ? { ...p, spec } : p))
  await world.commit()
})
afterAll(() => world.close())

const clients: readonly Client[] = ['chat.completions', 'responses', 'messages']

type Judged = {
  readonly status: number
  readonly code: string
  readonly verdict: string
  readonly guards: readonly object[]
}

async function judged(client: Client, place: Place, text: string, stream: boolean): Promise<Judged> {
  const response = await fetch(`${world.url}${PATHS[client]}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(client === 'messages'
        ? { 'x-api-key': KEY, 'anthropic-version': '2023-06-01' }
        : { authorization: `Bearer ${KEY}` }),
    },
    body: JSON.stringify(requestWith(client, place, text, { model: MODEL[client], stream })),
  })
  await response.text()
  const id = response.headers.get('x-sealwright-evidence') ?? ''
  const outcome = await world.recorder.outcomeOf(id)
  const intent = world.recorder.intents.get(id)
  return {
    status: response.status,
    code: outcome.code,
    verdict: outcome.verdict,
    guards: (intent?.input ?? []).map(({ guard, action, score, found }) => ({ guard, action, score, found })),
  }
}
/** Each format on an upstream of its own; the chat route is told in another format, so that translation is in it too. */
const MODEL: Readonly<Record<Client, string>> = {
  'chat.completions': 'gemini',
  responses: 'native',
  messages: 'anthropic',
}

describe(`equal verdicts, seed ${seed}`, () => {
  verifies(
    'GW-7',
    'a text gets one verdict and one set of findings in each place, whichever format asks, as JSON and as a stream',
    async () => {
      const texts = [...Object.values(probes).flat(), ...corpus(seeded(seed), 24)].filter(wellFormed)
      for (const text of texts)
        for (const place of places) {
          const first = await judged('chat.completions', place, text, false)
          for (const client of clients)
            for (const stream of [false, true])
              expect(
                await judged(client, place, text, stream),
                `${client}, ${place}, stream ${stream}, seed ${seed}: ${text}`,
              ).toEqual(first)
        }
    },
    240_000,
  )

  verifies(
    'GW-7',
    'attacks and secrets are blocked, personal data is masked and ordinary texts pass in every place of every format',
    async () => {
      const wanted = {
        attack: [403, 'policy_injection', 'blocked'],
        secret: [403, 'policy_secrets', 'blocked'],
        personal: [200, '', 'masked'],
        ordinary: [200, '', 'allowed'],
      } as const
      for (const kind of ['attack', 'secret', 'personal', 'ordinary'] as const)
        for (const text of probes[kind])
          for (const place of places)
            for (const client of clients) {
              const { status, code, verdict } = await judged(client, place, text, false)
              expect([status, code, verdict], `${client}, ${place}: ${text}`).toEqual(wanted[kind])
            }
    },
    240_000,
  )
})
