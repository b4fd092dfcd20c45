import { createHash } from 'node:crypto'

/** What makes two requests the same question by the same caller under the same rules. Every field counts. */
export type CacheKeyParts = {
  readonly org: string
  readonly systemId: string
  readonly routeId: string
  readonly operation: string
  readonly versionId: string
  readonly versionDigest: string
  readonly policyDigest: string
  readonly keyId: string
  /** The end user as the call names them and whether that is proven; '' when it names none. */
  readonly endUser: string
  readonly team: string
  /** Request bytes as they came. */
  readonly body: Uint8Array
}

/** The parts as a JSON list, its length before it: no two different lists, and no list and body that were cut elsewhere, give the same bytes. */
export function cacheKey(parts: CacheKeyParts): string {
  const list = JSON.stringify([
    'sealwright answer cache v1',
    parts.org,
    parts.systemId,
    parts.routeId,
    parts.operation,
    parts.versionId,
    parts.versionDigest,
    parts.policyDigest,
    parts.keyId,
    parts.endUser,
    parts.team,
  ])
  return createHash('sha256').update(`${list.length}:${list}`).update(parts.body).digest('base64')
}

export type CachedAnswer = {
  /** What the upstream sent, before our guards: a hit is judged anew. */
  readonly bytes: Buffer
  readonly contentType: string
  /** The call whose answer this was. */
  readonly callId: string
  readonly expiresMs: number
}

/** Beside the bytes: key, fields, map entry. */
const OVERHEAD_BYTES = 300

/**
 * Answers in memory, least recently used out first, bounded in bytes. Never written to a disk; gone with the process.
 */
export class AnswerCache {
  readonly #bytesMax: number
  readonly #entries = new Map<string, CachedAnswer>()
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  get(key: string, nowMs: number): CachedAnswer | null {
    const found = this.#entries.get(key)
    if (found === undefined) return null
    this.#entries.delete(key)
    if (found.expiresMs <= nowMs) {
      this.#bytes -= sizeOf(found)
      return null
    }
    this.#entries.set(key, found)
    return found
  }

  put(key: string, answer: CachedAnswer): void {
    const size = sizeOf(answer)
    // one answer must not turn out a tenth of the others
    if (size > this.#bytesMax / 10) return
    const before = this.#entries.get(key)
    if (before !== undefined) {
      this.#entries.delete(key)
      this.#bytes -= sizeOf(before)
    }
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes + size <= this.#bytesMax) break
      this.#entries.delete(oldest)
      this.#bytes -= sizeOf(entry)
    }
    this.#entries.set(key, answer)
    this.#bytes += size
  }

  clear(): void {
    this.#entries.clear()
    this.#bytes = 0
  }

  stats(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#entries.size, bytes: this.#bytes }
  }
}

const sizeOf = (answer: CachedAnswer): number => answer.bytes.length + OVERHEAD_BYTES
