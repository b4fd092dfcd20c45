import { chmod, chown, mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Account } from './postgres-account.ts'

export type DataDir = {
  readonly top: string
  readonly keys: string
  readonly wal: string
  readonly blobs: string
  /** The cluster; belongs to the service account when we are root. */
  readonly pg: string
}

/**
 * Makes the data directory private. As root the top is 0711, so that the service account can reach `pg` and nothing else can be listed;
 * otherwise all is 0700 of the user who runs us. Modes are set again on each start: a widened one does not stay.
 */
export async function prepareDataDir(top: string, account: Account | null): Promise<DataDir> {
  const dirs: DataDir = {
    top,
    keys: join(top, 'keys'),
    wal: join(top, 'wal'),
    blobs: join(top, 'blobs'),
    pg: join(top, 'pg'),
  }
  await mkdir(dirname(resolve(top)), { recursive: true })
  await mkdir(top, { recursive: true, mode: 0o700 })
  await chmod(top, account === null ? 0o700 : 0o711)
  for (const dir of [dirs.keys, dirs.wal, dirs.blobs]) {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    await chmod(dir, 0o700)
  }
  return dirs
}

/** An empty folder for the cluster, 0700 of the account. */
export async function privateDir(dir: string, account: Account | null): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await chmod(dir, 0o700)
  if (account !== null) await chown(dir, account.uid, account.gid)
}
