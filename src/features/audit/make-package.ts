import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isUuid, type OrgId } from '../../lib/ids.ts'
import { ProblemError } from '../../lib/problem.ts'
import type { JobHandler } from '../../platform/jobs.ts'
import { bundledVerifier } from './bundled-verifier.ts'
import type { AuditDeps } from './deps.ts'
import type { ControlEvidence } from './ports.ts'
import { readStanding } from './read-standing.ts'
import { EXPORT_JOB } from './request-export.ts'
import { exportRow, setFailed, setReady, setSeedEntry, setWindowTo, type ExportRow } from './store.ts'
import { writePackage, type WrittenPackage } from './write-package.ts'

/** Longest making of a package. A million entries take about two minutes; a log near the archive's limit about ten. */
const DEADLINE_MS = 30 * 60_000

export const packagePath = (deps: Pick<AuditDeps, 'exportDir'>, org: OrgId, id: string): string =>
  join(deps.exportDir, org, `${id}.zip`)

/** Makes the package that was asked for. A crash leaves a `.partial` file that the next attempt removes; the row stays `running` until one attempt ends it. */
export function exportJob(deps: AuditDeps): JobHandler {
  return {
    type: EXPORT_JOB,
    deadlineMs: DEADLINE_MS,
    attemptsMax: 3,
    async handle(data, { org, signal }) {
      const id = data['export']
      if (org === null || typeof id !== 'string' || !isUuid(id))
        throw new Error(`\`${EXPORT_JOB}\` needs an organisation and an export`)
      const row = await deps.db.tx({ org }, (tx) => exportRow(tx, org, id), { readOnly: true })
      if (row === undefined || row.state !== 'running') return
      try {
        await make(deps, org, row, signal)
      } catch (error) {
        const why =
          error instanceof ProblemError
            ? `${error.problem.detail}${error.problem.fix === undefined ? '' : `: ${error.problem.fix}`}`
            : error instanceof Error
              ? error.message
              : String(error)
        deps.log.error({ export: id, error: why }, 'a package could not be made')
        await deps.db.tx({ org }, (tx) => setFailed(tx, org, id, new Date(deps.clock.nowMs()), why))
      }
    },
  }
}

async function make(deps: AuditDeps, org: OrgId, row: ExportRow, signal: AbortSignal): Promise<void> {
  const folder = join(deps.exportDir, org)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of await readdir(folder))
    if (name.startsWith(row.id)) await rm(join(folder, name), { force: true })

  if (row.seeded_by === 'self' && row.open_ended && deps.controlsExport.refresh !== undefined) {
    // Everything recorded so far is shipped first: a test must not read calls that a restarted producer still holds.
    await deps.ledgerExport.freeze(org, signal)
    await deps.controlsExport.refresh(org)
  }
  const to = row.open_ended ? await closeWindow(deps, org, row) : row.window_to

  // Results first, then the freeze: so the entry of every result that the package shows lies under the frozen checkpoints.
  const evidence: ControlEvidence[] = []
  for await (const one of deps.controlsExport.evidence(org, { from: row.window_from, to })) evidence.push(one)
  const madeAt = new Date(deps.clock.nowMs()).toISOString()
  const { frozenEntry, seedEntry } = await fixPopulations(deps, org, row, evidence)
  const logs = await deps.ledgerExport.freeze(org, signal)
  if (logs.length === 0) throw new Error('this organisation has no published log yet: nothing can be proven')
  const standing = await readStanding(deps.ledgerExport, deps.controlsExport, org)

  const organisation = await deps.systems.organisation(org)
  const written = await writePackage(
    { ledger: deps.ledgerExport, verifier: deps.verifier ?? bundledVerifier() },
    {
      id: row.id,
      org,
      organisation: { id: organisation.id, name: organisation.name },
      mode: row.mode,
      from: row.window_from.toISOString(),
      to: to.toISOString(),
      systems: row.systems,
      madeAt,
      madeBy: row.requested_by,
      sampleSize: row.sample_size,
      seed: { hex: row.seed, by: row.seeded_by, entry: seedEntry },
      openings: row.openings,
      frozenEntry,
    },
    { evidence, standing, logs },
    packagePath(deps, org, row.id),
    signal,
  )
  await finish(deps, org, row, written)
}

/**
 * A window without an end reaches to now: after the tests that the package shows, before the freeze. What is in the log and dated later was written
 * before the clock was set back; it has happened too, so the window reaches to it.
 */
async function closeWindow(deps: AuditDeps, org: OrgId, row: ExportRow): Promise<Date> {
  const newest = await deps.ledgerExport.newestAt(org)
  const to = new Date(Math.max(deps.clock.nowMs(), newest?.getTime() ?? 0))
  await deps.db.tx({ org }, (tx) => setWindowTo(tx, org, row.id, to))
  return to
}

/**
 * Records which populations the package rests on; then, when no auditor gave one, the seed that we drew. Run again after a crash it adds a
 * second `audit.frozen` entry, which says the same; the seed's entry is added once.
 */
async function fixPopulations(
  deps: AuditDeps,
  org: OrgId,
  row: ExportRow,
  evidence: readonly ControlEvidence[],
): Promise<{ readonly frozenEntry: string; readonly seedEntry: string }> {
  return deps.db.tx({ org }, async (tx) => {
    const populations = evidence.flatMap(({ control, outcome }) =>
      (outcome?.populations ?? []).map(({ source, root, rows }) => ({
        control: control.id,
        source,
        root,
        rows,
        tested: outcome?.entryId ?? null,
      })),
    )
    const frozenEntry = await deps.ledger.append(tx, org, {
      type: 'audit.frozen',
      body: { export: row.id, populations },
    })
    if (row.seed_entry !== null) return { frozenEntry, seedEntry: row.seed_entry }
    const seedEntry = await deps.ledger.append(tx, org, {
      type: 'audit.seeded',
      body: { by: 'self', export: row.id, seed: row.seed },
    })
    await setSeedEntry(tx, org, row.id, seedEntry)
    return { frozenEntry, seedEntry }
  })
}

async function finish(deps: AuditDeps, org: OrgId, row: ExportRow, written: WrittenPackage): Promise<void> {
  const newest = written.logs.at(-1)
  await deps.db.tx({ org }, async (tx) => {
    await setReady(tx, org, row.id, {
      at: new Date(deps.clock.nowMs()),
      bytes: written.bytes,
      sha256: written.sha256,
      size: newest?.size ?? 0,
      root: newest?.root ?? '',
      selfDrawn: written.selfDrawn,
    })
    await deps.ledger.append(tx, org, {
      type: 'audit.exported',
      body: {
        export: row.id,
        mode: row.mode,
        sha256: written.sha256,
        bytes: written.bytes,
        logs: written.logs.map(({ origin, size, root }) => ({ origin, size, root })),
      },
    })
    await deps.outbox.emit(tx, { type: 'audit.exported', org, data: { export: row.id } })
  })
}
