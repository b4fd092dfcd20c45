/**
 * Durations in logarithmic buckets: 8 to each doubling, so a value is known to 9 %; from 1 µs to 71 minutes in 256 counters. Adding costs a
 * count of leading zeros and one increment (some ns), which is why it may stand on every call.
 */
const SUB_BITS = 3
const SUB = 1 << SUB_BITS
export const LATENCY_BUCKETS = 256

export function latencyBucket(us: number): number {
  const whole = us >= 0xffff_ffff ? 0xffff_ffff : us < 0 ? 0 : us >>> 0
  if (whole < SUB) return whole
  const exponent = 31 - Math.clz32(whole)
  return (exponent - SUB_BITS + 1) * SUB + ((whole >>> (exponent - SUB_BITS)) & (SUB - 1))
}

/** Middle of a bucket in µs. */
export function latencyOf(bucket: number): number {
  if (bucket < SUB) return bucket
  const shift = Math.floor(bucket / SUB) - 1
  const low = (SUB + (bucket % SUB)) * 2 ** shift
  return low + 2 ** shift / 2
}

/** Percentiles over about the last `windowMs`: two halves, of which the older is dropped when the newer is full of time. */
export class RecentLatency {
  readonly #halfMs: number
  #now = new Uint32Array(LATENCY_BUCKETS)
  #before = new Uint32Array(LATENCY_BUCKETS)
  #sinceMs: number

  constructor(windowMs: number, nowMs: number) {
    this.#halfMs = windowMs / 2
    this.#sinceMs = nowMs
  }

  add(us: number, nowMs: number): void {
    this.#roll(nowMs)
    const at = latencyBucket(us)
    this.#now[at] = (this.#now[at] ?? 0) + 1
  }

  /** In ms; null without a call in the window. */
  percentiles(
    nowMs: number,
    shares: readonly number[],
  ): { readonly count: number; readonly ms: readonly (number | null)[] } {
    this.#roll(nowMs)
    let count = 0
    for (let i = 0; i < LATENCY_BUCKETS; i++) count += (this.#now[i] ?? 0) + (this.#before[i] ?? 0)
    return { count, ms: shares.map((share) => (count === 0 ? null : this.#at(Math.ceil(share * count)))) }
  }

  #at(rank: number): number {
    let seen = 0
    for (let i = 0; i < LATENCY_BUCKETS; i++) {
      seen += (this.#now[i] ?? 0) + (this.#before[i] ?? 0)
      if (seen >= rank) return latencyOf(i) / 1_000
    }
    return latencyOf(LATENCY_BUCKETS - 1) / 1_000
  }

  #roll(nowMs: number): void {
    const passed = nowMs - this.#sinceMs
    // the clock was set back: the half that has begun lasts from now
    if (passed < 0) this.#sinceMs = nowMs
    if (passed < this.#halfMs) return
    const spare = this.#before
    this.#before = passed < 2 * this.#halfMs ? this.#now : new Uint32Array(LATENCY_BUCKETS)
    this.#now = spare.fill(0)
    this.#sinceMs = nowMs
  }
}
