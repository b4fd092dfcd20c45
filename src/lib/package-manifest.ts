import type { Json, JsonObject } from './json.ts'
import type { Fields, FieldType } from './predicate/types.ts'
import { err, ok, type Result } from './result.ts'

/** The signed content of an evidence package: an in-toto Statement v1 (docs/formats/package.md, "Manifest"). */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1'
export const PREDICATE_TYPE = 'urn:sealwright:evidence-package:1'

export const PROVES =
  'No recorded entry was changed or removed, and gaps in sequences are visible. It does not prove that a source told the truth or that everything reached Sealwright; that rests on reconciliation (provider usage against our counts, evidence ids that clients keep).'
export const RESTRICTED_USE =
  "Management's evidence package. Prepared by management for the organisation named here, its auditors and those it gives this to in confidence; not for general distribution. It is not an auditor's report and states no opinion."

export type PackageSubject = { readonly name: string; readonly sha256: string }

export type PackagePopulation = {
  readonly source: string
  readonly file: string
  readonly rows: number
  readonly root: string
  readonly complete: boolean
  readonly why: string
  readonly query: string
  readonly asOf: string
  readonly independent: { readonly source: string; readonly count: number } | null
  /** Type of each field, as the source declares it. */
  readonly fields: Fields
}

export type PackageDeviation = { readonly key: string; readonly what: string }

export type PackageControl = {
  readonly id: string
  readonly title: string
  readonly statement: string
  readonly criteria: readonly string[]
  readonly status: string
  readonly checked: number
  readonly deviations: readonly PackageDeviation[]
  readonly why: string
  readonly asOf: string
  /** Path of the test, null when the control has none. */
  readonly test: string | null
  readonly testDigest: string
  /** Empty when the test can be run again from this package; else why not. */
  readonly notReperformable: string
  readonly outcome: { readonly entry: string; readonly origin: string; readonly index: number } | null
  readonly populations: readonly PackagePopulation[]
  /** Absent: no waiver was in force when the package was made. It changes neither status nor deviations. */
  readonly waiver?: PackageWaiver
}

/** Risk that management accepted for a while, by two people; `entry` is its `control.waived` entry. */
export type PackageWaiver = {
  readonly id: string
  readonly reason: string
  readonly compensating: string
  readonly requestedBy: string
  readonly approvedBy: string
  readonly until: string
  readonly entry: { readonly entry: string; readonly origin: string; readonly index: number } | null
}

export type PackageSample = {
  readonly control: string
  readonly source: string
  readonly size: number
  readonly seed: string
  readonly seededBy: 'auditor' | 'self-drawn'
  readonly seedEntry: { readonly entry: string; readonly origin: string; readonly index: number } | null
  readonly rows: readonly number[]
}

export type PackageTable = {
  readonly file: string
  readonly query: string
  readonly rows: number
  readonly sha256: string
}
export type PackageLog = {
  readonly origin: string
  readonly size: number
  readonly root: string
  readonly keyid: string
}

export type PackagePredicate = {
  readonly v: 1
  readonly id: string
  readonly madeAt: string
  readonly madeBy: string
  readonly organisation: { readonly id: string; readonly name: string }
  readonly mode: 'full' | 'sample'
  readonly window: { readonly from: string; readonly to: string }
  readonly scope: { readonly systems: readonly { readonly ref: string; readonly name: string }[] }
  readonly archive: { readonly bytes: number; readonly sha256: string }
  readonly logs: readonly PackageLog[]
  readonly controls: readonly PackageControl[]
  readonly samples: readonly PackageSample[]
  readonly tables: readonly PackageTable[]
  /** Calls in window and scope: intents counted by the exporter. */
  readonly recount: { readonly calls: number }
  readonly proves: string
  readonly restrictedUse: string
}

export type PackageStatement = {
  readonly subjects: readonly PackageSubject[]
  readonly predicate: PackagePredicate
}

/** The Statement as a JSON value; the caller writes it canonically. */
export const statementJson = (statement: PackageStatement): JsonObject => ({
  _type: STATEMENT_TYPE,
  predicate: statement.predicate,
  predicateType: PREDICATE_TYPE,
  subject: statement.subjects.map(({ name, sha256 }) => ({ digest: { sha256 }, name })),
})

class Shape extends Error {}

const fail = (path: string, what: string): never => {
  throw new Shape(`\`${path}\` is not ${what}`)
}

const HEX64 = /^[0-9a-f]{64}$/

/** Reads one object's fields; refuses unknown ones, so that nothing unsigned-for hides in a signed manifest. */
class Reader {
  readonly #fields: ReadonlyMap<string, Json>
  readonly #read = new Set<string>()
  constructor(
    value: Json | undefined,
    readonly path: string,
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(path, 'an object')
    this.#fields = new Map(Object.entries(value ?? {}))
  }
  get(key: string): Json {
    this.#read.add(key)
    return this.#fields.get(key) ?? (this.#fields.has(key) ? null : fail(`${this.path}.${key}`, 'there'))
  }
  text(key: string): string {
    const value = this.get(key)
    return typeof value === 'string' ? value : fail(`${this.path}.${key}`, 'text')
  }
  hex64(key: string): string {
    const value = this.text(key)
    return HEX64.test(value) ? value : fail(`${this.path}.${key}`, '64 hex digits')
  }
  count(key: string): number {
    const value = this.get(key)
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
      ? value
      : fail(`${this.path}.${key}`, 'a count')
  }
  flag(key: string): boolean {
    const value = this.get(key)
    return typeof value === 'boolean' ? value : fail(`${this.path}.${key}`, 'true or false')
  }
  one<T extends string>(key: string, allowed: readonly T[]): T {
    const value = this.text(key)
    return (
      allowed.find((word) => word === value) ?? fail(`${this.path}.${key}`, `one of ${allowed.join(', ')}`)
    )
  }
  object<T>(key: string, read: (reader: Reader) => T): T {
    return readObject(this.get(key), `${this.path}.${key}`, read)
  }
  /** A field that older packages do not have. */
  maybe<T>(key: string, read: (reader: Reader) => T): T | undefined {
    return this.#fields.has(key) ? this.object(key, read) : undefined
  }
  optional<T>(key: string, read: (reader: Reader) => T): T | null {
    return this.get(key) === null ? null : this.object(key, read)
  }
  list<T>(key: string, read: (value: Json, path: string) => T): readonly T[] {
    const value = this.get(key)
    if (!Array.isArray(value)) return fail(`${this.path}.${key}`, 'a list')
    return value.map((item: Json, i) => read(item, `${this.path}.${key}[${i}]`))
  }
  keys(): readonly string[] {
    return [...this.#fields.keys()]
  }
  end(): void {
    for (const key of this.#fields.keys())
      if (!this.#read.has(key)) fail(`${this.path}.${key}`, 'known to this format')
  }
}

function readObject<T>(value: Json, path: string, read: (reader: Reader) => T): T {
  const reader = new Reader(value, path)
  const result = read(reader)
  reader.end()
  return result
}

const each =
  <T>(read: (reader: Reader) => T) =>
  (value: Json, path: string): T =>
    readObject(value, path, read)

const textItem = (value: Json, path: string): string =>
  typeof value === 'string' ? value : fail(path, 'text')
const countItem = (value: Json, path: string): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : fail(path, 'a count')

const fieldTypes: readonly FieldType[] = [
  'string',
  'number',
  'boolean',
  'instant',
  'string?',
  'number?',
  'boolean?',
  'instant?',
]
const readFields = (r: Reader): Fields =>
  Object.fromEntries(r.keys().map((key) => [key, r.one(key, fieldTypes)]))

const readEntry = (r: Reader): { entry: string; origin: string; index: number } => ({
  entry: r.text('entry'),
  origin: r.text('origin'),
  index: r.count('index'),
})

const readPopulation = (r: Reader): PackagePopulation => ({
  source: r.text('source'),
  file: r.text('file'),
  rows: r.count('rows'),
  root: r.hex64('root'),
  complete: r.flag('complete'),
  why: r.text('why'),
  query: r.text('query'),
  asOf: r.text('asOf'),
  independent: r.optional('independent', (i) => ({ source: i.text('source'), count: i.count('count') })),
  fields: r.object('fields', readFields),
})

const readWaiver = (r: Reader): PackageWaiver => ({
  id: r.text('id'),
  reason: r.text('reason'),
  compensating: r.text('compensating'),
  requestedBy: r.text('requestedBy'),
  approvedBy: r.text('approvedBy'),
  until: r.text('until'),
  entry: r.optional('entry', readEntry),
})

const readControl = (r: Reader): PackageControl => {
  const waiver = r.maybe('waiver', readWaiver)
  return { ...readControlFields(r), ...(waiver === undefined ? {} : { waiver }) }
}

const readControlFields = (r: Reader): PackageControl => ({
  id: r.text('id'),
  title: r.text('title'),
  statement: r.text('statement'),
  criteria: r.list('criteria', textItem),
  status: r.text('status'),
  checked: r.count('checked'),
  deviations: r.list(
    'deviations',
    each((d) => ({ key: d.text('key'), what: d.text('what') })),
  ),
  why: r.text('why'),
  asOf: r.text('asOf'),
  test: r.get('test') === null ? null : r.text('test'),
  testDigest: r.text('testDigest'),
  notReperformable: r.text('notReperformable'),
  outcome: r.optional('outcome', readEntry),
  populations: r.list('populations', each(readPopulation)),
})

const readSample = (r: Reader): PackageSample => ({
  control: r.text('control'),
  source: r.text('source'),
  size: r.count('size'),
  seed: r.hex64('seed'),
  seededBy: r.one('seededBy', ['auditor', 'self-drawn']),
  seedEntry: r.optional('seedEntry', readEntry),
  rows: r.list('rows', countItem),
})

const readPredicate = (r: Reader): PackagePredicate => {
  if (r.count('v') !== 1)
    fail('predicate.v', 'a version that this verifier knows (1): use the verify.mjs inside the package')
  return {
    v: 1,
    id: r.text('id'),
    madeAt: r.text('madeAt'),
    madeBy: r.text('madeBy'),
    organisation: r.object('organisation', (o) => ({ id: o.text('id'), name: o.text('name') })),
    mode: r.one('mode', ['full', 'sample']),
    window: r.object('window', (w) => ({ from: w.text('from'), to: w.text('to') })),
    scope: r.object('scope', (s) => ({
      systems: s.list(
        'systems',
        each((x) => ({ ref: x.text('ref'), name: x.text('name') })),
      ),
    })),
    archive: r.object('archive', (a) => ({ bytes: a.count('bytes'), sha256: a.hex64('sha256') })),
    logs: r.list(
      'logs',
      each((l) => ({
        origin: l.text('origin'),
        size: l.count('size'),
        root: l.hex64('root'),
        keyid: l.text('keyid'),
      })),
    ),
    controls: r.list('controls', each(readControl)),
    samples: r.list('samples', each(readSample)),
    tables: r.list(
      'tables',
      each((t) => ({
        file: t.text('file'),
        query: t.text('query'),
        rows: t.count('rows'),
        sha256: t.hex64('sha256'),
      })),
    ),
    recount: r.object('recount', (c) => ({ calls: c.count('calls') })),
    proves: r.text('proves'),
    restrictedUse: r.text('restrictedUse'),
  }
}

/** A Statement from untrusted JSON: every field of this format and no other. */
export function parseStatement(json: Json): Result<PackageStatement, string> {
  try {
    return ok(
      readObject(json, 'statement', (r) => {
        if (r.text('_type') !== STATEMENT_TYPE) fail('statement._type', STATEMENT_TYPE)
        if (r.text('predicateType') !== PREDICATE_TYPE) fail('statement.predicateType', PREDICATE_TYPE)
        return {
          subjects: r.list(
            'subject',
            each((s) => ({ name: s.text('name'), sha256: s.object('digest', (d) => d.hex64('sha256')) })),
          ),
          predicate: r.object('predicate', readPredicate),
        }
      }),
    )
  } catch (error) {
    if (error instanceof Shape) return err(error.message)
    throw error
  }
}
