import { dirname } from 'node:path'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'
import { makeTxEntry } from './append.ts'
import { insertTxEntry } from './log-store.ts'
import { endRun, vanishedRuns } from './ship-store.ts'
import { producersOf } from './slot.ts'
import { nodeSpoolFs, type SpoolFs } from './spool-fs.ts'

/**
 * A run that neither closed nor was recovered, and whose slot is gone from the disk, took unshipped evidence with it: `src.lost`, a finding.
 * Called once at start, before anything is shipped. Where other servers record into the same database (`onlyWal`), theirs are not judged: a slot
 * elsewhere would look vanished. LIMIT: a whole write-ahead log that is lost is then told by no `src.lost`; its runs stay open, and a package says
 * that they are incomplete.
 */
export async function reportVanished(
  deps: { readonly db: Db; readonly clock: Clock; readonly random: Random; readonly log: Log },
  slotDir: string,
  onlyWal: string | null = null,
  fs: SpoolFs = nodeSpoolFs,
): Promise<number> {
  const producers = await producersOf(dirname(slotDir), fs)
  return deps.db.tx('system', async (tx) => {
    const gone = await vanishedRuns(tx, producers, onlyWal)
    for (const run of gone) {
      const entry = makeTxEntry(deps, {
        type: 'src.lost',
        body: { e: run.epoch, last: run.shipped - 1, p: run.producer },
      })
      await insertTxEntry(tx, {
        org: run.org,
        ...entry,
        object: null,
        directory: null,
        wraps: null,
        segmentKey: null,
      })
      await endRun(tx, run.org, { producer: run.producer, epoch: run.epoch, state: 'lost' })
      deps.log.error(
        { producer: run.producer, epoch: run.epoch },
        'the spool of a producer is gone: what it had not shipped is lost',
      )
    }
    return gone.length
  })
}
