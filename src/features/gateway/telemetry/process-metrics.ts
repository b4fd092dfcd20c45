import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks'
import type { Exposition } from './prometheus.ts'

/** Names as Prometheus' own client libraries use them. The delay is sampled only while someone scrapes. */
export class ProcessMetrics {
  readonly #delay: IntervalHistogram
  readonly #startedS: number

  constructor(startedAtMs: number) {
    this.#startedS = startedAtMs / 1_000
    this.#delay = monitorEventLoopDelay({ resolution: 20 })
    this.#delay.enable()
  }

  expose(to: Exposition): void {
    const cpu = process.cpuUsage()
    const memory = process.memoryUsage()
    to.counter('process_cpu_seconds_total', 'User and system CPU time.', (cpu.user + cpu.system) / 1e6)
    to.gauge('process_resident_memory_bytes', 'Resident memory.', memory.rss)
    to.gauge('process_start_time_seconds', 'Start of the process since the Unix epoch.', this.#startedS)
    to.gauge('nodejs_heap_size_used_bytes', 'Heap in use.', memory.heapUsed)
    to.gauge('nodejs_external_memory_bytes', 'Memory outside the heap.', memory.external)
    to.gauge(
      'nodejs_eventloop_lag_p50_seconds',
      'Event loop delay since the last scrape.',
      seconds(this.#delay.percentile(50)),
    )
    to.gauge(
      'nodejs_eventloop_lag_p99_seconds',
      'Event loop delay since the last scrape.',
      seconds(this.#delay.percentile(99)),
    )
    this.#delay.reset()
  }

  stop(): void {
    this.#delay.disable()
  }
}

const seconds = (ns: number): number => (Number.isFinite(ns) ? ns / 1e9 : 0)
