import type { OrgId } from '../lib/ids.ts'
import { problem, type ProblemError } from '../lib/problem.ts'
import type { Tx } from '../platform/db.ts'
import { makeTxEntry } from './append.ts'
import { makeLogKey } from './log-keys.ts'
import {
  insertLogKey,
  insertTxEntry,
  logKeys,
  publishedOf,
  retireLogKey,
  tryLock,
  type LogKeyRow,
  type LogRow,
} from './log-store.ts'
import { keyAnnouncements } from './read-store.ts'
import { ensureLog, type SequenceDeps } from './sequence.ts'

/** Checkpoints signed by both keys after a rotation, counted in entries: verifiers that learn the new key late still find the old one. */
const OVERLAP_ENTRIES = 1000
/** A second request within a minute is a click or a retry that came twice; nobody means to replace a key that is a minute old. */
const SAME_ROTATION_MS = 60_000

/** Closed words: an entry's body carries no free text. */
export const rotationReasons = ['scheduled', 'compromise', 'custody'] as const

export type RotateOptions = {
  readonly why?: (typeof rotationReasons)[number]
  /** In the rotation's own transaction. */
  readonly also?: (tx: Tx, done: Rotated) => Promise<void>
}

export type Rotated = {
  readonly origin: string
  readonly vkey: string
  readonly replaces: readonly string[]
  /** Size of the log at which the old keys stop signing. */
  readonly bothSignUntil: number
  readonly entry: string
}

/**
 * A new signing key for an organisation's log. The `log.key` entry names it, so that whoever trusts the old key learns the new one from the
 * log; both sign for a while. The key is in the key store before the row exists; a crash between leaves an unused key.
 * Error: `key_rotation_running` (409), also right after another rotation: two requests at once give one new key.
 */
export async function rotateLogKey(
  deps: SequenceDeps,
  org: OrgId,
  by: string,
  options: RotateOptions = {},
): Promise<Rotated> {
  const log = await ensureLog(deps, org)
  return deps.db.tx('system', async (tx) => {
    if (!(await tryLock(tx, `ledger/rotate/${org}`)))
      throw rotating('another rotation of this log’s key is under way')
    const keys = await logKeys(tx, log.id)
    const at = new Date(deps.clock.nowMs())
    if (await justRotated(tx, log, keys, at)) throw rotating('this log’s key was rotated a moment ago')
    const { signer, keyName } = await makeLogKey(deps.keys, deps.random, log.origin)
    const old = keys.filter((key) => key.retiredSize === null)
    const entry = makeTxEntry(deps, {
      type: 'log.key',
      body: {
        by,
        origin: log.origin,
        replaces: old.map((key) => key.vkey),
        vkey: signer.vkey,
        why: options.why ?? 'scheduled',
      },
    })
    await insertTxEntry(tx, { org, ...entry, object: null, directory: null, wraps: null, segmentKey: null })
    await insertLogKey(tx, { id: log.id, org }, { vkey: signer.vkey, keyName, at })
    for (const key of old) await retireLogKey(tx, log.id, key.vkey, log.size + OVERLAP_ENTRIES)
    const done = {
      origin: log.origin,
      vkey: signer.vkey,
      replaces: old.map((key) => key.vkey),
      bothSignUntil: log.size + OVERLAP_ENTRIES,
      entry: entry.id,
    }
    await options.also?.(tx, done)
    return done
  })
}

/** Under the lock: the newest key came by a rotation that is not a minute old, or whose entry is under no checkpoint yet. */
async function justRotated(tx: Tx, log: LogRow, keys: readonly LogKeyRow[], at: Date): Promise<boolean> {
  const newest = keys.length > 1 ? keys.at(-1) : undefined
  if (newest === undefined) return false
  const ageMs = at.getTime() - newest.madeAt.getTime()
  if (ageMs >= 0 && ageMs < SAME_ROTATION_MS) return true
  const announced = (await keyAnnouncements(tx, log.id)).get(newest.vkey)
  return announced === undefined || announced >= ((await publishedOf(tx, log.id))?.size ?? 0)
}

const rotating = (detail: string): ProblemError =>
  problem('key_rotation_running', 409, detail, {
    fix: 'look at `sealwright ledger status`; to replace the new key as well, ask again in a minute',
  })
