import { uuidTimeMs, instant, isUuid, type OrgId } from '../lib/ids.ts'
import type { JsonObject } from '../lib/json.ts'
import type { BlobStore } from '../platform/blobs.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Scope, Tx } from '../platform/db.ts'
import type { KeyStore } from '../platform/keystore.ts'
import { problem } from '../lib/problem.ts'
import type { EntryView, InclusionProof, LedgerState, LedgerStatus } from './contract.ts'
import { bodiesOf, bodyAt, leafAt, leavesOf } from './directory.ts'
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './format/merkle.ts'
import { loadLogKey } from './log-keys.ts'
import { logByOrigin, logKeys, logsOf, publishedOf, type LogRow, type Published } from './log-store.ts'
import { openStored, type StoredPayload } from './open-payload.ts'
import {
  anchorsOf,
  batchesAround,
  batchesOfRange,
  batchOfCounter,
  callPlace,
  originOfLog,
  waitingEntries,
  type BatchRow,
  type FoundEntry,
} from './read-store.ts'
import { leafId, leafType } from './recover.ts'
import { sourceId } from './ship-store.ts'
import { hashesOf, repairTiles } from './tiles.ts'

export type ReadDeps = {
  readonly db: Db
  readonly blobs: BlobStore
  readonly keys: KeyStore
  readonly clock: Clock
}

const scopeOf = (org: OrgId): Scope => ({ org })

/** Entry by its id; an intent's id is its call's id. Undefined: no such entry of this organisation (or still in the spool). */
export async function findEntry(deps: ReadDeps, org: OrgId, id: string): Promise<FoundEntry | undefined> {
  if (!isUuid(id)) return undefined
  return deps.db.tx(scopeOf(org), async (tx) => findEntryIn(tx, org, id), { readOnly: true })
}

async function findEntryIn(tx: Tx, org: OrgId, id: string): Promise<FoundEntry | undefined> {
  for (const batch of await batchesAround(tx, org, uuidTimeMs(id))) {
    let position = 0
    for (const leaf of leavesOf(batch.leaves)) {
      if (leafId(leaf) === id) return found(batch, position)
      position += 1
    }
  }
  // An id drawn earlier than its entry's time (a streamed answer's outcome): the call's row knows where it is only for calls.
  return undefined
}

function found(batch: BatchRow, position: number): FoundEntry {
  const leaf = leafAt(batch.leaves, position)
  if (!leaf) throw new Error(`batch ${batch.id} has no leaf ${position}`)
  return { batch, position, leaf, index: batch.base === null ? null : batch.base + position }
}

/** The two entries of a call. `outcome` is undefined while the call runs or waits in the spool. */
export async function callEntries(
  deps: ReadDeps,
  org: OrgId,
  callId: string,
): Promise<{ readonly intent: FoundEntry | undefined; readonly outcome: FoundEntry | undefined }> {
  return deps.db.tx(scopeOf(org), (tx) => callEntriesIn(tx, org, callId), { readOnly: true })
}

async function callEntriesIn(
  tx: Tx,
  org: OrgId,
  callId: string,
): Promise<{ readonly intent: FoundEntry | undefined; readonly outcome: FoundEntry | undefined }> {
  if (!isUuid(callId)) return { intent: undefined, outcome: undefined }
  const place = await callPlace(tx, org, callId, new Date(uuidTimeMs(callId)))
  if (!place) return { intent: await findEntryIn(tx, org, callId), outcome: undefined }
  const [intent, outcome] = [
    await batchOfCounter(tx, place.intentSource, place.intent),
    await batchOfCounter(tx, place.outcomeSource, place.outcome),
  ]
  return {
    intent: intent && found(intent, place.intent - intent.first),
    outcome: outcome && found(outcome, place.outcome - outcome.first),
  }
}

export type Located = { readonly id: string; readonly origin: string; readonly index: number }

/**
 * Leaf indices of entries and calls (a call gives two lines, its intent first); what is not sequenced is left out. In the caller's transaction:
 * whoever holds one and asks for another waits for a connection that others who do the same hold.
 */
export async function locateIn(tx: Tx, org: OrgId, ids: readonly string[]): Promise<Located[]> {
  const origins = new Map((await logsOf(tx, org)).map((log) => [log.id, log.origin]))
  const out: Located[] = []
  for (const id of ids) {
    const { intent, outcome } = await callEntriesIn(tx, org, id)
    for (const entry of [intent, outcome]) {
      const origin = entry ? origins.get(entry.batch.log ?? -1) : undefined
      if (entry && entry.index !== null && origin !== undefined) out.push({ id, origin, index: entry.index })
    }
  }
  return out
}

/** As the API shows it. `withBody` false: the caller may not see that system's bodies. */
export async function viewEntry(
  deps: ReadDeps,
  org: OrgId,
  entry: FoundEntry,
  withBody: boolean,
): Promise<EntryView> {
  const envelope: JsonObject & { id: string; ts: string } = JSON.parse(entry.leaf.toString())
  const body = bodyAt(entry.batch.bodies, entry.position)
  const json: JsonObject | null = body && withBody ? JSON.parse(body.bytes.toString()) : null
  return deps.db.tx(
    scopeOf(org),
    async (tx) => {
      const log = entry.batch.log
      const published = log === null ? undefined : await publishedOf(tx, log)
      const payloads = []
      for (const ref of payloadRefs(json)) {
        const stored = await openStored(deps, tx, entry, ref.name, 'look')
        payloads.push({
          ...ref,
          state: stored.state === 'erased' ? ('erased' as const) : ('sealed' as const),
        })
      }
      return {
        id: envelope.id,
        type: leafType(entry.leaf),
        state: stateOf(entry.index, published),
        log: log === null ? '' : await originOfLog(tx, log),
        index: entry.index,
        at: envelope.ts,
        envelope,
        body: json,
        payloads,
      }
    },
    { readOnly: true },
  )
}

export const stateOf = (index: number | null, published: Published | undefined): LedgerState =>
  index === null ? 'pending' : published && index < published.size ? 'published' : 'sequenced'

function payloadRefs(body: JsonObject | null): { name: string; commitment: string; bytes: number }[] {
  const list = body?.['payloads']
  if (!Array.isArray(list)) return []
  return list.flatMap((ref: unknown) => {
    if (typeof ref !== 'object' || ref === null) return []
    const { name, commitment, bytes } = ref as Record<string, unknown>
    return typeof name === 'string' && typeof commitment === 'string' && typeof bytes === 'number'
      ? [{ name, commitment, bytes }]
      : []
  })
}

/** Plain bytes of a payload. The caller has decided that this person may, and records the access in the ledger. */
export async function openEntryPayload(
  deps: ReadDeps,
  org: OrgId,
  entry: FoundEntry,
  name: string,
): Promise<StoredPayload> {
  return deps.db.tx(scopeOf(org), (tx) => openStored(deps, tx, entry, name, 'open'), { readOnly: true })
}

// ---- proofs ------------------------------------------------------------------------------------------------------------------------

/** Undefined while the entry is not under a published checkpoint. A proof is verified before it is handed out; a rotted tile is repaired. */
export async function proveEntry(
  deps: ReadDeps,
  org: OrgId,
  entry: FoundEntry,
): Promise<InclusionProof | undefined> {
  if (entry.index === null || entry.batch.log === null) return undefined
  const { index, leaf } = entry
  const { log, published, vkey } = await logAndCheckpoint(deps, org, entry.batch.log)
  if (!published || index >= published.size) return undefined
  const hashes = await inclusionOf(deps, log, index, published.size, leafHash(leaf), published.root)
  return {
    origin: log.origin,
    index,
    size: published.size,
    leaf: leaf.toString('base64'),
    hashes: hashes.map((hash) => hash.toString('base64')),
    checkpoint: published.note,
    vkey,
  }
}

async function logAndCheckpoint(
  deps: ReadDeps,
  org: OrgId,
  id: number,
): Promise<{ log: LogRow; published: Published | undefined; vkey: string }> {
  return deps.db.tx(
    scopeOf(org),
    async (tx) => {
      const log = (await logsOf(tx, org)).find((l) => l.id === id)
      if (!log) throw new Error(`log ${id} is not of this organisation`)
      const keys = await logKeys(tx, id)
      return {
        log,
        published: await publishedOf(tx, id),
        vkey: keys.find((key) => key.retiredSize === null)?.vkey ?? keys.at(-1)?.vkey ?? '',
      }
    },
    { readOnly: true },
  )
}

async function inclusionOf(
  deps: ReadDeps,
  log: LogRow,
  index: number,
  size: number,
  leaf: Buffer,
  root: Buffer,
): Promise<Buffer[]> {
  for (const repaired of [false, true]) {
    const proof = await inclusionProof(hashesOf(deps, log, size), index, size)
    if (verifyInclusion({ leaf, index, size, proof, root }).ok) return proof
    if (!repaired) await repairTiles(deps, log, size)
  }
  throw new Error(
    `entry ${index} of log \`${log.origin}\` does not lead to its signed root, also after its tiles were rebuilt: the database was changed`,
  )
}

/** Hashes of an inclusion proof in any tree size up to the log's head, for exports. */
export async function inclusionHashes(
  deps: ReadDeps,
  org: OrgId,
  origin: string,
  index: number,
  size: number,
): Promise<Buffer[]> {
  const log = await ownLog(deps, org, origin)
  return inclusionProof(hashesOf(deps, log, size), index, size)
}

export async function consistencyHashes(
  deps: ReadDeps,
  org: OrgId,
  origin: string,
  from: number,
  to: number,
): Promise<Buffer[]> {
  const log = await ownLog(deps, org, origin)
  if (!(from >= 0 && from <= to && to <= log.size))
    throw problem(
      'range_invalid',
      400,
      `no consistency proof from ${from} to ${to}: the log has ${log.size} entries`,
      { where: 'from,to' },
    )
  const proof = await consistencyProof(hashesOf(deps, log, to), from, to)
  const published = await deps.db.tx(scopeOf(org), (tx) => publishedOf(tx, log.id), { readOnly: true })
  if (published?.size === to) {
    // Self-check against the signed root where we have one: a rotted tile must not leave the house as a proof.
    const ok = await selfConsistent(deps, log, from, to, proof, published.root)
    if (!ok) {
      await repairTiles(deps, log, to)
      return consistencyProof(hashesOf(deps, log, to), from, to)
    }
  }
  return proof
}

async function selfConsistent(
  deps: ReadDeps,
  log: LogRow,
  from: number,
  to: number,
  proof: Buffer[],
  toRoot: Buffer,
): Promise<boolean> {
  const fromRoot = await rootOf(hashesOf(deps, log, from), from)
  return verifyConsistency({ from, to, fromRoot, toRoot, proof }).ok
}

async function ownLog(deps: ReadDeps, org: OrgId, origin: string): Promise<LogRow> {
  const log = await deps.db.tx(scopeOf(org), (tx) => logByOrigin(tx, origin), { readOnly: true })
  if (!log) throw problem('log_not_found', 404, `no log \`${origin}\` here`, { where: origin })
  return log
}

// ---- ranges for exports ------------------------------------------------------------------------------------------------------------

const RANGE_BATCHES = 16

async function* rangeBatches(
  deps: ReadDeps,
  org: OrgId,
  origin: string,
  from: number,
  to: number,
): AsyncGenerator<BatchRow> {
  const log = await ownLog(deps, org, origin)
  if (to > log.size)
    throw problem('range_invalid', 400, `log \`${origin}\` has ${log.size} entries`, { where: 'to' })
  for (let at = from; at < to;) {
    const start = at
    const batches = await deps.db.tx(
      scopeOf(org),
      (tx) => batchesOfRange(tx, log.id, start, to, RANGE_BATCHES),
      { readOnly: true },
    )
    for (const batch of batches) {
      if (batch.base === null || batch.base > at)
        throw new Error(`log \`${origin}\` has no entry ${at} in the database`)
      yield batch
      at = batch.base + batch.count
    }
    if (at === start) throw new Error(`log \`${origin}\` has no entry ${at} in the database`)
  }
}

/** Entries [from, to) in order. */
export async function* readEntries(
  deps: ReadDeps,
  org: OrgId,
  origin: string,
  from: number,
  to: number,
): AsyncGenerator<FoundEntry> {
  for await (const batch of rangeBatches(deps, org, origin, from, to)) {
    let position = 0
    for (const leaf of leavesOf(batch.leaves)) {
      const index = (batch.base ?? 0) + position
      if (index >= from && index < to) yield { batch, position, leaf, index }
      position += 1
    }
  }
}

/** Entry by producer run and counter. */
export async function findCounter(
  deps: ReadDeps,
  org: OrgId,
  at: { readonly p: string; readonly e: string; readonly n: number },
): Promise<FoundEntry | undefined> {
  return deps.db.tx(
    scopeOf(org),
    async (tx) => {
      const source = await sourceId(tx, org, at.p, at.e)
      const batch = source === undefined ? undefined : await batchOfCounter(tx, source, at.n)
      return batch && found(batch, at.n - batch.first)
    },
    { readOnly: true },
  )
}

/** Leaves [from, to) in order. */
export async function* readLeaves(
  deps: ReadDeps,
  org: OrgId,
  origin: string,
  from: number,
  to: number,
): AsyncGenerator<{ readonly index: number; readonly leaf: Uint8Array }> {
  for await (const batch of rangeBatches(deps, org, origin, from, to)) {
    let index = batch.base ?? 0
    for (const leaf of leavesOf(batch.leaves)) {
      if (index >= from && index < to) yield { index, leaf }
      index += 1
    }
  }
}

export async function* readBodies(
  deps: ReadDeps,
  org: OrgId,
  origin: string,
  from: number,
  to: number,
): AsyncGenerator<{ readonly index: number; readonly salt: Uint8Array; readonly body: Uint8Array }> {
  for await (const batch of rangeBatches(deps, org, origin, from, to)) {
    let index = batch.base ?? 0
    for (const body of bodiesOf(batch.bodies)) {
      if (index >= from && index < to) yield { index, salt: body.salt, body: body.bytes }
      index += 1
    }
  }
}

/** The entry at an index of a log, e.g. to open its payload for a package. */
export async function entryAt(
  deps: ReadDeps,
  org: OrgId,
  origin: string,
  index: number,
): Promise<FoundEntry | undefined> {
  const log = await ownLog(deps, org, origin)
  const [batch] = await deps.db.tx(scopeOf(org), (tx) => batchesOfRange(tx, log.id, index, index + 1, 1), {
    readOnly: true,
  })
  return batch && batch.base !== null && index >= batch.base && index < batch.base + batch.count
    ? found(batch, index - batch.base)
    : undefined
}

// ---- status ------------------------------------------------------------------------------------------------------------------------

/** One line per log, newest first. `pending` counts what is in SQL without an index and what is sequenced but not yet under a checkpoint. */
export async function ledgerStatus(deps: ReadDeps, org: OrgId): Promise<LedgerStatus[]> {
  return deps.db.tx(
    scopeOf(org),
    async (tx) => {
      const waiting = await waitingEntries(tx, org)
      const out: LedgerStatus[] = []
      for (const [i, log] of (await logsOf(tx, org)).entries()) {
        const published = await publishedOf(tx, log.id)
        const anchors = (await anchorsOf(tx, log.id)).filter((anchor) => anchor.outside)
        const newest = anchors[0]
        const keys = await logKeys(tx, log.id)
        out.push({
          origin: log.origin,
          size: published?.size ?? 0,
          root: (published?.root ?? Buffer.alloc(0)).toString('hex'),
          publishedAt: published ? instant(published.at.getTime()) : null,
          anchoredAt: newest ? instant(newest.at.getTime()) : null,
          unanchoredSince:
            newest && newest.size >= (published?.size ?? 0)
              ? null
              : instant(newest?.at.getTime() ?? log.openedMs),
          pending: (i === 0 ? waiting.count : 0) + log.size - (published?.size ?? 0),
          vkey: keys.find((key) => key.retiredSize === null)?.vkey ?? keys.at(-1)?.vkey ?? '',
        })
      }
      return out
    },
    { readOnly: true },
  )
}

/** Signs for the package's manifest with this key of the log. `keyid` = the 8 hex digits of the key id in its vkey. */
export async function signWithLogKey(
  deps: ReadDeps,
  org: OrgId,
  origin: string,
  message: Uint8Array,
  vkey: string,
): Promise<{ readonly keyid: string; readonly signature: Uint8Array }> {
  const log = await ownLog(deps, org, origin)
  const keys = await deps.db.tx(scopeOf(org), (tx) => logKeys(tx, log.id), { readOnly: true })
  const key = keys.find((k) => k.vkey === vkey)
  if (!key) throw new Error(`log \`${origin}\` has no key \`${vkey}\``)
  const signer = await loadLogKey(deps.keys, origin, key.keyName)
  return { keyid: Buffer.from(signer.keyId).toString('hex'), signature: signer.sign(message) }
}
