import type { EntryId, OrgId } from '../lib/ids.ts'
import type { JsonObject } from '../lib/json.ts'
import type { BlobStore } from '../platform/blobs.ts'
import type { Clock } from '../platform/clock.ts'
import type { Tx } from '../platform/db.ts'
import { newId, type Random } from '../platform/random.ts'
import { wrapName } from './batch-builder.ts'
import type { EntryDraft, Ledger } from './contract.ts'
import { encodeDirectory, encodeWraps, type DirectoryRecord } from './directory.ts'
import { isEntryType } from './entry-types.ts'
import { bodyBytes, bodyCommitment } from './format/body.ts'
import { encodeEnvelope } from './format/envelope.ts'
import { leafHash } from './format/merkle.ts'
import { sealPayload, wrapKeys } from './format/seal.ts'
import { insertTxEntry } from './log-store.ts'
import { payloadNames, uuidBytes } from './records.ts'
import type { SegmentKeys } from './segment-keys.ts'

export type AppendDeps = {
  readonly clock: Clock
  readonly random: Random
  readonly keys: SegmentKeys
  readonly blobs: BlobStore
}

/** The three column values of one entry, with its id and hash. Pure but for clock and randomness. */
export function makeTxEntry(
  deps: Pick<AppendDeps, 'clock' | 'random'>,
  draft: { readonly type: string; readonly sys?: string; readonly body: JsonObject },
  id: string = newId(deps.clock, deps.random),
): {
  readonly id: EntryId
  readonly at: Date
  readonly hash: Buffer
  readonly leaf: Buffer
  readonly body: Buffer
} {
  if (!isEntryType(draft.type))
    throw new Error(
      `entry type \`${draft.type}\` is not in ledger/entry-types.ts: add it there with its meaning`,
    )
  const at = new Date(deps.clock.nowMs())
  const bytes = bodyBytes(draft.body)
  const salt = deps.random.bytes(32)
  const leaf = Buffer.from(
    encodeEnvelope({
      v: 1,
      id,
      type: draft.type,
      src: { tx: true },
      ts: at.toISOString(),
      sys: draft.sys ?? '',
      b: bodyCommitment({ salt, bytes }),
    }),
  )
  const leafColumn = Buffer.alloc(2 + leaf.length)
  leafColumn.writeUInt16BE(leaf.length, 0)
  leaf.copy(leafColumn, 2)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length, 0)
  return {
    id: id as EntryId,
    at,
    hash: leafHash(leaf),
    leaf: leafColumn,
    body: Buffer.concat([length, salt, bytes]),
  }
}

/**
 * Control-plane entries: part of the transaction of the change they tell about. Committed = pending; the sequencer gives the index.
 * Payloads are sealed into a blob before the row is written; a rollback leaves an orphan that nobody can open (its key was never stored).
 */
export function createLedger(deps: AppendDeps): Ledger {
  return {
    async append(tx: Tx, org: OrgId, draft: EntryDraft): Promise<EntryId> {
      if (!draft.payloads || draft.payloads.length === 0) {
        const entry = makeTxEntry(deps, draft)
        await insertTxEntry(tx, {
          org,
          ...entry,
          object: null,
          directory: null,
          wraps: null,
          segmentKey: null,
        })
        return entry.id
      }
      const id = newId(deps.clock, deps.random)
      const segment = deps.keys.ready(org) ?? (await deps.keys.prepare(org))
      const keys: Buffer[] = []
      const sealed: Buffer[] = []
      const directory: DirectoryRecord[] = []
      const refs: JsonObject[] = []
      let offset = 0
      for (const payload of draft.payloads) {
        const name = payloadNames.find((known) => known === payload.name)
        if (!name)
          throw new Error(`a payload is called one of ${payloadNames.join(', ')}, not \`${payload.name}\``)
        const key = Buffer.from(deps.random.bytes(32))
        const made = sealPayload(key, id, name, payload.bytes)
        refs.push({ bytes: payload.bytes.length, commitment: made.commitment, name })
        directory.push({
          name,
          streamed: false,
          last: true,
          owner: 0,
          piece: 0,
          offset,
          length: made.sealed.length,
          plainLength: payload.bytes.length,
          key: keys.length,
        })
        keys.push(key)
        sealed.push(made.sealed)
        offset += made.sealed.length
      }
      const entry = makeTxEntry(deps, { ...draft, body: { ...draft.body, payloads: refs } }, id)
      const object = `payload/${org}/tx/${id}`
      await deps.blobs.put(object, Buffer.concat(sealed))
      deps.keys.used(org, offset)
      const wrapped = wrapKeys(segment.key, wrapName(org, segment.id), keys, deps.random.bytes(12))
      await insertTxEntry(tx, {
        org,
        ...entry,
        object,
        directory: encodeDirectory(directory),
        wraps: encodeWraps([{ count: keys.length, segmentKey: uuidBytes(segment.id), wrapped }]),
        segmentKey: segment.id,
      })
      return entry.id
    },
  }
}
