import { canonicalize } from '../lib/canonical.ts'
import type { Clock } from '../platform/clock.ts'
import { newId, type Random } from '../platform/random.ts'
import { isoTime, writeIntentBody, writeOutcomeBody, type OutcomeFacts, type PayloadRef } from './bodies.ts'
import type { CallId } from '../lib/ids.ts'
import { callHead, clientText, writeCallRow, type CallHead } from './call-row.ts'
import type { CallIntent, CallOutcome, Settled } from './contract.ts'
import {
  CHUNK_BYTES_MAX,
  PayloadDigest,
  PayloadSealer,
  payloadCommitment,
  payloadInfo,
  payloadSecrets,
  PAYLOAD_KEY_BYTES,
  wrapKeyBytes,
  wrapKeys,
} from './format/seal.ts'
import { encodeOpening, type OpenCall, type OpenStream, type OwedRun } from './open-calls.ts'
import { BatchWriter, uuidBytes, type PayloadName } from './records.ts'
import type { SegmentKey, SegmentKeys } from './segment-keys.ts'

/** Most bytes of one payload that are kept; the rest is only counted and hashed (LEDGER.md). */
export const CAPTURE_BYTES_MAX = 10 * 1024 * 1024

export type Work = { readonly org: string; readonly room: number } & (
  | { readonly kind: 'intent'; readonly intent: CallIntent }
  | { readonly kind: 'outcome'; readonly outcome: CallOutcome }
  | { readonly kind: 'chunk'; readonly callId: string; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly intent: CallIntent; readonly outcome: CallOutcome }
  | { readonly kind: 'abandon'; readonly call: OpenCall; readonly code: string; readonly atMs: number }
  | {
      readonly kind: 'entry'
      readonly type: string
      readonly id: string
      readonly atMs: number
      readonly body: object
    }
  | { readonly kind: 'mark'; readonly tell: (counter: number) => void }
  | { readonly kind: 'close' }
  | { readonly kind: 'barrier' }
)
/** Work and who hears of its end. */
export type Item = Work & { readonly settled: Settled }

export const needsKey = (kind: Work['kind']): boolean =>
  kind !== 'entry' && kind !== 'mark' && kind !== 'close' && kind !== 'barrier'

/** The name under which a group of payload keys is wrapped: moving a group to another organisation or segment key does not open. */
export const wrapName = (org: string, segmentKey: string): string => `${org}/${segmentKey}`

export type Built = {
  readonly length: number
  readonly entries: number
  /** The write failed: as if nothing of it had been built. */
  readonly undo: () => void
  /** The write is durable: what only `undo` would need is let go. */
  readonly keep: () => void
}

type Frame = {
  readonly org: string
  readonly writer: BatchWriter
  readonly segment: SegmentKey | undefined
  /** Payload keys so far, one behind the other in the builder's `keyBytes`. */
  keys: number
  streamKeys: number
  n: number
}

const NO_KEY = Buffer.alloc(16)

/** Turns queued work into frames. Owns the counters and the open calls; `undo` takes a batch back that did not reach the disk. */
export class BatchBuilder {
  readonly open = new Map<string, OpenCall>()
  /** Next counter of this run by organisation. */
  readonly counters = new Map<string, number>()
  /** Runs that ended without `src.close` and are still owed their `src.recovered` or `src.lost`. */
  readonly owed: OwedRun[] = []
  private undos: (() => void)[] = []
  private keyBytes = Buffer.alloc(256 * PAYLOAD_KEY_BYTES)
  /** Calls whose intent, and whose outcome, stands in the batch that is being built. */
  private begun: string[] = []
  private ended: OpenCall[] = []
  readonly source: { readonly producer: string; readonly epoch: string }
  private readonly keys: SegmentKeys
  private readonly clock: Clock
  private readonly random: Random

  constructor(
    source: { readonly producer: string; readonly epoch: string },
    keys: SegmentKeys,
    clock: Clock,
    random: Random,
  ) {
    this.source = source
    this.keys = keys
    this.clock = clock
    this.random = random
  }

  /** Payload of the opening frame of a new segment, as things stand between two writes. */
  opening(): Buffer {
    return encodeOpening(this.source, this.counters, this.open.values(), this.owed)
  }

  build(items: readonly Item[], buffer: Buffer, write: number): Built {
    this.undos = []
    const begun: string[] = (this.begun = [])
    const ended: OpenCall[] = (this.ended = [])
    const undos = this.undos
    const undo = (): void => {
      for (const call of ended) this.open.set(call.callId, call)
      for (const step of undos.toReversed()) step()
      for (const callId of begun) this.open.delete(callId)
    }
    let at = 0
    let entries = 0
    try {
      for (const [org, mine] of byOrg(items)) {
        const first = this.counters.get(org) ?? 0
        const segment = anyNeedsKey(mine) ? this.keys.ready(org) : undefined
        const frame: Frame = {
          org,
          segment,
          writer: new BatchWriter(
            buffer,
            at,
            uuidBytes(org),
            segment ? uuidBytes(segment.id) : NO_KEY,
            first,
          ),
          keys: 0,
          streamKeys: 0,
          n: first,
        }
        for (const item of mine) this.item(frame, item)
        if (segment && frame.keys > 0)
          frame.writer.keys(
            frame.keys,
            wrapKeyBytes(
              segment.key,
              wrapName(org, segment.id),
              this.keyBytes.subarray(0, frame.keys * PAYLOAD_KEY_BYTES),
              this.random.bytes(12),
            ),
          )
        const end = frame.writer.finish(write)
        this.keys.used(org, end - at)
        at = end
        entries += frame.n - first
        this.counters.set(org, frame.n)
        this.undos.push(() => (first === 0 ? this.counters.delete(org) : this.counters.set(org, first)))
      }
    } catch (error) {
      undo()
      throw error
    }
    return {
      length: at,
      entries,
      undo,
      keep() {
        for (const call of ended) {
          call.head = NO_HEAD
          call.stream = undefined
        }
      },
    }
  }

  private item(frame: Frame, item: Item): void {
    switch (item.kind) {
      case 'intent':
        this.intent(frame, item.intent)
        return
      case 'outcome':
        this.outcome(frame, item.outcome, item.outcome.response)
        return
      case 'chunk':
        this.chunk(frame, this.callOf(item.callId), item.bytes)
        return
      case 'refused':
        this.intent(frame, item.intent)
        this.outcome(frame, item.outcome, item.outcome.response)
        return
      case 'abandon':
        if (!this.open.has(item.call.callId)) return
        this.outcome(frame, unknownOutcome(item.call, item.code, item.atMs), undefined)
        return
      case 'entry':
        this.entry(frame, item.type, item.id, item.atMs, '', canonicalize(item.body))
        return
      case 'mark':
        item.tell(frame.n)
        this.entry(frame, 'src.mark', this.newId(), this.clock.nowMs(), '', `{"n":${frame.n}}`)
        return
      case 'barrier':
        return
      case 'close':
        this.entry(frame, 'src.close', this.newId(), this.clock.nowMs(), '', `{"last":${frame.n - 1}}`)
        return
    }
  }

  private intent(frame: Frame, intent: CallIntent): void {
    const n = frame.n
    const payloads: PayloadRef[] = []
    // what the sealed request does not say itself: who the end user is; without the request's bytes also the model that was asked for
    const { endUser } = intent.principal
    if (endUser !== null || !intent.request) {
      const client = Buffer.from(
        JSON.stringify({
          endUser: endUser ? { name: clientText(endUser.name), proof: endUser.proof } : null,
          requestedModel: clientText(intent.requestedModel),
        }),
      )
      payloads.push(this.payload(frame, 'client', intent.callId, client))
    }
    if (intent.request) payloads.push(this.payload(frame, 'request', intent.callId, intent.request))
    this.begin(frame, 'gateway.intent', intent.callId, intent.atMs, intent.sys)
    writeIntentBody(frame.writer, intent, payloads)
    this.endEntry(frame)
    this.open.set(intent.callId, {
      org: intent.org,
      callId: intent.callId,
      p: this.source.producer,
      e: this.source.epoch,
      n,
      head: callHead(intent),
      stream: undefined,
    })
    this.begun.push(intent.callId)
  }

  private outcome(frame: Frame, outcome: OutcomeFacts, response: Uint8Array | undefined): void {
    const call = this.callOf(outcome.callId)
    const outcomeId = call.stream?.outcomeId ?? this.newId(outcome.atMs)
    const payloads: PayloadRef[] = []
    if (call.stream) payloads.push(this.endStream(frame, call, call.stream))
    else if (response) payloads.push(this.payload(frame, 'response', outcomeId, response))
    const n = frame.n
    const responseBytes = payloads[0]?.bytes ?? 0
    const { writer } = frame
    this.begin(frame, 'gateway.outcome', outcomeId, outcome.atMs, call.head.sys)
    writeOutcomeBody(writer, outcome, call, payloads)
    this.endEntry(frame)
    const row = writer.beginCall()
    writeCallRow(writer, call.head, outcome, responseBytes, call, n)
    writer.endCall(row)
    this.open.delete(call.callId)
    this.ended.push(call)
  }

  private chunk(frame: Frame, call: OpenCall, bytes: Uint8Array): void {
    const stream = call.stream ?? this.beginStream(frame, call)
    const live = stream.live
    if (!live) throw new Error(`call \`${call.callId}\` belongs to an earlier run: its output cannot go on`)
    const take = Math.min(bytes.length, CAPTURE_BYTES_MAX - live.captured)
    for (let at = 0; at < take; at += CHUNK_BYTES_MAX) {
      const piece = bytes.subarray(at, Math.min(take, at + CHUNK_BYTES_MAX))
      live.part.update(piece)
      live.unsent.push(live.sealer.seal(piece, false))
      live.captured += piece.length
    }
    live.whole.update(bytes)
    stream.bytes += bytes.length
    this.sendPieces(frame, call, stream, false)
  }

  private beginStream(frame: Frame, call: OpenCall): OpenStream {
    const { segment } = frame
    if (!segment) throw new Error('a payload without a segment key')
    const key = this.random.bytes(32)
    const outcomeId = this.newId()
    const sealer = new PayloadSealer(key, outcomeId, 'response')
    const stream: OpenStream = {
      outcomeId,
      segmentKey: segment.id,
      wrapped: wrapKeys(segment.key, wrapName(frame.org, segment.id), [key], this.random.bytes(12)),
      pieces: 0,
      bytes: 0,
      keySent: false,
      done: undefined,
      live: {
        sealer,
        part: new PayloadDigest(sealer.salt),
        whole: new PayloadDigest(sealer.salt),
        captured: 0,
        unsent: [],
      },
    }
    call.stream = stream
    return stream
  }

  /** Writes what is sealed and not yet on disk. A failed write puts it back: the sealer's counter never goes back. */
  private sendPieces(frame: Frame, call: OpenCall, stream: OpenStream, last: boolean): void {
    const live = stream.live
    if (!live || live.unsent.length === 0) return
    const sealed = live.unsent
    const first = stream.pieces
    const withKey = !stream.keySent
    if (withKey) {
      frame.writer.streamKey(stream.wrapped, uuidBytes(stream.segmentKey), uuidBytes(stream.outcomeId))
      frame.streamKeys += 1
    }
    frame.writer.payload({
      name: 'response',
      last,
      streamed: true,
      owner: call.n,
      piece: first,
      plainLength: sealed.reduce((sum, part) => sum + part.length - 20, 0),
      keyIndex: withKey ? frame.streamKeys - 1 : -1,
      sealed,
    })
    live.unsent = []
    stream.pieces += sealed.length
    stream.keySent = true
    this.undos.push(() => {
      live.unsent = [...sealed, ...live.unsent]
      stream.pieces = first
      stream.keySent = !withKey
    })
  }

  private endStream(frame: Frame, call: OpenCall, stream: OpenStream): PayloadRef {
    const live = stream.live
    if (live && !stream.done) {
      live.unsent.push(live.sealer.seal(NOTHING, true))
      const commitment = live.part.commitment()
      stream.done = {
        name: 'response',
        bytes: live.captured,
        commitment,
        ...(stream.bytes > live.captured
          ? { full: { bytes: stream.bytes, commitment: live.whole.commitment() } }
          : {}),
      }
    }
    this.sendPieces(frame, call, stream, true)
    return stream.done ?? { name: 'response', bytes: stream.bytes, commitment: '' }
  }

  private payload(frame: Frame, name: PayloadName, leafId: string, bytes: Uint8Array): PayloadRef {
    const index = frame.keys
    const keyAt = index * PAYLOAD_KEY_BYTES
    if (keyAt + PAYLOAD_KEY_BYTES > this.keyBytes.length) {
      const larger = Buffer.alloc(this.keyBytes.length * 2)
      this.keyBytes.copy(larger)
      this.keyBytes = larger
    }
    this.random.into(this.keyBytes, keyAt, PAYLOAD_KEY_BYTES)
    frame.keys += 1
    const captured = bytes.length > CAPTURE_BYTES_MAX ? bytes.subarray(0, CAPTURE_BYTES_MAX) : bytes
    const commitment = frame.writer.whole(name, frame.n, index, this.keyBytes, leafId, captured)
    if (captured === bytes) return { name, bytes: bytes.length, commitment }
    const key = this.keyBytes.subarray(keyAt, keyAt + PAYLOAD_KEY_BYTES)
    const { salt } = payloadSecrets(key, payloadInfo(leafId, name))
    return {
      name,
      bytes: captured.length,
      commitment,
      full: { bytes: bytes.length, commitment: payloadCommitment({ salt, bytes }) },
    }
  }

  private entry(frame: Frame, type: string, id: string, atMs: number, sys: string, body: string): void {
    this.begin(frame, type, id, atMs, sys)
    frame.writer.text(body)
    this.endEntry(frame)
  }

  private begin(frame: Frame, type: string, id: string, atMs: number, sys: string): void {
    const { producer, epoch } = this.source
    frame.writer.beginEntry(
      { id, producer, epoch, counter: frame.n, sys, ts: isoTime(atMs), type },
      this.random,
    )
  }

  private endEntry(frame: Frame): void {
    frame.writer.endEntry()
    frame.n += 1
  }

  private callOf(callId: string): OpenCall {
    const call = this.open.get(callId)
    if (!call) throw new Error(`call \`${callId}\` has no intent on record`)
    return call
  }

  private newId(atMs = this.clock.nowMs()): string {
    return newId({ nowMs: () => atMs, monotonicUs: () => 0 }, this.random)
  }
}

const NOTHING = Buffer.alloc(0)
/** What an ended call keeps: outgrown tables of `open` hold ended calls until the next full collection, and heads are most of them. */
const NO_HEAD: CallHead = {
  id: '' as CallId,
  atMs: 0,
  sys: '',
  environment: '',
  route: '',
  key: '',
  version: '',
  policy: '',
  operation: '',
  stream: false,
  endUser: '',
  proof: '',
  requestBytes: 0,
  guards: '',
  found: '',
}

function anyNeedsKey(items: readonly Item[]): boolean {
  for (const item of items) if (needsKey(item.kind)) return true
  return false
}

function byOrg(items: readonly Item[]): Iterable<readonly [string, readonly Item[]]> {
  const first = items[0]?.org
  if (first !== undefined && items.every((item) => item.org === first)) return [[first, items]]
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(item.org)
    if (group) group.push(item)
    else groups.set(item.org, [item])
  }
  return groups
}

const unknownOutcome = (call: OpenCall, code: string, atMs: number): OutcomeFacts => ({
  callId: call.head.id,
  atMs,
  status: 'unknown',
  verdict: 'unknown',
  httpStatus: 0,
  code,
  decidedBy: code,
  versionId: call.head.version,
  fallbackIndex: 0,
  output: [],
  scannedTo: 0,
  authorisedTo: call.stream?.bytes ?? 0,
  tokensIn: 0,
  tokensOut: 0,
  costMicroUsd: 0,
  timingsUs: {},
})
