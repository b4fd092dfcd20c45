import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EntryId, OrgId } from '../../lib/ids.ts'
import { instant } from '../../lib/ids.ts'
import type { JsonObject } from '../../lib/json.ts'
import { runTest } from '../../lib/predicate/run.ts'
import type { TestResult } from '../../lib/predicate/types.ts'
import type { Ledger } from '../../ledger/contract.ts'
import type { FactSource, FactTable } from '../../ledger/facts.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Outbox } from '../../platform/events.ts'
import type { Log } from '../../platform/log.ts'
import { newId, type Random } from '../../platform/random.ts'
import { freeze, hasOwnRows, isTrialOnly, tableOf, unreadable, type Frozen } from './freeze.ts'
import type { TestDefinition } from './model.ts'
import {
  hasPopulation,
  insertOutcome,
  insertPopulation,
  insertTestText,
  latestOutcomes,
  lockRuns,
  type Cause,
  type StoredDeviation,
  type StoredOutcome,
} from './store.ts'
import { testText } from './tests/index.ts'

export type RunnerDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly ledger: Ledger
  readonly outbox: Outbox
  /** Resolves when what was recorded before the call can be read, or when that takes too long: sources then say that they are incomplete. */
  readonly settle?: (org: OrgId) => Promise<void>
  /** How to wait for a population that is not complete yet; tests give their own. */
  readonly pause?: (ms: number) => Promise<void>
}

/** Who or what asked for a run; `by` stands in the entry of a run on demand. */
export type RunRequest = { readonly cause: Cause; readonly by?: JsonObject }

type Draft = {
  readonly definition: TestDefinition
  readonly result: TestResult
  readonly populations: readonly Frozen[]
  readonly asOfMs: number
  readonly trial: boolean
}

const OWN_SOURCE = 'controls.populations'

/**
 * Runs these tests for one organisation. All populations are read in one snapshot, frozen, tested; then each outcome is kept together with
 * its frozen rows, its `control.tested` entry and its event in one transaction. A crash before it leaves nothing; after it, everything.
 * A run by `watch` keeps only results whose word differs from the one before.
 */
export async function runTests(
  deps: RunnerDeps,
  sources: readonly FactSource[],
  org: OrgId,
  definitions: readonly TestDefinition[],
  request: RunRequest,
): Promise<readonly StoredOutcome[]> {
  // The control about the other controls reads their outcomes, so it runs on what the first pass has kept.
  const [first, second] = [definitions.filter((d) => !readsOutcomes(d)), definitions.filter(readsOutcomes)]
  const kept: StoredOutcome[] = []
  for (const group of [first, second]) {
    if (group.length === 0) continue
    const drafts = await settled(deps, sources, org, group)
    kept.push(...(await deps.db.tx({ org }, (tx) => keepAll(deps, tx, org, drafts, request))))
  }
  return kept
}

/** An entry is sequenced within about a second of its commit; three looks a second apart let what just happened come to rest. */
const LOOKS = 3
const PAUSE_MS = 1_200

/** Drafts of all these tests, each of one snapshot. Those on a population that is still coming in are drafted again, a few times. */
async function settled(
  deps: RunnerDeps,
  sources: readonly FactSource[],
  org: OrgId,
  definitions: readonly TestDefinition[],
): Promise<readonly Draft[]> {
  const done = new Map<string, Draft>()
  let open = definitions
  await deps.settle?.(org)
  for (let look = 1; look <= LOOKS && open.length > 0; look++) {
    if (look > 1) await (deps.pause ?? sleep)(PAUSE_MS)
    const wanted = open
    const drafts = await deps.db.tx({ org }, (tx) => draftAll(deps, sources, tx, org, wanted), {
      isolation: 'repeatable read',
      readOnly: true,
    })
    for (const one of drafts) done.set(one.definition.control, one)
    open = definitions.filter((definition) => isIncomplete(done.get(definition.control)))
  }
  return [...done.values()]
}

const isIncomplete = (one: Draft | undefined): boolean =>
  one?.populations.some((frozen) => !frozen.complete) ?? true

const readsOutcomes = (definition: TestDefinition): boolean =>
  Object.values(definition.test.populations).includes(OWN_SOURCE)

async function draftAll(
  deps: RunnerDeps,
  sources: readonly FactSource[],
  tx: Tx,
  org: OrgId,
  definitions: readonly TestDefinition[],
): Promise<Draft[]> {
  const asOfMs = deps.clock.nowMs()
  const loaded = new Map<string, FactTable>()
  const drafts: Draft[] = []
  for (const definition of definitions) {
    const tables: FactTable[] = []
    for (const source of new Set(Object.values(definition.test.populations))) {
      const key = `${source} ${definition.windowMs}`
      const table =
        loaded.get(key) ?? (await load(deps, sources, tx, org, source, asOfMs, definition.windowMs))
      loaded.set(key, table)
      tables.push(table)
    }
    drafts.push(draft(definition, tables, asOfMs))
  }
  return drafts
}

/** A source that is missing or breaks makes its tests inconclusive; it must not stop the others. */
async function load(
  deps: RunnerDeps,
  sources: readonly FactSource[],
  tx: Tx,
  org: OrgId,
  id: string,
  asOfMs: number,
  windowMs: number,
): Promise<FactTable> {
  const source = sources.find((candidate) => candidate.id === id)
  const asOf = instant(asOfMs)
  if (source === undefined) return unreadable(id, asOf, 'no such fact source is wired')
  try {
    return await source.load(tx, org, { from: instant(asOfMs - windowMs), to: asOf })
  } catch (error) {
    deps.log.error(
      { source: id, error: error instanceof Error ? error.message : String(error) },
      'a fact source failed',
    )
    return unreadable(id, asOf, 'reading the source failed; the server log says why')
  }
}

/** Pure: what the tables amount to. Trial rows are left out everywhere as soon as the population under test has rows of real use. */
export function draft(definition: TestDefinition, tables: readonly FactTable[], asOfMs: number): Draft {
  const { test } = definition
  const primary = test.populations[test.checks[0].of]
  const leaveOutTrial = tables.some((table) => table.source === primary && hasOwnRows(table))
  const populations = tables.map((table) => freeze(table, { leaveOutTrial }))
  const result = runTest(
    test,
    Object.fromEntries(populations.map((frozen) => [frozen.source, tableOf(frozen)])),
    instant(asOfMs),
  )
  const trial = populations.some((frozen) => frozen.source === primary && isTrialOnly(frozen))
  return { definition, result, populations, asOfMs, trial }
}

async function keepAll(
  deps: RunnerDeps,
  tx: Tx,
  org: OrgId,
  drafts: readonly Draft[],
  request: RunRequest,
): Promise<StoredOutcome[]> {
  await lockRuns(tx, org)
  const before = await latestOutcomes(
    tx,
    org,
    drafts.map((d) => d.definition.control),
  )
  const kept: StoredOutcome[] = []
  for (const item of drafts) {
    const previous = before.get(item.definition.control)
    // What is only incomplete at this moment is no news for the watch; the schedule records it if it lasts.
    if (request.cause === 'watch' && (previous?.status === item.result.status || isIncomplete(item))) continue
    kept.push(await keep(deps, tx, org, item, previous, request))
  }
  return kept
}

async function keep(
  deps: RunnerDeps,
  tx: Tx,
  org: OrgId,
  item: Draft,
  previous: StoredOutcome | undefined,
  request: RunRequest,
): Promise<StoredOutcome> {
  const { definition, result, populations } = item
  const control = definition.control
  const text = testText(definition)
  const testDigest = createHash('sha256').update(text).digest('hex')
  const asOf = new Date(item.asOfMs)
  for (const frozen of populations)
    if (!(await hasPopulation(tx, org, frozen.source, frozen.root)))
      await insertPopulation(tx, org, frozen, asOf)
  if (previous?.testDigest !== testDigest) await insertTestText(tx, org, testDigest, control, text, asOf)
  // A change of logic inside a window is its own entry, before the first result that it gave.
  if (previous !== undefined && previous.testDigest !== testDigest)
    await deps.ledger.append(tx, org, {
      type: 'control.changed',
      body: { control, before: previous.testDigest, after: testDigest },
    })
  const outcome = {
    id: newId(deps.clock, deps.random),
    controlId: control,
    status: result.status,
    checked: result.checked,
    deviating: result.deviating,
    deviations: since(result, previous, instant(item.asOfMs)),
    why: result.why,
    asOf,
    windowFrom: new Date(item.asOfMs - definition.windowMs),
    trial: item.trial,
    testDigest,
    cause: request.cause,
    populations: populations.map(({ source, lines, root, complete, why, query, asOf, independent }) => ({
      source,
      rows: lines.length,
      root,
      complete,
      why,
      query,
      asOf,
      independent,
    })),
  }
  const entryId = await deps.ledger.append(tx, org, {
    type: 'control.tested',
    body: entryBody(outcome, request),
  })
  const stored: StoredOutcome = { ...outcome, entryId }
  await insertOutcome(tx, org, stored)
  await announce(deps, tx, org, stored, previous, entryId)
  return stored
}

/** No names from rows: deviations stand in the outcome and in the frozen rows, which the roots bind. */
function entryBody(outcome: Omit<StoredOutcome, 'entryId'>, request: RunRequest): JsonObject {
  return {
    control: outcome.controlId,
    outcome: outcome.id,
    status: outcome.status,
    checked: outcome.checked,
    deviating: outcome.deviating,
    asOf: outcome.asOf.toISOString(),
    from: outcome.windowFrom.toISOString(),
    trial: outcome.trial,
    testDigest: outcome.testDigest,
    cause: request.cause,
    ...(request.by === undefined ? {} : { by: request.by }),
    populations: outcome.populations.map(({ source, rows, root, complete, query, asOf, independent }) => ({
      source,
      rows,
      root,
      complete,
      query,
      asOf,
      independent,
    })),
  }
}

/** A deviation keeps the time at which it was first seen for as long as every run in between named it. */
function since(result: TestResult, previous: StoredOutcome | undefined, asOf: string): StoredDeviation[] {
  const known = new Map(previous?.deviations.map((deviation) => [deviation.key, deviation.since]))
  return result.deviations.map(({ key, what }) => ({ key, what, since: known.get(key) ?? asOf }))
}

async function announce(
  deps: RunnerDeps,
  tx: Tx,
  org: OrgId,
  outcome: StoredOutcome,
  previous: StoredOutcome | undefined,
  entry: EntryId,
): Promise<void> {
  const from = previous?.status ?? 'untested'
  if (from === outcome.status) return
  const data = {
    control: outcome.controlId,
    from,
    to: outcome.status,
    outcome: outcome.id,
    deviating: outcome.deviating,
    trial: outcome.trial,
    entry,
  }
  await deps.outbox.emit(tx, {
    type: outcome.status === 'fail' ? 'control.failed' : 'control.status_changed',
    org,
    data,
  })
}
