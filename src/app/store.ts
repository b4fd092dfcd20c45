import { resolve } from 'node:path'
import type { BlobStore } from '../platform/blobs.ts'
import { systemClock, type Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { prepareDataDir, type DataDir } from '../platform/data-dir.ts'
import type { Db } from '../platform/db.ts'
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts'
import { fileBlobs } from '../platform/file-blobs.ts'
import { openFileKeyStore } from '../platform/file-keystore.ts'
import { lockDataDir } from '../platform/instance-lock.ts'
import type { KeyStore } from '../platform/keystore.ts'
import { createLifecycle, type Lifecycle } from '../platform/lifecycle.ts'
import type { Log } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'
import { openDb } from '../platform/pg.ts'
import { serviceAccount } from '../platform/postgres-account.ts'
import { systemRandom, type Random } from '../platform/random.ts'
import { migrations } from './migrations.ts'

/** The opened data directory: locked, its database up to this binary. Everything else is built on these. */
export type Store = {
  readonly config: Config
  readonly log: Log
  readonly clock: Clock
  readonly random: Random
  readonly dirs: DataDir
  readonly db: Db
  readonly ownerUrl: string
  readonly runtimeUrl: string
  readonly keystore: KeyStore
  readonly blobs: BlobStore
  readonly lifecycle: Lifecycle
}

/** Opens in this order: lock, folders, keys, database, migrations. A failure releases what was taken. */
export async function openStore(config: Config, log: Log): Promise<Store> {
  const lifecycle = createLifecycle(log)
  try {
    return await opened(config, log, lifecycle)
  } catch (error) {
    await lifecycle.stop('start failed')
    throw error
  }
}

async function opened(config: Config, log: Log, lifecycle: Lifecycle): Promise<Store> {
  const top = resolve(config.dataDir)
  const dirs = await prepareDataDir(top, config.databaseUrl === null ? await serviceAccount() : null)
  const lock = await lockDataDir(top)
  lifecycle.onStop({ name: 'data directory lock', deadlineMs: 2_000, stop: () => lock.release() })
  const keystore = await openFileKeyStore(dirs.keys, config.kekFile)
  const urls = await database(config, log, lifecycle)
  await migrate(urls.ownerUrl, migrations, systemClock)
  const db = openDb({ url: urls.runtimeUrl, log, connectionsMax: 12 })
  lifecycle.onStop({ name: 'database connections', deadlineMs: 10_000, stop: () => db.close() })
  return {
    config,
    log,
    clock: systemClock,
    random: systemRandom,
    dirs,
    db,
    ...urls,
    keystore,
    blobs: fileBlobs(dirs.blobs),
    lifecycle,
  }
}

async function database(
  config: Config,
  log: Log,
  lifecycle: Lifecycle,
): Promise<{ ownerUrl: string; runtimeUrl: string }> {
  // An external database has one login that owns and runs; the pool enters the runtime roles on each transaction.
  if (config.databaseUrl !== null) return { ownerUrl: config.databaseUrl, runtimeUrl: config.databaseUrl }
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir, log })
  lifecycle.onStop({ name: 'embedded database', deadlineMs: 45_000, stop: () => server.stop() })
  return { ownerUrl: server.ownerUrl, runtimeUrl: server.runtimeUrl }
}

/** Where the server listens; in the data directory, for commands on this machine. */
export const RUN_FILE = 'run.json'
