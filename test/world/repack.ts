import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ZipWriter } from '../../src/features/audit/zip-writer.ts'
import { canonicalize } from '../../src/lib/canonical.ts'
import { statementJson, type PackagePredicate } from '../../src/lib/package-manifest.ts'
import { IN_TOTO, signDsse, pae } from '../../src/ledger/format/dsse.ts'
import type { NoteSigner } from '../../src/ledger/format/note.ts'
import { MANIFEST, openArchive } from '../../src/verify/archive.ts'
import { readManifest } from '../../src/verify/manifest.ts'
import { memorySource, nodeHost } from '../../src/verify/node-host.ts'

export type Files = Map<string, Buffer>
/** A predicate that a dishonest operator may rewrite. */
export type Draft = { -readonly [K in keyof PackagePredicate]: PackagePredicate[K] }

/**
 * What an operator who holds the log key can do: unpack, change anything, digest and sign everything again. Whatever still fails then is found
 * by the log and by re-performance, not by a checksum.
 */
export async function repack(
  bytes: Uint8Array,
  signer: NoteSigner,
  edit: (files: Files, predicate: Draft) => void,
): Promise<Buffer> {
  const archive = await openArchive(memorySource(bytes), nodeHost)
  if (!archive.ok) throw new Error(archive.error.detail)
  const files: Files = new Map()
  for (const name of archive.value.names) {
    const file = await archive.value.read(name)
    if (file.ok) files.set(name, Buffer.from(file.value))
  }
  const manifest = readManifest(files.get(MANIFEST) ?? new Uint8Array())
  if (!manifest.ok) throw new Error(manifest.error)
  files.delete(MANIFEST)
  const predicate: Draft = structuredClone(manifest.value.statement.predicate)
  edit(files, predicate)
  const dir = mkdtempSync(join(tmpdir(), 'sealwright-repack-'))
  try {
    const path = join(dir, 'p.zip')
    const zip = await ZipWriter.create(path)
    for (const [name, content] of files) await zip.add(name, content)
    predicate.archive = { bytes: zip.bytes, sha256: await zip.prefixSha256() }
    const subjects = zip.files
      .map(({ name, sha256 }) => ({ name, sha256 }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    const payload = Buffer.from(canonicalize(statementJson({ subjects, predicate })))
    await zip.add(MANIFEST, canonicalize(signDsse(IN_TOTO, payload, [signer])), { stored: true })
    await zip.finish()
    return readFileSync(path)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

export const sha256Hex = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex')
export { pae }
