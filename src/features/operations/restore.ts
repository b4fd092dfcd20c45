import { readFile } from 'node:fs/promises'
import { writeKeyFiles } from '../../platform/file-keystore.ts'
import { problem } from '../../lib/problem.ts'
import { restoreDataBackup, type Manifest, type RestoreTarget } from './backup-data.ts'
import { openKeys, type KeysHeader, type Opener } from './backup-keys.ts'

/** What the ledger must do before a restored installation listens: open a new origin (`log.continued`) and apply the erasure journal again. */
export type Restored = {
  readonly installation: string
  readonly backupMadeAt: string
  readonly rows: number
  readonly objects: number
}

/**
 * A data backup into an empty database and blob store; the caller holds the data directory's lock and no server runs on it. `onRestored` runs
 * after the rows are committed and before anyone may listen; when it fails (or the process dies in it) the restore is not done: start again with an
 * empty data directory.
 */
export async function restoreData(
  file: string,
  target: RestoreTarget,
  onRestored: (about: Restored) => Promise<void>,
): Promise<Manifest> {
  const manifest = await restoreDataBackup(file, target)
  await onRestored({
    installation: manifest.installation,
    backupMadeAt: manifest.createdAt,
    rows: Object.values(manifest.rows).reduce((a, b) => a + b, 0),
    objects: manifest.objects.length,
  })
  return manifest
}

/** A key backup into `keysDir` of an empty data directory. Throws `backup_expired` without `force`. Restore keys before data. */
export async function restoreKeys(
  file: string,
  keysDir: string,
  opener: Opener,
  options: { readonly nowMs: number; readonly force: boolean },
): Promise<KeysHeader> {
  const { header, files } = await openKeys(await read(file), opener, options.nowMs, options.force)
  await writeKeyFiles(keysDir, files)
  return header
}

/** Opens a key backup without writing anything: the holder's own test. Answers how many keys are in it. */
export async function checkKeys(
  file: string,
  opener: Opener,
  nowMs: number,
): Promise<{ readonly header: KeysHeader; readonly keys: number }> {
  const { header, files } = await openKeys(await read(file), opener, nowMs, false)
  return { header, keys: Object.keys(files).length }
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch {
    throw problem('backup_not_found', 404, 'this file cannot be read', { where: file })
  }
}
