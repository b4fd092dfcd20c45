import type { Clock } from '../platform/clock.ts'
import type { Db, Tx } from '../platform/db.ts'
import type { KeyStore } from '../platform/keystore.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'
import { makeTxEntry } from './append.ts'
import { originOf } from './format/checkpoint.ts'
import { Frontier } from './format/merkle.ts'
import type { JsonObject } from '../lib/json.ts'
import { makeLogKey } from './log-keys.ts'
import {
  advanceSources,
  closeLogRow,
  insertLog,
  insertLogKey,
  insertTxEntry,
  installationId,
  lastLogNumber,
  moveHead,
  openLogOf,
  placeBatches,
  sequencedCounters,
  tryLock,
  waitingBatches,
  waitingOrgs,
  type LogRow,
  type WaitingBatch,
} from './log-store.ts'

export type SequenceDeps = {
  readonly db: Db
  readonly keys: KeyStore
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** Batches of one transaction. Shipped batches hold hundreds of entries, so this bounds memory, not throughput. */
const BATCHES_MAX = 256

export type SequenceResult = {
  readonly entries: number
  readonly more: boolean
  readonly held: number
  readonly duplicates: number
}

/** Thrown when the head moved under us: another sequencer is at work. Nothing was changed. */
export class HeadMoved extends Error {
  constructor(origin: string) {
    super(`the head of log \`${origin}\` moved: another sequencer is at work`)
    this.name = 'HeadMoved'
  }
}

/**
 * One step for one organisation, in one transaction: unsequenced batches get consecutive indices and the head moves by compare-and-swap.
 * Crash before the commit: nothing happened. After: the next step starts from the new head.
 */
export async function sequenceOnce(deps: SequenceDeps, org: string): Promise<SequenceResult> {
  const log = await ensureLog(deps, org)
  return deps.db.tx('system', async (tx) => {
    if (!(await tryLock(tx, `ledger/sequence/${org}`)))
      return { entries: 0, more: false, held: 0, duplicates: 0 }
    const head = await openLogOf(tx, org)
    if (!head || head.id !== log.id) return { entries: 0, more: true, held: 0, duplicates: 0 }
    const waiting = await waitingBatches(tx, org, BATCHES_MAX)
    if (waiting.length === 0) return { entries: 0, more: false, held: 0, duplicates: 0 }
    return place(tx, head, waiting)
  })
}

export async function sequenceAll(deps: SequenceDeps): Promise<number> {
  const orgs = await deps.db.tx('system', waitingOrgs, { readOnly: true })
  let entries = 0
  for (const org of orgs) {
    for (;;) {
      const result = await sequenceOnce(deps, org)
      entries += result.entries
      if (result.held > 0)
        deps.log.error({ org, held: result.held }, 'batches wait for a counter that never came')
      if (result.duplicates > 0)
        deps.log.warn({ org, duplicates: result.duplicates }, 'batches repeat entries that are in the log')
      if (!result.more || result.entries === 0) break
    }
  }
  return entries
}

async function place(tx: Tx, head: LogRow, waiting: readonly WaitingBatch[]): Promise<SequenceResult> {
  const sources = [...new Set(waiting.flatMap((batch) => (batch.source === null ? [] : [batch.source])))]
  const next = await sequencedCounters(tx, sources)
  const frontier = frontierOf(head)
  const placed: { id: string; shippedAt: Date; base: number }[] = []
  let held = 0
  let duplicates = 0
  let entries = 0
  for (const batch of waiting) {
    if (batch.source !== null) {
      const expected = next.get(batch.source)
      if (expected === undefined) throw new Error(`batch ${batch.id} names a source that does not exist`)
      if (batch.first > expected) {
        held += 1
        continue
      }
      if (batch.first < expected) {
        // Lower = duplicate. A batch that straddles cannot happen (the shipper's mark is exact); it would be held for people to see.
        if (batch.first + batch.count > expected) held += 1
        else {
          duplicates += 1
          placed.push({ id: batch.id, shippedAt: batch.shippedAt, base: -1 })
        }
        continue
      }
      next.set(batch.source, expected + batch.count)
    }
    if (batch.hashes.length !== batch.count * 32)
      throw new Error(`batch ${batch.id} has ${batch.hashes.length / 32} hashes for ${batch.count} entries`)
    placed.push({ id: batch.id, shippedAt: batch.shippedAt, base: frontier.size })
    for (let at = 0; at < batch.hashes.length; at += 32) frontier.append(batch.hashes.subarray(at, at + 32))
    entries += batch.count
  }
  if (placed.length > 0) await placeBatches(tx, head.id, placed)
  await advanceSources(tx, next)
  if (entries > 0) {
    const moved = await moveHead(tx, head.id, head, {
      size: frontier.size,
      root: frontier.root(),
      frontier: frontier.serialise(),
    })
    if (!moved) throw new HeadMoved(head.origin)
  }
  return { entries, more: waiting.length === BATCHES_MAX, held, duplicates }
}

/** The stored right edge; its root must be the stored one, else the row was changed by hand. */
export function frontierOf(head: Pick<LogRow, 'frontier' | 'root' | 'size' | 'origin'>): Frontier {
  const frontier = Frontier.parse(head.frontier)
  if (frontier.size !== head.size || !frontier.root().equals(head.root))
    throw new Error(
      `the head of log \`${head.origin}\` does not fit its own frontier: the database was changed outside Sealwright`,
    )
  return frontier
}

/** The open log, made at first need; rolled over when the sequencer's year has changed. */
export async function ensureLog(deps: SequenceDeps, org: string): Promise<LogRow> {
  const log = await deps.db.tx('system', (tx) => openLogOf(tx, org), { readOnly: true })
  if (!log) return openLog(deps, org, { type: 'log.opened' })
  const year = (ms: number): number => new Date(ms).getUTCFullYear()
  // Only forward: a clock that goes back never reopens a year.
  if (year(deps.clock.nowMs()) > year(log.openedMs))
    return openLog(deps, org, { type: 'log.opened', follows: log })
  return log
}

export type LogStart = {
  readonly type: 'log.opened' | 'log.continued'
  /** The open log that this one follows: it gets its last entry, `log.closed`. */
  readonly follows?: LogRow
  /** Further fields of entry 0, e.g. what a restore knew about the old log. */
  readonly why?: JsonObject
}

/**
 * A new log whose entry 0 says what it follows. Its key is in the key store before the row exists; a crash between leaves an unused key.
 * With `log.continued` the old log gets no `log.closed`: after a restore we must not write to it.
 */
export async function openLog(deps: SequenceDeps, org: string, start: LogStart): Promise<LogRow> {
  const { installation, n } = await deps.db.tx(
    'system',
    async (tx) => ({ installation: await installationId(tx), n: await lastLogNumber(tx, org) }),
    { readOnly: true },
  )
  if (!installation)
    throw new Error('the installation has no id yet: run the set-up before anything is recorded')
  const origin = originOf(installation, org, n + 1)
  const { signer, keyName } = await makeLogKey(deps.keys, deps.random, origin)
  return deps.db.tx('system', async (tx) => {
    const at = new Date(deps.clock.nowMs())
    if (!(await tryLock(tx, `ledger/sequence/${org}`))) throw new HeadMoved(origin)
    const current = await openLogOf(tx, org)
    if (current && current.id !== start.follows?.id) return current
    let previous: JsonObject | null = null
    if (current) {
      const last =
        start.type === 'log.opened'
          ? await closeLog(tx, deps, current, origin)
          : { size: current.size, root: current.root }
      previous = { origin: current.origin, root: last.root.toString('base64'), size: last.size }
      await closeLogRow(tx, current.id, at)
    }
    const first = makeTxEntry(deps, {
      type: start.type,
      body: { ...start.why, origin, previous, vkey: signer.vkey },
    })
    const frontier = new Frontier()
    frontier.append(first.hash)
    const id = await insertLog(tx, {
      org,
      origin,
      n: n + 1,
      at,
      size: 1,
      root: frontier.root(),
      frontier: frontier.serialise(),
    })
    await insertLogKey(tx, { id, org }, { vkey: signer.vkey, keyName, at })
    await insertTxEntry(tx, {
      org,
      ...first,
      object: null,
      directory: null,
      wraps: null,
      segmentKey: null,
      placed: { log: id, index: 0 },
    })
    const made = await openLogOf(tx, org)
    if (!made) throw new Error('a log vanished in its own transaction')
    return made
  })
}

async function closeLog(
  tx: Tx,
  deps: SequenceDeps,
  log: LogRow,
  next: string,
): Promise<{ size: number; root: Buffer }> {
  const frontier = frontierOf(log)
  const last = makeTxEntry(deps, { type: 'log.closed', body: { next, size: log.size } })
  await insertTxEntry(tx, {
    org: log.org,
    ...last,
    object: null,
    directory: null,
    wraps: null,
    segmentKey: null,
    placed: { log: log.id, index: log.size },
  })
  frontier.append(last.hash)
  const moved = await moveHead(tx, log.id, log, {
    size: frontier.size,
    root: frontier.root(),
    frontier: frontier.serialise(),
  })
  if (!moved) throw new HeadMoved(log.origin)
  return { size: frontier.size, root: frontier.root() }
}
