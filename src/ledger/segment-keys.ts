import type { Clock } from '../platform/clock.ts'
import type { KeyStore } from '../platform/keystore.ts'
import type { Random } from '../platform/random.ts'
import { newId } from '../platform/random.ts'

/** A key that wraps payload keys. Lives in the key store only; destroying it is the act of erasure. */
export type SegmentKey = { readonly id: string; readonly key: Buffer }

export const SEGMENT_KEY_MAX_MS = 3_600_000
export const SEGMENT_KEY_MAX_BYTES = 64 * 1024 * 1024
/** The next key is made when this much of the present one's life is used, so that the hot path never waits for it. */
const EARLY = 0.8

export const segmentKeyName = (org: string, id: string): string => `segment/${org}/${id}`

type Current = SegmentKey & { readonly madeMs: number; bytes: number }

/** Present segment key of each organisation: at most an hour or 64 MiB of payloads, durable in the key store before its first use. */
export class SegmentKeys {
  private readonly current = new Map<string, Current>()
  private readonly coming = new Map<string, Promise<Current>>()
  private readonly keys: KeyStore
  private readonly clock: Clock
  private readonly random: Random

  constructor(keys: KeyStore, clock: Clock, random: Random) {
    this.keys = keys
    this.clock = clock
    this.random = random
  }

  /** The key to use now, or undefined: then await `prepare`. */
  ready(org: string): SegmentKey | undefined {
    const current = this.current.get(org)
    if (!current) return undefined
    const used = Math.max(
      (this.clock.nowMs() - current.madeMs) / SEGMENT_KEY_MAX_MS,
      current.bytes / SEGMENT_KEY_MAX_BYTES,
    )
    if (used >= 1 || used < -0.01) return undefined
    if (used >= EARLY) void this.prepare(org).catch(() => undefined) // a failure shows when the key is needed
    return current
  }

  used(org: string, bytes: number): void {
    const current = this.current.get(org)
    if (current) current.bytes += bytes
  }

  /** Work to await when a key is retired: whoever may still have it in hand finishes first. */
  readonly users: ((org: string) => Promise<void>)[] = []

  /** Stops using a key that is about to be destroyed. When it resolves, a new one is in place and everything under the old one is durable. */
  async retire(org: string, id: string): Promise<void> {
    await this.coming.get(org)
    if (this.current.get(org)?.id === id) await this.prepare(org)
    for (const finish of this.users) await finish(org)
  }

  prepare(org: string): Promise<SegmentKey> {
    const coming = this.coming.get(org)
    if (coming) return coming
    const making = this.make(org).finally(() => this.coming.delete(org))
    this.coming.set(org, making)
    return making
  }

  private async make(org: string): Promise<Current> {
    const next: Current = {
      id: newId(this.clock, this.random),
      key: Buffer.from(this.random.bytes(32)),
      madeMs: this.clock.nowMs(),
      bytes: 0,
    }
    await this.keys.create(segmentKeyName(org, next.id), next.key)
    this.current.set(org, next)
    return next
  }
}
