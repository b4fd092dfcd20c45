import type { StatusKind } from '../../../design/Status.tsx'
import type { Control, Outcome, Readiness, TestStatus } from '../contract.ts'

/** A test's result as one of the six shapes and its word. */
export const kindOf: Readonly<Record<TestStatus, StatusKind>> = {
  pass: 'pass',
  fail: 'fail',
  inconclusive: 'inc',
  did_not_operate: 'na',
  not_applicable: 'na',
  stale: 'stale',
  untested: 'gap',
}
export const wordOf: Readonly<Record<TestStatus, string>> = {
  pass: 'Pass',
  fail: 'Fail',
  inconclusive: 'Inconclusive',
  did_not_operate: 'Did not operate',
  not_applicable: 'Not applicable',
  stale: 'Stale',
  untested: 'Not tested',
}
type CriterionStatus = Readiness['criteria'][number]['status']
export const criterionKind: Readonly<Record<CriterionStatus, StatusKind>> = {
  pass: 'pass',
  fail: 'fail',
  inconclusive: 'inc',
  stale: 'stale',
  no_control: 'gap',
  not_applicable: 'na',
}
export const criterionWord: Readonly<Record<CriterionStatus, string>> = {
  pass: 'pass',
  fail: 'fail',
  inconclusive: 'inconclusive',
  stale: 'stale',
  no_control: 'no control',
  not_applicable: 'not applicable',
}

export const controlHref = (id: string): string => `/compliance/controls/${encodeURIComponent(id)}`
/** Checked items with the total, never a percentage: `22 of 23`. */
export function checkedText(c: Control): string {
  const latest = c.latest
  if (latest === null) return 'not tested'
  if (latest.status === 'did_not_operate') return 'nothing to check'
  return `${heldOf(latest).toLocaleString('en-US')} of ${latest.checked.toLocaleString('en-US')}`
}
/** Items that hold. A test may find deviations in a second population, which `checked` does not count. */
export const heldOf = ({ checked, deviating }: Pick<Outcome, 'checked' | 'deviating'>): number =>
  Math.max(0, checked - deviating)
const order: readonly TestStatus[] = [
  'fail',
  'inconclusive',
  'stale',
  'untested',
  'did_not_operate',
  'pass',
  'not_applicable',
]
export const byUrgency = (a: Control, b: Control): number =>
  order.indexOf(a.status) - order.indexOf(b.status) || a.id.localeCompare(b.id)

export const seriesId = (criterion: string): string => criterion.split('.')[0] ?? criterion
/** `CC6 Logical access` or `Logical access` without the id. */
export const seriesName = (series: string): string => series.replace(/^[A-Z]+\d*\s+/, '')
export type SeriesGroup = {
  readonly id: string
  readonly name: string
  readonly criteria: Readiness['criteria']
}
export function groupBySeries(criteria: Readiness['criteria']): readonly SeriesGroup[] {
  const groups = new Map<string, { id: string; name: string; criteria: Readiness['criteria'][number][] }>()
  for (const c of criteria) {
    const id = seriesId(c.id)
    const group = groups.get(id) ?? { id, name: seriesName(c.series), criteria: [] }
    group.criteria.push(c)
    groups.set(id, group)
  }
  return [...groups.values()]
}
/** How many criteria of a series had every control passing, per day of the controls' strips, oldest first; days when nothing ran count as not passing. */
export function passingPerDay(
  group: SeriesGroup,
  controls: readonly Control[],
  days = 30,
): readonly number[] {
  const byId = new Map(controls.map((c) => [c.id, c.strip.slice(-days)]))
  const length = Math.max(0, ...[...byId.values()].map((s) => s.length))
  return Array.from(
    { length },
    (_, i) =>
      group.criteria.filter((criterion) => {
        const results = criterion.controls.flatMap((id) => {
          const strip = byId.get(id) ?? []
          const cell = strip[strip.length - length + i]
          return cell === undefined ? [] : [cell.status]
        })
        return (
          results.length > 0 &&
          results.every((s) => s === 'pass' || s === 'not_applicable') &&
          results.includes('pass')
        )
      }).length,
  )
}
