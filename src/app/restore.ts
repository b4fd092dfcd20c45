import {
  checkDataBackup,
  restoreData,
  restoreKeys,
  type Opener,
  type Restored,
} from '../features/operations/index.ts'
import { continueRestored } from '../ledger/index.ts'
import type { Config } from '../platform/config.ts'
import { fileBlobs } from '../platform/file-blobs.ts'
import type { Log } from '../platform/log.ts'
import { systemClock } from '../platform/clock.ts'
import { problem } from '../lib/problem.ts'
import { existsSync, readdirSync } from 'node:fs'
import { prepareDataDir } from '../platform/data-dir.ts'
import { serviceAccount } from '../platform/postgres-account.ts'
import { migrations } from './migrations.ts'
import { openStore } from './store.ts'

export type RestoreRequest = {
  readonly file: string
  readonly keys: string
  readonly opener: Opener
  readonly force: boolean
}

/**
 * Keys, then data, into an empty data directory; then every log continues under a new origin, because without outside proof of the head
 * a restored log must not go on silently. A crash leaves a directory that refuses to be used: remove it and begin again.
 */
export async function restoreInto(
  config: Config,
  log: Log,
  request: RestoreRequest,
): Promise<Restored & { readonly origins: readonly string[] }> {
  await checkDataBackup(request.file)
  if (existsSync(config.dataDir) && readdirSync(config.dataDir).length > 0)
    throw problem('restore_not_empty', 409, 'a backup is restored into an empty data directory only', {
      where: config.dataDir,
      fix: 'name another with --data',
    })
  const dirs = await prepareDataDir(
    config.dataDir,
    config.databaseUrl === null ? await serviceAccount() : null,
  )
  await restoreKeys(request.keys, dirs.keys, request.opener, {
    nowMs: systemClock.nowMs(),
    force: request.force,
  })
  const store = await openStore(config, log)
  try {
    let about: Restored | undefined
    await restoreData(
      request.file,
      { ownerUrl: store.ownerUrl, blobs: fileBlobs(dirs.blobs), migrations, clock: systemClock },
      async (restored) => {
        about = restored
      },
    )
    if (about === undefined) throw new Error('a restore ended without saying what it restored')
    // The keys came back too, so nothing here proves which head was the newest: every log continues under a new origin.
    const continued = await continueRestored(
      { ...store, keys: store.keystore, outside: fileBlobs(dirs.keys) },
      { force: true },
    )
    return { ...about, origins: continued.map((log) => log.origin) }
  } finally {
    await store.lifecycle.stop('the restore is done')
  }
}
