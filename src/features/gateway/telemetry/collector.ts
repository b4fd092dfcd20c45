import type { Outbound } from '../../../platform/outbound.ts'
import type { Post } from './exporter.ts'

export type CollectorSettings = {
  /** Base URL, e.g. `http://127.0.0.1:4318`; `/v1/traces` and `/v1/metrics` are added. */
  readonly endpoint: string
  /** Credentials of the collector. */
  readonly headers: Readonly<Record<string, string>>
}

const DEADLINE_MS = 10_000
const ANSWER_BYTES_MAX = 65_536

/** Posts OTLP/HTTP JSON through the product's one door to the outside (address checks, deadline, size cap). */
export function collector(outbound: Pick<Outbound, 'fetch'>, settings: CollectorSettings): Post {
  const base = settings.endpoint.replace(/\/+$/, '')
  return async (path, body) => {
    try {
      const answer = await outbound.fetch({
        url: base + path,
        method: 'POST',
        headers: { ...settings.headers, 'content-type': 'application/json' },
        body,
        deadlineMs: DEADLINE_MS,
        bodyBytesMax: ANSWER_BYTES_MAX,
      })
      const after = answer.headers['retry-after']
      return {
        kind: 'answered',
        status: answer.status,
        retryAfterMs: typeof after === 'string' && /^\d{1,5}$/.test(after) ? Number(after) * 1_000 : null,
        rejected: rejectedOf(answer.body),
      }
    } catch (cause) {
      return { kind: 'unreachable', why: cause instanceof Error ? cause.message : String(cause) }
    }
  }
}

/** `partialSuccess.rejectedSpans` of a full answer: those will never be taken. */
function rejectedOf(body: Buffer): number {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    const partial: unknown =
      typeof value === 'object' && value !== null && 'partialSuccess' in value ? value.partialSuccess : null
    const rejected: unknown =
      typeof partial === 'object' && partial !== null && 'rejectedSpans' in partial
        ? partial.rejectedSpans
        : 0
    const count = Number(rejected)
    return Number.isSafeInteger(count) && count > 0 ? count : 0
  } catch (cause) {
    // an empty or other answer says nothing of rejected spans
    if (cause instanceof SyntaxError) return 0
    throw cause
  }
}
