import type { OrgId } from '../lib/ids.ts'
import { problem } from '../lib/problem.ts'
import type { Tx } from '../platform/db.ts'
import { makeTxEntry } from './append.ts'
import { makeLogKey } from './log-keys.ts'
import { insertLogKey, insertTxEntry, logKeys, retireLogKey, tryLock } from './log-store.ts'
import { ensureLog, type SequenceDeps } from './sequence.ts'

/** Checkpoints signed by both keys after a rotation, counted in entries: verifiers that learn the new key late still find the old one. */
const OVERLAP_ENTRIES = 1000

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
 */
export async function rotateLogKey(
  deps: SequenceDeps,
  org: OrgId,
  by: string,
  options: RotateOptions = {},
): Promise<Rotated> {
  const log = await ensureLog(deps, org)
  const { signer, keyName } = await makeLogKey(deps.keys, deps.random, log.origin)
  return deps.db.tx('system', async (tx) => {
    // Two at once would leave two keys of which nobody knows the newer.
    if (!(await tryLock(tx, `ledger/rotate/${org}`)))
      throw problem('key_rotation_running', 409, 'another rotation of this log’s key is under way', {
        fix: 'look at `sealwright ledger status`',
      })
    const old = (await logKeys(tx, log.id)).filter((key) => key.retiredSize === null)
    const at = new Date(deps.clock.nowMs())
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
