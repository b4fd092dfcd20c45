import type { PackageControl } from '../lib/package-manifest.ts'
import { printable } from '../lib/package-zip.ts'
import { sha256 } from '../ledger/format/pure/asks.ts'
import { equal, fromHex, toHex } from '../ledger/format/pure/bytes.ts'
import { formatVkey, type VerifierKey } from '../ledger/format/pure/signed-note.ts'
import { MANIFEST, openArchive, type Archive } from './archive.ts'
import { checkBodies } from './check-bodies.ts'
import { checkCalls, checkCompleteness } from './check-completeness.ts'
import { checkInclusion } from './check-inclusion.ts'
import { checkOpenings, readOpenings } from './check-openings.ts'
import { checkPopulations } from './check-populations.ts'
import { checkTrust } from './check-trust.ts'
import type { Context, Log, Outside } from './context.ts'
import type { ByteSource, Host } from './host.ts'
import { limitsOf } from './limits.ts'
import { keyidOf, readManifest, signedBy, type Manifest } from './manifest.ts'
import { openLog } from './open-log.ts'
import { Findings, verdictOf, type Check, type ControlLine, type Report } from './report.ts'

/**
 * Checks an evidence package (docs/formats/package.md, "Verification") and trusts nothing in it: each step rests on the one before.
 * Reads as the specification does. A step that cannot be taken ends the run with what was found so far.
 */
export async function verifyPackage(
  source: ByteSource,
  host: Host,
  outside: Outside = { vkeys: [], checkpoints: [] },
): Promise<Report> {
  const checks: Check[] = []

  // archive: every byte is accounted for
  const archive = await openArchive(source, host)
  if (!archive.ok) return ended(null, [brokenArchive(archive.error)])
  const manifest = await openManifest(archive.value)
  if (typeof manifest === 'string') return ended(null, [failed('archive', manifest)])
  const { statement } = manifest
  const { predicate } = statement
  checks.push(await checkArchive(source, host, archive.value, manifest))

  // signature: one key of the package's logs signed the manifest, and the manifest names every file
  const logs: Log[] = []
  const signature = new Findings('signature')
  for (const listed of predicate.logs) {
    const log = await openLog(host, archive.value, listed, predicate.mode)
    if (log.ok) logs.push(log.value)
    else signature.tampered(`log ${printable(listed.origin)}: ${log.error}`)
  }
  const signer = await signerOf(host, manifest, logs)
  if (signer === undefined)
    signature.tampered('the manifest is not signed by a key that signed a checkpoint of this package')
  if (logs.length === 0) signature.incomplete('no log of this package could be opened')
  await checkFiles(host, archive.value, manifest, signature)
  checks.push(
    signature.done(
      `manifest signed by ${signer === undefined ? 'nobody known' : keyidOf(signer)}; ${statement.subjects.length} files have their digests`,
    ),
  )
  if (!signature.clean) return ended(await summaryOf(host, manifest, logs), checks)

  const context: Context = {
    host,
    archive: archive.value,
    statement,
    outside,
    logs,
    calls: new Map(),
    scope: {
      from: predicate.window.from,
      to: predicate.window.to,
      systems: new Set(predicate.scope.systems.map((system) => system.ref)),
    },
    windowCutsCalls: true,
  }

  // inclusion and consistency: the leaves make the signed tree, and earlier trees are its beginnings
  const [inclusion, consistency] = await checkInclusion(context)
  checks.push(inclusion, consistency)
  if (inclusion.status !== 'ok') {
    checks.splice(2, 0, await checkTrust(host, logs, { outside, signer, bodies: false }))
    return ended(await summaryOf(host, manifest, logs), checks)
  }

  // bodies and openings: what the leaves commit to
  const openings = await readOpenings(context)
  checks.push(await checkBodies(context, wantedBy(openings, predicate.controls)))

  // trust: is it the key, and the log, that the reader knows? Read out after the signature; taken here, since a log's entries vouch for its newer keys
  checks.splice(2, 0, await checkTrust(host, logs, { outside, signer, bodies: true }))
  checks.push(await checkOpenings(context, openings))

  // completeness: counters, and calls with both their entries
  checks.push(checkCompleteness(context), checkCalls(context))

  // populations, recount, samples, controls, tables
  const rest = await checkPopulations(context)
  checks.push(...rest.checks)
  return ended(
    await summaryOf(host, manifest, logs),
    checks,
    rest.controls,
    limitsOf(statement, logs, outside),
  )
}

async function openManifest(archive: Archive): Promise<Manifest | string> {
  const bytes = await archive.read(MANIFEST)
  if (!bytes.ok) return bytes.error.detail
  const manifest = readManifest(bytes.value)
  return manifest.ok ? manifest.value : `\`${MANIFEST}\`: ${manifest.error}`
}

async function checkArchive(
  source: ByteSource,
  host: Host,
  archive: Archive,
  manifest: Manifest,
): Promise<Check> {
  const findings = new Findings('archive')
  const { bytes, sha256: digest } = manifest.statement.predicate.archive
  if (bytes !== archive.manifestOffset)
    findings.tampered(`the manifest covers ${bytes} bytes before itself; there are ${archive.manifestOffset}`)
  else if (!equal(await host.sha256Prefix(source, bytes), fromHex(digest) ?? new Uint8Array()))
    findings.tampered('the bytes before the manifest are not those that it signs')
  return findings.done(`${archive.names.length} files, ${source.bytes} bytes, none unaccounted for`)
}

async function checkFiles(
  host: Host,
  archive: Archive,
  manifest: Manifest,
  findings: Findings,
): Promise<void> {
  const listed = new Set<string>()
  let last = ''
  for (const subject of manifest.statement.subjects) {
    if (subject.name <= last) findings.tampered('the manifest does not list its files in order')
    last = subject.name
    listed.add(subject.name)
    const file = await archive.read(subject.name)
    if (!file.ok) {
      if (file.error.kind === 'incomplete') findings.incomplete(file.error.detail)
      else findings.tampered(file.error.detail)
    } else if (toHex(await host.run(sha256(file.value))) !== subject.sha256)
      findings.tampered(`\`${printable(subject.name)}\` is not the file that the manifest names`)
  }
  for (const name of archive.names)
    if (name !== MANIFEST && !listed.has(name)) findings.tampered(`\`${name}\` is not listed in the manifest`)
}

async function signerOf(
  host: Host,
  manifest: Manifest,
  logs: readonly Log[],
): Promise<VerifierKey | undefined> {
  for (const log of logs)
    for (const key of log.signers) if (await host.run(signedBy(manifest, key))) return key
  return undefined
}

function wantedBy(
  openings: Awaited<ReturnType<typeof readOpenings>>,
  controls: readonly PackageControl[],
): ReadonlyMap<string, ReadonlySet<number>> {
  const wanted = new Map<string, Set<number>>()
  const results = controls.flatMap((control) => (control.outcome === null ? [] : [control.outcome]))
  for (const { origin, index } of [...(openings ?? []), ...results])
    wanted.set(origin, (wanted.get(origin) ?? new Set()).add(index))
  return wanted
}

async function summaryOf(host: Host, manifest: Manifest, logs: readonly Log[]): Promise<Report['package']> {
  const { predicate } = manifest.statement
  const shown: { origin: string; size: number; root: string; vkey: string }[] = []
  for (const log of logs) {
    const [key] = log.signers
    shown.push({
      origin: log.listed.origin,
      size: log.listed.size,
      root: log.listed.root,
      vkey: key === undefined ? '' : await host.run(formatVkey(key.name, key.key)),
    })
  }
  return {
    id: printable(predicate.id),
    mode: predicate.mode,
    organisation: printable(predicate.organisation.name),
    madeAt: printable(predicate.madeAt),
    window: predicate.window,
    logs: shown,
  }
}

const failed = (name: 'archive', detail: string): Check => ({
  name,
  status: 'tampered',
  detail,
  findings: [],
  more: 0,
})
const brokenArchive = (error: {
  readonly kind: 'tampered' | 'incomplete'
  readonly detail: string
}): Check => ({ name: 'archive', status: error.kind, detail: error.detail, findings: [], more: 0 })
const ended = (
  summary: Report['package'],
  checks: readonly Check[],
  controls: readonly ControlLine[] = [],
  limits: readonly string[] = [],
): Report => ({ ...verdictOf(checks), package: summary, checks, controls, limits })
