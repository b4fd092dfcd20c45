import type { OrgId } from '../../lib/ids.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { Fields } from '../../lib/predicate/types.ts'
import type { Control, Outcome, Readiness } from './contract.ts'
import type { ControlsDeps } from './deps.ts'
import { instant } from '../../lib/ids.ts'
import { indicesOf, outcomeView, readControls, readinessOf } from './read-controls.ts'
import { outcomePage, populationLines, testTextOf, type StoredOutcome } from './store.ts'

/** One control with the run that a package shows. */
export type ControlEvidence = {
  readonly control: Control
  /** The newest outcome whose entry is in the log; null when there is none. */
  readonly outcome: Outcome | null
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
    async *evidence(org: OrgId): AsyncGenerator<ControlEvidence> {
      const controls = await deps.db.tx(
        { org },
        (tx) => readControls(tx, org, deps.locate, deps.clock.nowMs()),
        { readOnly: true },
      )
      for (const control of controls) yield evidenceOf(deps, org, control)
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

async function evidenceOf(deps: ControlsDeps, org: OrgId, control: Control): Promise<ControlEvidence> {
  const { candidates, indices } = await deps.db.tx(
    { org },
    async (tx) => {
      const page = await outcomePage(tx, org, control.id, { limit: OUTCOMES_LOOKED_AT, before: null })
      const outcomes = page.items.map((item) => item.outcome)
      return { candidates: outcomes, indices: await indicesOf(tx, deps.locate, org, outcomes) }
    },
    { readOnly: true },
  )
  const chosen = candidates.find((outcome) => indices.has(outcome.entryId))
  if (chosen === undefined)
    return {
      control,
      outcome: null,
      test: null,
      notReperformable: '',
      fields: () => ({}),
      rows: () => nothing(),
    }
  const test = await deps.db.tx({ org }, (tx) => testTextOf(tx, org, chosen.testDigest), { readOnly: true })
  return {
    control,
    outcome: outcomeView(chosen, indices),
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
