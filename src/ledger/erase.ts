import { hash } from 'node:crypto'
import type { EntryId, OrgId } from '../lib/ids.ts'
import { problem } from '../lib/problem.ts'
import type { BlobStore } from '../platform/blobs.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Tx } from '../platform/db.ts'
import type { KeyStore } from '../platform/keystore.ts'
import { newId, type Random } from '../platform/random.ts'
import { makeTxEntry } from './append.ts'
import { wrapName } from './batch-builder.ts'
import { decodeWraps, encodeWraps } from './directory.ts'
import {
  clearCalls,
  lockSegment,
  recordErasure,
  replacedKeys,
  replaceWraps,
  wrapsUnder,
} from './erase-store.ts'
import { unwrapKeys, wrapKeys } from './format/seal.ts'
import { insertTxEntry } from './log-store.ts'
import { ERASED_KEY, placesOf } from './open-payload.ts'
import { callEntries, findEntry } from './read.ts'
import { wrapsOf, type FoundEntry } from './read-store.ts'
import { uuidBytes } from './records.ts'
import { segmentKeyName, type SegmentKeys } from './segment-keys.ts'

export type EraseDeps = {
  readonly db: Db
  readonly blobs: BlobStore
  readonly keys: KeyStore
  readonly clock: Clock
  readonly random: Random
  /** A place outside the data backup: the erasure journal, re-applied after a restore. */
  readonly outside: BlobStore
  /** Of every process that records here; the key that one is using now must not be the one that is destroyed. */
  readonly segmentKeys?: Pick<SegmentKeys, 'retire'>
  /**
   * Resolves when everything recorded before the call is in the database. Frames in the spool that are wrapped under a key about to die
   * would lose their survivors. LIMIT: one machine records; with replicas elsewhere each must retire its key first.
   */
  readonly settle: () => Promise<void>
}

export type Erasure = {
  readonly org: OrgId
  /** Calls whose request, answer and client payload go; and entries (of `append`) whose payloads go. */
  readonly calls: readonly string[]
  readonly entries?: readonly string[]
  readonly reason: string
  /** The request that it answers, as the organisation names it: a ticket, a letter's date. Our own reference, no personal data. */
  readonly request: string
  /** Id of who decided. */
  readonly by: string
  readonly approval?: string
}

/** Written outside the database before the old keys die: what each dead group of wrapped keys was replaced by. */
type Journal = {
  readonly v: 1
  readonly id: string
  readonly at: string
  readonly org: string
  readonly calls: readonly string[]
  readonly keys: readonly { readonly old: string; readonly fresh: string }[]
  /** SHA-256 of the old wrapped group (hex) to the new one (base64). */
  readonly groups: Readonly<Record<string, string>>
}

const journalName = (org: string, id: string): string => `erasure/${org}/${id}`

/**
 * Makes payloads unreadable in every copy: their keys are left out when the survivors of their segment keys are wrapped anew, then the old
 * segment keys are destroyed. Order, with what is true after a crash at each step:
 * 1. fresh segment keys, synced: unused keys remain. 2. the journal outside the database, synced: `finishErasures` completes it.
 * 3. one transaction: new wraps, cleared search rows, `privacy.erased`. 4. old keys destroyed: only now the act is done.
 * Crash between 3 and 4: `finishErasures` destroys at start. The caller has checked authority, approval and legal holds.
 */
export async function erase(
  deps: EraseDeps,
  erasure: Erasure,
): Promise<{ readonly entry: EntryId; readonly payloads: number; readonly segmentKeys: number }> {
  const targets = await targetsOf(deps, erasure)
  if (targets.size === 0)
    throw problem(
      'erasure_nothing',
      409,
      'none of these calls has a sealed payload in the database: wait until they are shipped, or check the ids',
      { where: 'callIds' },
    )
  const id = newId(deps.clock, deps.random)
  const at = new Date(deps.clock.nowMs())
  const fresh = new Map<string, { id: string; key: Buffer }>()
  for (const old of targets.keys()) await deps.segmentKeys?.retire(erasure.org, old)
  await deps.settle()
  for (const old of targets.keys()) {
    const made = { id: newId(deps.clock, deps.random), key: Buffer.from(deps.random.bytes(32)) }
    await deps.keys.create(segmentKeyName(erasure.org, made.id), made.key)
    fresh.set(old, made)
  }
  const entry = makeTxEntry(deps, {
    type: 'privacy.erased',
    body: {
      approval: erasure.approval ?? '',
      by: erasure.by,
      calls: [...erasure.calls],
      entries: [...(erasure.entries ?? [])],
      reason: erasure.reason,
      request: erasure.request,
    },
  })
  let payloads = 0
  await deps.db.tx('system', async (tx) => {
    const groups: Record<string, string> = {}
    for (const [old, made] of fresh)
      payloads += await rewrap(deps, tx, erasure.org, old, made, targets.get(old) ?? new Set(), groups)
    const journal: Journal = {
      v: 1,
      id,
      at: at.toISOString(),
      org: erasure.org,
      calls: erasure.calls,
      keys: [...fresh].map(([old, made]) => ({ old, fresh: made.id })),
      groups,
    }
    await deps.outside.put(journalName(erasure.org, id), Buffer.from(JSON.stringify(journal)))
    await clearCalls(tx, erasure.org, erasure.calls)
    await insertTxEntry(tx, {
      org: erasure.org,
      ...entry,
      object: null,
      directory: null,
      wraps: null,
      segmentKey: null,
    })
    for (const [old, made] of fresh)
      await recordErasure(tx, {
        id: newId(deps.clock, deps.random),
        org: erasure.org,
        at,
        entry: entry.id,
        oldKey: old,
        newKey: made.id,
      })
  })
  for (const old of fresh.keys()) await deps.keys.destroy(segmentKeyName(erasure.org, old))
  return { entry: entry.id, payloads, segmentKeys: fresh.size }
}

type Targets = Map<string, Set<string>>

/** Segment key to the payload keys (`batch#index`) that must not survive under it. */
async function targetsOf(deps: EraseDeps, erasure: Erasure): Promise<Targets> {
  const found: FoundEntry[] = []
  for (const call of erasure.calls) {
    const entries = await callEntries(deps, erasure.org, call)
    if (!entries.outcome)
      throw problem(
        'erasure_not_shipped',
        409,
        `call \`${call}\` is unknown here, still running or not shipped yet`,
        {
          where: call,
          fix: 'repeat the erasure in a minute',
        },
      )
    found.push(...(entries.intent ? [entries.intent] : []), entries.outcome)
  }
  for (const id of erasure.entries ?? []) {
    const entry = await findEntry(deps, erasure.org, id)
    if (!entry) throw problem('entry_not_found', 404, `no entry \`${id}\` here`, { where: id })
    found.push(entry)
  }
  const targets: Targets = new Map()
  await deps.db.tx(
    { org: erasure.org },
    async (tx) => {
      for (const entry of found)
        for (const name of ['client', 'request', 'response'])
          for (const { batch, record } of await placesOf(tx, entry, name)) {
            if (record.key < 0) continue
            let first = 0
            for (const group of decodeWraps((await wrapsOf(tx, batch.id)) ?? Buffer.alloc(0))) {
              if (record.key >= first && record.key < first + group.count) {
                const set = targets.get(group.segmentKey) ?? new Set<string>()
                targets.set(group.segmentKey, set.add(`${batch.id}#${record.key}`))
              }
              first += group.count
            }
          }
    },
    { readOnly: true },
  )
  return targets
}

/** All groups under `old` go under `made`; the keys in `doomed` become zeros. Returns how many were erased. */
async function rewrap(
  deps: EraseDeps,
  tx: Tx,
  org: OrgId,
  old: string,
  made: { readonly id: string; readonly key: Buffer },
  doomed: ReadonlySet<string>,
  groups: Record<string, string>,
): Promise<number> {
  const segment = await deps.keys.get(segmentKeyName(org, old))
  if (!segment) throw new Error(`segment key ${old} is not in the key store`)
  let erased = 0
  await lockSegment(tx, old)
  for (const row of await wrapsUnder(tx, old)) {
    if (row.org !== org) throw new Error(`segment key ${old} wraps keys of another organisation`)
    let first = 0
    const next = decodeWraps(row.wraps).map((group) => {
      const base = first
      first += group.count
      if (group.segmentKey !== old)
        return { count: group.count, segmentKey: uuidBytes(group.segmentKey), wrapped: group.wrapped }
      const keys = unwrapKeys(segment, wrapName(org, old), group.wrapped)
      if (!keys.ok) throw new Error(keys.error.detail)
      const kept = keys.value.map((key, i) => {
        if (!doomed.has(`${row.batch}#${base + i}`)) return key
        if (!key.equals(ERASED_KEY)) erased += 1
        return ERASED_KEY
      })
      const wrapped = wrapKeys(made.key, wrapName(org, made.id), kept, deps.random.bytes(12))
      groups[hash('sha256', group.wrapped, 'hex')] = wrapped.toString('base64')
      return { count: group.count, segmentKey: uuidBytes(made.id), wrapped }
    })
    await replaceWraps(tx, row.batch, org, encodeWraps(next), { old, fresh: made.id })
  }
  return erased
}

/**
 * Before the server listens: destroys segment keys whose replacement committed, and applies the journal to a database that was restored
 * from before an erasure (its wraps point to dead keys; the survivors' new wraps stand in the journal). Returns what it did.
 * A journal whose transaction never committed is left alone: its old keys live and the database still uses them.
 */
export async function finishErasures(
  deps: Pick<EraseDeps, 'db' | 'keys' | 'outside'>,
): Promise<{ readonly destroyed: number; readonly reapplied: number }> {
  let destroyed = 0
  for (const { org, oldKey } of await deps.db.tx('system', replacedKeys, { readOnly: true })) {
    if ((await deps.keys.get(segmentKeyName(org, oldKey))) === undefined) continue
    await deps.keys.destroy(segmentKeyName(org, oldKey))
    destroyed += 1
  }
  let reapplied = 0
  for (let after: string | undefined; ;) {
    const names = await deps.outside.list('erasure/', {
      limit: 500,
      ...(after === undefined ? {} : { after }),
    })
    for (const name of names) {
      const bytes = await deps.outside.get(name)
      if (bytes && (await reapply(deps, JSON.parse(bytes.toString())))) reapplied += 1
    }
    after = names.at(-1)
    if (names.length < 500) break
  }
  return { destroyed, reapplied }
}

async function reapply(deps: Pick<EraseDeps, 'db' | 'keys' | 'outside'>, journal: Journal): Promise<boolean> {
  let changed = false
  for (const { old, fresh } of journal.keys) {
    if ((await deps.keys.get(segmentKeyName(journal.org, old))) !== undefined) continue
    await deps.db.tx('system', async (tx) => {
      for (const row of await wrapsUnder(tx, old)) {
        const next = decodeWraps(row.wraps).map((group) => {
          const replacement =
            group.segmentKey === old ? journal.groups[hash('sha256', group.wrapped, 'hex')] : undefined
          return replacement === undefined
            ? { count: group.count, segmentKey: uuidBytes(group.segmentKey), wrapped: group.wrapped }
            : {
                count: group.count,
                segmentKey: uuidBytes(fresh),
                wrapped: Buffer.from(replacement, 'base64'),
              }
        })
        await replaceWraps(tx, row.batch, row.org, encodeWraps(next), { old, fresh })
        changed = true
      }
      if (changed) await clearCalls(tx, journal.org, journal.calls)
    })
  }
  return changed
}
