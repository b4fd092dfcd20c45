/**
 * What telemetry and resilience cost a call, in ns: the least of many rounds in one process. `npx tsx bench/telemetry.ts`.
 * Not a whole call: bench/gateway.ts measures those.
 */
import { Breaker, breakerDefaults } from '../src/features/gateway/resilience/breaker.ts'
import { cacheKey } from '../src/features/gateway/resilience/answer-cache.ts'
import { TargetCounters } from '../src/features/gateway/resilience/target-health.ts'
import { unitOf, weightedOrder } from '../src/features/gateway/resilience/order.ts'
import { CallMetrics } from '../src/features/gateway/telemetry/call-metrics.ts'
import type { CallFact } from '../src/features/gateway/telemetry/call-fact.ts'
import { spanOf, tracesRequest } from '../src/features/gateway/telemetry/otlp.ts'
import { Exposition, exposeCalls } from '../src/features/gateway/telemetry/prometheus.ts'
import { serverTiming } from '../src/features/gateway/telemetry/server-timing.ts'
import { traceOf } from '../src/features/gateway/telemetry/trace-context.ts'
import { systemRandom } from '../src/platform/random.ts'

const fact: CallFact = {
  source: {},
  callId: '01900000-0000-7000-8000-000000000001',
  org: '01900000-0000-7000-8000-0000000000aa',
  atMs: Date.now(),
  totalUs: 812_345,
  upstreamUs: 811_700,
  firstByteUs: 200_000,
  guardInUs: 40,
  guardOutUs: 30,
  operation: 'chat.completions',
  stream: false,
  verdict: 'allowed',
  httpStatus: 200,
  code: '',
  system: 'support-assistant',
  route: 'chat',
  environment: 'production',
  version: 'support@7',
  model: 'gpt-5-mini',
  provider: 'openai',
  server: { address: 'api.openai.com', port: 443 },
  tokensIn: 151,
  tokensOut: 72,
  costMicroUsd: 310,
  attempts: 1,
  fallback: 0,
  degraded: false,
  cache: null,
  policy: 'input-guard@12',
  trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), parentId: '', sampled: true, state: '' },
}
const ROUNDS = 200
let sink = 0

function measure(what: string, times: number, run: () => unknown): void {
  let best = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    // CPU time of this process: what others do on the machine does not count
    const from = process.cpuUsage()
    for (let i = 0; i < times; i++) if (run() === undefined) sink += 1
    const { user, system } = process.cpuUsage(from)
    best = Math.min(best, ((user + system) * 1_000) / times)
  }
  console.log(
    `${what.padEnd(62)} ${best < 10_000 ? `${best.toFixed(0)} ns` : `${(best / 1e6).toFixed(2)} ms`}`,
  )
}

const metrics = new CallMetrics(0)
const many = new CallMetrics(0)
for (let i = 0; i < 500; i++) many.add({ ...fact, route: `route-${i}` })
const counters = new TargetCounters()
const breaker = new Breaker(breakerDefaults, () => performance.now())
const body = Buffer.alloc(600, 'x')
const targets = ['v1', 'v2', 'v3'].map((id) => ({ id, weight: 1 }))
const span = spanOf(fact)

measure('every call: counters of its target', 20_000, () => counters.note('good', '', 800_000, 1_000))
measure('server-timing on: its text', 20_000, () => serverTiming(812_345, 811_700))
measure('prometheus or otlp on: a call is counted', 20_000, () => metrics.add(fact))
measure('otlp on: trace context of a call', 5_000, () =>
  traceOf({}, { bytes: (n) => systemRandom.bytes(n), ratio: 1 }),
)
measure('otlp on: its span', 5_000, () => spanOf(fact))
measure(
  'otlp on, in the background: one span encoded (batches of 512)',
  3,
  () =>
    tracesRequest(
      Array.from({ length: 512 }, () => span ?? {}),
      { version: '1', instance: 'i' },
    ).length,
)
measure('breaker on: a pass and a success', 20_000, () => breaker.succeeded(breaker.enter() ?? 0))
measure('sticky weights: order of three targets', 5_000, () =>
  weightedOrder(targets, (t) => unitOf('key', t.id)),
)
measure('cache on: the key of a 600-byte request', 5_000, () =>
  cacheKey({
    org: fact.org,
    systemId: 's',
    routeId: 'r',
    operation: 'chat.completions',
    versionId: 'v',
    versionDigest: 'd',
    policyDigest: 'p',
    keyId: 'k',
    team: '',
    endUser: '',
    body,
  }),
)
measure('a scrape of 500 series', 1, () => {
  const to = new Exposition()
  exposeCalls(to, many, null)
  return to.toString().length
})
if (sink < 0) console.log(sink)
