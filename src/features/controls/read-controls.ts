import type { OrgId } from '../../lib/ids.ts'
import type { Tx } from '../../platform/db.ts'
import { catalogue } from './catalogue/index.ts'
import { criteria } from './catalogue/criteria.ts'
import { peopleDirectory } from '../../identity/index.ts'
import type { Control, Outcome, Readiness, TestStatus, Waiver } from './contract.ts'
import { criterionStatus, statusAt } from '../../lib/readiness.ts'
import { worstOfDay, type ControlDefinition, type TestDefinition } from './model.ts'
import { controlTimes, dayStatuses, latestOutcomes, type StoredOutcome } from './store.ts'
import { tests } from './tests/index.ts'
import { controlOwners, openWaivers, type WaiverRow } from './waiver-store.ts'

/** Where entries stand in the log; the ledger answers. Ids that are not sequenced yet are left out. */
export type LocateEntries = (
  tx: Tx,
  org: OrgId,
  ids: readonly string[],
) => Promise<readonly { readonly id: string; readonly index: number }[]>

export const SCHEDULE_MS = 900_000
export const STRIP_DAYS = 30
const DAY_MS = 86_400_000

export const testOf = (control: string): TestDefinition | undefined =>
  tests.find((test) => test.control === control)
export const definitionOf = (control: string): ControlDefinition | undefined =>
  catalogue.find((definition) => definition.id === control)

/** An outcome as the API shows it. */
export function outcomeView(outcome: StoredOutcome, indices: ReadonlyMap<string, number>): Outcome {
  const href = testOf(outcome.controlId)?.href
  return {
    id: outcome.id,
    controlId: outcome.controlId,
    status: outcome.status,
    checked: outcome.checked,
    deviating: outcome.deviating,
    deviations: outcome.deviations.map((deviation) => ({
      ...deviation,
      href: href?.(deviation.key) ?? null,
    })),
    why: outcome.why,
    asOf: outcome.asOf.toISOString(),
    trial: outcome.trial,
    testDigest: outcome.testDigest,
    entryId: outcome.entryId,
    index: indices.get(outcome.entryId) ?? null,
    populations: outcome.populations.map(({ source, rows, complete, root, query, asOf, independent }) => ({
      source,
      rows,
      complete,
      root,
      query,
      asOf,
      independent,
    })),
  }
}

export async function indicesOf(
  tx: Tx,
  locate: LocateEntries,
  org: OrgId,
  outcomes: readonly StoredOutcome[],
): Promise<ReadonlyMap<string, number>> {
  if (outcomes.length === 0) return new Map()
  const found = await locate(
    tx,
    org,
    outcomes.map((outcome) => outcome.entryId),
  )
  return new Map(found.map(({ id, index }) => [id, index]))
}

/**
 * The catalogue with what is known of each control now. `only` limits it to these ids. The strip takes in all of today, also what a clock that was
 * set back since has dated later, unless it is to end before.
 */
export async function readControls(
  tx: Tx,
  org: OrgId,
  locate: LocateEntries,
  nowMs: number,
  only?: readonly string[],
  stripEndMs: number = startOfDay(nowMs) + DAY_MS - 1,
): Promise<Control[]> {
  const wanted = catalogue.filter((definition) => only === undefined || only.includes(definition.id))
  const ids = wanted
    .filter((definition) => testOf(definition.id) !== undefined)
    .map((definition) => definition.id)
  const from = new Date(startOfDay(nowMs) - (STRIP_DAYS - 1) * DAY_MS)
  const latest = await latestOutcomes(tx, org, ids)
  const times = await controlTimes(tx, org, ids)
  const days = await dayStatuses(tx, org, ids, { from, to: new Date(stripEndMs) })
  const indices = await indicesOf(tx, locate, org, [...latest.values()])
  const owners = new Map((await controlOwners(tx, org)).map((row) => [row.control_id, row.user_id]))
  const waivers = new Map((await openWaivers(tx, org, new Date(nowMs))).map((row) => [row.control_id, row]))
  const nameOf = await peopleDirectory.names(tx, org, [
    ...owners.values(),
    ...[...waivers.values()].flatMap((w) => [w.requested_by, w.approved_by ?? w.requested_by]),
  ])
  return wanted.map((definition) => {
    const test = testOf(definition.id)
    const outcome = latest.get(definition.id) ?? null
    const status = statusAt(
      outcome === null ? null : { status: outcome.status, asOfMs: outcome.asOf.getTime() },
      test?.freshForMs ?? 0,
      nowMs,
    )
    const time = times.get(definition.id)
    const owner = owners.get(definition.id)
    const waiver = waivers.get(definition.id)
    return {
      id: definition.id,
      title: definition.title,
      statement: definition.statement,
      risk: definition.risk,
      nature: definition.nature,
      type: definition.type,
      frequency: definition.frequency,
      owner: owner === undefined ? null : nameOf(owner),
      criteria: definition.criteria.map(({ id, why }) => ({ id, why })),
      remediation: definition.remediation,
      freshForMs: test?.freshForMs ?? 0,
      status,
      shown: waiver?.state === 'approved' ? 'waived' : status,
      waiver: waiver === undefined ? null : waiverView(waiver, nameOf),
      latest: outcome === null ? null : outcomeView(outcome, indices),
      failingSince: outcome?.status === 'fail' ? (time?.failingSince?.toISOString() ?? null) : null,
      nextRunAt:
        test === undefined
          ? null
          : new Date(Math.max(nowMs, (time?.scheduledAt?.getTime() ?? nowMs) + SCHEDULE_MS)).toISOString(),
      strip: strip(
        days.filter((day) => day.control_id === definition.id),
        from.getTime(),
      ),
      hasTest: test !== undefined,
      population: definition.population,
      attributes: [...definition.attributes],
      evidence: definition.evidence,
      uncovered: test?.uncovered ?? 'everything: this control has no automated test yet',
    }
  })
}

const waiverView = (row: WaiverRow, nameOf: (id: string) => string): Waiver => ({
  id: row.id,
  state: row.state === 'approved' ? 'approved' : 'requested',
  reason: row.reason,
  compensating: row.compensating,
  requestedBy: nameOf(row.requested_by),
  approvedBy: row.approved_by === null ? null : nameOf(row.approved_by),
  approvedAt: row.approved_at?.toISOString() ?? null,
  until: row.until.toISOString(),
  approvalId: row.approval_id,
  entryId: row.entry_id,
})

const startOfDay = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS

/** One word per day, the worst that ran on it; a day without a run is untested, never repeated from the day before. */
function strip(
  days: readonly { readonly day: string; readonly statuses: readonly TestStatus[] }[],
  fromMs: number,
): Control['strip'] {
  return Array.from({ length: STRIP_DAYS }, (_, i) => {
    const day = new Date(fromMs + i * DAY_MS).toISOString().slice(0, 10)
    return { day, status: worstOfDay(days.find((one) => one.day === day)?.statuses ?? []) ?? 'untested' }
  })
}

/** Management's readiness, from the same words as the controls. Every criterion is listed; one that no tested control bears on says so. */
export function readinessOf(controls: readonly Control[], asOf: string): Readiness {
  const counts: Record<string, number> = {}
  for (const control of controls) {
    const word = control.shown ?? control.status
    counts[word] = (counts[word] ?? 0) + 1
  }
  return {
    asOf,
    criteria: criteria.map((criterion) => {
      const bearing = controls.filter((control) => control.criteria.some((link) => link.id === criterion.id))
      return {
        ...criterion,
        status: criterionStatus(bearing.map((control) => control.status)),
        controls: bearing.map((control) => control.id),
      }
    }),
    counts,
  }
}
