import type { OrgId } from '../../lib/ids.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { Fields } from '../../lib/predicate/types.ts'
import { createHash } from 'node:crypto'
import { peopleDirectory } from '../../identity/index.ts'
import type { WaiverTexts } from '../../lib/standing.ts'
import { criteria } from './catalogue/criteria.ts'
import type { Control, Outcome } from './contract.ts'
import type { ControlsDeps } from './deps.ts'
import { indicesOf, outcomeView, readControls, testOf } from './read-controls.ts'
import {
  outcomesWithin,
  populationLines,
  runsWithin,
  testTextOf,
  type Span,
  type StoredOutcome,
} from './store.ts'
import { testText } from './tests/index.ts'
import { waiverTexts } from './waiver-store.ts'

/** The catalogue's words and the days before the window's end; nothing that is only true today. */
type CatalogueControl = Omit<
  Control,
  'owner' | 'waiver' | 'shown' | 'status' | 'latest' | 'failingSince' | 'nextRunAt'
>

/** One control with the run that a package shows. */
export type ControlEvidence = {
  readonly control: CatalogueControl
  /** The test is another one today than the one that gave the outcome. */
  readonly changedSince: boolean
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
      const endMs = Math.min(window.to.getTime(), deps.clock.nowMs())
      const controls = await deps.db.tx(
        { org },
        (tx) => readControls(tx, org, deps.locate, endMs, undefined, endMs),
        { readOnly: true },
      )
      for (const control of controls) yield evidenceOf(deps, org, control, window)
    },
    criteria: (): readonly string[] => criteria.map((criterion) => criterion.id),
    async words(
      org: OrgId,
      ids: { readonly people: readonly string[]; readonly waivers: readonly string[] },
    ): Promise<{
      readonly people: ReadonlyMap<string, string>
      readonly waivers: ReadonlyMap<string, WaiverTexts>
    }> {
      return deps.db.tx(
        { org },
        async (tx) => {
          const people = await peopleDirectory.byIds(tx, org, ids.people)
          return {
            people: new Map([...people].map(([id, person]) => [id, person.email])),
            waivers: await waiverTexts(tx, org, ids.waivers),
          }
        },
        { readOnly: true },
      )
    },
  }
}

async function evidenceOf(
  deps: ControlsDeps,
  org: OrgId,
  control: CatalogueControl,
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
      changedSince: false,
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
    changedSince: digestNow(control.id) !== chosen.testDigest,
    outcome: outcomeView(chosen, indices),
    runs,
    test: test ?? null,
    notReperformable: '',
    fields: (source) => deps.sources().find((candidate) => candidate.id === source)?.fields ?? {},
    rows: (source) => rowsOf(deps, org, chosen, source),
  }
}

function digestNow(control: string): string | undefined {
  const test = testOf(control)
  return test === undefined ? undefined : createHash('sha256').update(testText(test)).digest('hex')
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
