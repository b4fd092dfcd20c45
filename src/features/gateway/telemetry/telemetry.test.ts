import { describe, expect, it } from 'vitest'
import { draws, testSeed } from '../../../../test/world/draws.ts'
import { parseExposition } from '../../../../test/world/exposition.ts'
import type { CallFact } from './call-fact.ts'
import { CallMetrics } from './call-metrics.ts'
import { DURATION_BOUNDS, Histogram } from './histogram.ts'
import { metricsRequest, spanOf } from './otlp.ts'
import { Exposition, exposeCalls } from './prometheus.ts'
import { serverTiming } from './server-timing.ts'

const fact = (rest: Partial<CallFact> = {}): CallFact => ({
  source: null,
  callId: 'call-1',
  org: 'org-1',
  atMs: 1_700_000_000_000,
  totalUs: 250_000,
  upstreamUs: 249_000,
  firstByteUs: 100_000,
  guardInUs: 100,
  guardOutUs: 50,
  operation: 'chat.completions',
  stream: false,
  verdict: 'allowed',
  httpStatus: 200,
  code: '',
  system: 'support',
  route: 'chat',
  environment: 'production',
  version: 'support@1',
  model: 'model-1',
  provider: 'openai',
  server: { address: 'api.example.com', port: 443 },
  tokensIn: 11,
  tokensOut: 7,
  costMicroUsd: 30,
  attempts: 1,
  fallback: 0,
  degraded: false,
  cache: null,
  policy: 'guard@3',
  trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), parentId: '', sampled: true, state: '' },
  ...rest,
})
const exposed = (metrics: CallMetrics, org: string | null = null): string => {
  const to = new Exposition()
  exposeCalls(to, metrics, org)
  return to.toString()
}

describe('metrics', () => {
  it('scrape as Prometheus reads them, and add up', () => {
    const metrics = new CallMetrics(0)
    metrics.add(fact())
    metrics.add(
      fact({ verdict: 'blocked', code: 'policy_pii', httpStatus: 403, totalUs: 2_000, upstreamUs: 0 }),
    )
    metrics.add(fact({ attempts: 3, fallback: 1 }))
    metrics.add(fact({ cache: 'hit', code: 'cached' }))
    const read = parseExposition(exposed(metrics))
    const one = (name: string, labels: object = {}): number | undefined =>
      read.samples.find((s) => s.name === name && Object.entries(labels).every(([k, v]) => s.labels[k] === v))
        ?.value
    expect(one('sealwright_calls_total', { verdict: 'allowed', route: 'chat' })).toBe(3)
    expect(one('sealwright_calls_total', { verdict: 'blocked' })).toBe(1)
    expect(one('sealwright_call_codes_total', { code: 'policy_pii' })).toBe(1)
    expect(one('sealwright_call_duration_seconds_count')).toBe(4)
    expect(one('sealwright_call_duration_seconds_bucket', { le: '0.01' })).toBe(1)
    expect(one('sealwright_call_duration_seconds_bucket', { le: '+Inf' })).toBe(4)
    expect(one('sealwright_tokens_total', { direction: 'input' })).toBe(44)
    expect(one('sealwright_cost_usd_total')).toBeCloseTo(0.00012)
    expect(one('sealwright_retries_total')).toBe(2)
    expect(one('sealwright_cache_total', { result: 'hit' })).toBe(1)
    expect(read.types.get('sealwright_own_seconds')).toBe('histogram')
  })

  it('of one organisation are not in another’s scrape', () => {
    const metrics = new CallMetrics(0)
    metrics.add(fact({ system: 'ours' }))
    metrics.add(fact({ org: 'org-2', system: 'theirs' }))
    expect(exposed(metrics, 'org-1')).toContain('ours')
    expect(exposed(metrics, 'org-1')).not.toContain('theirs')
    expect(exposed(metrics)).toContain('theirs')
  })

  it('never write one sample twice: not for equal names in two organisations, nor for two operations of one route', () => {
    const metrics = new CallMetrics(0)
    metrics.add(fact())
    metrics.add(fact({ org: 'org-2' }))
    metrics.add(fact({ operation: 'responses' }))
    metrics.add(fact({ operation: 'embeddings' }))
    for (let i = 0; i < 520; i++) metrics.add(fact({ org: i % 2 === 0 ? 'org-1' : 'org-2', route: `r${i}` }))
    expect(() => parseExposition(exposed(metrics))).not.toThrow()
    expect(() => parseExposition(exposed(metrics, 'org-2'))).not.toThrow()
  })

  it('stay bounded whatever names come, and hostile names stay inside their quotes', () => {
    const seed = testSeed()
    const random = draws(seed)
    const metrics = new CallMetrics(0)
    const hostile = ['a"b', 'c\\', 'd\ne', '"} 1\nevil 2', 'ümlaut', '']
    for (let i = 0; i < 700; i++)
      metrics.add(fact({ route: `${hostile[Math.floor(random() * hostile.length)] ?? ''}${i}` }))
    expect([...metrics.series(null)].length).toBeLessThanOrEqual(501)
    const read = parseExposition(exposed(metrics))
    const calls = read.samples.filter((s) => s.name === 'sealwright_calls_total')
    expect(
      calls.reduce((sum, s) => sum + s.value, 0),
      `seed ${seed}`,
    ).toBe(700)
    expect(read.samples.some((s) => s.name === 'evil')).toBe(false)
    expect(calls.some((s) => s.labels['route']?.startsWith('"} 1\nevil 2') === true)).toBe(true)
  })

  it('a histogram counts each value once, below or at its bound', () => {
    const histogram = new Histogram(DURATION_BOUNDS)
    for (const value of [0, 0.01, 0.0100001, 81.92, 82, 1e9]) histogram.add(value)
    expect([...histogram.counts].filter((n) => n > 0)).toEqual([2, 1, 1, 2])
    expect(histogram.count).toBe(6)
  })
})

describe('spans', () => {
  it('have the GenAI attributes, hex ids, times as strings, and no payload', () => {
    const span = spanOf(
      fact({
        trace: {
          traceId: 'a'.repeat(32),
          spanId: 'b'.repeat(16),
          parentId: 'c'.repeat(16),
          sampled: true,
          state: '',
        },
      }),
    )
    expect(span).toMatchObject({
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      parentSpanId: 'c'.repeat(16),
      name: 'chat model-1',
      kind: 3,
      startTimeUnixNano: '1700000000000000000',
      endTimeUnixNano: '1700000000250000000',
      status: {},
    })
    const text = JSON.stringify(span)
    for (const attribute of [
      '{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}}',
      '{"key":"gen_ai.provider.name","value":{"stringValue":"openai"}}',
      '{"key":"gen_ai.request.model","value":{"stringValue":"model-1"}}',
      '{"key":"gen_ai.usage.input_tokens","value":{"intValue":"11"}}',
      '{"key":"server.port","value":{"intValue":"443"}}',
    ])
      expect(text).toContain(attribute)
  })

  it('say error for failures and not for blocks, and are not made when not sampled', () => {
    expect(spanOf(fact({ verdict: 'failed', httpStatus: 504, code: 'upstream_timeout' }))).toMatchObject({
      status: { code: 2, message: 'upstream_timeout' },
    })
    expect(spanOf(fact({ verdict: 'blocked', httpStatus: 403, code: 'policy_pii' }))).toMatchObject({
      status: {},
    })
    expect(spanOf(fact({ trace: null }))).toBeNull()
    const { trace } = fact()
    expect(spanOf(fact({ trace: trace === null ? null : { ...trace, sampled: false } }))).toBeNull()
  })

  it('metrics go out as the conventions name them, with buckets that fit their bounds', () => {
    const metrics = new CallMetrics(0)
    metrics.add(fact())
    const request = JSON.parse(metricsRequest(metrics, { version: '1', instance: 'i' }, 5)) as {
      resourceMetrics: {
        scopeMetrics: {
          metrics: {
            name: string
            histogram?: { dataPoints: { bucketCounts: string[]; explicitBounds: number[]; count: string }[] }
          }[]
        }[]
      }[]
    }
    const list = request.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? []
    expect(list.map((m) => m.name)).toEqual([
      'gen_ai.client.operation.duration',
      'gen_ai.client.token.usage',
      'sealwright.calls',
      'sealwright.cost',
    ])
    for (const point of list.flatMap((m) => m.histogram?.dataPoints ?? [])) {
      expect(point.bucketCounts).toHaveLength(point.explicitBounds.length + 1)
      expect(point.bucketCounts.reduce((sum, n) => sum + Number(n), 0)).toBe(Number(point.count))
    }
  })
})

describe('server-timing', () => {
  it('splits a call into our share and the upstream’s', () => {
    expect(serverTiming(250_000, 249_000)).toBe('gw;dur=1.00, up;dur=249.00')
    expect(serverTiming(1_234, 0)).toBe('gw;dur=1.23')
    expect(serverTiming(90, 100)).toBe('gw;dur=0.00, up;dur=0.10')
    expect(serverTiming(9_996, 50)).toBe('gw;dur=9.95, up;dur=0.05')
  })
})
