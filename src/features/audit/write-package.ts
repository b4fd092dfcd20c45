import { randomUUID } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { canonicalize } from '../../lib/canonical.ts'
import { columnsOf, csvTable } from '../../lib/csv.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { JsonObject } from '../../lib/json.ts'
import {
  PROVES,
  RESTRICTED_USE,
  statementJson,
  type PackageControl,
  type PackagePredicate,
  type PackageSample,
  type PackageTable,
} from '../../lib/package-manifest.ts'
import type { PackageScope } from '../../lib/package-scope.ts'
import {
  CONTROLS_TABLE,
  controlRows,
  CRITERIA_TABLE,
  criterionRows,
  DEVIATIONS_TABLE,
  deviationRows,
  STANDING_TABLE,
  standingRows,
  WAIVERS_TABLE,
  waiverRows,
} from '../../lib/package-tables.ts'
import { standingOf, standsBy, STANDING_FILE, type Place, type Standing } from '../../lib/standing.ts'
import { IN_TOTO, pae } from '../../ledger/format/dsse.ts'
import { assessmentResults } from './oscal.ts'
import type { ControlEvidence, FrozenLog, LedgerExport, VerifierFiles } from './ports.ts'
import { standingJson, type StandingFacts } from './read-standing.ts'
import { reportHtml } from './report-html.ts'
import { reportPdf } from './report-pdf.ts'
import type { ControlDetail, ReportModel } from './report-model.ts'
import { verifyPage } from './verify-page.ts'
import { writeControl, type SeedUse } from './write-controls.ts'
import { base64, fileOf, writeBodies, writeProofs, writeTree } from './write-ledger.ts'
import { writeOpenings, type OpeningChoice } from './write-openings.ts'
import { ZipWriter } from './zip-writer.ts'

/** MANIFEST stands last; its name is fixed by the format. */
const MANIFEST = 'manifest.dsse.json'

export type PackageOrder = {
  readonly id: string
  readonly org: OrgId
  readonly organisation: { readonly id: string; readonly name: string }
  readonly mode: 'full' | 'sample'
  readonly from: string
  readonly to: string
  readonly systems: readonly { readonly ref: string; readonly name: string }[]
  readonly madeAt: string
  readonly madeBy: string
  readonly sampleSize: number
  /** `by` is what the `audit.seeded` entry says; whether it counts as the auditor's depends on the order of entries. */
  readonly seed: { readonly hex: string; readonly by: 'auditor' | 'self'; readonly entry: string | null }
  readonly openings: OpeningChoice
  /** The `audit.frozen` entry of this package. */
  readonly frozenEntry: string
}

/** Chosen in this order: results first, then the freeze, so that the entry of every shown result lies under the frozen checkpoints. */
export type Frozen = {
  readonly evidence: readonly ControlEvidence[]
  /** Read after the freeze, so that nothing that the frozen logs hold is missed. */
  readonly standing: StandingFacts
  readonly logs: readonly FrozenLog[]
}

export type PackageDeps = {
  readonly ledger: LedgerExport
  readonly verifier: VerifierFiles
  /** How the model becomes documents for people. Absent: the product's own HTML and PDF. */
  readonly reports?: {
    readonly html: (model: ReportModel) => string
    readonly pdf: (model: ReportModel) => Promise<Uint8Array>
  }
}

export type WrittenPackage = {
  readonly bytes: number
  readonly sha256: string
  readonly logs: readonly FrozenLog[]
  readonly selfDrawn: boolean
  readonly statementSha256: string
}

/**
 * Writes a package to `path` (docs/formats/package.md). Memory stays bounded: leaves, bodies and rows stream. The file appears under its name
 * only when it is whole and synced; a failure leaves nothing.
 */
export async function writePackage(
  deps: PackageDeps,
  order: PackageOrder,
  frozen: Frozen,
  path: string,
  signal: AbortSignal,
): Promise<WrittenPackage> {
  const partial = `${path}.${randomUUID()}.partial`
  const zip = await ZipWriter.create(partial)
  try {
    const written = await fill(zip, deps, order, frozen, signal)
    const { bytes } = await zip.finish()
    const sha256 = await zip.fileSha256()
    await rename(partial, path)
    return { bytes, sha256, logs: frozen.logs, ...written }
  } catch (error) {
    await zip.abandon()
    await rm(partial, { force: true })
    throw error
  }
}

async function fill(
  zip: ZipWriter,
  deps: PackageDeps,
  order: PackageOrder,
  frozen: Frozen,
  signal: AbortSignal,
): Promise<Pick<WrittenPackage, 'selfDrawn' | 'statementSha256'>> {
  const { ledger } = deps
  const { logs } = frozen
  const verifier = await deps.verifier.read()
  await zip.add('VERIFY.md', verifyPage(logs, order.mode))
  await zip.add('verify.mjs', verifier.mjs)
  await zip.add('verify.html', verifier.html)
  await zip.add('policy.txt', logs.flatMap((log) => log.vkeys.map((key) => `log ${key.vkey}\n`)).join(''))
  for (const log of logs) {
    await zip.add(
      `${fileOf('keys', log.origin)}.json`,
      canonicalize(log.vkeys.map(({ vkey, fromIndex }) => ({ vkey, fromIndex }))),
    )
    await zip.add(`${fileOf('log', log.origin)}/checkpoint`, log.checkpoint)
  }

  const parts = await writeControls(zip, deps, order, frozen)
  const { standing, entries } = await writeStanding(zip, order, frozen, parts.controls)
  signal.throwIfAborted()
  const evidence = await writeEvidence(zip, deps, order, logs, parts, entries, signal)
  const anchors = await ledger.anchors(order.org)
  for (const [i, anchor] of anchors.entries()) {
    await zip.add(
      `anchors/${i + 1}.json`,
      canonicalize({
        kind: anchor.kind,
        at: anchor.at,
        where: anchor.where,
        checkpoint: anchor.checkpoint,
        hashes: await anchorProof(ledger, anchor.checkpoint, logs),
      }),
    )
  }

  const tables = [
    ...parts.tables,
    await ownTable(
      zip,
      CONTROLS_TABLE,
      controlRows(parts.controls),
      'every control of the catalogue with its newest result',
    ),
    await ownTable(
      zip,
      DEVIATIONS_TABLE,
      deviationRows(parts.controls),
      'every deviation named by those results',
    ),
    await ownTable(
      zip,
      STANDING_TABLE,
      standingRows(standing),
      `word, owner and waiver of each control as of ${standing.asOf}, from the log`,
    ),
    await ownTable(
      zip,
      WAIVERS_TABLE,
      waiverRows(standing),
      'every waiver that was in force at some time in the window, from the log',
    ),
    await ownTable(zip, CRITERIA_TABLE, criterionRows(standing), `readiness as of ${standing.asOf}`),
  ]
  const predicate: Omit<PackagePredicate, 'archive'> = {
    v: 1,
    id: order.id,
    madeAt: order.madeAt,
    madeBy: order.madeBy,
    organisation: order.organisation,
    mode: order.mode,
    window: { from: order.from, to: order.to },
    scope: { systems: order.systems.map(({ ref, name }) => ({ ref, name })) },
    logs: await Promise.all(
      logs.map(async (log) => ({
        origin: log.origin,
        size: log.size,
        root: log.root,
        keyid: (await ledger.sign(log, new Uint8Array())).keyid,
      })),
    ),
    controls: parts.controls,
    samples: parts.samples,
    tables,
    recount: { calls: evidence.calls },
    proves: PROVES,
    restrictedUse: RESTRICTED_USE,
  }
  const model: ReportModel = {
    predicate,
    controls: parts.details,
    standing,
    anchors,
    entries: { included: evidence.leaves, total: logs.reduce((sum, log) => sum + log.size, 0) },
    bodies: evidence.bodies,
    // The three files below and the manifest itself are still to come.
    files: zip.files.length + 4,
  }
  await zip.add('oscal/assessment-results.json', `${JSON.stringify(assessmentResults(model), null, 2)}\n`)
  const { html, pdf } = deps.reports ?? { html: reportHtml, pdf: reportPdf }
  await zip.add('report.html', html(model))
  await zip.add('report.pdf', await pdf(model))
  return {
    selfDrawn: parts.samples.some((s) => s.seededBy === 'self-drawn'),
    statementSha256: await sign(zip, ledger, logs, predicate),
  }
}

type ControlParts = {
  readonly controls: readonly PackageControl[]
  readonly samples: readonly PackageSample[]
  readonly tables: readonly PackageTable[]
  readonly drawn: readonly JsonObject[]
  readonly details: ReadonlyMap<string, ControlDetail>
}

async function writeControls(
  zip: ZipWriter,
  deps: PackageDeps,
  order: PackageOrder,
  frozen: Frozen,
): Promise<ControlParts> {
  const controls: PackageControl[] = []
  const samples: PackageSample[] = []
  const tables: PackageTable[] = []
  const drawn: JsonObject[] = []
  const details = new Map<string, ControlDetail>()
  const seedEntry = order.seed.entry === null ? null : await place(deps.ledger, order.org, order.seed.entry)
  const seedFor = (outcomeAt: PackageControl['outcome']): SeedUse => ({
    seed: order.seed.hex,
    size: order.sampleSize,
    seedEntry,
    seededBy:
      order.seed.by === 'auditor' &&
      seedEntry !== null &&
      outcomeAt !== null &&
      outcomeAt.origin === seedEntry.origin &&
      outcomeAt.index < seedEntry.index
        ? 'auditor'
        : 'self-drawn',
  })
  for (const evidence of frozen.evidence) {
    const entry = evidence.outcome?.entryId ?? null
    const written = await writeControl(
      zip,
      evidence,
      entry === null ? null : await place(deps.ledger, order.org, entry),
      seedFor,
    )
    controls.push(written.control)
    samples.push(...written.samples)
    tables.push(...written.tables)
    drawn.push(...written.drawn)
    details.set(evidence.control.id, {
      ...evidence.control,
      runs: evidence.runs,
      changedSince: evidence.changedSince,
    })
  }
  return { controls, samples, tables, drawn, details }
}

/** Owners, waivers and readiness at the end of the window, with the entries that say so. */
async function writeStanding(
  zip: ZipWriter,
  order: PackageOrder,
  { standing, logs, evidence }: Frozen,
  controls: readonly PackageControl[],
): Promise<{ readonly standing: Standing; readonly entries: readonly Place[] }> {
  const window = { from: order.from, to: order.to }
  const entries = standing.entries.filter(
    ({ origin, index, at }) =>
      standsBy({ window, madeAt: order.madeAt }, at) &&
      logs.some((log) => log.origin === origin && index < log.size),
  )
  const freshness = new Map(evidence.map(({ control }) => [control.id, control.freshForMs]))
  const result = standingOf({
    window,
    madeAt: order.madeAt,
    controls,
    criteria: standing.criteria,
    entries,
    words: {
      person: (id) => standing.people.get(id) ?? id,
      waiver: (id) => standing.waivers.get(id) ?? null,
      freshForMs: (control) => freshness.get(control) ?? 0,
    },
  })
  await zip.add(STANDING_FILE, canonicalize(standingJson(result, entries)))
  return { standing: result, entries }
}

async function writeEvidence(
  zip: ZipWriter,
  deps: PackageDeps,
  order: PackageOrder,
  logs: readonly FrozenLog[],
  parts: ControlParts,
  standing: readonly Place[],
  signal: AbortSignal,
): Promise<{ readonly calls: number; readonly bodies: number; readonly leaves: number }> {
  const scope: PackageScope = {
    from: order.from,
    to: order.to,
    systems: new Set(order.systems.map((system) => system.ref)),
  }
  const behind = await deps.ledger.locate(order.org, [...new Set(parts.drawn.flatMap(idsOf))])
  const restsOn = parts.controls.flatMap((control) => (control.outcome === null ? [] : [control.outcome]))
  const erasures = await writeOpenings(zip, deps.ledger, order.org, order.openings, behind)
  const frozenAt = await deps.ledger.locate(order.org, [order.frozenEntry])
  const seeds = parts.samples.flatMap((sample) => (sample.seedEntry === null ? [] : [sample.seedEntry]))
  let calls = 0
  let bodies = 0
  let leaves = 0
  for (const log of logs) {
    if (order.mode === 'full') {
      const facts = await writeTree(zip, deps.ledger, log, scope, signal)
      calls += facts.calls
      leaves += log.size
      bodies += await writeBodies(zip, deps.ledger, log, facts.inScope, signal)
    } else {
      // Entry 0 names the first key and the log before; the others announce the later keys.
      const keys = [0, ...log.vkeys.map((key) => key.fromIndex)].filter((index) => index < log.size)
      const here = [...behind, ...restsOn, ...standing, ...seeds, ...frozenAt, ...erasures]
        .filter((at) => at.origin === log.origin && at.index < log.size)
        .map((at) => at.index)
      const chosen = [...new Set([...here, ...keys])].sort((a, b) => a - b)
      const { inScope } = await writeProofs(zip, deps.ledger, log, chosen)
      leaves += chosen.length
      bodies += await writeBodies(zip, deps.ledger, log, inScope, signal)
    }
  }
  return { calls, bodies, leaves }
}

/** Fields of a drawn row that name what stands behind it in the ledger. */
const idsOf = (row: JsonObject): readonly string[] =>
  ['id', 'call', 'callId', 'entry', 'entryId', 'recordedAs'].flatMap((key) => {
    const value = row[key]
    return typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) ? [value] : []
  })

async function place(ledger: LedgerExport, org: OrgId, id: string): Promise<PackageControl['outcome']> {
  const [at] = await ledger.locate(org, [id])
  return at === undefined ? null : { entry: id, origin: at.origin, index: at.index }
}

async function ownTable(
  zip: ZipWriter,
  file: string,
  rows: readonly JsonObject[],
  query: string,
): Promise<PackageTable> {
  const { sha256 } = await zip.add(file, csvTable(columnsOf(rows), rows))
  return { file, query, rows: rows.length, sha256 }
}

/** Consistency proof from an anchored checkpoint to ours, so that sample mode can compare them too; null when sizes do not allow one. */
async function anchorProof(
  ledger: LedgerExport,
  note: string,
  logs: readonly FrozenLog[],
): Promise<readonly string[] | null> {
  const [origin, size] = note.split('\n')
  const log = logs.find((l) => l.origin === origin)
  const from = Number(size)
  if (log === undefined || !Number.isSafeInteger(from) || from > log.size) return null
  return (await ledger.consistency(log.origin, from, log.size)).map(base64)
}

async function sign(
  zip: ZipWriter,
  ledger: LedgerExport,
  logs: readonly FrozenLog[],
  predicate: Omit<PackagePredicate, 'archive'>,
): Promise<string> {
  const archive = { bytes: zip.bytes, sha256: await zip.prefixSha256() }
  const subjects = zip.files
    .map(({ name, sha256 }) => ({ name, sha256 }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const payload = Buffer.from(
    canonicalize(statementJson({ subjects, predicate: { ...predicate, archive } })),
    'utf8',
  )
  const newest = logs.at(-1)
  if (newest === undefined) throw new Error('a package needs at least one log')
  const { keyid, signature } = await ledger.sign(newest, pae(IN_TOTO, payload))
  const envelope = {
    payloadType: IN_TOTO,
    payload: base64(payload),
    signatures: [{ keyid, sig: base64(signature) }],
  }
  await zip.add(MANIFEST, canonicalize(envelope), { stored: true })
  return zip.files.find((file) => file.name === MANIFEST)?.sha256 ?? ''
}
