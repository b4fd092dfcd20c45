import type { JsonObject } from './json.ts'
import type { PackageControl, PackagePopulation } from './package-manifest.ts'
import { waiverInForce, type Standing } from './standing.ts'

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

/** Owner and word of each control at the end of the window. */
export const standingRows = ({ asOf, controls }: Standing): readonly JsonObject[] =>
  controls.map((c) => ({
    control: c.control,
    asOf,
    status: c.status,
    waivedUntil: waiverInForce(c)?.until ?? null,
    owner: c.owner?.name ?? null,
    ownerSince: c.owner?.since ?? null,
    ownerEntry: c.owner?.entry.index ?? null,
  }))

/** Every waiver that was in force at some time in the window. */
export const waiverRows = ({ asOf, controls }: Standing): readonly JsonObject[] =>
  controls.flatMap((c) =>
    c.waivers.map((w) => ({
      control: c.control,
      waiver: w.id,
      from: w.from,
      until: w.until,
      ended: w.ended?.at ?? null,
      asOf,
      inForce: w.inForce,
      requestedBy: w.requestedBy.name,
      approvedBy: w.approvedBy.name,
      reason: w.texts?.reason ?? 'not kept here',
      compensating: w.texts?.compensating ?? 'not kept here',
      entry: w.entry.index,
      endedEntry: w.ended?.entry.index ?? null,
    })),
  )

/** Readiness by criterion at the end of the window. */
export const criterionRows = ({ asOf, criteria }: Standing): readonly JsonObject[] =>
  criteria.map(({ id, status, controls }) => ({ criterion: id, asOf, status, controls: controls.join(' ') }))

/** Rows of a sample, each with its row number in the population. */
export const sampleRows = (rows: readonly JsonObject[], drawn: readonly number[]): readonly JsonObject[] =>
  drawn.flatMap((i) => (rows[i] === undefined ? [] : [{ row: i, ...rows[i] }]))

export const CONTROLS_TABLE = 'csv/controls.csv'
export const DEVIATIONS_TABLE = 'csv/deviations.csv'
export const STANDING_TABLE = 'csv/standing.csv'
export const WAIVERS_TABLE = 'csv/waivers.csv'
export const CRITERIA_TABLE = 'csv/criteria.csv'

const stem = (population: Pick<PackagePopulation, 'file'>): string =>
  population.file.replace(/^populations\//, '').replace(/\.jsonl$/, '')
export const populationTable = (population: Pick<PackagePopulation, 'file'>): string =>
  `csv/populations/${stem(population)}.csv`
export const sampleTable = (population: Pick<PackagePopulation, 'file'>): string =>
  `csv/samples/${stem(population)}.csv`
export const populationFile = (control: string, source: string): string =>
  `populations/${control}.${source}.jsonl`
export const testFile = (control: string): string => `tests/${control}.json`
