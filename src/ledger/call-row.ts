import type { CallId } from '../lib/ids.ts'
import type { CallIntent, CallVerdict, GuardVerdict } from './contract.ts'
import type { OutcomeFacts } from './bodies.ts'
import { fixed, type Scribe } from './scribe.ts'

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
  /** '' without one; absent in rows of releases that knew none. */
  readonly team?: string
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
  team: i.principal.team ?? '',
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

const R_ID = fixed('[{"id":"')
const R_AT = fixed('","atMs":')
const R_SYS = fixed(',"sys":')
const R_ENVIRONMENT = fixed(',"environment":')
const R_ROUTE = fixed(',"route":')
const R_KEY = fixed(',"key":')
const R_VERSION = fixed(',"version":')
const R_POLICY = fixed(',"policy":')
const R_OPERATION = fixed(',"operation":')
const R_STREAM = fixed(',"stream":')
const R_TEAM = fixed(',"team":')
const R_USER = fixed(',"endUser":')
const R_PROOF = fixed(',"proof":')
const R_BYTES = fixed(',"requestBytes":')
const R_GUARDS = fixed(',"guards":')
const R_FOUND = fixed(',"found":')
const R_HEAD_END = fixed('},')
const COMMA = fixed(',')
const TRUE = fixed('true')
const FALSE = fixed('false')
const END = fixed(']')

/** The row as JSON, written for every call: what JSON.stringify would make of `[head, ...]`. */
export function writeCallRow(
  out: Scribe,
  head: CallHead,
  o: OutcomeFacts,
  responseBytes: number,
  intent: { readonly p: string; readonly e: string; readonly n: number },
  outcome: number,
): void {
  writeHead(out, head)
  out.raw(R_HEAD_END)
  out.int(o.atMs)
  comma(out).known(o.status)
  comma(out).known(o.verdict)
  comma(out).int(o.httpStatus)
  comma(out).known(o.code)
  comma(out).string(o.decidedBy)
  comma(out).known(o.versionId)
  comma(out).int(o.fallbackIndex)
  comma(out).int(o.tokensIn)
  comma(out).int(o.tokensOut)
  comma(out).int(o.costMicroUsd)
  comma(out).int(o.timingsUs['total'] ?? Math.max(0, o.atMs - head.atMs) * 1000)
  comma(out).int(responseBytes)
  comma(out).known(joined(head.guards, guardModes(o.output)))
  comma(out).string(joined(head.found, findings(o.output)))
  comma(out).known(intent.p)
  comma(out).known(intent.e)
  comma(out).int(intent.n)
  comma(out).int(outcome)
  comma(out).raw(o.authorisedTo > 0 ? TRUE : FALSE)
  comma(out).raw(o.authorisedTo <= o.scannedTo ? TRUE : FALSE)
  out.raw(END)
}

function comma(out: Scribe): Scribe {
  out.raw(COMMA)
  return out
}

function writeHead(out: Scribe, h: CallHead): void {
  out.raw(R_ID)
  out.ascii(h.id)
  out.raw(R_AT)
  out.int(h.atMs)
  out.raw(R_SYS)
  out.known(h.sys)
  out.raw(R_ENVIRONMENT)
  out.known(h.environment)
  out.raw(R_ROUTE)
  out.known(h.route)
  out.raw(R_KEY)
  out.known(h.key)
  out.raw(R_VERSION)
  out.known(h.version)
  out.raw(R_POLICY)
  out.known(h.policy)
  out.raw(R_OPERATION)
  out.known(h.operation)
  out.raw(R_STREAM)
  out.raw(h.stream ? TRUE : FALSE)
  if (h.team !== undefined && h.team !== '') {
    out.raw(R_TEAM)
    out.known(h.team)
  }
  out.raw(R_USER)
  out.string(h.endUser)
  out.raw(R_PROOF)
  out.known(h.proof)
  out.raw(R_BYTES)
  out.int(h.requestBytes)
  out.raw(R_GUARDS)
  out.known(h.guards)
  out.raw(R_FOUND)
  out.string(h.found)
}

/** What writeCallRow wrote, trusted: it stood under the frame's checksum. */
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

/** The lists of the last few policies, each with its text. */
const modeLists: { readonly verdicts: readonly GuardVerdict[]; readonly text: string }[] = []
const MODE_LISTS_MAX = 16

const sameModes = (a: readonly GuardVerdict[], b: readonly GuardVerdict[]): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++)
    if (a[i]?.guard !== b[i]?.guard || a[i]?.side !== b[i]?.side || a[i]?.mode !== b[i]?.mode) return false
  return true
}

/** `injection/input:enforce secrets/input:enforce`: which guards ran where and in which mode. Few distinct values, so it can be grouped by. */
export function guardModes(verdicts: readonly GuardVerdict[]): string {
  for (const known of modeLists) if (sameModes(known.verdicts, verdicts)) return known.text
  let text = ''
  for (const v of verdicts) {
    const one = `${v.guard}/${v.side}:${v.mode}`
    if (!text.includes(one)) text = text === '' ? one : `${text} ${one}`
  }
  if (modeLists.length >= MODE_LISTS_MAX) modeLists.length = 0
  modeLists.push({ verdicts: verdicts.map((v) => ({ ...v, found: {} })), text })
  return text
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

let lastJoined = { a: '', b: '', text: '' }
function joined(a: string, b: string): string {
  if (a === '' || a === b) return b
  if (b === '') return a
  if (lastJoined.a !== a || lastJoined.b !== b) lastJoined = { a, b, text: `${a} ${b}` }
  return lastJoined.text
}
