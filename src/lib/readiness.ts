/** What results amount to at a moment: shared by the server, the exporter and the verifier, so that the three cannot differ. */
export const testStatuses = [
  'pass',
  'fail',
  'inconclusive',
  'did_not_operate',
  'not_applicable',
  'stale',
  'untested',
] as const
export type TestStatus = (typeof testStatuses)[number]

export type CriterionStatus = 'pass' | 'fail' | 'inconclusive' | 'stale' | 'no_control' | 'not_applicable'

/** Worst first: what a criterion, a day or several runs amount to. */
const severity: readonly TestStatus[] = [
  'fail',
  'inconclusive',
  'stale',
  'untested',
  'did_not_operate',
  'not_applicable',
  'pass',
]

/** A result keeps its word only while it is fresh. */
export function statusAt(
  outcome: { readonly status: TestStatus; readonly asOfMs: number } | null,
  freshForMs: number,
  nowMs: number,
): TestStatus {
  if (outcome === null) return 'untested'
  return outcome.asOfMs + freshForMs < nowMs ? 'stale' : outcome.status
}

/** What management's readiness says about a criterion, from the controls that bear on it. Never an opinion; no control is no green. */
export function criterionStatus(statuses: readonly TestStatus[]): CriterionStatus {
  const tested: readonly TestStatus[] = statuses.filter((status) => status !== 'untested')
  if (tested.length === 0) return 'no_control'
  if (tested.every((status) => status === 'not_applicable')) return 'not_applicable'
  const word = severity.find((status) => tested.includes(status))
  if (word === 'fail' || word === 'stale') return word
  // A control that did not operate shows nothing about the criterion; calling that a pass would count emptiness as proof.
  return tested.some((status) => status === 'pass') && word !== 'inconclusive' ? 'pass' : 'inconclusive'
}

export const isTestStatus = (word: string): word is TestStatus =>
  testStatuses.some((status) => status === word)
