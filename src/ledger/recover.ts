import type { KeyStore } from '../platform/keystore.ts'
import type { CallHead } from './call-row.ts'
import { headOfIntent } from './call-from-entries.ts'
import { wrapName } from './batch-builder.ts'
import { openPayload, payloadCommitment, unwrapKeys } from './format/seal.ts'
import { decodeOpening, type OpenCall, type OpeningCall, type OwedRun } from './open-calls.ts'
import { isBatch, readBatch, uuidText, type Batch, type PayloadRecord } from './records.ts'
import { isOpening, openingJson, type SlotScan } from './spool.ts'
import { segmentKeyName } from './segment-keys.ts'

/** What a dead process left in its slot: calls without an outcome, and runs that never said goodbye. */
export type Recovered = {
  readonly open: readonly OpenCall[]
  readonly owed: readonly OwedRun[]
  readonly closedCalls: ReadonlySet<string>
}

type FoundStream = {
  outcomeId: string
  segmentKey: string
  wrapped: Buffer
  first: number
  readonly pieces: Map<number, Buffer>
}
type FoundCall = {
  readonly org: string
  readonly p: string
  readonly e: string
  readonly n: number
  readonly id: string
  head: CallHead | IntentBytes
  stream: FoundStream | undefined
}
type IntentBytes = {
  readonly leaf: Buffer
  readonly body: Buffer
  readonly client: Buffer | undefined
  readonly clientKey: number
  readonly keys: Batch['keys']
  readonly segmentKey: string
}

export type RecoverDeps = {
  readonly keys: KeyStore
  /** Sealed pieces of a streamed answer that were shipped before the process died, in order; undefined when they cannot be had. */
  readonly shippedPieces?: (call: {
    readonly org: string
    readonly p: string
    readonly e: string
    readonly n: number
  }) => Promise<Map<number, Buffer> | undefined>
}

/**
 * Reads a slot's frames in order and keeps what is still open at the end. The same frames are shipped afterwards by the ordinary shipper;
 * the outcomes made for open calls go through the ordinary recorder.
 */
export async function recoverSlot(scan: SlotScan, deps: RecoverDeps): Promise<Recovered> {
  const calls = new Map<string, FoundCall>()
  const byCounter = new Map<string, FoundCall>()
  const runs = new Map<string, OwedRun>()
  const closedCalls = new Set<string>()
  let run: { producer: string; epoch: string } | undefined

  for (const segment of scan.segments)
    for (const frame of segment.frames) {
      if (isOpening(frame.body)) {
        const opening = decodeOpening(openingJson(frame.body))
        run = opening
        for (const owed of opening.owed) if (!runs.has(runKey(owed))) runs.set(runKey(owed), owed)
        for (const [org, next] of opening.counters)
          noteRun(runs, org, opening.producer, opening.epoch, next - 1)
        for (const call of opening.open)
          if (!calls.has(call.callId)) remember(calls, byCounter, fromOpening(call))
      } else if (isBatch(frame.body) && run) {
        const batch = readBatch(frame.body)
        const org = uuidText(batch.org)
        noteRun(runs, org, run.producer, run.epoch, batch.firstCounter + batch.entries.length - 1)
        const clients = new Map(batch.payloads.filter((p) => p.name === 'client').map((p) => [p.owner, p]))
        for (const entry of batch.entries) {
          const type = leafType(entry.leaf)
          if (type === 'gateway.intent') {
            const client: PayloadRecord | undefined = clients.get(entry.counter)
            remember(calls, byCounter, {
              org,
              p: run.producer,
              e: run.epoch,
              n: entry.counter,
              id: leafId(entry.leaf),
              stream: undefined,
              head: {
                leaf: entry.leaf,
                body: entry.body,
                client: client?.sealed,
                clientKey: client?.keyIndex ?? -1,
                keys: batch.keys,
                segmentKey: uuidText(batch.segmentKey),
              },
            })
          } else if (type === 'gateway.outcome') {
            const id = field(entry.body, 'call')
            closedCalls.add(id)
            const call = calls.get(id)
            if (call) byCounter.delete(counterKey(call))
            calls.delete(id)
          } else if (type === 'src.close') runs.delete(`${org}/${run.producer}/${run.epoch}`)
          else if (type === 'src.recovered' || type === 'src.lost')
            runs.delete(`${org}/${field(entry.body, 'p')}/${field(entry.body, 'e')}`)
        }
        for (const p of batch.payloads)
          if (p.streamed)
            addPiece(byCounter.get(counterKey({ org, p: run.producer, e: run.epoch, n: p.owner })), p, batch)
      }
    }

  const open: OpenCall[] = []
  for (const call of calls.values()) open.push(await settle(call, deps))
  const owed = [...runs.values()]
    .filter((r) => r.last >= 0)
    .map((r) => ({ ...r, lost: r.lost || scan.damagedAt !== null }))
  return { open, owed, closedCalls }
}

const runKey = (r: { readonly org: string; readonly p: string; readonly e: string }): string =>
  `${r.org}/${r.p}/${r.e}`
const counterKey = (c: {
  readonly org: string
  readonly p: string
  readonly e: string
  readonly n: number
}): string => `${runKey(c)}/${c.n}`

function noteRun(runs: Map<string, OwedRun>, org: string, p: string, e: string, last: number): void {
  const key = `${org}/${p}/${e}`
  const known = runs.get(key)
  if (!known || known.last < last) runs.set(key, { org, p, e, last, lost: false })
}

function remember(calls: Map<string, FoundCall>, byCounter: Map<string, FoundCall>, call: FoundCall): void {
  calls.set(call.id, call)
  byCounter.set(counterKey(call), call)
}

const fromOpening = (call: OpeningCall): FoundCall => ({
  org: call.org,
  p: call.p,
  e: call.e,
  n: call.n,
  id: call.callId,
  head: call.head,
  stream: call.stream && {
    outcomeId: call.stream.outcomeId,
    segmentKey: call.stream.segmentKey,
    wrapped: Buffer.from(call.stream.wrapped, 'base64'),
    first: call.stream.pieces,
    pieces: new Map(),
  },
})

function addPiece(call: FoundCall | undefined, p: PayloadRecord, batch: Batch): void {
  if (!call) return
  const key = p.keyIndex >= 0 ? batch.streamKeys[p.keyIndex] : undefined
  if (key && !call.stream)
    call.stream = {
      outcomeId: uuidText(key.outcomeId),
      segmentKey: uuidText(key.segmentKey),
      wrapped: key.wrapped,
      first: 0,
      pieces: new Map(),
    }
  call.stream?.pieces.set(p.piece, p.sealed)
}

async function settle(call: FoundCall, deps: RecoverDeps): Promise<OpenCall> {
  const head =
    'leaf' in call.head
      ? headOfIntent(call.head.leaf, call.head.body, await openClient(call, call.head, deps))
      : call.head
  const base = { org: call.org, callId: call.id, p: call.p, e: call.e, n: call.n, head }
  if (!call.stream) return { ...base, stream: undefined }
  const { stream } = call
  const pieces = new Map(stream.pieces)
  if (stream.first > 0 && !pieces.has(0))
    for (const [i, sealed] of (await deps.shippedPieces?.(call)) ?? []) pieces.set(i, sealed)
  const opened = await openPieces(call, stream, pieces, deps)
  return {
    ...base,
    stream: {
      outcomeId: stream.outcomeId,
      segmentKey: stream.segmentKey,
      wrapped: stream.wrapped,
      pieces: pieces.size,
      bytes: opened?.bytes ?? 0,
      keySent: true,
      done: { name: 'response', bytes: opened?.bytes ?? 0, commitment: opened?.commitment ?? '' },
      live: undefined,
    },
  }
}

async function openPieces(
  call: FoundCall,
  stream: FoundStream,
  pieces: Map<number, Buffer>,
  deps: RecoverDeps,
): Promise<{ bytes: number; commitment: string } | undefined> {
  const segment = await deps.keys.get(segmentKeyName(call.org, stream.segmentKey))
  if (!segment) return undefined
  const keys = unwrapKeys(segment, wrapName(call.org, stream.segmentKey), stream.wrapped)
  const key = keys.ok ? keys.value[0] : undefined
  if (!key) return undefined
  const sealed = Buffer.concat([...pieces].sort(([a], [b]) => a - b).map(([, bytes]) => bytes))
  const opened = openPayload(key, stream.outcomeId, 'response', sealed, { allowTruncated: true })
  if (!opened.ok) return undefined
  return {
    bytes: opened.value.payload.length,
    commitment: payloadCommitment({ salt: opened.value.salt, bytes: opened.value.payload }),
  }
}

async function openClient(
  call: FoundCall,
  intent: IntentBytes,
  deps: RecoverDeps,
): Promise<Buffer | undefined> {
  if (!intent.client || !intent.keys) return undefined
  const segment = await deps.keys.get(segmentKeyName(call.org, intent.segmentKey))
  const keys = segment && unwrapKeys(segment, wrapName(call.org, intent.segmentKey), intent.keys.wrapped)
  const key = keys?.ok ? keys.value[intent.clientKey] : undefined
  const opened = key && openPayload(key, call.id, 'client', intent.client)
  return opened?.ok ? opened.value.payload : undefined
}

/** INVARIANT: leaves are templates; `"type":"` and `"id":"` occur once each. */
export const leafType = (leaf: Buffer): string => between(leaf, '"type":"')
export const leafId = (leaf: Buffer): string => between(leaf, '"id":"')

function between(bytes: Buffer, mark: string): string {
  const from = bytes.indexOf(mark, 0, 'latin1') + mark.length
  return bytes.toString('latin1', from, bytes.indexOf(0x22, from))
}

function field(body: Buffer, name: string): string {
  const value: unknown = JSON.parse(body.toString())
  const found: unknown =
    typeof value === 'object' && value !== null
      ? Object.entries(value).find(([key]) => key === name)?.[1]
      : undefined
  return typeof found === 'string' ? found : ''
}
