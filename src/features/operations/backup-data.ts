import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { BlobStore } from '../../platform/blobs.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Migration } from '../../platform/migrations.ts'
import { openLoader, openSnapshot, shapeSchema, type Loader, type Shape } from '../../platform/pg-export.ts'
import type { CopySession } from '../../platform/pg-copy.ts'
import { createArchive, damaged, readArchive, type ArchiveWriter, type Member } from './archive.ts'

/**
 * `backup data`: every table in one snapshot (COPY text) and every blob object, with a manifest of digests, in one file. Never in it: anything
 * of `keys/` (so sealed payloads and secrets stay closed without `backup keys`), and the write-ahead log, which the caller ships first.
 */

const PART_BYTES = 8 * 2 ** 20
const FORMAT = 'sealwright-data-backup/1'

const memberSchema = z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })
export const manifestSchema = z.object({
  format: z.literal(FORMAT),
  version: z.string(),
  installation: z.string(),
  createdAt: z.string(),
  shape: shapeSchema,
  /** Rows in each table. */
  rows: z.record(z.string(), z.number()),
  parts: z.array(memberSchema.extend({ table: z.string() })),
  objects: z.array(memberSchema.extend({ object: z.string() })),
})
export type Manifest = z.infer<typeof manifestSchema>

export type DataBackupSource = {
  readonly ownerUrl: string
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly version: string
  readonly installation: string
  /** Objects that must not travel, such as the head that was last signed (ledger/publish). */
  readonly leaveOut: (object: string) => boolean
}

export type WrittenBackup = {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  readonly rows: number
  readonly objects: number
}

/** Writes `dir/<name>`. Throws `disk_full`, `disk_refused`, `database_unavailable`; then nothing is left behind. */
export async function writeDataBackup(
  source: DataBackupSource,
  dir: string,
  name: string,
): Promise<WrittenBackup> {
  const file = join(dir, name)
  const archive = await createArchive(file)
  try {
    // The snapshot first: objects are stored before rows name them, so each row's object is there when the objects are read.
    const snapshot = await openSnapshot(source.ownerUrl)
    const parts: Manifest['parts'] = []
    const rows: Record<string, number> = {}
    try {
      for (const { name: table } of snapshot.shape.tables)
        rows[table] = await writeTable(archive, table, snapshot.rows(table), parts)
    } finally {
      await snapshot.close()
    }
    const objects = await writeObjects(archive, source)
    const manifest: Manifest = {
      format: FORMAT,
      version: source.version,
      installation: source.installation,
      createdAt: new Date(source.clock.nowMs()).toISOString(),
      shape: snapshot.shape,
      rows,
      parts,
      objects,
    }
    await archive.add('manifest.json', Buffer.from(JSON.stringify(manifest)))
    const whole = await archive.finish()
    return { file, ...whole, rows: Object.values(rows).reduce((a, b) => a + b, 0), objects: objects.length }
  } catch (error) {
    await archive.abort()
    throw error
  }
}

async function writeTable(
  archive: ArchiveWriter,
  table: string,
  chunks: AsyncIterable<Buffer>,
  parts: Manifest['parts'],
): Promise<number> {
  let held: Buffer[] = []
  let size = 0
  let rows = 0
  let number = 0
  const flush = async (): Promise<void> => {
    if (size === 0) return
    const bytes = Buffer.concat(held)
    // Newlines inside values are escaped in COPY text: each byte 0x0a ends one row.
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) rows++
    parts.push({
      table,
      ...(await archive.add(`tables/${table}/${String(++number).padStart(6, '0')}.copy`, bytes)),
    })
    held = []
    size = 0
  }
  for await (const chunk of chunks) {
    held.push(chunk)
    size += chunk.length
    if (size >= PART_BYTES) await flush()
  }
  await flush()
  return rows
}

async function writeObjects(archive: ArchiveWriter, source: DataBackupSource): Promise<Manifest['objects']> {
  const objects: Manifest['objects'] = []
  for (let after: string | undefined; ;) {
    const names = await source.blobs.list('', { limit: 1_000, after })
    for (const object of names) {
      if (source.leaveOut(object)) continue
      const bytes = await source.blobs.get(object)
      if (bytes === undefined) continue // erased since it was listed
      objects.push({
        object,
        ...(await archive.add(`objects/${String(objects.length + 1).padStart(9, '0')}`, bytes)),
      })
    }
    after = names.at(-1)
    if (after === undefined) return objects
  }
}

// ---- reading -------------------------------------------------------------------------------------------------------------------------

/** Reads the whole file and compares every member with the manifest. Throws `backup_damaged` and `backup_not_found`. */
export async function checkDataBackup(file: string): Promise<Manifest> {
  const seen: Member[] = []
  let manifest: Manifest | undefined
  for await (const { name, content } of readArchive(file)) {
    if (manifest !== undefined) throw damaged(file, 'something follows the manifest')
    if (name === 'manifest.json') manifest = parseManifest(content, file)
    else
      seen.push({ name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') })
  }
  if (manifest === undefined) throw damaged(file, 'it has no manifest')
  const listed = [...manifest.parts, ...manifest.objects]
  if (listed.length !== seen.length)
    throw damaged(file, `it lists ${listed.length} members and holds ${seen.length}`)
  listed.forEach((member, i) => {
    const got = seen[i]
    if (got?.name !== member.name || got.bytes !== member.bytes || got.sha256 !== member.sha256)
      throw damaged(file, `\`${member.name}\` is not what was written`)
  })
  return manifest
}

function parseManifest(content: Buffer, file: string): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(content.toString('utf8')))
  } catch {
    throw damaged(file, 'its manifest is not one that this version reads')
  }
}

export type RestoreTarget = {
  readonly ownerUrl: string
  /** Where objects go; undefined only checks them (restore tests). */
  readonly blobs: BlobStore | undefined
  readonly migrations: readonly Migration[]
  readonly clock: Clock
}

/**
 * Checks the whole file, then loads it: objects first, rows in one transaction. A crash before its commit leaves an empty database, and the
 * same command starts over. Throws the errors of checkDataBackup and openLoader, and `restore_mismatch` when rows are missing.
 */
export async function restoreDataBackup(file: string, target: RestoreTarget): Promise<Manifest> {
  const manifest = await checkDataBackup(file)
  const loader = await openLoader(target.ownerUrl, manifest.shape, target.migrations, target.clock)
  try {
    await load(file, manifest, loader, target.blobs)
  } catch (error) {
    await loader.abort()
    throw error
  }
  await loader.commit()
  return manifest
}

async function load(
  file: string,
  manifest: Manifest,
  loader: Loader,
  blobs: BlobStore | undefined,
): Promise<void> {
  const tableOf = new Map(manifest.parts.map((p) => [p.name, p.table]))
  const objectOf = new Map(manifest.objects.map((o) => [o.name, o.object]))
  let current: { readonly table: string; readonly session: CopySession } | undefined
  const close = async (): Promise<void> => {
    if (current === undefined) return
    const rows = await current.session.end()
    if (rows !== manifest.rows[current.table])
      throw damaged(
        file,
        `table \`${current.table}\` took ${rows} rows of ${manifest.rows[current.table] ?? 0}`,
      )
    current = undefined
  }
  for await (const { name, content } of readArchive(file)) {
    const table = tableOf.get(name)
    const object = objectOf.get(name)
    if (table !== undefined) {
      if (current?.table !== table) {
        await close()
        current = { table, session: await loader.table(table) }
      }
      await current.session.write(content)
    } else if (object !== undefined) {
      await blobs?.put(object, content)
    }
  }
  await close()
}

export type { Shape }
