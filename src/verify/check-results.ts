import type { Json } from '../lib/json.ts'
import type { PackageControl, PackagePopulation } from '../lib/package-manifest.ts'
import { printable } from '../lib/package-zip.ts'
import type { Context, Log } from './context.ts'
import { objectOf } from './manifest.ts'
import type { Findings } from './report.ts'

type Body = ReadonlyMap<string, Json>
/** One recorded result of a control, as the log has it. */
type Recorded = { readonly log: Log; readonly index: number; readonly atMs: number; readonly status: string }
/** A result may be recorded while the package gathers its own; one that is older than this was there to be shown. */
const GATHERING_MS = 60_000

/** What the manifest says of a result and its populations against the entry that recorded them. Fields that an entry does not have are not compared. */
export function differences(body: Body, control: PackageControl): readonly string[] {
  const recorded = populationsOf(body)
  return [
    ...(body.get('control') === control.id ? [] : ['control']),
    ...(body.get('status') === control.status ? [] : ['status']),
    ...(body.get('checked') === control.checked ? [] : ['count checked']),
    ...(body.get('testDigest') === control.testDigest ? [] : ['test']),
    ...(agrees(body, 'asOf', control.asOf) ? [] : ['time']),
    ...recorded
      .filter((item) => !control.populations.some((one) => one.source === item.get('source')))
      .map((item) => `population ${printable(String(item.get('source')))} (left out)`),
    ...control.populations.flatMap((one) => populationDifferences(recorded, one)),
  ]
}

function populationDifferences(recorded: readonly Body[], population: PackagePopulation): readonly string[] {
  const item = recorded.find((one) => one.get('source') === population.source)
  const { source, root, rows, complete, query, asOf, independent } = population
  if (item?.get('root') !== root) return [`population ${source}`]
  const count = objectOf(item.get('independent'))?.get('count')
  return [
    ...(agrees(item, 'rows', rows) ? [] : [`rows of ${source}`]),
    ...(agrees(item, 'complete', complete) ? [] : [`completeness of ${source}`]),
    ...(agrees(item, 'query', query) ? [] : [`query of ${source}`]),
    ...(agrees(item, 'asOf', asOf) ? [] : [`time of ${source}`]),
    ...(!item.has('independent') || count === independent?.count ? [] : [`independent count of ${source}`]),
  ]
}

const agrees = (body: Body, field: string, value: Json): boolean =>
  !body.has(field) || body.get(field) === value

const populationsOf = (body: Body): readonly Body[] => {
  const list = body.get('populations')
  return Array.isArray(list) ? list.map((item: Json) => objectOf(item)).filter((x) => x !== undefined) : []
}

/**
 * Were these the results to show? The `audit.frozen` entry of this package says which run of each control it rests on; and in full mode the log has
 * every run, so that a newer one, or a control that was left out, cannot be passed over. Answers what ran in the window, by control.
 */
export function checkChoice(context: Context, findings: Findings): ReadonlyMap<string, Runs> {
  const { controls, id, mode, window } = context.statement.predicate
  const frozen = frozenOf(context, id)
  if (frozen === undefined) {
    if (mode === 'full')
      findings.incomplete('no `audit.frozen` entry says which results this package rests on')
  } else checkFrozen(frozen.body, controls, findings)
  if (mode === 'sample') return new Map()
  const all = recordedRuns(context)
  const limitMs = (frozen?.atMs ?? Number.POSITIVE_INFINITY) - GATHERING_MS
  for (const control of controls) {
    const shown = control.outcome
    const newest = all.get(control.id)?.findLast((run) => within(run, window) && run.atMs <= limitMs)
    if (newest === undefined) continue
    const chain = (log: Log, index: number): number => context.logs.indexOf(log) * 2 ** 40 + index
    const log = context.logs.find((one) => one.listed.origin === shown?.origin)
    if (shown === null || log === undefined || chain(log, shown.index) < chain(newest.log, newest.index))
      findings.incomplete(
        `${control.id}: entry ${newest.index} is a newer result (\`${newest.status}\`) than the one shown`,
      )
  }
  for (const [control, runs] of all) {
    const inWindow = runs.filter((run) => within(run, window))
    if (inWindow.length > 0 && !controls.some((one) => one.id === control))
      findings.incomplete(
        `${printable(control)} was tested ${inWindow.length} times in the window, last \`${inWindow.at(-1)?.status ?? ''}\`, and is not in this package`,
      )
  }
  return new Map(
    [...all].map(([control, runs]) => [control, countedBy(runs.filter((run) => within(run, window)))]),
  )
}

/** Recorded runs in the window, by result word. */
export type Runs = Readonly<Record<string, number>>

const within = (run: Recorded, window: { readonly from: string; readonly to: string }): boolean =>
  run.atMs >= Date.parse(window.from) && run.atMs <= Date.parse(window.to)

function countedBy(runs: readonly Recorded[]): Runs {
  const counts: Record<string, number> = {}
  for (const { status } of runs) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

function frozenOf(context: Context, id: string): { readonly body: Body; readonly atMs: number } | undefined {
  for (const log of context.logs.toReversed())
    for (const [index, body] of [...log.bodies].toReversed())
      if (log.entries.typeOf(index) === 'audit.frozen' && body.get('export') === id)
        return { body, atMs: log.entries.timeOf(index) }
  return undefined
}

function checkFrozen(body: Body, controls: readonly PackageControl[], findings: Findings): void {
  const items = populationsOf(body)
  for (const control of controls) {
    const fixed = items.filter((item) => item.get('control') === control.id)
    const other =
      fixed.some((item) => !agrees(item, 'tested', control.outcome?.entry ?? null)) ||
      (control.outcome !== null && control.populations.length !== fixed.length)
    if (other)
      findings.tampered(`${control.id}: the package was frozen with another result than the one shown`)
  }
  const missing = new Set(items.map((item) => String(item.get('control'))))
  for (const { id } of controls) missing.delete(id)
  for (const id of missing) findings.tampered(`${printable(id)} was frozen for this package and is not in it`)
}

/** Every run of every control, in the order of the logs. */
function recordedRuns(context: Context): ReadonlyMap<string, readonly Recorded[]> {
  const all = new Map<string, Recorded[]>()
  for (const log of context.logs)
    for (const { index, control, status } of log.runs) {
      const runs = all.get(control) ?? []
      if (runs.length === 0) all.set(control, runs)
      runs.push({ log, index, atMs: log.entries.timeOf(index), status })
    }
  return all
}
