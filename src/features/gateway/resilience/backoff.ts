export type BackoffSettings = {
  readonly baseMs: number
  readonly capMs: number
  /** A longer `retry-after` is not waited for: the next target is tried, or the client is told. */
  readonly retryAfterMsMax: number
}

/** 50 ms is about a connection's set-up; two seconds is what a person waits without noticing much; five what a client's own deadline bears. */
export const backoffDefaults: BackoffSettings = { baseMs: 50, capMs: 2_000, retryAfterMsMax: 5_000 }

/**
 * How long before retry number `retry` (from 0), or null: not at all here. Full jitter (any time up to the exponential bound), so that calls
 * which failed together do not come back together; what the upstream asked for in `retry-after` is the least, jitter comes on top.
 */
export function backoffMs(
  settings: BackoffSettings,
  retry: number,
  retryAfterMs: number | null,
  random: () => number,
): number | null {
  const bound = Math.min(settings.capMs, settings.baseMs * 2 ** retry)
  const jitter = Math.floor(random() * bound)
  if (retryAfterMs === null) return jitter
  return retryAfterMs > settings.retryAfterMsMax ? null : retryAfterMs + jitter
}
