import type { CallIntent, CallOutcome, CallStatus, CallVerdict, GuardVerdict } from './contract.ts'

/**
 * Canonical JSON (RFC 8785) of the hot entries by template: literals with their keys in code-unit order, given to JSON.stringify.
 * A test proves them equal to the generic encoder; the generic one costs several times as much a leaf.
 */
export type PayloadRef = {
  readonly name: string
  /** Lower-case hex; empty when it could not be computed (recovery without all pieces). */
  readonly commitment: string
  readonly bytes: number
  /** The capture cap cut it: the commitment is of the captured part, `full` of everything. */
  readonly full?: { readonly bytes: number; readonly commitment: string }
}

/** Integers only in entries: a stray fraction (a rounding upstream of us) is rounded, never written. */
const int = (n: number): number => (Number.isSafeInteger(n) ? n : Number.isFinite(n) ? Math.round(n) : 0)

const guardOut = (g: GuardVerdict): object => ({
  action: g.action,
  detector: g.detector,
  found: sorted(g.found),
  guard: g.guard,
  mode: g.mode,
  scannedChars: int(g.scannedChars),
  score: g.score,
  side: g.side,
  threshold: g.threshold,
  tookUs: int(g.tookUs),
})

const payloadOut = (p: PayloadRef): object =>
  p.full
    ? {
        bytes: p.bytes,
        commitment: p.commitment,
        full: { bytes: p.full.bytes, commitment: p.full.commitment },
        name: p.name,
      }
    : { bytes: p.bytes, commitment: p.commitment, name: p.name }

function sorted(map: Readonly<Record<string, number>>): object {
  const keys = Object.keys(map)
  if (keys.length < 2 && keys.every((key) => Number.isSafeInteger(map[key]))) return map
  const out: Record<string, number> = {}
  for (const key of keys.sort()) out[key] = int(map[key] ?? 0)
  return out
}

export const intentBody = (i: CallIntent, payloads: readonly PayloadRef[]): string =>
  JSON.stringify({
    call: i.callId,
    environment: i.environment,
    generation: int(i.generation),
    guards: i.input.map(guardOut),
    key: i.principal.keyId,
    operation: i.operation,
    payloads: payloads.map(payloadOut),
    policy: i.policyDigest,
    route: i.routeId,
    stream: i.stream,
    user: i.principal.endUser?.proof ?? 'none',
    version: i.versionId,
  })

/** What an outcome says besides payloads; recovery makes one without a CallOutcome from the gateway. */
export type OutcomeFacts = Omit<CallOutcome, 'response' | 'status' | 'verdict'> & {
  readonly status: CallStatus
  readonly verdict: CallVerdict
}

export const outcomeBody = (
  o: OutcomeFacts,
  intent: { readonly p: string; readonly e: string; readonly n: number },
  payloads: readonly PayloadRef[],
): string =>
  JSON.stringify({
    authorisedTo: int(o.authorisedTo),
    call: o.callId,
    code: o.code,
    costMicroUsd: int(o.costMicroUsd),
    decidedBy: o.decidedBy,
    fallback: int(o.fallbackIndex),
    guards: o.output.map(guardOut),
    httpStatus: int(o.httpStatus),
    intent: { e: intent.e, n: intent.n, p: intent.p },
    payloads: payloads.map(payloadOut),
    scannedTo: int(o.scannedTo),
    status: o.status,
    timingsUs: sorted(o.timingsUs),
    tokensIn: int(o.tokensIn),
    tokensOut: int(o.tokensOut),
    verdict: o.verdict,
    version: o.versionId,
  })

/** The envelope. `sys` and ids are ours and need no escaping; a test compares with the generic encoder. */
export const leafText = (e: {
  readonly b: string
  readonly id: string
  readonly producer: string
  readonly epoch: string
  readonly counter: number
  readonly sys: string
  readonly ts: string
  readonly type: string
}): string =>
  `{"b":"${e.b}","id":"${e.id}","src":{"e":"${e.epoch}","n":${e.counter},"p":"${e.producer}"},"sys":"${e.sys}","ts":"${e.ts}","type":"${e.type}","v":1}`

let lastMs = -1
let lastText = ''
/** ISO 8601 with ms; cached because a batch shares few distinct milliseconds. */
export function isoTime(ms: number): string {
  if (ms !== lastMs) {
    lastMs = ms
    lastText = new Date(ms).toISOString()
  }
  return lastText
}
