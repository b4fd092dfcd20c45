import type { CallHead } from './call-row.ts'
import type { PayloadRef } from './bodies.ts'
import type { PayloadDigest, PayloadSealer } from './format/seal.ts'

/** A call whose intent is on record and whose outcome is not. `p`, `e`, `n` address the intent; they differ from the present run's after recovery. */
export type OpenCall = {
  readonly org: string
  readonly callId: string
  readonly p: string
  readonly e: string
  readonly n: number
  /** Let go once the outcome is durable. */
  head: CallHead
  stream: OpenStream | undefined
}

/** Released output so far. `live` is missing after recovery: a lost counter must never seal again under the same key. */
export type OpenStream = {
  readonly outcomeId: string
  readonly segmentKey: string
  /** The payload key alone, wrapped under the segment key. */
  readonly wrapped: Buffer
  /** Pieces on disk and plain bytes released so far. */
  pieces: number
  bytes: number
  keySent: boolean
  /** What the outcome's body says of it; set when the stream ends, or by recovery (commitment '' when pieces are missing). */
  done: PayloadRef | undefined
  readonly live:
    | {
        readonly sealer: PayloadSealer
        /** Commitment over the captured part and over everything. */
        readonly part: PayloadDigest
        readonly whole: PayloadDigest
        captured: number
        /** Sealed pieces that no write has carried yet. */
        unsent: Buffer[]
      }
    | undefined
}

/** The opening frame of a segment: whoever has only the newest segments still knows every open call and counter. */
export type Opening = {
  readonly v: 1
  readonly producer: string
  readonly epoch: string
  readonly counters: readonly (readonly [org: string, next: number])[]
  readonly open: readonly OpeningCall[]
  readonly owed: readonly OwedRun[]
}
/** A dead run in one organisation's log. `last`: counter of its last entry. `lost`: acknowledged entries behind `last` are unreadable. */
export type OwedRun = {
  readonly org: string
  readonly p: string
  readonly e: string
  readonly last: number
  readonly lost: boolean
}
export type OpeningCall = Omit<OpenCall, 'stream'> & {
  readonly stream?: {
    readonly outcomeId: string
    readonly segmentKey: string
    readonly wrapped: string
    readonly pieces: number
  }
}

export function encodeOpening(
  source: { readonly producer: string; readonly epoch: string },
  counters: ReadonlyMap<string, number>,
  open: Iterable<OpenCall>,
  owed: readonly OwedRun[],
): Buffer {
  const opening: Opening = {
    v: 1,
    producer: source.producer,
    epoch: source.epoch,
    counters: [...counters],
    open: [...open].map(({ stream, ...call }) =>
      stream
        ? {
            ...call,
            stream: {
              outcomeId: stream.outcomeId,
              segmentKey: stream.segmentKey,
              wrapped: stream.wrapped.toString('base64'),
              pieces: stream.pieces,
            },
          }
        : call,
    ),
    owed,
  }
  return Buffer.from(JSON.stringify(opening))
}

/** Trusted shape: it stood under the frame's checksum. */
export function decodeOpening(json: Buffer): Opening {
  const value: unknown = JSON.parse(json.toString())
  if (typeof value !== 'object' || value === null || !('v' in value) || value.v !== 1)
    throw new Error('the spool was written by a newer release: start that one')
  return value as Opening
}
