import type { Allowed } from '../../identity/authorize.ts'
import type { Principal } from '../../identity/contract.ts'
import { record } from '../../identity/record.ts'
import { instant, type OrgId } from '../../lib/ids.ts'
import { problem } from '../../lib/problem.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/random.ts'
import type { AuditExport, ExportInput } from './contract.ts'
import type { AuditDeps } from './deps.ts'
import { toExport } from './read-exports.ts'
import { exportRow, insertExport, lockExports, runningExports } from './store.ts'

export const EXPORT_JOB = 'audit.export'
/** Packages being made at once for one organisation: each reads the whole log. */
const RUNNING_MAX = 2

/**
 * Accepts an export: row, job and, with an auditor's seed, the `audit.seeded` entry in one transaction. The seed is on record before the
 * populations are chosen, and only populations that were recorded before it may be drawn from as the auditor's.
 */
export async function requestExport(
  deps: AuditDeps,
  tx: Tx,
  org: OrgId,
  by: Allowed<'audit.export'>,
  /** Present exactly when the input brings a seed. */
  seeder: Allowed<'audit.seed'> | null,
  input: ExportInput,
  reach: ExportReach,
): Promise<AuditExport> {
  const now = deps.clock.nowMs()
  const from = input.from ?? instant(Date.parse(reach.since))
  const to = input.to ?? instant(now)
  if (Date.parse(from) >= Date.parse(to))
    throw problem('export_window_empty', 422, 'the window ends before it begins', {
      where: 'from',
      fix: 'give `from` before `to`',
    })
  await lockExports(tx, org)
  if ((await runningExports(tx, org)) >= RUNNING_MAX) {
    throw problem('export_busy', 429, `${RUNNING_MAX} packages are being made already`, {
      fix: 'wait for one to finish: `sealwright audit list`',
    })
  }
  const id = newId(deps.clock, deps.random)
  const seed = input.seed ?? deps.random.bytes(32).toString('hex')
  const seedEntry =
    seeder === null
      ? null
      : await record(deps, tx, org, {
          type: 'audit.seeded',
          by: seeder,
          body: { by: 'auditor', export: id, seed },
        })
  await insertExport(tx, org, {
    id,
    mode: input.mode,
    window_from: new Date(from),
    window_to: new Date(to),
    open_ended: input.to === undefined,
    systems: reach.systems,
    sample_size: input.sampleSize,
    openings: input.openings,
    seed,
    seeded_by: seeder === null ? 'self' : 'auditor',
    seed_entry: seedEntry,
    requested_by: nameOf(by.principal),
    requested_at: new Date(now),
  })
  await deps.jobs.enqueue(tx, {
    type: EXPORT_JOB,
    org,
    data: { export: id },
    dedupeKey: `${EXPORT_JOB}/${id}`,
  })
  const row = await exportRow(tx, org, id)
  if (row === undefined) throw new Error('the export was not kept')
  return toExport(row)
}

/** What a package covers: systems, and from when on there is anything. */
export type ExportReach = {
  readonly since: string
  readonly systems: readonly { readonly ref: string; readonly name: string }[]
}

/** Read before the transaction of `requestExport`, which would hold a connection while it waits for these. */
export async function exportReach(
  deps: Pick<AuditDeps, 'systems'>,
  org: OrgId,
  input: ExportInput,
  systemsInScope: readonly string[] | null,
): Promise<ExportReach> {
  const { createdAt } = await deps.systems.organisation(org)
  const all = await deps.systems.systems(org)
  const visible = systemsInScope === null ? all : all.filter((system) => systemsInScope.includes(system.name))
  const unknown = input.systems?.find((name) => !visible.some((system) => system.name === name))
  if (unknown !== undefined)
    throw problem('system_not_found', 404, `no system \`${unknown}\` here`, { where: 'systems' })
  const systems = visible
    .filter((system) => input.systems === undefined || input.systems.includes(system.name))
    .filter((system) => input.includeTrial || !system.trial)
    .map(({ ref, name }) => ({ ref, name }))
  return { since: createdAt, systems }
}

function nameOf(principal: Principal): string {
  switch (principal.kind) {
    case 'user':
      return principal.email
    case 'token':
      return `token ${principal.name}`
    case 'system':
      return 'the installation'
  }
}
