import { operationName, type CallFact } from './call-fact.ts'
import type { CallMetrics, Series } from './call-metrics.ts'
import type { Histogram } from './histogram.ts'

/** JSON mapping of OTLP 1.x (opentelemetry.io/docs/specs/otlp): ids in hex, 64-bit integers as strings, enums as numbers. */
type Attribute = { readonly key: string; readonly value: object }

export type Resource = { readonly version: string; readonly instance: string }

const string = (key: string, value: string): Attribute => ({ key, value: { stringValue: value } })
const int = (key: string, value: number): Attribute => ({
  key,
  value: { intValue: String(Math.round(value)) },
})
const bool = (key: string, value: boolean): Attribute => ({ key, value: { boolValue: value } })

const resource = (of: Resource): object => ({
  attributes: [
    string('service.name', 'sealwright'),
    string('service.version', of.version),
    string('service.instance.id', of.instance),
  ],
})
const scope = (of: Resource): object => ({ name: 'sealwright.gateway', version: of.version })

const nanos = (ms: number, us = 0): string =>
  (BigInt(Math.round(ms)) * 1_000_000n + BigInt(Math.round(us)) * 1_000n).toString()

const KIND_CLIENT = 3
const STATUS_ERROR = 2

/** `error.type` where the call did not end well; a block is our doing and not an error of the operation. */
const failed = (fact: CallFact): boolean =>
  fact.httpStatus >= 500 || fact.verdict === 'failed' || fact.verdict === 'cut'

/** One span a call, named and attributed as the GenAI semantic conventions (v1.37+) say; no prompt and no answer is in it. */
export function spanOf(fact: CallFact): object | null {
  const { trace } = fact
  if (trace === null || !trace.sampled) return null
  const operation = operationName(fact.operation)
  const attributes: Attribute[] = [
    string('gen_ai.operation.name', operation),
    string('gen_ai.provider.name', fact.provider),
    ...(fact.model === '' ? [] : [string('gen_ai.request.model', fact.model)]),
    ...(fact.tokensIn > 0 ? [int('gen_ai.usage.input_tokens', fact.tokensIn)] : []),
    ...(fact.tokensOut > 0 ? [int('gen_ai.usage.output_tokens', fact.tokensOut)] : []),
    ...(fact.server === null
      ? []
      : [string('server.address', fact.server.address), int('server.port', fact.server.port)]),
    ...(failed(fact) ? [string('error.type', fact.code === '' ? String(fact.httpStatus) : fact.code)] : []),
    int('http.response.status_code', fact.httpStatus),
    string('sealwright.call.id', fact.callId),
    string('sealwright.system', fact.system),
    string('sealwright.route', fact.route),
    string('sealwright.environment', fact.environment),
    string('sealwright.version', fact.version),
    string('sealwright.policy', fact.policy),
    string('sealwright.verdict', fact.verdict),
    ...(fact.code === '' ? [] : [string('sealwright.code', fact.code)]),
    bool('sealwright.stream', fact.stream),
    int('sealwright.own_us', Math.max(0, fact.totalUs - fact.upstreamUs)),
    ...(fact.attempts > 1 ? [int('sealwright.attempts', fact.attempts)] : []),
    ...(fact.fallback > 0 ? [int('sealwright.fallback', fact.fallback)] : []),
    ...(fact.degraded ? [bool('sealwright.degraded', true)] : []),
    ...(fact.cache === null ? [] : [string('sealwright.cache', fact.cache)]),
  ]
  return {
    traceId: trace.traceId,
    spanId: trace.spanId,
    ...(trace.parentId === '' ? {} : { parentSpanId: trace.parentId }),
    ...(trace.state === '' ? {} : { traceState: trace.state }),
    name: fact.model === '' ? operation : `${operation} ${fact.model}`,
    kind: KIND_CLIENT,
    startTimeUnixNano: nanos(fact.atMs),
    endTimeUnixNano: nanos(fact.atMs, fact.totalUs),
    attributes,
    status: failed(fact) ? { code: STATUS_ERROR, message: fact.code } : {},
  }
}

/** ExportTraceServiceRequest */
export const tracesRequest = (spans: readonly object[], of: Resource): string =>
  JSON.stringify({ resourceSpans: [{ resource: resource(of), scopeSpans: [{ scope: scope(of), spans }] }] })

const CUMULATIVE = 2

/** ExportMetricsServiceRequest with the GenAI client histograms and a cost counter; cumulative since start. */
export function metricsRequest(metrics: CallMetrics, of: Resource, nowMs: number): string {
  const all = [...metrics.series(null)]
  const times = { startTimeUnixNano: nanos(metrics.sinceMs), timeUnixNano: nanos(nowMs) }
  const attributes = (s: Series): Attribute[] => [
    string('gen_ai.operation.name', operationName(s.operation)),
    string('gen_ai.provider.name', s.provider),
    string('gen_ai.request.model', s.model),
    string('sealwright.organisation', s.org),
    string('sealwright.system', s.system),
    string('sealwright.route', s.route),
    string('sealwright.environment', s.environment),
    string('sealwright.version', s.version),
    string('sealwright.operation', s.operation),
  ]
  const point = (h: Histogram, of: Attribute[]): object => ({
    ...times,
    attributes: of,
    count: String(h.count),
    sum: h.sum,
    bucketCounts: Array.from(h.counts, String),
    explicitBounds: h.bounds,
  })
  const histogram = (
    name: string,
    unit: string,
    description: string,
    dataPoints: readonly object[],
  ): object => ({
    name,
    unit,
    description,
    histogram: { aggregationTemporality: CUMULATIVE, dataPoints },
  })
  const sum = (name: string, unit: string, description: string, dataPoints: readonly object[]): object => ({
    name,
    unit,
    description,
    sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints },
  })
  return JSON.stringify({
    resourceMetrics: [
      {
        resource: resource(of),
        scopeMetrics: [
          {
            scope: scope(of),
            metrics: [
              histogram(
                'gen_ai.client.operation.duration',
                's',
                'GenAI operation duration',
                all.map((s) => point(s.duration, attributes(s))),
              ),
              histogram(
                'gen_ai.client.token.usage',
                '{token}',
                'Number of input and output tokens used',
                all.flatMap((s) => [
                  point(s.tokensIn, [...attributes(s), string('gen_ai.token.type', 'input')]),
                  point(s.tokensOut, [...attributes(s), string('gen_ai.token.type', 'output')]),
                ]),
              ),
              sum(
                'sealwright.calls',
                '{call}',
                'Inference calls by verdict',
                all.flatMap((s) =>
                  [...s.calls].map(([verdict, n]) => ({
                    ...times,
                    attributes: [...attributes(s), string('sealwright.verdict', verdict)],
                    asInt: String(n),
                  })),
                ),
              ),
              sum(
                'sealwright.cost',
                'USD',
                'Cost by the price that the version carries',
                all.map((s) => ({ ...times, attributes: attributes(s), asDouble: s.costMicroUsd / 1e6 })),
              ),
            ],
          },
        ],
      },
    ],
  })
}
