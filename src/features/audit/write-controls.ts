import { createHash } from 'node:crypto'
import { canonicalize } from '../../lib/canonical.ts'
import { columnsOf, csvLine } from '../../lib/csv.ts'
import { draw } from '../../lib/draw.ts'
import type { JsonObject } from '../../lib/json.ts'
import type {
  PackageControl,
  PackagePopulation,
  PackageSample,
  PackageTable,
} from '../../lib/package-manifest.ts'
import { populationFile, populationTable, sampleTable, testFile } from '../../lib/package-tables.ts'
import type { ControlEvidence } from './ports.ts'
import type { ZipWriter } from './zip-writer.ts'

export type SeedUse = {
  readonly seed: string
  readonly seededBy: 'auditor' | 'self-drawn'
  readonly seedEntry: PackageSample['seedEntry']
  readonly size: number
}

export type WrittenControl = {
  readonly control: PackageControl
  readonly samples: readonly PackageSample[]
  readonly tables: readonly PackageTable[]
  /** Rows that were drawn: their ids lead to the entries that stand behind them. */
  readonly drawn: readonly JsonObject[]
}

/** Writes one control's populations, tables, samples and test, and says what the manifest holds of them. */
export async function writeControl(
  zip: ZipWriter,
  evidence: ControlEvidence,
  outcomeAt: PackageControl['outcome'],
  seedFor: (outcomeAt: PackageControl['outcome']) => SeedUse,
): Promise<WrittenControl> {
  const { control, outcome } = evidence
  const populations: PackagePopulation[] = []
  const samples: PackageSample[] = []
  const tables: PackageTable[] = []
  const drawnRows: JsonObject[] = []
  for (const frozen of outcome?.populations ?? []) {
    const file = populationFile(control.id, frozen.source)
    const population: PackagePopulation = {
      source: frozen.source,
      file,
      rows: frozen.rows,
      root: frozen.root,
      complete: frozen.complete,
      why: frozen.complete ? '' : (outcome?.why ?? ''),
      query: frozen.query,
      asOf: frozen.asOf,
      independent: frozen.independent,
      fields: evidence.fields(frozen.source),
    }
    populations.push(population)
    const columns = await writeRows(zip, evidence, frozen.source, file, frozen.rows)
    const table = await zip.addStream(
      populationTable(population),
      tableLines(columns, evidence.rows(frozen.source)),
    )
    tables.push({ file: table.name, query: frozen.query, rows: frozen.rows, sha256: table.sha256 })
    if (frozen.rows === 0) continue
    const use = seedFor(outcomeAt)
    const rows = draw({ seed: use.seed, root: frozen.root, rows: frozen.rows, size: use.size }, (text) =>
      createHash('sha256').update(text).digest(),
    )
    const drawn = await rowsAt(evidence.rows(frozen.source), new Set(rows))
    samples.push({
      control: control.id,
      source: frozen.source,
      size: use.size,
      seed: use.seed,
      seededBy: use.seededBy,
      seedEntry: use.seedEntry,
      rows,
    })
    const sample = await zip.addStream(sampleTable(population), tableLines(columnsOf(drawn), listOf(drawn)))
    tables.push({
      file: sample.name,
      query: `${rows.length} of ${frozen.rows} rows drawn from ${file} by seed`,
      rows: drawn.length,
      sha256: sample.sha256,
    })
    drawnRows.push(...drawn)
  }
  let test: string | null = null
  if (evidence.test !== null && outcome !== null) {
    test = testFile(control.id)
    await zip.add(test, evidence.test)
  }
  return {
    control: {
      id: control.id,
      title: control.title,
      statement: control.statement,
      criteria: control.criteria.map((c) => c.id),
      status: outcome?.status ?? 'untested',
      checked: outcome?.checked ?? 0,
      deviations: (outcome?.deviations ?? []).map((d) => ({ key: d.key, what: d.what })),
      why: outcome?.why ?? '',
      asOf: outcome?.asOf ?? '',
      test,
      testDigest: outcome?.testDigest ?? '',
      notReperformable: evidence.notReperformable,
      outcome: outcomeAt,
      populations,
    },
    samples,
    tables,
    drawn: drawnRows,
  }
}

/** Writes the rows and answers their columns in order of first appearance. The count must be the frozen one: a store that lost rows stops the export. */
async function writeRows(
  zip: ZipWriter,
  evidence: ControlEvidence,
  source: string,
  file: string,
  expected: number,
): Promise<readonly string[]> {
  const columns = new Set<string>()
  let count = 0
  async function* lines(): AsyncGenerator<string> {
    for await (const row of evidence.rows(source)) {
      const text = canonicalize(row)
      // Canonical order, as the verifier reads the keys back.
      for (const key of Object.keys(row).sort()) columns.add(key)
      count += 1
      yield `${text}\n`
    }
  }
  await zip.addStream(file, lines())
  if (count !== expected)
    throw new Error(
      `population ${source} of ${evidence.control.id} was frozen with ${expected} rows, ${count} are kept`,
    )
  return [...columns]
}

async function* tableLines(
  columns: readonly string[],
  rows: AsyncIterable<JsonObject>,
): AsyncGenerator<string> {
  yield `\ufeff${csvLine(columns)}`
  for await (const row of rows) yield csvLine(columns.map((column) => row[column]))
}

async function rowsAt(
  rows: AsyncIterable<JsonObject>,
  wanted: ReadonlySet<number>,
): Promise<readonly JsonObject[]> {
  const found: JsonObject[] = []
  let at = 0
  for await (const row of rows) {
    if (wanted.has(at)) found.push({ row: at, ...sorted(row) })
    at += 1
  }
  return found
}

const sorted = (row: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))

async function* listOf<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}
