import type { Json, JsonObject } from '../lib/json.ts'
import type { PackageControl, PackageDeviation, PackagePopulation } from '../lib/package-manifest.ts'
import {
  CONTROLS_TABLE,
  controlRows,
  DEVIATIONS_TABLE,
  deviationRows,
  populationTable,
} from '../lib/package-tables.ts'
import { printable } from '../lib/package-zip.ts'
import { sha256 } from '../ledger/format/pure/asks.ts'
import { toHex } from '../ledger/format/pure/bytes.ts'
import type { Context } from './context.ts'
import { linesOf } from './lines.ts'
import { canonicalJson } from './manifest.ts'
import { checkTable } from './check-table.ts'
import { checkOscal } from './check-oscal.ts'
import { checkChoice, differences, type Runs } from './check-results.ts'
import { checkSample } from './check-sample.ts'
import { checkStanding, waivedUntil } from './check-standing.ts'
import { reperform } from './reperform.ts'
import { Findings, type Check, type ControlLine } from './report.ts'
import { treeRoot } from './tile-tree.ts'

type Tables = { readonly [source: string]: readonly JsonObject[] }
const ROWS_OF_CALLS = 'gateway.calls'
/** How far before `asOf` a call must have ended to be certainly shipped; the source says itself when its backlog is longer. */
const SHIPPING_MS = 10_000

/** Everything that rests on frozen rows: roots, recount, samples, the tests themselves, and the tables made from them. One population is in memory at a time per control. */
export async function checkPopulations(
  context: Context,
): Promise<{ readonly checks: readonly Check[]; readonly controls: readonly ControlLine[] }> {
  const populations = new Findings('populations')
  const recount = new Findings('recount')
  const sample = new Findings('sample')
  const controls = new Findings('controls')
  const tables = new Findings('tables')
  const { predicate } = context.statement
  const lines: ControlLine[] = []
  const ran = checkChoice(context, populations)
  const stood = await checkStanding(context, controls, tables)
  let counted = 0
  let recounted = 0
  let reperformed = 0
  let written = stood?.written ?? 0
  for (const control of predicate.controls) {
    const rowsOf: Record<string, readonly JsonObject[]> = {}
    for (const population of control.populations) {
      const rows = await readRows(context, control, population, populations)
      if (rows === undefined) continue
      rowsOf[population.source] = rows
      counted += 1
      if (population.source === ROWS_OF_CALLS && recountCalls(context, control, population, rows, recount))
        recounted += 1
      written += await checkPopulationTable(context, population, rows, tables)
      for (const s of predicate.samples) {
        if (s.control === control.id && s.source === population.source)
          written += await checkSample(context, control, s, population, rows, sample, tables)
      }
    }
    checkRecorded(context, control, populations)
    checkWaiver(context, control, stood !== undefined, controls)
    const again = await checkControl(context, control, rowsOf, controls)
    if (again !== undefined) reperformed += 1
    const runs = ran.get(control.id) ?? null
    noteOthers(control, runs, controls)
    lines.push({
      id: control.id,
      title: control.title,
      status: control.status,
      checked: control.checked,
      deviations: again?.deviating ?? control.deviations.length,
      runs,
      reperformed: again !== undefined,
      waivedUntil: waivedUntil(stood?.standing, control.id) ?? control.waiver?.until ?? null,
    })
  }
  for (const s of predicate.samples) {
    if (
      !predicate.controls.some((c) => c.id === s.control && c.populations.some((p) => p.source === s.source))
    )
      sample.tampered(`a sample of ${s.control} ${s.source}, which is no population here`)
  }
  written += await checkOwnTables(context, tables)
  await checkOscal(context, stood?.standing, tables)
  checkLooseFiles(context, populations)
  recountAll(context, recount)
  const withTest = predicate.controls.filter((control) => control.test !== null).length
  const own = predicate.samples.filter((s) => s.seededBy === 'self-drawn').length
  if (own > 0) sample.note(`${own} samples are self-drawn: management chose the seed, not an auditor`)
  const checks = [
    populations.done(`${counted} populations give their roots, and the roots stand in the log`),
    predicate.mode === 'sample' || recounted === 0
      ? recount.skipped(
          predicate.mode === 'sample'
            ? 'sample mode: population counts rest on the operator'
            : 'no population of calls to count again',
        )
      : recount.done(`${recounted} populations of calls agree with the calls counted in the log`),
    predicate.samples.length === 0
      ? sample.skipped('no sample was drawn')
      : sample.done(`${predicate.samples.length} samples drawn again from their seeds`),
    controls.done(
      `${reperformed} of ${withTest} control tests run again with the same result; ${predicate.controls.length - withTest} controls have no test`,
    ),
    tables.done(
      `${written} of ${predicate.tables.length} tables written again, byte for byte; the OSCAL results are the manifest's`,
    ),
  ]
  return { checks, controls: lines }
}

async function readRows(
  context: Context,
  control: PackageControl,
  population: PackagePopulation,
  findings: Findings,
): Promise<readonly JsonObject[] | undefined> {
  const file = await context.archive.read(population.file)
  if (!file.ok) {
    if (file.error.kind === 'incomplete') findings.incomplete(file.error.detail)
    else findings.tampered(file.error.detail)
    return undefined
  }
  const rows: JsonObject[] = []
  const leaves: Uint8Array[] = []
  for (const line of linesOf(file.value)) {
    const json = line === undefined ? undefined : canonicalJson(line)
    if (line === undefined || !isRow(json)) {
      findings.tampered(`\`${population.file}\` has a line that is not a canonical row`)
      return undefined
    }
    rows.push(json)
    leaves.push(line)
  }
  const root = toHex(await context.host.run(treeRoot(leaves)))
  if (rows.length !== population.rows)
    findings.tampered(
      `${control.id} ${population.source}: ${rows.length} rows; the manifest says ${population.rows}`,
    )
  if (root !== population.root)
    findings.tampered(
      `${control.id} ${population.source}: the rows give root ${root}; frozen was ${population.root}`,
    )
  return rows
}

const isRow = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json)

/** The roots, the test and the result stand in the log's `control.tested` entry: they were fixed then, not when the package was made. */
function checkRecorded(context: Context, control: PackageControl, findings: Findings): void {
  const { outcome } = control
  if (outcome === null) {
    if (control.populations.length > 0)
      findings.incomplete(`${control.id} has populations and no \`control.tested\` entry`)
    return
  }
  const log = context.logs.find((l) => l.listed.origin === outcome.origin)
  const entry = log?.entries.get(outcome.index)
  const body = log?.bodies.get(outcome.index)
  if (
    entry === undefined ||
    entry.type !== 'control.tested' ||
    entry.id !== outcome.entry ||
    body === undefined
  ) {
    findings.tampered(
      `${control.id}: entry ${outcome.index} is not the \`control.tested\` entry ${outcome.entry}`,
    )
    return
  }
  const differs = differences(body, control)
  if (differs.length > 0)
    findings.tampered(`${control.id}: ${differs.join(', ')} differ from what entry ${outcome.index} recorded`)
}

/** The result shown is one run. What else ran in the window is said beside it: a pass at the end is no pass all along. */
function noteOthers(control: PackageControl, runs: Runs | null, findings: Findings): void {
  const others = Object.entries(runs ?? {}).filter(([status]) => status !== control.status)
  if (others.length === 0) return
  const all = Object.values(runs ?? {}).reduce((sum, n) => sum + n, 0)
  findings.note(
    `${control.id} is shown as \`${control.status}\` of ${control.asOf}; of ${all} recorded runs in the window ${others.map(([status, n]) => `${n} were \`${printable(status)}\``).join(', ')}`,
  )
}

/** In packages from before `standing.json`: a waiver takes two people and an end, and stands in the log. What the test said stands beside it, unchanged. */
function checkWaiver(context: Context, control: PackageControl, stood: boolean, findings: Findings): void {
  const { waiver } = control
  if (waiver === undefined) return
  if (stood) findings.tampered(`${control.id}: the manifest has a waiver beside \`standing.json\``)
  if (waiver.requestedBy === waiver.approvedBy)
    findings.tampered(`${control.id}: its waiver was approved by whoever asked for it`)
  if (!(Date.parse(waiver.until) > Date.parse(context.statement.predicate.madeAt)))
    findings.tampered(`${control.id}: its waiver was over when the package was made`)
  findings.note(`${control.id} is waived until ${waiver.until}: its result stands as \`${control.status}\``)
  if (waiver.entry === null) {
    findings.incomplete(`${control.id}: its waiver is not in the log yet`)
    return
  }
  const { origin, index } = waiver.entry
  const log = context.logs.find((l) => l.listed.origin === origin)
  const entry = log?.entries.get(index)
  const body = log?.bodies.get(index)
  if (
    entry?.type !== 'control.waived' ||
    entry.id !== waiver.entry.entry ||
    body?.get('control') !== control.id ||
    body.get('waiver') !== waiver.id ||
    body.get('until') !== waiver.until ||
    body.get('requestedBy') === body.get('approvedBy')
  )
    findings.tampered(`${control.id}: entry ${index} does not record this waiver`)
}

/**
 * Calls that the log has between the population's first call and its `asOf` against the calls that its rows stand for. Calls that ended well before
 * `asOf` must be counted, calls that had begun by then may be.
 */
function recountCalls(
  context: Context,
  control: PackageControl,
  population: PackagePopulation,
  rows: readonly JsonObject[],
  findings: Findings,
): boolean {
  if (context.statement.predicate.mode !== 'full' || !population.complete || rows.length === 0) return false
  const from = Math.min(...rows.map((row) => timeOf(row['firstAt'])))
  const asOf = Date.parse(population.asOf)
  if (
    Number.isNaN(from) ||
    Number.isNaN(asOf) ||
    from < Date.parse(context.scope.from) ||
    asOf > Date.parse(context.scope.to) ||
    !allCallsOpened(context)
  )
    return false
  const claimed = rows.reduce((sum, row) => sum + (typeof row['count'] === 'number' ? row['count'] : 1), 0)
  // A test leaves trial rows out as soon as there are others (and says so in its query): then trial calls are not counted here either.
  const leaveOutTrial = rows.every((row) => row['trial'] === false)
  let least = 0
  let most = 0
  for (const call of context.calls.values()) {
    if (call.intentMs < from || call.intentMs > asOf || (leaveOutTrial && call.trial)) continue
    most += 1
    if (call.outcomeMs >= 0 && call.outcomeMs <= asOf - SHIPPING_MS) least += 1
  }
  if (claimed < least)
    findings.incomplete(
      `${control.id}: the population stands for ${claimed} calls, the log has ${least} that ended by ${population.asOf}: some were left out`,
    )
  if (claimed > most)
    findings.incomplete(
      `${control.id}: the population stands for ${claimed} calls, the log has only ${most} by ${population.asOf}`,
    )
  return true
}

/** The exporter's own count of the calls that it opens. */
function recountAll(context: Context, findings: Findings): void {
  const { mode, recount } = context.statement.predicate
  if (mode !== 'full') return
  let intents = 0
  for (const call of context.calls.values()) intents += call.intents
  if (intents !== recount.calls)
    findings.tampered(`the manifest counts ${recount.calls} calls in window and scope, the log ${intents}`)
}

const timeOf = (value: Json | undefined): number =>
  typeof value === 'string' ? Date.parse(value) : Number.NaN

/** Whether the package opens every call of its window: with systems left out, calls cannot be counted again. */
function allCallsOpened(context: Context): boolean {
  return context.logs.every((log) => log.entries.callsClosed === 0)
}

async function checkControl(
  context: Context,
  control: PackageControl,
  rowsOf: Tables,
  findings: Findings,
): Promise<{ readonly deviating: number } | undefined> {
  if (control.test === null) return undefined
  const file = await context.archive.read(control.test)
  const test = file.ok ? canonicalJson(file.value) : undefined
  if (!file.ok || test === undefined) {
    findings.incomplete(file.ok ? `\`${control.test}\` is not canonical JSON` : file.error.detail)
    return undefined
  }
  const digest = toHex(await context.host.run(sha256(file.value)))
  if (digest !== control.testDigest) {
    findings.tampered(
      `${control.id}: \`${control.test}\` has digest ${digest}; recorded was ${control.testDigest}`,
    )
    return undefined
  }
  if (control.notReperformable !== '') {
    findings.note(`${control.id} is not re-performable offline: ${control.notReperformable}`)
    return undefined
  }
  const again = reperform(test, control, rowsOf)
  if ('problem' in again) {
    findings.tampered(`${control.id}: the test cannot be run: ${again.problem}`)
    return undefined
  }
  if (again.status !== control.status)
    findings.tampered(
      `${control.id}: run again it is \`${again.status}\`, the package says \`${control.status}\``,
    )
  if (again.checked !== control.checked)
    findings.tampered(
      `${control.id}: run again it checks ${again.checked}, the package says ${control.checked}`,
    )
  const ours = again.deviations.map(deviationText).sort().join('\n')
  const theirs = control.deviations.map(deviationText).sort().join('\n')
  if (ours !== theirs)
    findings.tampered(
      `${control.id}: run again it names other deviations (${again.deviations.length}) than the package (${control.deviations.length})`,
    )
  // Why a population was incomplete is the source's word and stands in no row; every other reason follows from the rows.
  if (again.why !== control.why && control.populations.every((population) => population.complete))
    findings.tampered(`${control.id}: run again its reason is \`${printable(again.why)}\``)
  return { deviating: again.deviating }
}

const deviationText = (d: PackageDeviation): string => `${d.key}\t${d.what}`

const checkPopulationTable = (
  context: Context,
  population: PackagePopulation,
  rows: readonly JsonObject[],
  findings: Findings,
): Promise<number> => checkTable(context, populationTable(population), rows, findings)

/** The two tables that come from the manifest itself. */
async function checkOwnTables(context: Context, findings: Findings): Promise<number> {
  const { controls } = context.statement.predicate
  const one = await checkTable(context, CONTROLS_TABLE, controlRows(controls), findings)
  return one + (await checkTable(context, DEVIATIONS_TABLE, deviationRows(controls), findings))
}

/** Files in folders whose content the manifest accounts for one by one. */
function checkLooseFiles(context: Context, findings: Findings): void {
  const { controls, tables } = context.statement.predicate
  const known = new Set<string>([
    ...controls.flatMap((c) => [...c.populations.map((p) => p.file), c.test ?? '']),
    ...tables.map((t) => t.file),
  ])
  for (const name of context.archive.names)
    if (/^(?:populations|tests|csv)\//.test(name) && !known.has(name))
      findings.tampered(`\`${name}\` is accounted for nowhere in the manifest`)
}
