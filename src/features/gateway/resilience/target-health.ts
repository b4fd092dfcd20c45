import { RecentLatency } from './latency.ts'

/** What an attempt said about its upstream. `none`: nothing (the client left, evidence failed, a fault of ours). */
export type AttemptResult = 'good' | 'bad' | 'none'

/**
 * By the code with which an attempt or its call ended. An answer that our guards blocked, and a request that the upstream found wrong, are
 * answers: the upstream is alive.
 */
export function attemptResult(code: string): AttemptResult {
  if (code === '' || code === 'upstream_rejected' || code.startsWith('policy_')) return 'good'
  return code.startsWith('upstream_') ? 'bad' : 'none'
}

/** Half: a quiet route shows nothing; double: an upstream that recovered still looks slow a while. */
const RECENT_MS = 600_000

/** One upstream's model as this process has seen it. */
export class TargetCounters {
  attempts = 0
  failures = 0
  lastError: { readonly code: string; readonly atMs: number } | null = null
  lastSuccessMs: number | null = null
  readonly #latency = new RecentLatency(RECENT_MS, 0)

  /** `nowMs` since the epoch, here and in `recent`. */
  note(result: AttemptResult, code: string, us: number, nowMs: number): void {
    this.attempts += 1
    if (result === 'good') {
      this.lastSuccessMs = nowMs
      this.#latency.add(us, nowMs)
    } else if (result === 'bad') {
      this.failures += 1
      this.lastError = { code, atMs: nowMs }
    }
  }

  recent(nowMs: number): {
    readonly count: number
    readonly p50Ms: number | null
    readonly p95Ms: number | null
  } {
    const { count, ms } = this.#latency.percentiles(nowMs, [0.5, 0.95])
    return { count, p50Ms: ms[0] ?? null, p95Ms: ms[1] ?? null }
  }
}
