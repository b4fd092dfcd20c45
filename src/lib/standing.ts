import { canonicalize } from './canonical.ts'
import type { Json, JsonObject } from './json.ts'
import type { PackageControl } from './package-manifest.ts'
import {
  criterionStatus,
  isTestStatus,
  statusAt,
  type CriterionStatus,
  type TestStatus,
} from './readiness.ts'

/**
 * Who answered for each control, which risk was accepted, and what the results amounted to at the end of a package's window: derived from entries of
 * the log alone, by the exporter and again by the verifier (docs/formats/package.md, "Standing").
 */
export const STANDING_FILE = 'standing.json'
export const standingTypes = ['control.owner_set', 'control.waived', 'control.waiver_ended'] as const
export const isStandingType = (type: string): boolean => standingTypes.some((one) => one === type)

export type Place = { readonly origin: string; readonly index: number }

/** One entry of these types, opened. Given in the order of the logs. */
export type StandingEntry = Place & {
  readonly type: string
  /** The envelope's time. */
  readonly at: string
  readonly body: JsonObject
}

/** What no entry holds: names, a waiver's texts (its entry holds their digest), how long a result keeps its word. */
export type StandingWords = {
  readonly person: (id: string) => string
  readonly waiver: (id: string) => WaiverTexts | null
  readonly freshForMs: (control: string) => number
}
export type WaiverTexts = { readonly reason: string; readonly compensating: string }

export type StandingOwner = {
  readonly id: string
  readonly name: string
  readonly since: string
  readonly entry: Place
}

/** Risk that two people accepted for a while. In force from `from` until `until`, or until `ended` where somebody ended it before. */
export type StandingWaiver = {
  readonly id: string
  /** Null: the entry is there and the texts are not; its digest still binds them. */
  readonly texts: WaiverTexts | null
  readonly requestedBy: { readonly id: string; readonly name: string }
  readonly approvedBy: { readonly id: string; readonly name: string }
  readonly from: string
  readonly until: string
  readonly ended: { readonly at: string; readonly entry: Place } | null
  /** At the end of the window. */
  readonly inForce: boolean
  readonly entry: Place
}

export type ControlStanding = {
  readonly control: string
  /** The result shown, `stale` when it is past its freshness by then. */
  readonly status: TestStatus
  readonly freshForMs: number
  readonly owner: StandingOwner | null
  /** Every waiver that was in force at some time in the window. */
  readonly waivers: readonly StandingWaiver[]
}

export type CriterionStanding = {
  readonly id: string
  readonly status: CriterionStatus
  readonly controls: readonly string[]
}

export type Standing = {
  readonly asOf: string
  readonly controls: readonly ControlStanding[]
  /** Readiness: each criterion by its weakest control. A waiver does not change it. */
  readonly criteria: readonly CriterionStanding[]
  /** Controls by word, `waived` where a waiver is in force. */
  readonly counts: Readonly<Record<string, number>>
}

export type StandingInput = {
  readonly window: { readonly from: string; readonly to: string }
  readonly madeAt: string
  readonly controls: readonly Pick<PackageControl, 'id' | 'status' | 'asOf' | 'criteria'>[]
  readonly criteria: readonly string[]
  /** In the order of the logs; what does not count yet (`standsBy`) is passed over. */
  readonly entries: readonly StandingEntry[]
  readonly words: StandingWords
}

/** The end of the window, or the making of a package whose window has not ended by then. */
export const standingAt = ({ window, madeAt }: Pick<StandingInput, 'window' | 'madeAt'>): string =>
  window.to < madeAt ? window.to : madeAt

/**
 * Whether an entry counts: dated by the end of the window; where the window had not ended at the making, whatever is in the log has happened, also
 * under a clock that was set back since.
 */
export const standsBy = (
  { window, madeAt }: Pick<StandingInput, 'window' | 'madeAt'>,
  at: string,
): boolean => (window.to < madeAt ? at <= window.to : true)

export function standingOf(input: StandingInput): Standing {
  const asOf = standingAt(input)
  const entries = input.entries.filter((entry) => standsBy(input, entry.at))
  const controls = input.controls.map((control): ControlStanding => {
    const own = entries.filter((entry) => entry.body['control'] === control.id)
    const freshForMs = input.words.freshForMs(control.id)
    return {
      control: control.id,
      status: statusOf(control, freshForMs, asOf),
      freshForMs,
      owner: ownerOf(own, input.words),
      waivers: waiversOf(own, input.window.from, asOf, input.words),
    }
  })
  return { asOf, controls, criteria: criteriaOf(input, controls), counts: countsOf(controls) }
}

export const waiverInForce = (control: ControlStanding | undefined): StandingWaiver | undefined =>
  control?.waivers.find((waiver) => waiver.inForce)

/** What the approver read; its SHA-256 is `digest` in the waiver's entry. */
export const waiverDigestText = (
  control: string,
  waiver: Pick<StandingWaiver, 'id' | 'until' | 'requestedBy'>,
  texts: WaiverTexts,
): string =>
  canonicalize({
    compensating: texts.compensating,
    control,
    reason: texts.reason,
    requestedBy: waiver.requestedBy.id,
    until: waiver.until,
    waiver: waiver.id,
  })

function statusOf(
  control: Pick<PackageControl, 'status' | 'asOf'>,
  freshForMs: number,
  asOf: string,
): TestStatus {
  if (control.asOf === '' || !isTestStatus(control.status)) return 'untested'
  return statusAt({ status: control.status, asOfMs: Date.parse(control.asOf) }, freshForMs, Date.parse(asOf))
}

function ownerOf(entries: readonly StandingEntry[], words: StandingWords): StandingOwner | null {
  const last = entries.findLast((entry) => entry.type === 'control.owner_set')
  const id = last?.body['owner']
  if (last === undefined || typeof id !== 'string') return null
  return { id, name: words.person(id), since: last.at, entry: placeOf(last) }
}

function waiversOf(
  entries: readonly StandingEntry[],
  from: string,
  asOf: string,
  words: StandingWords,
): readonly StandingWaiver[] {
  return entries
    .filter((entry) => entry.type === 'control.waived')
    .map((entry): StandingWaiver => {
      const id = textOf(entry.body['waiver'])
      const until = textOf(entry.body['until'])
      const end = entries.find((one) => one.type === 'control.waiver_ended' && one.body['waiver'] === id)
      const person = (who: string): { id: string; name: string } => ({ id: who, name: words.person(who) })
      // Under a clock that was set back the end is dated before the beginning, which hides neither.
      const endAt = end !== undefined && end.at < entry.at ? entry.at : end?.at
      // Ended after it was over anyway: its own day is its end.
      const ended =
        end !== undefined && endAt !== undefined && endAt < until ? { at: endAt, entry: placeOf(end) } : null
      return {
        id,
        texts: words.waiver(id),
        requestedBy: person(textOf(entry.body['requestedBy'])),
        approvedBy: person(textOf(entry.body['approvedBy'])),
        from: entry.at,
        until,
        ended,
        inForce: ended === null && until > asOf,
        entry: placeOf(entry),
      }
    })
    .filter((waiver) => waiver.until > from && (waiver.ended === null || waiver.ended.at > from))
}

function criteriaOf(
  { controls, criteria }: StandingInput,
  standing: readonly ControlStanding[],
): readonly CriterionStanding[] {
  const statuses = new Map(standing.map((one) => [one.control, one.status]))
  return criteria.map((id) => {
    const bearing = controls.filter((control) => control.criteria.includes(id)).map((control) => control.id)
    return {
      id,
      status: criterionStatus(bearing.map((control) => statuses.get(control) ?? 'untested')),
      controls: bearing,
    }
  })
}

function countsOf(controls: readonly ControlStanding[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const control of controls) {
    const word = waiverInForce(control) === undefined ? control.status : 'waived'
    counts[word] = (counts[word] ?? 0) + 1
  }
  return counts
}

const placeOf = ({ origin, index }: Place): Place => ({ origin, index })
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
