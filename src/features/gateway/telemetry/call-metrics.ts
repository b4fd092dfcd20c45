import type { CallFact } from './call-fact.ts'
import { DURATION_BOUNDS, Histogram, OWN_BOUNDS, TOKEN_BOUNDS } from './histogram.ts'

/** What calls of one route to one version added up to. */
export type Series = {
  readonly org: string
  readonly system: string
  readonly route: string
  readonly environment: string
  readonly version: string
  readonly model: string
  readonly provider: string
  readonly operation: string
  /** The operation of its calls; `operation` may say `other`. */
  readonly asked: string
  /** By verdict. */
  readonly calls: Map<string, number>
  /** By code, of calls that did not simply complete. */
  readonly codes: Map<string, number>
  readonly duration: Histogram
  readonly own: Histogram
  readonly tokensIn: Histogram
  readonly tokensOut: Histogram
  guardInUs: number
  guardOutUs: number
  costMicroUsd: number
  retries: number
  fallbacks: number
  degraded: number
  cacheHits: number
  cacheMisses: number
}

/**
 * Beyond this many, calls are added to one series `other` an organisation: names come from configuration, but a scrape must stay bounded. One is
 * some 55 lines of text.
 */
const SERIES_MAX = 500

/** Counts of calls since start. Adding looks up one string and touches numbers: some hundred ns. */
export class CallMetrics {
  readonly #series = new Map<string, Series>()
  /** So that a call pays one look-up by identity instead of one by a text of a hundred characters. */
  readonly #bySource = new WeakMap<object, Series>()
  readonly sinceMs: number

  constructor(nowMs: number) {
    this.sinceMs = nowMs
  }

  add(fact: CallFact): void {
    const { source } = fact
    let series = source === null ? undefined : this.#bySource.get(source)
    if (series === undefined || series.asked !== fact.operation) {
      series = this.#of(fact)
      if (source !== null) this.#bySource.set(source, series)
    }
    series.calls.set(fact.verdict, (series.calls.get(fact.verdict) ?? 0) + 1)
    if (fact.code !== '') series.codes.set(fact.code, (series.codes.get(fact.code) ?? 0) + 1)
    series.duration.add(fact.totalUs / 1e6)
    series.own.add(Math.max(0, fact.totalUs - fact.upstreamUs) / 1e6)
    if (fact.tokensIn > 0) series.tokensIn.add(fact.tokensIn)
    if (fact.tokensOut > 0) series.tokensOut.add(fact.tokensOut)
    series.guardInUs += fact.guardInUs
    series.guardOutUs += fact.guardOutUs
    series.costMicroUsd += fact.costMicroUsd
    if (fact.attempts > 1) series.retries += fact.attempts - 1
    if (fact.fallback > 0) series.fallbacks += 1
    if (fact.degraded) series.degraded += 1
    if (fact.cache === 'hit') series.cacheHits += 1
    else if (fact.cache === 'miss') series.cacheMisses += 1
  }

  /** `org` null = of all organisations. */
  *series(org: string | null): Generator<Series> {
    for (const series of this.#series.values()) if (org === null || series.org === org) yield series
  }

  #of(fact: CallFact): Series {
    const key = `${fact.org} ${fact.system} ${fact.route} ${fact.environment} ${fact.version} ${fact.model} ${fact.operation}`
    const known = this.#series.get(key)
    if (known !== undefined) return known
    if (this.#series.size < SERIES_MAX) return this.#make(key, fact)
    const other = `${fact.org} other`
    return (
      this.#series.get(other) ??
      this.#make(other, {
        ...fact,
        system: 'other',
        route: 'other',
        environment: 'other',
        version: 'other',
        model: 'other',
        provider: 'other',
        operation: 'other',
      })
    )
  }

  #make(key: string, fact: CallFact): Series {
    const { org, system, route, environment, version, model, provider, operation } = fact
    const series: Series = {
      org,
      system,
      route,
      environment,
      version,
      model,
      provider,
      operation,
      asked: fact.operation,
      calls: new Map(),
      codes: new Map(),
      duration: new Histogram(DURATION_BOUNDS),
      own: new Histogram(OWN_BOUNDS),
      tokensIn: new Histogram(TOKEN_BOUNDS),
      tokensOut: new Histogram(TOKEN_BOUNDS),
      guardInUs: 0,
      guardOutUs: 0,
      costMicroUsd: 0,
      retries: 0,
      fallbacks: 0,
      degraded: 0,
      cacheHits: 0,
      cacheMisses: 0,
    }
    this.#series.set(key, series)
    return series
  }
}
