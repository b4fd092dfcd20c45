/**
 * What the rest of the product asks of the ledger. Formats are in ledger/format and docs/formats/ledger.md; this file has no I/O.
 * Words: pending (durable at the producer), sequenced (has an index), published (under a signed checkpoint).
 */
import type { CallId, EntryId, Instant, KeyId, OrgId, SystemRef, UserId } from '../lib/ids.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Tx } from '../platform/db.ts'

export type LedgerState = 'pending' | 'sequenced' | 'published'

/** An entry born inside a SQL transaction. `body` holds no personal data beyond ids and no free text from clients; those go in `payloads`. */
export type EntryDraft = {
  /** Dotted, lower case, from the closed list in ledger/entry-types.ts: `registry.approved`, `access.read`, `control.tested`, ... */
  readonly type: string
  readonly sys?: SystemRef | ''
  readonly body: JsonObject
  /** Sealed apart and erasable; the entry's body carries only their commitments. */
  readonly payloads?: readonly {
    readonly name: string
    readonly bytes: Uint8Array
    readonly subject?: string
  }[]
}

export interface Ledger {
  /** State change, event and entry commit together: call this in the same transaction. Returns the entry's id. */
  append(tx: Tx, org: OrgId, entry: EntryDraft): Promise<EntryId>
}

// ---- inference calls: the hot path -------------------------------------------------------------------------------------------------

/** What was asked for, as the records name it. */
export type Operation =
  | 'chat.completions'
  | 'responses'
  | 'messages'
  | 'messages.count_tokens'
  | 'embeddings'
  | 'moderations'
  | 'models.list'
export type Environment = 'trial' | 'development' | 'staging' | 'production'

/** One guard's result on one side of a call, small enough to stand in an entry's body. Spans stay in the sealed payload. */
export type GuardVerdict = {
  /** A closed set: entries write it unescaped. Ids of features/guardrails. */
  readonly guard:
    | 'injection'
    | 'secrets'
    | 'pii'
    | 'leak'
    | 'echo'
    | 'unsafe'
    | 'schema'
    | 'grounded'
    | 'citations'
    | 'code'
    | 'exfiltration'
    | 'external'
  readonly detector: string
  readonly side: 'input' | 'output'
  readonly mode: 'observe' | 'enforce'
  /** What was done: `none` when nothing was found or the rule only allows. */
  readonly action: 'none' | 'flag' | 'mask' | 'tokenise' | 'repair' | 'block'
  /** Score as a decimal string with 3 places, "0.000" to "1.000"; entries carry no floats. */
  readonly score: string
  readonly threshold: string
  /** Finding types and how many, e.g. { email: 2 }. */
  readonly found: Readonly<Record<string, number>>
  readonly scannedChars: number
  readonly tookUs: number
}

/** Who called. The end user's name is a client string: it goes into the sealed `client` payload and the (erasable) search row only. */
export type CallPrincipal = {
  readonly keyId: KeyId | null
  /** The team that a token proved: one of those that its issuer's trust names, so the operator's words. Null with a virtual key. */
  readonly team: string | null
  readonly endUser: { readonly name: string; readonly proof: 'asserted' | 'verified' } | null
}

export type CallIntent = {
  readonly callId: CallId
  readonly org: OrgId
  readonly atMs: number
  readonly operation: Operation
  readonly sys: SystemRef | ''
  readonly environment: Environment
  readonly routeId: string
  readonly principal: CallPrincipal
  /** Model name as the client asked for it: a client string, sealed. */
  readonly requestedModel: string
  /** The version that will be dispatched first. */
  readonly versionId: string
  readonly policyDigest: string
  /** Ids of the access policies (Cedar) that let the call in, in order, with blanks between; '' when none was asked. */
  readonly allowedBy: string
  readonly generation: number
  readonly stream: boolean
  readonly input: readonly GuardVerdict[]
  /** Original request bytes, or undefined in metadata logging mode. */
  readonly request?: Uint8Array
}

export type CallStatus = 'completed' | 'blocked' | 'refused' | 'failed' | 'cut' | 'unknown'
export type CallVerdict =
  'allowed' | 'masked' | 'flagged' | 'blocked' | 'refused' | 'failed' | 'cut' | 'unknown'

export type CallOutcome = {
  readonly callId: CallId
  readonly atMs: number
  readonly status: CallStatus
  readonly verdict: CallVerdict
  readonly httpStatus: number
  /** Policy or error code, e.g. `policy_injection`, `upstream_timeout`; empty when completed. */
  readonly code: string
  /** Short words for lists: `injection 0.97`, `pii: email x2`, `429 requestsPerMinute`. No client text. */
  readonly decidedBy: string
  /** The version really dispatched; empty when none was. */
  readonly versionId: string
  /** What the upstream said it was (model, fingerprint): an outside string, sealed with the response. */
  readonly fallbackIndex: number
  readonly output: readonly GuardVerdict[]
  readonly scannedTo: number
  readonly authorisedTo: number
  readonly tokensIn: number
  readonly tokensOut: number
  /** True when the upstream gave no usage and the counts are from the texts' length. */
  readonly tokensEstimated?: boolean
  readonly costMicroUsd: number
  /**
   * Stage name to microseconds: authenticate, admit, guardIn, intent, earlierAttempts (failed ones and the waits between them),
   * upstreamFirstByte, upstream, guardOut, outcome, total.
   */
  readonly timingsUs: Readonly<Record<string, number>>
  readonly response?: Uint8Array
}

/** Why evidence could not be written; regulated routes answer 503 with this code. */
export class EvidenceUnavailable extends Error {
  constructor(
    readonly code: 'evidence_backlog_full' | 'evidence_write_failed' | 'evidence_closed',
    message: string,
  ) {
    super(message)
    this.name = 'EvidenceUnavailable'
  }
}

/** Hears null once the record is durable, or why it is not. Must not throw. */
export type Settled = (error: Error | null) => void

/**
 * The gateway's recorder over its write-ahead log. Each promise resolves when the record is durable on this disk and rejects with
 * EvidenceUnavailable if it cannot be. Calls may be issued without waiting for each other; a durable outcome implies a durable intent.
 */
export interface CallRecorder {
  intent(intent: CallIntent): Promise<void>
  /** As `intent` and `outcome`, without a promise a record: what every call of the gateway goes through. `settled` hears exactly once, later. */
  intentThen(intent: CallIntent, settled: Settled): void
  outcomeThen(outcome: CallOutcome, settled: Settled): void
  /** Released output of a stream, sealed as it goes; resolves when durable, so that a kill keeps what the client already read. */
  chunk(callId: CallId, bytes: Uint8Array): Promise<void>
  outcome(outcome: CallOutcome): Promise<void>
  /** A refusal before an intent could exist: one intent and one outcome in one durable write. */
  refused(intent: CallIntent, outcome: CallOutcome): Promise<void>
  /** Belongs to no organisation (unknown key): the installation's system log; batched above 50/s. Resolves with the id to show, or 'none'. */
  refusedUnknown(info: {
    readonly callId: CallId
    readonly atMs: number
    readonly code: string
    readonly httpStatus: number
  }): Promise<'recorded' | 'batched'>
  /** False while a call on a regulated route must be refused with 503. Cheap: asked per call. */
  readonly available: boolean
  backlog(): { readonly bytes: number; readonly records: number; readonly oldestMs: number | null }
}

// ---- reading -----------------------------------------------------------------------------------------------------------------------

export type EntryView = {
  readonly id: string
  readonly type: string
  readonly state: LedgerState
  readonly log: string
  readonly index: number | null
  readonly at: string
  readonly envelope: JsonObject
  readonly body: JsonObject | null
  readonly payloads: readonly {
    readonly name: string
    readonly commitment: string
    readonly state: 'sealed' | 'erased' | 'none'
    readonly bytes: number
  }[]
}

/** Everything a stranger needs to check one entry: leaf bytes, index, hashes up to the root, and the signed checkpoint. */
export type InclusionProof = {
  readonly origin: string
  readonly index: number
  readonly size: number
  /** Standard base64 of the leaf bytes and of each 32-byte hash. */
  readonly leaf: string
  readonly hashes: readonly string[]
  readonly checkpoint: string
  readonly vkey: string
}

export type LedgerStatus = {
  readonly origin: string
  readonly size: number
  readonly root: string
  readonly publishedAt: Instant | null
  readonly anchoredAt: Instant | null
  readonly unanchoredSince: Instant | null
  readonly pending: number
  readonly vkey: string
}

export type Actor = { readonly kind: 'user' | 'token' | 'system' | 'key'; readonly id: UserId | string }
