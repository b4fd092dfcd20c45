import type { Histogram } from './histogram.ts'
import type { CallMetrics, Series } from './call-metrics.ts'

/** Text exposition format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export type Labels = Readonly<Record<string, string>>

/** One metric family at a time: help, type, samples. Names and help are ours; label values are escaped. */
export class Exposition {
  #text = ''

  family(name: string, type: 'counter' | 'gauge' | 'histogram', help: string): void {
    this.#text += `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
  }

  sample(name: string, labels: Labels, value: number): void {
    this.line(name, labelText(labels), value)
  }

  /** `labels` as `labelText` gives them, '' = none: many samples of one thing render its labels once. */
  line(name: string, labels: string, value: number): void {
    this.#text +=
      labels === '' ? `${name} ${numberText(value)}\n` : `${name}{${labels}} ${numberText(value)}\n`
  }

  gauge(name: string, help: string, value: number, labels: Labels = {}): void {
    this.family(name, 'gauge', help)
    this.sample(name, labels, value)
  }

  counter(name: string, help: string, value: number, labels: Labels = {}): void {
    this.family(name, 'counter', help)
    this.sample(name, labels, value)
  }

  /** `labels` rendered, and not empty. */
  histogram(name: string, labels: string, histogram: Histogram): void {
    const { bounds, counts } = histogram
    let below = 0
    let text = ''
    for (let i = 0; i < bounds.length; i++) {
      below += counts[i] ?? 0
      text += `${name}_bucket{${labels},le="${bounds[i] ?? 0}"} ${below}\n`
    }
    this.#text += `${text}${name}_bucket{${labels},le="+Inf"} ${histogram.count}\n${name}_sum{${labels}} ${histogram.sum}\n${name}_count{${labels}} ${histogram.count}\n`
  }

  toString(): string {
    return this.#text
  }
}

export function labelText(labels: Labels): string {
  let text = ''
  for (const name in labels) text += `${text === '' ? '' : ','}${name}="${escaped(labels[name] ?? '')}"`
  return text
}

const escaped = (value: string): string =>
  /[\\"\n]/.test(value)
    ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
    : value

const numberText = (value: number): string =>
  value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : Number.isNaN(value) ? 'NaN' : String(value)

/**
 * Calls since start, of one organisation, or of all with its id as a label. INVARIANT: what tells two series apart (call-metrics.ts) is in the
 * labels of each, so that no sample stands twice: Prometheus would refuse the whole scrape.
 */
export function exposeCalls(to: Exposition, metrics: CallMetrics, org: string | null): void {
  const all = [...metrics.series(org)].map((series) => ({
    series,
    labels: labelText(labelsOf(series, org === null)),
  }))
  const each = (
    name: string,
    type: 'counter' | 'histogram',
    help: string,
    write: (s: Series, put: (more: string, value: number) => void, labels: string) => void,
  ): void => {
    to.family(name, type, help)
    for (const { series, labels } of all)
      write(series, (more, value) => to.line(name, more === '' ? labels : `${labels},${more}`, value), labels)
  }
  const one = (name: string, help: string, value: (s: Series) => number): void =>
    each(name, 'counter', help, (s, put) => put('', value(s)))
  each('sealwright_calls_total', 'counter', 'Inference calls by verdict.', (s, put) => {
    for (const [verdict, n] of s.calls) put(`verdict="${verdict}"`, n)
  })
  each(
    'sealwright_call_codes_total',
    'counter',
    'Calls that ended with a code: of a refusal, failure, block, cached or safe answer.',
    (s, put) => {
      for (const [code, n] of s.codes) put(`code="${escaped(code)}"`, n)
    },
  )
  each(
    'sealwright_call_duration_seconds',
    'histogram',
    'From accepting a call to its durable end.',
    (s, _, labels) => to.histogram('sealwright_call_duration_seconds', labels, s.duration),
  )
  each(
    'sealwright_own_seconds',
    'histogram',
    'The gateway’s own share of a call: all but waiting for the upstream.',
    (s, _, labels) => to.histogram('sealwright_own_seconds', labels, s.own),
  )
  each('sealwright_guard_seconds_total', 'counter', 'Time that guards took, by side.', (s, put) => {
    put('side="input"', s.guardInUs / 1e6)
    put('side="output"', s.guardOutUs / 1e6)
  })
  each('sealwright_tokens_total', 'counter', 'Tokens by direction.', (s, put) => {
    put('direction="input"', s.tokensIn.sum)
    put('direction="output"', s.tokensOut.sum)
  })
  one('sealwright_cost_usd_total', 'Cost by the price that the version carries.', (s) => s.costMicroUsd / 1e6)
  one('sealwright_retries_total', 'Sends to an upstream beyond the first of a call.', (s) => s.retries)
  one('sealwright_fallbacks_total', 'Calls answered by another target than the first.', (s) => s.fallbacks)
  one('sealwright_degraded_total', 'Calls answered by the route’s safe answer.', (s) => s.degraded)
  each('sealwright_cache_total', 'counter', 'Calls of routes with a cache, by result.', (s, put) => {
    if (s.cacheHits + s.cacheMisses === 0) return
    put('result="hit"', s.cacheHits)
    put('result="miss"', s.cacheMisses)
  })
}

const labelsOf = (s: Series, withOrg: boolean): Labels => ({
  ...(withOrg ? { org: s.org } : {}),
  system: s.system,
  route: s.route,
  environment: s.environment,
  version: s.version,
  model: s.model,
  operation: s.operation,
})
