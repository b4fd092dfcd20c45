import { afterEach, describe, expect, it } from 'vitest'
import type { LimitScope } from '../../src/features/gateway/limits/budget.ts'
import { Limiter } from '../../src/features/gateway/limits/limiter.ts'
import { seedLimits } from '../../src/features/gateway/limits/seed.ts'
import { policySpecSchema } from '../../src/features/policies/contract.ts'
import type { LimitName } from '../../src/identity/contract.ts'
import { monotonicMs, systemClock } from '../../src/platform/clock.ts'
import { verifies } from '../promises.ts'
import { GUARD, KEY, keyRecord, SYSTEM, version, type worldParts } from '../world/gateway.ts'
import { startLoggedGateway, type LoggedGateway } from '../world/logged-gateway.ts'
import { until } from '../world/wait.ts'

let world: LoggedGateway
afterEach(() => world.close())

type Parts = ReturnType<typeof worldParts>
const ask = (user: string, content = 'hello') =>
  fetch(`${world.url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
      'x-sealwright-user': user,
    },
    body: JSON.stringify({ model: 'chat', logprobs: true, messages: [{ role: 'user', content }] }),
  })

describe('limits after a restart', () => {
  verifies(
    'GW-5',
    'begin with what the ledger’s calls used, for every subject, refused calls left out',
    async () => {
      let parts: Parts | null = null
      const limits = {
        requestsPerMinute: 3,
        tokensPerMinute: 100_000,
        tokensPerDay: 100_000,
        costPerDayMicroUsd: 1_000_000,
        costPerMonthMicroUsd: 1_000_000,
      }
      world = await startLoggedGateway({}, (p) => {
        p.keys = [keyRecord(KEY, { limits })]
        p.versions = [
          version('support@1', 'primary', {
            config: { price: { inputMicroUsdPerMTok: 1_000_000, outputMicroUsdPerMTok: 1_000_000 } },
          }),
        ]
        p.policies = p.policies.map((policy) => ({
          ...policy,
          spec: policySpecSchema.parse({
            ...GUARD,
            limits: { ...limits, requestsPerMinute: 1_000 },
            userLimits: { tokensPerDay: 100_000 },
            systemLimits: limits,
            modelLimits: limits,
          }),
        }))
        parts = p
      })
      const answers = [await ask('ada'), await ask('ada'), await ask('bob'), await ask('bob')]
      expect(answers.map((a) => a.status)).toEqual([200, 200, 200, 429])
      await until('the calls are in the database', async () => {
        await world.pump.drain()
        return (await world.as(['viewer']).get('/calls')).body.total === 4
      })
      const calls: { httpStatus: number; tokensIn: number; tokensOut: number }[] = (
        await world.as(['viewer']).get('/calls')
      ).body.items
      const tokens = calls.reduce((sum, c) => sum + c.tokensIn + c.tokensOut, 0)
      expect(tokens).toBeGreaterThan(0)

      if (parts === null) throw new Error('the world was not changed')
      const { org } = world
      const own = (rows: readonly object[]) => rows.map((row) => ({ ...row, org }))
      const loaded = Object.fromEntries(
        Object.entries(parts as Parts).map(([name, rows]) => [name, own(rows)]),
      ) as unknown as Parts
      const limiter = new Limiter(systemClock)
      const seeded = new Set<string>()
      const again = () => seedLimits(loaded, { db: world.database.db, clock: systemClock, limiter, seeded })
      await again()
      const used = (scope: LimitScope, id: string, name: LimitName): number =>
        limiter.counter({ scope, org, id }, name).used(monotonicMs(systemClock))
      const subjects: [LimitScope, string][] = [
        ['key', `key-${KEY}`],
        ['route', 'route-chat'],
        ['system', SYSTEM],
        ['model', 'primary provider-support@1'],
      ]
      for (const [scope, id] of subjects)
        expect(
          Object.keys(limits).map((name) => [name, used(scope, id, name as LimitName)]),
          scope,
        ).toEqual([
          ['requestsPerMinute', 3],
          ['tokensPerMinute', tokens],
          ['tokensPerDay', tokens],
          ['costPerDayMicroUsd', tokens],
          ['costPerMonthMicroUsd', tokens],
        ])
      expect(used('user', `${SYSTEM} ada`, 'tokensPerDay') * 3).toBe(tokens * 2)
      // a snapshot that says nothing new adds nothing
      await again()
      expect(used('key', `key-${KEY}`, 'tokensPerDay')).toBe(tokens)
    },
  )
})

describe('extraction alerts', () => {
  it('are entries and rows that people list within their scope and answer once; one caller and hour is one alert', async () => {
    world = await startLoggedGateway({}, (p) => {
      p.policies = p.policies.map((policy) => ({
        ...policy,
        spec: policySpecSchema.parse({ ...GUARD, extraction: { mode: 'enforce', retryAfterS: 600 } }),
      }))
    })
    const probe = (i: number): string =>
      `Is this review good or bad, answer with one word and nothing else: the room was clean, number ${i} was late`
    let throttled = 0
    for (let i = 0; i < 150 && throttled < 3; i++) {
      const answer = await ask('mallory', probe(i))
      await answer.text()
      if (answer.status === 429) throttled += 1
    }
    expect(throttled).toBe(3)
    type Alert = {
      id: string
      user: string | null
      score: number
      mode: string
      call: string
      key: { name: string }
    }
    const list = async (query = ''): Promise<Alert[]> =>
      (await world.as(['viewer']).get(`/gateway/extraction${query}`)).body.items
    await until('both alerts are written', async () => (await list()).length === 2)
    const alerts = await list()
    expect(alerts.map((a) => [a.user === null, a.mode, a.key.name])).toEqual(
      expect.arrayContaining([
        [true, 'enforce', KEY],
        [false, 'enforce', KEY],
      ]),
    )
    expect(JSON.stringify(alerts)).not.toContain('mallory')
    expect(world.outbox.events.filter((e) => e.type === 'gateway.extraction_suspected')).toHaveLength(2)

    const note = { note: 'our own evaluation run', harmless: true }
    const [first, second] = alerts
    const path = `/gateway/extraction/${first?.id ?? ''}/acknowledge`
    expect((await world.as(['viewer']).post(path, note)).status).toBe(403)
    const answered = await world.as(['engineer']).post(path, note)
    expect(answered.body).toMatchObject({ acknowledged: { harmless: true, note: note.note } })
    expect((await world.as(['engineer']).post(path, note)).body.code).toBe('alert_acknowledged')
    expect((await list('?open=true')).map((a) => a.id)).toEqual([second?.id])
    const other = world.as(['engineer'], { scope: { systems: ['another'], environments: null } })
    expect((await other.get('/gateway/extraction')).body.items).toEqual([])
    expect(
      (await world.as(['engineer']).post('/gateway/extraction/nonsense/acknowledge', note)).body.code,
    ).toBe('alert_not_found')
    // both profiles held the caller back; the second answer frees it
    await world.as(['engineer']).post(`/gateway/extraction/${second?.id ?? ''}/acknowledge`, note)
    expect((await ask('mallory', probe(1_000))).status).toBe(200)
  })
})
