import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Principal } from '../../identity/contract.ts'
import { actorOf, authorOf } from '../../identity/record.ts'
import { decodeCursor, encodeCursor, type Page } from '../../lib/page.ts'
import type { OrgId } from '../../lib/ids.ts'
import { ProblemError, notFound, problem } from '../../lib/problem.ts'
import type { Ledger } from '../../ledger/contract.ts'
import type { BlobStore } from '../../platform/blobs.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { writeDurable } from '../../platform/durable-file.ts'
import { readKeyFiles } from '../../platform/file-keystore.ts'
import type { Log } from '../../platform/log.ts'
import type { Migration } from '../../platform/migrations.ts'
import { databaseProblem } from '../../platform/pg-errors.ts'
import { withScratchDatabase } from '../../platform/pg-scratch.ts'
import { newId, type Random } from '../../platform/random.ts'
import { diskProblem } from './archive.ts'
import { restoreDataBackup, writeDataBackup } from './backup-data.ts'
import { openKeys, sealKeys, type Recipient } from './backup-keys.ts'
import type { backupSchema } from './contract.ts'
import {
  backupById,
  backupsPage,
  countBackups,
  insertBackup,
  recordRestoreTest,
  type BackupRow,
} from './store.ts'

export type Backup = z.infer<typeof backupSchema>

export type BackupDeps = {
  readonly db: Db
  readonly ownerUrl: string
  readonly migrations: readonly Migration[]
  readonly blobs: BlobStore
  /** `keys/` of the data directory. */
  readonly keysDir: string
  readonly backupDir: string
  readonly installation: string
  readonly version: string
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly ledger: Ledger
  /** Moves what the gateway's spool holds into SQL, so that a backup has every call answered before it began. */
  readonly shipPending: () => Promise<void>
}

/** A key backup ends after this unless told otherwise; a quarter covers the 92 days in which the control asks for a fresh one. */
export const KEYS_EXPIRE_MS = 100 * 86_400_000
const DAY_MS = 86_400_000

export type Backups = {
  data(org: OrgId, by: Principal): Promise<Backup>
  keys(org: OrgId, by: Principal, to: Recipient, expiresInMs?: number): Promise<Backup>
  /** Loads the backup into a scratch database beside ours and drops it. Recorded whether it passes or fails. */
  testRestore(org: OrgId, by: Principal, id: string): Promise<Backup>
  list(org: OrgId, page: { readonly limit: number; readonly cursor: string | null }): Promise<Page<Backup>>
}

export function createBackups(deps: BackupDeps): Backups {
  let busy: string | undefined
  /** Two at once would only halve each other's disk. */
  const alone = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    if (busy !== undefined)
      throw problem('backup_running', 409, `${busy} is running`, { fix: 'try again when it has ended' })
    busy = what
    try {
      return await work()
    } finally {
      busy = undefined
    }
  }
  const now = (): Date => new Date(deps.clock.nowMs())
  const fileName = (kind: string, id: string, ending: string): string =>
    `sealwright-${kind}-${now()
      .toISOString()
      .replace(/[-:]|\.\d+/g, '')}-${id.slice(-8)}.${ending}`

  /** The file is durable before its row and entry are; a crash between leaves a file that no list names. */
  async function record(
    org: OrgId,
    by: Principal,
    made: {
      id: string
      kind: 'data' | 'keys'
      bytes: number
      sha256: string
      file: string
      expiresAt: Date | null
    },
    more: Readonly<Record<string, number | string>>,
  ): Promise<Backup> {
    const at = now()
    const row = await deps.db.tx({ org }, async (tx) => {
      await insertBackup(tx, org, { ...made, at, madeBy: authorOf(by) })
      await deps.ledger.append(tx, org, {
        type: 'backup.made',
        body: {
          actor: actorOf(by),
          backup: made.id,
          kind: made.kind,
          bytes: made.bytes,
          sha256: made.sha256,
          ...more,
        },
      })
      return backupById(tx, org, made.id)
    })
    if (row === undefined) throw new Error('a backup vanished in its own transaction')
    return view(row)
  }

  return {
    data: (org, by) =>
      alone('a data backup', async () => {
        await deps.shipPending()
        const id = newId(deps.clock, deps.random)
        const file = fileName('data', id, 'tar.gz')
        const source = { ...deps, leaveOut: () => false }
        const written = await writeDataBackup(source, deps.backupDir, file).catch((error: unknown) =>
          Promise.reject(databaseProblem(error)),
        )
        deps.log.info(
          { backup: id, bytes: written.bytes, rows: written.rows, objects: written.objects },
          'data backup written',
        )
        return record(
          org,
          by,
          { id, kind: 'data', bytes: written.bytes, sha256: written.sha256, file, expiresAt: null },
          { rows: written.rows, objects: written.objects },
        )
      }),

    keys: (org, by, to, expiresInMs = KEYS_EXPIRE_MS) =>
      alone('a key backup', async () => {
        if (expiresInMs < DAY_MS || expiresInMs > 400 * DAY_MS)
          throw problem('invalid_request', 400, 'a key backup lives from 1 to 400 days', {
            where: 'expiresInDays',
          })
        const id = newId(deps.clock, deps.random)
        const file = fileName('keys', id, 'swkeys')
        const expiresAt = new Date(deps.clock.nowMs() + expiresInMs)
        const files = await readKeyFiles(deps.keysDir)
        const sealed = await sealKeys(files, to, {
          installation: deps.installation,
          createdAt: now().toISOString(),
          expiresAt: expiresAt.toISOString(),
        })
        try {
          await mkdir(deps.backupDir, { recursive: true, mode: 0o700 })
          await writeDurable(deps.backupDir, file, sealed, false)
        } catch (error) {
          throw diskProblem(error, join(deps.backupDir, file))
        }
        if (to.kind === 'passphrase')
          await openKeys(await readFile(join(deps.backupDir, file)), to, deps.clock.nowMs(), false)
        return record(
          org,
          by,
          {
            id,
            kind: 'keys',
            bytes: sealed.length,
            sha256: createHash('sha256').update(sealed).digest('hex'),
            file,
            expiresAt,
          },
          { keys: Object.keys(files).length, to: to.kind, expiresAt: expiresAt.toISOString() },
        )
      }),

    async testRestore(org, by, id) {
      const row = await deps.db.tx({ org }, (tx) => backupById(tx, org, id), { readOnly: true })
      if (row === undefined) throw notFound('backup', id)
      if (row.kind !== 'data')
        throw problem(
          'backup_not_testable',
          409,
          'a key backup is tested by the person who holds its key: `sealwright backup check-keys FILE`',
        )
      return alone('a restore test', async () => {
        const outcome = await restoreInScratch(deps, row)
        deps.log.info({ backup: id, result: outcome.result }, 'restore test ended')
        const tested = await deps.db.tx({ org }, async (tx) => {
          await recordRestoreTest(tx, org, id, now(), outcome.result, outcome.detail)
          await deps.ledger.append(tx, org, {
            type: 'backup.tested',
            body: {
              actor: actorOf(by),
              backup: id,
              result: outcome.result,
              rows: outcome.rows,
              objects: outcome.objects,
              code: outcome.code,
            },
          })
          return backupById(tx, org, id)
        })
        if (tested === undefined) throw notFound('backup', id)
        return view(tested)
      })
    },

    async list(org, { limit, cursor }) {
      const keys = cursor === null ? null : decodeCursor(cursor)
      const after = keys === null ? null : { at: new Date(Number(keys[0])), id: String(keys[1]) }
      return deps.db.tx(
        { org },
        async (tx) => {
          const rows = await backupsPage(tx, org, limit + 1, after)
          const items = rows.slice(0, limit)
          const last = items.at(-1)
          return {
            items: items.map(view),
            next:
              rows.length > limit && last !== undefined ? encodeCursor([last.at.getTime(), last.id]) : null,
            total: await countBackups(tx, org),
            asOf: now().toISOString(),
          }
        },
        { readOnly: true, isolation: 'repeatable read' },
      )
    },
  }
}

export const view = (row: BackupRow): Backup => ({
  id: row.id,
  kind: row.kind,
  at: row.at.toISOString(),
  bytes: Number(row.bytes),
  sha256: row.sha256,
  restoreTestedAt: row.restore_tested_at?.toISOString() ?? null,
  file: row.file,
})

type TestOutcome = {
  readonly result: 'pass' | 'fail'
  readonly detail: string
  readonly code: string
  readonly rows: number
  readonly objects: number
}

/** Digest of the whole file, then every member, then a real load with foreign keys checked. An outage of our own database is no verdict and throws. */
async function restoreInScratch(deps: BackupDeps, row: BackupRow): Promise<TestOutcome> {
  const path = join(deps.backupDir, row.file)
  try {
    await sameFile(path, row)
    const manifest = await withScratchDatabase(deps.ownerUrl, (ownerUrl) =>
      restoreDataBackup(path, { ...deps, ownerUrl, blobs: undefined }),
    )
    return {
      result: 'pass',
      detail: '',
      code: '',
      rows: Object.values(manifest.rows).reduce((a, b) => a + b, 0),
      objects: manifest.objects.length,
    }
  } catch (error) {
    const cause = databaseProblem(error)
    if (
      cause instanceof ProblemError &&
      cause.problem.code.startsWith('database_') &&
      cause.problem.code !== 'database_newer'
    )
      throw cause
    const code = cause instanceof ProblemError ? cause.problem.code : 'restore_failed'
    deps.log.error({ backup: row.id, error: cause }, 'a backup did not pass its restore test')
    return {
      result: 'fail',
      detail: cause instanceof ProblemError ? cause.problem.detail : 'see the log',
      code,
      rows: 0,
      objects: 0,
    }
  }
}

async function sameFile(path: string, row: BackupRow): Promise<void> {
  const info = await stat(path).catch(() => undefined)
  if (info === undefined)
    throw problem('backup_not_found', 404, 'its file is no longer in the backup folder', { where: row.file })
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  if (info.size !== Number(row.bytes) || hash.digest('hex') !== row.sha256)
    throw problem('backup_damaged', 422, 'its file is not the one that was written', { where: row.file })
}
