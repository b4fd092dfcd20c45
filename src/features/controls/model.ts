import type { ControlTest } from '../../lib/predicate/types.ts'
import type { TestStatus } from './contract.ts'

export type Criterion = {
  readonly id: string
  readonly category: string
  readonly series: string
  readonly text: string
}

/** A control as code. Links to criteria say "bears on" (intersects), never "satisfies". */
export type ControlDefinition = {
  /** `AIC-GRD-01`: family and number; never reused. */
  readonly id: string
  readonly title: string
  readonly statement: string
  /** What goes wrong without it. */
  readonly risk: string
  readonly nature: 'manual' | 'automated' | 'it_dependent'
  readonly type: 'preventive' | 'detective' | 'corrective'
  readonly frequency:
    'continuous' | 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'semi-annual' | 'annual' | 'per event'
  readonly criteria: readonly { readonly id: string; readonly why: string }[]
  /** What an auditor would call the population. */
  readonly population: string
  readonly attributes: readonly string[]
  readonly evidence: string
  /** What to do when it fails, as one sentence in the imperative. */
  readonly remediation: string
}

/** How a control is tested. */
export type TestDefinition = {
  readonly control: string
  readonly test: ControlTest
  /** How far back the populations reach; sources of things that stand (systems, routes) take what existed at any time in it. */
  readonly windowMs: number
  /** A result older than this is shown as stale. */
  readonly freshForMs: number
  /** Looked at every minute and recorded when the word changes; for what calls change. Others run on their events and every 15 minutes. */
  readonly watch: boolean
  /** What of the control's statement this test does not look at; shown beside every result. */
  readonly uncovered: string
  /** Events after which it runs again, beyond the schedule. */
  readonly events: readonly string[]
  /** Page of the thing that a deviation's key names. */
  readonly href: (key: string) => string | null
}

/** A day's word: a run that found nothing to check says less than one that passed, and more than none at all. */
const ofDay: readonly TestStatus[] = [
  'fail',
  'inconclusive',
  'stale',
  'pass',
  'did_not_operate',
  'not_applicable',
  'untested',
]

export function worstOfDay(statuses: readonly TestStatus[]): TestStatus | undefined {
  return ofDay.find((status) => statuses.includes(status))
}
