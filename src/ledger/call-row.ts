import type { CallId } from '../lib/ids.ts'
import type { CallIntent, CallVerdict, GuardVerdict } from './contract.ts'
import { known, text, type OutcomeFacts } from './bodies.ts'

/**
 * The search row of one call, as it travels in the spool beside the entries: derived, erasable, rebuildable from entries and payloads.
 * Kept in memory from the intent until the outcome completes it, so that the database sees one insert per call and no update.
 */
export type CallHead = {
  readonly id: CallId
  readonly atMs: number
  readonly sys: string
  readonly environment: string
  readonly route: string
  readonly key: string
  readonly version: string
  readonly policy: string
  readonly operation: string
  readonly stream: boolean
  readonly endUser: string
  readonly proof: string
  readonly requestBytes: number
  readonly guards: string
  readonly found: string
}

export const callHead = (i: CallIntent): CallHead => ({
  id: i.callId,
  atMs: i.atMs,
  sys: i.sys,
  environment: i.environment,
  route: i.routeId,
  key: i.principal.keyId ?? '',
  version: i.versionId,
  policy: i.policyDigest,
  operation: i.operation,
  stream: i.stream,
  endUser: clientText(i.principal.endUser?.name ?? ''),
  proof: i.principal.endUser?.proof ?? '',
  requestBytes: i.request?.length ?? 0,
  guards: guardModes(i.input),
  found: findings(i.input),
})

/** Client strings in search columns and the `client` payload: bounded, and without the NUL that PostgreSQL text refuses. */
export const CLIENT_TEXT_MAX = 512
export const clientText = (said: string): string =>
  (said.length > CLIENT_TEXT_MAX ? said.slice(0, CLIENT_TEXT_MAX) : said).replaceAll('\0', '\uFFFD')

export type CallRow = {
  readonly head: CallHead
  readonly endedMs: number
  readonly status: string
  readonly verdict: CallVerdict
  readonly http: number
  readonly code: string
  readonly decidedBy: string
  readonly version: string
  readonly fallback: number
  readonly tokensIn: number
  readonly tokensOut: number
  readonly cost: number
  readonly durationUs: number
  readonly responseBytes: number
  readonly guards: string
  readonly found: string
  /** The intent's source; differs from the outcome's when recovery closed the call. */
  readonly producer: string
  readonly epoch: string
  readonly intent: number
  readonly outcome: number
  /** Some output reached the client; everything that did had been scanned. */
  readonly released: boolean
  readonly scanned: boolean
}

export function encodeCallRow(
  head: CallHead,
  o: OutcomeFacts,
  responseBytes: number,
  intent: { readonly p: string; readonly e: string; readonly n: number },
  outcome: number,
): string {
  const durationUs = o.timingsUs['total'] ?? Math.max(0, o.atMs - head.atMs) * 1000
  const guards = joined(head.guards, guardModes(o.output))
  const found = joined(head.found, findings(o.output))
  return `[${headJson(head)},${num(o.atMs)},"${o.status}","${o.verdict}",${num(o.httpStatus)},${known(o.code)},${text(o.decidedBy)},${known(o.versionId)},${num(o.fallbackIndex)},${num(o.tokensIn)},${num(o.tokensOut)},${num(o.costMicroUsd)},${num(durationUs)},${num(responseBytes)},${known(guards)},${text(found)},${known(intent.p)},${known(intent.e)},${num(intent.n)},${num(outcome)},${o.authorisedTo > 0},${o.authorisedTo <= o.scannedTo}]`
}

/** As JSON.stringify writes a number. */
const num = (n: number): string => (Number.isFinite(n) ? `${n}` : 'null')

/** JSON.stringify of a head by template: this runs for every call. */
const headJson = (h: CallHead): string =>
  `{"id":"${h.id}","atMs":${num(h.atMs)},"sys":${known(h.sys)},"environment":${known(h.environment)},"route":${known(h.route)},"key":${known(h.key)},"version":${known(h.version)},"policy":${known(h.policy)},"operation":${known(h.operation)},"stream":${h.stream},"endUser":${text(h.endUser)},"proof":${known(h.proof)},"requestBytes":${num(h.requestBytes)},"guards":${known(h.guards)},"found":${text(h.found)}}`

/** What encodeCallRow wrote, trusted: it stood under the frame's checksum. */
export function decodeCallRow(json: string): CallRow {
  const v: unknown = JSON.parse(json)
  if (!Array.isArray(v) || v.length !== 22)
    throw new Error('a call row in the spool has another shape: a newer release wrote it')
  const [
    head,
    endedMs,
    status,
    verdict,
    http,
    code,
    decidedBy,
    version,
    fallback,
    tokensIn,
    tokensOut,
    cost,
    durationUs,
    responseBytes,
    guards,
    found,
    producer,
    epoch,
    intent,
    outcome,
    released,
    scanned,
  ] = v
  return {
    head,
    endedMs,
    status,
    verdict,
    http,
    code,
    decidedBy,
    version,
    fallback,
    tokensIn,
    tokensOut,
    cost,
    durationUs,
    responseBytes,
    guards,
    found,
    producer,
    epoch,
    intent,
    outcome,
    released,
    scanned,
  }
}

/** `injection/input:enforce secrets/input:enforce`: which guards ran where and in which mode. Few distinct values, so it can be grouped by. */
export function guardModes(verdicts: readonly GuardVerdict[]): string {
  let list = ''
  for (const v of verdicts) {
    const one = `${v.guard}/${v.side}:${v.mode}`
    if (!list.includes(one)) list = list === '' ? one : `${list} ${one}`
  }
  return list
}

/** `pii.email=2 injection`: what was found, by guard and finding type, with what was done. */
export function findings(verdicts: readonly GuardVerdict[]): string {
  let all = ''
  for (const v of verdicts) {
    if (v.action === 'none') continue
    const types = Object.keys(v.found)
    const list =
      types.length === 0
        ? `${v.guard}:${v.action}`
        : types.map((t) => `${v.guard}.${t}=${v.found[t] ?? 0}:${v.action}`).join(' ')
    all = all === '' ? list : `${all} ${list}`
  }
  return all
}

const joined = (a: string, b: string): string => (a === '' || a === b ? b : b === '' ? a : `${a} ${b}`)
