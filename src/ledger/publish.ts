import type { BlobStore } from '../platform/blobs.ts'
import { parseCheckpoint, signCheckpoint } from './format/checkpoint.ts'
import { parseNote, type NoteSigner } from './format/note.ts'
import { loadLogKey } from './log-keys.ts'
import {
  logKeys,
  closedUnsigned,
  openLogOf,
  publishedOf,
  setPublished,
  tryLock,
  type LogRow,
  type Published,
} from './log-store.ts'
import { frontierOf, type SequenceDeps } from './sequence.ts'
import { writeTiles } from './tiles.ts'

export type PublishDeps = SequenceDeps & {
  readonly blobs: BlobStore
  /**
   * A place outside the data backup: what was last signed per origin (`signed/<origin>`). A database that is older than this file
   * was restored: its log must not go on.
   */
  readonly outside: BlobStore
}

/** The log must not be signed further. `restored`: the file knows a larger or another head than the database. */
export class SigningRefused extends Error {
  readonly reason: 'smaller' | 'forked'
  readonly origin: string
  constructor(origin: string, reason: 'smaller' | 'forked', detail: string) {
    super(`log \`${origin}\` is not signed: ${detail}`)
    this.name = 'SigningRefused'
    this.origin = origin
    this.reason = reason
  }
}

const markName = (origin: string): string => `signed/${origin}`

/**
 * Signs the organisation's head if it grew. Order: full tiles, then the file outside, then SQL. Crash after the file: the same size with
 * the same root is signed again, which is allowed. Throws SigningRefused rather than sign two histories.
 */
export async function publishOnce(deps: PublishDeps, org: string): Promise<Published | undefined> {
  // A log that the new year closed comes first: its last entries would stay without a checkpoint for ever.
  for (const closed of await deps.db.tx('system', (tx) => closedUnsigned(tx, org), { readOnly: true }))
    await publishLog(deps, closed)
  const log = await deps.db.tx('system', (tx) => openLogOf(tx, org), { readOnly: true })
  return log && publishLog(deps, log)
}

export async function publishLog(deps: PublishDeps, log: LogRow): Promise<Published | undefined> {
  const before = await deps.db.tx('system', (tx) => publishedOf(tx, log.id), { readOnly: true })
  if (before && before.size === log.size && before.root.equals(log.root)) return before
  refuse(log, before && { size: before.size, root: before.root }, 'the database')
  const marked = await readMark(deps.outside, log.origin)
  refuse(log, marked, 'the record outside the database')
  frontierOf(log) // throws when the stored right edge does not give the stored root: never sign that
  await writeTiles(deps, log, log.size)
  const signers = await signersOf(deps, log)
  const note = signCheckpoint({ origin: log.origin, size: log.size, root: log.root }, signers)
  const at = new Date(deps.clock.nowMs())
  return deps.db.tx('system', async (tx) => {
    if (!(await tryLock(tx, `ledger/publish/${log.origin}`))) return before
    const latest = await publishedOf(tx, log.id)
    if (latest && latest.size >= log.size) return latest
    await deps.outside.put(markName(log.origin), Buffer.from(note))
    const published = { size: log.size, root: log.root, note, at }
    return (await setPublished(tx, log, published)) ? published : before
  })
}

function refuse(
  log: LogRow,
  signed: { readonly size: number; readonly root: Buffer } | undefined,
  where: string,
): void {
  if (!signed) return
  if (log.size < signed.size)
    throw new SigningRefused(
      log.origin,
      'smaller',
      `${where} has a checkpoint of size ${signed.size}, the log has ${log.size}`,
    )
  if (log.size === signed.size && !log.root.equals(signed.root))
    throw new SigningRefused(log.origin, 'forked', `${where} has another root for size ${signed.size}`)
}

export async function readMark(
  outside: BlobStore,
  origin: string,
): Promise<{ size: number; root: Buffer; note: string } | undefined> {
  const bytes = await outside.get(markName(origin))
  if (!bytes) return undefined
  const note = parseNote(bytes.toString())
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : undefined
  if (!checkpoint?.ok)
    throw new Error(
      `the record of the last signed checkpoint of \`${origin}\` is unreadable: it is never rewritten blindly`,
    )
  return { size: checkpoint.value.size, root: Buffer.from(checkpoint.value.root), note: bytes.toString() }
}

/** All keys that are not retired: after a rotation both sign until the old one's retirement. */
async function signersOf(deps: PublishDeps, log: LogRow): Promise<NoteSigner[]> {
  const rows = await deps.db.tx('system', (tx) => logKeys(tx, log.id), { readOnly: true })
  const active = rows.filter((row) => row.retiredSize === null || row.retiredSize > log.size)
  const signers: NoteSigner[] = []
  for (const row of active) signers.push(await cachedKey(deps, log.origin, row.keyName))
  return signers
}

const signerCache = new WeakMap<object, Map<string, NoteSigner>>()

async function cachedKey(deps: PublishDeps, origin: string, keyName: string): Promise<NoteSigner> {
  const cache = signerCache.get(deps.keys) ?? new Map<string, NoteSigner>()
  signerCache.set(deps.keys, cache)
  const known = cache.get(keyName)
  if (known) return known
  const signer = await loadLogKey(deps.keys, origin, keyName)
  cache.set(keyName, signer)
  return signer
}
