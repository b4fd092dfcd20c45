import type { OrgId } from '../lib/ids.ts'
import { makeTxEntry } from './append.ts'
import { makeLogKey } from './log-keys.ts'
import { insertLogKey, insertTxEntry, logKeys, retireLogKey } from './log-store.ts'
import { ensureLog, type SequenceDeps } from './sequence.ts'

/** Checkpoints signed by both keys after a rotation, counted in entries: verifiers that learn the new key late still find the old one. */
const OVERLAP_ENTRIES = 1000

/**
 * A new signing key for an organisation's log. The `log.key` entry names it, so that whoever trusts the old key learns the new one from the
 * log; both sign for a while. The key is in the key store before the row exists; a crash between leaves an unused key.
 */
export async function rotateLogKey(
  deps: SequenceDeps,
  org: OrgId,
  by: string,
): Promise<{ readonly origin: string; readonly vkey: string }> {
  const log = await ensureLog(deps, org)
  const { signer, keyName } = await makeLogKey(deps.keys, deps.random, log.origin)
  await deps.db.tx('system', async (tx) => {
    const old = (await logKeys(tx, log.id)).filter((key) => key.retiredSize === null)
    const at = new Date(deps.clock.nowMs())
    const entry = makeTxEntry(deps, {
      type: 'log.key',
      body: { by, origin: log.origin, replaces: old.map((key) => key.vkey), vkey: signer.vkey },
    })
    await insertTxEntry(tx, { org, ...entry, object: null, directory: null, wraps: null, segmentKey: null })
    await insertLogKey(tx, { id: log.id, org }, { vkey: signer.vkey, keyName, at })
    for (const key of old) await retireLogKey(tx, log.id, key.vkey, log.size + OVERLAP_ENTRIES)
  })
  return { origin: log.origin, vkey: signer.vkey }
}
