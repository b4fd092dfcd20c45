import type { PackageControl, PackagePredicate } from '../../lib/package-manifest.ts'
import { deviatingIn } from '../../lib/predicate/deviate-words.ts'
import type { ControlStanding, CriterionStanding, Standing, StandingWaiver } from '../../lib/standing.ts'
import type { Control } from '../controls/contract.ts'
import type { AnchorReceipt } from './ports.ts'

/** `runs`: recorded runs in the window by result. `changedSince`: the test is another one today than the one that gave the result. */
export type ControlDetail = Pick<
  Control,
  'risk' | 'nature' | 'type' | 'frequency' | 'criteria' | 'remediation' | 'strip' | 'uncovered'
> & { readonly runs: Readonly<Record<string, number>>; readonly changedSince: boolean }

/** Everything that the report and the OSCAL document say. Built once, so that the three cannot differ. */
export type ReportModel = {
  readonly predicate: Omit<PackagePredicate, 'archive'>
  /** Per control id: what the manifest leaves out. */
  readonly controls: ReadonlyMap<string, ControlDetail>
  /** Owners, waivers and readiness at the end of the window. */
  readonly standing: Standing
  readonly anchors: readonly AnchorReceipt[]
  /** Leaves in the package over all logs, and of how many in the logs. */
  readonly entries: { readonly included: number; readonly total: number }
  readonly bodies: number
  readonly files: number
}

export type ResultWord = { readonly word: string; readonly sentence: string }

const plural = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`

/** Items that deviate. The manifest names rows, and a row may stand for many items; the test's reason counts the items. */
export const deviatingOf = (control: Pick<PackageControl, 'why' | 'deviations'>): number =>
  deviatingIn(control.why) ?? control.deviations.length

/** Management's result in the words of CTRL-2: "no deviation, n of n", never "effective" or "compliant". */
export function resultOf(control: PackageControl): ResultWord {
  switch (control.status) {
    case 'pass':
      return {
        word: 'Pass',
        sentence: `No deviation in ${control.checked.toLocaleString('en-US')} of ${plural(control.checked, 'item')} checked.`,
      }
    case 'fail':
      return {
        word: 'Fail',
        sentence: `${plural(deviatingOf(control), 'item')} of ${control.checked.toLocaleString('en-US')} checked deviate, named in ${plural(control.deviations.length, 'row')}.`,
      }
    case 'inconclusive':
      return {
        word: 'Inconclusive',
        sentence: `Could not be known: ${control.why || 'no reason was recorded'}.`,
      }
    case 'did_not_operate':
      return {
        word: 'Did not operate',
        sentence: `Nothing to test in the window, a proven zero: ${control.why || 'the population is empty'}.`,
      }
    case 'not_applicable':
      return {
        word: 'Not applicable',
        sentence: `An approved reason is on file: ${control.why || 'none was recorded'}.`,
      }
    case 'stale':
      return {
        word: 'Stale',
        sentence: `The last result is past its freshness limit (as of ${control.asOf || 'never'}).`,
      }
    default:
      return { word: 'Untested', sentence: 'No test has run.' }
  }
}

export type SeriesRow = {
  readonly series: string
  readonly inScope: number
  readonly pass: number
  readonly fail: number
  readonly inconclusive: number
  readonly stale: number
  readonly noControl: number
}

export const standingOfControl = (standing: Standing, control: string): ControlStanding | undefined =>
  standing.controls.find((one) => one.control === control)

/** From when to when, and whether somebody ended it before its day. */
export const waiverSpan = ({ from, until, ended }: StandingWaiver): string =>
  ended === null
    ? `from ${when(from)} until ${when(until)}`
    : `from ${when(from)} to ${when(ended.at)}, when it was ended before its day, ${when(until)}`

/** Criteria counted by series, each by its weakest control as management's readiness has it. */
export function bySeries({
  criteria,
}: {
  readonly criteria: readonly CriterionStanding[]
}): readonly SeriesRow[] {
  const rows = new Map<string, { -readonly [K in keyof SeriesRow]: SeriesRow[K] }>()
  for (const criterion of criteria) {
    const series = criterion.id.replace(/\..*$/, '')
    const row = rows.get(series) ?? {
      series,
      inScope: 0,
      pass: 0,
      fail: 0,
      inconclusive: 0,
      stale: 0,
      noControl: 0,
    }
    rows.set(series, row)
    if (criterion.status === 'not_applicable') continue
    row.inScope += 1
    if (criterion.status === 'pass') row.pass += 1
    else if (criterion.status === 'fail') row.fail += 1
    else if (criterion.status === 'inconclusive') row.inconclusive += 1
    else if (criterion.status === 'stale') row.stale += 1
    else row.noControl += 1
  }
  return [...rows.values()]
}

/** `2026-11-22T14:40:00.000Z` as `22 Nov 2026 14:40:00 UTC`. */
export function when(instant: string): string {
  const ms = Date.parse(instant)
  if (Number.isNaN(ms)) return instant === '' ? 'never' : instant
  const date = new Date(ms)
  const month =
    ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][
      date.getUTCMonth()
    ] ?? ''
  return `${date.getUTCDate()} ${month} ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} UTC`
}

export const day = (instant: string): string => when(instant).replace(/ \d\d:\d\d:\d\d UTC$/, '')

/** A 64-digit hash in two lines of four groups. */
export const hashLines = (hex: string): readonly [string, string] => {
  const groups = hex.match(/.{1,8}/g) ?? []
  return [groups.slice(0, 4).join(' '), groups.slice(4).join(' ')]
}
export const shortHash = (hex: string): string => `${hex.slice(0, 8)} ${hex.slice(8, 16)} … ${hex.slice(-8)}`
