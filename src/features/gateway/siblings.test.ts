import { describe, expect, it } from 'vitest'
import type { TargetHealth } from '../policies/contract.ts'
import { mergeHealth } from './siblings.ts'
import { withWorkerLabels } from './telemetry/worker-labels.ts'

const target = (more: Partial<TargetHealth>): TargetHealth => ({
  route: 'chat',
  routeId: 'r1',
  system: 's',
  environment: 'production',
  version: 'm@1',
  index: 0,
  weight: null,
  upstream: 'u',
  model: 'm',
  breaker: 'closed',
  probeInMs: 0,
  attempts: 0,
  failures: 0,
  lastError: null,
  lastSuccessAt: null,
  recent: { count: 0, p50Ms: null, p95Ms: null },
  ...more,
})
const view = (items: TargetHealth[]) => ({ asOf: 'now', items, cache: { entries: 1, bytes: 10 } })

describe('several processes as one', () => {
  it('counts of targets add up, the worst breaker and the newest times show', () => {
    const merged = mergeHealth(view([target({ attempts: 1 })]), [
      view([
        target({
          attempts: 4,
          failures: 3,
          breaker: 'open',
          probeInMs: 900,
          lastError: { code: 'upstream_timeout', at: '2026-11-27T10:00:00.000Z' },
          recent: { count: 1, p50Ms: 10, p95Ms: 30 },
        }),
      ]),
      view([
        target({
          attempts: 5,
          lastSuccessAt: '2026-11-27T10:00:01.000Z',
          recent: { count: 3, p50Ms: 30, p95Ms: 40 },
        }),
        target({ routeId: 'r2', route: 'other', attempts: 2 }),
      ]),
    ])
    expect(merged.cache).toEqual({ entries: 3, bytes: 30 })
    expect(merged.items).toHaveLength(2)
    expect(merged.items[0]).toMatchObject({
      attempts: 10,
      failures: 3,
      breaker: 'open',
      probeInMs: 900,
      lastError: { code: 'upstream_timeout' },
      lastSuccessAt: '2026-11-27T10:00:01.000Z',
      recent: { count: 4, p50Ms: 25, p95Ms: 40 },
    })
  })

  it('metrics: each family once, each sample with its process, one that is silent is told', () => {
    const text = (n: number) =>
      `# HELP a_total Things.\n# TYPE a_total counter\na_total{x="{1}"} ${n}\n# HELP b B.\n# TYPE b gauge\nb ${n}\n`
    expect(
      withWorkerLabels([
        { worker: 'main', text: text(0) },
        { worker: '1', text: text(7) },
        { worker: '2', text: null },
      ]),
    ).toBe(
      [
        '# HELP a_total Things.',
        '# TYPE a_total counter',
        'a_total{worker="main",x="{1}"} 0',
        'a_total{worker="1",x="{1}"} 7',
        '# HELP b B.',
        '# TYPE b gauge',
        'b{worker="main"} 0',
        'b{worker="1"} 7',
        '# HELP sealwright_worker_up 1 while this process answers.',
        '# TYPE sealwright_worker_up gauge',
        'sealwright_worker_up{worker="main"} 1',
        'sealwright_worker_up{worker="1"} 1',
        'sealwright_worker_up{worker="2"} 0',
        '',
      ].join('\n'),
    )
  })
})
