import type { JsonObject } from './json.ts'
import type { PackageControl, PackagePopulation } from './package-manifest.ts'

/** The tables of an evidence package (docs/formats/package.md): the exporter writes them and the verifier writes them again. */
export const controlRows = (controls: readonly PackageControl[]): readonly JsonObject[] =>
  controls.map((c) => ({
    id: c.id,
    title: c.title,
    statement: c.statement,
    criteria: c.criteria.join(' '),
    status: c.status,
    checked: c.checked,
    deviations: c.deviations.length,
    why: c.why,
    asOf: c.asOf,
    entry: c.outcome?.index ?? null,
  }))

export const deviationRows = (controls: readonly PackageControl[]): readonly JsonObject[] =>
  controls.flatMap((c) => c.deviations.map((d) => ({ control: c.id, key: d.key, what: d.what })))

/** Rows of a sample, each with its row number in the population. */
export const sampleRows = (rows: readonly JsonObject[], drawn: readonly number[]): readonly JsonObject[] =>
  drawn.flatMap((i) => (rows[i] === undefined ? [] : [{ row: i, ...rows[i] }]))

export const CONTROLS_TABLE = 'csv/controls.csv'
export const DEVIATIONS_TABLE = 'csv/deviations.csv'

const stem = (population: Pick<PackagePopulation, 'file'>): string =>
  population.file.replace(/^populations\//, '').replace(/\.jsonl$/, '')
export const populationTable = (population: Pick<PackagePopulation, 'file'>): string =>
  `csv/populations/${stem(population)}.csv`
export const sampleTable = (population: Pick<PackagePopulation, 'file'>): string =>
  `csv/samples/${stem(population)}.csv`
export const populationFile = (control: string, source: string): string =>
  `populations/${control}.${source}.jsonl`
export const testFile = (control: string): string => `tests/${control}.json`
