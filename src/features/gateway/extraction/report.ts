import { z } from 'zod'
import { BINS } from './fingerprint.ts'
import type { Caller, ExtractionRule, Seen } from './watch.ts'

/**
 * What a worker tells the keeper of the calls that it let through: who called, when, and the fingerprint; never text. Written for size and
 * speed, because the thread that serves calls writes it: who called stands once for all its calls of the report.
 */
export const watchReportSchema = z.object({
  callers: z.array(
    z.object({
      org: z.string(),
      keyId: z.string(),
      user: z.string().nullable(),
      system: z.string(),
      environment: z.string(),
      routeId: z.string(),
      mode: z.enum(['observe', 'enforce']),
      threshold: z.number(),
      retryAfterS: z.number(),
    }),
  ),
  /** Index into `callers`, id of the call, time, hash of the text, words, last number, mark of the sampling, log-probabilities, held. */
  seen: z.array(
    z.tuple([
      z.number(),
      z.string(),
      z.number(),
      z.number(),
      z.number(),
      z.number().nullable(),
      z.number(),
      z.boolean(),
      z.boolean(),
    ]),
  ),
  /** The minima of each of them in turn, in base64. */
  mins: z.string(),
  /** Calls that were refused, by caller. */
  refused: z.array(
    z.object({ org: z.string(), keyId: z.string(), user: z.string().nullable(), calls: z.number() }),
  ),
  /** Calls let through of which nothing is told, because the keeper was slow. */
  lost: z.number(),
})
export type WatchReport = z.infer<typeof watchReportSchema>
export type Refused = WatchReport['refused'][number]

export function pack(seen: readonly Seen[], refused: readonly Refused[], lost: number): WatchReport {
  const callers: WatchReport['callers'] = []
  const known = new Map<string, { readonly index: number; readonly rule: ExtractionRule }>()
  const indexOf = ({ system, environment, ...who }: Caller, rule: ExtractionRule): number => {
    const { org, keyId, user, routeId } = who
    const name = user === null ? `${keyId} ${routeId}` : `${keyId} ${routeId} ${user}`
    const before = known.get(name)
    // the rule of another policy's version is another object
    if (before?.rule === rule) return before.index
    const { mode, threshold, retryAfterS } = rule
    known.set(name, { index: callers.length, rule })
    callers.push({ org, keyId, user, system, environment, routeId, mode, threshold, retryAfterS })
    return callers.length - 1
  }
  const mins = new Uint16Array(seen.length * BINS)
  const rows: WatchReport['seen'] = seen.map(({ caller, rule, print, sampling, atMs, held }, i) => {
    mins.set(print.mins, i * BINS)
    const { text, words, number } = print
    const { mark, logprobs } = sampling
    return [indexOf(caller, rule), caller.callId, atMs, text, words, number, mark, logprobs, held]
  })
  return {
    callers,
    seen: rows,
    mins: Buffer.from(mins.buffer).toString('base64'),
    refused: [...refused],
    lost,
  }
}

/** What points to no caller, or has no minima, is left out. */
export function unpack({ callers, seen, mins }: WatchReport): Seen[] {
  const bytes = Buffer.from(mins, 'base64')
  // copied: the bytes of a short buffer lie in a pool that others share, at any offset
  const all = new Uint16Array(bytes.length >> 1)
  new Uint8Array(all.buffer).set(bytes.subarray(0, all.byteLength))
  return seen.flatMap(([by, callId, atMs, text, words, number, mark, logprobs, held], i) => {
    const caller = callers[by]
    const own = all.subarray(i * BINS, (i + 1) * BINS)
    if (caller === undefined || own.length !== BINS) return []
    const { mode, threshold, retryAfterS, ...who } = caller
    return {
      caller: { ...who, callId },
      rule: { mode, threshold, retryAfterS },
      print: { mins: own, text, words, number },
      sampling: { logprobs, mark },
      atMs,
      held,
    }
  })
}
