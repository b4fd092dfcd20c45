import type { OrgId } from '../../lib/ids.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { Fields } from '../../lib/predicate/types.ts'
import type { Control, Outcome, Readiness } from './contract.ts'
import type { ControlsDeps } from './deps.ts'
import { instant } from '../../lib/ids.ts'
import { indicesOf, outcomeView, readControls, readinessOf } from './read-controls.ts'
import {
  outcomesWithin,
  populationLines,
  runsWithin,
  testTextOf,
  type Span,
  type StoredOutcome,
} from './store.ts'

/** One control with the run that a package shows. */
export type ControlEvidence = {
  readonly control: Control
  /** The newest outcome of the window whose entry is in the log; null when there is none: a run before or after it says nothing of it. */
  readonly outcome: Outcome | null
  /** Recorded runs in the window by result. */
  readonly runs: Readonly<Record<string, number>>
  /** Canonical JSON text of the very test that gave the outcome; its SHA-256 is `outcome.testDigest`. */
  readonly test: string | null
  /** Empty: every test here runs on its frozen rows alone. */
  readonly notReperformable: string
  readonly fields: (source: string) => Fields
  /** Frozen rows in the order that the root was taken over. */
  readonly rows: (source: string) => AsyncIterable<JsonObject>
}

/** How far back to look for an outcome that is sequenced already: the newest few may still be pending. */
const OUTCOMES_LOOKED_AT = 20

/** What the audit room asks of this one (features/audit/ports.ts). */
export function controlsExport(deps: ControlsDeps) {
  return {
    async *evidence(org: OrgId, window: Span): AsyncGenerator<ControlEvidence> {
      const controls = await deps.db.tx(
        { org },
        (tx) => readControls(tx, org, deps.locate, deps.clock.nowMs()),
        { readOnly: true },
      )
      for (const control of controls) yield evidenceOf(deps, org, control, window)
    },
    async readiness(org: OrgId): Promise<Readiness> {
      const nowMs = deps.clock.nowMs()
      const controls = await deps.db.tx({ org }, (tx) => readControls(tx, org, deps.locate, nowMs), {
        readOnly: true,
      })
      return readinessOf(controls, instant(nowMs))
    },
  }
}

async function evidenceOf(
  deps: ControlsDeps,
  org: OrgId,
  control: Control,
  window: Span,
): Promise<ControlEvidence> {
  const { candidates, counted, indices } = await deps.db.tx(
    { org },
    async (tx) => {
      const outcomes = await outcomesWithin(tx, org, control.id, window, OUTCOMES_LOOKED_AT)
      return {
        candidates: outcomes,
        counted: await runsWithin(tx, org, control.id, window),
        indices: await indicesOf(tx, deps.locate, org, outcomes),
      }
    },
    { readOnly: true },
  )
  const runs = Object.fromEntries(counted.map(({ status, n }) => [status, n]))
  const chosen = candidates.find((outcome) => indices.has(outcome.entryId))
  if (chosen === undefined)
    return {
      control,
      outcome: null,
      runs,
      test: null,
      notReperformable: '',
      fields: () => ({}),
      rows: () => nothing(),
    }
  const test = await deps.db.tx({ org }, (tx) => testTextOf(tx, org, chosen.testDigest), { readOnly: true })
  return {
    control,
    outcome: outcomeView(chosen, indices),
    runs,
    test: test ?? null,
    notReperformable: '',
    fields: (source) => deps.sources().find((candidate) => candidate.id === source)?.fields ?? {},
    rows: (source) => rowsOf(deps, org, chosen, source),
  }
}

async function* rowsOf(
  deps: ControlsDeps,
  org: OrgId,
  outcome: StoredOutcome,
  source: string,
): AsyncGenerator<JsonObject> {
  const population = outcome.populations.find((candidate) => candidate.source === source)
  if (population === undefined) return
  const lines = await deps.db.tx({ org }, (tx) => populationLines(tx, org, source, population.root), {
    readOnly: true,
  })
  for (const line of lines ?? []) {
    const row: JsonObject = JSON.parse(line)
    yield row
  }
}

async function* nothing(): AsyncGenerator<JsonObject> {}
