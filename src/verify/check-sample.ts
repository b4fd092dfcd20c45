import { drawSteps } from '../lib/draw.ts'
import type { JsonObject } from '../lib/json.ts'
import type { PackageControl, PackagePopulation, PackageSample } from '../lib/package-manifest.ts'
import { sampleRows, sampleTable } from '../lib/package-tables.ts'
import { sha256 } from '../ledger/format/pure/asks.ts'
import { utf8 } from '../ledger/format/pure/bytes.ts'
import { checkTable } from './check-table.ts'
import type { Context } from './context.ts'
import type { Findings } from './report.ts'

/** Draws the sample again from its seed, and checks whose seed it was. Answers how many tables it compared. */
export async function checkSample(
  context: Context,
  control: PackageControl,
  sample: PackageSample,
  population: PackagePopulation,
  rows: readonly JsonObject[],
  findings: Findings,
  tables: Findings,
): Promise<number> {
  const name = `${control.id} ${sample.source}`
  const steps = drawSteps({
    seed: sample.seed,
    root: population.root,
    rows: population.rows,
    size: sample.size,
  })
  let step = steps.next()
  while (step.done !== true) step = steps.next(await context.host.run(sha256(utf8(step.value))))
  const drawn = step.value
  if (drawn.length !== sample.rows.length || drawn.some((row, i) => row !== sample.rows[i]))
    findings.tampered(`${name}: the seed draws other rows than the manifest names`)
  checkSeed(context, control, sample, name, findings)
  return checkTable(context, sampleTable(population), sampleRows(rows, sample.rows), tables)
}

/** A seed is the auditor's only when an entry by an auditor holds it, later in the log than the entry that fixed the population. */
function checkSeed(
  context: Context,
  control: PackageControl,
  sample: PackageSample,
  name: string,
  findings: Findings,
): void {
  if (sample.seedEntry === null) {
    if (sample.seededBy === 'auditor')
      findings.tampered(`${name}: the seed is said to be the auditor's, and no entry says so`)
    return
  }
  const { origin, index, entry: id } = sample.seedEntry
  const log = context.logs.find((l) => l.listed.origin === origin)
  const entry = log?.entries.get(index)
  const body = log?.bodies.get(index)
  if (entry?.type !== 'audit.seeded' || entry.id !== id || body?.get('seed') !== sample.seed) {
    findings.tampered(`${name}: entry ${index} is not the \`audit.seeded\` entry with this seed`)
    return
  }
  if (sample.seededBy !== 'auditor') return
  if (body.get('by') !== 'auditor')
    findings.tampered(`${name}: the seed's entry ${index} is not by an auditor`)
  if (control.outcome === null || control.outcome.origin !== origin || control.outcome.index >= index) {
    findings.tampered(`${name}: the population was fixed after the seed was known: the sample is self-drawn`)
  }
}
