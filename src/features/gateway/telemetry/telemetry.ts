import type { CallFact } from './call-fact.ts'
import { CallMetrics } from './call-metrics.ts'
import { Exporter, exporterDefaults, type ExporterDeps, type Post } from './exporter.ts'
import { metricsRequest, spanOf, tracesRequest, type Resource } from './otlp.ts'
import { ProcessMetrics } from './process-metrics.ts'
import { Exposition, exposeCalls } from './prometheus.ts'
import { traceOf, type TraceContext } from './trace-context.ts'

export type TelemetrySettings = {
  /** Counts calls for `/metrics`. */
  readonly prometheus: boolean
  /** `server-timing` on answers. */
  readonly serverTiming: boolean
  /** Null = nothing is sent anywhere. */
  readonly otlp: {
    readonly post: Post
    /** Share of the traces that begin here which are sent, 0..1. */
    readonly sampleRatio: number
    readonly metricsEveryMs: number
  } | null
}

export type TelemetryDeps = Pick<ExporterDeps, 'random' | 'later' | 'onDropped'> & {
  readonly nowMs: () => number
  readonly monotonicMs: () => number
  readonly bytes: (length: number) => Buffer
  readonly resource: Resource
  /** What is measured when asked, not counted: queues, breakers, memory. `org` null = all organisations. */
  readonly gauges: (to: Exposition, org: string | null) => Promise<void>
}

export type Telemetry = {
  /** Whether `/metrics` is answered. */
  readonly scrapes: boolean
  readonly serverTiming: boolean
  /** Null: nothing listens, so a call is not looked at. */
  readonly onCall: ((fact: CallFact) => void) | null
  /** Null: no traces; a caller's context is then not passed on either. */
  readonly trace: ((headers: Readonly<Record<string, unknown>>) => TraceContext) | null
  /** The exposition for a scraper of one organisation, null = of all. */
  expose(org: string | null): Promise<string>
  stats(): { readonly waiting: number; readonly sent: number; readonly dropped: number }
  /** Sends what waits, at most for `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>
}

/** Metrics, traces and timing of one gateway. Everything is bounded, and nothing here can fail or delay a call. */
export function createTelemetry(settings: TelemetrySettings, deps: TelemetryDeps): Telemetry {
  const { otlp } = settings
  const metrics = settings.prometheus || otlp !== null ? new CallMetrics(deps.nowMs()) : null
  const processMetrics = settings.prometheus ? new ProcessMetrics(deps.nowMs()) : null
  const exporter =
    otlp === null
      ? null
      : new Exporter(
          {
            ...deps,
            nowMs: deps.monotonicMs,
            post: otlp.post,
            encode: (spans) => tracesRequest(spans, deps.resource),
          },
          exporterDefaults,
        )
  let stopped = false
  let off: (() => void) | null = null
  // cumulative: a point that is lost is in the next one, so nothing is queued or sent again
  const tick = (): void => {
    if (otlp === null || metrics === null || stopped) return
    off = deps.later(otlp.metricsEveryMs, () => {
      void otlp.post('/v1/metrics', metricsRequest(metrics, deps.resource, deps.nowMs())).then(tick)
    })
  }
  tick()
  return {
    scrapes: settings.prometheus,
    serverTiming: settings.serverTiming,
    onCall:
      metrics === null
        ? null
        : (fact) => {
            metrics.add(fact)
            if (exporter === null) return
            const span = spanOf(fact)
            if (span !== null) exporter.add(span)
          },
    trace:
      otlp === null ? null : (headers) => traceOf(headers, { bytes: deps.bytes, ratio: otlp.sampleRatio }),
    async expose(org) {
      const to = new Exposition()
      if (metrics !== null) exposeCalls(to, metrics, org)
      await deps.gauges(to, org)
      if (exporter !== null) {
        to.gauge('sealwright_otlp_queue', 'Spans that wait for the collector.', exporter.waiting)
        to.counter('sealwright_otlp_sent_total', 'Spans that the collector took.', exporter.sent)
        to.counter('sealwright_otlp_dropped_total', 'Spans that were dropped.', exporter.dropped)
      }
      processMetrics?.expose(to)
      return to.toString()
    },
    stats: () => ({
      waiting: exporter?.waiting ?? 0,
      sent: exporter?.sent ?? 0,
      dropped: exporter?.dropped ?? 0,
    }),
    async stop(deadlineMs) {
      stopped = true
      off?.()
      processMetrics?.stop()
      await exporter?.stop(deadlineMs)
    },
  }
}
