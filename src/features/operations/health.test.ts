import { describe, expect, it } from 'vitest'
import { verifies } from '../../../test/promises.ts'
import { testClock } from '../../../test/world/clock.ts'
import { createHealth, diskProbe, jobsProbe, type HealthProbe, type ProbeAnswer } from './health.ts'
import { setupOf, type SetupFacts } from './setup.ts'

const probe = (name: string, essential: boolean, answer: () => Promise<ProbeAnswer>): HealthProbe => ({
  name,
  essential,
  check: answer,
})

describe('health', () => {
  it('is ok, degraded or down by its parts; a part that throws or hangs is down and says so; since tells when it changed', async () => {
    const clock = testClock()
    let ledger: ProbeAnswer = { status: 'ok', detail: 'fine' }
    const health = createHealth({
      clock,
      version: '1.2.3',
      startedAtMs: clock.nowMs() - 5_000,
      stopping: () => false,
      probes: [
        probe('database', true, async () => ({ status: 'ok', detail: 'answers' })),
        probe('ledger', false, async () => ledger),
      ],
    })
    const start = new Date(clock.nowMs()).toISOString()
    expect(await health.health()).toMatchObject({
      status: 'ok',
      version: '1.2.3',
      uptimeMs: 5_000,
      asOf: start,
    })
    clock.advance(60_000)
    ledger = { status: 'down', detail: 'backlog full' }
    expect(await health.health()).toMatchObject({
      status: 'degraded',
      parts: [
        { name: 'database' },
        {
          name: 'ledger',
          status: 'down',
          detail: 'backlog full',
          since: new Date(clock.nowMs()).toISOString(),
        },
      ],
    })
    const changed = new Date(clock.nowMs()).toISOString()
    clock.advance(60_000)
    expect((await health.health()).parts[1]?.since).toBe(changed)
  })

  verifies(
    'OPS-3',
    'without an essential part it is down and not ready; while stopping it is not ready',
    async () => {
      const clock = testClock()
      let stopping = false
      let up = false
      const health = createHealth({
        clock,
        version: '1',
        startedAtMs: clock.nowMs(),
        stopping: () => stopping,
        probes: [
          probe('database', true, async () => {
            if (!up) throw new Error('connection refused')
            return { status: 'ok', detail: '' }
          }),
          probe('anchors', false, () => new Promise(() => {})),
        ],
      })
      expect(await health.ready()).toMatchObject({
        ready: false,
        parts: [{ name: 'database', status: 'down', detail: 'connection refused' }],
      })
      expect(await health.health()).toMatchObject({
        status: 'down',
        parts: [{}, { name: 'anchors', status: 'down', detail: 'no answer within 2000 ms' }],
      })
      up = true
      expect((await health.ready()).ready).toBe(true)
      stopping = true
      expect((await health.ready()).ready).toBe(false)
    },
  )

  it('disk and jobs say what is left, what waits and what was given up', async () => {
    const disk = (freeBytes: number, totalBytes: number): Promise<ProbeAnswer> =>
      diskProbe('/', async () => ({ freeBytes, totalBytes })).check()
    const gib = 2 ** 30
    expect((await disk(50 * gib, 100 * gib)).status).toBe('ok')
    expect((await disk(1.5 * gib, 10 * gib)).status).toBe('degraded')
    expect((await disk(3 * gib, 100 * gib)).status).toBe('degraded')
    expect(await disk(gib / 8, 100 * gib)).toMatchObject({
      status: 'down',
      detail: expect.stringContaining('free space now'),
    })
    expect((await diskProbe('/').check()).detail).toMatch(/GiB free/)
    const counts = { queued: 1, running: 2, late: 0, parked: [] }
    expect(await jobsProbe(async () => counts).check()).toEqual({
      status: 'ok',
      detail: '2 running, 1 waiting',
    })
    expect((await jobsProbe(async () => ({ ...counts, late: 3 })).check()).detail).toBe(
      '3 wait longer than a minute',
    )
    expect(
      await jobsProbe(async () => ({
        ...counts,
        parked: [{ what: 'job anchor', error: 'remote refused', at: '' }],
      })).check(),
    ).toEqual({ status: 'degraded', detail: '1 given up, first: job anchor (remote refused)' })
  })
})

describe('set-up', () => {
  const nothing: SetupFacts = {
    claimedAt: null,
    system: null,
    calls: 0,
    firstCallAt: null,
    lastCallAt: null,
    guardCaught: null,
    enforced: null,
    gatewayUrl: 'http://127.0.0.1:4400/v1',
    route: null,
    keyPrefix: null,
  }

  it('a step is done only when the data says so', () => {
    expect(setupOf(nothing).steps.map((s) => s.done)).toEqual([false, false, false, false, false])
    const at = '2026-11-22T10:00:00.000Z'
    const later = setupOf({
      ...nothing,
      claimedAt: at,
      calls: 1,
      firstCallAt: at,
      lastCallAt: at,
      guardCaught: { at, what: 'injection blocked' },
    })
    expect(later.steps.map((s) => [s.id, s.done])).toEqual([
      ['claim', true],
      ['system', false],
      ['first_call', true],
      ['guard_caught', true],
      ['enforced_verified', false],
    ])
    expect(later.steps[2]?.detail).toBe('1 call recorded')
    expect(later.steps[3]?.detail).toBe('injection blocked')
  })
})
