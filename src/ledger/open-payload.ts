import type { BlobStore } from '../platform/blobs.ts'
import type { KeyStore } from '../platform/keystore.ts'
import type { Tx } from '../platform/db.ts'
import { wrapName } from './batch-builder.ts'
import { bodyAt, decodeDirectory, decodeWraps, type DirectoryRecord } from './directory.ts'
import { openPayload, unwrapKeys } from './format/seal.ts'
import { batchesOfPieces, wrapsOf, type BatchRow, type FoundEntry } from './read-store.ts'
import { leafId } from './recover.ts'
import { segmentKeyName } from './segment-keys.ts'
import { sourceId } from './ship-store.ts'

/** `opened`: the bytes and the commitment's salt. `erased`: its key is gone. `missing`: the object or key should be there and is not: a finding. */
export type StoredPayload =
  | { readonly state: 'opened'; readonly bytes: Buffer; readonly salt: Buffer; readonly complete: boolean }
  | { readonly state: 'sealed' | 'erased' | 'missing' | 'none' }

export type OpenDeps = { readonly blobs: BlobStore; readonly keys: KeyStore }

/** Stored bytes that do not open under their own key: they were changed, or moved. */
export class PayloadMismatch extends Error {}

/** A wrapped key of 32 zero bytes marks an erased payload among survivors. */
export const ERASED_KEY = Buffer.alloc(32)

type Place = { readonly batch: BatchRow; readonly record: DirectoryRecord }

/**
 * `look` stops before decrypting the payload itself. The payload of an outcome that was streamed lies in pieces; the key came with the first.
 */
export async function openStored(
  deps: OpenDeps,
  tx: Tx,
  entry: FoundEntry,
  name: string,
  mode: 'look' | 'open',
): Promise<StoredPayload> {
  const places = await placesOf(tx, entry, name)
  const first = places.find((place) => place.record.key >= 0)
  if (places.length === 0) return { state: 'none' }
  if (!first) return { state: 'missing' }
  const key = await payloadKey(deps, tx, first.batch, first.record.key)
  if (key === 'erased') return { state: 'erased' }
  if (key === undefined) return { state: 'missing' }
  if (mode === 'look') return { state: 'sealed' }
  const parts: Buffer[] = []
  for (const { batch, record } of places) {
    const bytes =
      batch.object === null
        ? undefined
        : await deps.blobs.get(batch.object, { start: record.offset, end: record.offset + record.length })
    if (bytes?.length !== record.length) return { state: 'missing' }
    parts.push(bytes)
  }
  const opened = openPayload(key, leafId(entry.leaf), name, Buffer.concat(parts), { allowTruncated: true })
  if (!opened.ok)
    throw new PayloadMismatch(
      `payload \`${name}\` of entry ${leafId(entry.leaf)} does not open: ${opened.error.detail}`,
    )
  return {
    state: 'opened',
    bytes: opened.value.payload,
    salt: opened.value.salt,
    complete: opened.value.complete,
  }
}

/** All stored pieces of a payload in order. */
export async function placesOf(tx: Tx, entry: FoundEntry, name: string): Promise<Place[]> {
  const counter = entry.batch.first + entry.position
  const own = recordsOf(entry.batch).filter((r) => r.name === name && !r.streamed && r.owner === counter)
  if (own.length > 0) return own.map((record) => ({ batch: entry.batch, record }))
  const intent = await streamOwner(tx, entry)
  if (!intent) return []
  const pieces = new Map<number, Place>()
  for (const batch of await batchesOfPieces(tx, intent.source, intent.n))
    for (const record of recordsOf(batch))
      // The same piece twice = a delivery repeated after a crash; both are the same bytes.
      if (record.streamed && record.name === name && record.owner === intent.n && !pieces.has(record.piece))
        pieces.set(record.piece, { batch, record })
  return [...pieces.values()].sort((a, b) => a.record.piece - b.record.piece)
}

const recordsOf = (batch: BatchRow): DirectoryRecord[] =>
  batch.directory === null ? [] : decodeDirectory(batch.directory)

/** Streamed pieces are filed under their intent, which an outcome's body names. */
async function streamOwner(tx: Tx, entry: FoundEntry): Promise<{ source: number; n: number } | undefined> {
  const body = bodyAt(entry.batch.bodies, entry.position)
  const json: { intent?: { p: string; e: string; n: number } } = body ? JSON.parse(body.bytes.toString()) : {}
  if (!json.intent) return undefined
  const source = await sourceId(tx, entry.batch.org, json.intent.p, json.intent.e)
  return source === undefined ? undefined : { source, n: json.intent.n }
}

/** Undefined: the segment key is not in the key store. */
export async function payloadKey(
  deps: OpenDeps,
  tx: Tx,
  batch: BatchRow,
  index: number,
): Promise<Buffer | 'erased' | undefined> {
  const wraps = await wrapsOf(tx, batch.id)
  if (!wraps) return undefined
  let first = 0
  for (const group of decodeWraps(wraps)) {
    if (index < first + group.count) {
      const segment = await deps.keys.get(segmentKeyName(batch.org, group.segmentKey))
      if (!segment) return undefined
      const keys = unwrapKeys(segment, wrapName(batch.org, group.segmentKey), group.wrapped)
      const key = keys.ok ? keys.value[index - first] : undefined
      return key?.equals(ERASED_KEY) ? 'erased' : key
    }
    first += group.count
  }
  return undefined
}
