import { CannotRun, Compiler } from './compile.ts'
import { deviateWords } from './deviate-words.ts'
import { instantMs } from './instants.ts'
import type { Check, ControlTest, Row, Table, TestDeviation, TestResult, TestWord } from './types.ts'

/** Rows that a result names. Beyond this a list helps nobody; the count is still exact. */
export const DEVIATIONS_MAX = 1000

type CheckResult = {
  readonly status: TestWord | 'skip'
  readonly checked: number
  readonly deviating: number
  readonly deviations: readonly TestDeviation[]
  readonly why: string
}

/**
 * Runs a loaded test over frozen tables (by fact source id). Pure: the same arguments give the same result here and offline. Linear in the
 * rows. Never throws for what the tables hold: a missing or incomplete table, a row without a field and a join too wide are inconclusive.
 */
export function runTest(
  test: ControlTest,
  tables: Readonly<Record<string, Table>>,
  asOf: string,
): TestResult {
  const asOfMs = instantMs(asOf)
  if (asOfMs === undefined) return nothing(`\`${asOf}\` is not an instant`)
  const missing = Object.values(test.populations).find((source) => !Object.hasOwn(tables, source))
  if (missing !== undefined) return nothing(`no rows were given for \`${missing}\``)
  const rows = (population: string): readonly Row[] => tables[test.populations[population] ?? '']?.rows ?? []
  const compiler = new Compiler({ asOfMs, rows })
  const gaps = Object.values(test.populations).flatMap((source) => {
    const table = tables[source]
    return table === undefined || table.complete
      ? []
      : [`\`${source}\` is incomplete: ${table.why || 'no reason given'}`]
  })
  try {
    return combine(
      test.checks.map((check) => runCheck(check, compiler, rows)),
      gaps,
    )
  } catch (error) {
    if (error instanceof CannotRun) return nothing(error.message)
    throw error
  }
}

const NO_ROW: Row = {}

function runCheck(
  check: Check,
  compiler: Compiler,
  rows: (population: string) => readonly Row[],
): CheckResult {
  const where = check.where === undefined ? undefined : compiler.expr(check.where)
  // An unknown `where` keeps the row: leaving it out could turn ignorance into a pass.
  const selected =
    where === undefined ? rows(check.of) : rows(check.of).filter((row) => where(row, NO_ROW) !== false)
  if ('total' in check) {
    if (selected.length === 0) return empty(check)
    const holds = compiler.expr(check.total)(NO_ROW, NO_ROW) === true
    const deviations = holds ? [] : [{ key: check.key, what: check.what }]
    return {
      status: holds ? 'pass' : 'fail',
      checked: selected.length,
      deviating: deviations.length,
      deviations,
      why: '',
    }
  }
  const each = compiler.expr(check.each)
  const unitsOf = (row: Row): number => (check.units === undefined ? 1 : units(row, check.units))
  let checked = 0
  let deviating = 0
  const deviations: TestDeviation[] = []
  for (const row of selected) {
    const n = unitsOf(row)
    checked += n
    if (n === 0 || each(row, NO_ROW) === true) continue
    deviating += n
    if (deviations.length < DEVIATIONS_MAX)
      deviations.push({ key: show(row[check.key]), what: fill(check.what, row) })
  }
  if (checked === 0) return empty(check)
  const few = check.minRows !== undefined && checked < check.minRows
  const why = few ? `${checked} in \`${check.of}\`, at least ${check.minRows} are needed` : ''
  return {
    status: deviating > 0 ? 'fail' : few ? 'inconclusive' : 'pass',
    checked,
    deviating,
    deviations,
    why,
  }
}

function units(row: Row, field: string): number {
  const value = row[field]
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new CannotRun(`the field \`${field}\` of a row is not a count`)
}

function empty(check: Check): CheckResult {
  const why =
    check.emptyMeans === 'inconclusive'
      ? `no item of \`${check.of}\` is in scope, where there should be one`
      : `no item of \`${check.of}\` was in scope in the window`
  return { status: check.emptyMeans, checked: 0, deviating: 0, deviations: [], why }
}

/** Incomplete beats all, then a deviation, then what could not be told, then what did not operate. */
function combine(results: readonly CheckResult[], gaps: readonly string[]): TestResult {
  const status =
    gaps.length > 0
      ? 'inconclusive'
      : (ORDER.find((word) => results.some((result) => result.status === word)) ?? 'did_not_operate')
  const checked = results[0]?.checked ?? 0
  const deviating = results.reduce((sum, result) => sum + result.deviating, 0)
  const reasons = [
    ...gaps,
    ...results
      .filter((result) => result.status === status)
      .flatMap((result) => (result.why === '' ? [] : [result.why])),
  ]
  return {
    status,
    checked,
    deviating,
    deviations: results.flatMap((result) => result.deviations).slice(0, DEVIATIONS_MAX),
    why:
      reasons.length > 0
        ? reasons.join('; ')
        : status === 'pass'
          ? `no deviation in ${checked} checked`
          : deviateWords(deviating, checked),
  }
}
const ORDER = ['fail', 'inconclusive', 'did_not_operate', 'pass'] as const

const nothing = (why: string): TestResult => ({
  status: 'inconclusive',
  checked: 0,
  deviating: 0,
  deviations: [],
  why,
})

const show = (value: unknown): string => (value === null || value === undefined ? 'none' : String(value))
const fill = (template: string, row: Row): string =>
  template.replace(/\{([^}]*)\}/g, (_, name: string) => show(row[name]))
